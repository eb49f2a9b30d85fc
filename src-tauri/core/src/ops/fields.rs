//! The fields that merge one by one: of a person, and of a registration.

use super::LogName;
use crate::ids::OpRef;
use serde::de::{IgnoredAny, MapAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize};
use std::collections::BTreeMap;
use std::fmt;
use std::marker::PhantomData;

/// A field of a person. Its value is a text, exactly as registered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PersonField {
    GivenName,
    FamilyName,
    FullName,
    /// The name in Latin letters, as the source gives it.
    LatinName,
    Company,
    JobTitle,
    /// ISO 3166.
    Country,
    /// BCP 47.
    Language,
    /// What the desk must ask for before it lets the person in.
    Attention,
    OrderCode,
    /// The ticket secret of the system that sold it.
    TicketCode,
    /// The badge code of the system that sold it.
    ForeignBadgeCode,
    Email,
    Phone,
    Note,
}

impl PersonField {
    /// Every field, in the order in which forms and exports show them.
    pub const ALL: [Self; 15] = [
        Self::GivenName,
        Self::FamilyName,
        Self::FullName,
        Self::LatinName,
        Self::Company,
        Self::JobTitle,
        Self::Country,
        Self::Language,
        Self::Attention,
        Self::OrderCode,
        Self::TicketCode,
        Self::ForeignBadgeCode,
        Self::Email,
        Self::Phone,
        Self::Note,
    ];

    /// The log that holds it: mail, phone and notes never reach a gate or a kiosk.
    #[must_use]
    pub const fn log(self) -> LogName {
        match self {
            Self::Email | Self::Phone | Self::Note => LogName::Contact,
            Self::GivenName
            | Self::FamilyName
            | Self::FullName
            | Self::LatinName
            | Self::Company
            | Self::JobTitle
            | Self::Country
            | Self::Language
            | Self::Attention
            | Self::OrderCode
            | Self::TicketCode
            | Self::ForeignBadgeCode => LogName::Core,
        }
    }

    /// Its stable name in ops, reports and scripts.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::GivenName => "given_name",
            Self::FamilyName => "family_name",
            Self::FullName => "full_name",
            Self::LatinName => "latin_name",
            Self::Company => "company",
            Self::JobTitle => "job_title",
            Self::Country => "country",
            Self::Language => "language",
            Self::Attention => "attention",
            Self::OrderCode => "order_code",
            Self::TicketCode => "ticket_code",
            Self::ForeignBadgeCode => "foreign_badge_code",
            Self::Email => "email",
            Self::Phone => "phone",
            Self::Note => "note",
        }
    }

    /// The field of this stable name.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|field| field.code() == code)
    }
}

/// A field of a registration. Its value is a short stable word, or a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RegistrationField {
    /// A category's short name.
    Category,
    /// The word of a [`RegistrationStatus`].
    Status,
    /// `yes` or `no`: independent of the status.
    Blocked,
    /// `in_person` or `online`.
    Mode,
    /// ISO dates separated by spaces; empty means every day.
    Days,
    /// Milliseconds since 1970, or empty.
    ValidFrom,
    /// Milliseconds since 1970, or empty.
    ValidUntil,
    /// The attendee who holds it.
    Holder,
}

impl RegistrationField {
    /// Every field.
    pub const ALL: [Self; 8] = [
        Self::Category,
        Self::Status,
        Self::Blocked,
        Self::Mode,
        Self::Days,
        Self::ValidFrom,
        Self::ValidUntil,
        Self::Holder,
    ];

    /// Its stable name.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Category => "category",
            Self::Status => "status",
            Self::Blocked => "blocked",
            Self::Mode => "mode",
            Self::Days => "days",
            Self::ValidFrom => "valid_from",
            Self::ValidUntil => "valid_until",
            Self::Holder => "holder",
        }
    }

    /// The field of this stable name.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|field| field.code() == code)
    }
}

/// What [`RegistrationField::Status`] says. A word of a newer app is none of these, and nobody is let in by it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum RegistrationStatus {
    /// Paid, or confirmed where nothing is to be paid.
    Valid,
    /// Ordered and not paid yet.
    Pending,
    /// Waits for an organiser's approval.
    Unapproved,
    Canceled,
    /// Not paid in time.
    Expired,
}

impl RegistrationStatus {
    /// Every status.
    pub const ALL: [Self; 5] = [
        Self::Valid,
        Self::Pending,
        Self::Unapproved,
        Self::Canceled,
        Self::Expired,
    ];

    /// Its word in ops and tables.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Valid => "valid",
            Self::Pending => "pending",
            Self::Unapproved => "unapproved",
            Self::Canceled => "canceled",
            Self::Expired => "expired",
        }
    }

    /// The status of this word.
    #[must_use]
    pub fn read(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|status| status.code() == word)
    }
}

/// The ops that a new value replaces, field by field: all unreplaced ones that its writer knew.
pub type Over<F> = BTreeMap<F, Vec<OpRef>>;

/// Values of registration fields.
pub type RegistrationFields = BTreeMap<RegistrationField, String>;

/// Values of person fields. Not `Serialize`: only [`super::Fact::encode`] writes them, into `private`.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct PersonFields(pub BTreeMap<PersonField, String>);

impl PersonFields {
    /// The value of a field; empty where there is none.
    #[must_use]
    pub fn get(&self, field: PersonField) -> &str {
        self.0.get(&field).map_or("", String::as_str)
    }

    /// These fields with one more.
    #[must_use]
    pub fn with(mut self, field: PersonField, value: impl Into<String>) -> Self {
        self.0.insert(field, value.into());
        self
    }

    /// The fields that this log holds.
    #[must_use]
    pub fn of_log(&self, log: &LogName) -> Self {
        Self(
            self.0
                .iter()
                .filter(|(f, _)| f.log() == *log)
                .map(|(f, v)| (*f, v.clone()))
                .collect(),
        )
    }

    /// True where no field has a value.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl fmt::Debug for PersonFields {
    /// Shows which fields there are, never what they say.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.0.keys()).finish()
    }
}

/// A key of a map that a newer app may know more keys of.
pub(super) trait FieldName: Ord {
    fn named(code: &str) -> Option<Self>
    where
        Self: Sized;
}

impl FieldName for PersonField {
    fn named(code: &str) -> Option<Self> {
        Self::from_code(code)
    }
}

impl FieldName for RegistrationField {
    fn named(code: &str) -> Option<Self> {
        Self::from_code(code)
    }
}

/// Reads the fields that this app knows. Those of a newer one are skipped here; the op keeps its bytes, so the newer app
/// finds them.
pub(super) fn known_fields<'de, D, F, V>(deserializer: D) -> Result<BTreeMap<F, V>, D::Error>
where
    D: Deserializer<'de>,
    F: FieldName,
    V: Deserialize<'de>,
{
    struct Known<F, V>(PhantomData<(F, V)>);

    impl<'de, F: FieldName, V: Deserialize<'de>> Visitor<'de> for Known<F, V> {
        type Value = BTreeMap<F, V>;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("fields by their names")
        }

        fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
            let mut fields = BTreeMap::new();
            while let Some(name) = map.next_key::<String>()? {
                match F::named(&name) {
                    Some(field) => {
                        fields.insert(field, map.next_value()?);
                    }
                    None => {
                        map.next_value::<IgnoredAny>()?;
                    }
                }
            }
            Ok(fields)
        }
    }

    deserializer.deserialize_map(Known(PhantomData))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_status_is_read_back_from_its_word_and_no_other_word_is_one() {
        for status in RegistrationStatus::ALL {
            assert_eq!(RegistrationStatus::read(status.code()), Some(status));
        }
        for word in ["", "unpaid", "Valid", "refunded"] {
            assert_eq!(RegistrationStatus::read(word), None, "{word}");
        }
    }
}
