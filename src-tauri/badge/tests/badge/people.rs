//! Invented people whose names are hard to print, one or more in each script and of each kind of length.

use sarrera_badge::{BadgeContent, CategoryMark, Pattern};

/// Given name, family name, company, language.
const HARD: [[&str; 4]; 42] = [
    ["Itziar", "Mendizabal Agirre", "Zubiola Mekanika S. Coop.", "eu"],
    ["Олена", "Коваленко", "Харківські турбіни", "uk"],
    ["美咲", "田中", "名古屋精密工業", "ja"],
    ["فاطمة الزهراء", "بن عبد الله", "شركة الطاقة المتجددة", "ar"],
    ["지우", "김", "부산기계공업", "ko"],
    [
        "Begoña María",
        "Goikoetxea-Etxeberria de la Torre",
        "Instituto de Desarrollo Económico del Principado",
        "es",
    ],
    ["Nguyễn Thị Hồng", "Nhung", "Hải Phòng Precision", "vi"],
    ["Łukasz", "Wiśniewski", "Śląskie Huty Żelaza", "pl"],
    ["Jiří", "Dvořáček", "Škoda Přerov", "cs"],
    ["Ağça", "Şimşek Yıldırım", "Işık Döküm Sanayi", "tr"],
    ["伟", "张", "上海精密机械有限公司", "zh-Hans"],
    ["雅婷", "陳", "臺灣精密機械股份有限公司", "zh-Hant"],
    ["आदित्य", "श्रीवास्तव", "पुणे इंजीनियरिंग", "hi"],
    ["נועה", "בן־דוד", "תעשיות הגליל", "he"],
    ["Γιώργος", "Παπαδόπουλος", "Ναυπηγεία Ελευσίνας", "el"],
    ["გიორგი", "ბერიძე", "თბილისის ქარხანა", "ka"],
    ["Արամ", "Խաչատրյան", "Երևանի գործարան", "hy"],
    ["ศิริพร", "วงศ์สวัสดิ์", "บริษัทเครื่องจักรไทย", "th"],
    ["O", "Y", "Q", "en"],
    ["Ñ", "Ö", "", "es"],
    ["", "Suharto", "Jakarta Baja", "id"],
    ["", "", "", "en"],
    [
        "Wolfeschlegelsteinhausenbergerdorffvoralternwarengewissenhaft",
        "Schaefferschen",
        "A",
        "de",
    ],
    [
        "Jean-Christophe",
        "d'Aubigné de Saint-Exupéry",
        "Aciers de l’Adour",
        "fr",
    ],
    [
        "María del Carmen",
        "Fernández de la Cueva y Pérez de Guzmán el Bueno",
        "Ayuntamiento de Bilbao",
        "es",
    ],
    ["Thị Ngọc Ẩn", "Đỗ Hữu Ước", "ẤẦẨẪẬ ỆỄỀẾ", "vi"],
    ["محمد", "Al-Farouq", "Siemens Energy GmbH", "ar"],
    ["Mohammed محمد", "العربي El Arabi", "شركة Acme للصناعة", "ar"],
    ["さくら", "小鳥遊", "ｶﾀｶﾅ株式会社", "ja"],
    ["𠮷郎", "髙﨑", "山﨑製作所", "ja"],
    ["선우", "황보", "현대엔지니어링주식회사", "ko"],
    ["Þórunn", "Ægisdóttir", "Össur hf.", "is"],
    ["Zoë", "van der Berg-'t Hooft", "N.V. Hoogovens", "nl"],
    ["Ștefăniță", "Țăndărică", "Uzina Brașov", "ro"],
    ["Љубица", "Ђорђевић", "Железара Смедерево", "sr"],
    ["Gyöngyvér", "Szőke-Öreg", "Győri Űrtechnika", "hu"],
    ["Žydrūnas", "Šimkūnaitė", "Kauno įranga", "lt"],
    [
        "iiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiii",
        "llllllllllllllllllllllllllllllllllllllllllllllll",
        "j",
        "en",
    ],
    [
        "WWWWWWWWWWWWWWWWWWWWWWWWWWWWWW",
        "MMMMMMMMMMMMMMMMMMMMMMMMMMMM",
        "@@@@@@@@@@@@@@@@",
        "en",
    ],
    [
        "Abdul Rahman bin Haji Mohd. Yusof",
        "Tengku Sri Wangsa Diraja",
        "Petroliam Nasional Berhad (PETRONAS)",
        "ms",
    ],
    ["e\u{301}lodie", "Bru\u{308}ning", "Cafe\u{301} & Co.", "fr"],
    ["fjord ffi", "Grafflin", "Office of Affairs", "no"],
];

const CATEGORIES: [(Pattern, [&str; 2]); 6] = [
    (Pattern::Empty, ["Bisitaria", "Visitante"]),
    (Pattern::Bars, ["Hizlaria", "Ponente"]),
    (Pattern::Diagonals, ["Bulegoa", "Oficina comercial"]),
    (Pattern::Solid, ["Erakusketaria", "Expositor"]),
    (Pattern::Dots, ["Prentsa", "Prensa"]),
    (Pattern::Half, ["Antolatzailea", "Organización"]),
];

pub(crate) fn hard() -> Vec<BadgeContent> {
    HARD.iter()
        .enumerate()
        .map(|(number, texts)| person(number, *texts))
        .collect()
}

pub(crate) fn person(number: usize, [given, family, company, language]: [&str; 4]) -> BadgeContent {
    let (pattern, words) = CATEGORIES[number % CATEGORIES.len()];
    BadgeContent {
        given_name: given.into(),
        family_name: family.into(),
        full_name: String::new(),
        company: company.into(),
        job_title: if number.is_multiple_of(3) {
            "Director of Engineering"
        } else {
            ""
        }
        .into(),
        country: if number.is_multiple_of(2) { "Ukraina" } else { "" }.into(),
        category: CategoryMark {
            words: words.map(str::to_owned).to_vec(),
            pattern,
        },
        language: language.into(),
        day: "az. 24".into(),
        event_name: "Basque Open Industry 2026".into(),
        code: code(number),
        badge_number: format!("B-{number:04}"),
    }
}

/// 25 symbols of the codes' alphabet.
pub(crate) fn code(number: usize) -> String {
    const ALPHABET: &[u8; 32] = b"ABCDEFGHJKLMNPQRSTUVWXYZ23456789";
    let mut state = 0x9E37_79B9_u64.wrapping_mul(u64::try_from(number).unwrap() + 1);
    (0..25)
        .map(|_| {
            state = state
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            char::from(ALPHABET[usize::try_from(state >> 59).unwrap()])
        })
        .collect()
}
