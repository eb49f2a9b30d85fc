//! Stories of an event that is forgotten: nothing of it is left in any table, and what else is here stays.

use super::*;

fn forgotten(id: EventId) -> ForgottenEvent {
    ForgottenEvent {
        id,
        label: "boi".into(),
        name: "BOI".into(),
        reason: "lost".into(),
        revoked: Timestamp(1),
        forgotten: Timestamp(2),
    }
}

/// A server holds everything that this device wrote.
fn hand_over(store: &mut Store) {
    let event = event();
    for log in store.read(|r| r.logs(event)).unwrap() {
        let at = AtServer {
            event,
            server: device(9),
            epoch: "1 A",
            log: &log,
        };
        for end in store.read(|r| r.ends(event, &log)).unwrap() {
            store
                .note_held(&at, &[((end.device, end.replica), end.seq)])
                .unwrap();
        }
    }
}

#[test]
fn an_event_stays_while_something_waits_that_was_written_just_now() {
    let dir = tempfile::tempdir().unwrap();
    let world = World::new(1);
    let mut store = store(dir.path(), 1);
    make_event(&mut store, &world, &[1]);
    hand_over(&mut store);
    append(&mut store, &world, &[scanned(1, [5; 16], None)]);
    let before = digest(&store);
    assert!(!store.forget_event(&forgotten(event())).unwrap());
    assert_eq!(digest(&store), before);
    hand_over(&mut store);
    assert!(store.forget_event(&forgotten(event())).unwrap());
}

/// Every table of the database with its columns.
fn tables(store: &Store) -> Vec<(String, Vec<String>)> {
    let names = |sql: &str| -> Vec<String> {
        let mut statement = store.connection.prepare(sql).unwrap();
        let rows = statement.query_map([], |row| row.get(0)).unwrap();
        rows.map(Result::unwrap).collect()
    };
    let all = names("SELECT name FROM pragma_table_list WHERE type = 'table' AND name NOT LIKE 'sqlite%'");
    let columns = |table: &String| names(&format!("SELECT name FROM pragma_table_info('{table}')"));
    all.iter().map(|table| (table.clone(), columns(table))).collect()
}

/// How many rows of the whole database hold this text, in whichever column.
fn holding(store: &Store, text: &str) -> Vec<(String, i64)> {
    let in_table = |(table, columns): &(String, Vec<String>)| {
        let any: Vec<String> = columns
            .iter()
            .map(|column| format!("instr(CAST({column} AS TEXT), '{text}') > 0"))
            .collect();
        let sql = format!("SELECT count(*) FROM {table} WHERE {}", any.join(" OR "));
        let found = store.connection.query_row(&sql, [], |row| row.get(0)).unwrap();
        (table.clone(), found)
    };
    let all: Vec<(String, i64)> = tables(store)
        .iter()
        .filter(|(table, _)| !table.starts_with("search_fts"))
        .map(in_table)
        .collect();
    all.into_iter().filter(|(_, found)| *found > 0).collect()
}

#[test]
fn of_a_forgotten_event_nothing_is_left_but_that_it_was_here() {
    let dir = tempfile::tempdir().unwrap();
    let world = World::new(1);
    let mut store = store(dir.path(), 1);
    make_event(&mut store, &world, &[1]);
    append(
        &mut store,
        &world,
        &[registered(5, "Canary"), mail(5, "canary@example.org")],
    );
    append(&mut store, &world, &[scanned(1, [5; 16], None)]);
    let no = store
        .read(|r| Ok::<_, StoreError>(r.event(event())?.unwrap().no))
        .unwrap();
    let heard = HeardRow {
        device: device(3),
        at: Timestamp(1),
        app: "a canary".into(),
        waiting: 1,
        offset_ms: None,
    };
    store.note_heard(event(), &heard).unwrap();
    store.note_heard_elsewhere(event(), &[heard]).unwrap();
    assert!(!holding(&store, "anary").is_empty());
    hand_over(&mut store);
    assert!(store.forget_event(&forgotten(event())).unwrap());
    assert_eq!(holding(&store, "anary"), []);
    assert_eq!(holding(&store, "secret5"), []);
    for (table, columns) in tables(&store) {
        let of_event = match columns.iter().find(|c| *c == "event_no" || *c == "log_no") {
            Some(_) => format!("SELECT count(*) FROM {table}"),
            None => continue,
        };
        let left: i64 = store
            .connection
            .query_row(&of_event, [], |row| row.get(0))
            .unwrap();
        assert_eq!(left, 0, "{table}");
    }
    let kept = store.read(|r| r.forgotten_events()).unwrap();
    assert_eq!(kept, [forgotten(event())]);
    assert!(
        !store.forget_event(&forgotten(event())).unwrap(),
        "it is gone already"
    );
    assert!(
        search::find(&store.connection, no.0, "canary", 5)
            .unwrap()
            .is_empty()
    );
}

#[test]
fn a_forgotten_event_may_come_again_and_another_stays_as_it_is() {
    let dir = tempfile::tempdir().unwrap();
    let elsewhere = tempfile::tempdir().unwrap();
    let world = World::new(1);
    let mut office = store(elsewhere.path(), 1);
    make_event(&mut office, &world, &[1, 2]);
    append(
        &mut office,
        &world,
        &[registered(5, "Ane"), mail(5, "ane@example.org")],
    );
    let ops = all_ops(&office);
    let mut desk = store(dir.path(), 2);
    desk.receive(world.act(), ops.clone()).unwrap();
    let before = digest(&desk);
    desk.set_setting("language", "eu").unwrap();
    desk.forget_event(&forgotten(event())).unwrap();
    desk.receive(world.act(), ops).unwrap();
    assert_eq!(digest(&desk), before);
    assert_eq!(
        desk.read(|r| r.forgotten_events()).unwrap(),
        [],
        "it is here again"
    );
    let kept = desk.read(|r| r.setting("language")).unwrap();
    assert_eq!(kept.as_deref(), Some("eu"));
    assert_eq!(desk.read(|r| r.verify()).unwrap().faults, Vec::<String>::new());
}
