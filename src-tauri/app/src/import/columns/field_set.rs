//! A set of fields, small enough to be part of every row.

use super::Field;

/// Some of the fields.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct FieldSet(u64);

const _: () = assert!(Field::ALL.len() <= 64, "every field has its bit");

impl FieldSet {
    /// Whether the field is one of them.
    #[must_use]
    pub fn contains(self, field: Field) -> bool {
        self.0 & bit(field) != 0
    }
}

impl FromIterator<Field> for FieldSet {
    fn from_iter<I: IntoIterator<Item = Field>>(fields: I) -> Self {
        Self(fields.into_iter().fold(0, |set, field| set | bit(field)))
    }
}

fn bit(field: Field) -> u64 {
    let place = Field::ALL.iter().take_while(|other| **other != field).count();
    u32::try_from(place).map_or(0, |place| 1_u64.checked_shl(place).unwrap_or(0))
}
