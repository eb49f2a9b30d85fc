//! The office's list of everybody: from the keys to its first rows, and how it moves.

use crate::harness::Desk;
use crate::{PAUSE, now_ms};
use serde_json::Value;

/// Alt+Shift+2 and Alt+Shift+1 of the display's keyboard.
const TO_PEOPLE: char = '@';
const TO_DASHBOARD: char = '!';
const OPENINGS: usize = 12;

/// Notes when a person of the list stood on the screen for the first time since the list was away.
const WATCH_ROWS: &str = "
    window.rows = 0;
    new MutationObserver(() => {
        const there = document.querySelector('#people-grid .body .name') !== null;
        if (!there) { window.rows = 0; return; }
        if (window.rows !== 0) return;
        window.rows = -1;
        requestAnimationFrame(() => {
            const channel = new MessageChannel();
            channel.port1.onmessage = () => (window.rows = performance.timeOrigin + performance.now());
            channel.port2.postMessage(0);
        });
    }).observe(document.body, { subtree: true, childList: true });";

/// Rolls the list as a wheel does, some rows a frame, and says how the frames came and how many rows were not there.
const SCROLL: &str = "
    const [perFrame, frames, done] = arguments;
    const grid = document.querySelector('#people-grid');
    const took = [];
    let blank = 0, before = performance.now();
    const step = (now) => {
        took.push(now - before);
        before = now;
        if (grid.querySelector('.body [role=row]:not(:has(.name))')) blank += 1;
        if (took.length > frames) return done({ took: took.slice(1), blank });
        grid.scrollTop += perFrame;
        requestAnimationFrame(step);
    };
    requestAnimationFrame(step);";

/// How the list rolled.
pub(crate) struct Rolled {
    /// Milliseconds between two frames.
    pub(crate) frames: Vec<f64>,
    /// Frames with a row whose person was not there yet.
    pub(crate) blank: u64,
}

/// From the keys that open the list to the frame with its first rows; milliseconds.
pub(crate) async fn openings(desk: &Desk) -> Vec<f64> {
    desk.run(WATCH_ROWS, vec![]).await;
    let mut took = Vec::new();
    for _ in 0..OPENINGS {
        took.push(opening(desk).await);
        desk.keyboard().with_alt(TO_DASHBOARD);
        tokio::time::sleep(PAUSE).await;
    }
    desk.keyboard().with_alt(TO_PEOPLE);
    desk.there_is("#people-grid .body .name").await;
    tokio::time::sleep(PAUSE).await;
    took
}

/// As the first of [`openings`], in a window whose desk came to stand just now: nobody was read ahead yet.
pub(crate) async fn at_once(desk: &Desk) -> f64 {
    desk.run(WATCH_ROWS, vec![]).await;
    opening(desk).await
}

async fn opening(desk: &Desk) -> f64 {
    let pressed = now_ms();
    desk.keyboard().with_alt(TO_PEOPLE);
    desk.there_is("#people-grid .body .name").await;
    tokio::time::sleep(PAUSE).await;
    desk.run("return window.rows", vec![]).await.as_f64().unwrap() - pressed
}

/// Rolls the list by so many points a frame.
pub(crate) async fn rolls(desk: &Desk, points_per_frame: u32, frames: u32) -> Rolled {
    let rolled = desk
        .page
        .execute_async(SCROLL, vec![points_per_frame.into(), frames.into()])
        .await
        .unwrap();
    Rolled {
        frames: rolled["took"]
            .as_array()
            .unwrap()
            .iter()
            .filter_map(Value::as_f64)
            .collect(),
        blank: rolled["blank"].as_u64().unwrap(),
    }
}
