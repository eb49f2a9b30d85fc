//! Builds the desk with its page inside and opens the window, on the screen or on a display without one.

use crate::display::Display;
use crate::{needs, root, step, ui};
use anyhow::{Context, Result, bail};
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

/// What the desk writes when its page has loaded: `READY` in src-tauri/shell/lib.rs.
const READY: &str = "sarrera-desk: the window is up";
const READY_WITHIN: Duration = Duration::from_secs(60);
/// What a machine without a person lacks, unless somebody has set it: a keychain or else a passphrase of the data, and
/// a session bus, in whose place GTK would start one that outlives the window.
const HEADLESS: [(&str, &str); 3] = [
    ("SARRERA_PASSPHRASE", "no person is here"),
    ("DBUS_SESSION_BUS_ADDRESS", "disabled:"),
    ("NO_AT_BRIDGE", "1"),
];

#[derive(Debug, clap::Args)]
pub(crate) struct Options {
    /// Open the window on a virtual display, and say on which
    #[arg(long)]
    headless: bool,
    /// Optimised, as it is shipped
    #[arg(long)]
    release: bool,
    /// With --headless: photograph the painted window into this PNG file, then close it
    #[arg(long, value_name = "FILE", requires = "headless")]
    screenshot: Option<PathBuf>,
}

/// Builds and opens.
pub(crate) fn run(options: &Options) -> Result<()> {
    let groups: &[&[needs::Need]] = if options.headless {
        &[needs::BUILD, needs::HEADLESS]
    } else {
        &[needs::BUILD]
    };
    needs::ensure(groups)?;
    ui::build()?;
    build(options.release)?;
    let desk = program(options.release);
    if options.headless {
        open_unseen(&desk, options.screenshot.as_deref())
    } else {
        step::run(Command::new(desk))
    }
}

/// Builds the desk and the command line; ui/dist must stand.
pub(crate) fn build(release: bool) -> Result<()> {
    let mut build = step::cargo(["build", "--bins"]);
    build.args(WORKSPACE);
    if release {
        build.arg("--release");
    }
    step::run(build)
}

/// The words that make every cargo command of the house agree on features, so that nothing is compiled twice.
pub(crate) const WORKSPACE: [&str; 3] = [
    "--workspace",
    "--features",
    "sarrera/custom-protocol,sarrera-tests/desktop",
];

/// Where cargo puts what it builds.
pub(crate) fn target() -> PathBuf {
    root().join(std::env::var_os("CARGO_TARGET_DIR").unwrap_or_else(|| "target".into()))
}

fn program(release: bool) -> PathBuf {
    let profile = if release { "release" } else { "debug" };
    target()
        .join(profile)
        .join(format!("sarrera-desk{}", std::env::consts::EXE_SUFFIX))
}

fn open_unseen(desk: &Path, screenshot: Option<&Path>) -> Result<()> {
    let display = Display::start()?;
    let mut start = Command::new(desk);
    start.env("DISPLAY", &display.name).stderr(Stdio::piped());
    for (name, value) in HEADLESS {
        if std::env::var_os(name).is_none() {
            start.env(name, value);
        }
    }
    let mut window = Window(
        start
            .spawn()
            .with_context(|| format!("could not start {}", desk.display()))?,
    );
    window.wait_until_up()?;
    println!("The window is up on display {}.", display.name);
    match screenshot {
        Some(file) => {
            let file = std::path::absolute(file)?;
            display.photograph(&file)?;
            println!("Its picture is in {}.", file.display());
            Ok(())
        }
        None => {
            println!(
                "Look at it: import -display {} -window root picture.png",
                display.name
            );
            println!("Ctrl+C closes it.");
            let status = window.0.wait()?;
            if !status.success() {
                bail!("the desk ended with {status}");
            }
            Ok(())
        }
    }
}

/// A running desk, ended with its value.
struct Window(Child);

impl Window {
    fn wait_until_up(&mut self) -> Result<()> {
        let lines = self.lines()?;
        loop {
            match lines.recv_timeout(READY_WITHIN) {
                Ok(line) if line == READY => return Ok(()),
                Ok(_) => {}
                Err(_) => bail!(
                    "the desk did not open its window within {} s",
                    READY_WITHIN.as_secs()
                ),
            }
        }
    }

    /// What it writes to standard error, line by line, shown here too.
    fn lines(&mut self) -> Result<Receiver<String>> {
        let output = self
            .0
            .stderr
            .take()
            .context("the desk's messages cannot be read")?;
        let (sender, lines) = channel();
        std::thread::spawn(move || {
            for line in BufReader::new(output).lines().map_while(Result::ok) {
                eprintln!("{line}");
                // Nobody listens any more once the window is up.
                let _ = sender.send(line);
            }
        });
        Ok(lines)
    }
}

impl Drop for Window {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}
