//! Dates and times of a file in the event's time zone, by a stated rule: ISO as it stands; `24/11/2026` day first,
//! except in Eventbrite's US files; a file whose other dates allow one order only is read in that order.

use crate::import::columns::{Family, Field, Mapping};
use crate::import::problem::FixKind;
use crate::import::table::Table;
use chrono::{Duration, FixedOffset, LocalResult, NaiveDate, NaiveDateTime, NaiveTime, TimeZone};
use chrono_tz::Tz;
use sarrera_core::time::Timestamp;

/// Which of the first two numbers of `03/04/2026` is the day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum DateOrder {
    DayFirst,
    MonthFirst,
}

/// What a date without a time of day stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum DayMeans {
    ItsStart,
    ItsEnd,
}

/// A date and time as written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Written {
    date: NaiveDate,
    time: Option<NaiveTime>,
    offset: Option<FixedOffset>,
    /// Both orders give a date, and not the same one.
    ambiguous: bool,
    /// Only this order gives a date.
    proves: Option<DateOrder>,
}

/// So many rows are looked at to find the file's order.
const ORDER_ROWS_MAX: usize = 2_000;

/// The order of the file's dates, and whether they prove it.
pub(super) fn order_of(table: &Table, mapping: &Mapping) -> (DateOrder, bool) {
    let rule = if mapping.family == Family::Eventbrite {
        DateOrder::MonthFirst
    } else {
        DateOrder::DayFirst
    };
    let fields = [
        Field::CheckedInAt,
        Field::CheckedOutAt,
        Field::ValidFrom,
        Field::ValidUntil,
    ];
    let mut columns: Vec<usize> = fields
        .into_iter()
        .filter_map(|field| mapping.column_of(field))
        .collect();
    if columns.is_empty() {
        return (rule, true);
    }
    // Dates that are not taken prove the order as well: of an order, of a registration.
    let is_date = |header: &str| {
        ["date", "fecha", "data"]
            .iter()
            .any(|word| header.to_lowercase().contains(word))
    };
    columns.extend(
        mapping
            .columns
            .iter()
            .zip(0..)
            .filter(|(column, _)| is_date(&column.header))
            .map(|(_, at)| at),
    );
    let (mut day, mut month) = (0, 0);
    for row in table.rows().take(ORDER_ROWS_MAX).flatten() {
        for text in columns.iter().filter_map(|column| row.cells.get(*column)) {
            match parse(text, rule).ok().and_then(|written| written.proves) {
                Some(DateOrder::DayFirst) => day += 1,
                Some(DateOrder::MonthFirst) => month += 1,
                None => {}
            }
        }
    }
    match (day, month) {
        (0, 0) => (rule, false),
        (_, 0) => (DateOrder::DayFirst, true),
        (0, _) => (DateOrder::MonthFirst, true),
        (_, _) => (rule, false),
    }
}

/// A moment, and what is to be said of how it was read. `Err` is the reason why there is none.
pub(super) fn read(
    text: &str,
    order: DateOrder,
    order_is_known: bool,
    means: DayMeans,
    zone: Tz,
) -> Result<(Timestamp, Option<FixKind>), FixKind> {
    let written = parse(text, order)?;
    let time = written.time.unwrap_or(match means {
        DayMeans::ItsStart => NaiveTime::MIN,
        DayMeans::ItsEnd => NaiveTime::from_hms_opt(23, 59, 59).unwrap_or(NaiveTime::MIN),
    });
    let local = written.date.and_time(time);
    let doubt = (written.ambiguous && !order_is_known).then_some(FixKind::DateAmbiguous);
    let (at, changed) = match written.offset {
        Some(offset) => (
            offset
                .from_local_datetime(&local)
                .single()
                .map(|at| at.timestamp_millis()),
            false,
        ),
        None => in_zone(local, zone),
    };
    let at = at.ok_or(FixKind::DateImpossible)?;
    Ok((Timestamp(at), doubt.or(changed.then_some(FixKind::ClockChange))))
}

/// A local time as a moment; in the hour that comes twice the first, in the hour that is skipped the one behind it.
fn in_zone(local: NaiveDateTime, zone: Tz) -> (Option<i64>, bool) {
    match zone.from_local_datetime(&local) {
        LocalResult::Single(at) => (Some(at.timestamp_millis()), false),
        LocalResult::Ambiguous(first, _) => (Some(first.timestamp_millis()), true),
        LocalResult::None => {
            let later = zone.from_local_datetime(&(local + Duration::hours(1))).earliest();
            (later.map(|at| at.timestamp_millis()), true)
        }
    }
}

fn parse(text: &str, order: DateOrder) -> Result<Written, FixKind> {
    let text = text.trim();
    let cut = text.find([' ', 'T', '\u{a0}', '\u{202f}']).unwrap_or(text.len());
    let (date_text, rest) = text.split_at(cut);
    let rest = rest.trim_start_matches(['T', ',']).trim();
    let (date, ambiguous, proves) = parse_date(date_text.trim_end_matches(['.', ',']), order)?;
    if rest.is_empty() {
        return Ok(Written {
            date,
            time: None,
            offset: None,
            ambiguous,
            proves,
        });
    }
    let (time, offset) = parse_time(rest)?;
    Ok(Written {
        date,
        time: Some(time),
        offset,
        ambiguous,
        proves,
    })
}

fn parse_date(text: &str, order: DateOrder) -> Result<(NaiveDate, bool, Option<DateOrder>), FixKind> {
    let parts: Vec<&str> = text.split(['-', '/', '.']).collect();
    let [a, b, c] = parts.as_slice() else {
        return Err(FixKind::DateNotRead);
    };
    let digits = |part: &str| {
        part.bytes()
            .all(|byte| byte.is_ascii_digit())
            .then(|| part.parse::<u32>().ok())
            .flatten()
    };
    let (Some(first), Some(second), Some(third)) = (digits(a), digits(b), digits(c)) else {
        return Err(FixKind::DateNotRead);
    };
    let ymd = |year: u32, month, day| NaiveDate::from_ymd_opt(i32::try_from(year).ok()?, month, day);
    if a.len() == 4 {
        return ymd(first, second, third)
            .map(|date| (date, false, None))
            .ok_or(FixKind::DateImpossible);
    }
    let year = match c.len() {
        4 => third,
        2 => 2000 + third,
        _ => return Err(FixKind::DateNotRead),
    };
    let (day_first, month_first) = (ymd(year, second, first), ymd(year, first, second));
    let (date, proves) = match (order, day_first, month_first) {
        (_, None, None) => return Err(FixKind::DateImpossible),
        (DateOrder::DayFirst, Some(date), Some(_)) | (DateOrder::MonthFirst, Some(_), Some(date)) => {
            (date, None)
        }
        (_, Some(date), None) => (date, Some(DateOrder::DayFirst)),
        (_, None, Some(date)) => (date, Some(DateOrder::MonthFirst)),
    };
    Ok((date, proves.is_none() && first != second, proves))
}

/// `16:08`, `16:08:09.5`, `4:08 PM`, with or without `Z`, `+01:00` or `+0100` behind it.
fn parse_time(text: &str) -> Result<(NaiveTime, Option<FixedOffset>), FixKind> {
    let digits_end = text
        .find(|c: char| !c.is_ascii_digit() && !matches!(c, ':' | '.' | 'h'))
        .unwrap_or(text.len());
    let (clock, rest) = text.split_at(digits_end);
    let mut parts = clock.trim_end_matches(['h', '.']).split([':', 'h']);
    let mut number = |default: Option<u32>| match parts.next() {
        Some(part) => part
            .split('.')
            .next()
            .and_then(|p| p.parse().ok())
            .ok_or(FixKind::DateNotRead),
        None => default.ok_or(FixKind::DateNotRead),
    };
    let (hour, minute, second) = (number(None)?, number(None)?, number(Some(0))?);
    let letters: String = rest
        .chars()
        .filter(|c| c.is_ascii_alphabetic())
        .collect::<String>()
        .to_ascii_lowercase();
    let hour = match letters.as_str() {
        "am" if hour <= 12 => hour % 12,
        "pm" if hour <= 12 => hour % 12 + 12,
        "" | "z" | "utc" | "gmt" => hour,
        _ => return Err(FixKind::DateNotRead),
    };
    let time = NaiveTime::from_hms_opt(hour, minute, second).ok_or(FixKind::DateImpossible)?;
    let offset = match letters.as_str() {
        "z" | "utc" | "gmt" => FixedOffset::east_opt(0),
        _ => parse_offset(rest.trim())?,
    };
    Ok((time, offset))
}

fn parse_offset(text: &str) -> Result<Option<FixedOffset>, FixKind> {
    let sign = match text.chars().next() {
        Some('+') => 1,
        Some('-') => -1,
        Some(_) | None => return Ok(None),
    };
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    let (hours, minutes) = digits.split_at(digits.len().min(2));
    let minutes = if minutes.is_empty() { "0" } else { minutes };
    let (Ok(hours), Ok(minutes)) = (hours.parse::<i32>(), minutes.parse::<i32>()) else {
        return Err(FixKind::DateNotRead);
    };
    FixedOffset::east_opt(sign * (hours * 3600 + minutes * 60))
        .map(Some)
        .ok_or(FixKind::DateNotRead)
}

/// The last moment that stands in a longer text, as `Entrance (2026-11-24 09:01:00)`.
pub(super) fn find_in(text: &str) -> Option<&str> {
    const LEN: usize = "2026-11-24 09:01:00".len();
    let starts = text.char_indices().map(|(at, _)| at).collect::<Vec<_>>();
    starts.into_iter().rev().find_map(|at| {
        let part = text.get(at..at + LEN).or_else(|| text.get(at..))?;
        let whole = part.len() == LEN && part.get(4..5) == Some("-") && part.get(13..14) == Some(":");
        (whole && parse(part, DateOrder::DayFirst).is_ok()).then_some(part)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono_tz::Europe::Madrid;

    fn check(text: &str, order: DateOrder, expected: &str) {
        let answer = match read(text, order, false, DayMeans::ItsStart, Madrid) {
            Ok((at, fix)) => {
                let shown = chrono::DateTime::from_timestamp_millis(at.0)
                    .unwrap()
                    .format("%Y-%m-%dT%H:%M:%SZ");
                fix.map_or(format!("{shown}"), |fix| format!("{shown} {}", fix.code()))
            }
            Err(fix) => fix.code().to_owned(),
        };
        assert_eq!(answer, expected, "{text:?} {order:?}");
    }

    #[test]
    fn dates_of_five_programs_are_read_in_the_events_time_zone() {
        use DateOrder::{DayFirst, MonthFirst};
        let rows = [
            ("2023-06-06 16:08", DayFirst, "2023-06-06T14:08:00Z"),
            ("2023-11-13T09:00:00", DayFirst, "2023-11-13T08:00:00Z"),
            ("2023-11-13T09:00:00Z", DayFirst, "2023-11-13T09:00:00Z"),
            ("2023-11-13 09:00:00.123+01:00", DayFirst, "2023-11-13T08:00:00Z"),
            ("2023-11-13 09:00:00 +0500", DayFirst, "2023-11-13T04:00:00Z"),
            ("2026/11/24 8:05", DayFirst, "2026-11-24T07:05:00Z"),
            ("24/11/2026", DayFirst, "2026-11-23T23:00:00Z"),
            ("24/11/2026 09:30", DayFirst, "2026-11-24T08:30:00Z"),
            ("24.11.2026 09:30", DayFirst, "2026-11-24T08:30:00Z"),
            ("24.11.2026.", DayFirst, "2026-11-23T23:00:00Z"),
            ("11/29/24 22:28", MonthFirst, "2024-11-29T21:28:00Z"),
            ("11/29/24 10:28 PM", MonthFirst, "2024-11-29T21:28:00Z"),
            ("29/11/2024 12:05 a. m.", DayFirst, "2024-11-28T23:05:00Z"),
            ("11/29/24 22:28", DayFirst, "2024-11-29T21:28:00Z"),
            ("03/04/2026", DayFirst, "2026-04-02T22:00:00Z date_ambiguous"),
            ("03/04/2026", MonthFirst, "2026-03-03T23:00:00Z date_ambiguous"),
            ("04/04/2026", DayFirst, "2026-04-03T22:00:00Z"),
            ("31/02/2026", DayFirst, "date_impossible"),
            ("2023-02-29", DayFirst, "date_impossible"),
            ("24/11/2026 25:00", DayFirst, "date_impossible"),
            ("next Tuesday", DayFirst, "date_not_read"),
            ("45620.5", DayFirst, "date_not_read"),
            ("24/11", DayFirst, "date_not_read"),
            ("24/11/226", DayFirst, "date_not_read"),
        ];
        for (text, order, expected) in rows {
            check(text, order, expected);
        }
    }

    #[test]
    fn the_hours_in_which_clocks_change_are_told() {
        check(
            "2026-03-29 02:30",
            DateOrder::DayFirst,
            "2026-03-29T01:30:00Z clock_change",
        );
        check(
            "2026-10-25 02:30",
            DateOrder::DayFirst,
            "2026-10-25T00:30:00Z clock_change",
        );
    }

    #[test]
    fn a_last_day_lasts_until_its_end() {
        let until = read("2023-11-14", DateOrder::DayFirst, true, DayMeans::ItsEnd, Madrid);
        assert_eq!(until, Ok((Timestamp(1_700_002_799_000), None)));
    }

    #[test]
    fn a_moment_is_found_in_a_longer_text() {
        assert_eq!(
            find_in("Entrance (2026-11-24 09:01:00)"),
            Some("2026-11-24 09:01:00")
        );
        assert_eq!(find_in("Main — no time"), None);
    }
}
