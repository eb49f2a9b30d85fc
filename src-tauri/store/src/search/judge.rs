//! Why an attendee fits what was typed, how well, and what to underline.

use super::ask::Asked;
use super::slip;
use super::word::{Mark, Record, records};
use super::{Field, How, Why};
use sarrera_core::names::prefix_chars;
use std::ops::Range;

/// How far a way of matching is from the best; fields and words add to it. The whole name comes before everything.
const WHOLE_NAME: u32 = 0;
const EXACT: u32 = 10;
const EXACT_LATIN: u32 = 12;
const BEGINNING: u32 = 30;
const BEGINNING_LATIN: u32 = 32;
const SKELETON: u32 = 50;
const EQUIVALENT: u32 = 60;
const SOUND: u32 = 70;
const SLIP: u32 = 90;
const NOT_FAMILY: u32 = 4;
/// A beginning of the name is a better reason than a whole word beside it.
const NOT_NAME: u32 = 25;
/// A sound-alike key that goes on is a little farther, up to this.
const GOES_ON_MAX: u32 = 8;
/// A particle or initial that the attendee does not have.
const MISSING: u32 = 40;

/// What the judge says.
#[derive(Clone, Debug)]
pub(super) struct Judgement {
    /// Smaller is better.
    pub(super) distance: u32,
    pub(super) why: Why,
    pub(super) spans: Vec<Range<usize>>,
}

/// How one typed word fits one word of the attendee.
struct Fit {
    distance: u32,
    why: Why,
    span: Option<Range<usize>>,
}

impl Fit {
    /// The way of matching says more than the field: "kova kharkiv" is found because kova reads Коваленко.
    fn remoteness(&self) -> (u8, u32) {
        let how = match self.why.how {
            How::Exact => 0,
            How::Prefix => 1,
            How::Latin => 2,
            How::Sound => 3,
            How::Typo => 4,
        };
        (how, self.distance)
    }
}

/// Judges one attendee; `None` if some word does not fit at all.
pub(super) fn judge(asked: &[Asked], whole: &str, name: &str, words: &str) -> Option<Judgement> {
    let records: Vec<Record<'_>> = records(words).collect();
    let mut worst: Option<Fit> = None;
    let mut spans = Vec::new();
    let mut distance = 0;
    for word in asked {
        let Some(fit) = best_fit(word, &records, name) else {
            if word.is_soft {
                distance += MISSING;
                continue;
            }
            return None;
        };
        distance += fit.distance;
        spans.extend(fit.span.clone());
        if worst
            .as_ref()
            .is_none_or(|worst| worst.remoteness() < fit.remoteness())
        {
            worst = Some(fit);
        }
    }
    let is_whole = records
        .iter()
        .any(|record| record.mark == Mark::Whole && record.word == whole);
    let distance = if is_whole { WHOLE_NAME } else { distance };
    Some(Judgement {
        distance,
        why: worst?.why,
        spans: merged(spans),
    })
}

fn best_fit(asked: &Asked, records: &[Record<'_>], name: &str) -> Option<Fit> {
    let mut best: Option<(u32, Why, &Record<'_>, Option<usize>)> = None;
    for record in records {
        if let Some((distance, why, chars)) = fit(asked, record)
            && best.as_ref().is_none_or(|(least, ..)| distance < *least)
        {
            best = Some((distance, why, record, chars));
        }
    }
    let (distance, why, record, chars) = best?;
    let span = record.span.clone().map(|span| underlined(name, span, chars));
    Some(Fit { distance, why, span })
}

/// How far a word is, why, and of how many folded characters only the beginning matched.
fn fit(asked: &Asked, record: &Record<'_>) -> Option<(u32, Why, Option<usize>)> {
    let name = |distance: u32, how: How| {
        (
            distance,
            Why {
                field: Field::Name,
                how,
            },
        )
    };
    let ((distance, why), chars) = match record.mark {
        Mark::Family | Mark::Given => {
            let beside = if record.mark == Mark::Family {
                0
            } else {
                NOT_FAMILY
            };
            match spelled(asked, record.word)? {
                Spelled::Whole => (name(EXACT + beside, How::Exact), None),
                Spelled::Beginning(chars) => (name(BEGINNING + beside, How::Prefix), Some(chars)),
                Spelled::Slip => (name(SLIP + beside, How::Typo), None),
            }
        }
        Mark::FamilyLatin | Mark::GivenLatin => {
            let beside = if record.mark == Mark::FamilyLatin {
                0
            } else {
                NOT_FAMILY
            };
            match spelled(asked, record.word)? {
                Spelled::Whole => (name(EXACT_LATIN + beside, How::Latin), None),
                Spelled::Beginning(_) => (name(BEGINNING_LATIN + beside, How::Latin), None),
                Spelled::Slip => (name(SLIP + beside, How::Typo), None),
            }
        }
        Mark::Sound => {
            let key = asked
                .sounds
                .iter()
                .filter(|key| record.word.starts_with(key.as_str()))
                .map(String::len)
                .max()?;
            let rest = u32::try_from(record.word.len() - key)
                .unwrap_or(GOES_ON_MAX)
                .min(GOES_ON_MAX);
            (name(SOUND + rest, How::Sound), None)
        }
        Mark::Skeleton => {
            let key = asked
                .skeletons
                .iter()
                .filter(|key| record.word.starts_with(key.as_str()))
                .map(String::len)
                .max()?;
            let rest = u32::try_from(record.word.len() - key)
                .unwrap_or(GOES_ON_MAX)
                .min(GOES_ON_MAX);
            (name(SKELETON + rest, How::Latin), None)
        }
        Mark::Equivalent => {
            asked.group.as_ref().filter(|group| *group == record.word)?;
            (name(EQUIVALENT, How::Sound), None)
        }
        Mark::Whole => return None,
        Mark::Company => (beside_name(asked, record.word, Field::Company)?, None),
        Mark::Email => (beside_name(asked, record.word, Field::Email)?, None),
        Mark::Phone => (beside_name(asked, record.word, Field::Phone)?, None),
        Mark::Order => (beside_name(asked, record.word, Field::Order)?, None),
    };
    Some((distance, why, chars))
}

fn beside_name(asked: &Asked, word: &str, field: Field) -> Option<(u32, Why)> {
    Some(match spelled(asked, word)? {
        Spelled::Whole => (
            EXACT + NOT_NAME,
            Why {
                field,
                how: How::Exact,
            },
        ),
        Spelled::Beginning(_) => (
            BEGINNING + NOT_NAME,
            Why {
                field,
                how: How::Prefix,
            },
        ),
        Spelled::Slip => (
            SLIP + NOT_NAME,
            Why {
                field,
                how: How::Typo,
            },
        ),
    })
}

enum Spelled {
    Whole,
    /// With so many characters of the word.
    Beginning(usize),
    Slip,
}

fn spelled(asked: &Asked, word: &str) -> Option<Spelled> {
    if asked.spellings.iter().any(|spelling| spelling == word) {
        return Some(Spelled::Whole);
    }
    if let Some(spelling) = asked
        .spellings
        .iter()
        .find(|spelling| word.starts_with(spelling.as_str()))
    {
        return Some(Spelled::Beginning(spelling.chars().count()));
    }
    asked
        .spellings
        .first()
        .is_some_and(|typed| slip::is_near(typed, word))
        .then_some(Spelled::Slip)
}

/// Of a beginning only its characters, of everything else the whole word.
fn underlined(name: &str, span: Range<usize>, folded_chars: Option<usize>) -> Range<usize> {
    let Some(folded_chars) = folded_chars else {
        return span;
    };
    let word: String = name.chars().skip(span.start).take(span.len()).collect();
    span.start..span.start + prefix_chars(&word, folded_chars).min(span.len())
}

fn merged(mut spans: Vec<Range<usize>>) -> Vec<Range<usize>> {
    spans.sort_by_key(|span| (span.start, span.end));
    let mut merged: Vec<Range<usize>> = Vec::with_capacity(spans.len());
    for span in spans {
        match merged.last_mut() {
            Some(last) if span.start <= last.end => last.end = last.end.max(span.end),
            Some(_) | None => merged.push(span),
        }
    }
    merged
}
