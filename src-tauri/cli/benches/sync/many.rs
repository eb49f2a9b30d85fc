//! Crowds at a centre: many that come back at once, many that are only there, and how soon news is everywhere; and the same at
//! a desk that serves its room, where somebody is let in meanwhile.

use crate::bootstrap::{AtDesk, at_work, scan};
use crate::centre::{self, Centre, EVENT};
use sarrera_server::{Reach, Room};
use serde_json::Value;
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// What a crowd is to do.
pub(crate) struct Crowd {
    pub(crate) devices: usize,
    pub(crate) ops: usize,
    pub(crate) rate: Option<&'static str>,
    pub(crate) offline: &'static str,
}

/// What a crowd said of itself, and what the server had resident at most meanwhile, in bytes, and used of the processors.
pub(crate) struct Came {
    pub(crate) said: Value,
    pub(crate) memory: u64,
    pub(crate) cpu_s: f64,
}

pub(crate) fn come(centre: &Centre, crowd: &Crowd) -> Came {
    let code = centre.invite("gate", crowd.devices);
    let cpu = centre.cpu_s();
    let said = said(crowd.call(&code, &centre.at));
    let (_now, memory) = centre.memory();
    Came {
        said,
        memory,
        cpu_s: centre.cpu_s() - cpu,
    }
}

/// The crowd comes to a desk that serves its room, and so many people are there to be let in at it.
pub(crate) fn come_to_a_desk(data: &Path, people: usize, crowd: &Crowd) {
    let desk = Arc::new(centre::open(data));
    let room = Room::open(&desk, Reach::ThisMachine).unwrap();
    let at = room.addresses().first().unwrap().clone();
    let code = centre::invite(data, "gate", crowd.devices);
    let over = Arc::new(AtomicBool::new(false));
    let scanning = at_work(&desk, &over, move |desk, turn| {
        scan(desk, turn * 37 % people);
        true
    });
    // On other machines, but for a measurement of one: so it takes what the desk leaves.
    let elsewhere = crowd.call(&code, &at);
    let mut call = Command::new("chrt");
    call.args(["--idle", "0"]).arg(elsewhere.get_program());
    call.args(elsewhere.get_args());
    let said = said(call);
    over.store(true, Ordering::SeqCst);
    let (scans, _) = scanning.join().unwrap();
    let waited = desk.waited();
    let calm = (0..200).map(|turn| (turn * 37 + 11) % people);
    let calm = calm
        .map(|person| crate::timed(|| scan(&desk, person)).1)
        .collect();
    room.close();
    println!(
        "  drained {} ms, everywhere {} ms, everywhere exactly once: {}",
        said["drained_ms"], said["everywhere_ms"], said["everywhere_exactly_once"]
    );
    AtDesk { scans, waited, calm }.print();
}

impl Crowd {
    fn call(&self, code: &str, at: &str) -> Command {
        let (devices, ops) = (self.devices.to_string(), self.ops.to_string());
        let mut call = centre::sarrera(Path::new("nowhere"));
        call.args(["crowd", code, "--server", at, "--into", EVENT]);
        call.args(["--devices", &devices, "--ops", &ops]);
        call.args(["--offline-probability", self.offline]);
        if let Some(rate) = self.rate {
            call.args(["--rate", rate]);
        }
        call
    }
}

/// What a crowd says of itself at its end.
fn said(mut crowd: Command) -> Value {
    let out = crowd.stderr(Stdio::inherit()).output().unwrap();
    let text = String::from_utf8(out.stdout).unwrap();
    serde_json::from_str(&text).unwrap_or_else(|_| panic!("a crowd said {text:?}"))
}

impl Came {
    pub(crate) fn print(&self, bars: &str) {
        let said = |name: &str| self.said[name].to_string();
        println!(
            "  let in {} ms, the first filled {} ms; drained {} ms, {} ops a second; everywhere {} ms; {bars}",
            said("let_in_ms"),
            said("filled_ms"),
            said("drained_ms"),
            said("ops_a_second"),
            said("everywhere_ms"),
        );
        println!(
            "  everywhere exactly once: {}; {} exchanges, failures {}; {} bytes sent, {} received; server {:.1} s CPU, {:.0} MB at most",
            said("everywhere_exactly_once"),
            said("exchanges"),
            said("failures"),
            said("sent_bytes"),
            said("received_bytes"),
            self.cpu_s,
            self.memory as f64 / 1e6,
        );
        println!(
            "  acknowledged after {}; known elsewhere after {}; an exchange {}",
            said("acknowledged_after"),
            said("known_elsewhere_after"),
            said("exchange")
        );
    }
}
