//! Where a live badge is: what a desk, a group and a batch ask before one is made, given out or laid in a box.

use super::scans::{BadgeRow, ScanState, ScansState};
use crate::ops::PrinterId;

/// The place of a live badge, as far as the log tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Whereabouts<'a> {
    /// Nowhere: a code alone is no badge, nor is one that did not come out.
    NotMade,
    /// In the box of this label.
    InBox(&'a str),
    /// Printed from a file, and nobody was let in with it since.
    OnPile,
    /// With its person: it came out at a desk, is on its way there, or was handed over.
    WithPerson,
}

impl ScansState {
    /// Where this badge is. What was printed from a file is given to its person when they are let in where badges are
    /// given out; nothing more is written of it then.
    #[must_use]
    pub fn whereabouts<'a>(&self, badge: &'a BadgeRow) -> Whereabouts<'a> {
        if let Some(label) = badge.waits_in() {
            return Whereabouts::InBox(label);
        }
        let made = self
            .prints
            .iter()
            .filter(|job| job.badge == badge.badge && job.is_coming());
        let (files, desks): (Vec<_>, Vec<_>) = made.partition(|job| PrinterId::of(&job.printer).is_file());
        if badge.handed_over_at.is_some() || !desks.is_empty() {
            return Whereabouts::WithPerson;
        }
        let Some(since) = files.into_iter().map(|job| job.requested_at).min() else {
            return Whereabouts::NotMade;
        };
        let mut admissions = self
            .scans
            .iter()
            .filter(|scan| scan.state == ScanState::Admitted && scan.fact.rule.prints);
        if admissions.any(|scan| scan.at >= since) {
            Whereabouts::WithPerson
        } else {
            Whereabouts::OnPile
        }
    }
}
