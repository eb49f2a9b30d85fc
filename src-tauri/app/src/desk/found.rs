//! What a presented text turns out to be: looked up in this event, then among the other events of this device.

use super::facts::{past, person_facts};
use crate::failure::AppError;
use sarrera_core::admission::{Found, NotOurs, Signer, Unseen, Voided, VoidedCode};
use sarrera_core::codes::badge::read_garbled;
use sarrera_core::codes::{BadgeCode, BadgeKey, KeyId, Presented, UnverifiedTicket};
use sarrera_core::fold::ScansState;
use sarrera_core::ids::{AttendeeId, BadgeId, CheckpointId, RegistrationId, SubjectId};
use sarrera_core::ops::{self, KeyUse};
use sarrera_store::{AttendeeRow, EventRow, Reader};

/// A presented text, looked up.
pub(super) struct LookedUp {
    pub found: Found,
    /// Whom or what the scan speaks of; nobody's scan speaks of itself.
    pub subject: Option<SubjectId>,
    pub attendee: Option<AttendeeRow>,
    pub scans: ScansState,
    pub registration: Option<RegistrationId>,
    pub badge: Option<BadgeId>,
    pub presented: ops::Presented,
    /// Kept where the code is nobody's.
    pub code: Option<String>,
}

/// The place where something is looked up.
pub(super) struct Lookup<'a> {
    pub reader: &'a Reader<'a>,
    pub event: &'a EventRow,
    pub checkpoint: CheckpointId,
}

impl Lookup<'_> {
    /// Looks up any text.
    pub(super) fn text(&self, text: &str) -> Result<LookedUp, AppError> {
        self.presented(&Presented::read(text), text)
    }

    /// Looks up a person who was found by name.
    pub(super) fn person(&self, id: AttendeeId) -> Result<LookedUp, AppError> {
        let row = self.row(id)?.ok_or_else(|| AppError::NotFound {
            what: "attendee",
            which: id.to_string(),
        })?;
        self.attendee(row, ops::Presented::Name, None, None)
    }

    fn presented(&self, presented: &Presented, text: &str) -> Result<LookedUp, AppError> {
        match presented {
            Presented::Badge(code) => self.badge(code, text),
            Presented::Ticket(ticket) => self.ticket(ticket, text),
            Presented::TwoGlued { second, .. } => self.presented(second, text),
            Presented::WrongLayout { readings, .. } => {
                for reading in readings {
                    let meant = Presented::read(&reading.text);
                    if !matches!(meant, Presented::Badge(_) | Presented::Ticket(_)) {
                        continue;
                    }
                    let looked_up = self.presented(&meant, &reading.text)?;
                    if looked_up.found != Found::BadSignature {
                        return Ok(looked_up);
                    }
                }
                Ok(self.nobodys(presented, text))
            }
            Presented::Foreign(_)
            | Presented::Partial(_)
            | Presented::Url(_)
            | Presented::VCard(_)
            | Presented::Empty
            | Presented::TooLong(_) => self.foreign(presented, text),
        }
    }

    fn badge(&self, code: &BadgeCode, text: &str) -> Result<LookedUp, AppError> {
        let key = self
            .reader
            .event_key(self.event.no, KeyUse::Badge)?
            .map(BadgeKey::new);
        let authentic = key.as_ref().is_some_and(|key| code.is_authentic(key));
        if !authentic {
            // A foreign code may have the shape of ours, and another keyboard layout keeps the shape too.
            let foreign = self.foreign(&Presented::Foreign(text.trim().to_owned()), text)?;
            if foreign.attendee.is_some()
                || matches!(foreign.found, Found::OtherEvent { .. } | Found::Ambiguous(_))
            {
                return Ok(foreign);
            }
            if let Some((_, meant)) = key.as_ref().and_then(|key| read_garbled(text, key)) {
                return self.badge(&meant, text);
            }
            return self.badge_elsewhere(code, text);
        }
        let badge = code.badge_id();
        match self.reader.badge(self.event.no, badge)? {
            Some(known) => {
                let voided = known.voided_at.map(|at| Voided {
                    code: VoidedCode::Badge,
                    replaced_by: known.replaced_by.map(|serial| serial.short()),
                    at: Some(at),
                });
                match self.row(known.attendee)? {
                    Some(row) => self.attendee(row, ops::Presented::Badge, voided, Some(badge)),
                    None => self.unseen(SubjectId(known.attendee.0), Some(known.attendee), Some(badge)),
                }
            }
            None => self.unseen(SubjectId(badge.0), None, Some(badge)),
        }
    }

    fn badge_elsewhere(&self, code: &BadgeCode, text: &str) -> Result<LookedUp, AppError> {
        for other in self
            .reader
            .events()?
            .iter()
            .filter(|other| other.no != self.event.no)
        {
            let key = self.reader.event_key(other.no, KeyUse::Badge)?.map(BadgeKey::new);
            if key.is_some_and(|key| code.is_authentic(&key)) {
                return Ok(nobody(
                    Found::OtherEvent {
                        event: Some(other.name.clone()),
                    },
                    ops::Presented::Badge,
                    text,
                ));
            }
        }
        Ok(nobody(Found::BadSignature, ops::Presented::Badge, text))
    }

    fn ticket(&self, ticket: &UnverifiedTicket, text: &str) -> Result<LookedUp, AppError> {
        if !ticket.is_of(self.event.id) {
            let other = self
                .reader
                .events()?
                .into_iter()
                .find(|other| ticket.is_of(other.id));
            let event = other.map(|other| other.name);
            return Ok(nobody(Found::OtherEvent { event }, ops::Presented::Ticket, text));
        }
        let id = ticket.claimed_attendee();
        let keys = self.reader.signing_keys(self.event)?;
        let Some(key) = keys.iter().find(|key| KeyId::of(key) == ticket.key_id()) else {
            let mut unseen = self.unseen(id.into(), Some(id), None)?;
            if let Found::Unseen(found) = &mut unseen.found {
                found.signer = Signer::NotYetSeen;
                found.validity = Some(ticket.claimed_validity());
            }
            return Ok(unseen);
        };
        let Ok(verified) = ticket.verify(key) else {
            return Ok(nobody(Found::BadSignature, ops::Presented::Ticket, text));
        };
        match self.row(id)? {
            Some(row) => self.holder_of(row, ops::Presented::Ticket),
            None => {
                let mut unseen = self.unseen(id.into(), Some(id), None)?;
                if let Found::Unseen(found) = &mut unseen.found {
                    found.validity = Some(verified.validity);
                }
                Ok(unseen)
            }
        }
    }

    fn foreign(&self, presented: &Presented, text: &str) -> Result<LookedUp, AppError> {
        let Some(code) = presented.foreign_text() else {
            return Ok(self.nobodys(presented, text));
        };
        let mut people = self.reader.by_foreign_code(self.event.no, code)?;
        if people.is_empty() {
            // A scanner with Caps Lock on.
            people = self.reader.by_foreign_code(self.event.no, &code.to_lowercase())?;
        }
        match people.as_slice() {
            [] => match self.reader.foreign_code_elsewhere(self.event.no, code)? {
                Some(event) => Ok(nobody(
                    Found::OtherEvent { event: Some(event) },
                    ops::Presented::Foreign,
                    text,
                )),
                None => Ok(self.nobodys(presented, text)),
            },
            [one] => match self.row(*one)? {
                Some(row) => self.holder_of(row, ops::Presented::Foreign),
                None => self.unseen((*one).into(), Some(*one), None),
            },
            several => Ok(nobody(
                Found::Ambiguous(several.to_vec()),
                ops::Presented::Foreign,
                text,
            )),
        }
    }

    /// A ticket belongs to its registration: after a substitution it speaks of the new holder.
    fn holder_of(&self, row: AttendeeRow, presented: ops::Presented) -> Result<LookedUp, AppError> {
        let holder = if row.registration.holder == row.id {
            None
        } else {
            self.row(row.registration.holder)?
        };
        self.attendee(holder.unwrap_or(row), presented, None, None)
    }

    fn attendee(
        &self,
        row: AttendeeRow,
        presented: ops::Presented,
        voided: Option<Voided>,
        badge: Option<BadgeId>,
    ) -> Result<LookedUp, AppError> {
        let scans = self.reader.scans_of(self.event.no, row.id.into())?;
        let substituted = row.registration.holder != row.id;
        let voided = voided.or_else(|| {
            substituted.then_some(Voided {
                code: VoidedCode::Ticket,
                replaced_by: None,
                at: None,
            })
        });
        let facts = person_facts(&row, &scans, self.checkpoint, voided);
        Ok(LookedUp {
            found: Found::Person(facts),
            subject: Some(row.id.into()),
            registration: Some(row.registration.id),
            attendee: Some(row),
            scans,
            badge,
            presented,
            code: None,
        })
    }

    fn unseen(
        &self,
        subject: SubjectId,
        attendee: Option<AttendeeId>,
        badge: Option<BadgeId>,
    ) -> Result<LookedUp, AppError> {
        let scans = self.reader.scans_of(self.event.no, subject)?;
        let past = past(&scans, self.checkpoint);
        Ok(LookedUp {
            found: Found::Unseen(Unseen {
                attendee,
                signer: Signer::Known,
                validity: None,
                past,
            }),
            subject: Some(subject),
            attendee: None,
            scans,
            registration: None,
            badge,
            presented: if badge.is_some() {
                ops::Presented::Badge
            } else {
                ops::Presented::Ticket
            },
            code: None,
        })
    }

    fn nobodys(&self, presented: &Presented, text: &str) -> LookedUp {
        let why = NotOurs::of(presented);
        nobody(
            Found::NotOurs(why.unwrap_or(NotOurs::NotFound)),
            ops::Presented::Foreign,
            text,
        )
    }

    /// An erased person's code is nobody's.
    fn row(&self, id: AttendeeId) -> Result<Option<AttendeeRow>, AppError> {
        Ok(self.reader.attendee(self.event.no, id)?.filter(|row| !row.erased))
    }
}

fn nobody(found: Found, presented: ops::Presented, text: &str) -> LookedUp {
    LookedUp {
        found,
        subject: None,
        attendee: None,
        scans: ScansState::default(),
        registration: None,
        badge: None,
        presented,
        code: Some(sarrera_core::codes::presented::shown(text)),
    }
}
