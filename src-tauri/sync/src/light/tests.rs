//! What a light home remembers is what decides whether something is lost or there twice.

use super::LightHome;
use crate::home::{Guest, LogHome, ServerLog};
use crate::message::Wanted;
use crate::{Bounds, digest_of};
use ed25519_dalek::SigningKey;
use sarrera_core::ids::{DeviceId, EventId, ScanId, SubjectId};
use sarrera_core::ops::{Fact, LogName, Op, ScanConfirmed, check_chain};
use sarrera_core::time::Timestamp;
use sarrera_core::world::Entropy;

const EVENT: EventId = EventId([3; 16]);
const NOW: Timestamp = Timestamp(1_795_000_000_000);

/// Bytes that differ by whose they are.
struct Same(u8);

impl Entropy for Same {
    fn fill(&self, bytes: &mut [u8]) {
        bytes.fill(self.0);
    }
}

fn device(number: u8, ops: u8) -> (SigningKey, LightHome) {
    let key = SigningKey::from_bytes(&[number; 32]);
    let mut home = LightHome::new(EVENT, &key, &Same(number));
    for op in 0..ops {
        let fact = Fact::ScanConfirmed(ScanConfirmed {
            scan: ScanId([op; 16]),
        });
        let written = (&LogName::Scans, SubjectId([op; 16]), &fact);
        home.append(&key, written, (NOW, &Same(number))).unwrap();
    }
    (key, home)
}

fn written(home: &LightHome) -> Vec<Op> {
    let wanted = Wanted::onwards(home.chain(), 1);
    let stretch = home.stretch(EVENT, &LogName::Scans, &wanted, &Bounds::default());
    stretch.unwrap().ops
}

#[test]
fn what_it_writes_is_a_chain_that_anybody_takes() {
    let (key, home) = device(1, 4);
    let ops = written(&home);
    let end = check_chain(None, &ops, &key.verifying_key()).unwrap().unwrap();
    assert_eq!(end.seq, 4);
    assert_eq!(
        home.digest(&LogName::Scans),
        digest_of(&home.ends(EVENT, &LogName::Scans).unwrap())
    );
}

#[test]
fn it_holds_what_others_wrote_once_and_without_a_gap() {
    let (_, other) = device(1, 4);
    let (_, mut home) = device(2, 0);
    let ops = written(&other);
    let taken = home.take(EVENT, ops[..2].to_vec()).unwrap();
    assert_eq!((taken.stored, taken.refused.len()), (2, 0));
    let behind_a_gap = home.take(EVENT, ops[3..].to_vec()).unwrap();
    assert_eq!((behind_a_gap.stored, behind_a_gap.refused[0].code), (0, "gap"));
    let all = home.take(EVENT, ops.clone()).unwrap();
    assert_eq!(all.stored, 2, "what was there already is not there twice");
    assert_eq!(home.end_of(&LogName::Scans, &other.chain()), 4);
    assert_eq!(home.digest(&LogName::Scans), other.digest(&LogName::Scans));
    assert_eq!(home.take_seen().len(), 4);
    let mut forged = written(&device(1, 5).1);
    forged[4].prev = forged[0].prev;
    assert_eq!(home.take(EVENT, forged).unwrap().refused[0].code, "broken");
}

#[test]
fn it_waits_for_what_no_server_confirmed() {
    let (_, mut home) = device(1, 3);
    let at = ServerLog {
        event: EVENT,
        server: DeviceId([9; 16]),
        epoch: "one",
        log: &LogName::Scans,
    };
    assert_eq!(
        (home.waiting(EVENT), home.unheld(&at).unwrap()[0].from),
        (Ok(3), 1)
    );
    home.note_held(&at, &[(home.chain(), 2)]).unwrap();
    assert_eq!(
        (home.waiting(EVENT), home.unheld(&at).unwrap()[0].from),
        (Ok(1), 3)
    );
    assert_eq!(home.confirmed(&LogName::Scans), (3, 2));
    let other_epoch = ServerLog { epoch: "two", ..at };
    assert_eq!(home.unheld(&other_epoch).unwrap()[0].from, 1);
}
