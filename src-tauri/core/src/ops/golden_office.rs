//! The kinds of the office and of its help, as they were first written: a second golden file, so that the first stays.

use super::*;
use crate::alphabet;
use crate::ids::*;
use ed25519_dalek::SigningKey;

fn redefined() -> EventDefined {
    let root = SigningKey::from_bytes(&[9; 32]);
    EventDefined {
        label: "boi-2026".into(),
        name: "Basque Open Industry".into(),
        venue: "BEC, Barakaldo".into(),
        time_zone: "Europe/Madrid".into(),
        starts: "2026-11-23".into(),
        ends: "2026-11-25".into(),
        root_key: alphabet::encode(root.verifying_key().as_bytes()),
        recovery_recipient: "age1recipient".into(),
        root_secret: "wrapped".into(),
        demo: false,
        privacy_notice: Some(NoticeTexts {
            eu: "Zure datuak azokarako baino ez ditugu gordetzen.".into(),
            es: "Guardamos tus datos solo para la feria.".into(),
            en: "We keep your details for the fair only.".into(),
        }),
        over: vec![OpRef([1; 16])],
    }
}

pub(super) fn facts() -> super::golden::Chains {
    let help = HelpId([14; 16]);
    let operator = OperatorDefined {
        operator: OperatorId([3; 16]),
        name: "Nerea Aldama".into(),
        active: true,
        over: vec![],
    };
    let retired = OperatorDefined {
        active: false,
        over: vec![OpRef([2; 16])],
        ..operator.clone()
    };
    let asked = HelpRequested {
        help,
        reason: HelpReason::Blocked,
        checkpoint: Some(CheckpointId([9; 16])),
        scan: Some(ScanId([8; 16])),
        attendee: Some(AttendeeId([5; 16])),
        text: String::new(),
        over: vec![],
    };
    let said_more = HelpRequested {
        text: "says he is the speaker".into(),
        over: vec![OpRef([4; 16])],
        ..asked.clone()
    };
    let answered = HelpAnswered {
        help,
        answer: HelpAnswer::OnTheWay,
        text: "two minutes".into(),
    };
    let done = HelpAnswered {
        help,
        answer: HelpAnswer::Done,
        text: String::new(),
    };
    vec![
        (LogName::Public, vec![Fact::EventDefined(redefined())]),
        (
            LogName::Core,
            vec![Fact::OperatorDefined(operator), Fact::OperatorDefined(retired)],
        ),
        (
            LogName::Scans,
            vec![
                Fact::HelpRequested(asked),
                Fact::HelpRequested(said_more),
                Fact::HelpAnswered(answered),
                Fact::HelpAnswered(done),
            ],
        ),
    ]
}

/// The kind that came with the exchange between devices.
pub(super) fn clock_facts() -> Vec<Fact> {
    let measured = |offset_ms, took_ms| {
        Fact::ClockMeasured(ClockMeasured {
            boot: BootId([6; 16]),
            offset_ms,
            took_ms,
        })
    };
    vec![measured(-86_400_000, 40), measured(12, 3)]
}

#[test]
fn no_name_and_no_words_stand_in_a_body() {
    for (_, facts) in &facts() {
        for fact in facts {
            let body = String::from_utf8(fact.encode().unwrap().body).unwrap();
            for personal in ["Nerea", "speaker", "two minutes"] {
                assert!(!body.contains(personal), "{body}");
                assert!(!format!("{fact:?}").contains(personal), "{fact:?}");
            }
        }
    }
}

#[test]
fn another_text_is_another_version_and_the_same_text_the_same() {
    let notice = redefined().privacy_notice.unwrap();
    let mut other = notice.clone();
    assert_eq!(notice.version(), other.version());
    other.es.push('.');
    assert_ne!(notice.version(), other.version());
    let moved = NoticeTexts {
        eu: notice.es.clone(),
        es: notice.eu.clone(),
        ..notice.clone()
    };
    assert_ne!(notice.version(), moved.version());
}
