//! Which tests of Rust failed and what each said, for the end of a long run, where somebody looks first.

use std::mem;

/// No more of what one test said is repeated.
const LINES_MAX: usize = 6;
const CHARS_MAX: usize = 600;

/// Reads what cargo's tests print, line by line.
#[derive(Debug, Default)]
pub(crate) struct Failed {
    told: Vec<String>,
    at: At,
}

#[derive(Debug, Default)]
enum At {
    #[default]
    Elsewhere,
    /// Among what this test printed.
    Printed { test: String },
    /// In the words it failed with.
    Words { lines: Vec<String> },
}

impl Failed {
    /// Reads the next line.
    pub(crate) fn read(&mut self, line: &str) {
        if let Some(test) = line
            .strip_prefix("---- ")
            .and_then(|rest| rest.strip_suffix(" stdout ----"))
        {
            self.end();
            self.at = At::Printed {
                test: test.to_owned(),
            };
            return;
        }
        match &mut self.at {
            At::Elsewhere => {}
            At::Printed { test } => {
                if let Some((_, place)) = line.split_once(" panicked at ") {
                    let head = format!("{test}, {place}");
                    self.at = At::Words { lines: vec![head] };
                }
            }
            At::Words { lines } => {
                let over =
                    line.is_empty() || line == "stack backtrace:" || line.starts_with("note: run with");
                if over || lines.len() > LINES_MAX {
                    self.end();
                } else {
                    lines.push(line.chars().take(CHARS_MAX).collect());
                }
            }
        }
    }

    fn end(&mut self) {
        if let At::Words { lines } = mem::take(&mut self.at) {
            self.told.push(lines.join("\n    "));
        }
    }

    /// One text for each test that failed: its name, the place, and what it said.
    pub(crate) fn told(mut self) -> Vec<String> {
        self.end();
        self.told
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_failed_test_is_told_by_its_name_its_place_and_its_words_without_the_stack() {
        let printed = "\
test desk::opens ... ok
test desk::scans ... FAILED

failures:

---- desk::scans stdout ----
ten scans

thread 'desk::scans' (7) panicked at tests/desktop/desk.rs:41:5:
assertion `left == right` failed
  left: 1
 right: 2
stack backtrace:
   0: rust_begin_unwind
thread 'other' panicked at elsewhere:1:1:

---- desk::prints stdout ----

thread 'desk::prints' (8) panicked at tests/desktop/paper.rs:9:5:
no paper
note: run with `RUST_BACKTRACE=1`

failures:
    desk::prints
    desk::scans
";
        let mut failed = Failed::default();
        printed.lines().for_each(|line| failed.read(line));
        assert_eq!(
            failed.told(),
            [
                "desk::scans, tests/desktop/desk.rs:41:5:\n    assertion `left == right` failed\n      left: 1\n     right: 2",
                "desk::prints, tests/desktop/paper.rs:9:5:\n    no paper",
            ]
        );
    }

    #[test]
    fn a_page_full_of_words_is_cut() {
        let mut failed = Failed::default();
        failed.read("---- desk::reads stdout ----");
        failed.read("thread 'desk::reads' (7) panicked at here:1:1:");
        for _ in 0..50 {
            failed.read(&"word ".repeat(1_000));
        }
        let [told] = failed.told().try_into().unwrap();
        assert!(told.len() < (LINES_MAX + 1) * (CHARS_MAX + 20), "{}", told.len());
    }
}
