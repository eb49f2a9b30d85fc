//! A desk that asks: whom it finds, how long it waits, and what it does not do.

use super::stand_in::*;
use crate::*;
use std::net::{SocketAddr, TcpListener};

fn ask(at: SocketAddr) -> Result<Reply, WireError> {
    let mut desk = Wire::new(vec![plain(at)], &Trust::devices([]), short()).unwrap();
    desk.post(None, b"hello".to_vec())
}

/// An address where nobody listens.
fn nobody() -> SocketAddr {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap()
}

#[test]
fn a_server_that_is_not_there_is_unreachable() {
    assert_eq!(ask(nobody()).unwrap_err().code(), "unreachable");
    let mut nowhere = Wire::new(vec![], &Trust::devices([]), short()).unwrap();
    assert_eq!(nowhere.post(None, vec![]).unwrap_err().code(), "unreachable");
    let unknown = "https://nobody.invalid".parse().unwrap();
    let mut unknown = Wire::new(vec![unknown], &Trust::devices([]), Patience::default()).unwrap();
    assert_eq!(unknown.post(None, vec![]).unwrap_err().code(), "unreachable");
}

#[test]
fn a_server_with_several_addresses_is_found_at_the_one_that_works_and_stays_there() {
    let house = house(&config());
    let addresses = vec![plain(nobody()), house.plain()];
    let mut desk = Wire::new(addresses, &Trust::devices([]), Patience::default()).unwrap();
    for _ in 0..2 {
        let reply = desk.post(None, b"hello".to_vec()).unwrap();
        assert_eq!(reply.address, house.plain());
        assert_eq!(desk.server(), Some(&ServerKey::ThisMachine));
    }
}

#[test]
fn a_server_that_does_not_answer_is_given_up() {
    let silent = TcpListener::bind("127.0.0.1:0").unwrap();
    assert_eq!(ask(silent.local_addr().unwrap()), Err(WireError::TimedOut));
}

#[test]
fn a_connection_that_was_closed_meanwhile_is_opened_again_once() {
    let answer =
        b"HTTP/1.1 200 OK\r\nContent-Type: application/octet-stream\r\nContent-Length: 2\r\n\r\nok".to_vec();
    let (at, server) = stranger(vec![answer.clone(), answer]);
    let mut desk = Wire::new(vec![plain(at)], &Trust::devices([]), Patience::default()).unwrap();
    for _ in 0..2 {
        assert_eq!(desk.post(None, b"hello".to_vec()).unwrap().body, b"ok");
    }
    assert_eq!(
        server.join().unwrap(),
        2,
        "each answer was the last of its connection"
    );
    assert_eq!(
        desk.post(None, b"hello".to_vec()).unwrap_err().code(),
        "unreachable"
    );
}

#[test]
fn a_server_that_breaks_off_is_not_asked_for_ever() {
    let (at, server) = stranger(vec![
        b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf".to_vec(),
    ]);
    assert_eq!(ask(at).unwrap_err().code(), "connection_broken");
    assert_eq!(server.join().unwrap(), 1);
}

#[test]
fn redirections_and_portals_are_no_answers() {
    let house = house(&config());
    let redirected = format!(
        "HTTP/1.1 307 Temporary Redirect\r\nLocation: http://{}/sync/1\r\nContent-Length: 0\r\n\r\n",
        house.at()
    );
    let (at, _server) = stranger(vec![redirected.into_bytes()]);
    match ask(at) {
        Err(WireError::Refused { status, code, .. }) => {
            assert_eq!((status, code.as_str()), (307, "redirected"));
        }
        other => panic!("{other:?}"),
    }
    let portal = "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 13\r\n\r\n<html></html>";
    let (at, _server) = stranger(vec![portal.as_bytes().to_vec()]);
    assert_eq!(ask(at).unwrap_err().code(), "connection_broken");
    let garbage = "220 mail.example ESMTP ready\r\n";
    let (at, _server) = stranger(vec![garbage.as_bytes().to_vec()]);
    assert_eq!(ask(at).unwrap_err().code(), "connection_broken");
}

#[test]
fn an_answer_without_an_end_is_not_kept_in_memory() {
    let head = "HTTP/1.1 200 OK\r\nContent-Type: application/octet-stream\r\n";
    let mut endless = format!("{head}Connection: close\r\n\r\n").into_bytes();
    endless.resize(endless.len() + 16 * 1024 * 1024 + 1, 0);
    let (at, _server) = stranger(vec![endless]);
    let mut desk = Wire::new(vec![plain(at)], &Trust::devices([]), Patience::default()).unwrap();
    assert_eq!(desk.post(None, vec![]), Err(WireError::TooLarge));
}

#[test]
fn a_session_never_breaks_out_of_its_header() {
    let house = house(&config());
    let split = house.desk().post(Some("a\r\nX-Evil: 1"), vec![]).unwrap_err();
    assert_eq!(split.code(), "machine");
}

#[test]
fn what_is_logged_of_an_answer_does_not_hold_it() {
    let house = house(&config());
    let reply = house.desk().post(Some(DESK), b"Ane Etxebarria".to_vec()).unwrap();
    assert!(!format!("{reply:?}").contains("Ane"));
    let asked = Asked {
        body: b"Ane",
        session: Some(DESK),
        from: [127, 0, 0, 1].into(),
    };
    assert_eq!(format!("{asked:?}"), "Asked { bytes: 3, with_session: true, .. }");
    assert_eq!(
        format!("{:?}", Answered::ok(b"Ane".to_vec())),
        "Answered { outcome: Ok, bytes: 3 }"
    );
}
