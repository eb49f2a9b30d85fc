//! Stories of ops that arrive: early, late, torn, from devices that nobody certified yet.

use super::*;

#[test]
fn a_badge_scanned_before_its_person_is_known_finds_them_when_they_arrive() {
    let serial = BadgeSerial([4; 10]);
    let early = scanned(1, serial.badge_id().0, Some(serial.badge_id()));
    let late = scanned(2, [5; 16], None);
    let mut digests = Vec::new();
    for order in [[0, 1, 2], [2, 1, 0], [1, 0, 2]] {
        let dir = tempfile::tempdir().unwrap();
        let world = World::new(1);
        let mut store = store(dir.path(), 1);
        make_event(&mut store, &world, &[1]);
        for step in order {
            let fact = [early.clone(), badge(5, serial), late.clone()][step].clone();
            append(&mut store, &world, &[fact]);
        }
        let event = no(&store);
        assert_eq!(
            store
                .read(|r| r.presence(event, AttendeeId([5; 16])))
                .unwrap()
                .len(),
            1
        );
        let scans: i64 = store
            .connection
            .query_row(
                "SELECT count(*) FROM scan WHERE attendee_id = ?1",
                [[5_u8; 16]],
                |row| row.get(0),
            )
            .unwrap();
        assert_eq!(scans, 2);
        digests.push(store.read(|r| r.conflicts(event)).unwrap().len());
    }
    assert_eq!(
        digests,
        [1, 1, 1],
        "both scans admitted, neither knew of the other"
    );
}

#[test]
fn ops_of_an_unknown_device_wait_for_the_public_log() {
    let dirs = [tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap()];
    let world = World::new(1);
    let mut a = store(dirs[0].path(), 1);
    make_event(&mut a, &world, &[1]);
    append(&mut a, &world, &[registered(5, "Etxeberria")]);
    let mut b = store(dirs[1].path(), 2);
    let (public, core): (Vec<Op>, Vec<Op>) = all_ops(&a)
        .into_iter()
        .partition(|op| op.place.log == LogName::Public);
    let first = b.receive(world.act(), core.clone()).unwrap();
    assert_eq!((first.stored, first.need_public.len()), (0, 1));
    b.receive(world.act(), public).unwrap();
    assert_eq!(b.receive(world.act(), core).unwrap().stored, 1);
    assert_eq!(digest(&a), digest(&b));
}

#[test]
fn an_op_of_a_device_without_the_right_is_stored_and_folded_only_once_it_is_certified() {
    let dirs = [tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap()];
    let world = World::new(1);
    let mut a = store(dirs[0].path(), 1);
    make_event(&mut a, &world, &[1]);
    // Device 2 writes before anybody certified it.
    let mut b = store(dirs[1].path(), 2);
    b.receive(world.act(), all_ops(&a)).unwrap();
    append(&mut b, &world, &[registered(5, "Etxeberria")]);
    assert_eq!(b.read(|r| r.verify()).unwrap().quarantined, 1);
    assert_eq!(
        {
            let event = no(&b);
            b.read(|r| r.registered(event))
        }
        .unwrap(),
        0
    );
    make_event(&mut a, &world, &[2]);
    b.receive(world.act(), all_ops(&a)).unwrap();
    assert_eq!(
        {
            let event = no(&b);
            b.read(|r| r.registered(event))
        }
        .unwrap(),
        1
    );
    a.receive(world.act(), all_ops(&b)).unwrap();
    assert_eq!(digest(&a), digest(&b));
}

#[test]
fn a_torn_batch_is_refused_chain_by_chain_and_the_rest_is_taken() {
    let dirs = [tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap()];
    let world = World::new(1);
    let mut a = store(dirs[0].path(), 1);
    make_event(&mut a, &world, &[1]);
    append(
        &mut a,
        &world,
        &[registered(5, "Etxeberria"), mail(5, "e@example.org")],
    );
    let mut ops = all_ops(&a);
    for op in ops.iter_mut().filter(|op| op.place.log == LogName::Contact) {
        op.signature = None;
    }
    let mut b = store(dirs[1].path(), 2);
    let received = b.receive(world.act(), ops).unwrap();
    assert_eq!((received.stored, received.refused.len()), (3, 1));
}

#[test]
fn a_batch_gives_way_to_a_desk_wherever_it_is_and_leaves_nothing_behind() {
    let dirs = [tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap()];
    let world = World::new(1);
    let mut a = store(dirs[0].path(), 1);
    make_event(&mut a, &world, &[1]);
    for n in 5..25 {
        append(
            &mut a,
            &world,
            &[registered(n, "Etxeberria"), scanned(n, [n; 16], None)],
        );
    }
    let mut b = store(dirs[1].path(), 2);
    let nothing = digest(&b);
    let ops = all_ops(&a);
    let mut asked = 0;
    // The desk comes after ever more of the batch, until it comes too late.
    for patience in 0_usize.. {
        let left = std::cell::Cell::new(patience);
        let is_wanted = || left.replace(left.get().saturating_sub(1)) == 0;
        let taken = b.receive_giving_way(world.act(), ops.clone(), None, &is_wanted);
        if let Some(received) = taken.unwrap() {
            assert_eq!((received.stored, received.refused.len()), (ops.len(), 0));
            break;
        }
        assert_eq!(digest(&b), nothing, "after {patience}");
        asked = patience;
    }
    assert!(asked > ops.len(), "it was asked while rows were derived, too");
    assert_eq!(digest(&b), digest(&a));
    let event = no(&b);
    let hits = b.read(|r| r.find(event, "etxeberria", 50)).unwrap();
    assert_eq!(
        hits.len(),
        20,
        "each once, though the index was written and taken back"
    );
}

#[test]
fn what_a_server_sends_and_is_not_taken_counts_for_nothing_that_it_holds() {
    let dir = tempfile::tempdir().unwrap();
    let world = World::new(1);
    let mut a = store(dir.path(), 1);
    make_event(&mut a, &world, &[1]);
    append(&mut a, &world, &[registered(5, "Etxeberria")]);
    let own: Vec<Op> = all_ops(&a)
        .into_iter()
        .filter(|op| op.place.log == LogName::Core)
        .collect();
    let at = AtServer {
        event: event(),
        server: device(9),
        epoch: "1 A",
        log: &LogName::Core,
    };
    let pulled = Pulled {
        at: &at,
        cursor: Some(7),
    };
    let waits = |store: &Store| {
        let event = no(store);
        store.read(|r| r.waiting(event)).unwrap()
    };
    let before = waits(&a);
    let mut junk = own.clone();
    junk[0].place.seq = 1_000_000_000;
    let received = a.receive_pulled(world.act(), junk, pulled).unwrap();
    assert_eq!(
        (received.refused.len(), waits(&a)),
        (1, before),
        "it says what nobody wrote"
    );
    let mut other = own.clone();
    other[0].body = b"{}".to_vec();
    a.receive_pulled(world.act(), other, pulled).unwrap();
    assert_eq!(waits(&a), before, "it has another op at that place");
    a.receive_pulled(world.act(), own, pulled).unwrap();
    assert_eq!(waits(&a), before - 1, "it has this one");
}
