//! Where the chains of a log end, and digests over that: two homes with equal digests hold the same ops of the log.
//!
//! Each chain is hash-linked, so its end vouches for all before it. A chain that a cloned machine forked has several ends.
//! `bucket(b) = BLAKE3(tag ‖ for each end in order: device ‖ replica ‖ seq ‖ hash)`, over the ends whose replica's id begins
//! with the byte b, ordered by these four; a log's digest is BLAKE3 over its 256 buckets, each cut to 16 bytes.

use crate::bounds::BUCKETS;
use sarrera_core::alphabet;
use sarrera_core::ids::{DeviceId, ReplicaId};
use sarrera_core::ops::OpHash;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

const BUCKET_CONTEXT: &str = "sarrera 2026 sync bucket";
const LOG_CONTEXT: &str = "sarrera 2026 sync log";

/// One chain of a log.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Chain {
    pub device: DeviceId,
    pub replica: ReplicaId,
}

/// Where a chain, or one of its branches, ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct End {
    #[serde(flatten)]
    pub chain: Chain,
    pub seq: u64,
    #[serde(with = "crate::runs::hash_as_symbols")]
    pub hash: OpHash,
}

/// The digest of a log's ends, or of one bucket of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct LogDigest(pub [u8; 16]);

impl Serialize for LogDigest {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&alphabet::encode(&self.0))
    }
}

impl<'de> Deserialize<'de> for LogDigest {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
        alphabet::decode(&text)
            .map(Self)
            .ok_or_else(|| serde::de::Error::custom("not a digest"))
    }
}

/// The bucket that a chain belongs to.
pub(crate) fn bucket_of(chain: &Chain) -> u8 {
    let [first, ..] = *chain.replica.bytes();
    first
}

/// The digest of each bucket, all 256 in order; an empty one's is that of nothing.
pub(crate) fn buckets_of(ends: &[End]) -> Vec<LogDigest> {
    let mut sorted: BTreeMap<u8, Vec<&End>> = BTreeMap::new();
    for end in ends {
        sorted.entry(bucket_of(&end.chain)).or_default().push(end);
    }
    let mut digests = vec![bucket_digest(&mut []); BUCKETS];
    for (bucket, mut ends) in sorted {
        if let Some(digest) = digests.get_mut(usize::from(bucket)) {
            *digest = bucket_digest(&mut ends);
        }
    }
    digests
}

/// The digest of a whole log.
#[must_use]
pub fn digest_of(ends: &[End]) -> LogDigest {
    let mut hasher = blake3::Hasher::new_derive_key(LOG_CONTEXT);
    for bucket in buckets_of(ends) {
        hasher.update(&bucket.0);
    }
    cut(&hasher)
}

fn bucket_digest(ends: &mut [&End]) -> LogDigest {
    ends.sort();
    let mut hasher = blake3::Hasher::new_derive_key(BUCKET_CONTEXT);
    for end in ends {
        hasher
            .update(end.chain.device.bytes())
            .update(end.chain.replica.bytes())
            .update(&end.seq.to_be_bytes())
            .update(&end.hash.0);
    }
    cut(&hasher)
}

fn cut(hasher: &blake3::Hasher) -> LogDigest {
    let mut digest = [0; 16];
    hasher.finalize_xof().fill(&mut digest);
    LogDigest(digest)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn end(replica: u8, seq: u64) -> End {
        End {
            chain: Chain {
                device: DeviceId([1; 16]),
                replica: ReplicaId([replica; 16]),
            },
            seq,
            hash: OpHash([7; 32]),
        }
    }

    #[test]
    fn a_digest_is_of_the_set_of_ends_whatever_their_order() {
        let ends = [end(1, 5), end(1, 4), end(9, 2)];
        let turned = [end(9, 2), end(1, 4), end(1, 5)];
        assert_eq!(digest_of(&ends), digest_of(&turned));
        assert_ne!(digest_of(&ends), digest_of(&ends[..2]));
        assert_eq!(digest_of(&[]), digest_of(&[]));
    }

    #[test]
    fn only_the_buckets_differ_in_which_chains_differ() {
        let (ours, theirs) = (
            buckets_of(&[end(1, 5), end(9, 2)]),
            buckets_of(&[end(1, 5), end(9, 3)]),
        );
        let differing: Vec<usize> = (0..BUCKETS).filter(|b| ours[*b] != theirs[*b]).collect();
        assert_eq!(differing, [9]);
    }
}
