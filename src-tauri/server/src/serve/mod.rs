//! A server from its first socket to its last answer: started, poked, asked to end, drained.

mod accept;
mod figures;
mod message;
mod metrics;
mod news;
mod rate;
mod refusal;
mod routes;

use crate::answers::Answers;
use crate::certificate::CertificateError;
use crate::heads::Pokes;
use crate::limits::Limits;
use ed25519_dalek::SigningKey;
use routes::Shared;
use sarrera_core::world::Clock;
use std::io;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::mpsc;
use std::thread::JoinHandle;
use tokio::runtime::{Builder, Runtime};
use tokio::sync::watch;

pub(crate) use rate::address_of;
#[cfg(test)]
pub(crate) use routes::ROUTES;

/// The threads that carry bytes; answers have threads of their own.
const CARRIERS: usize = 2;
/// Threads beside those for answers: who may listen, how the database is.
const ASIDE: usize = 4;

/// How to serve.
#[derive(Debug, Clone)]
pub struct Config {
    pub listen: SocketAddr,
    pub tls: Tls,
    pub limits: Limits,
    pub metrics: MetricsFor,
    pub end: End,
}

/// By what a caller knows the server, and that nobody else listens.
#[derive(Clone)]
pub enum Tls {
    /// The certificate that this device makes for itself: desks know its key.
    Device(Arc<SigningKey>),
    /// Given files in PEM, by an authority that the desks' systems know.
    Files { certificate: PathBuf, key: PathBuf },
    /// None: for this machine itself only.
    Plain,
}

impl std::fmt::Debug for Tls {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Device(_) => "Device",
            Self::Files { .. } => "Files",
            Self::Plain => "Plain",
        })
    }
}

/// Who may read `/metrics`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MetricsFor {
    /// Programs of this machine.
    ThisMachine,
    /// Everybody who reaches the port.
    Anyone,
}

/// When a server ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum End {
    /// When [`Serving::stop`] is called or it is dropped.
    WhenStopped,
    /// Also when the system asks the process to end (SIGTERM, SIGINT; Ctrl+C).
    OnSignal,
}

/// Why a server did not start.
#[derive(Debug, thiserror::Error)]
pub enum ServeError {
    #[error("plain HTTP is served to this machine only; {0} can be reached from elsewhere: serve it by TLS")]
    PlainBeyondThisMachine(SocketAddr),
    #[error("{listen} can't be listened at: {error}")]
    Listen { listen: SocketAddr, error: io::Error },
    #[error(transparent)]
    Certificate(#[from] CertificateError),
    #[error("TLS does not start: {0}")]
    Tls(rustls::Error),
    #[error("the machine gives no threads: {0}")]
    Threads(io::Error),
}

impl ServeError {
    /// Stable, for programs.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::PlainBeyondThisMachine(_) => "plain_beyond_this_machine",
            Self::Listen { .. } => "cannot_listen",
            Self::Certificate(error) => error.code(),
            Self::Tls(_) => "tls_does_not_start",
            Self::Threads(_) => "no_threads",
        }
    }
}

/// Serves until it is stopped, in threads of its own: may be called from anywhere. When this returns, the port is open.
///
/// # Errors
/// If the address can't be listened at, or may not without TLS; if the certificate can't be used.
pub fn serve(
    config: &Config,
    answers: Arc<dyn Answers>,
    clock: Arc<dyn Clock>,
) -> Result<Serving, ServeError> {
    let listen = config.listen;
    if matches!(config.tls, Tls::Plain) && !listen.ip().is_loopback() {
        return Err(ServeError::PlainBeyondThisMachine(listen));
    }
    let tls = accept::acceptor(&config.tls)?;
    let (listener, address) = open(listen).map_err(|error| ServeError::Listen { listen, error })?;
    let stop = watch::Sender::new(false);
    let pokes = Pokes::default();
    let shared = Shared::new(config, answers, clock, pokes.clone(), stop.clone());
    let (limits, end) = (config.limits, config.end);
    let (started, has_started) = mpsc::sync_channel(1);
    let run = move || match runtime(&limits) {
        Ok(runtime) => {
            // Whoever started the server waits for this and is there.
            let _told = started.send(Ok(()));
            runtime.block_on(accept::until_told(listener, tls, Arc::new(shared), end));
            runtime.shutdown_timeout(limits.drain);
        }
        Err(error) => {
            let _told = started.send(Err(error));
        }
    };
    let thread = std::thread::Builder::new()
        .name("sarrera-server".to_owned())
        .spawn(run)
        .map_err(ServeError::Threads)?;
    match has_started.recv() {
        Ok(Ok(())) => Ok(Serving {
            address,
            pokes,
            stop,
            thread: Some(thread),
        }),
        Ok(Err(error)) => Err(ServeError::Threads(error)),
        Err(_ended) => Err(ServeError::Threads(io::Error::other("the thread ended at once"))),
    }
}

fn open(listen: SocketAddr) -> io::Result<(std::net::TcpListener, SocketAddr)> {
    let listener = std::net::TcpListener::bind(listen)?;
    listener.set_nonblocking(true)?;
    let address = listener.local_addr()?;
    Ok((listener, address))
}

fn runtime(limits: &Limits) -> io::Result<Runtime> {
    Builder::new_multi_thread()
        .worker_threads(CARRIERS)
        .max_blocking_threads(limits.answers_at_once.saturating_add(ASIDE))
        .thread_name("sarrera-serve")
        .enable_all()
        .build()
}

/// A server that runs. Dropping it asks it to end and does not wait.
pub struct Serving {
    address: SocketAddr,
    pokes: Pokes,
    stop: watch::Sender<bool>,
    thread: Option<JoinHandle<()>>,
}

impl std::fmt::Debug for Serving {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Serving")
            .field("address", &self.address)
            .finish_non_exhaustive()
    }
}

impl Serving {
    /// Where it listens; with the port that the system gave when 0 was asked for.
    #[must_use]
    pub const fn address(&self) -> SocketAddr {
        self.address
    }

    /// For whoever commits: how listeners learn of it.
    #[must_use]
    pub fn pokes(&self) -> Pokes {
        self.pokes.clone()
    }

    /// Ends it: takes no more callers, ends the streams of news at once, answers what is under way, and returns when
    /// all that is done or [`Limits::drain`] is over.
    pub fn stop(self) {
        self.stop.send_replace(true);
        self.wait();
    }

    /// Returns when it has ended: by a signal, where [`End::OnSignal`] was asked for.
    pub fn wait(mut self) {
        if let Some(thread) = self.thread.take() {
            // A panic in there was said on standard error; there is nothing left to end.
            let _ended = thread.join();
        }
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        self.stop.send_replace(true);
    }
}
