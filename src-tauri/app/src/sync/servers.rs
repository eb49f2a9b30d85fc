//! Where this device finds the servers of an event: a list of its own, kept beside its other choices.

use crate::device::{App, Setting};
use crate::failure::{AppError, Refusal};
use crate::view::ServersView;
use sarrera_core::ids::EventId;

/// Nobody needs more: a hub, the centre, and a standby of each.
const SERVERS_MAX: usize = 8;

impl App {
    /// The servers of an event.
    ///
    /// # Errors
    /// An unknown event, or a database that can't be read.
    pub fn servers(&self, event: &str) -> Result<ServersView, AppError> {
        Ok(ServersView {
            addresses: self.server_addresses(self.event_id(event)?)?,
        })
    }

    /// As [`App::servers`], for programs.
    ///
    /// # Errors
    /// When the database can't be read.
    pub fn server_addresses(&self, event: EventId) -> Result<Vec<String>, AppError> {
        let kept = self.setting(Setting::Servers(event))?.unwrap_or_default();
        Ok(kept.lines().map(str::to_owned).collect())
    }

    /// Adds a server. Whoever calls has made an address of what people typed: it is kept as it is.
    ///
    /// # Errors
    /// An unknown event, an address that is there already, too many, or a database that can't be written.
    pub fn add_server(&self, event: &str, address: &str) -> Result<ServersView, AppError> {
        let event = self.event_id(event)?;
        let mut addresses = self.server_addresses(event)?;
        if addresses.iter().any(|one| one == address) {
            return Err(Refusal::ServerThere {
                address: address.to_owned(),
            }
            .into());
        }
        if addresses.len() >= SERVERS_MAX {
            return Err(Refusal::TooManyServers { max: SERVERS_MAX }.into());
        }
        addresses.push(address.to_owned());
        self.keep_servers(event, addresses)
    }

    /// Takes a server from the list; one that is not there is no error.
    ///
    /// # Errors
    /// An unknown event, or a database that can't be written.
    pub fn remove_server(&self, event: &str, address: &str) -> Result<ServersView, AppError> {
        let event = self.event_id(event)?;
        let mut addresses = self.server_addresses(event)?;
        addresses.retain(|one| one != address);
        self.keep_servers(event, addresses)
    }

    fn keep_servers(&self, event: EventId, addresses: Vec<String>) -> Result<ServersView, AppError> {
        self.set_setting(Setting::Servers(event), &addresses.join("\n"))?;
        Ok(ServersView { addresses })
    }
}
