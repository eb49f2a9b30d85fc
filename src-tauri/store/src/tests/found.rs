//! What is looked up: along an index, by keys that may be believed, and only people who are still there.

use super::*;
use crate::read::{people, scans};
use sarrera_core::codes::KeyId;

/// How SQLite means to run a statement, step by step.
fn plan(store: &Store, sql: &str) -> String {
    let mut statement = store
        .connection
        .prepare(&format!("EXPLAIN QUERY PLAN {sql}"))
        .unwrap();
    let mut rows = statement.raw_query();
    let mut steps = Vec::new();
    while let Some(row) = rows.next().unwrap() {
        steps.push(row.get::<_, String>(3).unwrap());
    }
    steps.join("\n")
}

#[test]
fn nothing_that_a_scan_a_print_or_an_erasure_asks_walks_a_whole_table() {
    let dir = tempfile::tempdir().unwrap();
    let store = store(dir.path(), 1);
    let asked = [
        (
            people::CODE_ELSEWHERE,
            "SEARCH f EXISTS USING PRIMARY KEY (event_no=? AND code=?)",
        ),
        (
            people::CODES_SHARED,
            "SEARCH foreign_code USING PRIMARY KEY (event_no=?)",
        ),
        (
            people::CODE_BEFORE,
            "SEARCH foreign_code USING PRIMARY KEY (event_no=? AND code<?)",
        ),
        (
            people::CODES_FROM,
            "SEARCH foreign_code USING PRIMARY KEY (event_no=? AND code>? AND code<?)",
        ),
        (
            scans::PRINT_JOB,
            "SEARCH j USING PRIMARY KEY (event_no=? AND job_id=?)",
        ),
        (
            scans::LAST_SCAN,
            "SEARCH scan USING INDEX scan_by_device (event_no=? AND checkpoint_id=? AND device_id=?)",
        ),
        (
            crate::project::person::ERASE,
            "SEARCH op USING INDEX op_by_subject (subject_id=?)",
        ),
        (
            crate::project::public::OPS_OF_DEVICE,
            "SEARCH o USING INDEX sqlite_autoindex_op_1 (log_no=? AND replica_no=?)",
        ),
    ];
    for (sql, wanted) in asked {
        let plan = plan(&store, sql);
        assert!(plan.contains(wanted), "{sql}\n{plan}");
        for table in ["op", "o", "foreign_code", "f", "print_job", "j", "scan"] {
            let walks = plan.lines().any(|step| step == format!("SCAN {table}"));
            assert!(!walks, "{sql}\n{plan}");
        }
        assert!(!plan.contains("TEMP B-TREE FOR ORDER"), "{sql}\n{plan}");
    }
}

fn pair(store: &mut Store, world: &World, n: u8, role: Role, may_serve: bool) {
    let said = DevicePaired {
        may_serve,
        ..pairing(n, role)
    };
    let subject = SubjectId(said.device.0);
    let paired = Fact::DevicePaired(Stated::by_office(said).unwrap());
    append(store, world, &[(LogName::Public, subject, paired)]);
}

#[test]
fn tickets_are_believed_of_servers_and_desks_only() {
    let dir = tempfile::tempdir().unwrap();
    let world = World::new(1);
    let mut store = store(dir.path(), 1);
    make_event(&mut store, &world, &[1, 2]);
    for (n, role, may_serve) in [
        (3, Role::Desk, false),
        (4, Role::Gate, false),
        (5, Role::Kiosk, false),
        (6, Role::Stand, false),
        (7, Role::Gate, true),
        (8, Role::Desk, false),
    ] {
        pair(&mut store, &world, n, role, may_serve);
    }
    append(&mut store, &world, &[revoked(8, vec![])]);
    let event = no(&store);
    let believed = |n: u8| {
        let key = device_key(n).verifying_key();
        let keys = store.read(|r| r.ticket_keys(event, KeyId::of(&key))).unwrap();
        keys.iter()
            .map(|found| (found.key == key, found.signs_tickets))
            .collect::<Vec<_>>()
    };
    for (n, signs) in [
        (1, true),
        (2, true),
        (3, true),
        (4, false),
        (5, false),
        (6, false),
        (7, true),
        (8, false),
    ] {
        assert_eq!(believed(n), [(true, signs)], "device {n}");
    }
    assert_eq!(believed(99), [], "a key that has not arrived");
}

#[test]
fn badges_are_made_with_the_newest_key_and_imported_people_keep_the_first() {
    let dir = tempfile::tempdir().unwrap();
    let world = World::new(1);
    let mut store = store(dir.path(), 1);
    make_event(&mut store, &world, &[1]);
    // The ids are drawn, so their order says nothing.
    for (id, byte) in [("MMM", 1), ("ZZZ", 2), ("AAA", 3)] {
        for key_use in [KeyUse::Badge, KeyUse::Import] {
            store
                .write(world.act(), |txn| {
                    txn.keep_event_key(event(), key_use, id, [byte; 32])?;
                    let published = Fact::KeyPublished(KeyPublished {
                        key_use,
                        key_id: id.into(),
                        sealed: BTreeMap::new(),
                    });
                    txn.append(event(), &LogName::Public, SubjectId([byte; 16]), &published)
                })
                .unwrap();
        }
    }
    let event = no(&store);
    let keys = |store: &Store| {
        let badge = store.read(|r| r.event_keys(event, KeyUse::Badge)).unwrap();
        let mint = store.read(|r| r.event_key(event, KeyUse::Badge)).unwrap();
        let import = store.read(|r| r.event_key(event, KeyUse::Import)).unwrap();
        (
            badge.iter().map(|key| key[0]).collect::<Vec<_>>(),
            mint.unwrap()[0],
            import.unwrap()[0],
        )
    };
    assert_eq!(keys(&store), (vec![3, 2, 1], 3, 1));
    store.rebuild(&mut |_, _| {}).unwrap();
    assert_eq!(keys(&store), (vec![3, 2, 1], 3, 1));
}

fn found(store: &Store, text: &str) -> Vec<(String, &'static str)> {
    let event = no(store);
    let hits = store.read(|r| r.find(event, text, 20)).unwrap();
    hits.into_iter()
        .map(|(row, found)| (row.family_name, found.why.field.code()))
        .collect()
}

fn search_rows(store: &Store) -> i64 {
    let count = "SELECT (SELECT count(*) FROM search_entry) + (SELECT count(*) FROM search_code)
                      + (SELECT count(*) FROM search_word)";
    store.connection.query_row(count, [], |row| row.get(0)).unwrap()
}

#[test]
fn somebody_whose_registration_is_quarantined_is_found_no_more() {
    let dirs = [tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap()];
    let world = World::new(1);
    let mut a = store(dirs[0].path(), 1);
    make_event(&mut a, &world, &[1, 2]);
    let mut b = store(dirs[1].path(), 2);
    b.receive(world.act(), all_ops(&a)).unwrap();
    append(&mut b, &world, &[registered(5, "Etxeberria")]);
    a.receive(world.act(), all_ops(&b)).unwrap();
    assert_eq!(found(&a, "etxeberria"), [("Etxeberria".to_owned(), "name")]);
    append(&mut a, &world, &[revoked(2, vec![])]);
    assert_eq!(found(&a, "etxeberria"), []);
    assert_eq!(search_rows(&a), 0, "no word of theirs stays");
}

#[test]
fn half_a_ticket_secret_and_the_number_on_the_paper_find_their_person() {
    let dir = tempfile::tempdir().unwrap();
    let world = World::new(1);
    let mut store = store(dir.path(), 1);
    make_event(&mut store, &world, &[1]);
    let serial = BadgeSerial([4; 10]);
    // The badge comes first, as the scans do.
    append(&mut store, &world, &[badge(5, serial)]);
    append(
        &mut store,
        &world,
        &[registered(5, "Etxeberria"), registered(6, "Kim")],
    );
    let later = BadgeSerial([9; 10]);
    append(&mut store, &world, &[badge(6, later)]);
    let all = |store: &Store| {
        [
            found(store, "secret5"),
            found(store, "secre"),
            found(store, &serial.short()),
            found(store, &serial.short().to_lowercase().replace(' ', "")),
            found(store, &format!("B{}", &serial.to_string()[..9])),
            found(store, &later.short()),
        ]
    };
    let hit = |name: &str, why| (name.to_owned(), why);
    let wanted = [
        vec![hit("Etxeberria", "ticket")],
        vec![hit("Etxeberria", "ticket"), hit("Kim", "ticket")],
        vec![hit("Etxeberria", "badge")],
        vec![hit("Etxeberria", "badge")],
        vec![hit("Etxeberria", "badge")],
        vec![hit("Kim", "badge")],
    ];
    assert_eq!(all(&store), wanted);
    store.rebuild(&mut |_, _| {}).unwrap();
    assert_eq!(all(&store), wanted);
    append(&mut store, &world, &[erased(5)]);
    append(&mut store, &world, &[badge(5, BadgeSerial([6; 10]))]);
    assert_eq!(found(&store, &serial.short()), []);
    assert_eq!(found(&store, &BadgeSerial([6; 10]).short()), []);
    assert_eq!(found(&store, "secret5"), []);
}
