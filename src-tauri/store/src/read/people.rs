//! Attendees, their registrations, and the folded state that a change is written against.

use crate::Reader;
use crate::error::StoreError;
use crate::log::{EventNo, find_log_no, subject_ops};
use crate::search::{self, Found};
use rusqlite::{OptionalExtension, Row, named_params};
use sarrera_core::fold::{SubjectState, fold_person};
use sarrera_core::ids::{AttendeeId, RegistrationId};
use sarrera_core::ops::LogName;

/// A registration's shown values.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RegistrationRow {
    pub id: RegistrationId,
    pub holder: AttendeeId,
    pub category: String,
    pub status: String,
    pub blocked: bool,
    pub mode: String,
    pub days: String,
    pub valid_from: String,
    pub valid_until: String,
}

/// Mail, phone and note.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct ContactRow {
    pub email: String,
    pub phone: String,
    pub note: String,
}

/// An attendee with the registration they came with.
#[derive(Clone, PartialEq, Eq)]
pub struct AttendeeRow {
    pub id: AttendeeId,
    pub given_name: String,
    pub family_name: String,
    pub full_name: String,
    pub latin_name: String,
    pub company: String,
    pub job_title: String,
    pub country: String,
    pub language: String,
    pub attention: String,
    pub order_code: String,
    pub lead_sharing: String,
    pub erased: bool,
    pub contact: ContactRow,
    pub registration: RegistrationRow,
}

impl std::fmt::Debug for AttendeeRow {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("AttendeeRow")
            .field("id", &self.id)
            .finish_non_exhaustive()
    }
}

impl std::fmt::Debug for ContactRow {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("ContactRow")
    }
}

/// The columns that [`registration_row`] wants, in its order.
pub(super) const REGISTRATION: &str = "r.registration_id, r.holder_id, r.category, r.status, r.blocked, r.mode, r.days, r.valid_from, r.valid_until";

pub(super) const ATTENDEE: &str = "SELECT a.attendee_id, a.given_name, a.family_name, a.full_name, a.latin_name, a.company,
            a.job_title, a.country, a.language, a.attention, a.order_code, a.lead_sharing, a.erased,
            coalesce(c.email, ''), coalesce(c.phone, ''), coalesce(c.note, ''),
            r.registration_id, r.holder_id, r.category, r.status, r.blocked, r.mode, r.days, r.valid_from, r.valid_until
     FROM attendee a
     JOIN registration r ON r.event_no = a.event_no AND r.registration_id = a.registration_id
     LEFT JOIN contact c ON c.event_no = a.event_no AND c.attendee_id = a.attendee_id";

/// Asked event by event, so that the code leads along the primary key.
pub(crate) const CODE_ELSEWHERE: &str = "SELECT d.name FROM event_definition d
     WHERE d.event_no <> :event
       AND EXISTS (SELECT 1 FROM foreign_code f WHERE f.event_no = d.event_no AND f.code = :code)
     ORDER BY d.event_no LIMIT 1";

pub(crate) const CODES_SHARED: &str = "SELECT code FROM foreign_code
     WHERE event_no = :event GROUP BY code HAVING count(*) > 1";

pub(crate) const CODE_BEFORE: &str = "SELECT code FROM foreign_code
     WHERE event_no = :event AND code <= :text ORDER BY code DESC LIMIT 1";

pub(crate) const CODES_FROM: &str = "SELECT count(*) FROM
     (SELECT DISTINCT code FROM foreign_code
      WHERE event_no = :event AND code > :from AND code < :to LIMIT 2)";

/// Of the registrations that somebody holds besides their own, those that count already with another of theirs do not
/// count again.
const REGISTERED: &str = "SELECT count(*)
     - (SELECT count(*) FROM attendee a JOIN registration r
            ON r.event_no = a.event_no AND r.registration_id = a.registration_id AND r.holder_id = a.attendee_id
        WHERE a.event_no = :event AND a.erased = 1)
     - (SELECT count(*) FROM registration r INDEXED BY registration_by_holder
        WHERE r.event_no = :event AND r.holder_id <> r.registration_id
            AND (EXISTS (SELECT 1 FROM registration o WHERE o.event_no = r.event_no
                             AND o.registration_id = r.holder_id AND o.holder_id = r.holder_id)
                 OR EXISTS (SELECT 1 FROM registration o INDEXED BY registration_by_holder
                            WHERE o.holder_id = r.holder_id AND o.event_no = r.event_no
                                AND o.holder_id <> o.registration_id AND o.registration_id < r.registration_id)))
     FROM registration WHERE event_no = :event";

impl Reader<'_> {
    /// One attendee; of several that are one person, the one that represents them.
    ///
    /// # Errors
    /// When the database can't be read.
    pub fn attendee(&self, event: EventNo, id: AttendeeId) -> Result<Option<AttendeeRow>, StoreError> {
        let row = self.shown_attendee(event, id)?;
        if row.is_some() {
            return Ok(row);
        }
        match self.represents(event, id)? {
            representative if representative == id => Ok(None),
            representative => self.shown_attendee(event, representative),
        }
    }

    fn shown_attendee(&self, event: EventNo, id: AttendeeId) -> Result<Option<AttendeeRow>, StoreError> {
        Ok(self
            .connection
            .prepare_cached(&format!(
                "{ATTENDEE} WHERE a.event_no = :event AND a.attendee_id = :attendee"
            ))?
            .query_row(named_params! {":event": event.0, ":attendee": id.0}, attendee_row)
            .optional()?)
    }

    /// Who holds a registration.
    ///
    /// # Errors
    /// When the database can't be read.
    pub fn holder(
        &self,
        event: EventNo,
        registration: RegistrationId,
    ) -> Result<Option<AttendeeRow>, StoreError> {
        let holder: Option<[u8; 16]> = self
            .connection
            .prepare_cached(
                "SELECT holder_id FROM registration WHERE event_no = :event AND registration_id = :id",
            )?
            .query_row(named_params! {":event": event.0, ":id": registration.0}, |row| {
                row.get(0)
            })
            .optional()?;
        holder.map_or(Ok(None), |id| self.attendee(event, AttendeeId(id)))
    }

    /// Whose foreign code this is; usually one, sometimes nobody's, sometimes two people's.
    ///
    /// # Errors
    /// When the database can't be read.
    pub fn by_foreign_code(&self, event: EventNo, code: &str) -> Result<Vec<AttendeeId>, StoreError> {
        let mut statement = self.connection.prepare_cached(
            "SELECT attendee_id FROM foreign_code WHERE event_no = :event AND code = :code",
        )?;
        let rows = statement.query_map(named_params! {":event": event.0, ":code": code}, |row| {
            Ok(AttendeeId(row.get(0)?))
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// The foreign codes that several people have. All codes of the event are read for it: no scan asks this.
    ///
    /// # Errors
    /// When the database can't be read.
    pub fn shared_foreign_codes(&self, event: EventNo) -> Result<Vec<String>, StoreError> {
        let mut statement = self.connection.prepare_cached(CODES_SHARED)?;
        let rows = statement.query_map(named_params! {":event": event.0}, |row| row.get(0))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Events, other than this one, that know a foreign code.
    ///
    /// # Errors
    /// When the database can't be read.
    pub fn foreign_code_elsewhere(&self, event: EventNo, code: &str) -> Result<Option<String>, StoreError> {
        Ok(self
            .connection
            .prepare_cached(CODE_ELSEWHERE)?
            .query_row(named_params! {":event": event.0, ":code": code}, |row| row.get(0))
            .optional()?)
    }

    /// The foreign code that a text begins with, if it is the last one before it in the order of codes. One code that
    /// begins with another is not looked for: secrets are drawn at random.
    ///
    /// # Errors
    /// When the database can't be read.
    pub fn foreign_code_before(&self, event: EventNo, text: &str) -> Result<Option<String>, StoreError> {
        Ok(self
            .connection
            .prepare_cached(CODE_BEFORE)?
            .query_row(named_params! {":event": event.0, ":text": text}, |row| {
                row.get::<_, String>(0)
            })
            .optional()?
            .filter(|code| text.starts_with(code.as_str())))
    }

    /// How many foreign codes begin with a text and go on; counted no further than two.
    ///
    /// # Errors
    /// When the database can't be read.
    pub fn foreign_codes_from(&self, event: EventNo, beginning: &str) -> Result<u32, StoreError> {
        let to = format!("{beginning}{}", char::MAX);
        Ok(self.connection.prepare_cached(CODES_FROM)?.query_row(
            named_params! {":event": event.0, ":from": beginning, ":to": to},
            |row| row.get(0),
        )?)
    }

    /// What a text finds, best first.
    ///
    /// # Errors
    /// When the database can't be read.
    pub fn find(
        &self,
        event: EventNo,
        text: &str,
        rows_max: usize,
    ) -> Result<Vec<(AttendeeRow, Found)>, StoreError> {
        let mut hits = Vec::new();
        for found in search::find(self.connection, event.0, text, rows_max)? {
            let row = self
                .connection
                .prepare_cached(&format!("{ATTENDEE} WHERE a.attendee_no = :no"))?
                .query_row(named_params! {":no": found.attendee_no}, attendee_row)
                .optional()?;
            hits.extend(row.map(|row| (row, found)));
        }
        Ok(hits)
    }

    /// Known company names that begin with a text, the most frequent first.
    ///
    /// # Errors
    /// When the database can't be read.
    pub fn companies(
        &self,
        event: EventNo,
        beginning: &str,
        rows_max: u32,
    ) -> Result<Vec<String>, StoreError> {
        let mut statement = self.connection.prepare_cached(
            "SELECT company FROM attendee WHERE event_no = :event AND company <> ''
                 AND substr(company, 1, length(:beginning)) = :beginning COLLATE NOCASE
             GROUP BY company ORDER BY count(*) DESC, company LIMIT :max",
        )?;
        let rows = statement.query_map(
            named_params! {":event": event.0, ":beginning": beginning, ":max": rows_max},
            |row| row.get(0),
        )?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Every attendee that holds a registration, by family name, handed over one by one.
    ///
    /// # Errors
    /// When the database can't be read, or what the receiver says.
    pub fn each_attendee<E: From<StoreError>>(
        &self,
        event: EventNo,
        mut take: impl FnMut(AttendeeRow) -> Result<(), E>,
    ) -> Result<(), E> {
        let query = format!(
            "{ATTENDEE} WHERE a.event_no = :event AND r.holder_id = a.attendee_id AND a.erased = 0
             ORDER BY a.family_name, a.given_name, a.attendee_id"
        );
        let mut statement = self.connection.prepare_cached(&query).map_err(StoreError::from)?;
        let mut rows = statement
            .query(named_params! {":event": event.0})
            .map_err(StoreError::from)?;
        while let Some(row) = rows.next().map_err(StoreError::from)? {
            take(attendee_row(row).map_err(StoreError::from)?)?;
        }
        Ok(())
    }

    /// Everything one log says of one attendee alone, folded: what an import said last of this very registration.
    ///
    /// # Errors
    /// When the database can't be read.
    pub fn subject(&self, event: EventNo, log: &LogName, id: AttendeeId) -> Result<SubjectState, StoreError> {
        let Some(log_no) = find_log_no(self.connection, event, &log.to_string())? else {
            return Ok(SubjectState::default());
        };
        Ok(fold_person(
            id.into(),
            &subject_ops(self.connection, log_no, id.into())?,
        ))
    }

    /// How many people an event has registered, without those who were erased; who holds several registrations counts once.
    ///
    /// # Errors
    /// When the database can't be read.
    pub fn registered(&self, event: EventNo) -> Result<u32, StoreError> {
        Ok(self
            .connection
            .prepare_cached(REGISTERED)?
            .query_row(named_params! {":event": event.0}, |row| row.get(0))?)
    }
}

pub(super) fn attendee_row(row: &Row<'_>) -> rusqlite::Result<AttendeeRow> {
    Ok(AttendeeRow {
        id: AttendeeId(row.get(0)?),
        given_name: row.get(1)?,
        family_name: row.get(2)?,
        full_name: row.get(3)?,
        latin_name: row.get(4)?,
        company: row.get(5)?,
        job_title: row.get(6)?,
        country: row.get(7)?,
        language: row.get(8)?,
        attention: row.get(9)?,
        order_code: row.get(10)?,
        lead_sharing: row.get(11)?,
        erased: row.get(12)?,
        contact: ContactRow {
            email: row.get(13)?,
            phone: row.get(14)?,
            note: row.get(15)?,
        },
        registration: registration_row(row, 16)?,
    })
}

/// A registration whose columns begin at `from`.
pub(super) fn registration_row(row: &Row<'_>, from: usize) -> rusqlite::Result<RegistrationRow> {
    Ok(RegistrationRow {
        id: RegistrationId(row.get(from)?),
        holder: AttendeeId(row.get(from + 1)?),
        category: row.get(from + 2)?,
        status: row.get(from + 3)?,
        blocked: row.get(from + 4)?,
        mode: row.get(from + 5)?,
        days: row.get(from + 6)?,
        valid_from: row.get(from + 7)?,
        valid_until: row.get(from + 8)?,
    })
}
