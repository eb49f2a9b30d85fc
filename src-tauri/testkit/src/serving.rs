//! `sarrera serve` as a process of its own, until it is killed.

use serde_json::Value;
use std::io::{BufRead, BufReader};
use std::process::{Child, ChildStderr, Command, ExitStatus, Stdio};

/// A server that runs until this is dropped.
#[derive(Debug)]
pub struct Serving {
    child: Child,
    /// What it says once it listens.
    pub said: Value,
    /// Where it says that it listens.
    pub at: String,
}

impl Serving {
    /// Starts a call with `--json` and waits until it says where it listens.
    ///
    /// # Panics
    /// Where it does not start, or says something else.
    #[must_use]
    pub fn start(call: &mut Command) -> Self {
        Self::started(call.stderr(Stdio::null()))
    }

    /// As [`Serving::start`]; with it, what it tells people.
    ///
    /// # Panics
    /// As [`Serving::start`].
    #[must_use]
    pub fn told(call: &mut Command) -> (Self, Option<ChildStderr>) {
        let mut serving = Self::started(call.stderr(Stdio::piped()));
        let told = serving.child.stderr.take();
        (serving, told)
    }

    fn started(call: &mut Command) -> Self {
        let started = call.stdin(Stdio::null()).stdout(Stdio::piped()).spawn();
        let mut child = started.unwrap_or_else(|error| panic!("{call:?} does not start: {error}"));
        let mut line = String::new();
        if let Some(out) = child.stdout.take() {
            let read = BufReader::new(out).read_line(&mut line);
            assert!(read.is_ok(), "{call:?} says nothing: {read:?}");
        }
        let said: Value = serde_json::from_str(&line).unwrap_or_default();
        let at = said.get("serving").and_then(Value::as_str);
        let at = at.unwrap_or_else(|| panic!("{call:?} says {line:?}")).to_owned();
        Self { child, said, at }
    }

    /// Ends it as a power cut would.
    pub fn kill(self) {
        drop(self);
    }
}

/// Told to end, as a system that goes down tells it.
#[cfg(unix)]
impl Serving {
    /// Waits until it has ended by itself, and gives how it did.
    ///
    /// # Panics
    /// Where it can't be told.
    #[must_use]
    pub fn end(mut self) -> Option<ExitStatus> {
        let id = self.child.id().to_string();
        let told = Command::new("kill").args(["-TERM", &id]).status();
        assert!(told.is_ok_and(|status| status.success()), "it is told to end");
        self.child.wait().ok()
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        // Whatever ended by itself needs no signal.
        let _gone = self.child.kill();
        let _gone = self.child.wait();
    }
}
