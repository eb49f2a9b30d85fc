//! Coming in: who answers, who asks, and which logs there are to speak of.

use super::{Asked, Client, Heard, KnownServer, Problem, Pushing, Task};
use crate::bounds::{APP_CHARS_MAX, WIRE_VERSION};
use crate::ends::{End, digest_of, digest_with};
use crate::home::Guest;
use crate::message::*;
use crate::proof::{Speaker, hello_bytes, holds, key_of, welcome_bytes};
use ed25519_dalek::SigningKey;
use sarrera_core::alphabet;
use sarrera_core::ids::DeviceId;
use sarrera_core::ops::LogName;
use sarrera_core::planted::{self, Bug};
use std::collections::{BTreeMap, VecDeque};

impl Client {
    /// Turns a task into a question; `None` where there is nothing to ask.
    pub(super) fn begin<G: Guest>(
        &mut self,
        home: &mut G,
        task: Task,
        key: &SigningKey,
        random: [u8; 16],
    ) -> Result<Option<(Request, Asked)>, G::Error> {
        Ok(match task {
            Task::Knock => {
                let knock = Knock {
                    wire: WIRE_VERSION,
                    event: self.event,
                };
                Some((Request::Knock(knock), Asked::Knock))
            }
            Task::Hello(knocked) => Some(self.hello(knocked, key, random)),
            Task::Look => Some((self.look(home)?, Asked::Look)),
            Task::Tell => {
                self.report.waiting = home.waiting(self.event)?;
                Some((self.look(home)?, Asked::Tell))
            }
            Task::Settle => {
                self.settle(home)?;
                None
            }
            Task::AskHeld(log, chains) => self.ask_held(log, chains),
            Task::Push(log, pushing) => self.push(home, log, &pushing)?,
            Task::Pull(log) => self.pull(home, log)?,
            Task::Compare(log, round) => self.compare(home, log, round)?,
            Task::Fetch(log, list) => self.fetch(log, list),
        })
    }

    fn hello(&self, knocked: Knocked, key: &SigningKey, random: [u8; 16]) -> (Request, Asked) {
        let speaker = Speaker::of(key);
        let nonce = alphabet::encode(&random);
        let mut hello = Hello {
            wire: WIRE_VERSION,
            event: self.event,
            device: speaker.device,
            key: speaker.key_symbols(),
            app: self.report.app.chars().take(APP_CHARS_MAX).collect(),
            nonce: nonce.clone(),
            challenge: knocked.challenge.clone(),
            signature: String::new(),
        };
        hello.signature = speaker.sign(&hello_bytes(&hello, knocked.server));
        (Request::Hello(hello), Asked::Hello { knocked, nonce })
    }

    pub(super) fn knocked(&mut self, knocked: Knocked, shown: Option<DeviceId>) -> Heard {
        if shown.is_some_and(|shown| shown != knocked.server) {
            return Err(Problem::ForgedServer);
        }
        self.tasks.push_front(Task::Hello(knocked));
        Ok(())
    }

    pub(super) fn welcomed<G: Guest>(
        &mut self,
        home: &G,
        knocked: &Knocked,
        nonce: &str,
        welcome: Welcome,
    ) -> Result<Heard, G::Error> {
        let server = knocked.server;
        let Some(key) = key_of(server, &welcome.key) else {
            return Ok(Err(Problem::ForgedServer));
        };
        let signed = welcome_bytes(&welcome, self.event, server, (self.own, nonce));
        if !holds(&key, &signed, &welcome.signature) {
            return Ok(Err(Problem::ForgedServer));
        }
        self.known = Some(KnownServer {
            server,
            session: welcome.session,
            expires_ms: welcome.expires_ms,
            standing: welcome.standing,
        });
        self.trusted = self.is_server(home)?;
        self.tasks.push_front(Task::Look);
        Ok(Ok(()))
    }

    pub(super) fn is_server<G: Guest>(&self, home: &G) -> Result<bool, G::Error> {
        let Some(known) = &self.known else {
            return Ok(false);
        };
        let member = home.server(self.event, known.server)?;
        Ok(member.standing == Standing::Member && member.may_serve)
    }

    /// The `public` log comes first: it says who a server is, and who may write what.
    pub(super) fn seen<G: Guest>(&mut self, home: &mut G, seen: Seen) -> Result<Heard, G::Error> {
        self.trusted = self.is_server(home)?;
        self.epoch = seen.epoch;
        self.far = BTreeMap::new();
        for head in &seen.logs {
            let at = self.at(&head.log);
            let reached = at.map_or(Ok(0), |at| home.cursor(&at))?;
            self.far.insert(head.log.clone(), (reached, head.pos));
        }
        self.theirs = seen
            .logs
            .into_iter()
            .map(|head| (head.log, head.digest))
            .collect();
        let differs = !self.is_equal(home, &LogName::Public)?;
        self.tasks = VecDeque::new();
        let standing = self.known.as_ref().map(|known| known.standing);
        if differs && standing != Some(Standing::Unknown) {
            self.tasks.push_back(Task::Pull(LogName::Public));
        }
        if differs && self.trusted {
            // Of one that was revoked nothing is taken but what it wrote.
            let pushing = match standing {
                Some(Standing::Revoked) => Pushing::OwnUnheld,
                Some(Standing::Member | Standing::Unknown) | None => Pushing::Unheld,
            };
            self.tasks.push_back(Task::Push(LogName::Public, pushing));
        }
        // A device that was revoked has to learn just that, also where a restored server's order would never show it.
        if differs && standing != Some(Standing::Unknown) {
            self.tasks.push_back(Task::Compare(LogName::Public, 0));
        }
        self.tasks.push_back(Task::Settle);
        Ok(Ok(()))
    }

    /// Once the `public` log is equal: whether this is a server at all, whether it knows us by now, and the other logs.
    fn settle<G: Guest>(&mut self, home: &mut G) -> Result<(), G::Error> {
        self.trusted = self.is_server(home)?;
        if !self.trusted {
            self.known = None;
            self.done.problem = Some(Problem::UnknownServer);
            return Ok(());
        }
        let Some(known) = &self.known else { return Ok(()) };
        let standing = known.standing;
        if standing == Standing::Unknown {
            if self.said_hello_again {
                self.done.problem = Some(Problem::NotKnownThere);
            } else {
                self.said_hello_again = true;
                self.tasks.push_back(Task::Knock);
            }
            return Ok(());
        }
        if self.shared_logs {
            return Ok(());
        }
        self.shared_logs = true;
        let granted = in_order(self.theirs.keys().cloned().collect());
        for log in granted.iter().filter(|log| **log != LogName::Public) {
            if self.is_equal(home, log)? {
                continue;
            }
            self.tasks.push_back(Task::Push(log.clone(), Pushing::Unheld));
            self.tasks.push_back(Task::Pull(log.clone()));
            self.tasks.push_back(Task::Compare(log.clone(), 0));
        }
        // What it wrote before it became something else, or was revoked, is handed in all the same. Nothing else tells it
        // that the server lost some of that: it may not compare such a log.
        for log in home.logs(self.event)? {
            if granted.contains(&log) && standing != Standing::Revoked {
                continue;
            }
            let ends = home.ends(self.event, &log)?.into_iter();
            let own: VecDeque<End> = ends.filter(|end| end.chain.device == self.own).collect();
            if planted::on(Bug::OwnHeldNotAsked) {
                self.tasks.push_back(Task::Push(log, Pushing::OwnUnheld));
            } else if !own.is_empty() {
                self.tasks.push_back(Task::AskHeld(log, own));
            }
        }
        Ok(())
    }

    /// Whether the server holds just what stands here of a log. Then all of that is held, whoever carried it there.
    fn is_equal<G: Guest>(&self, home: &mut G, log: &LogName) -> Result<bool, G::Error> {
        let ends = home.ends(self.event, log)?;
        let ours = digest_with(digest_of(&ends), &home.bare(self.event, log)?);
        let equal = self.theirs.get(log) == Some(&ours);
        if equal {
            self.all_held(home, log, &ends)?;
        }
        Ok(equal)
    }
}
