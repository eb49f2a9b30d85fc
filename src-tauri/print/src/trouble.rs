//! What printers complain of, told apart by the stem of their words: the ending is not to be trusted.

/// One complaint. Ordered from the worst.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Trouble {
    OutOfPaper,
    CoverOpen,
    Jammed,
    TooHot,
    Offline,
    Paused,
    OutOfInk,
    LowPaper,
    LowInk,
    /// In the printer's own word.
    Other(String),
}

/// IPP's words (RFC 8011 and PWG 5100.9) and those of CUPS, without their ending.
const STEMS: [(&str, Trouble); 26] = [
    ("media-empty", Trouble::OutOfPaper),
    ("media-needed", Trouble::OutOfPaper),
    ("input-tray-missing", Trouble::OutOfPaper),
    ("input-media-supply-empty", Trouble::OutOfPaper),
    ("cover-open", Trouble::CoverOpen),
    ("door-open", Trouble::CoverOpen),
    ("interlock-open", Trouble::CoverOpen),
    ("print-head-open", Trouble::CoverOpen),
    ("media-jam", Trouble::Jammed),
    ("cutter-jam", Trouble::Jammed),
    ("fuser-over-temp", Trouble::TooHot),
    ("marker-over-temp", Trouble::TooHot),
    ("thermal-head-over-temp", Trouble::TooHot),
    ("offline", Trouble::Offline),
    ("shutdown", Trouble::Offline),
    ("timed-out", Trouble::Offline),
    ("power-down", Trouble::Offline),
    ("paused", Trouble::Paused),
    ("moving-to-paused", Trouble::Paused),
    ("hold-new-jobs", Trouble::Paused),
    ("toner-empty", Trouble::OutOfInk),
    ("marker-supply-empty", Trouble::OutOfInk),
    ("media-low", Trouble::LowPaper),
    ("input-media-supply-low", Trouble::LowPaper),
    ("toner-low", Trouble::LowInk),
    ("marker-supply-low", Trouble::LowInk),
];

/// Said of every job for a moment, or of nothing at all.
const SILENT: [&str; 3] = ["", "none", "connecting-to-device"];

const ENDINGS: [&str; 3] = ["-error", "-warning", "-report"];

impl Trouble {
    /// Reads a printer's reasons, worst first, each once; `none` and mere reports of unknown things are no trouble.
    pub fn read<'a>(reasons: impl IntoIterator<Item = &'a str>) -> Vec<Self> {
        let mut troubles: Vec<Self> = reasons.into_iter().filter_map(Self::of).collect();
        troubles.sort();
        troubles.dedup();
        troubles
    }

    fn of(reason: &str) -> Option<Self> {
        let stem = ENDINGS
            .iter()
            .find_map(|ending| reason.strip_suffix(ending))
            .unwrap_or(reason);
        let known = STEMS
            .iter()
            .find(|(known, _)| *known == stem)
            .map(|(_, trouble)| trouble.clone());
        let strange = || {
            let silent = SILENT.contains(&stem) || reason.ends_with("-report") || stem.starts_with("cups-");
            (!silent).then(|| Self::Other(stem.to_owned()))
        };
        known.or_else(strange)
    }

    /// Whether a document sent now would not come out. Ink is judged by the printer: many print on with "empty".
    pub fn stops(&self) -> bool {
        match self {
            Self::OutOfPaper
            | Self::CoverOpen
            | Self::Jammed
            | Self::TooHot
            | Self::Offline
            | Self::Paused => true,
            Self::OutOfInk | Self::LowPaper | Self::LowInk | Self::Other(_) => false,
        }
    }

    /// Stable, for the interface to put into words.
    pub fn code(&self) -> &'static str {
        match self {
            Self::OutOfPaper => "out_of_paper",
            Self::CoverOpen => "cover_open",
            Self::Jammed => "jammed",
            Self::TooHot => "too_hot",
            Self::Offline => "offline",
            Self::Paused => "paused",
            Self::OutOfInk => "out_of_ink",
            Self::LowPaper => "low_paper",
            Self::LowInk => "low_ink",
            Self::Other(_) => "other_trouble",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reason_is_known_by_its_stem_whatever_its_ending() {
        for (reasons, expected) in [
            (vec!["none"], vec![]),
            (vec!["media-empty"], vec![Trouble::OutOfPaper]),
            (vec!["media-empty-error"], vec![Trouble::OutOfPaper]),
            (
                vec!["media-empty-warning", "media-empty-report"],
                vec![Trouble::OutOfPaper],
            ),
            (
                vec!["toner-low-report", "cover-open"],
                vec![Trouble::CoverOpen, Trouble::LowInk],
            ),
            (vec!["media-low-warning"], vec![Trouble::LowPaper]),
            (vec!["cups-waiting-for-job-completed", "cups-pki-expired"], vec![]),
            (vec!["com.acme-dancing-report"], vec![]),
            (
                vec!["com.acme-on-fire-error"],
                vec![Trouble::Other("com.acme-on-fire".into())],
            ),
            (
                vec!["media-emptyish"],
                vec![Trouble::Other("media-emptyish".into())],
            ),
            (vec![""], vec![]),
        ] {
            assert_eq!(Trouble::read(reasons.iter().copied()), expected, "{reasons:?}");
        }
    }
}
