//! Stories of erasure: what goes, what stays verifiable, and what may come back.

use super::*;

/// Somebody let in by a badge, with the operator's own words: they go when the badge's person is erased.
fn let_in_with_words(serial: BadgeSerial) -> (LogName, SubjectId, Fact) {
    let (log, subject, fact) = scanned(1, serial.badge_id().0, Some(serial.badge_id()));
    let Fact::ScanRecorded(mut scan) = fact else {
        panic!("a scan");
    };
    scan.overrides = Some(Override {
        of: ScanId([9; 16]),
        why: OverrideWhy::Other,
        text: "canary".into(),
    });
    (log, subject, Fact::ScanRecorded(scan))
}

#[test]
fn an_erased_person_leaves_every_table_and_the_chains_verify() {
    let dir = tempfile::tempdir().unwrap();
    let world = World::new(1);
    let mut store = store(dir.path(), 1);
    make_event(&mut store, &world, &[1]);
    let erased = Fact::AttendeeErased(AttendeeErased {
        asked_by: "attendee".into(),
        import_identity: None,
    });
    append(
        &mut store,
        &world,
        &[registered(5, "Canary"), mail(5, "canary@example.org")],
    );
    append(&mut store, &world, &[(LogName::Core, SubjectId([5; 16]), erased)]);
    append(&mut store, &world, &[mail(5, "canary2@example.org")]);
    for (table, column) in [
        ("op", "private"),
        ("attendee", "family_name"),
        ("foreign_code", "code"),
    ] {
        let found: i64 = store
            .connection
            .query_row(
                &format!(
                    "SELECT count(*) FROM {table} WHERE {column} LIKE '%anary%' OR {column} LIKE '%secret5%'"
                ),
                [],
                |row| row.get(0),
            )
            .unwrap();
        assert_eq!(found, 0, "{table}.{column}");
    }
    let contacts: i64 = store
        .connection
        .query_row("SELECT count(*) FROM contact", [], |row| row.get(0))
        .unwrap();
    assert_eq!(contacts, 0);
    assert_eq!(store.read(|r| r.verify()).unwrap().faults, Vec::<String>::new());
}

/// An office (1) that registered a person and wrote their mail, and a second store that holds only the public log.
fn two() -> (World, [tempfile::TempDir; 2], Store, Store) {
    let dirs = [(); 2].map(|()| tempfile::tempdir().unwrap());
    let world = World::new(1);
    let (mut a, mut b) = (store(dirs[0].path(), 1), store(dirs[1].path(), 2));
    make_event(&mut a, &world, &[1, 2]);
    append(
        &mut a,
        &world,
        &[registered(5, "Canary"), mail(5, "canary@example.org")],
    );
    let public = all_ops(&a)
        .into_iter()
        .filter(|op| op.place.log == LogName::Public);
    b.receive(world.act(), public.collect()).unwrap();
    (world, dirs, a, b)
}

fn stripped(ops: &[Op]) -> Vec<Op> {
    let mut ops = ops.to_vec();
    for op in &mut ops {
        op.private = op.private.erased();
    }
    ops
}

#[test]
fn an_op_whose_personal_part_somebody_took_away_is_not_taken_for_erased() {
    let (world, _dirs, a, mut b) = two();
    let ops = all_ops(&a);
    let received = b.receive(world.act(), stripped(&ops)).unwrap();
    assert_eq!((received.stored, received.refused.len()), (0, 2));
    assert!(matches!(
        received.refused[0].fault,
        ChainFault::NotErased { seq: 1 }
    ));
    assert_eq!(b.receive(world.act(), ops).unwrap().stored, 2);
    assert_eq!(digest(&a), digest(&b));
}

#[test]
fn an_erased_op_is_taken_with_its_erasure_in_whichever_chain_and_page_that_stands() {
    let (world, dirs, mut a, mut b) = two();
    // Two offices, each erasing the person that the other registered: neither chain comes first.
    b.receive(world.act(), all_ops(&a)).unwrap();
    append(&mut b, &world, &[registered(6, "Canary")]);
    a.receive(world.act(), all_ops(&b)).unwrap();
    append(&mut a, &world, &[erased(6)]);
    append(&mut b, &world, &[erased(5)]);
    a.receive(world.act(), all_ops(&b)).unwrap();
    b.receive(world.act(), all_ops(&a)).unwrap();
    let ops = all_ops(&a);
    assert!(ops.iter().all(|op| op.private.bytes().is_none()));
    let dir = tempfile::tempdir().unwrap();
    let mut c = store(dir.path(), 3);
    assert_eq!(c.receive(world.act(), ops.clone()).unwrap().refused, vec![]);
    assert_eq!(digest(&c), digest(&a));
    // One page holds the beginning of a chain, and the erasure that stands far behind it.
    let dir = tempfile::tempdir().unwrap();
    let mut d = store(dir.path(), 4);
    let (public, rest): (Vec<Op>, Vec<Op>) = ops
        .iter()
        .cloned()
        .partition(|op| op.place.log == LogName::Public);
    d.receive(world.act(), public).unwrap();
    let is_first = |op: &&Op| op.place.seq == 1 || op.kind == "attendee_erased";
    let page: Vec<Op> = rest.iter().filter(is_first).cloned().collect();
    assert!(d.receive(world.act(), page).unwrap().stored >= 3);
    d.receive(world.act(), rest).unwrap();
    assert_eq!(digest(&d), digest(&a));
    drop(dirs);
}

#[test]
fn an_erasure_that_a_revocation_cuts_takes_nothing_and_what_others_still_hold_comes_back() {
    let (world, dirs, mut a, mut b) = two();
    b.receive(world.act(), all_ops(&a)).unwrap();
    // Office 2 is stolen, and the thief erases; it reaches a third office before the revocation does, and not the first.
    append(&mut b, &world, &[erased(5)]);
    let dir = tempfile::tempdir().unwrap();
    let mut c = store(dir.path(), 3);
    c.receive(world.act(), all_ops(&b)).unwrap();
    assert_eq!(family_name(&c), "");
    append(&mut a, &world, &[revoked(2, vec![])]);
    a.receive(world.act(), all_ops(&b)).unwrap();
    assert_eq!(family_name(&a), "Canary");
    c.receive(world.act(), all_ops(&a)).unwrap();
    assert_eq!(family_name(&c), "Canary");
    assert_eq!(digest(&c), digest(&a));
    // A device that begins anew takes the chain from either, for the quarantined erasure explains what is missing.
    let dir = tempfile::tempdir().unwrap();
    let mut d = store(dir.path(), 4);
    assert_eq!(
        d.receive(world.act(), stripped(&all_ops(&a))).unwrap().refused,
        vec![]
    );
    assert_eq!(d.receive(world.act(), all_ops(&a)).unwrap().repaired, 2);
    assert_eq!(digest(&d), digest(&a));
    drop(dirs);
}

#[test]
fn what_was_said_of_a_badge_goes_when_it_turns_out_to_be_an_erased_persons() {
    let dir = tempfile::tempdir().unwrap();
    let world = World::new(1);
    let mut store = store(dir.path(), 1);
    make_event(&mut store, &world, &[1]);
    let serial = BadgeSerial([4; 10]);
    let (log, subject, fact) = scanned(1, serial.badge_id().0, Some(serial.badge_id()));
    let Fact::ScanRecorded(mut scan) = fact else {
        panic!("a scan");
    };
    scan.code = Some("canary".into());
    append(
        &mut store,
        &world,
        &[registered(5, "Canary"), (log, subject, Fact::ScanRecorded(scan))],
    );
    append(&mut store, &world, &[erased(5)]);
    append(&mut store, &world, &[badge(5, serial)]);
    assert_eq!(
        count(&store, "SELECT count(*) FROM op WHERE private IS NOT NULL"),
        0
    );
    assert_eq!(count(&store, "SELECT count(*) FROM scan WHERE code <> ''"), 0);
    assert_eq!(
        count(&store, "SELECT count(*) FROM scan WHERE attendee_id IS NOT NULL"),
        1
    );
}

#[test]
fn a_badge_of_somebody_erased_holds_up_no_new_device_though_nobody_may_say_any_more_whose_it_was() {
    let (world, dirs, mut a, mut b) = two();
    let serial = BadgeSerial([4; 10]);
    append(&mut a, &world, &[let_in_with_words(serial)]);
    append(&mut b, &world, &[badge(5, serial)]);
    a.receive(world.act(), all_ops(&b)).unwrap();
    append(&mut a, &world, &[erased(5)]);
    append(&mut a, &world, &[revoked(2, vec![])]);
    assert_eq!(count(&a, "SELECT count(*) FROM op WHERE private IS NOT NULL"), 0);
    // A new device gets one chain after the other.
    let dir = tempfile::tempdir().unwrap();
    let mut d = store(dir.path(), 4);
    let of = |log: LogName, n: u8| -> Vec<Op> {
        let ops = all_ops(&a).into_iter();
        ops.filter(|op| op.place.log == log && op.device == device(n))
            .collect()
    };
    for chain in [
        of(LogName::Public, 1),
        of(LogName::Scans, 2),
        of(LogName::Core, 1),
        of(LogName::Contact, 1),
        of(LogName::Scans, 1),
    ] {
        assert_eq!(d.receive(world.act(), chain).unwrap().refused, vec![]);
    }
    assert_eq!(digest(&d), digest(&a));
    drop(dirs);
}

#[test]
fn a_badge_that_two_people_are_said_to_have_holds_up_no_new_device_once_one_of_them_is_erased() {
    let (world, dirs, mut a, mut b) = two();
    let serial = BadgeSerial([4; 10]);
    append(&mut a, &world, &[let_in_with_words(serial)]);
    append(&mut b, &world, &[badge(5, serial)]);
    append(&mut b, &world, &[badge(6, serial)]);
    a.receive(world.act(), all_ops(&b)).unwrap();
    append(&mut a, &world, &[erased(5)]);
    assert_eq!(count(&a, "SELECT count(*) FROM op WHERE private IS NOT NULL"), 0);
    let dir = tempfile::tempdir().unwrap();
    let mut d = store(dir.path(), 4);
    let (public, others): (Vec<Op>, Vec<Op>) = all_ops(&a)
        .into_iter()
        .partition(|op| op.place.log == LogName::Public);
    d.receive(world.act(), public).unwrap();
    // The erasure has a page of its own: the page with the claims does not hold it.
    let (core, scans): (Vec<Op>, Vec<Op>) = others.into_iter().partition(|op| op.place.log != LogName::Scans);
    d.receive(world.act(), core).unwrap();
    assert_eq!(d.receive(world.act(), scans).unwrap().refused, vec![]);
    assert_eq!(digest(&d), digest(&a));
    drop(dirs);
}
