//! Which routes there are, what they share, and what happens around each request: its limit, its measure, its line.

use crate::answers::{Answers, Figures};
use crate::heads::{Heads, Pokes};
use crate::limits::{Limits, SESSION_MAX_CHARS};
use crate::serve::metrics::Metrics;
use crate::serve::rate::{Purses, address_of};
use crate::serve::refusal::Refusal;
use crate::serve::{Config, MetricsFor, figures, message, news};
use axum::Router;
use axum::extract::{Request, State};
use axum::http::header::{AUTHORIZATION, HeaderMap};
use axum::http::{HeaderName, HeaderValue};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use sarrera_core::time::Timestamp;
use sarrera_core::world::Clock;
use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::{Semaphore, watch};

const SYNC: &str = "/sync/1";
const NEWS: &str = "/sync/1/news";
const HEALTH: &str = "/healthz";
const METRICS: &str = "/metrics";
const OPENAPI: &str = "/openapi.json";
/// What a path that is none of ours is called in the log: it may hold anything.
const OTHER: &str = "other";

/// Every route with its method; openapi.json describes these.
pub(crate) const ROUTES: [(&str, &str); 5] = [
    ("post", SYNC),
    ("get", NEWS),
    ("get", HEALTH),
    ("get", METRICS),
    ("get", OPENAPI),
];

/// On every answer: nothing here is a page, and nothing may be kept.
const ALWAYS: [(&str, &str); 4] = [
    ("cache-control", "no-store"),
    (
        "content-security-policy",
        "default-src 'none'; frame-ancestors 'none'",
    ),
    ("referrer-policy", "no-referrer"),
    ("x-content-type-options", "nosniff"),
];

/// The address that a connection came from.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Peer(pub(crate) IpAddr);

/// What the routes share.
pub(crate) struct Shared {
    answers: Arc<dyn Answers>,
    clock: Arc<dyn Clock>,
    pub(crate) limits: Limits,
    pub(crate) metrics_for: MetricsFor,
    pub(crate) metrics: Metrics,
    pub(crate) pokes: Pokes,
    pub(crate) stop: watch::Sender<bool>,
    sessions: Purses,
    addresses: Purses,
    /// Messages that wait.
    pub(crate) waiting: Semaphore,
    /// What has arrived of messages that are read.
    pub(crate) reading: Arc<Semaphore>,
    /// Messages that the engine has.
    pub(crate) answering: Arc<Semaphore>,
    pub(crate) listeners: Arc<Semaphore>,
}

impl Shared {
    pub(crate) fn new(
        config: &Config,
        answers: Arc<dyn Answers>,
        clock: Arc<dyn Clock>,
        pokes: Pokes,
        stop: watch::Sender<bool>,
    ) -> Self {
        let limits = config.limits;
        Self {
            answers,
            clock,
            limits,
            metrics_for: config.metrics,
            metrics: Metrics::default(),
            pokes,
            stop,
            sessions: Purses::new(limits.session_rate),
            addresses: Purses::new(limits.address_rate),
            waiting: Semaphore::new(limits.answers_waiting_max),
            reading: Arc::new(Semaphore::new(limits.reading_max_kib)),
            answering: Arc::new(Semaphore::new(limits.answers_at_once)),
            listeners: Arc::new(Semaphore::new(limits.listeners_max)),
        }
    }

    /// Asks what stands behind the routes, on a thread that may wait for the disk.
    pub(crate) async fn aside<T: Send + 'static>(
        self: &Arc<Self>,
        ask: impl FnOnce(&dyn Answers) -> T + Send + 'static,
    ) -> Result<T, Refusal> {
        let shared = Arc::clone(self);
        let asked = tokio::task::spawn_blocking(move || ask(&*shared.answers)).await;
        asked.map_err(|_panicked| {
            tracing::error!("an answer was not finished");
            Refusal::AnswerFailed
        })
    }

    pub(crate) async fn heads(self: &Arc<Self>, session: Option<Arc<str>>) -> Result<Heads, Refusal> {
        let heads = self
            .aside(move |answers| answers.heads(session.as_deref()))
            .await?;
        heads.ok_or(Refusal::NotForYou)
    }

    pub(crate) async fn figures(self: &Arc<Self>) -> Result<Figures, Refusal> {
        self.aside(|answers| answers.figures()).await
    }

    /// The session's request is paid for, or refused.
    pub(crate) fn pay(&self, session: Option<&Arc<str>>) -> Result<(), Refusal> {
        session.map_or(Ok(()), |session| {
            let paid = self.sessions.pay(session, self.clock.now());
            paid.map_err(Refusal::TooManyRequests)
        })
    }

    /// Between two news to one listener, as many as there are now.
    pub(crate) fn news_gap(&self) -> Duration {
        self.limits.news_gap_for(self.listening())
    }

    pub(crate) fn listening(&self) -> usize {
        let free = self.listeners.available_permits();
        self.limits.listeners_max.saturating_sub(free)
    }
}

pub(crate) fn router(shared: Arc<Shared>) -> Router {
    Router::new()
        .route(SYNC, post(message::answer))
        .route(NEWS, get(news::listen))
        .route(HEALTH, get(figures::health))
        .route(METRICS, get(figures::metrics))
        .route(OPENAPI, get(figures::openapi))
        .fallback(unknown_route)
        .method_not_allowed_fallback(wrong_method)
        .layer(from_fn_with_state(Arc::clone(&shared), around))
        .with_state(shared)
}

async fn unknown_route() -> Refusal {
    Refusal::UnknownRoute
}

async fn wrong_method() -> Refusal {
    Refusal::WrongMethod
}

/// Comes when the server is told to end.
pub(crate) async fn told_to_end(stop: &mut watch::Receiver<bool>) {
    // Whoever could tell it is gone: that is an end as well.
    let _told = stop.wait_for(|stop| *stop).await;
}

/// The bearer session, if the request has one that can be one.
pub(crate) fn session(headers: &HeaderMap) -> Option<Arc<str>> {
    let value = headers.get(AUTHORIZATION)?.to_str().ok()?;
    let (scheme, session) = value.split_once(' ')?;
    let fits = scheme.eq_ignore_ascii_case("bearer") && (1..=SESSION_MAX_CHARS).contains(&session.len());
    fits.then(|| session.into())
}

/// What happens around every request, also to a route that does not exist.
async fn around(State(shared): State<Arc<Shared>>, request: Request, next: Next) -> Response {
    let began = shared.clock.now();
    let path = request.uri().path();
    let named = ROUTES.iter().find(|(_, route)| *route == path);
    let route = named.map_or(OTHER, |(_, route)| route);
    let mut response = match pay_for_address(&shared, &request, began) {
        Ok(()) => next.run(request).await,
        Err(refused) => refused.into_response(),
    };
    for (name, value) in ALWAYS {
        let headers = response.headers_mut();
        headers.insert(HeaderName::from_static(name), HeaderValue::from_static(value));
    }
    let status = response.status().as_u16();
    let ms = u64::try_from(shared.clock.now().ms_since(began)).unwrap_or(0);
    shared.metrics.answered(route, status, ms);
    tracing::info!(route, status, ms, "answered");
    response
}

fn pay_for_address(shared: &Shared, request: &Request, now: Timestamp) -> Result<(), Refusal> {
    let Some(Peer(ip)) = request.extensions().get::<Peer>() else {
        return Ok(());
    };
    let paid = shared.addresses.pay(address_of(*ip), now);
    paid.map_err(Refusal::TooManyRequests)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_session_is_read_from_its_header_and_from_nothing_else() {
        let of = |value: &str| {
            let mut headers = HeaderMap::new();
            headers.insert(AUTHORIZATION, HeaderValue::from_str(value).unwrap());
            session(&headers).map(|session| session.to_string())
        };
        assert_eq!(of("Bearer abc"), Some("abc".to_owned()));
        assert_eq!(of("bearer abc"), Some("abc".to_owned()));
        assert_eq!(of("Basic abc"), None);
        assert_eq!(of("Bearer "), None);
        assert_eq!(of(&format!("Bearer {}", "a".repeat(SESSION_MAX_CHARS + 1))), None);
        assert_eq!(session(&HeaderMap::new()), None);
    }
}
