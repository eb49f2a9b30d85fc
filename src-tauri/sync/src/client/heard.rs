//! What was heard of other devices goes along with a look, and what the server heard comes with its answer: where this device and
//! the server both list devices.

use super::Client;
use crate::ends::digest_of;
use crate::home::Guest;
use crate::message::{HeardReport, Look, Request, Seen};
use sarrera_core::ids::DeviceId;
use sarrera_core::ops::LogName;

/// What is under way in one exchange.
#[derive(Debug, Default)]
pub(super) struct Passing {
    /// What went with the look that is not answered yet.
    said: Vec<HeardReport>,
    /// What came, with its number. It is taken in once the `public` log is equal, which certifies whom it is about.
    came: Option<(u64, Vec<HeardReport>)>,
    /// There may be something that the server was not told in this exchange, or was told before it could know the device.
    owes: bool,
}

impl Client {
    pub(super) fn look<G: Guest>(&mut self, home: &mut G) -> Result<Request, G::Error> {
        self.take_heard(home)?;
        let server = self.lists_at(home)?;
        let told = server.and_then(|server| self.done.told.get(&server));
        let no = told.map_or(0, |told| told.no());
        self.passing.said = match server {
            Some(server) => self.due(home, server)?,
            None => Vec::new(),
        };
        Ok(Request::Look(Look {
            report: self.report.clone(),
            heard: self.passing.said.clone(),
            heard_no: server.map(|_| no),
        }))
    }

    /// The answer to a look. What went with it is known there where the server knows the same devices.
    pub(super) fn hear<G: Guest>(&mut self, home: &G, seen: &mut Seen) -> Result<(), G::Error> {
        let said = std::mem::take(&mut self.passing.said);
        let Some(server) = self.lists_at(home)? else {
            return Ok(());
        };
        // One that knows nothing of such lists is sent none.
        let Some(no) = seen.heard_no else { return Ok(()) };
        let now_ms = self.now_ms();
        let is_new = !self.done.told.contains_key(&server);
        let told = self.done.told.entry(server).or_default();
        let public = seen.logs.iter().find(|head| head.log == LogName::Public);
        let ours = digest_of(&home.ends(self.event, &LogName::Public)?);
        let knows_the_same = public.is_some_and(|head| head.digest == ours);
        if knows_the_same {
            told.note(&said, now_ms);
        }
        self.passing.owes = is_new || !knows_the_same;
        self.passing.came = Some((no, std::mem::take(&mut seen.heard)));
        Ok(())
    }

    /// Takes in what came.
    pub(super) fn take_heard<G: Guest>(&mut self, home: &mut G) -> Result<(), G::Error> {
        let Some((no, heard)) = self.passing.came.take() else {
            return Ok(());
        };
        let now_ms = self.now_ms();
        if let Some(server) = self.lists_at(home)? {
            let told = self.done.told.entry(server).or_default();
            told.take(home, self.event, heard, now_ms)?;
            told.took(no);
        }
        Ok(())
    }

    /// Whether the server is to be told something that it was not told yet.
    pub(super) fn owes<G: Guest>(&mut self, home: &G) -> Result<bool, G::Error> {
        if !std::mem::take(&mut self.passing.owes) {
            return Ok(false);
        }
        let server = self.lists_at(home)?;
        Ok(match server {
            Some(server) => !self.due(home, server)?.is_empty(),
            None => false,
        })
    }

    /// Nothing for one that never answered with such a list.
    fn due<G: Guest>(&self, home: &G, server: DeviceId) -> Result<Vec<HeardReport>, G::Error> {
        let Some(told) = self.done.told.get(&server) else {
            return Ok(Vec::new());
        };
        Ok(told.due(&home.heard_all(self.event)?, server, self.now_ms()))
    }

    /// The server, where both it and this device list devices.
    fn lists_at<G: Guest>(&self, home: &G) -> Result<Option<DeviceId>, G::Error> {
        let Some(known) = &self.known else { return Ok(None) };
        let lists = self.is_server(home)? && home.server(self.event, self.own)?.lists_devices;
        Ok(lists.then_some(known.server))
    }

    /// The servers' time, as far as it was measured.
    fn now_ms(&self) -> i64 {
        let measured = self.done.offset.map(|offset| offset.ms);
        let offset_ms = measured.or(self.report.offset_ms).unwrap_or(0);
        self.now.0.saturating_add(offset_ms)
    }
}
