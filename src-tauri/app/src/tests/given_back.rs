//! Personal parts that an erasure took at some devices, and that counts no more: whoever holds them gives them back.

use super::Fair;
use super::codes::{erase, find};
use super::merges::EVENT;
use super::sync::{Said, exchange, exchange_hearing, logs, register, waiting};
use sarrera_core::ops::Role;
use sarrera_sync::Request;

/// Two are merged and one of them is erased, and with her the other: here and at the third; the second hears of the erasure only
/// when the merge was taken back there.
fn torn_apart() -> (Fair, Fair, Fair) {
    let centre = Fair::new();
    let people = ["Ane", "Miren"].map(|name| register(&centre, name));
    for behind in 0..20 {
        register(&centre, &format!("Jon {behind}"));
    }
    let desks = [2, 3].map(|number| centre.paired_as(number, Role::Desk));
    centre.later_ms(1_000);
    let merged = centre.app.merge(EVENT, &people).unwrap();
    for desk in &desks {
        exchange(desk, &centre);
    }
    erase(&centre, people[1].parse().unwrap());
    let [knowing, unknowing] = desks;
    exchange(&knowing, &centre);
    assert_eq!(find(&centre, "Ane").len() + find(&knowing, "Ane").len(), 0);
    unknowing.later_ms(2_000);
    unknowing.app.undo_merge(EVENT, &merged.merge).unwrap();
    (centre, knowing, unknowing)
}

#[test]
fn whoever_still_holds_what_a_cut_erasure_took_gives_it_back() {
    let (centre, knowing, unknowing) = torn_apart();
    // Mail and phone follow when both know that the merge was taken back.
    for _ in 0..2 {
        let exchanged = exchange(&unknowing, &centre);
        assert!(exchanged.left.is_empty(), "{exchanged:?}");
    }
    for fair in [&centre, &unknowing] {
        assert_eq!((find(fair, "Ane").len(), find(fair, "Miren").len()), (1, 0));
    }
    assert_eq!(logs(&unknowing), logs(&centre));
    assert_eq!(waiting(&unknowing), 0, "and nothing waits because of that");
    // And who lacks it asks for it.
    for _ in 0..2 {
        let exchanged = exchange(&knowing, &centre);
        assert!(exchanged.left.is_empty(), "{exchanged:?}");
    }
    assert_eq!(find(&knowing, "Ane").len(), 1);
    assert_eq!(logs(&knowing), logs(&centre));
    let again = exchange(&knowing, &centre);
    assert_eq!(again.asked, 1, "nothing is left to ask for");
}

#[test]
fn of_a_long_chain_only_what_is_lacking_travels_again() {
    let (centre, _knowing, unknowing) = torn_apart();
    let mut said = Said::default();
    for _ in 0..2 {
        exchange_hearing(&unknowing, &centre, &mut said);
    }
    let pushes = said.requests.iter().filter_map(|request| {
        let Request::Push(push) = request else { return None };
        Some(&push.runs)
    });
    let ops = pushes.flatten().flat_map(|run| &run.ops);
    let kinds = ops.map(|op| serde_json::to_value(op).unwrap()["kind"].to_string());
    let of_ane: Vec<String> = kinds.filter(|kind| !kind.contains("merge_annulled")).collect();
    assert_eq!(
        of_ane,
        [
            "\"attendee_registered\"",
            "\"consent_given\"",
            "\"attendee_changed\""
        ]
    );
    assert_eq!(logs(&unknowing), logs(&centre));
}
