//! An event joins another later, or when something of it is there already, or something else is under way.

use super::Fair;
use super::codes::{attendee, erase};
use super::joining::{
    ANE, EVENT, MIREN, admitted, desk_alone, exchange, join, list, office_event, pair, second_of,
};
use crate::SameLabel;
use crate::view::NewEvent;

/// The organiser's own list: it came later, says nothing of companies, and knows another mail of Ane's.
fn organisers_list() -> String {
    list("Aurrera")
        .replace(",Company\n", "\n")
        .replace(",Aurrera\n", "\n")
        .replace("Ane@example.org", "ane@newer.example")
}

#[test]
fn a_second_desk_that_knows_what_the_first_brought_along_leaves_the_organisers_words_as_they_are() {
    let (office, first) = (Fair::new(), desk_alone(1));
    office.import_text(&organisers_list());
    first.import_text(&list("Aurrera"));
    let second = second_of(&first);
    assert_eq!(exchange(&second, &first), None);
    admitted(second.app.scan(&second.ask(), ANE).unwrap());
    let of_first = join(&first, &office, "desk");
    assert_eq!((of_first.people_found, of_first.people_added), (3, 0));
    let of_second = join(&second, &office, "desk");
    assert_eq!(
        (of_second.people_found, of_second.people_added),
        (3, 0),
        "{of_second:?}"
    );
    let ane = office.app.find(EVENT, "Ane").unwrap().remove(0).person;
    let ane = office.app.person(EVENT, &ane.id).unwrap();
    assert_eq!(
        (ane.email.as_str(), ane.company.as_str()),
        ("ane@newer.example", "Aurrera"),
        "what the list lacked came along, and nothing else"
    );
    assert!(office.app.conflicts(EVENT).unwrap().is_empty());
    assert_eq!(office.app.figures(EVENT, "main").unwrap().arrived, 1);
}

#[test]
fn what_was_known_of_the_other_event_before_somebody_asked_is_too_old_to_join_by() {
    let (office, desk) = (Fair::new(), desk_alone(1));
    desk.import_text(&list("Aurrera"));
    let own = desk.app.event(EVENT).unwrap().id.to_string();
    pair(&desk, &office, "desk", SameLabel::KeepApart).unwrap();
    assert_eq!(exchange(&desk, &office), None);
    let into = office_event(&office);
    // Another program asks, and the office's list comes; this one reaches nobody.
    office.import_text(&list("Aurrera"));
    desk.app.ask_to_join(&own, &into.to_string()).unwrap();
    let mut nobody = |_session: Option<&str>, _body: &[u8]| Err::<Vec<u8>, ()>(());
    assert!(desk.app.exchange(into, &mut nobody).is_err());
    assert_eq!(desk.app.join(into, &mut |_| {}).unwrap(), None);
    assert_eq!(exchange(&desk, &office), None);
    let report = desk.app.join(into, &mut |_| {}).unwrap().unwrap();
    assert_eq!((report.people_found, report.people_added), (3, 0), "{report:?}");
}

#[test]
fn an_event_that_waits_for_another_to_come_joins_nothing_itself() {
    let (office, desk) = (Fair::new(), desk_alone(1));
    let own = desk.app.event(EVENT).unwrap().id.to_string();
    pair(&desk, &office, "desk", SameLabel::KeepApart).unwrap();
    assert_eq!(exchange(&desk, &office), None);
    let into = office_event(&office).to_string();
    let third = NewEvent {
        name: "Congress".into(),
        label: "congress".into(),
        venue: "Bilbao".into(),
        time_zone: "Europe/Madrid".into(),
        starts: "2023-06-01".into(),
        ends: "2023-06-02".into(),
    };
    let third = desk.app.create_event(&third).unwrap().id;
    desk.app.ask_to_join(&own, &into).unwrap();
    let refused = desk.app.ask_to_join(&into, &third).unwrap_err();
    assert_eq!(refused.code(), "cannot_join");
    assert_eq!(exchange(&desk, &office), None);
    desk.app.ask_to_join(&into, &third).unwrap();
}

#[test]
fn a_demo_joins_nothing_and_whoever_kept_both_apart_may_join_later() {
    let (office, desk) = (Fair::new(), desk_alone(1));
    office.import_text(&list("Aurrera"));
    desk.import_text(&list("Aurrera"));
    admitted(desk.app.scan(&desk.ask(), ANE).unwrap());
    let own = desk.app.event(EVENT).unwrap().id.to_string();
    pair(&desk, &office, "desk", SameLabel::KeepApart).unwrap();
    assert_eq!(exchange(&desk, &office), None);
    let into = office_event(&office);
    assert_eq!(desk.app.join(into, &mut |_| {}).unwrap(), None, "nobody asked");
    let itself = desk.app.ask_to_join(&own, &own).unwrap_err();
    assert_eq!(itself.code(), "cannot_join");
    desk.app.ask_to_join(&own, &into.to_string()).unwrap();
    assert_eq!(exchange(&desk, &office), None);
    let report = desk.app.join(into, &mut |_| {}).unwrap().unwrap();
    assert_eq!(report.recorded.get("scan_recorded"), Some(&1));
    assert_eq!(exchange(&desk, &office), None);
    assert_eq!(office.app.figures(EVENT, "main").unwrap().arrived, 1);
}

#[test]
fn who_was_erased_by_another_of_their_names_is_brought_along_by_neither() {
    let (office, desk) = (Fair::new(), desk_alone(1));
    desk.import_text(&list("Aurrera"));
    let [ane, jon] = ["Ane", "Jon"].map(|name| attendee(&desk, name));
    admitted(desk.app.scan(&desk.ask(), ANE).unwrap());
    admitted(desk.app.scan(&desk.ask(), MIREN).unwrap());
    let both = [ane.to_string(), jon.to_string()];
    desk.app.merge(EVENT, &both).unwrap();
    erase(&desk, jon);
    let report = join(&desk, &office, "desk");
    assert_eq!((report.people_found, report.people_added), (0, 1), "{report:?}");
    assert_eq!(office.app.events().unwrap()[0].registered, 1);
    let figures = office.app.figures(EVENT, "main").unwrap();
    assert_eq!(figures.arrived, 1, "and nobody without a name was let in");
}

#[test]
fn what_a_desk_brought_along_that_was_taken_out_meanwhile_another_of_the_same_event_still_brings() {
    let (office, first) = (Fair::new(), desk_alone(1));
    office.import_text(&list("Aurrera"));
    first.import_text(&list("Aurrera"));
    let second = second_of(&first);
    admitted(first.app.scan(&first.ask(), ANE).unwrap());
    assert_eq!(exchange(&second, &first), None);

    pair(&first, &office, "desk", SameLabel::Join).unwrap();
    assert_eq!(exchange(&first, &office), None);
    first.app.join(office_event(&office), &mut |_| {}).unwrap();
    let id = first.app.device_id().unwrap().to_string();
    office.app.revoke_device(EVENT, &id, "Lost", None).unwrap();
    let handed_in = exchange(&first, &office);
    assert_eq!(
        office.app.figures(EVENT, "main").unwrap().arrived,
        0,
        "{handed_in:?}"
    );
    join(&second, &office, "desk");
    assert_eq!(office.app.figures(EVENT, "main").unwrap().arrived, 1);
}
