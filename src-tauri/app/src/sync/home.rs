//! The database of this device as the protocol's engines ask of it: reading beside the desk, writing behind it.

use super::bare;
use crate::device::App;
use crate::failure::AppError;
use sarrera_core::codes::Fingerprint;
use sarrera_core::fold::DeviceState;
use sarrera_core::ids::{DeviceId, EventId};
use sarrera_core::ops::{LogName, Op, OpHash};
use sarrera_core::planted::{self, Bug};
use sarrera_core::time::Timestamp;
use sarrera_store::{AtServer, ChainEnd, HeardRow, Pulled, ReadBounds, Received};
use sarrera_sync::{
    Bounds, Chain, Denial, End, Guest, HeardHome, HeardReport, Host, Introduction, Inviter, LogHome, Member,
    Newcomer, Page, Parcel, Refused, Report, ServerLog, Standing, Stretch, Taken, TokenProof, WIRE_VERSION,
    Wanted, cut_where,
};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::Ordering;

/// A device's database, for one event or for whoever asks.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Home<'a> {
    pub(super) app: &'a App,
    pub(super) bounds: Bounds,
}

impl Home<'_> {
    /// The devices of an event that was heard of here; `None` for any other.
    fn standing(&self, event: EventId, device: DeviceId) -> Result<Option<Member>, AppError> {
        let known = self.app.devices_known(event)?;
        Ok(known.devices.get(&device).map(|state| Member {
            standing: if state.revoked {
                Standing::Revoked
            } else {
                Standing::Member
            },
            may_serve: state.may_serve,
            lists_devices: state.lists_devices(),
            logs: Vec::new(),
        }))
    }

    fn take_in(&self, ops: Vec<Op>, at: Option<(&AtServer<'_>, Option<u64>)>) -> Result<Taken, AppError> {
        if ops.iter().any(|op| op.place.log == LogName::Public) {
            self.app.syncing.keys_kept.store(false, Ordering::SeqCst);
        }
        let mut taken = Taken::default();
        let pulled = at.map(|(at, cursor)| Pulled { at, cursor });
        let most = self.bounds.parcel_ops;
        self.app
            .receive_in_parts(ops, most, pulled, &mut |received| add(&mut taken, received))?;
        self.kept_keys(taken)
    }

    /// Keys that were published to this device are opened as soon as they come, or with the first ops after a start.
    fn kept_keys(&self, taken: Taken) -> Result<Taken, AppError> {
        let kept = &self.app.syncing.keys_kept;
        if taken.stored > 0 && !kept.load(Ordering::SeqCst) {
            self.app.keep_published_keys()?;
            kept.store(true, Ordering::SeqCst);
        }
        Ok(taken)
    }
}

impl LogHome for Home<'_> {
    type Error = AppError;

    fn logs(&self, event: EventId) -> Result<Vec<LogName>, AppError> {
        self.app.read_for_sync(|r| Ok(r.logs(event)?))
    }

    fn ends(&self, event: EventId, log: &LogName) -> Result<Vec<End>, AppError> {
        let ends = self.app.read_for_sync(|r| Ok(r.ends(event, log)?))?;
        Ok(ends.into_iter().map(end).collect())
    }

    fn bare(&self, event: EventId, log: &LogName) -> Result<Vec<End>, AppError> {
        bare::of(self.app, event, log)
    }

    fn stretch(
        &self,
        event: EventId,
        log: &LogName,
        wanted: &Wanted,
        bounds: &Bounds,
    ) -> Result<Stretch, AppError> {
        let chain = (wanted.chain.device, wanted.chain.replica);
        let (between, bounds) = ((wanted.from, wanted.upto), read_bounds(bounds));
        let part = self
            .app
            .read_for_sync(|r| Ok(r.chain_between(event, log, chain, between, bounds)?))?;
        Ok(Stretch {
            ops: part.ops,
            next: part.next,
        })
    }

    fn hashes_at(
        &self,
        event: EventId,
        log: &LogName,
        chain: &Chain,
        seq: u64,
    ) -> Result<Vec<OpHash>, AppError> {
        let chain = (chain.device, chain.replica);
        self.app
            .read_for_sync(|r| Ok(r.hashes_at(event, log, chain, seq)?))
    }

    fn covers(&self, event: EventId, ops: &[Op]) -> Result<Vec<Op>, AppError> {
        let mut covers = self.app.read_for_sync(|r| Ok(r.covers_of(event, ops)?))?;
        if !covers.is_empty() {
            // Nobody takes another's word for an erasure: such are not to fill the messages.
            let known = self.app.devices_known(event)?;
            covers.retain(|op| op.kind != "attendee_erased" || known.was_office(op.device));
        }
        Ok(covers)
    }

    fn take(&mut self, _event: EventId, ops: Vec<Op>) -> Result<Taken, AppError> {
        self.take_in(ops, None)
    }
}

impl HeardHome for Home<'_> {
    fn heard_all(&self, event: EventId) -> Result<Vec<HeardReport>, AppError> {
        let rows = self.app.read_for_sync(|r| match r.event(event)? {
            Some(row) => self.app.heard_anywhere(r, &row),
            None => Ok(BTreeMap::new()),
        })?;
        Ok(rows.into_values().map(heard_report).collect())
    }

    fn keep_heard(&mut self, event: EventId, newer: Vec<HeardReport>) -> Result<Vec<HeardReport>, AppError> {
        let rows = newer
            .into_iter()
            .map(|one| heard_row(one.device, Timestamp(one.at_ms), &one.report));
        let kept = self.app.note_heard_elsewhere(event, rows.collect())?;
        Ok(kept.into_iter().map(heard_report).collect())
    }
}

impl Host for Home<'_> {
    fn holds(&self, event: EventId) -> Result<bool, AppError> {
        self.app.read_for_sync(|r| Ok(r.event(event)?.is_some()))
    }

    fn member(&self, event: EventId, device: DeviceId) -> Result<Member, AppError> {
        let known = self.app.devices_known(event)?;
        let Some(state) = known.devices.get(&device) else {
            return Ok(nobody());
        };
        // An exhibitor's log that nothing of has come yet is one all the same: else a hub could not bring its first op.
        let stands = known
            .devices
            .values()
            .filter_map(|known| known.exhibitor.as_deref());
        let stands = stands.filter_map(|exhibitor| exhibitor.parse().ok().map(LogName::Exhibitor));
        let here = self.logs(event)?.into_iter();
        let exhibitors: BTreeSet<LogName> = here
            .filter(|log| matches!(log, LogName::Exhibitor(_)))
            .chain(stands)
            .collect();
        let all = LogName::STANDING.into_iter().chain(exhibitors);
        Ok(Member {
            standing: if state.revoked && !planted::on(Bug::RevokedStillServed) {
                Standing::Revoked
            } else {
                Standing::Member
            },
            may_serve: state.may_serve,
            lists_devices: state.lists_devices(),
            logs: all
                .filter(|log| state.holds(log) || filter_dropped(state))
                .collect(),
        })
    }

    fn head(&self, event: EventId, log: &LogName) -> Result<u64, AppError> {
        self.app.read_for_sync(|r| Ok(r.head(event, log)?))
    }

    fn page(&self, event: EventId, log: &LogName, after: u64, bounds: &Bounds) -> Result<Page, AppError> {
        let (read, step) = (read_bounds(bounds), bounds.page_step);
        let page = self
            .app
            .read_for_sync(|r| Ok(r.page(event, log, after, (read, step))?))?;
        Ok(Page {
            parcels: parcels(page.ops, bounds.parcel_ops),
            more: page.more,
        })
    }

    fn private_changes(&self) -> Result<u64, AppError> {
        self.app.read_for_sync(|r| Ok(r.private_changes()?))
    }

    fn epoch(&self) -> Result<String, AppError> {
        Ok(sarrera_core::alphabet::encode(&self.app.serves_by()?.epoch))
    }

    fn heard(
        &mut self,
        event: EventId,
        device: DeviceId,
        report: &Report,
        at: Timestamp,
    ) -> Result<(), AppError> {
        self.app.note_heard(event, &heard_row(device, at, report))
    }
}

impl Inviter for Home<'_> {
    fn introduction(&self, fingerprint: Fingerprint) -> Result<Option<Introduction>, AppError> {
        self.app.introduction(fingerprint)
    }

    fn let_in(
        &mut self,
        newcomer: &Newcomer,
        proof: &TokenProof,
        at: Timestamp,
    ) -> Result<Result<(), Denial>, AppError> {
        self.app.let_in(newcomer, proof, at)
    }
}

impl Guest for Home<'_> {
    fn server(&self, event: EventId, server: DeviceId) -> Result<Member, AppError> {
        Ok(self.standing(event, server)?.unwrap_or_else(nobody))
    }

    fn cursor(&self, at: &ServerLog<'_>) -> Result<u64, AppError> {
        let epoch = epoch_of(at);
        self.app.read_for_sync(|r| Ok(r.cursor(&at_server(at, &epoch))?))
    }

    fn unheld(&self, at: &ServerLog<'_>) -> Result<Vec<Wanted>, AppError> {
        let epoch = epoch_of(at);
        let chains = self
            .app
            .read_for_sync(|r| Ok(r.unheld(&at_server(at, &epoch))?))?;
        let wanted = chains.into_iter().map(|unheld| {
            let (device, replica) = (unheld.device, unheld.replica);
            Wanted::onwards(Chain { device, replica }, unheld.from)
        });
        Ok(wanted.collect())
    }

    fn note_held(&mut self, at: &ServerLog<'_>, held: &[(Chain, u64)]) -> Result<(), AppError> {
        let epoch = epoch_of(at);
        let held = held
            .iter()
            .map(|(chain, seq)| ((chain.device, chain.replica), *seq));
        self.app
            .note_held(&at_server(at, &epoch), &held.collect::<Vec<_>>())
    }

    fn take_from(
        &mut self,
        at: &ServerLog<'_>,
        ops: Vec<Op>,
        cursor: Option<u64>,
    ) -> Result<Taken, AppError> {
        let epoch = epoch_of(at);
        self.take_in(ops, Some((&at_server(at, &epoch), cursor)))
    }

    fn waiting(&self, event: EventId) -> Result<u64, AppError> {
        self.app.read_for_sync(|r| {
            let row = r.event(event)?;
            Ok(row.map_or(Ok(0), |row| r.waiting(row.no))?)
        })
    }
}

fn filter_dropped(state: &DeviceState) -> bool {
    planted::on(Bug::LogFilterDropped) || (state.revoked && planted::on(Bug::RevokedStillServed))
}

/// Whose certificate has not come here: it may hand in the log that has it.
fn nobody() -> Member {
    Member {
        standing: Standing::Unknown,
        may_serve: false,
        lists_devices: false,
        logs: vec![LogName::Public],
    }
}

fn heard_row(device: DeviceId, at: Timestamp, report: &Report) -> HeardRow {
    HeardRow {
        device,
        at,
        app: report.app.clone(),
        waiting: report.waiting,
        offset_ms: report.offset_ms,
    }
}

fn heard_report(row: HeardRow) -> HeardReport {
    HeardReport {
        device: row.device,
        at_ms: row.at.0,
        report: Report {
            app: row.app,
            waiting: row.waiting,
            offset_ms: row.offset_ms,
        },
    }
}

pub(super) fn end(end: ChainEnd) -> End {
    End {
        chain: Chain {
            device: end.device,
            replica: end.replica,
        },
        seq: end.seq,
        hash: end.hash,
    }
}

const fn read_bounds(bounds: &Bounds) -> ReadBounds {
    ReadBounds {
        ops: bounds.page_ops,
        bytes: bounds.page_bytes,
    }
}

/// Positions hold for one epoch of a server and one version of the protocol.
fn epoch_of(at: &ServerLog<'_>) -> String {
    format!("{WIRE_VERSION} {}", at.epoch)
}

fn at_server<'a>(at: &ServerLog<'a>, epoch: &'a str) -> AtServer<'a> {
    AtServer {
        event: at.event,
        server: at.server,
        epoch,
        log: at.log,
    }
}

/// A page in parts of about `many` ops.
fn parcels(ops: Vec<(u64, Op)>, many: usize) -> Vec<Parcel> {
    let ends = |(_, op): &(u64, Op)| op.signature.is_some() || planted::on(Bug::TransactionSplit);
    let parts = cut_where(ops, many, ends).into_iter();
    parts
        .map(|part| Parcel {
            upto: part.last().map_or(0, |(pos, _)| *pos),
            ops: part.into_iter().map(|(_, op)| op).collect(),
        })
        .collect()
}

fn add(taken: &mut Taken, received: Received) {
    taken.stored += received.stored;
    taken
        .refused
        .extend(received.refused.into_iter().map(|refused| Refused {
            chain: Chain {
                device: refused.device,
                replica: refused.replica,
            },
            seq: refused.fault.seq(),
            code: refused.fault.code(),
        }));
    for device in received.need_public {
        if !taken.need_public.contains(&device) {
            taken.need_public.push(device);
        }
    }
}
