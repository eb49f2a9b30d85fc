//! Keyboard layouts: a scanner types, and when its layout is not the computer's, the code arrives garbled but readable.

/// Which keyboard was mixed in. The operator is told to set the scanner; the code need not be typed again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Layout {
    /// French: A and Q, Z and W change places, digits and M become signs.
    Azerty,
    /// German: Y and Z change places.
    Qwertz,
    /// The right layout, but Shift is held or Caps Lock acts on digits.
    ShiftedDigits,
}

impl Layout {
    /// The stable name for screens and command line.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Azerty => "azerty",
            Self::Qwertz => "qwertz",
            Self::ShiftedDigits => "shifted_digits",
        }
    }
}

/// What arrives and what was meant, for one pair of layouts. Symbols that are not listed stay as they are.
struct Garble {
    layout: Layout,
    arrives: &'static str,
    meant: &'static str,
}

const GARBLES: [Garble; 7] = [
    // The computer is French, the scanner types as on a US or Spanish keyboard.
    Garble {
        layout: Layout::Azerty,
        arrives: "AQZW,?;é\"'(-è_çÉÈÇ",
        meant: "QAWZMMM23456789279",
    },
    // The scanner is French, the computer Spanish: M lies where ñ is, digits come with Shift.
    Garble {
        layout: Layout::Azerty,
        arrives: "AQZWÑ\"·$%&/()",
        meant: "QAWZM23456789",
    },
    // The scanner is French, the computer has a US keyboard.
    Garble {
        layout: Layout::Azerty,
        arrives: "AQZW:;@#$%^&*(",
        meant: "QAWZMM23456789",
    },
    // Shift on a Spanish, a US and a German keyboard.
    Garble {
        layout: Layout::ShiftedDigits,
        arrives: "\"·$%&/()",
        meant: "23456789",
    },
    Garble {
        layout: Layout::ShiftedDigits,
        arrives: "@#$%^&*(",
        meant: "23456789",
    },
    Garble {
        layout: Layout::Qwertz,
        arrives: "YZ\"§$%&/()",
        meant: "ZY23456789",
    },
    Garble {
        layout: Layout::Qwertz,
        arrives: "YZ",
        meant: "ZY",
    },
];

/// A text as it was meant, if the keyboard was this one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reading {
    pub layout: Layout,
    /// In capitals.
    pub text: String,
}

/// Every reading of a text under a wrong layout that differs from the text itself, likeliest first.
pub fn readings(text: &str) -> impl Iterator<Item = Reading> {
    let capitals = text.to_uppercase();
    GARBLES.iter().filter_map(move |garble| {
        let text: String = capitals
            .chars()
            .map(|c| garble.meant_by(c))
            .collect::<Option<_>>()?;
        (text != capitals).then_some(Reading {
            layout: garble.layout,
            text,
        })
    })
}

impl Garble {
    /// What was meant; `None` for a symbol that this pair of layouts cannot produce, as its key gives another.
    fn meant_by(&self, arrived: char) -> Option<char> {
        match self.arrives.chars().position(|c| c == arrived) {
            Some(place) => self.meant.chars().nth(place),
            None if self.meant.contains(arrived) => None,
            None => Some(arrived),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(text: &str) -> Vec<(Layout, String)> {
        readings(text)
            .map(|reading| (reading.layout, reading.text))
            .collect()
    }

    #[test]
    fn the_example_of_the_screens_is_a_french_scanner_on_a_spanish_computer() {
        assert!(
            texts("SA/QK4$").is_empty(),
            "a bare 4 cannot arrive together with $, which is a 4 with Shift"
        );
        assert!(texts("SA/QK$").contains(&(Layout::Azerty, "SQ7AK4".to_owned())));
    }

    #[test]
    fn a_french_computer_turns_digits_into_accents() {
        let likeliest = texts("qwé\"'(-è_ç,").into_iter().next();
        assert_eq!(likeliest, Some((Layout::Azerty, "AZ23456789M".to_owned())));
    }

    #[test]
    fn a_german_keyboard_swaps_two_letters_and_nothing_else() {
        assert_eq!(texts("BZ7Y"), [(Layout::Qwertz, "BY7Z".to_owned())]);
    }

    #[test]
    fn every_symbol_that_arrives_has_a_meaning() {
        for garble in &GARBLES {
            assert_eq!(garble.arrives.chars().count(), garble.meant.chars().count());
        }
    }
}
