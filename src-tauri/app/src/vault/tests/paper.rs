//! The recovery key on paper, and typed from it.

use super::super::{RecoveryKey, VaultError, unwrap, wrap};
use super::entropy;
use sarrera_core::alphabet::SYMBOLS;

fn refused(text: &str) -> bool {
    matches!(RecoveryKey::parse(text), Err(VaultError::RecoveryKeyMistyped))
}

/// The symbols without their spaces.
fn symbols() -> Vec<u8> {
    RecoveryKey::generate(&entropy(1))
        .to_text()
        .bytes()
        .filter(|b| *b != b' ')
        .collect()
}

fn text(symbols: &[u8]) -> String {
    String::from_utf8(symbols.to_vec()).unwrap()
}

#[test]
fn the_text_is_fifteen_groups_of_four_of_our_symbols() {
    let text = RecoveryKey::generate(&entropy(1)).to_text();
    let groups: Vec<&str> = text.split(' ').collect();
    assert_eq!(groups.len(), 15);
    assert!(groups.iter().all(|group| group.len() == 4));
    assert!(text.starts_with("SR"));
    assert!(text.bytes().all(|b| b == b' ' || SYMBOLS.contains(&b)));
}

#[test]
fn a_printed_key_is_read_for_ever() {
    // Frozen: paper does not change with the program. Bytes 0 to 31, computed by another program.
    let text = "SRAA ASEA 2EAW DAQC AKBJ FS2D JQB6 JBCE SVCS LTNF 22DE PBYH A7D2 RSNZ 6UEU";
    let key = RecoveryKey::parse(text).unwrap();
    assert_eq!(
        key.recipient(),
        "age13aqvttdk3ujkyjh9kg2w5an6dmy5mq5a84a4uxk3hfhnugfc9p0sy5p2wh"
    );
    assert_eq!(*key.to_text(), text);
}

#[test]
fn spacing_and_lower_case_do_no_harm() {
    let key = RecoveryKey::generate(&entropy(1));
    let printed = key.to_text();
    for typed in [
        printed.to_lowercase(),
        printed.replace(' ', ""),
        printed.replace(' ', "-"),
        format!("\n  {}\r\n", printed.replace(' ', "   \n")),
    ] {
        assert_eq!(
            RecoveryKey::parse(&typed).unwrap().recipient(),
            key.recipient(),
            "{typed}"
        );
    }
}

#[test]
fn every_single_wrong_symbol_is_told() {
    let right = symbols();
    for position in 0..right.len() {
        for other in SYMBOLS.iter().filter(|other| **other != right[position]) {
            let mut wrong = right.clone();
            wrong[position] = *other;
            assert!(refused(&text(&wrong)), "{} at {position}", char::from(*other));
        }
    }
}

#[test]
fn every_swap_of_neighbours_is_told() {
    let right = symbols();
    for position in 1..right.len() {
        let mut wrong = right.clone();
        wrong.swap(position - 1, position);
        assert_eq!(refused(&text(&wrong)), wrong != right, "at {position}");
    }
}

#[test]
fn a_symbol_left_out_or_typed_twice_or_a_foreign_one_is_told() {
    let right = symbols();
    for position in 0..right.len() {
        let mut less = right.clone();
        less.remove(position);
        assert!(refused(&text(&less)), "without {position}");
        let mut more = right.clone();
        more.insert(position, right[position]);
        assert!(refused(&text(&more)), "twice {position}");
    }
    for foreign in ["", "O", "0", "AGE-SECRET-KEY-1", "Ñ"] {
        assert!(refused(foreign));
        assert!(refused(&text(&right).replacen("SR", foreign, 1)));
    }
}

#[test]
fn what_is_wrapped_to_the_key_is_opened_by_it_alone() {
    let key = RecoveryKey::generate(&entropy(1));
    let wrapped = wrap(&key.recipient(), b"the event's root").unwrap();
    assert_eq!(unwrap(&key, &wrapped).unwrap().as_slice(), b"the event's root");
    let other = RecoveryKey::generate(&entropy(2));
    assert_eq!(
        unwrap(&other, &wrapped).unwrap_err(),
        VaultError::WrongRecoveryKey
    );
    assert_eq!(
        unwrap(&key, &wrapped[..wrapped.len() / 2]).unwrap_err(),
        VaultError::WrongRecoveryKey
    );
    assert_eq!(wrap("age1nobody", b"x").unwrap_err(), VaultError::BadRecipient);
}
