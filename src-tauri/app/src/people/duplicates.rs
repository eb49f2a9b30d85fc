//! Who of an event is likely registered twice: everybody is read once, and whoever shares a key is a group. No pair is
//! compared with every other, so 100,000 people take as long as reading them.

use crate::desk::person_view;
use crate::device::{App, find_event};
use crate::failure::AppError;
use crate::view::{DuplicateGroup, DuplicatesPage};
use sarrera_core::ids::AttendeeId;
use sarrera_core::names;
use sarrera_store::{EventNo, NamedRow, Reader};
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// How many groups a page has.
const GROUPS_MAX: usize = 20;
/// More people than this with one mail address are a delegation, and with one name nobody's duplicates.
const PEOPLE_MAX: usize = 6;
/// How many people are read at a time, so that a desk's search gets its turn in between.
const ROWS_MAX: u32 = 2_000;

/// Why people are likely one, the most certain first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
enum Likeness {
    MailAndName,
    NameAndCompany,
    Mail,
    SoundAndCompany,
}

impl Likeness {
    const fn code(self) -> &'static str {
        match self {
            Self::MailAndName => "same_mail_and_name",
            Self::NameAndCompany => "same_name_and_company",
            Self::Mail => "same_mail",
            Self::SoundAndCompany => "sounds_alike",
        }
    }
}

/// A pair that somebody found to be two people, the lower id first.
type Pair = (AttendeeId, AttendeeId);

/// A group that is likely one person, by ids in their order.
type Group = (Likeness, Vec<AttendeeId>);

impl App {
    /// A page of people who are likely registered twice, the most certain first; whoever was found not to be the same at this
    /// device is left out.
    ///
    /// # Errors
    /// When the event is unknown or the database can't be read.
    pub fn duplicates(&self, event: &str, skip: u32) -> Result<DuplicatesPage, AppError> {
        let event = self.event(event)?;
        let mut people = Vec::new();
        while let Some(rows) = self.read(|r| next_rows(r, event.no, people.last()))? {
            people.extend(rows);
        }
        let not_same = self.read(|r| not_same(r, event.no))?;
        let groups = groups(&people, &not_same);
        let total = u32::try_from(groups.len()).unwrap_or(u32::MAX);
        let page = groups
            .into_iter()
            .skip(usize::try_from(skip).unwrap_or(usize::MAX))
            .take(GROUPS_MAX);
        self.read(|r| {
            let mut shown = Vec::new();
            for (likeness, ids) in page {
                let mut people = Vec::new();
                for id in ids {
                    if let Some(row) = r.attendee(event.no, id)? {
                        people.push(person_view(r, &event, &row)?);
                    }
                }
                shown.push(DuplicateGroup {
                    why: likeness.code().to_owned(),
                    people,
                });
            }
            Ok(DuplicatesPage {
                groups: shown,
                total,
                skipped: skip.min(total),
            })
        })
    }

    /// Remembers at this device that these are different people, or forgets it again.
    ///
    /// # Errors
    /// When somebody is unknown, or the database can't be written.
    pub fn set_not_same(&self, event: &str, attendees: &[String], not_same: bool) -> Result<(), AppError> {
        let (event, ids) = self.read(|r| {
            let event = find_event(r, event)?;
            let ids = attendees.iter().map(|attendee| {
                let row = crate::desk::find_person(r, &event, attendee)?;
                Ok(row.id)
            });
            let ids = ids.collect::<Result<BTreeSet<AttendeeId>, AppError>>()?;
            Ok((event, ids))
        })?;
        let pairs = pairs(&ids.into_iter().collect::<Vec<_>>());
        self.write_here_for(event.id, |store| {
            if not_same {
                store.add_not_same(event.no, &pairs)
            } else {
                store.remove_not_same(event.no, &pairs)
            }
        })
    }
}

/// The next people; `None` behind the last.
fn next_rows(
    reader: &Reader<'_>,
    event: EventNo,
    last: Option<&NamedRow>,
) -> Result<Option<Vec<NamedRow>>, AppError> {
    let rows = reader.named(event, last.map_or(0, |row| row.attendee_no), ROWS_MAX)?;
    Ok((!rows.is_empty()).then_some(rows))
}

/// What was found here, in the ids that represent people by now.
fn not_same(reader: &Reader<'_>, event: EventNo) -> Result<BTreeSet<Pair>, AppError> {
    let mut pairs = BTreeSet::new();
    for (one, other) in reader.not_same(event)? {
        let (one, other) = (reader.represents(event, one)?, reader.represents(event, other)?);
        pairs.insert((one.min(other), one.max(other)));
    }
    Ok(pairs)
}

fn pairs(ids: &[AttendeeId]) -> Vec<Pair> {
    let mut pairs = Vec::new();
    for (index, one) in ids.iter().enumerate() {
        for other in ids.iter().skip(index + 1) {
            pairs.push((*one.min(other), *one.max(other)));
        }
    }
    pairs
}

/// Who shares a key, each group once, under the most certain reason.
fn groups(people: &[NamedRow], not_same: &BTreeSet<Pair>) -> Vec<Group> {
    let mut by_key: HashMap<(Likeness, String), Vec<AttendeeId>> = HashMap::new();
    for row in people {
        for key in keys(row) {
            by_key.entry(key).or_default().push(row.id);
        }
    }
    let mut found: Vec<Group> = Vec::new();
    for ((likeness, _), mut ids) in by_key {
        if (2..=PEOPLE_MAX).contains(&ids.len()) {
            ids.sort_unstable();
            found.push((likeness, ids));
        }
    }
    found.sort_unstable();
    let mut shown = Vec::new();
    let mut groups_of: BTreeMap<AttendeeId, Vec<usize>> = BTreeMap::new();
    for (likeness, ids) in found {
        let ids = still_likely(&ids, not_same);
        if ids.len() < 2 || is_shown(&ids, &shown, &groups_of) {
            continue;
        }
        for id in &ids {
            groups_of.entry(*id).or_default().push(shown.len());
        }
        shown.push((likeness, ids));
    }
    shown
}

/// Without those who were found to be somebody else than everybody here.
fn still_likely(ids: &[AttendeeId], not_same: &BTreeSet<Pair>) -> Vec<AttendeeId> {
    let may_be = |one: &AttendeeId| {
        let others = ids.iter().filter(|other| *other != one);
        others
            .into_iter()
            .any(|other| !not_same.contains(&(*one.min(other), *one.max(other))))
    };
    ids.iter().copied().filter(may_be).collect()
}

/// Whether a more certain group holds all of these.
fn is_shown(ids: &[AttendeeId], shown: &[Group], groups_of: &BTreeMap<AttendeeId, Vec<usize>>) -> bool {
    let first = ids.first().and_then(|id| groups_of.get(id));
    let mut groups = first.into_iter().flatten().filter_map(|index| shown.get(*index));
    groups.any(|(_, group)| ids.iter().all(|id| group.contains(id)))
}

fn keys(row: &NamedRow) -> Vec<(Likeness, String)> {
    let folded = names::fold(&row.name);
    let mut words: Vec<&str> = folded.split(' ').filter(|word| !word.is_empty()).collect();
    words.sort_unstable();
    let name = words.join(" ");
    let company = names::fold(&row.company);
    let mail = row.email.trim().to_lowercase();
    let mut keys = Vec::new();
    if !mail.is_empty() {
        if !name.is_empty() {
            keys.push((Likeness::MailAndName, format!("{mail}\n{name}")));
        }
        keys.push((Likeness::Mail, mail));
    }
    if !name.is_empty() && !company.is_empty() {
        let sound = |word: &&str| names::sound_key(word).unwrap_or_else(|| (*word).to_owned());
        let mut sounds: Vec<String> = words.iter().map(sound).collect();
        sounds.sort_unstable();
        keys.push((
            Likeness::SoundAndCompany,
            format!("{}\n{company}", sounds.join(" ")),
        ));
        keys.push((Likeness::NameAndCompany, format!("{name}\n{company}")));
    }
    keys
}
