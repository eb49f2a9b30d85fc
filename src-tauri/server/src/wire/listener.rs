//! A thread that listens for news of one event, and says when it is time to look where there is no stream.

use crate::heads::Heads;
use crate::wire::address::ServerAddress;
use crate::wire::backoff::{backoff_ms, poll_after_ms};
use crate::wire::connection::{self, Open, Patience, broken, question, refusal};
use crate::wire::error::WireError;
use crate::wire::events::{Events, NotNews};
use crate::wire::trust::Trust;
use axum::body::Bytes;
use http_body_util::{BodyExt, Full};
use hyper::body::Incoming;
use hyper::client::conn::http1::SendRequest;
use hyper::header::{ACCEPT, CONTENT_TYPE};
use hyper::{Method, StatusCode};
use rustls::ClientConfig;
use sarrera_core::world::{Entropy, random};
use std::io;
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::time::Duration;
use tokio::runtime::Builder;
use tokio::sync::watch;
use tokio::time::{Sleep, sleep, timeout};

const PATH: &str = "/sync/1/news";
/// A server that asks for more is asked again all the same.
const RETRY_AFTER_MAX_S: u64 = 60;
const STREAM: &str = "text/event-stream";

/// What a listener hears.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Heard {
    /// The stream stands; these are the newest positions of all logs that may be pulled.
    Open(Heads),
    /// These logs moved.
    News(Heads),
    /// There is no stream, and it is time to look.
    Poll,
    /// The stream ended or did not come to be; another attempt follows by itself.
    Lost(WireError),
}

/// How a listener waits.
#[derive(Clone, Copy)]
pub struct Pace {
    pub patience: Patience,
    /// A stream without any sign of life for so long is dead: three of the server's.
    pub silence: Duration,
    /// See [`backoff_ms`].
    pub backoff_ms: fn(u32, u64) -> u64,
    /// See [`poll_after_ms`].
    pub poll_after_ms: fn(u64) -> u64,
}

impl std::fmt::Debug for Pace {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Pace")
            .field("silence", &self.silence)
            .finish_non_exhaustive()
    }
}

impl Default for Pace {
    fn default() -> Self {
        Self {
            patience: Patience::default(),
            silence: Duration::from_secs(16),
            backoff_ms,
            poll_after_ms,
        }
    }
}

/// Listens until it is dropped.
pub struct NewsListener {
    told: watch::Sender<Told>,
}

/// What the listener's owner tells it.
#[derive(Clone)]
struct Told {
    session: Option<Arc<str>>,
    stop: bool,
}

impl std::fmt::Debug for NewsListener {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("NewsListener").finish_non_exhaustive()
    }
}

impl Drop for NewsListener {
    fn drop(&mut self) {
        self.told.send_modify(|told| told.stop = true);
    }
}

impl NewsListener {
    /// Listens at the first of these addresses that answers. `heard` is called on the listener's own thread, which hears
    /// nothing until it returns: it should pass the word on and no more.
    ///
    /// # Errors
    /// If the machine gives no thread.
    pub fn start(
        addresses: Vec<ServerAddress>,
        trust: &Trust,
        session: Option<&str>,
        pace: Pace,
        entropy: Arc<dyn Entropy>,
        heard: impl FnMut(Heard) + Send + 'static,
    ) -> Result<Self, WireError> {
        let machine = |error: io::Error| WireError::Machine(error.to_string());
        let runtime = Builder::new_current_thread()
            .enable_all()
            .build()
            .map_err(machine)?;
        let told = watch::Sender::new(Told {
            session: session.map(Arc::from),
            stop: false,
        });
        let ear = Ear {
            addresses,
            tls: Arc::new(trust.client_config()?),
            pace,
            entropy,
            told: told.subscribe(),
            poll: None,
            heard: Box::new(heard),
        };
        std::thread::Builder::new()
            .name("sarrera-news".to_owned())
            .spawn(move || runtime.block_on(ear.listen()))
            .map_err(machine)?;
        Ok(Self { told })
    }

    /// Listens as this session from now on: a stream that was refused to the old one is asked for again at once.
    pub fn session(&self, session: Option<&str>) {
        self.told
            .send_modify(|told| told.session = session.map(Arc::from));
    }
}

/// The listener's own thread.
struct Ear {
    addresses: Vec<ServerAddress>,
    tls: Arc<ClientConfig>,
    pace: Pace,
    entropy: Arc<dyn Entropy>,
    told: watch::Receiver<Told>,
    /// The next look, while there is no stream.
    poll: Option<Pin<Box<Sleep>>>,
    heard: Box<dyn FnMut(Heard) + Send>,
}

/// How a stream came to its end.
enum Ended {
    Lost { why: WireError, stood: bool },
    NewSession,
}

impl Ear {
    async fn listen(mut self) {
        let mut told = self.told.clone();
        tokio::select! {
            biased;
            // Stopped, or its owner is gone.
            _ = told.wait_for(|told| told.stop) => {}
            () = self.attempts() => {}
        }
    }

    async fn attempts(&mut self) {
        let mut failed = 0_u32;
        // The word to stop is told to those who wait one by one: a stream's end can be seen before it.
        while !self.told.borrow().stop {
            let (why, stood) = match self.attempt().await {
                Ended::NewSession => {
                    failed = 0;
                    continue;
                }
                Ended::Lost { why, stood } => (why, stood),
            };
            if stood {
                failed = 0;
            }
            let wait = self.wait(failed, &why);
            failed = failed.saturating_add(1);
            (self.heard)(Heard::Lost(why));
            let mut told = self.told.clone();
            let waited = async move {
                tokio::select! {
                    () = sleep(wait) => {}
                    _ = told.changed() => {}
                }
            };
            self.meanwhile(waited).await;
        }
    }

    fn wait(&self, failed: u32, why: &WireError) -> Duration {
        let drawn = (self.pace.backoff_ms)(failed, self.random());
        let asked_for = match why {
            WireError::Refused { retry_after_s, .. } => retry_after_s.unwrap_or(0).min(RETRY_AFTER_MAX_S),
            WireError::Unreachable(_)
            | WireError::TimedOut
            | WireError::NotOurs { .. }
            | WireError::NotTrusted(_)
            | WireError::Broken(_)
            | WireError::TooLarge
            | WireError::Machine(_) => 0,
        };
        Duration::from_millis(drawn).saturating_add(Duration::from_secs(asked_for))
    }

    /// One stream from its opening to its end.
    async fn attempt(&mut self) -> Ended {
        let session = self.told.borrow_and_update().session.clone();
        let (addresses, tls) = (self.addresses.clone(), Arc::clone(&self.tls));
        let patience = self.pace.patience;
        let opened = self.meanwhile(async move { open(&addresses, &tls, session, patience).await });
        match opened.await {
            // The connection lives as long as `_send`.
            Ok((_send, body)) => {
                self.poll = None;
                self.follow(body).await
            }
            Err(why) => Ended::Lost { why, stood: false },
        }
    }

    async fn follow(&mut self, mut body: Incoming) -> Ended {
        let mut events = Events::default();
        let (mut opened, mut stood) = (false, false);
        loop {
            let frame = tokio::select! {
                frame = timeout(self.pace.silence, body.frame()) => frame,
                _ = self.told.changed() => return Ended::NewSession,
            };
            let taken = match frame {
                Ok(Some(Ok(frame))) => events.take(frame.data_ref().map_or(&[][..], |bytes| bytes.as_ref())),
                Ok(Some(Err(error))) => {
                    return Ended::Lost {
                        why: broken(&error),
                        stood,
                    };
                }
                Ok(None) => {
                    let why = WireError::Broken("the stream ended".to_owned());
                    return Ended::Lost { why, stood };
                }
                Err(_elapsed) => {
                    return Ended::Lost {
                        why: WireError::TimedOut,
                        stood,
                    };
                }
            };
            let news = match taken {
                Ok(news) => news,
                Err(NotNews) => {
                    let why = WireError::Broken("the stream holds no news".to_owned());
                    return Ended::Lost { why, stood };
                }
            };
            // A server that opens a stream and ends it at once is not asked again and again without a pause.
            stood = opened;
            for heads in news {
                (self.heard)(if opened {
                    Heard::News(heads)
                } else {
                    Heard::Open(heads)
                });
                opened = true;
            }
        }
    }

    /// Waits for something, and looks from time to time.
    async fn meanwhile<T>(&mut self, something: impl Future<Output = T>) -> T {
        let mut something = pin!(something);
        loop {
            let after = (self.pace.poll_after_ms)(self.random());
            let poll = self
                .poll
                .get_or_insert_with(|| Box::pin(sleep(Duration::from_millis(after))));
            tokio::select! {
                biased;
                came = &mut something => return came,
                () = poll => {
                    self.poll = None;
                    (self.heard)(Heard::Poll);
                }
            }
        }
    }

    fn random(&self) -> u64 {
        u64::from_le_bytes(random(&*self.entropy))
    }
}

/// Opens a stream at the first address that has one.
async fn open(
    addresses: &[ServerAddress],
    tls: &Arc<ClientConfig>,
    session: Option<Arc<str>>,
    patience: Patience,
) -> Result<(SendRequest<Full<Bytes>>, Incoming), WireError> {
    let mut first_failure = None;
    for address in addresses {
        let opened = async {
            let open = connection::open(address, tls, patience.connect).await?;
            timeout(patience.whole, asked(open, address, session.as_deref()))
                .await
                .map_err(|_elapsed| WireError::TimedOut)?
        };
        match opened.await {
            Ok(opened) => return Ok(opened),
            Err(failure) if failure.is_of_this_address() => {
                first_failure.get_or_insert(failure);
            }
            Err(failure) => return Err(failure),
        }
    }
    Err(first_failure.unwrap_or_else(|| WireError::Unreachable("there is no address".to_owned())))
}

async fn asked(
    open: Open,
    address: &ServerAddress,
    session: Option<&str>,
) -> Result<(SendRequest<Full<Bytes>>, Incoming), WireError> {
    let mut send = open.send;
    let request = question(Method::GET, PATH, address, session)?
        .header(ACCEPT, STREAM)
        .body(Full::default())
        .map_err(|error| WireError::Machine(error.to_string()))?;
    let answer = send.send_request(request).await.map_err(|error| broken(&error))?;
    if answer.status() != StatusCode::OK {
        return Err(refusal(answer).await);
    }
    if answer
        .headers()
        .get(CONTENT_TYPE)
        .is_none_or(|kind| kind != STREAM)
    {
        return Err(WireError::Broken("the answer is no stream of news".to_owned()));
    }
    Ok((send, answer.into_body()))
}
