//! A server that ends: what is under way is answered, streams end at once, and nobody new is let in.

use super::stand_in::*;
use std::net::TcpStream;
use std::time::Duration;

#[test]
fn a_server_that_ends_answers_what_is_under_way_and_ends_the_streams_at_once() {
    let house = house(&config());
    let at = house.at();
    let mut desk = house.desk();
    let mut idle = house.desk();
    idle.post(Some(DESK), b"hello".to_vec()).unwrap();
    let mut stream = house.stream();
    stream.until("event: news");
    let asked = std::thread::spawn(move || desk.post(Some(DESK), b"wait".to_vec()));
    house.came.recv().unwrap();
    let (serving, go_on) = (house.serving, house.go_on);
    let ending = std::thread::spawn(move || serving.stop());
    // The stream ends while the message still waits.
    stream.rest();
    go_on.send(()).unwrap();
    assert_eq!(asked.join().unwrap().unwrap().body, b"waited");
    ending.join().unwrap();
    assert!(TcpStream::connect(at).is_err(), "the port is free again");
    assert_eq!(
        idle.post(Some(DESK), b"hello".to_vec()).unwrap_err().code(),
        "unreachable"
    );
}

#[test]
fn a_message_that_never_ends_does_not_keep_the_server() {
    let mut config = config();
    config.limits.drain = Duration::from_millis(50);
    let house = house(&config);
    let mut desk = house.desk();
    let asked = std::thread::spawn(move || desk.post(Some(DESK), b"wait".to_vec()));
    house.came.recv().unwrap();
    house.serving.stop();
    assert_eq!(asked.join().unwrap().unwrap_err().code(), "connection_broken");
    house.go_on.send(()).unwrap();
}

#[test]
fn a_server_that_is_dropped_ends() {
    let house = house(&config());
    let mut stream = house.stream();
    stream.until("event: news");
    drop(house.serving);
    stream.rest();
}
