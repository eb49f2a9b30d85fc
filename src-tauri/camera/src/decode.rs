//! The codes in a frame, by zxing-cpp.

use crate::Frame;
use std::fmt;
use zxingcpp::{Barcode, BarcodeFormat, BarcodeReader, ImageFormat, ImageView};

/// Codes that are looked for in one frame.
const CODES_MAX: i32 = 4;

/// The kinds of code that tickets and badges have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Qr,
    Aztec,
    DataMatrix,
    Pdf417,
    Code128,
}

const KINDS: &[(Kind, BarcodeFormat)] = &[
    (Kind::Qr, BarcodeFormat::QRCode),
    (Kind::Aztec, BarcodeFormat::Aztec),
    (Kind::DataMatrix, BarcodeFormat::DataMatrix),
    (Kind::Pdf417, BarcodeFormat::PDF417),
    (Kind::Code128, BarcodeFormat::Code128),
];

impl Kind {
    /// Stable, for the interface to put into words.
    pub fn code(self) -> &'static str {
        match self {
            Self::Qr => "qr",
            Self::Aztec => "aztec",
            Self::DataMatrix => "data_matrix",
            Self::Pdf417 => "pdf417",
            Self::Code128 => "code128",
        }
    }
}

/// A code in a frame.
#[derive(Clone, PartialEq, Eq)]
pub struct Seen {
    pub kind: Kind,
    /// What it says, as it is written.
    pub bytes: Vec<u8>,
    /// How much it is meant: its area in points, less towards the edge of the picture.
    pub weight: u64,
}

impl Seen {
    /// What it says, if that is a text: no byte is guessed or left out.
    pub fn text(&self) -> Option<String> {
        let text = String::from_utf8(self.bytes.clone()).ok()?;
        (!text.is_empty()).then_some(text)
    }
}

impl fmt::Debug for Seen {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // A ticket's code opens the door: a log shows its length only.
        let bytes = self.bytes.len();
        write!(f, "{} of {bytes} bytes, weight {}", self.kind.code(), self.weight)
    }
}

/// Reads codes. One for each thread.
pub struct Decoder {
    every_kind: BarcodeReader,
    qr_alone: BarcodeReader,
    /// The next frame is looked at for codes of every kind: each second one, and the first.
    every_kind_next: bool,
    /// The frame that is read, softened; kept, so that not every frame needs a new one.
    soft: Vec<u8>,
}

impl Default for Decoder {
    fn default() -> Self {
        let formats: Vec<BarcodeFormat> = KINDS.iter().map(|(_, format)| *format).collect();
        Self {
            every_kind: reader(&formats),
            qr_alone: reader(&[BarcodeFormat::QRCode]),
            every_kind_next: true,
            soft: Vec::new(),
        }
    }
}

/// What each choice costs and brings is measured by `cargo xtask bench camera` (decision 0117).
fn reader(formats: &[BarcodeFormat]) -> BarcodeReader {
    zxingcpp::read()
        .formats(formats)
        .try_harder(false)
        .try_rotate(false)
        .try_invert(false)
        .try_downscale(false)
        .max_number_of_symbols(CODES_MAX)
}

impl Decoder {
    /// The codes in a frame, none where there are none. Of every second frame only QR codes are read: the other kinds take
    /// longer together, and a code is held for many frames.
    pub fn read(&mut self, frame: &Frame) -> Vec<Seen> {
        soften(frame.luma(), usize::from(frame.width()), &mut self.soft);
        let view = ImageView::from_slice(&self.soft, frame.width(), frame.height(), ImageFormat::Lum);
        // The reader refuses only sizes, which a frame has checked.
        let reader = if self.every_kind_next {
            &self.every_kind
        } else {
            &self.qr_alone
        };
        self.every_kind_next = !self.every_kind_next;
        let codes = view.and_then(|view| reader.from(view)).unwrap_or_default();
        codes
            .iter()
            .filter(|code| code.is_valid())
            .filter_map(|code| {
                let symbology = code.format().symbology();
                let (kind, _) = KINDS.iter().find(|(_, format)| *format == symbology)?;
                Some(Seen {
                    kind: *kind,
                    bytes: code.bytes(),
                    weight: weight(code, frame),
                })
            })
            .collect()
    }
}

impl fmt::Debug for Decoder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Decoder").finish_non_exhaustive()
    }
}

/// The area in points, halved where the code's middle is half a picture away from the picture's.
fn weight(code: &Barcode, frame: &Frame) -> u64 {
    let at = code.position();
    let corners = [at.top_left, at.top_right, at.bottom_right, at.bottom_left]
        .map(|p| (i64::from(p.x), i64::from(p.y)));
    let next = corners.iter().cycle().skip(1);
    let twice: i64 = corners.iter().zip(next).map(|(a, b)| a.0 * b.1 - b.0 * a.1).sum();
    let area = (twice.unsigned_abs() / 2).max(1);
    let (width, height) = (i64::from(frame.width()), i64::from(frame.height()));
    let sum = corners.iter().fold((0, 0), |sum, p| (sum.0 + p.0, sum.1 + p.1));
    let away = (sum.0 / 4 - width / 2).abs() + (sum.1 / 4 - height / 2).abs();
    let whole = u64::try_from((width + height) / 2).unwrap_or(1).max(1);
    area * whole / (whole + 2 * away.unsigned_abs())
}

/// Makes each point the mean of itself and its neighbours to the right, below and between: the grain of a dim picture looks
/// like the corners of codes, and every such corner is followed up.
fn soften(luma: &[u8], width: usize, soft: &mut Vec<u8>) {
    soft.clear();
    soft.extend_from_slice(luma);
    let rows = luma.chunks_exact(width).zip(luma.chunks_exact(width).skip(1));
    for (out, (upper, lower)) in soft.chunks_exact_mut(width).zip(rows) {
        let lefts = upper.iter().zip(lower);
        let rights = upper.iter().skip(1).zip(lower.iter().skip(1));
        for ((point, (a, b)), (c, d)) in out.iter_mut().zip(lefts).zip(rights) {
            *point = a.midpoint(*b).midpoint(c.midpoint(*d));
        }
    }
}
