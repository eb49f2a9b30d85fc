//! What a server tells of where its logs stand, and the chains that a comparison asks it for.

use super::{At, Outcome, Server, Stopped, once_each};
use crate::bounds::{BUCKETS, Bounds};
use crate::ends::{End, LogDigest, bucket_of, buckets_of, digest_of, digest_with};
use crate::home::Host;
use crate::message::*;
use crate::runs::{runs_of, size_of_op};
use sarrera_core::ids::EventId;
use sarrera_core::ops::{LogName, Op};
use std::collections::BTreeMap;
use std::sync::PoisonError;

impl Server {
    pub(super) fn compare<H: Host>(
        &self,
        home: &H,
        compare: &Compare,
        at: &At<'_>,
    ) -> Outcome<Answer, H::Error> {
        let session = self.granted(home, &compare.log, at)?;
        if compare.buckets.len() != BUCKETS {
            return Err(Stopped::Denied(Denial::Unreadable));
        }
        let head = self.head(home, session.event, &compare.log)?;
        let ends = home.ends(session.event, &compare.log)?;
        let ours = buckets_of(&ends);
        let mut sorted: BTreeMap<u8, Vec<End>> = BTreeMap::new();
        for end in ends {
            sorted.entry(bucket_of(&end.chain)).or_default().push(end);
        }
        let mut buckets = Vec::new();
        let mut told = 0;
        for (bucket, (theirs, ours)) in (0..=u8::MAX).zip(compare.buckets.iter().zip(&ours)) {
            if theirs == ours {
                continue;
            }
            let ends = sorted.remove(&bucket).unwrap_or_default();
            if told > 0 && told + ends.len() > self.bounds.ends {
                break;
            }
            told += ends.len();
            buckets.push(BucketEnds { bucket, ends });
        }
        Ok(Answer::Ends(ComparedEnds {
            buckets,
            bare: home.bare(session.event, &compare.log)?,
            head,
        }))
    }

    pub(super) fn fetch<H: Host>(&self, home: &H, fetch: Fetch, at: &At<'_>) -> Outcome<Answer, H::Error> {
        let session = self.granted(home, &fetch.log, at)?;
        let head = self.head(home, session.event, &fetch.log)?;
        let mut ops: Vec<Op> = Vec::new();
        let mut bytes = 0_usize;
        let mut rest = Vec::new();
        for wanted in fetch.chains.into_iter().take(self.bounds.fetch_chains) {
            let bounds = Bounds {
                page_ops: self.bounds.page_ops.saturating_sub(ops.len()),
                page_bytes: self.bounds.page_bytes.saturating_sub(bytes),
                ..self.bounds
            };
            if bounds.page_ops == 0 || bounds.page_bytes == 0 {
                rest.push(wanted);
                continue;
            }
            let stretch = home.stretch(session.event, &fetch.log, &wanted, &bounds)?;
            bytes += stretch.ops.iter().map(size_of_op).sum::<usize>();
            ops.extend(stretch.ops);
            rest.extend(stretch.next.map(|from| Wanted { from, ..wanted }));
        }
        let covers = home.covers(session.event, &ops)?;
        Ok(Answer::Fetched(Fetched {
            runs: runs_of(ops),
            covers: runs_of(once_each(covers)),
            rest,
            head,
        }))
    }

    /// Where a log stands; the digest of its ends is taken once for each position.
    pub(super) fn head<H: Host>(&self, home: &H, event: EventId, log: &LogName) -> Result<Head, H::Error> {
        let pos = home.head(event, log)?;
        let key = (event, log.clone());
        let known = self.locked().get(&key).copied();
        let ends = match known {
            Some((at, digest)) if at == pos => digest,
            Some(_) | None => {
                let digest = digest_of(&home.ends(event, log)?);
                // Whatever was stored in between has a higher position, and is digested again. Of an empty log nothing is kept:
                // there are as many of these as names.
                if pos > 0 {
                    self.locked().insert(key, (pos, digest));
                }
                digest
            }
        };
        Ok(Head {
            log: log.clone(),
            pos,
            digest: digest_with(ends, &home.bare(event, log)?),
        })
    }

    fn locked(&self) -> std::sync::MutexGuard<'_, BTreeMap<(EventId, LogName), (u64, LogDigest)>> {
        self.digests.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
