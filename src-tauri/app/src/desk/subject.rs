//! Under which of a person's registrations something is written: the one whose code it follows (decision 0108).

use crate::failure::AppError;
use sarrera_core::codes::presented::either_case;
use sarrera_core::fold::ScansState;
use sarrera_core::ids::{AttendeeId, BadgeId, ScanId, SubjectId};
use sarrera_core::ops::LogName;
use sarrera_store::{EventNo, Reader};

/// What is written follows this.
#[derive(Debug, Clone, Copy)]
pub(super) enum By<'a> {
    Badge(BadgeId),
    /// A ticket that names this attendee.
    Ticket(AttendeeId),
    /// A code of another system.
    Foreign(&'a str),
    /// An earlier scan.
    Scan(ScanId),
}

impl By<'_> {
    /// The registration it is of among those that are one person's; the person's own where it is of none of them.
    pub(super) fn subject(
        self,
        reader: &Reader<'_>,
        event: EventNo,
        person: AttendeeId,
        scans: &ScansState,
    ) -> Result<SubjectId, AppError> {
        let own = SubjectId::from(person);
        Ok(match self {
            Self::Badge(badge) => {
                let issued = scans.badges.iter().find(|one| one.badge == badge);
                issued.map_or(own, |one| one.subject)
            }
            Self::Ticket(named) => named.into(),
            Self::Foreign(code) => with_code(reader, event, person, code)?,
            Self::Scan(scan) => {
                let before = scans.scans.iter().find(|one| one.fact.scan == scan);
                let before = before.map_or(own, |one| one.subject);
                // A scan may have been written under a badge that was nobody's yet.
                let is_theirs = reader.represents(event, AttendeeId(before.0))? == person;
                if is_theirs { before } else { own }
            }
        })
    }
}

fn with_code(
    reader: &Reader<'_>,
    event: EventNo,
    person: AttendeeId,
    code: &str,
) -> Result<SubjectId, AppError> {
    let members = reader.members(event, person)?;
    if members.len() > 1 {
        for member in members {
            let own = reader.subject(event, &LogName::Core, member)?;
            if either_case(code)
                .iter()
                .any(|typed| own.person.codes.contains(typed))
            {
                return Ok(member.into());
            }
        }
    }
    Ok(person.into())
}
