//! Crowds at a centre: many that come back at once, many that are only there, and how soon news is everywhere.

use crate::centre::{self, Centre, EVENT};
use serde_json::Value;
use std::process::Stdio;

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
    let (devices, ops) = (crowd.devices.to_string(), crowd.ops.to_string());
    let cpu = centre.cpu_s();
    let mut call = centre::sarrera(std::path::Path::new("nowhere"));
    call.args(["crowd", &code, "--server", &centre.at, "--into", EVENT]);
    call.args(["--devices", &devices, "--ops", &ops]);
    call.args(["--offline-probability", crowd.offline]);
    if let Some(rate) = crowd.rate {
        call.args(["--rate", rate]);
    }
    let out = call.stderr(Stdio::inherit()).output().unwrap();
    let text = String::from_utf8(out.stdout).unwrap();
    let (_now, memory) = centre.memory();
    Came {
        said: serde_json::from_str(&text).unwrap_or_else(|_| panic!("a crowd said {text:?}")),
        memory,
        cpu_s: centre.cpu_s() - cpu,
    }
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
