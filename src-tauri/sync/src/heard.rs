//! What a server or an office heard of devices goes on to the others that list them, and comes from there: each entry once, and
//! only while it is newer than what the other is known to have.
//!
//! The times of the entries are the servers' (see `time`), and are passed on as they are: whoever took one in and whoever sent it
//! have the same, so nothing goes round in a ring.

use crate::bounds::{APP_CHARS_MAX, HEARD_AGAIN_MS, HEARD_MAX};
use crate::home::{HeardHome, Host};
use crate::message::{HeardReport, Look};
use sarrera_core::ids::{DeviceId, EventId};
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// What each other that lists devices is known to have: kept in memory, since whoever is told twice takes it once.
pub type ToldTo = BTreeMap<DeviceId, Told>;

/// What one of them is known to have.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Told {
    had: BTreeMap<DeviceId, Had>,
    /// The number of the newest list: of those sent to it where it asks, of those that came from it where it is asked.
    no: u64,
    /// That list, until the next look says that it came.
    unconfirmed: Vec<HeardReport>,
}

/// The entry of a device that the other has.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Had {
    at_ms: i64,
    app: String,
    waiting: u64,
    /// Since when; nothing where it has an older one than is here, which it said itself.
    since_ms: Option<i64>,
}

impl Told {
    /// The number of the newest list.
    pub(crate) const fn no(&self) -> u64 {
        self.no
    }

    /// What the other is to be told of what stands here, at most [`HEARD_MAX`]: first what it was never told, then what it was
    /// told longest ago, so that each has its turn.
    pub(crate) fn due(&self, ours: &[HeardReport], peer: DeviceId, now_ms: i64) -> Vec<HeardReport> {
        let others = ours.iter().filter(|one| one.device != peer);
        let mut due: Vec<_> = others
            .filter_map(|one| Some((self.turn(one, now_ms)?, one)))
            .collect();
        due.sort_by_key(|(turn, one)| (*turn, one.at_ms, one.device));
        let first = due.into_iter().take(HEARD_MAX);
        first.map(|(_turn, one)| one.clone()).collect()
    }

    /// Since when the other has what it has of this device, where it lacks what stands here. A device that says the same as before
    /// is told of again after a while only.
    fn turn(&self, one: &HeardReport, now_ms: i64) -> Option<Option<i64>> {
        let Some(had) = self.had.get(&one.device) else {
            return Some(None);
        };
        let news = had.app != one.report.app || had.waiting != one.report.waiting;
        let long_ago = had
            .since_ms
            .is_none_or(|since_ms| now_ms.abs_diff(since_ms) >= HEARD_AGAIN_MS);
        (had.at_ms != one.at_ms && (news || long_ago)).then_some(had.since_ms)
    }

    /// The other has these from now on.
    pub(crate) fn note(&mut self, told: &[HeardReport], now_ms: i64) {
        for one in told {
            self.has(one, one.at_ms, Some(now_ms));
        }
    }

    fn has(&mut self, one: &HeardReport, at_ms: i64, since_ms: Option<i64>) {
        let had = Had {
            at_ms,
            app: one.report.app.clone(),
            waiting: one.report.waiting,
            since_ms,
        };
        self.had.insert(one.device, had);
    }

    /// Takes in what the other says that it heard: of each device what is newer than what stands here. A time that is not yet
    /// counts as now: the other's clock is wrong, but that the device was there is right, and what waits at it.
    pub(crate) fn take<H: HeardHome>(
        &mut self,
        home: &mut H,
        event: EventId,
        said: Vec<HeardReport>,
        now_ms: i64,
    ) -> Result<(), H::Error> {
        if said.is_empty() {
            return Ok(());
        }
        let ours = home.heard_all(event)?;
        let ours: BTreeMap<DeviceId, HeardReport> = ours.into_iter().map(|one| (one.device, one)).collect();
        let newer = self.newer(&ours, said, now_ms);
        let kept = if newer.is_empty() {
            newer
        } else {
            home.keep_heard(event, newer)?
        };
        self.note(&kept, now_ms);
        Ok(())
    }

    fn newer(
        &mut self,
        ours: &BTreeMap<DeviceId, HeardReport>,
        said: Vec<HeardReport>,
        now_ms: i64,
    ) -> Vec<HeardReport> {
        let mut newer: BTreeMap<DeviceId, HeardReport> = BTreeMap::new();
        for mut one in said.into_iter().take(HEARD_MAX).filter(is_sound) {
            let said_ms = one.at_ms;
            one.at_ms = said_ms.min(now_ms);
            let known = newer.get(&one.device).or_else(|| ours.get(&one.device));
            let known_ms = known.map(|known| known.at_ms);
            match known_ms {
                Some(known_ms) if one.at_ms <= known_ms => {
                    let since_ms = (said_ms >= known_ms).then_some(now_ms);
                    // Of a device that is unknown here nothing is remembered.
                    if ours.contains_key(&one.device) {
                        self.has(&one, said_ms.min(known_ms), since_ms);
                    }
                }
                Some(_) | None => {
                    newer.insert(one.device, one);
                }
            }
        }
        newer.into_values().collect()
    }

    /// The list of this number came from the other.
    pub(crate) const fn took(&mut self, no: u64) {
        self.no = no;
    }

    /// The other says which list came to it last: what the newest says is known there only if it is that one.
    fn confirm(&mut self, no: u64, now_ms: i64) {
        let sent = std::mem::take(&mut self.unconfirmed);
        if no == self.no {
            self.note(&sent, now_ms);
        }
    }

    /// Numbers a list that is sent to the other.
    fn number(&mut self, list: &[HeardReport], now_ms: i64) -> u64 {
        if !list.is_empty() {
            // Another than any that was given before a restart.
            self.no = self.no.saturating_add(1).max(u64::try_from(now_ms).unwrap_or(0));
            self.unconfirmed = list.to_vec();
        }
        self.no
    }
}

/// Whoever sends another sort of entry is not one of these programs.
fn is_sound(one: &HeardReport) -> bool {
    one.at_ms >= 0 && one.report.app.chars().count() <= APP_CHARS_MAX
}

/// By the event and by who asks. Two looks of one caller take turns, those of others do not wait for them.
type ToldEach = BTreeMap<(EventId, DeviceId), Arc<Mutex<Told>>>;

/// What a server knows that each of its callers has.
#[derive(Debug, Default)]
pub(crate) struct Callers(Mutex<ToldEach>);

impl Callers {
    /// Takes in what came with a look of one that lists devices, and gives what goes back to it, with its number; nothing where it did
    /// not ask for any.
    pub(crate) fn answer<H: Host>(
        &self,
        home: &mut H,
        (event, caller): (EventId, DeviceId),
        look: Look,
        now_ms: i64,
    ) -> Result<(Vec<HeardReport>, Option<u64>), H::Error> {
        let Some(no) = look.heard_no else {
            return Ok((Vec::new(), None));
        };
        let told = Arc::clone(locked(&self.0).entry((event, caller)).or_default());
        let mut told = locked(&told);
        told.confirm(no, now_ms);
        told.take(home, event, look.heard, now_ms)?;
        let due = told.due(&home.heard_all(event)?, caller, now_ms);
        let no = told.number(&due, now_ms);
        Ok((due, Some(no)))
    }
}

fn locked<T>(held: &Mutex<T>) -> MutexGuard<'_, T> {
    held.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests;
