//! Everything that a server says no to: one status and one stable code each, as `{"code":"..."}`.

use crate::answers::Outcome;
use axum::body::Body;
use axum::http::header::{CONTENT_TYPE, RETRY_AFTER};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};

/// Why a request was not answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Refusal {
    UnknownRoute,
    WrongMethod,
    WrongContentType,
    TooLarge,
    BodyTooSlow,
    BodyBroken,
    /// After how many seconds to come again.
    TooManyRequests(u64),
    TooManyListeners,
    Busy,
    Ending,
    NotForYou,
    AnswerFailed,
    /// The engine's own outcome, which had no words.
    Engine(Outcome),
    StorageFailed(&'static str),
}

impl Refusal {
    pub(crate) const fn code(self) -> &'static str {
        match self {
            Self::UnknownRoute => "unknown_route",
            Self::WrongMethod => "wrong_method",
            Self::WrongContentType => "wrong_content_type",
            Self::TooLarge => "too_large",
            Self::BodyTooSlow => "body_too_slow",
            Self::BodyBroken => "body_broken",
            Self::TooManyRequests(_) => "too_many_requests",
            Self::TooManyListeners => "too_many_listeners",
            Self::Busy => "busy",
            Self::Ending => "ending",
            Self::NotForYou => "unauthorized",
            Self::AnswerFailed => "answer_failed",
            Self::Engine(outcome) => outcome_code(outcome),
            Self::StorageFailed(code) => code,
        }
    }

    pub(crate) const fn status(self) -> StatusCode {
        match self {
            Self::UnknownRoute => StatusCode::NOT_FOUND,
            Self::WrongMethod => StatusCode::METHOD_NOT_ALLOWED,
            Self::WrongContentType => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            Self::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::BodyTooSlow => StatusCode::REQUEST_TIMEOUT,
            Self::BodyBroken => StatusCode::BAD_REQUEST,
            Self::TooManyRequests(_) => StatusCode::TOO_MANY_REQUESTS,
            Self::TooManyListeners | Self::Busy | Self::Ending | Self::StorageFailed(_) => {
                StatusCode::SERVICE_UNAVAILABLE
            }
            Self::NotForYou => StatusCode::UNAUTHORIZED,
            Self::AnswerFailed => StatusCode::INTERNAL_SERVER_ERROR,
            Self::Engine(outcome) => outcome_status(outcome),
        }
    }

    const fn retry_after_s(self) -> Option<u64> {
        match self {
            Self::TooManyRequests(seconds) => Some(seconds),
            Self::Busy
            | Self::TooManyListeners
            | Self::Ending
            | Self::Engine(Outcome::TooMany | Outcome::Unavailable) => Some(crate::limits::BUSY_RETRY_S),
            Self::UnknownRoute
            | Self::WrongMethod
            | Self::WrongContentType
            | Self::TooLarge
            | Self::BodyTooSlow
            | Self::BodyBroken
            | Self::NotForYou
            | Self::AnswerFailed
            | Self::StorageFailed(_)
            | Self::Engine(
                Outcome::Ok
                | Outcome::BadRequest
                | Outcome::Unauthorized
                | Outcome::Forbidden
                | Outcome::NotFound
                | Outcome::TooLarge,
            ) => None,
        }
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let mut response = Response::new(Body::from(format!("{{\"code\":\"{}\"}}", self.code())));
        *response.status_mut() = self.status();
        let headers = response.headers_mut();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
        if let Some(seconds) = self.retry_after_s() {
            headers.insert(RETRY_AFTER, HeaderValue::from(seconds));
        }
        response
    }
}

/// The engine's outcome as HTTP says it.
pub(crate) const fn outcome_status(outcome: Outcome) -> StatusCode {
    match outcome {
        Outcome::Ok => StatusCode::OK,
        Outcome::BadRequest => StatusCode::BAD_REQUEST,
        Outcome::Unauthorized => StatusCode::UNAUTHORIZED,
        Outcome::Forbidden => StatusCode::FORBIDDEN,
        Outcome::NotFound => StatusCode::NOT_FOUND,
        Outcome::TooMany => StatusCode::TOO_MANY_REQUESTS,
        Outcome::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
        Outcome::Unavailable => StatusCode::SERVICE_UNAVAILABLE,
    }
}

const fn outcome_code(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Ok => "ok",
        Outcome::BadRequest => "bad_request",
        Outcome::Unauthorized => "unauthorized",
        Outcome::Forbidden => "forbidden",
        Outcome::NotFound => "not_found",
        Outcome::TooMany => "too_many_requests",
        Outcome::TooLarge => "too_large",
        Outcome::Unavailable => "unavailable",
    }
}
