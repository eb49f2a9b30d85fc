//! The sources as the rules read them: every file with its text, without what machines make.

use std::fs;
use std::path::{Path, PathBuf};

/// Folders that machines fill.
const MADE: &[&str] = &[
    "target",
    "node_modules",
    "dist",
    "gen",
    "generated",
    "paraglide",
    ".git",
    ".svelte-kit",
];

/// One file of the repository.
#[derive(Debug)]
pub(crate) struct Source {
    /// From the repository's root, with `/`.
    pub(crate) path: String,
    pub(crate) text: String,
}

impl Source {
    /// The product's part of a Rust file: without its unit tests and its comments; empty lines keep the numbering.
    pub(crate) fn product_lines(&self) -> impl Iterator<Item = (usize, &str)> {
        let tests_at = self
            .text
            .lines()
            .position(|line| line.trim() == "#[cfg(test)]")
            .unwrap_or(usize::MAX);
        let code = |line| str::split("//", line).next().unwrap_or("");
        (1..)
            .zip(self.text.lines().take(tests_at))
            .map(move |(number, line): (usize, &str)| (number, code(line)))
    }

    /// Whether it belongs to what is shipped: not a test, a measurement, a test tool or the house's commands.
    pub(crate) fn is_product(&self) -> bool {
        let aside = ["/tests/", "/benches/", "/examples/", "src-tauri/testkit/"];
        self.path.starts_with("src-tauri/") && !aside.iter().any(|part| self.path.contains(part))
    }
}

mod str {
    /// `text.split(separator)`, where a separator inside a text literal such as `"https://…"` does not count.
    pub(super) fn split<'a>(separator: &'static str, text: &'a str) -> impl Iterator<Item = &'a str> {
        let cut = text.match_indices(separator).map(|(at, _)| at).find(|at| {
            let before = text.get(..*at).unwrap_or("");
            before.matches('"').count() % 2 == 0
        });
        std::iter::once(cut.and_then(|at| text.get(..at)).unwrap_or(text))
    }
}

/// The repository's root.
pub(crate) fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// All files below the root with one of these endings.
pub(crate) fn files(endings: &[&str]) -> Vec<Source> {
    let mut found = Vec::new();
    walk(&root(), "", endings, &mut found);
    found.sort_by(|a, b| a.path.cmp(&b.path));
    assert!(
        !found.is_empty(),
        "the rules look at files that exist: {endings:?}"
    );
    found
}

/// All Rust files.
pub(crate) fn rust() -> Vec<Source> {
    files(&[".rs"])
}

/// Fails with the rule and every place that breaks it.
pub(crate) fn hold(rule: &str, broken: &[String]) {
    assert!(broken.is_empty(), "{rule}\n  {}", broken.join("\n  "));
}

fn walk(folder: &Path, prefix: &str, endings: &[&str], found: &mut Vec<Source>) {
    for entry in fs::read_dir(folder).unwrap().map(Result::unwrap) {
        let name = entry.file_name().to_string_lossy().into_owned();
        let path = format!("{prefix}{name}");
        let kind = entry.file_type().unwrap();
        if kind.is_dir() {
            if !MADE.contains(&name.as_str()) {
                walk(&entry.path(), &format!("{path}/"), endings, found);
            }
        } else if kind.is_file() && endings.iter().any(|ending| name.ends_with(ending)) {
            // A file that another program removes between the listing and the reading is not part of the tree.
            if let Ok(text) = fs::read_to_string(entry.path()) {
                found.push(Source { path, text });
            }
        }
    }
}
