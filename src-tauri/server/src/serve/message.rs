//! `POST /sync/1`: one message of the protocol, bounded in size, time and number, answered beside the carriers.

use crate::answers::{Answered, Answers, Asked, Outcome};
use crate::limits::{BODY_MAX_BYTES, BODY_WITHOUT_SESSION_MAX_BYTES};
use crate::serve::refusal::{Refusal, outcome_status};
use crate::serve::routes::{Peer, Shared, session};
use axum::Extension;
use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::http::HeaderValue;
use axum::http::header::{CONTENT_LENGTH, CONTENT_TYPE, HeaderMap};
use axum::response::{IntoResponse, Response};
use http_body_util::{BodyExt, LengthLimitError, Limited};
use std::sync::Arc;
use tokio::time::timeout;

/// The only kind of body there is; no page of a browser sends it without being asked by us first.
pub(crate) const OCTETS: &str = "application/octet-stream";

pub(crate) async fn answer(
    State(shared): State<Arc<Shared>>,
    Extension(Peer(from)): Extension<Peer>,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, Refusal> {
    let session = session(&headers);
    shared.pay(session.as_ref())?;
    if headers.get(CONTENT_TYPE).is_none_or(|kind| kind != OCTETS) {
        return Err(Refusal::WrongContentType);
    }
    let Ok(_waiting) = shared.waiting.try_acquire() else {
        return Err(Refusal::Busy);
    };
    let bytes_max = if session.is_some() {
        BODY_MAX_BYTES
    } else {
        BODY_WITHOUT_SESSION_MAX_BYTES
    };
    let body = read(&headers, body, bytes_max, &shared).await?;
    shared.metrics.took(body.len());
    let Ok(turn) = Arc::clone(&shared.answering).acquire_owned().await else {
        return Err(Refusal::Ending);
    };
    let ask = move |answers: &dyn Answers| {
        let answered = answers.answer(Asked {
            body: &body,
            session: session.as_deref(),
            from,
        });
        // Kept until the engine is done, also when the caller has gone meanwhile.
        drop(turn);
        answered
    };
    let answered = shared.aside(ask).await?;
    shared.metrics.gave(answered.body.len());
    Ok(said(answered))
}

async fn read(headers: &HeaderMap, body: Body, bytes_max: usize, shared: &Shared) -> Result<Bytes, Refusal> {
    let announced = headers
        .get(CONTENT_LENGTH)
        .and_then(|length| length.to_str().ok()?.parse::<usize>().ok());
    if announced.is_some_and(|bytes| bytes > bytes_max) {
        return Err(Refusal::TooLarge);
    }
    let reading = Limited::new(body, bytes_max).collect();
    let read = timeout(shared.limits.body, reading).await;
    let read = read.map_err(|_elapsed| Refusal::BodyTooSlow)?;
    match read {
        Ok(read) => Ok(read.to_bytes()),
        Err(error) if error.is::<LengthLimitError>() => Err(Refusal::TooLarge),
        Err(_broken) => Err(Refusal::BodyBroken),
    }
}

fn said(answered: Answered) -> Response {
    let refused = Refusal::Engine(answered.outcome);
    if answered.body.is_empty() && answered.outcome != Outcome::Ok {
        return refused.into_response();
    }
    let mut response = Response::new(Body::from(answered.body));
    *response.status_mut() = outcome_status(answered.outcome);
    response
        .headers_mut()
        .insert(CONTENT_TYPE, HeaderValue::from_static(OCTETS));
    response
}
