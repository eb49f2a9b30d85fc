//! The rounds of a search: from the closest kind of match to the farthest, until there is enough.

use super::ask::{Asked, Question, Way, parse, with_neighbours_joined};
use super::judge::{Judgement, judge};
use super::put::{ATTENDEE_MASK, folded_code, whole};
use super::slip;
use super::word::Kind;
use super::{Field, Found, How, Why};
use crate::error::StoreError;
use rusqlite::{Connection, named_params};
use sarrera_core::codes::badge;

/// Each round reads a little more than it may return, so that the best of them can come first.
const ROUND_ROWS_MIN: usize = 40;
/// A word is rare if no more attendees have it, or something like it; so many are judged one by one.
const RARE_ROWS_MAX: usize = 150;
/// Of a frequent word only so many slips are asked for.
const FREQUENT_SLIPS_MAX: usize = 8;
/// With fewer hits than this, words are also tried written together.
const FEW: usize = 3;
/// Shorter beginnings of a code fit too many.
const CODE_CHARS_MIN: usize = 5;
/// As [`sarrera_core::codes::badge::VERSION`], folded.
const BADGE_VERSION: char = badge::VERSION.to_ascii_lowercase();
/// Nobody reads more hits than this.
const ROWS_MAX: usize = 500;

/// Finds attendees of one event by a typed text, best first, at most `rows_max`; the same text gives the same order.
/// Texts of fewer than two letters find nobody.
///
/// # Errors
/// When the database can't be read.
pub fn find(
    connection: &Connection,
    event_no: i64,
    text: &str,
    rows_max: usize,
) -> Result<Vec<Found>, StoreError> {
    let asked = parse(text);
    if asked.is_empty() {
        return Ok(Vec::new());
    }
    let rows_max = rows_max.min(ROWS_MAX);
    let mut search = Search {
        connection,
        event_no,
        whole: whole(text),
        rows_max,
        found: Vec::new(),
        frequent: Vec::new(),
    };
    search.run(&asked, text)?;
    search.found.truncate(rows_max);
    Ok(search.found)
}

struct Search<'a> {
    connection: &'a Connection,
    event_no: i64,
    whole: String,
    rows_max: usize,
    found: Vec<Found>,
    /// Typed words of which is known whether they are frequent.
    frequent: Vec<(String, bool)>,
}

impl Search<'_> {
    fn run(&mut self, asked: &[Asked], text: &str) -> Result<(), StoreError> {
        self.whole_name(asked)?;
        if let [word] = asked {
            self.one_word(word, text)
        } else {
            self.several_words(asked, text)
        }
    }

    fn has_enough(&self) -> bool {
        self.found.len() >= self.rows_max
    }

    fn whole_name(&mut self, asked: &[Asked]) -> Result<(), StoreError> {
        let whole = [self.whole.clone()];
        self.ask(
            &Question::new(self.event_no).word(&[Way::exact(Kind::Whole, &whole)]),
            asked,
        )
    }

    /// Each kind by itself, the likeliest first, so that every question can stop early.
    fn one_word(&mut self, word: &Asked, text: &str) -> Result<(), StoreError> {
        let asked = std::slice::from_ref(word);
        let ways = [
            Way::exact(Kind::Family, &word.spellings),
            Way::exact(Kind::Given, &word.spellings),
            Way::beginning(Kind::Family, &word.spellings),
            Way::beginning(Kind::Given, &word.spellings),
            Way::beginning(Kind::Other, &word.spellings),
        ];
        for way in ways {
            self.ask(&Question::new(self.event_no).word(&[way]), asked)?;
        }
        self.codes(text)?;
        self.ask(&Question::new(self.event_no).word(&near_ways(word)), asked)?;
        if self.has_enough() {
            return Ok(());
        }
        let slips = self.slips(word)?;
        self.ask(&Question::new(self.event_no).word(&slip_ways(&slips)), asked)
    }

    /// All words at once: as they stand, beginnings and sounds, then runs of them written together, then slips.
    fn several_words(&mut self, asked: &[Asked], text: &str) -> Result<(), StoreError> {
        let mut exact = Question::new(self.event_no);
        for word in asked {
            exact = exact.word(&[Kind::Family, Kind::Given].map(|kind| Way::exact(kind, &word.spellings)));
        }
        self.ask(&exact, asked)?;
        let rare = self.beginnings_and_sounds(asked)?;
        self.codes(text)?;
        if self.found.len() >= FEW.min(self.rows_max) {
            return Ok(());
        }
        for joined in with_neighbours_joined(asked) {
            self.beginnings_and_sounds(&joined)?;
        }
        self.slips_of_several(asked, rare)
    }

    /// Whoever fits a rare word is judged by the others one by one, slips included; if all words are frequent, FTS5
    /// brings their beginnings together. Says which word was rare.
    fn beginnings_and_sounds<'w>(&mut self, asked: &'w [Asked]) -> Result<Option<&'w Asked>, StoreError> {
        if self.has_enough() {
            return Ok(None);
        }
        for word in longest_first(asked) {
            let question =
                Question::new(self.event_no).word(&[beginning_ways(word), near_ways(word)].concat());
            if !self.is_frequent(word, &question)? {
                self.ask_rows(&question, asked, RARE_ROWS_MAX)?;
                return Ok(Some(word));
            }
        }
        let mut beginnings = Question::new(self.event_no);
        for word in asked {
            beginnings = beginnings.word(&beginning_ways(word));
        }
        self.ask(&beginnings, asked)?;
        Ok(None)
    }

    fn slips_of_several(&mut self, asked: &[Asked], rare: Option<&Asked>) -> Result<(), StoreError> {
        if let Some(word) = rare {
            let slips = self.slips(word)?;
            let question = Question::new(self.event_no).word(&[near_ways(word), slip_ways(&slips)].concat());
            if self.rows(&question, RARE_ROWS_MAX + 1)? <= RARE_ROWS_MAX {
                return self.ask_rows(&question, asked, RARE_ROWS_MAX);
            }
        }
        let mut near = Question::new(self.event_no);
        for word in longest_first(asked) {
            let mut slips = self.slips(word)?;
            slips.truncate(FREQUENT_SLIPS_MAX);
            let exact = [Kind::Family, Kind::Given].map(|kind| Way::exact(kind, &word.spellings));
            near = near.word(&[&exact[..], &near_whole_ways(word), &slip_ways(&slips)].concat());
        }
        self.ask(&near, asked)
    }

    /// Whether more attendees fit the word than can be judged one by one. Asked once for each word of a search.
    fn is_frequent(&mut self, word: &Asked, question: &Question) -> Result<bool, StoreError> {
        let typed = word.spellings.first().map_or("", String::as_str);
        if let Some((_, frequent)) = self.frequent.iter().find(|(known, _)| known == typed) {
            return Ok(*frequent);
        }
        let frequent = self.rows(question, RARE_ROWS_MAX + 1)? > RARE_ROWS_MAX;
        self.frequent.push((typed.to_owned(), frequent));
        Ok(frequent)
    }

    fn slips(&self, word: &Asked) -> Result<Vec<String>, StoreError> {
        let typed = word.spellings.first().map_or("", String::as_str);
        slip::near(self.connection, self.event_no, typed)
    }

    /// How many attendees a question has, counted no further than `rows_max`.
    fn rows(&self, question: &Question, rows_max: usize) -> Result<usize, StoreError> {
        let Some(text) = question.text() else { return Ok(0) };
        let mut statement = self.connection.prepare_cached(
            "SELECT count(*) FROM (SELECT rowid FROM search_fts WHERE search_fts MATCH :query LIMIT :rows)",
        )?;
        let rows = i64::try_from(rows_max).unwrap_or(i64::MAX);
        let count: i64 =
            statement.query_row(named_params! {":query": text, ":rows": rows}, |row| row.get(0))?;
        Ok(usize::try_from(count).unwrap_or_default())
    }

    /// Asks FTS5 and adds whom it finds, if more are wanted.
    fn ask(&mut self, question: &Question, asked: &[Asked]) -> Result<(), StoreError> {
        self.ask_rows(question, asked, (2 * self.rows_max).max(ROUND_ROWS_MIN))
    }

    fn ask_rows(&mut self, question: &Question, asked: &[Asked], rows_max: usize) -> Result<(), StoreError> {
        let Some(text) = question.text().filter(|_| !self.has_enough()) else {
            return Ok(());
        };
        let rows = i64::try_from(rows_max).unwrap_or(i64::MAX);
        let mut statement = self.connection.prepare_cached(
            "SELECT entry.entry_no, entry.name, entry.words
             FROM search_fts AS fts JOIN search_entry AS entry ON entry.entry_no = fts.rowid
             WHERE fts.search_fts MATCH :query ORDER BY fts.rowid LIMIT :rows",
        )?;
        let mut found = statement.query(named_params! {":query": text, ":rows": rows})?;
        let mut judged: Vec<(i64, Judgement)> = Vec::new();
        while let Some(row) = found.next()? {
            let attendee_no = row.get::<_, i64>(0)? & ATTENDEE_MASK;
            if self.found.iter().any(|known| known.attendee_no == attendee_no) {
                continue;
            }
            let (name, words) = (row.get_ref(1)?.as_str(), row.get_ref(2)?.as_str());
            let (Ok(name), Ok(words)) = (name, words) else {
                continue;
            };
            if let Some(judgement) = judge(asked, &self.whole, name, words) {
                judged.push((attendee_no, judgement));
            }
        }
        judged.sort_by_key(|(attendee_no, judgement)| (judgement.distance, *attendee_no));
        self.found
            .extend(judged.into_iter().map(|(attendee_no, judgement)| Found {
                attendee_no,
                why: judgement.why,
                spans: judgement.spans,
            }));
        Ok(())
    }

    /// The paper shows a badge's serial; in its code a version's symbol comes before it.
    fn codes(&mut self, text: &str) -> Result<(), StoreError> {
        let code = folded_code(text);
        self.codes_from(&code)?;
        match code.strip_prefix(BADGE_VERSION) {
            Some(serial) => self.codes_from(serial),
            None => Ok(()),
        }
    }

    fn codes_from(&mut self, code: &str) -> Result<(), StoreError> {
        if code.chars().count() < CODE_CHARS_MIN || self.has_enough() {
            return Ok(());
        }
        let mut statement = self.connection.prepare_cached(
            "SELECT entry_no, code, is_badge FROM search_code
             WHERE event_no = :event AND code >= :from AND code < :to ORDER BY code, entry_no LIMIT :rows",
        )?;
        let rows = i64::try_from(self.rows_max).unwrap_or(i64::MAX);
        let to = format!("{code}{}", char::MAX);
        let mut found = statement
            .query(named_params! {":event": self.event_no, ":from": code, ":to": to, ":rows": rows})?;
        while let Some(row) = found.next()? {
            let attendee_no = row.get::<_, i64>(0)? & ATTENDEE_MASK;
            let whole: String = row.get(1)?;
            let field = if row.get::<_, i64>(2)? == 1 {
                Field::Badge
            } else {
                Field::Ticket
            };
            let how = if whole == code { How::Exact } else { How::Prefix };
            if !self.found.iter().any(|known| known.attendee_no == attendee_no) {
                self.found.push(Found {
                    attendee_no,
                    why: Why { field, how },
                    spans: Vec::new(),
                });
            }
        }
        Ok(())
    }
}

/// Longer words are rarer; particles and initials are nobody's only word.
fn longest_first(asked: &[Asked]) -> Vec<&Asked> {
    let mut words: Vec<&Asked> = asked.iter().filter(|word| !word.is_soft).collect();
    words.sort_by_key(|word| std::cmp::Reverse(word.spellings.first().map_or(0, String::len)));
    words
}

fn beginning_ways(word: &Asked) -> [Way<'_>; 3] {
    [Kind::Family, Kind::Given, Kind::Other].map(|kind| Way::beginning(kind, &word.spellings))
}

fn near_ways(word: &Asked) -> [Way<'_>; 3] {
    [
        Way::beginning(Kind::Sound, &word.sounds),
        Way::beginning(Kind::Skeleton, &word.skeletons),
        Way::exact(Kind::Equivalent, word.group.as_slice()),
    ]
}

fn near_whole_ways(word: &Asked) -> [Way<'_>; 3] {
    [
        Way::exact(Kind::Sound, &word.sounds),
        Way::exact(Kind::Skeleton, &word.skeletons),
        Way::exact(Kind::Equivalent, word.group.as_slice()),
    ]
}

fn slip_ways(slips: &[String]) -> [Way<'_>; 3] {
    [Kind::Family, Kind::Given, Kind::Other].map(|kind| Way::exact(kind, slips))
}
