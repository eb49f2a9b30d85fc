//! Which device may write what: a function of the set of ops, never of the order of arrival.
//!
//! Only root-signed statements certify, change or revoke office devices; office devices do so for all others. What a
//! device is, is a list of eras: its pairing, and changes that name what they replace and up to where that was trusted.
//! A revocation stands apart and only tightens. Where statements that do not know of each other disagree, a device may
//! write what all of them allow; a root's statement outweighs an office's. Statements are known by their text
//! ([`Stated`]), so an old one that somebody repeats under a newer clock changes nothing.

use super::FoldOp;
use crate::alphabet;
use crate::ids::{DeviceId, EventId, OpRef, ReplicaId, StatementRef};
use crate::ops::{
    DeviceChanged, DevicePaired, EventDefined, Fact, Holder, LogName, Role, TrustedUpTo, event_id, may_hold,
    may_stand_in, may_write, named_key,
};
use crate::planted::{self, Bug};
use ed25519_dalek::VerifyingKey;
use std::collections::{BTreeMap, BTreeSet};

/// What an op counts for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Standing {
    /// It is folded.
    Permitted,
    /// It is stored and shown, and nothing is derived from it.
    Quarantined,
}

/// An op, as far as its standing depends on it.
#[derive(Debug, Clone, Copy)]
pub struct Written<'a> {
    pub device: DeviceId,
    pub log: &'a LogName,
    pub replica: ReplicaId,
    pub seq: u64,
    pub kind: &'a str,
    pub op_ref: OpRef,
}

/// The lowest place of each chain that two ops claim: there a device was cloned while it ran, and from there on nobody
/// can say which branch is the device's.
pub type Forks = BTreeMap<(LogName, DeviceId, ReplicaId), u64>;

/// The last place of each chain up to which something holds.
type Cut = BTreeMap<(String, ReplicaId), u64>;

/// One device as the `public` log knows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeviceState {
    pub device: DeviceId,
    pub name: String,
    pub role: Role,
    pub may_serve: bool,
    /// Whose stand it is at.
    pub exhibitor: Option<String>,
    pub signing_key: VerifyingKey,
    pub sealing_key: String,
    pub revoked: bool,
    /// The first of what revokes it, by the moments that they name.
    pub revocation: Option<Revocation>,
    holders: BTreeSet<Holder>,
    /// What the next change of it lists in `over`.
    pub heads: BTreeSet<StatementRef>,
    eras: BTreeMap<StatementRef, Era>,
    revocations: Vec<Cut>,
}

/// Why a device may write no more, and since when.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Revocation {
    pub at_ms: i64,
    pub reason: String,
}

/// What a device is from a place of each chain on.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Era {
    role: Role,
    /// From behind these places on; `None` from the start, for a pairing.
    behind: Option<Cut>,
    over: Vec<StatementRef>,
    by_root: bool,
}

impl DeviceState {
    fn permits(&self, written: &Written<'_>) -> bool {
        let within = |cut: &Cut| {
            let chain = (written.log.to_string(), written.replica);
            written.seq <= cut.get(&chain).copied().unwrap_or(0)
        };
        if !self.revocations.iter().all(within) && !planted::on(Bug::RevokedOpsAccepted) {
            return false;
        }
        let mut open: Vec<&StatementRef> = self.heads.iter().collect();
        let mut seen = BTreeSet::new();
        let mut judged = false;
        while let Some(next) = open.pop() {
            let Some(era) = self.eras.get(next).filter(|_| seen.insert(next)) else {
                continue;
            };
            if era.behind.as_ref().is_none_or(|cut| !within(cut)) {
                if !may_write(era.role, written.kind) {
                    return false;
                }
                judged = true;
            } else {
                open.extend(self.before(era));
            }
        }
        judged
    }

    /// What an era replaces; its pairing where nothing of that is known.
    fn before<'a>(&'a self, era: &'a Era) -> Vec<&'a StatementRef> {
        let named: Vec<&StatementRef> = era.over.iter().filter(|r| self.eras.contains_key(r)).collect();
        if !named.is_empty() {
            return named;
        }
        let pairings = self.eras.iter().filter(|(_, era)| era.behind.is_none());
        pairings.map(|(named, _)| named).collect()
    }

    fn was_office(&self) -> bool {
        self.eras.values().any(|era| era.role == Role::Office)
    }
}

impl DeviceState {
    /// Whether it is to hold this log: where statements disagree, only what all of them allow. One that was revoked learns
    /// of it from the `public` log, and of nothing else any more.
    #[must_use]
    pub fn holds(&self, log: &LogName) -> bool {
        let granted = self.holders.iter().all(|holder| may_hold(holder, log));
        granted && (!self.revoked || *log == LogName::Public)
    }

    /// Whether it lists the event's devices and how they fare: a server or an office does.
    #[must_use]
    pub fn lists_devices(&self) -> bool {
        !self.revoked && (self.may_serve || self.role == Role::Office)
    }

    /// Whether tickets under its key are believed: servers and the desks that may register somebody sign them. A stand,
    /// a gate or a kiosk has a key as well, and must not admit whom it likes.
    #[must_use]
    pub fn signs_tickets(&self) -> bool {
        !self.revoked && (self.may_serve || matches!(self.role, Role::Office | Role::Desk))
    }
}

/// All devices of an event.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Devices {
    pub devices: BTreeMap<DeviceId, DeviceState>,
    released: BTreeSet<OpRef>,
    forks: Forks,
    keys: BTreeMap<DeviceId, VerifyingKey>,
    root: Option<VerifyingKey>,
}

impl Devices {
    /// The event's root key, where the log has come that far.
    #[must_use]
    pub const fn root(&self) -> Option<&VerifyingKey> {
        self.root.as_ref()
    }

    /// The key that a device's signatures are checked with: of whoever the root, or a device that it ever certified for the
    /// office, wrote down. It stays known whatever becomes of the device, or of whoever wrote it down, so that everybody
    /// stores the same ops; whether they count is another question.
    #[must_use]
    pub fn key(&self, device: DeviceId) -> Option<&VerifyingKey> {
        self.keys.get(&device)
    }

    /// What lets ops of any device in or keeps them out, beside what the devices are: releases, and forked chains.
    #[must_use]
    pub fn exceptions(&self) -> (&BTreeSet<OpRef>, &Forks) {
        (&self.released, &self.forks)
    }

    /// What an op counts for.
    #[must_use]
    pub fn standing(&self, written: &Written<'_>) -> Standing {
        let Some(state) = self.devices.get(&written.device) else {
            return Standing::Quarantined;
        };
        // A log is a scope: no release lets in what would reach devices that it is not meant for.
        if !may_stand_in(written.log, written.kind) {
            return Standing::Quarantined;
        }
        if self.released.contains(&written.op_ref) {
            return Standing::Permitted;
        }
        let forked = !planted::on(Bug::QuarantineLifted)
            && !self.forks.is_empty()
            && self
                .forks
                .get(&(written.log.clone(), written.device, written.replica))
                .is_some_and(|seq| written.seq >= *seq);
        if !forked && state.permits(written) {
            Standing::Permitted
        } else {
            Standing::Quarantined
        }
    }

    /// Whether the root ever certified this device for the office, whatever became of it.
    #[must_use]
    pub fn was_office(&self, device: DeviceId) -> bool {
        self.devices.get(&device).is_some_and(DeviceState::was_office)
    }

    /// Whether an op speaks with an office's authority.
    fn office_says(&self, op: &FoldOp) -> bool {
        let written = Written {
            device: op.device,
            log: &LogName::Public,
            replica: op.replica,
            seq: op.seq,
            kind: op.fact.kind(),
            op_ref: op.op_ref,
        };
        self.was_office(op.device) && self.standing(&written) == Standing::Permitted
    }
}

/// Folds the `public` log's ops about devices, in any order and with repetitions; `forks` are those of all logs.
#[must_use]
pub fn fold_devices(event: EventId, ops: &[FoldOp], forks: Forks) -> Devices {
    let Some(root) = root_key(event, ops) else {
        return Devices::default();
    };
    // A key is read and a signature checked once for each op: both cost more than all the rest.
    let ops_said: Vec<Said<'_>> = ops.iter().map(|op| Said::of(op, &root)).collect();
    let by_root = || ops_said.iter().filter(|said| said.by_root);
    let mut statements = Statements::default();
    for said in by_root() {
        statements.add(said, Authority::Root);
    }
    // The offices follow from what the root says alone; so who speaks for an office is known before anybody speaks.
    let mut offices = Devices {
        devices: statements.devices(),
        released: BTreeSet::new(),
        forks,
        keys: BTreeMap::new(),
        root: Some(root),
    };
    offices.released = released(&offices, ops);
    let by_offices = ops_said.iter().filter(|said| offices.was_office(said.op.device));
    offices.keys = by_offices
        .chain(by_root())
        .filter_map(|said| said.names)
        .collect();
    for said in ops_said.iter().filter(|said| offices.office_says(said.op)) {
        statements.add(said, Authority::Office);
    }
    Devices {
        devices: statements.devices(),
        ..offices
    }
}

/// An op, with what has to be reckoned to hear it.
#[derive(Debug)]
struct Said<'a> {
    op: &'a FoldOp,
    /// The root signed what it states.
    by_root: bool,
    /// The signing key that it names.
    names: Option<(DeviceId, VerifyingKey)>,
}

impl<'a> Said<'a> {
    fn of(op: &'a FoldOp, root: &VerifyingKey) -> Self {
        Self {
            op,
            by_root: is_root_signed(&op.fact, root),
            names: named_key(&op.fact),
        }
    }
}

/// The ops that offices let in after all. A release may itself be let in, so they are collected until no more come.
fn released(offices: &Devices, ops: &[FoldOp]) -> BTreeSet<OpRef> {
    let mut known = offices.clone();
    loop {
        let releases = ops.iter().filter(|op| known.office_says(op));
        let found: BTreeSet<OpRef> = releases
            .filter_map(|op| {
                let Fact::OpsReleased(fact) = &op.fact else {
                    return None;
                };
                Some(fact.ops.iter().copied())
            })
            .flatten()
            .collect();
        if found == known.released {
            return found;
        }
        known.released = found;
    }
}

fn root_key(event: EventId, ops: &[FoldOp]) -> Option<VerifyingKey> {
    ops.iter().find_map(|op| root_key_of(event, &op.fact))
}

/// The event's root key, where a fact names it: the one whose hash is the event's id.
#[must_use]
pub fn root_key_of(event: EventId, fact: &Fact) -> Option<VerifyingKey> {
    let Fact::EventDefined(EventDefined { root_key, .. }) = fact else {
        return None;
    };
    let key = VerifyingKey::from_bytes(&alphabet::decode(root_key)?).ok()?;
    (event_id(&key) == event).then_some(key)
}

/// The signing key that a statement of the root's names.
#[must_use]
pub fn root_signed_key(fact: &Fact, root: &VerifyingKey) -> Option<(DeviceId, VerifyingKey)> {
    named_key(fact).filter(|_| is_root_signed(fact, root))
}

fn is_root_signed(fact: &Fact, root: &VerifyingKey) -> bool {
    if let Fact::DevicePaired(stated) = fact {
        stated.is_signed_by(root)
    } else if let Fact::DeviceChanged(stated) = fact {
        stated.is_signed_by(root)
    } else if let Fact::DeviceRevoked(stated) = fact {
        stated.is_signed_by(root)
    } else {
        false
    }
}

/// What is said of one device.
#[derive(Debug, Default)]
struct About {
    described: BTreeMap<StatementRef, Described>,
    revoked: BTreeMap<StatementRef, Revoked>,
}

#[derive(Debug)]
struct Described {
    name: String,
    may_serve: bool,
    exhibitor: Option<String>,
    signing_key: VerifyingKey,
    sealing_key: String,
    at_ms: i64,
    era: Era,
}

impl Described {
    fn holder(&self) -> Holder {
        Holder {
            role: self.era.role,
            may_serve: self.may_serve,
            exhibitor: self.exhibitor.as_deref().and_then(|id| id.parse().ok()),
        }
    }
}

#[derive(Debug)]
struct Revoked {
    cut: Cut,
    said: Revocation,
    by_root: bool,
}

/// The statements that somebody had the authority to make, device by device.
#[derive(Debug, Default)]
struct Statements(BTreeMap<DeviceId, About>);

/// Whose authority something is stated with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Authority {
    Root,
    Office,
}

impl Statements {
    fn add(&mut self, said: &Said<'_>, authority: Authority) {
        let by_root = authority == Authority::Root;
        let key = said.names.map(|(_, key)| key);
        if let Fact::DevicePaired(stated) = &said.op.fact {
            let described = key.map(|key| paired(stated.said(), key, by_root));
            self.describe(stated.statement_ref(), stated.said().device, described);
        } else if let Fact::DeviceChanged(stated) = &said.op.fact {
            let described = key.map(|key| changed(stated.said(), key, by_root));
            self.describe(stated.statement_ref(), stated.said().device, described);
        } else if let Fact::DeviceRevoked(stated) = &said.op.fact {
            let about = self.0.entry(stated.said().device).or_default();
            about.revoked.entry(stated.statement_ref()).or_insert(Revoked {
                cut: cut(&stated.said().trusted),
                said: Revocation {
                    at_ms: stated.said().at_ms,
                    reason: stated.said().reason.clone(),
                },
                by_root,
            });
        }
    }

    /// The root's word stands where an office says the same: the root is heard first.
    fn describe(&mut self, named: StatementRef, device: DeviceId, described: Option<Described>) {
        if let Some(described) = described.filter(|d| d.era.by_root || d.era.role != Role::Office) {
            let about = self.0.entry(device).or_default();
            about.described.entry(named).or_insert(described);
        }
    }

    fn devices(&self) -> BTreeMap<DeviceId, DeviceState> {
        let states = self
            .0
            .iter()
            .filter_map(|(device, about)| Some((*device, about.state(*device)?)));
        states.collect()
    }
}

impl About {
    fn state(&self, device: DeviceId) -> Option<DeviceState> {
        let root_heads = self.unreplaced(|era| era.by_root);
        // To, in and from the office only the root speaks.
        let is_office = root_heads.values().any(|d| d.era.role == Role::Office);
        let mut heads = if is_office {
            root_heads
        } else {
            self.unreplaced(|_| true)
        };
        if heads.values().any(|d| d.era.by_root) {
            heads.retain(|_, d| d.era.by_root);
        }
        let (_, shown) = heads.iter().max_by_key(|(named, d)| (d.at_ms, **named))?;
        let revoked = self.revoked.values();
        let revoked: Vec<&Revoked> = revoked.filter(|revoked| revoked.by_root || !is_office).collect();
        Some(DeviceState {
            device,
            name: shown.name.clone(),
            role: shown.era.role,
            may_serve: heads.values().all(|d| d.may_serve),
            exhibitor: shown.exhibitor.clone(),
            signing_key: shown.signing_key,
            sealing_key: shown.sealing_key.clone(),
            revoked: !revoked.is_empty(),
            revocation: revoked.iter().map(|revoked| revoked.said.clone()).min(),
            holders: heads.values().map(|d| d.holder()).collect(),
            heads: heads.keys().map(|named| **named).collect(),
            eras: self
                .described
                .iter()
                .map(|(named, d)| (*named, d.era.clone()))
                .collect(),
            revocations: revoked.into_iter().map(|revoked| revoked.cut.clone()).collect(),
        })
    }

    /// Of the statements that are asked for, those that none of them replaces.
    fn unreplaced(&self, asked: impl Fn(&Era) -> bool) -> BTreeMap<&StatementRef, &Described> {
        let mut found: BTreeMap<_, _> = self.described.iter().filter(|(_, d)| asked(&d.era)).collect();
        let replaced: BTreeSet<StatementRef> = found.values().flat_map(|d| d.era.over.clone()).collect();
        found.retain(|named, _| !replaced.contains(*named));
        found
    }
}

fn paired(said: &DevicePaired, signing_key: VerifyingKey, by_root: bool) -> Described {
    Described {
        name: said.name.clone(),
        may_serve: said.may_serve,
        exhibitor: said.exhibitor.clone(),
        signing_key,
        sealing_key: said.sealing_key.clone(),
        at_ms: said.at_ms,
        era: Era {
            role: said.role,
            behind: None,
            over: Vec::new(),
            by_root,
        },
    }
}

fn changed(said: &DeviceChanged, signing_key: VerifyingKey, by_root: bool) -> Described {
    Described {
        name: said.name.clone(),
        may_serve: said.may_serve,
        exhibitor: said.exhibitor.clone(),
        signing_key,
        sealing_key: said.sealing_key.clone(),
        at_ms: said.at_ms,
        era: Era {
            role: said.role,
            behind: Some(cut(&said.trusted)),
            over: said.over.clone(),
            by_root,
        },
    }
}

fn cut(trusted: &[TrustedUpTo]) -> Cut {
    let mut cut = Cut::new();
    for place in trusted {
        let seq = cut.entry((place.log.clone(), place.replica)).or_insert(place.seq);
        *seq = (*seq).min(place.seq);
    }
    cut
}
