//! What a desk keeps, and the command line on the same folder, whether the window is open or not.

use crate::harness::target_profile;
use serde_json::Value;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Arc;
use tempfile::TempDir;

pub(crate) const PASSPHRASE: &str = "a desk under test";
/// The label of the event that `Device::at_the_fair` makes.
pub(crate) const FAIR: &str = "fair";
/// All 2,110 registrations as pretix exports them.
pub(crate) const POSITIONS: &str = "pretix/orderlist_positions_all.csv";

/// A folder that goes with the story, and with the last of the windows that were opened on it.
#[derive(Clone)]
pub(crate) struct Device(Arc<TempDir>);

impl Device {
    /// A folder in which nothing was done.
    pub(crate) fn fresh() -> Self {
        Self(Arc::new(
            tempfile::Builder::new().prefix("sarrera-").tempdir().unwrap(),
        ))
    }

    /// A fair that is open today, with the people of the real list.
    pub(crate) fn at_the_fair() -> Self {
        let device = Self::with_events();
        device.sarrera(&["import", "--event", FAIR, &real(POSITIONS)]);
        device
    }

    /// A fair that is open today and a congress, with nobody registered.
    pub(crate) fn with_events() -> Self {
        let device = Self::fresh();
        device.make_events();
        device
    }

    /// Makes the fair and the congress on a device in which nothing was done.
    pub(crate) fn make_events(&self) {
        let (today, tomorrow) = (day("today"), day("tomorrow"));
        let events = format!(
            r#"{{ "venue": {{ "name": "BEC", "country": "ES", "time_zone": "Europe/Madrid" }}, "events": [
                {{ "id": "{FAIR}", "name": "Fair", "starts": "{today}", "ends": "{tomorrow}" }},
                {{ "id": "congress", "name": "Congress", "starts": "{today}", "ends": "{tomorrow}" }} ] }}"#
        );
        let file = self.write("event.json", events.as_bytes());
        self.sarrera(&["init", "--event", &file]);
    }

    /// Where the database lies.
    pub(crate) fn folder(&self) -> PathBuf {
        self.path("desk")
    }

    /// A path beside the database.
    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    /// Writes a file beside the database; the path that a person would type.
    pub(crate) fn write(&self, name: &str, bytes: &[u8]) -> String {
        let path = self.path(name);
        fs::write(&path, bytes).unwrap();
        path.to_str().unwrap().to_owned()
    }

    /// What the command line answers to a call that does its work.
    pub(crate) fn sarrera(&self, words: &[&str]) -> Value {
        Self::answer(self.call(words).stdin(Stdio::null()))
    }

    /// A call of the command line on this folder.
    pub(crate) fn call(&self, words: &[&str]) -> Command {
        let mut call = Command::new(target_profile().join("sarrera"));
        call.env("SARRERA_PASSPHRASE", PASSPHRASE)
            .arg("--data")
            .arg(self.folder())
            .arg("--json")
            .args(words);
        call
    }

    /// What a call answers that does its work.
    pub(crate) fn answer(call: &mut Command) -> Value {
        let output = call.output().unwrap();
        assert!(output.status.success(), "{call:?}: {output:?}");
        serde_json::from_slice(&output.stdout).unwrap()
    }

    /// The scans of an event as the command line exports them, oldest first: one line for each, by the header's names.
    pub(crate) fn scans(&self, event: &str) -> Table {
        let out = self.path("scans.csv");
        let words = [
            "export",
            "scans",
            "--event",
            event,
            "--out",
            out.to_str().unwrap(),
        ];
        self.sarrera(&words);
        Table::read(&out)
    }
}

/// A CSV file whose records keep within their lines.
pub(crate) struct Table {
    header: Vec<String>,
    rows: Vec<Vec<String>>,
}

impl Table {
    fn read(path: &Path) -> Self {
        let text = fs::read_to_string(path).unwrap();
        let mut rows = text.trim_start_matches('\u{feff}').lines().map(cells);
        Self {
            header: rows.next().unwrap(),
            rows: rows.collect(),
        }
    }

    /// The registrations of the real list.
    pub(crate) fn positions() -> Self {
        Self::read(Path::new(&real(POSITIONS)))
    }

    /// One column, top down.
    pub(crate) fn column(&self, name: &str) -> Vec<&str> {
        let at = self.at(name);
        self.rows.iter().map(|row| row[at].as_str()).collect()
    }

    /// The cells of a column in the rows where another column holds this value.
    pub(crate) fn where_is(&self, wanted: &str, of: &str, value: &str) -> Vec<&str> {
        let (wanted, of) = (self.at(wanted), self.at(of));
        let rows = self.rows.iter().filter(|row| row[of] == value);
        rows.map(|row| row[wanted].as_str()).collect()
    }

    fn at(&self, name: &str) -> usize {
        let found = self.header.iter().position(|header| header == name);
        found.unwrap_or_else(|| panic!("no column {name} in {:?}", self.header))
    }
}

fn cells(line: &str) -> Vec<String> {
    let (mut cells, mut cell, mut quoted, mut closed) = (Vec::new(), String::new(), false, false);
    for c in line.chars() {
        // A quote behind the one that closed is a quote within the text.
        if c == '"' && closed {
            cell.push(c);
        }
        closed = c == '"' && quoted;
        match (c, quoted) {
            ('"', _) => quoted = !quoted,
            (',', false) => cells.push(std::mem::take(&mut cell)),
            _ => cell.push(c),
        }
    }
    cells.push(cell);
    cells
}

/// A real file of the tree.
pub(crate) fn real(name: &str) -> String {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../src-tauri/app/tests/files");
    folder.join(name).to_str().unwrap().to_owned()
}

/// A day as the fair's place counts it.
pub(crate) fn day(which: &str) -> String {
    let output = Command::new("date")
        .env("TZ", "Europe/Madrid")
        .args(["-d", which, "+%F"])
        .output()
        .unwrap();
    String::from_utf8(output.stdout).unwrap().trim().to_owned()
}
