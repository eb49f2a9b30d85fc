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

/// Every reading of a text under a wrong layout that differs from the text itself, in capitals, likeliest first.
pub fn readings(text: &str) -> impl Iterator<Item = (Layout, String)> {
    let capitals = text.to_uppercase();
    GARBLES.iter().filter_map(move |garble| {
        let reading: String = capitals.chars().map(|c| garble.meant_by(c)).collect();
        (reading != capitals).then_some((garble.layout, reading))
    })
}

impl Garble {
    fn meant_by(&self, arrived: char) -> char {
        let place = self.arrives.chars().position(|c| c == arrived);
        place
            .and_then(|place| self.meant.chars().nth(place))
            .unwrap_or(arrived)
    }
}
