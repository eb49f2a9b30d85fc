//! The window's own verdicts as oracle: whatever was on the screen when the program was killed is in the log.

use crate::device::{Device, FAIR, Table};
use crate::harness::{Desk, Passphrase};
use serde_json::json;
use std::collections::BTreeSet;
use std::time::Duration;
use tokio::time::{Instant, MissedTickBehavior, interval};

const ROUNDS: usize = 50;
/// Five visitors a second.
const VISITOR_EVERY: Duration = Duration::from_millis(200);
const LOOK_EVERY: Duration = Duration::from_millis(10);
/// The kill comes so long after the desk was ready, somewhere in between.
const KILLED_AFTER_MS: std::ops::Range<u64> = 300..1900;
const STAGE: &str = ".stage[data-v=admit] .name";

#[tokio::test]
async fn every_verdict_on_the_screen_is_in_the_log_after_a_kill() {
    let mut device = Device::at_the_fair();
    let mut visitors = visitors();
    let mut on_screen = BTreeSet::new();
    for round in 0..ROUNDS {
        let desk = Desk::open_on("killed", device, Passphrase::Given, &[]).await;
        desk.there_is(".stage .word").await;
        let shown = morning(&desk, &mut visitors, killed_after(round)).await;
        device = desk.kill();
        assert!(!shown.is_empty(), "round {round}: somebody was let in");
        on_screen.extend(shown);
        let scans = device.scans(FAIR);
        let kept: BTreeSet<&str> = scans
            .where_is("Name", "Verdict", "admitted")
            .into_iter()
            .collect();
        let lost: Vec<&String> = on_screen
            .iter()
            .filter(|name| !kept.contains(name.as_str()))
            .collect();
        assert!(lost.is_empty(), "round {round}: shown and not kept: {lost:?}");
    }
    assert_eq!(device.sarrera(&["log", "verify"])["ok"], json!(true));
    println!(
        "{ROUNDS} kills, {} verdicts seen on the screen, 0 lost",
        on_screen.len()
    );
}

/// Visitors come until the time is over; gives whoever was seen on the stage.
async fn morning(desk: &Desk, visitors: &mut Vec<String>, lasts: Duration) -> BTreeSet<String> {
    let (mut door, mut look) = (interval(VISITOR_EVERY), interval(LOOK_EVERY));
    look.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let end = Instant::now() + lasts;
    let mut seen = BTreeSet::new();
    while Instant::now() < end || seen.is_empty() {
        tokio::select! {
            _visitor = door.tick() => desk.scanner(&visitors.pop().unwrap()),
            _look = look.tick() => {
                let name = desk.shown(STAGE).await;
                if !name.is_empty() {
                    seen.insert(name);
                }
            }
        }
    }
    seen
}

/// Spread over the range by the golden ratio, so that no two rounds end in the same moment of a scan.
fn killed_after(round: usize) -> Duration {
    let (first, last) = (KILLED_AFTER_MS.start, KILLED_AFTER_MS.end);
    let step = (u64::try_from(round).unwrap() * 618_034) % 1_000_000;
    Duration::from_millis(first + (last - first) * step / 1_000_000)
}

/// Codes of the real list that let somebody in.
fn visitors() -> Vec<String> {
    let people = Table::positions();
    let codes = people.where_is("Ticket secret", "Status", "paid");
    let blocked = people.where_is("Blocked", "Status", "paid");
    let free = codes
        .into_iter()
        .zip(blocked)
        .filter(|(_, blocked)| blocked.is_empty());
    free.map(|(code, _)| code.to_owned()).collect()
}
