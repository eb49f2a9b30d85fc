//! The truth beneath the cursors: both sides' chains are compared, and each sends what the other lacks.
//!
//! So a server that was restored from an old backup, a hub that saw other desks and a copied folder all heal in one way.

use super::{Asked, Client, Compared, Heard, Pushing, Task};
use crate::bounds::BARE_MAX;
use crate::ends::{Chain, End, LogDigest, bucket_of, buckets_of, digest_of, digest_with};
use crate::home::Guest;
use crate::message::*;
use sarrera_core::ops::{LogName, OpHash};
use sarrera_core::planted::{self, Bug};
use std::collections::{BTreeMap, BTreeSet, VecDeque};

/// So many comparisons in which nothing moved show that no further one helps.
const ROUNDS_IN_VAIN: usize = 2;

/// Ops that lie no further apart are sent with what stands between them.
const APART_MAX: u64 = 50;

type Ends = BTreeSet<(u64, OpHash)>;

impl Client {
    pub(super) fn compare<G: Guest>(
        &mut self,
        home: &mut G,
        log: LogName,
        round: usize,
    ) -> Result<Option<(Request, Asked)>, G::Error> {
        let ends = home.ends(self.event, &log)?;
        let ours = digest_with(digest_of(&ends), &home.bare(self.event, &log)?);
        let Some(theirs) = self.theirs.get(&log).copied() else {
            return Ok(None);
        };
        let both = (ours, theirs);
        if planted::on(Bug::DigestSkipped) {
            return Ok(None);
        }
        if ours == theirs {
            self.all_held(home, &log, &ends)?;
            self.done.left.remove(&log);
            return Ok(None);
        }
        let before = self.done.left.insert(log.clone(), both);
        let unmoved = if before == Some(both) { self.unmoved + 1 } else { 0 };
        self.unmoved = unmoved;
        // Only what two whole rounds could not change: the first may find out no more than that a chain is broken. An exchange
        // that breaks off, or has no round left, proves nothing.
        let compared = Compared {
            ours,
            theirs,
            beside: self.beside(home)?,
        };
        if unmoved >= ROUNDS_IN_VAIN || self.in_vain.get(&log) == Some(&compared) {
            self.done.in_vain.insert(log, compared);
            return Ok(None);
        }
        if round >= self.bounds.rounds {
            return Ok(None);
        }
        let compare = Compare {
            log: log.clone(),
            buckets: buckets_of(&ends),
        };
        Ok(Some((Request::Compare(compare), Asked::Compare { log, round })))
    }

    fn beside<G: Guest>(&self, home: &G) -> Result<LogDigest, G::Error> {
        let mut ends = home.ends(self.event, &LogName::Public)?;
        ends.extend(home.ends(self.event, &LogName::Core)?);
        Ok(digest_of(&ends))
    }

    /// Of chains that the server was not known to hold whole, it does up to these ends.
    pub(super) fn all_held<G: Guest>(
        &self,
        home: &mut G,
        log: &LogName,
        ends: &[End],
    ) -> Result<(), G::Error> {
        let Some(at) = self.at(log) else { return Ok(()) };
        let unheld = home.unheld(&at)?.into_iter();
        let held = unheld.filter_map(|Wanted { chain, .. }| {
            let of_chain = ends.iter().filter(|end| end.chain == chain);
            Some((chain, of_chain.map(|end| end.seq).max()?))
        });
        let held: Vec<(Chain, u64)> = held.collect();
        home.note_held(&at, &held)
    }

    pub(super) fn compared<G: Guest>(
        &mut self,
        home: &mut G,
        log: LogName,
        round: usize,
        compared: ComparedEnds,
    ) -> Result<Heard, G::Error> {
        self.theirs.insert(log.clone(), compared.head.digest);
        let told: BTreeSet<u8> = compared.buckets.iter().map(|told| told.bucket).collect();
        let ours = home.ends(self.event, &log)?;
        let ours = by_chain(
            ours.into_iter()
                .filter(|end| told.contains(&bucket_of(&end.chain))),
        );
        let theirs = compared.buckets.into_iter().flat_map(|told| told.ends);
        let theirs = by_chain(theirs.filter(|end| told.contains(&bucket_of(&end.chain))));
        let chains: BTreeSet<Chain> = ours.keys().chain(theirs.keys()).copied().collect();
        let none = Ends::new();
        // Of one that was revoked nothing is taken but what it wrote.
        let revoked = self.known.as_ref().map(|known| known.standing) == Some(Standing::Revoked);
        let mut push = VecDeque::new();
        let mut fetch = VecDeque::new();
        let mut held = Vec::new();
        for chain in chains {
            let ours = ours.get(&chain).unwrap_or(&none);
            let theirs = theirs.get(&chain).unwrap_or(&none);
            let way = self.way(home, &log, &chain, (ours, theirs))?;
            held.extend(way.held.map(|seq| (chain, seq)));
            if chain.device == self.own || !revoked {
                push.extend(way.push.map(|from| Wanted::onwards(chain, from)));
            }
            fetch.extend(way.fetch.map(|from| Wanted::onwards(chain, from)));
        }
        if let Some(at) = self.at(&log) {
            home.note_held(&at, &held)?;
        }
        let parts = self.parts(home, &log, &compared.bare)?;
        let may_push = |wanted: &Wanted| wanted.chain.device == self.own || !revoked;
        push.extend(parts.push.into_iter().filter(may_push));
        fetch.extend(parts.fetch);
        // What did not go in the ordinary way may go now.
        self.stuck.retain(|(of, _)| *of != log);
        self.tasks.push_front(Task::Compare(log.clone(), round + 1));
        if !push.is_empty() {
            self.tasks
                .push_front(Task::Push(log.clone(), Pushing::Listed(push)));
        }
        if !fetch.is_empty() {
            self.tasks.push_front(Task::Fetch(log, fetch));
        }
        Ok(Ok(()))
    }

    /// The personal parts that one side has and the other lacks: an erasure that counts no more was carried out at some, and not
    /// at others. So whoever still holds a part gives it back.
    fn parts<G: Guest>(&self, home: &G, log: &LogName, theirs: &[End]) -> Result<Parts, G::Error> {
        let ours: BTreeSet<End> = home.bare(self.event, log)?.into_iter().collect();
        let theirs: BTreeSet<End> = theirs.iter().take(BARE_MAX).copied().collect();
        let mut whole = Vec::new();
        for op in theirs.difference(&ours) {
            if home
                .hashes_at(self.event, log, &op.chain, op.seq)?
                .contains(&op.hash)
            {
                whole.push(*op);
            }
        }
        Ok(Parts {
            push: pieces(whole),
            fetch: pieces(ours.difference(&theirs).copied()),
        })
    }

    /// What is to be done about one chain.
    fn way<G: Guest>(
        &self,
        home: &G,
        log: &LogName,
        chain: &Chain,
        (ours, theirs): (&Ends, &Ends),
    ) -> Result<Way, G::Error> {
        if ours == theirs {
            let held = ours.iter().map(|(seq, _)| *seq).max();
            return Ok(Way {
                held,
                ..Way::default()
            });
        }
        let whole = Way {
            held: Some(0),
            push: Some(1),
            fetch: Some(1),
        };
        Ok(match (only(ours), only(theirs)) {
            (Some((ours, _)), Some((theirs, hash))) if theirs < ours => {
                if home.hashes_at(self.event, log, chain, theirs)?.contains(&hash) {
                    Way {
                        held: Some(theirs),
                        push: Some(theirs + 1),
                        fetch: None,
                    }
                } else {
                    whole
                }
            }
            (Some((ours, _)), Some((theirs, _))) if ours < theirs => {
                if self.broken.contains(&(log.clone(), *chain)) {
                    whole
                } else {
                    Way {
                        fetch: Some(ours + 1),
                        ..Way::default()
                    }
                }
            }
            _forked if theirs.is_empty() => Way { fetch: None, ..whole },
            _forked if ours.is_empty() => Way {
                held: None,
                push: None,
                ..whole
            },
            // A machine that was cloned while it ran: both have branches that the other may lack.
            _forked => whole,
        })
    }
}

/// From where on a chain is pushed and fetched, and how far the server is found to hold it.
#[derive(Debug, Default)]
struct Way {
    held: Option<u64>,
    push: Option<u64>,
    fetch: Option<u64>,
}

/// Ops that are sent and asked for again, for their personal part.
#[derive(Debug, Default)]
struct Parts {
    push: Vec<Wanted>,
    fetch: Vec<Wanted>,
}

/// The pieces of chains in which these ops stand, in order. Those that stand close to each other, as those of one transaction do, are
/// in one piece.
fn pieces(ops: impl IntoIterator<Item = End>) -> Vec<Wanted> {
    let mut pieces: Vec<Wanted> = Vec::new();
    for op in ops {
        match pieces.last_mut() {
            Some(last)
                if last.chain == op.chain && op.seq <= last.upto.unwrap_or(0).saturating_add(APART_MAX) =>
            {
                last.upto = Some(op.seq);
            }
            _further_on => pieces.push(Wanted::one(&op)),
        }
    }
    pieces
}

fn by_chain(ends: impl Iterator<Item = End>) -> BTreeMap<Chain, Ends> {
    let mut chains: BTreeMap<Chain, Ends> = BTreeMap::new();
    for end in ends {
        chains.entry(end.chain).or_default().insert((end.seq, end.hash));
    }
    chains
}

/// The end of a chain that has one.
fn only(ends: &Ends) -> Option<(u64, OpHash)> {
    match ends.len() {
        1 => ends.first().copied(),
        _none_or_branches => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ends::tests::end;

    #[test]
    fn what_stands_close_together_in_a_chain_is_one_piece_and_what_lies_far_off_is_another() {
        let ops = [end(1, 3), end(1, 4), end(1, 40), end(1, 90_000), end(2, 41)];
        let pieces: Vec<_> = pieces(ops)
            .into_iter()
            .map(|piece| (piece.chain.replica.bytes()[0], piece.from, piece.upto))
            .collect();
        assert_eq!(
            pieces,
            [(1, 3, Some(40)), (1, 90_000, Some(90_000)), (2, 41, Some(41))]
        );
    }
}
