//! Stories of clocks that are wrong: what was written by them is shown at the time it was.

use super::*;
use rusqlite::named_params;

const HOUR_MS: i64 = 3_600_000;

/// When a scan is shown to have been.
fn shown(store: &Store, scan: u8) -> i64 {
    let key = named_params! {":scan": [scan; 16]};
    let query = "SELECT at_ms FROM scan WHERE scan_id = :scan";
    store.connection.query_row(query, key, |row| row.get(0)).unwrap()
}

fn written(store: &Store, scan: u8) -> i64 {
    let query = "SELECT wall_ms FROM op WHERE kind = 'scan_recorded' ORDER BY pos LIMIT 1 OFFSET :nth";
    let key = named_params! {":nth": scan - 1};
    store.connection.query_row(query, key, |row| row.get(0)).unwrap()
}

fn fair() -> (tempfile::TempDir, World, Store) {
    let dir = tempfile::tempdir().unwrap();
    let world = World::new(1);
    let mut store = store(dir.path(), 1);
    make_event(&mut store, &world, &[1, 2]);
    (dir, world, store)
}

#[test]
fn what_was_written_before_the_clock_was_measured_is_shown_at_the_right_time_afterwards() {
    let (_dir, world, mut store) = fair();
    append(&mut store, &world, &[scanned(1, [5; 16], None)]);
    assert_eq!(shown(&store, 1), written(&store, 1));
    append(&mut store, &world, &[measured(1, -HOUR_MS)]);
    assert_eq!(shown(&store, 1), written(&store, 1) - HOUR_MS);
    let incremental = digest(&store);
    store.rebuild(&mut |_, _| {}).unwrap();
    assert_eq!(
        digest(&store),
        incremental,
        "and the same when it is derived anew"
    );
}

#[test]
fn a_clock_that_was_set_right_leaves_what_was_written_before_as_it_was_measured_then() {
    let (_dir, world, mut store) = fair();
    append(
        &mut store,
        &world,
        &[measured(1, -HOUR_MS), scanned(1, [5; 16], None)],
    );
    append(&mut store, &world, &[measured(1, 0), scanned(2, [6; 16], None)]);
    assert_eq!(shown(&store, 1), written(&store, 1) - HOUR_MS);
    assert_eq!(shown(&store, 2), written(&store, 2));
}

#[test]
fn nobody_measures_the_clock_of_another_device_nor_of_another_run_of_the_machine() {
    let (_dir, world, mut store) = fair();
    append(&mut store, &world, &[scanned(1, [5; 16], None)]);
    let elsewhere = tempfile::tempdir().unwrap();
    let mut other = super::store(elsewhere.path(), 2);
    other.receive(world.act(), all_ops(&store)).unwrap();
    append(&mut other, &world, &[measured(1, HOUR_MS)]);
    let later = Fact::ClockMeasured(ClockMeasured {
        boot: BootId([9; 16]),
        offset_ms: HOUR_MS,
        took_ms: 1,
    });
    append(
        &mut store,
        &world,
        &[(LogName::Public, SubjectId(device(1).0), later)],
    );
    store.receive(world.act(), all_ops(&other)).unwrap();
    assert_eq!(shown(&store, 1), written(&store, 1));
}
