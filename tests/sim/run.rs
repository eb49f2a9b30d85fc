//! One seed: so many steps of a fair at which things go wrong, and then a few quiet rounds.

use crate::fair::{DEVICES, EVENT, Fair, MORNING, person, temporary};
use crate::net::{Faults, Net};
use crate::node::{Node, Role};
use sarrera_app::view::{DeviceForm, PersonForm, SettleAsk};
use sarrera_app::{AppError, BrokenOff, Direction, PrintWish, ScanAsk};
use sarrera_sync::{Bounds, Exchanged};
use sarrera_testkit::world::Draws;
use std::collections::BTreeMap;
use std::path::PathBuf;
use tempfile::TempDir;

const DAY_MS: i64 = 24 * 3_600_000;
/// Once nothing goes wrong any more, everything is everywhere after so many rounds.
pub(crate) const ROUNDS_MAX: usize = 4;
const CLONES_MAX: usize = 2;

/// How often each step is taken, in the order of [`Run::step`].
const WEIGHTS: [(Step, u64); 17] = [
    (Step::Scan, 24),
    (Step::Register, 10),
    (Step::Correct, 10),
    (Step::Undo, 4),
    (Step::Exchange, 36),
    (Step::ClockJump, 3),
    (Step::Restart, 3),
    (Step::Crash, 3),
    (Step::Backup, 5),
    (Step::Restore, 6),
    (Step::Clone, 1),
    (Step::Down, 2),
    (Step::Revoke, 1),
    (Step::Rename, 1),
    (Step::ChangeRole, 1),
    (Step::Settle, 3),
    (Step::Merge, 1),
];

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum Step {
    #[default]
    Scan,
    Register,
    Correct,
    Undo,
    Exchange,
    ClockJump,
    Restart,
    Crash,
    Backup,
    Restore,
    Clone,
    Down,
    Revoke,
    Rename,
    ChangeRole,
    Settle,
    Merge,
}

/// A fair under way.
#[derive(Debug)]
pub(crate) struct Run {
    pub(crate) nodes: Vec<Node>,
    pub(crate) net: Net,
    /// What happened, without paths and without times.
    pub(crate) trace: Vec<String>,
    seed: u64,
    draws: Draws,
    now_ms: i64,
    at: usize,
    people: Vec<(String, String)>,
    scans: Vec<(usize, String)>,
    backups: BTreeMap<usize, PathBuf>,
    clones: usize,
    /// What went wrong in the last quiet round.
    pub(crate) problems: Vec<String>,
    root: TempDir,
}

impl Run {
    pub(crate) fn new(seed: u64) -> Self {
        let mut draws = Draws::nth(seed, 1);
        let root = temporary();
        let faults = Faults::drawn(&mut draws);
        let nodes = (0..DEVICES.len())
            .map(|number| Node::of_fair(number, root.path(), seed, bounds(&mut draws)))
            .collect();
        Self {
            nodes,
            net: Net::new(faults, seed),
            trace: vec![format!("{faults:?}")],
            seed,
            draws,
            now_ms: MORNING,
            at: 0,
            people: Fair::get().people.clone(),
            scans: Vec::new(),
            backups: BTreeMap::new(),
            clones: 0,
            problems: Vec::new(),
            root,
        }
    }

    pub(crate) fn steps(&mut self, steps: usize) {
        for at in 0..steps {
            self.at = at;
            let ms = 1_000 + self.draws.below(90_000);
            self.pass(ms);
            let step = self.drawn_step();
            let told = self.step(step);
            self.trace.push(format!("{at} {step:?} {told}"));
        }
    }

    pub(crate) fn pass(&mut self, ms: u64) {
        self.now_ms += i64::try_from(ms).unwrap();
        for node in &self.nodes {
            node.set_clock(self.now_ms);
        }
    }

    fn drawn_step(&mut self) -> Step {
        let all = WEIGHTS.iter().map(|(_, weight)| weight).sum();
        let mut left = self.draws.below(all);
        for (step, weight) in WEIGHTS {
            if left < weight {
                return step;
            }
            left -= weight;
        }
        Step::default()
    }

    fn step(&mut self, step: Step) -> String {
        match step {
            Step::Scan => self.scan(),
            Step::Register => self.register(),
            Step::Correct => self.correct(),
            Step::Undo => self.undo(),
            Step::Exchange => {
                let from = self.any_node(|_| true);
                let to = self.draws.one_of(&[0, 0, 0, 0, 1, 1, 2, 2]);
                self.exchange(from, to)
            }
            Step::ClockJump => {
                let at = self.any_node(|_| true);
                let jump = i64::try_from(self.draws.below(2)).unwrap() * 2 - 1;
                let by = self.draws.one_of(&[DAY_MS, 3_600_000, 60_000, 0]) * jump;
                self.nodes[at].offset_ms = by;
                format!("{} {by}", self.nodes[at].name)
            }
            Step::Restart => {
                let at = self.any_node(|_| true);
                self.nodes[at].open(None);
                self.nodes[at].name.clone()
            }
            Step::Crash => {
                let at = self.any_node(|_| true);
                self.nodes[at].crash();
                self.nodes[at].name.clone()
            }
            Step::Backup => self.backup(),
            Step::Restore => self.restore(),
            Step::Clone => self.clone_one(),
            Step::Down => {
                let at = self.any_node(|_| true);
                let until = self.at + usize::try_from(self.draws.below(40)).unwrap();
                self.nodes[at].away_until = until;
                format!("{} until {until}", self.nodes[at].name)
            }
            Step::Revoke => self.revoke(),
            Step::Rename => self.change_device(false),
            Step::ChangeRole => self.change_device(true),
            Step::Settle => self.settle(),
            Step::Merge => self.merge(),
        }
    }

    fn any_node(&mut self, which: impl Fn(&Node) -> bool) -> usize {
        let fitting: Vec<usize> = (0..self.nodes.len())
            .filter(|at| which(&self.nodes[*at]))
            .collect();
        self.draws.one_of(&fitting)
    }

    fn scan(&mut self) -> String {
        let at = self.any_node(|node| node.role != Role::Stand);
        let (id, ticket) = self.any_person();
        let ask = ScanAsk {
            event: EVENT,
            checkpoint: "main",
            direction: if self.draws.chance(150) {
                Direction::Exit
            } else {
                Direction::Entry
            },
            at: None,
            print: PrintWish::None,
        };
        let by_code = self.draws.chance(600) && !ticket.is_empty();
        let app = self.nodes[at].app();
        let outcome = if by_code {
            app.scan(&ask, &ticket)
        } else {
            app.admit(&ask, &id)
        };
        let told = outcome.map(|outcome| {
            self.scans.push((at, outcome.scan));
            outcome.verdict
        });
        format!("{} {}", self.nodes[at].name, told_of(told))
    }

    fn any_person(&mut self) -> (String, String) {
        let many = u64::try_from(self.people.len()).unwrap();
        let at = usize::try_from(self.draws.below(many)).unwrap();
        self.people[at].clone()
    }

    fn register(&mut self) -> String {
        let at = self.any_node(|node| !matches!(node.role, Role::Stand | Role::Gate));
        let number = 100 + self.draws.below(1_000);
        let made = self.nodes[at].app().register(EVENT, &person(number));
        let told = made.map(|person| {
            self.people.push((person.id, String::new()));
            "registered".to_owned()
        });
        format!("{} {}", self.nodes[at].name, told_of(told))
    }

    fn correct(&mut self) -> String {
        let at = self.any_node(|node| !matches!(node.role, Role::Stand | Role::Gate));
        let (id, _) = self.any_person();
        let number = self.draws.below(50);
        let form = PersonForm {
            company: Some(format!("{} {number}", crate::fair::CANARY_NAME)),
            phone: self.draws.chance(500).then(|| format!("+34 944 {number:03} 000")),
            ..PersonForm::default()
        };
        let made = self.nodes[at].app().correct(EVENT, &id, &form, PrintWish::None);
        format!(
            "{} {}",
            self.nodes[at].name,
            told_of(made.map(|_| "corrected".to_owned()))
        )
    }

    fn undo(&mut self) -> String {
        if self.scans.is_empty() {
            return "nothing".to_owned();
        }
        let many = u64::try_from(self.scans.len()).unwrap();
        let (at, scan) = self.scans[usize::try_from(self.draws.below(many)).unwrap()].clone();
        let made = self.nodes[at].app().undo_scan(EVENT, &scan);
        format!(
            "{} {}",
            self.nodes[at].name,
            told_of(made.map(|_| "undone".to_owned()))
        )
    }

    /// One exchange of a device with a server.
    pub(crate) fn exchange(&mut self, from: usize, to: usize) -> String {
        let pair = format!("{} -> {}", self.nodes[from].name, self.nodes[to].name);
        if self.nodes[from].device == self.nodes[to].device {
            return pair + " itself";
        }
        if self.at < self.nodes[from].away_until || self.at < self.nodes[to].away_until {
            return pair + " away";
        }
        let told = match self.exchanged(from, to) {
            Ok(done) => format!(
                "asked {} pushed {} pulled {} refused {} left {} {:?}",
                done.asked,
                done.pushed,
                done.pulled,
                done.refused,
                done.left.len(),
                done.problem
            ),
            Err(_lost) => "lost".to_owned(),
        };
        format!("{pair} {told}")
    }

    /// As [`Run::exchange`], with what it came to.
    pub(crate) fn exchanged(&mut self, from: usize, to: usize) -> Result<Exchanged, crate::net::Lost> {
        let app = self.nodes[from].app.take().unwrap();
        // A desk that became a gate is told more until everybody has heard of it.
        let role = DEVICES[self.nodes[from].number].1;
        let (nodes, net) = (&mut self.nodes, &mut self.net);
        let mut wire = |session: Option<&str>, body: &[u8]| net.carry(nodes, (role, to), session, body);
        let outcome = app.exchange(Fair::get().event, &mut wire);
        self.nodes[from].app = Some(app);
        match outcome {
            Ok(done) => Ok(done),
            Err(BrokenOff::Wire(lost)) => Err(lost),
            Err(BrokenOff::Here(error)) => panic!("{} exchanges: {error:?}", self.nodes[from].name),
        }
    }

    fn backup(&mut self) -> String {
        let at = self.any_node(|_| true);
        let to = self.root.path().join(format!("backup {at}"));
        if to.exists() {
            std::fs::remove_dir_all(&to).unwrap();
        }
        self.nodes[at].backup(&to);
        self.backups.insert(at, to);
        self.nodes[at].name.clone()
    }

    fn restore(&mut self) -> String {
        let having: Vec<usize> = self.backups.keys().copied().collect();
        if having.is_empty() {
            return "nothing".to_owned();
        }
        let at = self.draws.one_of(&having);
        self.nodes[at].restore(&self.backups[&at]);
        self.nodes[at].name.clone()
    }

    /// A device goes on in two folders. Half of the time it was cloned while it ran: both write on one chain.
    fn clone_one(&mut self) -> String {
        if self.clones >= CLONES_MAX {
            return "enough".to_owned();
        }
        let at = self.any_node(|node| matches!(node.role, Role::Desk | Role::Gate) && !node.revoked);
        self.clones += 1;
        let mut clone = self.nodes[at].cloned(self.root.path(), self.clones);
        let running = self.draws.chance(500).then(|| self.draws.any());
        clone.open(running);
        self.nodes[at].open(running);
        self.nodes.push(clone);
        self.pass(1_000);
        let other = self.nodes.len() - 1;
        if running.is_some() {
            for one in [at, other] {
                let ask = ScanAsk {
                    event: EVENT,
                    checkpoint: "main",
                    direction: Direction::Entry,
                    at: None,
                    print: PrintWish::None,
                };
                let _written = self.nodes[one].app().scan(&ask, "somebody's code");
            }
        }
        format!("{} running {}", self.nodes[at].name, running.is_some())
    }

    fn revoke(&mut self) -> String {
        if self.nodes.iter().any(|node| node.revoked) || self.draws.chance(500) {
            return "nobody".to_owned();
        }
        let at = self.any_node(|node| !matches!(node.role, Role::Server | Role::Hub));
        let device = self.nodes[at].device;
        let made = self.nodes[0]
            .app()
            .revoke_device(EVENT, &device.to_string(), "Lost");
        if made.is_ok() {
            for node in self.nodes.iter_mut().filter(|node| node.device == device) {
                node.revoked = true;
            }
        }
        format!(
            "{} {}",
            self.nodes[at].name,
            told_of(made.map(|_| "revoked".to_owned()))
        )
    }

    /// A desk is called otherwise, or becomes a gate: what it wrote until then goes on counting.
    fn change_device(&mut self, to_gate: bool) -> String {
        let at = self.any_node(|node| node.role == Role::Desk && !node.revoked);
        let device = self.nodes[at].device;
        let form = DeviceForm {
            id: device.to_string(),
            name: (!to_gate).then(|| format!("desk {}", self.at)),
            role: to_gate.then(|| "gate".to_owned()),
        };
        let made = self.nodes[0].app().change_device(EVENT, &form);
        if made.is_ok() && to_gate {
            for node in self.nodes.iter_mut().filter(|node| node.device == device) {
                node.role = Role::Gate;
            }
        }
        let told = told_of(made.map(|_| "changed".to_owned()));
        format!("{} {told}", self.nodes[at].name)
    }

    /// An office settles one of the conflicts that it sees.
    fn settle(&mut self) -> String {
        let at = self.any_node(|node| node.role == Role::Server);
        let mut open = self.nodes[at].app().conflicts(EVENT).unwrap();
        open.retain(|conflict| conflict.open);
        if open.is_empty() {
            return "nothing".to_owned();
        }
        let many = u64::try_from(open.len()).unwrap();
        let conflict = &open[usize::try_from(self.draws.below(many)).unwrap()];
        let keep = conflict.facts.first().map(ToString::to_string);
        let ask = SettleAsk {
            conflict: conflict.id.clone(),
            keep: keep.filter(|_| self.draws.chance(500)),
            seen: Vec::new(),
        };
        let made = self.nodes[at].app().settle_conflict(EVENT, &ask);
        let told = told_of(made.map(|_| "settled".to_owned()));
        format!("{} {} {told}", self.nodes[at].name, conflict.kind)
    }

    fn merge(&mut self) -> String {
        let at = self.any_node(|node| !matches!(node.role, Role::Stand | Role::Gate));
        let both = [self.any_person().0, self.any_person().0];
        let made = self.nodes[at].app().merge(EVENT, &both);
        let told = told_of(made.map(|_| "merged".to_owned()));
        format!("{} {told}", self.nodes[at].name)
    }

    /// Nothing goes wrong any more: everybody exchanges with the centre, in turn, and the centre with its standby.
    pub(crate) fn quiet_rounds(&mut self) {
        self.net.faults = Faults::default();
        for node in &mut self.nodes {
            node.away_until = 0;
        }
        for round in 0..ROUNDS_MAX {
            for from in 0..self.nodes.len() {
                self.pass(5_000);
                let told = self.exchange(from, usize::from(from == 0));
                if round + 1 == ROUNDS_MAX && !told.ends_with("refused 0 left 0 None") {
                    self.problems.push(told.clone());
                }
                self.trace.push(format!("round {round} {told}"));
            }
        }
    }

    /// A place for a copy of a folder.
    pub(crate) fn folder(&self, name: &str) -> PathBuf {
        self.root.path().join(name)
    }

    pub(crate) const fn seed(&self) -> u64 {
        self.seed
    }
}

fn bounds(draws: &mut Draws) -> Bounds {
    let mut few = || usize::try_from(1 + draws.below(20)).unwrap();
    let usual = Bounds::default();
    Bounds {
        push_ops: few(),
        push_bytes: 100 * few(),
        page_ops: few(),
        page_bytes: 100 * few(),
        parcel_ops: few(),
        fetch_chains: few(),
        ends: few(),
        rounds: usual.rounds,
    }
}

/// What a screen would say; only a database that fails ends the simulation.
fn told_of(told: Result<String, AppError>) -> String {
    match told {
        Ok(told) => told,
        Err(AppError::Store(error)) => panic!("the store: {error:?}"),
        Err(refused) => refused.code().to_owned(),
    }
}
