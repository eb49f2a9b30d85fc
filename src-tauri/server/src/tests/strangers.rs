//! Bytes that no desk of ours sends: nothing falls over, and the next caller is answered.

use super::stand_in::*;
use sarrera_testkit::world::Draws;

const ROUNDS: u64 = 400;

/// A request that is nearly right, with a few bytes of it turned, cut or repeated.
fn garbled(draws: &mut Draws) -> Vec<u8> {
    let whole = format!(
        "POST /sync/1 HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {DESK}\r\nContent-Type: application/octet-stream\r\nContent-Length: 5\r\nConnection: close\r\n\r\nhello"
    );
    let mut bytes = whole.into_bytes();
    for _ in 0..=draws.below(6) {
        let length = u64::try_from(bytes.len()).unwrap();
        let at = usize::try_from(draws.below(length)).unwrap();
        match draws.below(4) {
            0 => bytes[at] = draws.any().to_le_bytes()[0],
            1 => bytes.truncate(at + 1),
            2 => bytes.insert(at, draws.any().to_le_bytes()[0]),
            _ => {
                let copy = bytes[at..].to_vec();
                bytes.extend(copy);
            }
        }
    }
    bytes
}

#[test]
fn garbled_requests_are_refused_or_answered_and_never_stop_the_server() {
    let mut config = config();
    // Half a request is given up soon, or the story would be long.
    config.limits.head = std::time::Duration::from_millis(20);
    config.limits.body = std::time::Duration::from_millis(20);
    config.limits.body_without_session = std::time::Duration::from_millis(20);
    let house = house(&config);
    let mut draws = Draws::new(4);
    for round in 0..ROUNDS {
        let answer = raw(house.at(), &garbled(&mut draws));
        assert!(
            answer.is_empty() || answer.starts_with("HTTP/1."),
            "round {round}: {answer}"
        );
    }
    assert!(house.desk().post(Some(DESK), b"hello".to_vec()).is_ok());
}

#[test]
fn a_head_without_an_end_is_not_kept() {
    let house = house(&config());
    let endless = format!("GET /healthz HTTP/1.1\r\nX: {}\r\n", "a".repeat(64 * 1024));
    let answer = house.raw(&endless);
    assert!(
        answer.is_empty() || answer.starts_with("HTTP/1.1 431 "),
        "{answer}"
    );
    assert!(house.get("/healthz").starts_with("HTTP/1.1 200 "));
}
