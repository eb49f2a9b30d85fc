//! Who belongs together, and who has a badge: what a desk asks of a coach, and an office of a night's work.

use super::people::{ATTENDEE, AttendeeRow, attendee_row};
use crate::Reader;
use crate::error::StoreError;
use crate::log::EventNo;
use rusqlite::named_params;
use sarrera_core::codes::BadgeSerial;
use sarrera_core::ids::AttendeeId;
use sarrera_core::time::Timestamp;
use std::collections::BTreeMap;

/// What several people have in common.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shared<'a> {
    Order(&'a str),
    /// The company's name, folded ([`sarrera_core::names::fold`]).
    Company(&'a str),
}

/// The badge that is live, of several the newest.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LiveBadge {
    pub serial: BadgeSerial,
    /// A printer has it or said that it is done, or it lies in a box or in somebody's hand.
    pub is_made: bool,
    /// The box that it was laid in, or empty.
    pub boxed: String,
    pub handed_over_at: Option<Timestamp>,
}

const BY_ORDER: &str = "a.event_no = :event AND a.order_code = :value AND a.order_code <> ''";
const BY_COMPANY: &str = "a.event_no = :event AND a.company_folded = :value AND a.company_folded <> ''";
/// Somebody who was replaced, or erased, belongs to nobody's group.
const COMES: &str = "a.erased = 0 AND r.holder_id = a.attendee_id";

impl<'a> Shared<'a> {
    const fn asked(self) -> (&'static str, &'a str) {
        match self {
            Self::Order(code) => (BY_ORDER, code),
            Self::Company(name) => (BY_COMPANY, name),
        }
    }
}

impl Reader<'_> {
    /// The people who have something in common, by family name.
    ///
    /// # Errors
    /// When the database can't be read.
    pub fn sharing(
        &self,
        event: EventNo,
        shared: Shared<'_>,
        rows_max: u32,
    ) -> Result<Vec<AttendeeRow>, StoreError> {
        let (by, value) = shared.asked();
        let mut statement = self.connection.prepare_cached(&format!(
            "{ATTENDEE} WHERE {by} AND {COMES} ORDER BY a.family_name, a.given_name, a.attendee_id LIMIT :max"
        ))?;
        let rows = statement.query_map(
            named_params! {":event": event.0, ":value": value, ":max": rows_max},
            attendee_row,
        )?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// How many people have it in common.
    ///
    /// # Errors
    /// When the database can't be read.
    pub fn count_sharing(&self, event: EventNo, shared: Shared<'_>) -> Result<u32, StoreError> {
        let (by, value) = shared.asked();
        Ok(self
            .connection
            .prepare_cached(&format!(
                "SELECT count(*) FROM attendee a JOIN registration r
                     ON r.event_no = a.event_no AND r.registration_id = a.registration_id
                 WHERE {by} AND {COMES}"
            ))?
            .query_row(named_params! {":event": event.0, ":value": value}, |row| {
                row.get(0)
            })?)
    }

    /// Everybody's live badge.
    ///
    /// # Errors
    /// When the database can't be read.
    pub fn live_badges(&self, event: EventNo) -> Result<BTreeMap<AttendeeId, LiveBadge>, StoreError> {
        let mut statement = self.connection.prepare_cached(
            "SELECT b.attendee_id, b.serial, b.boxed, b.handed_over_ms,
                    b.boxed <> '' OR b.handed_over_ms IS NOT NULL OR EXISTS (
                        SELECT 1 FROM print_job j WHERE j.attendee_id = b.attendee_id AND j.event_no = b.event_no
                            AND j.badge_id = b.badge_id
                            AND (j.state IN ('queued', 'sent', 'printed') OR j.settled = 'seen'))
             FROM badge b WHERE b.event_no = :event AND b.voided_ms IS NULL ORDER BY b.hlc, b.badge_id",
        )?;
        let rows = statement.query_map(named_params! {":event": event.0}, |row| {
            let live = LiveBadge {
                serial: BadgeSerial(row.get(1)?),
                boxed: row.get(2)?,
                handed_over_at: row.get::<_, Option<i64>>(3)?.map(Timestamp),
                is_made: row.get(4)?,
            };
            Ok((AttendeeId(row.get(0)?), live))
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }
}
