//! `POST /sync/1`: one message of the protocol, bounded in size, time and number, answered beside the carriers.

use crate::answers::{Answered, Answers, Asked, Outcome};
use crate::limits::{BODY_MAX_BYTES, BODY_WITHOUT_SESSION_MAX_BYTES, PIECE_BYTES};
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
use std::time::Duration;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
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
    let (bytes_max, within) = if session.is_some() {
        (BODY_MAX_BYTES, shared.limits.body)
    } else {
        (BODY_WITHOUT_SESSION_MAX_BYTES, shared.limits.body_without_session)
    };
    let (body, _room) = read(&headers, body, (bytes_max, within), &shared.reading).await?;
    // Only now: whoever sends nothing stands in nobody's way.
    let Ok(_waiting) = shared.waiting.try_acquire() else {
        return Err(Refusal::Busy);
    };
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

/// A body, and the room that it takes for as long as that is kept.
async fn read(
    headers: &HeaderMap,
    body: Body,
    (bytes_max, within): (usize, Duration),
    room: &Arc<Semaphore>,
) -> Result<(Bytes, Option<OwnedSemaphorePermit>), Refusal> {
    let announced = headers
        .get(CONTENT_LENGTH)
        .and_then(|length| length.to_str().ok()?.parse::<usize>().ok());
    if announced.is_some_and(|bytes| bytes > bytes_max) {
        return Err(Refusal::TooLarge);
    }
    let read = timeout(within, all_of(Limited::new(body, bytes_max), room)).await;
    read.map_err(|_elapsed| Refusal::BodyTooSlow)?
}

/// Reads on to the end, taking room for what has arrived.
async fn all_of(
    mut body: Limited<Body>,
    room: &Arc<Semaphore>,
) -> Result<(Bytes, Option<OwnedSemaphorePermit>), Refusal> {
    let mut whole = Vec::new();
    let mut held: Option<OwnedSemaphorePermit> = None;
    while let Some(frame) = body.frame().await {
        let frame = frame.map_err(|error| {
            if error.is::<LengthLimitError>() {
                Refusal::TooLarge
            } else {
                Refusal::BodyBroken
            }
        })?;
        let Ok(piece) = frame.into_data() else { continue };
        whole.extend_from_slice(&piece);
        let has = held.as_ref().map_or(0, OwnedSemaphorePermit::num_permits);
        let more = u32::try_from(whole.len().div_ceil(PIECE_BYTES).saturating_sub(has));
        let more = more.map_err(|_absurd| Refusal::TooLarge)?;
        let more = Arc::clone(room).try_acquire_many_owned(more);
        let more = more.map_err(|_none_left| Refusal::Busy)?;
        match &mut held {
            Some(held) => held.merge(more),
            None => held = Some(more),
        }
    }
    Ok((whole.into(), held))
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
