//! Stories of lists that servers tell each other.

use super::*;
use crate::message::Report;

const NOW_MS: i64 = 1_795_264_200_000;
const MINUTE_MS: i64 = 60_000;

fn device(number: u16) -> DeviceId {
    let mut id = [0; 16];
    id[..2].copy_from_slice(&number.to_be_bytes());
    DeviceId(id)
}

fn said(number: u16, at_ms: i64, waiting: u64) -> HeardReport {
    HeardReport {
        device: device(number),
        at_ms,
        report: Report {
            app: "sarrera 0.1.0".into(),
            waiting,
            offset_ms: None,
        },
    }
}

/// A server of a ring: what it knows, and what it knows that the others have.
#[derive(Default)]
struct Server {
    knows: BTreeMap<DeviceId, HeardReport>,
    told: BTreeMap<usize, Told>,
}

impl Server {
    fn list(&self) -> Vec<HeardReport> {
        self.knows.values().cloned().collect()
    }

    fn hears(&mut self, one: HeardReport) {
        self.knows.insert(one.device, one);
    }

    fn take(&mut self, from: usize, list: Vec<HeardReport>, now_ms: i64) {
        let told = self.told.entry(from).or_default();
        let newer = told.newer(&self.knows, list, now_ms);
        told.note(&newer, now_ms);
        self.knows.extend(newer.into_iter().map(|one| (one.device, one)));
    }
}

/// One tells another what is due, over a wire that loses nothing; how many entries that are.
fn tell(servers: &mut [Server], from: usize, to: usize, now_ms: i64) -> usize {
    let peer = device(u16::try_from(60_000 + to).unwrap());
    let list = servers[from].list();
    let told = servers[from].told.entry(to).or_default();
    let due = told.due(&list, peer, now_ms);
    told.note(&due, now_ms);
    let many = due.len();
    servers[to].take(from, due, now_ms);
    many
}

fn taken(ours: &[HeardReport], list: Vec<HeardReport>) -> Vec<HeardReport> {
    let ours = ours.iter().map(|one| (one.device, one.clone())).collect();
    Told::default().newer(&ours, list, NOW_MS)
}

#[test]
fn the_newest_is_taken_and_a_time_that_is_not_yet_counts_as_now() {
    let ours = [said(1, NOW_MS - 500, 3)];
    for (theirs, expected) in [
        (said(1, NOW_MS - 501, 9), None),
        (said(1, NOW_MS - 500, 9), None),
        (said(1, NOW_MS - 499, 9), Some(NOW_MS - 499)),
        (said(1, NOW_MS + 3_600_000, 9), Some(NOW_MS)),
        (said(1, i64::MAX, 9), Some(NOW_MS)),
        (said(2, 0, 9), Some(0)),
        (said(2, -1, 9), None),
        (said(2, i64::MIN, 9), None),
    ] {
        let newer = taken(&ours, vec![theirs.clone()]);
        assert_eq!(newer.first().map(|one| one.at_ms), expected, "{theirs:?}");
    }
    let mut wordy = said(2, NOW_MS, 0);
    wordy.report.app = "x".repeat(APP_CHARS_MAX + 1);
    assert_eq!(taken(&ours, vec![wordy]), []);
}

#[test]
fn of_too_many_entries_the_first_are_taken_and_of_one_device_the_newest() {
    let many = (0..700).map(|number| said(number, NOW_MS, 0)).collect();
    assert_eq!(taken(&[], many).len(), HEARD_MAX);
    let thrice = [5, 7, 6].map(|ago| said(1, NOW_MS - ago, 0)).to_vec();
    assert_eq!(taken(&[], thrice), [said(1, NOW_MS - 5, 0)]);
}

#[test]
fn each_of_many_devices_has_its_turn_however_often_all_of_them_are_heard() {
    let mut servers = [Server::default(), Server::default()];
    let mut now_ms = NOW_MS;
    for _look in 0..3 {
        for number in 0..1_200 {
            servers[0].hears(said(number, now_ms, 0));
        }
        assert_eq!(tell(&mut servers, 0, 1, now_ms), HEARD_MAX);
        now_ms += 2 * MINUTE_MS;
    }
    assert_eq!(servers[1].knows.len(), 1_200);
}

#[test]
fn in_a_ring_of_servers_everybody_knows_and_then_nobody_says_anything() {
    let mut servers = [Server::default(), Server::default(), Server::default()];
    servers[0].hears(said(1, NOW_MS - 10, 4));
    servers[1].hears(said(1, NOW_MS - 20, 8));
    servers[2].hears(said(2, NOW_MS + MINUTE_MS, 1));
    let mut said_last = usize::MAX;
    // The clocks of the three differ by seconds, and the looks cross.
    for round in 0..6 {
        said_last = 0;
        for (from, to) in [(0, 1), (1, 2), (2, 0), (1, 0), (0, 2), (2, 1)] {
            let skew_ms = 7_000 * i64::try_from(to).unwrap();
            let now_ms = NOW_MS + round * 2 * MINUTE_MS + skew_ms;
            said_last += tell(&mut servers, from, to, now_ms);
        }
    }
    assert_eq!(said_last, 0);
    let waiting =
        |server: &Server| -> Vec<u64> { server.knows.values().map(|one| one.report.waiting).collect() };
    for server in &servers {
        assert_eq!(waiting(server), [4, 1]);
    }
}

#[test]
fn who_shows_that_it_lost_something_is_told_again_at_once() {
    let mut servers = [Server::default(), Server::default()];
    servers[0].hears(said(1, NOW_MS - 100, 5));
    tell(&mut servers, 0, 1, NOW_MS);
    servers[0].hears(said(1, NOW_MS, 0));
    assert_eq!(tell(&mut servers, 0, 1, NOW_MS), 1, "it says something else");
    assert_eq!(tell(&mut servers, 0, 1, NOW_MS), 0);
    // The other was put back as it was before.
    servers[1] = Server::default();
    servers[1].hears(said(1, NOW_MS - 100, 5));
    assert_eq!(tell(&mut servers, 1, 0, NOW_MS), 1);
    assert_eq!(tell(&mut servers, 0, 1, NOW_MS), 1);
    assert_eq!(servers[1].list(), [said(1, NOW_MS, 0)]);
    assert_eq!(tell(&mut servers, 1, 0, NOW_MS), 0, "and it stays so");
}

#[test]
fn a_device_that_says_the_same_as_before_is_told_of_once_a_minute() {
    let mut servers = [Server::default(), Server::default()];
    let mut told = 0;
    for second in 0..180 {
        let now_ms = NOW_MS + second * 1_000;
        servers[0].hears(said(1, now_ms, 0));
        told += tell(&mut servers, 0, 1, now_ms);
    }
    assert_eq!(told, 3);
    assert_eq!(servers[1].list(), [said(1, NOW_MS + 120_000, 0)]);
    tell(&mut servers, 0, 1, NOW_MS + 10 * MINUTE_MS);
    assert_eq!(
        servers[1].list(),
        [said(1, NOW_MS + 179_000, 0)],
        "and of its last word as well"
    );
}

#[test]
fn a_list_counts_as_known_once_the_other_says_that_it_came() {
    let ours = [said(1, NOW_MS, 0)];
    let peer = device(9);
    let mut told = Told::default();
    let due = told.due(&ours, peer, NOW_MS);
    let no = told.number(&due, NOW_MS);
    told.confirm(0, NOW_MS);
    assert_eq!(told.due(&ours, peer, NOW_MS), ours, "the answer was lost");
    let again = told.number(&ours, NOW_MS);
    assert!(again > no);
    told.confirm(no, NOW_MS);
    assert_eq!(told.due(&ours, peer, NOW_MS), ours, "that was the list before");
    let last = told.number(&ours, NOW_MS);
    told.confirm(last, NOW_MS);
    assert_eq!(told.due(&ours, peer, NOW_MS), []);
    assert_eq!(told.number(&[], NOW_MS), last);
    assert_eq!(
        told.due(&[said(9, NOW_MS, 0)], peer, NOW_MS),
        [],
        "it knows itself"
    );
}
