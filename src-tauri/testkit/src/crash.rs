//! Kills a process in the middle of its work, again and again, and asks whether what it had acknowledged was kept.
//!
//! The process acknowledges by writing a line to standard output and flushing it: a line read is a verdict given. It is
//! killed (SIGKILL) a drawn number of lines and a drawn moment later. The moment is a busy loop, not a sleep, drawn so
//! that a thousandth of a millisecond is as likely as a millisecond. The seed repeats the draws; where in its work the
//! process was hit also depends on the machine.

use std::fmt;
use std::io::{self, BufRead, BufReader, Read};
use std::ops::Range;
use std::process::{Child, ChildStdout, Command, ExitStatus, Stdio};
use std::thread::JoinHandle;

use crate::world::Draws;

/// Rounds of starting, killing and checking one command.
#[derive(Debug, Clone)]
pub struct KillRounds {
    seed: u64,
    rounds: Range<u64>,
    lines_max: u64,
}

/// One start of the command.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Round {
    /// Which round it is, from 0.
    pub number: u64,
    /// A seed of its own, for what the command is to do in this round.
    pub seed: u64,
    /// It is killed after this many lines.
    pub after_lines: u64,
    spins: u64,
}

/// What the rounds came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct KillReport {
    /// Rounds in which the command was killed at work.
    pub killed: u64,
    /// Rounds in which the command had ended by itself before; many of these mean that it has too little to do.
    pub ended_before: u64,
    /// Lines acknowledged over all rounds.
    pub acknowledged: u64,
}

/// A round that failed, with all that is needed to run it again.
#[derive(Debug, thiserror::Error)]
pub struct KillFailure {
    /// The seed of the rounds.
    pub seed: u64,
    /// The round that failed.
    pub round: Round,
    /// What went wrong.
    pub reason: FailureReason,
    /// The last lines acknowledged in this round.
    pub last_lines: Vec<String>,
    /// What the command wrote to standard error.
    pub messages: String,
}

/// What went wrong in a round.
#[derive(Debug, thiserror::Error)]
pub enum FailureReason {
    /// The command could not be started, read or killed.
    #[error("the command could not be run: {0}")]
    NotRun(#[from] io::Error),
    /// The command ended by itself, and not well.
    #[error("the command ended by itself: {0}")]
    EndedBadly(ExitStatus),
    /// The checker found fault with what the command left.
    #[error("after the kill: {0}")]
    Checker(String),
}

/// Lines that a round waits for at most, unless told otherwise.
const LINES_MAX: u64 = 50;
/// Up to 2^21 turns of a busy loop, a few milliseconds at most.
const SPIN_BITS_MAX: u64 = 21;
const LAST_LINES: usize = 5;

impl KillRounds {
    /// Two hundred rounds, each killed after at most fifty lines.
    pub const fn new(seed: u64) -> Self {
        Self {
            seed,
            rounds: 0..200,
            lines_max: LINES_MAX,
        }
    }

    /// This many rounds instead.
    #[must_use]
    pub const fn rounds(self, rounds: u64) -> Self {
        Self {
            rounds: 0..rounds,
            ..self
        }
    }

    /// Only this round, to look at a failure again.
    #[must_use]
    pub const fn only_round(self, number: u64) -> Self {
        Self {
            rounds: number..number + 1,
            ..self
        }
    }

    /// Killed after at most this many lines instead.
    #[must_use]
    pub const fn lines_max(self, lines_max: u64) -> Self {
        Self { lines_max, ..self }
    }

    /// Starts the command, kills it, and hands the acknowledged lines to the checker, round by round, until one fails.
    ///
    /// Standard output and error are taken over; standard input is the command's own to set. A command that starts
    /// further processes must see to it that they end with it. One that neither writes its lines nor ends is waited for.
    pub fn run(
        &self,
        mut command: impl FnMut(&Round) -> Command,
        mut check: impl FnMut(&Round, &[String]) -> Result<(), String>,
    ) -> Result<KillReport, KillFailure> {
        let mut report = KillReport::default();
        for number in self.rounds.clone() {
            let round = self.draw(number);
            let mut heard = Heard::default();
            let outcome = play(&round, command(&round), &mut heard).and_then(|killed| {
                check(&round, &heard.lines).map_err(FailureReason::Checker)?;
                Ok(killed)
            });
            match outcome {
                Ok(true) => report.killed += 1,
                Ok(false) => report.ended_before += 1,
                Err(reason) => return Err(self.failure(round, reason, heard)),
            }
            report.acknowledged += u64::try_from(heard.lines.len()).unwrap_or(0);
        }
        Ok(report)
    }

    fn draw(&self, number: u64) -> Round {
        let mut draws = Draws::nth(self.seed, number);
        // One round in sixteen hits the start, where databases are made, upgraded and recovered.
        let after_lines = if draws.chance(63) {
            0
        } else {
            1 + draws.below(self.lines_max)
        };
        let bits = draws.below(SPIN_BITS_MAX + 1);
        let spins = draws.below(1 << bits);
        Round {
            number,
            seed: draws.any(),
            after_lines,
            spins,
        }
    }

    fn failure(&self, round: Round, reason: FailureReason, heard: Heard) -> KillFailure {
        let skipped = heard.lines.len().saturating_sub(LAST_LINES);
        let last_lines = heard.lines.into_iter().skip(skipped).collect();
        KillFailure {
            seed: self.seed,
            round,
            reason,
            last_lines,
            messages: heard.messages,
        }
    }
}

impl fmt::Display for KillFailure {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(
            out,
            "round {} of seed {} failed: {}",
            self.round.number, self.seed, self.reason
        )?;
        writeln!(
            out,
            "killed after {} lines; the last ones: {:?}",
            self.round.after_lines, self.last_lines
        )?;
        writeln!(
            out,
            "again with KillRounds::new({}).only_round({})",
            self.seed, self.round.number
        )?;
        write!(out, "standard error: {}", self.messages)
    }
}

#[derive(Debug, Default)]
struct Heard {
    lines: Vec<String>,
    messages: String,
}

/// Runs the command and kills it; false when it had ended well before.
fn play(round: &Round, mut command: Command, heard: &mut Heard) -> Result<bool, FailureReason> {
    let mut running = Running::start(command.stdout(Stdio::piped()).stderr(Stdio::piped()))?;
    let outcome = running.listen_and_kill(round, &mut heard.lines);
    let status = running.child.wait();
    heard.messages = running.messages();
    outcome?;
    let status = status?;
    // Killed by a signal there is no exit code.
    match status.code() {
        None => Ok(true),
        Some(0) => Ok(false),
        Some(_) => Err(FailureReason::EndedBadly(status)),
    }
}

struct Running {
    child: Child,
    output: BufReader<ChildStdout>,
    messages: Option<JoinHandle<String>>,
}

impl Running {
    fn start(command: &mut Command) -> io::Result<Self> {
        let mut child = command.spawn()?;
        let missing = || io::Error::other("its output is not a pipe");
        let output = BufReader::new(child.stdout.take().ok_or_else(missing)?);
        let mut errors = child.stderr.take().ok_or_else(missing)?;
        let messages = std::thread::spawn(move || {
            let mut bytes = Vec::new();
            // What was read before an error is still worth showing.
            let _ = errors.read_to_end(&mut bytes);
            String::from_utf8_lossy(&bytes).into_owned()
        });
        Ok(Self {
            child,
            output,
            messages: Some(messages),
        })
    }

    fn listen_and_kill(&mut self, round: &Round, lines: &mut Vec<String>) -> io::Result<()> {
        for _ in 0..round.after_lines {
            let Some(line) = self.line()? else { return Ok(()) };
            lines.push(line);
        }
        for _ in 0..round.spins {
            std::hint::spin_loop();
        }
        self.child.kill()?;
        // Lines that were on their way when it died were acknowledged too.
        while let Some(line) = self.line()? {
            lines.push(line);
        }
        Ok(())
    }

    /// The next whole line; one that the kill cut short acknowledges nothing.
    fn line(&mut self) -> io::Result<Option<String>> {
        let mut bytes = Vec::new();
        self.output.read_until(b'\n', &mut bytes)?;
        Ok(bytes
            .strip_suffix(b"\n")
            .map(|line| String::from_utf8_lossy(line).into_owned()))
    }

    fn messages(&mut self) -> String {
        self.messages
            .take()
            .and_then(|reader| reader.join().ok())
            .unwrap_or_default()
    }
}

#[cfg(test)]
mod tests;
