//! Which column holds what: recognised by its header in five languages, corrected by a person, remembered per header
//! set.

mod family;
mod labels;

use super::fold::fold_label;
use super::problem::MappingError;
use super::rows::RowStatus;
pub use family::{Family, FileKind};
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

/// What a person said about columns, as remembered per header set.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Choices {
    /// Header and field; no field means that the column is ignored.
    pub columns: Vec<(String, Option<Field>)>,
    /// Words of the status column that are not known, and what they mean.
    pub status_words: Vec<(String, RowStatus)>,
    /// The program the file came from, if it is not to be recognised.
    pub family: Option<Family>,
}

impl Choices {
    /// Reads `--map` texts: `Header=field`, `Header=ignore`, or `Word=status:paid` for a word of the status column.
    ///
    /// # Errors
    /// When a text has no `=` or names no field.
    pub fn parse<T: AsRef<str>>(texts: &[T]) -> Result<Self, MappingError> {
        let mut choices = Self::default();
        for text in texts {
            let text = text.as_ref();
            let (left, right) = text.rsplit_once('=').ok_or_else(|| MappingError::NotAMapping {
                text: text.to_owned(),
            })?;
            let (left, right) = (left.trim().to_owned(), right.trim());
            let unknown = || MappingError::FieldUnknown {
                name: right.to_owned(),
            };
            if let Some(word) = right.strip_prefix("status:") {
                choices
                    .status_words
                    .push((left, RowStatus::from_name(word).ok_or_else(unknown)?));
            } else if right == "ignore" {
                choices.columns.push((left, None));
            } else {
                choices
                    .columns
                    .push((left, Some(Field::from_name(right).ok_or_else(unknown)?)));
            }
        }
        Ok(choices)
    }
}

/// Every column with its field.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mapping {
    pub family: Family,
    pub kind: FileKind,
    pub columns: Vec<Column>,
    pub status_words: Vec<(String, RowStatus)>,
}

/// Any of them is a name.
const NAME_FIELDS: &[Field] = &[Field::FullName, Field::GivenName, Field::FamilyName];

impl Mapping {
    /// Recognises the columns; what a person chose goes before what was recognised.
    ///
    /// # Errors
    /// When an essential column is missing, a chosen header is not in the file, or two columns claim one field.
    pub fn recognise(headers: &[String], choices: &Choices) -> Result<Self, MappingError> {
        let mapping = Self::propose(headers, choices)?;
        mapping.require_essentials()?;
        Ok(mapping)
    }

    /// As [`Mapping::recognise`], but essential columns may still be missing: for a screen on which a person maps.
    ///
    /// # Errors
    /// When a chosen header is not in the file, or two columns claim one field.
    pub fn propose(headers: &[String], choices: &Choices) -> Result<Self, MappingError> {
        let folded: Vec<String> = headers.iter().map(|header| fold_label(header)).collect();
        let chosen = chosen_columns(headers, &folded, choices)?;
        let (family, kind) = family::recognise(&folded, choices.family);
        let mut claims = labels::claims(&folded, family, kind);
        for (index, field) in &chosen {
            if let Some(claim) = claims.get_mut(*index) {
                *claim = labels::Claim {
                    field: *field,
                    rank: 0,
                    how: How::ByHand,
                };
            }
        }
        settle(headers, family, &mut claims)?;
        let columns = headers
            .iter()
            .zip(claims)
            .map(|(header, claim)| Column {
                header: header.clone(),
                field: claim.field,
                how: claim.how,
            })
            .collect();
        Ok(Self {
            family,
            kind,
            columns,
            status_words: choices.status_words.clone(),
        })
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
        let by_hand = self.columns.iter().filter(|column| column.how == How::ByHand);
        Choices {
            columns: by_hand
                .map(|column| (column.header.clone(), column.field))
                .collect(),
            status_words: self.status_words.clone(),
            family: None,
        }
    }

    /// What an import needs and no column fills: of each group, one field is enough.
    #[must_use]
    pub fn missing(&self) -> Vec<&'static [Field]> {
        match self.require_essentials() {
            Err(MappingError::NameColumnMissing { .. }) => vec![NAME_FIELDS],
            Err(MappingError::TicketCodeColumnMissing) => vec![&[Field::TicketCode]],
            Err(MappingError::IdColumnMissing { .. }) => vec![&[Field::RowId]],
            Ok(()) | Err(_) => Vec::new(),
        }
    }

    fn require_essentials(&self) -> Result<(), MappingError> {
        let has = |field| self.column_of(field).is_some();
        if !NAME_FIELDS.iter().copied().any(has) {
            return Err(MappingError::NameColumnMissing {
                headers: self.columns.iter().map(|column| column.header.clone()).collect(),
            });
        }
        match self.family {
            Family::Pretix if !has(Field::TicketCode) => Err(MappingError::TicketCodeColumnMissing),
            Family::AlfIo | Family::Indico | Family::HiEvents if !has(Field::RowId) => {
                Err(MappingError::IdColumnMissing { column: "ID" })
            }
            Family::Pretix
            | Family::Eventbrite
            | Family::AlfIo
            | Family::Indico
            | Family::HiEvents
            | Family::List => Ok(()),
        }
    }
}

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

/// The columns that a person spoke of.
fn chosen_columns(
    headers: &[String],
    folded: &[String],
    choices: &Choices,
) -> Result<Vec<(usize, Option<Field>)>, MappingError> {
    let mut chosen: Vec<(usize, Option<Field>)> = Vec::new();
    for (header, field) in &choices.columns {
        let wanted = fold_label(header);
        let index = headers
            .iter()
            .position(|h| h == header)
            .or_else(|| folded.iter().position(|h| *h == wanted && !wanted.is_empty()))
            .ok_or_else(|| MappingError::HeaderUnknown {
                header: header.clone(),
                headers: headers.to_vec(),
            })?;
        let twice = chosen.iter().find(|(_, other)| other.is_some() && other == field);
        if let (Some((other, _)), Some(field)) = (twice, field) {
            let names = [*other, index]
                .iter()
                .filter_map(|i| headers.get(*i).cloned())
                .collect();
            return Err(MappingError::FieldClaimedTwice {
                field: *field,
                headers: names,
            });
        }
        chosen.push((index, *field));
    }
    Ok(chosen)
}

/// Leaves each field to one column: a person's choice first, then the better label. Equal labels are an error in a list
/// that somebody made; a program that writes a label twice (pretix: "Estado" is a status and a province) means the first.
fn settle(headers: &[String], family: Family, claims: &mut [labels::Claim]) -> Result<(), MappingError> {
    for field in Field::ALL {
        let mut claimed: Vec<(usize, bool, usize)> = claims
            .iter()
            .enumerate()
            .filter(|(_, claim)| claim.field == Some(field))
            .map(|(index, claim)| (index, claim.how != How::ByHand, claim.rank))
            .collect();
        claimed.sort_by_key(|(index, recognised, rank)| (*recognised, *rank, *index));
        if let [(a, recognised_a, rank_a), (b, recognised_b, rank_b), ..] = claimed.as_slice()
            && (recognised_a, rank_a) == (recognised_b, rank_b)
            && family == Family::List
        {
            let names = [*a, *b].iter().filter_map(|i| headers.get(*i).cloned()).collect();
            return Err(MappingError::FieldClaimedTwice {
                field,
                headers: names,
            });
        }
        for (index, _, _) in claimed.iter().skip(1) {
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
    Ok(())
}
