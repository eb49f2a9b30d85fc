//! One log: what the server lacks is pushed, what is new there is pulled, and what came is stored in small parts.

use super::{Asked, Client, Heard, Problem, Pushing, Task, Waiting};
use crate::bounds::Bounds;
use crate::ends::{Chain, End};
use crate::home::Guest;
use crate::message::*;
use crate::runs::{Run, ops_of, runs_of, size_of_op};
use sarrera_core::ops::{LogName, Op};
use sarrera_core::planted::{self, Bug};
use std::collections::{BTreeMap, VecDeque};

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
        let mut sent: BTreeMap<Chain, (u64, u64)> = BTreeMap::new();
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
            let first = sent.get(&wanted.chain).map_or(wanted.from, |(first, _)| *first);
            sent.insert(wanted.chain, (first, last));
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
        let push = Push {
            log: log.clone(),
            runs: runs_of(ops),
            covers,
        };
        Ok(Some((Request::Push(push), Asked::Push { log, sent })))
    }

    /// Only what the server has, under the hash that it has here, is acknowledged.
    pub(super) fn pushed<G: Guest>(
        &mut self,
        home: &mut G,
        log: &LogName,
        sent: &BTreeMap<Chain, (u64, u64)>,
        pushed: &Pushed,
    ) -> Result<Heard, G::Error> {
        self.done.refused += pushed.refused.len();
        if let Some(head) = &pushed.head {
            self.theirs.insert(log.clone(), head.digest);
        }
        for (chain, (first, last)) in sent {
            let ends = pushed.ends.iter().filter(|end| end.chain == *chain);
            let mut held = self.confirmed(home, log, ends)?;
            if planted::on(Bug::MoreAcknowledgedThanSent) {
                held = held.map(|held| held.max(*last) + 1);
            }
            if let (Some(at), Some(held)) = (self.at(log), held) {
                home.note_held(&at, chain, held)?;
            }
            let confirmed = held.map_or(0, |held| (held.min(*last) + 1).saturating_sub(*first));
            self.done.pushed += usize::try_from(confirmed).unwrap_or(usize::MAX);
            if held.is_none_or(|held| held < *last) {
                self.stuck.insert((log.clone(), *chain));
            }
        }
        Ok(Ok(()))
    }

    /// Asks whether the server holds these ends, by runs that would continue them and have no op.
    pub(super) fn ask_held(&mut self, log: LogName, mut ends: VecDeque<End>) -> Question {
        let many = ends.len().min(self.bounds.fetch_chains.max(1));
        let asked: Vec<End> = ends.drain(..many).collect();
        let next = if ends.is_empty() {
            Task::Push(log.clone(), Pushing::OwnUnheld)
        } else {
            Task::AskHeld(log.clone(), ends)
        };
        self.tasks.push_front(next);
        let runs = asked.iter().map(|end| Run {
            chain: end.chain,
            seq: end.seq.saturating_add(1),
            prev: end.hash,
            ops: Vec::new(),
        });
        let push = Push {
            log: log.clone(),
            runs: runs.collect(),
            covers: Vec::new(),
        };
        Some((Request::Push(push), Asked::Held { log, ends: asked }))
    }

    /// What the server turns out to hold less or more of than was known is noted.
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
        for end in asked {
            let mut theirs = pushed
                .ends
                .iter()
                .filter(|told| told.chain == end.chain)
                .peekable();
            let held = match theirs.peek() {
                None => Some(0),
                Some(_) => self.confirmed(home, log, theirs)?,
            };
            let known = unheld
                .get(&end.chain)
                .map_or(end.seq, |from| from.saturating_sub(1));
            if let (Some(at), Some(held)) = (self.at(log), held)
                && held != known
            {
                home.note_held(&at, &end.chain, held)?;
            }
        }
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
        for mut parcel in parcels(ops, self.bounds.parcel_ops) {
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
        let chains: BTreeMap<_, _> = waiting
            .ops
            .iter()
            .map(|op| {
                (
                    op.place.replica,
                    Chain {
                        device: op.device,
                        replica: op.place.replica,
                    },
                )
            })
            .collect();
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
            if let Some(chain) = chains.get(&refused.replica) {
                self.broken.insert((waiting.log.clone(), *chain));
            }
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

/// Parts of about `many` ops, cut where a transaction of its writer ends.
fn parcels(ops: Vec<Op>, many: usize) -> Vec<Vec<Op>> {
    let mut parcels = Vec::new();
    let mut parcel = Vec::new();
    for op in ops {
        let ends = op.signature.is_some() || planted::on(Bug::TransactionSplit);
        parcel.push(op);
        if ends && parcel.len() >= many {
            parcels.push(std::mem::take(&mut parcel));
        }
    }
    if !parcel.is_empty() {
        parcels.push(parcel);
    }
    parcels
}
