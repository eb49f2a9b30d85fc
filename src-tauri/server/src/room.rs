//! This device as the server of a room: it serves, it is announced, and whoever looks at it learns where it is.

use crate::announcing::{Announcing, announce};
use crate::app_answers::{AppAnswers, Poking};
use crate::discovery::{Place, Reach};
use crate::limits::Limits;
use crate::serve::{Config, End, MetricsFor, ServeError, Serving, Tls, serve};
use crate::wire::ServerAddress;
use if_addrs::get_if_addrs;
use sarrera_app::{App, AppError};
use sarrera_core::codes::ADDRESSES_MAX;
use std::io;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::num::NonZero;
use std::sync::Arc;
use std::thread::available_parallelism;

/// Where a room is served, unless another program has that port.
pub(crate) const PORT: u16 = 8443;

/// A device that serves its room until this is dropped.
pub struct Room {
    serving: Serving,
    reach: Reach,
    announcing: Announcing,
    _poking: Poking,
}

impl std::fmt::Debug for Room {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Room").finish_non_exhaustive()
    }
}

/// Why a room is not served.
#[derive(Debug, thiserror::Error)]
pub enum RoomError {
    #[error(transparent)]
    App(#[from] AppError),
    #[error(transparent)]
    Serve(#[from] ServeError),
    #[error("the machine gives no thread: {0}")]
    Threads(#[from] io::Error),
}

impl RoomError {
    /// As whoever shows it takes it.
    #[must_use]
    pub fn into_app(self) -> AppError {
        match self {
            Self::App(error) => error,
            Self::Serve(_) | Self::Threads(_) => AppError::Server {
                code: "room_not_served",
                why: self.to_string(),
            },
        }
    }
}

impl Room {
    /// Serves the events in which this device may, at the port that was kept, else at the usual one, else at any: and says
    /// so on the network. Where the network carries no announcement it serves all the same.
    ///
    /// # Errors
    /// When no port is free, or the database can't be read or written.
    pub fn open(app: &Arc<App>, reach: Reach) -> Result<Self, RoomError> {
        let key = app.device_key()?;
        let processors = available_parallelism().map_or(1, NonZero::get);
        let mut failed = None;
        for port in ports(app.room_port()?) {
            let config = Config {
                listen: SocketAddr::new(everywhere(reach), port),
                tls: Tls::Device(Arc::clone(&key)),
                limits: Limits::beside_a_desk(processors),
                metrics: MetricsFor::ThisMachine,
                end: End::WhenStopped,
            };
            let answers = AppAnswers::of(Arc::clone(app));
            match serve(&config, Arc::new(answers.clone()), app.outside().clock) {
                Ok(serving) => return Self::of(app, serving, &answers, reach),
                Err(error) => failed = Some(error),
            }
        }
        Err(failed.map_or_else(|| io::Error::other("no port was tried").into(), RoomError::Serve))
    }

    fn of(app: &Arc<App>, serving: Serving, answers: &AppAnswers, reach: Reach) -> Result<Self, RoomError> {
        let poking = answers.poke(serving.pokes())?;
        let port = serving.address().port();
        app.keep_room_port(Some(port))?;
        let announcing = announce(app, port, Place::Hub, reach)?;
        Ok(Self {
            serving,
            reach,
            announcing,
            _poking: poking,
        })
    }

    /// Where it is reached, the likeliest first.
    #[must_use]
    pub fn addresses(&self) -> Vec<String> {
        addresses_of(self.reach, self.serving.address().port())
    }

    /// Whether the network carries its announcement.
    #[must_use]
    pub fn is_announced(&self) -> bool {
        self.announcing.is_announced()
    }

    /// Ends it, and answers what is under way.
    pub fn close(self) {
        drop(self.announcing);
        self.serving.stop();
    }
}

/// The port that was kept is tried first, then the usual one, then any that is free.
fn ports(kept: Option<u16>) -> impl Iterator<Item = u16> {
    let kept = kept.filter(|kept| *kept != PORT);
    kept.into_iter().chain([PORT, 0])
}

/// The addresses that this machine has on its networks, with a port of it.
#[must_use]
pub(crate) fn addresses_of(reach: Reach, port: u16) -> Vec<String> {
    let ips = match reach {
        Reach::ThisMachine => vec![IpAddr::V4(Ipv4Addr::LOCALHOST)],
        Reach::Network => own_ips(),
    };
    let mut all: Vec<String> = ips
        .into_iter()
        .map(|ip| ServerAddress::secured(SocketAddr::new(ip, port)).to_string())
        .collect();
    all.truncate(ADDRESSES_MAX);
    all
}

/// This machine's own, those of a hall first. One that means something on a single link only is left out: no address of ours
/// names a link.
fn own_ips() -> Vec<IpAddr> {
    let mut ips: Vec<IpAddr> = get_if_addrs()
        .unwrap_or_default()
        .iter()
        .map(if_addrs::Interface::ip)
        .collect();
    ips.retain(|ip| match ip {
        IpAddr::V4(ip) => !ip.is_loopback() && !ip.is_link_local(),
        IpAddr::V6(ip) => !ip.is_loopback() && !ip.is_unicast_link_local(),
    });
    ips.sort_by_key(|ip| (ip.is_ipv6(), !is_private(*ip), *ip));
    ips.dedup();
    ips
}

const fn is_private(ip: IpAddr) -> bool {
    match ip {
        IpAddr::V4(ip) => ip.is_private(),
        IpAddr::V6(ip) => ip.is_unique_local(),
    }
}

const fn everywhere(reach: Reach) -> IpAddr {
    IpAddr::V4(match reach {
        Reach::Network => Ipv4Addr::UNSPECIFIED,
        Reach::ThisMachine => Ipv4Addr::LOCALHOST,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_room_whose_port_another_program_has_goes_back_to_the_usual_one_first() {
        let tried = |kept| ports(kept).collect::<Vec<_>>();
        assert_eq!(tried(Some(40_123)), [40_123, PORT, 0]);
        assert_eq!(tried(Some(PORT)), [PORT, 0]);
        assert_eq!(tried(None), [PORT, 0]);
    }
}
