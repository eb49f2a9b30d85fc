//! A desk that may be stopped at any moment: it says what it is about to do, does it, and says that it is done.

use crate::fair::EVENT;
use sarrera_app::view::{PersonForm, PersonView, PrintState, PrintView};
use sarrera_app::{App, Direction, PrintWish, ScanAsk, World};
use sarrera_store::DatabaseKey;
use sarrera_testkit::world::Draws;
use serde::{Deserialize, Serialize};
use std::io::Write;
use std::path::PathBuf;

/// What a desk says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Line {
    Doing(Doing),
    Done(Done),
}

/// What a desk is about to do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Doing {
    Open,
    Scan { code: String },
    Print { job: String },
    Register { email: String },
    Correct { attendee: String, company: String },
    Undo { scan: String },
}

/// What a desk has done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Done {
    Open,
    Scan { scan: String, verdict: String },
    Print { job: String, state: String },
    Register { email: String, scan: String },
    Correct { attendee: String, company: String },
    Undo { scan: String },
}

impl Doing {
    pub(crate) const fn kind(&self) -> &'static str {
        match self {
            Self::Open => "opening",
            Self::Scan { .. } => "a scan",
            Self::Print { .. } => "a print",
            Self::Register { .. } => "a registration",
            Self::Correct { .. } => "a correction",
            Self::Undo { .. } => "an undo",
        }
    }
}

impl Done {
    pub(crate) fn kind(&self) -> &str {
        match self {
            Self::Open => "opened",
            Self::Scan { verdict, .. } => verdict,
            Self::Print { state, .. } => state,
            Self::Register { .. } => "registered",
            Self::Correct { .. } => "corrected",
            Self::Undo { .. } => "undone",
        }
    }
}

/// What a process of its own is to do as a desk, in its environment.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Order {
    pub folder: PathBuf,
    pub key: [u8; 32],
    /// The codes that are shown at the desk, in their order.
    pub codes: Vec<String>,
    /// The folder that badges are printed to.
    pub printer: PathBuf,
    pub seed: u64,
}

/// Where the order stands.
pub(crate) const ORDER: &str = "SARRERA_CRASH_ORDER";

/// The words by which a process becomes the desk; where there is no order in its environment, it does nothing.
pub(crate) const CALL: [&str; 3] = ["crash::desk::obeys_an_order", "--exact", "--test-threads=1"];

#[test]
fn obeys_an_order() {
    obey();
}

/// Works as a desk if an order says so.
pub(crate) fn obey() -> bool {
    let Ok(text) = std::env::var(ORDER) else {
        return false;
    };
    let order: Order = serde_json::from_str(&text).unwrap();
    let mut say = |line: &Line| {
        // Not by `println!`, which a test keeps to itself.
        let mut out = std::io::stdout().lock();
        writeln!(out, "{}", serde_json::to_string(line).unwrap()).unwrap();
        out.flush().unwrap();
    };
    say(&Line::Doing(Doing::Open));
    let key = DatabaseKey::new(order.key);
    let app = App::open_with_key(&order.folder, key, None, World::real()).unwrap();
    // As a window does.
    app.take_up_prints().unwrap();
    say(&Line::Done(Done::Open));
    let printer = format!("folder:{}", order.printer.display());
    Desk::new(&app, &printer, order.seed, &mut say).serve(order.codes.iter().map(String::as_str));
    true
}

/// A desk over an open device.
pub(crate) struct Desk<'a> {
    app: &'a App,
    printer: &'a str,
    draws: Draws,
    say: &'a mut dyn FnMut(&Line),
}

impl<'a> Desk<'a> {
    pub(crate) fn new(app: &'a App, printer: &'a str, seed: u64, say: &'a mut dyn FnMut(&Line)) -> Self {
        Self {
            app,
            printer,
            draws: Draws::new(seed),
            say,
        }
    }

    /// Scans one code after the other, with their badges, and between them what else comes up at a desk.
    pub(crate) fn serve<'c>(&mut self, codes: impl Iterator<Item = &'c str>) {
        for code in codes {
            let (scan, person) = self.scan(code);
            if let Some(person) = person {
                if self.draws.chance(500) {
                    self.correct(&person);
                }
                if self.draws.chance(350) {
                    self.undo(&scan);
                }
            }
            if self.draws.chance(200) {
                self.scan(code);
            }
            if self.draws.chance(80) {
                self.scan("nobody's");
            }
            if self.draws.chance(700) {
                self.register();
            }
        }
    }

    /// Scans, and prints the badge that was ordered; gives the person who was let in.
    fn scan(&mut self, code: &str) -> (String, Option<PersonView>) {
        self.doing(Doing::Scan {
            code: code.to_owned(),
        });
        let outcome = self.app.scan(&self.ask(), code).unwrap();
        self.done(Done::Scan {
            scan: outcome.scan.clone(),
            verdict: outcome.verdict.clone(),
        });
        self.print(outcome.print.as_ref());
        let person = outcome.person.filter(|_| outcome.verdict == "admitted");
        (outcome.scan, person)
    }

    fn print(&mut self, print: Option<&PrintView>) {
        let Some(print) = print.filter(|print| print.state == PrintState::Queued) else {
            return;
        };
        let job = print.job.clone();
        self.doing(Doing::Print { job: job.clone() });
        self.app.run_print_job(&job, |_| {}).unwrap();
        let state = self.app.print_state(&job).unwrap().state;
        self.done(Done::Print {
            job,
            state: format!("{state:?}").to_lowercase(),
        });
    }

    fn register(&mut self) {
        let email = format!("{:016x}@example.org", self.draws.any());
        let form = PersonForm {
            given_name: Some("Ane".to_owned()),
            family_name: Some("Etxeberria".to_owned()),
            email: Some(email.clone()),
            privacy_notice: Some(true),
            ..PersonForm::default()
        };
        self.doing(Doing::Register { email: email.clone() });
        let outcome = self.app.register_and_admit(&self.ask(), &form).unwrap();
        self.done(Done::Register {
            email,
            scan: outcome.scan,
        });
        self.print(outcome.print.as_ref());
    }

    /// Corrects a company, which makes a new badge.
    fn correct(&mut self, person: &PersonView) {
        let company = format!("Goierri {:08x}", self.draws.any() >> 32);
        let form = PersonForm {
            company: Some(company.clone()),
            ..PersonForm::default()
        };
        let attendee = person.id.clone();
        self.doing(Doing::Correct {
            attendee: attendee.clone(),
            company: company.clone(),
        });
        let corrected = self
            .app
            .correct(EVENT, &attendee, &form, self.ask().print)
            .unwrap();
        self.done(Done::Correct { attendee, company });
        let badge = corrected.person.badge;
        self.print(badge.and_then(|badge| badge.print).as_ref());
    }

    fn undo(&mut self, scan: &str) {
        let scan = scan.to_owned();
        self.doing(Doing::Undo { scan: scan.clone() });
        self.app.undo_scan(EVENT, &scan).unwrap();
        self.done(Done::Undo { scan });
    }

    fn ask(&self) -> ScanAsk<'a> {
        ScanAsk {
            event: EVENT,
            checkpoint: "main",
            direction: Direction::Entry,
            at: None,
            print: PrintWish::To {
                printer: self.printer,
                template: "a6",
            },
        }
    }

    fn doing(&mut self, what: Doing) {
        (self.say)(&Line::Doing(what));
    }

    fn done(&mut self, what: Done) {
        (self.say)(&Line::Done(what));
    }
}
