//! What a Spanish keyboard types for names in other spellings and scripts. Written by hand, not by the code under test.

use super::*;

/// Checks that every spelling is among those of the one word of `name`.
fn check(name: &str, spellings: &str) {
    let words = typed(name);
    assert_eq!(words.len(), 1, "{name} is one word");
    for spelling in spellings.split(' ') {
        let known = words[0].folded == spelling || words[0].latin.iter().any(|latin| latin == spelling);
        assert!(known, "{name} should be found as {spelling}: {:?}", words[0]);
    }
}

fn check_role(role: Role, given: &str, family: &str, spellings: &str) {
    let name = format!("{family} {given}");
    let words = person(&Registered {
        name: &name,
        given,
        family,
        readings: &[],
    });
    for spelling in spellings.split(' ') {
        let known = words
            .iter()
            .any(|w| w.role == role && w.latin.iter().any(|latin| latin == spelling));
        assert!(known, "{name} should be found as {spelling}: {words:?}");
    }
}

fn same_sound(words: &[&str]) {
    let first = sound_key(words[0]);
    assert!(first.is_some());
    for word in words {
        assert_eq!(sound_key(word), first, "{word} sounds like {}", words[0]);
    }
}

#[test]
fn accents_case_and_letters_that_have_no_accent_fold() {
    for (text, folded) in [
        ("Itziar MENDIZÁBAL", "itziar mendizabal"),
        ("Łukasz Żółć", "lukasz zolc"),
        ("Weiß", "weiss"),
        ("Sørensen-Ærø", "sorensen aero"),
        ("Đorđe", "dorde"),
        ("Işık İnönü", "isik inonu"),
        ("Nguyễn Thị Ánh", "nguyen thi anh"),
        ("ＴＡＮＡＫＡ　Ｔａｒｏ", "tanaka taro"),
        ("Þórður Björnsdóttir", "thordur bjornsdottir"),
        ("Antoniou\u{301}", "antoniou"),
        ("Παπαδόπουλος", "παπαδοπουλοσ"),
        ("Ёлкин Їжак", "елкин їжак"),
        ("ﾀﾞﾃ", "ダテ"),
        ("", ""),
        (" ,;- ", ""),
    ] {
        assert_eq!(fold(text), folded, "{text}");
    }
}

#[test]
fn a_prefix_of_the_folded_word_is_traced_back_to_the_written_word() {
    assert_eq!(prefix_chars("Weißmann", 4), 4, "weis stands in Weiß");
    assert_eq!(prefix_chars("Weißmann", 5), 4);
    assert_eq!(prefix_chars("Nguyễn", 4), 4);
    assert_eq!(
        prefix_chars("o\u{301}scar", 1),
        2,
        "the mark belongs to its letter"
    );
    assert_eq!(prefix_chars("Ana", 9), 3);
}

#[test]
fn apostrophes_and_hyphens_separate_and_join() {
    let words = person(&Registered {
        name: "Jean-Pierre O’Neill",
        ..Registered::default()
    });
    let folded: Vec<&str> = words.iter().map(|w| w.folded.as_str()).collect();
    for expected in ["jean", "pierre", "jeanpierre", "o", "neill", "oneill"] {
        assert!(folded.contains(&expected), "{expected} in {folded:?}");
    }
    let neill = words
        .iter()
        .find(|w| w.folded == "neill")
        .and_then(|w| w.span.clone());
    assert_eq!(neill, Some(14..19));
}

#[test]
fn particles_come_alone_and_with_their_name() {
    let words = person(&Registered {
        name: "Juan de la Torre",
        given: "Juan",
        family: "de la Torre",
        readings: &[],
    });
    let torre = words.iter().find(|w| w.folded == "delatorre").expect("joined");
    assert_eq!((torre.role, torre.span.clone()), (Role::Family, Some(5..16)));
    assert!(
        words
            .iter()
            .any(|w| w.folded == "torre" && w.role == Role::Family)
    );
    assert!(words.iter().any(|w| w.folded == "juan" && w.role == Role::Given));
    assert!(is_particle("van") && is_particle("j") && !is_particle("garcia"));
}

#[test]
fn ukrainian_is_spelled_as_passports_newspapers_and_neighbours_do() {
    check("Олена", "olena");
    check("Коваленко", "kovalenko kowalenko");
    check("Ющенко", "yushchenko iushchenko juschtschenko juscenko");
    check("Зіновія", "zinoviia zinoviya zinovia");
    check("Андрій", "andrii andriy andrij");
    check("Сергій", "serhii serhiy sergii");
    check("Згурський", "zghurskyi zgurskyi");
    check("Євген", "yevhen ievgen yevgen");
    check("Їжакевич", "yizhakevych");
    check("Ґалаґан", "galagan");
}

#[test]
fn russian_bulgarian_and_serbian_too() {
    check("Сергей", "sergey sergei");
    check("Дмитрий", "dmitriy dmitry dmitrii");
    check("Щербаков", "shcherbakov schtscherbakow shterbakov");
    check("Рыжков", "ryzhkov");
    check("Ельцин", "yeltsin eltsin");
    check("Андреев", "andreev andreyev");
    check("Александр", "aleksandr alexandr");
    check("Христо", "hristo khristo");
    check("Щерев", "shterev");
    check("Ангелов", "angelov");
    check("Ђорђевић", "djordjevic");
}

#[test]
fn greek_is_spelled_as_passports_and_people_do() {
    check("Γιώργος", "giorgos yiorgos yorgos");
    check("Παπαδόπουλος", "papadopoulos");
    check("Χρήστος", "christos hristos");
    check("Μπακογιάννης", "bakogiannis");
    check("Ευαγγελία", "evangelia");
    check("Ντόρα", "dora");
    check("Κωνσταντίνος", "konstantinos");
    check("Σταύρος", "stavros");
    check("Ξένια", "xenia");
    check("Δημήτρης", "dimitris");
}

#[test]
fn korean_families_have_their_usual_spellings() {
    for (family, spellings) in [
        ("김", "kim gim"),
        ("이", "lee yi rhee"),
        ("박", "park pak bak"),
        ("최", "choi choe"),
        ("정", "jung jeong chung"),
        ("윤", "yoon yun"),
        ("노", "noh roh no"),
    ] {
        check_role(Role::Family, "민준", family, spellings);
    }
    check_role(Role::Given, "민준", "김", "minjun minjoon");
    check_role(Role::Given, "지영", "이", "jiyeong jiyoung");
    check_role(Role::Given, "현우", "박", "hyeonu hyunwoo");
    check_role(Role::Given, "정희", "최", "jeonghui junghee jeonghee");
    check_role(Role::Given, "성민", "김", "seongmin sungmin");
}

#[test]
fn an_unspaced_korean_name_is_cut_behind_the_family() {
    let words = person(&Registered {
        name: "남궁민수",
        ..Registered::default()
    });
    assert!(
        words
            .iter()
            .any(|w| w.role == Role::Family && w.latin.contains(&"namgoong".to_owned())),
        "{words:?}"
    );
    let words = person(&Registered {
        name: "김민준",
        ..Registered::default()
    });
    assert!(
        words.iter().any(|w| w.folded == "김" && w.span == Some(0..1)),
        "{words:?}"
    );
    assert!(
        words
            .iter()
            .any(|w| w.latin.contains(&"minjun".to_owned()) && w.span == Some(1..3))
    );
}

#[test]
fn kana_is_hepburn_with_and_without_long_vowels() {
    check("たなか", "tanaka");
    check("サトウ", "sato satou satoh");
    check("しょうた", "shota shouta");
    check("ジュンペイ", "junpei jumpei");
    check("ゆうこ", "yuko yuuko");
    check("おおの", "ono oono ohno");
    check("はっとり", "hattori");
    check("みっちー", "mitchii");
    check("ユーキ", "yuki");
}

#[test]
fn kanji_without_a_reading_get_the_dictionarys_and_pinyin() {
    check("山田", "yamada shantian");
    check("佐藤", "sato satou");
    let words = person(&Registered {
        name: "田中陽子",
        ..Registered::default()
    });
    assert!(
        words
            .iter()
            .any(|w| w.role == Role::Family && w.latin.contains(&"tanaka".to_owned())),
        "{words:?}"
    );
    assert!(
        words
            .iter()
            .any(|w| w.role == Role::Given && w.latin.contains(&"yoko".to_owned()))
    );
}

#[test]
fn a_given_reading_replaces_every_guess() {
    let words = person(&Registered {
        name: "上田 翔",
        readings: &["ウエダ カケル"],
        ..Registered::default()
    });
    let latin: Vec<&String> = words.iter().flat_map(|w| &w.latin).collect();
    assert_eq!(latin, ["ueda", "kakeru"]);
}

#[test]
fn chinese_is_pinyin_with_the_southern_family_names() {
    check_role(Role::Family, "小明", "王", "wang wong");
    check_role(Role::Given, "小明", "王", "xiaoming");
    check_role(Role::Family, "大文", "陳", "chen chan");
    check_role(Role::Family, "小红", "曾", "zeng tsang");
    let words = person(&Registered {
        name: "欧阳娜娜",
        ..Registered::default()
    });
    assert!(
        words
            .iter()
            .any(|w| w.role == Role::Family && w.latin.contains(&"ouyang".to_owned())),
        "{words:?}"
    );
}

#[test]
fn devanagari_reads_as_passports_spell_it() {
    check("शर्मा", "sharma");
    check("राजेश", "rajesh");
    check("कुमार", "kumar");
    check("सिंह", "singh");
    check("पटेल", "patel");
    check("प्रिया", "priya");
    check("गुप्ता", "gupta");
    check("विकास", "vikas wikas");
}

#[test]
fn arabic_and_hebrew_meet_what_is_typed_in_their_skeletons() {
    for (written, typed_as) in [
        ("محمد", "mohammed"),
        ("محمد", "Muhamad"),
        ("يوسف", "yusuf"),
        ("خالد", "khaled"),
        ("أحمد", "ahmad"),
        ("عمر", "omar"),
        ("إبراهيم", "Ibrahim"),
        ("فاطمة", "fatima"),
        ("حسين", "hussein"),
        ("المصري", "masri"),
        ("عائشة", "aisha"),
        ("שמעון", "shimon"),
        ("כהן", "cohen"),
        ("לוי", "levi"),
        ("דוד", "david"),
        ("חיים", "chaim"),
        ("חיים", "haim"),
        ("יוסי", "yossi"),
    ] {
        let index = &typed(written)[0].skeletons;
        let query = skeletons_typed(&typed(typed_as)[0]);
        assert!(
            query.iter().any(|q| index.contains(q)),
            "{written} {index:?} is typed {typed_as} {query:?}"
        );
    }
}

#[test]
fn basque_and_spanish_spellings_sound_alike() {
    for group in [
        &[
            "Etxeberria",
            "Echeverría",
            "Etcheverry",
            "Etxeberri",
            "Echeberria",
        ][..],
        &["Goikoetxea", "Goicoechea", "Goicoetxea"],
        &["Xabier", "Javier", "Gabier"],
        &["Agirre", "Aguirre"],
        &["Jiménez", "Gimenez", "Ximénez"],
        &["Itziar", "Iciar"],
        &["Aranburu", "Aramburu"],
        &["Ormaetxea", "Hormaechea"],
        &["Zabala", "Sabala", "Çabala", "Zavala"],
        &["Irigoien", "Yrigoyen", "Irigoyen"],
        &["Llorente", "Yorente"],
        &["Arizmendi", "Harismendy"],
        &["Iturralde", "Ithurralde"],
        &["Mendizabal", "Mendizábal", "Mendisaval"],
        &["Oñate", "Oinate", "Onate"],
        &["Alexandra", "Alejandra", "Aleksandra"],
        &["Bizkarra", "Vizcarra"],
        &["Kintana", "Quintana"],
    ] {
        same_sound(group);
    }
}

#[test]
fn different_names_keep_different_keys() {
    for (one, other) in [
        ("Garcia", "Gracia"),
        ("Etxebarria", "Etxaburu"),
        ("Mikel", "Manuel"),
        ("Ibarra", "Ibarrola"),
    ] {
        assert_ne!(sound_key(one), sound_key(other), "{one} {other}");
    }
    assert_eq!(sound_key("Al"), None, "too short to compare");
    assert_eq!(
        sound_key("Коваленко"),
        None,
        "Cyrillic has its Latin spellings for that"
    );
}

#[test]
fn the_key_of_a_beginning_begins_the_key() {
    let key = sound_key("Etxeberria").expect("a key");
    for end in 3..="Etxeberria".len() {
        if let Some(beginning) = sound_key_of_beginning(&"Etxeberria"[..end]) {
            assert!(key.starts_with(&beginning), "{beginning} begins {key}");
        }
    }
}

#[test]
fn given_names_have_their_equivalents() {
    assert_eq!(equivalent("mikel"), equivalent("miguel"));
    assert_eq!(equivalent("inaki"), equivalent("ignacio"));
    assert_eq!(equivalent("serhii"), equivalent("sergey"));
    assert_ne!(equivalent("mikel"), equivalent("manuel"));
    assert_eq!(equivalent("garcia"), None);
}

#[test]
fn every_name_of_the_equivalents_is_folded_and_stands_once() {
    let mut seen = std::collections::BTreeSet::new();
    for name in given::all() {
        assert_eq!(fold_word(name), name);
        assert!(seen.insert(name), "{name} stands in two groups");
    }
}

#[test]
fn broken_names_are_read_in_bounds() {
    let long = "x".repeat(5_000);
    assert_eq!(typed(&long)[0].folded.len(), 64);
    let many = "a b ".repeat(5_000);
    assert!(
        person(&Registered {
            name: &many,
            ..Registered::default()
        })
        .len()
            <= 48
    );
    assert!(typed("\u{0}\u{7}\u{feff}").is_empty());
    assert!(typed("-'-").is_empty());
}

proptest::proptest! {
    #[test]
    fn any_name_is_read_without_a_panic(name in "\\PC{0,40}", given in "\\PC{0,20}", family in "\\PC{0,20}") {
        let readings = [given.as_str()];
        for readings in [&readings[..], &[]] {
            let words = person(&Registered { name: &name, given: &given, family: &family, readings });
            let chars = name.chars().count();
            for word in words {
                proptest::prop_assert!(!word.folded.is_empty());
                proptest::prop_assert!(word.span.is_none_or(|span| span.start < span.end && span.end <= chars));
                proptest::prop_assert!(word.latin.iter().all(|latin| latin.is_ascii() && !latin.is_empty()));
            }
        }
    }

    #[test]
    fn folding_twice_is_folding_once(text in "[ -~À-ɏḀ-ỿΆ-ώЀ-ӿ가-힣ぁ-ヿ一-龥א-תء-يऀ-ॿ]{0,40}") {
        let once = fold(&text);
        proptest::prop_assert_eq!(fold(&once), once);
    }
}
