//! The code that tries out a scanner: as long as a ticket, with every symbol of the alphabet.

use crate::device::App;
use crate::view::TestCode;
use sarrera_core::alphabet::SYMBOLS;
use sarrera_core::codes::ticket;

/// Neither a ticket nor a badge begins with the symbol of this value.
const FIRST: usize = 24;
/// From one symbol to the next, in each round of the alphabet: odd numbers, so that a round has every symbol.
const STEPS: [usize; 5] = [7, 11, 13, 5, 3];

impl App {
    /// The code that the scanner test shows.
    #[must_use]
    pub fn test_code() -> TestCode {
        let text = text();
        TestCode {
            qr_svg: sarrera_badge::qr_svg(&text),
            text,
        }
    }
}

/// No part of it comes twice: what was lost can be told.
fn text() -> String {
    let count = SYMBOLS.len();
    let values = STEPS
        .iter()
        .flat_map(|step| (0..count).map(move |at| FIRST + at * step));
    let symbols = values.filter_map(|value| SYMBOLS.get(value % count).copied());
    symbols.take(ticket::SYMBOLS).map(char::from).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use sarrera_core::codes::Presented;

    #[test]
    fn it_has_every_symbol_and_is_nobodys_code() {
        let code = App::test_code();
        assert_eq!(code.text.len(), 149);
        for symbol in SYMBOLS {
            assert!(code.text.contains(char::from(*symbol)), "{}", char::from(*symbol));
        }
        assert!(code.qr_svg.contains("<svg"));
        assert!(!matches!(
            Presented::read(&code.text),
            Presented::Badge(_) | Presented::Ticket(_)
        ));
    }

    #[test]
    fn no_ten_symbols_of_it_come_twice() {
        let text = text();
        for at in 0..text.len() - 10 {
            assert_eq!(text.matches(&text[at..at + 10]).count(), 1, "at {at}");
        }
    }
}
