//! The decision: what was found is either stopped at once or judged by checks in a fixed order.

use super::facts::{Direction, Found, Moment, NotOurs, Reading};
use super::judge::{Judge, leave};
use super::presence::Presence;
use super::reason::{Reason, ReasonCode};
use super::trace::{Trace, optional};
use super::verdict::{Elsewhere, Verdict, WhyUnknown};
use super::{CheckResult, Rule};

/// The same code again at the same device, this much later at most, is a double scan.
pub const DOUBLE_SCAN_MS: i64 = 10_000;

/// The verdict, why, and the rule by which it was judged.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decision {
    pub verdict: Verdict,
    /// Every check that was made, in order.
    pub reasons: Vec<Reason>,
    /// Shown quietly, recorded, no question asked.
    pub double_scan: bool,
    pub rule: Rule,
}

impl Decision {
    /// The reasons worth recording and showing: those that stopped first, then those noted, each in the order of the checks.
    pub fn telling(&self) -> impl Iterator<Item = &Reason> {
        let of = |result| {
            self.reasons
                .iter()
                .filter(move |reason| reason.result() == result)
        };
        of(CheckResult::Stopped).chain(of(CheckResult::Noted))
    }
}

/// Judges one presentation of a code or a name at a checkpoint.
#[must_use]
pub fn decide(found: &Found, rule: &Rule, moment: &Moment) -> Decision {
    let mut trace = Trace::default();
    let double_scan = is_double_scan(moment);
    if double_scan {
        trace.add(ReasonCode::DoubleScan, []);
    }
    match moment.reading {
        Reading::One => {}
        Reading::SecondOfTwo => trace.add(ReasonCode::SecondOfTwo, []),
        Reading::BehindLetters => trace.add(ReasonCode::LettersBefore, []),
    }
    let verdict = match found {
        Found::NotOurs(why) => trace.not_ours(*why),
        Found::BadSignature => {
            trace.add(ReasonCode::SignatureWrong, []);
            Verdict::Unknown(WhyUnknown::BadSignature)
        }
        Found::OtherEvent { event } => {
            trace.add(ReasonCode::EventOther, optional("event", event.as_ref()));
            Verdict::OtherEvent(Elsewhere::Event(event.clone()))
        }
        Found::Ambiguous(people) => {
            trace.add(ReasonCode::CodeAmbiguous, [("people", people.len().to_string())]);
            Verdict::Ambiguous(people.clone())
        }
        Found::Erased { past } => match moment.direction {
            Direction::Entry => trace.not_ours(NotOurs::Erased),
            Direction::Exit => {
                let presence = Presence::of(past, rule.once_per, moment.day);
                leave(presence, moment, double_scan, &mut trace)
            }
        },
        Found::Voided(voided) => trace.voided(voided),
        Found::Unseen(unseen) => Judge::of_unseen(unseen, rule, moment, double_scan).judge(&mut trace),
        Found::Person(person) => Judge::of_person(person, rule, moment, double_scan).judge(&mut trace),
    };
    Decision {
        verdict,
        reasons: trace.reasons,
        double_scan,
        rule: rule.clone(),
    }
}

/// What a scan that waited comes to when the operator confirms it: decided once more by what is known now, with what had to
/// be asked for settled. Where that is no admission the scan goes on waiting. It makes due what an admission does.
#[must_use]
pub fn confirm(found: &Found, rule: &Rule, moment: &Moment) -> Decision {
    // A confirmation repeats no scan.
    let moment = Moment {
        last_here: None,
        ..moment.clone()
    };
    let mut decision = decide(found, rule, &moment);
    if let Verdict::Admitted(admission) = &mut decision.verdict {
        admission.attention.retain(|one| !one.needs_confirmation());
    }
    decision
}

fn is_double_scan(moment: &Moment) -> bool {
    moment.last_here.is_some_and(|last| {
        let ms = moment.at.ms_since(last.at);
        last.outcome.direction() == moment.direction && (0..=DOUBLE_SCAN_MS).contains(&ms)
    })
}
