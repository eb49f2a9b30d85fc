//! An address as a person types it: understood, kept, and tried.

use super::thread::line_to;
use crate::joining::carry;
use crate::wire::{AddressError, Patience, ServerAddress, Trust, WireError};
use sarrera_app::view::ServersView;
use sarrera_app::{App, AppError, BrokenOff, Refusal};
use std::time::Duration;

/// A person waits for the answer.
const PATIENCE: Patience = Patience {
    connect: Duration::from_secs(4),
    whole: Duration::from_secs(8),
};

/// Adds a server to those of an event.
///
/// # Errors
/// A text that is no address or not secured, or as [`App::add_server`].
pub fn add_server(app: &App, event: &str, text: &str) -> Result<ServersView, AppError> {
    app.add_server(event, &address(text)?.to_string())
}

/// Exchanges with a server once, whether it is kept or not: nothing when it was reached and let this device in, else the
/// stable code of why not.
///
/// # Errors
/// A text that is no address or not secured, an unknown event, or a database that can't be read or written.
pub fn try_server(app: &App, event: &str, text: &str) -> Result<Option<&'static str>, AppError> {
    let address = address(text)?;
    let event = app.event_id(event)?;
    let trust = Trust::devices(app.servers_known(event)?);
    let opened = line_to(&address, &trust, PATIENCE);
    let mut wire = match opened {
        Ok(wire) => wire,
        Err(error) => return Ok(Some(error.code())),
    };
    match app.exchange(event, &mut |session, body| carry(&mut wire, session, body)) {
        Ok(exchanged) => Ok(exchanged.problem.map(sarrera_sync::Problem::code)),
        Err(BrokenOff::Wire(error)) => Ok(Some(WireError::code(&error))),
        Err(BrokenOff::Here(error)) => Err(error),
    }
}

/// An address as a person types it.
pub(crate) fn address(text: &str) -> Result<ServerAddress, AppError> {
    let value = text.trim().to_owned();
    // People leave out what every address begins with.
    let whole = if value.contains("://") {
        value.clone()
    } else {
        format!("https://{value}")
    };
    whole.parse().map_err(|error| {
        match error {
            AddressError::NotAnAddress => Refusal::BadServerAddress { value },
            AddressError::NotSecured => Refusal::ServerNotSecured { value },
        }
        .into()
    })
}
