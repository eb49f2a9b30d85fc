//! Which device may write what: a function of the `public` log, never of the order of arrival.
//!
//! Only root-signed ops certify, change or revoke office devices; office devices do so for all others. A device that
//! was certified in one role and later in a narrower one keeps what it wrote before, up to the listed seqs.

use super::FoldOp;
use crate::alphabet;
use crate::ids::EventId;
use crate::ids::{DeviceId, OpRef, ReplicaId};
use crate::ops::{
    DeviceChanged, DevicePaired, DeviceRevoked, EventDefined, Fact, LogName, Role, TrustedUpTo, device_id,
    event_id, may_write, root_statement,
};
use ed25519_dalek::{Signature, VerifyingKey};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// What an op counts for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Standing {
    /// It is folded.
    Permitted,
    /// It is stored and shown, and nothing is derived from it.
    Quarantined,
}

/// One device as the `public` log knows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeviceState {
    pub device: DeviceId,
    pub name: String,
    pub role: Role,
    pub may_serve: bool,
    pub signing_key: VerifyingKey,
    pub sealing_key: String,
    pub revoked: bool,
    /// Where revoked or narrowed: the last trusted seq of each chain; a chain not listed is cut at 0.
    cut: Option<BTreeMap<(String, ReplicaId), u64>>,
    /// What it may write up to the cut.
    role_before: Role,
}

/// All devices of an event.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Devices {
    pub devices: BTreeMap<DeviceId, DeviceState>,
    released: BTreeSet<OpRef>,
}

impl Devices {
    /// What an op of this device counts for.
    #[must_use]
    pub fn standing(
        &self,
        device: DeviceId,
        log: &LogName,
        replica: ReplicaId,
        seq: u64,
        kind: &str,
        op: OpRef,
    ) -> Standing {
        let Some(state) = self.devices.get(&device) else {
            return Standing::Quarantined;
        };
        if self.released.contains(&op) {
            return Standing::Permitted;
        }
        let permitted = match &state.cut {
            None => may_write(state.role, kind),
            Some(cut) => {
                let trusted = cut.get(&(log.to_string(), replica)).copied().unwrap_or(0);
                if seq <= trusted {
                    may_write(state.role_before, kind)
                } else {
                    !state.revoked && may_write(state.role, kind)
                }
            }
        };
        if permitted {
            Standing::Permitted
        } else {
            Standing::Quarantined
        }
    }
}

/// Folds the `public` log's ops about devices, in any order and with repetitions.
#[must_use]
pub fn fold_devices(event: EventId, ops: &[FoldOp]) -> Devices {
    let mut ordered: Vec<&FoldOp> = ops.iter().collect();
    ordered.sort_by_key(|op| op.rank());
    ordered.dedup_by_key(|op| op.op_ref);

    let Some(root) = root_key(event, &ordered) else {
        return Devices::default();
    };
    let mut all = Devices::default();
    // First what the root says, then what its office devices say: two rounds, for office devices certify no office.
    for op in &ordered {
        apply(&mut all, op, &By::Root(&root));
    }
    let offices = all.clone();
    for op in &ordered {
        apply(&mut all, op, &By::Office(&offices));
    }
    for op in &ordered {
        if let Fact::OpsReleased(fact) = &op.fact
            && office_permits(&offices, op)
        {
            all.released.extend(&fact.ops);
        }
    }
    all
}

enum By<'a> {
    Root(&'a VerifyingKey),
    Office(&'a Devices),
}

impl By<'_> {
    /// Whether this op speaks with the authority that is asked for in this round, for a device of this role.
    fn speaks<T: Serialize>(
        &self,
        op: &FoldOp,
        role: Role,
        signature: Option<&String>,
        unsigned: &T,
    ) -> bool {
        match self {
            Self::Root(root) => signature.is_some_and(|s| root_signed(root, op.fact.kind(), unsigned, s)),
            Self::Office(offices) => role != Role::Office && office_permits(offices, op),
        }
    }
}

/// The event's root key: the one whose hash is the event's id.
fn root_key(event: EventId, ops: &[&FoldOp]) -> Option<VerifyingKey> {
    ops.iter().find_map(|op| {
        let Fact::EventDefined(EventDefined { root_key, .. }) = &op.fact else {
            return None;
        };
        let key = VerifyingKey::from_bytes(&alphabet::decode(root_key)?).ok()?;
        (event_id(&key) == event).then_some(key)
    })
}

fn root_signed<T: Serialize>(root: &VerifyingKey, kind: &str, unsigned: &T, signature: &str) -> bool {
    let Ok(statement) = root_statement(kind, unsigned) else {
        return false;
    };
    let Some(bytes) = alphabet::decode::<64>(signature) else {
        return false;
    };
    root.verify_strict(&statement, &Signature::from_bytes(&bytes))
        .is_ok()
}

fn office_permits(offices: &Devices, op: &FoldOp) -> bool {
    let standing = offices.standing(
        op.device,
        &LogName::Public,
        op.replica,
        op.seq,
        op.fact.kind(),
        op.op_ref,
    );
    standing == Standing::Permitted
        && offices
            .devices
            .get(&op.device)
            .is_some_and(|d| d.role_before == Role::Office)
}

fn apply(all: &mut Devices, op: &FoldOp, by: &By<'_>) {
    if let Fact::DevicePaired(fact) = &op.fact {
        let unsigned = DevicePaired {
            root_signature: None,
            ..fact.clone()
        };
        if by.speaks(op, fact.role, fact.root_signature.as_ref(), &unsigned) {
            pair(all, fact);
        }
    } else if let Fact::DeviceChanged(fact) = &op.fact {
        change(all, op, by, fact);
    } else if let Fact::DeviceRevoked(fact) = &op.fact {
        revoke(all, op, by, fact);
    }
}

fn change(all: &mut Devices, op: &FoldOp, by: &By<'_>, fact: &DeviceChanged) {
    let unsigned = DeviceChanged {
        root_signature: None,
        ..fact.clone()
    };
    let role_now = all.devices.get(&fact.device).map_or(fact.role, |d| d.role);
    // To or from the office only by the root.
    let role = if role_now == Role::Office {
        Role::Office
    } else {
        fact.role
    };
    if !by.speaks(op, role, fact.root_signature.as_ref(), &unsigned) {
        return;
    }
    let Some(state) = all.devices.get_mut(&fact.device) else {
        return;
    };
    state.name.clone_from(&fact.name);
    state.may_serve = fact.may_serve;
    if state.role != fact.role {
        state.role_before = state.role;
        state.role = fact.role;
        state.cut = Some(cut(&fact.trusted));
    }
}

fn revoke(all: &mut Devices, op: &FoldOp, by: &By<'_>, fact: &DeviceRevoked) {
    let unsigned = DeviceRevoked {
        root_signature: None,
        ..fact.clone()
    };
    let role = all.devices.get(&fact.device).map_or(Role::Office, |d| d.role);
    if !by.speaks(op, role, fact.root_signature.as_ref(), &unsigned) {
        return;
    }
    let Some(state) = all.devices.get_mut(&fact.device) else {
        return;
    };
    state.revoked = true;
    let narrower = cut(&fact.trusted);
    let tightened = state
        .cut
        .take()
        .map_or(narrower.clone(), |before| tighter(&before, &narrower));
    state.cut = Some(tightened);
}

fn pair(all: &mut Devices, fact: &DevicePaired) {
    let Some(key) =
        alphabet::decode(&fact.signing_key).and_then(|bytes| VerifyingKey::from_bytes(&bytes).ok())
    else {
        return;
    };
    if device_id(&key) != fact.device || all.devices.contains_key(&fact.device) {
        return;
    }
    all.devices.insert(
        fact.device,
        DeviceState {
            device: fact.device,
            name: fact.name.clone(),
            role: fact.role,
            may_serve: fact.may_serve,
            signing_key: key,
            sealing_key: fact.sealing_key.clone(),
            revoked: false,
            cut: None,
            role_before: fact.role,
        },
    );
}

fn cut(trusted: &[TrustedUpTo]) -> BTreeMap<(String, ReplicaId), u64> {
    trusted
        .iter()
        .map(|t| ((t.log.clone(), t.replica), t.seq))
        .collect()
}

/// The narrower of two cuts, chain by chain: a chain that one of them does not list is cut at 0.
fn tighter(
    a: &BTreeMap<(String, ReplicaId), u64>,
    b: &BTreeMap<(String, ReplicaId), u64>,
) -> BTreeMap<(String, ReplicaId), u64> {
    a.iter()
        .filter_map(|(chain, seq)| Some((chain.clone(), (*seq).min(*b.get(chain)?))))
        .collect()
}
