//! The file on a USB stick: a line that says what it is, a sealed part for each log, and a line that ends it
//! (docs/stick.md).
//!
//! A part is an `age` file whose text is the protocol's own `push` messages, each behind its length. So what a server
//! takes in and what a stick brings are the same bytes, and the same checks.

use crate::export::ExportError;
use sarrera_core::ids::{DeviceId, EventId};
use sarrera_core::ops::LogName;
use sarrera_sync::{MESSAGE_BYTES_MAX, Push, pack, unpack};
use serde::{Deserialize, Serialize};
use std::io::{self, BufRead, Read, Write};

/// The format that is written here.
const VERSION: u32 = 1;
/// A line of the file is short.
const LINE_BYTES_MAX: u64 = 1024;

/// Why a file is not taken in.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum StickError {
    #[error("this is no file that Sarrera wrote for another device")]
    NotAStick,
    #[error("the file is of format {found}; this program knows {known}: update it")]
    Newer { found: u32, known: u32 },
    #[error("the file is of an event that is not on this device: pair this device first")]
    OtherEvent,
    #[error("nothing in the file is for this device: write it anew where this device is known")]
    NotForHere,
    #[error("the file ends too early or was changed: {stored} changes were taken in; write it once more")]
    Torn { stored: u64 },
}

impl StickError {
    /// The stable `snake_case` code by which a window words it.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::NotAStick => "stick_not_one",
            Self::Newer { .. } => "stick_newer",
            Self::OtherEvent => "stick_other_event",
            Self::NotForHere => "stick_not_for_here",
            Self::Torn { .. } => "stick_torn",
        }
    }

    /// What the words of the code speak of.
    #[must_use]
    pub fn params(&self) -> Vec<(&'static str, String)> {
        match self {
            Self::NotAStick | Self::OtherEvent | Self::NotForHere => Vec::new(),
            Self::Newer { found, known } => {
                vec![("found", found.to_string()), ("known", known.to_string())]
            }
            Self::Torn { stored } => vec![("stored", stored.to_string())],
        }
    }
}

/// The first line: nothing in it is about a person, and nothing is decided by it but where to look.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Head {
    sarrera_stick: u32,
    pub(super) event: EventId,
    pub(super) by: DeviceId,
    pub(super) at_ms: i64,
}

impl Head {
    pub(super) const fn of(event: EventId, by: DeviceId, at_ms: i64) -> Self {
        Self {
            sarrera_stick: VERSION,
            event,
            by,
            at_ms,
        }
    }
}

/// The line before a part, and the last one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Next {
    Part { log: LogName, bytes: u64 },
    End { parts: u64 },
}

pub(super) fn write_line<T: Serialize>(out: &mut dyn Write, line: &T) -> io::Result<()> {
    serde_json::to_writer(&mut *out, line)?;
    out.write_all(b"\n")
}

/// Writes a message into a part.
pub(super) fn write_push(out: &mut dyn Write, push: &Push) -> Result<(), ExportError> {
    // Whatever we say can be written: it was made of what can be.
    let body = pack(push).unwrap_or_default();
    let bytes = u32::try_from(body.len()).unwrap_or(u32::MAX);
    out.write_all(&bytes.to_be_bytes())
        .and_then(|()| out.write_all(&body))
        .map_err(ExportError::Io)
}

/// Reads the first line.
pub(super) fn read_head(file: &mut impl BufRead) -> Result<Head, StickError> {
    #[derive(Deserialize)]
    struct Version {
        sarrera_stick: u32,
    }
    let line = read_line(file).map_err(|_why| StickError::NotAStick)?;
    // A newer format may have another line: its number is read first.
    let version: Version = serde_json::from_slice(&line).map_err(|_why| StickError::NotAStick)?;
    if version.sarrera_stick > VERSION {
        return Err(StickError::Newer {
            found: version.sarrera_stick,
            known: VERSION,
        });
    }
    serde_json::from_slice(&line).map_err(|_why| StickError::NotAStick)
}

/// Reads the line before a part; nothing where it is none.
pub(super) fn read_next(file: &mut impl BufRead) -> Option<Next> {
    serde_json::from_slice(&read_line(file).ok()?).ok()
}

fn read_line(file: &mut impl BufRead) -> io::Result<Vec<u8>> {
    let mut line = Vec::new();
    file.take(LINE_BYTES_MAX).read_until(b'\n', &mut line)?;
    if line.pop() == Some(b'\n') {
        Ok(line)
    } else {
        Err(io::ErrorKind::UnexpectedEof.into())
    }
}

/// Reads the next message of a part; `None` at its end.
pub(super) fn read_push(part: &mut dyn Read) -> io::Result<Option<Push>> {
    let mut length = Vec::new();
    part.take(4).read_to_end(&mut length)?;
    if length.is_empty() {
        return Ok(None);
    }
    let length: [u8; 4] = length.try_into().map_err(|_short| torn())?;
    let bytes = u64::from(u32::from_be_bytes(length));
    let most = u64::try_from(MESSAGE_BYTES_MAX).unwrap_or(u64::MAX);
    let mut body = Vec::new();
    part.take(bytes.min(most)).read_to_end(&mut body)?;
    if u64::try_from(body.len()).unwrap_or(u64::MAX) != bytes {
        return Err(torn());
    }
    unpack(&body).map(Some).map_err(|_why| torn())
}

fn torn() -> io::Error {
    io::ErrorKind::InvalidData.into()
}
