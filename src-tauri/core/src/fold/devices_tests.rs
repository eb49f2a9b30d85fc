//! Stories of devices: who certifies whom, what a role change and a revocation leave, and that no order matters.

use super::*;
use crate::alphabet;
use crate::ids::*;
use crate::ops::*;
use ed25519_dalek::SigningKey;
use proptest::prelude::*;

const REPLICA: ReplicaId = ReplicaId([1; 16]);

fn key(n: u8) -> SigningKey {
    SigningKey::from_bytes(&[n; 32])
}

fn device(n: u8) -> DeviceId {
    device_id(&key(n).verifying_key())
}

fn root() -> SigningKey {
    key(9)
}

/// Op `n`, written by device `by` when its clock said `at`.
fn op(n: u8, by: u8, at: i64, fact: Fact) -> FoldOp {
    FoldOp {
        op_ref: OpRef([n; 16]),
        hlc: Hlc::default().tick(Timestamp(at)),
        replica: ReplicaId([by; 16]),
        seq: u64::from(n),
        device: device(by),
        operator: None,
        txn: TxnId([n; 16]),
        subject: SubjectId([9; 16]),
        wall: Timestamp(at),
        fact,
    }
}

fn event() -> FoldOp {
    let defined = EventDefined {
        label: "x".into(),
        name: "X".into(),
        venue: String::new(),
        time_zone: "Europe/Madrid".into(),
        starts: "2026-11-23".into(),
        ends: "2026-11-24".into(),
        root_key: alphabet::encode(root().verifying_key().as_bytes()),
        recovery_recipient: String::new(),
        root_secret: String::new(),
        demo: false,
        privacy_notice: None,
        over: vec![],
    };
    op(100, 1, 1, Fact::EventDefined(defined))
}

fn pairing(n: u8, role: Role) -> DevicePaired {
    DevicePaired {
        device: device(n),
        name: format!("Desk {n}"),
        role,
        signing_key: alphabet::encode(key(n).verifying_key().as_bytes()),
        sealing_key: String::new(),
        may_serve: false,
        exhibitor: None,
        at_ms: 1,
    }
}

fn change(n: u8, role: Role, over: &[StatementRef], trusted: u64) -> DeviceChanged {
    DeviceChanged {
        device: device(n),
        name: format!("Changed {n}"),
        role,
        signing_key: alphabet::encode(key(n).verifying_key().as_bytes()),
        sealing_key: String::new(),
        may_serve: false,
        exhibitor: None,
        over: over.to_vec(),
        trusted: up_to(trusted),
        at_ms: 2,
    }
}

fn revocation(n: u8, trusted: u64) -> DeviceRevoked {
    DeviceRevoked {
        device: device(n),
        reason: "lost".into(),
        trusted: up_to(trusted),
        at_ms: 3,
    }
}

fn up_to(seq: u64) -> Vec<TrustedUpTo> {
    let place = |log: &str| TrustedUpTo {
        log: log.into(),
        replica: REPLICA,
        seq,
    };
    vec![place("core"), place("scans")]
}

fn by_root<T: Statement>(said: T) -> Stated<T> {
    Stated::by_root(said, &root()).unwrap()
}

fn by_office<T: Statement>(said: T) -> Stated<T> {
    Stated::by_office(said).unwrap()
}

/// Device 1 is the office, certified by the root.
fn office() -> FoldOp {
    op(101, 1, 2, Fact::DevicePaired(by_root(pairing(1, Role::Office))))
}

fn released(n: u8, by: u8, ops: &[OpRef]) -> FoldOp {
    let fact = OpsReleased {
        ops: ops.to_vec(),
        reason: "ours".into(),
    };
    op(n, by, 90, Fact::OpsReleased(fact))
}

fn fold(ops: &[FoldOp]) -> Devices {
    fold_devices(event_id(&root().verifying_key()), ops, Forks::new())
}

fn standing(devices: &Devices, n: u8, seq: u64, kind: &str) -> bool {
    let logs = LogName::STANDING.iter();
    let log = logs.rev().find(|log| may_stand_in(log, kind)).unwrap();
    let written = Written {
        device: device(n),
        log,
        replica: REPLICA,
        seq,
        kind,
        op_ref: OpRef([200; 16]),
    };
    devices.standing(&written) == Standing::Permitted
}

#[test]
fn only_the_root_makes_offices_and_offices_make_desks() {
    let thief = Stated::by_root(pairing(3, Role::Office), &key(3)).unwrap();
    let devices = fold(&[
        op(4, 3, 2, Fact::DevicePaired(thief)),
        op(5, 1, 2, Fact::DevicePaired(by_office(pairing(4, Role::Office)))),
        op(3, 1, 2, Fact::DevicePaired(by_office(pairing(2, Role::Desk)))),
        office(),
        event(),
    ]);
    assert!(standing(&devices, 1, 1, "attendee_erased"));
    assert!(standing(&devices, 2, 1, "scan_recorded"));
    assert!(!standing(&devices, 2, 1, "attendee_erased"));
    assert!(!standing(&devices, 3, 1, "scan_recorded"));
    assert!(!standing(&devices, 4, 1, "scan_recorded"));
}

#[test]
fn a_revoked_desk_keeps_what_was_trusted_and_loses_the_rest_until_released() {
    let mut ops = vec![
        op(5, 1, 9, Fact::DeviceRevoked(by_office(revocation(2, 5)))),
        op(3, 1, 8, Fact::DevicePaired(by_office(pairing(2, Role::Desk)))),
        office(),
        event(),
    ];
    let devices = fold(&ops);
    assert!(devices.devices[&device(2)].revoked);
    assert!(standing(&devices, 2, 5, "scan_recorded"));
    assert!(!standing(&devices, 2, 6, "scan_recorded"));
    ops.push(released(6, 1, &[OpRef([200; 16])]));
    assert!(standing(&fold(&ops), 2, 6, "scan_recorded"));
}

#[test]
fn a_kind_in_another_log_than_its_own_counts_for_nothing_even_when_released() {
    let ops = [event(), office(), released(6, 1, &[OpRef([200; 16])])];
    let devices = fold(&ops);
    let stands = |log: &LogName, kind| {
        let written = Written {
            device: device(1),
            log,
            replica: REPLICA,
            seq: 1,
            kind,
            op_ref: OpRef([200; 16]),
        };
        devices.standing(&written) == Standing::Permitted
    };
    assert!(stands(&LogName::Scans, "scan_recorded") && !stands(&LogName::Core, "scan_recorded"));
    assert!(stands(&LogName::Core, "attendee_erased") && !stands(&LogName::Scans, "attendee_erased"));
    assert!(!stands(&LogName::Core, "device_paired"));
    assert!(stands(&LogName::Core, "lunch_served"), "a newer app's");
}

#[test]
fn a_revocation_holds_whatever_clock_the_pairing_had() {
    let devices = fold(&[
        event(),
        office(),
        op(5, 1, 9, Fact::DeviceRevoked(by_office(revocation(2, 5)))),
        op(
            3,
            1,
            99_999,
            Fact::DevicePaired(by_office(pairing(2, Role::Desk))),
        ),
    ]);
    assert!(!standing(&devices, 2, 6, "scan_recorded"));
}

#[test]
fn every_role_that_a_device_had_keeps_its_own_part_of_the_day() {
    let paired = by_office(pairing(2, Role::Desk));
    let noon = by_office(change(2, Role::Gate, &[paired.statement_ref()], 10));
    let evening = by_office(change(2, Role::Stand, &[noon.statement_ref()], 20));
    let devices = fold(&[
        event(),
        office(),
        op(7, 1, 30, Fact::DeviceChanged(evening)),
        op(3, 1, 2, Fact::DevicePaired(paired)),
        op(6, 1, 20, Fact::DeviceChanged(noon)),
    ]);
    assert!(standing(&devices, 2, 10, "badge_issued"), "the morning's desk");
    assert!(!standing(&devices, 2, 11, "badge_issued"), "a gate issues none");
    assert!(standing(&devices, 2, 20, "scan_recorded"), "the afternoon's gate");
    assert!(
        !standing(&devices, 2, 21, "scan_recorded"),
        "a stand does not scan"
    );
    assert_eq!(devices.devices[&device(2)].role, Role::Stand);
}

#[test]
fn what_a_revocation_trusts_is_not_lost_to_an_earlier_role_change() {
    let paired = by_office(pairing(2, Role::Desk));
    let gate = by_office(change(2, Role::Gate, &[paired.statement_ref()], 10));
    let devices = fold(&[
        event(),
        office(),
        op(3, 1, 2, Fact::DevicePaired(paired)),
        op(6, 1, 20, Fact::DeviceChanged(gate)),
        op(7, 1, 30, Fact::DeviceRevoked(by_office(revocation(2, 40)))),
    ]);
    assert!(standing(&devices, 2, 40, "scan_recorded"));
    assert!(!standing(&devices, 2, 41, "scan_recorded"));
}

#[test]
fn a_change_that_did_not_know_of_the_revocation_does_not_undo_it() {
    let paired = by_office(pairing(2, Role::Desk));
    let gate = by_office(change(2, Role::Gate, &[paired.statement_ref()], 90));
    let devices = fold(&[
        event(),
        office(),
        op(3, 1, 2, Fact::DevicePaired(paired)),
        op(6, 1, 20, Fact::DeviceRevoked(by_office(revocation(2, 5)))),
        op(7, 1, 99_999, Fact::DeviceChanged(gate)),
    ]);
    assert!(standing(&devices, 2, 5, "badge_issued"));
    assert!(!standing(&devices, 2, 6, "badge_issued"));
}

#[test]
fn two_offices_that_disagree_leave_what_both_allow() {
    let paired = by_office(pairing(2, Role::Desk));
    let known = [paired.statement_ref()];
    let second = op(102, 5, 2, Fact::DevicePaired(by_root(pairing(5, Role::Office))));
    let devices = fold(&[
        event(),
        office(),
        second,
        op(3, 1, 2, Fact::DevicePaired(paired)),
        op(
            6,
            1,
            20,
            Fact::DeviceChanged(by_office(change(2, Role::Gate, &known, 0))),
        ),
        op(
            7,
            5,
            30,
            Fact::DeviceChanged(by_office(change(2, Role::Kiosk, &known, 0))),
        ),
    ]);
    assert!(
        standing(&devices, 2, 1, "scan_recorded"),
        "a gate and a kiosk both scan"
    );
    assert!(
        !standing(&devices, 2, 1, "badge_issued"),
        "a gate prints no badge"
    );
    assert_eq!(devices.devices[&device(2)].heads.len(), 2);
}

#[test]
fn a_desk_that_the_root_promotes_is_an_office_whoever_paired_it() {
    let paired = by_office(pairing(2, Role::Desk));
    let promoted = by_root(change(2, Role::Office, &[paired.statement_ref()], 10));
    let by_the_root = by_root(pairing(3, Role::Desk));
    let promoted_too = by_root(change(3, Role::Office, &[by_the_root.statement_ref()], 10));
    let narrower = by_office(change(2, Role::Gate, &[promoted.statement_ref()], 0));
    let devices = fold(&[
        event(),
        office(),
        op(3, 1, 2, Fact::DevicePaired(paired)),
        op(4, 4, 3, Fact::DeviceChanged(promoted)),
        op(5, 1, 2, Fact::DevicePaired(by_the_root)),
        op(6, 1, 3, Fact::DeviceChanged(promoted_too)),
        op(20, 2, 4, Fact::DevicePaired(by_office(pairing(6, Role::Desk)))),
        op(21, 3, 4, Fact::DevicePaired(by_office(pairing(7, Role::Gate)))),
        op(22, 1, 5, Fact::DeviceChanged(narrower)),
        op(23, 1, 5, Fact::DeviceRevoked(by_office(revocation(3, 0)))),
    ]);
    assert!(standing(&devices, 2, 11, "attendee_erased"));
    assert!(
        !standing(&devices, 2, 10, "attendee_erased"),
        "then it was a desk"
    );
    assert!(standing(&devices, 2, 10, "badge_issued"));
    assert!(
        standing(&devices, 6, 1, "badge_issued"),
        "paired by a promoted desk"
    );
    assert!(standing(&devices, 7, 1, "scan_recorded"), "paired by another");
    assert!(
        !devices.devices[&device(3)].revoked,
        "no office revokes an office"
    );
}

#[test]
fn an_office_that_the_root_sends_back_to_the_desk_is_the_offices_again() {
    let paired = by_root(pairing(2, Role::Office));
    let back = by_root(change(2, Role::Desk, &[paired.statement_ref()], 10));
    let gate = by_office(change(2, Role::Gate, &[back.statement_ref()], 20));
    let devices = fold(&[
        event(),
        office(),
        op(22, 1, 5, Fact::DeviceChanged(gate)),
        op(4, 4, 3, Fact::DeviceChanged(back)),
        op(3, 1, 2, Fact::DevicePaired(paired)),
    ]);
    assert!(standing(&devices, 2, 10, "attendee_erased"));
    assert!(!standing(&devices, 2, 11, "attendee_erased"));
    assert!(standing(&devices, 2, 20, "badge_issued"));
    assert!(!standing(&devices, 2, 21, "badge_issued"));
}

#[test]
fn an_old_statement_of_the_root_repeated_under_a_new_clock_changes_nothing() {
    let paired = by_root(pairing(2, Role::Desk));
    let promoted = by_root(change(2, Role::Office, &[paired.statement_ref()], 0));
    let back = by_root(change(2, Role::Desk, &[promoted.statement_ref()], 0));
    let mut ops = vec![
        event(),
        office(),
        op(3, 1, 2, Fact::DevicePaired(paired)),
        op(4, 1, 3, Fact::DeviceChanged(promoted.clone())),
        op(5, 1, 4, Fact::DeviceChanged(back)),
    ];
    let before = fold(&ops);
    ops.push(op(30, 2, 99_999, Fact::DeviceChanged(promoted)));
    assert_eq!(fold(&ops), before);
    assert!(!standing(&before, 2, 1, "attendee_erased"));
}

#[test]
fn nobody_speaks_from_a_fork_of_an_office_until_another_office_lets_it() {
    let fork = Forks::from([((LogName::Public, device(1), ReplicaId([1; 16])), 3)]);
    let id = event_id(&root().verifying_key());
    let second = op(102, 5, 2, Fact::DevicePaired(by_root(pairing(5, Role::Office))));
    let mut ops = vec![
        event(),
        office(),
        second,
        op(3, 1, 2, Fact::DevicePaired(by_office(pairing(2, Role::Desk)))),
    ];
    let devices = fold_devices(id, &ops, fork.clone());
    assert!(!standing(&devices, 2, 1, "scan_recorded"));
    assert!(
        standing(&devices, 1, 9, "attendee_erased"),
        "its other chains are its own"
    );
    ops.push(released(8, 5, &[OpRef([3; 16])]));
    assert!(standing(&fold_devices(id, &ops, fork), 2, 1, "scan_recorded"));
}

/// A day with everything that can be said of devices, by several who do not know of each other.
fn day() -> Vec<FoldOp> {
    let (desk, gate) = (by_office(pairing(2, Role::Desk)), by_root(pairing(3, Role::Gate)));
    let promoted = by_root(change(2, Role::Office, &[desk.statement_ref()], 7));
    let narrowed = by_office(change(3, Role::Stand, &[gate.statement_ref()], 4));
    let widened = by_office(change(3, Role::Desk, &[gate.statement_ref()], 6));
    let settled = by_office(change(
        3,
        Role::Kiosk,
        &[narrowed.statement_ref(), widened.statement_ref()],
        9,
    ));
    vec![
        event(),
        office(),
        op(102, 5, 700, Fact::DevicePaired(by_root(pairing(5, Role::Office)))),
        op(1, 1, 10, Fact::DevicePaired(desk)),
        op(2, 1, 900, Fact::DevicePaired(gate)),
        op(3, 4, 20, Fact::DeviceChanged(promoted.clone())),
        op(4, 3, 5_000, Fact::DeviceChanged(promoted)),
        op(5, 1, 30, Fact::DeviceChanged(narrowed)),
        op(6, 5, 31, Fact::DeviceChanged(widened)),
        op(7, 2, 32, Fact::DeviceChanged(settled)),
        op(8, 2, 33, Fact::DevicePaired(by_office(pairing(6, Role::Desk)))),
        op(9, 1, 34, Fact::DeviceRevoked(by_office(revocation(6, 5)))),
        op(10, 5, 35, Fact::DeviceRevoked(by_office(revocation(6, 3)))),
        op(11, 4, 36, Fact::DeviceRevoked(by_root(revocation(5, 8)))),
        released(12, 2, &[OpRef([200; 16]), OpRef([8; 16])]),
        op(13, 3, 37, Fact::DevicePaired(by_office(pairing(7, Role::Desk)))),
        released(14, 5, &[OpRef([13; 16])]),
    ]
}

proptest! {
    #[test]
    fn any_order_and_number_gives_the_same_devices(
        order in Just((0..17).collect::<Vec<usize>>()).prop_shuffle(),
        without in 3_usize..17,
        twice in 0_usize..17,
    ) {
        let ops: Vec<FoldOp> = day().into_iter().enumerate().filter(|(i, _)| *i != without).map(|(_, o)| o).collect();
        let mut shuffled: Vec<FoldOp> = order.iter().filter_map(|i| ops.get(*i).cloned()).collect();
        shuffled.extend(ops.get(twice).cloned());
        prop_assert_eq!(fold(&shuffled), fold(&ops));
    }

    #[test]
    fn a_revocation_only_ever_tightens(without in 3_usize..17, trusted in 0_u64..12, seq in 1_u64..12, n in 1_u8..8) {
        let ops: Vec<FoldOp> = day().into_iter().enumerate().filter(|(i, _)| *i != without).map(|(_, o)| o).collect();
        let revoked = op(40, 1, 99, Fact::DeviceRevoked(by_root(revocation(n, trusted))));
        let after = fold(&[ops.as_slice(), &[revoked]].concat());
        let before = fold(&ops);
        for kind in ["scan_recorded", "badge_issued", "attendee_erased"] {
            prop_assert!(standing(&before, n, seq, kind) || !standing(&after, n, seq, kind));
        }
    }
}
