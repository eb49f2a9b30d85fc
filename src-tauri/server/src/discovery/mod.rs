//! How desks and servers of one hall find each other: announced and browsed by mDNS, believed by nobody before a handshake.
//!
//! What is announced is no secret and no proof: ids and a role. Anybody may announce anything, so whoever connects decides
//! by [`crate::Trust`], and a flood of announcements is bounded.

mod beacon;

pub use beacon::{Beacon, PROTOCOL_VERSION, Place};

use crate::wire::ServerAddress;
use mdns_sd::{IfKind, ResolvedService, ScopedIp, ServiceDaemon, ServiceEvent, ServiceInfo};
use std::collections::BTreeMap;
use std::net::{IpAddr, SocketAddr};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

const KIND: &str = "_sarrera._tcp.local.";
/// Servers of a hall that are kept; a hall has a handful.
const FOUND_MAX: usize = 64;
/// Addresses of one server that are kept.
const ADDRESSES_MAX: usize = 8;

/// For the goodbye of a server that ends.
const GOODBYE_WAIT: Duration = Duration::from_millis(500);

/// Over which of the machine's networks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reach {
    /// All that it has.
    Network,
    /// Its own, where only its own programs are.
    ThisMachine,
}

/// Why nothing is announced or browsed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DiscoveryError {
    /// No network that carries it, or a port that another program keeps for itself.
    #[error("the network can't be asked: {0}")]
    NoMulticast(String),
}

impl DiscoveryError {
    /// Stable, for programs.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::NoMulticast(_) => "no_multicast",
        }
    }
}

/// A server that was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    pub beacon: Beacon,
    /// Where it says that it listens, the likeliest first.
    pub addresses: Vec<ServerAddress>,
}

/// Announces a server until it is dropped.
pub struct Advert {
    daemon: ServiceDaemon,
    name: String,
}

impl std::fmt::Debug for Advert {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Advert")
            .field("name", &self.name)
            .finish_non_exhaustive()
    }
}

impl Advert {
    /// Announces a server that listens at this port.
    ///
    /// # Errors
    /// If there is no network to announce it on.
    pub fn start(beacon: &Beacon, port: u16, reach: Reach) -> Result<Self, DiscoveryError> {
        let daemon = daemon(reach)?;
        let instance = beacon.instance();
        let host = format!("{instance}.local.");
        let info = ServiceInfo::new(KIND, &instance, &host, "", port, &beacon.txt()[..])
            .map_err(no_multicast)?
            .enable_addr_auto();
        let name = info.get_fullname().to_owned();
        daemon.register(info).map_err(no_multicast)?;
        Ok(Self { daemon, name })
    }
}

impl Drop for Advert {
    fn drop(&mut self) {
        // Says goodbye, so that desks forget it at once; what can't be sent any more is forgotten by its age.
        if let Ok(said) = self.daemon.unregister(&self.name) {
            let _goodbye = said.recv_timeout(GOODBYE_WAIT);
        }
        let _ended = self.daemon.shutdown();
    }
}

/// Looks for servers until it is dropped.
pub struct Browser {
    daemon: ServiceDaemon,
    found: Arc<Mutex<BTreeMap<String, Found>>>,
}

impl std::fmt::Debug for Browser {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Browser").finish_non_exhaustive()
    }
}

impl Browser {
    /// Looks from now on. `changed` is called, on a thread of its own, with all that are there whenever one comes, moves
    /// or goes.
    ///
    /// # Errors
    /// If there is no network to look at.
    pub fn start(
        reach: Reach,
        mut changed: impl FnMut(Vec<Found>) + Send + 'static,
    ) -> Result<Self, DiscoveryError> {
        let daemon = daemon(reach)?;
        let events = daemon.browse(KIND).map_err(no_multicast)?;
        let found = Arc::new(Mutex::new(BTreeMap::new()));
        let kept = Arc::clone(&found);
        let look = move || {
            // Ends when the daemon does.
            for event in events.iter() {
                let mut all = kept.lock().unwrap_or_else(PoisonError::into_inner);
                if took(&mut all, event) {
                    let now = all.values().cloned().collect();
                    drop(all);
                    changed(now);
                }
            }
        };
        let thread = std::thread::Builder::new().name("sarrera-browse".to_owned());
        thread.spawn(look).map_err(no_multicast)?;
        Ok(Self { daemon, found })
    }

    /// All that are there now.
    #[must_use]
    pub fn found(&self) -> Vec<Found> {
        let found = self.found.lock().unwrap_or_else(PoisonError::into_inner);
        found.values().cloned().collect()
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        let _ended = self.daemon.shutdown();
    }
}

fn no_multicast(error: impl std::fmt::Display) -> DiscoveryError {
    DiscoveryError::NoMulticast(error.to_string())
}

fn daemon(reach: Reach) -> Result<ServiceDaemon, DiscoveryError> {
    let daemon = ServiceDaemon::new().map_err(no_multicast)?;
    match reach {
        Reach::Network => {}
        Reach::ThisMachine => {
            daemon.disable_interface(IfKind::All).map_err(no_multicast)?;
            daemon
                .enable_interface(IfKind::LoopbackV4)
                .map_err(no_multicast)?;
        }
    }
    Ok(daemon)
}

/// Whether something changed.
fn took(all: &mut BTreeMap<String, Found>, event: ServiceEvent) -> bool {
    match event {
        ServiceEvent::ServiceResolved(service) => {
            let Some(found) = read(&service) else {
                return false;
            };
            let name = service.get_fullname();
            if all.get(name) == Some(&found) || (all.len() >= FOUND_MAX && !all.contains_key(name)) {
                return false;
            }
            all.insert(name.to_owned(), found);
            true
        }
        ServiceEvent::ServiceRemoved(_, name) => all.remove(&name).is_some(),
        // Named without an address yet; and what a later version of the library tells.
        ServiceEvent::ServiceFound(..)
        | ServiceEvent::SearchStarted(_)
        | ServiceEvent::SearchStopped(_)
        | _ => false,
    }
}

/// What a server announces, if it is one of ours.
fn read(service: &ResolvedService) -> Option<Found> {
    let txt = |key: &str| service.get_property_val_str(key);
    let beacon = Beacon::read(txt)?;
    let mut ips: Vec<IpAddr> = service.get_addresses().iter().map(ScopedIp::to_ip_addr).collect();
    // An address of one link only means something together with that link, which no address of ours names.
    ips.retain(|ip| !matches!(ip, IpAddr::V6(ip) if ip.is_unicast_link_local()));
    ips.sort_by_key(|ip| (ip.is_loopback(), ip.is_ipv6(), *ip));
    ips.truncate(ADDRESSES_MAX);
    let port = service.get_port();
    let at = ips
        .into_iter()
        .map(|ip| ServerAddress::secured(SocketAddr::new(ip, port)));
    let addresses: Vec<ServerAddress> = at.collect();
    (port != 0 && !addresses.is_empty()).then_some(Found { beacon, addresses })
}
