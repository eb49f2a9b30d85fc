//! A desk that let thousands in while it was alone hands them in.

use crate::centre::{self, Centre, EVENT, Line};
use crate::fair::{code, timed};
use sarrera_app::{Direction, PrintWish, ScanAsk};
use std::path::Path;

const SCANS: usize = 5_000;

/// `dir` is a desk that a bootstrap filled.
pub(crate) fn measure(centre: &Centre, dir: &Path, people: u32) {
    let desk = centre::open(dir);
    let event = desk.event_id(EVENT).unwrap();
    let ask = ScanAsk {
        event: EVENT,
        checkpoint: "main",
        direction: Direction::Entry,
        at: None,
        print: PrintWish::None,
    };
    let people = usize::try_from(people).unwrap();
    let ((), alone) = timed(|| {
        for n in 0..SCANS {
            desk.scan(&ask, &code(n * 7 % people)).unwrap();
        }
    });
    let mut line = Line::to(centre);
    let cpu = centre.cpu_s();
    let (exchanged, took) = timed(|| {
        desk.exchange(event, &mut |session, body| line.carry(session, body))
            .unwrap()
    });
    println!(
        "  {SCANS} scans written in {alone:.1?}; {} handed in within {took:.2?} (bar 2 s), {:.2} MB in {} messages; server {:.1} s CPU",
        exchanged.pushed,
        (line.sent + line.received) as f64 / 1e6,
        line.messages,
        centre.cpu_s() - cpu
    );
}
