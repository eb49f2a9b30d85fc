//! What a statement may cost, and how much one transaction may write.

use super::*;
use rusqlite::StatementStatus;

#[test]
fn a_statement_is_compiled_once_whatever_is_bound_to_it() {
    let dir = tempfile::tempdir().unwrap();
    let store = store(dir.path(), 1);
    let mut statement = store
        .connection
        .prepare("SELECT pos FROM op WHERE subject_id = ?1 AND log_no = ?2")
        .unwrap();
    for n in 0..3_u8 {
        assert!(!statement.exists((vec![n; 16], n)).unwrap());
    }
    assert_eq!(statement.get_status(StatementStatus::RePrepare), 0);
}

/// Appends so many people in one transaction, each with a family name of so many letters.
fn append_people(store: &mut Store, world: &World, people: usize, letters: usize) -> Result<(), StoreError> {
    let name = "a".repeat(letters);
    store.write(world.act(), |txn| {
        for n in 0..people {
            let (log, _, fact) = registered(1, &name);
            let subject = SubjectId(u128::try_from(n).unwrap().to_be_bytes());
            txn.append(event(), &log, subject, &fact)?;
        }
        Ok(())
    })
}

#[test]
fn a_transaction_over_its_bounds_is_refused_and_writes_nothing() {
    let dir = tempfile::tempdir().unwrap();
    let world = World::new(1);
    let mut store = store(dir.path(), 1);
    make_event(&mut store, &world, &[1]);
    let before = digest(&store);
    for (people, letters) in [(TXN_OPS_MAX + 1, 5), (2, TXN_BYTES_MAX / 2)] {
        let refused = append_people(&mut store, &world, people, letters);
        assert!(
            matches!(refused, Err(StoreError::TxnTooLarge { .. })),
            "{refused:?}"
        );
        assert_eq!(digest(&store), before);
    }
    append_people(&mut store, &world, TXN_OPS_MAX, 5).unwrap();
    append_people(&mut store, &world, 2, TXN_BYTES_MAX / 2 - 1_000).unwrap();
    assert_eq!(store.read(|r| r.verify()).unwrap().faults, Vec::<String>::new());
}
