//! One device of a crowd: let in by a code as any other, and kept in step by exchanges as any other.

use super::home::LightHome;
use crate::bounds::Bounds;
use crate::client::{Begin, Carried, Client, Exchanged, InVain, KnownServer, Problem, Step};
use crate::home::{Guest, LogHome};
use crate::message::Report;
use crate::pairing::Meeting;
use ed25519_dalek::SigningKey;
use sarrera_core::codes::PairingCode;
use sarrera_core::ids::SubjectId;
use sarrera_core::ops::{Fact, LogName};
use sarrera_core::time::Timestamp;
use sarrera_core::world::{Clock, Entropy, random};
use std::collections::BTreeMap;

/// A session that ends within this is not begun with.
const SESSION_LEFT_MS: i64 = 30_000;

/// Sends a message, with the session beside it, and gives the answer.
type Carrying<'w, W> = dyn FnMut(Option<&str>, &[u8]) -> Result<Carried, W> + 'w;

/// Why a device of a crowd is none of the event's.
#[derive(Debug)]
pub enum NotPaired<W> {
    Wire(W),
    Problem(Problem),
    /// The server's event is another than the crowd was meant for; nobody was asked to be let in.
    NotThatEvent {
        label: String,
    },
}

/// A device of a crowd.
pub struct LightDevice {
    key: SigningKey,
    home: LightHome,
    app: String,
    known: Option<KnownServer>,
    in_vain: InVain,
    handed_in: Option<Timestamp>,
}

impl std::fmt::Debug for LightDevice {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("LightDevice")
            .field("chain", &self.home.chain())
            .finish_non_exhaustive()
    }
}

impl LightDevice {
    /// A device that comes in by this code. `is_meant` sees the event's label before anything is asked for; `recipient` is
    /// what the event's keys are sealed to.
    ///
    /// # Errors
    /// A transport that fails, a server that is not the event's or lets nobody in, an event that is not meant.
    pub fn pair<W>(
        code: &PairingCode,
        is_meant: impl Fn(&str) -> bool,
        (name, recipient): (&str, &str),
        wire: &mut Carrying<'_, W>,
        entropy: &dyn Entropy,
    ) -> Result<Self, NotPaired<W>> {
        let key = SigningKey::from_bytes(&random(entropy));
        let (meeting, question) = Meeting::begin(code.clone(), random(entropy));
        let answer = wire(None, &question).map_err(NotPaired::Wire)?;
        let met = meeting.heard(&answer).map_err(NotPaired::Problem)?;
        if !is_meant(&met.label) {
            return Err(NotPaired::NotThatEvent { label: met.label });
        }
        let mut home = LightHome::new(met.event, &key, entropy);
        let (asking, question) = met.ask(&key, recipient, name);
        let answer = wire(None, &question).map_err(NotPaired::Wire)?;
        let let_in = asking.heard(&answer).map_err(NotPaired::Problem)?;
        let Ok(_taken) = home.take(home.event(), let_in.ops);
        Ok(Self {
            key,
            home,
            app: String::new(),
            known: None,
            in_vain: BTreeMap::new(),
            handed_in: None,
        })
    }

    /// What it says of itself to a server.
    #[must_use]
    pub fn called(mut self, app: &str) -> Self {
        app.clone_into(&mut self.app);
        self
    }

    /// Holds from now on what another holds, instead of what it held.
    pub fn begin_beside(&mut self, other: &Self, entropy: &dyn Entropy) {
        self.home = other.home.beside(&self.key, entropy);
    }

    /// Writes an op of its own.
    ///
    /// # Errors
    /// When the fact cannot be written down.
    pub fn write(
        &mut self,
        op: (&LogName, SubjectId, &Fact),
        world: (Timestamp, &dyn Entropy),
    ) -> Result<u64, serde_json::Error> {
        self.handed_in = None;
        self.home.append(&self.key, op, world)
    }

    /// One exchange with whoever is at the other end of the wire.
    ///
    /// # Errors
    /// When the transport fails; what was exchanged until then stays.
    pub fn exchange<W>(
        &mut self,
        wire: &mut Carrying<'_, W>,
        (clock, entropy): (&dyn Clock, &dyn Entropy),
    ) -> Result<Exchanged, W> {
        let now = clock.now();
        let lasts = |known: &KnownServer| known.expires_ms.saturating_sub(now.0) > SESSION_LEFT_MS;
        let Ok(waiting) = self.home.waiting(self.home.event());
        let mut client = Client::new(Begin {
            event: self.home.event(),
            own: self.home.chain().device,
            report: Report {
                app: self.app.clone(),
                waiting,
                offset_ms: None,
            },
            bounds: Bounds::default(),
            known: self.known.take().filter(lasts),
            in_vain: std::mem::take(&mut self.in_vain),
            told: BTreeMap::new(),
            now,
        });
        loop {
            let Ok(step) = client.next(&mut self.home, &self.key, random(entropy));
            match step {
                Step::Ask { session, body } => {
                    let asked_at = clock.now();
                    let answer = wire(session.as_deref(), &body)?;
                    let heard_at = clock.now();
                    let Ok(()) = client.answered(&mut self.home, &answer, (asked_at, heard_at));
                    if self.handed_in.is_none() && self.home.waiting(self.home.event()) == Ok(0) {
                        self.handed_in = Some(heard_at);
                    }
                }
                Step::Stored => {}
                Step::Done => break,
            }
        }
        let exchanged = client.exchanged().clone();
        self.known.clone_from(&exchanged.known);
        self.in_vain.clone_from(&exchanged.in_vain);
        Ok(exchanged)
    }

    /// When a server had confirmed all that this device wrote; nothing while something waits.
    #[must_use]
    pub const fn handed_in(&self) -> Option<Timestamp> {
        self.handed_in
    }

    /// The session by which it may listen for news.
    #[must_use]
    pub fn session(&self) -> Option<&str> {
        self.known.as_ref().map(|known| known.session.as_str())
    }

    /// What it holds.
    #[must_use]
    pub const fn home(&self) -> &LightHome {
        &self.home
    }

    /// What it holds, to be asked what came.
    pub const fn home_mut(&mut self) -> &mut LightHome {
        &mut self.home
    }
}
