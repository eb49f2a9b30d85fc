//! A guest in memory, for crowds of devices that are only there to be many: it speaks the whole protocol, keeps its own ops, and
//! remembers of everybody else's no more than where their chains end.
//!
//! It believes what a server says that others wrote: whoever measures a server is not to be measured as well. Everything that
//! decides whether something is lost or there twice is as with any device: chains without gaps, hashes, digests, and what counts
//! as acknowledged.

use crate::bounds::Bounds;
use crate::ends::{Chain, End, LogDigest, digest_of};
use crate::home::{Guest, HeardHome, LogHome, Member, Refused, ServerLog, Stretch, Taken};
use crate::message::{HeardReport, Standing, Wanted};
use ed25519_dalek::SigningKey;
use sarrera_core::fold::{DeviceState, Devices, FoldOp, Forks, fold_devices};
use sarrera_core::ids::{BootId, DeviceId, EventId, ReplicaId, SubjectId, TxnId};
use sarrera_core::ops::{Encoded, Fact, LogName, Op, OpHash, Place, Private, Salt, Tip, device_id, sign};
use sarrera_core::time::{Hlc, Timestamp};
use sarrera_core::world::{Entropy, random};
use std::collections::BTreeMap;
use std::convert::Infallible;
use std::sync::Arc;

/// Where an op of somebody else's was seen that is new here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SeenOp {
    pub log: LogName,
    pub chain: Chain,
    pub seq: u64,
    pub kind: String,
    pub subject: SubjectId,
}

/// What is remembered of a server, in one of its epochs.
type ServerName = (DeviceId, String, LogName);

#[derive(Debug, Clone, Default)]
struct AtServer {
    cursor: u64,
    /// Of this device's own chain.
    held: u64,
}

/// The home of one such device.
#[derive(Debug)]
pub struct LightHome {
    event: EventId,
    own: DeviceId,
    replica: ReplicaId,
    boot: BootId,
    hlc: Hlc,
    ends: BTreeMap<LogName, BTreeMap<Chain, Tip>>,
    written: BTreeMap<LogName, Vec<Op>>,
    /// Of the `public` log; shared with whoever began where this one stood.
    public: Arc<Vec<FoldOp>>,
    devices: Arc<Devices>,
    servers: BTreeMap<ServerName, AtServer>,
    seen: Vec<SeenOp>,
}

impl LightHome {
    /// The home of a device that holds nothing yet.
    #[must_use]
    pub fn new(event: EventId, key: &SigningKey, entropy: &dyn Entropy) -> Self {
        Self {
            event,
            own: device_id(&key.verifying_key()),
            replica: ReplicaId(random(entropy)),
            boot: BootId(random(entropy)),
            hlc: Hlc::default(),
            ends: BTreeMap::new(),
            written: BTreeMap::new(),
            public: Arc::default(),
            devices: Arc::default(),
            servers: BTreeMap::new(),
            seen: Vec::new(),
        }
    }

    /// The home of another device that holds what this one holds: as if it had been here yesterday.
    #[must_use]
    pub fn beside(&self, key: &SigningKey, entropy: &dyn Entropy) -> Self {
        let servers = self.servers.iter().map(|(name, at)| {
            let cursor = at.cursor;
            (name.clone(), AtServer { cursor, held: 0 })
        });
        Self {
            ends: self.ends.clone(),
            public: Arc::clone(&self.public),
            devices: Arc::clone(&self.devices),
            servers: servers.collect(),
            ..Self::new(self.event, key, entropy)
        }
    }

    /// Writes an op of its own, alone in its transaction.
    ///
    /// # Errors
    /// When the fact cannot be written down.
    pub fn append(
        &mut self,
        key: &SigningKey,
        (log, subject, fact): (&LogName, SubjectId, &Fact),
        (now, entropy): (Timestamp, &dyn Entropy),
    ) -> Result<u64, serde_json::Error> {
        let Encoded {
            kind,
            v,
            body,
            private,
        } = fact.encode()?;
        let written = self.written.entry(log.clone()).or_default();
        let before = written.last().map(tip_of);
        self.hlc = self.hlc.tick(now);
        let seq = before.map_or(1, |tip| tip.seq.saturating_add(1));
        let mut op = Op {
            place: Place {
                event: self.event,
                log: log.clone(),
                replica: self.replica,
                seq,
            },
            device: self.own,
            operator: None,
            txn: TxnId(random(entropy)),
            hlc: self.hlc,
            wall: now,
            boot: self.boot,
            subject,
            kind: kind.to_owned(),
            v,
            body,
            private: private.map_or(Private::None, |bytes| Private::Open {
                bytes,
                salt: Salt::drawn(random(entropy)),
            }),
            prev: before.map_or(OpHash::NONE, |tip| tip.hash),
            signature: None,
        };
        op.signature = Some(sign(key, &op.place, op.hash()));
        let chain = self.chain();
        self.ends
            .entry(log.clone())
            .or_default()
            .insert(chain, tip_of(&op));
        self.written.entry(log.clone()).or_default().push(op);
        Ok(seq)
    }

    /// The event that it belongs to.
    #[must_use]
    pub const fn event(&self) -> EventId {
        self.event
    }

    /// The chain that this device writes on.
    #[must_use]
    pub const fn chain(&self) -> Chain {
        Chain {
            device: self.own,
            replica: self.replica,
        }
    }

    /// How many ops this device wrote in a log, and how many of them a server confirmed.
    #[must_use]
    pub fn confirmed(&self, log: &LogName) -> (u64, u64) {
        let written = self.written.get(log).map_or(0, Vec::len);
        let at = self.servers.iter().filter(|((_, _, of), _)| of == log);
        let held = at.map(|(_, at)| at.held).max().unwrap_or(0);
        (u64::try_from(written).unwrap_or(u64::MAX), held)
    }

    /// Where a chain ends here.
    #[must_use]
    pub fn end_of(&self, log: &LogName, chain: &Chain) -> u64 {
        let of_log = self.ends.get(log);
        of_log.and_then(|ends| ends.get(chain)).map_or(0, |tip| tip.seq)
    }

    /// The digest of a log: equal wherever the same ops are held.
    #[must_use]
    pub fn digest(&self, log: &LogName) -> LogDigest {
        digest_of(&self.ends_of(log))
    }

    /// What came of others since it was asked last.
    pub fn take_seen(&mut self) -> Vec<SeenOp> {
        std::mem::take(&mut self.seen)
    }

    /// What the event's devices are, by the `public` log as it is here.
    #[must_use]
    pub fn devices(&self) -> &Devices {
        &self.devices
    }

    /// The facts of the `public` log, each with whom it speaks of.
    pub fn public_facts(&self) -> impl Iterator<Item = (SubjectId, &Fact)> {
        self.public.iter().map(|op| (op.subject, &op.fact))
    }

    fn ends_of(&self, log: &LogName) -> Vec<End> {
        let of_log = self.ends.get(log).into_iter().flatten();
        of_log
            .map(|(chain, tip)| End {
                chain: *chain,
                seq: tip.seq,
                hash: tip.hash,
            })
            .collect()
    }

    fn at(&self, at: &ServerLog<'_>) -> AtServer {
        self.servers.get(&name_of(at)).cloned().unwrap_or_default()
    }

    fn take_in(&mut self, mut ops: Vec<Op>) -> Taken {
        let mut taken = Taken::default();
        ops.sort_by_key(|op| op.place.seq);
        let mut is_public = false;
        for op in ops {
            let chain = Chain {
                device: op.device,
                replica: op.place.replica,
            };
            let ends = self.ends.entry(op.place.log.clone()).or_default();
            let tip = ends.get(&chain).copied();
            let (seq, held) = (op.place.seq, tip.map_or(0, |tip| tip.seq));
            if seq <= held {
                continue;
            }
            let is_next = seq == held.saturating_add(1);
            if !is_next || tip.is_some_and(|tip| tip.hash != op.prev) {
                taken.refused.push(Refused {
                    chain,
                    seq,
                    code: if is_next { "broken" } else { "gap" },
                });
                continue;
            }
            ends.insert(chain, tip_of(&op));
            taken.stored += 1;
            if op.place.log == LogName::Public {
                is_public = true;
                Arc::make_mut(&mut self.public).extend(fold_op(&op));
            }
            self.seen.push(SeenOp {
                log: op.place.log,
                chain,
                seq,
                kind: op.kind,
                subject: op.subject,
            });
        }
        if is_public {
            self.devices = Arc::new(fold_devices(self.event, &self.public, Forks::new()));
        }
        taken
    }
}

impl LogHome for LightHome {
    type Error = Infallible;

    fn logs(&self, _event: EventId) -> Result<Vec<LogName>, Infallible> {
        Ok(self.ends.keys().cloned().collect())
    }

    fn ends(&self, _event: EventId, log: &LogName) -> Result<Vec<End>, Infallible> {
        Ok(self.ends_of(log))
    }

    /// Nothing of anybody's is kept here that an erasure could take.
    fn bare(&self, _event: EventId, _log: &LogName) -> Result<Vec<End>, Infallible> {
        Ok(Vec::new())
    }

    fn stretch(
        &self,
        _event: EventId,
        log: &LogName,
        wanted: &Wanted,
        bounds: &Bounds,
    ) -> Result<Stretch, Infallible> {
        if wanted.chain != self.chain() {
            return Ok(Stretch::default());
        }
        let written = self.written.get(log).map_or(&[][..], Vec::as_slice);
        let before = usize::try_from(wanted.from.saturating_sub(1)).unwrap_or(usize::MAX);
        let behind = written.iter().skip(before);
        let ops: Vec<Op> = behind.take(bounds.page_ops.max(1)).cloned().collect();
        let last = ops.last().map_or(0, |op| op.place.seq);
        let end = written.last().map_or(0, |op| op.place.seq);
        Ok(Stretch {
            ops,
            next: (last < end && last > 0).then(|| last.saturating_add(1)),
        })
    }

    fn hashes_at(
        &self,
        _event: EventId,
        log: &LogName,
        chain: &Chain,
        seq: u64,
    ) -> Result<Vec<OpHash>, Infallible> {
        if *chain == self.chain() {
            let before = usize::try_from(seq.saturating_sub(1)).unwrap_or(usize::MAX);
            let there = self.written.get(log).and_then(|written| written.get(before));
            return Ok(there.map(Op::hash).into_iter().collect());
        }
        let tip = self.ends.get(log).and_then(|ends| ends.get(chain));
        Ok(tip
            .filter(|tip| tip.seq == seq)
            .map(|tip| tip.hash)
            .into_iter()
            .collect())
    }

    fn covers(&self, _event: EventId, _ops: &[Op]) -> Result<Vec<Op>, Infallible> {
        Ok(Vec::new())
    }

    fn take(&mut self, _event: EventId, ops: Vec<Op>) -> Result<Taken, Infallible> {
        Ok(self.take_in(ops))
    }
}

/// It lists nobody.
impl HeardHome for LightHome {
    fn heard_all(&self, _event: EventId) -> Result<Vec<HeardReport>, Infallible> {
        Ok(Vec::new())
    }

    fn keep_heard(
        &mut self,
        _event: EventId,
        _newer: Vec<HeardReport>,
    ) -> Result<Vec<HeardReport>, Infallible> {
        Ok(Vec::new())
    }
}

impl Guest for LightHome {
    fn server(&self, _event: EventId, server: DeviceId) -> Result<Member, Infallible> {
        let state = self.devices.devices.get(&server);
        let standing = match state.map(|state| state.revoked) {
            Some(true) => Standing::Revoked,
            Some(false) => Standing::Member,
            None => Standing::Unknown,
        };
        Ok(Member {
            standing,
            may_serve: state.is_some_and(|state| state.may_serve),
            lists_devices: state.is_some_and(DeviceState::lists_devices),
            logs: Vec::new(),
        })
    }

    fn cursor(&self, at: &ServerLog<'_>) -> Result<u64, Infallible> {
        Ok(self.at(at).cursor)
    }

    fn unheld(&self, at: &ServerLog<'_>) -> Result<Vec<Wanted>, Infallible> {
        let held = self.at(at).held;
        let chain = self.chain();
        let written = self.end_of(at.log, &chain);
        let from = held.saturating_add(1);
        Ok((written > held)
            .then_some(Wanted::onwards(chain, from))
            .into_iter()
            .collect())
    }

    fn note_held(&mut self, at: &ServerLog<'_>, held: &[(Chain, u64)]) -> Result<(), Infallible> {
        let own = self.chain();
        for (_, seq) in held.iter().filter(|(chain, _)| *chain == own) {
            self.servers.entry(name_of(at)).or_default().held = *seq;
        }
        Ok(())
    }

    fn take_from(
        &mut self,
        at: &ServerLog<'_>,
        ops: Vec<Op>,
        cursor: Option<u64>,
    ) -> Result<Taken, Infallible> {
        let taken = self.take_in(ops);
        if let Some(cursor) = cursor {
            self.servers.entry(name_of(at)).or_default().cursor = cursor;
        }
        Ok(taken)
    }

    fn waiting(&self, _event: EventId) -> Result<u64, Infallible> {
        let logs = self.written.keys();
        Ok(logs
            .map(|log| {
                let (written, held) = self.confirmed(log);
                written.saturating_sub(held)
            })
            .sum())
    }
}

fn name_of(at: &ServerLog<'_>) -> ServerName {
    (at.server, at.epoch.to_owned(), at.log.clone())
}

fn tip_of(op: &Op) -> Tip {
    Tip {
        seq: op.place.seq,
        hash: op.hash(),
    }
}

fn fold_op(op: &Op) -> Option<FoldOp> {
    let fact = Fact::decode(&op.kind, op.v, &op.body, op.private.bytes()).ok()?;
    Some(FoldOp {
        op_ref: op.op_ref(),
        hlc: op.hlc,
        replica: op.place.replica,
        seq: op.place.seq,
        device: op.device,
        operator: op.operator,
        txn: op.txn,
        subject: op.subject,
        wall: op.wall,
        fact,
    })
}
