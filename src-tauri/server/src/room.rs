//! This device as the server of a room: it serves, it is announced, and whoever looks at it learns where it is.

use crate::app_answers::{AppAnswers, Poking};
use crate::discovery::{Advert, Beacon, DiscoveryError, PROTOCOL_VERSION, Place, Reach};
use crate::limits::Limits;
use crate::serve::{Config, End, MetricsFor, ServeError, Serving, Tls, serve};
use crate::wire::ServerAddress;
use if_addrs::get_if_addrs;
use sarrera_app::{App, AppError};
use sarrera_core::codes::ADDRESSES_MAX;
use std::io;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::sync::Arc;

/// Where a room is served, unless another program has that port.
pub(crate) const PORT: u16 = 8443;

/// A device that serves its room until this is dropped.
pub struct Room {
    serving: Serving,
    reach: Reach,
    adverts: Vec<Advert>,
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
        let kept = app.room_port()?;
        let mut failed = None;
        for port in [kept.unwrap_or(PORT), 0] {
            let config = Config {
                listen: SocketAddr::new(everywhere(reach), port),
                tls: Tls::Device(Arc::clone(&key)),
                limits: Limits::default(),
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
        let adverts = announce(app, port, Place::Hub, reach);
        Ok(Self {
            serving,
            reach,
            adverts,
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
    pub const fn is_announced(&self) -> bool {
        !self.adverts.is_empty()
    }

    /// Ends it, and answers what is under way.
    pub fn close(self) {
        drop(self.adverts);
        self.serving.stop();
    }
}

/// Announces this device at a port, once for each event in which it may serve. Where there is no network to announce it on,
/// the log says so: it serves all the same, and is reached by its address.
#[must_use]
pub fn announce(app: &App, port: u16, place: Place, reach: Reach) -> Vec<Advert> {
    announced(app, port, place, reach).unwrap_or_else(|error| {
        tracing::warn!(
            code = error.code(),
            "served and not announced: devices need the address"
        );
        Vec::new()
    })
}

fn announced(app: &App, port: u16, place: Place, reach: Reach) -> Result<Vec<Advert>, AnnounceError> {
    let device = app.device_id()?;
    let mut adverts = Vec::new();
    for event in app.serves_in()? {
        let beacon = Beacon {
            event,
            device,
            version: PROTOCOL_VERSION,
            place,
        };
        adverts.push(Advert::start(&beacon, port, reach)?);
    }
    Ok(adverts)
}

/// Why a server is not announced.
#[derive(Debug, thiserror::Error)]
pub enum AnnounceError {
    #[error(transparent)]
    App(#[from] AppError),
    #[error(transparent)]
    Discovery(#[from] DiscoveryError),
}

impl AnnounceError {
    /// Stable, for programs.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::App(error) => error.code(),
            Self::Discovery(error) => error.code(),
        }
    }
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
