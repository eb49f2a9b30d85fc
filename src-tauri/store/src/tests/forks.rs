//! Stories of chains: nobody writes on another's, and a machine that was cloned while it ran is kept whole and shown.

use super::*;

/// An office (1) and a stand (2), and a store of each that knows both.
fn fair() -> (World, [tempfile::TempDir; 2], Store, Store) {
    let dirs = [(); 2].map(|()| tempfile::tempdir().unwrap());
    let world = World::new(1);
    let (mut a, mut b) = (store(dirs[0].path(), 1), store(dirs[1].path(), 2));
    make_event(&mut a, &world, &[1]);
    append(&mut a, &world, &[certified(2, Role::Stand)]);
    b.receive(world.act(), all_ops(&a)).unwrap();
    (world, dirs, a, b)
}

#[test]
fn what_a_stand_writes_under_an_offices_replica_is_the_stands() {
    let (world, _dirs, a, mut b) = fair();
    let newest = all_ops(&a)
        .into_iter()
        .rfind(|op| op.place.log == LogName::Public)
        .unwrap();
    let thief = Stated::by_office(pairing(7, Role::Desk)).unwrap();
    let encoded = Fact::DevicePaired(thief).encode().unwrap();
    let claimed = forged(&[newest], 2, |op| {
        op.place.seq = 1;
        op.kind = encoded.kind.to_owned();
        op.body = encoded.body.clone();
    });
    let received = b.receive(world.act(), claimed).unwrap();
    assert_eq!((received.stored, received.forked), (1, 0));
    let event = no(&b);
    let devices = b.read(|r| r.devices(event)).unwrap();
    assert_eq!(devices.len(), 2, "nobody is certified by a stand");
    assert_eq!((verified(&b).quarantined, verified(&b).faults), (1, vec![]));
}

#[test]
fn an_id_claimed_first_keeps_nobody_from_writing_under_it() {
    let (world, dirs, mut a, mut b) = fair();
    append(&mut a, &world, &[registered(5, "Etxeberria")]);
    let own = all_ops(&a)
        .into_iter()
        .rfind(|op| op.place.log == LogName::Core)
        .unwrap();
    // The stand claims the office's replica at this desk before the office's op arrives.
    let claim = forged(std::slice::from_ref(&own), 2, |_| {});
    assert_eq!(b.receive(world.act(), claim.clone()).unwrap().stored, 1);
    assert_eq!(b.receive(world.act(), vec![own]).unwrap().stored, 1);
    let event = no(&b);
    assert_eq!(b.read(|r| r.registered(event)).unwrap(), 1);
    a.receive(world.act(), claim).unwrap();
    assert_eq!(digest(&a), digest(&b));
    drop(dirs);
}

/// Two ops of one device at one place: what it wrote, and what its clone wrote.
fn cloned(a: &mut Store, world: &World) -> (Vec<Op>, Vec<Op>) {
    append(a, world, &[registered(5, "Etxeberria")]);
    append(a, world, &[registered(6, "Agirre")]);
    append(a, world, &[registered(7, "Kim")]);
    let ours: Vec<Op> = all_ops(a)
        .into_iter()
        .filter(|op| op.place.log == LogName::Core)
        .collect();
    let clones = forged(&ours[1..], 1, |op| op.txn = TxnId([99; 16]));
    (ours, clones)
}

#[test]
fn an_unsigned_op_at_a_taken_place_is_no_fork() {
    let (world, _dirs, mut a, _) = fair();
    append(&mut a, &world, &[registered(5, "Etxeberria")]);
    let before = digest(&a);
    let mut clone = all_ops(&a).pop().unwrap();
    clone.body = b"{}".to_vec();
    let received = a.receive(world.act(), vec![clone]).unwrap();
    assert_eq!((received.stored, received.refused.len()), (0, 1));
    assert_eq!((digest(&a), verified(&a).forked), (before, 0));
}

#[test]
fn both_branches_of_a_clone_are_kept_whole_and_quarantined_whichever_came_first() {
    let (world, dirs, mut a, _) = fair();
    let (ours, clones) = cloned(&mut a, &world);
    let public: Vec<Op> = all_ops(&a)
        .into_iter()
        .filter(|op| op.place.log == LogName::Public)
        .collect();
    let mut digests = Vec::new();
    let at_once = [public.clone(), ours.clone(), clones.clone()].concat();
    let orders = [
        vec![public.clone(), ours.clone(), clones.clone()],
        vec![public.clone(), ours[..1].to_vec(), clones.clone(), ours.clone()],
        vec![
            public.clone(),
            ours[..2].to_vec(),
            clones[..1].to_vec(),
            clones.clone(),
            ours.clone(),
        ],
        vec![at_once],
    ];
    for batches in orders {
        let dir = tempfile::tempdir().unwrap();
        let mut c = store(dir.path(), 3);
        for batch in batches {
            c.receive(world.act(), batch).unwrap();
        }
        let verified = verified(&c);
        assert_eq!((verified.ops, verified.forked, verified.quarantined), (8, 1, 4));
        assert_eq!(verified.faults, Vec::<String>::new());
        let event = no(&c);
        assert_eq!(
            c.read(|r| r.registered(event)).unwrap(),
            1,
            "only what both share"
        );
        // Whoever holds the branches passes them on.
        let dir = tempfile::tempdir().unwrap();
        let mut d = store(dir.path(), 4);
        d.receive(world.act(), all_ops(&c)).unwrap();
        assert_eq!(digest(&d), digest(&c));
        let incremental = digest(&c);
        c.rebuild(&mut |_, _| {}).unwrap();
        assert_eq!(digest(&c), incremental);
        digests.push(incremental);
    }
    digests.dedup();
    assert_eq!(digests.len(), 1, "no order of arrival matters");
    drop(dirs);
}

#[test]
fn an_office_lets_a_branch_in_and_the_cloned_machine_goes_on_under_a_new_name() {
    let (world, _dirs, mut a, mut b) = fair();
    let (ours, clones) = cloned(&mut a, &world);
    assert_eq!(a.receive(world.act(), clones.clone()).unwrap().forked, 2);
    let event = no(&a);
    assert_eq!(a.read(|r| r.registered(event)).unwrap(), 1);
    let released = Fact::OpsReleased(OpsReleased {
        ops: ours[1..].iter().map(Op::op_ref).collect(),
        reason: "this is the real one".into(),
    });
    // Its own public chain is not forked; its next core op stands in a chain of its own.
    append(
        &mut a,
        &world,
        &[(LogName::Public, SubjectId([40; 16]), released)],
    );
    append(&mut a, &world, &[registered(8, "Ibarra")]);
    assert_eq!(a.read(|r| r.registered(event)).unwrap(), 4);
    let newest = all_ops(&a).pop().unwrap();
    assert_eq!(newest.place.seq, 1);
    assert_ne!(newest.place.replica, ours[0].place.replica);
    b.receive(world.act(), all_ops(&a)).unwrap();
    assert_eq!(digest(&a), digest(&b));
}

#[test]
fn a_restored_devices_new_chain_names_the_newest_op_that_came_back() {
    let (world, dirs, mut a, _) = fair();
    let backup = all_ops(&a);
    append(&mut a, &world, &[registered(5, "Etxeberria")]);
    append(&mut a, &world, &[registered(6, "Agirre")]);
    let newest = all_ops(&a).pop().unwrap();
    // The same device, restored from a backup; then a server gives it back what it had sent.
    let dir = tempfile::tempdir().unwrap();
    let mut restored = store(dir.path(), 1);
    restored.receive(world.act(), backup).unwrap();
    restored.receive(world.act(), all_ops(&a)).unwrap();
    append(&mut restored, &world, &[registered(7, "Kim")]);
    let first = all_ops(&restored).pop().unwrap();
    assert_eq!((first.place.seq, first.prev), (1, newest.hash()));
    drop(dirs);
}

#[test]
fn a_refused_batch_leaves_no_row_of_a_log_behind() {
    let (world, _dirs, mut a, mut b) = fair();
    append(&mut a, &world, &[mail(5, "e@example.org")]);
    let before = digest(&b);
    let mut torn: Vec<Op> = all_ops(&a)
        .into_iter()
        .filter(|op| op.place.log == LogName::Contact)
        .collect();
    torn[0].signature = None;
    assert_eq!(b.receive(world.act(), torn).unwrap().refused.len(), 1);
    assert_eq!(digest(&b), before);
    assert_eq!(count(&b, "SELECT count(*) FROM log WHERE name = 'contact'"), 0);
}

#[test]
fn what_stands_before_a_torn_transaction_is_taken() {
    let (world, _dirs, mut a, mut b) = fair();
    append(&mut a, &world, &[registered(5, "Etxeberria")]);
    append(&mut a, &world, &[registered(6, "Agirre")]);
    let mut ops: Vec<Op> = all_ops(&a)
        .into_iter()
        .filter(|op| op.place.log == LogName::Core)
        .collect();
    ops[1].body = b"{}".to_vec();
    let received = b.receive(world.act(), ops).unwrap();
    assert_eq!((received.stored, received.refused.len()), (1, 1));
}

#[test]
fn a_desk_whose_pairing_was_cut_away_breaks_no_verification() {
    let (world, _dirs, mut a, mut b) = fair();
    append(&mut a, &world, &[certified(3, Role::Office)]);
    let dir = tempfile::tempdir().unwrap();
    let other = tempfile::tempdir().unwrap();
    let (mut office, mut desk) = (store(dir.path(), 3), store(other.path(), 4));
    office.receive(world.act(), all_ops(&a)).unwrap();
    let paired = Fact::DevicePaired(Stated::by_office(pairing(4, Role::Desk)).unwrap());
    append(
        &mut office,
        &world,
        &[(LogName::Public, SubjectId(device(4).0), paired)],
    );
    desk.receive(world.act(), all_ops(&office)).unwrap();
    append(&mut desk, &world, &[registered(5, "Etxeberria")]);
    append(&mut a, &world, &[revoked(3, vec![])]);
    b.receive(world.act(), [all_ops(&a), all_ops(&desk)].concat())
        .unwrap();
    assert_eq!(verified(&b).faults, Vec::<String>::new());
    assert!(verified(&b).quarantined >= 2);
}

#[test]
fn what_a_newer_app_wrote_is_kept_and_counted_as_unread() {
    let (world, _dirs, mut a, mut b) = fair();
    append(&mut a, &world, &[registered(5, "Etxeberria")]);
    let own = all_ops(&a).pop().unwrap();
    let newer = forged(&[own], 1, |op| {
        op.place.replica = ReplicaId([50; 16]);
        op.kind = "lunch_served".into();
    });
    assert_eq!(b.receive(world.act(), newer).unwrap().stored, 1);
    assert_eq!((verified(&b).unread, verified(&b).quarantined), (1, 0));
}

/// A chain of so many ops behind `from`, in transactions of two: the first ends at an odd or at an even place.
fn in_twos(from: &Op, places: u64, first_signed: u64, txn: u8) -> Vec<Op> {
    let mut prev = from.hash();
    let ops = (1..=places).map(|place| {
        let mut op = from.clone();
        (op.place.seq, op.prev) = (from.place.seq + place, prev);
        let number = (place + first_signed - 1) / 2;
        op.txn = TxnId([
            txn,
            u8::try_from(number % 251).unwrap(),
            0,
            0,
            0,
            0,
            0,
            0,
            0,
            0,
            0,
            0,
            0,
            0,
            0,
            0,
        ]);
        let hash = op.hash();
        let is_end = place % 2 == first_signed % 2 || place == places;
        op.signature = is_end.then(|| sign(&device_key(1), &op.place, hash));
        prev = hash;
        op
    });
    ops.collect()
}

#[test]
fn branches_that_never_end_at_one_place_are_read_in_parts_all_the_same() {
    let (world, _dirs, mut a, mut b) = fair();
    append(&mut a, &world, &[registered(5, "Etxeberria")]);
    let first = all_ops(&a).pop().unwrap();
    let places = 3_000;
    let branches = [
        vec![first.clone()],
        in_twos(&first, places, 1, 1),
        in_twos(&first, places, 2, 2),
    ];
    let received = a.receive(world.act(), branches.concat()).unwrap();
    assert_eq!(received.stored, 6_000);
    let chain = (first.device, first.place.replica);
    let bounds = ReadBounds {
        ops: 10,
        bytes: 1_000,
    };
    let (mut from, mut parts) = (1, 0);
    loop {
        let part = a
            .read(|r| r.chain_between(event(), &LogName::Core, chain, (from, None), bounds))
            .unwrap();
        assert!(part.ops.len() < 600, "{} ops at once", part.ops.len());
        assert_eq!(b.receive(world.act(), part.ops).unwrap().refused, []);
        parts += 1;
        let Some(next) = part.next else { break };
        from = next;
    }
    assert!(parts > 10);
    assert_eq!(digest(&a), digest(&b));
}
