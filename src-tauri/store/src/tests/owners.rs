//! Stories of whose scan and whose badge it is: the same for every order of arrival, and after what changed is judged anew.

use super::orders::send_in_any_order;
use super::*;
use proptest::prelude::*;
use std::sync::LazyLock;

const ONE: BadgeSerial = BadgeSerial([1; 10]);

fn of_badge(scan: u8, serial: BadgeSerial) -> (LogName, SubjectId, Fact) {
    scanned(scan, serial.badge_id().0, Some(serial.badge_id()))
}

/// As [`scanned`], by a desk that knew these scans.
fn knowing(scan: u8, subject: u8, after: &[u8]) -> (LogName, SubjectId, Fact) {
    let (log, subject, fact) = scanned(scan, [subject; 16], None);
    let Fact::ScanRecorded(mut fact) = fact else {
        panic!("a scan");
    };
    fact.after = after.iter().map(|n| ScanId([*n; 16])).collect();
    (log, subject, Fact::ScanRecorded(fact))
}

fn chose(subject: u8, choice: ConsentChoice) -> (LogName, SubjectId, Fact) {
    let given = Fact::ConsentGiven(ConsentGiven {
        about: ConsentSubject::LeadSharing,
        choice,
        text_version: "1".into(),
        source: None,
        kept: false,
        over: vec![],
    });
    (LogName::Core, SubjectId([subject; 16]), given)
}

/// The same in a log where it does not belong.
fn in_core((_, subject, fact): (LogName, SubjectId, Fact)) -> (LogName, SubjectId, Fact) {
    (LogName::Core, subject, fact)
}

fn printed(job: u8, subject: u8, serial: BadgeSerial) -> (LogName, SubjectId, Fact) {
    let requested = Fact::PrintRequested(PrintRequested {
        job: PrintJobId([job; 16]),
        badge: serial.badge_id(),
        printer: format!("printer of {subject}"),
        template: "a6".into(),
    });
    (LogName::Scans, SubjectId([subject; 16]), requested)
}

fn voided(subject: u8, serial: BadgeSerial) -> (LogName, SubjectId, Fact) {
    let voided = Fact::BadgeVoided(BadgeVoided {
        badge: serial.badge_id(),
        reason: "lost".into(),
    });
    (LogName::Scans, SubjectId([subject; 16]), voided)
}

/// Two offices that share the event, and a third that holds nothing.
fn offices() -> (World, [tempfile::TempDir; 3], [Store; 3]) {
    let dirs = [(); 3].map(|()| tempfile::tempdir().unwrap());
    let world = World::new(5);
    let mut stores = [1, 2, 3].map(|n| store(dirs[usize::from(n) - 1].path(), n));
    make_event(&mut stores[0], &world, &[1, 2, 3]);
    let public = all_ops(&stores[0]);
    stores[1].receive(world.act(), public.clone()).unwrap();
    stores[2].receive(world.act(), public).unwrap();
    (world, dirs, stores)
}

/// The rows derived here are those of a fresh fold.
fn is_as_if_made_anew(store: &mut Store) {
    let incremental = digest(store);
    store.rebuild(&mut |_, _| {}).unwrap();
    assert_eq!(incremental, digest(store), "incremental fold = fresh fold");
}

#[test]
fn a_conflict_of_a_badge_becomes_its_persons_once_it_is_known_whose_badge_it_is() {
    let (world, _dirs, [mut a, mut b, mut c]) = offices();
    append(&mut a, &world, &[of_badge(1, ONE)]);
    append(&mut b, &world, &[of_badge(2, ONE)]);
    append(&mut b, &world, &[badge(5, ONE)]);
    c.receive(world.act(), all_ops(&a)).unwrap();
    let (issued, scans): (Vec<Op>, Vec<Op>) =
        all_ops(&b).into_iter().partition(|op| op.kind == "badge_issued");
    c.receive(world.act(), scans).unwrap();
    let subject_of = |store: &Store| -> Vec<SubjectId> {
        let event = no(store);
        let conflicts = store.read(|r| r.conflicts(event)).unwrap();
        conflicts.into_iter().map(|row| row.subject).collect()
    };
    assert_eq!(subject_of(&c), [SubjectId(ONE.badge_id().0)]);
    c.receive(world.act(), issued).unwrap();
    assert_eq!(subject_of(&c), [SubjectId([5; 16])], "and nobody else's");
    is_as_if_made_anew(&mut c);
}

#[test]
fn scans_of_a_badge_stay_when_it_turns_out_that_nobody_may_say_whose_it_is() {
    let (world, _dirs, [mut a, mut b, _]) = offices();
    append(&mut b, &world, &[badge(5, ONE)]);
    append(&mut a, &world, &[of_badge(1, ONE), of_badge(2, ONE)]);
    a.receive(world.act(), all_ops(&b)).unwrap();
    assert_eq!(
        count(&a, "SELECT count(*) FROM scan WHERE attendee_id IS NOT NULL"),
        2
    );
    append(&mut a, &world, &[revoked(2, vec![])]);
    assert_eq!(
        count(&a, "SELECT count(*) FROM scan WHERE attendee_id IS NULL"),
        2
    );
    assert_eq!(count(&a, "SELECT count(*) FROM badge"), 0);
    is_as_if_made_anew(&mut a);
}

#[test]
fn two_people_with_one_badge_give_the_same_rows_whoever_came_first() {
    let (world, _dirs, [mut a, mut b, mut c]) = offices();
    append(
        &mut a,
        &world,
        &[badge(5, ONE), printed(9, 5, ONE), scanned(4, [5; 16], None)],
    );
    append(
        &mut b,
        &world,
        &[badge(6, ONE), printed(9, 6, ONE), scanned(4, [6; 16], None)],
    );
    append(&mut b, &world, &[of_badge(1, ONE)]);
    c.receive(world.act(), all_ops(&b)).unwrap();
    c.receive(world.act(), all_ops(&a)).unwrap();
    a.receive(world.act(), all_ops(&b)).unwrap();
    b.receive(world.act(), all_ops(&a)).unwrap();
    assert_eq!(digest(&a), digest(&b));
    assert_eq!(digest(&a), digest(&c));
    assert_eq!(
        count(&c, "SELECT count(*) FROM scan WHERE attendee_id IS NOT NULL"),
        3,
        "no scan displaces another"
    );
    let event = no(&c);
    let recent = c.read(|r| r.recent(event, CheckpointId([7; 16]), 9)).unwrap();
    let listed: Vec<u8> = recent.iter().map(|row| row.scan.0[0]).collect();
    assert_eq!(listed, [1, 4], "each once");
    let found = c.read(|r| r.badge(event, ONE.badge_id())).unwrap().unwrap();
    assert_eq!(found.attendee, AttendeeId([5; 16]), "who had it first keeps it");
    is_as_if_made_anew(&mut c);
    // The first of them is nobody's to say: it is the other's then, with what was scanned of it.
    append(&mut c, &world, &[revoked(1, vec![])]);
    let query = "SELECT count(*) FROM scan WHERE attendee_id = x'06060606060606060606060606060606'";
    assert_eq!(count(&c, query), 2);
    is_as_if_made_anew(&mut c);
}

#[test]
fn two_scans_that_knew_each_other_through_a_quarantined_one_are_no_conflict() {
    let (world, _dirs, [mut a, mut b, mut c]) = offices();
    append(&mut a, &world, &[knowing(1, 5, &[])]);
    append(&mut b, &world, &[knowing(2, 5, &[1])]);
    append(&mut c, &world, &[knowing(3, 5, &[2])]);
    append(&mut a, &world, &[revoked(2, vec![])]);
    for from in [&b, &c] {
        a.receive(world.act(), all_ops(from)).unwrap();
    }
    assert_eq!(verified(&a).quarantined, 1);
    assert_eq!(count(&a, "SELECT count(*) FROM conflict"), 0);
    is_as_if_made_anew(&mut a);
}

#[test]
fn an_op_in_another_log_than_its_kinds_is_kept_and_counts_for_nothing() {
    let (world, _dirs, [mut a, mut b, _]) = offices();
    append(
        &mut a,
        &world,
        &[in_core(scanned(1, [5; 16], None)), registered(5, "Etxeberria")],
    );
    assert_eq!(
        (verified(&a).quarantined, count(&a, "SELECT count(*) FROM scan")),
        (1, 0)
    );
    b.receive(world.act(), all_ops(&a)).unwrap();
    assert_eq!(digest(&a), digest(&b));
}

#[test]
fn of_two_choices_about_sharing_the_safer_one_holds_and_the_conflict_is_listed() {
    let (world, _dirs, [mut a, mut b, _]) = offices();
    append(&mut a, &world, &[registered(5, "Etxeberria")]);
    b.receive(world.act(), all_ops(&a)).unwrap();
    append(&mut a, &world, &[chose(5, ConsentChoice::Dont)]);
    append(&mut b, &world, &[chose(5, ConsentChoice::Share)]);
    a.receive(world.act(), all_ops(&b)).unwrap();
    let event = no(&a);
    let row = a
        .read(|r| r.attendee(event, AttendeeId([5; 16])))
        .unwrap()
        .unwrap();
    assert_eq!(row.lead_sharing, "dont");
    let conflicts = a.read(|r| r.conflicts(event)).unwrap();
    assert_eq!(conflicts.len(), 1);
    assert_eq!(
        (conflicts[0].scope.as_str(), conflicts[0].open),
        ("lead_sharing", true)
    );
}

/// A badge scanned before anybody knows whose it is, two desks that give it to two people, and a desk that was stolen.
static MORNING: LazyLock<Vec<Op>> = LazyLock::new(|| {
    let (world, _dirs, [mut a, mut b, mut c]) = offices();
    append(
        &mut a,
        &world,
        &[registered(5, "Etxeberria"), registered(6, "Kim")],
    );
    append(&mut a, &world, &[of_badge(1, ONE), scanned(7, [5; 16], None)]);
    append(&mut b, &world, &[badge(6, ONE)]);
    append(
        &mut b,
        &world,
        &[of_badge(2, ONE), scanned(4, [6; 16], None), printed(9, 6, ONE)],
    );
    append(&mut c, &world, &[badge(5, ONE), badge(5, BadgeSerial([2; 10]))]);
    append(
        &mut c,
        &world,
        &[scanned(4, [5; 16], None), printed(9, 5, ONE), knowing(8, 5, &[7])],
    );
    append(&mut c, &world, &[of_badge(3, BadgeSerial([2; 10]))]);
    append(
        &mut a,
        &world,
        &[
            knowing(9, 5, &[8]),
            chose(5, ConsentChoice::Share),
            chose(6, ConsentChoice::Ask),
            voided(6, ONE),
            voided(5, BadgeSerial([3; 10])),
        ],
    );
    append(
        &mut b,
        &world,
        &[chose(6, ConsentChoice::Dont), in_core(scanned(5, [6; 16], None))],
    );
    append(&mut c, &world, &[chose(5, ConsentChoice::Dont)]);
    append(&mut a, &world, &[revoked(3, vec![])]);
    let issued = all_ops(&c)
        .into_iter()
        .find(|op| op.kind == "badge_issued")
        .unwrap();
    let released = Fact::OpsReleased(OpsReleased {
        ops: vec![issued.op_ref()],
        reason: "it was ours".into(),
    });
    append(
        &mut b,
        &world,
        &[(LogName::Public, SubjectId([40; 16]), released)],
    );
    let own = |store: &Store, n| {
        let ops = all_ops(store).into_iter();
        ops.filter(move |op| op.device == device(n))
    };
    own(&a, 1).chain(own(&b, 2)).chain(own(&c, 3)).collect()
});

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    #[test]
    fn whose_badge_it_is_does_not_hang_on_what_came_first(seed in any::<u64>()) {
        let world = World::new(seed);
        let (dir, other) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let mut reference = store(other.path(), 4);
        reference.receive(world.act(), MORNING.clone()).unwrap();
        let mut replica = store(dir.path(), 5);
        let mut step = seed;
        send_in_any_order(&mut replica, &world, MORNING.clone(), &mut step);
        prop_assert_eq!(digest(&replica), digest(&reference));
        prop_assert_eq!(verified(&replica).quarantined, verified(&reference).quarantined);
    }
}
