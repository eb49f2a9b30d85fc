//! Ids of imported people and scans: keyed hashes, so that two desks importing one file make one set of people.

use crate::import::columns::Family;
use crate::import::{RowKey, list_key};
use sarrera_core::ids::{AttendeeId, ScanId};
use sarrera_core::ops::PersonField;

/// The event's key for ids of imports, which desks and offices hold.
#[derive(Clone, Copy)]
pub(crate) struct ImportKey(pub [u8; 32]);

impl ImportKey {
    /// The attendee of a row.
    pub(crate) fn attendee(&self, key: &RowKey) -> AttendeeId {
        AttendeeId(self.hash("attendee", key, ""))
    }

    /// The check-in, or the check-out, that a file reports of a row: one of each, whenever the file says it was.
    pub(crate) fn scan(&self, key: &RowKey, direction: &str) -> ScanId {
        ScanId(self.hash("scan", key, direction))
    }

    fn hash(&self, what: &str, key: &RowKey, detail: &str) -> [u8; 16] {
        let mut hasher = blake3::Hasher::new_keyed(&self.0);
        for part in [what, key.family, key.key.as_str(), detail] {
            hasher.update(&u64::try_from(part.len()).unwrap_or(u64::MAX).to_be_bytes());
            hasher.update(part.as_bytes());
        }
        let mut id = [0; 16];
        hasher.finalize_xof().fill(&mut id);
        id
    }
}

/// The key of an imported person's row, by what their list said of them; nothing where the list had an id of its own, which no
/// op keeps.
pub(crate) fn row_key(family: &str, said: impl Fn(PersonField) -> Option<String>) -> Option<RowKey> {
    let family = Family::from_name(family)?;
    let part = |field| said(field).unwrap_or_default();
    let key = match family {
        Family::Pretix => said(PersonField::TicketCode)?,
        Family::List => {
            let both = [part(PersonField::GivenName), part(PersonField::FamilyName)];
            let both = both.into_iter().filter(|name| !name.is_empty());
            let name = said(PersonField::FullName).unwrap_or_else(|| both.collect::<Vec<_>>().join(" "));
            list_key(&name, &part(PersonField::Email), &part(PersonField::Company))
        }
        Family::Eventbrite | Family::AlfIo | Family::Indico | Family::HiEvents => return None,
    };
    Some(RowKey {
        family: family.name(),
        key,
    })
}
