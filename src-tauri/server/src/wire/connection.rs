//! One connection to a server: opened within its time, verified before a byte of ours is sent.

use crate::certificate;
use crate::wire::address::ServerAddress;
use crate::wire::error::WireError;
use crate::wire::trust::{self, ServerKey};
use axum::body::Bytes;
use http_body_util::{BodyExt, Full, LengthLimitError, Limited};
use hyper::body::Incoming;
use hyper::client::conn::http1::{SendRequest, handshake};
use hyper::header::{AUTHORIZATION, CONTENT_TYPE, HOST, HeaderValue, RETRY_AFTER, USER_AGENT};
use hyper::http::request::Builder;
use hyper::{Method, Request, Response, StatusCode};
use hyper_util::rt::TokioIo;
use rustls::ClientConfig;
use std::io;
use std::sync::Arc;
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpStream, lookup_host};
use tokio::time::timeout;
use tokio_rustls::TlsConnector;

/// The largest refusal that is read.
const REFUSAL_MAX_BYTES: usize = 64 * 1024;
/// The longest code that is passed on.
const CODE_MAX_CHARS: usize = 64;
/// Which program asks; not which version, which is said in the protocol to servers that are believed.
const AGENT: &str = "sarrera";

/// How long a desk waits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Patience {
    /// For a connection and its handshake, for each address.
    pub connect: Duration,
    /// For everything from the question to the last byte of the answer.
    pub whole: Duration,
}

impl Default for Patience {
    fn default() -> Self {
        Self {
            connect: Duration::from_secs(5),
            whole: Duration::from_secs(60),
        }
    }
}

/// An open connection.
pub(crate) struct Open {
    pub(crate) send: SendRequest<Full<Bytes>>,
    pub(crate) server: ServerKey,
}

/// Opens a connection to this address.
pub(crate) async fn open(
    address: &ServerAddress,
    tls: &Arc<ClientConfig>,
    within: Duration,
) -> Result<Open, WireError> {
    let opened = timeout(within, opened(address, tls)).await;
    opened.map_err(|_elapsed| WireError::TimedOut)?
}

async fn opened(address: &ServerAddress, tls: &Arc<ClientConfig>) -> Result<Open, WireError> {
    let unreachable = |error: io::Error| WireError::Unreachable(error.to_string());
    let found: Vec<_> = lookup_host(address.target())
        .await
        .map_err(unreachable)?
        .collect();
    if !address.is_secured() && found.iter().any(|socket| !socket.ip().is_loopback()) {
        return Err(WireError::Unreachable(
            "the name is not this machine's".to_owned(),
        ));
    }
    let stream = TcpStream::connect(found.as_slice()).await.map_err(unreachable)?;
    stream.set_nodelay(true).map_err(unreachable)?;
    if !address.is_secured() {
        return speak(stream, ServerKey::ThisMachine).await;
    }
    let name = address
        .server_name()
        .ok_or_else(|| WireError::Unreachable("not a name of a server".to_owned()))?;
    let connector = TlsConnector::from(Arc::clone(tls));
    let stream = connector
        .connect(name, stream)
        .await
        .map_err(|error| trust::why(&error))?;
    let (_, session) = stream.get_ref();
    let shown = session.peer_certificates().and_then(|chain| chain.first());
    let server = shown
        .and_then(certificate::device_key)
        .map_or(ServerKey::Named, ServerKey::Device);
    speak(stream, server).await
}

async fn speak<S>(stream: S, server: ServerKey) -> Result<Open, WireError>
where
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    let (send, connection) = handshake(TokioIo::new(stream))
        .await
        .map_err(|error| broken(&error))?;
    // Ends with the connection; what breaks there is said by the request that it breaks.
    tokio::spawn(async move {
        let _ended = connection.await;
    });
    Ok(Open { send, server })
}

/// A question to this server, with everything but its body.
pub(crate) fn question(
    method: Method,
    path: &str,
    address: &ServerAddress,
    session: Option<&str>,
) -> Result<Builder, WireError> {
    let mut builder = Request::builder()
        .method(method)
        .uri(path)
        .header(HOST, address.authority())
        .header(USER_AGENT, AGENT);
    if let Some(session) = session {
        let bearer = HeaderValue::from_str(&format!("Bearer {session}"));
        let mut bearer = bearer.map_err(|error| WireError::Machine(error.to_string()))?;
        bearer.set_sensitive(true);
        builder = builder.header(AUTHORIZATION, bearer);
    }
    Ok(builder)
}

/// What hyper says of a connection that did not hold.
pub(crate) fn broken(error: &hyper::Error) -> WireError {
    WireError::Broken(error.to_string())
}

/// All of a body, if it is not larger than this.
pub(crate) async fn read(body: Incoming, bytes_max: usize) -> Result<Vec<u8>, WireError> {
    match Limited::new(body, bytes_max).collect().await {
        Ok(read) => Ok(read.to_bytes().to_vec()),
        Err(error) if error.is::<LengthLimitError>() => Err(WireError::TooLarge),
        Err(error) => Err(WireError::Broken(error.to_string())),
    }
}

/// What a server means that did not answer with 200.
pub(crate) async fn refusal(response: Response<Incoming>) -> WireError {
    let status = response.status();
    let header = |name| {
        response
            .headers()
            .get(name)
            .and_then(|value: &HeaderValue| value.to_str().ok())
    };
    let retry_after_s = header(RETRY_AFTER).and_then(|seconds| seconds.parse().ok());
    let is_json = header(CONTENT_TYPE).is_some_and(|kind| kind.starts_with("application/json"));
    // A refusal whose words do not arrive is one all the same.
    let body = read(response.into_body(), REFUSAL_MAX_BYTES)
        .await
        .unwrap_or_default();
    let code = is_json.then(|| code(&body)).flatten();
    WireError::Refused {
        status: status.as_u16(),
        code: code.unwrap_or_else(|| by_status(status).to_owned()),
        retry_after_s,
        body: if is_json { Vec::new() } else { body },
    }
}

/// The code in `{"code":"..."}`, if it is one.
fn code(body: &[u8]) -> Option<String> {
    let said: serde_json::Value = serde_json::from_slice(body).ok()?;
    let code = said.get("code")?.as_str()?;
    let is_code = code
        .bytes()
        .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_');
    (is_code && (1..=CODE_MAX_CHARS).contains(&code.len())).then(|| code.to_owned())
}

fn by_status(status: StatusCode) -> &'static str {
    if status.is_redirection() {
        return "redirected";
    }
    match status.as_u16() {
        401 => "unauthorized",
        403 => "forbidden",
        404 => "unknown_route",
        413 => "too_large",
        429 => "too_many_requests",
        503 => "unavailable",
        _other => "refused",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_looks_like_a_code_is_passed_on() {
        assert_eq!(code(br#"{"code":"too_large"}"#).as_deref(), Some("too_large"));
        assert_eq!(code(br#"{"code":"<b>Hello</b>"}"#), None);
        assert_eq!(code(br#"{"code":""}"#), None);
        assert_eq!(code(br#"{"code":7}"#), None);
        assert_eq!(code(b"not json"), None);
        let long = format!("{{\"code\":\"{}\"}}", "a".repeat(65));
        assert_eq!(code(long.as_bytes()), None);
    }
}
