//! A batch of badges: whose, in which order and box, looked at before anything is written, and made as one file.

mod boxes;
mod make;
mod people;

use crate::importing::Cancel;
use crate::view::BoxCount;
use std::sync::atomic::{AtomicU64, Ordering};

/// What a batch gave.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct BatchReport {
    pub pages: u32,
    /// `name: letters`, for every badge that a font lacks letters for; these were left out.
    pub missing_glyphs: Vec<String>,
    /// `name: text`, for every text that does not fit.
    pub overflow: Vec<String>,
    /// Who has no page because of something that came while the pages were laid out: another badge, or a registration
    /// that lets nobody come any more. Somebody who was erased is not named.
    pub overtaken: Vec<String>,
    /// What lies in which box.
    pub boxes: Vec<BoxCount>,
    /// Somebody stopped it: there is no file, and no badge counts as made.
    pub cancelled: bool,
}

/// What a PDF of badges is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BatchUse {
    /// It goes to paper before the doors open: once the file is on the disk its badges are made, and no desk prints
    /// them again by itself.
    Paper,
    /// It is looked at: the desks print as if there were no file.
    Draft,
}

/// The batch under way, and the newest look at one that was asked for: an older one stops.
#[derive(Debug, Default)]
pub(crate) struct Batches {
    making: Cancel,
    looks: AtomicU64,
}

impl Batches {
    /// A new look; those before it are nobody's any more.
    fn look(&self) -> u64 {
        self.looks.fetch_add(1, Ordering::AcqRel) + 1
    }

    fn is_newest(&self, look: u64) -> bool {
        self.looks.load(Ordering::Acquire) == look
    }
}
