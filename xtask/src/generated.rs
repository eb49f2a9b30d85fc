//! The page's types of Rust's views, which the tests of `sarrera-app` write: what they write is what was committed.

use anyhow::{Context, Result, bail};
use std::collections::BTreeMap;
use std::path::PathBuf;

const FOLDER: &str = "ui/src/generated";

/// The types as they were before the tests ran.
pub(crate) struct Generated(BTreeMap<PathBuf, String>);

impl Generated {
    pub(crate) fn now() -> Result<Self> {
        let folder = crate::root().join(FOLDER);
        let mut files = BTreeMap::new();
        for entry in
            std::fs::read_dir(&folder).with_context(|| format!("could not read {}", folder.display()))?
        {
            let path = entry?.path();
            let text = std::fs::read_to_string(&path)?;
            files.insert(path, text);
        }
        Ok(Self(files))
    }

    /// Fails where the tests wrote other types than there were.
    pub(crate) fn hold(&self) -> Result<()> {
        self.against(&Self::now()?)
    }

    fn against(&self, after: &Self) -> Result<()> {
        let changed: Vec<String> = after
            .0
            .iter()
            .filter(|(path, text)| self.0.get(*path) != Some(text))
            .map(|(path, _)| path.display().to_string())
            .collect();
        if changed.is_empty() {
            return Ok(());
        }
        bail!(
            "the page's types were not those of Rust; they are now, and are to be committed: {}",
            changed.join(", ")
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn types(text: &str) -> Generated {
        Generated(BTreeMap::from([(
            PathBuf::from("Outcome.ts"),
            format!("export type Outcome = {{ {text} }};"),
        )]))
    }

    #[test]
    fn a_type_that_the_tests_write_anew_is_named() {
        let before = types("scan: string");
        before.against(&types("scan: string")).unwrap();
        let told = before.against(&types("scan: number")).unwrap_err();
        assert!(told.to_string().contains("Outcome.ts"), "{told}");
    }
}
