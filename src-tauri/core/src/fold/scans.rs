//! Scans, badges and print jobs of one attendee out of the ops of the `scans` log.

use super::FoldOp;
use super::conflict::{Conflict, ConflictKind, Settlements, conflict};
use super::knowledge::Knowledge;
use crate::codes::BadgeSerial;
use crate::ids::{
    BadgeId, CheckpointId, DeviceId, OpRef, OperatorId, PrintJobId, RegistrationId, ScanId, SubjectId, TxnId,
};
use crate::ops::{
    BadgeIssued, BadgeReason, Effect, Fact, PrintRequested, PrintSettlement, PrintState, ReprintWhy,
    ScanRecorded,
};
use crate::time::{Hlc, Timestamp};
use std::collections::{BTreeMap, BTreeSet};

/// Where a scan stands by now.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ScanState {
    /// It let somebody in, at once or after the operator confirmed.
    Admitted,
    /// It waits for the operator.
    Pending,
    /// It let somebody out.
    Left,
    /// It changed nothing.
    Nothing,
    /// It was undone.
    Annulled,
}

/// One scan as the projection keeps it.
#[derive(Debug, Clone, PartialEq)]
pub struct ScanRow {
    pub by: OpRef,
    pub hlc: Hlc,
    pub at: Timestamp,
    pub device: DeviceId,
    pub operator: Option<OperatorId>,
    /// Under which it was written, and what follows it is: its badge may be found to be another person's.
    pub subject: SubjectId,
    pub state: ScanState,
    /// The transactions that wrote it and that confirmed it: what stands in them was done for this scan.
    pub txns: BTreeSet<TxnId>,
    pub fact: ScanRecorded,
}

impl ScanRow {
    /// Its place by the clocks: when it happened, where its writer said so, else when it was written. A file's check-in
    /// of this morning that arrives now was before the exit at noon.
    pub(super) fn by_clock(&self) -> (Timestamp, Hlc, ScanId) {
        let happened = self.fact.at_ms.map_or(self.hlc.at(), Timestamp);
        (happened, self.hlc, self.fact.scan)
    }
}

/// One badge.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BadgeRow {
    pub badge: BadgeId,
    pub serial: BadgeSerial,
    pub registration: RegistrationId,
    pub reason: BadgeReason,
    /// What somebody at the desk said, and their own words where no code fits.
    pub why: Option<ReprintWhy>,
    pub text: String,
    pub hlc: Hlc,
    pub issued_at: Timestamp,
    pub device: DeviceId,
    /// Under which it was issued, and is boxed, handed over and printed: of a merged person, the registration that it was
    /// made for. What a merge makes void is said under the badge itself.
    pub subject: SubjectId,
    /// The transaction that issued it.
    pub txn: TxnId,
    /// When it was voided, if it was.
    pub voided_at: Option<Timestamp>,
    /// The badge that replaces it.
    pub replaced_by: Option<BadgeId>,
    /// The box that it was laid in, whether or not it is still there.
    pub boxed: Option<String>,
    /// When it was handed over, by a hand-over that was not undone.
    pub handed_over_at: Option<Timestamp>,
    /// The transactions that say so.
    handed_over_txns: BTreeSet<TxnId>,
    /// The op that issued it.
    pub by: OpRef,
    pub operator: Option<OperatorId>,
}

impl BadgeRow {
    /// The box where it waits for its person.
    #[must_use]
    pub fn waits_in(&self) -> Option<&str> {
        let waits = self.voided_at.is_none() && self.handed_over_at.is_none();
        self.boxed.as_deref().filter(|_| waits)
    }
}

/// One print job.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PrintRow {
    pub job: PrintJobId,
    pub badge: BadgeId,
    pub printer: String,
    pub template: String,
    pub state: PrintState,
    pub reason: Option<String>,
    /// How somebody dealt with it since.
    pub settled: Option<PrintSettlement>,
    pub requested_at: Timestamp,
    pub device: DeviceId,
    /// Under which it was ordered, and what became of it is written.
    pub subject: SubjectId,
}

impl PrintRow {
    /// Whether its paper came out, or is on its way.
    pub(super) const fn is_coming(&self) -> bool {
        match self.state {
            PrintState::Queued | PrintState::Sent | PrintState::Printed => true,
            PrintState::Failed | PrintState::Unknown => self.came_out(),
        }
    }

    /// Whether its paper came out: its printer said so, or somebody saw it.
    #[must_use]
    pub const fn came_out(&self) -> bool {
        matches!(self.state, PrintState::Printed) || matches!(self.settled, Some(PrintSettlement::Seen))
    }

    /// Whether it waits for somebody to look after it: it ended, and not as it should.
    #[must_use]
    pub const fn is_open(&self) -> bool {
        match self.state {
            PrintState::Queued | PrintState::Sent | PrintState::Printed => false,
            PrintState::Failed | PrintState::Unknown => self.settled.is_none(),
        }
    }
}

/// Everything the `scans` log says of one attendee.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct ScansState {
    /// In the order in which they happened: after what their writers knew, else by the clocks.
    pub scans: Vec<ScanRow>,
    pub badges: Vec<BadgeRow>,
    pub prints: Vec<PrintRow>,
    /// Badges that are void although nothing readable says that they were issued: when, and what replaces them.
    pub voided_unissued: BTreeMap<BadgeId, (Timestamp, Option<BadgeId>)>,
    pub conflicts: Vec<Conflict>,
}

impl ScansState {
    /// The newest scans at this checkpoint that no other scan there knew: what the next one lists in `after`.
    #[must_use]
    pub fn heads(&self, checkpoint: CheckpointId) -> Vec<ScanId> {
        let here = self.scans.iter().filter(|s| s.fact.checkpoint == checkpoint);
        let known: BTreeSet<ScanId> = here.clone().flat_map(|s| s.fact.after.iter().copied()).collect();
        let mut heads: Vec<ScanId> = here
            .map(|s| s.fact.scan)
            .filter(|id| !known.contains(id))
            .collect();
        heads.sort_unstable();
        heads
    }

    /// The badge that is live; the newest where there are several.
    #[must_use]
    pub fn live_badge(&self) -> Option<&BadgeRow> {
        self.badges
            .iter()
            .filter(|b| b.voided_at.is_none())
            .max_by_key(|b| (b.hlc, b.badge))
    }

    /// The live badges that a scan made: issued with it or with its confirmation, or as the first one of whoever it let in
    /// without (no printer was chosen then), or in the place of such a one, or of one that it handed over. What it only handed
    /// over was made before.
    #[must_use]
    pub fn badges_of(&self, scan: &ScanRow) -> Vec<&BadgeRow> {
        let mut made = Vec::new();
        for first in &self.badges {
            let issued = scan.txns.contains(&first.txn) || self.is_first_after(first, scan);
            let handed_over = !scan.txns.is_disjoint(&first.handed_over_txns);
            let replaced = handed_over && first.replaced_by.is_some();
            if !issued && !replaced {
                continue;
            }
            let mut badge = first;
            // No chain of replacements is longer than there are badges; a circle, which no desk writes, ends too.
            for _ in 0..self.badges.len() {
                let next = badge.replaced_by;
                let Some(next) = next.and_then(|id| self.badges.iter().find(|b| b.badge == id)) else {
                    break;
                };
                badge = next;
            }
            if badge.voided_at.is_none() && !made.contains(&badge) {
                made.push(badge);
            }
        }
        made
    }

    /// Whether a badge is the first of somebody, and was printed after this admission and before any other.
    fn is_first_after(&self, badge: &BadgeRow, scan: &ScanRow) -> bool {
        let admissions = self.scans.iter().filter(|row| row.state == ScanState::Admitted);
        let before = admissions
            .filter(|row| row.hlc < badge.hlc)
            .max_by_key(|row| row.hlc);
        let is_first = self.badges.iter().all(|other| other.hlc >= badge.hlc);
        is_first
            && badge.reason == BadgeReason::First
            && badge.boxed.is_none()
            && before.is_some_and(|row| row.fact.scan == scan.fact.scan)
    }

    /// The live badge that a scan handed over.
    #[must_use]
    pub fn handed_over_by(&self, scan: &ScanRow) -> Option<&BadgeRow> {
        let live = self.live_badge()?;
        (!scan.txns.is_disjoint(&live.handed_over_txns)).then_some(live)
    }

    /// Whether a badge is made: a printer has it or said that it is done, or it lies in a box or in somebody's hand. A
    /// code alone is no badge, nor is one that did not print, nor one of which nobody knows.
    #[must_use]
    pub fn is_made(&self, badge: BadgeId) -> bool {
        let seen = |b: &BadgeRow| b.badge == badge && (b.boxed.is_some() || b.handed_over_at.is_some());
        self.badges.iter().any(seen) || self.is_printed(badge)
    }

    fn is_printed(&self, badge: BadgeId) -> bool {
        self.prints
            .iter()
            .any(|job| job.badge == badge && job.is_coming())
    }
}

/// Folds the ops of one attendee, in any order and with repetitions. `people` are the subjects that are this one person,
/// the one that represents them first; nearly always one. Of the `quarantined` ones nothing counts but what
/// their writers knew: two scans that know each other through a third still do when the third is found to be nobody's.
#[must_use]
pub fn fold_scans(people: &[SubjectId], ops: &[FoldOp], quarantined: &[FoldOp]) -> ScansState {
    let mut ordered: Vec<&FoldOp> = ops.iter().collect();
    ordered.sort_by_key(|op| op.rank());
    ordered.dedup_by_key(|op| op.op_ref);
    let mut all = Collected::default();
    for op in ordered {
        collect(&mut all, op);
    }
    finish(people, all, &Knowledge::of(ops.iter().chain(quarantined)))
}

#[derive(Default)]
struct Collected {
    scans: BTreeMap<ScanId, ScanRow>,
    confirmed: BTreeMap<ScanId, BTreeSet<TxnId>>,
    annulled: BTreeSet<ScanId>,
    badges: BTreeMap<BadgeId, BadgeRow>,
    voided: BTreeMap<BadgeId, (Timestamp, Option<BadgeId>)>,
    boxed: BTreeMap<BadgeId, String>,
    handed_over: BTreeMap<BadgeId, Vec<(Timestamp, TxnId)>>,
    prints: BTreeMap<PrintJobId, PrintRow>,
    reports: BTreeMap<PrintJobId, (PrintState, Option<String>)>,
    settled: BTreeMap<PrintJobId, PrintSettlement>,
    settlements: Settlements,
}

/// Takes in one op; they come in the order of their ranks, and where one place is written twice the first stands.
fn collect(all: &mut Collected, op: &FoldOp) {
    match &op.fact {
        Fact::ScanRecorded(fact) => {
            all.scans.entry(fact.scan).or_insert_with(|| scan_row(op, fact));
        }
        Fact::ScanConfirmed(fact) => {
            all.confirmed.entry(fact.scan).or_default().insert(op.txn);
        }
        Fact::ScanAnnulled(fact) => {
            all.annulled.insert(fact.scan);
        }
        Fact::BadgeIssued(fact) if !fact.is_its_serials() => {}
        Fact::BadgeIssued(fact) => {
            for old in fact.replaces.iter().filter(|old| **old != fact.badge) {
                all.voided.entry(*old).or_insert((op.wall, Some(fact.badge)));
            }
            all.badges
                .entry(fact.badge)
                .or_insert_with(|| badge_row(op, fact));
        }
        Fact::BadgeVoided(fact) => {
            all.voided.entry(fact.badge).or_insert((op.wall, None));
        }
        Fact::BadgeBoxed(fact) => {
            all.boxed.insert(fact.badge, fact.label.clone());
        }
        Fact::BadgeHandedOver(fact) => {
            let said = all.handed_over.entry(fact.badge).or_default();
            said.push((op.wall, op.txn));
        }
        Fact::PrintRequested(fact) => {
            all.prints.entry(fact.job).or_insert_with(|| print_row(op, fact));
        }
        Fact::BadgePrintReported(fact) => {
            all.reports.insert(fact.job, (fact.state, fact.reason.clone()));
        }
        Fact::PrintSettled(fact) => {
            // What somebody saw another who looked later can't have made unseen.
            let how = all.settled.entry(fact.job).or_insert(fact.how);
            if *how != PrintSettlement::Seen {
                *how = fact.how;
            }
        }
        Fact::ConflictSettled(fact) => {
            all.settlements
                .entry(fact.conflict.clone())
                .or_default()
                .extend(&fact.covers);
        }
        Fact::EventDefined(_)
        | Fact::CategoryDefined(_)
        | Fact::CheckpointDefined(_)
        | Fact::DevicePaired(_)
        | Fact::DeviceChanged(_)
        | Fact::DeviceRevoked(_)
        | Fact::KeyPublished(_)
        | Fact::OpsReleased(_)
        | Fact::AttendeeRegistered(_)
        | Fact::AttendeeChanged(_)
        | Fact::AttendeeSubstituted(_)
        | Fact::AttendeeErased(_)
        | Fact::AttendeesMerged(_)
        | Fact::MergeAnnulled(_)
        | Fact::RegistrationChanged(_)
        | Fact::ConsentGiven(_)
        | Fact::ConsentWithdrawn(_)
        | Fact::OperatorDefined(_)
        | Fact::HelpRequested(_)
        | Fact::HelpAnswered(_)
        | Fact::ClockMeasured(_) => {}
    }
}

fn finish(people: &[SubjectId], mut all: Collected, known: &Knowledge) -> ScansState {
    for row in all.scans.values_mut() {
        let confirmed = all.confirmed.get(&row.fact.scan);
        row.txns.extend(confirmed.into_iter().flatten());
        row.state = state_of(row, confirmed.is_some(), all.annulled.contains(&row.fact.scan));
    }
    hand_over(&mut all);
    let mut voided_unissued = BTreeMap::new();
    for (badge, (at, by)) in all.voided {
        if let Some(row) = all.badges.get_mut(&badge) {
            row.voided_at = Some(at);
            row.replaced_by = by;
        } else {
            voided_unissued.insert(badge, (at, by));
        }
    }
    for (job, (state, reason)) in all.reports {
        if let Some(row) = all.prints.get_mut(&job) {
            row.state = state;
            row.reason = reason;
        }
    }
    for (job, how) in all.settled {
        if let Some(row) = all.prints.get_mut(&job) {
            row.settled = Some(how);
        }
    }
    let scans = known.in_order(all.scans);
    let badges: Vec<BadgeRow> = all.badges.into_values().collect();
    let mut conflicts = double_admissions(people, &scans, known, &all.settlements);
    conflicts.extend(two_badges(people, &badges, &all.settlements));
    conflicts.sort();
    ScansState {
        scans,
        badges,
        prints: all.prints.into_values().collect(),
        voided_unissued,
        conflicts,
    }
}

/// Says of each badge where it is. A hand-over counts unless the scan that it was said with is undone.
fn hand_over(all: &mut Collected) {
    let undone: BTreeSet<TxnId> = all
        .scans
        .values()
        .filter(|row| row.state == ScanState::Annulled)
        .flat_map(|row| row.txns.iter().copied())
        .collect();
    for row in all.badges.values_mut() {
        row.boxed = all.boxed.remove(&row.badge);
        for (at, txn) in all.handed_over.remove(&row.badge).into_iter().flatten() {
            row.handed_over_txns.insert(txn);
            if !undone.contains(&txn) {
                row.handed_over_at = row.handed_over_at.or(Some(at));
            }
        }
    }
}

fn badge_row(op: &FoldOp, fact: &BadgeIssued) -> BadgeRow {
    BadgeRow {
        badge: fact.badge,
        serial: fact.serial,
        registration: fact.registration,
        reason: fact.reason,
        why: fact.why,
        text: fact.text.clone(),
        hlc: op.hlc,
        issued_at: op.wall,
        device: op.device,
        subject: op.subject,
        txn: op.txn,
        voided_at: None,
        replaced_by: None,
        boxed: None,
        handed_over_at: None,
        handed_over_txns: BTreeSet::new(),
        by: op.op_ref,
        operator: op.operator,
    }
}

fn print_row(op: &FoldOp, fact: &PrintRequested) -> PrintRow {
    PrintRow {
        job: fact.job,
        badge: fact.badge,
        printer: fact.printer.clone(),
        template: fact.template.clone(),
        state: PrintState::Queued,
        reason: None,
        settled: None,
        requested_at: op.wall,
        device: op.device,
        subject: op.subject,
    }
}

fn scan_row(op: &FoldOp, fact: &ScanRecorded) -> ScanRow {
    ScanRow {
        by: op.op_ref,
        hlc: op.hlc,
        at: fact.at_ms.map_or(op.wall, Timestamp),
        device: op.device,
        operator: op.operator,
        subject: op.subject,
        state: ScanState::Nothing,
        txns: BTreeSet::from([op.txn]),
        fact: fact.clone(),
    }
}

fn state_of(row: &ScanRow, confirmed: bool, annulled: bool) -> ScanState {
    if annulled {
        return ScanState::Annulled;
    }
    match row.fact.effect {
        Effect::Admitted => ScanState::Admitted,
        Effect::Pending if confirmed => ScanState::Admitted,
        Effect::Pending => ScanState::Pending,
        Effect::Left => ScanState::Left,
        Effect::Nothing => ScanState::Nothing,
    }
}

/// Admissions under a rule without re-entry of which neither writer knew the other's: a matter of knowledge, not of
/// clocks.
fn double_admissions(
    people: &[SubjectId],
    scans: &[ScanRow],
    known: &Knowledge,
    settlements: &Settlements,
) -> Vec<Conflict> {
    let mut by_checkpoint: BTreeMap<CheckpointId, Vec<&ScanRow>> = BTreeMap::new();
    for row in scans.iter().filter(|row| counts_as_admission(row)) {
        by_checkpoint.entry(row.fact.checkpoint).or_default().push(row);
    }
    by_checkpoint
        .into_iter()
        .filter_map(|(checkpoint, admissions)| {
            let mut facts = BTreeSet::new();
            let admissions: Vec<(&ScanRow, BTreeSet<ScanId>)> = admissions
                .into_iter()
                .map(|row| (row, known.behind(row.fact.scan)))
                .collect();
            for (index, (first, behind_first)) in admissions.iter().enumerate() {
                for (second, behind_second) in admissions.iter().skip(index + 1) {
                    let joined =
                        behind_first.contains(&second.fact.scan) || behind_second.contains(&first.fact.scan);
                    let one_too_many = first.fact.rule.forbids_both(first.fact.day, second.fact.day)
                        && second.fact.rule.forbids_both(first.fact.day, second.fact.day);
                    if one_too_many && !joined {
                        facts.insert(first.by);
                        facts.insert(second.by);
                    }
                }
            }
            let scope = checkpoint.to_string();
            conflict(ConflictKind::DoubleAdmission, people, &scope, facts, settlements)
        })
        .collect()
}

fn counts_as_admission(row: &ScanRow) -> bool {
    row.state == ScanState::Admitted && row.fact.overrides.is_none()
}

fn two_badges(people: &[SubjectId], badges: &[BadgeRow], settlements: &Settlements) -> Option<Conflict> {
    let live: BTreeSet<OpRef> = badges
        .iter()
        .filter(|b| b.voided_at.is_none())
        .map(|b| b.by)
        .collect();
    conflict(ConflictKind::TwoBadges, people, "badge", live, settlements)
}
