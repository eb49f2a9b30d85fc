//! One outside command at a time, shown before it runs; several can be run to the end before anything is judged.

use anyhow::{Context, Result, bail};
use std::ffi::OsStr;
use std::process::{Command, Stdio};

/// A command that runs at the repository's root, with the words it is shown by.
pub(crate) fn command<I, S>(program: &str, arguments: I) -> Command
where
    I: IntoIterator<Item = S>,
    S: AsRef<OsStr>,
{
    let mut command = Command::new(program);
    command.args(arguments).current_dir(crate::root());
    command
}

/// The same cargo that runs this program.
pub(crate) fn cargo<I, S>(arguments: I) -> Command
where
    I: IntoIterator<Item = S>,
    S: AsRef<OsStr>,
{
    command(
        &std::env::var("CARGO").unwrap_or_else(|_| "cargo".into()),
        arguments,
    )
}

/// Runs it, its output going to the terminal.
pub(crate) fn run(mut command: Command) -> Result<()> {
    let words = words(&command);
    println!("\n$ {words}");
    let status = command
        .status()
        .with_context(|| format!("could not start `{words}`"))?;
    if !status.success() {
        bail!("`{words}` failed ({status})");
    }
    Ok(())
}

/// Whether it runs and succeeds; its output is of no interest.
pub(crate) fn succeeds(mut command: Command) -> bool {
    let quiet = command
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    quiet.status().is_ok_and(|status| status.success())
}

/// What it prints, when it succeeds.
pub(crate) fn output(mut command: Command) -> Option<String> {
    let output = command.stdin(Stdio::null()).stderr(Stdio::null()).output().ok()?;
    output
        .status
        .success()
        .then(|| String::from_utf8_lossy(&output.stdout).trim().to_owned())
}

/// A command as a person would type it.
pub(crate) fn words(command: &Command) -> String {
    let program = std::path::Path::new(command.get_program());
    let name = program.file_name().unwrap_or(program.as_os_str());
    std::iter::once(name)
        .chain(command.get_args())
        .map(|word| word.to_string_lossy().into_owned())
        .collect::<Vec<_>>()
        .join(" ")
}

/// Steps that are all tried; the failures are told together at the end.
#[derive(Debug, Default)]
pub(crate) struct Failures(Vec<String>);

impl Failures {
    /// Takes the outcome of one step.
    pub(crate) fn note(&mut self, outcome: Result<()>) {
        if let Err(error) = outcome {
            eprintln!("failed: {error:#}");
            self.0.push(format!("{error:#}"));
        }
    }

    /// An error that names every failed step, if any failed.
    pub(crate) fn verdict(self) -> Result<()> {
        match self.0.len() {
            0 => Ok(()),
            1 => bail!("{}", self.0.join("")),
            count => bail!("{count} steps failed:\n  {}", self.0.join("\n  ")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_command_is_shown_as_a_person_would_type_it() {
        assert_eq!(words(&command("/usr/bin/npm", ["run", "build"])), "npm run build");
    }

    #[test]
    fn every_failed_step_is_named() {
        let mut failures = Failures::default();
        failures.note(Ok(()));
        failures.note(Err(anyhow::anyhow!("the format")));
        failures.note(Err(anyhow::anyhow!("the lints")));
        let told = failures.verdict().unwrap_err().to_string();
        assert!(
            told.contains("the format") && told.contains("the lints"),
            "{told}"
        );
    }
}
