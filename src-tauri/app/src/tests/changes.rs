//! What is written is told once it is on the disk, whoever wrote it; what is not written is not told.

use super::Fair;
use crate::view::{GroupUse, OperatorForm};
use crate::{AppError, Changed, ImportAsk};
use sarrera_core::ids::EventId;
use sarrera_core::ops::{Fact, LogName, OperatorDefined, Role};
use sarrera_testkit::disk::RecordingDisk;
use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, channel};

const FAIR: &str = "boi-2023";
const THREE: &str = "Order code,Given name,Family name,Status,Ticket secret\n\
    AAAA,Ane,Agirre,paid,ane1abcdefghijkl\n\
    AAAA,Jon,Agirre,paid,jon1abcdefghijkl\n\
    AAAA,Miren,Agirre,paid,miren1abcdefghij\n";

/// A device and what was told of it, so far nothing.
fn heard(mut fair: Fair) -> (Fair, Receiver<Changed>) {
    let (tell, heard) = channel();
    fair.app
        .listen(Arc::new(move |changed| tell.send(changed).unwrap()));
    (fair, heard)
}

fn told(heard: &Receiver<Changed>) -> Vec<Changed> {
    heard.try_iter().collect()
}

fn in_logs(fair: &Fair, logs: &[LogName]) -> Changed {
    Changed {
        event: fair.app.event(FAIR).unwrap().id,
        logs: logs.iter().cloned().collect(),
    }
}

fn import(fair: &Fair, csv: &str, dry_run: bool) {
    let file = tempfile::NamedTempFile::with_suffix(".csv").unwrap();
    std::fs::write(file.path(), csv).unwrap();
    let ask = ImportAsk {
        event: FAIR,
        dry_run,
        ..ImportAsk::default()
    };
    fair.app.import(file.path(), &ask, &mut |_| {}).unwrap();
}

#[test]
fn what_a_desk_writes_is_told_once_with_its_event_and_what_is_refused_is_not() {
    let (fair, heard) = heard(Fair::new());
    assert_eq!(fair.scan("nobody's").verdict, "unknown");
    assert_eq!(told(&heard), [in_logs(&fair, &[LogName::Scans])]);
    let refused = fair.app.write(|txn| {
        let event = fair.app.event(FAIR)?;
        let operator = sarrera_core::ids::OperatorId(txn.random());
        let fact = Fact::OperatorDefined(OperatorDefined {
            operator,
            name: "Ane".into(),
            active: true,
            over: Vec::new(),
        });
        txn.append(event.id, &LogName::Core, operator.into(), &fact)?;
        Err::<(), AppError>(AppError::Closed)
    });
    assert!(refused.is_err());
    fair.app.write(|_nothing| Ok(())).unwrap();
    assert_eq!(told(&heard), [], "rolled back, and nothing written");
}

#[test]
fn what_is_of_this_device_alone_is_told_too_where_an_event_shows_it() {
    let (fair, heard) = heard(Fair::new());
    let form = OperatorForm {
        id: None,
        name: "Ane".into(),
        active: true,
    };
    let ane = fair.app.save_operator(FAIR, &form).unwrap();
    assert_eq!(told(&heard), [in_logs(&fair, &[LogName::Core])]);
    fair.app.choose_operator(FAIR, Some(&ane.id)).unwrap();
    assert_eq!(told(&heard), [in_logs(&fair, &[])]);
}

#[test]
fn an_import_tells_of_every_chunk_and_a_trial_of_none() {
    let (fair, heard) = heard(Fair::new());
    import(&fair, THREE, true);
    assert_eq!(told(&heard), []);
    let many: String = (1..=61)
        .map(|n| format!("Jon,Person {n},jon{n}@example.org\n"))
        .collect();
    import(&fair, &format!("First name,Last name,Email\n{many}"), false);
    let told = told(&heard);
    let ops = in_logs(&fair, &[LogName::Core, LogName::Contact]);
    assert_eq!(
        told,
        [ops.clone(), ops, in_logs(&fair, &[])],
        "60 rows, 1 row, and the list of imports"
    );
}

#[test]
fn a_group_that_is_let_in_behind_the_desk_is_told_person_by_person() {
    let fair = Fair::new();
    fair.import_text(THREE);
    let members: Vec<String> = ["ane1abcdefghijkl", "jon1abcdefghijkl"]
        .map(|code| fair.app.find(FAIR, code).unwrap()[0].person.id.clone())
        .into();
    let (fair, heard) = self::heard(fair);
    fair.app
        .admit_group(&fair.ask(), &members, GroupUse::Admit, &mut |_| {})
        .unwrap();
    let one = in_logs(&fair, &[LogName::Scans]);
    assert_eq!(told(&heard), [one.clone(), one]);
}

#[test]
fn what_arrives_from_another_device_is_told_once_and_what_is_known_already_is_not() {
    let office = Fair::new();
    office.import_text(THREE);
    let (desk, heard) = heard(office.paired(Role::Desk));
    desk.hear(&office, &LogName::Core);
    assert_eq!(told(&heard), [in_logs(&office, &[LogName::Core])]);
    desk.hear(&office, &LogName::Core);
    assert_eq!(told(&heard), []);
}

#[test]
fn several_events_of_one_transaction_are_told_one_by_one() {
    let (fair, heard) = heard(Fair::empty());
    let other = Fair::new();
    let ops = other.app.read(|r| {
        let mut ops = Vec::new();
        for event in r.events()? {
            ops.extend(r.ops(event.no, &LogName::Public)?);
        }
        Ok(ops)
    });
    fair.app.receive(ops.unwrap()).unwrap();
    let all: BTreeSet<EventId> = fair
        .app
        .read(|r| Ok(r.events()?))
        .unwrap()
        .into_iter()
        .map(|e| e.id)
        .collect();
    let told: Vec<EventId> = told(&heard).into_iter().map(|changed| changed.event).collect();
    assert_eq!(told, all.into_iter().collect::<Vec<_>>());
}

/// Nothing is held while it is told: whoever hears may read, write and go on behind the desk.
#[test]
fn whoever_hears_of_a_group_may_scan_at_once() {
    let (tell, heard) = channel::<Changed>();
    let (answer, answered) = channel::<()>();
    let answered = std::sync::Mutex::new(answered);
    let mut fair = Fair::new();
    fair.import_text(THREE);
    let ane = fair.app.find(FAIR, "ane1abcdefghijkl").unwrap()[0]
        .person
        .id
        .clone();
    fair.app.listen(Arc::new(move |changed| {
        // Only the first is waited for: those of the scan are its own.
        if tell.send(changed).is_ok() {
            let _over = answered.lock().unwrap().recv();
        }
    }));
    std::thread::scope(|threads| {
        threads.spawn(|| {
            heard.recv().unwrap();
            drop(heard);
            assert_eq!(fair.app.unsaved(), None);
            fair.scan("nobody's");
            fair.app.write_behind(|_| Ok(()), |_, ()| Ok(())).unwrap();
            drop(answer);
        });
        fair.app
            .admit_group(&fair.ask(), &[ane], GroupUse::Admit, &mut |_| {})
            .unwrap();
    });
}

#[test]
fn a_disk_that_is_full_tells_nothing() {
    let disk = RecordingDisk::counting_only().unwrap();
    let (fair, heard) = heard(Fair::on(&disk));
    disk.full_after(0);
    fair.app.scan(&fair.ask(), "nobody's").unwrap_err();
    assert_eq!(told(&heard), []);
    disk.heal();
    fair.scan("nobody's");
    assert_eq!(told(&heard).len(), 1);
}
