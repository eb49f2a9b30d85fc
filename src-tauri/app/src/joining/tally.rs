//! Counting what becomes of facts, each under what was said first.

use crate::view::JoinReport;
use std::collections::BTreeMap;

/// No more badges are named.
const BADGES_MAX: usize = 100;

/// Why a fact is not recorded again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Left {
    /// A conflict is decided anew: it has other facts there.
    Settled,
    /// A call for help is over.
    Help,
    /// The person was erased, here or there.
    Erased,
    /// A badge that no printer had yet: it is ordered anew.
    NotPrinted,
    /// Who wrote it was not permitted to.
    NotCounted,
    /// A newer app wrote it.
    Unreadable,
}

impl Left {
    const fn code(self) -> &'static str {
        match self {
            Self::Settled => "settled",
            Self::Help => "help",
            Self::Erased => "erased",
            Self::NotPrinted => "not_printed",
            Self::NotCounted => "not_counted",
            Self::Unreadable => "unreadable",
        }
    }
}

/// What became of one subject's facts.
#[derive(Debug, Default)]
pub(super) struct Tally(JoinReport);

impl Tally {
    pub(super) fn recorded(&mut self, kind: &str) {
        count(&mut self.0.recorded, kind);
    }

    pub(super) fn there(&mut self, kind: &str) {
        count(&mut self.0.there, kind);
    }

    pub(super) fn refused(&mut self, kind: &str) {
        count(&mut self.0.refused, kind);
    }

    pub(super) fn left(&mut self, why: Left) {
        count(&mut self.0.left, why.code());
    }

    pub(super) fn badge_left_out(&mut self, badge: String) {
        self.0.badges_left_out.push(badge);
    }

    pub(super) fn person(&mut self, is_found: bool, is_left_out: bool) {
        if is_left_out {
            self.0.people_left_out += 1;
        } else if is_found {
            self.0.people_found += 1;
        } else {
            self.0.people_added += 1;
        }
    }

    /// Adds what became of a subject to what became of those before.
    pub(super) fn add_to(self, report: &mut JoinReport) {
        let part = self.0;
        report.people_found += part.people_found;
        report.people_added += part.people_added;
        report.people_left_out += part.people_left_out;
        for (all, more) in [
            (&mut report.recorded, part.recorded),
            (&mut report.there, part.there),
            (&mut report.refused, part.refused),
            (&mut report.left, part.left),
        ] {
            for (code, many) in more {
                *all.entry(code).or_default() += many;
            }
        }
        report.badges_left_out.extend(part.badges_left_out);
        report.badges_left_out.truncate(BADGES_MAX);
    }
}

fn count(all: &mut BTreeMap<String, u32>, code: &str) {
    *all.entry(code.to_owned()).or_default() += 1;
}
