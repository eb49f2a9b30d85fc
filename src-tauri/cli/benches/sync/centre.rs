//! A centre of many people as a process of its own, and the desks that come to it.

use crate::fair;
use sarrera_app::view::NewEvent;
use sarrera_app::{App, Carried, World};
use sarrera_core::ops::{device_id, verifying_key};
use sarrera_server::{Patience, ServerKey, Trust, Wire, WireError};
use secrecy::SecretString;
use serde_json::Value;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{SystemTime, UNIX_EPOCH};

pub(crate) const EVENT: &str = fair::EVENT;
const PASSPHRASE: &str = "a passphrase of a measurement";
const DAY_S: u64 = 86_400;

/// The folder of a centre with so many people, and with devices that others have paired already.
pub(crate) fn prepared(dir: &Path, people: u32) -> PathBuf {
    let data = dir.join(format!("centre-{people}"));
    if data.join("ready").exists() {
        return data;
    }
    std::fs::create_dir_all(&data).unwrap();
    let app = open(&data);
    app.create_event(&NewEvent {
        label: EVENT.to_owned(),
        name: "A measurement".to_owned(),
        time_zone: "Europe/Madrid".to_owned(),
        starts: day(0),
        ends: day(2),
        venue: String::new(),
    })
    .unwrap();
    fair::import(&app, &fair::file(dir, people));
    drop(app);
    std::fs::write(data.join("ready"), "").unwrap();
    data
}

/// A device over this folder.
pub(crate) fn open(data: &Path) -> App {
    let passphrase = SecretString::from(PASSPHRASE);
    App::open(data, Some(&passphrase), World::real()).unwrap().app
}

/// A copy of a folder, which a measurement may write to.
pub(crate) fn copied(from: &Path, to: &Path) -> PathBuf {
    std::fs::create_dir_all(to).unwrap();
    for file in std::fs::read_dir(from).unwrap() {
        let file = file.unwrap();
        std::fs::copy(file.path(), to.join(file.file_name())).unwrap();
    }
    to.to_owned()
}

/// The day so many days from today, as a date.
#[allow(clippy::disallowed_methods, reason = "a measurement reads the clock")]
fn day(from_today: u64) -> String {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
    // Howard Hinnant's civil_from_days, for days after 1970.
    let days = since.as_secs() / DAY_S + from_today + 719_468;
    let (era, of_era) = (days / 146_097, days % 146_097);
    let year = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year + year / 4 - year / 100);
    let shifted = (5 * of_year + 2) / 153;
    let (day, month) = (
        of_year - (153 * shifted + 2) / 5 + 1,
        if shifted < 10 { shifted + 3 } else { shifted - 9 },
    );
    let year = year + era * 400 + u64::from(month <= 2);
    format!("{year}-{month:02}-{day:02}")
}

/// A server that runs until this is dropped.
pub(crate) struct Centre {
    child: Child,
    pub(crate) at: String,
    data: PathBuf,
}

impl Drop for Centre {
    fn drop(&mut self) {
        let _gone = self.child.kill();
        let _gone = self.child.wait();
    }
}

impl Centre {
    pub(crate) fn of(data: &Path) -> Self {
        let mut child = sarrera(data)
            .args(["serve", "--listen", "127.0.0.1:0"])
            .stdout(Stdio::piped())
            .stderr(std::fs::File::create(data.join("server.log")).unwrap())
            .spawn()
            .unwrap();
        let mut line = String::new();
        let out = child.stdout.take().unwrap();
        BufReader::new(out).read_line(&mut line).unwrap();
        let said: Value = serde_json::from_str(&line).unwrap();
        Self {
            child,
            at: said["serving"].as_str().unwrap().to_owned(),
            data: data.to_owned(),
        }
    }

    /// A code for so many devices of a role.
    pub(crate) fn invite(&self, role: &str, devices: usize) -> String {
        invite(&self.data, role, devices)
    }

    /// What the server has resident now and had at most, in bytes.
    pub(crate) fn memory(&self) -> (u64, u64) {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id())).unwrap();
        let kilobytes = |name: &str| {
            let line = status.lines().find(|line| line.starts_with(name)).unwrap();
            line.split_whitespace().nth(1).unwrap().parse::<u64>().unwrap() * 1024
        };
        (kilobytes("VmRSS"), kilobytes("VmHWM"))
    }

    /// Processor time that the server has used.
    pub(crate) fn cpu_s(&self) -> f64 {
        let stat = std::fs::read_to_string(format!("/proc/{}/stat", self.child.id())).unwrap();
        cpu_s_of(&stat)
    }
}

/// User and system time in a process's line of /proc; its ticks are hundredths.
pub(crate) fn cpu_s_of(stat: &str) -> f64 {
    let behind = stat.rsplit_once(')').unwrap().1;
    let fields: Vec<&str> = behind.split_whitespace().collect();
    let ticks: f64 = fields[11].parse::<f64>().unwrap() + fields[12].parse::<f64>().unwrap();
    ticks / 100.0
}

/// A code for so many devices of a role, from whoever serves this folder.
pub(crate) fn invite(data: &Path, role: &str, devices: usize) -> String {
    let devices = devices.to_string();
    let mut call = sarrera(data);
    call.args(["invite", "--event", EVENT, "--role", role, "--until-end"]);
    let out = call.args(["--devices", &devices]).output().unwrap();
    let text = String::from_utf8(out.stdout).unwrap();
    assert!(out.status.success(), "an invitation: {text}");
    let said: Value = serde_json::from_str(&text).unwrap();
    said["code"].as_str().unwrap().to_owned()
}

/// The program over a folder.
pub(crate) fn sarrera(data: &Path) -> Command {
    let mut call = Command::new(env!("CARGO_BIN_EXE_sarrera"));
    call.env("SARRERA_PASSPHRASE", PASSPHRASE);
    call.arg("--json").arg("--data").arg(data);
    call
}

/// A desk's line to the centre that counts what goes over it.
pub(crate) struct Line {
    wire: Wire,
    pub(crate) sent: usize,
    pub(crate) received: usize,
    pub(crate) messages: usize,
}

impl Line {
    pub(crate) fn to(centre: &Centre) -> Self {
        let address = centre.at.parse().unwrap();
        Self {
            wire: Wire::new(vec![address], &Trust::first_seen(), Patience::default()).unwrap(),
            sent: 0,
            received: 0,
            messages: 0,
        }
    }

    pub(crate) fn carry(&mut self, session: Option<&str>, body: &[u8]) -> Result<Carried, WireError> {
        self.messages += 1;
        self.sent += body.len();
        let reply = self.wire.post(session, body.to_vec())?;
        self.received += reply.body.len();
        let shown = match &reply.server {
            ServerKey::Device(key) => verifying_key(key).map(|key| device_id(&key)),
            ServerKey::Named | ServerKey::ThisMachine => None,
        };
        Ok(Carried {
            body: reply.body,
            shown,
        })
    }
}
