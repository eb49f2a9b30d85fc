//! Stories of events: made whole or not at all, the demo beside the real ones, days counted one by one, and a
//! checkpoint's rule.

use super::{FIRST_MORNING, Fair, file};
use crate::view::NewEvent;
use crate::{App, CheckpointAsk, Limit, OncePer, ReEntry, World, demo};
use sarrera_core::ops::Direction;
use sarrera_store::DatabaseKey;
use secrecy::SecretString;

const DAY_MS: i64 = 24 * 60 * 60 * 1000;

fn new_event(label: &str, starts: &str, ends: &str) -> NewEvent {
    NewEvent {
        name: "A fair".to_owned(),
        label: label.to_owned(),
        venue: String::new(),
        time_zone: "Europe/Madrid".to_owned(),
        starts: starts.to_owned(),
        ends: ends.to_owned(),
    }
}

#[test]
fn on_the_second_day_everybody_of_the_first_may_come_again() {
    let fair = Fair::new();
    fair.import_text("First name,Last name,Company,Email\nMiren,Agirre,Orona,m@example.org\n");
    let miren = fair.app.find("boi-2023", "miren").unwrap()[0].person.id.clone();
    assert_eq!(fair.app.admit(&fair.ask(), &miren).unwrap().verdict, "admitted");
    fair.later_ms(60_000);
    assert_eq!(fair.app.admit(&fair.ask(), &miren).unwrap().verdict, "already_in");
    fair.later_ms(DAY_MS);
    assert_eq!(fair.app.admit(&fair.ask(), &miren).unwrap().verdict, "admitted");
}

#[test]
fn a_room_that_counts_by_day_is_empty_in_the_morning_and_one_that_counts_by_event_is_not() {
    for (once_per, second_day, inside) in [(OncePer::Day, "admitted", 1), (OncePer::Event, "full", 1)] {
        let fair = Fair::new();
        fair.import_text(
            "First name,Last name,Company,Email\nMiren,Agirre,Orona,m@example.org\nJon,Zubiri,Orona,j@example.org\n",
        );
        let room = CheckpointAsk {
            event: "boi-2023",
            label: "main",
            once_per: Some(once_per),
            capacity: Some(Limit::People(1)),
            ..CheckpointAsk::default()
        };
        fair.app.define_checkpoint(&room).unwrap();
        let [miren, jon] =
            ["miren", "jon"].map(|name| fair.app.find("boi-2023", name).unwrap()[0].person.id.clone());
        assert_eq!(fair.app.admit(&fair.ask(), &miren).unwrap().verdict, "admitted");
        assert_eq!(fair.app.admit(&fair.ask(), &jon).unwrap().verdict, "full");
        // Nobody scanned an exit in the evening.
        fair.later_ms(DAY_MS);
        let before = fair.app.figures("boi-2023", "main").unwrap().inside;
        assert_eq!(before, u32::from(once_per == OncePer::Event));
        assert_eq!(fair.app.admit(&fair.ask(), &jon).unwrap().verdict, second_day);
        assert_eq!(fair.app.figures("boi-2023", "main").unwrap().inside, inside);
    }
}

#[test]
fn an_entrance_counts_by_day_at_a_fair_of_several_days_and_by_event_at_one_of_one() {
    let fair = Fair::new();
    let ask = |event: &'static str| CheckpointAsk {
        event,
        label: "main",
        ..CheckpointAsk::default()
    };
    fair.app
        .create_event(&new_event("one-day", "2026-11-24", "2026-11-24"))
        .unwrap();
    assert_eq!(
        fair.app.define_checkpoint(&ask("boi-2023")).unwrap().once_per,
        "day"
    );
    assert_eq!(
        fair.app.define_checkpoint(&ask("one-day")).unwrap().once_per,
        "event"
    );
}

#[test]
fn a_checkpoint_is_defined_and_changed_part_by_part() {
    let fair = Fair::new();
    let room = CheckpointAsk {
        event: "boi-2023",
        label: "room-a",
        name: Some("Room A".to_owned()),
        re_entry: Some(ReEntry::AfterExit),
        once_per: Some(OncePer::Day),
        capacity: Some(Limit::People(40)),
        open: Some(vec![
            "2023-11-14T09:00-24:00".to_owned(),
            "2023-11-13T09:00-18:30".to_owned(),
        ]),
        only: Some(vec!["press".to_owned()]),
        prints: Some(false),
    };
    let made = fair.app.define_checkpoint(&room).unwrap();
    assert_eq!(
        (made.re_entry.as_str(), made.capacity, made.prints),
        ("after-exit", Some(40), false)
    );
    assert_eq!(made.open, ["2023-11-13T09:00-18:30", "2023-11-14T09:00-24:00"]);
    assert_eq!(made.only, ["press"]);
    let change = CheckpointAsk {
        event: "boi-2023",
        label: "room-a",
        capacity: Some(Limit::None),
        only: Some(Vec::new()),
        ..CheckpointAsk::default()
    };
    let changed = fair.app.define_checkpoint(&change).unwrap();
    assert_eq!(
        (changed.name.as_str(), changed.capacity, changed.only.len()),
        ("Room A", None, 0)
    );
    assert_eq!((changed.open, changed.re_entry), (made.open, made.re_entry));
}

#[test]
fn what_a_checkpoint_cannot_be_is_refused_and_changes_nothing() {
    let fair = Fair::new();
    for bad in [
        "2023-11-13",
        "2023-11-31T09:00-18:00",
        "2023-11-13T18:00-09:00",
        "2023-11-13T09:60-18:00",
    ] {
        let ask = CheckpointAsk {
            event: "boi-2023",
            label: "main",
            open: Some(vec![bad.to_owned()]),
            ..CheckpointAsk::default()
        };
        assert_eq!(
            fair.app.define_checkpoint(&ask).unwrap_err().code(),
            "bad_opening",
            "{bad}"
        );
    }
    let nobody = CheckpointAsk {
        event: "boi-2023",
        label: "new",
        only: Some(vec!["ghosts".to_owned()]),
        ..CheckpointAsk::default()
    };
    assert_eq!(
        fair.app.define_checkpoint(&nobody).unwrap_err().code(),
        "no_category"
    );
    assert_eq!(fair.app.events().unwrap()[0].checkpoints.len(), 1);
}

#[test]
fn a_changed_rule_holds_for_the_next_scan() {
    let fair = Fair::new();
    fair.import_text("First name,Last name,Company,Email\nMiren,Agirre,Orona,m@example.org\n");
    let miren = fair.app.find("boi-2023", "miren").unwrap()[0].person.id.clone();
    fair.app.admit(&fair.ask(), &miren).unwrap();
    fair.later_ms(60_000);
    let ask = CheckpointAsk {
        event: "boi-2023",
        label: "main",
        re_entry: Some(ReEntry::Allowed),
        ..CheckpointAsk::default()
    };
    fair.app.define_checkpoint(&ask).unwrap();
    assert_eq!(fair.app.admit(&fair.ask(), &miren).unwrap().verdict, "admitted");
    let exit = crate::ScanAsk {
        direction: Direction::Exit,
        ..fair.ask()
    };
    fair.later_ms(60_000);
    assert_eq!(fair.app.admit(&exit, &miren).unwrap().verdict, "left");
}

#[test]
fn the_demo_is_one_call_and_the_second_call_finds_it() {
    let fair = Fair::new();
    let first = fair.app.open_demo(&mut |_| {}).unwrap();
    assert_eq!((first.registered, first.demo), (demo::PEOPLE, true));
    assert_eq!(first.label, "demo-2023-11-13-boi");
    assert_eq!(fair.app.open_demo(&mut |_| {}).unwrap().id, first.id);
    assert_eq!(
        fair.app.events().unwrap().len(),
        6,
        "three real events and three of the demo"
    );
    fair.later_ms(DAY_MS);
    let next = fair.app.open_demo(&mut |_| {}).unwrap();
    assert_ne!(
        next.id, first.id,
        "each day has a demo of its own, and an older one stays"
    );
}

#[test]
fn the_demo_never_pours_its_people_into_a_real_event() {
    let fair = Fair::new();
    // The real event of the year has the label that the demo once took.
    fair.app.open_demo(&mut |_| {}).unwrap();
    for event in fair.app.events().unwrap().into_iter().filter(|event| !event.demo) {
        assert_eq!(event.registered, 0, "{}", event.label);
    }
    let taken = Fair::new();
    taken
        .app
        .create_event(&new_event("demo-2023-11-13-boi", "2023-11-13", "2023-11-14"))
        .unwrap();
    assert_eq!(
        taken.app.open_demo(&mut |_| {}).unwrap_err().code(),
        "event_exists"
    );
    let events = taken.app.events().unwrap();
    assert!(events.iter().all(|event| event.registered == 0));
}

#[test]
fn a_demo_that_was_cut_short_is_filled_up() {
    let fair = Fair::new();
    let mut cut = |progress: crate::view::ImportProgress| {
        if progress.done > 500 {
            fair.app.cancel_import();
        }
    };
    let half = fair.app.open_demo(&mut cut).unwrap();
    assert!(
        (1..demo::PEOPLE).contains(&half.registered),
        "{}",
        half.registered
    );
    assert_eq!(fair.app.open_demo(&mut |_| {}).unwrap().registered, demo::PEOPLE);
}

#[test]
fn an_event_whose_root_nobody_could_open_again_is_not_made() {
    let dir = tempfile::tempdir().unwrap();
    let phrase = SecretString::from("four loose words here");
    let app = App::open(dir.path(), Some(&phrase), World::real()).unwrap().app;
    std::fs::write(dir.path().join("sarrera.key"), "torn").unwrap();
    let refused = app.create_event(&new_event("fair", "2026-11-24", "2026-11-25"));
    assert_eq!(refused.unwrap_err().code(), "key_file_damaged");
    assert!(app.events().unwrap().is_empty());
    let bare = tempfile::tempdir().unwrap();
    let app = App::open_with_key(bare.path(), DatabaseKey::new([7; 32]), None, World::real()).unwrap();
    let file = file("boi-2023/event.json");
    assert_eq!(
        app.create_events_from_file(&file).unwrap_err().code(),
        "no_key_file"
    );
    assert_eq!(FIRST_MORNING, Fair::new().app.overview().unwrap().now);
}
