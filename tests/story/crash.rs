//! Killed in the middle of its scans, two hundred times: every verdict that was given is on the disk. The measurement
//! `crash` runs the same rounds ten times as often.

use crate::fair::{EVENT, Fair, MORNING, PASSPHRASE, positions};
use sarrera_app::vault::Vault;
use sarrera_app::{App, World};
use sarrera_store::DatabaseKey;
use sarrera_testkit::crash::{KillReport, KillRounds};
use serde_json::Value;
use std::path::PathBuf;

/// Codes in one file: more than a round is let to scan.
const CODES: usize = 400;
const LINES_MAX: u64 = 8;
/// Every chain is walked, and the file checked, in each of so many rounds and after the last.
const VERIFIED_EVERY: u64 = 25;

#[test]
fn every_verdict_that_was_given_is_on_the_disk() {
    let report = kill_scans(200);
    assert!(report.killed > 190 && report.acknowledged > 500, "{report:?}");
}

/// Starts the program's scans and kills them, this many times; panics where a verdict that was given is not there.
pub(crate) fn kill_scans(rounds: u64) -> KillReport {
    let fair = Fair::new();
    let codes = codes(&fair);
    let words = [
        "scan",
        "--event",
        EVENT,
        "--checkpoint",
        "main",
        "--at",
        MORNING,
        "--codes-from",
        codes.to_str().unwrap(),
    ];
    let key = Vault::at(&fair.data()).open(Some(&PASSPHRASE.into())).unwrap();
    // Opened anew each time, so that SQLite's own recovery after the kill is part of the story.
    let open = || App::open_with_key(&fair.data(), DatabaseKey::new(*key), None, World::real());
    let mut given = Vec::new();
    let report = KillRounds::new(2026)
        .rounds(rounds)
        .lines_max(LINES_MAX)
        .run(
            |_round| fair.call(words),
            |round, lines| {
                let app = open().map_err(|error| error.to_string())?;
                for line in lines {
                    kept(&app, line)?;
                }
                given.extend_from_slice(lines);
                if round.number % VERIFIED_EVERY == 0 {
                    no_faults(&app)?;
                }
                Ok(())
            },
        )
        .unwrap_or_else(|failure| panic!("{failure}"));
    let app = open().unwrap();
    no_faults(&app).unwrap();
    for line in &given {
        kept(&app, line).unwrap();
    }
    report
}

/// A file of codes: the fair's first people, and one that is nobody's.
fn codes(fair: &Fair) -> PathBuf {
    let rows = positions();
    let few = fair.write("few.csv", crate::fair::csv(&rows[..60]));
    fair.import(&few);
    let code = rows[0]
        .iter()
        .position(|header| header == "Ticket secret")
        .unwrap();
    let known = rows[1..60].iter().map(|row| row[code].as_str());
    let codes: Vec<&str> = known.chain(["nobody's"]).cycle().take(CODES).collect();
    fair.write("codes.txt", codes.join("\n"))
}

/// Whether the verdict of a line stands in the database as it was given.
fn kept(app: &App, line: &str) -> Result<(), String> {
    let given: Value = serde_json::from_str(line).map_err(|error| error.to_string())?;
    let (scan, verdict) = (given["scan"].as_str(), given["verdict"].as_str());
    let kept = app
        .outcome(EVENT, scan.unwrap_or_default())
        .map_err(|error| format!("{line}: {error}"))?;
    if Some(kept.verdict.as_str()) == verdict {
        Ok(())
    } else {
        Err(format!("{line} is kept as {}", kept.verdict))
    }
}

fn no_faults(app: &App) -> Result<(), String> {
    let verified = app.verify().map_err(|error| error.to_string())?;
    if verified.faults.is_empty() && verified.quarantined == 0 && verified.forked == 0 {
        Ok(())
    } else {
        Err(format!("{verified:?}"))
    }
}
