//! What is known when somebody stands at a checkpoint. The caller looks it up; nothing here is looked up again.

use super::{Authority, Day, VerdictKind};
use crate::codes::{Presented, Validity};
use crate::ids::{AttendeeId, CategoryId, DeviceId};
use crate::time::Timestamp;

/// What the code or the name that was presented turned out to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Found {
    /// Nobody's code.
    NotOurs(NotOurs),
    /// In the shape of our codes, but not signed by a key of ours, or with a wrong MAC.
    BadSignature,
    /// A code of another event that this device knows, or a ticket that names another event.
    OtherEvent { event: Option<String> },
    /// It fits several people: the operator chooses, then it is decided again for that person.
    Ambiguous(Vec<AttendeeId>),
    /// An authentic code of somebody whose details were erased: it lets nobody in, but they may still be inside.
    Erased {
        /// Their scans at this checkpoint, in the order in which they happened.
        past: Vec<PastScan>,
    },
    /// A voided badge or ticket of whom this device does not know yet.
    Voided(Voided),
    /// Authentic, but the person has not arrived here yet.
    Unseen(Unseen),
    /// A person.
    Person(PersonFacts),
}

/// Why a text is no code of ours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum NotOurs {
    /// A plausible code or name that nobody has.
    NotFound,
    /// A part of one of our codes.
    Partial,
    /// A web address.
    Url,
    /// A business card.
    VCard,
    /// Nothing was read.
    Empty,
    /// Longer than any code.
    TooLong,
    /// Garbled by a keyboard layout beyond repair.
    WrongLayout,
    /// An authentic code of somebody whose details were erased.
    Erased,
}

impl NotOurs {
    /// What is said of a presented text that nobody was found for; `None` for codes of ours, which say more. A text
    /// alone never says [`NotOurs::Erased`].
    #[must_use]
    pub const fn of(presented: &Presented) -> Option<Self> {
        match presented {
            Presented::Foreign(_) => Some(Self::NotFound),
            Presented::Partial(_) => Some(Self::Partial),
            Presented::Url(_) => Some(Self::Url),
            Presented::VCard(_) => Some(Self::VCard),
            Presented::Empty => Some(Self::Empty),
            Presented::TooLong(_) => Some(Self::TooLong),
            Presented::WrongLayout { .. } => Some(Self::WrongLayout),
            Presented::Badge(_) | Presented::Ticket(_) | Presented::TwoGlued { .. } => None,
        }
    }
}

/// A code that was good once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Voided {
    pub code: VoidedCode,
    /// The badge that took its place, in the short form that is printed on it.
    pub replaced_by: Option<String>,
    pub at: Option<Timestamp>,
}

/// What kind of code was voided.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum VoidedCode {
    Badge,
    Ticket,
}

/// An authentic code whose person this device has not received.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unseen {
    /// Known from a ticket; a badge does not say.
    pub attendee: Option<AttendeeId>,
    pub signer: Signer,
    /// The days that a ticket names; a badge names none.
    pub validity: Option<Validity>,
    /// Scans of this very code or attendee at this checkpoint, in the order of the log.
    pub past: Vec<PastScan>,
}

/// Whether the key that made a code is known here.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Signer {
    /// The signature or MAC was checked.
    Known,
    /// A ticket of this event by a key whose certificate has not arrived: it cannot be checked yet.
    NotYetSeen,
}

/// Whether a person's own details are here, beside those of their registration.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Details {
    Here,
    /// Somebody who took a registration over and has not arrived at this device.
    Follow,
}

/// What is known of a person and their registration, at one checkpoint.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PersonFacts {
    pub attendee: AttendeeId,
    pub category: CategoryId,
    pub mode: Mode,
    /// Several may hold at once: paid and blocked. Empty is the same as valid.
    pub standings: Vec<Standing>,
    /// Set if the code that was presented is voided; a search by name presents none.
    pub voided: Option<Voided>,
    /// Who vouches for the code that was presented; a search by name presents none.
    pub signer: Signer,
    pub details: Details,
    /// Empty: every day of the event.
    pub days: Vec<Day>,
    pub valid_from: Option<Timestamp>,
    pub valid_until: Option<Timestamp>,
    /// The note for the operator.
    pub attention: Option<AttentionNote>,
    pub badge: Badge,
    /// Unannulled scans at this checkpoint, in the order in which they happened: by the clock of the log, or the moment that its writer gave.
    pub past: Vec<PastScan>,
}

impl PersonFacts {
    /// A person in good standing who comes in person, any day, for the first time.
    #[must_use]
    pub const fn valid(attendee: AttendeeId, category: CategoryId) -> Self {
        Self {
            attendee,
            category,
            mode: Mode::InPerson,
            standings: Vec::new(),
            voided: None,
            signer: Signer::Known,
            details: Details::Here,
            days: Vec::new(),
            valid_from: None,
            valid_until: None,
            attention: None,
            badge: Badge::NotMade,
            past: Vec::new(),
        }
    }
}

/// How somebody attends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Mode {
    InPerson,
    Online,
}

/// One thing that holds of a registration, who decided it and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    pub status: Status,
    pub who: Option<String>,
    pub why: Option<String>,
}

impl From<Status> for Standing {
    fn from(status: Status) -> Self {
        Self {
            status,
            who: None,
            why: None,
        }
    }
}

/// The states of a registration.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Status {
    /// Paid, or confirmed where nothing is to be paid.
    Valid,
    /// Ordered and not paid yet.
    Pending,
    /// Not paid in time; the place was given back.
    Expired,
    Canceled,
    Blocked,
    /// Waits for an organiser's approval.
    Unapproved,
    /// Something of the registration (its status, days or times) that this app cannot read: nobody is let in by guess.
    Unread,
}

/// A note that the operator sees when the person arrives.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AttentionNote {
    pub text: String,
    pub needs: Needs,
}

/// What an attention note wants of the operator.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Needs {
    /// To be read.
    Reading,
    /// A document, a phone call: the admission waits until the operator confirms.
    Confirmation,
}

/// Whether the person has a badge.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Badge {
    NotMade,
    /// Printed before the doors opened and not handed over yet; where it lies.
    InBox(String),
    /// Queued, sent, printed or handed over.
    Made,
}

/// A scan of the same person at the same checkpoint that nobody annulled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PastScan {
    pub at: Timestamp,
    /// The local day, as the scan recorded it.
    pub day: Day,
    pub device: DeviceId,
    pub outcome: PastOutcome,
}

/// What a past scan did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum PastOutcome {
    /// An entry that let the person in, at once or when the operator confirmed.
    Admitted,
    /// An entry that an override let in.
    Overridden,
    /// An entry that waits for the operator's confirmation.
    Pending,
    /// An entry that was stopped.
    Stopped,
    /// An exit.
    Left,
    /// An exit of somebody who was not counted inside.
    NotInside,
}

impl PastOutcome {
    /// Which way the person went.
    #[must_use]
    pub const fn direction(self) -> Direction {
        match self {
            Self::Admitted | Self::Overridden | Self::Pending | Self::Stopped => Direction::Entry,
            Self::Left | Self::NotInside => Direction::Exit,
        }
    }

    /// Whether it let somebody in.
    #[must_use]
    pub const fn let_in(self) -> bool {
        match self {
            Self::Admitted | Self::Overridden => true,
            Self::Pending | Self::Stopped | Self::Left | Self::NotInside => false,
        }
    }
}

/// Which way somebody goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Direction {
    Entry,
    Exit,
}

/// The moment of the scan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Moment {
    pub at: Timestamp,
    /// The local day and minute of the day: the caller knows the event's time zone.
    pub day: Day,
    pub minute: u16,
    pub direction: Direction,
    pub device: DeviceId,
    /// How many people this device counts inside the checkpoint.
    pub inside: u32,
    /// The last unannulled scan of the same code (or of the same person, found by name) at this device and checkpoint.
    pub last_here: Option<LastScan>,
    /// The stops that somebody has seen and overruled.
    pub overrides: Vec<Override>,
    pub reading: Reading,
}

/// What came with the code that is judged.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Reading {
    /// It came by itself.
    One,
    /// Another code came before it in the same reading: the second is the one in front of the operator now.
    SecondOfTwo,
    /// Letters came before it that somebody had just typed.
    BehindLetters,
}

/// The scan before this one, for telling a double scan.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LastScan {
    pub at: Timestamp,
    pub outcome: PastOutcome,
}

/// Somebody's word against one verdict. A stop that was not named still stops.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Override {
    pub verdict: VerdictKind,
    pub by: Authority,
}
