//! Where the chains of a log end, and digests over that: two homes with equal digests hold the same ops of the log.
//!
//! Each chain is hash-linked, so its end vouches for all before it. A chain that a cloned machine forked has several ends.
//! `bucket(b) = BLAKE3(tag ‖ for each end in order: device ‖ replica ‖ seq ‖ hash)`, over the ends whose replica's id begins
//! with the byte b, ordered by these four; a log's digest is BLAKE3 over its 256 buckets, each cut to 16 bytes. Where ops are bare
//! it is BLAKE3 over that digest and them, in the same order and form.

use crate::bounds::BUCKETS;
use sarrera_core::alphabet;
use sarrera_core::ids::{DeviceId, ReplicaId};
use sarrera_core::ops::OpHash;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

const BUCKET_CONTEXT: &str = "sarrera 2026 sync bucket";
const LOG_CONTEXT: &str = "sarrera 2026 sync log";
const BARE_CONTEXT: &str = "sarrera 2026 sync bare";

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

/// The digest of a log in which these ops are bare: they lack their personal part, and no erasure that counts says why.
#[must_use]
pub fn digest_with(ends: LogDigest, bare: &[End]) -> LogDigest {
    if bare.is_empty() {
        return ends;
    }
    let mut hasher = blake3::Hasher::new_derive_key(BARE_CONTEXT);
    hasher.update(&ends.0);
    add_in_order(&mut hasher, &mut bare.iter().collect::<Vec<_>>());
    cut(&hasher)
}

fn bucket_digest(ends: &mut [&End]) -> LogDigest {
    let mut hasher = blake3::Hasher::new_derive_key(BUCKET_CONTEXT);
    add_in_order(&mut hasher, ends);
    cut(&hasher)
}

fn add_in_order(hasher: &mut blake3::Hasher, ends: &mut [&End]) {
    ends.sort();
    for end in ends {
        hasher
            .update(end.chain.device.bytes())
            .update(end.chain.replica.bytes())
            .update(&end.seq.to_be_bytes())
            .update(&end.hash.0);
    }
}

fn cut(hasher: &blake3::Hasher) -> LogDigest {
    let mut digest = [0; 16];
    hasher.finalize_xof().fill(&mut digest);
    LogDigest(digest)
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    pub(crate) fn end(replica: u8, seq: u64) -> End {
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
    fn what_is_bare_tells_two_logs_of_the_same_ends_apart() {
        let ends = digest_of(&[end(1, 5), end(9, 2)]);
        assert_eq!(digest_with(ends, &[]), ends);
        assert_ne!(digest_with(ends, &[end(1, 3)]), ends);
        let (some, turned) = ([end(1, 3), end(9, 1)], [end(9, 1), end(1, 3)]);
        assert_eq!(digest_with(ends, &some), digest_with(ends, &turned));
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
