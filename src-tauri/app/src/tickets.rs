//! Tickets: what a person shows at the entrance, signed so that any desk of the event can check it with no network.

use crate::badges::comes_in_person;
use crate::desk::{find_person, shown_name};
use crate::device::{App, find_event};
use crate::export::{Format, Mark, write_file};
use crate::failure::{AppError, Refusal};
use crate::moment::{date, day_number, local, zone};
use crate::view::TicketView;
use sarrera_badge::qr_svg;
use sarrera_core::codes::{Day, KeyId, Validity, ticket};
use sarrera_core::time::Timestamp;
use sarrera_store::{AttendeeRow, EventRow, OwnDevice, Reader};
use std::path::Path;

const HEADERS: [&str; 4] = ["Attendee ID", "Name", "Email", "Ticket"];

impl App {
    /// The ticket of a person, signed by this device. The same person on the same days has the same ticket, however
    /// often it is asked for.
    ///
    /// # Errors
    /// When the person holds no registration, or this device is not certified for the event.
    pub fn ticket(&self, event: &str, attendee: &str) -> Result<TicketView, AppError> {
        let own = self.own()?;
        self.read(|r| {
            let event = find_event(r, event)?;
            require_certified(r, &event, &own)?;
            let row = find_person(r, &event, attendee)?;
            if row.registration.holder != row.id || row.erased {
                return Err(Refusal::Substituted.into());
            }
            let code = sign(&event, &row, &own);
            Ok(TicketView {
                attendee: row.id.to_string(),
                svg: qr_svg(&code),
                code,
            })
        })
    }

    /// Writes the tickets of everybody who may come in person to a CSV file, for whoever sends them by mail.
    ///
    /// # Errors
    /// As [`App::ticket`], or when the file can't be written.
    pub fn tickets(&self, event: &str, out: &Path) -> Result<u64, AppError> {
        let own = self.own()?;
        let rows = self.read(|r| {
            let event = find_event(r, event)?;
            require_certified(r, &event, &own)?;
            let mut rows = Vec::new();
            r.each_attendee(event.no, |row| {
                if comes_in_person(&row) {
                    rows.push(vec![
                        row.id.to_string(),
                        shown_name(&row),
                        row.contact.email.clone(),
                        sign(&event, &row, &own),
                    ]);
                }
                Ok::<_, AppError>(())
            })?;
            Ok(rows)
        })?;
        let headers: Vec<String> = HEADERS.iter().map(|h| (*h).to_owned()).collect();
        Ok(write_file(
            out,
            Format::Csv(Mark::None),
            "tickets",
            &headers,
            rows,
        )?)
    }
}

/// A ticket by a key that no desk trusts would stop its person at the entrance.
fn require_certified(reader: &Reader<'_>, event: &EventRow, own: &OwnDevice) -> Result<(), AppError> {
    let key = own.signing_key.verifying_key();
    let known = reader.ticket_keys(event.no, KeyId::of(&key))?;
    if known.iter().any(|known| known.key == key && known.signs_tickets) {
        return Ok(());
    }
    Err(AppError::NotFound {
        what: "certificate of this device",
        which: event.label.clone(),
    })
}

fn sign(event: &EventRow, row: &AttendeeRow, own: &OwnDevice) -> String {
    ticket::issue(&own.signing_key, event.id, row.id, validity(event, row))
}

/// The days of the registration; where it names none, any day.
fn validity(event: &EventRow, row: &AttendeeRow) -> Validity {
    let registration = &row.registration;
    let days = registration.days.split_whitespace();
    let days: Vec<Day> = days.filter_map(|day| date(day).ok()).map(day_number).collect();
    let moment = |text: &str| text.parse().ok().map(Timestamp);
    let day_of = |text: &str| moment(text).map(|at| local(zone(&event.time_zone), at).0);
    let first = days.iter().min().copied().max(day_of(&registration.valid_from));
    let last = [days.iter().max().copied(), day_of(&registration.valid_until)];
    Validity {
        first: first.unwrap_or(Validity::ALWAYS.first),
        last: last.into_iter().flatten().min().unwrap_or(Validity::ALWAYS.last),
    }
}
