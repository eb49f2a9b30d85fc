//! Facts that two desks without connection wrote, and how the office ends what does not fit together.

use super::Fair;
use super::sync::{copied, register};
use crate::PrintWish;
use crate::view::{ConflictView, PersonForm, SettleAsk};
use sarrera_core::ops::{LogName, Role};

const EVENT: &str = "boi-2023";
const CODE: &str = "maite1abcdefghij";

/// An office and a desk that know the same visitor, and no more of each other.
fn apart() -> (Fair, Fair) {
    let office = Fair::new();
    let csv = format!(
        "Order code,Position ID,Status,Attendee name,Product,Ticket secret,Company\n\
         AAAAA,1,paid,Maite Kortabarria,Visitor,{CODE},Goierri Valley\n"
    );
    assert_eq!(office.import_text(&csv).added, 1);
    let desk = office.paired(Role::Desk);
    for log in [LogName::Core, LogName::Contact, LogName::Scans] {
        desk.hear(&office, &log);
    }
    desk.later_ms(120_000);
    (office, desk)
}

fn meet(office: &Fair, desk: &Fair) {
    for log in [LogName::Public, LogName::Core, LogName::Contact, LogName::Scans] {
        desk.hear(office, &log);
    }
    for log in [LogName::Core, LogName::Contact, LogName::Scans] {
        office.hear(desk, &log);
    }
}

fn all(fair: &Fair) -> Vec<ConflictView> {
    fair.app.conflicts_page(EVENT, 0).unwrap().conflicts
}

fn only(fair: &Fair) -> ConflictView {
    let mut all = all(fair);
    assert_eq!(all.len(), 1, "{all:?}");
    all.remove(0)
}

fn open(fair: &Fair) -> u32 {
    fair.app.conflict_count(EVENT).unwrap()
}

fn settle(fair: &Fair, conflict: &ConflictView, keep: Option<usize>) -> crate::view::ConflictEnd {
    let ask = SettleAsk {
        conflict: conflict.id.clone(),
        keep: keep.map(|at| conflict.facts[at].fact.clone()),
        seen: conflict.facts.iter().map(|fact| fact.fact.clone()).collect(),
    };
    fair.app.settle_conflict(EVENT, &ask).unwrap()
}

fn refused(fair: &Fair, ask: &SettleAsk) -> &'static str {
    fair.app.settle_conflict(EVENT, ask).unwrap_err().code()
}

/// One ticket at two desks that do not know of each other.
fn twice() -> (Fair, Fair) {
    let (office, desk) = apart();
    assert_eq!(office.scan(CODE).verdict, "admitted");
    assert_eq!(desk.scan(CODE).verdict, "admitted");
    meet(&office, &desk);
    (office, desk)
}

#[test]
fn two_admissions_name_the_person_the_desks_and_the_times() {
    let (office, desk) = twice();
    let conflict = only(&office);
    assert_eq!(
        (conflict.kind.as_str(), conflict.settled),
        ("double_admission", false)
    );
    assert_eq!(conflict.person.unwrap().name, "Maite Kortabarria");
    assert_eq!(conflict.scope, "Main entrance");
    let [first, second] = &conflict.facts[..] else {
        panic!("two admissions");
    };
    assert_eq!(first.device, office.app.own().unwrap().name);
    assert_eq!(
        (second.device.as_str(), second.at - first.at),
        ("device 2", 120_000)
    );
    assert_eq!(first.detail, "foreign");
    assert_eq!((open(&office), open(&desk)), (1, 1), "both desks see it");
    let at_desk = only(&desk).can;
    assert!(!at_desk.keep && !at_desk.both, "a desk settles nothing");
}

#[test]
fn one_of_two_admissions_is_annulled_and_the_other_desk_learns_it() {
    let (office, desk) = twice();
    let end = settle(&office, &only(&office), Some(0));
    assert_eq!((end.annulled, end.voided.len()), (1, 0));
    assert_eq!((all(&office), open(&office)), (vec![], 0));
    meet(&office, &desk);
    assert_eq!((all(&desk), open(&desk)), (vec![], 0));
    let figures = desk.app.figures(EVENT, "main").unwrap();
    assert_eq!(figures.arrived, 1, "whoever was let in once is in");
}

#[test]
fn both_may_be_right_which_stays_written_down() {
    let (office, desk) = twice();
    settle(&office, &only(&office), None);
    meet(&office, &desk);
    for fair in [&office, &desk] {
        let conflict = only(fair);
        assert!(conflict.settled && open(fair) == 0);
        let settlement = conflict.settlement.unwrap();
        assert_eq!(settlement.decision, "both_right");
        assert_eq!(settlement.device, office.app.own().unwrap().name);
    }
    let ask = SettleAsk {
        conflict: only(&office).id,
        ..SettleAsk::default()
    };
    assert_eq!(refused(&office, &ask), "conflict_gone");
}

#[test]
fn what_nobody_looked_at_is_not_settled_with_the_rest() {
    let (office, _desk) = twice();
    let conflict = only(&office);
    let ask = SettleAsk {
        conflict: conflict.id,
        keep: None,
        seen: vec![conflict.facts[0].fact.clone()],
    };
    office.app.settle_conflict(EVENT, &ask).unwrap();
    assert_eq!(open(&office), 1, "the other one came since");
}

#[test]
fn where_nothing_stands_any_more_that_somebody_saw_nothing_is_settled() {
    let (office, _desk) = twice();
    let (conflict, before) = (only(&office), office.app.digest().unwrap());
    let ask = SettleAsk {
        conflict: conflict.id,
        keep: None,
        seen: vec![sarrera_core::ids::OpRef([1; 16]).to_string()],
    };
    assert_eq!(refused(&office, &ask), "conflict_gone");
    assert_eq!(
        office.app.digest().unwrap(),
        before,
        "and nothing is written of it"
    );
}

#[test]
fn a_value_that_came_since_somebody_looked_is_not_replaced_by_their_choice() {
    let (office, desk) = apart();
    let third = office.paired_as(3, Role::Desk);
    for log in [LogName::Core, LogName::Contact, LogName::Scans] {
        third.hear(&office, &log);
    }
    third.later_ms(180_000);
    renamed(&office, "Zubiola S.L.");
    renamed(&desk, "Zubiola Mekanika");
    renamed(&third, "Zubiola Taldea");
    meet(&office, &desk);
    let looked_at = only(&office);
    meet(&office, &third);
    let ask = SettleAsk {
        conflict: looked_at.id.clone(),
        keep: Some(looked_at.facts[0].fact.clone()),
        seen: looked_at.facts.iter().map(|fact| fact.fact.clone()).collect(),
    };
    assert_eq!(refused(&office, &ask), "conflict_gone");
    let again = only(&office);
    assert_eq!((again.facts.len(), open(&office)), (3, 1));
    settle(&office, &again, Some(2));
    assert_eq!(open(&office), 0);
}

#[test]
fn of_two_live_badges_the_chosen_one_stays_and_the_other_opens_nothing() {
    let (office, desk) = apart();
    office.app.scan(&office.to_paper(), CODE).unwrap();
    desk.app.scan(&desk.to_paper(), CODE).unwrap();
    meet(&office, &desk);
    let badges = all(&office).into_iter().find(|one| one.kind == "two_badges");
    let badges = badges.unwrap();
    let numbers: Vec<String> = badges.facts.iter().map(|fact| fact.value.clone()).collect();
    assert_ne!(numbers[0], numbers[1]);
    assert_eq!(badges.facts.iter().filter(|fact| fact.shown).count(), 1);
    let end = settle(&office, &badges, Some(0));
    assert_eq!(end.voided, [numbers[1].clone()]);
    meet(&office, &desk);
    for fair in [&office, &desk] {
        assert!(all(fair).iter().all(|one| one.kind != "two_badges"));
        let person = &fair.app.find(EVENT, "kortabarria").unwrap()[0].person;
        assert_eq!(person.badge.as_ref().unwrap().number, numbers[0]);
    }
}

fn renamed(fair: &Fair, company: &str) {
    let id = fair.app.find(EVENT, "kortabarria").unwrap().remove(0).person.id;
    let form = PersonForm {
        company: Some(company.into()),
        ..PersonForm::default()
    };
    fair.app.correct(EVENT, &id, &form, PrintWish::None).unwrap();
}

#[test]
fn of_two_values_of_a_field_one_is_chosen_for_every_device() {
    let (office, desk) = apart();
    renamed(&office, "Zubiola S.L.");
    renamed(&desk, "Zubiola Mekanika");
    meet(&office, &desk);
    let conflict = only(&office);
    assert_eq!(
        (conflict.kind.as_str(), conflict.scope.as_str()),
        ("field", "company")
    );
    let values: Vec<&str> = conflict.facts.iter().map(|fact| fact.value.as_str()).collect();
    assert_eq!(values, ["Zubiola S.L.", "Zubiola Mekanika"]);
    assert_eq!(conflict.facts[1].device, "device 2");
    let neither = SettleAsk {
        conflict: conflict.id.clone(),
        ..SettleAsk::default()
    };
    assert_eq!(refused(&office, &neither), "not_settled_so");
    settle(&office, &conflict, Some(0));
    meet(&office, &desk);
    for fair in [&office, &desk] {
        assert_eq!(all(fair), []);
        let person = &fair.app.find(EVENT, "kortabarria").unwrap()[0].person;
        assert_eq!(person.company, "Zubiola S.L.");
    }
}

#[test]
fn a_desk_settles_nothing_and_nobody_settles_what_is_none() {
    let (office, desk) = twice();
    let conflict = only(&desk);
    let ask = SettleAsk {
        conflict: conflict.id,
        ..SettleAsk::default()
    };
    assert_eq!(refused(&desk, &ask), "not_allowed_here");
    let nothing = SettleAsk {
        conflict: "LSUJ".into(),
        ..SettleAsk::default()
    };
    assert_eq!(refused(&office, &nothing), "conflict_gone");
    let unknown = SettleAsk {
        keep: Some(only(&office).id),
        ..ask
    };
    assert_eq!(refused(&office, &unknown), "conflict_gone", "no such fact");
}

#[test]
fn a_device_that_seems_copied_is_looked_into_and_neither_of_the_two_is_kept_instead_of_the_other() {
    let (office, desk) = apart();
    let copy = copied(&desk);
    for (fair, name) in [(&desk, "Ane"), (&copy, "Jon")] {
        register(fair, name);
        for log in [LogName::Core, LogName::Contact] {
            office.hear(fair, &log);
        }
    }
    let conflict = only(&office);
    assert_eq!(
        (conflict.kind.as_str(), conflict.person.as_ref()),
        ("copied_device", None)
    );
    let id = desk.app.own().unwrap().device.to_string();
    let is_copied = || {
        let all = office.app.devices(EVENT).unwrap().devices;
        all.iter().find(|one| one.id == id).unwrap().copied.is_some()
    };
    assert!(is_copied() && conflict.can.both && !conflict.can.keep);
    let ask = SettleAsk {
        conflict: conflict.id.clone(),
        keep: Some(conflict.facts[0].fact.clone()),
        seen: conflict.facts.iter().map(|fact| fact.fact.clone()).collect(),
    };
    assert_eq!(refused(&office, &ask), "not_settled_so");
    settle(&office, &conflict, None);
    assert!(only(&office).settled && open(&office) == 0 && !is_copied());
}
