//! People who come together: the rest of an order or of a company, let in one by one by the one road of admission.

use super::boxes::handed_over;
use super::outcome::{outcome_of, shown_name};
use super::place;
use super::scan::{Judged, Judging, Presentation, PrintWish, ScanAsk, record};
use crate::device::App;
use crate::failure::{AppError, Refusal};
use crate::importing::Progress;
use crate::latin::shown_latin;
use crate::printing::order_due;
use crate::view::{
    GroupBy, GroupReport, GroupUse, GroupView, ImportProgress, MemberDone, MemberResult, MemberState,
    MemberView, Outcome, ReasonView,
};
use sarrera_core::admission::{Decision, ReasonCode, VerdictKind};
use sarrera_core::fold::Whereabouts;
use sarrera_core::ids::AttendeeId;
use sarrera_core::names::fold;
use sarrera_core::ops::Direction;
use sarrera_store::{AttendeeRow, EventNo, Reader, Shared};
use std::cell::OnceCell;
use std::collections::BTreeSet;

/// A group that is larger is no list that anybody goes through at a desk.
const MEMBERS_MAX: u32 = 200;

impl App {
    /// Whom somebody came with: their order, else their company; nothing where they are alone in both.
    ///
    /// # Errors
    /// When there is no such person, event or checkpoint, or the database can't be read.
    pub fn group_of(
        &self,
        event: &str,
        checkpoint: &str,
        attendee: &str,
    ) -> Result<Option<GroupView>, AppError> {
        let now = self.world().clock.now();
        let own = self.own()?.device;
        self.read(|reader| {
            let (event_row, checkpoint_row) = place(reader, event, checkpoint)?;
            let row = super::find_person(reader, &event_row, attendee)?;
            let Some((by, label, of, people)) = group(reader, event_row.no, &row)? else {
                return Ok(None);
            };
            let ask = entry(event, checkpoint);
            let judging = Judging {
                reader,
                event: &event_row,
                checkpoint: &checkpoint_row,
                ask: &ask,
                own,
                now,
                inside: OnceCell::new(),
            };
            let members: Result<Vec<_>, AppError> = people.iter().map(|row| member(&judging, row)).collect();
            Ok(Some(GroupView {
                by,
                label,
                of,
                members: members?,
            }))
        })
    }

    /// Lets in each of these people, or gives out their badges; a scan that comes meanwhile is answered first. Whoever is
    /// stopped stays, with the reason.
    ///
    /// # Errors
    /// When another group is under way, an id is none, or a badge is wanted and no printer is chosen. What fails after
    /// that is in the report: everybody before it is done.
    pub fn admit_group(
        &self,
        ask: &ScanAsk<'_>,
        members: &[String],
        what: GroupUse,
        progress: Progress<'_>,
    ) -> Result<GroupReport, AppError> {
        let running = self.group.begin().ok_or(Refusal::GroupRunning)?;
        let people = ids(members)?;
        if what == GroupUse::BadgesOnly && ask.print == PrintWish::None {
            self.refuse_without_printer(ask, &people)?;
        }
        let of = u32::try_from(people.len()).unwrap_or(u32::MAX);
        let mut report = GroupReport {
            of,
            ..GroupReport::default()
        };
        for (id, nth) in people.into_iter().zip(1..) {
            if running.is_asked_to_stop() {
                report.cancelled = true;
                break;
            }
            let done = match what {
                GroupUse::Admit => self.admit_member(ask, id),
                GroupUse::BadgesOnly => self.give_badge(ask, id),
            };
            match done {
                Ok(done) => report.done.push(done),
                Err(error) => {
                    report.failed = Some(error.failure());
                    break;
                }
            }
            progress(ImportProgress { done: nth, of });
        }
        Ok(report)
    }

    /// Asks the group under way to stop; whoever is in stays in.
    pub fn cancel_group(&self) {
        self.group.ask();
    }

    fn admit_member(&self, ask: &ScanAsk<'_>, id: AttendeeId) -> Result<MemberDone, AppError> {
        let outcome = self.write_behind(
            |txn| {
                let (event, checkpoint) = place(&txn.reader(), ask.event, ask.checkpoint)?;
                let recorded = record(txn, &event, &checkpoint, ask, &Presentation::Person(id), None)?;
                Ok((event, recorded))
            },
            |reader, (event, recorded)| outcome_of(reader, &event, recorded),
        )?;
        Ok(admitted(id, outcome))
    }

    /// Gives a member their badge, out of its box or off the pile, or has it printed; no scan is recorded. What a printer
    /// brings out where its person stands is theirs without another word.
    fn give_badge(&self, ask: &ScanAsk<'_>, id: AttendeeId) -> Result<MemberDone, AppError> {
        self.write_behind(
            |txn| {
                let (event, checkpoint) = place(&txn.reader(), ask.event, ask.checkpoint)?;
                let judging = Judging {
                    reader: &txn.reader(),
                    event: &event,
                    checkpoint: &checkpoint,
                    ask,
                    own: txn.own().device,
                    now: txn.now(),
                    inside: OnceCell::new(),
                };
                let judged = judging.of(&Presentation::Person(id), None)?;
                let mut done = collecting(id, &judged);
                let Some(row) = judged
                    .looked_up
                    .attendee
                    .filter(|_| done.result == MemberResult::Collected)
                else {
                    return Ok(done);
                };
                let scans = &judged.looked_up.scans;
                if let Some(live) = scans.live_badge().filter(|live| scans.is_made(live.badge)) {
                    handed_over(txn, &event, id, live)?;
                    return Ok(done);
                }
                done.prints = order_due(txn, &event, &row, scans, row.id.into(), ask.print)?.is_some();
                Ok(done)
            },
            |_, done| Ok(done),
        )
    }

    /// Before anything is given out: somebody's badge is still to be made, and there is nothing to make it with.
    fn refuse_without_printer(&self, ask: &ScanAsk<'_>, people: &[AttendeeId]) -> Result<(), AppError> {
        let now = self.world().clock.now();
        let own = self.own()?.device;
        self.read(|reader| {
            let (event, checkpoint) = place(reader, ask.event, ask.checkpoint)?;
            let judging = Judging {
                reader,
                event: &event,
                checkpoint: &checkpoint,
                ask,
                own,
                now,
                inside: OnceCell::new(),
            };
            for id in people {
                let judged = judging.of(&Presentation::Person(*id), None)?;
                let scans = &judged.looked_up.scans;
                let made = scans.live_badge().is_some_and(|live| scans.is_made(live.badge));
                if !made && collecting(*id, &judged).result == MemberResult::Collected {
                    return Err(Refusal::NoPrinter.into());
                }
            }
            Ok(())
        })
    }
}

type Group = (GroupBy, String, u32, Vec<AttendeeRow>);

/// The people of somebody's order, or of their company; somebody alone is no group.
fn group(reader: &Reader<'_>, event: EventNo, row: &AttendeeRow) -> Result<Option<Group>, AppError> {
    let company = fold(&row.company);
    let ways = [
        (GroupBy::Order, &row.order_code, Shared::Order(&row.order_code)),
        (GroupBy::Company, &row.company, Shared::Company(&company)),
    ];
    for (by, label, shared) in ways {
        let of = reader.count_sharing(event, shared)?;
        if of > 1 {
            let people = if of > MEMBERS_MAX {
                Vec::new()
            } else {
                reader.sharing(event, shared, MEMBERS_MAX)?
            };
            return Ok(Some((by, label.clone(), of, people)));
        }
    }
    Ok(None)
}

fn entry<'a>(event: &'a str, checkpoint: &'a str) -> ScanAsk<'a> {
    ScanAsk {
        event,
        checkpoint,
        direction: Direction::Entry,
        at: None,
        print: PrintWish::None,
    }
}

fn ids(members: &[String]) -> Result<Vec<AttendeeId>, AppError> {
    let mut seen = BTreeSet::new();
    let mut ids = Vec::new();
    for text in members {
        let id = text.parse().map_err(|_| AppError::NotFound {
            what: "attendee",
            which: text.clone(),
        })?;
        if seen.insert(id) {
            ids.push(id);
        }
    }
    Ok(ids)
}

/// A member and what a scan would say of them now; nothing is recorded.
fn member(judging: &Judging<'_>, row: &AttendeeRow) -> Result<MemberView, AppError> {
    let judged = judging.of(&Presentation::Person(row.id), None)?;
    let name = shown_name(row);
    let state = state_of(&judged.decision);
    let live = judged.looked_up.scans.live_badge();
    Ok(MemberView {
        id: row.id.to_string(),
        latin: shown_latin(&name, row),
        name,
        company: row.company.clone(),
        category: row.registration.category.clone(),
        state,
        verdict: judged.decision.verdict.code().to_owned(),
        reasons: reasons(&judged.decision),
        waits_in: live.and_then(|live| live.waits_in()).map(str::to_owned),
        enters: state == MemberState::NotArrived,
        collects: collecting(row.id, &judged).result == MemberResult::Collected,
    })
}

fn state_of(decision: &Decision) -> MemberState {
    let has = |code| decision.reasons.iter().any(|reason| reason.code == code);
    match decision.verdict.kind() {
        VerdictKind::AlreadyIn if has(ReasonCode::AdmittedBefore) => MemberState::Left,
        VerdictKind::AlreadyIn => MemberState::Inside,
        VerdictKind::Admitted if has(ReasonCode::ReentryAfterExit) => MemberState::Left,
        VerdictKind::Admitted if has(ReasonCode::Reentry) => MemberState::Inside,
        VerdictKind::Admitted => MemberState::NotArrived,
        VerdictKind::Unknown
        | VerdictKind::Ambiguous
        | VerdictKind::OtherEvent
        | VerdictKind::Revoked
        | VerdictKind::Canceled
        | VerdictKind::Blocked
        | VerdictKind::Unapproved
        | VerdictKind::Unpaid
        | VerdictKind::NotNow
        | VerdictKind::Full
        | VerdictKind::Left
        | VerdictKind::NotInside => MemberState::Stopped,
    }
}

fn reasons(decision: &Decision) -> Vec<ReasonView> {
    let told = decision.telling();
    told.map(|reason| ReasonView {
        code: reason.code().to_owned(),
        params: reason
            .params
            .iter()
            .map(|(name, value)| ((*name).to_owned(), value.clone()))
            .collect(),
    })
    .collect()
}

fn admitted(id: AttendeeId, outcome: Outcome) -> MemberDone {
    let result = match VerdictKind::read(&outcome.verdict) {
        Some(VerdictKind::Admitted) if outcome.pending => MemberResult::Waits,
        Some(VerdictKind::Admitted) => MemberResult::In,
        Some(VerdictKind::AlreadyIn) => MemberResult::AlreadyIn,
        _stopped => MemberResult::Stopped,
    };
    MemberDone {
        id: id.to_string(),
        name: outcome.person.map(|person| person.name).unwrap_or_default(),
        result,
        scan: Some(outcome.scan),
        verdict: outcome.verdict,
        reasons: outcome.reasons,
        boxed: outcome.boxed.map(|boxed| boxed.label),
        prints: outcome.print.is_some(),
    }
}

/// What giving out a member's badge comes to, before it is given.
fn collecting(id: AttendeeId, judged: &Judged) -> MemberDone {
    let verdict = &judged.decision.verdict;
    let scans = &judged.looked_up.scans;
    let live = scans.live_badge();
    let place = live.map_or(Whereabouts::NotMade, |live| scans.whereabouts(live));
    let result = if place == Whereabouts::WithPerson {
        MemberResult::HadBadge
    } else if verdict.is_pending() {
        MemberResult::Waits
    } else if verdict.kind().may_collect_badge() {
        MemberResult::Collected
    } else {
        MemberResult::Stopped
    };
    MemberDone {
        id: id.to_string(),
        name: judged
            .looked_up
            .attendee
            .as_ref()
            .map(shown_name)
            .unwrap_or_default(),
        result,
        scan: None,
        verdict: verdict.code().to_owned(),
        reasons: reasons(&judged.decision),
        boxed: match place {
            Whereabouts::InBox(label) if result == MemberResult::Collected => Some(label.to_owned()),
            Whereabouts::InBox(_) | Whereabouts::NotMade | Whereabouts::OnPile | Whereabouts::WithPerson => {
                None
            }
        },
        prints: false,
    }
}
