//! The harness on shell scripts: who is killed, what counts as acknowledged, and what a failure says.

use super::*;

fn shell(script: &str) -> Command {
    let mut command = Command::new("sh");
    command.args(["-c", script]);
    command
}

#[test]
fn a_busy_command_is_killed_and_its_lines_are_handed_over_whole_and_in_order() {
    let mut most = 0;
    let report = KillRounds::new(1)
        .rounds(20)
        .lines_max(30)
        .run(
            |_| shell("i=0; while :; do echo line $i; i=$((i+1)); done"),
            |round, lines| {
                most = most.max(lines.len());
                assert!(lines.len() >= usize::try_from(round.after_lines).unwrap());
                let expected = (0..lines.len()).map(|number| format!("line {number}"));
                if lines.iter().cloned().eq(expected) {
                    Ok(())
                } else {
                    Err("out of order".to_owned())
                }
            },
        )
        .unwrap();
    assert_eq!((report.killed, report.ended_before), (20, 0));
    assert!(most > 1 && report.acknowledged > 20);
}

#[test]
fn a_line_cut_short_acknowledges_nothing() {
    let report = KillRounds::new(2)
        .rounds(1)
        .run(
            |_| shell("echo whole; printf half"),
            |_, lines| {
                if lines.len() <= 1 {
                    Ok(())
                } else {
                    Err(format!("{lines:?}"))
                }
            },
        )
        .unwrap();
    assert!(report.acknowledged <= 1);
}

#[test]
fn a_failure_says_how_to_see_it_again() {
    let failure = KillRounds::new(3)
        .rounds(9)
        .run(
            |_| shell("echo told >&2; while :; do echo 7; done"),
            |round, _| {
                if round.number < 4 {
                    Ok(())
                } else {
                    Err("7 is lost".to_owned())
                }
            },
        )
        .unwrap_err();
    let text = failure.to_string();
    assert_eq!(failure.round.number, 4);
    assert!(
        text.contains("round 4 of seed 3 failed: after the kill: 7 is lost"),
        "{text}"
    );
    assert!(text.contains("KillRounds::new(3).only_round(4)"), "{text}");
}

#[test]
fn a_command_that_fails_by_itself_is_no_kill() {
    let failure = KillRounds::new(4)
        .rounds(64)
        .run(|_| shell("echo why >&2; exit 3"), |_, _| Ok(()))
        .unwrap_err();
    assert!(
        matches!(failure.reason, FailureReason::EndedBadly(_)),
        "{failure}"
    );
    assert_eq!(failure.messages, "why\n");
    let missing = KillRounds::new(4).run(|_| Command::new("/nowhere/at-all"), |_, _| Ok(()));
    assert!(matches!(missing.unwrap_err().reason, FailureReason::NotRun(_)));
}

#[test]
fn the_same_seed_draws_the_same_rounds() {
    let rounds = |seed| {
        (0..50)
            .map(|number| KillRounds::new(seed).draw(number))
            .collect::<Vec<_>>()
    };
    assert_eq!(rounds(5), rounds(5));
    assert_ne!(rounds(5), rounds(6));
    assert!(rounds(5).iter().any(|round| round.after_lines == 0));
}
