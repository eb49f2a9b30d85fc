//! The figures of a dashboard: whole events counted in a few statements, none of them on the way of a scan.

use crate::Reader;
use crate::error::StoreError;
use crate::log::EventNo;
use rusqlite::named_params;
use sarrera_core::codes::Day;
use sarrera_core::ids::CheckpointId;
use sarrera_core::time::Timestamp;

/// One category's people: who may come in person, and who of them came.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CategoryFigures {
    pub category: String,
    pub registered: u32,
    pub arrived: u32,
}

impl Reader<'_> {
    /// When each person was first let in at a checkpoint on a day, the earliest first. Check-ins of files that say no
    /// other moment count at the moment they were taken over.
    ///
    /// # Errors
    /// When the database can't be read.
    pub fn arrivals(
        &self,
        event: EventNo,
        checkpoint: CheckpointId,
        day: Day,
    ) -> Result<Vec<Timestamp>, StoreError> {
        let mut statement = self.connection.prepare_cached(
            "SELECT min(at_ms) AS first_ms FROM scan
             WHERE event_no = :event AND checkpoint_id = :checkpoint AND day = :day
                 AND state = 'admitted' AND attendee_id IS NOT NULL
             GROUP BY attendee_id ORDER BY first_ms",
        )?;
        let rows = statement.query_map(
            named_params! {":event": event.0, ":checkpoint": checkpoint.0, ":day": day.0},
            |row| row.get(0).map(Timestamp),
        )?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// The days on which somebody was let in at a checkpoint, the first first.
    ///
    /// # Errors
    /// When the database can't be read.
    pub fn days_with_arrivals(
        &self,
        event: EventNo,
        checkpoint: CheckpointId,
    ) -> Result<Vec<Day>, StoreError> {
        let mut statement = self.connection.prepare_cached(
            "SELECT DISTINCT day FROM scan
             WHERE event_no = :event AND checkpoint_id = :checkpoint AND state = 'admitted' ORDER BY day",
        )?;
        let rows = statement.query_map(
            named_params! {":event": event.0, ":checkpoint": checkpoint.0},
            |row| row.get(0).map(Day),
        )?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// The people of each category, by the category's short name.
    ///
    /// # Errors
    /// When the database can't be read.
    pub fn category_figures(
        &self,
        event: EventNo,
        checkpoint: CheckpointId,
    ) -> Result<Vec<CategoryFigures>, StoreError> {
        let mut statement = self.connection.prepare_cached(
            "SELECT r.category,
                    sum(r.status = 'valid' AND r.blocked = 0 AND r.mode <> 'online'),
                    count(p.attendee_id)
             FROM attendee a
                 JOIN registration r ON r.event_no = a.event_no AND r.registration_id = a.registration_id
                     AND r.holder_id = a.attendee_id
                 LEFT JOIN presence p ON p.event_no = a.event_no AND p.checkpoint_id = :checkpoint
                     AND p.attendee_id = a.attendee_id
             WHERE a.event_no = :event AND a.erased = 0 GROUP BY r.category ORDER BY r.category",
        )?;
        let rows = statement.query_map(
            named_params! {":event": event.0, ":checkpoint": checkpoint.0},
            |row| {
                Ok(CategoryFigures {
                    category: row.get(0)?,
                    registered: row.get(1)?,
                    arrived: row.get(2)?,
                })
            },
        )?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// How many of an event's badges that hold are, by their newest job, on their way to a printer, and how many did not
    /// come out as far as anybody knows and nobody dealt with.
    ///
    /// # Errors
    /// When the database can't be read.
    pub fn badges_unprinted(&self, event: EventNo) -> Result<(u32, u32), StoreError> {
        Ok(self
            .connection
            .prepare_cached(
                "SELECT count(*) FILTER (WHERE j.state IN ('queued', 'sent')),
                        count(*) FILTER (WHERE j.state IN ('failed', 'unknown'))
                 FROM print_job j
                 JOIN badge b ON b.event_no = j.event_no AND b.badge_id = j.badge_id AND b.attendee_id = j.attendee_id
                 WHERE j.event_no = :event AND b.voided_ms IS NULL
                   AND (j.state IN ('queued', 'failed', 'unknown') OR (j.state = 'sent' AND j.reason = ''))
                   AND j.settled = ''
                   AND NOT EXISTS (SELECT 1 FROM print_job newer
                                   WHERE newer.attendee_id = j.attendee_id AND newer.event_no = j.event_no
                                     AND newer.badge_id = j.badge_id AND newer.requested_ms > j.requested_ms)",
            )?
            .query_row(named_params! {":event": event.0}, |row| {
                Ok((row.get(0)?, row.get(1)?))
            })?)
    }
}
