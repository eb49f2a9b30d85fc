//! Stories of help and of operators: what is kept, who is named, and what goes with an erased person.

use super::*;

fn words(store: &Store) -> i64 {
    count(
        store,
        "SELECT (SELECT count(*) FROM op WHERE private LIKE '%anary%')
              + (SELECT count(*) FROM help WHERE words LIKE '%anary%' OR answer_words LIKE '%anary%')",
    )
}

/// The calls that wait.
fn waiting(store: &Store) -> Vec<HelpRow> {
    let event = no(store);
    store.read(|r| r.open_help(event)).unwrap()
}

fn state(store: &Store, help: u8) -> String {
    let event = no(store);
    let row = store.read(|r| r.help(event, HelpId([help; 16]))).unwrap();
    row.unwrap().state
}

#[test]
fn what_was_said_of_a_person_in_a_call_goes_with_them_whichever_came_first() {
    let dirs = [(); 2].map(|()| tempfile::tempdir().unwrap());
    let world = World::new(1);
    let mut store = store(dirs[0].path(), 1);
    make_event(&mut store, &world, &[1]);
    append(&mut store, &world, &[registered(5, "Canary")]);
    let call = [
        asked(50, 5, "canary", vec![]),
        answered(50, HelpAnswer::OnTheWay, "canary"),
    ];
    append(&mut store, &world, &call);
    assert!(words(&store) > 0);
    append(&mut store, &world, &[erased(5)]);
    assert_eq!((words(&store), state(&store, 50).as_str()), (0, "on_the_way"));
    let late = [
        asked(51, 5, "canary", vec![]),
        answered(51, HelpAnswer::Done, "canary"),
    ];
    append(&mut store, &world, &late);
    assert_eq!((words(&store), state(&store, 51).as_str()), (0, "done"));
    assert_eq!(verified(&store).faults, Vec::<String>::new());

    // Another device takes the ops as they are now, without the words.
    let mut other = super::store(dirs[1].path(), 2);
    let received = other.receive(world.act(), all_ops(&store)).unwrap();
    assert!(received.refused.is_empty(), "{:?}", received.refused);
    assert_eq!(digest(&other), digest(&store));
}

#[test]
fn every_op_names_whoever_is_at_this_device_until_they_retire() {
    let dir = tempfile::tempdir().unwrap();
    let world = World::new(1);
    let mut store = store(dir.path(), 1);
    make_event(&mut store, &world, &[1]);
    append(&mut store, &world, &[operator(60, "Nerea", true, vec![])]);
    let nerea = Some(OperatorId([60; 16]));
    let last = |store: &Store| all_ops(store).last().unwrap().operator;
    assert_eq!(last(&store), None, "nobody was chosen");

    store.choose_operator(event(), nerea).unwrap();
    append(&mut store, &world, &[registered(5, "Etxeberria")]);
    assert_eq!(last(&store), nerea);
    append(&mut store, &world, &[asked(50, 5, "", vec![])]);
    assert_eq!(waiting(&store)[0].operator, nerea);

    let here = no(&store);
    let over = store
        .read(|r| r.heads_in(here, &LogName::Core, SubjectId([60; 16])))
        .unwrap();
    append(&mut store, &world, &[operator(60, "Nerea", false, over)]);
    append(&mut store, &world, &[registered(6, "Kim")]);
    assert_eq!(last(&store), None, "who retired is at no desk");
    assert_eq!(store.read(|r| r.operator_here(event())).unwrap(), None);
}

#[test]
fn a_call_that_is_finished_waits_no_more() {
    let dir = tempfile::tempdir().unwrap();
    let world = World::new(1);
    let mut store = store(dir.path(), 1);
    make_event(&mut store, &world, &[1]);
    append(
        &mut store,
        &world,
        &[asked(50, 5, "", vec![]), asked(51, 6, "", vec![])],
    );
    append(&mut store, &world, &[answered(50, HelpAnswer::OnTheWay, "")]);
    assert_eq!(waiting(&store).len(), 2);
    append(
        &mut store,
        &world,
        &[
            answered(50, HelpAnswer::Done, ""),
            answered(51, HelpAnswer::Withdrawn, ""),
        ],
    );
    assert_eq!(waiting(&store), vec![]);
}
