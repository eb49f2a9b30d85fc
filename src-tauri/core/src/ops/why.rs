//! Why somebody at the desk decided so: a code that every screen words, or their own words where no code fits.

use serde::{Deserialize, Serialize};

macro_rules! whys {
    ($(#[$doc:meta])* $name:ident { $($(#[$each:meta])* $variant:ident $code:literal,)+ }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub enum $name {
            $($(#[$each])* $variant,)+
        }

        impl $name {
            /// All of them, in the order in which a screen offers them.
            pub const ALL: &[Self] = &[$(Self::$variant,)+];

            /// The stable name.
            #[must_use]
            pub const fn code(self) -> &'static str {
                match self { $(Self::$variant => $code,)+ }
            }

            /// Reads a code, or takes any other text as the operator's own words.
            #[must_use]
            pub fn read(text: &str) -> (Self, String) {
                let text = text.trim();
                match Self::ALL.iter().find(|why| why.code() == text) {
                    Some(why) => (*why, String::new()),
                    None => (Self::Other, text.to_owned()),
                }
            }
        }
    };
}

whys! {
    /// Why a badge is printed anew.
    ReprintWhy {
        Lost "lost",
        Spoilt "spoilt",
        PrinterProblem "printer_problem",
        /// Something on it was wrong.
        Fix "fix",
        Other "other",
    }
}

whys! {
    /// Why a stopped person is let in all the same.
    OverrideWhy {
        OrganiserSaid "organiser_said",
        PaidHere "paid_here",
        CameBack "came_back",
        Other "other",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_a_code_and_anything_else_is_somebodys_words() {
        for why in ReprintWhy::ALL {
            assert_eq!(ReprintWhy::read(why.code()), (*why, String::new()));
            assert_eq!(serde_json::to_string(why).unwrap(), format!("\"{}\"", why.code()));
        }
        for why in OverrideWhy::ALL {
            assert_eq!(OverrideWhy::read(why.code()), (*why, String::new()));
            assert_eq!(serde_json::to_string(why).unwrap(), format!("\"{}\"", why.code()));
        }
        let (why, text) = OverrideWhy::read("  the mayor's guest ");
        assert_eq!((why, text.as_str()), (OverrideWhy::Other, "the mayor's guest"));
    }
}
