//! The stream of news: how far each log reaches, to whom it concerns, until the right to listen ends.

use super::stand_in::*;
use std::time::Duration;

#[test]
fn a_listener_learns_where_its_logs_stand_and_then_what_moves() {
    let house = house(&config());
    let mut stream = house.stream();
    let head = stream.until("\r\n\r\n");
    assert!(head.contains("content-type: text/event-stream\r\n"), "{head}");
    stream.until("event: news\ndata: {\"core\":5,\"public\":2}\n\n");
    let pokes = house.serving.pokes();
    // Not one of its logs; then one of them.
    pokes.poke(&heads(&[("contact", 9)]));
    pokes.poke(&heads(&[("core", 6)]));
    let told = stream.until("\"core\":6}\n\n");
    assert!(!told.contains("contact") && !told.contains("public"), "{told}");
}

#[test]
fn many_pokes_in_a_moment_are_told_at_once_and_the_newest_is_never_missed() {
    let house = house(&config());
    let mut stream = house.stream();
    stream.until("\"public\":2}\n\n");
    let pokes = house.serving.pokes();
    for at in 6..=2_000 {
        pokes.poke(&heads(&[("core", at)]));
    }
    let told = stream.until("{\"core\":2000}\n\n");
    let events = told.matches("event: news").count();
    assert!(events < 50, "{events} events for 1,995 pokes");
}

#[test]
fn a_silent_stream_shows_that_it_lives() {
    let mut config = config();
    config.limits.keep_alive = Duration::from_millis(20);
    let house = house(&config);
    let mut stream = house.stream();
    stream.until("\"public\":2}\n\n");
    for _ in 0..3 {
        stream.until(":\n\n");
    }
}

#[test]
fn the_right_to_listen_is_asked_again() {
    let mut config = config();
    config.limits.recheck = Duration::from_millis(20);
    config.limits.news_gap = Duration::from_millis(1);
    let house = house(&config);
    let mut stream = house.stream();
    stream.until("\"public\":2}\n\n");
    let more = heads(&[("contact", 3), ("core", 5), ("public", 2)]);
    *house.engine.heads.lock().unwrap() = Some(more);
    stream.until("event: news\ndata: {\"contact\":3}\n\n");
    *house.engine.heads.lock().unwrap() = None;
    stream.until("\r\n0\r\n\r\n");
    assert!(house.get("/metrics").contains("\nsarrera_listeners 0\n"));
}

#[test]
fn more_listeners_than_there_is_room_for_are_told_to_come_again() {
    let mut config = config();
    config.limits.listeners_max = 1;
    let house = house(&config);
    let mut first = house.stream();
    first.until("event: news");
    let second = house.stream().until("}");
    assert!(second.starts_with("HTTP/1.1 503 "), "{second}");
    assert!(
        second.contains("retry-after: 2\r\n") && second.contains("too_many_listeners"),
        "{second}"
    );
}

#[test]
fn five_hundred_listeners_hear_of_one_commit() {
    let house = house(&config());
    let mut streams: Vec<Stream> = (0..500)
        .map(|number| house.stream_of(&format!("{DESK}-{number}")))
        .collect();
    for stream in &mut streams {
        stream.until("\"public\":2}\n\n");
    }
    assert!(house.get("/metrics").contains("\nsarrera_listeners 500\n"));
    house.serving.pokes().poke(&heads(&[("core", 6)]));
    for stream in &mut streams {
        stream.until("{\"core\":6}\n\n");
    }
}
