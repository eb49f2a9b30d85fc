//! Stories of a USB stick between devices that have no network.

use super::Fair;
use super::sync::{EVENT, exchange, logs, register, registered, waiting};
use crate::AppError;
use crate::stick::StickError;
use crate::view::StickRead;
use sarrera_core::ops::{DeviceRevoked, Fact, Role, Stated};
use std::path::PathBuf;

/// A folder that is carried from one device to the other.
struct Stick(tempfile::TempDir);

impl Stick {
    fn written_by(fair: &Fair) -> Self {
        let stick = Self(tempfile::tempdir().unwrap());
        fair.app.write_stick(EVENT, &stick.file()).unwrap();
        stick
    }

    fn file(&self) -> PathBuf {
        self.0.path().join("desk.sarrera")
    }

    fn bytes(&self) -> Vec<u8> {
        std::fs::read(self.file()).unwrap()
    }

    fn read_by(&self, fair: &Fair) -> Result<StickRead, AppError> {
        fair.app.read_stick(&self.file())
    }

    fn refused_by(&self, fair: &Fair) -> StickError {
        match self.read_by(fair) {
            Err(AppError::Stick(error)) => error,
            other => panic!("{other:?}"),
        }
    }
}

#[test]
fn two_desks_without_a_network_come_to_the_same_by_two_files() {
    let centre = Fair::new();
    let (one, two) = (centre.paired_as(2, Role::Desk), centre.paired_as(3, Role::Desk));
    // The centre is known to both, and each to the other, by the public log alone.
    exchange(&one, &centre);
    exchange(&two, &centre);
    exchange(&one, &centre);
    register(&one, "Ane");
    register(&two, "Jon");
    let read = Stick::written_by(&one).read_by(&two).unwrap();
    assert!(read.changes > 0 && read.refused == 0, "{read:?}");
    assert_eq!(read.by.as_deref(), Some("device 2"));
    Stick::written_by(&two).read_by(&one).unwrap();
    assert_eq!((registered(&one), registered(&two)), (2, 2));
    assert_eq!(logs(&one), logs(&two));
    assert!(waiting(&one) > 0, "no server has confirmed anything");
    // What came by the stick goes on to the centre with the first who reaches it.
    exchange(&two, &centre);
    assert_eq!(registered(&centre), 2);
    exchange(&one, &centre);
    assert_eq!((waiting(&one), logs(&one)), (0, logs(&centre)));
}

#[test]
fn a_file_that_is_taken_in_twice_brings_nothing_the_second_time() {
    let centre = Fair::new();
    register(&centre, "Ane");
    let desk = centre.paired_as(2, Role::Desk);
    let stick = Stick::written_by(&centre);
    assert!(stick.read_by(&desk).unwrap().changes > 0);
    assert_eq!(stick.read_by(&desk).unwrap().changes, 0);
    assert_eq!(registered(&desk), 1);
}

#[test]
fn in_the_file_stands_nothing_that_can_be_read_and_a_gate_takes_no_mail_out_of_it() {
    let centre = Fair::new();
    register(&centre, "Canary");
    let gate = centre.paired_as(2, Role::Gate);
    let stick = Stick::written_by(&centre);
    let text = String::from_utf8_lossy(&stick.bytes()).into_owned();
    assert!(!text.contains("anary") && !text.contains("Etxeberria"));
    stick.read_by(&gate).unwrap();
    let names: Vec<String> = logs(&gate).into_iter().map(|(log, _)| log).collect();
    assert_eq!(names, ["core", "public"]);
}

#[test]
fn a_device_that_the_writer_did_not_know_or_that_was_revoked_opens_nothing() {
    let centre = Fair::new();
    register(&centre, "Ane");
    let early = Stick::written_by(&centre);
    let desk = centre.paired_as(2, Role::Desk);
    assert_eq!(early.refused_by(&desk), StickError::NotForHere);
    let own = desk.app.own().unwrap().device;
    let said = DeviceRevoked {
        device: own,
        reason: "lost".into(),
        trusted: Vec::new(),
        at_ms: super::FIRST_MORNING + 5_000,
    };
    centre.state(own.0, &Fact::DeviceRevoked(Stated::by_office(said).unwrap()));
    assert_eq!(
        Stick::written_by(&centre).refused_by(&desk),
        StickError::NotForHere
    );
    assert_eq!(registered(&desk), 0);
}

#[test]
fn whatever_is_cut_off_is_said_and_what_was_read_stays() {
    let centre = Fair::new();
    for name in ["Ane", "Jon", "Miren"] {
        register(&centre, name);
    }
    let desk = centre.paired_as(2, Role::Desk);
    let stick = Stick::written_by(&centre);
    let whole = stick.bytes();
    let first_line = whole.iter().position(|byte| *byte == b'\n').unwrap() + 1;
    for cut in (first_line..whole.len()).step_by(97) {
        std::fs::write(stick.file(), &whole[..cut]).unwrap();
        let refused = stick.refused_by(&desk);
        assert!(
            matches!(refused, StickError::Torn { .. }),
            "cut at {cut}: {refused:?}"
        );
    }
    for changed in (first_line..whole.len()).step_by(131) {
        let mut bytes = whole.clone();
        bytes[changed] ^= 0x20;
        std::fs::write(stick.file(), bytes).unwrap();
        // A part for others may be changed without our seeing it; nothing wrong is ever taken in.
        drop(stick.read_by(&desk));
    }
    std::fs::write(stick.file(), &whole).unwrap();
    stick.read_by(&desk).unwrap();
    assert_eq!(registered(&desk), 3);
    assert_eq!(desk.app.verify().unwrap().faults, Vec::<String>::new());
}

#[test]
fn other_files_are_told_apart() {
    let centre = Fair::new();
    let stick = Stick::written_by(&centre);
    assert_eq!(stick.refused_by(&Fair::empty()), StickError::OtherEvent);
    for other in [&b""[..], b"hello\n", b"%PDF-1.7\n", &[0; 5_000]] {
        std::fs::write(stick.file(), other).unwrap();
        assert_eq!(stick.refused_by(&centre), StickError::NotAStick);
    }
    std::fs::write(stick.file(), "{\"sarrera_stick\":2,\"what\":\"else\"}\n").unwrap();
    assert_eq!(
        stick.refused_by(&centre),
        StickError::Newer { found: 2, known: 1 }
    );
    let missing = centre.app.read_stick(&stick.file().with_extension("missing"));
    assert!(
        matches!(missing, Err(AppError::FileUnreadable { .. })),
        "{missing:?}"
    );
    let unwritten = centre.app.write_stick(EVENT, &stick.file().join("no folder"));
    assert!(matches!(unwritten, Err(AppError::Export(_))), "{unwritten:?}");
}
