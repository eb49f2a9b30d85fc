//! Which cameras there are, and the way to one.

use crate::{CameraError, Ending, FileSource, FrameSource, device};
use std::path::PathBuf;

/// The id of the file that stands for a camera.
const FILE: &str = "file";
/// Before a file's path: it is shown once.
const ONCE: &str = "once:";

/// A camera that somebody may choose.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    /// What the system calls it.
    pub id: String,
    /// What people call it.
    pub name: String,
}

/// The cameras of this machine, or the file that stands for them.
#[derive(Debug, Clone, Default)]
pub struct Cameras {
    file: Option<(PathBuf, Ending)>,
}

impl Cameras {
    /// The machine's own cameras; where `file` names a file (`once:` before it: shown once), that one alone.
    pub fn new(file: Option<&str>) -> Self {
        let file = file.filter(|path| !path.is_empty()).map(|path| {
            path.strip_prefix(ONCE).map_or_else(
                || (PathBuf::from(path), Ending::Again),
                |path| (PathBuf::from(path), Ending::Unplugged),
            )
        });
        Self { file }
    }

    /// Those that are plugged in, in the system's order.
    pub fn list(&self) -> Vec<Listed> {
        match &self.file {
            Some((path, _)) => vec![Listed {
                id: FILE.to_owned(),
                name: path.file_name().unwrap_or_default().display().to_string(),
            }],
            None => device::list(),
        }
    }

    /// Opens one of them.
    ///
    /// # Errors
    /// Says why it gives no pictures: [`CameraError::Missing`], [`CameraError::Busy`], [`CameraError::Refused`] and so on.
    pub fn open(&self, id: &str) -> Result<Box<dyn FrameSource>, CameraError> {
        match &self.file {
            Some((path, ending)) if id == FILE => Ok(Box::new(FileSource::open(path, *ending)?)),
            Some(_) => Err(CameraError::Missing(id.to_owned())),
            None => device::open(id),
        }
    }
}
