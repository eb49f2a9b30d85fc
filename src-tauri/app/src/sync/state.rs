//! How this device stands with the servers of an event: kept in memory, told by whoever keeps the exchanges going.

use super::lock;
use crate::device::App;
use crate::failure::AppError;
use crate::view::{ServerPlace, SyncPhase, SyncState};
use sarrera_core::ids::{DeviceId, EventId};
use sarrera_core::time::Timestamp;

/// People are told of a clock that is further from the server's than this.
const CLOCK_OFF_MS: i64 = 2 * 60_000;

/// What an attempt to exchange with an event's servers came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Attempt<'a> {
    /// It begins: nothing is known yet.
    Begun,
    /// All was exchanged with this device, or with whoever stands at this address.
    Exchanged {
        server: Option<DeviceId>,
        address: &'a str,
        place: ServerPlace,
    },
    /// Nobody was reached; with a stable code.
    Unreached(&'a str),
    /// Somebody has to do something; with a stable code.
    Problem(&'a str),
    /// No server is set any more.
    Over,
}

/// What is known of an event's servers.
#[derive(Debug, Clone)]
pub(super) struct Standing {
    phase: SyncPhase,
    server: Option<(String, ServerPlace)>,
    since: Timestamp,
    reached: Option<Timestamp>,
    code: Option<String>,
}

impl App {
    /// Keeps what an attempt came to, and says whether people see anything new in it.
    ///
    /// # Errors
    /// When the database can't be read.
    pub fn note_attempt(&self, event: EventId, attempt: Attempt<'_>) -> Result<bool, AppError> {
        let now = self.world().clock.now();
        let server = match attempt {
            Attempt::Exchanged {
                server,
                address,
                place,
            } => Some((self.server_name(event, server, address)?, place)),
            Attempt::Begun | Attempt::Unreached(_) | Attempt::Problem(_) | Attempt::Over => None,
        };
        let mut standing = lock(&self.syncing.standing);
        let before = standing.get(&event).cloned();
        let Some(after) = next(before.as_ref(), attempt, server, now) else {
            standing.remove(&event);
            return Ok(before.is_some());
        };
        let same = before.is_some_and(|before| {
            (before.phase, &before.server, &before.code) == (after.phase, &after.server, &after.code)
        });
        standing.insert(event, after);
        Ok(!same)
    }

    fn server_name(
        &self,
        event: EventId,
        server: Option<DeviceId>,
        address: &str,
    ) -> Result<String, AppError> {
        let known = self.devices_known(event)?;
        let named = server.and_then(|server| known.devices.get(&server));
        Ok(named.map_or_else(|| address.to_owned(), |state| state.name.clone()))
    }

    /// How this device stands with the servers of an event.
    ///
    /// # Errors
    /// An unknown event, or a database that can't be read.
    pub fn sync_state(&self, event: &str) -> Result<SyncState, AppError> {
        let row = self.event(event)?;
        let standing = lock(&self.syncing.standing).get(&row.id).cloned();
        let Some(standing) = standing else {
            return Ok(SyncState {
                phase: SyncPhase::Alone,
                server: None,
                place: None,
                since: None,
                reached: None,
                waiting: 0,
                code: None,
                clock_off: None,
                serving: None,
            });
        };
        let waiting = self.read_for_sync(|r| Ok(r.waiting(row.no)?))?;
        Ok(SyncState {
            phase: standing.phase,
            place: standing.server.as_ref().map(|(_, place)| *place),
            server: standing.server.map(|(name, _)| name),
            since: Some(standing.since.0),
            reached: standing.reached.map(|at| at.0),
            waiting,
            code: standing.code,
            clock_off: self
                .clock_offset_ms()
                .filter(|ms| ms.saturating_abs() > CLOCK_OFF_MS),
            serving: None,
        })
    }
}

/// What is known after an attempt; nothing where no server is set.
fn next(
    before: Option<&Standing>,
    attempt: Attempt<'_>,
    server: Option<(String, ServerPlace)>,
    now: Timestamp,
) -> Option<Standing> {
    let was = |phase| before.filter(|before| before.phase == phase);
    let reached = before.and_then(|before| before.reached);
    let last_server = before.and_then(|before| before.server.clone());
    Some(match attempt {
        Attempt::Over => return None,
        Attempt::Begun => match before {
            Some(before) => before.clone(),
            None => Standing {
                phase: SyncPhase::Working,
                server: None,
                since: now,
                reached: None,
                code: None,
            },
        },
        Attempt::Exchanged { .. } => Standing {
            phase: SyncPhase::Online,
            server,
            since: was(SyncPhase::Online).map_or(now, |before| before.since),
            reached: Some(now),
            code: None,
        },
        Attempt::Unreached(code) => Standing {
            phase: SyncPhase::Offline,
            server: last_server,
            // What was exchanged last is what others know: from then on they know nothing of here.
            since: was(SyncPhase::Offline).map_or(reached.unwrap_or(now), |before| before.since),
            reached,
            code: Some(code.to_owned()),
        },
        Attempt::Problem(code) => Standing {
            phase: SyncPhase::Problem,
            server: last_server,
            since: was(SyncPhase::Problem).map_or(now, |before| before.since),
            reached,
            code: Some(code.to_owned()),
        },
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const HERE: Attempt<'_> = Attempt::Exchanged {
        server: None,
        address: "a",
        place: ServerPlace::Hub,
    };

    /// The phase and since when, after each attempt, a second apart.
    fn told(attempts: &[Attempt<'_>]) -> Vec<(SyncPhase, i64)> {
        let mut standing = None;
        (1..)
            .zip(attempts)
            .map(|(second, attempt)| {
                standing = next(standing.as_ref(), *attempt, None, Timestamp(second * 1_000));
                let known = standing.as_ref().unwrap();
                (known.phase, known.since.0 / 1_000)
            })
            .collect()
    }

    #[test]
    fn it_is_offline_since_the_last_word_with_a_server_and_online_since_the_first() {
        let unreached = Attempt::Unreached("unreachable");
        assert_eq!(
            told(&[Attempt::Begun, HERE, HERE, unreached, unreached, HERE, HERE]),
            [
                (SyncPhase::Working, 1),
                (SyncPhase::Online, 2),
                (SyncPhase::Online, 2),
                (SyncPhase::Offline, 3),
                (SyncPhase::Offline, 3),
                (SyncPhase::Online, 6),
                (SyncPhase::Online, 6),
            ]
        );
    }

    #[test]
    fn a_server_that_was_never_reached_is_missed_since_the_first_attempt_that_failed() {
        let unreached = Attempt::Unreached("unreachable");
        assert_eq!(
            told(&[
                Attempt::Begun,
                unreached,
                Attempt::Begun,
                unreached,
                Attempt::Problem("not_ours")
            ]),
            [
                (SyncPhase::Working, 1),
                (SyncPhase::Offline, 2),
                (SyncPhase::Offline, 2),
                (SyncPhase::Offline, 2),
                (SyncPhase::Problem, 5),
            ]
        );
    }
}
