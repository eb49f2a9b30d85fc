//! Killed in the middle of its scans, two hundred times: every verdict that was given is on the disk.

use crate::fair::{EVENT, Fair, MORNING, PASSPHRASE, positions};
use sarrera_app::vault::Vault;
use sarrera_app::{App, World};
use sarrera_store::DatabaseKey;
use sarrera_testkit::crash::KillRounds;
use serde_json::Value;

/// Codes in one file: more than a round is let to scan.
const CODES: usize = 400;
const LINES_MAX: u64 = 8;
/// Every chain is walked in each of so many rounds, and after the last.
const VERIFIED_EVERY: u64 = 25;

#[test]
fn every_verdict_that_was_given_is_on_the_disk() {
    let fair = Fair::new();
    let rows = positions();
    let few = fair.write("few.csv", crate::fair::csv(&rows[..60]));
    fair.import(&few);
    let code = rows[0]
        .iter()
        .position(|header| header == "Ticket secret")
        .unwrap();
    let known = rows[1..60].iter().map(|row| row[code].as_str());
    let codes: Vec<&str> = known.chain(["nobody's"]).cycle().take(CODES).collect();
    let codes = fair.write("codes.txt", codes.join("\n"));
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
    let report = KillRounds::new(2026)
        .lines_max(LINES_MAX)
        .run(
            |_round| fair.call(words),
            |round, lines| {
                let app = open().map_err(|error| error.to_string())?;
                for line in lines {
                    let given: Value = serde_json::from_str(line).map_err(|error| error.to_string())?;
                    let (scan, verdict) = (given["scan"].as_str(), given["verdict"].as_str());
                    let kept = app
                        .outcome(EVENT, scan.unwrap_or_default())
                        .map_err(|error| format!("{line}: {error}"))?;
                    if Some(kept.verdict.as_str()) != verdict {
                        return Err(format!("{line} is kept as {}", kept.verdict));
                    }
                }
                if round.number % VERIFIED_EVERY == 0 {
                    no_faults(&app)?;
                }
                Ok(())
            },
        )
        .unwrap_or_else(|failure| panic!("{failure}"));
    no_faults(&open().unwrap()).unwrap();
    assert!(report.killed > 190 && report.acknowledged > 500, "{report:?}");
}

fn no_faults(app: &App) -> Result<(), String> {
    let verified = app.verify().map_err(|error| error.to_string())?;
    if verified.faults.is_empty() && verified.quarantined == 0 && verified.forked == 0 {
        Ok(())
    } else {
        Err(format!("{verified:?}"))
    }
}
