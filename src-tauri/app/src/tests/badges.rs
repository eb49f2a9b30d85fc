//! Badges: a file of them, one after the other on a printer, and the truth about each.

use super::Fair;
use super::codes::{erase, set};
use crate::device::Setting;
use crate::view::{BatchAsk, PersonForm, PrintState, PrintView, PrinterState};
use crate::{App, BatchUse, PrintWish, ScanAsk};
use sarrera_core::ops::{self, RegistrationField};
use std::path::Path;
use std::sync::mpsc::channel;
use std::sync::{Arc, Mutex};

fn form(name: &str) -> PersonForm {
    PersonForm {
        given_name: Some(name.into()),
        privacy_notice: Some(true),
        ..PersonForm::default()
    }
}

/// Registers somebody, without letting them in.
fn registered(fair: &Fair, name: &str) -> String {
    fair.app.register("boi-2023", &form(name)).unwrap().id
}

/// Registers somebody, lets them in, and gives the print job.
fn ordered(fair: &Fair, name: &str, printer: &str) -> String {
    let template = "a6";
    let ask = ScanAsk {
        print: PrintWish::To { printer, template },
        ..fair.ask()
    };
    let outcome = fair.app.register_and_admit(&ask, &form(name)).unwrap();
    outcome.print.unwrap().job
}

fn folder(dir: &Path) -> String {
    format!("folder:{}", dir.display())
}

fn prints_at_the_door(fair: &Fair, id: &str) -> bool {
    let admitted = fair.app.admit(&fair.to_paper(), id).unwrap();
    assert_eq!(admitted.verdict, "admitted");
    admitted.print.is_some()
}

#[test]
fn a_file_that_was_not_written_leaves_every_badge_to_the_desk() {
    let fair = Fair::new();
    let id = registered(&fair, "Ane");
    let nowhere = Path::new("/nowhere/at/all/badges.pdf");
    let failed = fair.app.badges_pdf("boi-2023", "a6", BatchUse::Paper, nowhere);
    assert!(failed.is_err());
    assert!(prints_at_the_door(&fair, &id));
}

#[test]
fn whoever_was_left_out_of_the_file_gets_a_badge_at_the_desk_and_nobody_twice() {
    let fair = Fair::new();
    let odd = registered(&fair, "\u{12000}\u{12001}");
    let ane = registered(&fair, "Ane");
    let dir = tempfile::tempdir().unwrap();
    let out = dir.path().join("badges.pdf");
    let first = fair
        .app
        .badges_pdf("boi-2023", "a6", BatchUse::Paper, &out)
        .unwrap();
    assert_eq!((first.pages, first.missing_glyphs.len()), (1, 1));
    let number = |id: &str| fair.app.person("boi-2023", id).unwrap().badge.map(|b| b.number);
    let (codes, before) = ((number(&ane), number(&odd)), fair.app.digest().unwrap().ops);
    assert!(codes.0.is_some() && codes.1.is_none(), "{codes:?}");
    fair.app
        .badges_pdf("boi-2023", "a6", BatchUse::Paper, &out)
        .unwrap();
    assert_eq!((number(&ane), number(&odd)), codes, "codes stay");
    assert_eq!(fair.app.digest().unwrap().ops, before, "nothing new to say");
    assert!(!prints_at_the_door(&fair, &ane));
    assert!(prints_at_the_door(&fair, &odd));
    // The organiser's paper is not at hand: the desk prints anyway.
    let anyway = fair
        .app
        .reprint("boi-2023", &ane, "printer_problem", fair.to_paper().print);
    assert_eq!(anyway.unwrap().state, PrintState::Queued);
}

#[test]
fn whoever_loses_their_page_while_the_file_is_made_is_named() {
    let fair = Fair::new();
    let [ane, gorka, jon, _maite, miren] =
        ["Ane", "Gorka", "Jon", "Maite", "Miren"].map(|name| registered(&fair, name));
    let event = fair.app.event("boi-2023").unwrap();
    let template = crate::badges::template("a6").unwrap();
    let people = fair.app.chosen(&event, &BatchAsk::default()).unwrap();
    let laid_out = fair.app.lay_out(&event, &template, people, &mut |_, _| true);
    let (mut pages, report) = laid_out.unwrap().unwrap();
    assert_eq!((pages.len(), report.overtaken), (5, vec![]));
    assert!(prints_at_the_door(&fair, &ane));
    set(
        &fair,
        gorka.parse().unwrap(),
        RegistrationField::Status,
        "canceled",
    );
    set(&fair, jon.parse().unwrap(), RegistrationField::Blocked, "yes");
    erase(&fair, miren.parse().unwrap());
    let mut overtaken = fair.app.issue_pages(&event, &mut pages).unwrap();
    overtaken.sort();
    assert_eq!(
        (pages.len(), overtaken),
        (1, ["Ane", "Gorka", "Jon"].map(str::to_owned).to_vec())
    );
    let issued = [&gorka, &jon].map(|id| fair.app.person("boi-2023", id).unwrap().badge.is_some());
    assert_eq!(issued, [false, false], "no code for whoever may not come");
}

#[test]
fn a_file_of_badges_touches_no_file_beside_it() {
    let fair = Fair::new();
    registered(&fair, "Ane");
    let dir = tempfile::tempdir().unwrap();
    let beside = dir.path().join("badges.pdf.part");
    std::fs::write(&beside, "somebody's own").unwrap();
    let out = dir.path().join("badges.pdf");
    let made = fair.app.badges_pdf("boi-2023", "a6", BatchUse::Draft, &out);
    assert_eq!((made.unwrap().pages, out.exists()), (1, true));
    assert_eq!(std::fs::read_to_string(&beside).unwrap(), "somebody's own");
}

#[test]
fn a_file_to_look_at_takes_no_badge_from_the_desk() {
    let fair = Fair::new();
    let id = registered(&fair, "Ane");
    let dir = tempfile::tempdir().unwrap();
    let out = dir.path().join("badges.pdf");
    let draft = fair.app.badges_pdf("boi-2023", "a6", BatchUse::Draft, &out);
    assert_eq!(draft.unwrap().pages, 1);
    assert!(prints_at_the_door(&fair, &id));
}

#[test]
fn a_chosen_printer_stays_in_the_list_where_its_print_system_does_not_answer() {
    let fair = Fair::new();
    fair.app
        .set_setting(Setting::PrintSystem, "http://127.0.0.1:1")
        .unwrap();
    fair.app.choose_printer("cups:Brother").unwrap();
    let printers = fair.app.printers().unwrap();
    let chosen: Vec<_> = printers.iter().filter(|printer| printer.chosen).collect();
    let [brother] = chosen.as_slice() else {
        panic!("{printers:?}");
    };
    assert_eq!(
        (brother.name.as_str(), brother.state),
        ("Brother", PrinterState::Offline)
    );
}

#[test]
fn a_printer_of_a_kind_that_this_version_does_not_know_is_gone_and_its_badge_can_go_elsewhere() {
    let fair = Fair::new();
    fair.app.choose_printer("labels:10.0.0.9").unwrap();
    let printers = fair.app.printers().unwrap();
    let chosen = printers.iter().find(|printer| printer.chosen).unwrap();
    assert_eq!(
        (chosen.name.as_str(), chosen.state),
        ("labels:10.0.0.9", PrinterState::Gone)
    );
    let job = ordered(&fair, "Ane", "labels:10.0.0.9");
    let mut shown = Vec::new();
    fair.app
        .run_print_job(&job, |view| shown.push((view.state, view.reason, view.retry)))
        .unwrap();
    let gone = (PrintState::Failed, Some("printer_gone".to_owned()), true);
    assert_eq!(shown, [gone], "nothing was sent to a queue of that name");
    let dir = tempfile::tempdir().unwrap();
    let printer = folder(dir.path());
    let elsewhere = PrintWish::To {
        printer: &printer,
        template: "a6",
    };
    let again = fair.app.retry_print(&job, elsewhere).unwrap();
    fair.app.run_print_job(&again.job, |_| {}).unwrap();
    let state = fair.app.print_state(&again.job).unwrap().state;
    assert_eq!(state, PrintState::Printed);
}

#[test]
fn a_print_system_that_is_not_there_fails_the_job_and_says_so() {
    let fair = Fair::new();
    fair.app
        .set_setting(Setting::PrintSystem, "http://127.0.0.1:1")
        .unwrap();
    let job = ordered(&fair, "Ane", "cups:Brother");
    let mut shown = Vec::new();
    fair.app
        .run_print_job(&job, |view| shown.push(view.state))
        .unwrap();
    let never_sent = [PrintState::Sending, PrintState::Failed];
    assert_eq!(shown, never_sent, "nobody reads of a badge that it was sent");
    let view = fair.app.print_state(&job).unwrap();
    assert_eq!(view.printer, "Brother", "as people call it");
    let reason = view.reason.as_deref();
    assert_eq!((view.state, reason), (PrintState::Failed, Some("unreachable")));
    assert_eq!(view.name, "Ane");
    let dir = tempfile::tempdir().unwrap();
    let printer = folder(dir.path());
    let elsewhere = PrintWish::To {
        printer: &printer,
        template: "a6",
    };
    let number = || {
        fair.app
            .person("boi-2023", &view.attendee)
            .unwrap()
            .badge
            .unwrap()
            .number
    };
    let code = number();
    let again = fair.app.retry_print(&job, elsewhere).unwrap();
    assert_eq!(number(), code, "the same badge");
    let twice = fair.app.retry_print(&job, elsewhere);
    assert_eq!(twice.unwrap_err().code(), "nothing_to_retry");
    fair.app.run_print_job(&again.job, |_| {}).unwrap();
    assert_eq!(
        fair.app.print_state(&again.job).unwrap().state,
        PrintState::Printed
    );
}

#[test]
fn a_printer_that_is_gone_keeps_nobody_out_and_its_badge_is_printed_elsewhere() {
    let fair = Fair::new();
    let dir = tempfile::tempdir().unwrap();
    let taken = dir.path().join("badges");
    std::fs::write(&taken, b"no folder").unwrap();
    // A stick that was pulled out: where the folder was, there is none.
    let job = ordered(&fair, "Ane", &folder(&taken));
    fair.app.run_print_job(&job, |_| {}).unwrap();
    let view = fair.app.print_state(&job).unwrap();
    assert_eq!(
        (view.state, view.reason.as_deref()),
        (PrintState::Failed, Some("folder_not_writable"))
    );
    let ane = fair.app.person("boi-2023", &view.attendee).unwrap();
    assert_eq!(ane.presence, crate::view::Presence::Inside);
    let none = fair.app.retry_print(&job, PrintWish::None);
    assert_eq!(none.unwrap_err().code(), "no_printer");
    let none = fair.app.reprint("boi-2023", &ane.id, "lost", PrintWish::None);
    assert_eq!(none.unwrap_err().code(), "no_printer");
    let other = folder(&dir.path().join("other"));
    let wish = PrintWish::To {
        printer: &other,
        template: "a6",
    };
    let again = fair.app.retry_print(&job, wish).unwrap().job;
    fair.app.run_print_job(&again, |_| {}).unwrap();
    assert_eq!(fair.app.print_state(&again).unwrap().state, PrintState::Printed);
}

#[test]
fn the_dashboard_counts_badges_that_are_wanted_and_not_what_was_tried() {
    let fair = Fair::new();
    fair.app
        .set_setting(Setting::PrintSystem, "http://127.0.0.1:1")
        .unwrap();
    let counted = || {
        let figures = fair.app.dashboard("boi-2023", "main", None).unwrap();
        (figures.badges_waiting, figures.badges_in_trouble)
    };
    let wish = PrintWish::To {
        printer: "cups:Brother",
        template: "a6",
    };
    let ask = ScanAsk {
        print: wish,
        ..fair.ask()
    };
    let ane = fair.app.register_and_admit(&ask, &form("Ane")).unwrap();
    let jon = ordered(&fair, "Jon", "cups:Brother");
    assert_eq!(counted(), (2, 0));
    let anes = ane.print.unwrap().job;
    for job in [&anes, &jon] {
        fair.app.run_print_job(job, |_| {}).unwrap();
    }
    assert_eq!(counted(), (0, 2));
    fair.later_ms(1_000);
    let dir = tempfile::tempdir().unwrap();
    let printer = folder(dir.path());
    let elsewhere = PrintWish::To {
        printer: &printer,
        template: "a6",
    };
    let again = fair.app.retry_print(&jon, elsewhere).unwrap().job;
    assert_eq!(counted(), (1, 1), "the badge that is printed again is on its way");
    fair.app.run_print_job(&again, |_| {}).unwrap();
    assert_eq!(counted(), (0, 1));
    fair.app.undo_scan("boi-2023", &ane.scan).unwrap();
    assert_eq!(counted(), (0, 0), "nobody waits for a badge that is void");
}

#[test]
fn a_print_request_that_breaks_off_is_unknown_and_no_badge_is_counted() {
    let fair = Fair::new();
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    fair.app.set_setting(Setting::PrintSystem, &address).unwrap();
    let system = std::thread::spawn(move || half_a_print_system(&listener));
    let job = ordered(&fair, "Ane", "cups:Brother");
    fair.app.run_print_job(&job, |_| {}).unwrap();
    // Whatever it waits for, it waits no longer.
    drop(std::net::TcpStream::connect(
        address.trim_start_matches("http://"),
    ));
    system.join().unwrap();
    let view = fair.app.print_state(&job).unwrap();
    let reason = view.reason.as_deref();
    assert_eq!((view.state, reason), (PrintState::Unknown, Some("interrupted")));
    fair.later_ms(60_000);
    let again = fair.app.admit(&fair.ask(), &view.attendee).unwrap();
    assert_eq!(again.verdict, "already_in");
    let retried = fair.app.retry_print(&job, fair.to_paper().print).unwrap();
    assert_eq!(retried.state, PrintState::Queued);
}

/// Whether an HTTP request is here with its body.
fn is_whole(request: &[u8]) -> bool {
    let text = String::from_utf8_lossy(request).to_lowercase();
    let Some(head) = text.find("\r\n\r\n") else {
        return false;
    };
    let length = text.lines().find_map(|line| line.strip_prefix("content-length:"));
    match length {
        Some(length) => request.len() >= head + 4 + length.trim().parse::<usize>().unwrap(),
        None => request.ends_with(b"0\r\n\r\n"),
    }
}

/// Says that the printer is idle, then hangs up on the print request.
fn half_a_print_system(listener: &std::net::TcpListener) {
    use std::io::{Read, Write};
    let (mut first, _) = listener.accept().unwrap();
    let mut request = Vec::new();
    while !is_whole(&request) {
        let mut byte = [0];
        if first.read(&mut byte).unwrap() == 0 {
            return;
        }
        request.push(byte[0]);
    }
    // IPP 1.1, successful-ok, request 1; attributes: charset, language; a printer group with printer-state idle.
    let mut ipp = vec![1, 1, 0, 0, 0, 0, 0, 1, 1];
    for (tag, name, value) in [
        (0x47_u8, "attributes-charset", "utf-8"),
        (0x48, "attributes-natural-language", "en"),
    ] {
        ipp.push(tag);
        for text in [name, value] {
            ipp.extend(u16::try_from(text.len()).unwrap().to_be_bytes());
            ipp.extend(text.as_bytes());
        }
    }
    ipp.extend([4, 0x23, 0, 13]);
    ipp.extend(b"printer-state");
    ipp.extend([0, 4, 0, 0, 0, 3, 3]);
    let head = format!(
        "HTTP/1.1 200 OK\r\nContent-Type: application/ipp\r\nContent-Length: {}\r\nConnection: close\r\n\r\n",
        ipp.len()
    );
    first.write_all(head.as_bytes()).unwrap();
    first.write_all(&ipp).unwrap();
    drop(first);
    let (second, _) = listener.accept().unwrap();
    drop(second);
}

#[test]
fn what_a_crash_left_behind_is_taken_up_or_asked_about() {
    let fair = Fair::new();
    let dir = tempfile::tempdir().unwrap();
    let printer = folder(dir.path());
    let stale = ordered(&fair, "Old", &printer);
    fair.later_ms(11 * 60_000);
    let on_its_way = ordered(&fair, "Sent", &printer);
    fair.later_ms(1_000);
    let first = ordered(&fair, "First", &printer);
    fair.later_ms(1_000);
    let undone = fair.app.register_and_admit(
        &ScanAsk {
            print: PrintWish::To {
                printer: &printer,
                template: "a6",
            },
            ..fair.ask()
        },
        &form("Undone"),
    );
    let undone = undone.unwrap();
    let taken_back = fair.app.undo_scan("boi-2023", &undone.scan).unwrap();
    assert!(
        !taken_back.paper_back && taken_back.voided.len() == 1,
        "{taken_back:?}"
    );
    fair.later_ms(1_000);
    let second = ordered(&fair, "Second", &printer);
    // The program ends after "sent" was written and before the printer answered.
    let event = fair.app.event("boi-2023").unwrap();
    let whose = fair.app.print_state(&on_its_way).unwrap().attendee;
    let whose: sarrera_core::ids::AttendeeId = whose.parse().unwrap();
    let sent = crate::printing::reported(on_its_way.parse().unwrap(), ops::PrintState::Sent, None);
    fair.app
        .write(|txn| {
            txn.append(event.id, &ops::LogName::Scans, whose.into(), &sent)?;
            Ok(())
        })
        .unwrap();

    let app = App::open_with_key(
        fair.app.dir(),
        sarrera_store::DatabaseKey::new([7; 32]),
        None,
        fair.world(),
    );
    let app = Arc::new(app.unwrap());
    app.take_up_prints().unwrap();
    let (tell, heard) = channel::<PrintView>();
    let tell = Mutex::new(tell);
    let listen: crate::PrintListener = Arc::new(move |view| drop(tell.lock().unwrap().send(view)));
    app.wake_prints(&listen).unwrap();
    let mut order = Vec::new();
    while order.len() < 4 {
        let view = heard.recv_timeout(std::time::Duration::from_secs(60)).unwrap();
        if view.state != PrintState::Sending {
            order.push(view.job);
        }
    }
    let looked_at: Vec<String> = app
        .left_prints("boi-2023")
        .unwrap()
        .into_iter()
        .map(|view| view.job)
        .collect();
    assert_eq!(looked_at, [stale.clone(), on_its_way.clone()], "by somebody");
    let undone = undone.print.unwrap().job;
    let state = |job: &str| {
        let view = app.print_state(job).unwrap();
        (view.state, view.reason.unwrap_or_default())
    };
    assert_eq!(state(&stale), (PrintState::Failed, "waited_too_long".into()));
    assert_eq!(state(&on_its_way), (PrintState::Unknown, "interrupted".into()));
    assert_eq!(state(&first), (PrintState::Printed, String::new()));
    assert_eq!(state(&undone), (PrintState::Failed, "badge_void".into()));
    assert_eq!(state(&second), (PrintState::Printed, String::new()));
    let at = |job: &String| order.iter().position(|done| done == job);
    assert!(
        at(&first) < at(&second),
        "in the order in which they were asked for"
    );
    assert_eq!(std::fs::read_dir(dir.path()).unwrap().count(), 2);
}

#[test]
fn a_template_is_chosen_by_its_name() {
    let fair = Fair::new();
    fair.app.choose_printer("folder:/tmp").unwrap();
    fair.app.choose_template("label-62x100").unwrap();
    let wished = fair.app.with_print_wish(|wish| match wish {
        PrintWish::To { template, .. } => Ok(template.to_owned()),
        PrintWish::None => Ok(String::new()),
    });
    assert_eq!(wished.unwrap(), "label-62x100");
    let templates = fair.app.templates().unwrap();
    let chosen: Vec<(&str, bool)> = templates.iter().map(|t| (t.name.as_str(), t.chosen)).collect();
    assert_eq!(chosen, [("a6", false), ("label-62x100", true)]);
    let unknown = fair.app.choose_template("poster");
    assert_eq!(unknown.unwrap_err().code(), "no_template");
}
