//! Stories of the file: durable settings, two openings of it, and versions.

use super::*;

#[test]
fn a_file_is_opened_encrypted_durable_and_strict() {
    let dir = tempfile::tempdir().unwrap();
    let store = store(dir.path(), 1);
    let pragma = |name: &str| -> String {
        store
            .connection
            .query_row(&format!("PRAGMA {name}"), [], |row| {
                row.get_ref(0).map(|v| {
                    v.as_str()
                        .map_or_else(|_| v.as_i64().unwrap().to_string(), str::to_owned)
                })
            })
            .unwrap()
    };
    assert_eq!(pragma("journal_mode"), "wal");
    assert_eq!(pragma("synchronous"), "2", "FULL");
    assert_eq!(pragma("foreign_keys"), "1");
    assert!(pragma("cipher_version").starts_with('4'));
    let loose: i64 = store
        .connection
        .query_row(
            "SELECT count(*) FROM pragma_table_list WHERE type = 'table' AND strict = 0
                 AND name NOT LIKE 'sqlite%' AND name NOT LIKE 'search%'",
            [],
            |row| row.get(0),
        )
        .unwrap();
    assert_eq!(loose, 0, "every table is STRICT");
    let bytes = std::fs::read(dir.path().join("sarrera.db")).unwrap();
    assert!(!bytes.starts_with(b"SQLite format 3"), "the file is encrypted");
}

#[test]
fn a_wrong_key_and_a_newer_file_are_told_apart() {
    let dir = tempfile::tempdir().unwrap();
    let mut ours = store(dir.path(), 1);
    let other = Store::open(StoreOptions::new(
        &dir.path().join("sarrera.db"),
        DatabaseKey::new([2; 32]),
    ));
    assert!(matches!(other, Err(StoreError::WrongKey { .. })), "{other:?}");
    ours.connection
        .pragma_update(None, "user_version", SCHEMA_VERSION + 1)
        .unwrap();
    ours.set_setting("x", "y").unwrap();
    drop(ours);
    let newer = Store::open(StoreOptions::new(
        &dir.path().join("sarrera.db"),
        DatabaseKey::new([1; 32]),
    ));
    assert!(matches!(newer, Err(StoreError::Newer { .. })), "{newer:?}");
}

#[test]
fn two_openings_share_a_file_and_write_chains_of_their_own() {
    let dir = tempfile::tempdir().unwrap();
    let world = World::new(1);
    let mut window = store(dir.path(), 1);
    make_event(&mut window, &world, &[1]);
    let mut script = open(dir.path(), 1);
    append(&mut window, &world, &[registered(5, "Etxeberria")]);
    append(&mut script, &world, &[registered(6, "Коваленко")]);
    append(&mut window, &world, &[mail(6, "k@example.org")]);
    let verified = window.read(|r| r.verify()).unwrap();
    assert_eq!(verified.faults, Vec::<String>::new());
    assert_eq!((verified.ops, verified.quarantined), (5, 0));
    assert_eq!(digest(&window), digest(&script));
    assert_eq!(
        {
            let event = no(&script);
            script.read(|r| r.registered(event))
        }
        .unwrap(),
        2
    );
}

#[test]
fn what_a_use_case_refuses_leaves_nothing_behind() {
    let dir = tempfile::tempdir().unwrap();
    let world = World::new(1);
    let mut store = store(dir.path(), 1);
    make_event(&mut store, &world, &[1]);
    let before = digest(&store);
    let refused: Result<(), StoreError> = store.write(world.act(), |txn| {
        let (log, subject, fact) = registered(5, "Etxeberria");
        txn.append(event(), &log, subject, &fact)?;
        Err(StoreError::Busy)
    });
    assert!(refused.is_err());
    assert_eq!(digest(&store), before);
    append(&mut store, &world, &[registered(6, "Agirre")]);
    assert_eq!(store.read(|r| r.verify()).unwrap().faults, Vec::<String>::new());
}

#[test]
fn rows_that_another_version_derived_are_derived_anew_before_anybody_reads_them() {
    let dir = tempfile::tempdir().unwrap();
    let world = World::new(1);
    let mut ours = store(dir.path(), 1);
    make_event(&mut ours, &world, &[1]);
    append(&mut ours, &world, &[registered(5, "Etxeberria")]);
    let before = digest(&ours);
    ours.connection
        .execute_batch("UPDATE attendee SET family_name = 'as it was once folded'")
        .unwrap();
    ours.set_setting("projection_version", "0").unwrap();
    drop(ours);
    let mut heard = Vec::new();
    let options = StoreOptions::new(&dir.path().join("sarrera.db"), DatabaseKey::new([1; 32]));
    let opened = Store::open_with_progress(options.clone(), &mut |done, of| heard.push((done, of))).unwrap();
    assert_eq!(family_name(&opened), "Etxeberria");
    assert_eq!(digest(&opened), before);
    assert_eq!(heard.last().map(|(done, of)| done == of), Some(true));
    let mut again = 0;
    Store::open_with_progress(options, &mut |_, _| again += 1).unwrap();
    assert_eq!(again, 0, "once");
}

#[test]
fn whoever_is_killed_while_rows_are_derived_anew_finds_them_derived_at_the_next_opening() {
    let (dir, killed) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let world = World::new(1);
    let mut ours = store(dir.path(), 1);
    make_event(&mut ours, &world, &[1]);
    append(
        &mut ours,
        &world,
        &[registered(5, "Etxeberria"), registered(6, "Kim")],
    );
    let before = digest(&ours);
    ours.set_setting("projection_version", "0").unwrap();
    // What lies on the disk at the last moment before the end is what a killed process leaves.
    let copy = || {
        for file in ["sarrera.db", "sarrera.db-wal"] {
            let from = dir.path().join(file);
            if from.exists() {
                std::fs::copy(from, killed.path().join(file)).unwrap();
            }
        }
    };
    ours.connection.execute_batch("PRAGMA cache_size = 1").unwrap();
    let mut heard = 0;
    ours.rebuild(&mut |_, _| {
        heard += 1;
        copy();
    })
    .unwrap();
    assert!(heard >= 2);
    let mut again = 0;
    let options = StoreOptions::new(&killed.path().join("sarrera.db"), DatabaseKey::new([1; 32]));
    let next = Store::open_with_progress(options, &mut |_, _| again += 1).unwrap();
    assert!(again > 0, "nothing of the first attempt counts");
    assert_eq!(digest(&next), before);
}

#[test]
fn a_chain_without_its_end_and_one_that_is_listed_nowhere_do_not_verify() {
    let dir = tempfile::tempdir().unwrap();
    let world = World::new(1);
    let mut store = store(dir.path(), 1);
    make_event(&mut store, &world, &[1]);
    append(&mut store, &world, &[registered(5, "Etxeberria")]);
    append(&mut store, &world, &[registered(6, "Kim")]);
    let faults = |change: &str| {
        store.connection.execute_batch(change).unwrap();
        store.read(|r| r.verify()).unwrap().faults
    };
    assert_eq!(faults(""), Vec::<String>::new());
    let unlisted = faults("CREATE TEMP TABLE kept AS SELECT * FROM chain; DELETE FROM chain");
    assert!(
        unlisted.iter().all(|fault| fault.contains("1 of its ends")),
        "{unlisted:?}"
    );
    assert_eq!(unlisted.len(), 2);
    assert_eq!(
        faults("INSERT INTO chain SELECT * FROM kept"),
        Vec::<String>::new()
    );
    let cut = faults("DELETE FROM op WHERE pos = (SELECT max(pos) FROM op)");
    assert!(cut[0].contains("1 of its ends"), "{cut:?}");
}

#[test]
fn a_program_that_stayed_open_while_a_newer_one_moved_on_writes_nothing_more() {
    let dir = tempfile::tempdir().unwrap();
    let world = World::new(1);
    let mut window = store(dir.path(), 1);
    make_event(&mut window, &world, &[1]);
    let elsewhere = open(dir.path(), 1);
    for (newer, ours) in [
        (
            format!("PRAGMA user_version = {}", SCHEMA_VERSION + 1),
            format!("PRAGMA user_version = {SCHEMA_VERSION}"),
        ),
        (
            "UPDATE setting SET value = '99' WHERE name = 'projection_version'".to_owned(),
            format!("UPDATE setting SET value = '{PROJECTION_VERSION}' WHERE name = 'projection_version'"),
        ),
    ] {
        elsewhere.connection.execute_batch(&newer).unwrap();
        let write = window.write(world.act(), |txn| -> Result<(), StoreError> {
            let (log, subject, fact) = registered(5, "Etxeberria");
            txn.append(event(), &log, subject, &fact)?;
            Ok(())
        });
        assert!(matches!(write, Err(StoreError::Newer { .. })), "{write:?}");
        let ops = all_ops(&window);
        let received = window.receive(world.act(), ops);
        assert!(matches!(received, Err(StoreError::Newer { .. })), "{received:?}");
        elsewhere.connection.execute_batch(&ours).unwrap();
    }
    append(&mut window, &world, &[registered(5, "Etxeberria")]);
}

#[test]
fn a_position_in_a_log_is_never_given_twice() {
    let dir = tempfile::tempdir().unwrap();
    let world = World::new(1);
    let mut store = store(dir.path(), 1);
    make_event(&mut store, &world, &[1]);
    let newest = count(&store, "SELECT max(pos) FROM op");
    store
        .connection
        .execute_batch("DELETE FROM op WHERE pos = (SELECT max(pos) FROM op)")
        .unwrap();
    append(&mut store, &world, &[registered(5, "Etxeberria")]);
    assert!(count(&store, "SELECT max(pos) FROM op") > newest);
    let pull = "EXPLAIN QUERY PLAN SELECT * FROM op WHERE log_no = 1 AND pos > 7 ORDER BY pos LIMIT 5000";
    let plan: String = store.connection.query_row(pull, [], |row| row.get(3)).unwrap();
    assert!(plan.contains("op_by_pos"), "{plan}");
}

#[test]
fn a_file_of_the_first_version_keeps_its_ops_and_derives_its_rows_anew() {
    let dir = tempfile::tempdir().unwrap();
    let world = World::new(1);
    let mut ours = store(dir.path(), 1);
    make_event(&mut ours, &world, &[1]);
    append(
        &mut ours,
        &world,
        &[badge(5, BadgeSerial([4; 10])), scanned(1, [5; 16], None)],
    );
    let before = digest(&ours);
    ours.connection
        .execute_batch(
            "DROP INDEX op_without_part; DROP TABLE heard_elsewhere; DROP TABLE clock; DROP TABLE forgotten_event; DROP TABLE invitation; DROP INDEX replica_by_device; DROP TABLE serving; DROP TABLE pulled; DROP TABLE held; DROP TABLE server; DROP TABLE heard;
             DROP INDEX attendee_erased; DROP TABLE badge_void;
             DROP INDEX op_merges; DROP INDEX registration_by_holder; DROP TABLE merged; DROP TABLE not_same;
             DROP TABLE operator; DROP TABLE help;
             DROP INDEX attendee_by_company; ALTER TABLE attendee DROP COLUMN company_folded;
             ALTER TABLE event_definition DROP COLUMN notice_eu; ALTER TABLE event_definition DROP COLUMN notice_es;
             ALTER TABLE event_definition DROP COLUMN notice_en",
        )
        .unwrap();
    let first = include_str!("../schema.sql");
    for name in ["scan", "badge", "print_job"] {
        let from = first.find(&format!("CREATE TABLE {name} (")).unwrap();
        let (table, _) = first[from..].split_once(';').unwrap();
        let as_it_was = format!("DROP TABLE {name}; {table};");
        ours.connection.execute_batch(&as_it_was).unwrap();
    }
    ours.connection.pragma_update(None, "user_version", 1).unwrap();
    ours.set_setting("projection_version", "2").unwrap();
    drop(ours);
    assert_eq!(digest(&open(dir.path(), 1)), before);
}
