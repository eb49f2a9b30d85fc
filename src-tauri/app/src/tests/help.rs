//! Stories of help: one press calls, the office sees who and about whom, and the desk sees who comes.

use super::Fair;
use crate::view::{HelpAnswerChoice, HelpAsk, HelpState, HelpView, OperatorForm};

const FAIR: &str = "boi-2023";

fn asks(fair: &Fair, scan: Option<&str>, attendee: Option<&str>) -> HelpView {
    let ask = HelpAsk {
        checkpoint: "main".into(),
        scan: scan.map(str::to_owned),
        attendee: attendee.map(str::to_owned),
        badge_waits: false,
    };
    fair.app.ask_help(FAIR, &ask).unwrap()
}

fn answer(fair: &Fair, help: &HelpView, answer: HelpAnswerChoice) -> Result<HelpView, &'static str> {
    let said = fair.app.answer_help(FAIR, &help.id, answer, "");
    said.map_err(|error| error.code())
}

#[test]
fn a_call_is_seen_with_its_desk_its_person_and_its_answer() {
    let fair = Fair::new();
    fair.import_text("First name,Last name,Company,Email\nMiren,Agirre,Orona,m@example.org\n");
    let miren = fair.app.find(FAIR, "miren").unwrap()[0].person.id.clone();
    let outcome = fair.app.admit(&fair.ask(), &miren).unwrap();
    let nerea = OperatorForm {
        id: None,
        name: "Nerea".into(),
        active: true,
    };
    let nerea = fair.app.save_operator(FAIR, &nerea).unwrap();
    fair.app.choose_operator(FAIR, Some(&nerea.id)).unwrap();
    assert_eq!(fair.app.help_here(FAIR).unwrap(), None);

    let asked = asks(&fair, Some(&outcome.scan), Some(&miren));
    let seen = fair.app.open_help(FAIR).unwrap();
    assert_eq!(seen, std::slice::from_ref(&asked));
    assert_eq!(
        (asked.name.as_str(), asked.operator.as_str()),
        ("Miren Agirre", "Nerea")
    );
    assert_eq!(
        (asked.checkpoint.as_str(), asked.reason.as_str()),
        ("Main entrance", "other")
    );
    assert!(!asked.desk.is_empty());
    assert!(asked.can.on_the_way && asked.can.withdraw && asked.can.say_more);

    fair.later_ms(60_000);
    let coming = fair
        .app
        .answer_help(FAIR, &asked.id, HelpAnswerChoice::OnTheWay, " two minutes ")
        .unwrap();
    assert_eq!(
        (coming.state, coming.answered_by.as_str()),
        (HelpState::OnTheWay, "Nerea")
    );
    assert_eq!(coming.answered_at, Some(asked.asked_at + 60_000));
    assert_eq!(coming.answer_words, "two minutes");
    assert!(!coming.can.on_the_way && coming.can.done);
    assert_eq!(fair.app.help_here(FAIR).unwrap(), Some(coming));

    let done = answer(&fair, &asked, HelpAnswerChoice::Done).unwrap();
    assert!(done.state == HelpState::Done && !done.can.done);
    assert_eq!(fair.app.help_here(FAIR).unwrap(), None);
    assert!(fair.app.open_help(FAIR).unwrap().is_empty());
    assert_eq!(
        answer(&fair, &asked, HelpAnswerChoice::OnTheWay),
        Err("help_over")
    );
}

#[test]
fn one_press_gives_the_reason_that_the_screen_shows() {
    let fair = Fair::new();
    let unknown = fair.scan("ZZZ999");
    let asked = asks(&fair, Some(&unknown.scan), None);
    assert_eq!((asked.reason.as_str(), asked.name.as_str()), ("not_found", ""));
    answer(&fair, &asked, HelpAnswerChoice::Withdrawn).unwrap();
    assert_eq!(asks(&fair, None, None).reason, "other");
    let waiting = fair.app.help_here(FAIR).unwrap().unwrap();
    answer(&fair, &waiting, HelpAnswerChoice::Withdrawn).unwrap();
    let paper = HelpAsk {
        checkpoint: "main".into(),
        badge_waits: true,
        ..HelpAsk::default()
    };
    assert_eq!(fair.app.ask_help(FAIR, &paper).unwrap().reason, "printer");
}

#[test]
fn a_second_press_is_the_same_call() {
    let fair = Fair::new();
    let asked = asks(&fair, None, None);
    fair.later_ms(1_000);
    assert_eq!(asks(&fair, None, None), asked);
    assert_eq!(fair.app.open_help(FAIR).unwrap().len(), 1);
    answer(&fair, &asked, HelpAnswerChoice::Withdrawn).unwrap();
    assert_ne!(asks(&fair, None, None).id, asked.id);
}

#[test]
fn a_desk_says_more_of_its_call() {
    let fair = Fair::new();
    let asked = asks(&fair, None, None);
    fair.later_ms(5_000);
    let more = fair
        .app
        .say_more(FAIR, &asked.id, "identity", "no document")
        .unwrap();
    assert_eq!(
        (more.reason.as_str(), more.words.as_str()),
        ("identity", "no document")
    );
    assert_eq!(more.asked_at, asked.asked_at);
    let code = |reason: &str, words: &str| {
        let said = fair.app.say_more(FAIR, &asked.id, reason, words);
        said.unwrap_err().code()
    };
    assert_eq!(code("hunger", ""), "not_found");
    assert_eq!(code("other", &"x".repeat(301)), "field_too_long");
}
