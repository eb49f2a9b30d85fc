//! What a command says: one JSON object, or a few aligned lines; and how a failure ends the program.

use sarrera_app::{App, AppError};
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;
use std::io::{self, ErrorKind, Write};
use std::process::ExitCode;
use unicode_width::UnicodeWidthStr;

/// What a command found, once for machines and once for people.
#[derive(Debug)]
pub(crate) struct Answer {
    pub json: Value,
    pub lines: Vec<String>,
    /// Whether the command found that something is broken.
    pub broken: bool,
    /// The device whose recovery key stands in the answer: it is forgotten there once the answer was written.
    pub tells_recovery_key_of: Option<App>,
}

impl Answer {
    pub(crate) fn new(json: Value, lines: Vec<String>) -> Self {
        Self {
            json,
            lines,
            broken: false,
            tells_recovery_key_of: None,
        }
    }

    /// Everything was said line by line already.
    pub(crate) fn said() -> Self {
        Self::new(Value::Null, Vec::new())
    }
}

/// Why a command did not do its work.
#[derive(Debug)]
pub(crate) enum Failed {
    App(AppError),
    /// A new passphrase was never typed twice alike.
    PassphrasesDiffer,
    /// Nobody reads what is written any more.
    NobodyListens,
    Output(io::Error),
    /// A server, or the way to one.
    Told(Told),
}

/// What went wrong between this device and a server: a stable code, and an English sentence.
#[derive(Debug)]
pub(crate) struct Told {
    code: &'static str,
    message: String,
}

impl Told {
    pub(crate) fn of(code: &'static str, error: &dyn std::error::Error) -> Self {
        Self {
            code,
            message: error.to_string(),
        }
    }
}

impl From<Told> for Failed {
    fn from(told: Told) -> Self {
        Self::Told(told)
    }
}

impl From<AppError> for Failed {
    fn from(error: AppError) -> Self {
        Self::App(error)
    }
}

impl From<io::Error> for Failed {
    fn from(error: io::Error) -> Self {
        if error.kind() == ErrorKind::BrokenPipe {
            Self::NobodyListens
        } else {
            Self::Output(error)
        }
    }
}

/// Codes that mean: the key to the database is asked for.
const KEY_WANTED: [&str; 3] = ["passphrase_needed", "keychain_unavailable", "key_not_in_keychain"];

impl Failed {
    /// The stable code of the failure.
    pub(crate) fn code(&self) -> &'static str {
        match self {
            Self::App(error) => error.code(),
            Self::PassphrasesDiffer => "passphrases_differ",
            Self::NobodyListens | Self::Output(_) => "output_failed",
            Self::Told(told) => told.code,
        }
    }

    /// Whether a passphrase would have helped.
    pub(crate) fn wants_passphrase(&self) -> bool {
        KEY_WANTED.contains(&self.code())
    }

    /// The English sentence.
    pub(crate) fn message(&self) -> String {
        let message = match self {
            Self::App(error) => error.to_string(),
            Self::PassphrasesDiffer => {
                "the new passphrase was never the same twice; nothing was changed".to_owned()
            }
            Self::NobodyListens => "nobody reads the output".to_owned(),
            Self::Output(error) => format!("the output can't be written: {error}"),
            Self::Told(told) => told.message.clone(),
        };
        self.advice()
            .map_or_else(|| message.clone(), |advice| format!("{message}; {advice}"))
    }

    /// What to write on the command line, where the use case speaks of a form.
    fn advice(&self) -> Option<&'static str> {
        if self.wants_passphrase() {
            return Some("set SARRERA_PASSPHRASE, or call from a terminal");
        }
        match (self.code(), self.params().get("field").map(String::as_str)) {
            ("field_missing", Some("consent")) => Some("add --consent share, ask or dont"),
            ("field_missing", Some("given_name")) => Some("add --first, --last or --name"),
            ("name_is_one_text", _) => Some("give --name, or both --first and --last"),
            ("notice_not_accepted", _) => Some("add --privacy-notice once they have accepted it"),
            ("no_category", _) => Some("`sarrera --json events` lists them"),
            _nothing_to_add => None,
        }
    }

    /// What the code speaks of.
    fn params(&self) -> BTreeMap<String, String> {
        match self {
            Self::App(error) => error.params(),
            Self::PassphrasesDiffer | Self::NobodyListens | Self::Output(_) | Self::Told(_) => {
                BTreeMap::new()
            }
        }
    }

    fn json(&self) -> Value {
        json!({ "error": { "code": self.code(), "message": self.message(), "params": self.params() } })
    }
}

/// Says what came of a command.
pub(crate) fn finish(result: Result<Answer, Failed>, as_json: bool) -> ExitCode {
    let said = result.and_then(|answer| {
        if as_json {
            if !answer.json.is_null() {
                say_json(&answer.json)?;
            }
        } else {
            for line in &answer.lines {
                say(line)?;
            }
        }
        if let Some(app) = answer.tells_recovery_key_of {
            app.recovery_key_kept()?;
        }
        Ok(answer.broken)
    });
    match said {
        Ok(false) => ExitCode::SUCCESS,
        // Whoever closed the pipe has read enough: `sarrera … | head`.
        Err(Failed::NobodyListens) => ExitCode::SUCCESS,
        Ok(true) => ExitCode::FAILURE,
        Err(failed) => {
            tell(&format!("sarrera: {}", failed.message()));
            if as_json {
                // The exit status says it too where this can't be written.
                let _unsaid = say_json(&failed.json());
            }
            ExitCode::FAILURE
        }
    }
}

/// Writes one line for people to standard output, and has it there when this returns.
pub(crate) fn say(line: &str) -> Result<(), Failed> {
    write_line(&visible(line))
}

/// Writes one JSON value as one line to standard output, exactly, and has it there when this returns.
pub(crate) fn say_json(value: &Value) -> Result<(), Failed> {
    write_line(&value.to_string())
}

fn write_line(line: &str) -> Result<(), Failed> {
    let mut out = io::stdout().lock();
    writeln!(out, "{line}")?;
    out.flush()?;
    Ok(())
}

/// Writes one line to standard error; a message that nobody reads is nobody's loss.
pub(crate) fn tell(line: &str) {
    let _unread = writeln!(io::stderr(), "{}", visible(line));
}

/// Draws control characters: a name in a file must not steer the terminal.
fn visible(line: &str) -> String {
    line.chars()
        .map(|c| if c.is_control() { '\u{fffd}' } else { c })
        .collect()
}

/// No column is wider than this; a longer cell pushes its own row only, and is never cut.
const COLUMN_WIDTH_MAX: usize = 36;

/// Rows as columns, as wide as their widest cell.
pub(crate) fn columns(rows: &[Vec<String>]) -> Vec<String> {
    let count = rows.iter().map(Vec::len).max().unwrap_or(0);
    let widths: Vec<usize> = (0..count)
        .map(|column| {
            let cells = rows.iter().filter_map(|row| row.get(column));
            cells
                .map(|cell| cell.width())
                .max()
                .unwrap_or(0)
                .min(COLUMN_WIDTH_MAX)
        })
        .collect();
    let line = |row: &Vec<String>| {
        let mut line = String::new();
        for (cell, width) in row.iter().zip(&widths) {
            line.push_str(cell);
            line.push_str(&" ".repeat(width.saturating_sub(cell.width()) + 2));
        }
        line.trim_end().to_owned()
    };
    rows.iter().map(line).collect()
}

/// Names and values, aligned.
pub(crate) fn pairs(pairs: &[(&str, String)]) -> Vec<String> {
    let rows: Vec<Vec<String>> = pairs
        .iter()
        .map(|(name, value)| vec![(*name).to_owned(), value.clone()])
        .collect();
    columns(&rows)
}

/// The object of a value that is one.
pub(crate) fn object(value: impl serde::Serialize) -> Map<String, Value> {
    match serde_json::to_value(value) {
        Ok(Value::Object(map)) => map,
        Ok(_) | Err(_) => Map::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_line_up_in_every_script() {
        let rows = [
            vec!["山田 太郎".to_owned(), "x".to_owned()],
            vec!["Jon".to_owned(), "y".to_owned()],
        ];
        assert_eq!(columns(&rows), ["山田 太郎  x", "Jon        y"]);
    }

    #[test]
    fn control_characters_do_not_reach_the_terminal() {
        assert_eq!(visible("a\u{1b}[31mb\u{7}"), "a\u{fffd}[31mb\u{fffd}");
    }

    #[test]
    fn a_wanted_passphrase_says_where_to_put_it() {
        let failed = Failed::App(AppError::from(sarrera_app::vault::VaultError::PassphraseNeeded));
        assert!(failed.message().contains("SARRERA_PASSPHRASE"));
        assert_eq!(failed.json()["error"]["code"], "passphrase_needed");
    }
}
