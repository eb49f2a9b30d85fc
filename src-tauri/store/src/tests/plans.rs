//! No statement that a desk runs for one person walks a whole event: the plans of the statements that really ran.

use super::*;
use rusqlite::trace::{TraceEvent, TraceEventCodes};
use std::collections::BTreeSet;
use std::sync::{Arc, Mutex};

/// The tables that grow with an event's people.
const LARGE: [&str; 11] = [
    "op",
    "attendee",
    "registration",
    "foreign_code",
    "contact",
    "scan",
    "presence",
    "badge",
    "badge_void",
    "print_job",
    "conflict",
];

/// Runs `work` and gives every statement that the store ran for it, with its values.
fn statements(store: &mut Store, work: impl FnOnce(&mut Store)) -> BTreeSet<String> {
    let ran = Arc::new(Mutex::new(BTreeSet::new()));
    let heard = Arc::clone(&ran);
    let listen = move |event: TraceEvent<'_>| {
        if let TraceEvent::Stmt(statement, _) = event
            && let Some(sql) = statement.expanded_sql()
        {
            heard.lock().unwrap().insert(sql);
        }
    };
    store
        .connection
        .trace_v2(TraceEventCodes::SQLITE_TRACE_STMT, Some(listen))
        .unwrap();
    work(store);
    store
        .connection
        .trace_v2(TraceEventCodes::empty(), None::<fn(TraceEvent<'_>)>)
        .unwrap();
    let ran = ran.lock().unwrap();
    ran.clone()
}

fn plan(store: &Store, statement: &str) -> Vec<String> {
    let explain = format!("EXPLAIN QUERY PLAN {statement}");
    let mut prepared = store.connection.prepare(&explain).unwrap();
    let rows = prepared.query_map([], |row| row.get(3)).unwrap();
    rows.map(Result::unwrap).collect()
}

/// Whether a step of a plan goes through a large table, or through all that an event has in it.
fn walks(step: &str) -> bool {
    let words: Vec<&str> = step.split(' ').collect();
    let aliases = ["o", "a", "c", "r"];
    let large = words
        .get(1)
        .is_some_and(|t| LARGE.contains(t) || aliases.contains(t));
    // The newest position of a log stands at the end of its index: one step, however many ops there are.
    let newest = step.contains("op_by_pos");
    let whole_event = step.ends_with("(event_no=?)") || (step.ends_with("(log_no=?)") && !newest);
    large && (words.first() == Some(&"SCAN") && !step.contains("VIRTUAL TABLE") || whole_event)
}

#[test]
fn a_plan_that_walks_is_told_from_one_that_does_not() {
    assert!(walks("SCAN badge"));
    assert!(walks("SEARCH scan USING PRIMARY KEY (event_no=?)"));
    assert!(!walks(
        "SEARCH scan USING INDEX scan_by_subject (subject_id=? AND event_no=?)"
    ));
}

#[test]
fn no_statement_of_a_desk_walks_a_whole_event_to_find_one_person() {
    let dir = tempfile::tempdir().unwrap();
    let world = World::new(1);
    let mut desk = store(dir.path(), 1);
    make_event(&mut desk, &world, &[1]);
    let serial = BadgeSerial([4; 10]);
    let ran = statements(&mut desk, |desk| {
        append(
            desk,
            &world,
            &[registered(5, "Etxeberria"), mail(5, "e@example.org")],
        );
        append(
            desk,
            &world,
            &[scanned(1, serial.badge_id().0, Some(serial.badge_id()))],
        );
        append(desk, &world, &[badge(5, serial), scanned(2, [5; 16], None)]);
        append(desk, &world, &[registered(6, "Echeverría")]);
        append(desk, &world, &super::orders::merged(50, &[5, 6]));
        append(desk, &world, &[scanned(3, [6; 16], None)]);
        append(desk, &world, &super::orders::unmerged(50));
        append(desk, &world, &[erased(5)]);
        let known = all_ops(desk)
            .into_iter()
            .filter(|op| op.place.log != LogName::Public);
        let known: Vec<Op> = known.collect();
        desk.receive(world.act(), known).unwrap();
        let event = no(desk);
        for shared in [Shared::Order("K7QP4"), Shared::Company("zubiola")] {
            desk.read(|r| r.sharing(event, shared, 9)).unwrap();
            desk.read(|r| r.count_sharing(event, shared)).unwrap();
        }
    });
    // Reading all ops back, and the public log's keys, are not a desk's daily work for one person.
    let mine = ran.iter().filter(|sql| {
        let verb = sql.split_whitespace().next().unwrap_or_default();
        ["SELECT", "UPDATE", "DELETE", "INSERT"].contains(&verb)
            && !sql.contains("ORDER BY o.pos")
            && !sql.contains("WHERE o.log_no =")
            && !sql.contains("kind IN ('device_paired'")
    });
    let mut seen = 0;
    for statement in mine {
        seen += 1;
        for step in plan(&desk, statement) {
            assert!(!walks(&step), "{statement}: {step}");
        }
    }
    assert!(seen > 30, "the statements were heard: {seen}");
}

#[test]
fn no_line_of_a_list_and_no_history_walks_a_whole_event() {
    let dir = tempfile::tempdir().unwrap();
    let world = World::new(1);
    let mut desk = store(dir.path(), 1);
    make_event(&mut desk, &world, &[1]);
    append(
        &mut desk,
        &world,
        &[registered(5, "Etxeberria"), badge(5, BadgeSerial([4; 10]))],
    );
    let event = no(&desk);
    let id = AttendeeId([5; 16]);
    let ran = statements(&mut desk, |desk| {
        let mark = desk.read(|r| r.mark()).unwrap();
        desk.read(|r| {
            r.news_since(event, mark, 10)?;
            r.people_of(event, id.into())?;
            r.listed(event, id)?;
            r.live_badge(event, id)?;
            r.registered_by(event, id)?;
            r.history(event, &[SubjectId::from(id)].into())
        })
        .unwrap();
    });
    let selects: Vec<&String> = ran.iter().filter(|sql| sql.starts_with("SELECT")).collect();
    for statement in &selects {
        for step in plan(&desk, statement) {
            assert!(!walks(&step), "{statement}: {step}");
        }
    }
    assert!(selects.len() >= 7, "the statements were heard: {}", selects.len());
}

#[test]
fn who_was_let_in_lately_and_by_whom_is_counted_along_an_index() {
    let dir = tempfile::tempdir().unwrap();
    let world = World::new(1);
    let mut desk = store(dir.path(), 1);
    make_event(&mut desk, &world, &[1]);
    let event = no(&desk);
    let ran = statements(&mut desk, |desk| {
        desk.read(|r| {
            r.let_in_since(event, CheckpointId([7; 16]), Timestamp(1_795_000_000_000))?;
            r.let_in_by_operator(event, Day(20_000), OperatorId([1; 16]))?;
            r.let_in_by_device(event, Day(20_000), DeviceId([1; 16]))
        })
        .unwrap();
    });
    let counts = ran
        .iter()
        .filter(|sql| sql.contains("count(DISTINCT attendee_id)"));
    let ways: BTreeSet<String> = counts.flat_map(|sql| plan(&desk, sql)).collect();
    for way in [
        "SEARCH scan USING COVERING INDEX scan_let_in (event_no=? AND day=? AND operator_id=?)",
        "SEARCH scan USING COVERING INDEX scan_let_in (event_no=? AND day=?)",
        "SEARCH scan USING INDEX scan_by_time (event_no=? AND checkpoint_id=? AND hlc>?)",
    ] {
        assert!(ways.contains(way), "{way}: {ways:?}");
    }
}
