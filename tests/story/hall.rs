//! A hall's own network, apart from everything else: a centre that cannot be reached, a hub, and two desks, each a machine of
//! its own as far as its network goes.

use crate::fair::{EVENT, Fair, secret};
use sarrera_testkit::told::not_told;
use serde_json::Value;
use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Output, Stdio};

/// A network of namespaces behind one bridge, which goes with the value.
struct Hall {
    name: String,
    machines: usize,
}

/// One machine of the hall.
struct Machine {
    space: String,
    ip: String,
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

impl Hall {
    fn new() -> Result<Self, String> {
        let name = format!("sarrera-{}", std::process::id());
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
    fn machine(&mut self) -> Result<Machine, String> {
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
        ip(&["-n", &space, "link", "set", "lo", "up"])?;
        ip(&[
            "-n",
            &space,
            "addr",
            "add",
            &format!("{address}/24"),
            "dev",
            "eth0",
        ])?;
        ip(&["-n", &space, "link", "set", "eth0", "up"])?;
        Ok(Machine { space, ip: address })
    }

    /// The cable of a machine is pulled, or put in again.
    fn cable(&self, of: usize, state: &str) {
        self.switch(&["link", "set", &format!("p{of}"), state]).unwrap();
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
    /// The same call, on this machine.
    fn within(&self, call: &Command) -> Command {
        let mut within = Command::new("ip");
        within
            .args(["netns", "exec", &self.space])
            .arg(call.get_program());
        within.args(call.get_args());
        for (name, value) in call.get_envs() {
            within.env(name, value.unwrap_or_default());
        }
        within.stdin(Stdio::null());
        within
    }

    fn output<const N: usize>(&self, fair: &Fair, words: [&str; N]) -> Output {
        self.within(&fair.call(words)).output().unwrap()
    }

    fn ok<const N: usize>(&self, fair: &Fair, words: [&str; N]) -> Value {
        let output = self.output(fair, words);
        assert_eq!(output.status.code(), Some(0), "{words:?}: {output:?}");
        crate::fair::object(&output)
    }

    fn url(&self) -> String {
        format!("https://{}:8443", self.ip)
    }

    fn serve(&self, fair: &Fair) -> Child {
        let call = fair.call(["serve", "--listen", &format!("{}:8443", self.ip)]);
        let mut child = self
            .within(&call)
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap())
            .read_line(&mut line)
            .unwrap();
        assert!(line.contains(&self.url()), "{line}");
        child
    }
}

/// As a power cut would.
fn kill(mut server: Child) {
    server.kill().unwrap();
    server.wait().unwrap();
}

fn open_conflicts(fair: &Fair) -> Vec<Value> {
    let said = fair.ok(["conflicts", "--event", EVENT]);
    let all = said["conflicts"].as_array().unwrap().iter();
    all.filter(|one| one["settled"] == false).cloned().collect()
}

fn sync(desk: &Fair, at: &Machine, server: &Machine) -> Value {
    let said = at.ok(
        desk,
        ["sync", "--once", "--event", EVENT, "--server", &server.url()],
    );
    said["exchanges"][0]["problem"].clone()
}

#[test]
fn with_the_centre_down_a_hub_of_the_hall_keeps_two_desks_together_and_tells_the_centre_afterwards() {
    /// So often it is looked at; each look is a call that takes its time.
    const LOOKS_MAX: usize = 120;
    let mut hall = match Hall::new() {
        Ok(hall) => hall,
        Err(why) => return not_told(&format!("this machine gives no network namespaces: {why}")),
    };
    let made: Result<Vec<Machine>, String> = (0..4).map(|_| hall.machine()).collect();
    let machines = match made {
        Ok(machines) => machines,
        Err(why) => return not_told(&format!("this machine gives no network namespaces: {why}")),
    };
    let [at_centre, at_hub, at_one, at_two] = machines.as_slice() else {
        panic!("four machines")
    };
    let centre = Fair::imported();
    let serving = at_centre.serve(&centre);
    let joined = |machine: &Machine, name: &str, more: &[&str]| {
        let words = ["invite", "--event", EVENT, "--role", "desk", "--name", name];
        let mut call = centre.call(words);
        let invited = crate::fair::object(&call.args(more).output().unwrap());
        let fair = Fair::empty();
        let code = invited["code"].as_str().unwrap();
        machine.ok(&fair, ["pair", code, "--server", &at_centre.url()]);
        assert_eq!(sync(&fair, machine, at_centre), Value::Null);
        fair
    };
    let hub = joined(at_hub, "Hub", &["--may-serve"]);
    let (one, two) = (joined(at_one, "Desk 1", &[]), joined(at_two, "Desk 2", &[]));

    hall.cable(1, "down");
    let unreached = at_one.output(
        &one,
        ["sync", "--once", "--event", EVENT, "--server", &at_centre.url()],
    );
    assert_eq!(unreached.status.code(), Some(1), "{unreached:?}");
    let hubs = at_hub.serve(&hub);
    assert_eq!(sync(&one, at_one, at_hub), Value::Null);
    assert_eq!(sync(&two, at_two, at_hub), Value::Null);
    kill(hubs);
    let ticket = secret("paid", "");
    assert_eq!(
        (one.verdict(&ticket), two.verdict(&ticket)),
        ("admitted".into(), "admitted".into())
    );
    let hubs = at_hub.serve(&hub);
    for (desk, machine) in [(&one, at_one), (&two, at_two), (&one, at_one)] {
        assert_eq!(sync(desk, machine, at_hub), Value::Null);
    }
    assert_eq!((open_conflicts(&one).len(), open_conflicts(&two).len()), (1, 1));

    hall.cable(1, "up");
    let mut looks = 0;
    while open_conflicts(&centre).is_empty() {
        looks += 1;
        assert!(looks < LOOKS_MAX, "the hub told the centre nothing");
    }
    let conflict = open_conflicts(&centre)[0]["id"].as_str().unwrap().to_owned();
    centre.ok(["settle", "--event", EVENT, &conflict, "--both"]);
    while !open_conflicts(&hub).is_empty() {
        looks += 1;
        assert!(looks < LOOKS_MAX, "the hub heard nothing of the centre");
    }
    for (desk, machine) in [(&one, at_one), (&two, at_two)] {
        assert_eq!(sync(desk, machine, at_hub), Value::Null);
        assert!(open_conflicts(desk).is_empty());
    }
    kill(hubs);
    kill(serving);
}
