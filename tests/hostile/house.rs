//! A centre, a desk and what they said to each other once, recorded; and what they may hold afterwards.

use crate::fair::{EVENT, Fair, MORNING, person, temporary};
use crate::node::Node;
use sarrera_app::view::InvitationAsk;
use sarrera_app::{App, AppError, Direction, PrintWish, SameLabel, ScanAsk};
use sarrera_core::ops::{LogName, Op};
use sarrera_sync::{Answer, Bounds, Request, unpack};
use serde_json::Value;
use std::collections::BTreeMap;
use std::path::PathBuf;
use tempfile::TempDir;

/// How many messages a run of the tests tries.
pub(crate) const MESSAGES: u64 = 20_000;
const CENTRE: usize = 0;
const DESK: usize = 3;
const ANOTHER_DESK: usize = 4;
const GATE: usize = 6;

/// How many messages are tried.
pub(crate) fn messages() -> u64 {
    let wanted = std::env::var("SARRERA_FUZZ_MESSAGES").ok();
    wanted.map_or(MESSAGES, |wanted| wanted.parse().unwrap())
}

/// A question and its answer, as they were sent.
#[derive(Debug, Clone)]
pub(crate) struct Said {
    pub(crate) session: Option<String>,
    pub(crate) request: Value,
    pub(crate) answer: Value,
}

/// All ops that anybody honest wrote, by log and hash.
pub(crate) type Written = BTreeMap<(LogName, [u8; 32]), Op>;

/// The devices of the story.
pub(crate) struct House {
    root: TempDir,
    pub(crate) centre: Node,
    pub(crate) desk: Node,
    pub(crate) gate: Node,
    before: PathBuf,
    desk_before: PathBuf,
    /// What was said when they met.
    pub(crate) said: Vec<Said>,
    pub(crate) written: Written,
    pub(crate) public: usize,
}

impl House {
    /// People are registered, let in and corrected at a desk that the centre has not heard of; then all of it is exchanged,
    /// and a gate and a newcomer come as well. The folders are kept as they were before.
    pub(crate) fn new(seed: u64) -> Self {
        let root = temporary();
        let node = |number| {
            let node = Node::of_fair(number, root.path(), seed, Bounds::default());
            node.set_clock(MORNING);
            node
        };
        let (centre, desk, gate) = (node(CENTRE), node(DESK), node(GATE));
        let other = node(ANOTHER_DESK);
        at_work(&desk.app(), 100);
        at_work(&other.app(), 200);
        let mut unheard = Vec::new();
        exchange(&other, &centre, &mut unheard);
        // The server draws its secret once: sessions of what is recorded now hold at every copy of it.
        let code = invited(&centre.app());
        let (before, desk_before) = (root.path().join("before"), root.path().join("desk before"));
        centre.backup(&before);
        desk.backup(&desk_before);
        let mut said = Vec::new();
        exchange(&desk, &centre, &mut said);
        exchange(&gate, &centre, &mut said);
        let pairing = newcomer(&code, &centre, &mut said);
        assert!(pairing.exists());
        let mut house = Self {
            root,
            centre,
            desk,
            gate,
            before,
            desk_before,
            said,
            written: Written::new(),
            public: 0,
        };
        house.written = house.centre.logs().into_iter().flat_map(ops_by_hash).collect();
        house.centre.restore(&house.before, false);
        house.centre.set_clock(MORNING);
        house.public = house.public_ops();
        house
    }

    /// The centre as it was before anybody came.
    pub(crate) fn again(&mut self) {
        self.centre.restore(&self.before, false);
        self.centre.set_clock(MORNING);
    }

    /// The desk as it was before it came.
    pub(crate) fn desk_again(&mut self) {
        self.desk.restore(&self.desk_before, false);
        self.desk.set_clock(MORNING);
    }

    pub(crate) fn requests(&self) -> Vec<Value> {
        self.said.iter().map(|said| said.request.clone()).collect()
    }

    pub(crate) fn answers(&self) -> Vec<Value> {
        self.said.iter().map(|said| said.answer.clone()).collect()
    }

    pub(crate) fn public_ops(&self) -> usize {
        let logs = self.centre.logs().into_iter();
        logs.filter(|(log, _)| *log == LogName::Public)
            .map(|(_, ops)| ops.len())
            .sum()
    }

    pub(crate) fn folder(&self) -> &std::path::Path {
        self.root.path()
    }
}

/// Whatever is held somewhere was written so, byte for byte, by somebody honest; and the chains are whole. What a device
/// measured of its own clock while somebody lied to it of the time is its own: shown times hang on that, and nothing else.
pub(crate) fn nothing_wrong(node: &Node, written: &Written, after: &str) {
    let measured = |op: &Op| op.kind == "clock_measured" && op.device == node.device;
    for (key, op) in node.logs().into_iter().flat_map(ops_by_hash) {
        if measured(&op) {
            continue;
        }
        let honest = written.get(&key);
        assert!(honest == Some(&op), "{after}: {op:?} was never written so");
    }
    let verified = node.app().verify().unwrap();
    assert_eq!(verified.faults, Vec::<String>::new(), "{after}");
}

pub(crate) fn ops_by_hash((log, ops): (LogName, Vec<Op>)) -> Vec<((LogName, [u8; 32]), Op)> {
    let named = ops.into_iter();
    named.map(|op| ((log.clone(), op.hash().0), op)).collect()
}

/// One exchange of a device with the centre, heard.
pub(crate) fn exchange(device: &Node, centre: &Node, said: &mut Vec<Said>) {
    let wire = &mut |session: Option<&str>, body: &[u8]| {
        let answered = centre.app().answer_sync(session, body).unwrap();
        said.push(heard(session, body, &answered.body));
        Ok::<_, ()>(answered.body)
    };
    let exchanged = device.app().exchange(Fair::get().event, wire).unwrap();
    assert_eq!(exchanged.problem, None);
}

fn heard(session: Option<&str>, asked: &[u8], answered: &[u8]) -> Said {
    Said {
        session: session.map(str::to_owned),
        request: serde_json::to_value(unpack::<Request>(asked).unwrap()).unwrap(),
        answer: serde_json::to_value(unpack::<Answer>(answered).unwrap()).unwrap(),
    }
}

fn invited(centre: &App) -> String {
    let ask = InvitationAsk {
        role: "desk".to_owned(),
        sheet: Some(400),
        ..InvitationAsk::default()
    };
    centre.invite(EVENT, &ask, None).unwrap().code
}

/// A device of nobody comes in by the code.
fn newcomer(code: &str, centre: &Node, said: &mut Vec<Said>) -> PathBuf {
    let dir = centre.dir.with_extension("newcomer");
    std::fs::create_dir_all(&dir).unwrap();
    let world = sarrera_app::World {
        clock: std::sync::Arc::new(sarrera_testkit::world::SettableClock::at(
            sarrera_core::time::Timestamp(MORNING),
        )),
        entropy: std::sync::Arc::new(sarrera_testkit::world::SeededEntropy::new(77)),
        boot: sarrera_core::ids::BootId([9; 16]),
    };
    let app = App::open_with_key(&dir, crate::node::key_of(9), None, world).unwrap();
    let wire = &mut |session: Option<&str>, body: &[u8]| {
        let answered = centre.app().answer_sync(session, body).unwrap();
        said.push(heard(session, body, &answered.body));
        Ok::<_, ()>(answered.body)
    };
    assert!(app.pair(code, SameLabel::Ask, wire).is_ok());
    dir
}

/// A morning at a desk: people come, are let in, and one name was wrong.
fn at_work(desk: &App, from: u64) {
    for number in from..from + 6 {
        let id = desk.register(EVENT, &person(number)).unwrap().id;
        let ask = ScanAsk {
            event: EVENT,
            checkpoint: "main",
            direction: Direction::Entry,
            at: None,
            print: PrintWish::None,
        };
        desk.admit(&ask, &id).unwrap();
        if number == from {
            desk.correct(EVENT, &id, &person(number + 50), PrintWish::None)
                .unwrap();
        }
    }
}

/// Everything that is looked at in a day, so that no row is there that a view falls over.
pub(crate) fn looked_at(app: &App, folder: &std::path::Path) -> Result<(), AppError> {
    use sarrera_app::view::PeopleQuery;
    use sarrera_app::{ExportFormat, ExportTable};
    app.events()?;
    app.dashboard(EVENT, "main", None)?;
    app.conflicts_page(EVENT, 0)?;
    app.devices(EVENT)?;
    app.operators(EVENT)?;
    app.open_help(EVENT)?;
    app.recent(EVENT, "main")?;
    app.duplicates(EVENT, 0)?;
    for hit in app.find(EVENT, "etxeberria")? {
        app.profile(EVENT, &hit.person.id)?;
    }
    app.people(EVENT, &PeopleQuery::default(), 0, None)?;
    for table in [ExportTable::Attendees, ExportTable::Scans] {
        app.export(EVENT, table, ExportFormat::Csv, &folder.join("out.csv"))?;
    }
    Ok(())
}
