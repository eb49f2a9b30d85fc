//! The one list of things to draw, in millimetres from the top left, that PDF, preview and label printer share.

use std::fmt;
use std::ops::Range;

use serde::{Deserialize, Serialize};

use crate::fonts::Fonts;
use crate::numbers::float;
use crate::template::Field;

/// One badge, ready to be drawn.
#[derive(Clone, Debug)]
pub struct Display {
    pub width_mm: f32,
    pub height_mm: f32,
    /// Drawn in this order, the later over the earlier.
    pub drawn: Vec<Drawn>,
    pub report: Report,
    pub(crate) fonts: Fonts,
}

#[derive(Clone, Debug, PartialEq)]
pub enum Drawn {
    Glyphs(GlyphRun),
    Path(Path),
    Qr(Modules),
}

/// Glyphs of one font on one line.
#[derive(Clone, Debug, PartialEq)]
pub struct GlyphRun {
    /// Which of the bundled fonts.
    pub(crate) font: u8,
    /// What the glyphs say, for a PDF's search and copy.
    pub text: String,
    pub size_mm: f32,
    /// The left end of the baseline.
    pub x_mm: f32,
    pub y_mm: f32,
    pub glyphs: Vec<Glyph>,
    pub ink: Ink,
}

/// One glyph; lengths in parts of the font size, from the left end of the run.
#[derive(Clone, Debug, PartialEq)]
pub struct Glyph {
    pub id: u16,
    pub x: f32,
    pub y: f32,
    pub advance: f32,
    pub(crate) says: Range<usize>,
}

/// A filled shape; where it overlaps itself it stays filled.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Path {
    pub steps: Vec<Step>,
    pub ink: Ink,
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Step {
    Move([f32; 2]),
    Line([f32; 2]),
    Quad([f32; 2], [f32; 2]),
    Curve([f32; 2], [f32; 2], [f32; 2]),
    Close,
}

/// A QR code as modules: each output draws them on its own grid, so that no edge is grey.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Code {
    /// Modules on a side.
    pub side: usize,
    /// Row by row from the top left.
    pub dark: Vec<bool>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Modules {
    pub x_mm: f32,
    pub y_mm: f32,
    /// Without the quiet zone, which the template leaves free.
    pub size_mm: f32,
    pub code: Code,
}

impl Code {
    pub fn is_dark(&self, x: usize, y: usize) -> bool {
        x < self.side && self.dark.get(y * self.side + x).is_some_and(|dark| *dark)
    }

    /// Few rectangles (column, row, width, height) that together cover the dark modules; they may overlap.
    pub fn blocks(&self) -> Vec<[usize; 4]> {
        let mut covered = vec![false; self.dark.len()];
        let mut blocks = Vec::new();
        for y in 0..self.side {
            for x in 0..self.side {
                if !self.is_dark(x, y) || covered.get(y * self.side + x) != Some(&false) {
                    continue;
                }
                let left = (0..x).rev().take_while(|x| self.is_dark(*x, y)).count();
                let width = left + (x..self.side).take_while(|x| self.is_dark(*x, y)).count();
                let above = (0..y).rev().take_while(|y| self.is_dark(x, *y)).count();
                let height = above + (y..self.side).take_while(|y| self.is_dark(x, *y)).count();
                let lying = [x - left, y, width, 1];
                let standing = [x, y - above, 1, height];
                let gain = |block| {
                    self.places(block)
                        .filter(|place| covered.get(*place) == Some(&false))
                        .count()
                };
                let block = if gain(lying) >= gain(standing) {
                    lying
                } else {
                    standing
                };
                for place in self.places(block) {
                    if let Some(covered) = covered.get_mut(place) {
                        *covered = true;
                    }
                }
                blocks.push(block);
            }
        }
        blocks
    }

    fn places(&self, [x, y, width, height]: [usize; 4]) -> impl Iterator<Item = usize> + use<> {
        let side = self.side;
        (y..y + height).flat_map(move |y| (x..x + width).map(move |x| y * side + x))
    }
}

impl Modules {
    /// Where the edge before a module lies.
    pub fn edge_mm(&self, start_mm: f32, module: usize) -> f32 {
        start_mm + self.size_mm * float(module) / float(self.code.side.max(1))
    }
}

/// What the layout could not do as asked. A badge with letters missing or texts that do not fit is looked at first;
/// one with a smaller text only is as good as any.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    pub missing_glyphs: Vec<MissingGlyph>,
    pub overflow: Vec<Overflow>,
    pub shrunk: Vec<Shrunk>,
}

impl Report {
    pub fn is_clean(&self) -> bool {
        self.missing_glyphs.is_empty() && self.overflow.is_empty()
    }
}

/// A character that no bundled font can draw. It is left out, never printed as a box.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MissingGlyph {
    pub character: char,
    /// The text it stands in.
    pub text: String,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Overflow {
    /// The first field of the row, if it has one.
    pub field: Option<Field>,
    pub text: String,
    pub kind: OverflowKind,
}

/// A text that is all there, but visibly smaller than its template would have it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shrunk {
    /// The first field of the row, if it has one.
    pub field: Option<Field>,
    pub text: String,
    /// By how much of its size.
    pub percent: usize,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum OverflowKind {
    /// Everything is printed, but a word is broken between its letters.
    Broken,
    /// Not everything is printed, even at the smallest size: the text ends in an ellipsis.
    Cut,
    /// The code holds characters or a length that no QR code of this badge can carry; no QR is printed.
    NoCode,
}

/// A colour, written `#RRGGBB`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Ink(pub [u8; 3]);

impl Ink {
    pub const BLACK: Self = Self([0, 0, 0]);
    pub const PAPER: Self = Self([255, 255, 255]);

    /// Whether a printer of one colour prints it: the darker half of the greys.
    pub fn is_dark(self) -> bool {
        let [red, green, blue] = self.0.map(u32::from);
        red * 299 + green * 587 + blue * 114 < 127_500
    }
}

impl fmt::Display for Ink {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [red, green, blue] = self.0;
        write!(f, "#{red:02X}{green:02X}{blue:02X}")
    }
}

impl From<Ink> for String {
    fn from(ink: Ink) -> Self {
        ink.to_string()
    }
}

impl TryFrom<String> for Ink {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        let digits = text
            .strip_prefix('#')
            .filter(|digits| digits.len() == 6 && digits.bytes().all(|b| b.is_ascii_hexdigit()));
        let number = digits.and_then(|digits| u32::from_str_radix(digits, 16).ok());
        let [_, red, green, blue] = number
            .ok_or_else(|| format!("{text:?} is not a colour like #0F262C"))?
            .to_be_bytes();
        Ok(Self([red, green, blue]))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_ink_is_read_as_it_is_written() {
        let ink: Ink = serde_json::from_str("\"#0F262C\"").unwrap();
        assert_eq!(ink, Ink([0x0F, 0x26, 0x2C]));
        assert_eq!(serde_json::to_string(&ink).unwrap(), "\"#0F262C\"");
        for wrong in ["0F262C", "#+F262C", "#ñññ", "#0F262", "red"] {
            assert!(Ink::try_from(wrong.to_owned()).is_err(), "{wrong}");
        }
    }

    #[test]
    fn one_colour_printers_print_the_darker_half() {
        assert!(Ink::BLACK.is_dark());
        assert!(Ink([0x0F, 0x26, 0x2C]).is_dark());
        assert!(!Ink([0xE3, 0xDF, 0xD5]).is_dark());
        assert!(!Ink::PAPER.is_dark());
    }
}
