//! The door: connections are taken as long as there is room, shake hands within their time, and are let go in peace.

use crate::certificate;
use crate::limits::{HEAD_MAX_BYTES, Limits};
use crate::serve::rate::address_of;
use crate::serve::routes::{self, Peer, Shared, told_to_end};
use crate::serve::{End, ServeError, Tls};
use axum::Router;
use axum::extract::Request;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::{GracefulShutdown, Watcher};
use rustls::ServerConfig;
use rustls::server::ResolvesServerCert;
use rustls::sign::SingleCertAndKey;
use std::collections::HashMap;
use std::future::pending;
use std::io;
use std::net::{IpAddr, SocketAddr};
use std::pin::pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore, watch};
use tokio::time::{sleep, timeout};
use tokio_rustls::TlsAcceptor;
use tower_service::Service;

/// After the system refused a connection, for want of files mostly.
const PAUSE: Duration = Duration::from_millis(100);

/// How connections are secured; nothing where they need not be.
pub(super) fn acceptor(tls: &Tls) -> Result<Option<TlsAcceptor>, ServeError> {
    let shown = match tls {
        Tls::Plain => return Ok(None),
        Tls::Device(key) => certificate::of_device(Arc::clone(key))?,
        Tls::Files { certificate, key } => certificate::from_files(certificate, key)?,
    };
    let resolver: Arc<dyn ResolvesServerCert> = Arc::new(SingleCertAndKey::from(shown));
    let mut config = ServerConfig::builder_with_provider(certificate::provider())
        .with_protocol_versions(&[&rustls::version::TLS13])
        .map_err(ServeError::Tls)?
        .with_no_client_auth()
        .with_cert_resolver(resolver);
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    Ok(Some(TlsAcceptor::from(Arc::new(config))))
}

/// Takes connections until the server is told to end, then lets those that are open finish.
pub(super) async fn until_told(
    listener: std::net::TcpListener,
    tls: Option<TlsAcceptor>,
    shared: Arc<Shared>,
    end: End,
) {
    let listener = match TcpListener::from_std(listener) {
        Ok(listener) => listener,
        Err(error) => {
            tracing::error!(%error, "does not listen");
            return;
        }
    };
    let limits = shared.limits;
    let room = Arc::new(Semaphore::new(limits.connections_max));
    let few = Few::of(limits.connections_of_address_max);
    let open = GracefulShutdown::new();
    let router = routes::router(Arc::clone(&shared));
    let mut stopping = shared.stop.subscribe();
    let mut signal = pin!(signal(end));
    tracing::info!(secured = tls.is_some(), "serving");
    loop {
        let next = tokio::select! {
            biased;
            () = told_to_end(&mut stopping) => break,
            () = &mut signal => break,
            next = next(&listener, &room) => next,
        };
        let (stream, peer, place) = match next {
            Ok(next) => next,
            Err(error) => {
                tracing::warn!(%error, "a connection was not taken");
                sleep(PAUSE).await;
                continue;
            }
        };
        let Some(of_address) = few.one_more(peer.ip()) else {
            // One address has half of the room at most.
            tracing::info!("a connection too many of one address");
            continue;
        };
        let talk = Talk {
            router: router.clone(),
            from: peer.ip(),
            limits,
            watcher: open.watcher(),
            _place: (place, of_address),
        };
        tokio::spawn(talk.begin(stream, tls.clone(), shared.stop.subscribe()));
    }
    drop(listener);
    tracing::info!("ending");
    shared.stop.send_replace(true);
    if timeout(limits.drain, open.shutdown()).await.is_err() {
        tracing::warn!("ended before everything was answered");
    }
    tracing::info!("ended");
}

async fn next(
    listener: &TcpListener,
    room: &Arc<Semaphore>,
) -> io::Result<(TcpStream, SocketAddr, OwnedSemaphorePermit)> {
    let place = Arc::clone(room).acquire_owned().await.map_err(io::Error::other)?;
    let (stream, peer) = listener.accept().await?;
    stream.set_nodelay(true)?;
    Ok((stream, peer, place))
}

/// One connection and what it needs.
struct Talk {
    router: Router,
    from: IpAddr,
    limits: Limits,
    watcher: Watcher,
    _place: (OwnedSemaphorePermit, OfAddress),
}

/// How many connections each address has open.
#[derive(Clone)]
struct Few {
    max: usize,
    open: Arc<Mutex<HashMap<u64, usize>>>,
}

/// One connection of an address, as long as it is open.
struct OfAddress {
    address: u64,
    few: Few,
}

impl Few {
    fn of(max: usize) -> Self {
        Self {
            max,
            open: Arc::default(),
        }
    }

    fn one_more(&self, from: IpAddr) -> Option<OfAddress> {
        let address = address_of(from);
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        let count = open.entry(address).or_default();
        if *count >= self.max {
            return None;
        }
        *count += 1;
        Some(OfAddress {
            address,
            few: self.clone(),
        })
    }
}

impl Drop for OfAddress {
    fn drop(&mut self) {
        let mut open = self.few.open.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(count) = open.get_mut(&self.address) {
            *count = count.saturating_sub(1);
            if *count == 0 {
                open.remove(&self.address);
            }
        }
    }
}

impl Talk {
    async fn begin(self, stream: TcpStream, tls: Option<TlsAcceptor>, mut stopping: watch::Receiver<bool>) {
        let Some(tls) = tls else {
            return self.hold(stream).await;
        };
        let shaken = tokio::select! {
            () = told_to_end(&mut stopping) => return,
            shaken = timeout(self.limits.handshake, tls.accept(stream)) => shaken,
        };
        match shaken {
            Ok(Ok(stream)) => self.hold(stream).await,
            Ok(Err(_)) | Err(_) => tracing::info!("no handshake"),
        }
    }

    /// Answers the connection's requests until one side ends it.
    async fn hold(self, stream: impl AsyncRead + AsyncWrite + Unpin + Send + 'static) {
        let (router, from) = (self.router, self.from);
        let answer = service_fn(move |mut request: Request<Incoming>| {
            request.extensions_mut().insert(Peer(from));
            router.clone().call(request)
        });
        let connection = http1::Builder::new()
            .timer(TokioTimer::new())
            .header_read_timeout(self.limits.head)
            .max_buf_size(HEAD_MAX_BYTES)
            .serve_connection(TokioIo::new(stream), answer);
        if self.watcher.watch(connection).await.is_err() {
            tracing::info!("a connection broke");
        }
    }
}

/// Comes when the system asks the process to end, if that ends this server.
async fn signal(end: End) {
    match end {
        End::WhenStopped => pending().await,
        End::OnSignal => asked_to_end().await,
    }
}

#[cfg(unix)]
async fn asked_to_end() {
    use tokio::signal::unix::{SignalKind, signal};
    let Ok(mut terminate) = signal(SignalKind::terminate()) else {
        return pending().await;
    };
    tokio::select! {
        _ = terminate.recv() => {}
        _ = tokio::signal::ctrl_c() => {}
    }
}

#[cfg(not(unix))]
async fn asked_to_end() {
    if tokio::signal::ctrl_c().await.is_err() {
        pending().await
    }
}
