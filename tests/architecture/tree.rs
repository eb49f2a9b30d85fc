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
    /// The product's part of a Rust file with its line numbers: without what only tests compile, without comments.
    pub(crate) fn product_lines(&self) -> Vec<(usize, &str)> {
        let mut found = Vec::new();
        let mut lines = (1..).zip(self.text.lines());
        while let Some((number, line)) = lines.next() {
            if line.trim() == TESTS_ONLY {
                let indent = line.len() - line.trim_start().len();
                // The item ends with its first line, or with the brace that closes it.
                let first = lines.find(|(_, line)| !line.trim_start().starts_with("#["));
                if first.is_some_and(|(_, line)| line.trim_end().ends_with('{')) {
                    lines.find(|(_, line)| line.get(indent..).is_some_and(|rest| rest.starts_with('}')));
                }
            } else {
                found.push((number, without_comment(line)));
            }
        }
        found
    }

    /// The files of the modules that this one declares for tests only: each as `name.rs`, and as a folder.
    fn test_modules(&self) -> Vec<(String, String)> {
        let (folder, stem) = self.path.rsplit_once('/').unwrap_or(("", &self.path));
        let own = matches!(stem, "mod.rs" | "lib.rs" | "main.rs");
        let folder = if own {
            folder.to_owned()
        } else {
            format!("{folder}/{}", stem.trim_end_matches(".rs"))
        };
        let lines: Vec<&str> = self.text.lines().map(str::trim).collect();
        let declared = lines.windows(2).filter(|pair| pair[0] == TESTS_ONLY);
        declared
            .filter_map(|pair| {
                pair[1]
                    .strip_prefix("mod ")
                    .or(pair[1].strip_prefix("pub(crate) mod "))?
                    .strip_suffix(';')
            })
            .map(|name| (format!("{folder}/{name}.rs"), format!("{folder}/{name}/")))
            .collect()
    }
}

/// What precedes an item that only tests compile.
const TESTS_ONLY: &str = "#[cfg(test)]";

/// A line up to its comment; `//` inside a text literal, as in `"https://…"`, begins none.
fn without_comment(line: &str) -> &str {
    let mut starts = line.match_indices("//").map(|(at, _)| &line[..at]);
    starts
        .find(|before| before.matches('"').count() % 2 == 0)
        .unwrap_or(line)
}

/// The Rust files that are shipped: no tests, no measurements, no test tools, none of the house's commands.
pub(crate) fn product() -> Vec<Source> {
    let aside = ["/tests/", "/benches/", "/examples/", "src-tauri/testkit/"];
    let mut files: Vec<Source> = rust()
        .into_iter()
        .filter(|file| file.path.starts_with("src-tauri/"))
        .collect();
    let tests: Vec<(String, String)> = files.iter().flat_map(Source::test_modules).collect();
    files.retain(|file| {
        let only_tested = tests
            .iter()
            .any(|(name, folder)| file.path == *name || file.path.starts_with(folder));
        !only_tested && !aside.iter().any(|part| file.path.contains(part))
    });
    files
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
