//! Messages of the protocol to one server and back, one at a time, on a connection that is kept.

use crate::limits::{BODY_MAX_BYTES, BODY_WITHOUT_SESSION_MAX_BYTES};
use crate::wire::address::ServerAddress;
use crate::wire::connection::{self, Open, Patience, broken, question, refusal};
use crate::wire::error::WireError;
use crate::wire::trust::{ServerKey, Trust};
use axum::body::Bytes;
use http_body_util::Full;
use hyper::body::Incoming;
use hyper::header::CONTENT_TYPE;
use hyper::{Method, Request, Response, StatusCode};
use rustls::ClientConfig;
use std::sync::Arc;
use std::time::Duration;
use tokio::runtime::{Builder, Runtime};
use tokio::time::timeout;

const PATH: &str = "/sync/1";
const OCTETS: &str = "application/octet-stream";
/// The largest answer that is read: a page of 5,000 ops is far smaller when it is compressed.
const ANSWER_MAX_BYTES: usize = 16 * 1024 * 1024;

/// A line to one server, which may have several addresses. It belongs to one thread, which waits while it asks; not one
/// of an async runtime.
pub struct Wire {
    runtime: Runtime,
    addresses: Vec<ServerAddress>,
    tls: Arc<ClientConfig>,
    patience: Patience,
    /// The connection that was used last, and which of the addresses it leads to.
    open: Option<(usize, Open)>,
    /// Where the server was last found: asked first.
    last: usize,
}

/// An answer, and who gave it.
#[derive(Clone, PartialEq, Eq)]
pub struct Reply {
    pub body: Vec<u8>,
    pub server: ServerKey,
    pub address: ServerAddress,
}

impl std::fmt::Debug for Reply {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Reply")
            .field("bytes", &self.body.len())
            .field("server", &self.server)
            .finish_non_exhaustive()
    }
}

impl std::fmt::Debug for Wire {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Wire")
            .field("addresses", &self.addresses)
            .finish_non_exhaustive()
    }
}

impl Wire {
    /// A line to the server at these addresses, which are tried in their order. Nothing is sent yet.
    ///
    /// # Errors
    /// If the machine gives no sockets to wait on.
    pub fn new(addresses: Vec<ServerAddress>, trust: &Trust, patience: Patience) -> Result<Self, WireError> {
        let runtime = Builder::new_current_thread().enable_all().build();
        Ok(Self {
            runtime: runtime.map_err(|error| WireError::Machine(error.to_string()))?,
            addresses,
            tls: Arc::new(trust.client_config()?),
            patience,
            open: None,
            last: 0,
        })
    }

    /// Sends a message and waits for its answer. A message may arrive twice: a connection that the server has closed
    /// meanwhile is opened again. Redirections and proxies are not followed.
    ///
    /// # Errors
    /// If the server can't be reached or is none of ours, is too slow, or answers with another status than 200.
    pub fn post(&mut self, session: Option<&str>, body: Vec<u8>) -> Result<Reply, WireError> {
        self.post_within(session, body, self.patience.whole)
    }

    /// As [`Wire::post`], and gives up sooner where this is sooner.
    ///
    /// # Errors
    /// As [`Wire::post`].
    pub fn post_within(
        &mut self,
        session: Option<&str>,
        body: Vec<u8>,
        within: Duration,
    ) -> Result<Reply, WireError> {
        let within = within.min(self.patience.whole);
        let bytes_max = session.map_or(BODY_WITHOUT_SESSION_MAX_BYTES, |_| BODY_MAX_BYTES);
        if body.len() > bytes_max {
            return Err(WireError::TooLarge);
        }
        let mut line = Line {
            addresses: &self.addresses,
            tls: &self.tls,
            patience: self.patience,
            open: self.open.take(),
            last: self.last,
        };
        let asked = self.runtime.block_on(async {
            let asked = timeout(within, line.ask(session, body.into())).await;
            asked.map_err(|_elapsed| WireError::TimedOut)?
        });
        self.last = line.last;
        if asked.is_ok() {
            self.open = line.open;
        }
        asked
    }

    /// Who answered last, while the connection is open.
    #[must_use]
    pub fn server(&self) -> Option<&ServerKey> {
        self.open.as_ref().map(|(_, open)| &open.server)
    }
}

/// What one question needs of the wire.
struct Line<'a> {
    addresses: &'a [ServerAddress],
    tls: &'a Arc<ClientConfig>,
    patience: Patience,
    open: Option<(usize, Open)>,
    last: usize,
}

impl Line<'_> {
    async fn ask(&mut self, session: Option<&str>, body: Bytes) -> Result<Reply, WireError> {
        if let Some((at, open)) = self.open.take() {
            // The server may have closed it since; then it never saw this message, or saw it and will see it again.
            let kept = self.ask_on(at, open, session, body.clone()).await;
            if !matches!(kept, Err(WireError::Broken(_))) {
                return kept;
            }
        }
        let mut first_failure = None;
        for turn in 0..self.addresses.len() {
            let at = (self.last + turn) % self.addresses.len();
            let Some(address) = self.addresses.get(at) else {
                continue;
            };
            match connection::open(address, self.tls, self.patience.connect).await {
                Ok(open) => {
                    self.last = at;
                    return self.ask_on(at, open, session, body).await;
                }
                Err(failure) if failure.is_of_this_address() => {
                    first_failure.get_or_insert(failure);
                }
                Err(failure) => return Err(failure),
            }
        }
        Err(first_failure.unwrap_or_else(|| WireError::Unreachable("there is no address".to_owned())))
    }

    async fn ask_on(
        &mut self,
        at: usize,
        mut open: Open,
        session: Option<&str>,
        body: Bytes,
    ) -> Result<Reply, WireError> {
        let Some(address) = self.addresses.get(at) else {
            return Err(WireError::Unreachable("there is no such address".to_owned()));
        };
        let request = request(address, session, body)?;
        open.send.ready().await.map_err(|error| broken(&error))?;
        let answer = open.send.send_request(request).await;
        let answer = answer.map_err(|error| broken(&error))?;
        let body = answer_of(answer).await?;
        let reply = Reply {
            body,
            server: open.server.clone(),
            address: address.clone(),
        };
        self.open = Some((at, open));
        Ok(reply)
    }
}

fn request(
    address: &ServerAddress,
    session: Option<&str>,
    body: Bytes,
) -> Result<Request<Full<Bytes>>, WireError> {
    question(Method::POST, PATH, address, session)?
        .header(CONTENT_TYPE, OCTETS)
        .body(Full::new(body))
        .map_err(|error| WireError::Machine(error.to_string()))
}

async fn answer_of(response: Response<Incoming>) -> Result<Vec<u8>, WireError> {
    if response.status() != StatusCode::OK {
        return Err(refusal(response).await);
    }
    // A captive portal of the hall's network says 200 to everything.
    let kind = response.headers().get(CONTENT_TYPE);
    if kind.is_none_or(|kind| kind != OCTETS) {
        return Err(WireError::Broken("the answer is none of the protocol".to_owned()));
    }
    connection::read(response.into_body(), ANSWER_MAX_BYTES).await
}
