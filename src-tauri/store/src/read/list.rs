//! Everybody of an event as a list needs them: short rows, and who changed since they were read.

use crate::Reader;
use crate::error::StoreError;
use crate::log::{EventNo, find_log_no};
use crate::project::union::Union;
use crate::read::ByWhom;
use crate::read::scans::by_whom;
use rusqlite::{OptionalExtension, Row, named_params};
use sarrera_core::codes::BadgeSerial;
use sarrera_core::ids::{AttendeeId, RegistrationId, SubjectId};
use sarrera_core::ops::{Fact, Source};
use sarrera_core::time::{Hlc, Timestamp};
use std::collections::BTreeSet;

/// Where somebody is: where they came in last, else where they left last.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WhereIs {
    pub inside: bool,
    pub since: Timestamp,
}

/// What a list sorts, filters and finds by, of somebody who holds a registration.
#[derive(Clone, PartialEq, Eq)]
pub struct ListedRow {
    pub id: AttendeeId,
    pub registration: RegistrationId,
    pub registered_at: Timestamp,
    pub given_name: String,
    pub family_name: String,
    pub full_name: String,
    pub latin_name: String,
    pub company: String,
    pub order_code: String,
    pub email: String,
    pub category: String,
    pub status: String,
    pub blocked: bool,
    pub days: String,
    pub place: Option<WhereIs>,
    /// They have a badge that is not void.
    pub has_badge: bool,
}

impl std::fmt::Debug for ListedRow {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ListedRow")
            .field("id", &self.id)
            .finish_non_exhaustive()
    }
}

/// How far an event's ops were read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct Mark(i64);

/// What came after a mark.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum News {
    /// These subjects: people, their registrations, badges.
    Of(Vec<SubjectId>),
    /// So much, or of such a kind, that everybody is to be read again.
    Everybody,
}

/// (One number for where somebody is: inside before left, then by time. `+event_no`: the index on the person leads.)
const LISTED: &str = "SELECT a.attendee_id, a.registration_id, a.registered_hlc, a.given_name, a.family_name, a.full_name,
            a.latin_name, a.company, a.order_code, coalesce(c.email, ''), r.category, r.status, r.blocked, r.days,
            (SELECT max((p.inside << 50) | p.since_ms) FROM presence p
             WHERE p.attendee_id = a.attendee_id AND +p.event_no = a.event_no),
            EXISTS (SELECT 1 FROM badge b
                    WHERE b.attendee_id = a.attendee_id AND +b.event_no = a.event_no AND b.voided_ms IS NULL)
     FROM attendee a
     JOIN registration r ON r.event_no = a.event_no AND r.registration_id = a.registration_id
                        AND r.holder_id = a.attendee_id
     LEFT JOIN contact c ON c.event_no = a.event_no AND c.attendee_id = a.attendee_id
     WHERE a.event_no = :event AND a.erased = 0";

const INSIDE_BIT: u32 = 50;

impl Reader<'_> {
    /// Everybody who holds a registration and was not erased, in no order, handed over one by one.
    ///
    /// # Errors
    /// When the database can't be read.
    pub fn each_listed(&self, event: EventNo, mut take: impl FnMut(ListedRow)) -> Result<(), StoreError> {
        let mut statement = self.connection.prepare_cached(LISTED)?;
        let mut rows = statement.query(named_params! {":event": event.0})?;
        while let Some(row) = rows.next()? {
            take(listed_row(row)?);
        }
        Ok(())
    }

    /// One of those whom [`Reader::each_listed`] gives, if they are one of them.
    ///
    /// # Errors
    /// When the database can't be read.
    pub fn listed(&self, event: EventNo, id: AttendeeId) -> Result<Option<ListedRow>, StoreError> {
        Ok(self
            .connection
            .prepare_cached(&format!("{LISTED} AND a.attendee_id = :attendee"))?
            .query_row(named_params! {":event": event.0, ":attendee": id.0}, listed_row)
            .optional()?)
    }

    /// How far the ops of this database go.
    ///
    /// # Errors
    /// When the database can't be read.
    pub fn mark(&self) -> Result<Mark, StoreError> {
        Ok(self
            .connection
            .prepare_cached("SELECT coalesce(max(pos), 0) FROM op")?
            .query_row([], |row| row.get(0))
            .map(Mark)?)
    }

    /// What was written about an event after a mark; of more than `subjects_max` subjects, that it was everybody. So it
    /// is, too, where the event's definitions changed: what counted in the other logs may count no more.
    ///
    /// # Errors
    /// When the database can't be read.
    pub fn news_since(&self, event: EventNo, mark: Mark, subjects_max: u32) -> Result<News, StoreError> {
        let mut statement = self.connection.prepare_cached(
            "SELECT DISTINCT o.subject_id, l.name = 'public' FROM op o JOIN log l USING (log_no)
             WHERE o.pos > :mark AND l.event_no = :event LIMIT :max + 1",
        )?;
        let mut rows =
            statement.query(named_params! {":mark": mark.0, ":event": event.0, ":max": subjects_max})?;
        let mut subjects = Vec::new();
        while let Some(row) = rows.next()? {
            if row.get(1)? {
                return Ok(News::Everybody);
            }
            subjects.push(SubjectId(row.get(0)?));
        }
        let few = u32::try_from(subjects.len()).is_ok_and(|count| count <= subjects_max);
        Ok(if few { News::Of(subjects) } else { News::Everybody })
    }

    /// The people whom a subject may be about: a person, whose badge it is, who holds the registration that it is; of a
    /// merge, taken back or not, whoever it names and whoever is one person with them now.
    ///
    /// # Errors
    /// When the database can't be read.
    pub fn people_of(&self, event: EventNo, subject: SubjectId) -> Result<Vec<AttendeeId>, StoreError> {
        let mut statement = self.connection.prepare_cached(
            "SELECT attendee_id FROM attendee WHERE event_no = :event AND attendee_id = :subject
             UNION SELECT attendee_id FROM badge WHERE event_no = :event AND badge_id = :subject
             UNION SELECT holder_id FROM registration WHERE event_no = :event AND registration_id = :subject",
        )?;
        let rows = statement.query_map(named_params! {":event": event.0, ":subject": subject.0}, |row| {
            Ok(AttendeeId(row.get(0)?))
        })?;
        let mut people: Vec<AttendeeId> = rows.collect::<Result<_, _>>()?;
        people.extend(self.people_of_merge(event, subject)?);
        Ok(people)
    }

    fn people_of_merge(&self, event: EventNo, merge: SubjectId) -> Result<Vec<AttendeeId>, StoreError> {
        let Some(core) = find_log_no(self.connection, event, "core")? else {
            return Ok(Vec::new());
        };
        let mut statement = self.connection.prepare_cached(
            "SELECT v, body FROM op INDEXED BY op_merges
             WHERE subject_id = :merge AND log_no = :core AND kind = 'attendees_merged'",
        )?;
        let mut rows = statement.query(named_params! {":merge": merge.0, ":core": core.0})?;
        let mut named = Vec::new();
        while let Some(row) = rows.next()? {
            let body: Vec<u8> = row.get(1)?;
            if let Ok(Fact::AttendeesMerged(fact)) =
                Fact::decode("attendees_merged", row.get(0)?, &body, None)
            {
                named.extend(fact.attendees.into_iter().map(SubjectId::from));
            }
        }
        let mut people: BTreeSet<SubjectId> = named.iter().copied().collect();
        for one in named {
            people.extend(Union::of(self.connection, core, one)?.people());
        }
        Ok(people.into_iter().map(|subject| AttendeeId(subject.0)).collect())
    }

    /// The newest badge of somebody that is not void.
    ///
    /// # Errors
    /// When the database can't be read.
    pub fn live_badge(&self, event: EventNo, id: AttendeeId) -> Result<Option<BadgeSerial>, StoreError> {
        Ok(self
            .connection
            .prepare_cached(
                "SELECT serial FROM badge
                 WHERE attendee_id = :attendee AND +event_no = :event AND voided_ms IS NULL
                 ORDER BY hlc DESC, badge_id DESC LIMIT 1",
            )?
            .query_row(named_params! {":event": event.0, ":attendee": id.0}, |row| {
                row.get(0).map(BadgeSerial)
            })
            .optional()?)
    }

    /// Where a person's registration comes from, and who wrote it; nothing where no op here says so.
    ///
    /// # Errors
    /// When the database can't be read.
    pub fn registered_by(
        &self,
        event: EventNo,
        id: AttendeeId,
    ) -> Result<Option<(Source, ByWhom)>, StoreError> {
        let Some(log) = find_log_no(self.connection, event, "core")? else {
            return Ok(None);
        };
        let mut statement = self.connection.prepare_cached(
            "SELECT o.v, o.body, r.device_id, o.operator_id FROM op o JOIN replica r USING (replica_no)
             WHERE o.subject_id = :attendee AND o.log_no = :log AND o.kind = 'attendee_registered' AND o.permitted = 1
             ORDER BY o.hlc LIMIT 1",
        )?;
        let found: Option<(u16, Vec<u8>, ByWhom)> = statement
            .query_row(named_params! {":attendee": id.0, ":log": log.0}, |row| {
                Ok((row.get(0)?, row.get(1)?, by_whom(row, 2)?))
            })
            .optional()?;
        Ok(found.and_then(
            |(v, body, by)| match Fact::decode("attendee_registered", v, &body, None) {
                Ok(Fact::AttendeeRegistered(registered)) => Some((registered.source, by)),
                _unread => None,
            },
        ))
    }
}

fn listed_row(row: &Row<'_>) -> rusqlite::Result<ListedRow> {
    let registered: i64 = row.get(2)?;
    let place: Option<i64> = row.get(14)?;
    Ok(ListedRow {
        id: AttendeeId(row.get(0)?),
        registration: RegistrationId(row.get(1)?),
        registered_at: Hlc(u64::try_from(registered).unwrap_or_default()).at(),
        given_name: row.get(3)?,
        family_name: row.get(4)?,
        full_name: row.get(5)?,
        latin_name: row.get(6)?,
        company: row.get(7)?,
        order_code: row.get(8)?,
        email: row.get(9)?,
        category: row.get(10)?,
        status: row.get(11)?,
        blocked: row.get(12)?,
        days: row.get(13)?,
        place: place.map(|packed| WhereIs {
            inside: packed >> INSIDE_BIT != 0,
            since: Timestamp(packed & ((1 << INSIDE_BIT) - 1)),
        }),
        has_badge: row.get(15)?,
    })
}
