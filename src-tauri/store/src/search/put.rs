//! Putting an attendee into the index, replacing what stood there, and taking one out without a trace.

use super::word::{Kind, Mark, Records, fts_words, lead, records};
use super::{Codes, Entry};
use crate::error::StoreError;
use rusqlite::{Connection, OptionalExtension, named_params};
use sarrera_core::names::{Registered, Role, Script, Word, equivalent, fold, fold_word, person};
use std::collections::{BTreeMap, BTreeSet};

/// An attendee's number takes the low bits of its row number, the event's number the rest.
const ATTENDEE_BITS: u32 = 40;
pub(super) const ATTENDEE_MASK: i64 = (1 << ATTENDEE_BITS) - 1;

/// Companies are indexed by their first words, mails by the parts before and behind the @.
const COMPANY_WORDS_MAX: usize = 8;
const EMAIL_PARTS_MAX: usize = 6;
/// Words and joined texts are cut to so many characters.
pub(super) const WORD_CHARS_MAX: usize = 64;
/// Codes are compared by their first characters; a signed ticket's first 40 hold the attendee's whole id.
pub(super) const CODE_CHARS_MAX: usize = 40;
/// A phone number is also found without its country's prefix.
pub(super) const NATIONAL_DIGITS: usize = 9;
/// The vocabulary for slips holds words of this length.
pub(super) const VOCABULARY_CHARS_MIN: usize = 3;
pub(super) const VOCABULARY_CHARS_MAX: usize = 24;

/// Puts an attendee in, in place of whatever stood there for them. Does nothing where nothing changed.
///
/// # Errors
/// When the database can't be written.
pub fn put(connection: &Connection, entry: &Entry<'_>) -> Result<(), StoreError> {
    let entry_no = entry_no(entry.event_no, entry.attendee_no);
    let shown;
    let name = if entry.full_name.trim().is_empty() {
        shown = format!("{} {}", entry.given_name, entry.family_name);
        shown.trim()
    } else {
        entry.full_name
    };
    let words = words_of(entry, name);
    if let Some((old_name, old_words)) = stored(connection, entry_no)? {
        if old_words == words && old_name == name {
            return Ok(());
        }
        take_out(connection, entry.event_no, entry_no, &old_words)?;
        insert(connection, entry.event_no, entry_no, name, &words)?;
        let kept: BTreeSet<&str> = vocabulary(&words).collect();
        return forget_unused(connection, entry.event_no, &old_words, &kept);
    }
    insert(connection, entry.event_no, entry_no, name, &words)
}

/// Sets the codes by which an attendee can be found, in place of the former ones. Does nothing where nothing changed.
///
/// # Errors
/// When the database can't be written.
pub fn put_codes(
    connection: &Connection,
    event_no: i64,
    attendee_no: i64,
    codes: &Codes<'_>,
) -> Result<(), StoreError> {
    let entry_no = entry_no(event_no, attendee_no);
    let tickets = codes.tickets.iter().map(|code| (folded_code(code), false));
    let badges = codes.badges.iter().map(|code| (folded_code(code), true));
    let wanted: BTreeMap<String, bool> = tickets
        .chain(badges)
        .filter(|(code, _)| !code.is_empty())
        .collect();
    let stored: BTreeMap<String, bool> = connection
        .prepare_cached("SELECT code, is_badge FROM search_code WHERE entry_no = :entry")?
        .query_map(named_params! {":entry": entry_no}, |row| {
            Ok((row.get(0)?, row.get(1)?))
        })?
        .collect::<Result<_, _>>()?;
    if wanted == stored {
        return Ok(());
    }
    if !stored.is_empty() {
        remove_codes(connection, entry_no)?;
    }
    let mut insert = connection.prepare_cached(
        "INSERT INTO search_code (event_no, code, entry_no, is_badge)
         VALUES (:event, :code, :entry, :is_badge)",
    )?;
    for (code, is_badge) in wanted {
        insert.execute(named_params! {
            ":event": event_no, ":code": code, ":entry": entry_no, ":is_badge": is_badge,
        })?;
    }
    Ok(())
}

/// Takes an attendee out; nothing of them stays in any search table.
///
/// # Errors
/// When the database can't be written.
pub fn remove(connection: &Connection, event_no: i64, attendee_no: i64) -> Result<(), StoreError> {
    let entry_no = entry_no(event_no, attendee_no);
    remove_codes(connection, entry_no)?;
    let Some((_, words)) = stored(connection, entry_no)? else {
        return Ok(());
    };
    take_out(connection, event_no, entry_no, &words)?;
    forget_unused(connection, event_no, &words, &BTreeSet::new())
}

/// Writes what FTS5 keeps in memory for the end of the transaction, with the merging of its segments that comes with it.
///
/// # Errors
/// When the database can't be written.
pub fn write_out(connection: &Connection) -> Result<(), StoreError> {
    connection
        .prepare_cached("INSERT INTO search_fts (search_fts) VALUES ('flush')")?
        .execute([])?;
    Ok(())
}

pub(super) fn entry_no(event_no: i64, attendee_no: i64) -> i64 {
    assert!(
        (0..=ATTENDEE_MASK).contains(&attendee_no),
        "an attendee's number fits its bits"
    );
    (event_no << ATTENDEE_BITS) | attendee_no
}

pub(super) fn folded_code(code: &str) -> String {
    fold_word(code).chars().take(CODE_CHARS_MAX).collect()
}

fn stored(connection: &Connection, entry_no: i64) -> Result<Option<(String, String)>, StoreError> {
    Ok(connection
        .prepare_cached("SELECT name, words FROM search_entry WHERE entry_no = :entry")?
        .query_row(named_params! {":entry": entry_no}, |row| {
            Ok((row.get(0)?, row.get(1)?))
        })
        .optional()?)
}

fn insert(
    connection: &Connection,
    event_no: i64,
    entry_no: i64,
    name: &str,
    words: &str,
) -> Result<(), StoreError> {
    connection
        .prepare_cached("INSERT INTO search_entry (entry_no, name, words) VALUES (:entry, :name, :words)")?
        .execute(named_params! {":entry": entry_no, ":name": name, ":words": words})?;
    connection
        .prepare_cached("INSERT INTO search_fts (rowid, words) VALUES (:entry, :words)")?
        .execute(named_params! {":entry": entry_no, ":words": fts_words(event_no, words)})?;
    let mut learn = connection
        .prepare_cached("INSERT OR IGNORE INTO search_word (event_no, word) VALUES (:event, :word)")?;
    for word in vocabulary(words) {
        learn.execute(named_params! {":event": event_no, ":word": word})?;
    }
    Ok(())
}

fn take_out(connection: &Connection, event_no: i64, entry_no: i64, words: &str) -> Result<(), StoreError> {
    connection
        .prepare_cached(
            "INSERT INTO search_fts (search_fts, rowid, words) VALUES ('delete', :entry, :words)",
        )?
        .execute(named_params! {":entry": entry_no, ":words": fts_words(event_no, words)})?;
    connection
        .prepare_cached("DELETE FROM search_entry WHERE entry_no = :entry")?
        .execute(named_params! {":entry": entry_no})?;
    Ok(())
}

/// Drops the words of the vocabulary that nobody has any more; who was just put in still has those that are kept.
fn forget_unused(
    connection: &Connection,
    event_no: i64,
    words: &str,
    kept: &BTreeSet<&str>,
) -> Result<(), StoreError> {
    let mut used =
        connection.prepare_cached("SELECT 1 FROM search_fts WHERE search_fts MATCH :query LIMIT 1")?;
    let mut forget =
        connection.prepare_cached("DELETE FROM search_word WHERE event_no = :event AND word = :word")?;
    for word in vocabulary(words).filter(|word| !kept.contains(word)) {
        let [family, given, other] =
            [Kind::Family, Kind::Given, Kind::Other].map(|kind| lead(event_no, kind));
        let query = format!("\"{family}{word}\" OR \"{given}{word}\" OR \"{other}{word}\"");
        if !used.exists(named_params! {":query": query})? {
            forget.execute(named_params! {":event": event_no, ":word": word})?;
        }
    }
    Ok(())
}

fn remove_codes(connection: &Connection, entry_no: i64) -> Result<(), StoreError> {
    connection
        .prepare_cached("DELETE FROM search_code WHERE entry_no = :entry")?
        .execute(named_params! {":entry": entry_no})?;
    Ok(())
}

fn vocabulary(words: &str) -> impl Iterator<Item = &str> {
    records(words)
        .filter(|record| record.mark.is_in_vocabulary())
        .map(|record| record.word)
        .filter(|word| word.is_ascii() && (VOCABULARY_CHARS_MIN..=VOCABULARY_CHARS_MAX).contains(&word.len()))
}

fn words_of(entry: &Entry<'_>, name: &str) -> String {
    let readings = [entry.latin_name];
    let readings = if entry.latin_name.trim().is_empty() {
        &[][..]
    } else {
        &readings[..]
    };
    let registered = Registered {
        name,
        given: entry.given_name,
        family: entry.family_name,
        readings,
    };
    let names = person(&registered);
    let mut records = Records::default();
    for word in &names {
        add_name(&mut records, word);
    }
    records.add(Mark::Whole, None, &whole(name));
    if !entry.latin_name.is_empty() {
        records.add(Mark::Whole, None, &whole(entry.latin_name));
    }
    let company = fold(entry.company);
    for word in company.split(' ').take(COMPANY_WORDS_MAX) {
        records.add(Mark::Company, None, &cut(word));
    }
    add_email(&mut records, entry.email, &names, &company);
    add_phone(&mut records, entry.phone);
    records.add(Mark::Order, None, &cut(&fold_word(entry.order_code)));
    records.as_str().to_owned()
}

fn add_name(records: &mut Records, word: &Word) {
    let span = word.span.as_ref();
    let (native, latin) = match word.role {
        Role::Family | Role::Unknown => (Mark::Family, Mark::FamilyLatin),
        Role::Given => (Mark::Given, Mark::GivenLatin),
    };
    // What a reading says stands for letters of another script; `mueller` is simply a way to write Müller.
    let is_reading = span.is_none();
    records.add(if is_reading { latin } else { native }, span, &word.folded);
    let latin = if word.script == Script::Latin && !is_reading {
        native
    } else {
        latin
    };
    for spelling in &word.latin {
        records.add(latin, span, spelling);
    }
    for sound in &word.sounds {
        records.add(Mark::Sound, span, sound);
    }
    for skeleton in &word.skeletons {
        records.add(Mark::Skeleton, span, skeleton);
    }
    if word.role != Role::Family {
        let known = std::iter::once(&word.folded)
            .chain(&word.latin)
            .find_map(|name| equivalent(name));
        records.add(Mark::Equivalent, span, known.unwrap_or_default());
    }
}

/// All words of a name as one, in the alphabet's order: the same for either name order.
pub(super) fn whole(name: &str) -> String {
    let folded = fold(name);
    let mut words: Vec<&str> = folded.split(' ').collect();
    words.sort_unstable();
    cut(&words.concat())
}

fn add_email(records: &mut Records, email: &str, names: &[Word], company: &str) {
    let joined = fold_word(email);
    if joined.is_empty() {
        return;
    }
    records.add(Mark::Email, None, &cut(&joined));
    let (local, host) = email.rsplit_once('@').unwrap_or((email, ""));
    let host = host.rsplit_once('.').map_or(host, |(host, _)| host);
    let parts = format!("{} {}", fold(local), fold(host));
    for part in parts
        .split(' ')
        .filter(|part| part.len() > 2)
        .take(EMAIL_PARTS_MAX)
    {
        let known =
            names.iter().any(|word| word.folded == part) || company.split(' ').any(|word| word == part);
        if !known && !joined.starts_with(part) {
            records.add(Mark::Email, None, &cut(part));
        }
    }
}

fn add_phone(records: &mut Records, phone: &str) {
    let digits = digits(phone);
    records.add(Mark::Phone, None, &digits);
    if let Some(national) = digits
        .len()
        .checked_sub(NATIONAL_DIGITS)
        .filter(|at| *at > 0)
        .and_then(|at| digits.get(at..))
    {
        records.add(Mark::Phone, None, national);
    }
}

/// The digits of a phone number without the signs between them and without a leading 00.
pub(super) fn digits(phone: &str) -> String {
    let digits: String = phone
        .chars()
        .filter(char::is_ascii_digit)
        .take(WORD_CHARS_MAX)
        .collect();
    digits.strip_prefix("00").map_or(digits.clone(), str::to_owned)
}

fn cut(word: &str) -> String {
    word.chars().take(WORD_CHARS_MAX).collect()
}
