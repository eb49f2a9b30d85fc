//! One log: what the server lacks is pushed, what is new there is pulled, and what came is stored in small parts.

use super::{Asked, Client, Heard, Problem, Pushing, Task, Waiting};
use crate::bounds::Bounds;
use crate::ends::{Chain, End};
use crate::home::Guest;
use crate::message::*;
use crate::runs::{Run, cut_where, ops_of, runs_of, size_of_op};
use sarrera_core::ops::{LogName, Op};
use sarrera_core::planted::{self, Bug};
use std::collections::{BTreeMap, BTreeSet, VecDeque};

/// What was sent of a chain.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Sent {
    first: u64,
    last: u64,
    /// Where its branches end, as far as they were sent.
    ends: BTreeSet<End>,
}

impl Sent {
    const fn from(first: u64) -> Self {
        Self {
            first,
            last: 0,
            ends: BTreeSet::new(),
        }
    }

    /// Ops in the order of their numbers.
    fn pass(&mut self, chain: &Chain, ops: &[Op]) {
        for op in ops {
            let before = End {
                chain: *chain,
                seq: op.place.seq.saturating_sub(1),
                hash: op.prev,
            };
            self.ends.remove(&before);
            self.ends.insert(End {
                chain: *chain,
                seq: op.place.seq,
                hash: op.hash(),
            });
        }
    }
}

type Question = Option<(Request, Asked)>;

impl Client {
    pub(super) fn push<G: Guest>(
        &mut self,
        home: &G,
        log: LogName,
        pushing: &Pushing,
    ) -> Result<Question, G::Error> {
        let Some(at) = self.at(&log) else { return Ok(None) };
        let mut list: VecDeque<Wanted> = match pushing {
            Pushing::Listed(list) => list.clone(),
            Pushing::Unheld => home.unheld(&at)?.into(),
            Pushing::OwnUnheld => {
                let own = home.unheld(&at)?.into_iter();
                own.filter(|wanted| wanted.chain.device == self.own).collect()
            }
        };
        list.retain(|wanted| wanted.chain.device == self.own || !planted::on(Bug::ForeignOpsDropped));
        list.retain(|wanted| !self.stuck.contains(&(log.clone(), wanted.chain)));
        let mut ops: Vec<Op> = Vec::new();
        let mut bytes = 0;
        let mut sent: BTreeMap<Chain, Sent> = BTreeMap::new();
        while ops.len() < self.bounds.push_ops && bytes < self.bounds.push_bytes {
            let Some(wanted) = list.pop_front() else { break };
            let bounds = Bounds {
                page_ops: self.bounds.push_ops - ops.len(),
                page_bytes: self.bounds.push_bytes - bytes,
                ..self.bounds
            };
            let stretch = home.stretch(self.event, &log, &wanted, &bounds)?;
            if let Some(from) = stretch.next {
                list.push_front(Wanted { from, ..wanted });
            }
            let Some(last) = stretch.ops.iter().map(|op| op.place.seq).max() else {
                continue;
            };
            // A piece that is sent again for its personal parts says nothing of how far the server holds the chain.
            if wanted.upto.is_none() {
                let sent = sent
                    .entry(wanted.chain)
                    .or_insert_with(|| Sent::from(wanted.from));
                sent.last = last;
                sent.pass(&wanted.chain, &stretch.ops);
            }
            bytes += stretch.ops.iter().map(size_of_op).sum::<usize>();
            ops.extend(stretch.ops);
        }
        if ops.is_empty() {
            return Ok(None);
        }
        let covers = runs_of(home.covers(self.event, &ops)?);
        let next = match pushing {
            Pushing::Listed(_) => Pushing::Listed(list),
            Pushing::Unheld => Pushing::Unheld,
            Pushing::OwnUnheld => Pushing::OwnUnheld,
        };
        self.tasks.push_front(Task::Push(log.clone(), next));
        let mut runs = runs_of(ops);
        // Of branches the server's own ends may lie further on: so each is asked for.
        let branched = sent.values().filter(|sent| sent.ends.len() > 1);
        runs.extend(branched.flat_map(|sent| &sent.ends).map(Run::asking));
        let push = Push {
            log: log.clone(),
            runs,
            covers,
        };
        Ok(Some((Request::Push(push), Asked::Push { log, sent })))
    }

    /// Only what the server has, under the hash that it has here, is acknowledged.
    pub(super) fn pushed<G: Guest>(
        &mut self,
        home: &mut G,
        log: &LogName,
        sent: &BTreeMap<Chain, Sent>,
        pushed: &Pushed,
    ) -> Result<Heard, G::Error> {
        self.done.refused += pushed.refused.len();
        if let Some(head) = &pushed.head {
            self.theirs.insert(log.clone(), head.digest);
        }
        let mut known = Vec::new();
        for (chain, Sent { first, last, ends }) in sent {
            let mut held = if ends.len() > 1 {
                // A branch that is not there is not made up for by another that reaches further.
                let all = ends.iter().all(|end| pushed.ends.contains(end));
                all.then_some(*last)
            } else {
                let theirs = pushed.ends.iter().filter(|end| end.chain == *chain);
                self.confirmed(home, log, theirs)?
            };
            if planted::on(Bug::MoreAcknowledgedThanSent) {
                held = held.map(|held| held.max(*last) + 1);
            }
            known.extend(held.map(|held| (*chain, held)));
            let confirmed = held.map_or(0, |held| (held.min(*last) + 1).saturating_sub(*first));
            self.done.pushed += usize::try_from(confirmed).unwrap_or(usize::MAX);
            if held.is_none_or(|held| held < *last) {
                self.stuck.insert((log.clone(), *chain));
            }
        }
        if let Some(at) = self.at(log) {
            home.note_held(&at, &known)?;
        }
        Ok(Ok(()))
    }

    /// Asks whether the server holds these ends, by runs that would continue them and have no op. Those of one chain are asked
    /// for together.
    pub(super) fn ask_held(&mut self, log: LogName, mut ends: VecDeque<End>) -> Question {
        ends.make_contiguous().sort();
        let many = self.bounds.fetch_chains.max(1);
        let mut asked: Vec<End> = Vec::new();
        while let Some(end) = ends.pop_front() {
            let begins = asked.last().is_none_or(|last| last.chain != end.chain);
            if begins && asked.len() >= many {
                ends.push_front(end);
                break;
            }
            asked.push(end);
        }
        let next = if ends.is_empty() {
            Task::Push(log.clone(), Pushing::OwnUnheld)
        } else {
            Task::AskHeld(log.clone(), ends)
        };
        self.tasks.push_front(next);
        let push = Push {
            log: log.clone(),
            runs: asked.iter().map(Run::asking).collect(),
            covers: Vec::new(),
        };
        Some((Request::Push(push), Asked::Held { log, ends: asked }))
    }

    /// What the server turns out to hold less or more of than was known is noted. A chain of several ends is held where each of
    /// them is there, and else not at all.
    pub(super) fn held<G: Guest>(
        &mut self,
        home: &mut G,
        log: &LogName,
        asked: &[End],
        pushed: &Pushed,
    ) -> Result<Heard, G::Error> {
        let Some(at) = self.at(log) else { return Ok(Ok(())) };
        let unheld: BTreeMap<Chain, u64> = home
            .unheld(&at)?
            .into_iter()
            .map(|wanted| (wanted.chain, wanted.from))
            .collect();
        let mut found = Vec::new();
        for ends in asked.chunk_by(|one, next| one.chain == next.chain) {
            let Some(last) = ends.iter().max_by_key(|end| end.seq) else {
                continue;
            };
            let chain = &last.chain;
            let theirs: Vec<&End> = pushed.ends.iter().filter(|told| told.chain == *chain).collect();
            let all = ends.iter().all(|end| theirs.contains(&end));
            let held = match (ends.len(), theirs.len()) {
                _whole if all => last.seq,
                (1, 1) => self.confirmed(home, log, theirs.into_iter())?.unwrap_or(0),
                _none_or_branches => 0,
            };
            let known = unheld.get(chain).map_or(last.seq, |from| from.saturating_sub(1));
            if held != known {
                found.push((*chain, held));
            }
        }
        home.note_held(&at, &found)?;
        Ok(Ok(()))
    }

    /// The highest of these ends that is here with the same hash.
    fn confirmed<'e, G: Guest>(
        &self,
        home: &G,
        log: &LogName,
        ends: impl Iterator<Item = &'e End>,
    ) -> Result<Option<u64>, G::Error> {
        let mut held = None;
        for end in ends {
            let here = home.hashes_at(self.event, log, &end.chain, end.seq)?;
            if here.contains(&end.hash) || planted::on(Bug::HashNotCompared) {
                held = held.max(Some(end.seq));
            }
        }
        Ok(held)
    }

    pub(super) fn pull<G: Guest>(&mut self, home: &G, log: LogName) -> Result<Question, G::Error> {
        let Some(at) = self.at(&log) else { return Ok(None) };
        let after = home.cursor(&at)?;
        let pull = Pull {
            log: log.clone(),
            after,
        };
        Ok(Some((Request::Pull(pull), Asked::Pull { log, after })))
    }

    pub(super) fn pulled<G: Guest>(
        &mut self,
        home: &G,
        log: &LogName,
        after: u64,
        page: PulledPage,
    ) -> Result<Heard, G::Error> {
        self.theirs.insert(log.clone(), page.head.digest);
        self.far.insert(log.clone(), (after, page.head.pos));
        let Ok(covers) = ops_of(self.event, &LogName::Core, page.covers) else {
            return Ok(Err(Problem::WrongAnswer));
        };
        let mut upto = after;
        for parcel in page.parcels {
            let Ok(mut ops) = ops_of(self.event, log, parcel.runs) else {
                return Ok(Err(Problem::WrongAnswer));
            };
            if parcel.upto <= upto {
                return Ok(Err(Problem::WrongAnswer));
            }
            upto = parcel.upto;
            ops.extend(covers.iter().cloned());
            self.waiting.push_back(Waiting {
                log: log.clone(),
                ops,
                cursor: Some(upto),
            });
        }
        if !page.more {
            return Ok(Ok(()));
        }
        if upto == after {
            return Ok(Err(Problem::WrongAnswer));
        }
        self.tasks.push_front(Task::Pull(log.clone()));
        // Whoever waits at the entrance is before whoever is only being copied.
        if *log != LogName::Scans && *log != LogName::Public && self.theirs.contains_key(&LogName::Scans) {
            let scans = self.at(&LogName::Scans).map_or(Ok(0), |at| home.cursor(&at))?;
            if page.scans.is_some_and(|pos| pos > scans) {
                self.tasks.push_front(Task::Pull(LogName::Scans));
            }
        }
        Ok(Ok(()))
    }

    pub(super) fn fetch(&mut self, log: LogName, mut list: VecDeque<Wanted>) -> Question {
        let many = list.len().min(self.bounds.fetch_chains);
        let chains: Vec<Wanted> = list.drain(..many).collect();
        if chains.is_empty() {
            return None;
        }
        if !list.is_empty() {
            self.tasks.push_front(Task::Fetch(log.clone(), list));
        }
        let fetch = Fetch {
            log: log.clone(),
            chains: chains.clone(),
        };
        Some((Request::Fetch(fetch), Asked::Fetch { log, asked: chains }))
    }

    pub(super) fn fetched(&mut self, log: LogName, asked: &[Wanted], fetched: Fetched) -> Heard {
        self.theirs.insert(log.clone(), fetched.head.digest);
        let wrong = |_bad| Problem::WrongAnswer;
        let ops = ops_of(self.event, &log, fetched.runs).map_err(wrong)?;
        let covers = ops_of(self.event, &LogName::Core, fetched.covers).map_err(wrong)?;
        let came = !ops.is_empty();
        // What is left is of what was asked for, and further on unless it was not begun.
        let rest: VecDeque<Wanted> = fetched
            .rest
            .into_iter()
            .filter(|rest| came && asked.iter().any(|a| a.chain == rest.chain && a.from <= rest.from))
            .collect();
        let ends = |op: &Op| op.signature.is_some() || planted::on(Bug::TransactionSplit);
        for mut parcel in cut_where(ops, self.bounds.parcel_ops, ends) {
            parcel.extend(covers.iter().cloned());
            self.waiting.push_back(Waiting {
                log: log.clone(),
                ops: parcel,
                cursor: None,
            });
        }
        if !rest.is_empty() {
            self.tasks.push_front(Task::Fetch(log, rest));
        }
        Ok(())
    }

    pub(super) fn store<G: Guest>(&mut self, home: &mut G, waiting: Waiting) -> Result<(), G::Error> {
        let Some(at) = self.at(&waiting.log) else {
            return Ok(());
        };
        let taken = home.take_from(&at, waiting.ops, waiting.cursor)?;
        if let (Some((reached, _)), Some(upto)) = (self.far.get_mut(&waiting.log), waiting.cursor) {
            *reached = upto;
        }
        self.done.pulled += taken.stored;
        self.done.refused += taken.refused.len();
        for refused in &taken.refused {
            self.broken.insert((waiting.log.clone(), refused.chain));
        }
        // Their certificates stand in the public log, which has grown since it was pulled.
        let pulls_public = self
            .tasks
            .iter()
            .any(|task| matches!(task, Task::Pull(LogName::Public)));
        if !taken.need_public.is_empty() && waiting.log != LogName::Public && !pulls_public {
            self.tasks.push_front(Task::Pull(LogName::Public));
        }
        Ok(())
    }
}
