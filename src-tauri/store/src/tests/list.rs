//! What a list hears of: everybody who holds a registration, and whoever was written about since.

use super::*;

fn listed(store: &Store) -> Vec<AttendeeId> {
    let event = no(store);
    let mut ids = Vec::new();
    store
        .read(|r| r.each_listed(event, |row| ids.push(row.id)))
        .unwrap();
    ids.sort_unstable();
    ids
}

fn news(store: &Store, mark: Mark, subjects_max: u32) -> News {
    let event = no(store);
    store.read(|r| r.news_since(event, mark, subjects_max)).unwrap()
}

fn mark(store: &Store) -> Mark {
    store.read(|r| r.mark()).unwrap()
}

#[test]
fn a_list_hears_of_a_person_by_whatever_id_was_written_of_them() {
    let dir = tempfile::tempdir().unwrap();
    let world = World::new(1);
    let mut desk = store(dir.path(), 1);
    make_event(&mut desk, &world, &[1]);
    let event = no(&desk);
    append(
        &mut desk,
        &world,
        &[registered(5, "Etxeberria"), registered(6, "Agirre")],
    );
    let (five, six) = (AttendeeId([5; 16]), AttendeeId([6; 16]));
    assert_eq!(listed(&desk), [five, six]);

    let begun = mark(&desk);
    assert_eq!(news(&desk, begun, 10), News::Of(vec![]));
    let serial = BadgeSerial([4; 10]);
    append(&mut desk, &world, &[badge(5, serial)]);
    let issued = mark(&desk);
    assert_eq!(news(&desk, begun, 10), News::Of(vec![five.into()]));

    // Another desk knows the badge, and not yet whose it is.
    let scan = scanned(1, serial.badge_id().0, Some(serial.badge_id()));
    append(&mut desk, &world, &[scan]);
    let News::Of(subjects) = news(&desk, issued, 10) else {
        panic!("one scan is not everybody")
    };
    assert_eq!(subjects, [SubjectId(serial.badge_id().0)]);
    let people = desk.read(|r| r.people_of(event, subjects[0])).unwrap();
    assert_eq!(people, [five]);
    let row = desk.read(|r| r.listed(event, five)).unwrap().unwrap();
    assert!(row.has_badge && row.place.is_some_and(|place| place.inside));
    assert_eq!(desk.read(|r| r.live_badge(event, five)).unwrap(), Some(serial));
    let (source, by) = desk.read(|r| r.registered_by(event, five)).unwrap().unwrap();
    assert_eq!((source, by.operator), (Source::Import("pretix".into()), None));

    assert_eq!(news(&desk, begun, 1), News::Everybody, "more than was asked for");
    append(&mut desk, &world, &[erased(6)]);
    assert_eq!(listed(&desk), [five]);
    assert_eq!(desk.read(|r| r.listed(event, six)).unwrap(), None);
}

#[test]
fn whose_device_is_paired_or_revoked_changes_everybody() {
    let dir = tempfile::tempdir().unwrap();
    let world = World::new(1);
    let mut desk = store(dir.path(), 1);
    make_event(&mut desk, &world, &[1]);
    append(&mut desk, &world, &[registered(5, "Etxeberria")]);
    let before = mark(&desk);
    append(&mut desk, &world, &[certified(2, Role::Desk)]);
    assert_eq!(news(&desk, before, 10), News::Everybody);
}

#[test]
fn a_history_has_the_ops_of_every_id_of_a_person_in_their_order() {
    let dir = tempfile::tempdir().unwrap();
    let world = World::new(1);
    let mut desk = store(dir.path(), 1);
    make_event(&mut desk, &world, &[1]);
    let serial = BadgeSerial([4; 10]);
    append(
        &mut desk,
        &world,
        &[registered(5, "Etxeberria"), mail(5, "e@example.org")],
    );
    append(&mut desk, &world, &[badge(5, serial)]);
    append(
        &mut desk,
        &world,
        &[scanned(1, serial.badge_id().0, Some(serial.badge_id()))],
    );
    append(&mut desk, &world, &[registered(6, "Agirre")]);
    let event = no(&desk);
    let subjects = [SubjectId([5; 16]), SubjectId(serial.badge_id().0)].into();
    let kinds = |store: &Store| -> Vec<(&'static str, bool)> {
        let rows = store.read(|r| r.history(event, &subjects)).unwrap();
        rows.iter().map(|row| (row.op.fact.kind(), row.erased)).collect()
    };
    assert_eq!(
        kinds(&desk),
        [
            ("attendee_registered", false),
            ("attendee_changed", false),
            ("badge_issued", false),
            ("scan_recorded", false)
        ]
    );
    append(&mut desk, &world, &[erased(5)]);
    assert_eq!(
        kinds(&desk)[..2],
        [("attendee_registered", true), ("attendee_changed", true)]
    );
}
