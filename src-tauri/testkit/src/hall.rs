//! A hall's own network, apart from everything else: a switch and machines at it, out of Linux's network namespaces
//! (ip-netns(8)). Only root may make them, and not on every machine.

use std::path::Path;
use std::process::{Command, Stdio};

/// How the names of all halls begin; what told them apart and the number of their process follow.
const NAMES: &str = "sarrera-";
/// Where the test itself stands, once it came in by the door.
const TEST: &str = "10.77.0.254/24";

/// A network of namespaces behind one bridge, which goes with the value.
#[derive(Debug)]
pub struct Hall {
    name: String,
    machines: usize,
}

/// One machine of the hall.
#[derive(Debug)]
pub struct Machine {
    space: String,
    /// Its address in the hall.
    pub ip: String,
}

fn ip(words: &[&str]) -> Result<(), String> {
    let output = Command::new("ip")
        .args(words)
        .output()
        .map_err(|error| error.to_string())?;
    if output.status.success() {
        return Ok(());
    }
    let said = String::from_utf8_lossy(&output.stderr).trim().to_owned();
    Err(format!("ip {}: {said}", words.join(" ")))
}

/// Takes away the halls of processes that were killed: their addresses are those of the next one.
fn forget_the_dead() {
    let listed = Command::new("ip").args(["netns", "list"]).output();
    let listed = listed.map(|output| output.stdout).unwrap_or_default();
    for line in String::from_utf8_lossy(&listed).lines() {
        let Some(name) = line.split_whitespace().next() else {
            continue;
        };
        let process = name.strip_prefix(NAMES).and_then(|rest| rest.split('-').nth(1));
        if process.is_some_and(|id| !Path::new("/proc").join(id).exists()) {
            // Another test may be faster.
            let _gone = ip(&["netns", "del", name]);
        }
    }
}

impl Hall {
    /// An empty hall; `of` tells those of one process apart.
    ///
    /// # Errors
    /// Where this machine gives none, with the reason.
    pub fn new(of: &str) -> Result<Self, String> {
        forget_the_dead();
        let name = format!("{NAMES}{of}-{}", std::process::id());
        ip(&["netns", "add", &name])?;
        let hall = Self { name, machines: 0 };
        hall.switch(&["link", "add", "hall", "type", "bridge"])?;
        hall.switch(&["link", "set", "hall", "up"])?;
        Ok(hall)
    }

    fn switch(&self, words: &[&str]) -> Result<(), String> {
        ip(&[["-n", &self.name].as_slice(), words].concat())
    }

    /// Another machine, at the hall's switch.
    ///
    /// # Errors
    /// As [`Hall::new`].
    pub fn machine(&mut self) -> Result<Machine, String> {
        self.machines += 1;
        let (space, port) = (
            format!("{}-{}", self.name, self.machines),
            format!("p{}", self.machines),
        );
        let address = format!("10.77.0.{}", self.machines);
        ip(&["netns", "add", &space])?;
        ip(&[
            "-n", &self.name, "link", "add", &port, "type", "veth", "peer", "name", "eth0", "netns", &space,
        ])?;
        self.switch(&["link", "set", &port, "master", "hall", "up"])?;
        let on_it = |words: &[&str]| ip(&[["-n", &space].as_slice(), words].concat());
        on_it(&["link", "set", "lo", "up"])?;
        on_it(&["addr", "add", &format!("{address}/24"), "dev", "eth0"])?;
        on_it(&["link", "set", "eth0", "up"])?;
        Ok(Machine { space, ip: address })
    }

    /// The test itself comes to the switch, by a cable of its own: one hall at a time.
    ///
    /// # Errors
    /// As [`Hall::new`].
    pub fn come_in(&self) -> Result<(), String> {
        // An interface's name has 15 characters at most.
        let link = format!("hall{}", std::process::id());
        ip(&[
            "link", "add", &link, "type", "veth", "peer", "name", "door", "netns", &self.name,
        ])?;
        ip(&["addr", "add", TEST, "dev", &link])?;
        ip(&["link", "set", &link, "up"])?;
        self.switch(&["link", "set", "door", "master", "hall", "up"])
    }

    /// The cable of a machine is pulled ("down"), or put in again ("up").
    ///
    /// # Errors
    /// What `ip` says.
    pub fn cable(&self, of: usize, state: &str) -> Result<(), String> {
        self.switch(&["link", "set", &format!("p{of}"), state])
    }

    /// A machine reaches none of those that are apart as well ("on"), or all again ("off"); the test reaches it as before.
    ///
    /// # Errors
    /// What `ip` says.
    pub fn apart(&self, machine: usize, state: &str) -> Result<(), String> {
        let port = format!("p{machine}");
        self.switch(&[
            "link",
            "set",
            "dev",
            &port,
            "type",
            "bridge_slave",
            "isolated",
            state,
        ])
    }
}

impl Drop for Hall {
    fn drop(&mut self) {
        for machine in 1..=self.machines {
            let _gone = ip(&["netns", "del", &format!("{}-{machine}", self.name)]);
        }
        let _gone = ip(&["netns", "del", &self.name]);
    }
}

impl Machine {
    /// The same call, on this machine; it reads nothing.
    #[must_use]
    pub fn within(&self, call: &Command) -> Command {
        let mut within = Command::new("ip");
        within
            .args(["netns", "exec", &self.space])
            .arg(call.get_program())
            .args(call.get_args());
        for (name, value) in call.get_envs() {
            match value {
                Some(value) => within.env(name, value),
                None => within.env_remove(name),
            };
        }
        within.stdin(Stdio::null());
        within
    }
}
