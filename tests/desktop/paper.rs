//! A printer with a roll of labels that ends when the story says so: a real queue of a real print system.

use crate::cups::{PDF_PRINTER, System, chown};
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::time::Duration;
use tempfile::TempDir;
use tokio::time::{interval, timeout};

const LOOK_EVERY: Duration = Duration::from_millis(30);
/// The title of what a printer prints when a roll is put in.
const NEW_ROLL: &str = "new-roll";
const PRINTED_WITHIN: Duration = Duration::from_secs(30);

/// The printer's roll, and how many labels came off it.
pub(crate) struct Roll {
    folder: TempDir,
}

impl Roll {
    /// Makes a queue of this name whose filter is the printer: it counts labels, and says when they are at an end.
    pub(crate) fn of(cups: &System, queue: &str) -> Self {
        // The print system runs filters of root only, from folders that nobody else writes to, as another user.
        let folder = tempfile::tempdir().unwrap();
        let open = |path: &PathBuf| fs::set_permissions(path, PermissionsExt::from_mode(0o755)).unwrap();
        open(&folder.path().to_path_buf());
        let roll = Self { folder };
        for file in ["labels", "out.pdf"] {
            fs::write(roll.path(file), "").unwrap();
            chown(&roll.path(file));
        }
        let (labels, ends) = (roll.path("labels"), roll.path("ends"));
        let printer = format!(
            "#!/bin/sh
             if [ -e {} ]; then echo 'STATE: +media-empty-error' >&2; else echo 'STATE: -media-empty-error' >&2; fi
             [ \"$3\" = {NEW_ROLL} ] || echo label >> {}
             exec cat \"${{6:--}}\"
",
            ends.display(),
            labels.display(),
        );
        fs::write(roll.path("printer"), printer).unwrap();
        open(&roll.path("printer"));
        let filter = format!(
            "\"application/vnd.cups-pdf 0 {}\"",
            roll.path("printer").display()
        );
        let ppd = PDF_PRINTER.replace("\"application/vnd.cups-pdf 0 -\"", &filter);
        assert!(ppd.contains(&filter), "the description names its filter");
        fs::write(roll.path("printer.ppd"), ppd).unwrap();
        let device = format!("file://{}", roll.path("out.pdf").display());
        cups.add(queue, &device, roll.path("printer.ppd").to_str());
        roll
    }

    /// The next label is the last.
    pub(crate) fn ends(&self) {
        fs::write(self.path("ends"), "").unwrap();
    }

    /// A new roll is put in, and the printer feeds it as printers do: nobody's badge.
    pub(crate) fn is_refilled(&self, cups: &System, queue: &str) {
        fs::remove_file(self.path("ends")).unwrap();
        let feed = self.path("feed.pdf");
        fs::copy(self.path("out.pdf"), &feed).unwrap();
        let feed = feed.to_str().unwrap();
        cups.run("lp", &["-d", queue, "-t", NEW_ROLL, feed]);
    }

    /// Waits until so many labels came off the roll.
    pub(crate) async fn printed(&self, labels: usize) {
        let waiting = timeout(PRINTED_WITHIN, async {
            let mut tick = interval(LOOK_EVERY);
            while self.labels() < labels {
                tick.tick().await;
            }
        });
        let came = waiting.await;
        assert!(came.is_ok(), "{} of {labels} labels were printed", self.labels());
        assert_eq!(self.labels(), labels, "no label is printed twice");
    }

    fn labels(&self) -> usize {
        fs::read_to_string(self.path("labels")).unwrap().lines().count()
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }
}

/// Waits until so many badges lie in a folder.
pub(crate) async fn on_paper(folder: &Path, badges: usize) {
    let waiting = timeout(PRINTED_WITHIN, async {
        let mut tick = interval(LOOK_EVERY);
        while pdfs(folder) < badges {
            tick.tick().await;
        }
    });
    assert!(waiting.await.is_ok(), "{} of {badges} badges", pdfs(folder));
    assert_eq!(pdfs(folder), badges, "no badge is printed twice");
}

fn pdfs(folder: &Path) -> usize {
    let files = fs::read_dir(folder).into_iter().flatten().flatten();
    files
        .filter(|file| file.path().extension().is_some_and(|end| end == "pdf"))
        .count()
}
