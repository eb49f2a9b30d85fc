//! What of an attendee can be searched: kept beside the rows that it is made of.

use crate::error::StoreError;
use crate::log::EventNo;
use crate::search::{self, Codes, Entry};
use rusqlite::{Connection, OptionalExtension, named_params};
use sarrera_core::codes::BadgeSerial;
use sarrera_core::ids::SubjectId;

struct Person {
    attendee_no: i64,
    given_name: String,
    family_name: String,
    full_name: String,
    latin_name: String,
    company: String,
    order_code: String,
    email: String,
    phone: String,
    erased: bool,
}

/// Writes the codes by which one attendee is found, after badges of theirs changed.
pub(super) fn project_codes(txn: &Connection, event: EventNo, subject: SubjectId) -> Result<(), StoreError> {
    let attendee_no: Option<i64> = txn
        .prepare_cached(
            "SELECT attendee_no FROM attendee
             WHERE event_no = :event AND attendee_id = :attendee AND erased = 0",
        )?
        .query_row(named_params! {":event": event.0, ":attendee": subject.0}, |row| {
            row.get(0)
        })
        .optional()?;
    attendee_no.map_or(Ok(()), |number| put_codes(txn, event, subject, number))
}

/// A ticket is found by the secret of whoever sold it, a badge by its serial, whose first symbols stand on the paper.
fn put_codes(
    txn: &Connection,
    event: EventNo,
    subject: SubjectId,
    attendee_no: i64,
) -> Result<(), StoreError> {
    let key = named_params! {":attendee": subject.0, ":event": event.0};
    let tickets: Vec<String> = txn
        .prepare_cached("SELECT code FROM foreign_code WHERE attendee_id = :attendee AND +event_no = :event")?
        .query_map(key, |row| row.get(0))?
        .collect::<Result<_, _>>()?;
    let badges: Vec<String> = txn
        .prepare_cached("SELECT serial FROM badge WHERE attendee_id = :attendee AND +event_no = :event")?
        .query_map(key, |row| Ok(BadgeSerial(row.get(0)?).to_string()))?
        .collect::<Result<_, _>>()?;
    let (tickets, badges) = (texts(&tickets), texts(&badges));
    let codes = Codes {
        tickets: &tickets,
        badges: &badges,
    };
    search::put_codes(txn, event.0, attendee_no, &codes)
}

/// Writes the search rows of one attendee over what stood there.
pub(super) fn project(txn: &Connection, event: EventNo, subject: SubjectId) -> Result<(), StoreError> {
    let person = txn
        .prepare_cached(
            "SELECT a.attendee_no, a.given_name, a.family_name, a.full_name, a.latin_name, a.company, a.order_code,
                    coalesce(c.email, ''), coalesce(c.phone, ''), a.erased
             FROM attendee a LEFT JOIN contact c ON c.event_no = a.event_no AND c.attendee_id = a.attendee_id
             WHERE a.event_no = :event AND a.attendee_id = :attendee",
        )?
        .query_row(named_params! {":event": event.0, ":attendee": subject.0}, |row| {
            Ok(Person {
                attendee_no: row.get(0)?,
                given_name: row.get(1)?,
                family_name: row.get(2)?,
                full_name: row.get(3)?,
                latin_name: row.get(4)?,
                company: row.get(5)?,
                order_code: row.get(6)?,
                email: row.get(7)?,
                phone: row.get(8)?,
                erased: row.get(9)?,
            })
        })
        .optional()?;
    // Whoever has no row any more was taken out together with it.
    let Some(person) = person else { return Ok(()) };
    if person.erased {
        return search::remove(txn, event.0, person.attendee_no);
    }
    put_codes(txn, event, subject, person.attendee_no)?;
    search::put(
        txn,
        &Entry {
            event_no: event.0,
            attendee_no: person.attendee_no,
            given_name: &person.given_name,
            family_name: &person.family_name,
            full_name: &person.full_name,
            latin_name: &person.latin_name,
            company: &person.company,
            email: &person.email,
            phone: &person.phone,
            order_code: &person.order_code,
        },
    )
}

fn texts(codes: &[String]) -> Vec<&str> {
    codes.iter().map(String::as_str).collect()
}
