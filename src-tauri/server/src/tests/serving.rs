//! Messages there and back, limits, and what is said when something is not answered.

use super::stand_in::*;
use crate::serve::ROUTES;
use crate::*;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::Duration;

fn refused(desk: &mut Wire, message: &[u8]) -> (u16, String, Option<u64>, Vec<u8>) {
    match desk.post(Some(DESK), message.to_vec()) {
        Err(WireError::Refused {
            status,
            code,
            retry_after_s,
            body,
        }) => (status, code, retry_after_s, body),
        other => panic!("{other:?} is no refusal"),
    }
}

#[test]
fn a_message_and_its_answer_are_carried_as_they_are() {
    let house = house(&config());
    let mut desk = house.desk();
    let reply = desk.post(Some(DESK), b"hello".to_vec()).unwrap();
    assert_eq!(reply.body, b"a-session-of-a-desk said hello");
    assert_eq!(reply.server, ServerKey::ThisMachine);
    assert_eq!(
        desk.post(None, vec![0, 255]).unwrap().body,
        b"nobody said \x00\xff"
    );
    let large = vec![7; 4 * 1024 * 1024];
    assert_eq!(
        desk.post(Some(DESK), large.clone()).unwrap().body.len(),
        large.len() + 25
    );
}

#[test]
fn every_outcome_of_the_engine_has_a_status_and_a_code() {
    let house = house(&config());
    let mut desk = house.desk();
    for (message, status, code) in [
        ("bad", 400, "bad_request"),
        ("unknown", 401, "unauthorized"),
        ("forbidden", 403, "forbidden"),
        ("large", 413, "too_large"),
        ("panic", 500, "answer_failed"),
    ] {
        let said = refused(&mut desk, message.as_bytes());
        assert_eq!(said, (status, code.to_owned(), None, vec![]));
    }
    let later = refused(&mut desk, b"many");
    assert_eq!(later, (429, "too_many_requests".to_owned(), Some(2), vec![]));
    let later = refused(&mut desk, b"down");
    assert_eq!(later, (503, "unavailable".to_owned(), Some(2), vec![]));
    let worded = refused(&mut desk, b"words");
    assert_eq!(
        worded,
        (403, "forbidden".to_owned(), None, b"the protocol's own".to_vec())
    );
}

#[test]
fn what_is_not_there_or_not_asked_rightly_is_said_as_json() {
    let house = house(&config());
    let post = |head: &str| house.raw(&format!("POST {head}\r\nHost: x\r\nConnection: close\r\n\r\n"));
    for (answer, status, code) in [
        (house.get("/"), "404", "unknown_route"),
        (house.get("/sync/2?name=Ane"), "404", "unknown_route"),
        (house.get("/sync/1"), "405", "wrong_method"),
        (post("/healthz HTTP/1.1"), "405", "wrong_method"),
        (
            post("/sync/1 HTTP/1.1\r\nContent-Length: 0"),
            "415",
            "wrong_content_type",
        ),
        (
            post("/sync/1 HTTP/1.1\r\nContent-Length: 0\r\nContent-Type: text/plain"),
            "415",
            "wrong_content_type",
        ),
        (house.get("/sync/1/news"), "401", "unauthorized"),
    ] {
        assert!(answer.starts_with(&format!("HTTP/1.1 {status} ")), "{answer}");
        assert!(answer.ends_with(&format!("{{\"code\":\"{code}\"}}")), "{answer}");
        for header in [
            "content-type: application/json",
            "cache-control: no-store",
            "x-content-type-options: nosniff",
            "content-security-policy: default-src 'none'; frame-ancestors 'none'",
        ] {
            assert!(answer.contains(header), "{header} is missing in {answer}");
        }
    }
}

#[test]
fn a_body_that_is_too_large_is_not_read() {
    let house = house(&config());
    let head = "POST /sync/1 HTTP/1.1\r\nHost: x\r\nContent-Type: application/octet-stream\r\n";
    let announced = house.raw(&format!(
        "{head}Authorization: Bearer {DESK}\r\nContent-Length: 4194305\r\n\r\n"
    ));
    assert!(announced.starts_with("HTTP/1.1 413 "), "{announced}");
    let without_a_session = house.raw(&format!("{head}Content-Length: 262145\r\n\r\n"));
    assert!(
        without_a_session.starts_with("HTTP/1.1 413 "),
        "{without_a_session}"
    );
    // Without a length it is read as far as the limit.
    let piece = "a".repeat(0x10000);
    let pieces = format!("10000\r\n{piece}\r\n").repeat(4) + "1\r\na\r\n";
    let in_pieces = house.raw(&format!("{head}Transfer-Encoding: chunked\r\n\r\n{pieces}"));
    assert!(in_pieces.starts_with("HTTP/1.1 413 "), "{in_pieces}");
    let mut desk = house.desk();
    assert_eq!(desk.post(None, vec![0; 256 * 1024 + 1]), Err(WireError::TooLarge));
    assert_eq!(
        desk.post(Some(DESK), vec![0; 4 * 1024 * 1024 + 1]),
        Err(WireError::TooLarge)
    );
}

#[test]
fn a_session_that_asks_too_often_is_told_when_to_come_again_and_nobody_else_is() {
    let mut config = config();
    config.limits.session_rate = Rate {
        per_second: 1,
        burst: 2,
    };
    let house = house(&config);
    let mut desk = house.desk();
    for _ in 0..2 {
        desk.post(Some(DESK), b"hello".to_vec()).unwrap();
    }
    let later = refused(&mut desk, b"hello");
    assert_eq!(later, (429, "too_many_requests".to_owned(), Some(1), vec![]));
    desk.post(Some("another"), b"hello".to_vec()).unwrap();
    house.clock.advance_ms(1_000);
    desk.post(Some(DESK), b"hello".to_vec()).unwrap();
}

#[test]
fn an_address_that_asks_too_often_is_refused_on_every_route() {
    let mut config = config();
    config.limits.address_rate = Rate {
        per_second: 1,
        burst: 1,
    };
    let house = house(&config);
    assert!(house.get("/healthz").starts_with("HTTP/1.1 200 "));
    for path in ["/healthz", "/openapi.json", "/nothing"] {
        let answer = house.get(path);
        assert!(answer.starts_with("HTTP/1.1 429 "), "{answer}");
        assert!(answer.contains("retry-after: 1\r\n"), "{answer}");
    }
}

#[test]
fn an_engine_that_is_busy_keeps_a_few_waiting_and_sends_the_rest_away() {
    let mut config = config();
    config.limits.answers_at_once = 1;
    config.limits.answers_waiting_max = 1;
    let house = house(&config);
    let mut first = house.desk();
    let first = std::thread::spawn(move || first.post(Some(DESK), b"wait".to_vec()).unwrap().body);
    house.came.recv().unwrap();
    let sent_away = refused(&mut house.desk(), b"hello");
    assert_eq!(sent_away, (503, "busy".to_owned(), Some(2), vec![]));
    house.go_on.send(()).unwrap();
    assert_eq!(first.join().unwrap(), b"waited");
    assert!(house.desk().post(Some(DESK), b"hello".to_vec()).is_ok());
}

#[test]
fn who_announces_a_message_and_sends_none_stands_in_nobodys_way() {
    let mut config = config();
    config.limits.answers_waiting_max = 1;
    config.limits.reading_max_kib = 1;
    let house = house(&config);
    let announced = format!(
        "POST /sync/1 HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {DESK}\r\nContent-Type: application/octet-stream\r\nContent-Length: 1000\r\n\r\n"
    );
    let silent: Vec<TcpStream> = (0..8)
        .map(|_| {
            let mut socket = TcpStream::connect(house.at()).unwrap();
            socket.write_all(announced.as_bytes()).unwrap();
            socket
        })
        .collect();
    let mut desk = house.desk();
    for _ in 0..8 {
        assert!(desk.post(Some(DESK), b"hello".to_vec()).is_ok());
    }
    // What has arrived takes room, until it is answered.
    let more = refused(&mut desk, &[b'x'; 2_000]);
    assert_eq!((more.0, more.1.as_str()), (503, "busy"));
    drop(silent);
}

#[test]
fn one_address_does_not_take_all_connections() {
    let mut config = config();
    config.limits.connections_of_address_max = 1;
    let house = house(&config);
    let mut first = house.stream();
    first.until("event: news");
    let mut next = TcpStream::connect(house.at()).unwrap();
    assert_eq!(next.read(&mut [0; 16]).unwrap(), 0, "the next one is not taken");
    drop(first);
    // The server learns of it a moment later.
    let again = (0..1_000).any(|_| {
        let mut socket = TcpStream::connect(house.at()).unwrap();
        let _closed = socket.write_all(b"GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
        matches!(socket.read(&mut [0; 16]), Ok(1..))
    });
    assert!(again, "there is room again");
}

#[test]
fn a_question_that_is_answered_at_once_is_not_waited_for_as_a_page_is() {
    let house = house(&config());
    let mut desk = house.desk();
    let soon = desk.post_within(Some(DESK), b"wait".to_vec(), Duration::from_millis(30));
    assert_eq!(soon.unwrap_err().code(), "timed_out");
    house.came.recv().unwrap();
    house.go_on.send(()).unwrap();
    assert!(desk.post(Some(DESK), b"hello".to_vec()).is_ok());
    // Whoever listens to a server that is gone knows it before people trust in it for long.
    let (alive, silence) = (Limits::default().keep_alive, Pace::default().silence);
    assert!(silence >= alive * 3 && silence <= Duration::from_secs(20));
}

#[test]
fn a_probe_learns_whether_the_database_is_well() {
    let house = house(&config());
    assert!(house.get("/healthz").ends_with("\r\n\r\n{\"status\":\"ok\"}"));
    *house.engine.storage.lock().unwrap() = Storage::Failed("disk_full");
    let answer = house.get("/healthz");
    assert!(answer.starts_with("HTTP/1.1 503 "), "{answer}");
    assert!(answer.ends_with("{\"code\":\"disk_full\"}"), "{answer}");
}

#[test]
fn the_metrics_count_requests_by_route_and_hold_no_path_of_a_caller() {
    let house = house(&config());
    let mut desk = house.desk();
    desk.post(Some(DESK), b"hello".to_vec()).unwrap();
    refused(&mut desk, b"forbidden");
    house.get("/attendees/Ane-Etxebarria");
    let mut stream = house.stream();
    stream.until("event: news");
    let text = house.get("/metrics");
    for line in [
        "sarrera_requests_total{route=\"/sync/1\",status=\"200\"} 1",
        "sarrera_requests_total{route=\"/sync/1\",status=\"403\"} 1",
        "sarrera_requests_total{route=\"other\",status=\"404\"} 1",
        "sarrera_listeners 1",
        "sarrera_ops 41",
        "sarrera_devices 3",
        "sarrera_bytes_in_total 14",
        "sarrera_bytes_out_total 30",
    ] {
        assert!(text.lines().any(|one| one == line), "{line} stands in\n{text}");
    }
    assert!(!text.contains("Etxebarria") && !text.contains(DESK));
}

#[test]
fn the_document_describes_the_routes_that_there_are() {
    let house = house(&config());
    let answer = house.get("/openapi.json");
    let (_, body) = answer.split_once("\r\n\r\n").unwrap();
    let document: serde_json::Value = serde_json::from_str(body).unwrap();
    let mut described: Vec<(String, String)> = Vec::new();
    for (path, methods) in document["paths"].as_object().unwrap() {
        let methods = methods.as_object().unwrap().keys();
        described.extend(methods.map(|method| (method.clone(), path.clone())));
    }
    let mut routes: Vec<(String, String)> = ROUTES
        .iter()
        .map(|(method, path)| ((*method).to_owned(), (*path).to_owned()))
        .collect();
    described.sort();
    routes.sort();
    assert_eq!(described, routes);
    for (method, path) in ROUTES {
        let method = method.to_uppercase();
        let answer = house.raw(&format!(
            "{method} {path} HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
        ));
        assert!(
            !answer.starts_with("HTTP/1.1 404 ") && !answer.starts_with("HTTP/1.1 405 "),
            "{answer}"
        );
    }
}

#[test]
fn plain_http_is_for_this_machine_only() {
    let everywhere = Config {
        listen: "0.0.0.0:0".parse().unwrap(),
        ..config()
    };
    let engine = house(&config());
    let refused = serve(&everywhere, engine.engine.clone(), engine.clock.clone()).unwrap_err();
    assert_eq!(refused.code(), "plain_beyond_this_machine");
    assert!(refused.to_string().contains("0.0.0.0:0"), "{refused}");
}

#[test]
fn a_port_that_is_taken_is_said() {
    let first = house(&config());
    let second = Config {
        listen: first.at(),
        ..config()
    };
    let refused = serve(&second, first.engine.clone(), first.clock.clone()).unwrap_err();
    assert_eq!(refused.code(), "cannot_listen");
}

#[test]
fn a_caller_that_dawdles_is_let_go() {
    let mut config = config();
    config.limits.head = Duration::from_millis(50);
    config.limits.body_without_session = Duration::from_millis(50);
    let house = house(&config);
    assert_eq!(house.raw("POST /sync/1 HTTP/1.1\r\nHos"), "", "half a head");
    let half_a_body = house.raw(
        "POST /sync/1 HTTP/1.1\r\nHost: x\r\nContent-Type: application/octet-stream\r\nContent-Length: 9\r\n\r\nhalf",
    );
    assert!(half_a_body.starts_with("HTTP/1.1 408 "), "{half_a_body}");
    assert!(
        half_a_body.contains("{\"code\":\"body_too_slow\"}"),
        "{half_a_body}"
    );
}
