//! An organiser's event file (`event.json`): organiser, venue, week and events. What an announcement does not say may
//! be missing, what this program does not know is passed over, and what is wrong is named by its place.

use chrono::NaiveDate;
use chrono_tz::Tz;
use serde::Deserialize;

/// A file that is larger is not an event file.
pub const EVENT_FILE_BYTES_MAX: usize = 4 * 1024 * 1024;

/// Everything that the app takes from an event file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EventFile {
    pub organiser: Option<Organiser>,
    pub venue: Venue,
    pub week: Option<Week>,
    pub events: Vec<EventFacts>,
}

/// Who holds the events.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(expecting = "an object with the organiser's id and name")]
pub struct Organiser {
    #[serde(default)]
    pub id: String,
    pub name: String,
}

/// Where they are held; its time zone is the events'.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Venue {
    pub name: Option<String>,
    /// Two letters, as `ES`.
    pub country: Option<String>,
    pub time_zone: Tz,
}

/// The week that several events share.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Week {
    pub name: String,
    pub starts: Option<NaiveDate>,
    pub ends: Option<NaiveDate>,
}

/// How an event can be attended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AttendanceMode {
    InPerson,
    Online,
}

/// One event of the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EventFacts {
    /// The label, as `boi-2023`: lower-case letters, digits and hyphens.
    pub id: String,
    pub name: String,
    pub starts: NaiveDate,
    /// The last day; it is an event day.
    pub ends: NaiveDate,
    pub attendance: Vec<AttendanceMode>,
    pub expected_visitors: Option<u32>,
    pub expected_exhibitors: Option<u32>,
    pub slogan: Option<String>,
}

/// What is wrong with an event file.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum EventFileError {
    #[error("The event file is empty.")]
    Empty,
    #[error("The event file is larger than {mb_max} MB.")]
    TooLarge { mb_max: usize },
    #[error("The event file is not UTF-8 text.")]
    NotText,
    #[error("The event file cannot be understood from line {line} on: {detail}.")]
    NotJson { line: usize, detail: String },
    #[error("The event file has no events.")]
    NoEvents,
    #[error("{place}: {value:?} is not a date of the form 2026-11-24.")]
    NotADate { place: String, value: String },
    #[error("{place}: it ends ({ends}) before it starts ({starts}).")]
    EndsBeforeStart {
        place: String,
        starts: NaiveDate,
        ends: NaiveDate,
    },
    #[error("venue.time_zone: there is no time zone {value:?}. Write it like Europe/Madrid.")]
    UnknownTimeZone { value: String },
    #[error("{place}: an event's id has lower-case letters, digits and hyphens only, not {value:?}.")]
    BadId { place: String, value: String },
    #[error("{place}: the id {value:?} is used twice.")]
    IdTwice { place: String, value: String },
    #[error("{place}: it has no name.")]
    NameMissing { place: String },
}

impl EventFileError {
    /// The code by which the window words it.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Empty => "event_file_empty",
            Self::TooLarge { .. } => "event_file_too_large",
            Self::NotText => "event_file_not_text",
            Self::NotJson { .. } => "event_file_not_json",
            Self::NoEvents => "event_file_no_events",
            Self::NotADate { .. } => "event_file_not_a_date",
            Self::EndsBeforeStart { .. } => "event_file_ends_before_start",
            Self::UnknownTimeZone { .. } => "event_file_unknown_time_zone",
            Self::BadId { .. } => "event_file_bad_id",
            Self::IdTwice { .. } => "event_file_id_twice",
            Self::NameMissing { .. } => "event_file_name_missing",
        }
    }

    /// What the words of the code speak of.
    #[must_use]
    pub fn params(&self) -> Vec<(&'static str, String)> {
        match self {
            Self::Empty | Self::NotText | Self::NoEvents => vec![],
            Self::TooLarge { mb_max } => vec![("mb_max", mb_max.to_string())],
            Self::NotJson { line, detail } => vec![("line", line.to_string()), ("detail", detail.clone())],
            Self::UnknownTimeZone { value } => vec![("value", value.clone())],
            Self::EndsBeforeStart { place, starts, ends } => {
                vec![
                    ("place", place.clone()),
                    ("starts", starts.to_string()),
                    ("ends", ends.to_string()),
                ]
            }
            Self::NotADate { place, value }
            | Self::BadId { place, value }
            | Self::IdTwice { place, value } => {
                vec![("place", place.clone()), ("value", value.clone())]
            }
            Self::NameMissing { place } => vec![("place", place.clone())],
        }
    }
}

impl EventFile {
    /// Reads an event file. A file without a venue's time zone is in Europe/Madrid.
    ///
    /// # Errors
    /// When it is no event file, or a date, id or time zone in it is wrong: see [`EventFileError`].
    pub fn read(bytes: &[u8]) -> Result<Self, EventFileError> {
        if bytes.len() > EVENT_FILE_BYTES_MAX {
            return Err(EventFileError::TooLarge {
                mb_max: EVENT_FILE_BYTES_MAX / 1024 / 1024,
            });
        }
        let text = std::str::from_utf8(bytes)
            .map_err(|_| EventFileError::NotText)?
            .trim_start_matches('\u{feff}');
        if text.trim().is_empty() {
            return Err(EventFileError::Empty);
        }
        let written: Written = serde_json::from_str(text).map_err(not_json)?;
        let zone = written
            .venue
            .time_zone
            .unwrap_or_else(|| "Europe/Madrid".to_owned());
        let time_zone = zone
            .parse::<Tz>()
            .map_err(|_| EventFileError::UnknownTimeZone { value: zone })?;
        let week = written.week.map(WrittenWeek::read).transpose()?;
        if written.events.is_empty() {
            return Err(EventFileError::NoEvents);
        }
        let mut events: Vec<EventFacts> = Vec::new();
        for (event, number) in written.events.into_iter().zip(1..) {
            let event = event.read(number)?;
            if events.iter().any(|other| other.id == event.id) {
                return Err(EventFileError::IdTwice {
                    place: format!("events[{number}]"),
                    value: event.id,
                });
            }
            events.push(event);
        }
        let venue = Venue {
            name: written.venue.name,
            country: written.venue.country,
            time_zone,
        };
        Ok(Self {
            organiser: written.organiser,
            venue,
            week,
            events,
        })
    }
}

/// The file as it is written, before its values are judged.
#[derive(Deserialize)]
#[serde(expecting = "an object with events")]
struct Written {
    organiser: Option<Organiser>,
    #[serde(default)]
    venue: WrittenVenue,
    week: Option<WrittenWeek>,
    #[serde(default)]
    events: Vec<WrittenEvent>,
}

#[derive(Default, Deserialize)]
#[serde(expecting = "an object with the venue's name and time_zone")]
struct WrittenVenue {
    name: Option<String>,
    country: Option<String>,
    time_zone: Option<String>,
}

#[derive(Deserialize)]
#[serde(expecting = "an object with the week's name and days")]
struct WrittenWeek {
    name: String,
    starts: Option<String>,
    ends: Option<String>,
}

#[derive(Deserialize)]
#[serde(expecting = "an object with the event's id, name and starts")]
struct WrittenEvent {
    id: String,
    #[serde(default)]
    name: String,
    starts: String,
    ends: Option<String>,
    #[serde(default)]
    attendance: Vec<AttendanceMode>,
    expected_visitors: Option<u32>,
    expected_exhibitors: Option<u32>,
    slogan: Option<String>,
}

impl WrittenWeek {
    fn read(self) -> Result<Week, EventFileError> {
        let starts = self.starts.map(|text| date("week.starts", &text)).transpose()?;
        let ends = self.ends.map(|text| date("week.ends", &text)).transpose()?;
        if let (Some(starts), Some(ends)) = (starts, ends) {
            in_order("week", starts, ends)?;
        }
        Ok(Week {
            name: self.name,
            starts,
            ends,
        })
    }
}

impl WrittenEvent {
    fn read(self, number: u32) -> Result<EventFacts, EventFileError> {
        let place = |part: &str| format!("events[{number}]{part}");
        let is_id = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
        if self.id.is_empty() || self.id.len() > 64 || !self.id.chars().all(is_id) {
            return Err(EventFileError::BadId {
                place: place(".id"),
                value: self.id,
            });
        }
        if self.name.trim().is_empty() {
            return Err(EventFileError::NameMissing { place: place("") });
        }
        let starts = date(&place(".starts"), &self.starts)?;
        let ends = self
            .ends
            .map_or(Ok(starts), |text| date(&place(".ends"), &text))?;
        in_order(&place(""), starts, ends)?;
        let attendance = if self.attendance.is_empty() {
            vec![AttendanceMode::InPerson]
        } else {
            self.attendance
        };
        Ok(EventFacts {
            id: self.id,
            name: self.name.trim().to_owned(),
            starts,
            ends,
            attendance,
            expected_visitors: self.expected_visitors,
            expected_exhibitors: self.expected_exhibitors,
            slogan: self.slogan,
        })
    }
}

fn date(place: &str, text: &str) -> Result<NaiveDate, EventFileError> {
    text.trim().parse().map_err(|_| EventFileError::NotADate {
        place: place.to_owned(),
        value: text.to_owned(),
    })
}

fn in_order(place: &str, starts: NaiveDate, ends: NaiveDate) -> Result<(), EventFileError> {
    if ends < starts {
        return Err(EventFileError::EndsBeforeStart {
            place: place.to_owned(),
            starts,
            ends,
        });
    }
    Ok(())
}

#[expect(clippy::needless_pass_by_value, reason = "it stands behind map_err")]
fn not_json(error: serde_json::Error) -> EventFileError {
    let text = error.to_string();
    let detail = text.split(" at line ").next().unwrap_or_default().to_owned();
    EventFileError::NotJson {
        line: error.line(),
        detail,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fair() -> Vec<u8> {
        let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/files/boi-2023/event.json");
        std::fs::read(path).unwrap()
    }

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn the_fairs_own_file_is_read() {
        let file = EventFile::read(&fair()).unwrap();
        assert_eq!(file.organiser.as_ref().map(|o| o.id.as_str()), Some("spri"));
        assert_eq!(file.venue.time_zone, chrono_tz::Europe::Madrid);
        assert_eq!(file.venue.country.as_deref(), Some("ES"));
        assert_eq!(
            file.week.as_ref().map(|w| w.name.as_str()),
            Some("European SME Week 2023")
        );
        let events: Vec<(&str, NaiveDate, NaiveDate, usize)> = file
            .events
            .iter()
            .map(|e| (e.id.as_str(), e.starts, e.ends, e.attendance.len()))
            .collect();
        assert_eq!(
            events,
            [
                ("boi-2023", day("2023-11-13"), day("2023-11-14"), 1),
                ("sme-assembly-2023", day("2023-11-14"), day("2023-11-15"), 2),
                ("een-2023", day("2023-11-16"), day("2023-11-17"), 1),
            ]
        );
        assert_eq!(file.events[0].expected_visitors, Some(2000));
        assert_eq!(
            file.events[0].slogan.as_deref(),
            Some("Let's meet in Innovation Land")
        );
        assert_eq!(
            file.events[1].attendance,
            [AttendanceMode::InPerson, AttendanceMode::Online]
        );
    }

    #[test]
    fn the_least_that_an_event_needs_is_enough() {
        let file =
            EventFile::read(br#"{"events": [{"id": "a", "name": "A", "starts": "2026-11-24"}]}"#).unwrap();
        assert_eq!(file.events[0].ends, day("2026-11-24"));
        assert_eq!(file.events[0].attendance, [AttendanceMode::InPerson]);
        assert_eq!((file.organiser, file.week, file.venue.name), (None, None, None));
    }

    #[test]
    fn what_is_wrong_is_named_by_its_place() {
        let event = |rest: &str| format!(r#"{{"events": [{{"id": "a", "name": "A", {rest}}}]}}"#);
        let rows: [(Vec<u8>, &str); 12] = [
            (b"".to_vec(), "The event file is empty."),
            (b"\xff\xfe{}".to_vec(), "The event file is not UTF-8 text."),
            (b"{}".to_vec(), "The event file has no events."),
            (
                fair()[..700].to_vec(),
                "The event file cannot be understood from line 7 on: EOF while parsing a string.",
            ),
            (
                b"a,b\n1,2\n".to_vec(),
                "The event file cannot be understood from line 1 on: expected value.",
            ),
            (
                b"\"a\",\"b\"\n".to_vec(),
                "The event file cannot be understood from line 1 on: invalid type: string \"a\", expected an object with events.",
            ),
            (
                br#"{"events": [{"name": "A", "starts": "2026-11-24"}]}"#.to_vec(),
                "The event file cannot be understood from line 1 on: missing field `id`.",
            ),
            (
                event(r#""starts": "24/11/2026""#).into_bytes(),
                r#"events[1].starts: "24/11/2026" is not a date of the form 2026-11-24."#,
            ),
            (
                event(r#""starts": "2026-02-31""#).into_bytes(),
                r#"events[1].starts: "2026-02-31" is not a date of the form 2026-11-24."#,
            ),
            (
                event(r#""starts": "2026-11-25", "ends": "2026-11-24""#).into_bytes(),
                "events[1]: it ends (2026-11-24) before it starts (2026-11-25).",
            ),
            (
                br#"{"venue": {"time_zone": "Bilbao"}, "events": []}"#.to_vec(),
                r#"venue.time_zone: there is no time zone "Bilbao". Write it like Europe/Madrid."#,
            ),
            (
                br#"{"events": [{"id": "A b", "name": "A", "starts": "2026-11-24"}]}"#.to_vec(),
                r#"events[1].id: an event's id has lower-case letters, digits and hyphens only, not "A b"."#,
            ),
        ];
        for (bytes, message) in rows {
            assert_eq!(EventFile::read(&bytes).unwrap_err().to_string(), message);
        }
        let twice = br#"{"events": [{"id": "a", "name": "A", "starts": "2026-11-24"}, {"id": "a", "name": "B", "starts": "2026-11-24"}]}"#;
        assert_eq!(EventFile::read(twice).unwrap_err().code(), "event_file_id_twice");
    }
}
