//! Badges: a template and a person's texts become one list of things to draw, and that one list becomes the PDF, the
//! preview on the screen and the dots of a label printer; so what is seen is what prints.
//!
//! *Architecture Invariant*: this crate reads no file, no clock and no system font. Its fonts are in the binary, so a
//! badge looks the same on every machine.
//!
//! *Architecture Invariant*: nothing is cut or boxed silently. Every character without a glyph, every word broken
//! between its letters and every text that did not fit stands in the [`Report`] of its [`Display`].

mod bands;
mod content;
mod display;
mod fit;
mod fonts;
mod layout;
mod numbers;
mod ornaments;
mod outline;
mod pdf;
mod qr;
mod qr_picture;
mod raster;
mod shape;
mod shipped;
mod svg;
mod template;

pub use content::{BadgeContent, CategoryMark, Pattern};
pub use display::{
    Code, Display, Drawn, Glyph, GlyphRun, Ink, MissingGlyph, Modules, Overflow, OverflowKind, Path, Report,
    Shrunk, Step,
};
pub use fonts::Fonts;
pub use layout::{layout, layout_all};
pub use pdf::{PdfFailed, pdf};
pub use qr_picture::qr_svg;
pub use raster::{Bitmap, QR_DOTS_MIN, module_dots, raster};
pub use shipped::{shipped, shipped_names};
pub use svg::svg;
pub use template::{
    Align, BandElement, BoxElement, Element, Face, Field, Fit, Frame, ImageElement, LineElement, Piece,
    QrElement, Row, Stand, TEMPLATE_VERSION, Template, TemplateError, TextElement,
};
