//! Which column holds what: recognised by its header in five languages, corrected by a person, remembered per header
//! set.

mod choices;
mod family;
mod field_set;
mod labels;

use super::fold::fold_label;
use super::problem::MappingError;
use super::rows::RowStatus;
pub use choices::{Choices, ColumnName};
pub use family::{Family, FileKind};
pub use field_set::FieldSet;
pub(super) use labels::labels_known;
use serde::{Deserialize, Serialize};

macro_rules! fields {
    ($($(#[$doc:meta])* $name:ident = $text:literal),+ $(,)?) => {
        /// What a column can hold.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub enum Field { $($(#[$doc])* $name),+ }

        impl Field {
            /// Every field, in the order in which a person is offered them.
            pub const ALL: [Self; [$($text),+].len()] = [$(Self::$name),+];

            /// The field's name on the command line and in JSON.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self { $(Self::$name => $text),+ }
            }
        }
    };
}

fields! {
    GivenName = "given_name",
    FamilyName = "family_name",
    FullName = "full_name",
    /// The name in Latin letters or kana, where the source gives one.
    NameReading = "name_reading",
    Company = "company",
    JobTitle = "job_title",
    Email = "email",
    Phone = "phone",
    Country = "country",
    Language = "language",
    Category = "category",
    /// A second half of the category: pretix's variation of a product.
    CategoryDetail = "category_detail",
    Status = "status",
    /// A yes or no: is it paid?
    Paid = "paid",
    Blocked = "blocked",
    OrderCode = "order_code",
    /// What tells the row apart where its source came from.
    RowId = "row_id",
    TicketCode = "ticket_code",
    /// A badge code that the source's own lead scanners read: pretix's pseudonymization id.
    BadgeCode = "badge_code",
    /// A yes or no: were they let in?
    CheckedIn = "checked_in",
    CheckedInAt = "checked_in_at",
    CheckedOutAt = "checked_out_at",
    ValidFrom = "valid_from",
    ValidUntil = "valid_until",
    /// What the desk must read before it lets the person in.
    Attention = "attention",
    /// A yes or no: must the desk look up?
    AttentionAsked = "attention_asked",
    Note = "note",
    LeadSharing = "lead_sharing",
    /// In person or online.
    Mode = "mode",
    /// The mail of whoever ordered, used where the attendee gave none.
    OrderEmail = "order_email",
    /// The company of the invoice, used where the attendee gave none.
    OrderCompany = "order_company",
    /// The name on the invoice, used where the attendee gave none.
    OrderName = "order_name",
}

impl Field {
    /// The field of this name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        let wanted = name.trim().to_ascii_lowercase().replace(['-', ' '], "_");
        Self::ALL.into_iter().find(|field| field.name() == wanted)
    }
}

/// How a column came to its field.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum How {
    /// By its header.
    Recognised,
    /// A person said so, now or for an earlier file with these headers.
    ByHand,
    /// Nobody knows what it holds: it is offered for mapping.
    Open,
    /// Known, and of no use here; or a person said so.
    Ignored,
}

/// One column of the file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Column {
    pub header: String,
    pub field: Option<Field>,
    pub how: How,
}

/// Every column with its field.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mapping {
    pub family: Family,
    pub kind: FileKind,
    pub columns: Vec<Column>,
    pub status_words: Vec<(String, RowStatus)>,
}

impl Mapping {
    /// Recognises the columns; what a person chose goes before what was recognised.
    ///
    /// # Errors
    /// When an essential column is missing, a chosen header is not in the file, or two columns claim one field.
    pub fn recognise(headers: &[String], choices: &Choices) -> Result<Self, MappingError> {
        let (mapping, problems) = Self::propose(headers, choices);
        problems.into_iter().next().map_or(Ok(mapping), Err)
    }

    /// As [`Mapping::recognise`], for a screen on which a person maps: the mapping as it stands, and what still keeps it
    /// from being used.
    #[must_use]
    pub fn propose(headers: &[String], choices: &Choices) -> (Self, Vec<MappingError>) {
        let folded: Vec<String> = headers.iter().map(|header| fold_label(header)).collect();
        let mut problems = Vec::new();
        let chosen = chosen_columns(headers, choices, &mut problems);
        let (family, kind) = family::recognise(&folded, choices.family);
        let mut claims = labels::claims(&folded, family, kind);
        if family != Family::List {
            keep_first_of_a_name(&folded, &mut claims);
        }
        for (index, field) in &chosen {
            if let Some(claim) = claims.get_mut(*index) {
                *claim = labels::Claim {
                    field: *field,
                    rank: 0,
                    how: How::ByHand,
                };
            }
        }
        settle(headers, family, &mut claims, &mut problems);
        let columns = headers
            .iter()
            .zip(claims)
            .map(|(header, claim)| Column {
                header: header.clone(),
                field: claim.field,
                how: claim.how,
            })
            .collect();
        let mapping = Self {
            family,
            kind,
            columns,
            status_words: choices.status_words.clone(),
        };
        problems.extend(mapping.essential_missing());
        (mapping, problems)
    }

    /// The column that holds a field.
    #[must_use]
    pub fn column_of(&self, field: Field) -> Option<usize> {
        self.columns.iter().position(|column| column.field == Some(field))
    }

    /// Whether an empty cell of this field says that the person has none. A check-in list leaves out what it does not
    /// know; of all other files an empty cell is a fact.
    #[must_use]
    pub fn empty_is_said(&self, field: Field) -> bool {
        self.kind != FileKind::CheckInList && self.column_of(field).is_some()
    }

    /// Headers that nobody knows, for a person to map.
    #[must_use]
    pub fn open_headers(&self) -> Vec<&str> {
        self.columns
            .iter()
            .filter(|c| c.how == How::Open && !c.header.is_empty())
            .map(|c| c.header.as_str())
            .collect()
    }

    /// What a person said, to be remembered under [`header_set_key`].
    #[must_use]
    pub fn choices(&self) -> Choices {
        let headers: Vec<String> = self.columns.iter().map(|column| column.header.clone()).collect();
        let by_hand = ColumnName::of_all(&headers)
            .into_iter()
            .zip(&self.columns)
            .filter(|(_, column)| column.how == How::ByHand);
        Choices {
            columns: by_hand.map(|(name, column)| (name, column.field)).collect(),
            status_words: self.status_words.clone(),
            family: None,
        }
    }

    /// What the file is, in the words that a person is told: pretix writes two kinds.
    #[must_use]
    pub const fn source(&self) -> &'static str {
        match (self.family, self.kind) {
            (Family::Pretix, FileKind::Registrations) => "pretix_positions",
            (Family::Pretix, FileKind::CheckInList) => "pretix_checkins",
            (other, _) => other.name(),
        }
    }

    fn essential_missing(&self) -> Option<MappingError> {
        let has = |field| self.column_of(field).is_some();
        if !has(Field::FullName) && !has(Field::GivenName) && !has(Field::FamilyName) {
            return Some(MappingError::NameColumnMissing {
                headers: self.columns.iter().map(|column| column.header.clone()).collect(),
            });
        }
        match self.family {
            Family::Pretix if !has(Field::TicketCode) => Some(MappingError::TicketCodeColumnMissing),
            Family::AlfIo | Family::Indico | Family::HiEvents if !has(Field::RowId) => {
                Some(MappingError::IdColumnMissing { column: "ID" })
            }
            Family::Pretix
            | Family::Eventbrite
            | Family::AlfIo
            | Family::Indico
            | Family::HiEvents
            | Family::List => None,
        }
    }
}

/// Everything that [`Mapping::source`] can say.
pub const SOURCES: [&str; 7] = [
    "pretix_positions",
    "pretix_checkins",
    "eventbrite",
    "alfio",
    "indico",
    "hievents",
    "list",
];

/// The key of a header set: the same headers in any order and spelling give the same key.
#[must_use]
pub fn header_set_key(headers: &[String]) -> String {
    let mut folded: Vec<String> = headers
        .iter()
        .map(|h| fold_label(h))
        .filter(|h| !h.is_empty())
        .collect();
    folded.sort();
    // FNV-1a in 64 bits: no secret hangs on it, and it must be the same in every version.
    let hash = folded
        .join("\u{1f}")
        .bytes()
        .fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
        });
    format!("{}-{hash:016x}", folded.len())
}

/// The columns that a person spoke of; of two words about one column the later counts.
fn chosen_columns(
    headers: &[String],
    choices: &Choices,
    problems: &mut Vec<MappingError>,
) -> Vec<(usize, Option<Field>)> {
    let mut chosen: Vec<(usize, Option<Field>)> = Vec::new();
    for (column, field) in &choices.columns {
        let Some(index) = column.find(headers) else {
            problems.push(MappingError::HeaderUnknown {
                header: column.header.clone(),
                headers: headers.to_vec(),
            });
            continue;
        };
        chosen.retain(|(other, _)| *other != index);
        chosen.push((index, *field));
    }
    chosen
}

/// A program that writes a label twice means the first, also where a person says that the first is something else:
/// pretix's "Estado" is a status and a province.
fn keep_first_of_a_name(folded: &[String], claims: &mut [labels::Claim]) {
    for (index, claim) in claims.iter_mut().enumerate() {
        let (before, own) = (folded.get(..index).unwrap_or_default(), folded.get(index));
        if claim.field.is_some() && before.iter().any(|other| Some(other) == own) {
            *claim = labels::Claim {
                field: None,
                rank: 0,
                how: How::Ignored,
            };
        }
    }
}

/// Leaves each field to one column: a person's choice first, then the better label. Two choices for one field are a
/// problem, and so are equal labels in a list that somebody made.
fn settle(
    headers: &[String],
    family: Family,
    claims: &mut [labels::Claim],
    problems: &mut Vec<MappingError>,
) {
    for field in Field::ALL {
        let mut claimed: Vec<(usize, bool, usize)> = claims
            .iter()
            .enumerate()
            .filter(|(_, claim)| claim.field == Some(field))
            .map(|(index, claim)| (index, claim.how != How::ByHand, claim.rank))
            .collect();
        claimed.sort_by_key(|(index, recognised, rank)| (*recognised, *rank, *index));
        let Some((_, recognised, rank)) = claimed.first().copied() else {
            continue;
        };
        let is_equal = |claim: &&(usize, bool, usize)| (claim.1, claim.2) == (recognised, rank);
        let equals: Vec<usize> = claimed.iter().filter(is_equal).map(|claim| claim.0).collect();
        let is_asked = equals.len() > 1 && (family == Family::List || !recognised);
        if is_asked {
            problems.push(MappingError::FieldClaimedTwice {
                field,
                headers: equals.iter().filter_map(|i| headers.get(*i).cloned()).collect(),
            });
        }
        let stand = if is_asked { equals.len() } else { 1 };
        for (index, _, _) in claimed.iter().skip(stand) {
            if let Some(claim) = claims.get_mut(*index) {
                let how = if family == Family::List {
                    How::Open
                } else {
                    How::Ignored
                };
                *claim = labels::Claim {
                    field: None,
                    rank: 0,
                    how,
                };
            }
        }
    }
}
