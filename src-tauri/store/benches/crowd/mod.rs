//! A crowd of invented attendees in many languages, the same for the same number: for measuring the search.

/// One invented attendee.
#[derive(Debug)]
pub(crate) struct Invented {
    pub(crate) given: String,
    pub(crate) family: String,
    pub(crate) latin: String,
    pub(crate) company: String,
    pub(crate) email: String,
    pub(crate) phone: String,
    pub(crate) order: String,
    pub(crate) ticket: String,
}

const SPANISH_FAMILY: &str = "García Rodríguez González Fernández López Martínez Sánchez Pérez Gómez Martín Jiménez Hernández Ruiz Díaz Moreno Muñoz Álvarez Romero Gutiérrez Alonso Navarro Torres Domínguez Ramos Vázquez Ramírez Gil Serrano Morales Molina Blanco Suárez Castro Ortega Delgado Ortiz Marín Rubio Núñez Medina Sanz Castillo Iglesias Cortés Garrido Santos Guerrero Lozano Cano Cruz Méndez Flores Prieto Herrera Peña León Márquez Cabrera Gallego Calvo";
const SPANISH_GIVEN: &str = "María Antonio José Carmen Manuel Ana Francisco Laura Juan Marta David Cristina Javier Lucía Daniel Isabel Carlos Elena Jesús Pilar Alejandro Paula Miguel Sara Rafael Raquel Pedro Beatriz Pablo Rosa Ángel Silvia Sergio Patricia Fernando Teresa Jorge Julia Alberto Irene Luis Alba Álvaro Rocío Adrián Nuria Diego Andrea Raúl Eva";
const BASQUE_FAMILY: &str = "Etxeberria Agirre Goikoetxea Mendizabal Zabala Urrutia Ibarra Arrizabalaga Aranburu Garmendia Larrañaga Uriarte Elizondo Iturriaga Olabarria Ormaetxea Ugarte Bengoetxea Zubizarreta Arriaga Azkarate Bilbao Basterretxea Otxoa Etxaniz Iriarte Lasa Mugica Odriozola Oiartzabal Sarasola Txurruka Urkiola Zuloaga Zumalakarregi Arana Barandiaran Egaña Gorostiaga Intxausti";
const BASQUE_GIVEN: &str = "Aitor Itziar Xabier Ainhoa Mikel Maite Iker Nerea Jon Ane Unai Leire Gorka Amaia Eneko Irati Ander Miren Asier Nahia Koldo Garazi Iñaki Maialen Kepa Uxue Julen Edurne Beñat Izaro";
const EUROPEAN_FAMILY: &str = "Müller Schmidt Schneider Fischer Weber Meyer Wagner Becker Dubois Moreau Laurent Lefebvre Rousseau Fournier Rossi Ferrari Esposito Bianchi Colombo Silva Santos Ferreira Pereira Oliveira Nowak Kowalski Wiśniewski Wójcik Kowalczyk Novák Svoboda Dvořák Černý Procházka Nagy Kovács Tóth Szabó Andersson Johansson Karlsson Hansen Olsen Nielsen Jensen Korhonen Virtanen Smith Jones Taylor Brown Wilson Nguyễn Trần Lê Phạm Yılmaz Kaya Demir Çelik Popescu";
const EUROPEAN_GIVEN: &str = "Hans Anna Pierre Marie Luca Giulia João Mariana Jan Katarzyna Jiří Zuzana László Eszter Erik Ingrid Lars Astrid Mikko Aino John Emily Peter Sophie Thomas Claire Marco Francesca Paulo Beatriz Minh Linh Mehmet Ayşe Ioana Andrei";
const CYRILLIC_FAMILY: &str = "Коваленко Шевченко Бондаренко Ткаченко Кравченко Олійник Шевчук Поліщук Лисенко Мельник Ющенко Савченко Іванов Петров Сидоров Смирнов Кузнецов Попов Димитров Георгиев";
const CYRILLIC_GIVEN: &str = "Олена Наталія Ірина Андрій Сергій Олександр Тетяна Юлія Дмитро Володимир Ivan Мария Алексей Христо Оксана";
const KOREAN: &str = "김민준 이서연 박지훈 최수빈 정예은 강도윤 조하은 윤시우 장지우 임채원 한지민 오준서";
const JAPANESE: &str =
    "佐藤:翔太 鈴木:陽子 高橋:健一 田中:美咲 渡辺:大輔 伊藤:裕子 山本:太郎 中村:結衣 小林:誠 加藤:直樹";
const CHINESE: &str = "王:小明 李:娜 张:伟 刘:洋 陈:静 杨:敏 赵:磊 黄:丽 周:强 吴:军";
const SYLLABLES: &str = "ba be bi bo da de di do ga go ka ko la le li lo ma me mi mo na ne ni no ra re ri ro sa se so ta te to va ve vi za zu rre tza gui lla ndo rte sco lez mar ber tor gar ven";
const TRADES: &str = "Talleres Ingeniería Electrónica Mecanizados Sistemas Logística Aceros Energía Robótica Consulting Software Maquinaria Plásticos Fundiciones Automoción";
const LEGAL: &str = "S.L. S.A. S.Coop. GmbH Ltd SAS";

/// A small generator of numbers that look random (splitmix64).
#[derive(Debug)]
pub(crate) struct Dice(u64);

impl Dice {
    /// Dice that always fall the same way for one seed.
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// The next number below `of`.
    pub(crate) fn below(&mut self, of: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        usize::try_from((z ^ (z >> 31)) >> 8).unwrap_or_default() % of
    }

    /// One of the words of a list.
    pub(crate) fn one_of<'a>(&mut self, list: &'a str) -> &'a str {
        let count = list.split(' ').count();
        let at = self.below(count);
        list.split(' ').nth(at).unwrap_or_default()
    }

    /// One of the first words far more often than one of the last, as names are.
    fn usual<'a>(&mut self, list: &'a str) -> &'a str {
        let count = list.split(' ').count();
        let at = self.below(count).min(self.below(count));
        list.split(' ').nth(at).unwrap_or_default()
    }

    fn rare_family(&mut self) -> String {
        let syllables = 3 + self.below(2);
        let word: String = (0..syllables).map(|_| self.one_of(SYLLABLES)).collect();
        word.chars()
            .take(1)
            .flat_map(char::to_uppercase)
            .chain(word.chars().skip(1))
            .collect()
    }
}

/// The attendee of this number.
pub(crate) fn invented(number: usize) -> Invented {
    let mut dice = Dice::new(u64::try_from(number).unwrap_or_default());
    let dice = &mut dice;
    let mut latin = String::new();
    let (given, family) = match dice.below(100) {
        0..=44 => (dice.usual(SPANISH_GIVEN).to_owned(), spanish(dice)),
        45..=64 => (dice.usual(BASQUE_GIVEN).to_owned(), basque(dice)),
        65..=89 => (dice.usual(EUROPEAN_GIVEN).to_owned(), european(dice)),
        90..=94 => (
            dice.one_of(CYRILLIC_GIVEN).to_owned(),
            dice.one_of(CYRILLIC_FAMILY).to_owned(),
        ),
        95..=96 => (
            dice.one_of(KOREAN).chars().skip(1).collect(),
            dice.one_of(KOREAN).chars().take(1).collect(),
        ),
        97..=98 => {
            let (family, given) = dice.one_of(JAPANESE).split_once(':').unwrap_or_default();
            if dice.below(2) == 0 {
                latin = "Tanaka Yoko".to_owned();
            }
            (given.to_owned(), family.to_owned())
        }
        _ => {
            let (family, given) = dice.one_of(CHINESE).split_once(':').unwrap_or_default();
            (given.to_owned(), family.to_owned())
        }
    };
    let company = format!(
        "{} {} {}",
        dice.one_of(TRADES),
        dice.rare_family(),
        dice.one_of(LEGAL)
    );
    let company = if dice.below(3) == 0 {
        String::new()
    } else {
        company
    };
    Invented {
        email: format!(
            "u{number}.{}@example{}.net",
            sarrera_core::names::fold_word(&given),
            dice.below(900)
        ),
        phone: if dice.below(2) == 0 {
            format!("+34 6{:08}", dice.below(100_000_000))
        } else {
            String::new()
        },
        order: code(dice, 5),
        ticket: code(dice, 32),
        given,
        family,
        latin,
        company,
    }
}

fn spanish(dice: &mut Dice) -> String {
    format!("{} {}", dice.usual(SPANISH_FAMILY), dice.usual(SPANISH_FAMILY))
}

fn basque(dice: &mut Dice) -> String {
    format!("{} {}", dice.usual(BASQUE_FAMILY), dice.rare_family())
}

fn european(dice: &mut Dice) -> String {
    if dice.below(3) == 0 {
        dice.rare_family()
    } else {
        dice.one_of(EUROPEAN_FAMILY).to_owned()
    }
}

fn code(dice: &mut Dice, length: usize) -> String {
    let symbols: Vec<char> = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789".chars().collect();
    (0..length)
        .filter_map(|_| symbols.get(dice.below(symbols.len())))
        .collect()
}
