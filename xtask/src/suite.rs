//! The whole test run, the same here and in CI, and its closing line.

use crate::failed::Failed;
use crate::generated::Generated;
use crate::step::{self, Failures};
use crate::window::{self, WORKSPACE};
use crate::{check, needs, ui};
use anyhow::{Context, Result, bail};
use serde_json::Value;
use std::collections::BTreeMap;
use std::fmt;
use std::io::{BufRead, BufReader};
use std::ops::AddAssign;
use std::path::Path;
use std::process::Stdio;

/// In the target folder: one line for each story that could not be told here, and why (`sarrera_testkit::told`).
const NOT_TOLD: &str = "not-told";

/// Checks, then every test of Rust, of the page and of the real window, and a look at every scene of the page.
pub(crate) fn test() -> Result<()> {
    needs::ensure(&[needs::BUILD, needs::HEADLESS, needs::TEST, needs::SHOTS])?;
    ui::build()?;
    let mut failures = Failures::default();
    let mut tally = Tally::default();
    check::lints(&mut failures);
    // The desktop tests open the program itself.
    failures.note(window::build(false));
    let types = Generated::now()?;
    let mut failed = Failed::default();
    let not_told = rust_tests(&mut tally, &mut failures, &mut failed)?;
    failures.note(types.hold());
    failures.note(ui_tests(&mut tally));
    failures.note(scenes(&mut tally));
    for (story, why) in &not_told {
        println!("not told here: {story}: {why}");
    }
    for test in failed.told() {
        println!("failed: {test}");
    }
    println!("\nSarrera: {tally}");
    failures.verdict()
}

/// How many tests came out how.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
struct Tally {
    passed: u64,
    failed: u64,
    skipped: u64,
}

impl AddAssign for Tally {
    fn add_assign(&mut self, other: Self) {
        self.passed += other.passed;
        self.failed += other.failed;
        self.skipped += other.skipped;
    }
}

impl Tally {
    /// A story that could not be told came out as passed.
    fn skip(&mut self, stories: usize) {
        let stories = u64::try_from(stories).unwrap_or(u64::MAX).min(self.passed);
        self.passed -= stories;
        self.skipped += stories;
    }
}

impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{} passed, {} failed, {} skipped",
            self.passed, self.failed, self.skipped
        )
    }
}

/// Gives the stories that could not be told.
fn rust_tests(
    tally: &mut Tally,
    failures: &mut Failures,
    failed: &mut Failed,
) -> Result<BTreeMap<String, String>> {
    let file = window::target().join(NOT_TOLD);
    if file.exists() {
        std::fs::remove_file(&file)?;
    }
    failures.note(run_rust_tests(tally, failed));
    let text = if file.exists() {
        std::fs::read_to_string(&file)?
    } else {
        String::new()
    };
    let not_told = stories(&text);
    tally.skip(not_told.len());
    Ok(not_told)
}

/// Each story once, and why it was not told.
fn stories(text: &str) -> BTreeMap<String, String> {
    let lines = text.lines().filter_map(|line| line.split_once(": "));
    lines
        .map(|(story, why)| (story.to_owned(), why.to_owned()))
        .collect()
}

fn run_rust_tests(tally: &mut Tally, failed: &mut Failed) -> Result<()> {
    let mut cargo = step::cargo(["test", "--locked", "--no-fail-fast"]);
    cargo.args(WORKSPACE).stdout(Stdio::piped());
    let words = step::words(&cargo);
    println!("\n$ {words}");
    let mut child = cargo
        .spawn()
        .with_context(|| format!("could not start `{words}`"))?;
    if let Some(output) = child.stdout.take() {
        for line in BufReader::new(output).lines() {
            let line = line?;
            println!("{line}");
            failed.read(&line);
            if let Some(counted) = of_result_line(&line) {
                *tally += counted;
            }
        }
    }
    let status = child.wait()?;
    if !status.success() {
        bail!("`{words}` failed ({status})");
    }
    Ok(())
}

fn ui_tests(tally: &mut Tally) -> Result<()> {
    let (outcome, results) = ui::test();
    *tally += read(&results)
        .and_then(|text| of_results(&text))
        .context("the page's tests left no results")?;
    outcome
}

fn scenes(tally: &mut Tally) -> Result<()> {
    let (outcome, results) = ui::check_scenes();
    *tally += read(&results)
        .and_then(|text| of_scenes(&text))
        .context("the look at the scenes left no results")?;
    outcome
}

fn read(results: &Path) -> Result<String> {
    Ok(std::fs::read_to_string(results)?)
}

/// Reads `test result: ok. 5 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.01s`.
fn of_result_line(line: &str) -> Option<Tally> {
    let counts = line.strip_prefix("test result: ")?;
    let count = |what: &str| -> Option<u64> {
        let (before, _) = counts.split_once(what)?;
        before.split_whitespace().last()?.parse().ok()
    };
    Some(Tally {
        passed: count(" passed")?,
        failed: count(" failed")?,
        skipped: count(" ignored")?,
    })
}

/// What the page's tests say of themselves.
fn of_results(text: &str) -> Result<Tally> {
    let results = counts(text)?;
    Ok(Tally {
        passed: results("numPassedTests"),
        failed: results("numFailedTests"),
        skipped: results("numPendingTests") + results("numTodoTests"),
    })
}

/// Every scene without a finding passed, and each finding is a failure.
fn of_scenes(text: &str) -> Result<Tally> {
    let results = counts(text)?;
    Ok(Tally {
        passed: results("passed"),
        failed: results("findings"),
        skipped: 0,
    })
}

/// The numbers of a JSON object by their names; 0 for one that is not there.
fn counts(text: &str) -> Result<impl Fn(&str) -> u64> {
    let results: Value = serde_json::from_str(text)?;
    Ok(move |name: &str| results.get(name).and_then(Value::as_u64).unwrap_or(0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cargos_result_lines_are_counted_and_others_are_not() {
        let line = "test result: FAILED. 12 passed; 3 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.01s";
        assert_eq!(
            of_result_line(line),
            Some(Tally {
                passed: 12,
                failed: 3,
                skipped: 1
            })
        );
        assert_eq!(of_result_line("test story ... ok"), None);
        assert_eq!(of_result_line("running 12 tests"), None);
    }

    #[test]
    fn scenes_count_as_passed_and_each_finding_as_failed() {
        let tally = of_scenes(r#"{"passed":81,"findings":3,"pictures":0}"#).unwrap();
        assert_eq!(tally.to_string(), "81 passed, 3 failed, 0 skipped");
        assert_eq!(of_scenes("{}").unwrap(), Tally::default());
        assert!(
            of_scenes("half a {").is_err(),
            "a look that was cut off has no results"
        );
    }

    #[test]
    fn the_pages_tests_count_as_their_runner_says() {
        let results = r#"{"numPassedTests":7,"numFailedTests":2,"numPendingTests":1,"numTodoTests":1}"#;
        assert_eq!(
            of_results(results).unwrap().to_string(),
            "7 passed, 2 failed, 2 skipped"
        );
    }

    #[test]
    fn a_story_that_was_not_told_is_skipped_once_and_named() {
        let text = "tasks::a_morning: it needs cups\nbad_machine::a_disk: no: none\ntasks::a_morning: it needs cups\n";
        let stories = stories(text);
        assert_eq!(stories["tasks::a_morning"], "it needs cups");
        assert_eq!(stories["bad_machine::a_disk"], "no: none");
        let mut tally = Tally {
            passed: 5,
            failed: 1,
            skipped: 1,
        };
        tally.skip(stories.len());
        assert_eq!(tally.to_string(), "3 passed, 1 failed, 3 skipped");
    }

    #[test]
    fn the_closing_line_adds_up() {
        let mut tally = Tally {
            passed: 1,
            failed: 0,
            skipped: 2,
        };
        tally += Tally {
            passed: 4,
            failed: 1,
            skipped: 0,
        };
        assert_eq!(tally.to_string(), "5 passed, 1 failed, 2 skipped");
    }
}
