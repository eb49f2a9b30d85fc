//! Cyrillic in Latin letters as passports, newspapers and neighbours spell it: Ukrainian, Russian, Bulgarian, Serbian.

use super::spell::Spellings;

/// One way of writing Cyrillic in Latin letters. Fields hold what differs; the rest is the same for all.
struct Scheme {
    g: &'static str,
    y: &'static str,
    short_i: &'static str,
    iotated: &'static str,
    iotated_start: &'static str,
    yi: &'static str,
    ye: &'static str,
    zh: &'static str,
    kh: &'static str,
    ts: &'static str,
    ch: &'static str,
    sh: &'static str,
    shch: &'static str,
    hard: &'static str,
    v: &'static str,
    z: &'static str,
}

/// Ukrainian passports since 2010: Yushchenko, Zinoviia, Hanna.
const UKRAINIAN: Scheme = Scheme {
    g: "h",
    y: "y",
    short_i: "i",
    iotated: "i",
    iotated_start: "y",
    yi: "i",
    ye: "ie",
    zh: "zh",
    kh: "kh",
    ts: "ts",
    ch: "ch",
    sh: "sh",
    shch: "shch",
    hard: "",
    v: "v",
    z: "z",
};
/// As English newspapers write Ukrainian: Zinoviya, Andriy.
const UKRAINIAN_NEWS: Scheme = Scheme {
    short_i: "y",
    iotated: "y",
    yi: "yi",
    ye: "ye",
    ..UKRAINIAN
};
/// Older Ukrainian passports: Iushchenko, Sergii, Galyna.
const UKRAINIAN_OLD: Scheme = Scheme {
    g: "g",
    iotated_start: "i",
    ..UKRAINIAN
};
/// Russian as English newspapers write it: Yushchenko, Sergey.
const RUSSIAN: Scheme = Scheme {
    g: "g",
    y: "i",
    short_i: "y",
    iotated: "y",
    ye: "e",
    yi: "i",
    ..UKRAINIAN
};
/// Russian passports: Iushchenko, Sergei.
const RUSSIAN_PASSPORT: Scheme = Scheme {
    short_i: "i",
    iotated: "i",
    iotated_start: "i",
    hard: "ie",
    ..RUSSIAN
};
/// Bulgarian: Dimitar, Hristo, Shterev.
const BULGARIAN: Scheme = Scheme {
    kh: "h",
    shch: "sht",
    hard: "a",
    ..RUSSIAN
};
/// German: Juschtschenko, Kowalenko.
const GERMAN: Scheme = Scheme {
    iotated: "j",
    iotated_start: "j",
    short_i: "j",
    yi: "ji",
    zh: "sch",
    kh: "ch",
    ts: "z",
    ch: "tsch",
    sh: "sch",
    shch: "schtsch",
    v: "w",
    z: "s",
    ..RUSSIAN
};
/// Czech, Polish, Croatian and library catalogues, their accents folded: Juscenko.
const SCHOLARLY: Scheme = Scheme {
    iotated: "j",
    iotated_start: "j",
    short_i: "j",
    yi: "ji",
    zh: "z",
    kh: "h",
    ts: "c",
    ch: "c",
    sh: "s",
    shch: "sc",
    ..RUSSIAN
};

/// Spanish newspapers: Jruschov, Yúschenko.
const SPANISH: Scheme = Scheme {
    kh: "j",
    shch: "sch",
    ..RUSSIAN
};

/// The Latin spellings of a word in folded Cyrillic, the likeliest first.
pub(super) fn spellings(word: &str) -> Vec<String> {
    let ukrainian = word.contains(['і', 'ї', 'є', 'ґ', '’']);
    let russian = word.contains(['ы', 'э']);
    let serbian = word.contains(['ђ', 'ј', 'љ', 'њ', 'ћ', 'џ', 'ѓ', 'ќ', 'ѕ']);
    let schemes: &[&Scheme] = if serbian {
        &[&SCHOLARLY, &BULGARIAN]
    } else if ukrainian {
        &[
            &UKRAINIAN,
            &UKRAINIAN_NEWS,
            &UKRAINIAN_OLD,
            &RUSSIAN,
            &GERMAN,
            &SCHOLARLY,
        ]
    } else if russian {
        &[&RUSSIAN, &RUSSIAN_PASSPORT, &SPANISH, &GERMAN, &SCHOLARLY]
    } else {
        &[
            &UKRAINIAN,
            &RUSSIAN,
            &RUSSIAN_PASSPORT,
            &BULGARIAN,
            &UKRAINIAN_NEWS,
            &UKRAINIAN_OLD,
            &SPANISH,
            &GERMAN,
            &SCHOLARLY,
        ]
    };
    let mut spellings = Spellings::default();
    for scheme in schemes {
        spellings.add(write(word, scheme));
    }
    if word.starts_with('е') {
        // Ельцин is Yeltsin, and Евгений Evgeny as often as Yevgeny.
        spellings.add(format!("y{}", write(word, &RUSSIAN)));
    }
    spellings.branch("eev", "eyev");
    spellings.branch_end("iy", "y");
    spellings.branch_end("ii", "y");
    spellings.branch_end("yi", "y");
    spellings.branch_end("iya", "ia");
    spellings.branch("ks", "x");
    spellings.into_vec()
}

fn write(word: &str, scheme: &Scheme) -> String {
    let mut latin = String::with_capacity(word.len());
    let mut before: Option<char> = None;
    for c in word.chars() {
        match c {
            'г' if before == Some('з') && scheme.g == "h" => latin.push_str("gh"),
            'г' => latin.push_str(scheme.g),
            'и' => latin.push_str(scheme.y),
            'й' => latin.push_str(if before.is_none() {
                scheme.iotated_start
            } else {
                scheme.short_i
            }),
            'ю' | 'я' => {
                latin.push_str(if before.is_none() {
                    scheme.iotated_start
                } else {
                    scheme.iotated
                });
                latin.push(if c == 'ю' { 'u' } else { 'a' });
            }
            'ї' => latin.push_str(if before.is_none() { "yi" } else { scheme.yi }),
            'є' if before.is_none() => {
                latin.push_str(scheme.iotated_start);
                latin.push('e');
            }
            'є' => latin.push_str(scheme.ye),
            'ж' => latin.push_str(scheme.zh),
            'х' => latin.push_str(scheme.kh),
            'ц' => latin.push_str(scheme.ts),
            'ч' => latin.push_str(scheme.ch),
            'ш' => latin.push_str(scheme.sh),
            'щ' => latin.push_str(scheme.shch),
            'ъ' => latin.push_str(scheme.hard),
            'в' => latin.push_str(scheme.v),
            'з' => latin.push_str(scheme.z),
            other => latin.push_str(same_for_all(other)),
        }
        before = Some(c);
    }
    latin
}

fn same_for_all(c: char) -> &'static str {
    match c {
        'а' => "a",
        'б' => "b",
        'ґ' => "g",
        'д' => "d",
        'е' | 'э' => "e",
        'і' => "i",
        'ы' => "y",
        'к' => "k",
        'л' => "l",
        'м' => "m",
        'н' => "n",
        'о' => "o",
        'п' => "p",
        'р' => "r",
        'с' => "s",
        'т' => "t",
        'у' | 'ў' => "u",
        'ф' => "f",
        'ђ' => "dj",
        'ј' => "j",
        'љ' => "lj",
        'њ' => "nj",
        'ћ' => "c",
        'џ' => "dz",
        'ѓ' => "gj",
        'ќ' => "kj",
        'ѕ' => "dz",
        'қ' | 'ҡ' => "q",
        'ғ' => "gh",
        'ә' => "a",
        'ө' => "o",
        'ү' | 'ұ' => "u",
        'ң' => "n",
        'һ' => "h",
        _ => "",
    }
}
