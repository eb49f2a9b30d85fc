//! The server's half: one request in, one answer out, and nothing remembered of the device in between that an answer would be wrong
//! without.
//!
//! Every answer is a function of the request, the session beside it and the home. What a device may do is looked up anew for
//! each request, so a revocation is felt at the next one.

mod heal;

use crate::bounds::{
    APP_CHARS_MAX, Bounds, OF_UNKNOWN_BYTES_MAX, PUSH_BYTES_MAX, PUSH_OPS_MAX, PUSH_OPS_OF_UNKNOWN_MAX,
    UNPACKED_BYTES_MAX, WIRE_VERSION, WITHOUT_SESSION_BYTES_MAX,
};
use crate::client::Offset;
use crate::codec::{Unreadable, pack, pack_dense, unpack_within};
use crate::door::{Caller, Door, Opened, Session};
use crate::ends::{Chain, End, LogDigest};
use crate::heard::Callers;
use crate::home::{Host, Member, Taken};
use crate::message::*;
use crate::pages::{PageName, Pages, State};
use crate::pairing::{Guesses, Inviter};
use crate::proof::{Speaker, hello_bytes, holds, key_of, welcome_bytes};
use crate::runs::{Run, ops_of, runs_of, size_of_op};
use crate::status::{Status, status_of};
use crate::time::ToldTime;
use ed25519_dalek::SigningKey;
use sarrera_core::ids::EventId;
use sarrera_core::ops::{LogName, Op};
use sarrera_core::time::Timestamp;
use sarrera_core::world::{Entropy, random};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Mutex;

/// An answer on its way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answered {
    pub status: Status,
    pub body: Vec<u8>,
    /// The name of the request, for logs and figures.
    pub request: &'static str,
    pub denied: Option<Denial>,
    /// The codes of chains of which not everything was taken.
    pub refused: BTreeSet<String>,
}

/// The server of one home.
#[derive(Debug)]
pub struct Server {
    pub(crate) door: Door,
    pub(crate) bounds: Bounds,
    pub(crate) guesses: Guesses,
    /// The digests of logs, and at which position they were taken: thousands of devices ask for the same.
    digests: Mutex<BTreeMap<(EventId, LogName), (u64, LogDigest)>>,
    pages: Pages,
    time: ToldTime,
    /// What callers that list devices are known to have of others' reports: each is told what is newer.
    callers: Callers,
}

/// Why there is no answer but a denial: the trade's reason, or the home's.
pub(crate) enum Stopped<E> {
    Denied(Denial),
    Home(E),
}

impl<E> From<E> for Stopped<E> {
    fn from(error: E) -> Self {
        Self::Home(error)
    }
}

pub(crate) type Outcome<T, E> = Result<T, Stopped<E>>;

/// The address of whoever has none: a device of the same machine, a file.
const NO_ADDRESS: u64 = 0;

/// An answer that is made now, or one that was packed before.
enum Said {
    Now(Answer),
    Before(Vec<u8>),
}

/// What a request needs beside itself.
pub(crate) struct At<'a> {
    pub(crate) key: &'a SigningKey,
    session: Option<&'a str>,
    /// The caller's address.
    pub(crate) from: u64,
    pub(crate) now: Timestamp,
    pub(crate) entropy: &'a dyn Entropy,
}

impl Server {
    /// A server whose door has this secret.
    #[must_use]
    pub fn new(secret: &[u8; 32], bounds: Bounds) -> Self {
        Self {
            door: Door::new(secret),
            bounds,
            guesses: Guesses::default(),
            digests: Mutex::default(),
            pages: Pages::default(),
            time: ToldTime::default(),
            callers: Callers::default(),
        }
    }

    /// From now on the time is told as it is at the servers that this one asks itself, whose clocks it is so far behind: so
    /// a desk at a hub is measured by the centre's clock. Whose it is, is told with it.
    pub fn tell_time_of(&self, follows: Option<Offset>) {
        self.time.follow(follows);
    }

    /// Answers one message. `session` is what stood beside it.
    ///
    /// # Errors
    /// When the home could not do its work; the device tries again later.
    pub fn answer<H: Inviter>(
        &self,
        home: &mut H,
        key: &SigningKey,
        session: Option<&str>,
        body: &[u8],
        world: (Timestamp, &dyn Entropy),
    ) -> Result<Answered, H::Error> {
        self.answer_from(home, key, (session, NO_ADDRESS), body, world)
    }

    /// As [`Server::answer`], for a caller at an address, by any number that stands for it.
    ///
    /// # Errors
    /// As [`Server::answer`].
    pub fn answer_from<H: Inviter>(
        &self,
        home: &mut H,
        key: &SigningKey,
        (session, from): (Option<&str>, u64),
        body: &[u8],
        (now, entropy): (Timestamp, &dyn Entropy),
    ) -> Result<Answered, H::Error> {
        let at = At {
            key,
            session,
            from,
            now,
            entropy,
        };
        let (request, outcome) = match self.unpacked(home, body, &at)? {
            Ok(request) => (name_of(&request), self.handle(home, request, &at)),
            Err(Unreadable::TooLarge) => ("unreadable", Err(Stopped::Denied(Denial::TooLarge))),
            Err(Unreadable::NotPacked | Unreadable::NotAMessage(_)) => {
                ("unreadable", Err(Stopped::Denied(Denial::Unreadable)))
            }
        };
        let (answer, denied) = match outcome {
            Ok(Said::Now(answer)) => (answer, None),
            Ok(Said::Before(body)) => {
                return Ok(Answered {
                    status: Status::Ok,
                    body,
                    request,
                    denied: None,
                    refused: BTreeSet::new(),
                });
            }
            Err(Stopped::Denied(code)) => (Answer::Denied(Denied { code }), Some(code)),
            Err(Stopped::Home(error)) => return Err(error),
        };
        let refused = match &answer {
            Answer::Pushed(pushed) => pushed.refused.iter().map(|run| run.code.clone()).collect(),
            Answer::Knocked(_)
            | Answer::Welcome(_)
            | Answer::Seen(_)
            | Answer::Page(_)
            | Answer::Ends(_)
            | Answer::Fetched(_)
            | Answer::Met(_)
            | Answer::LetIn(_)
            | Answer::Denied(_) => BTreeSet::new(),
        };
        let body = packed(&answer);
        Ok(Answered {
            status: denied.map_or(Status::Ok, status_of),
            body,
            request,
            denied,
            refused,
        })
    }

    /// A message, unpacked no further than whoever sent it may say.
    fn unpacked<H: Host>(
        &self,
        home: &H,
        body: &[u8],
        at: &At<'_>,
    ) -> Result<Result<Request, Unreadable>, H::Error> {
        let read = unpack_within(body, WITHOUT_SESSION_BYTES_MAX);
        if read != Err(Unreadable::TooLarge) {
            return Ok(read);
        }
        let bytes_max = match self.admitted(home, at) {
            Ok((_, member)) if member.standing == Standing::Unknown => OF_UNKNOWN_BYTES_MAX,
            Ok(_) => UNPACKED_BYTES_MAX,
            Err(Stopped::Denied(_)) => return Ok(read),
            Err(Stopped::Home(error)) => return Err(error),
        };
        Ok(unpack_within(body, bytes_max))
    }

    /// Whose news a session may hear of, and the heads of the logs that it may hold; nothing without a session.
    ///
    /// # Errors
    /// When the home can't be read.
    pub fn heads<H: Host>(
        &self,
        home: &H,
        session: &str,
        now: Timestamp,
    ) -> Result<Option<Vec<(LogName, u64)>>, H::Error> {
        let Some(session) = self.door.admitted(session, now) else {
            return Ok(None);
        };
        let member = home.member(session.event, session.device)?;
        let mut heads = Vec::new();
        for log in member.logs {
            let pos = home.head(session.event, &log)?;
            heads.push((log, pos));
        }
        Ok(Some(heads))
    }

    fn handle<H: Inviter>(&self, home: &mut H, request: Request, at: &At<'_>) -> Outcome<Said, H::Error> {
        let answer = match request {
            Request::Pull(pull) => return self.pull(home, &pull, at),
            Request::Knock(knock) => self.knock(home, &knock, at),
            Request::Hello(hello) => self.hello(home, &hello, at),
            Request::Look(look) => self.look(home, look, at),
            Request::Push(push) => self.push(home, push, at),
            Request::Compare(compare) => self.compare(home, &compare, at),
            Request::Fetch(fetch) => self.fetch(home, fetch, at),
            Request::Meet(meet) => self.meet(home, &meet, at),
            Request::Pair(pair) => self.pair(home, pair, at),
        };
        answer.map(Said::Now)
    }

    fn knock<H: Host>(&self, home: &H, knock: &Knock, at: &At<'_>) -> Outcome<Answer, H::Error> {
        self.is_ours(home, knock.wire, knock.event)?;
        let (time_ms, time_of) = self.time.at(at.now);
        Ok(Answer::Knocked(Knocked {
            server: Speaker::of(at.key).device,
            challenge: self.door.challenge(at.now, random(at.entropy)),
            time_ms,
            time_of,
        }))
    }

    pub(crate) fn is_ours<H: Host>(&self, home: &H, wire: u16, event: EventId) -> Outcome<(), H::Error> {
        if wire != WIRE_VERSION {
            return Err(Stopped::Denied(Denial::WrongWire));
        }
        if !home.holds(event)? {
            return Err(Stopped::Denied(Denial::UnknownEvent));
        }
        Ok(())
    }

    fn hello<H: Host>(&self, home: &H, hello: &Hello, at: &At<'_>) -> Outcome<Answer, H::Error> {
        self.is_ours(home, hello.wire, hello.event)?;
        let speaker = Speaker::of(at.key);
        let key = key_of(hello.device, &hello.key).ok_or(Stopped::Denied(Denial::BadSignature))?;
        if hello.app.chars().count() > APP_CHARS_MAX {
            return Err(Stopped::Denied(Denial::TooLarge));
        }
        if !holds(&key, &hello_bytes(hello, speaker.device), &hello.signature) {
            return Err(Stopped::Denied(Denial::BadSignature));
        }
        let member = home.member(hello.event, hello.device)?;
        let caller = match member.standing {
            Standing::Member | Standing::Revoked => Caller::Member,
            Standing::Unknown => Caller::Stranger,
        };
        // Only now: whoever cannot sign uses up nobody's challenge, and whoever is nobody none but a stranger's.
        match self.door.open(&hello.challenge, caller, at.now) {
            Opened::Yes => {}
            Opened::NotOurs => return Err(Stopped::Denied(Denial::BadChallenge)),
            Opened::TooMany => return Err(Stopped::Denied(Denial::TooMany)),
        }
        let session = Session {
            device: hello.device,
            event: hello.event,
        };
        let (session, until) = self.door.session(session, at.now);
        let mut welcome = Welcome {
            key: speaker.key_symbols(),
            session,
            expires_ms: until.0,
            standing: member.standing,
            logs: in_order(member.logs),
            signature: String::new(),
        };
        let asked = (hello.device, hello.nonce.as_str());
        welcome.signature = speaker.sign(&welcome_bytes(&welcome, hello.event, speaker.device, asked));
        Ok(Answer::Welcome(welcome))
    }

    fn admitted<H: Host>(&self, home: &H, at: &At<'_>) -> Outcome<(Session, Member), H::Error> {
        let session = at.session.and_then(|text| self.door.admitted(text, at.now));
        let session = session.ok_or(Stopped::Denied(Denial::NoSession))?;
        let member = home.member(session.event, session.device)?;
        Ok((session, member))
    }

    /// As [`Server::admitted`], for one that may hold this log.
    fn granted<H: Host>(&self, home: &H, log: &LogName, at: &At<'_>) -> Outcome<Session, H::Error> {
        let (session, member) = self.admitted(home, at)?;
        // Whose certificate has not come here yet learns nothing here but what it brings itself.
        let granted = member.standing != Standing::Unknown && member.logs.contains(log);
        if granted {
            Ok(session)
        } else {
            Err(Stopped::Denied(Denial::NotGranted))
        }
    }

    fn look<H: Host>(&self, home: &mut H, look: Look, at: &At<'_>) -> Outcome<Answer, H::Error> {
        let (session, member) = self.admitted(home, at)?;
        let (time_ms, time_of) = self.time.at(at.now);
        let caller = (session.event, session.device);
        if member.standing != Standing::Unknown && look.report.app.chars().count() <= APP_CHARS_MAX {
            home.heard(session.event, session.device, &look.report, Timestamp(time_ms))?;
        }
        let (heard, heard_no) = if member.lists_devices {
            self.callers.answer(home, caller, look, time_ms)?
        } else {
            (Vec::new(), None)
        };
        let mut logs = Vec::new();
        for log in in_order(member.logs) {
            logs.push(self.head(home, session.event, &log)?);
        }
        Ok(Answer::Seen(Seen {
            time_ms,
            time_of,
            epoch: home.epoch()?,
            logs,
            heard,
            heard_no,
        }))
    }

    fn push<H: Host>(&self, home: &mut H, mut push: Push, at: &At<'_>) -> Outcome<Answer, H::Error> {
        let (session, member) = self.admitted(home, at)?;
        let granted = member.logs.contains(&push.log);
        // What a device wrote itself is taken whatever became of it: it happened.
        let own = !push.runs.is_empty() && push.runs.iter().all(|run| run.chain.device == session.device);
        let may = match member.standing {
            Standing::Member => granted || own,
            Standing::Unknown => push.log == LogName::Public,
            Standing::Revoked => own,
        };
        if !may {
            return Err(Stopped::Denied(Denial::NotGranted));
        }
        if !member.logs.contains(&LogName::Core) {
            // What vouches for its own ops is here, or somebody else brings it.
            push.covers.clear();
        }
        let chains: BTreeSet<Chain> = push.runs.iter().map(|run| run.chain).collect();
        let asked: Vec<End> = push.runs.iter().filter_map(Run::asks_for).collect();
        let unreadable = |_bad| Stopped::Denied(Denial::Unreadable);
        let mut ops = ops_of(session.event, &push.log, push.runs).map_err(unreadable)?;
        ops.extend(ops_of(session.event, &LogName::Core, push.covers).map_err(unreadable)?);
        let ops_max = match member.standing {
            Standing::Member | Standing::Revoked => PUSH_OPS_MAX,
            Standing::Unknown => PUSH_OPS_OF_UNKNOWN_MAX,
        };
        if ops.len().max(asked.len()) > ops_max || ops.iter().map(size_of_op).sum::<usize>() > PUSH_BYTES_MAX
        {
            return Err(Stopped::Denied(Denial::TooLarge));
        }
        let taken = if ops.is_empty() {
            Taken::default()
        } else {
            home.take(session.event, ops)?
        };
        let mut ends = home.ends(session.event, &push.log)?;
        ends.retain(|end| chains.contains(&end.chain));
        for end in asked {
            let here = home.hashes_at(session.event, &push.log, &end.chain, end.seq)?;
            if here.contains(&end.hash) && !ends.contains(&end) {
                ends.push(end);
            }
        }
        Ok(Answer::Pushed(Pushed {
            ends,
            refused: taken
                .refused
                .into_iter()
                .map(|refused| RefusedRun {
                    chain: refused.chain,
                    seq: refused.seq,
                    code: refused.code.to_owned(),
                })
                .collect(),
            need_public: taken.need_public,
            head: if granted {
                Some(self.head(home, session.event, &push.log)?)
            } else {
                None
            },
        }))
    }

    fn pull<H: Host>(&self, home: &H, pull: &Pull, at: &At<'_>) -> Outcome<Said, H::Error> {
        let session = self.granted(home, &pull.log, at)?;
        let scans = match self.granted(home, &LogName::Scans, at) {
            Ok(session) => Some(home.head(session.event, &LogName::Scans)?),
            Err(Stopped::Denied(_)) => None,
            Err(Stopped::Home(error)) => return Err(Stopped::Home(error)),
        };
        let name: PageName = (session.event, pull.log.clone(), pull.after);
        // The state first: a page that is read after it says no less.
        let state = State {
            private_changes: home.private_changes()?,
            scans: scans.filter(|_| pull.log != LogName::Scans),
        };
        if let Some(body) = self.pages.get(&name, state) {
            return Ok(Said::Before(body));
        }
        // The head too: what is written meanwhile is news for the next time.
        let head = self.head(home, session.event, &pull.log)?;
        let page = home.page(session.event, &pull.log, pull.after, &self.bounds)?;
        let mut covers = Vec::new();
        let mut parcels = Vec::new();
        for parcel in page.parcels {
            covers.extend(home.covers(session.event, &parcel.ops)?);
            parcels.push(WireParcel {
                upto: parcel.upto,
                runs: runs_of(parcel.ops),
            });
        }
        let answer = Answer::Page(PulledPage {
            parcels,
            covers: runs_of(once_each(covers)),
            more: page.more,
            head,
            scans,
        });
        if !page.more {
            return Ok(Said::Now(answer));
        }
        let body = packed(&answer);
        self.pages.keep(name, state, &body);
        Ok(Said::Before(body))
    }
}

/// Covers that vouch for several ops travel once.
fn once_each(ops: Vec<Op>) -> Vec<Op> {
    let mut seen = BTreeSet::new();
    ops.into_iter()
        .filter(|op| seen.insert((op.device, op.place.clone(), op.hash())))
        .collect()
}

/// An answer as it travels. Whatever we answer can be written: it was made of what can be.
fn packed(answer: &Answer) -> Vec<u8> {
    let packed = if fills(answer) {
        pack_dense(answer)
    } else {
        pack(answer)
    };
    packed.unwrap_or_default()
}

/// Whether this is one of the pages by which a device gets everybody.
fn fills(answer: &Answer) -> bool {
    let Answer::Page(page) = answer else { return false };
    page.more && matches!(page.head.log, LogName::Core | LogName::Contact)
}

const fn name_of(request: &Request) -> &'static str {
    match request {
        Request::Knock(_) => "knock",
        Request::Hello(_) => "hello",
        Request::Look(_) => "look",
        Request::Push(_) => "push",
        Request::Pull(_) => "pull",
        Request::Compare(_) => "compare",
        Request::Fetch(_) => "fetch",
        Request::Meet(_) => "meet",
        Request::Pair(_) => "pair",
    }
}
