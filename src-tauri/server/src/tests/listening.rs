//! A desk that listens: through servers that end and come again, refusals, silence.

use super::stand_in::*;
use crate::*;
use std::net::{SocketAddr, TcpListener};
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

/// Tries again at once, and hardly ever looks.
fn quick() -> Pace {
    Pace {
        backoff_ms: |_, random| random % 5,
        poll_after_ms: |_| 3_600_000,
        ..Pace::default()
    }
}

fn listener(at: SocketAddr, session: Option<&str>, pace: Pace) -> (NewsListener, Receiver<Heard>) {
    let (said, heard) = channel();
    let pass_on = move |what| {
        let _gone = said.send(what);
    };
    let trust = Trust::devices([]);
    let listener = NewsListener::start(vec![plain(at)], &trust, session, pace, entropy(), pass_on);
    (listener.unwrap(), heard)
}

fn lost(heard: &Receiver<Heard>) -> WireError {
    match heard.recv().unwrap() {
        Heard::Lost(why) => why,
        other @ (Heard::Open(_) | Heard::News(_) | Heard::Poll) => panic!("{other:?}"),
    }
}

/// The next that is not another failed attempt.
fn after_failures(heard: &Receiver<Heard>) -> Heard {
    loop {
        match heard.recv().unwrap() {
            Heard::Lost(_) => {}
            other @ (Heard::Open(_) | Heard::News(_) | Heard::Poll) => return other,
        }
    }
}

#[test]
fn a_desk_hears_what_moves_and_survives_that_its_server_starts_again() {
    let first = house(&config());
    let at = first.at();
    let (_listener, heard) = listener(at, Some(DESK), quick());
    assert_eq!(
        heard.recv().unwrap(),
        Heard::Open(heads(&[("core", 5), ("public", 2)]))
    );
    first.serving.pokes().poke(&heads(&[("core", 6)]));
    assert_eq!(heard.recv().unwrap(), Heard::News(heads(&[("core", 6)])));
    first.serving.stop();
    assert_eq!(lost(&heard).code(), "connection_broken");
    let _second = house(&Config {
        listen: at,
        ..config()
    });
    assert_eq!(
        after_failures(&heard),
        Heard::Open(heads(&[("core", 5), ("public", 2)]))
    );
}

#[test]
fn without_a_stream_a_desk_is_told_when_to_look() {
    let nobody = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let pace = Pace {
        backoff_ms: |_, _| 3_600_000,
        poll_after_ms: |_| 5,
        ..Pace::default()
    };
    let (_listener, heard) = listener(nobody, Some(DESK), pace);
    let mut said = (0..4).map(|_| heard.recv().unwrap());
    assert!(said.any(|what| matches!(what, Heard::Lost(WireError::Unreachable(_)))));
    assert_eq!(heard.recv().unwrap(), Heard::Poll);
    assert_eq!(heard.recv().unwrap(), Heard::Poll);
}

#[test]
fn a_session_that_is_refused_is_replaced_without_waiting() {
    let house = house(&config());
    let pace = Pace {
        backoff_ms: |_, _| 3_600_000,
        ..quick()
    };
    let (listener, heard) = listener(house.at(), Some("an-old-session"), pace);
    let refused = lost(&heard);
    assert_eq!(refused.to_string(), "the server refused: 401 unauthorized");
    listener.session(Some(DESK));
    assert!(matches!(heard.recv().unwrap(), Heard::Open(_)));
    // A stream that stands begins anew as the new session.
    listener.session(Some("yet-another"));
    assert!(matches!(lost(&heard), WireError::Refused { status: 401, .. }));
}

#[test]
fn a_stream_that_falls_silent_is_given_up() {
    let mut quiet = config();
    quiet.limits.keep_alive = Duration::from_secs(3_600);
    let house = house(&quiet);
    let pace = Pace {
        silence: Duration::from_millis(50),
        ..quick()
    };
    let (_listener, heard) = listener(house.at(), Some(DESK), pace);
    assert!(matches!(heard.recv().unwrap(), Heard::Open(_)));
    assert_eq!(lost(&heard), WireError::TimedOut);
    assert!(matches!(heard.recv().unwrap(), Heard::Open(_)));
}

#[test]
fn what_is_no_stream_of_news_is_not_listened_to() {
    let page = "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 4\r\n\r\nwell";
    let lies =
        "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\nevent: news\ndata: {\"core\":\"far\"}\n\n";
    let (at, _server) = stranger(vec![page.as_bytes().to_vec(), lies.as_bytes().to_vec()]);
    let (_listener, heard) = listener(at, None, quick());
    assert_eq!(lost(&heard).code(), "connection_broken");
    assert_eq!(lost(&heard).code(), "connection_broken");
}

#[test]
fn a_listener_that_is_dropped_hangs_up() {
    let house = house(&config());
    let (listener, heard) = listener(house.at(), Some(DESK), quick());
    assert!(matches!(heard.recv().unwrap(), Heard::Open(_)));
    drop(listener);
    assert_eq!(heard.recv().ok(), None, "nothing is heard any more");
}
