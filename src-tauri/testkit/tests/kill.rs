//! The kill harness on the small child: an honest one loses nothing, one that acknowledges early is found out.

use std::path::Path;
use std::process::Command;

use sarrera_testkit::crash::{FailureReason, KillFailure, KillReport, KillRounds};

use crate::encrypted::{check_kept, open};

fn killed(manner: &str, folder: &Path, rounds: u64) -> Result<KillReport, KillFailure> {
    let path = folder.join("killed.db");
    KillRounds::new(11).rounds(rounds).lines_max(20).run(
        |_| {
            let mut command = Command::new(env!("CARGO_BIN_EXE_crash-child"));
            command.arg(&path).arg(manner);
            command
        },
        |_, lines| {
            let connection = open(&path, None).map_err(|error| error.to_string())?;
            // Rows are numbered without gaps and lines come in order: the last line stands for all before it.
            let last = lines.last().map_or("0", String::as_str);
            check_kept(
                &connection,
                last.parse()
                    .map_err(|error| format!("{last:?} is no number: {error}"))?,
            )
        },
    )
}

#[test]
fn a_process_that_acknowledges_after_the_commit_loses_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let report = killed("honest", folder.path(), 40).unwrap_or_else(|failure| panic!("{failure}"));
    assert_eq!(report.killed, 40);
    assert!(report.acknowledged > 100, "{report:?}");
}

#[test]
fn a_process_that_acknowledges_before_the_commit_is_found_out() {
    let folder = tempfile::tempdir().unwrap();
    let failure = killed("early", folder.path(), 200).unwrap_err();
    assert!(
        matches!(&failure.reason, FailureReason::Checker(reason) if reason.contains("kept of")),
        "{failure}"
    );
}
