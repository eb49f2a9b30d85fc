//! The rounds of a search: from the closest kind of match to the farthest, until there is enough.

use super::ask::{Asked, Question, Way, parse, with_neighbours_joined};
use super::judge::{Judgement, judge};
use super::put::{ATTENDEE_BITS, folded_code, whole};
use super::slip;
use super::word::Kind;
use super::{Field, Found, How, Why};
use crate::error::StoreError;
use rusqlite::{Connection, named_params};

/// Each round reads a little more than it may return, so that the best of them can come first.
const ROUND_ROWS_MIN: usize = 40;
/// Shorter beginnings of a code fit too many.
const CODE_CHARS_MIN: usize = 5;
/// Nobody reads more hits than this.
const ROWS_MAX: usize = 500;

/// Finds attendees of one event by a typed text, best first, at most `rows_max`; the same text gives the same order.
/// Texts of fewer than two letters find nobody.
///
/// # Errors
/// When the database can't be read.
pub fn find(connection: &Connection, event_no: i64, text: &str, rows_max: usize) -> Result<Vec<Found>, StoreError> {
    let asked = parse(text);
    if asked.is_empty() {
        return Ok(Vec::new());
    }
    let rows_max = rows_max.min(ROWS_MAX);
    let mut search = Search { connection, event_no, whole: whole(text), rows_max, found: Vec::new() };
    search.run(asked, text)?;
    search.found.truncate(rows_max);
    Ok(search.found)
}

struct Search<'a> {
    connection: &'a Connection,
    event_no: i64,
    whole: String,
    rows_max: usize,
    found: Vec<Found>,
}

impl Search<'_> {
    fn run(&mut self, mut asked: Vec<Asked>, text: &str) -> Result<(), StoreError> {
        self.whole_name(&asked)?;
        self.exact_names(&asked)?;
        self.beginnings(&asked)?;
        self.codes(text)?;
        for joined in with_neighbours_joined(&asked) {
            self.beginnings(&joined)?;
        }
        self.sounds(&asked)?;
        if self.has_enough() {
            return Ok(());
        }
        for word in &mut asked {
            if let Some(spelling) = word.spellings.first() {
                word.slips = slip::near(self.connection, self.event_no, spelling)?;
            }
        }
        self.slips(&asked)
    }

    fn has_enough(&self) -> bool {
        self.found.len() >= self.rows_max
    }

    fn whole_name(&mut self, asked: &[Asked]) -> Result<(), StoreError> {
        let mut question = Question::new(self.event_no);
        let whole = [self.whole.clone()];
        question.word(&[Way::exact(Kind::Whole, &whole)]);
        self.ask(&question, asked)
    }

    fn exact_names(&mut self, asked: &[Asked]) -> Result<(), StoreError> {
        for kinds in exact_rounds(asked.len()) {
            let mut question = Question::new(self.event_no);
            for word in asked {
                let ways: Vec<Way<'_>> = kinds.iter().map(|kind| Way::exact(*kind, &word.spellings)).collect();
                question.word(&ways);
            }
            self.ask(&question, asked)?;
        }
        Ok(())
    }

    fn beginnings(&mut self, asked: &[Asked]) -> Result<(), StoreError> {
        for kinds in beginning_rounds(asked.len()) {
            let mut question = Question::new(self.event_no);
            for word in asked {
                let ways: Vec<Way<'_>> = kinds.iter().map(|kind| Way::beginning(*kind, &word.spellings)).collect();
                question.word(&ways);
            }
            self.ask(&question, asked)?;
        }
        Ok(())
    }

    fn sounds(&mut self, asked: &[Asked]) -> Result<(), StoreError> {
        let mut question = Question::new(self.event_no);
        for word in asked.iter().filter(|word| !word.is_soft) {
            let group: Vec<String> = word.group.map(str::to_owned).into_iter().collect();
            let mut ways = near_ways(word, &group);
            if asked.len() > 1 {
                ways.extend(beginning_ways(word));
            }
            question.word(&ways);
        }
        self.ask(&question, asked)
    }

    fn slips(&mut self, asked: &[Asked]) -> Result<(), StoreError> {
        if asked.iter().all(|word| word.slips.is_empty()) {
            return Ok(());
        }
        let mut question = Question::new(self.event_no);
        for word in asked.iter().filter(|word| !word.is_soft) {
            let group: Vec<String> = word.group.map(str::to_owned).into_iter().collect();
            let mut ways: Vec<Way<'_>> =
                [Kind::Family, Kind::Given, Kind::Other].map(|kind| Way::exact(kind, &word.slips)).into();
            if asked.len() > 1 {
                ways.extend(near_ways(word, &group));
                ways.extend(beginning_ways(word));
            }
            question.word(&ways);
        }
        self.ask(&question, asked)
    }

    /// Asks FTS5 and adds whom it finds, if more are wanted.
    fn ask(&mut self, question: &Question, asked: &[Asked]) -> Result<(), StoreError> {
        let Some(text) = question.text().filter(|_| !self.has_enough()) else { return Ok(()) };
        let rows = i64::try_from((2 * self.rows_max).max(ROUND_ROWS_MIN)).unwrap_or(i64::MAX);
        let mut statement = self.connection.prepare_cached(
            "SELECT entry.entry_no, entry.name, entry.words
             FROM search_fts AS fts JOIN search_entry AS entry ON entry.entry_no = fts.rowid
             WHERE fts.search_fts MATCH :query ORDER BY fts.rowid LIMIT :rows",
        )?;
        let mut found = statement.query(named_params! {":query": text, ":rows": rows})?;
        let mut judged: Vec<(i64, Judgement)> = Vec::new();
        while let Some(row) = found.next()? {
            let attendee_no = row.get::<_, i64>(0)? & ((1 << ATTENDEE_BITS) - 1);
            if self.found.iter().any(|known| known.attendee_no == attendee_no) {
                continue;
            }
            let (name, words) = (row.get_ref(1)?.as_str(), row.get_ref(2)?.as_str());
            let (Ok(name), Ok(words)) = (name, words) else { continue };
            if let Some(judgement) = judge(asked, &self.whole, name, words) {
                judged.push((attendee_no, judgement));
            }
        }
        judged.sort_by_key(|(attendee_no, judgement)| (judgement.distance, *attendee_no));
        self.found.extend(judged.into_iter().map(|(attendee_no, judgement)| Found {
            attendee_no,
            why: judgement.why,
            spans: judgement.spans,
        }));
        Ok(())
    }

    fn codes(&mut self, text: &str) -> Result<(), StoreError> {
        let code = folded_code(text);
        if code.chars().count() < CODE_CHARS_MIN || self.has_enough() {
            return Ok(());
        }
        let mut statement = self.connection.prepare_cached(
            "SELECT attendee_no, code, is_badge FROM search_code
             WHERE event_no = :event AND code >= :from AND code < :to ORDER BY code, attendee_no LIMIT :rows",
        )?;
        let rows = i64::try_from(self.rows_max).unwrap_or(i64::MAX);
        let to = format!("{code}{}", char::MAX);
        let mut found =
            statement.query(named_params! {":event": self.event_no, ":from": code, ":to": to, ":rows": rows})?;
        while let Some(row) = found.next()? {
            let attendee_no: i64 = row.get(0)?;
            let whole: String = row.get(1)?;
            let field = if row.get::<_, i64>(2)? == 1 { Field::Badge } else { Field::Ticket };
            let how = if whole == code { How::Exact } else { How::Prefix };
            if !self.found.iter().any(|known| known.attendee_no == attendee_no) {
                self.found.push(Found { attendee_no, why: Why { field, how }, spans: Vec::new() });
            }
        }
        Ok(())
    }
}

/// One word is asked for by kind, the likeliest first, so that each question can stop early; several words at once.
fn exact_rounds(words: usize) -> &'static [&'static [Kind]] {
    if words == 1 { &[&[Kind::Family], &[Kind::Given]] } else { &[&[Kind::Family, Kind::Given]] }
}

fn beginning_rounds(words: usize) -> &'static [&'static [Kind]] {
    if words == 1 {
        &[&[Kind::Family], &[Kind::Given], &[Kind::Other]]
    } else {
        &[&[Kind::Family, Kind::Given, Kind::Other]]
    }
}

fn beginning_ways(word: &Asked) -> [Way<'_>; 3] {
    [Kind::Family, Kind::Given, Kind::Other].map(|kind| Way::beginning(kind, &word.spellings))
}

fn near_ways<'a>(word: &'a Asked, group: &'a [String]) -> Vec<Way<'a>> {
    vec![
        Way::beginning(Kind::Sound, &word.sounds),
        Way::beginning(Kind::Skeleton, &word.skeletons),
        Way::exact(Kind::Equivalent, group),
    ]
}
