//! A real `cupsd` with a configuration of its own: queues, states and the end of jobs as CUPS tells them.
#![cfg(test)]

mod system;

use sarrera_print::{Document, JobState, Media, PrintError, Printer, QueueState, Trouble};
use sarrera_testkit::told::not_told;
use system::{Sink, System};

const A6: Media = Media {
    width_mm: 105.0,
    height_mm: 148.0,
};

/// More questions than any of these jobs needs; each takes about a millisecond.
const QUESTIONS_MAX: usize = 60_000;

fn follow_to_the_end(queue: &impl Printer, document: &Document<'_>) -> JobState {
    let job = queue.submit(document).unwrap();
    for _ in 0..QUESTIONS_MAX {
        let state = queue.follow(&job).unwrap().state;
        if state.is_over() {
            return state;
        }
    }
    panic!("the job never ends");
}

fn badges() -> Vec<u8> {
    use sarrera_badge::{BadgeContent, Fonts, layout, pdf, shipped};
    let content = BadgeContent {
        given_name: "Itziar".into(),
        family_name: "Mendizabal Agirre".into(),
        code: "2ABCDEFGH23456789JKLMNPQR".into(),
        ..BadgeContent::default()
    };
    pdf(&[layout(&shipped("a6").unwrap(), &content, &Fonts::bundled())]).unwrap()
}

#[test]
fn a_badge_goes_through_a_pdf_queue_and_comes_out_as_a_page() {
    let Some(system) = System::start() else { return };
    let made = system.add_pdf("badges");
    let queue = system.server().queue("badges");
    let report = queue.report().unwrap();
    assert_eq!(
        (report.state, report.accepts, report.tells),
        (QueueState::Idle, true, false)
    );
    assert_eq!(report.troubles, []);

    let pdf = badges();
    let state = follow_to_the_end(
        &queue,
        &Document {
            title: "badge B-0001",
            pdf: &pdf,
            media: A6,
        },
    );
    assert_eq!(state, JobState::Sent, "a file does not tell");
    let bytes = std::fs::read(&made).unwrap();
    assert!(bytes.starts_with(b"%PDF-"), "{}", system.complaints());
    match std::process::Command::new("pdftotext")
        .arg(&made)
        .arg("-")
        .output()
    {
        Ok(text) => assert!(
            String::from_utf8_lossy(&text.stdout).contains("Itziar"),
            "the page holds the badge"
        ),
        Err(_) => not_told("pdftotext is not installed"),
    }
}

#[test]
fn a_printer_that_tells_makes_a_job_printed() {
    let backend = std::path::Path::new("/usr/lib/cups/backend/cups-pdf");
    let Some(system) = System::start() else { return };
    if !backend.exists() {
        return not_told("it needs printer-driver-cups-pdf");
    }
    system.add(
        "pdf",
        "cups-pdf:/",
        Some("/usr/share/ppd/cups-pdf/CUPS-PDF_opt.ppd"),
    );
    // The backend keeps the work of users whom the system does not know in a folder of its own.
    let queue = system.server_for("sarrera-nobody").queue("pdf");
    let title = format!("sarrera-test-{}", std::process::id());
    let pdf = badges();
    assert_eq!(
        follow_to_the_end(
            &queue,
            &Document {
                title: &title,
                pdf: &pdf,
                media: A6,
            }
        ),
        JobState::Printed
    );
    let made = std::fs::read_dir("/var/spool/cups-pdf/ANONYMOUS")
        .unwrap()
        .map(|entry| entry.unwrap().path());
    let made: Vec<_> = made
        .filter(|path| path.display().to_string().contains(&title))
        .collect();
    assert_eq!(made.len(), 1);
    std::fs::remove_file(&made[0]).unwrap();
}

#[test]
fn a_socket_printer_is_sent_to_and_never_said_to_have_printed() {
    let Some(system) = System::start() else { return };
    let sink = Sink::open();
    system.add("label", &format!("socket://127.0.0.1:{}", sink.port()), None);
    let queue = system.server().queue("label");
    assert!(!queue.report().unwrap().tells);
    let pdf = badges();
    let state = follow_to_the_end(
        &queue,
        &Document {
            title: "badge",
            pdf: &pdf,
            media: A6,
        },
    );
    assert_eq!(state, JobState::Sent);
    assert_eq!(sink.received(), pdf, "the very bytes arrived");
}

#[test]
fn queues_are_listed_with_their_state_and_a_paused_one_gets_nothing() {
    let Some(system) = System::start() else { return };
    assert_eq!(
        system.server().queues().unwrap(),
        [],
        "a system without printers is no error"
    );
    system.add("b-label", "socket://127.0.0.1:9", None);
    system.add("a-paper", "socket://127.0.0.1:9", None);
    system.run("cupsdisable", &["b-label"]);
    let queues = system.server().queues().unwrap();
    let states: Vec<_> = queues
        .iter()
        .map(|queue| (queue.name.as_str(), queue.state, queue.blocked()))
        .collect();
    assert_eq!(
        states,
        [
            ("a-paper", QueueState::Idle, None),
            ("b-label", QueueState::Stopped, Some(Trouble::Paused)),
        ]
    );
    let document = Document {
        title: "badge",
        pdf: b"%PDF-1.4",
        media: A6,
    };
    let paused = system.server().queue("b-label").submit(&document).unwrap_err();
    assert_eq!(
        (paused.code(), &paused),
        ("paused", &PrintError::Blocked(Trouble::Paused))
    );

    system.run("cupsenable", &["b-label"]);
    system.run("cupsreject", &["b-label"]);
    assert_eq!(
        system
            .server()
            .queue("b-label")
            .submit(&document)
            .unwrap_err()
            .code(),
        "refused"
    );
    let nobody = system.server().queue("nobody").submit(&document).unwrap_err();
    assert_eq!(nobody, PrintError::NoPrinter("nobody".into()));
    let unknown = sarrera_print::JobId("4711".into());
    assert_eq!(
        system.server().queue("a-paper").follow(&unknown).unwrap().state,
        JobState::Unknown
    );
}

#[test]
fn a_canceled_job_is_told_from_a_printed_one() {
    let Some(system) = System::start() else { return };
    // A printer that takes the connection and then nothing more.
    let sink = Sink::silent();
    system.add("slow", &format!("socket://127.0.0.1:{}", sink.port()), None);
    let queue = system.server().queue("slow");
    let pdf = vec![b'x'; 8_000_000];
    let job = queue
        .submit(&Document {
            title: "badge",
            pdf: &pdf,
            media: A6,
        })
        .unwrap();
    sink.wait_for_caller();
    assert!(!queue.follow(&job).unwrap().state.is_over());
    system.run("cancel", &[&format!("slow-{job}")]);
    for _ in 0..QUESTIONS_MAX {
        if queue.follow(&job).unwrap().state.is_over() {
            break;
        }
    }
    assert_eq!(queue.follow(&job).unwrap().state, JobState::Canceled);
}
