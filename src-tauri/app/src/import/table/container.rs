//! What kind of file this is, told from its first bytes and, for a packed one, from its directory.

use super::ReadError;

/// A workbook that unpacks to more is refused before anything is unpacked.
const UNPACKED_BYTES_MAX: u64 = 2 * 1024 * 1024 * 1024;
/// So many bytes decide whether a file is text.
const SAMPLE_BYTES: usize = 64 * 1024;

pub(super) enum Kind {
    Text,
    Workbook,
    Refused(ReadError),
}

pub(super) fn kind_of(bytes: &[u8]) -> Kind {
    if bytes.iter().all(|b| b.is_ascii_whitespace() || *b == 0) {
        return Kind::Refused(ReadError::FileEmpty);
    }
    if bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"PK\x05\x06") {
        return packed(bytes);
    }
    if bytes.starts_with(b"\xd0\xcf\x11\xe0") {
        let name: Vec<u8> = "EncryptedPackage"
            .encode_utf16()
            .flat_map(u16::to_le_bytes)
            .collect();
        let protected = bytes.windows(name.len()).any(|window| window == name);
        return Kind::Refused(if protected {
            ReadError::WorkbookProtected
        } else {
            ReadError::OldWorkbook
        });
    }
    match foreign(bytes) {
        Some(kind) => Kind::Refused(ReadError::NotATable { kind }),
        None => Kind::Text,
    }
}

/// The names of kinds that are often chosen by mistake.
fn foreign(bytes: &[u8]) -> Option<&'static str> {
    let start: Vec<u8> = bytes
        .iter()
        .skip_while(|b| b.is_ascii_whitespace())
        .take(15)
        .map(u8::to_ascii_lowercase)
        .collect();
    let known: [(&[u8], &'static str); 9] = [
        (b"%pdf", "a PDF"),
        (b"<!doctype html", "a web page"),
        (b"<html", "a web page"),
        (b"<?xml", "an XML file"),
        (b"\x89png", "an image"),
        (b"\xff\xd8\xff", "an image"),
        (b"gif8", "an image"),
        (b"begin:vcard", "a vCard"),
        (b"\x1f\x8b", "a packed file"),
    ];
    if let Some((_, kind)) = known.iter().find(|(magic, _)| start.starts_with(magic)) {
        return Some(kind);
    }
    if serde_json::from_slice::<serde::de::IgnoredAny>(bytes).is_ok()
        && matches!(start.first(), Some(b'{' | b'['))
    {
        return Some("a JSON file");
    }
    is_binary(bytes).then_some("a binary file")
}

/// Text has few control characters; UTF-16 has a zero in every other place, which is told apart here.
fn is_binary(bytes: &[u8]) -> bool {
    let sample = bytes.get(..SAMPLE_BYTES).unwrap_or(bytes);
    if bytes.starts_with(b"\xff\xfe")
        || bytes.starts_with(b"\xfe\xff")
        || super::encoding::utf16_without_mark(sample).is_some()
    {
        return false;
    }
    let controls = sample
        .iter()
        .filter(|b| **b < 0x20 && !matches!(b, b'\t' | b'\n' | b'\r' | 0x0b | 0x0c))
        .count();
    controls > 4 && controls > sample.len() / 20
}

fn packed(bytes: &[u8]) -> Kind {
    let Some(directory) = read_directory(bytes) else {
        return Kind::Refused(ReadError::WorkbookBroken {
            detail: "no directory at its end".to_owned(),
        });
    };
    if directory.unpacked_bytes > UNPACKED_BYTES_MAX {
        return Kind::Refused(ReadError::FileTooLarge {
            mb_max: UNPACKED_BYTES_MAX / 1024 / 1024,
        });
    }
    if directory.has_workbook {
        Kind::Workbook
    } else {
        Kind::Refused(ReadError::NotAWorkbook)
    }
}

struct Directory {
    unpacked_bytes: u64,
    has_workbook: bool,
}

/// Reads a ZIP file's central directory: the sizes it declares, and whether `xl/workbook.xml` is among its files.
fn read_directory(bytes: &[u8]) -> Option<Directory> {
    const END_BYTES: usize = 22;
    const COMMENT_BYTES_MAX: usize = 65_535;
    let from = bytes.len().saturating_sub(END_BYTES + COMMENT_BYTES_MAX);
    let tail = bytes.get(from..)?;
    let end = from + tail.windows(4).rposition(|w| w == b"PK\x05\x06")?;
    let mut at = usize::try_from(number(bytes, end + 16, 4)?).ok()?;
    let entries = number(bytes, end + 10, 2)?;
    let mut directory = Directory {
        unpacked_bytes: 0,
        has_workbook: false,
    };
    for _ in 0..entries {
        if bytes.get(at..at + 4)? != b"PK\x01\x02" {
            return None;
        }
        directory.unpacked_bytes += number(bytes, at + 24, 4)?;
        let name_bytes = usize::try_from(number(bytes, at + 28, 2)?).ok()?;
        let extra_bytes = usize::try_from(number(bytes, at + 30, 2)? + number(bytes, at + 32, 2)?).ok()?;
        let name = bytes.get(at + 46..at + 46 + name_bytes)?;
        directory.has_workbook |= name.eq_ignore_ascii_case(b"xl/workbook.xml");
        at += 46 + name_bytes + extra_bytes;
    }
    Some(directory)
}

fn number(bytes: &[u8], at: usize, len: usize) -> Option<u64> {
    let digits = bytes.get(at..at.checked_add(len)?)?;
    Some(digits.iter().rev().fold(0, |sum, b| (sum << 8) | u64::from(*b)))
}
