//! The device's half: what to ask next, and what an answer changes. One [`Client`] is one exchange with one server.
//!
//! Whoever drives it sends what [`Client::next`] gives and hands back what came; when nothing comes, the exchange is
//! dropped and another begun: all that lasts stands in the home, with the ops that it speaks of.

mod door;
mod heal;
mod heard;
mod logs;

use crate::bounds::Bounds;
use crate::codec::{Unreadable, pack, unpack};
use crate::ends::{Chain, End, LogDigest};
use crate::heard::ToldTo;
use crate::home::{Guest, ServerLog};
use crate::message::*;
use ed25519_dalek::SigningKey;
use heard::Passing;
use logs::Sent;
use sarrera_core::ids::{DeviceId, EventId};
use sarrera_core::ops::{LogName, Op};
use sarrera_core::time::Timestamp;
use std::collections::{BTreeMap, BTreeSet, VecDeque};

/// No exchange asks more often: a server that always has something more to say is not to be believed.
const ASKS_MAX: usize = 20_000;

/// What is to be done next.
#[derive(Debug)]
pub enum Step {
    /// Send this, with the session beside it, and hand the answer to [`Client::answered`].
    Ask { session: Option<String>, body: Vec<u8> },
    /// Something was stored; a scan may come in between.
    Stored,
    /// The exchange is over.
    Done,
}

/// A server that let this device in, to be asked again without another hello.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KnownServer {
    pub server: DeviceId,
    pub session: String,
    pub expires_ms: i64,
    pub standing: Standing,
}

/// An answer, as it came.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Carried {
    pub body: Vec<u8>,
    /// Whose key the channel was secured with, where it was by a device's own: whoever says hello over it has to be the same,
    /// else somebody stands in between and reads along.
    pub shown: Option<DeviceId>,
}

impl From<Vec<u8>> for Carried {
    fn from(body: Vec<u8>) -> Self {
        Self { body, shown: None }
    }
}

/// What was compared in vain, log by log.
pub type InVain = BTreeMap<LogName, Compared>;

/// How a log differed, and what else the judgement of its ops hangs on: an op that nobody could vouch for may be taken once
/// the erasure, the merge or the certificate is here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Compared {
    pub ours: LogDigest,
    pub theirs: LogDigest,
    /// Over where `public` and `core` end here.
    pub beside: LogDigest,
}

/// What an exchange came to.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Exchanged {
    pub asked: usize,
    /// Ops that the server confirmed, and ops that were stored here.
    pub pushed: usize,
    pub pulled: usize,
    /// Chains of which not everything was taken, here or there.
    pub refused: usize,
    /// Logs in which the two still differ, with both digests.
    pub left: BTreeMap<LogName, (LogDigest, LogDigest)>,
    /// Of those, such as no comparison brings nearer: the same is not compared again.
    pub in_vain: InVain,
    pub offset: Option<Offset>,
    pub known: Option<KnownServer>,
    /// What servers are known to have of other devices' reports.
    pub told: ToldTo,
    pub problem: Option<Problem>,
}

/// How far this clock is behind the server's: its time less the middle of the question's way there and back (Cristian, 1989).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Offset {
    pub ms: i64,
    /// How long the question took: the offset is right to half of it.
    pub took_ms: i64,
    /// Whose clock that is: the server's own, or one that it follows.
    pub of: DeviceId,
    /// Over how many servers it came here: 1 where that is the server's own.
    pub over: u32,
}

/// Why an exchange ended before its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Problem {
    #[error("the server refuses: {0}")]
    Denied(Denial),
    #[error("who answers has not the key that it claims")]
    ForgedServer,
    #[error("nobody who may says that this is a server of the event")]
    UnknownServer,
    #[error("the server has not heard of this device yet")]
    NotKnownThere,
    #[error("the server answered something else than what was asked")]
    WrongAnswer,
}

impl Problem {
    /// A stable name.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Denied(Denial::WrongWire) => "wrong_wire",
            Self::Denied(Denial::UnknownEvent) => "unknown_event",
            Self::Denied(Denial::BadChallenge | Denial::BadSignature | Denial::NoSession) => "not_let_in",
            Self::Denied(Denial::NotGranted) => "not_granted",
            Self::Denied(Denial::Unreadable | Denial::TooLarge) | Self::WrongAnswer => "wrong_answer",
            Self::Denied(Denial::TooMany) => "server_busy",
            Self::Denied(Denial::NotInviting) => "not_inviting",
            Self::Denied(Denial::WrongCode) => "wrong_code",
            Self::Denied(Denial::InvitationExpired) => "invitation_expired",
            Self::Denied(Denial::InvitationUsed) => "invitation_used",
            Self::Denied(Denial::InvitationRevoked) => "invitation_revoked",
            Self::Denied(Denial::DeviceRevoked) => "device_revoked",
            Self::ForgedServer => "forged_server",
            Self::UnknownServer => "unknown_server",
            Self::NotKnownThere => "not_known_there",
        }
    }
}

/// What is left to do, in this order.
#[derive(Debug)]
enum Task {
    Knock,
    Hello(Knocked),
    Look,
    /// Who is trusted with what is looked at again.
    Settle,
    /// Whether the server holds the ends of chains that this device wrote in a log that it may not compare.
    AskHeld(LogName, VecDeque<End>),
    Push(LogName, Pushing),
    Pull(LogName),
    Compare(LogName, usize),
    Fetch(LogName, VecDeque<Wanted>),
    /// What the first look told of this device is told again: less waits by now.
    Tell,
}

/// What is pushed.
#[derive(Debug, Clone)]
enum Pushing {
    /// All that the server is not known to hold.
    Unheld,
    /// Of that, what this device wrote.
    OwnUnheld,
    /// These, as a comparison found them missing.
    Listed(VecDeque<Wanted>),
}

/// A question that was sent.
#[derive(Debug)]
enum Asked {
    Knock,
    Hello {
        knocked: Knocked,
        nonce: String,
    },
    Look,
    Held {
        log: LogName,
        ends: Vec<End>,
    },
    Tell,
    Push {
        log: LogName,
        sent: BTreeMap<Chain, Sent>,
    },
    Pull {
        log: LogName,
        after: u64,
    },
    Compare {
        log: LogName,
        round: usize,
    },
    Fetch {
        log: LogName,
        asked: Vec<Wanted>,
    },
}

/// Ops that came and are not stored yet.
#[derive(Debug)]
struct Waiting {
    log: LogName,
    ops: Vec<Op>,
    cursor: Option<u64>,
}

/// One exchange.
#[derive(Debug)]
pub struct Client {
    event: EventId,
    own: DeviceId,
    report: Report,
    bounds: Bounds,
    known: Option<KnownServer>,
    /// Whether the event's own log names it as a server.
    trusted: bool,
    said_hello_again: bool,
    shared_logs: bool,
    told_again: bool,
    passing: Passing,
    /// When this device last heard anything.
    now: Timestamp,
    epoch: String,
    theirs: BTreeMap<LogName, LogDigest>,
    /// How far each log is pulled, and how far it reaches there.
    far: BTreeMap<LogName, (u64, u64)>,
    /// What was compared in vain last time.
    in_vain: InVain,
    /// How often the log that is being compared was found as it was.
    unmoved: usize,
    tasks: VecDeque<Task>,
    asked: Option<Asked>,
    waiting: VecDeque<Waiting>,
    /// Chains that the server does not take further in this exchange, and such as do not continue ours.
    stuck: BTreeSet<(LogName, Chain)>,
    broken: BTreeSet<(LogName, Chain)>,
    done: Exchanged,
}

/// What an exchange begins with.
#[derive(Debug, Clone)]
pub struct Begin {
    pub event: EventId,
    pub own: DeviceId,
    pub report: Report,
    pub bounds: Bounds,
    /// From the last exchange, if its session is not over.
    pub known: Option<KnownServer>,
    /// [`Exchanged::in_vain`] of the last exchange with the same server.
    pub in_vain: InVain,
    /// [`Exchanged::told`] of the last exchange.
    pub told: ToldTo,
    pub now: Timestamp,
}

impl Client {
    /// An exchange that is about to begin.
    #[must_use]
    pub fn new(begin: Begin) -> Self {
        let first = if begin.known.is_some() {
            Task::Look
        } else {
            Task::Knock
        };
        Self {
            event: begin.event,
            own: begin.own,
            report: begin.report,
            bounds: begin.bounds,
            known: begin.known,
            trusted: false,
            said_hello_again: false,
            shared_logs: false,
            told_again: false,
            passing: Passing::default(),
            now: begin.now,
            epoch: String::new(),
            theirs: BTreeMap::new(),
            far: BTreeMap::new(),
            in_vain: begin.in_vain,
            unmoved: 0,
            tasks: VecDeque::from([first]),
            asked: None,
            waiting: VecDeque::new(),
            stuck: BTreeSet::new(),
            broken: BTreeSet::new(),
            done: Exchanged {
                told: begin.told,
                ..Exchanged::default()
            },
        }
    }

    /// What to do next. `random` is used for a nonce.
    ///
    /// # Errors
    /// When the home could not do its work.
    pub fn next<G: Guest>(
        &mut self,
        home: &mut G,
        key: &SigningKey,
        random: [u8; 16],
    ) -> Result<Step, G::Error> {
        if let Some(waiting) = self.waiting.pop_front() {
            self.store(home, waiting)?;
            return Ok(Step::Stored);
        }
        while self.done.problem.is_none() {
            let next = match self.tasks.pop_front() {
                Some(task) => Some(task),
                None => self.last_task(home)?,
            };
            let Some(task) = next else {
                self.take_heard(home)?;
                break;
            };
            if let Some((request, asked)) = self.begin(home, task, key, random)? {
                return Ok(self.ask(&request, asked));
            }
        }
        self.tasks.clear();
        self.done.known = self.known.clone();
        Ok(Step::Done)
    }

    /// Whoever looks at the list of devices is to see what waits after the exchange, not before it.
    fn last_task<G: Guest>(&mut self, home: &G) -> Result<Option<Task>, G::Error> {
        if self.known.is_none() || self.told_again {
            return Ok(None);
        }
        let owes = self.owes(home)?;
        self.told_again = self.done.pushed > 0 || owes;
        Ok(self.told_again.then_some(Task::Tell))
    }

    /// What the exchange came to so far.
    #[must_use]
    pub const fn exchanged(&self) -> &Exchanged {
        &self.done
    }

    /// How far this device has pulled, and how far that goes at the server, over all logs in the server's own count; nothing
    /// where there is nothing to pull.
    #[must_use]
    pub fn far(&self) -> Option<(u64, u64)> {
        let all = self.far.values();
        let (done, of) = all.fold((0_u64, 0_u64), |(done, of), (reached, head)| {
            (done.saturating_add(*reached.min(head)), of.saturating_add(*head))
        });
        (of > 0).then_some((done, of))
    }

    /// Hears the answer to what was asked, and when that was.
    ///
    /// # Errors
    /// When the home could not do its work.
    pub fn answered<G: Guest>(
        &mut self,
        home: &mut G,
        carried: &Carried,
        (asked_at, now): (Timestamp, Timestamp),
    ) -> Result<(), G::Error> {
        let body = &carried.body;
        self.now = now;
        let Some(asked) = self.asked.take() else {
            self.done.problem = Some(Problem::WrongAnswer);
            return Ok(());
        };
        let another = |known: &KnownServer| carried.shown.is_some_and(|shown| shown != known.server);
        if self.known.as_ref().is_some_and(another) {
            // The same address, another server: what was said to the one before is nothing to this one.
            self.known = None;
            self.done.problem = Some(Problem::ForgedServer);
            return Ok(());
        }
        let answer = match unpack::<Answer>(body) {
            Ok(answer) => answer,
            Err(Unreadable::TooLarge | Unreadable::NotPacked | Unreadable::NotAMessage(_)) => {
                self.done.problem = Some(Problem::WrongAnswer);
                return Ok(());
            }
        };
        if let Answer::Denied(denied) = &answer {
            self.denied(denied.code);
            return Ok(());
        }
        let heard = match (asked, answer) {
            (Asked::Knock, Answer::Knocked(knocked)) => {
                let time = (knocked.time_ms, knocked.time_of);
                self.measure(knocked.server, time, asked_at, now);
                self.knocked(knocked, carried.shown)
            }
            (Asked::Hello { knocked, nonce }, Answer::Welcome(welcome)) => {
                self.welcomed(home, &knocked, &nonce, welcome)?
            }
            (Asked::Look, Answer::Seen(mut seen)) => {
                if let Some(server) = self.known.as_ref().map(|known| known.server) {
                    self.measure(server, (seen.time_ms, seen.time_of), asked_at, now);
                }
                self.hear(home, &mut seen)?;
                self.seen(home, seen)?
            }
            (Asked::Held { log, ends }, Answer::Pushed(pushed)) => self.held(home, &log, &ends, &pushed)?,
            (Asked::Tell, Answer::Seen(mut seen)) => {
                self.hear(home, &mut seen)?;
                Ok(())
            }
            (Asked::Push { log, sent }, Answer::Pushed(pushed)) => self.pushed(home, &log, &sent, &pushed)?,
            (Asked::Pull { log, after }, Answer::Page(page)) => self.pulled(home, &log, after, page)?,
            (Asked::Compare { log, round }, Answer::Ends(ends)) => self.compared(home, log, round, ends)?,
            (Asked::Fetch { log, asked }, Answer::Fetched(fetched)) => self.fetched(log, &asked, fetched),
            _another => Err(Problem::WrongAnswer),
        };
        if let Err(problem) = heard {
            self.done.problem = Some(problem);
        }
        Ok(())
    }

    fn ask(&mut self, request: &Request, asked: Asked) -> Step {
        self.done.asked += 1;
        if self.done.asked > ASKS_MAX {
            self.done.problem = Some(Problem::WrongAnswer);
            return Step::Done;
        }
        self.asked = Some(asked);
        let session = match request {
            Request::Knock(_) | Request::Hello(_) | Request::Meet(_) | Request::Pair(_) => None,
            Request::Look(_)
            | Request::Push(_)
            | Request::Pull(_)
            | Request::Compare(_)
            | Request::Fetch(_) => self.known.as_ref().map(|known| known.session.clone()),
        };
        Step::Ask {
            session,
            // Whatever we ask can be written: it was made of what can be.
            body: pack(request).unwrap_or_default(),
        }
    }

    /// A session that is over is no problem: the exchange begins anew, once.
    fn denied(&mut self, code: Denial) {
        let over = code == Denial::NoSession && !self.said_hello_again;
        if over {
            self.said_hello_again = true;
            self.known = None;
            self.waiting.clear();
            self.shared_logs = false;
            self.tasks = VecDeque::from([Task::Knock]);
        } else {
            self.known = None;
            self.done.problem = Some(Problem::Denied(code));
        }
    }

    fn measure(
        &mut self,
        server: DeviceId,
        (time_ms, whose): (i64, TimeOf),
        asked_at: Timestamp,
        now: Timestamp,
    ) {
        let took_ms = now.ms_since(asked_at).max(0);
        let middle = asked_at.plus_ms(took_ms / 2);
        let ms = time_ms.saturating_sub(middle.0);
        if self.done.offset.is_none_or(|best| took_ms < best.took_ms) {
            self.done.offset = Some(Offset {
                ms,
                took_ms,
                of: whose.time_of.unwrap_or(server),
                over: whose.time_over.saturating_add(1),
            });
        }
    }

    fn at<'a>(&'a self, log: &'a LogName) -> Option<ServerLog<'a>> {
        self.known.as_ref().map(|known| ServerLog {
            event: self.event,
            server: known.server,
            epoch: &self.epoch,
            log,
        })
    }
}

type Heard = Result<(), Problem>;
