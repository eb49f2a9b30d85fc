//! A desk that was set up before the network was there joins the organiser's event, and nothing of its morning is lost.

use super::{FIRST_MORNING, Fair, file};
use crate::event_file::EventFile;
use crate::sync::BrokenOff;
use crate::view::{InvitationAsk, JoinReport, OperatorForm, Outcome, Paired, PersonForm};
use crate::{App, AppError, SameLabel, ScanAsk};
use sarrera_core::codes::{BadgeKey, BadgeSerial, badge};
use sarrera_core::ids::EventId;
use sarrera_core::ops::KeyUse;
use sarrera_sync::Problem;

pub(super) const EVENT: &str = "boi-2023";
pub(super) const ANE: &str = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaa01";
const JON: &str = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaa02";
pub(super) const MIREN: &str = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaa03";

pub(super) fn list(company: &str) -> String {
    let head = "Order code,Position ID,Status,Attendee name: Given name,Attendee name: Family name,Attendee email,Product,\
                Ticket secret,Company\n";
    let row = |order: &str, name: &str, code: &str| {
        format!("{order},1,paid,{name},Etxeberria,{name}@example.org,Visitor,{code},{company}\n")
    };
    [
        head.to_owned(),
        row("A1", "Ane", ANE),
        row("A2", "Jon", JON),
        row("A3", "Miren", MIREN),
    ]
    .concat()
}

/// A device with an event of its own that is called as the organiser's.
pub(super) fn desk_alone(n: u64) -> Fair {
    let fair = Fair::device(None, (1 << 40) + (n << 30));
    let events = EventFile::read(&std::fs::read(file("boi-2023/event.json")).unwrap()).unwrap();
    fair.app.create_events(&events).unwrap();
    fair
}

/// Another desk of the same event.
pub(super) fn second_of(first: &Fair) -> Fair {
    let second = Fair::device(None, (1 << 40) + (2 << 30));
    pair(&second, first, "desk", SameLabel::Ask).unwrap();
    second
}

fn invitation(office: &Fair, role: &str) -> String {
    let ask = InvitationAsk {
        role: role.into(),
        ..InvitationAsk::default()
    };
    office.app.invite(EVENT, &ask, None).unwrap().qr
}

pub(super) fn pair(
    device: &Fair,
    office: &Fair,
    role: &str,
    same_label: SameLabel,
) -> Result<Paired, &'static str> {
    let code = invitation(office, role);
    let mut wire = |session: Option<&str>, body: &[u8]| Ok(office.app.answer_sync(session, body)?.body);
    let paired = device.app.pair::<Vec<u8>, AppError>(&code, same_label, &mut wire);
    paired.map_err(|broken| match broken {
        BrokenOff::Wire(error) | BrokenOff::Here(error) => error.code(),
    })
}

pub(super) fn exchange(device: &Fair, server: &Fair) -> Option<Problem> {
    let event = office_event(server);
    let mut wire =
        |session: Option<&str>, body: &[u8]| Ok::<_, AppError>(server.app.answer_sync(session, body)?.body);
    device.app.exchange(event, &mut wire).unwrap().problem
}

pub(super) fn office_event(office: &Fair) -> EventId {
    office.app.event(EVENT).unwrap().id
}

/// Pairs and exchanges twice: what is there comes, and what was done here goes.
pub(super) fn join(device: &Fair, office: &Fair, role: &str) -> JoinReport {
    pair(device, office, role, SameLabel::Join).unwrap();
    assert_eq!(exchange(device, office), None);
    assert_eq!(exchange(device, office), None);
    device
        .app
        .join(office_event(office), &mut |_| {})
        .unwrap()
        .unwrap()
}

/// The code on a badge of this device's own event.
fn badge_code(fair: &Fair, event: EventId, number: &str) -> String {
    let read = |r: &sarrera_store::Reader<'_>| {
        let row = r.event(event)?.unwrap();
        let key = r.event_key(row.no, KeyUse::Badge)?.unwrap();
        let mut serial = None;
        for subject in r.subjects_told(row.no)? {
            let badges = r.scans_of(row.no, subject)?.badges;
            serial = serial.or(badges.iter().map(|b| b.serial).find(|s| s.short() == number));
        }
        let serial: BadgeSerial = serial.unwrap();
        Ok(badge::mint(serial, &BadgeKey::new(key)).to_string())
    };
    fair.app.read(read).unwrap()
}

pub(super) fn admitted(outcome: Outcome) -> Outcome {
    assert_eq!(outcome.verdict, "admitted", "{outcome:?}");
    outcome
}

fn form(name: &str) -> PersonForm {
    PersonForm {
        given_name: Some(name.into()),
        email: Some("walk@example.org".into()),
        privacy_notice: Some(true),
        ..PersonForm::default()
    }
}

#[test]
fn whom_the_desk_let_in_is_in_and_every_badge_in_the_hall_works_everywhere() {
    let (office, desk) = (Fair::new(), desk_alone(1));
    office.import_text(&list("Aurrera"));
    desk.import_text(&list("Aurrera"));
    let own = desk.app.event(EVENT).unwrap().id;
    let ane = admitted(desk.app.scan(&desk.to_paper(), ANE).unwrap());
    desk.later_ms(60_000);
    let walk_in = admitted(
        desk.app
            .register_and_admit(&desk.to_paper(), &form("Gorka"))
            .unwrap(),
    );
    let number = walk_in
        .person
        .as_ref()
        .unwrap()
        .badge
        .as_ref()
        .unwrap()
        .number
        .clone();
    let code = badge_code(&desk, own, &number);
    office.later_ms(3_600_000);
    desk.later_ms(3_600_000);

    assert_eq!(
        pair(&desk, &office, "desk", SameLabel::Ask),
        Err("own_event_there")
    );
    let report = join(&desk, &office, "desk");
    assert_eq!(
        (report.people_found, report.people_added, report.people_left_out),
        (3, 1, 0)
    );
    assert_eq!(report.recorded.get("scan_recorded"), Some(&2), "{report:?}");
    assert_eq!(report.recorded.get("badge_issued"), Some(&2));
    assert_eq!(
        report.left.get("not_printed"),
        Some(&2),
        "nothing is printed there by itself: {report:?}"
    );
    assert!(
        report.refused.is_empty() && report.badges_left_out.is_empty(),
        "{report:?}"
    );

    // The office sees them: four people, two of them inside, since when they came in.
    assert_eq!(office.app.events().unwrap()[0].registered, 4);
    let figures = office.app.figures(EVENT, "main").unwrap();
    assert_eq!((figures.arrived, figures.inside), (2, 2));
    let again = office.scan(ANE);
    assert_eq!(again.verdict, "already_in", "{again:?}");
    let since = again.person.unwrap().since;
    assert_eq!(since, Some(FIRST_MORNING), "not when it was joined: {ane:?}");
    // A badge that the other event's key made is known by its serial.
    let at_office = office.scan_later(&code);
    assert_eq!(at_office.verdict, "already_in", "{at_office:?}");
    assert_eq!(at_office.person.unwrap().name, "Gorka");
    assert!(office.app.conflicts(EVENT).unwrap().is_empty());
    for fair in [&office, &desk] {
        assert_eq!(fair.app.verify().unwrap().faults, Vec::<String>::new());
    }
}

#[test]
fn what_was_joined_is_only_looked_at_and_stays_so_when_the_program_begins_anew() {
    let (office, desk) = (Fair::new(), desk_alone(1));
    office.import_text(&list("Aurrera"));
    desk.import_text(&list("Aurrera"));
    admitted(desk.app.scan(&desk.to_paper(), ANE).unwrap());
    let own = desk.app.event(EVENT).unwrap().id.to_string();
    join(&desk, &office, "desk");
    let Fair {
        app,
        still,
        _dir: dir,
    } = desk;
    drop(app);
    let again = Fair {
        app: App::open_with_key(
            dir.path(),
            sarrera_store::DatabaseKey::new([7; 32]),
            None,
            super::world_of(&still),
        )
        .unwrap(),
        still,
        _dir: dir,
    };
    let ask = ScanAsk {
        event: &own,
        ..again.ask()
    };
    let refused = again.app.scan(&ask, JON).unwrap_err();
    assert_eq!(refused.code(), "event_joined");
    assert_eq!(
        refused.params().get("name").map(String::as_str),
        Some("Basque Open Industry 2023")
    );
    assert_eq!(again.app.unsaved_code(), None, "nothing was to be saved");
    // It is there to be looked at, and says where its facts are.
    assert_eq!(again.app.figures(&own, "main").unwrap().arrived, 1);
    let shown = again
        .app
        .event_view(own.parse().unwrap())
        .unwrap()
        .joined
        .unwrap();
    assert!(shown.read_only && shown.into == office_event(&office).to_string());
    assert_eq!(shown.report.unwrap().people_found, 3);
    // The label names the event that goes on, and a badge that no printer had is not printed by the old one.
    assert_eq!(again.app.event(EVENT).unwrap().id, office_event(&office));
    again.app.take_up_prints().unwrap();
    assert_eq!(again.scan(JON).verdict, "admitted");
    // Nothing is joined twice.
    let once_more = again.app.ask_to_join(&own, EVENT).unwrap_err();
    assert_eq!(once_more.code(), "cannot_join");
}

#[test]
fn a_gate_hands_over_what_it_may_and_names_the_rest() {
    let (office, gate) = (Fair::new(), desk_alone(1));
    office.import_text(&list("Aurrera"));
    gate.import_text(&list("Aurrera"));
    admitted(gate.app.scan(&gate.to_paper(), ANE).unwrap());
    let walk_in = admitted(gate.app.register_and_admit(&gate.ask(), &form("Gorka")).unwrap());
    let report = join(&gate, &office, "gate");
    assert_eq!(
        (report.people_found, report.people_added, report.people_left_out),
        (3, 0, 1)
    );
    assert_eq!(report.recorded.get("scan_recorded"), Some(&1), "{report:?}");
    assert_eq!(report.refused.get("attendee_registered"), Some(&1), "{report:?}");
    assert_eq!(
        report.refused.get("scan_recorded"),
        Some(&1),
        "his stays with him"
    );
    assert!(report.refused.contains_key("badge_issued"), "{report:?}");
    assert_eq!(report.badges_left_out.len(), 1, "{report:?}");
    // The list's mail addresses are the other event's to say; his was written down here.
    assert_eq!(report.refused.get("attendee_changed"), Some(&1), "{report:?}");
    assert_eq!(office.app.events().unwrap()[0].registered, 3);
    assert_eq!(office.app.figures(EVENT, "main").unwrap().arrived, 1);
    assert_eq!(office.app.verify().unwrap().quarantined, 0);
    // He is there where it was written.
    let old = gate
        .app
        .events()
        .unwrap()
        .into_iter()
        .find(|e| e.joined.is_some())
        .unwrap();
    let person = gate.app.person(&old.id, &walk_in.person.unwrap().id).unwrap();
    assert_eq!(person.name, "Gorka");
}

#[test]
fn a_correction_replaces_what_the_desk_saw_and_contests_what_it_did_not() {
    let (office, desk) = (Fair::new(), desk_alone(1));
    desk.import_text(&list("Aurrera"));
    let correct = |name: &str, company: &str| {
        let found = desk.app.find(EVENT, name).unwrap().remove(0).person;
        let form = PersonForm {
            company: Some(company.into()),
            ..PersonForm::default()
        };
        desk.app
            .correct(EVENT, &found.id, &form, crate::PrintWish::None)
            .unwrap();
    };
    correct("Ane", "Aurrera Koop.");
    correct("Jon", "Beste bat");
    // The organiser's list came later, and knows another company of Jon's alone.
    office.import_text(&list("Aurrera").replace(
        "A2,1,paid,Jon,Etxeberria,Jon@example.org,Visitor,aaaaaaaaaaaaaaaaaaaaaaaaaaaaaa02,Aurrera",
        "A2,1,paid,Jon,Etxeberria,Jon@example.org,Visitor,aaaaaaaaaaaaaaaaaaaaaaaaaaaaaa02,Hirugarrena",
    ));
    let report = join(&desk, &office, "desk");
    assert_eq!(report.recorded.get("attendee_changed"), Some(&2), "{report:?}");
    let company = |name: &str| office.app.find(EVENT, name).unwrap().remove(0).person.company;
    assert_eq!(company("Ane"), "Aurrera Koop.");
    let conflicts = office.app.conflicts(EVENT).unwrap();
    assert_eq!(
        conflicts.len(),
        1,
        "both of Jon's stand until somebody decides: {conflicts:?}"
    );
    assert_eq!(office.app.events().unwrap()[0].registered, 3);
}

/// So many rows of a list, none of which has a ticket.
fn many(rows: usize) -> String {
    let mut text = "First name,Last name,Company,Email\n".to_owned();
    for n in 0..rows {
        text.push_str(&format!("Ane,Number {n},Aurrera,ane{n}@example.org\n"));
    }
    text
}

#[test]
fn who_is_cut_off_on_the_way_goes_on_and_every_fact_is_there_once() {
    let disk = sarrera_testkit::disk::RecordingDisk::counting_only().unwrap();
    let (office, desk) = (
        Fair::new(),
        Fair::device(Some(disk.name().to_owned()), (1 << 40) + (1 << 30)),
    );
    let events = EventFile::read(&std::fs::read(file("boi-2023/event.json")).unwrap()).unwrap();
    desk.app.create_events(&events).unwrap();
    desk.import_text(&many(300));
    for n in [3, 70, 200] {
        let found = desk
            .app
            .find(EVENT, &format!("Number {n}"))
            .unwrap()
            .remove(0)
            .person;
        admitted(desk.app.admit(&desk.to_paper(), &found.id).unwrap());
    }
    pair(&desk, &office, "desk", SameLabel::Join).unwrap();
    let event = office_event(&office);
    let mut wire =
        |session: Option<&str>, body: &[u8]| Ok::<_, AppError>(office.app.answer_sync(session, body)?.body);
    let mut nobody = |_| {};
    desk.app.exchange_telling(event, &mut wire, &mut nobody).unwrap();
    let mut cut_off = 0;
    let report = loop {
        let mut steps = 0;
        let mut tell = |_| {
            steps += 1;
            // Each time further on.
            if steps == cut_off + 2 {
                disk.full_after(0);
            }
        };
        match desk.app.join(event, &mut tell) {
            Ok(report) => break report.unwrap(),
            Err(error) => {
                assert_eq!(error.code(), "disk_full");
                cut_off += 1;
                disk.heal();
            }
        }
        assert!(cut_off < 50);
    };
    assert!(cut_off > 1, "{cut_off}");
    assert_eq!((report.people_found, report.people_added), (0, 300));
    let recorded = desk.app.digest().unwrap();
    assert_eq!(desk.app.join(event, &mut |_| {}).unwrap(), Some(report));
    assert_eq!(desk.app.digest().unwrap(), recorded);
    assert_eq!(exchange(&desk, &office), None);
    assert_eq!(office.app.events().unwrap()[0].registered, 300);
    assert_eq!(office.app.figures(EVENT, "main").unwrap().arrived, 3);
    assert!(office.app.conflicts(EVENT).unwrap().is_empty());
    // The organiser takes the same list: nobody is there twice.
    assert_eq!(office.import_text(&many(300)).added, 0);
}

#[test]
fn two_desks_of_one_event_join_it_without_each_other_and_nothing_is_there_twice() {
    let (office, first) = (Fair::new(), desk_alone(1));
    office.import_text(&list("Aurrera"));
    first.import_text(&list("Aurrera"));
    let second = second_of(&first);
    admitted(first.app.scan(&first.to_paper(), ANE).unwrap());
    admitted(
        first
            .app
            .register_and_admit(&first.to_paper(), &form("Gorka"))
            .unwrap(),
    );
    assert_eq!(exchange(&second, &first), None);
    for desk in [&first, &second] {
        pair(desk, &office, "desk", SameLabel::Join).unwrap();
    }
    // Each records what it has before either hands it over.
    for _ in 0..2 {
        assert_eq!(exchange(&first, &office), None);
        assert_eq!(exchange(&second, &office), None);
    }
    let figures = office.app.figures(EVENT, "main").unwrap();
    assert_eq!(
        (
            office.app.events().unwrap()[0].registered,
            figures.arrived,
            figures.inside
        ),
        (4, 2, 2)
    );
    assert!(office.app.conflicts(EVENT).unwrap().is_empty());
    assert_eq!(exchange(&first, &office), None);
    let ops = first.app.digest().unwrap().ops;
    first.app.join(office_event(&office), &mut |_| {}).unwrap();
    assert_eq!(first.app.digest().unwrap().ops, ops, "once is enough");
}

#[test]
fn what_was_undone_stays_undone_and_who_is_let_in_on_both_sides_is_a_conflict() {
    let (office, desk) = (Fair::new(), desk_alone(1));
    office.import_text(&list("Aurrera"));
    desk.import_text(&list("Aurrera"));
    admitted(desk.app.scan(&desk.ask(), ANE).unwrap());
    let miren = admitted(desk.app.scan(&desk.ask(), MIREN).unwrap());
    desk.app.undo_scan(EVENT, &miren.scan).unwrap();
    admitted(office.app.scan(&office.ask(), ANE).unwrap());
    join(&desk, &office, "desk");
    assert_eq!(office.app.figures(EVENT, "main").unwrap().arrived, 1);
    assert_eq!(
        office.app.conflicts(EVENT).unwrap().len(),
        1,
        "neither knew of the other"
    );
    assert_eq!(office.scan(MIREN).verdict, "admitted");
}

/// What anybody at a desk sees of a person, but for ids and print jobs.
fn seen(fair: &Fair, event: &str, name: &str) -> serde_json::Value {
    let mut person = fair.app.find(event, name).unwrap().remove(0).person;
    person.id.clear();
    person.registration.clear();
    person.can.reprint = false;
    person.can.correct = false;
    if let Some(badge) = &mut person.badge {
        badge.print = None;
    }
    serde_json::to_value(person).unwrap()
}

#[test]
fn a_whole_morning_looks_the_same_in_the_event_that_knew_nobody() {
    let (office, desk) = (Fair::new(), desk_alone(1));
    desk.import_text(&list("Aurrera"));
    let id = |name: &str| desk.app.find(EVENT, name).unwrap().remove(0).person.id;
    let minute = || desk.later_ms(60_000);
    let dir = tempfile::tempdir().unwrap();
    let printer = format!("folder:{}", dir.path().join("badges").display());
    // Ane comes, her badge is printed, gets wet and is made anew; she leaves and comes back.
    let ane = desk.app.scan(&desk.to_paper(), ANE).unwrap();
    minute();
    desk.app
        .reprint(EVENT, &id("Ane"), "spoilt", desk.to_paper().print)
        .unwrap();
    minute();
    desk.app
        .scan(
            &ScanAsk {
                direction: crate::Direction::Exit,
                ..desk.ask()
            },
            ANE,
        )
        .unwrap();
    minute();
    // Jon sends a colleague; Miren is let in twice by mistake, undone once.
    let colleague = PersonForm {
        company: Some("Aurrera".into()),
        ..form("Itziar")
    };
    desk.app
        .substitute(&desk.to_paper(), &id("Jon"), &colleague)
        .unwrap();
    minute();
    let miren = admitted(desk.scan(MIREN));
    desk.app.undo_scan(EVENT, &miren.scan).unwrap();
    minute();
    admitted(desk.scan(MIREN));
    // Somebody registers a second time, which is seen; and a badge is really printed.
    let twice = ["Gorka", "Gorka B"].map(|name| {
        minute();
        desk.app
            .register_and_admit(&desk.ask(), &form(name))
            .unwrap()
            .person
            .unwrap()
            .id
    });
    desk.app.merge(EVENT, &twice).unwrap();
    let printed = desk.ordered(&printer);
    let job = printed.print.unwrap().job;
    desk.app.run_print_job(&job, |_| {}).unwrap();
    let correction = PersonForm {
        company: Some("Beste bat".into()),
        ..PersonForm::default()
    };
    desk.app
        .correct(EVENT, &id("Miren"), &correction, crate::PrintWish::None)
        .unwrap();
    drop(ane);

    let own = desk.app.event(EVENT).unwrap().id.to_string();
    let names = ["Itziar", "Miren", "Gorka", "Ane Etxeberria"];
    let before: Vec<_> = names.iter().map(|name| seen(&desk, &own, name)).collect();
    let figures = desk.app.figures(&own, "main").unwrap();
    let registered = desk.app.events().unwrap()[0].registered;
    desk.later_ms(7_200_000);
    office.later_ms(8_000_000);
    let report = join(&desk, &office, "desk");
    assert_eq!(report.people_found, 0, "{report:?}");
    let after: Vec<_> = names.iter().map(|name| seen(&office, EVENT, name)).collect();
    for (before, after) in before.iter().zip(&after) {
        assert_eq!(before, after);
    }
    let there = office.app.figures(EVENT, "main").unwrap();
    assert_eq!((figures.arrived, figures.inside), (there.arrived, there.inside));
    assert_eq!(office.app.events().unwrap()[0].registered, registered);
    // The badge that came out is known to have come out, and nothing is left to be printed there.
    let all = office
        .app
        .people(EVENT, &crate::view::PeopleQuery::default(), 0, None)
        .unwrap();
    assert_eq!(all.all, registered);
    assert_eq!(
        report.recorded.get("badge_print_reported"),
        Some(&1),
        "{report:?}"
    );
    // Both Gorkas were let in: that was to be looked at there, and is here.
    let open = |fair: &Fair, event: &str| fair.app.conflicts(event).unwrap().len();
    assert_eq!((open(&desk, &own), open(&office, EVENT)), (1, 1));
    // The history says when it was, and by which desk.
    let person = office.app.find(EVENT, "Miren").unwrap().remove(0).person;
    let history = office.app.profile(EVENT, &person.id).unwrap().history;
    assert!(
        history.iter().all(|entry| entry.at < FIRST_MORNING + 3_600_000),
        "{history:?}"
    );
    assert_eq!(office.app.verify().unwrap().faults, Vec::<String>::new());
}

#[test]
fn who_was_at_the_desk_is_who_is_called_so_there_and_else_nobody() {
    let (office, desk) = (Fair::new(), desk_alone(1));
    for fair in [&office, &desk] {
        fair.import_text(&list("Aurrera"));
    }
    let named = |fair: &Fair, name: &str| {
        let form = OperatorForm {
            id: None,
            name: name.into(),
            active: true,
        };
        fair.app.save_operator(EVENT, &form).unwrap().id
    };
    named(&office, "Nerea");
    for (name, ticket) in [("Nerea", ANE), ("Unai", JON)] {
        desk.app
            .choose_operator(EVENT, Some(&named(&desk, name)))
            .unwrap();
        admitted(desk.app.scan(&desk.ask(), ticket).unwrap());
    }
    let report = join(&desk, &office, "desk");
    let count = |counts: &std::collections::BTreeMap<String, u32>| counts.get("operator_defined").copied();
    assert_eq!(
        (count(&report.there), count(&report.refused)),
        (Some(1), Some(1)),
        "{report:?}"
    );
    let by = |name: &str| {
        let person = office.app.find(EVENT, name).unwrap().remove(0).person;
        let history = office.app.profile(EVENT, &person.id).unwrap().history;
        let admitted = history.into_iter().find(|entry| entry.code == "admitted");
        admitted.unwrap().operator
    };
    assert_eq!((by("Ane").as_deref(), by("Jon")), (Some("Nerea"), None));
}
