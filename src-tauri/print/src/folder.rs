//! A folder as a printer: every document becomes a PDF file of its own, whole or not at all.

use std::fs::{self, OpenOptions};
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};

use crate::printer::{Document, JobId, JobReport, JobState, PrintError, Printer, PrinterReport, QueueState};

/// Files of one title in one folder.
const NAMESAKES_MAX: u32 = 100_000;
const TITLE_CHARACTERS_MAX: usize = 80;

#[derive(Clone, Debug)]
pub struct PdfFolder {
    name: String,
    folder: PathBuf,
}

impl PdfFolder {
    /// The folder is made at the first document.
    pub fn new(folder: impl Into<PathBuf>) -> Self {
        let folder = folder.into();
        Self {
            name: folder.display().to_string(),
            folder,
        }
    }

    /// The first file name of this title that nobody has, already taken.
    fn take_name(&self, title: &str) -> Result<PathBuf, PrintError> {
        let title = file_name(title);
        for number in 1..=NAMESAKES_MAX {
            let name = if number == 1 {
                format!("{title}.pdf")
            } else {
                format!("{title}-{number}.pdf")
            };
            let path = self.folder.join(name);
            match OpenOptions::new().write(true).create_new(true).open(&path) {
                Ok(_) => return Ok(path),
                Err(error) if error.kind() == ErrorKind::AlreadyExists => {}
                Err(error) => return Err(unwritable(&path, &error)),
            }
        }
        Err(PrintError::Folder(format!(
            "{} holds too many files named {title}",
            self.name
        )))
    }
}

impl Printer for PdfFolder {
    fn name(&self) -> &str {
        &self.name
    }

    fn report(&self) -> Result<PrinterReport, PrintError> {
        if self.folder.exists() && !self.folder.is_dir() {
            return Err(PrintError::Folder(format!("{} is a file", self.name)));
        }
        Ok(PrinterReport {
            name: self.name.clone(),
            about: String::new(),
            location: String::new(),
            state: QueueState::Idle,
            troubles: Vec::new(),
            accepts: true,
            tells: true,
            waiting: 0,
        })
    }

    fn submit(&self, document: &Document<'_>) -> Result<JobId, PrintError> {
        fs::create_dir_all(&self.folder).map_err(|error| unwritable(&self.folder, &error))?;
        let path = self.take_name(document.title)?;
        let unfinished = path.with_extension("pdf.part");
        let written = write_whole(&unfinished, document.pdf).and_then(|()| fs::rename(&unfinished, &path));
        if let Err(error) = written {
            // What is half there is no badge; if even this fails there is nothing better to do than to say so.
            let _ = fs::remove_file(&unfinished);
            let _ = fs::remove_file(&path);
            return Err(unwritable(&path, &error));
        }
        Ok(JobId(path.display().to_string()))
    }

    fn follow(&self, job: &JobId) -> Result<JobReport, PrintError> {
        let path = Path::new(&job.0);
        let ours = path.parent() == Some(self.folder.as_path()) && path.is_file();
        let state = if ours {
            JobState::Printed
        } else {
            JobState::Unknown
        };
        Ok(JobReport {
            state,
            troubles: Vec::new(),
        })
    }
}

fn write_whole(path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    let mut file = fs::File::create(path)?;
    file.write_all(bytes)?;
    file.sync_all()
}

fn unwritable(path: &Path, error: &std::io::Error) -> PrintError {
    PrintError::Folder(format!("{}: {error}", path.display()))
}

/// A title as a file name on any system.
fn file_name(title: &str) -> String {
    let kept: String = title
        .chars()
        .take(TITLE_CHARACTERS_MAX)
        .map(|c| {
            if c.is_alphanumeric() || matches!(c, ' ' | '-' | '_') {
                c
            } else {
                '-'
            }
        })
        .collect();
    let kept = kept.trim();
    if kept.is_empty() {
        "badge".to_owned()
    } else {
        kept.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn document<'a>(title: &'a str, pdf: &'a [u8]) -> Document<'a> {
        let media = crate::printer::Media {
            width_mm: 105.0,
            height_mm: 148.0,
        };
        Document { title, pdf, media }
    }

    #[test]
    fn documents_of_one_title_become_files_of_their_own() {
        let home = tempfile::tempdir().unwrap();
        let printer = PdfFolder::new(home.path().join("new/folder"));
        let first = printer.submit(&document("badge B-0001", b"%PDF one")).unwrap();
        let second = printer.submit(&document("badge B-0001", b"%PDF two")).unwrap();
        assert_ne!(first, second);
        assert_eq!(fs::read(&first.0).unwrap(), b"%PDF one");
        assert_eq!(fs::read(&second.0).unwrap(), b"%PDF two");
        assert_eq!(printer.follow(&first).unwrap().state, JobState::Printed);
        assert_eq!(
            fs::read_dir(home.path().join("new/folder")).unwrap().count(),
            2,
            "no unfinished file is left"
        );
    }

    #[test]
    fn a_title_cannot_leave_the_folder() {
        let home = tempfile::tempdir().unwrap();
        let printer = PdfFolder::new(home.path().join("out"));
        for title in ["../../etc/passwd", "/tmp/x", "C:\\x", "..", "", "\0", "con.txt"] {
            let job = printer.submit(&document(title, b"%PDF")).unwrap();
            assert_eq!(
                Path::new(&job.0).parent(),
                Some(home.path().join("out").as_path()),
                "{title:?}"
            );
        }
        let stranger = JobId(home.path().join("elsewhere.pdf").display().to_string());
        fs::write(&stranger.0, b"x").unwrap();
        assert_eq!(printer.follow(&stranger).unwrap().state, JobState::Unknown);
    }

    #[test]
    fn a_folder_that_is_a_file_is_reported() {
        let home = tempfile::tempdir().unwrap();
        let path = home.path().join("taken");
        fs::write(&path, b"").unwrap();
        let printer = PdfFolder::new(&path);
        assert_eq!(printer.report().unwrap_err().code(), "folder_not_writable");
        assert_eq!(
            printer.submit(&document("x", b"")).unwrap_err().code(),
            "folder_not_writable"
        );
    }
}
