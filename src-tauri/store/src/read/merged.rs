//! Several registrations that are one person's: who represents them, what they hold, and what they say together.

use crate::Reader;
use crate::error::StoreError;
use crate::log::{EventNo, LogNo, find_log_no};
use crate::project::union::Union;
use crate::read::RegistrationRow;
use crate::read::people::{REGISTRATION, registration_row};
use rusqlite::named_params;
use sarrera_core::fold::SubjectState;
use sarrera_core::ids::{AttendeeId, MergeId, SubjectId};
use sarrera_core::ops::LogName;
use std::collections::BTreeSet;

/// What tells whether two people are likely one.
#[derive(Clone, PartialEq, Eq)]
pub struct NamedRow {
    /// In the order in which they are read.
    pub attendee_no: i64,
    pub id: AttendeeId,
    /// As it is shown.
    pub name: String,
    pub company: String,
    pub email: String,
}

impl std::fmt::Debug for NamedRow {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("NamedRow")
            .field("id", &self.id)
            .finish_non_exhaustive()
    }
}

impl Reader<'_> {
    /// The next people behind this number, with what tells whether two of them are one.
    ///
    /// # Errors
    /// When the database can't be read.
    pub fn named(&self, event: EventNo, behind: i64, rows_max: u32) -> Result<Vec<NamedRow>, StoreError> {
        let mut statement = self.connection.prepare_cached(
            "SELECT a.attendee_no, a.attendee_id,
                    CASE a.full_name WHEN '' THEN a.given_name || ' ' || a.family_name ELSE a.full_name END,
                    a.company, coalesce(c.email, '')
             FROM attendee a
                 JOIN registration r ON r.event_no = a.event_no AND r.registration_id = a.registration_id
                     AND r.holder_id = a.attendee_id
                 LEFT JOIN contact c ON c.event_no = a.event_no AND c.attendee_id = a.attendee_id
             WHERE a.attendee_no > :behind AND +a.event_no = :event AND a.erased = 0
             ORDER BY a.attendee_no LIMIT :max",
        )?;
        let rows = statement.query_map(
            named_params! {":event": event.0, ":behind": behind, ":max": rows_max},
            |row| {
                Ok(NamedRow {
                    attendee_no: row.get(0)?,
                    id: AttendeeId(row.get(1)?),
                    name: row.get(2)?,
                    company: row.get(3)?,
                    email: row.get(4)?,
                })
            },
        )?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Who represents an attendee: themselves, unless they are merged with somebody of a lower id.
    ///
    /// # Errors
    /// When the database can't be read.
    pub fn represents(&self, event: EventNo, id: AttendeeId) -> Result<AttendeeId, StoreError> {
        let Some(core) = self.log_of(event, &LogName::Core)? else {
            return Ok(id);
        };
        let union = Union::of(self.connection, core, id.into())?;
        Ok(AttendeeId(union.representative().0))
    }

    /// Who is one person with an attendee, themselves among them, the lowest id first.
    ///
    /// # Errors
    /// When the database can't be read.
    pub fn members(&self, event: EventNo, id: AttendeeId) -> Result<Vec<AttendeeId>, StoreError> {
        let Some(core) = self.log_of(event, &LogName::Core)? else {
            return Ok(vec![id]);
        };
        let union = Union::of(self.connection, core, id.into())?;
        Ok(union.people().iter().map(|one| AttendeeId(one.0)).collect())
    }

    /// Everything one log says of the person that these attendees are, or would be if they were merged: what a change of
    /// the person lists in `over`.
    ///
    /// # Errors
    /// When the database can't be read.
    pub fn person_state(
        &self,
        event: EventNo,
        log: &LogName,
        ids: &[AttendeeId],
    ) -> Result<SubjectState, StoreError> {
        let Some(log_no) = self.log_of(event, log)? else {
            return Ok(SubjectState::default());
        };
        let ids = ids.iter().copied().map(SubjectId::from);
        Union::of_all(self.connection, log_no, ids)?.fold(self.connection, log_no)
    }

    /// The registrations that a person holds: usually one. Theirs first, the others by their ids.
    ///
    /// # Errors
    /// When the database can't be read.
    pub fn registrations_of(
        &self,
        event: EventNo,
        holder: AttendeeId,
    ) -> Result<Vec<RegistrationRow>, StoreError> {
        let mut own = self.connection.prepare_cached(&format!(
            "SELECT {REGISTRATION} FROM registration r
             WHERE r.event_no = :event AND r.registration_id = :holder AND r.holder_id = :holder"
        ))?;
        let mut others = self.connection.prepare_cached(&format!(
            "SELECT {REGISTRATION} FROM registration r INDEXED BY registration_by_holder
             WHERE r.holder_id = :holder AND r.event_no = :event AND r.holder_id <> r.registration_id
             ORDER BY r.registration_id"
        ))?;
        let mut rows = Vec::new();
        for statement in [&mut own, &mut others] {
            let key = named_params! {":event": event.0, ":holder": holder.0};
            for row in statement.query_map(key, |row| registration_row(row, 0))? {
                rows.push(row?);
            }
        }
        Ok(rows)
    }

    /// Who holds a registration besides the one that was made for them: those of whom several may be looked for.
    ///
    /// # Errors
    /// When the database can't be read.
    pub fn holders_of_others(&self, event: EventNo) -> Result<BTreeSet<AttendeeId>, StoreError> {
        let mut statement = self.connection.prepare_cached(
            "SELECT DISTINCT holder_id FROM registration INDEXED BY registration_by_holder
             WHERE event_no = :event AND holder_id <> registration_id",
        )?;
        let rows = statement.query_map(named_params! {":event": event.0}, |row| {
            Ok(AttendeeId(row.get(0)?))
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Whom a merge makes one person now: nobody where it was taken back, or there is none of this id.
    ///
    /// # Errors
    /// When the database can't be read.
    pub fn merge(&self, event: EventNo, merge: MergeId) -> Result<Vec<AttendeeId>, StoreError> {
        let Some(core) = self.log_of(event, &LogName::Core)? else {
            return Ok(Vec::new());
        };
        let mut statement = self.connection.prepare_cached(
            "SELECT attendee_id FROM merged WHERE log_no = :log AND merge_id = :merge ORDER BY attendee_id",
        )?;
        let rows = statement.query_map(named_params! {":log": core.0, ":merge": merge.0}, |row| {
            Ok(AttendeeId(row.get(0)?))
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    fn log_of(&self, event: EventNo, log: &LogName) -> Result<Option<LogNo>, StoreError> {
        find_log_no(self.connection, event, &log.to_string())
    }
}
