//! What a presented text turns out to be: looked up in this event, then among the other events of this device.

use super::facts::{past, person_facts};
use super::looked_up::{Held, LookedUp};
use super::subject::By;
use crate::failure::AppError;
use sarrera_core::admission::{
    Details, Found, NotOurs, PersonFacts, Reading, Signer, Unseen, Voided, VoidedCode,
};
use sarrera_core::codes::badge::read_garbled;
use sarrera_core::codes::{
    BadgeCode, BadgeKey, BadgeSerial, Presented, UnverifiedTicket, Validity, presented as presentation,
};
use sarrera_core::fold::{ScanRow, ScansState};
use sarrera_core::ids::{AttendeeId, BadgeId, CheckpointId, SubjectId};
use sarrera_core::ops::{self, Direction, KeyUse};
use sarrera_core::time::Timestamp;
use sarrera_store::{AttendeeRow, EventNo, EventRow, Reader, RegistrationRow, ScanSummary};

/// A shorter half, or a shorter beginning, of a foreign code may fit by chance.
const PART_CHARS_MIN: usize = 8;

/// The place where something is looked up.
pub(super) struct Lookup<'a> {
    pub reader: &'a Reader<'a>,
    pub event: &'a EventRow,
    pub checkpoint: CheckpointId,
    pub direction: Direction,
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
        self.attendee(row, ops::Presented::Name, None, None, Signer::Known)
    }

    /// Somebody who is being registered in the same transaction, with what they hold.
    pub(super) fn new_person(
        &self,
        row: AttendeeRow,
        held: Vec<RegistrationRow>,
    ) -> Result<LookedUp, AppError> {
        self.holding(row, held, ops::Presented::Name, None, None, Signer::Known)
    }

    /// Whom an earlier scan speaks of, by what is known now. The code was good when it was presented: a badge that was
    /// printed anew meanwhile stops nobody.
    pub(super) fn again(&self, scan: &ScanSummary, row: &ScanRow) -> Result<LookedUp, AppError> {
        let presented = row.fact.presented;
        let known = scan.attendee.map(|id| self.reader.attendee(self.event.no, id));
        if let Some(known) = known.transpose()?.flatten() {
            return if known.erased {
                self.erased(known.id, presented, "")
            } else {
                self.attendee(known, presented, None, None, Signer::Known)
            };
        }
        let registration = row.fact.registration.map(|id| AttendeeId(id.0));
        let first = registration.map(|id| self.reader.attendee(self.event.no, id));
        match first.transpose()?.flatten() {
            Some(first) if first.registration.holder != first.id => {
                self.unseen_holder(first, presented, Signer::Known)
            }
            Some(_) | None => self.unseen(scan.subject, scan.attendee, row.fact.badge),
        }
    }

    pub(super) fn presented(&self, presented: &Presented, text: &str) -> Result<LookedUp, AppError> {
        match presented {
            Presented::Badge(code) => self.badge(code, text),
            Presented::Ticket(ticket) => self.ticket(ticket, text),
            Presented::TwoGlued { first, second } => {
                let found = self.presented(second, text)?;
                Ok(if first == second {
                    found
                } else {
                    LookedUp {
                        reading: Reading::SecondOfTwo,
                        ..found
                    }
                })
            }
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
                self.nobodys(presented, text)
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
        let keys = self.badge_keys(self.event.no)?;
        if !keys.iter().any(|key| code.is_authentic(key)) {
            // A foreign code may have the shape of ours, and another keyboard layout keeps the shape too.
            if let Some(known) = self.known_foreign(text.trim(), text)? {
                return Ok(known);
            }
            if let Some((_, meant)) = keys.iter().find_map(|key| read_garbled(text, key)) {
                return self.badge(&meant, text);
            }
            // A badge of an event that joined this one has that one's code, and its serial is known here all the same.
            if !self
                .reader
                .is_badge_of_another_event(self.event.no, code.badge_id())?
            {
                return self.badge_elsewhere(code, text);
            }
        }
        let badge = code.badge_id();
        let Some(known) = self.reader.badge(self.event.no, badge)? else {
            let mut unseen = self.unseen(SubjectId(badge.0), None, Some(badge))?;
            if let Some(void) = self.reader.badge_void(self.event.no, badge)? {
                unseen.found = Found::Voided(voided_badge(void.voided_at, void.replaced_by));
            }
            return Ok(unseen);
        };
        let voided = known.voided_at.map(|at| voided_badge(at, known.replaced_by));
        match (self.reader.attendee(self.event.no, known.attendee)?, voided) {
            (Some(row), _) if row.erased => self.erased(row.id, ops::Presented::Badge, text),
            (Some(row), voided) => {
                let id = row.id;
                let found = self.attendee(row, ops::Presented::Badge, voided, Some(badge), Signer::Known)?;
                self.under(found, id, By::Badge(badge))
            }
            // The scans come first: that the badge is void is known before whose it was.
            (None, Some(voided)) => Ok(LookedUp {
                found: Found::Voided(voided),
                ..self.unseen(SubjectId(known.attendee.0), Some(known.attendee), Some(badge))?
            }),
            (None, None) => self.unseen(SubjectId(known.attendee.0), Some(known.attendee), Some(badge)),
        }
    }

    fn badge_keys(&self, event: EventNo) -> Result<Vec<BadgeKey>, AppError> {
        let keys = self.reader.event_keys(event, KeyUse::Badge)?;
        Ok(keys.into_iter().map(BadgeKey::new).collect())
    }

    fn badge_elsewhere(&self, code: &BadgeCode, text: &str) -> Result<LookedUp, AppError> {
        let events = self.reader.events()?;
        for other in events.into_iter().filter(|other| other.no != self.event.no) {
            if self
                .badge_keys(other.no)?
                .iter()
                .any(|key| code.is_authentic(key))
            {
                let event = Some(other.name);
                return self.nobody(Found::OtherEvent { event }, ops::Presented::Badge, text);
            }
        }
        self.nobody(Found::BadSignature, ops::Presented::Badge, text)
    }

    fn ticket(&self, ticket: &UnverifiedTicket, text: &str) -> Result<LookedUp, AppError> {
        if !ticket.is_of(self.event.id) {
            let mut events = self.reader.events()?.into_iter();
            let event = events
                .find(|other| ticket.is_of(other.id))
                .map(|other| other.name);
            return self.nobody(Found::OtherEvent { event }, ops::Presented::Ticket, text);
        }
        let keys = self.reader.ticket_keys(self.event.no, ticket.key_id())?;
        if keys.is_empty() {
            // Who made it is not known yet. Whom it names may be, and then everything known of them counts.
            let claimed = ticket.claimed_validity();
            return self.bearer(ticket.claimed_attendee(), Signer::NotYetSeen, claimed, text);
        }
        let believed = keys.iter().filter(|key| key.signs_tickets);
        let mut verified = believed.filter_map(|key| ticket.verify(&key.key).ok());
        match verified.next() {
            Some(says) => self.bearer(says.attendee, Signer::Known, says.validity, text),
            None => self.nobody(Found::BadSignature, ops::Presented::Ticket, text),
        }
    }

    /// Whom a ticket names.
    fn bearer(
        &self,
        id: AttendeeId,
        signer: Signer,
        validity: Validity,
        text: &str,
    ) -> Result<LookedUp, AppError> {
        if let Some(row) = self.reader.attendee(self.event.no, id)? {
            let merged_into = row.id;
            let found = self.holder_of(row, ops::Presented::Ticket, signer, text)?;
            return self.under(found, merged_into, By::Ticket(id));
        }
        let mut unseen = self.unseen(id.into(), Some(id), None)?;
        if let Found::Unseen(found) = &mut unseen.found {
            found.signer = signer;
            found.validity = Some(validity);
        }
        Ok(unseen)
    }

    fn foreign(&self, presented: &Presented, text: &str) -> Result<LookedUp, AppError> {
        let Some(code) = presented.foreign_text() else {
            return self.nobodys(presented, text);
        };
        if let Some(known) = self.known_foreign(code, text)? {
            return Ok(known);
        }
        for typed in presentation::either_case(code) {
            if let Some(second) = self.second_of_two(&typed)? {
                return Ok(second);
            }
            let long_enough = typed.chars().count() >= PART_CHARS_MIN;
            if long_enough && self.reader.foreign_codes_from(self.event.no, &typed)? == 1 {
                let found = Found::NotOurs(NotOurs::Partial);
                return self.nobody(found, ops::Presented::Foreign, text);
            }
        }
        if let Some(known) = self.behind_letters(code)? {
            return Ok(known);
        }
        self.nobodys(presented, text)
    }

    /// Two known codes that a scanner gave as one: the second is the one in front of the operator now.
    fn second_of_two(&self, text: &str) -> Result<Option<LookedUp>, AppError> {
        let Some(first) = self.reader.foreign_code_before(self.event.no, text)? else {
            return Ok(None);
        };
        let second = text.get(first.len()..).unwrap_or_default().trim();
        if first.chars().count() < PART_CHARS_MIN || second.chars().count() < PART_CHARS_MIN {
            return Ok(None);
        }
        let found = self.presented(&Presented::read(second), second)?;
        Ok(match found.found {
            Found::Person(_) | Found::Unseen(_) | Found::Voided(_) | Found::Ambiguous(_) => {
                Some(found.behind(&first, second))
            }
            Found::NotOurs(_) | Found::Erased { .. } | Found::BadSignature | Found::OtherEvent { .. } => None,
        })
    }

    /// What a foreign code that an import knows speaks of.
    pub(super) fn known_foreign(&self, code: &str, text: &str) -> Result<Option<LookedUp>, AppError> {
        let people = with_foreign_code(self.reader, self.event, code)?;
        let presented = ops::Presented::Foreign;
        let found = match people.as_slice() {
            [] => match elsewhere(self.reader, self.event, code)? {
                Some(event) => self.nobody(Found::OtherEvent { event: Some(event) }, presented, text),
                None => return Ok(None),
            },
            [one] => match self.reader.attendee(self.event.no, *one)? {
                Some(row) => {
                    let found = self.holder_of(row, presented, Signer::Known, text)?;
                    self.under(found, *one, By::Foreign(code))
                }
                None => self.unseen((*one).into(), Some(*one), None),
            },
            several => self.nobody(Found::Ambiguous(several.to_vec()), presented, text),
        };
        found.map(Some)
    }

    /// The same, written under the registration of this person that the code is of. Whoever took their place has none.
    fn under(&self, mut found: LookedUp, person: AttendeeId, by: By<'_>) -> Result<LookedUp, AppError> {
        if found.attendee.as_ref().is_some_and(|row| row.id == person) {
            found.subject = Some(by.subject(self.reader, self.event.no, person, &found.scans)?);
        }
        Ok(found)
    }

    /// A ticket belongs to its registration: after a substitution it speaks of the new holder.
    fn holder_of(
        &self,
        row: AttendeeRow,
        presented: ops::Presented,
        signer: Signer,
        text: &str,
    ) -> Result<LookedUp, AppError> {
        let holder = row.registration.holder;
        let row = if holder == row.id {
            row
        } else {
            match self.reader.attendee(self.event.no, holder)? {
                Some(known) => known,
                None => return self.unseen_holder(row, presented, signer),
            }
        };
        if row.erased {
            return self.erased(row.id, presented, text);
        }
        self.attendee(row, presented, None, None, signer)
    }

    /// Somebody who took a registration over and has not arrived here: what is known is the registration.
    fn unseen_holder(
        &self,
        first: AttendeeRow,
        presented: ops::Presented,
        signer: Signer,
    ) -> Result<LookedUp, AppError> {
        let id = first.registration.holder;
        let scans = self.reader.scans_of(self.event.no, id.into())?;
        // The note was about the first holder.
        let row = AttendeeRow {
            id,
            attention: String::new(),
            ..first
        };
        let facts = PersonFacts {
            signer,
            details: Details::Follow,
            ..person_facts(&row, &scans, self.checkpoint, None)
        };
        Ok(LookedUp {
            found: Found::Person(facts),
            held: Vec::new(),
            others: Vec::new(),
            subject: Some(id.into()),
            attendee: None,
            scans,
            registration: Some(row.registration.id),
            badge: None,
            presented,
            reading: Reading::One,
            code: None,
        })
    }

    fn attendee(
        &self,
        row: AttendeeRow,
        presented: ops::Presented,
        voided: Option<Voided>,
        badge: Option<BadgeId>,
        signer: Signer,
    ) -> Result<LookedUp, AppError> {
        let held = self.reader.registrations_of(self.event.no, row.id)?;
        self.holding(row, held, presented, voided, badge, signer)
    }

    /// A person who holds these registrations.
    fn holding(
        &self,
        row: AttendeeRow,
        held: Vec<RegistrationRow>,
        presented: ops::Presented,
        voided: Option<Voided>,
        badge: Option<BadgeId>,
        signer: Signer,
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
        let facts = |row: &AttendeeRow, voided: Option<Voided>| PersonFacts {
            signer,
            ..person_facts(row, &scans, self.checkpoint, voided)
        };
        let others = held.iter().filter(|other| other.id != row.registration.id);
        let others = others.map(|registration| {
            let by = AttendeeRow {
                registration: registration.clone(),
                ..row.clone()
            };
            Held {
                facts: facts(&by, voided.clone()),
                registration: registration.clone(),
            }
        });
        let others = others.collect();
        let found = match voided {
            // A person may come before the registration that they took over; nothing is known of that then.
            voided if row.registration.status.is_empty() => voided.map_or_else(
                || {
                    Found::Unseen(Unseen {
                        attendee: Some(row.id),
                        signer,
                        validity: None,
                        past: past(&scans, self.checkpoint),
                    })
                },
                Found::Voided,
            ),
            voided => Found::Person(facts(&row, voided)),
        };
        Ok(LookedUp {
            found,
            held,
            others,
            subject: Some(row.id.into()),
            registration: Some(row.registration.id),
            attendee: Some(row),
            scans,
            badge,
            presented,
            reading: Reading::One,
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
            held: Vec::new(),
            others: Vec::new(),
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
            reading: Reading::One,
            code: None,
        })
    }

    fn nobodys(&self, presented: &Presented, text: &str) -> Result<LookedUp, AppError> {
        let why = NotOurs::of(presented).unwrap_or(NotOurs::NotFound);
        self.nobody(Found::NotOurs(why), ops::Presented::Foreign, text)
    }

    /// A code of somebody erased: nobody's on the way in; on the way out the count has to be right again.
    fn erased(&self, id: AttendeeId, presented: ops::Presented, text: &str) -> Result<LookedUp, AppError> {
        let found = |past| Found::Erased { past };
        match self.direction {
            Direction::Entry => self.nobody(found(Vec::new()), presented, text),
            Direction::Exit => {
                let scans = self.reader.scans_of(self.event.no, id.into())?;
                Ok(LookedUp {
                    found: found(past(&scans, self.checkpoint)),
                    held: Vec::new(),
                    others: Vec::new(),
                    subject: Some(id.into()),
                    attendee: None,
                    scans,
                    registration: None,
                    badge: None,
                    presented,
                    reading: Reading::One,
                    code: None,
                })
            }
        }
    }

    fn nobody(&self, found: Found, presented: ops::Presented, text: &str) -> Result<LookedUp, AppError> {
        let key = self.badge_keys(self.event.no)?.into_iter().next();
        Ok(LookedUp {
            found,
            held: Vec::new(),
            others: Vec::new(),
            subject: None,
            attendee: None,
            scans: ScansState::default(),
            registration: None,
            badge: None,
            presented,
            reading: Reading::One,
            code: key.map(|key| presentation::trace(text, &key)),
        })
    }

    /// A person that is known here and not erased.
    fn row(&self, id: AttendeeId) -> Result<Option<AttendeeRow>, AppError> {
        Ok(self.reader.attendee(self.event.no, id)?.filter(|row| !row.erased))
    }
}

fn voided_badge(at: Timestamp, replaced_by: Option<BadgeSerial>) -> Voided {
    Voided {
        code: VoidedCode::Badge,
        replaced_by: replaced_by.map(|serial| serial.short()),
        at: Some(at),
    }
}

/// Whose code of another system it is.
pub(super) fn with_foreign_code(
    reader: &Reader<'_>,
    event: &EventRow,
    code: &str,
) -> Result<Vec<AttendeeId>, AppError> {
    for typed in presentation::either_case(code) {
        let people = reader.by_foreign_code(event.no, &typed)?;
        if !people.is_empty() {
            return Ok(people);
        }
    }
    Ok(Vec::new())
}

/// Whom an earlier scan's code fits now: a trace names no code, so it counts only where it fits exactly one of those
/// that several people have.
pub(super) fn with_traced_code(
    reader: &Reader<'_>,
    event: &EventRow,
    trace: &str,
) -> Result<Vec<AttendeeId>, AppError> {
    let keys = reader.event_keys(event.no, KeyUse::Badge)?;
    let keys: Vec<BadgeKey> = keys.into_iter().map(BadgeKey::new).collect();
    let is_traced = |text: &str| keys.iter().any(|key| presentation::trace(text, key) == trace);
    let mut codes = reader.shared_foreign_codes(event.no)?;
    codes.retain(|code| is_traced(code) || is_traced(&code.to_uppercase()));
    match codes.as_slice() {
        [one] => Ok(reader.by_foreign_code(event.no, one)?),
        _none_or_several => Ok(Vec::new()),
    }
}

/// The event of this device, other than this one, that knows a code of another system.
pub(super) fn elsewhere(
    reader: &Reader<'_>,
    event: &EventRow,
    code: &str,
) -> Result<Option<String>, AppError> {
    for typed in presentation::either_case(code) {
        if let Some(known) = reader.foreign_code_elsewhere(event.no, &typed)? {
            return Ok(Some(known));
        }
    }
    Ok(None)
}
