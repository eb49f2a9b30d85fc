//! Any text under a scanner is sorted, and none makes the core panic.

use super::*;
use crate::codes::{BadgeKey, BadgeSerial, Day, Layout, Validity};
use crate::ids::{AttendeeId, EventId};
use ed25519_dalek::SigningKey;
use proptest::prelude::*;

const SECRET: &str = "wuj64nzngmkzwgd9t9b4dsxm5sgugv6c";
const SECRET_WITH_B: &str = "bsf6mkruv4ebhh4q6th27nm6h9sss3jd";

fn badge() -> String {
    badge::mint(BadgeSerial(*b"0123456789"), &BadgeKey::new([7; 32])).to_string()
}

fn ticket() -> String {
    let validity = Validity {
        first: Day(19_674),
        last: Day(19_675),
    };
    let (event, attendee) = (EventId::new([3; 16]), AttendeeId::new([9; 16]));
    ticket::issue(&SigningKey::from_bytes(&[5; 32]), event, attendee, validity)
}

/// A short name of the kind, so that a table of texts reads well.
fn kind(presented: &Presented) -> String {
    match presented {
        Presented::Badge(_) => "badge".to_owned(),
        Presented::Ticket(_) => "ticket".to_owned(),
        Presented::Foreign(_) => "foreign".to_owned(),
        Presented::WrongLayout { readings, .. } => {
            let layouts: Vec<_> = readings.iter().map(|reading| reading.layout.code()).collect();
            format!("wrong layout: {}", layouts.join(", "))
        }
        Presented::TwoGlued { first, second } => format!("{} + {}", kind(first), kind(second)),
        Presented::Partial(_) => "part".to_owned(),
        Presented::Url(_) => "url".to_owned(),
        Presented::VCard(_) => "vcard".to_owned(),
        Presented::Empty => "empty".to_owned(),
        Presented::TooLong(_) => "too long".to_owned(),
    }
}

fn check(text: &str, expected: &str) {
    assert_eq!(kind(&Presented::read(text)), expected, "{text:?}");
}

#[test]
fn our_codes_are_read_as_people_and_scanners_give_them() {
    check(&badge(), "badge");
    check(&format!("  {}\r\n", badge().to_lowercase()), "badge");
    check(&format!("\u{2}{}\u{3}", badge()), "badge");
    let groups: Vec<String> = badge()
        .as_bytes()
        .chunks(5)
        .map(|five| String::from_utf8_lossy(five).into())
        .collect();
    check(&groups.join(" "), "badge");
    check(&groups.join("-"), "badge");
    check(&ticket(), "ticket");
    check(&ticket().to_lowercase(), "ticket");
}

#[test]
fn what_an_import_knows_is_looked_up_as_it_is() {
    for secret in [
        SECRET,
        SECRET_WITH_B,
        "1234567890128",
        "3RZJCGY3H3",
        "0c4f3ab2-6c1d-4b7e-9a55-0f4a3c2b1d00",
        "Олена",
    ] {
        assert_eq!(
            Presented::read(&format!(" {secret}\n")),
            Presented::Foreign(secret.to_owned())
        );
    }
}

#[test]
fn half_a_code_is_called_half_a_code() {
    let (badge, ticket) = (badge(), ticket());
    for part in [
        &badge[..12],
        &badge[..24],
        &ticket[..20],
        &ticket[..148],
        &ticket[40..],
    ] {
        check(part, "part");
    }
    check(&format!("{badge}{}", &badge[..9]), "part");
    check(&format!("{}{badge}", &badge[..14]), "part");
    check(&format!("{ticket}A"), "part");
    let part = Presented::read(&badge[..12]);
    assert_eq!(
        part.foreign_text(),
        Some(&badge[..12]),
        "a foreign code may look like it"
    );
}

#[test]
fn two_glued_codes_are_split_and_the_second_wins() {
    let (badge, ticket) = (badge(), ticket());
    check(&format!("{badge}{badge}"), "badge + badge");
    check(&format!("{badge}\r{badge}"), "badge + badge");
    check(&format!("{ticket}{badge}"), "ticket + badge");
    check(&format!("{badge} {ticket}"), "badge + ticket");
    check(&format!("{ticket}{ticket}"), "ticket + ticket");
    check(&format!("{SECRET}{SECRET}"), "foreign + foreign");
    check(&format!("{SECRET_WITH_B}\n{SECRET_WITH_B}"), "foreign + foreign");
    check(&format!("{SECRET} {SECRET}"), "foreign + foreign");
    check("Fernandez Fernandez", "foreign");
    check("12341234", "foreign");
}

#[test]
fn addresses_and_business_cards_are_told_from_codes() {
    check("https://www.example.org/badge/BKQZ7", "url");
    check("WWW.EXAMPLE.ORG", "url");
    check("mailto:ane@example.org", "url");
    check(&format!("http://example.org/{}", "x".repeat(5_000)), "url");
    check("BEGIN:VCARD\r\nVERSION:3.0\r\nN:Zubiri;Ane\r\nEND:VCARD", "vcard");
    check("MECARD:N:Zubiri,Ane;;", "vcard");
    check("://", "foreign");
}

#[test]
fn nothing_and_too_much_have_names_of_their_own() {
    check("", "empty");
    check(" \t\r\n\u{0}\u{feff}\u{202e}", "empty");
    check(&"x".repeat(256), "foreign");
    check(&"x".repeat(5_000), "too long");
    assert_eq!(
        Presented::read(&"é".repeat(257)),
        Presented::TooLong("é".repeat(256))
    );
    assert_eq!(shown("A\u{0}B\u{1b}[31m\u{202e}"), "A␀B␀[31m␀");
    assert_eq!(shown(&"\u{7}".repeat(5_000)), "␀".repeat(256));
}

#[test]
fn a_french_keyboard_is_named_and_its_code_repaired() {
    let garbled: String = badge().chars().map(typed_in_us_read_in_french).collect();
    let Presented::WrongLayout { readings, .. } = Presented::read(&garbled) else {
        panic!("{garbled} is a garbled badge code")
    };
    assert_eq!(readings.len(), 1);
    assert_eq!(
        (readings[0].layout, &readings[0].text),
        (Layout::Azerty, &badge())
    );
    let garbled: String = ticket().chars().map(typed_in_us_read_in_french).collect();
    check(&garbled, "wrong layout: azerty");
}

#[test]
fn a_german_keyboard_is_found_out_by_the_mac() {
    let key = BadgeKey::new([7; 32]);
    let serial = (0_u8..)
        .map(|n| BadgeSerial([n; 10]))
        .find(|s| s.to_string().contains('Y'))
        .unwrap();
    let code = badge::mint(serial, &key).to_string();
    let garbled: String = code
        .chars()
        .map(|c| match c {
            'Y' => 'Z',
            'Z' => 'Y',
            other => other,
        })
        .collect();
    let Presented::Badge(unlike) = Presented::read(&garbled) else {
        panic!("it keeps the shape")
    };
    assert!(!unlike.is_authentic(&key));
    let (layout, repaired) = badge::read_garbled(&garbled, &key).unwrap();
    assert_eq!((layout, repaired.to_string()), (Layout::Qwertz, code));
    assert_eq!(badge::read_garbled(&garbled, &BadgeKey::new([8; 32])), None);
}

fn typed_in_us_read_in_french(c: char) -> char {
    let place = "AQZWM23456789".chars().position(|known| known == c);
    place
        .and_then(|place| "QAWZ?É\"'(-È_Ç".chars().nth(place))
        .unwrap_or(c)
}

proptest! {
    #[test]
    fn any_text_is_sorted_without_a_panic_and_kept_short(text in any::<String>()) {
        let presented = Presented::read(&text);
        prop_assert!(presented.foreign_text().is_none_or(|kept| kept.chars().count() <= TEXT_CHARS_MAX));
        prop_assert!(!shown(&text).chars().any(is_invisible));
    }

    #[test]
    fn any_text_of_our_symbols_and_signs_is_sorted_without_a_panic(text in "[BAE-HQ2-9a-z \"·$%&/()é'è_ç,;:?ñÑ\r\n-]{0,400}") {
        let _ = Presented::read(&text);
    }

    #[test]
    fn reading_what_was_kept_changes_nothing(text in "\\PC{0,300}") {
        let presented = Presented::read(&text);
        if let Presented::Foreign(kept) = &presented {
            prop_assert_eq!(Presented::read(kept), presented.clone());
        }
    }
}

#[test]
fn what_is_written_down_of_a_stray_text_is_its_kind_and_never_its_words() {
    let key = BadgeKey::new([7; 32]);
    let kinds = [
        ("BEGIN:VCARD\nN:Agirre;Jon\nEND:VCARD", "vcard"),
        ("MECARD:N:Agirre,Jon;;", "vcard"),
        ("https://example.org/jon", "url"),
        ("mailto:jon@example.org", "url"),
        ("jon@example.org", "mail"),
        ("+34 600 11 22 33", "number"),
        ("Jon Agirre", "words"),
        ("nosuchticket0000", "code"),
        ("  ", "empty"),
    ];
    for (text, kind) in kinds {
        let trace = trace(text, &key);
        let (said, hash) = trace.split_once(':').unwrap();
        assert_eq!((said, hash.len()), (kind, 4), "{text}");
    }
    let card = "BEGIN:VCARD\nN:Agirre;Jon\nEND:VCARD";
    assert_eq!(
        trace(card, &key),
        trace(&format!(" {card}\r\n"), &key),
        "a second reading is known"
    );
    assert_ne!(trace(card, &key), trace("BEGIN:VCARD\nN:Kim\nEND:VCARD", &key));
    assert_ne!(
        trace(card, &key),
        trace(card, &BadgeKey::new([8; 32])),
        "nobody else can make it"
    );
}
