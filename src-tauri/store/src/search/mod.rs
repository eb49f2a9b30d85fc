//! Finding a person by whatever a desk hears or reads: name in any spelling, company, mail, phone, order, codes.
//!
//! Everything stands in tables of its own (`search_…`) and works on any connection, inside the caller's transaction.
//! [`put`] turns an attendee into words; [`find`] asks for them in rounds, from the whole name over beginnings to what
//! sounds alike and what is one slip away, and stops as soon as it has enough. Each hit says why it matched.
//!
//! Words of the index carry one leading character for event and kind, so that one FTS5 table serves every event and
//! each round reads only the words it means; see [`word`].

mod ask;
mod find;
mod judge;
mod put;
mod schema;
mod slip;
mod word;

#[cfg(test)]
mod tests;

pub use find::find;
pub use put::{put, put_codes, remove, write_out};
pub use schema::{clear, create};

use std::ops::Range;

/// What of one attendee can be found. Fields that the source does not give are empty.
#[derive(Clone, Copy, Debug, Default)]
pub struct Entry<'a> {
    pub event_no: i64,
    pub attendee_no: i64,
    pub given_name: &'a str,
    pub family_name: &'a str,
    /// The name as it is shown; [`Found::spans`] counts its characters. If empty, given and family name stand for it.
    pub full_name: &'a str,
    /// A reading that the source gives, in kana or Latin letters.
    pub latin_name: &'a str,
    pub company: &'a str,
    pub email: &'a str,
    pub phone: &'a str,
    pub order_code: &'a str,
}

/// The codes of one attendee. They stand apart from [`Entry`], because a badge is issued far more often than a name changes.
#[derive(Clone, Copy, Debug, Default)]
pub struct Codes<'a> {
    pub tickets: &'a [&'a str],
    pub badges: &'a [&'a str],
}

/// One hit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    pub attendee_no: i64,
    pub why: Why,
    /// What to underline in the shown name, in characters, in order and apart.
    pub spans: Vec<Range<usize>>,
}

/// Why it matched: of several typed words, that of the one that fits least.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Why {
    pub field: Field,
    pub how: How,
}

/// Where the typed word was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Field {
    Name,
    Company,
    Email,
    Phone,
    Order,
    Ticket,
    Badge,
}

/// How closely it matched. `Latin` is another script's spelling in Latin letters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum How {
    Exact,
    Prefix,
    Latin,
    Sound,
    Typo,
}

impl Field {
    /// The stable code that the window and the command line word.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::Company => "company",
            Self::Email => "email",
            Self::Phone => "phone",
            Self::Order => "order",
            Self::Ticket => "ticket",
            Self::Badge => "badge",
        }
    }
}

impl How {
    /// The stable code that the window and the command line word.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Exact => "exact",
            Self::Prefix => "prefix",
            Self::Latin => "latin",
            Self::Sound => "sound",
            Self::Typo => "typo",
        }
    }
}
