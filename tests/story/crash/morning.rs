//! One morning of rounds over one small database: until its people are used up, everything that was said is kept.

use super::desk::{CALL, Doing, Done, Line, ORDER, Order};
use super::kept::{folds_alike, is_on_disk, kept, no_faults, scans_on_disk, unsaid_scan};
use super::tally::Tally;
use crate::fair::{Fair, PASSPHRASE, csv, positions, scan_codes};
use sarrera_app::vault::Vault;
use sarrera_app::{App, World};
use sarrera_store::DatabaseKey;
use sarrera_testkit::crash::Round;
use serde_json::Value;
use std::collections::BTreeSet;
use std::process::Command;

/// So many people are registered: few, so that every chain can be walked after each round.
const PEOPLE: usize = 200;
/// A morning is over when fewer people are left to come: more than any round lets in.
const LEFT_MIN: usize = 40;

/// A database with few people, closed.
pub(super) fn few_people() -> Fair {
    let fair = Fair::new();
    let few = fair.write("few.csv", csv(&positions()[..=PEOPLE]));
    fair.import(&few);
    fair
}

pub(super) struct Morning {
    fair: Fair,
    key: [u8; 32],
    /// Codes that nobody has shown yet.
    fresh: Vec<String>,
    /// The codes that the program of this round reads.
    shown: Vec<String>,
    said: Vec<Done>,
    /// The scans that are known to be on the disk.
    scans: BTreeSet<String>,
    /// So many were there before the first round.
    scans_before: u64,
}

impl Morning {
    pub(super) fn over(first: &Fair) -> Self {
        let fair = first.copy();
        let key = Vault::at(&fair.data()).open(Some(&PASSPHRASE.into())).unwrap();
        let rows = positions();
        let code = rows[0]
            .iter()
            .position(|header| header == "Ticket secret")
            .unwrap();
        let mut morning = Self {
            key: *key,
            fresh: rows[1..=PEOPLE].iter().map(|row| row[code].clone()).collect(),
            shown: Vec::new(),
            said: Vec::new(),
            scans: BTreeSet::new(),
            scans_before: 0,
            fair,
        };
        morning.scans_before = morning.count(&morning.open().unwrap()).unwrap();
        morning
    }

    pub(super) fn is_over(&self) -> bool {
        self.fresh.len() < LEFT_MIN
    }

    /// The program at its scans, or the desk.
    pub(super) fn call(&mut self, round: &Round) -> Command {
        if is_programs(round) {
            self.program()
        } else {
            self.desk(round)
        }
    }

    /// The real `sarrera` over fresh codes, with one that came before and one of nobody among them.
    fn program(&mut self) -> Command {
        self.shown = Vec::new();
        for (number, code) in self.fresh.iter().enumerate() {
            self.shown.push(code.clone());
            match number % 8 {
                3 => self.shown.push(code.clone()),
                6 => self.shown.push("nobody's".to_owned()),
                _fresh_only => {}
            }
        }
        let codes = self.fair.write("codes.txt", self.shown.join("\n"));
        let codes = codes.to_str().unwrap();
        self.fair.call(scan_codes(codes))
    }

    fn desk(&self, round: &Round) -> Command {
        let order = Order {
            folder: self.fair.data(),
            key: self.key,
            codes: self.fresh.clone(),
            printer: self.fair.path("badges"),
            seed: round.seed,
        };
        let mut command = Command::new(std::env::current_exe().unwrap());
        command
            .args(CALL)
            .env(ORDER, serde_json::to_string(&order).unwrap());
        command
    }

    /// After a kill: the file opens and is whole, what was said is there, and what was begun is there whole or not at all.
    pub(super) fn check(&mut self, round: &Round, lines: &[String], tally: &mut Tally) -> Result<(), String> {
        // Opened anew each time, so that SQLite's own recovery after the kill is part of the story.
        let app = self.open()?;
        no_faults(&app)?;
        let before = self.said.len();
        let at = if is_programs(round) {
            self.hear_program(lines)?
        } else {
            self.hear_desk(lines)?
        };
        for done in &self.said[before..] {
            kept(&app, done)?;
            tally.say(done.kind());
        }
        let is_there = self.is_there(&app, &at)?;
        tally.hit(at.words(), is_there);
        self.scans.extend(unsaid_scan(&app, &self.scans)?);
        Ok(())
    }

    /// Whether that in which the kill fell is on the disk; fails where a scan is there that nobody had begun.
    fn is_there(&self, app: &App, at: &At) -> Result<bool, String> {
        match at {
            At::Work(doing) => is_on_disk(app, doing, &self.scans),
            At::Start => Ok(false),
            At::Between => unsaid_scan(app, &self.scans)?.map_or(Ok(false), |scan| {
                Err(format!("nobody had begun {scan}, which is on the disk"))
            }),
        }
    }

    fn count(&self, app: &App) -> Result<u64, String> {
        scans_on_disk(app, &self.fair.path("scans.csv"))
    }

    /// Fails where there are more or fewer scans than are known: one may be there twice under two names.
    fn each_scan_is_there_once(&self, app: &App) -> Result<(), String> {
        let (found, known) = (self.count(app)?, self.scans.len());
        if found.checked_sub(self.scans_before) == u64::try_from(known).ok() {
            Ok(())
        } else {
            let before = self.scans_before;
            Err(format!(
                "{found} scans on the disk, of {before} before and {known} since"
            ))
        }
    }

    /// After the last round: all that was said, once more, and what is derived from it anew.
    pub(super) fn close(&self) {
        let app = self.open().unwrap();
        for done in &self.said {
            kept(&app, done).unwrap();
        }
        self.each_scan_is_there_once(&app).unwrap();
        folds_alike(&app).unwrap();
        let twice = std::fs::read_dir(self.fair.path("badges"))
            .into_iter()
            .flatten()
            .map(|file| file.unwrap().file_name().to_string_lossy().into_owned())
            .find(|name| name.ends_with("-2.pdf"));
        assert_eq!(twice, None, "no badge is printed twice");
    }

    fn open(&self) -> Result<App, String> {
        let key = DatabaseKey::new(self.key);
        App::open_with_key(&self.fair.data(), key, None, World::real()).map_err(|error| error.to_string())
    }

    /// A verdict a line, as docs/cli.md says.
    fn hear_program(&mut self, lines: &[String]) -> Result<At, String> {
        for line in lines {
            let given: Value = serde_json::from_str(line).map_err(|error| format!("{line}: {error}"))?;
            let text = |key: &str| given[key].as_str().unwrap_or_default().to_owned();
            self.hear(Done::Scan {
                scan: text("scan"),
                verdict: text("verdict"),
            });
        }
        // The scan that was not said may be on the disk too.
        let used: Vec<String> = self.shown.drain(..).take(lines.len() + 1).collect();
        self.fresh.retain(|code| !used.contains(code));
        Ok(match used.into_iter().next_back() {
            Some(code) if !lines.is_empty() => At::Work(Doing::Scan { code }),
            _nothing_said => At::Start,
        })
    }

    fn hear_desk(&mut self, lines: &[String]) -> Result<At, String> {
        let mut at = At::Start;
        // A test says a few words of its own before.
        for line in lines.iter().filter(|line| line.starts_with('{')) {
            match serde_json::from_str(line).map_err(|error| format!("{line}: {error}"))? {
                Line::Doing(doing) => {
                    if let Doing::Scan { code } = &doing {
                        self.fresh.retain(|fresh| fresh != code);
                    }
                    at = At::Work(doing);
                }
                Line::Done(done) => {
                    self.hear(done);
                    at = At::Between;
                }
            }
        }
        Ok(at)
    }

    fn hear(&mut self, done: Done) {
        if let Done::Scan { scan, .. } | Done::Register { scan, .. } = &done {
            self.scans.insert(scan.clone());
        }
        self.said.push(done);
    }
}

/// Where a kill fell.
enum At {
    /// Before anything was said.
    Start,
    /// Between two works.
    Between,
    Work(Doing),
}

impl At {
    fn words(&self) -> &'static str {
        match self {
            Self::Start => "the start",
            Self::Between => "between two",
            Self::Work(doing) => doing.kind(),
        }
    }
}

/// Every other round is the program's.
fn is_programs(round: &Round) -> bool {
    round.number.is_multiple_of(2)
}

#[test]
fn a_scan_that_nobody_began_or_that_is_there_twice_is_found() {
    let morning = Morning::over(&few_people());
    let app = morning.open().unwrap();
    let ask = sarrera_app::ScanAsk {
        event: crate::fair::EVENT,
        checkpoint: "main",
        direction: sarrera_app::Direction::Entry,
        at: None,
        print: sarrera_app::PrintWish::None,
    };
    morning.each_scan_is_there_once(&app).unwrap();
    assert_eq!(morning.is_there(&app, &At::Between), Ok(false));
    let code = "nobody's".to_owned();
    app.scan(&ask, &code).unwrap();
    assert!(morning.is_there(&app, &At::Between).is_err());
    assert_eq!(morning.is_there(&app, &At::Work(Doing::Scan { code })), Ok(true));
    assert!(morning.each_scan_is_there_once(&app).is_err());
}
