//! `GET /sync/1/news`: a stream of server-sent events that says how far each log reaches, and never what is in it.
//!
//! The first event names every log that the session may pull; from then on only what moved. A listener costs one task
//! that sleeps: a poke wakes it, and two pokes within [`crate::Limits::news_gap`] are one event.

use crate::heads::Heads;
use crate::serve::refusal::Refusal;
use crate::serve::routes::{Shared, session, told_to_end};
use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::http::HeaderValue;
use axum::http::header::{CONTENT_TYPE, HeaderMap};
use axum::response::Response;
use futures_util::stream;
use std::convert::Infallible;
use std::pin::pin;
use std::sync::Arc;
use tokio::sync::{OwnedSemaphorePermit, watch};
use tokio::time::{Interval, interval, sleep};

/// A sign of life: a comment, which no listener takes for news.
const ALIVE: &[u8] = b":\n\n";

pub(crate) async fn listen(
    State(shared): State<Arc<Shared>>,
    headers: HeaderMap,
) -> Result<Response, Refusal> {
    let session = session(&headers);
    shared.pay(session.as_ref())?;
    let stopping = shared.stop.subscribe();
    if *stopping.borrow() {
        return Err(Refusal::Ending);
    }
    let place = Arc::clone(&shared.listeners).try_acquire_owned();
    let place = place.map_err(|_none_free| Refusal::TooManyListeners)?;
    // Watched before it is asked: what is committed in between is told twice, never missed.
    let watch = shared.pokes.watch();
    let told = shared.heads(session.clone()).await?;
    let mut recheck = interval(shared.limits.recheck);
    recheck.reset();
    let listener = Listener {
        first: Some(event(&told)),
        shared,
        session,
        watch,
        stopping,
        recheck,
        told,
        rests: false,
        _place: place,
    };
    let events = stream::unfold(listener, |listener: Listener| async move {
        let (bytes, listener) = listener.next().await?;
        Some((Ok::<_, Infallible>(bytes), listener))
    });
    let mut response = Response::new(Body::from_stream(events));
    let kind = HeaderValue::from_static("text/event-stream");
    response.headers_mut().insert(CONTENT_TYPE, kind);
    Ok(response)
}

struct Listener {
    shared: Arc<Shared>,
    session: Option<Arc<str>>,
    watch: watch::Receiver<Heads>,
    stopping: watch::Receiver<bool>,
    recheck: Interval,
    /// What this listener knows; its logs are those that it may hear of.
    told: Heads,
    first: Option<Bytes>,
    /// It was told something just now.
    rests: bool,
    _place: OwnedSemaphorePermit,
}

impl Listener {
    /// The next bytes of the stream, or its end.
    async fn next(mut self) -> Option<(Bytes, Self)> {
        if let Some(first) = self.first.take() {
            self.rests = true;
            return Some((first, self));
        }
        if self.rests {
            self.rests = false;
            tokio::select! {
                () = told_to_end(&mut self.stopping) => return None,
                () = sleep(self.shared.news_gap()) => {}
            }
        }
        let mut silence = pin!(sleep(self.shared.limits.keep_alive));
        loop {
            let news = tokio::select! {
                biased;
                () = told_to_end(&mut self.stopping) => return None,
                changed = self.watch.changed() => {
                    changed.ok()?;
                    let news = self.watch.borrow_and_update().news_to(&self.told);
                    self.told.update(&news);
                    news
                }
                _ = self.recheck.tick() => self.asked_again().await?,
                () = &mut silence => return Some((Bytes::from_static(ALIVE), self)),
            };
            if !news.0.is_empty() {
                self.rests = true;
                return Some((event(&news), self));
            }
        }
    }

    /// The right to listen may have changed: another role, a stand more, revoked.
    async fn asked_again(&mut self) -> Option<Heads> {
        let heads = self.shared.heads(self.session.clone()).await.ok()?;
        let news = heads
            .0
            .iter()
            .filter(|(log, at)| self.told.0.get(*log) != Some(*at));
        let news = Heads(news.map(|(log, at)| (log.clone(), *at)).collect());
        self.told = heads;
        Some(news)
    }
}

fn event(heads: &Heads) -> Bytes {
    format!("event: news\ndata: {}\n\n", heads.to_json()).into()
}
