//! Stories of a device's folder that was copied, put back from a backup, or cloned: seen in whatever order its ops come.

use super::*;
use std::collections::BTreeSet;

/// An office (1) that knows a desk (2); the desk wrote and was shut, and there is a second folder of it.
struct Copied {
    world: World,
    office: Store,
    desk: [tempfile::TempDir; 2],
    _dir: tempfile::TempDir,
}

fn copied() -> Copied {
    let world = World::new(1);
    let dir = tempfile::tempdir().unwrap();
    let mut office = store(dir.path(), 1);
    make_event(&mut office, &world, &[1]);
    append(&mut office, &world, &[certified(2, Role::Desk)]);
    let desk = [(); 2].map(|()| tempfile::tempdir().unwrap());
    let mut first = store(desk[0].path(), 2);
    first.receive(world.act(), all_ops(&office)).unwrap();
    append(&mut first, &world, &[registered(5, "Etxeberria")]);
    drop(first);
    copy(&desk[0], &desk[1]);
    Copied {
        world,
        office,
        desk,
        _dir: dir,
    }
}

fn copy(from: &tempfile::TempDir, to: &tempfile::TempDir) {
    for entry in std::fs::read_dir(from.path()).unwrap() {
        let path = entry.unwrap().path();
        std::fs::copy(&path, to.path().join(path.file_name().unwrap())).unwrap();
    }
}

/// What one opening of a folder writes; everything that stands there then.
fn writes(dir: &tempfile::TempDir, world: &World, facts: &[(LogName, SubjectId, Fact)]) -> Vec<Op> {
    let mut desk = open(dir.path(), 2);
    append(&mut desk, world, facts);
    all_ops(&desk)
}

fn conflicts(store: &Store) -> Vec<ConflictRow> {
    let event = no(store);
    store.read(|r| r.conflicts(event)).unwrap()
}

fn seems_copied(store: &Store) -> bool {
    let event = no(store);
    let copied = store.read(|r| r.copied_devices(event)).unwrap();
    copied.contains(&device(2))
}

fn looked_into(conflict: &ConflictRow) -> (LogName, SubjectId, Fact) {
    let fact = Fact::ConflictSettled(ConflictSettled {
        conflict: conflict.id.clone(),
        covers: conflict.facts.iter().copied().collect(),
        decision: "both_right".into(),
    });
    (LogName::Scans, conflict.subject, fact)
}

#[test]
fn one_opening_after_another_is_no_copy() {
    let mut fair = copied();
    for n in [6, 7, 8] {
        let ops = writes(
            &fair.desk[0],
            &fair.world,
            &[registered(n, "Agirre"), scanned(n, [n; 16], None)],
        );
        fair.office.receive(fair.world.act(), ops).unwrap();
        assert_eq!(conflicts(&fair.office), []);
    }
    assert!(!seems_copied(&fair.office));
}

#[test]
fn two_folders_of_one_device_are_seen_whichever_logs_they_write_in_and_in_any_order() {
    // The copy scans first, the machine itself registers: no log alone would tell.
    let one = |n: u8| [registered(n, "Agirre")];
    let other = |n: u8| [scanned(n, [5; 16], None)];
    let mut rows = Vec::new();
    for turned in [false, true] {
        let mut fair = copied();
        let mut batches = [
            writes(&fair.desk[0], &fair.world, &one(6)),
            writes(&fair.desk[1], &fair.world, &other(7)),
        ];
        if turned {
            batches.reverse();
        }
        for batch in batches {
            fair.office.receive(fair.world.act(), batch).unwrap();
        }
        let found = conflicts(&fair.office);
        assert_eq!(found.len(), 1, "{found:?}");
        assert_eq!(
            (found[0].kind.as_str(), found[0].facts.len()),
            ("copied_device", 2)
        );
        assert_eq!(
            (found[0].subject, found[0].log.clone()),
            (SubjectId(device(2).0), None)
        );
        assert!(seems_copied(&fair.office));
        let event = no(&fair.office);
        let told = fair.office.read(|r| r.copy_ops(event, device(2))).unwrap();
        let told = told.iter().filter(|op| found[0].facts.contains(&op.op_ref));
        let logs: BTreeSet<&str> = told.map(|op| op.log.as_str()).collect();
        assert_eq!(logs, BTreeSet::from(["core", "scans"]));
        fair.office.rebuild(&mut |_, _| {}).unwrap();
        assert_eq!(conflicts(&fair.office), found, "a fresh fold says the same");
        rows.push(found);
    }
    assert_eq!(rows[0], rows[1]);
}

#[test]
fn a_copy_that_was_looked_into_is_told_again_once_it_writes_on() {
    let mut fair = copied();
    let batches = [
        writes(&fair.desk[0], &fair.world, &[registered(6, "Agirre")]),
        writes(&fair.desk[1], &fair.world, &[registered(7, "Kim")]),
    ];
    for batch in batches {
        fair.office.receive(fair.world.act(), batch).unwrap();
    }
    let found = conflicts(&fair.office).remove(0);
    append(&mut fair.office, &fair.world, &[looked_into(&found)]);
    assert!(!conflicts(&fair.office)[0].open && !seems_copied(&fair.office));
    let event = no(&fair.office);
    let settled = fair.office.read(|r| r.settlement(event, &found)).unwrap();
    assert_eq!(settled.unwrap().device, device(1));
    // Each goes on where it was: nothing new is seen.
    let ops = writes(&fair.desk[0], &fair.world, &[registered(8, "Ruiz")]);
    fair.office.receive(fair.world.act(), ops).unwrap();
    assert!(!seems_copied(&fair.office));
    // A third folder of the same backup is.
    copy(&fair.desk[1], &fair.desk[0]);
    for (n, desk) in fair.desk.iter().enumerate() {
        let n = u8::try_from(n).unwrap() + 9;
        let ops = writes(desk, &fair.world, &[registered(n, "Alonso")]);
        fair.office.receive(fair.world.act(), ops).unwrap();
    }
    assert!(seems_copied(&fair.office));
    // Whoever hears of it later, the settlement first, finds the same.
    let dir = tempfile::tempdir().unwrap();
    let mut late = store(dir.path(), 3);
    let (settled, others): (Vec<Op>, Vec<Op>) = all_ops(&fair.office)
        .into_iter()
        .partition(|op| op.kind == "conflict_settled");
    let (public, others): (Vec<Op>, Vec<Op>) =
        others.into_iter().partition(|op| op.place.log == LogName::Public);
    for batch in [public, settled, others] {
        late.receive(fair.world.act(), batch).unwrap();
    }
    assert_eq!(conflicts(&late), conflicts(&fair.office));
}

#[test]
fn what_settles_it_counts_only_from_an_office() {
    let mut fair = copied();
    let batches = [
        writes(&fair.desk[0], &fair.world, &[registered(6, "Agirre")]),
        writes(&fair.desk[1], &fair.world, &[registered(7, "Kim")]),
    ];
    for batch in batches {
        fair.office.receive(fair.world.act(), batch).unwrap();
    }
    let found = conflicts(&fair.office).remove(0);
    let ops = writes(&fair.desk[0], &fair.world, &[looked_into(&found)]);
    fair.office.receive(fair.world.act(), ops).unwrap();
    assert!(seems_copied(&fair.office), "a desk settles nothing");
}

#[test]
fn a_machine_that_was_cloned_while_it_ran_seems_copied() {
    let mut fair = copied();
    let ours = writes(&fair.desk[0], &fair.world, &[registered(6, "Agirre")]);
    fair.office.receive(fair.world.act(), ours.clone()).unwrap();
    assert!(!seems_copied(&fair.office));
    let newest: Vec<Op> = ours
        .into_iter()
        .filter(|op| op.place.log == LogName::Core)
        .collect();
    let clone = forged(&newest[newest.len() - 1..], 2, |op| op.txn = TxnId([99; 16]));
    let received = fair.office.receive(fair.world.act(), clone).unwrap();
    assert_eq!(received.forked, 1);
    assert!(seems_copied(&fair.office));
    let found = conflicts(&fair.office);
    assert_eq!(found[0].facts.len(), 2, "the two ops at one place: {found:?}");
}
