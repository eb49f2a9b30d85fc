//! Which program wrote the file, told by the headers that only it has.

use super::Field;
use super::labels::own_field;
use serde::{Deserialize, Serialize};

/// The programs whose exports are known, and everything else.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Family {
    Pretix,
    Eventbrite,
    AlfIo,
    Indico,
    HiEvents,
    /// A list of people that somebody made.
    List,
}

impl Family {
    /// The name under which keys of this family are kept for ever.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Pretix => "pretix",
            Self::Eventbrite => "eventbrite",
            Self::AlfIo => "alfio",
            Self::Indico => "indico",
            Self::HiEvents => "hievents",
            Self::List => "list",
        }
    }

    /// The family of this name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        [
            Self::Pretix,
            Self::Eventbrite,
            Self::AlfIo,
            Self::Indico,
            Self::HiEvents,
            Self::List,
        ]
        .into_iter()
        .find(|family| family.name() == name)
    }
}

/// What the rows are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FileKind {
    /// People with everything that is known of them.
    Registrations,
    /// People with who has been let in; what it leaves empty it does not know.
    CheckInList,
}

/// Recognises the family from folded headers.
pub(super) fn recognise(folded: &[String], chosen: Option<Family>) -> (Family, FileKind) {
    let has = |label: &str| folded.iter().any(|header| header == label);
    let any = |labels: &[&str]| labels.iter().any(|label| has(label));
    let has_field = |field| {
        folded
            .iter()
            .any(|header| own_field(Family::Pretix, header) == Some(field))
    };

    let check_in_list = any(AUTOMATIC_CHECK_IN);
    let pretix = has_field(Field::OrderCode) && (has_field(Field::TicketCode) || check_in_list);
    let eventbrite = any(&["order #", "order no", "order id", "order number"])
        && any(&[
            "attendee #",
            "attendee no",
            "attendee id",
            "attendee status",
            "ticket type",
            "price tier",
        ]);
    let alfio = has("reservationid") && any(&["category", "originalprice"]);
    let hievents = has("public id") && any(&["short id", "product id"]);
    let indico = any(&["id", "identifiant"])
        && has_field_of(folded, Family::Indico, Field::FullName)
        && any(INDICO_ONLY);

    let found = if pretix {
        Family::Pretix
    } else if alfio {
        Family::AlfIo
    } else if hievents {
        Family::HiEvents
    } else if eventbrite {
        Family::Eventbrite
    } else if indico {
        Family::Indico
    } else {
        Family::List
    };
    let family = chosen.unwrap_or(found);
    let kind = if family == Family::Pretix && check_in_list {
        FileKind::CheckInList
    } else {
        FileKind::Registrations
    };
    (family, kind)
}

fn has_field_of(folded: &[String], family: Family, field: Field) -> bool {
    folded
        .iter()
        .any(|header| own_field(family, header) == Some(field))
}

/// pretix's "Automatically checked in", which only its check-in list has.
const AUTOMATIC_CHECK_IN: &[&str] = &[
    "automatically checked in",
    "registro automatico",
    "erregistro automatikoa",
    "automatisch eingecheckt",
    "enregistrement automatique",
];

const INDICO_ONLY: &[&str] = &[
    "registration date",
    "registration state",
    "modification date",
    "fecha de incripcion",
    "fecha de inscripcion",
    "estado de la inscripcion",
    "date d inscription",
    "statut de l inscription",
    "anmeldedatum",
    "anmeldestatus",
];
