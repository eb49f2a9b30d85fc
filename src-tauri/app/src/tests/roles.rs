//! What a device of each role may be asked, and what it is shown of the office.

use super::Fair;
use crate::device::Setting;
use crate::view::{PersonForm, Section};
use crate::{COMMANDS, Named, PrintWish, ScanAsk};
use sarrera_core::ops::{DeviceRevoked, Direction, Fact, KeyUse, LogName, Role, Stated};

const EVENT: &str = "boi-2023";

fn named(event: &str) -> Named<'_> {
    Named {
        event: Some(event),
        ..Named::default()
    }
}

/// The code that a command is refused with on this device; nothing where it may be asked.
fn refused(fair: &Fair, command: &str) -> Option<&'static str> {
    let asked = fair.app.allow(command, named(EVENT));
    asked.err().map(|error| error.code())
}

/// That these are refused with this code.
fn hold(fair: &Fair, code: Option<&str>, commands: &[&str]) {
    for command in commands {
        assert_eq!(refused(fair, command), code, "{command}");
    }
}

fn walk_in(fair: &Fair) -> String {
    let form = PersonForm {
        given_name: Some("Ane".into()),
        family_name: Some("Etxeberria".into()),
        email: Some("ane@example.org".into()),
        privacy_notice: Some(true),
        ..PersonForm::default()
    };
    fair.app.register(EVENT, &form).unwrap().id
}

#[test]
fn the_office_may_be_asked_everything() {
    let fair = Fair::new();
    for (_, commands) in COMMANDS {
        hold(&fair, None, commands);
    }
}

#[test]
fn a_desk_lets_in_registers_corrects_and_prints_and_leaves_the_rest_to_the_office() {
    let fair = Fair::new();
    let desk = fair.paired(Role::Desk);
    hold(
        &desk,
        None,
        &[
            "find",
            "scan",
            "admit",
            "override_scan",
            "undo_scan",
            "register",
            "correct",
            "substitute",
            "reprint",
            "admit_group",
            "retry_print",
            "ask_help",
            "choose_operator",
            "choose_printer",
        ],
    );
    hold(
        &desk,
        Some("not_allowed_here"),
        &[
            "dashboard",
            "people",
            "profile",
            "edit_person",
            "export_table",
            "preview_import",
            "run_import",
            "duplicates",
            "merge_attendees",
            "undo_merge",
            "make_batch",
            "save_event",
            "save_notice",
            "save_category",
            "save_checkpoint",
            "save_operator",
        ],
    );
}

#[test]
fn a_gate_scans_and_sees_nobody_but_whom_it_scans() {
    let fair = Fair::new();
    let gate = fair.paired(Role::Gate);
    hold(
        &gate,
        None,
        &[
            "scan",
            "enter_text",
            "override_scan",
            "undo_scan",
            "figures",
            "recent",
            "ask_help",
        ],
    );
    hold(
        &gate,
        Some("done_at_a_desk"),
        &[
            "find",
            "admit",
            "register",
            "correct",
            "reprint",
            "print_test",
            "group_of",
        ],
    );
    hold(
        &gate,
        Some("not_allowed_here"),
        &["people", "export_table", "save_checkpoint"],
    );
}

#[test]
fn at_a_kiosk_people_find_themselves_and_overrule_nobody() {
    let fair = Fair::new();
    let kiosk = fair.paired(Role::Kiosk);
    hold(
        &kiosk,
        None,
        &["scan", "find", "admit", "retry_print", "ask_help"],
    );
    hold(
        &kiosk,
        Some("done_at_a_desk"),
        &[
            "override_scan",
            "confirm_scan",
            "undo_scan",
            "register",
            "choose_operator",
        ],
    );
}

#[test]
fn a_stand_sees_no_visitor() {
    let fair = Fair::new();
    let stand = fair.paired(Role::Stand);
    hold(
        &stand,
        Some("done_at_a_desk"),
        &["find", "scan", "figures", "register"],
    );
    hold(&stand, Some("not_allowed_here"), &["people", "export_table"]);
    hold(&stand, None, &["overview", "cameras", "set_language"]);
}

#[test]
fn where_a_command_names_no_event_any_event_of_the_device_counts() {
    let fair = Fair::new();
    let gate = fair.paired(Role::Gate);
    let refused = |command| {
        gate.app
            .allow(command, Named::default())
            .err()
            .map(|error| error.code())
    };
    assert_eq!(refused("cancel_group"), Some("done_at_a_desk"));
    assert_eq!(refused("open_demo"), None);
    let empty = Fair::empty();
    let fresh = |command| {
        empty
            .app
            .allow(command, Named::default())
            .err()
            .map(|error| error.code())
    };
    assert_eq!(
        (fresh("create_event"), fresh("cancel_import")),
        (None, Some("not_in_event"))
    );
}

#[test]
fn a_device_that_nobody_paired_or_that_was_revoked_is_asked_nothing_of_the_event() {
    let fair = Fair::new();
    let stranger = Fair::empty();
    stranger.hear(&fair, &LogName::Public);
    assert_eq!(refused(&stranger, "scan"), Some("not_in_event"));
    let desk = fair.paired(Role::Desk);
    assert_eq!(refused(&desk, "scan"), None);
    let device = desk.app.own().unwrap().device;
    let revoked = DeviceRevoked {
        device,
        reason: "lost".into(),
        trusted: Vec::new(),
        at_ms: super::FIRST_MORNING,
    };
    fair.state(
        device.0,
        &Fact::DeviceRevoked(Stated::by_office(revoked).unwrap()),
    );
    desk.hear(&fair, &LogName::Public);
    assert_eq!(refused(&desk, "scan"), Some("not_in_event"));
    assert_eq!(refused(&desk, "overview"), None);
    assert_eq!(
        desk.app.allow("scan", named("no-such-event")).unwrap_err().code(),
        "not_found"
    );
    assert_eq!(
        desk.app
            .allow("no_such_command", Named::default())
            .unwrap_err()
            .code(),
        "not_found"
    );
}

#[test]
fn the_page_is_told_what_of_the_office_it_reaches() {
    let fair = Fair::new();
    let sections = |fair: &Fair| fair.app.events().unwrap().remove(0).sections;
    assert_eq!(sections(&fair), Section::ALL);
    let few = [Section::Event, Section::Device];
    assert_eq!(sections(&fair.paired(Role::Desk)), few);
    assert_eq!(sections(&Fair::new().paired(Role::Gate)), few);
    assert_eq!(sections(&Fair::new().paired(Role::Kiosk)), []);
}

#[test]
fn a_gate_makes_no_badge_and_offers_none() {
    for (role, makes) in [(Role::Gate, false), (Role::Desk, true)] {
        let fair = Fair::new();
        let id = walk_in(&fair);
        let ticket = fair.app.ticket(EVENT, &id).unwrap().code;
        let device = fair.paired(role);
        for log in [LogName::Core, LogName::Scans] {
            device.hear(&fair, &log);
        }
        let outcome = device.app.scan(&device.to_paper(), &ticket).unwrap();
        assert_eq!(outcome.verdict, "admitted");
        assert_eq!(outcome.person.unwrap().id, id);
        assert_eq!(outcome.print.is_some(), makes, "{role:?}");
        let can = &outcome.can;
        assert_eq!(
            [can.correct, can.reprint, can.print, can.substitute],
            [makes; 4],
            "{role:?}"
        );
        assert!(can.undo);
    }
}

#[test]
fn a_scan_and_a_search_do_not_wait_for_what_the_office_reads() {
    let fair = Fair::new();
    walk_in(&fair);
    let found = fair.app.read(|_long_list| {
        hold(&fair, None, &["scan", "find"]);
        fair.app.find(EVENT, "ane")
    });
    assert_eq!(found.unwrap().len(), 1);
}

/// A device of this role that has heard everything of the event.
fn informed(fair: &Fair, role: Role) -> Fair {
    let device = fair.paired(role);
    for log in [LogName::Core, LogName::Scans] {
        device.hear(fair, &log);
    }
    device
}

#[test]
fn what_needs_an_organisers_word_is_overruled_in_the_office_and_nowhere_else() {
    let csv = |status: &str, blocked: &str| {
        format!("Given name,Status,Blocked,Ticket secret\nAne,{status},{blocked},aneabcdefghij\n")
    };
    for (status, blocked, verdict, at_a_desk) in [
        ("paid", "yes", "blocked", false),
        ("pending", "no", "unpaid", true),
    ] {
        for role in [Role::Gate, Role::Desk, Role::Office] {
            let fair = Fair::new();
            fair.import_text(&csv(status, blocked));
            let device = if role == Role::Office {
                fair
            } else {
                informed(&fair, role)
            };
            let stopped = device.scan("aneabcdefghij");
            assert_eq!(stopped.verdict, verdict);
            let may = at_a_desk || role == Role::Office;
            assert_eq!(stopped.can.override_verdict, may, "{verdict} at {role:?}");
            let over =
                device
                    .app
                    .override_scan(EVENT, &stopped.scan, "organiser_said", crate::PrintWish::None);
            assert_eq!(
                over.err().map(|error| error.code()),
                (!may).then_some("not_overridable"),
                "{verdict} at {role:?}"
            );
        }
    }
}

#[test]
fn what_the_office_overruled_stays_overruled_at_a_desk() {
    let fair = Fair::new();
    let csv =
        "Given name,Status,Valid from,Blocked,Ticket secret\nAne,paid,2023-11-14 08:00,yes,aneabcdefghij\n";
    fair.import_text(csv);
    let over = |fair: &Fair, scan: &str| {
        let none = crate::PrintWish::None;
        fair.app.override_scan(EVENT, scan, "organiser_said", none)
    };
    let blocked = fair.scan("aneabcdefghij");
    let not_now = over(&fair, &blocked.scan).unwrap();
    assert_eq!(
        (blocked.verdict.as_str(), not_now.verdict.as_str()),
        ("blocked", "not_now")
    );
    let desk = informed(&fair, Role::Desk);
    assert_eq!(over(&desk, &not_now.scan).unwrap().verdict, "admitted");
}

#[test]
fn a_gate_takes_back_no_scan_that_made_a_badge() {
    let fair = Fair::new();
    let id = walk_in(&fair);
    let ticket = fair.app.ticket(EVENT, &id).unwrap().code;
    let made = fair.app.scan(&fair.to_paper(), &ticket).unwrap();
    let gate = informed(&fair, Role::Gate);
    assert!(!gate.app.outcome(EVENT, &made.scan).unwrap().can.undo);
    let before = gate.app.digest().unwrap().ops;
    let refused = gate.app.undo_scan(EVENT, &made.scan).unwrap_err();
    assert_eq!(refused.code(), "done_at_a_desk");
    assert_eq!(gate.app.digest().unwrap().ops, before);
    let desk = informed(&fair, Role::Desk);
    assert!(desk.app.outcome(EVENT, &made.scan).unwrap().can.undo);
    assert_eq!(desk.app.undo_scan(EVENT, &made.scan).unwrap().voided.len(), 1);
}

#[test]
fn a_print_job_is_asked_about_by_the_role_in_its_own_event() {
    let fair = Fair::new();
    let id = walk_in(&fair);
    let ticket = fair.app.ticket(EVENT, &id).unwrap().code;
    let job = fair
        .app
        .scan(&fair.to_paper(), &ticket)
        .unwrap()
        .print
        .unwrap()
        .job;
    let gate = informed(&fair, Role::Gate);
    // It is the office of an event that it makes itself.
    gate.app.open_demo(&mut |_| {}).unwrap();
    let demo = gate
        .app
        .events()
        .unwrap()
        .into_iter()
        .find(|event| event.label != EVENT);
    let demo = demo.unwrap().label;
    for command in ["print_state", "retry_print", "settle_print"] {
        for event in [None, Some(demo.as_str())] {
            let named = Named {
                event,
                job: Some(&job),
            };
            let refused = gate.app.allow(command, named).unwrap_err();
            assert_eq!(refused.code(), "done_at_a_desk", "{command} {event:?}");
            assert!(fair.app.allow(command, Named { event: None, ..named }).is_ok());
        }
    }
    let nobodys = Named {
        job: Some("NOJOB"),
        ..Named::default()
    };
    assert_eq!(
        gate.app.allow("print_state", nobodys).unwrap_err().code(),
        "not_found"
    );
}

#[test]
fn a_gate_is_not_asked_to_look_after_a_badge_that_did_not_come_out_at_a_desk() {
    let fair = Fair::new();
    let id = walk_in(&fair);
    fair.app
        .set_setting(Setting::PrintSystem, "http://127.0.0.1:1")
        .unwrap();
    let ask = ScanAsk {
        print: PrintWish::To {
            printer: "cups:Brother",
            template: "a6",
        },
        ..fair.ask()
    };
    let ticket = fair.app.ticket(EVENT, &id).unwrap().code;
    let job = fair.app.scan(&ask, &ticket).unwrap().print.unwrap().job;
    fair.app.run_print_job(&job, |_| {}).unwrap();
    let waits = |fair: &Fair| {
        let badge = fair.app.person(EVENT, &id).unwrap().badge.unwrap();
        let print = badge.print.unwrap();
        (print.trouble, print.retry)
    };
    assert_eq!(waits(&fair), (true, true));
    assert_eq!(waits(&informed(&fair, Role::Gate)), (false, false));
}

#[test]
fn at_a_gate_one_of_two_whom_a_code_fits_is_chosen_and_nobody_else_is_let_in_by_it() {
    let fair = Fair::new();
    let csv = "First name,Last name,Ticket code\n\
               Mikel,Olano,shared0000000001\n\
               Nerea,Olano,shared0000000001\n\
               Jon,Agirre,alone00000000001\n";
    assert_eq!(fair.import_text(csv).added, 3);
    let jon = fair.app.find(EVENT, "agirre").unwrap()[0].person.id.clone();
    let gate = informed(&fair, Role::Gate);
    let event = fair.app.event(EVENT).unwrap();
    let key = fair
        .app
        .read(|r| Ok(r.event_key(event.no, KeyUse::Badge)?))
        .unwrap();
    let kept = gate
        .app
        .write(|txn| Ok(txn.keep_event_key(event.id, KeyUse::Badge, "KEY", key.unwrap())?));
    kept.unwrap();
    hold(&gate, None, &["choose_candidate"]);
    let choose = |scan: &str, who: &str| {
        let none = crate::PrintWish::None;
        gate.app.choose_candidate(EVENT, scan, who, none)
    };
    let stopped = gate.scan("SHARED0000000001");
    assert_eq!(stopped.candidates.len(), 2);
    let chosen = &stopped.candidates[1];
    assert_eq!(choose(&stopped.scan, &jon).unwrap_err().code(), "not_found");
    let entered = choose(&stopped.scan, &chosen.id).unwrap();
    assert_eq!(entered.verdict, "admitted");
    assert_eq!(entered.person.unwrap().id, chosen.id);
    assert_eq!(choose(&entered.scan, &chosen.id).unwrap_err().code(), "not_found");
    gate.later_ms(60_000);
    let out = ScanAsk {
        direction: Direction::Exit,
        ..gate.ask()
    };
    let leaves = gate.app.scan(&out, "shared0000000001").unwrap();
    assert_eq!(leaves.verdict, "ambiguous");
    assert_eq!(choose(&leaves.scan, &chosen.id).unwrap().verdict, "left");
}

#[test]
fn whoever_is_found_by_name_is_corrected_where_people_are_and_printed_again_where_they_have_a_badge() {
    let fair = Fair::new();
    walk_in(&fair);
    let can = |fair: &Fair| {
        let hits = fair.app.find(EVENT, "etxeberria").unwrap();
        hits.first()
            .map(|hit| (hit.person.can.correct, hit.person.can.reprint))
    };
    assert_eq!(can(&fair), Some((true, false)));
    let id = fair.app.find(EVENT, "etxeberria").unwrap()[0].person.id.clone();
    fair.app.admit(&fair.to_paper(), &id).unwrap();
    assert_eq!(can(&fair), Some((true, true)));
    let kiosk = fair.paired(Role::Kiosk);
    kiosk.hear(&fair, &LogName::Core);
    kiosk.hear(&fair, &LogName::Scans);
    assert_eq!(can(&kiosk), Some((false, false)));
}
