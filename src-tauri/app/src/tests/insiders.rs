//! Stories of a device that signs well and says too much: it is refused by a code, and everybody else goes on.

use super::Fair;
use super::sync::{EVENT, copied, event, exchange, logs, register, waiting};
use sarrera_core::ids::{AttendeeId, BootId, ReplicaId, SubjectId, TxnId};
use sarrera_core::ops::{
    AttendeeErased, DeviceRevoked, Fact, LogName, Op, OpHash, Place, Private, Role, Stated, TXN_BYTES_MAX,
    TXN_OPS_MAX, sign,
};
use sarrera_core::time::{Hlc, Timestamp};
use sarrera_sync::{
    Answer, Bounds, Chain, Denial, Fetch, Problem, Push, Pushed, Request, Wanted, pack, runs_of, unpack,
};

/// What a device holds of its session after an exchange.
pub(super) fn session(device: &Fair, server: &Fair) -> String {
    let mut last = None;
    let wire = &mut |session: Option<&str>, body: &[u8]| {
        last = session.map(str::to_owned).or(last.take());
        Ok::<_, ()>(server.app.answer_sync(session, body).unwrap().body)
    };
    device.app.exchange(event(device), wire).unwrap();
    last.unwrap()
}

/// Ops of this device, all of one transaction, that the app would not write.
fn transaction(device: &Fair, log: &LogName, (kind, body): (&str, &str), many: usize) -> Vec<Op> {
    let own = device.app.own().unwrap();
    let id: [u8; 16] = device.world().random();
    let mut prev = OpHash::NONE;
    let ops = (1..=u64::try_from(many).unwrap()).map(|seq| {
        let mut op = Op {
            place: Place {
                event: event(device),
                log: log.clone(),
                replica: ReplicaId(id),
                seq,
            },
            device: own.device,
            operator: None,
            txn: TxnId(id),
            hlc: Hlc(1 << 40),
            wall: Timestamp(super::FIRST_MORNING),
            boot: BootId(id),
            subject: SubjectId([7; 16]),
            kind: kind.to_owned(),
            v: 1,
            body: body.as_bytes().to_vec(),
            private: Private::None,
            prev,
            signature: None,
        };
        prev = op.hash();
        op.signature = (seq == u64::try_from(many).unwrap()).then(|| sign(&own.signing_key, &op.place, prev));
        op
    });
    ops.collect()
}

fn push(server: &Fair, session: &str, log: LogName, ops: Vec<Op>) -> Result<Pushed, Denial> {
    let push = Push {
        log,
        runs: runs_of(ops),
        covers: Vec::new(),
    };
    let body = pack(&Request::Push(push)).unwrap();
    let answered = server.app.answer_sync(Some(session), &body).unwrap();
    let answer = unpack(&answered.body).unwrap();
    if let Answer::Denied(denied) = answer {
        return Err(denied.code);
    }
    let Answer::Pushed(pushed) = answer else {
        panic!("{answer:?} answers no push")
    };
    Ok(pushed)
}

/// Erases a person, and gives what says so.
fn erase(fair: &Fair, person: &str) -> Op {
    let person = SubjectId(person.parse::<AttendeeId>().unwrap().0);
    let erased = Fact::AttendeeErased(AttendeeErased {
        asked_by: "attendee".into(),
        import_identity: None,
    });
    fair.app
        .write(|txn| Ok(txn.append(event(fair), &LogName::Core, person, &erased)?))
        .unwrap();
    core_ops(fair).pop().unwrap()
}

fn core_ops(fair: &Fair) -> Vec<Op> {
    let row = fair.app.event(EVENT).unwrap();
    fair.app.read(|r| Ok(r.ops(row.no, &LogName::Core)?)).unwrap()
}

fn codes(pushed: Pushed) -> Vec<String> {
    pushed.refused.into_iter().map(|run| run.code).collect()
}

#[test]
fn a_transaction_larger_than_any_may_be_is_refused_and_holds_up_nobody() {
    let centre = Fair::new();
    let (desk, other) = (centre.paired_as(2, Role::Desk), centre.paired_as(3, Role::Desk));
    register(&centre, "Ane");
    let session = session(&desk, &centre);
    let before = logs(&centre);
    let third = "a".repeat(TXN_BYTES_MAX / 2);
    for (body, many) in [("{}", TXN_OPS_MAX + 1), (&*third, 3)] {
        let ops = transaction(&desk, &LogName::Core, ("nonsense", body), many);
        let pushed = push(&centre, &session, LogName::Core, ops).unwrap();
        assert_eq!(
            (codes(pushed), logs(&centre)),
            (vec!["too_large".to_owned()], before.clone())
        );
    }
    // What any transaction may be is taken, and reaches everybody.
    for (body, many) in [("{}", TXN_OPS_MAX), (&*third, 2)] {
        let ops = transaction(&desk, &LogName::Core, ("nonsense", body), many);
        assert_eq!(
            codes(push(&centre, &session, LogName::Core, ops).unwrap()),
            [""; 0]
        );
    }
    exchange(&other, &centre);
    assert_eq!(logs(&other), logs(&centre));
}

#[test]
fn a_push_far_beyond_its_bounds_is_denied_before_anything_of_it_is_checked() {
    let centre = Fair::new();
    let desk = centre.paired_as(2, Role::Desk);
    let session = session(&desk, &centre);
    let many = transaction(&desk, &LogName::Core, ("nonsense", "{}"), 2_001);
    assert_eq!(
        push(&centre, &session, LogName::Core, many),
        Err(Denial::TooLarge)
    );
    let large = transaction(&desk, &LogName::Core, ("nonsense", &"a".repeat(500_000)), 10);
    assert_eq!(
        push(&centre, &session, LogName::Core, large),
        Err(Denial::TooLarge)
    );
}

#[test]
fn a_stranger_may_say_little_and_whoever_has_no_session_less() {
    let office = Fair::new();
    let centre = office.paired_as(2, Role::Desk);
    // Nobody told the centre of this one.
    let desk = office.paired_as(3, Role::Desk);
    let mut session = String::new();
    let wire = &mut |said: Option<&str>, body: &[u8]| {
        said.unwrap_or_default().clone_into(&mut session);
        if let Request::Push(_) = unpack(body).unwrap() {
            return Err(());
        }
        Ok(centre.app.answer_sync(said, body).unwrap().body)
    };
    let _broken_off = desk.app.exchange(event(&desk), wire);
    assert!(!session.is_empty());
    let junk = transaction(&desk, &LogName::Public, ("nonsense", "{}"), 1_001);
    let denied = push(&centre, &session, LogName::Public, junk);
    assert_eq!(denied, Err(Denial::TooLarge));
    let said = |session: Option<&str>, bytes: usize| {
        let body = pack(&" ".repeat(bytes)).unwrap();
        centre.app.answer_sync(session, &body).unwrap().denied
    };
    assert_eq!(said(None, 1_000_000), Some(Denial::Unreadable));
    assert_eq!(said(None, 1_100_000), Some(Denial::TooLarge));
    assert_eq!(said(Some("NONE"), 1_100_000), Some(Denial::TooLarge));
    assert_eq!(said(Some(&session), 1_100_000), Some(Denial::Unreadable));
    assert_eq!(said(Some(&session), 4_200_000), Some(Denial::TooLarge));
}

#[test]
fn erasures_that_nobody_believes_do_not_travel_with_what_was_erased() {
    let centre = Fair::new();
    let (gate, desk) = (centre.paired_as(2, Role::Gate), centre.paired_as(3, Role::Desk));
    let person = register(&centre, "Ane");
    let person = erase(&centre, &person).subject;
    let session = session(&gate, &centre);
    let mut ops = transaction(
        &gate,
        &LogName::Core,
        ("attendee_erased", &"a".repeat(300_000)),
        1,
    );
    for op in &mut ops {
        op.subject = person;
        op.signature = Some(sign(&gate.app.own().unwrap().signing_key, &op.place, op.hash()));
    }
    assert_eq!(
        codes(push(&centre, &session, LogName::Core, ops).unwrap()),
        [""; 0]
    );
    let mut covers = 0;
    let wire = &mut |session: Option<&str>, body: &[u8]| {
        let answered = centre.app.answer_sync(session, body).unwrap();
        if let Answer::Page(page) = unpack(&answered.body).unwrap() {
            covers += page.covers.len();
            let size = pack(&page.covers).unwrap().len();
            assert!(serde_json::to_vec(&page.covers).unwrap().len() < 10_000, "{size}");
        }
        Ok::<_, ()>(answered.body)
    };
    desk.app.exchange(event(&desk), wire).unwrap();
    assert!(covers > 0);
    assert_eq!((logs(&desk), waiting(&desk)), (logs(&centre), 0));
}

#[test]
fn a_log_that_a_device_may_not_hold_tells_it_nothing_and_no_made_up_one_is_remembered() {
    let centre = Fair::new();
    register(&centre, "Ane");
    let gate = centre.paired_as(2, Role::Gate);
    let session = session(&gate, &centre);
    let denied = push(&centre, &session, LogName::Contact, Vec::new());
    assert_eq!(
        denied,
        Err(Denial::NotGranted),
        "a push of nothing is no question"
    );
    let made_up = LogName::Exhibitor(SubjectId([9; 16]));
    for log in [LogName::Contact, made_up] {
        let own = transaction(&gate, &log, ("nonsense", "{}"), 1);
        let pushed = push(&centre, &session, log, own).unwrap();
        assert_eq!(
            (pushed.ends.len(), pushed.head),
            (1, None),
            "it happened, and that is all"
        );
    }
    let granted = push(&centre, &session, LogName::Core, Vec::new()).unwrap();
    assert!(granted.head.is_some());
}

#[test]
fn an_answer_to_a_fetch_of_many_chains_is_as_small_as_a_page() {
    let centre = Fair::new();
    let desk = centre.paired_as(2, Role::Desk);
    let session = session(&desk, &centre);
    let body = "a".repeat(1_000);
    for _ in 0..5 {
        let ops = transaction(&desk, &LogName::Core, ("nonsense", &body), 1);
        push(&centre, &session, LogName::Core, ops).unwrap();
    }
    let ops = core_ops(&centre);
    let chains = ops.iter().map(|op| {
        let (device, replica) = (op.device, op.place.replica);
        Wanted::onwards(Chain { device, replica }, 1)
    });
    let fetch = Fetch {
        log: LogName::Core,
        chains: chains.collect(),
    };
    assert_eq!(fetch.chains.len(), 5);
    let centre = copied(&centre);
    centre.app.set_sync_bounds(Bounds {
        page_bytes: 1_500,
        ..Bounds::default()
    });
    let body = pack(&Request::Fetch(fetch)).unwrap();
    let answered = centre.app.answer_sync(Some(&session), &body).unwrap();
    let Answer::Fetched(fetched) = unpack(&answered.body).unwrap() else {
        panic!("{:?}", answered.denied);
    };
    assert_eq!((fetched.runs.len(), fetched.rest.len()), (2, 3));
}

fn revoke(server: &Fair, device: &Fair) {
    let own = device.app.own().unwrap().device;
    let said = DeviceRevoked {
        device: own,
        reason: "lost".into(),
        trusted: Vec::new(),
        at_ms: super::FIRST_MORNING + 5_000,
    };
    server.state(own.0, &Fact::DeviceRevoked(Stated::by_office(said).unwrap()));
}

fn ask(device: &Fair, server: &Fair) -> Option<Problem> {
    let wire = &mut |session: Option<&str>, body: &[u8]| {
        Ok::<_, ()>(server.app.answer_sync(session, body).unwrap().body)
    };
    device.app.exchange(event(device), wire).unwrap().problem
}

#[test]
fn a_revoked_device_hands_over_what_was_erased_and_goes() {
    let centre = Fair::new();
    let desk = centre.paired_as(2, Role::Desk);
    let old = copied(&centre);
    let person = register(&desk, "Ane");
    exchange(&desk, &centre);
    let erasure = erase(&centre, &person);
    exchange(&desk, &centre);
    // An older copy of the server has the erasure, and not the person.
    old.app.receive(vec![erasure]).unwrap();
    revoke(&old, &desk);
    assert_eq!(ask(&desk, &old), Some(Problem::Denied(Denial::DeviceRevoked)));
    assert_eq!(desk.app.overview().unwrap().events, []);
    let own = desk.app.own().unwrap().device;
    assert!(core_ops(&old).iter().any(|op| op.device == own));
}

#[test]
fn a_revoked_device_that_was_copied_goes_only_once_both_branches_are_handed_over() {
    let centre = Fair::new();
    let desk = centre.paired_as(2, Role::Desk);
    register(&desk, "Ane");
    let own = core_ops(&desk);
    // A copy of the machine wrote another op at the same place; the server has that one.
    let mut copys = own.clone();
    let mut prev = copys[0].prev;
    for op in &mut copys {
        (op.txn, op.prev) = (TxnId([99; 16]), prev);
        prev = op.hash();
        let key = &desk.app.own().unwrap().signing_key;
        op.signature = op.signature.map(|_| sign(key, &op.place, prev));
    }
    centre.app.receive(copys.clone()).unwrap();
    desk.app.receive(copys).unwrap();
    revoke(&centre, &desk);
    assert_eq!(ask(&desk, &centre), Some(Problem::Denied(Denial::DeviceRevoked)));
    assert_eq!(desk.app.overview().unwrap().events, []);
    let there: Vec<_> = core_ops(&centre).iter().map(Op::hash).collect();
    assert!(
        own.iter().all(|op| there.contains(&op.hash())),
        "nobody lost what it wrote"
    );
}
