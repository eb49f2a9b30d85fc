//! The file on disk: written beside its place under a temporary name, synced, then renamed, so that an older export is
//! never half overwritten.

use super::{Mark, delimited, workbook};
use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

/// What kind of file is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    Csv(Mark),
    Xlsx,
}

/// Why there is no file. An older one of the same name is still there.
#[derive(Debug, thiserror::Error)]
pub enum ExportError {
    #[error("The disk is full; the file was not written.")]
    DiskFull,
    #[error("The folder {folder} cannot be written to.")]
    FolderNotWritable { folder: String },
    #[error("There is no folder {folder}.")]
    FolderMissing { folder: String },
    #[error("{path} is open in another program. Close it there, or choose another name.")]
    FileInUse { path: String },
    #[error("A workbook holds {rows_max} rows at most. Export as CSV.")]
    TooManyRows { rows_max: u32 },
    #[error("Row {row}, {column:?}: a workbook's cell holds {chars_max} characters at most. Export as CSV.")]
    CellTooLong {
        row: u64,
        column: String,
        chars_max: usize,
    },
    #[error("The file could not be written: {0}")]
    Io(io::Error),
}

impl ExportError {
    /// The code by which the window words it.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::DiskFull => "disk_full",
            Self::FolderNotWritable { .. } => "folder_not_writable",
            Self::FolderMissing { .. } => "folder_missing",
            Self::FileInUse { .. } => "file_in_use",
            Self::TooManyRows { .. } => "too_many_rows",
            Self::CellTooLong { .. } => "cell_too_long",
            Self::Io(_) => "file_not_written",
        }
    }

    /// What the words of the code speak of.
    #[must_use]
    pub fn params(&self) -> Vec<(&'static str, String)> {
        match self {
            Self::DiskFull => vec![],
            Self::FolderNotWritable { folder } | Self::FolderMissing { folder } => {
                vec![("folder", folder.clone())]
            }
            Self::FileInUse { path } => vec![("path", path.clone())],
            Self::TooManyRows { rows_max } => vec![("rows_max", rows_max.to_string())],
            Self::CellTooLong {
                row,
                column,
                chars_max,
            } => {
                vec![
                    ("row", row.to_string()),
                    ("column", column.clone()),
                    ("chars_max", chars_max.to_string()),
                ]
            }
            Self::Io(error) => vec![("detail", error.to_string())],
        }
    }

    pub(crate) fn from_io(error: io::Error, path: &Path) -> Self {
        let folder = || folder_of(path).display().to_string();
        // ERROR_SHARING_VIOLATION: Excel holds the file.
        if cfg!(windows) && error.raw_os_error() == Some(32) {
            return Self::FileInUse {
                path: path.display().to_string(),
            };
        }
        let is = |kinds: &[io::ErrorKind]| kinds.contains(&error.kind());
        if is(&[
            io::ErrorKind::StorageFull,
            io::ErrorKind::QuotaExceeded,
            io::ErrorKind::FileTooLarge,
        ]) {
            Self::DiskFull
        } else if is(&[io::ErrorKind::PermissionDenied, io::ErrorKind::ReadOnlyFilesystem]) {
            Self::FolderNotWritable { folder: folder() }
        } else if is(&[io::ErrorKind::NotFound, io::ErrorKind::NotADirectory]) {
            Self::FolderMissing { folder: folder() }
        } else {
            Self::Io(error)
        }
    }
}

/// Writes a header and rows to `path`, and answers how many rows.
///
/// # Errors
/// When nothing could be written: see [`ExportError`]. The temporary file is removed.
pub fn write_file(
    path: &Path,
    format: Format,
    sheet: &str,
    headers: &[String],
    rows: impl IntoIterator<Item = Vec<String>>,
) -> Result<u64, ExportError> {
    write_whole(path, |out| match format {
        Format::Csv(mark) => {
            delimited::write(out, headers, rows, mark).map_err(|error| ExportError::from_io(error, path))
        }
        Format::Xlsx => workbook::write(out, path, sheet, headers, rows),
    })
}

/// Writes bytes to `path`.
///
/// # Errors
/// When nothing could be written: see [`ExportError`]. The temporary file is removed.
pub(crate) fn write_bytes(path: &Path, bytes: &[u8]) -> Result<(), ExportError> {
    write_whole(path, |out| {
        out.write_all(bytes)
            .map_err(|error| ExportError::from_io(error, path))
    })
}

/// Writes a file whole or not at all: `fill` writes beside it.
///
/// # Errors
/// When nothing could be written: see [`ExportError`]. The temporary file is removed.
pub(crate) fn write_whole<T>(
    path: &Path,
    fill: impl FnOnce(&mut BufWriter<File>) -> Result<T, ExportError>,
) -> Result<T, ExportError> {
    let part = Part::beside(path);
    let file = File::create(&part.path).map_err(|error| ExportError::from_io(error, path))?;
    let mut out = BufWriter::new(file);
    let written = fill(&mut out)?;
    out.flush()
        .and_then(|()| out.get_ref().sync_all())
        .and_then(|()| fs::rename(&part.path, path))
        .map_err(|error| ExportError::from_io(error, path))?;
    Ok(written)
}

/// The temporary file; what is left of it goes when it is dropped.
struct Part {
    path: PathBuf,
}

impl Part {
    fn beside(path: &Path) -> Self {
        let name = path
            .file_name()
            .map(|name| name.to_string_lossy().into_owned())
            .unwrap_or_default();
        Self {
            path: folder_of(path).join(format!(".{name}.{}.part", std::process::id())),
        }
    }
}

impl Drop for Part {
    fn drop(&mut self) {
        // Renamed already, or of no use to anybody; that it may stay behind changes nothing.
        drop(fs::remove_file(&self.path));
    }
}

fn folder_of(path: &Path) -> &Path {
    path.parent()
        .filter(|folder| !folder.as_os_str().is_empty())
        .unwrap_or_else(|| Path::new("."))
}
