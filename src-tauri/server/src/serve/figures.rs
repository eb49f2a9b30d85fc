//! How the server is: for a probe, for Prometheus, and what its routes are.

use crate::answers::Storage;
use crate::serve::MetricsFor;
use crate::serve::refusal::Refusal;
use crate::serve::routes::{Peer, Shared};
use axum::Extension;
use axum::body::Body;
use axum::extract::State;
use axum::http::HeaderValue;
use axum::http::header::CONTENT_TYPE;
use axum::response::Response;
use std::sync::Arc;
use std::time::Duration;
use tokio::time::timeout;

/// A database that takes longer to say how it is, is not well.
const FIGURES_WAIT: Duration = Duration::from_secs(5);
const OPENAPI: &str = include_str!("openapi.json");

pub(crate) async fn health(State(shared): State<Arc<Shared>>) -> Result<Response, Refusal> {
    let asked = timeout(FIGURES_WAIT, shared.figures()).await;
    let figures = asked.map_err(|_elapsed| Refusal::Busy)??;
    match figures.storage {
        Storage::Well => Ok(text("application/json", "{\"status\":\"ok\"}".to_owned())),
        Storage::Failed(code) => Err(Refusal::StorageFailed(code)),
    }
}

pub(crate) async fn metrics(
    State(shared): State<Arc<Shared>>,
    Extension(Peer(from)): Extension<Peer>,
) -> Result<Response, Refusal> {
    match shared.metrics_for {
        MetricsFor::ThisMachine if !from.to_canonical().is_loopback() => return Err(Refusal::UnknownRoute),
        MetricsFor::ThisMachine | MetricsFor::Anyone => {}
    }
    let asked = timeout(FIGURES_WAIT, shared.figures()).await;
    let figures = asked.map_err(|_elapsed| Refusal::Busy)??;
    let page = shared.metrics.text(&figures, shared.listening());
    Ok(text("text/plain; version=0.0.4", page))
}

pub(crate) async fn openapi() -> Response {
    text("application/json", OPENAPI.to_owned())
}

fn text(kind: &'static str, text: String) -> Response {
    let mut response = Response::new(Body::from(text));
    let kind = HeaderValue::from_static(kind);
    response.headers_mut().insert(CONTENT_TYPE, kind);
    response
}
