//! Badges by the hundred: who is to have one, in which order and box, and what came of it.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// In which order the pages lie.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, TS)]
#[ts(export)]
#[serde(rename_all = "snake_case")]
pub enum BatchOrder {
    /// By family name, A to Z.
    #[default]
    Name,
    /// By company, and by family name within one.
    Company,
}

/// How the pages are laid in boxes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, TS)]
#[ts(export)]
#[serde(rename_all = "snake_case")]
pub enum BoxCut {
    #[default]
    None,
    /// So many badges in each.
    Size,
    /// By the first letter of what the pages are ordered by.
    Letters,
}

/// Whose badges are made, and how.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize, TS)]
#[ts(export)]
#[serde(default)]
pub struct BatchAsk {
    /// The categories' short names; none is all of them.
    pub categories: Vec<String>,
    /// What the company's name begins with or has in it, however it is accented; empty is any.
    pub company: String,
    /// An ISO date on which the person may come; empty is any.
    pub day: String,
    /// Only those who have no badge yet.
    pub unprinted: bool,
    /// Of those, only these ids; `None` is all.
    pub only: Option<Vec<String>>,
    pub order: BatchOrder,
    pub cut: BoxCut,
    pub box_size: u32,
    /// `A–F, G–L`: a box for each.
    pub box_letters: String,
    /// Empty is the device's own.
    pub template: String,
}

/// Somebody who fits the filter.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
pub struct BatchPerson {
    pub id: String,
    pub name: String,
    pub company: String,
    /// The category's short name.
    pub category: String,
    /// A badge of theirs is made.
    pub printed: bool,
    /// The box that the badge will lie in.
    pub boxed: Option<String>,
}

/// A box and how many badges lie in it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
pub struct BoxCount {
    pub label: String,
    pub badges: u32,
}

/// Who fits the filter, in the order of the pages, and the boxes of those who were chosen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
pub struct BatchList {
    pub people: Vec<BatchPerson>,
    pub boxes: Vec<BoxCount>,
}

/// A badge that somebody should look at before it is printed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
pub struct BatchTrouble {
    pub id: String,
    pub name: String,
    /// Letters that no font here has: the badge is left out.
    pub missing_glyphs: Vec<String>,
    /// Texts that do not fit.
    pub overflow: Vec<String>,
}

/// What a file of badges came to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
pub struct BatchMade {
    pub pages: u32,
    /// `name: letters`, of those who were left out.
    pub missing_glyphs: Vec<String>,
    /// `name: text`.
    pub overflow: Vec<String>,
    /// Who has no page because of something that came meanwhile.
    pub overtaken: Vec<String>,
    pub boxes: Vec<BoxCount>,
    /// Somebody stopped it: there is no file.
    pub cancelled: bool,
    pub path: String,
}
