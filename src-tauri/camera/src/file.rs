//! A file in the place of a device: a Y4M, a PNG, or a folder of PNGs in the order of their names.

use crate::y4m::Y4m;
use crate::{CameraError, Frame, FrameSource, Stop, pngs};
use std::fmt;
use std::fs::{self, File};
use std::io::BufReader;
use std::path::{Path, PathBuf};
use std::time::Duration;

const PNGS_MAX: usize = 10_000;
/// How long a PNG is shown.
const PNG_TIME: Duration = Duration::from_millis(66);

/// What comes after the last frame.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ending {
    /// The first frame again.
    Again,
    /// Nothing, as if the camera were unplugged.
    Unplugged,
}

/// Shows a file's frames at the rate that the file names.
pub struct FileSource {
    frames: Frames,
    ending: Ending,
    frame_time: Duration,
    shown: u32,
}

enum Frames {
    Y4m(Box<Y4m<BufReader<File>>>),
    Pngs { paths: Vec<PathBuf>, next: usize },
}

impl FileSource {
    /// Opens a file or a folder.
    ///
    /// # Errors
    /// [`CameraError::File`] when it cannot be read, or holds no pictures.
    pub fn open(path: &Path, ending: Ending) -> Result<Self, CameraError> {
        let (frames, frame_time) = if is_png(path) || path.is_dir() {
            let paths = pngs_of(path)?;
            (Frames::Pngs { paths, next: 0 }, PNG_TIME)
        } else {
            let file = File::open(path).map_err(|error| CameraError::File(error.to_string()))?;
            let y4m = Y4m::open(BufReader::new(file))?;
            let time = y4m.frame_time;
            (Frames::Y4m(Box::new(y4m)), time)
        };
        Ok(Self {
            frames,
            ending,
            frame_time,
            shown: 0,
        })
    }
}

impl FrameSource for FileSource {
    fn next(&mut self, stop: &Stop) -> Result<Option<Frame>, CameraError> {
        if stop.wait(self.frame_time) {
            return Ok(None);
        }
        let taken = match (self.frames.next()?, self.ending) {
            (Some(taken), _) => taken,
            (None, Ending::Unplugged) => return Err(CameraError::Unplugged),
            (None, Ending::Again) => {
                self.frames.rewind()?;
                let first = self.frames.next()?;
                first.ok_or_else(|| CameraError::File("it holds no frame".to_owned()))?
            }
        };
        let (width, height, luma) = taken;
        let at = self.frame_time * self.shown;
        self.shown = self.shown.saturating_add(1);
        Frame::new(width, height, luma, at).map(Some)
    }
}

impl Frames {
    fn next(&mut self) -> Result<Option<(u16, u16, Vec<u8>)>, CameraError> {
        match self {
            Self::Y4m(file) => {
                let luma = file.next_luma()?;
                Ok(luma.map(|luma| (file.width, file.height, luma)))
            }
            Self::Pngs { paths, next } => {
                let path = paths.get(*next);
                *next += 1;
                path.map(|path| pngs::read(path)).transpose()
            }
        }
    }

    fn rewind(&mut self) -> Result<(), CameraError> {
        match self {
            Self::Y4m(file) => file.rewind(),
            Self::Pngs { next, .. } => {
                *next = 0;
                Ok(())
            }
        }
    }
}

impl fmt::Debug for FileSource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FileSource")
            .field("ending", &self.ending)
            .field("shown", &self.shown)
            .finish_non_exhaustive()
    }
}

fn pngs_of(path: &Path) -> Result<Vec<PathBuf>, CameraError> {
    if !path.is_dir() {
        return Ok(vec![path.to_owned()]);
    }
    let entries = fs::read_dir(path).map_err(|error| CameraError::File(error.to_string()))?;
    let mut paths: Vec<PathBuf> = entries
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| is_png(path))
        .take(PNGS_MAX)
        .collect();
    paths.sort();
    if paths.is_empty() {
        return Err(CameraError::File("the folder holds no PNG".to_owned()));
    }
    Ok(paths)
}

fn is_png(path: &Path) -> bool {
    path.extension()
        .is_some_and(|extension| extension.eq_ignore_ascii_case("png"))
}
