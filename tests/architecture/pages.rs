//! The page on bad input is true: its sentences are the window's, and its tests exist.

use crate::tree::{self, hold};

#[test]
fn the_page_on_bad_input_quotes_the_window_and_names_tests() {
    let page = std::fs::read_to_string(tree::root().join("docs/bad-input.md")).unwrap();
    let messages: Vec<String> = tree::files(&[".json"])
        .into_iter()
        .filter(|file| file.path.starts_with("ui/messages/en/"))
        .flat_map(|file| {
            let catalogue: serde_json::Map<String, serde_json::Value> =
                serde_json::from_str(&file.text).unwrap();
            catalogue.into_iter().map(|(_, words)| words)
        })
        .filter_map(|words| words.as_str().map(str::to_owned))
        .collect();
    let rust = tree::rust();
    let is_test = |name: &str| {
        let line = format!("fn {name}()");
        rust.iter().any(|file| file.text.contains(&line))
    };
    let mut broken = Vec::new();
    let rows = page
        .lines()
        .filter(|line| line.starts_with("| ") && !line.starts_with("| what"));
    for cells in rows.map(|row| row.split(" | ").collect::<Vec<_>>()) {
        let [what, words, _rest, tests] = cells[..] else {
            broken.push(format!("{cells:?} has other columns"));
            continue;
        };
        let quoted = words.strip_prefix('"').and_then(|words| words.strip_suffix('"'));
        if quoted.is_some_and(|quoted| !messages.iter().any(|message| message == quoted)) {
            broken.push(format!("{what}: {words} is said nowhere"));
        }
        let named = tests.split('`').skip(1).step_by(2);
        broken.extend(
            named
                .filter(|name| !is_test(name))
                .map(|name| format!("{what}: there is no test {name}")),
        );
    }
    hold(
        "docs/bad-input.md quotes words and names tests that exist:",
        &broken,
    );
}
