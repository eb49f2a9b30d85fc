//! One seed: so many steps of a fair at which things go wrong, and then a few quiet rounds.

use crate::claims;
use crate::fair::{DEVICES, Fair, MORNING, temporary};
use crate::net::{Faults, From, Lost, Net};
use crate::node::{LACKING, Node, Role, Trouble};
use crate::steps::Step;
use sarrera_app::{AppError, BrokenOff};
use sarrera_sync::{Bounds, Exchanged};
use sarrera_testkit::world::Draws;
use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use tempfile::TempDir;

/// Once nothing goes wrong any more, everything is everywhere after so many rounds.
const ROUNDS_MAX: usize = 12;

/// What an exchange tells in which nothing was left to do.
const NOTHING_LEFT: &str = "pushed 0 pulled 0 refused 0 left 0 None";

/// What it tells of a device that was taken out of the event, and holds nothing of it any more.
const LEFT: &str = " left the event";

/// A fair under way.
#[derive(Debug)]
pub(crate) struct Run {
    pub(crate) nodes: Vec<Node>,
    pub(crate) net: Net,
    /// What went wrong before the quiet rounds.
    faults: Faults,
    /// What happened, without paths and without times.
    pub(crate) trace: Vec<String>,
    seed: u64,
    pub(crate) draws: Draws,
    now_ms: i64,
    pub(crate) at: usize,
    pub(crate) people: Vec<(String, String)>,
    pub(crate) erased: BTreeSet<String>,
    pub(crate) scans: Vec<(usize, String)>,
    pub(crate) backups: BTreeMap<usize, PathBuf>,
    pub(crate) clones: usize,
    /// What was wrong on the way, or in the last quiet round.
    pub(crate) problems: Vec<String>,
    pub(crate) root: TempDir,
}

impl Run {
    pub(crate) fn new(seed: u64) -> Self {
        let mut draws = Draws::nth(seed, 1);
        let root = temporary();
        let faults = Faults::drawn(&mut draws);
        let mut nodes: Vec<Node> = (0..DEVICES.len())
            .map(|number| Node::of_fair(number, root.path(), seed, bounds(&mut draws)))
            .collect();
        for node in nodes.iter_mut().filter(|node| node.may_be_old()) {
            if draws.chance(150) {
                node.lacks = LACKING;
            }
        }
        let older = nodes.iter().filter(|node| !node.lacks.is_empty());
        let older: Vec<&str> = older.map(|node| node.name.as_str()).collect();
        let older = older.join(", ");
        let mut net = Net::new(faults, seed);
        net.people = Fair::get().people.iter().map(|(id, _)| id.clone()).collect();
        Self {
            nodes,
            net,
            faults,
            trace: vec![format!("{faults:?}; older: {older:?}")],
            seed,
            draws,
            now_ms: MORNING,
            at: 0,
            people: Fair::get().people.clone(),
            erased: BTreeSet::new(),
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
            let step = Step::drawn(&mut self.draws);
            let troubled = step.writes() && self.draws.chance(self.net.faults.disk);
            if troubled {
                self.begin_trouble();
            }
            let told = self.step(step);
            self.trace.push(format!("{at} {step:?} {told}"));
            if troubled {
                self.nodes.iter_mut().for_each(Node::end_trouble);
            }
        }
    }

    pub(crate) fn pass(&mut self, ms: u64) {
        self.now_ms += i64::try_from(ms).unwrap();
        for node in &self.nodes {
            node.set_clock(self.now_ms);
        }
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
        if !self.nodes[from].is_here() {
            return pair + LEFT;
        }
        let outcome = self.exchanged(from, to);
        if outcome.is_err() || self.draws.chance(150) {
            self.look_at_claims(from, to);
        }
        let told = match outcome {
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
    pub(crate) fn exchanged(&mut self, from: usize, to: usize) -> Result<Exchanged, Lost> {
        let app = self.nodes[from].app.take().unwrap();
        let asks = From {
            // A desk that became a gate is told more until everybody has heard of it.
            role: DEVICES[self.nodes[from].number].1,
            device: self.nodes[from].device,
            revoked: self.nodes[from].revoked,
        };
        let (nodes, net) = (&mut self.nodes, &mut self.net);
        let working = nodes[from].at_work(&app);
        let mut wire = |session: Option<&str>, body: &[u8]| net.carry(nodes, (asks, to), session, body);
        let outcome = working.exchange(Fair::get().event, &mut wire);
        drop(working);
        self.nodes[from].app = Some(app);
        match outcome {
            Ok(done) => Ok(done),
            Err(BrokenOff::Wire(lost)) => Err(lost),
            Err(BrokenOff::Here(error)) if self.nodes[from].is_excused(&error) => Err(Lost),
            Err(BrokenOff::Here(error)) => panic!("{} exchanges: {error:?}", self.nodes[from].name),
        }
    }

    /// What a device takes for stored at a server has to stand there, and what it takes for known has to stand here: unless
    /// the server lost something without a word, left the event, or somebody changed what it said on its way, now or before.
    fn look_at_claims(&mut self, from: usize, to: usize) {
        let honest = to < 2 || self.faults.hub_lies == 0;
        let left = self.nodes[to].look(|r| Ok(r.event(Fair::get().event)?.is_none()));
        if !honest || left || self.faults.damaged > 0 || !self.nodes[to].lost_nothing {
            return;
        }
        let epoch = self.nodes[to].epoch();
        let untrue = claims::untrue(&self.nodes[from], &self.nodes[to], &epoch);
        let at = self.at;
        self.problems
            .extend(untrue.map(|untrue| format!("{at}: {untrue}")));
    }

    fn begin_trouble(&mut self) {
        let trouble = self
            .draws
            .one_of(&[Trouble::Full, Trouble::Broken, Trouble::PulledOut]);
        for node in &mut self.nodes {
            node.begin_trouble(trouble, &mut self.draws);
        }
    }

    /// What a screen would say; a database that fails ends the simulation, unless its disk is what failed.
    pub(crate) fn told(&self, at: usize, told: Result<String, AppError>) -> String {
        let node = &self.nodes[at];
        let told = match told {
            Ok(told) => told,
            Err(error) if node.is_excused(&error) => "not saved".to_owned(),
            Err(AppError::Store(error)) => panic!("{}: {error:?}", node.name),
            Err(refused) => refused.code().to_owned(),
        };
        format!("{} {told}", node.name)
    }

    /// Nothing goes wrong any more: everybody exchanges with one server, in turn, hubs and the standby with the centre, and
    /// the centre with its standby. Who has an old app updates it at the end.
    pub(crate) fn quiet_rounds(&mut self) {
        self.net.faults = Faults::default();
        for node in &mut self.nodes {
            node.away_until = 0;
        }
        let servers: Vec<usize> = (0..self.nodes.len())
            .map(|from| self.drawn_server(from))
            .collect();
        for round in 0..ROUNDS_MAX {
            let mut problems = Vec::new();
            for (from, to) in servers.iter().enumerate() {
                self.pass(5_000);
                let told = self.exchange(from, *to);
                if !told.ends_with(NOTHING_LEFT) && !told.ends_with(LEFT) {
                    problems.push(told.clone());
                }
                self.trace.push(format!("round {round} {told}"));
            }
            // What a clock turns out to be is written at an exchange's end, and goes with the next.
            let waits = self.nodes.iter().any(|node| !node.revoked && node.waiting() > 0);
            if problems.is_empty() && !waits {
                break;
            }
            if round + 1 == ROUNDS_MAX {
                self.problems.extend(problems);
            }
        }
        self.nodes.iter_mut().for_each(Node::update);
    }

    fn drawn_server(&mut self, from: usize) -> usize {
        match self.nodes[from].role {
            Role::Server => usize::from(from == 0),
            Role::Hub => 0,
            Role::Desk | Role::Gate | Role::Stand => {
                let to = self.draws.one_of(&[0, 0, 1, 2, 3]);
                if self.nodes[to].revoked { 0 } else { to }
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

/// Some send what they send in the usual way, and others by very little at a time.
fn bounds(draws: &mut Draws) -> Bounds {
    let usual = Bounds::default();
    if draws.chance(500) {
        return usual;
    }
    let mut few = || usize::try_from(1 + draws.below(20)).unwrap();
    let (push_ops, push_bytes, page_ops) = (few(), 300 * few(), few());
    Bounds {
        push_ops,
        push_bytes,
        page_ops,
        page_bytes: 300 * few(),
        page_step: u64::try_from(3 * page_ops).unwrap(),
        parcel_ops: few(),
        fetch_chains: few(),
        ends: 10 + few(),
        rounds: few().min(usual.rounds),
    }
}
