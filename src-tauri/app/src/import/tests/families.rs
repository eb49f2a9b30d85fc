//! Files as each program writes them, told apart and read to their rows.

use super::*;
use expect_test::expect;

#[test]
fn eventbrite() {
    expect![[r#"
        note encoding: The letters were read as UTF-8.
        note separator: The columns are separated by ,.
        eventbrite open: []
        2 Gorka Agirre [18441583423] given="Gorka" family="Agirre" company="Deba Tresneria" job="Ingeniaria" mail="gorka@example.org" country="ES" category="General Admission" order="11211912243" paid
        3 Siobhán O'Connor [18441700883] given="Siobhán" family="O'Connor" company="Lee, Byrne & Sons" job="Buyer" mail="siobhan@example.com" country="IE" category="Exhibitor" order="11211987213" paid in=2024-12-03T08:05:00Z
        4 Marie Dupont [18441700884] given="Marie" family="Dupont" mail="marie@example.net" country="FR" category="General Admission" order="11211987214" canceled
        5 Pío Baroja [18441700885] given="Pío" family="Baroja" category="General Admission" order="11211987215" pending
        6 Nerea Zabala [18441700886] given="Nerea" family="Zabala" mail="nerea@example.net" category="General Admission" order="11211987216" canceled
    "#]].assert_eq(&show(file("eventbrite.csv")));
}

#[test]
fn alf_io() {
    expect![[r#"
        note encoding: The letters were read as UTF-8.
        note separator: The columns are separated by ,.
        alfio open: []
        2 Maite Aranburu [0f6e1a52-8f0d-4f57-9c35-5b0b62f2a001] given="Maite" family="Aranburu" company="Oria Softwarea" mail="maite@example.org" country="ES" lang="eu" category="Visitor" order="R-1001" paid
        3 Γιώργος Παπαδόπουλος [0f6e1a52-8f0d-4f57-9c35-5b0b62f2a002] given="Γιώργος" family="Παπαδόπουλος" mail="giorgos@example.org" country="GR" lang="en" category="Visitor" order="R-1002" paid in=?
        4 김 민지 [0f6e1a52-8f0d-4f57-9c35-5b0b62f2a003] given="민지" family="김" mail="minji@example.com" country="KR" lang="ko" category="Press" order="R-1003" pending
        5 Tomáš Novák [0f6e1a52-8f0d-4f57-9c35-5b0b62f2a004] given="Tomáš" family="Novák" mail="tomas@example.com" country="CZ" lang="cs" category="Press" order="R-1004" canceled
    "#]].assert_eq(&show(file("alfio.csv")));
}

#[test]
fn indico_and_its_names_keep_their_small_letters() {
    expect![[r#"
        note encoding: The letters were read as UTF-8.
        note separator: The columns are separated by ,.
        indico open: []
        2 Jan van der Berg [1] given="Jan" family="van der Berg" company="CERN" job="Engineer" mail="jan@example.org" country="NL" paid in=2024-11-13T08:01:02Z
        3 Ewa Wójcik [2] given="Ewa" family="Wójcik" mail="ewa@example.org" unapproved
        4 Aitor Mendia [3] given="Aitor" family="Mendia" mail="aitor@example.org" canceled
        5 Li Wei [4] given="Li" family="Wei" mail="li@example.org" pending
    "#]].assert_eq(&show(file("indico.csv")));
}

#[test]
fn hi_events_of_two_versions() {
    expect![[r#"
        note encoding: The letters were read as UTF-8.
        note separator: The columns are separated by ,.
        hievents open: []
        2 Lúcia Pereira [501] given="Lúcia" family="Pereira" company="Têxtil Lda" mail="lucia@example.org" category="Visitor" order="a_abc1" ticket="A-7QW2ER4" paid in=2024-11-13T08:01:00Z
        3 Öykü Yılmaz [502] given="Öykü" family="Yılmaz" mail="oyku@example.org" category="Visitor" order="a_abc2" ticket="A-7QW2ER5" note="Two lines\nof a note" canceled
        4 Ivan Horvat [503] given="Ivan" family="Horvat" mail="ivan@example.org" category="Exhibitor" order="a_abc3" ticket="A-7QW2ER6" pending
    "#]].assert_eq(&show(file("hievents.csv")));
    expect![[r#"
        note encoding: The letters were read as UTF-8.
        note separator: The columns are separated by ,.
        hievents open: []
        2 Lúcia Pereira [501] given="Lúcia" family="Pereira" mail="lucia@example.org" category="Visitor" order="a_abc1" ticket="A-7QW2ER4" paid in=2024-11-13T08:01:00Z
        3 Öykü Yılmaz [502] given="Öykü" family="Yılmaz" mail="oyku@example.org" category="Visitor" order="a_abc2" ticket="A-7QW2ER5" paid
    "#]].assert_eq(&show(file("hievents_older.csv")));
}

#[test]
fn lists_that_somebody_made_in_five_languages() {
    expect![[r#"
        note encoding: The letters were read as UTF-8.
        note separator: The columns are separated by ,.
        list open: []
        2 Jürgen Müller [jurgen muller|juergen@example.org|muller gmbh] given="Jürgen" family="Müller" company="Müller GmbH" job="Einkauf" mail="juergen@example.org" AskMe InPerson
        3 Ada Lovelace [ada lovelace|ada@example.org|] given="Ada" family="Lovelace" mail="ada@example.org" Share Online
    "#]].assert_eq(&show(file("list_en.csv")));
    expect![[r#"
        note encoding_assumed: The file does not say its encoding. It was read as windows-1252; check these: electrónico, Teléfono, Íñigo, Núñez, Muñoz.
        note separator: The columns are separated by ;.
        note title_rows: The rows above the header (row 3) were passed over.
        list open: []
        4 Íñigo Núñez Muñoz [inigo nunez munoz|inigo@example.org|canon y pena s.l.] given="Íñigo" family="Núñez Muñoz" company="Cañón y Peña S.L." mail="inigo@example.org" phone="+34 600 000 001"
        5 Begoña Ibáñez [begona ibanez|begona@example.org|] given="Begoña" family="Ibáñez" mail="begona@example.org"
    "#]].assert_eq(&show(file("list_es_1252.csv")));
    expect![[r#"
        note encoding: The letters were read as UTF-16LE.
        note separator: The columns are separated by tab.
        list open: []
        2 Ane Etxeberria [ane etxeberria|ane@example.org|ibaizabal automatizazioa] given="Ane" family="Etxeberria" company="Ibaizabal Automatizazioa" mail="ane@example.org" category="Bisitaria"
        3 Олена Коваленко [олена коваленко|olena@example.org|] given="Олена" family="Коваленко" mail="olena@example.org" category="Bisitaria"
    "#]].assert_eq(&show(file("list_eu_utf16.csv")));
    expect![[r#"
        note encoding: The letters were read as UTF-8.
        note separator: The columns are separated by ;.
        list open: []
        2 Zoé d'Étigny [zoe d'etigny|zoe@example.org|acieries reunies] given="Zoé" family="d'Étigny" company="Aciéries réunies" mail="zoe@example.org" lang="fr"
    "#]].assert_eq(&show(file("list_fr.csv")));
}

#[test]
fn a_list_of_names_alone_is_a_list() {
    expect![[r#"
        note encoding: The letters were read as UTF-8.
        note separator: The columns are separated by ,.
        list open: []
        2 Ane Etxeberria [ane etxeberria||]
        3 Gorka Agirre [gorka agirre||]
    "#]]
    .assert_eq(&show(b"Izena\nAne Etxeberria\nGorka Agirre\n".to_vec()));
    expect![[r#"
        note encoding: The letters were read as UTF-8.
        note separator: The columns are separated by |.
        list open: []
        3 Ane Etxeberria [ane etxeberria|ane@example.org|] mail="ane@example.org"
    "#]]
    .assert_eq(&show(b"Name|Mail\r\rAne Etxeberria|ane@example.org\r".to_vec()));
}
