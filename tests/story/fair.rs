//! A device of a story: its folder, and calls of the program with their answers.

use serde_json::Value;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::OnceLock;
use tempfile::TempDir;

pub(crate) const PASSPHRASE: &str = "a passphrase of the stories";
pub(crate) const EVENT: &str = "boi-2023";
/// The fair's first morning.
pub(crate) const MORNING: &str = "2023-11-13T10:00";

/// The call that scans a file of codes at the entrance.
pub(crate) fn scan_codes(file: &str) -> [&str; 7] {
    [
        "scan",
        "--event",
        EVENT,
        "--checkpoint",
        "main",
        "--codes-from",
        file,
    ]
}

pub(crate) const POSITIONS: &str = "pretix/orderlist_positions_all.csv";
pub(crate) const CHECK_INS: &str = "pretix/checkinlist.csv";

/// One device, in a folder that goes with it.
pub(crate) struct Fair {
    folder: TempDir,
}

/// A real file of the tree.
pub(crate) fn file(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../app/tests/files")
        .join(name)
}

/// The program, with nothing said yet.
pub(crate) fn sarrera() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_sarrera"));
    command.env("SARRERA_PASSPHRASE", PASSPHRASE).stdin(Stdio::null());
    command
}

/// The one object of an answer; anything else on standard output fails the story.
pub(crate) fn object(output: &Output) -> Value {
    let text = String::from_utf8(output.stdout.clone()).unwrap();
    let told = String::from_utf8_lossy(&output.stderr);
    serde_json::from_str(&text).unwrap_or_else(|error| panic!("{error}: {text:?}; {told}"))
}

impl Fair {
    /// A folder in which nothing was done.
    pub(crate) fn empty() -> Self {
        Self {
            folder: tempfile::tempdir().unwrap(),
        }
    }

    /// The events of event.json, and nobody registered.
    pub(crate) fn new() -> Self {
        let fair = Self::empty();
        fair.ok(["init", "--event", file("boi-2023/event.json").to_str().unwrap()]);
        fair
    }

    /// All 2,110 rows of pretix. The import is made once; each story gets a copy of the closed folder.
    pub(crate) fn imported() -> Self {
        static ONCE: OnceLock<Fair> = OnceLock::new();
        let first = ONCE.get_or_init(|| {
            let fair = Self::new();
            fair.import(&file(POSITIONS));
            fair
        });
        first.copy()
    }

    /// Another folder with the same files; nobody has them open.
    pub(crate) fn copy(&self) -> Self {
        let fair = Self::empty();
        std::fs::create_dir(fair.data()).unwrap();
        for entry in std::fs::read_dir(self.data()).unwrap() {
            let entry = entry.unwrap();
            std::fs::copy(entry.path(), fair.data().join(entry.file_name())).unwrap();
        }
        fair
    }

    pub(crate) fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    /// A path beside the database.
    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Writes a file beside the database.
    pub(crate) fn write(&self, name: &str, bytes: impl AsRef<[u8]>) -> PathBuf {
        let path = self.path(name);
        let mut file = std::fs::File::create(&path).unwrap();
        file.write_all(bytes.as_ref()).unwrap();
        path
    }

    /// A call on this device, not yet made.
    pub(crate) fn call<const N: usize>(&self, words: [&str; N]) -> Command {
        let mut command = sarrera();
        command.arg("--data").arg(self.data()).arg("--json").args(words);
        command
    }

    /// A call that does its work.
    pub(crate) fn ok<const N: usize>(&self, words: [&str; N]) -> Value {
        let output = self.call(words).output().unwrap();
        assert_eq!(output.status.code(), Some(0), "{words:?}: {output:?}");
        object(&output)
    }

    /// A call that can't do its work: its code.
    pub(crate) fn refused<const N: usize>(&self, words: [&str; N]) -> String {
        let output = self.call(words).output().unwrap();
        assert_eq!(output.status.code(), Some(1), "{words:?}: {output:?}");
        assert!(!output.stderr.is_empty(), "a failure is told to people too");
        let object = object(&output);
        assert!(object["error"]["message"].is_string() && object["error"]["params"].is_object());
        object["error"]["code"].as_str().unwrap().to_owned()
    }

    pub(crate) fn import(&self, path: &Path) -> Value {
        self.ok(["import", "--event", EVENT, path.to_str().unwrap()])
    }

    /// A scan at the entrance on the first morning.
    pub(crate) fn scan(&self, code: &str) -> Value {
        self.ok([
            "scan",
            "--event",
            EVENT,
            "--checkpoint",
            "main",
            "--at",
            MORNING,
            code,
        ])
    }

    pub(crate) fn verdict(&self, code: &str) -> String {
        self.scan(code)["verdict"].as_str().unwrap().to_owned()
    }

    pub(crate) fn find(&self, text: &str) -> Vec<Value> {
        let found = self.ok(["find", "--event", EVENT, text]);
        found["hits"].as_array().unwrap().clone()
    }

    pub(crate) fn digest(&self) -> Value {
        self.ok(["log", "digest"])
    }
}

/// The positions file row by row, by header; its rows keep within their lines.
pub(crate) fn positions() -> Vec<Vec<String>> {
    let text = std::fs::read_to_string(file(POSITIONS)).unwrap();
    records(text.trim_start_matches('\u{feff}'))
}

/// The cells of the records of a quoted CSV text, the header first.
fn records(text: &str) -> Vec<Vec<String>> {
    let (mut records, mut record, mut cell, mut quoted) = (Vec::new(), Vec::new(), String::new(), false);
    let mut characters = text.chars().peekable();
    while let Some(c) = characters.next() {
        match (c, quoted) {
            ('"', true) if characters.peek() == Some(&'"') => cell.extend(characters.next()),
            ('"', _) => quoted = !quoted,
            (',', false) => record.push(std::mem::take(&mut cell)),
            ('\r', false) => {}
            ('\n', false) => {
                record.push(std::mem::take(&mut cell));
                records.push(std::mem::take(&mut record));
            }
            (other, _) => cell.push(other),
        }
    }
    records
}

/// The ticket secret of the first row whose status is this one and that is blocked or not.
pub(crate) fn secret(status: &str, blocked: &str) -> String {
    let rows = positions();
    let column = |name: &str| rows[0].iter().position(|header| header == name).unwrap();
    let (of_status, of_blocked, of_secret) = (column("Status"), column("Blocked"), column("Ticket secret"));
    let found = rows[1..]
        .iter()
        .find(|row| row[of_status] == status && row[of_blocked] == blocked);
    found.unwrap()[of_secret].clone()
}

/// A CSV text again, every cell quoted as pretix does.
pub(crate) fn csv(rows: &[Vec<String>]) -> String {
    let quoted = |cell: &String| format!("\"{}\"", cell.replace('"', "\"\""));
    let line = |row: &Vec<String>| row.iter().map(quoted).collect::<Vec<_>>().join(",") + "\r\n";
    rows.iter().map(line).collect()
}
