//! How ops and settings name a printer: its kind, a colon, and in the words of that kind where it is.

use std::fmt;

const QUEUE: &str = "cups";
const FOLDER: &str = "folder";
const FILE: &str = "file";

/// A printer by its kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PrinterId<'a> {
    /// A queue of the device's print system, by its name there.
    Queue(&'a str),
    /// A folder that gets a PDF file for each badge.
    Folder(&'a str),
    /// A PDF file of many badges: it is printed elsewhere, and nobody hears when.
    File(&'a str),
    /// A kind that this version does not know, or none: the whole text.
    Unknown(&'a str),
}

impl<'a> PrinterId<'a> {
    /// The printer that a text names.
    #[must_use]
    pub fn of(text: &'a str) -> Self {
        match text.split_once(':') {
            Some((QUEUE, name)) => Self::Queue(name),
            Some((FOLDER, path)) => Self::Folder(path),
            Some((FILE, name)) => Self::File(name),
            Some(_) | None => Self::Unknown(text),
        }
    }

    /// Whether it is a file that is printed elsewhere.
    #[must_use]
    pub const fn is_file(self) -> bool {
        matches!(self, Self::File(_))
    }

    /// What people call it.
    #[must_use]
    pub const fn name(self) -> &'a str {
        match self {
            Self::Queue(name) | Self::Folder(name) | Self::File(name) | Self::Unknown(name) => name,
        }
    }
}

impl fmt::Display for PrinterId<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Queue(name) => write!(f, "{QUEUE}:{name}"),
            Self::Folder(path) => write!(f, "{FOLDER}:{path}"),
            Self::File(name) => write!(f, "{FILE}:{name}"),
            Self::Unknown(text) => f.write_str(text),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_printer_is_named_as_it_is_read_whatever_its_name_holds() {
        for (text, printer) in [
            (
                "cups:Brother QL-820: left",
                PrinterId::Queue("Brother QL-820: left"),
            ),
            ("folder:C:\\badges", PrinterId::Folder("C:\\badges")),
            ("file:Badges K–M.pdf", PrinterId::File("Badges K–M.pdf")),
            ("labels:10.0.0.9", PrinterId::Unknown("labels:10.0.0.9")),
            ("Brother", PrinterId::Unknown("Brother")),
            ("", PrinterId::Unknown("")),
        ] {
            assert_eq!(PrinterId::of(text), printer);
            assert_eq!(printer.to_string(), text);
        }
        assert_eq!(PrinterId::of("cups:label").name(), "label");
    }
}
