//! The network between devices: it loses, repeats, delays and damages messages, as the seed says.

use crate::fair::{CANARY_CONTACT, CANARY_LEAD, CANARY_NAME, EVENT, Fair};
use crate::node::{Node, Role, Trouble};
use sarrera_app::AppError;
use sarrera_core::ids::DeviceId;
use sarrera_core::ops::TrustedUpTo;
use sarrera_sync::{pack, unpack, unpack_text};
use sarrera_testkit::world::Draws;
use serde_json::Value;

/// The third of the fair's devices.
const HUB: usize = 2;
/// So many old messages are kept to be delivered late.
const LATE_MAX: usize = 12;

/// How often each thing goes wrong, of 1,000 messages; a seed draws them.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Faults {
    pub(crate) request_lost: u64,
    pub(crate) answer_lost: u64,
    pub(crate) twice: u64,
    pub(crate) late: u64,
    pub(crate) damaged: u64,
    pub(crate) other_server: u64,
    /// The server's plug is pulled before it answers, or after.
    pub(crate) server_crash: u64,
    /// The server's disk is full, or breaks while it answers.
    pub(crate) server_disk: u64,
    /// Of 1,000 steps: the disks of devices are full, or break.
    pub(crate) disk: u64,
    /// An office revokes whoever is asking it at this moment.
    pub(crate) revoked_midway: u64,
    /// The hub forges, reorders or withholds ops.
    pub(crate) hub_lies: u64,
}

impl Faults {
    /// Some seeds see none of a kind, some see many.
    pub(crate) fn drawn(draws: &mut Draws) -> Self {
        let mut often = || draws.one_of(&[0, 0, 10, 30, 80]);
        Self {
            request_lost: often(),
            answer_lost: often(),
            twice: often(),
            late: often(),
            damaged: often(),
            other_server: often(),
            server_crash: often() / 4,
            server_disk: often() / 4,
            disk: often() * 2,
            revoked_midway: draws.one_of(&[0, 0, 0, 0, 0, 3]),
            hub_lies: draws.one_of(&[0, 0, 30, 90, 240]),
        }
    }
}

/// No answer came.
#[derive(Debug)]
pub(crate) struct Lost;

/// A message that once was sent.
#[derive(Debug)]
struct Sent {
    to: usize,
    session: Option<String>,
    body: Vec<u8>,
}

/// The network.
#[derive(Debug)]
pub(crate) struct Net {
    pub(crate) faults: Faults,
    draws: Draws,
    late: Vec<Sent>,
    /// Answers in which something stood that is not for whoever asked.
    pub(crate) leaks: Vec<String>,
    pub(crate) messages: usize,
    /// Of the device that was revoked: up to where the office trusted it.
    pub(crate) trusted: Option<(DeviceId, Vec<TrustedUpTo>)>,
    /// Everybody's ids: no stand is to hear of them.
    pub(crate) people: Vec<String>,
    /// So many bytes were sent to stands and gates, unpacked, and looked into.
    pub(crate) looked_into: usize,
}

/// Who asks, as the network knows it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct From {
    pub(crate) role: Role,
    pub(crate) device: DeviceId,
    pub(crate) revoked: bool,
}

impl Net {
    pub(crate) const fn new(faults: Faults, seed: u64) -> Self {
        Self {
            faults,
            draws: Draws::nth(seed, 7),
            late: Vec::new(),
            leaks: Vec::new(),
            messages: 0,
            trusted: None,
            people: Vec::new(),
            looked_into: 0,
        }
    }

    /// Carries one message of a device of this role to a server and its answer back.
    pub(crate) fn carry(
        &mut self,
        nodes: &mut [Node],
        (from, to): (From, usize),
        session: Option<&str>,
        body: &[u8],
    ) -> Result<Vec<u8>, Lost> {
        let faults = self.faults;
        self.messages += 1;
        if self.draws.chance(faults.late) && !self.late.is_empty() {
            let at = self.draws.below(u64::try_from(self.late.len()).unwrap());
            let sent = self.late.swap_remove(usize::try_from(at).unwrap());
            deliver(nodes, sent.to, sent.session.as_deref(), &sent.body);
        }
        if faults.late > 0 && self.late.len() < LATE_MAX {
            self.late.push(Sent {
                to,
                session: session.map(str::to_owned),
                body: body.to_vec(),
            });
        }
        if self.draws.chance(faults.request_lost) {
            return Err(Lost);
        }
        let to = if to < 2 && self.draws.chance(faults.other_server) {
            1 - to
        } else {
            to
        };
        if nodes[to].app.is_none() {
            return Err(Lost);
        }
        if self.draws.chance(faults.server_crash) {
            nodes[to].crash();
        }
        let mut body = body.to_vec();
        self.damage(&mut body);
        if to < 2 && self.draws.chance(faults.revoked_midway) {
            let _refused = self.revoke(nodes, to, from.device);
        }
        if self.draws.chance(faults.server_disk) {
            let trouble = self
                .draws
                .one_of(&[Trouble::Full, Trouble::Broken, Trouble::PulledOut]);
            nodes[to].begin_trouble(trouble, &mut self.draws);
        }
        let answered = deliver(nodes, to, session, &body);
        nodes[to].end_trouble();
        let mut answer = answered.ok_or(Lost)?;
        if self.draws.chance(faults.twice) {
            let second = deliver(nodes, to, session, &body).ok_or(Lost)?;
            if self.draws.chance(500) {
                answer = second;
            }
        }
        if self.draws.chance(faults.server_crash) {
            nodes[to].crash();
            return Err(Lost);
        }
        self.look_into(&nodes[to], from, &answer);
        if to == HUB && self.draws.chance(faults.hub_lies) {
            answer = self.lie(&answer);
        }
        if self.draws.chance(faults.answer_lost) {
            return Err(Lost);
        }
        self.damage(&mut answer);
        Ok(answer)
    }

    /// An office takes a device out of the event, as long as none was.
    pub(crate) fn revoke(
        &mut self,
        nodes: &mut [Node],
        office: usize,
        device: DeviceId,
    ) -> Result<String, AppError> {
        if self.trusted.is_some() || device == nodes[office].device {
            return Ok("nobody".to_owned());
        }
        let named = device.to_string();
        nodes[office].app().revoke_device(EVENT, &named, "Lost", None)?;
        for node in nodes.iter_mut().filter(|node| node.device == device) {
            node.revoked = true;
        }
        let ends = nodes[office].look(|r| {
            let event = r.event(Fair::get().event)?.unwrap();
            r.chain_ends(event.no, device)
        });
        self.trusted = Some((device, ends));
        Ok("revoked".to_owned())
    }

    fn damage(&mut self, body: &mut Vec<u8>) {
        if !self.draws.chance(self.faults.damaged) || body.is_empty() {
            return;
        }
        let at = usize::try_from(self.draws.below(u64::try_from(body.len()).unwrap())).unwrap();
        if self.draws.chance(500) {
            body.truncate(at);
        } else {
            body[at] ^= 1 << self.draws.below(8);
        }
    }

    /// What a hub makes of an answer that it would rather not give.
    fn lie(&mut self, answer: &[u8]) -> Vec<u8> {
        let mut answer: Value = unpack(answer).unwrap();
        let mut runs = Vec::new();
        runs_in(&mut answer, &mut runs);
        if runs.is_empty() {
            return pack(&answer).unwrap();
        }
        let at = self.draws.below(u64::try_from(runs.len()).unwrap());
        let run = &mut *runs[usize::try_from(at).unwrap()];
        match self.draws.below(4) {
            0 => run.clear(),
            1 => run.reverse(),
            2 => {
                run.pop();
            }
            _forged => {
                if let Some(Value::Object(op)) = run.first_mut() {
                    op.insert("body".into(), Value::from("{}"));
                }
            }
        }
        pack(&answer).unwrap()
    }

    /// A gate learns nobody's address, a stand nobody's name, and none but a stand its leads; who was revoked learns nothing
    /// from whoever knows of it. Looked for in what was sent as it is, and unpacked.
    fn look_into(&mut self, server: &Node, from: From, answer: &[u8]) {
        let mut forbidden: Vec<&str> = match from.role {
            Role::Gate => vec![CANARY_CONTACT, CANARY_LEAD],
            Role::Stand => vec![CANARY_CONTACT, CANARY_NAME],
            Role::Desk => vec![CANARY_LEAD],
            Role::Server | Role::Hub => return,
        };
        if from.role == Role::Stand {
            forbidden.extend(self.people.iter().map(String::as_str));
        }
        if from.revoked && is_revoked_at(server, from.device) {
            forbidden.extend([CANARY_CONTACT, CANARY_NAME, CANARY_LEAD]);
        }
        let text = String::from_utf8(unpack_text(answer).unwrap()).unwrap();
        self.looked_into += text.len();
        // What is packed may still show a stretch of what it was.
        let packed = String::from_utf8_lossy(answer);
        for canary in forbidden {
            if text.contains(canary) || packed.contains(canary) {
                self.leaks.push(format!("{canary} was sent to a {:?}", from.role));
            }
        }
    }
}

/// Whether a server has heard that this device was revoked.
fn is_revoked_at(server: &Node, device: DeviceId) -> bool {
    let device = device.to_string();
    let known = server.app().devices(EVENT).unwrap().devices;
    known
        .iter()
        .any(|known| known.id == device && known.revoked.is_some())
}

/// The ops of each run of an answer.
fn runs_in<'a>(value: &'a mut Value, runs: &mut Vec<&'a mut Vec<Value>>) {
    match value {
        Value::Array(many) => many.iter_mut().for_each(|one| runs_in(one, runs)),
        Value::Object(members) => {
            for (name, member) in members {
                if name != "ops" {
                    runs_in(member, runs);
                } else if let Value::Array(ops) = member {
                    runs.push(ops);
                }
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

/// What a server answers; nothing while it is away.
fn deliver(nodes: &[Node], to: usize, session: Option<&str>, body: &[u8]) -> Option<Vec<u8>> {
    let app = nodes[to].at_work(nodes[to].app.as_ref()?);
    let answered = app.answer_sync(session, body);
    drop(app);
    match answered {
        Ok(answered) => Some(answered.body),
        Err(error) if nodes[to].is_excused(&error) => None,
        Err(error) => panic!("{} answers: {error:?}", nodes[to].name),
    }
}
