//! Local days and minutes at the place of the event, and ISO dates.

use crate::device::App;
use crate::failure::{AppError, Refusal};
use chrono::{DateTime, Datelike, NaiveDate, TimeZone, Timelike};
use chrono_tz::Tz;
use sarrera_core::admission::Day;
use sarrera_core::time::Timestamp;

impl App {
    /// A moment as a script writes it: RFC 3339, or a local time of the event.
    ///
    /// # Errors
    /// A text that is neither, an unknown event, or a database that can't be read.
    pub fn moment(&self, event: &str, text: &str) -> Result<Timestamp, AppError> {
        read_moment(zone(&self.event(event)?.time_zone), text.trim())
    }

    /// A moment, in milliseconds since 1970, as RFC 3339 in the event's own time.
    ///
    /// # Errors
    /// An unknown event, or a database that can't be read.
    pub fn rfc3339(&self, event: &str, at_ms: i64) -> Result<String, AppError> {
        let zone = zone(&self.event(event)?.time_zone);
        let local = DateTime::from_timestamp_millis(at_ms)
            .unwrap_or_default()
            .with_timezone(&zone);
        Ok(local.to_rfc3339_opts(chrono::SecondsFormat::AutoSi, false))
    }
}

/// The event's time zone; UTC where its name is none.
pub(crate) fn zone(name: &str) -> Tz {
    name.parse().unwrap_or(Tz::UTC)
}

/// The local day and minute of a moment.
pub(crate) fn local(zone: Tz, at: Timestamp) -> (Day, u16) {
    let local = DateTime::from_timestamp_millis(at.0)
        .unwrap_or_default()
        .with_timezone(&zone);
    let minute = local.hour() * 60 + local.minute();
    (day_number(local.date_naive()), u16::try_from(minute).unwrap_or(0))
}

/// A date as the number that codes and rules use.
pub(crate) fn day_number(date: NaiveDate) -> Day {
    let epoch = NaiveDate::default();
    let days = i64::from(date.num_days_from_ce()) - i64::from(epoch.num_days_from_ce());
    Day(u16::try_from(days).unwrap_or(0))
}

/// The date of such a number.
pub(crate) fn date_of(day: Day) -> NaiveDate {
    NaiveDate::default()
        .checked_add_days(chrono::Days::new(u64::from(day.0)))
        .unwrap_or_default()
}

/// When a local day begins; where the clock is put forward at midnight, when it first shows that day.
pub(crate) fn midnight(zone: Tz, day: Day) -> Timestamp {
    let mut wall = date_of(day).and_time(chrono::NaiveTime::MIN);
    const HALF_HOURS_MAX: u8 = 48;
    for _half_hour in 0..HALF_HOURS_MAX {
        if let Some(at) = zone.from_local_datetime(&wall).earliest() {
            return Timestamp(at.timestamp_millis());
        }
        wall += chrono::TimeDelta::minutes(30);
    }
    Timestamp(wall.and_utc().timestamp_millis())
}

/// Reads an ISO date.
pub(crate) fn date(text: &str) -> Result<NaiveDate, AppError> {
    NaiveDate::parse_from_str(text.trim(), "%Y-%m-%d").map_err(|_not_a_date| {
        Refusal::BadDate {
            value: text.to_owned(),
        }
        .into()
    })
}

/// Every day from first to last, as ISO dates.
pub(crate) fn days_between(starts: &str, ends: &str) -> Vec<String> {
    let (Ok(first), Ok(last)) = (date(starts), date(ends)) else {
        return Vec::new();
    };
    const DAYS_MAX: usize = 366;
    first
        .iter_days()
        .take_while(|day| *day <= last)
        .take(DAYS_MAX)
        .map(|day| day.to_string())
        .collect()
}

/// Reads a moment as scripts write it: `2026-11-23T10:00:00+01:00`, or a local time of the event.
pub(crate) fn read_moment(zone: Tz, text: &str) -> Result<Timestamp, AppError> {
    let refused = || {
        AppError::from(Refusal::BadMoment {
            value: text.to_owned(),
        })
    };
    if let Ok(at) = DateTime::parse_from_rfc3339(text) {
        return Ok(Timestamp(at.timestamp_millis()));
    }
    for format in [
        "%Y-%m-%dT%H:%M:%S",
        "%Y-%m-%dT%H:%M",
        "%Y-%m-%d %H:%M:%S",
        "%Y-%m-%d %H:%M",
    ] {
        if let Ok(local) = chrono::NaiveDateTime::parse_from_str(text, format) {
            let at = zone.from_local_datetime(&local).earliest().ok_or_else(refused)?;
            return Ok(Timestamp(at.timestamp_millis()));
        }
    }
    Err(refused())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_date_without_a_time_is_no_moment_and_the_words_say_what_is() {
        let bilbao = zone("Europe/Madrid");
        for text in ["2026-11-23", "soon", "2026-03-29T02:30"] {
            let refused = read_moment(bilbao, text).unwrap_err();
            assert_eq!(refused.code(), "bad_moment", "{text}");
            assert!(refused.to_string().contains("2026-11-23T10:00"), "{refused}");
        }
        let morning = read_moment(bilbao, "2026-11-23T10:00").unwrap();
        assert_eq!(morning, read_moment(bilbao, "2026-11-23T09:00:00Z").unwrap());
    }
}
