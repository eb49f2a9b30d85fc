//! Stories of several registrations that are one person's: one row, one presence, one search hit, and all as before once it
//! is taken back.

use super::orders::{merged, send_in_any_order, unmerged};
use super::*;
use proptest::prelude::*;
use std::sync::LazyLock;

const ONE: BadgeSerial = BadgeSerial([1; 10]);
const TWO: BadgeSerial = BadgeSerial([2; 10]);
const MAIN: CheckpointId = CheckpointId([7; 16]);

fn office() -> (World, tempfile::TempDir, Store) {
    let dir = tempfile::tempdir().unwrap();
    let world = World::new(11);
    let mut store = store(dir.path(), 1);
    make_event(&mut store, &world, &[1, 2]);
    (world, dir, store)
}

fn is_as_if_made_anew(store: &mut Store) {
    let incremental = digest(store);
    store.rebuild(&mut |_, _| {}).unwrap();
    assert_eq!(incremental, digest(store), "incremental fold = fresh fold");
}

fn found(store: &Store, text: &str) -> Vec<AttendeeId> {
    let event = no(store);
    let hits = store.read(|r| r.find(event, text, 20)).unwrap();
    hits.into_iter().map(|(row, _)| row.id).collect()
}

fn figures(store: &Store) -> (u32, u32, u32, u32) {
    let event = no(store);
    let figures = store.read(|r| r.figures(event, MAIN, None)).unwrap();
    let registered = store.read(|r| r.registered(event)).unwrap();
    (registered, figures.expected, figures.arrived, figures.inside)
}

#[test]
fn a_merged_person_is_one_row_one_hit_and_counts_once() {
    let (world, _dir, mut office) = office();
    let people = [
        registered(5, "Etxeberria"),
        registered(6, "Etxeberria"),
        mail(6, "e@example.org"),
    ];
    append(&mut office, &world, &people);
    append(
        &mut office,
        &world,
        &[scanned(1, [6; 16], None), scanned(2, [5; 16], None)],
    );
    assert_eq!(figures(&office), (2, 2, 2, 2));
    append(&mut office, &world, &merged(50, &[6, 5]));
    let event = no(&office);
    let person = AttendeeId([5; 16]);
    assert_eq!(found(&office, "etxeberria"), [person]);
    assert_eq!(figures(&office), (1, 1, 1, 1));
    for id in [person, AttendeeId([6; 16])] {
        let row = office.read(|r| r.attendee(event, id)).unwrap().unwrap();
        assert_eq!((row.id, row.contact.email.as_str()), (person, "e@example.org"));
    }
    for code in ["secret5", "secret6"] {
        let whose = office.read(|r| r.by_foreign_code(event, code)).unwrap();
        assert_eq!(whose, [person], "{code}");
        assert_eq!(found(&office, code), [person], "{code}");
    }
    is_as_if_made_anew(&mut office);
}

#[test]
fn a_merge_that_is_taken_back_leaves_everybody_as_they_were() {
    let (world, _dir, mut office) = office();
    append(
        &mut office,
        &world,
        &[registered(5, "Etxeberria"), registered(6, "Agirre")],
    );
    append(
        &mut office,
        &world,
        &[badge(5, ONE), badge(6, TWO), scanned(1, [6; 16], None)],
    );
    let rows = |store: &Store| {
        let event = no(store);
        let row = |n| store.read(|r| r.attendee(event, AttendeeId([n; 16]))).unwrap();
        let badge = |serial: BadgeSerial| store.read(|r| r.badge(event, serial.badge_id())).unwrap();
        (row(5), row(6), badge(ONE), badge(TWO), figures(store))
    };
    let before = rows(&office);
    append(&mut office, &world, &merged(50, &[5, 6]));
    assert_ne!(rows(&office), before);
    append(&mut office, &world, &unmerged(50));
    assert_eq!(rows(&office), before);
    assert_eq!(found(&office, "agirre"), [AttendeeId([6; 16])]);
    is_as_if_made_anew(&mut office);
}

#[test]
fn badges_of_every_registration_lead_to_the_one_person() {
    let (world, _dir, mut office) = office();
    append(
        &mut office,
        &world,
        &[registered(5, "Kim"), registered(6, "Kim"), badge(6, TWO)],
    );
    append(&mut office, &world, &merged(50, &[5, 6]));
    append(&mut office, &world, &[badge(5, ONE)]);
    let event = no(&office);
    for serial in [ONE, TWO] {
        let badge = office
            .read(|r| r.badge(event, serial.badge_id()))
            .unwrap()
            .unwrap();
        assert_eq!(badge.attendee, AttendeeId([5; 16]));
    }
    let conflicts = office.read(|r| r.conflicts(event)).unwrap();
    let kinds: Vec<&str> = conflicts.iter().map(|c| c.kind.as_str()).collect();
    assert_eq!(kinds, ["two_badges"], "two live badges that nobody linked");
    is_as_if_made_anew(&mut office);
}

#[test]
fn whoever_holds_a_registration_is_named_by_the_one_who_represents_them() {
    let (world, _dir, mut office) = office();
    append(
        &mut office,
        &world,
        &[registered(9, "Kim"), registered(6, "Lee"), registered(5, "Lee")],
    );
    let taken_over = Fact::AttendeeSubstituted(AttendeeSubstituted {
        from: AttendeeId([9; 16]),
        to: AttendeeId([6; 16]),
        over: vec![],
    });
    append(
        &mut office,
        &world,
        &[(LogName::Core, SubjectId([9; 16]), taken_over)],
    );
    append(&mut office, &world, &merged(50, &[5, 6]));
    let event = no(&office);
    let holder = |store: &Store| {
        store
            .read(|r| r.holder(event, RegistrationId([9; 16])))
            .unwrap()
            .unwrap()
            .id
    };
    assert_eq!(holder(&office), AttendeeId([5; 16]));
    let held = office
        .read(|r| r.registrations_of(event, AttendeeId([5; 16])))
        .unwrap();
    let held: Vec<u8> = held.iter().map(|row| row.id.0[0]).collect();
    assert_eq!(held, [5, 6, 9]);
    assert_eq!(figures(&office).0, 1);
    is_as_if_made_anew(&mut office);
    append(&mut office, &world, &unmerged(50));
    assert_eq!(holder(&office), AttendeeId([6; 16]));
    is_as_if_made_anew(&mut office);
}

/// How many ops about these two still say something personal.
fn personal(store: &Store) -> i64 {
    count(
        store,
        "SELECT count(*) FROM op WHERE private IS NOT NULL AND hex(subject_id) IN ('05050505050505050505050505050505', '06060606060606060606060606060606')",
    )
}

#[test]
fn erasing_one_registration_erases_the_person_and_every_device_takes_the_rest_without_it() {
    let (world, _dir, mut office) = office();
    append(
        &mut office,
        &world,
        &[
            registered(5, "Kim"),
            mail(5, "k@example.org"),
            registered(6, "Kim"),
        ],
    );
    append(&mut office, &world, &merged(50, &[5, 6]));
    append(&mut office, &world, &[erased(6)]);
    assert_eq!(personal(&office), 0);
    assert!(found(&office, "kim").is_empty());
    append(&mut office, &world, &[mail(5, "again@example.org")]);
    assert_eq!(personal(&office), 0, "nor what arrives later");
    is_as_if_made_anew(&mut office);
    let dir = tempfile::tempdir().unwrap();
    let mut other = store(dir.path(), 2);
    let received = other.receive(world.act(), all_ops(&office)).unwrap();
    assert_eq!(received.refused, []);
    assert_eq!(digest(&other), digest(&office));
}

#[test]
fn what_two_desks_disagreed_about_goes_with_the_person_who_is_erased_by_way_of_a_merge() {
    let (world, _dir, mut office) = office();
    let dir = tempfile::tempdir().unwrap();
    let mut other = store(dir.path(), 2);
    append(&mut office, &world, &[registered(5, "Kim"), registered(6, "Kim")]);
    other.receive(world.act(), all_ops(&office)).unwrap();
    append(&mut office, &world, &[employed(6, "Acme")]);
    append(&mut other, &world, &[employed(6, "Acme S.L.")]);
    office.receive(world.act(), all_ops(&other)).unwrap();
    let conflicts = |store: &Store| count(store, "SELECT count(*) FROM conflict WHERE scope = 'company'");
    assert_eq!(conflicts(&office), 1);
    append(&mut office, &world, &merged(50, &[5, 6]));
    append(&mut office, &world, &[erased(5)]);
    assert_eq!(conflicts(&office), 0);
    is_as_if_made_anew(&mut office);
}

#[test]
fn what_was_erased_with_a_merge_is_taken_only_where_the_merge_is_known() {
    let (world, _dir, mut office) = office();
    append(&mut office, &world, &[registered(5, "Kim"), registered(6, "Kim")]);
    append(&mut office, &world, &merged(50, &[5, 6]));
    append(&mut office, &world, &[erased(6)]);
    let without: Vec<Op> = all_ops(&office)
        .into_iter()
        .filter(|op| op.place.log == LogName::Public || (op.place.log == LogName::Core && op.place.seq < 3))
        .collect();
    let dir = tempfile::tempdir().unwrap();
    let mut other = store(dir.path(), 2);
    let received = other.receive(world.act(), without).unwrap();
    assert!(!received.refused.is_empty(), "nothing here covers it");
}

/// People that one desk registered, and who another found to be one, with all that became of it.
fn morning() -> Vec<Op> {
    MORNING.clone()
}

static MORNING: LazyLock<Vec<Op>> = LazyLock::new(|| {
    let dirs = [(); 2].map(|()| tempfile::tempdir().unwrap());
    let world = World::new(21);
    let [mut a, mut b] = [1, 2].map(|n| store(dirs[usize::from(n) - 1].path(), n));
    make_event(&mut a, &world, &[1, 2]);
    b.receive(world.act(), all_ops(&a)).unwrap();
    for n in 5..=9 {
        append(
            &mut a,
            &world,
            &[registered(n, "Ibarra"), mail(n, &format!("{n}@example.org"))],
        );
    }
    append(&mut b, &world, &merged(50, &[6, 7]));
    append(&mut a, &world, &merged(51, &[7, 8]));
    append(&mut b, &world, &merged(52, &[8, 5]));
    append(&mut a, &world, &merged(53, &[8, 9]));
    append(
        &mut a,
        &world,
        &[scanned(1, [6; 16], None), badge(7, ONE), badge(8, ONE)],
    );
    append(
        &mut b,
        &world,
        &[scanned(2, ONE.badge_id().0, Some(ONE.badge_id())), badge(5, TWO)],
    );
    append(&mut b, &world, &unmerged(51));
    append(&mut a, &world, &[scanned(3, [8; 16], None)]);
    // Two of whom one is erased, and desks that disagreed about the other.
    append(&mut a, &world, &[registered(20, "Kim"), registered(21, "Kim")]);
    append(&mut a, &world, &[employed(21, "Acme")]);
    append(&mut b, &world, &[employed(21, "Acme S.L.")]);
    append(&mut b, &world, &merged(54, &[20, 21]));
    append(&mut a, &world, &[erased(20)]);
    let own = |store: &Store, n| {
        all_ops(store)
            .into_iter()
            .filter(move |op| op.device == device(n))
    };
    own(&a, 1).chain(own(&b, 2)).collect()
});

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, ..ProptestConfig::default() })]

    #[test]
    fn merges_in_any_order_and_number_give_the_same_people(seed in any::<u64>()) {
        let world = World::new(seed);
        let (dir, other) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let mut reference = store(other.path(), 3);
        reference.receive(world.act(), morning()).unwrap();
        let event = no(&reference);
        let of = |n: u8| reference.read(|r| r.represents(event, AttendeeId([n; 16]))).unwrap().0[0];
        prop_assert_eq!([5, 6, 7, 8, 9].map(of), [5, 6, 6, 5, 5]);

        let mut replica = store(dir.path(), 4);
        let mut step = seed;
        send_in_any_order(&mut replica, &world, morning(), &mut step);
        prop_assert_eq!(digest(&replica), digest(&reference));
        let event = no(&replica);
        let hits = |store: &Store| store.read(|r| r.find(event, "ibarra", 20)).unwrap().len();
        prop_assert_eq!((hits(&replica), hits(&reference)), (2, 2));
    }
}
