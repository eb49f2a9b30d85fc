//! One device of a crowd at its work: it writes, it is away, it exchanges when something is new here or there.

use super::NoCrowd;
use super::figures::Figures;
use super::scans::{Draws, Place, admitted};
use crate::args::CrowdCall;

use sarrera_app::World;
use sarrera_core::ids::{CheckpointId, SubjectId};
use sarrera_core::ops::{Fact, LogName};
use sarrera_core::time::Timestamp;
use sarrera_server::{
    Heard, NewsListener, Pace, Patience, ServerAddress, Trust, Wire, WireError, backoff_ms, carry,
    poll_after_ms,
};
use sarrera_sync::{Chain, LightDevice};
use std::collections::BTreeMap;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Barrier, Mutex, PoisonError};
use std::time::Duration;

/// How long a device is away, when it is.
const AWAY_MS: (u64, u64) = (1_000, 10_000);
/// What is written within this is pushed together, as a desk does.
const TOGETHER_MS: i64 = 150;
/// So often a device asks, without hearing of anything new, before it says that it will never have all.
const IN_VAIN_MAX: u32 = 20;
/// So often an exchange may fail on end.
const FAILED_MAX: u32 = 200;
/// While others still push, a device looks again after this at the latest.
const LOOK_MS: i64 = 2_000;

/// What all devices of a crowd share.
pub(super) struct Shared {
    pub(super) world: World,
    addresses: Vec<ServerAddress>,
    people: Vec<SubjectId>,
    place: Place,
    ops: u64,
    /// Between two ops of one device; nothing where all are written at once.
    gap_ms: Option<i64>,
    away_millionths: u64,
    /// Which device of the crowd has this chain.
    numbers: BTreeMap<Chain, usize>,
    chains: Vec<Chain>,
    /// When each op of each device was written, where it was not away.
    written_at: Vec<Vec<AtomicI64>>,
    draining: AtomicU64,
    begin: Barrier,
    began: AtomicI64,
    /// Everybody has something to hear once the last device is drained.
    ears: Mutex<Vec<Sender<Word>>>,
}

/// What wakes a device.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Word {
    News,
    /// The last device is drained.
    Drained,
}

impl Shared {
    pub(super) fn of(
        call: &CrowdCall,
        devices: &[LightDevice],
        people: Vec<SubjectId>,
        addresses: &[ServerAddress],
        world: World,
    ) -> Result<Self, NoCrowd> {
        let first = devices.first().ok_or(NoCrowd::NoCheckpoint)?;
        let place = first.home().public_facts().find_map(|(subject, fact)| {
            let Fact::CheckpointDefined(defined) = fact else {
                return None;
            };
            Some(Place {
                checkpoint: CheckpointId(subject.0),
                rule: defined.rule.clone(),
            })
        });
        let chains: Vec<Chain> = devices.iter().map(|device| device.home().chain()).collect();
        let written_at = devices
            .iter()
            .map(|_| (0..call.ops).map(|_| AtomicI64::new(0)).collect());
        Ok(Self {
            world,
            addresses: addresses.to_vec(),
            people,
            place: place.ok_or(NoCrowd::NoCheckpoint)?,
            ops: call.ops,
            gap_ms: call.rate.map(|rate| rate.gap_ms()),
            away_millionths: call.offline_probability.millionths(),
            numbers: chains.iter().copied().zip(0..).collect(),
            draining: AtomicU64::new(u64::try_from(chains.len()).unwrap_or(u64::MAX)),
            begin: Barrier::new(chains.len()),
            chains,
            written_at: written_at.collect(),
            began: AtomicI64::new(0),
            ears: Mutex::default(),
        })
    }

    fn now(&self) -> Timestamp {
        self.world.clock.now()
    }

    fn since_begin(&self, to: Timestamp) -> i64 {
        to.0.saturating_sub(self.began.load(Ordering::SeqCst))
    }

    /// Whom a device lets in: everybody once, as far as there are people enough.
    fn person(&self, number: usize, op: u64) -> SubjectId {
        let at = usize::try_from(op).unwrap_or(0) * self.chains.len() + number;
        let there = at
            .checked_rem(self.people.len())
            .and_then(|at| self.people.get(at));
        there.copied().unwrap_or(SubjectId(self.world_bytes()))
    }

    fn world_bytes(&self) -> [u8; 16] {
        sarrera_core::world::random(&*self.world.entropy)
    }
}

/// One device.
pub(super) struct Member {
    number: usize,
    device: LightDevice,
    draws: Draws,
    shared: Arc<Shared>,
    wire: Option<Wire>,
    ear: Option<(String, NewsListener)>,
    tell: Sender<Word>,
    told: Receiver<Word>,
    figures: Figures,
    /// Since when it has been at hand without a break.
    here_since: i64,
    /// Until when it is away.
    away_until: Option<i64>,
    /// When it is to ask next.
    due: i64,
    acknowledged: u64,
    failed: u32,
    in_vain: u32,
}

impl Member {
    pub(super) fn of(number: usize, device: LightDevice, draws: Draws, shared: Arc<Shared>) -> Self {
        let (tell, told) = channel();
        shared
            .ears
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .push(tell.clone());
        Self {
            number,
            device,
            draws,
            shared,
            wire: None,
            ear: None,
            tell,
            told,
            figures: Figures::default(),
            here_since: 0,
            away_until: None,
            due: 0,
            acknowledged: 0,
            failed: 0,
            in_vain: 0,
        }
    }

    pub(super) fn run(mut self) -> Figures {
        if self.shared.gap_ms.is_none() {
            (0..self.shared.ops).for_each(|_| self.write());
        }
        if self.shared.begin.wait().is_leader() {
            self.shared.began.store(self.shared.now().0, Ordering::SeqCst);
        }
        let mut next_op = self.shared.now().0;
        self.here_since = next_op;
        while self.acknowledged < self.shared.ops && self.failed < FAILED_MAX {
            let now = self.shared.now().0;
            self.come_back(now);
            if let Some(gap) = self.shared.gap_ms
                && self.figures.written < self.shared.ops
                && now >= next_op
            {
                self.write();
                next_op = now.saturating_add(gap);
                self.due = self.due.min(now.saturating_add(TOGETHER_MS));
            }
            if self.away_until.is_none() && now >= self.due {
                self.exchange();
            }
            self.wait(self.shared.gap_ms.map(|_| next_op));
        }
        // The exchange that handed in the last op goes on with what others wrote.
        let handed_in = self.device.handed_in().unwrap_or_else(|| self.shared.now());
        self.figures.drained_ms = self.shared.since_begin(handed_in);
        self.until_everywhere();
        self.figures
    }

    /// Asks until all that the crowd wrote is here, or nothing new comes any more.
    fn until_everywhere(&mut self) {
        self.away_until = None;
        if self.shared.draining.fetch_sub(1, Ordering::SeqCst) == 1 {
            let ears = self.shared.ears.lock().unwrap_or_else(PoisonError::into_inner);
            for ear in &*ears {
                let _gone = ear.send(Word::Drained);
            }
        }
        self.due = 0;
        loop {
            if self.shared.now().0 >= self.due {
                self.exchange();
                let drained = self.shared.draining.load(Ordering::SeqCst) == 0;
                if drained && self.missing() == 0 || self.in_vain >= IN_VAIN_MAX || self.failed >= FAILED_MAX
                {
                    break;
                }
            }
            self.wait(None);
        }
        self.figures.everywhere_ms = self.shared.since_begin(self.shared.now());
        self.figures.missing = self.missing();
        // Whether the two hold the same of every log is what an exchange ends with.
        let mut same = false;
        for _ in 0..IN_VAIN_MAX {
            same = self.exchange();
            if same {
                break;
            }
        }
        self.figures.differing = u64::from(!same);
    }

    /// How many ops of the crowd this device lacks.
    fn missing(&self) -> u64 {
        let home = self.device.home();
        let lacks = |chain: &Chain| {
            self.shared
                .ops
                .saturating_sub(home.end_of(&LogName::Scans, chain))
        };
        self.shared.chains.iter().map(lacks).sum()
    }

    fn write(&mut self) {
        let (shared, now) = (Arc::clone(&self.shared), self.shared.now());
        if self.away_until.is_none() && self.draws.happens(shared.away_millionths) {
            let away = self.draws.between(AWAY_MS.0, AWAY_MS.1);
            self.away_until = Some(now.0.saturating_add(i64::try_from(away).unwrap_or(0)));
            self.ear = None;
            self.wire = None;
        }
        let person = shared.person(self.number, self.figures.written);
        let fact = admitted(&shared.place, person, now, &*shared.world.entropy);
        let op = (&LogName::Scans, person, &fact);
        if self.device.write(op, (now, &*shared.world.entropy)).is_err() {
            return;
        }
        let moments = shared.written_at.get(self.number);
        if let Some(moment) = moments.and_then(|all| all.get(place(self.figures.written)))
            && self.away_until.is_none()
            && shared.gap_ms.is_some()
        {
            moment.store(now.0, Ordering::SeqCst);
        }
        self.figures.written += 1;
    }

    fn come_back(&mut self, now: i64) {
        if self.away_until.is_some_and(|until| now >= until) {
            self.away_until = None;
            self.here_since = now;
            self.due = now;
        }
    }

    /// One exchange; whether both hold the same of every log then.
    fn exchange(&mut self) -> bool {
        let began = self.shared.now().0;
        self.figures.exchanges += 1;
        let same = match self.asked() {
            Ok(same) => {
                self.failed = 0;
                let random = self.draws.any();
                let pause = i64::try_from(poll_after_ms(random)).unwrap_or(0);
                self.due = self.shared.now().0.saturating_add(pause.min(LOOK_MS));
                same
            }
            Err(code) => {
                self.figures.failed(&code);
                let pause = backoff_ms(self.failed, self.draws.any());
                self.failed = self.failed.saturating_add(1);
                self.due = self
                    .shared
                    .now()
                    .0
                    .saturating_add(i64::try_from(pause).unwrap_or(0));
                false
            }
        };
        let now = self.shared.now().0;
        self.figures.whole_exchange.note(now.saturating_sub(began));
        self.hear(now);
        same
    }

    fn asked(&mut self) -> Result<bool, String> {
        let shared = Arc::clone(&self.shared);
        let of = |error: &WireError| match error {
            WireError::Refused { code, .. } => code.clone(),
            WireError::Unreachable(_)
            | WireError::TimedOut
            | WireError::NotOurs { .. }
            | WireError::NotTrusted(_)
            | WireError::Broken(_)
            | WireError::TooLarge
            | WireError::Machine(_) => error.code().to_owned(),
        };
        let wire = match &mut self.wire {
            Some(wire) => wire,
            None => {
                let made = Wire::new(
                    shared.addresses.clone(),
                    &Trust::first_seen(),
                    Patience::default(),
                );
                self.wire.insert(made.map_err(|error| of(&error))?)
            }
        };
        let (mut sent, mut received) = (0, 0);
        let mut carried = |session: Option<&str>, body: &[u8]| {
            sent += body.len();
            let answer = carry(wire, session, body)?;
            received += answer.body.len();
            Ok(answer)
        };
        let world = (&*shared.world.clock, &*shared.world.entropy);
        let exchanged = self.device.exchange(&mut carried, world);
        self.figures.sent_bytes += u64::try_from(sent).unwrap_or(0);
        self.figures.received_bytes += u64::try_from(received).unwrap_or(0);
        let exchanged = exchanged.map_err(|error| of(&error))?;
        if let Some(problem) = exchanged.problem {
            return Err(problem.code().to_owned());
        }
        self.in_vain = if exchanged.pulled == 0 {
            self.in_vain.saturating_add(1)
        } else {
            0
        };
        self.listen();
        Ok(exchanged.left.is_empty())
    }

    /// Notes what was acknowledged and what came of others.
    fn hear(&mut self, now: i64) {
        let shared = Arc::clone(&self.shared);
        let written = |device: usize, seq: u64| {
            let moments = shared.written_at.get(device)?;
            let at = moments.get(place(seq.saturating_sub(1)))?.load(Ordering::SeqCst);
            (at > 0).then_some(at)
        };
        let (_, confirmed) = self.device.home().confirmed(&LogName::Scans);
        for seq in self.acknowledged + 1..=confirmed {
            if let Some(at) = written(self.number, seq) {
                self.figures.acknowledged_after.note(now.saturating_sub(at));
            }
        }
        self.acknowledged = confirmed;
        self.figures.acknowledged = confirmed;
        for op in self.device.home_mut().take_seen() {
            let Some(number) = shared.numbers.get(&op.chain) else {
                continue;
            };
            if let Some(at) = written(*number, op.seq)
                && at >= self.here_since
            {
                self.figures.news_after.note(now.saturating_sub(at));
            }
        }
    }

    /// Listens for news as the session that it has.
    fn listen(&mut self) {
        let Some(session) = self.device.session().map(str::to_owned) else {
            return;
        };
        match &mut self.ear {
            Some((as_now, _)) if *as_now == session => {}
            Some((as_now, ear)) => {
                ear.session(Some(&session));
                *as_now = session;
            }
            none => {
                let tell = self.tell.clone();
                let heard = move |heard| match heard {
                    Heard::Open(_) | Heard::News(_) => {
                        let _gone = tell.send(Word::News);
                    }
                    Heard::Poll | Heard::Lost(_) => {}
                };
                let entropy = Arc::clone(&self.shared.world.entropy);
                let addresses = self.shared.addresses.clone();
                let started = NewsListener::start(
                    addresses,
                    &Trust::first_seen(),
                    Some(&session),
                    Pace::default(),
                    entropy,
                    heard,
                );
                *none = started.ok().map(|ear| (session, ear));
            }
        }
    }

    /// Waits until something is to be written or asked, or somebody says a word.
    fn wait(&mut self, next_op: Option<i64>) {
        let writes = next_op.filter(|_| self.figures.written < self.shared.ops);
        let asks = self.away_until.unwrap_or(self.due);
        let until = writes.map_or(asks, |at| at.min(asks));
        let pause = until.saturating_sub(self.shared.now().0).max(0);
        let pause = Duration::from_millis(u64::try_from(pause).unwrap_or(0));
        let word = if pause.is_zero() {
            self.told.try_recv().ok()
        } else {
            self.told.recv_timeout(pause).ok()
        };
        // Whoever failed waits as long as it has to, whatever is new.
        if word.is_some() && self.failed == 0 {
            self.due = self.due.min(self.shared.now().0);
            while self.told.try_recv().is_ok() {}
        }
    }
}

fn place(op: u64) -> usize {
    usize::try_from(op).unwrap_or(usize::MAX)
}
