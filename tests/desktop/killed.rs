//! The window's own verdicts as oracle: whatever was on the screen when the program was killed is in the log, in its order.

use crate::device::{Device, FAIR};
use crate::harness::{Desk, Passphrase};
use crate::scanner::Codes;
use serde_json::json;
use std::time::Duration;
use tokio::time::{Instant, MissedTickBehavior, interval};

const ROUNDS: usize = 50;
/// Five visitors a second.
const VISITOR_EVERY: Duration = Duration::from_millis(200);
const LOOK_EVERY: Duration = Duration::from_millis(10);
/// The kill comes so long after the desk was ready, somewhere in between.
const KILLED_AFTER_MS: std::ops::Range<u64> = 300..1900;
/// What stands on the stage: how it looks, the name, and for a code of nobody what was read.
const ON_THE_STAGE: &str = "const text = (css) => document.querySelector(css)?.innerText ?? '';
    const look = document.querySelector('.stage')?.dataset.v ?? '';
    return [look, text('.stage .name'), look === 'unknown' ? text('.rail .read') : '']";

/// Somebody at the door: what is scanned, and what the log has to say of it.
struct Visitor {
    code: String,
    verdict: &'static str,
    /// Nothing where the code is nobody's.
    name: String,
}

#[tokio::test]
async fn every_verdict_on_the_screen_is_in_the_log_after_a_kill() {
    let mut device = Device::at_the_fair();
    let mut queue = Queue::of_the_list();
    let (mut on_disk, mut seen, mut unseen) = (0, 0, 0);
    for round in 0..ROUNDS {
        let desk = Desk::open_on("killed", device, Passphrase::Given, &[]).await;
        desk.there_is(".stage .word").await;
        let (scanned, shown) = morning(&desk, &mut queue, killed_after(round)).await;
        device = desk.kill();
        let scans = device.scans(FAIR);
        let kept: Vec<(&str, &str)> = scans
            .column("Verdict")
            .into_iter()
            .zip(scans.column("Name"))
            .skip(on_disk)
            .collect();
        let expected: Vec<(&str, &str)> = scanned
            .iter()
            .map(|visitor| (visitor.verdict, visitor.name.as_str()))
            .collect();
        assert!(
            kept.len() >= shown,
            "round {round}: {shown} verdicts were shown, and only these kept: {kept:?}"
        );
        assert_eq!(
            Some(kept.as_slice()),
            expected.get(..kept.len()),
            "round {round}: what is kept is what was scanned, each once and in its order"
        );
        on_disk += kept.len();
        seen += shown;
        unseen += kept.len() - shown;
    }
    assert_eq!(device.sarrera(&["log", "verify"])["ok"], json!(true));
    println!(
        "{ROUNDS} kills: the log holds the {seen} scans up to the last verdict on the screen, 0 lost, and {unseen} \
         that were written before they could be seen"
    );
}

/// Visitors come until the time is over; gives those who were scanned, and up to how many of them the stage showed.
async fn morning(desk: &Desk, queue: &mut Queue, lasts: Duration) -> (Vec<Visitor>, usize) {
    let (mut door, mut look) = (interval(VISITOR_EVERY), interval(LOOK_EVERY));
    look.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let end = Instant::now() + lasts;
    let (mut scanned, mut shown) = (Vec::<Visitor>::new(), 0);
    while Instant::now() < end || shown == 0 {
        tokio::select! {
            _visitor = door.tick() => {
                let visitor = queue.visitor();
                desk.scanner(&visitor.code);
                scanned.push(visitor);
            }
            _look = look.tick() => {
                let stage = desk.run(ON_THE_STAGE, vec![]).await;
                let is_on_stage = |visitor: &Visitor| stage == visitor.stage();
                shown = scanned.iter().rposition(is_on_stage).map_or(shown, |at| shown.max(at + 1));
            }
        }
    }
    (scanned, shown)
}

impl Visitor {
    /// What the stage shows of them, as [`ON_THE_STAGE`] reads it.
    fn stage(&self) -> serde_json::Value {
        match self.verdict {
            "admitted" => json!(["admit", self.name, ""]),
            "unpaid" => json!(["blocked", self.name, ""]),
            _nobody => json!(["unknown", "", self.code]),
        }
    }
}

/// Spread over the range by the golden ratio, so that no two rounds end in the same moment of a scan.
fn killed_after(round: usize) -> Duration {
    let (first, last) = (KILLED_AFTER_MS.start, KILLED_AFTER_MS.end);
    let step = (u64::try_from(round).unwrap() * 618_034) % 1_000_000;
    Duration::from_millis(first + (last - first) * step / 1_000_000)
}

/// A queue in which every fourth has not paid, and every fifth has a code of nobody's.
struct Queue {
    codes: Codes,
    came: usize,
}

impl Queue {
    fn of_the_list() -> Self {
        let codes = Codes::of_the_list();
        Self { codes, came: 0 }
    }

    fn visitor(&mut self) -> Visitor {
        self.came += 1;
        let unpaid = &self.codes.unpaid;
        let ((code, name), verdict) = match self.came {
            n if n % 5 == 0 => ((format!("NOBODY-KNOWS-{n}"), String::new()), "unknown"),
            // There are fewer of them than rounds need: they come again, as in real life.
            n if n % 4 == 0 => (unpaid[n / 4 % unpaid.len()].clone(), "unpaid"),
            _paid => (self.codes.paid.pop().unwrap(), "admitted"),
        };
        Visitor { code, verdict, name }
    }
}
