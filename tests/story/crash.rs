//! Killed in the middle of its work, two hundred times: what was said is on the disk, and what was not said is there
//! whole or not at all. The measurement `crash` plays the same rounds ten times as often.

#[path = "crash/desk.rs"]
pub(crate) mod desk;
#[path = "crash/kept.rs"]
pub(crate) mod kept;
#[path = "crash/morning.rs"]
mod morning;
#[path = "crash/tally.rs"]
pub(crate) mod tally;

use morning::Morning;
use sarrera_testkit::crash::KillRounds;
use std::cell::RefCell;
use tally::Tally;

const LINES_MAX: u64 = 24;

#[test]
fn everything_that_was_said_is_on_the_disk() {
    let tally = kill_rounds(200, &mut |_| {});
    println!("{tally}");
    assert!(tally.killed > 190, "{tally}");
    for (said, least) in [
        ("admitted", 300),
        ("already_in", 20),
        ("unknown", 10),
        ("printed", 30),
        ("registered", 10),
        ("corrected", 10),
        ("undone", 5),
    ] {
        assert!(tally.said(said) >= least, "{said}: {tally}");
    }
}

/// Kills a program at its scans and a desk at everything that a desk does, in turn, so many times; panics where
/// something that was said is not there. `told` hears how far it is after each round.
pub(crate) fn kill_rounds(rounds: u64, told: &mut dyn FnMut(&Tally)) -> Tally {
    let first = morning::few_people();
    let morning = RefCell::new(Morning::over(&first));
    let mut tally = Tally::default();
    let report = KillRounds::new(2026)
        .rounds(rounds)
        .lines_max(LINES_MAX)
        .run(
            |round| {
                let mut morning = morning.borrow_mut();
                if morning.is_over() {
                    morning.close();
                    *morning = Morning::over(&first);
                }
                morning.call(round)
            },
            |round, lines| {
                morning.borrow_mut().check(round, lines, &mut tally)?;
                tally.rounds += 1;
                told(&tally);
                Ok(())
            },
        )
        .unwrap_or_else(|failure| panic!("{failure}"));
    morning.into_inner().close();
    tally.killed = report.killed;
    tally
}
