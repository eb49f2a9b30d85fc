//! Which ops of a log are bare here. Every look asks for it, so it is found once for each state of the database.

use super::home::end;
use super::lock;
use crate::device::App;
use crate::failure::AppError;
use sarrera_core::ids::EventId;
use sarrera_core::ops::LogName;
use sarrera_store::BareState;
use sarrera_sync::{BARE_MAX, End};
use std::collections::BTreeMap;

/// What was found last, and what it hangs on.
pub(super) type Known = BTreeMap<(EventId, LogName), (BareState, Vec<End>)>;

pub(super) fn of(app: &App, event: EventId, log: &LogName) -> Result<Vec<End>, AppError> {
    let key = (event, log.clone());
    let known = lock(&app.syncing.bare).get(&key).cloned();
    let found = app.read_for_sync(|r| {
        let Some(state) = r.bare_state(event, log)? else {
            return Ok(None);
        };
        if let Some(known) = known.filter(|(at, _)| *at == state) {
            return Ok(Some(known));
        }
        let bare = r.bare(event, log, BARE_MAX)?;
        Ok(Some((state, bare.into_iter().map(end).collect())))
    })?;
    let Some(found) = found else { return Ok(Vec::new()) };
    lock(&app.syncing.bare).insert(key, found.clone());
    Ok(found.1)
}
