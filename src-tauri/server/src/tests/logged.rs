//! What the log holds: that something happened, and nobody's words.

use super::stand_in::*;
use std::io::Write;
use std::sync::{Arc, Mutex, OnceLock};
use tracing::level_filters::LevelFilter;

/// Lines of every server of this process.
#[derive(Clone, Default)]
pub(super) struct Lines(Arc<Mutex<Vec<u8>>>);

/// What is written to the log from now on, by any server.
pub(super) fn lines() -> Lines {
    static LINES: OnceLock<Lines> = OnceLock::new();
    let lines = LINES.get_or_init(|| {
        let lines = Lines::default();
        let writer = lines.clone();
        tracing_subscriber::fmt()
            .with_max_level(LevelFilter::DEBUG)
            .with_writer(move || writer.clone())
            .json()
            .flatten_event(true)
            .init();
        lines
    });
    lines.clone()
}

impl Lines {
    pub(super) fn text(&self) -> String {
        String::from_utf8(self.0.lock().unwrap().clone()).unwrap()
    }
}

impl Write for Lines {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

#[test]
fn no_line_of_the_log_holds_a_body_a_session_a_path_or_a_caller() {
    let lines = lines();
    let house = house(&config());
    let mut desk = house.desk();
    let body = b"canary-in-a-body".to_vec();
    desk.post(Some("canary-session"), body).unwrap();
    house.get("/canary/path?canary=query");
    raw(house.at(), b"canary is no request\r\n\r\n");
    house.stream().until("event: news");
    house.serving.stop();
    let text = lines.text();
    let answered = text.lines().find(|line| line.contains("\"answered\"")).unwrap();
    for field in ["\"route\":", "\"status\":", "\"ms\":", "\"level\":\"INFO\""] {
        assert!(answered.contains(field), "{field} stands in {answered}");
    }
    for secret in ["canary", DESK, "127.0.0.1"] {
        assert!(!text.contains(secret), "{secret} stands in\n{text}");
    }
}
