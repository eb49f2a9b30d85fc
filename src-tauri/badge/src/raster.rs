//! The badge as the dots of a label printer: black or paper, with every QR module the same whole number of dots.

use tiny_skia::{FillRule, Mask, PathBuilder, Transform};

use crate::display::{Display, Drawn, Ink, Modules, Step};
use crate::numbers::{float, nearest, whole};
use crate::outline::Outlines;

/// Fewer dots to a module than this and scanners begin to miss (DENSO WAVE asks for four).
pub const QR_DOTS_MIN: usize = 4;

/// Dots row by row from the top left; in each byte the highest bit stands leftmost, 1 is black, rows begin new bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bitmap {
    pub width: usize,
    pub height: usize,
    pub bytes: Vec<u8>,
}

impl Bitmap {
    pub fn bytes_per_row(&self) -> usize {
        self.width.div_ceil(8)
    }

    /// Whether the dot is black; outside all is paper.
    pub fn is_black(&self, x: usize, y: usize) -> bool {
        if x >= self.width {
            return false;
        }
        let byte = self.bytes.get(y * self.bytes_per_row() + x / 8);
        byte.is_some_and(|byte| byte & (0x80 >> (x % 8)) != 0)
    }

    /// Every black dot, row by row.
    pub fn black_dots(&self) -> impl Iterator<Item = (usize, usize)> + '_ {
        let inked = self.bytes.iter().enumerate().filter(|(_, byte)| **byte != 0);
        inked.flat_map(|(index, byte)| {
            let (column, row) = (index % self.bytes_per_row() * 8, index / self.bytes_per_row());
            (0..8)
                .filter(move |bit| byte & (0x80 >> bit) != 0)
                .map(move |bit| (column + bit, row))
        })
    }

    fn set(&mut self, x: usize, y: usize, black: bool) {
        if x >= self.width {
            return;
        }
        let index = y * self.bytes_per_row() + x / 8;
        if let Some(byte) = self.bytes.get_mut(index) {
            let bit = 0x80 >> (x % 8);
            *byte = if black { *byte | bit } else { *byte & !bit };
        }
    }
}

/// The dots of a badge; 203 dpi is 8 dots per millimetre, 300 dpi is 11.81.
pub fn raster(display: &Display, dots_per_mm: f32) -> Bitmap {
    let [width, height] =
        [display.width_mm, display.height_mm].map(|side| nearest(side * dots_per_mm).max(1));
    let mut bitmap = Bitmap {
        width,
        height,
        bytes: vec![0; width.div_ceil(8) * height],
    };
    let sides = (u32::try_from(width), u32::try_from(height));
    let (Ok(mask_width), Ok(mask_height)) = sides else {
        return bitmap;
    };
    let Some(mask) = Mask::new(mask_width, mask_height) else {
        return bitmap;
    };
    let mut sheet = Sheet {
        mask,
        inverted: false,
        outlines: Outlines::default(),
        dots_per_mm,
    };
    for drawn in &display.drawn {
        sheet.draw(drawn);
    }
    sheet.write(&mut bitmap);
    for drawn in &display.drawn {
        match drawn {
            Drawn::Qr(modules) => write_modules(&mut bitmap, modules, dots_per_mm),
            Drawn::Glyphs(_) | Drawn::Path(_) => {}
        }
    }
    bitmap
}

/// How many dots a module of this badge's QR has at that resolution; none without a QR.
pub fn module_dots(display: &Display, dots_per_mm: f32) -> Option<usize> {
    display.drawn.iter().find_map(|drawn| match drawn {
        Drawn::Qr(modules) => Some(dots(modules, dots_per_mm)),
        Drawn::Glyphs(_) | Drawn::Path(_) => None,
    })
}

fn dots(modules: &Modules, dots_per_mm: f32) -> usize {
    // A size that is meant to be whole dots may come out a hair below.
    whole(modules.size_mm * dots_per_mm / float(modules.code.side.max(1)) + 0.01).max(1)
}

struct Sheet {
    /// Ink where it is 255; or paper, while inverted: a mask only ever adds.
    mask: Mask,
    inverted: bool,
    outlines: Outlines,
    dots_per_mm: f32,
}

impl Sheet {
    fn draw(&mut self, drawn: &Drawn) {
        let mut path = PathBuilder::new();
        let ink = match drawn {
            Drawn::Glyphs(run) => {
                self.outlines.draw(run, &mut |step| add(&mut path, step));
                run.ink
            }
            Drawn::Path(shape) => {
                shape.steps.iter().for_each(|step| add(&mut path, *step));
                shape.ink
            }
            Drawn::Qr(_) => return,
        };
        let Some(path) = path.finish() else { return };
        self.lay(ink);
        let scale = Transform::from_scale(self.dots_per_mm, self.dots_per_mm);
        self.mask.fill_path(&path, FillRule::Winding, true, scale);
    }

    fn lay(&mut self, ink: Ink) {
        if self.inverted == ink.is_dark() {
            self.mask.invert();
            self.inverted = !self.inverted;
        }
    }

    fn write(&mut self, bitmap: &mut Bitmap) {
        self.lay(Ink::BLACK);
        let bytes_per_row = bitmap.bytes_per_row();
        let rows = self
            .mask
            .data()
            .chunks(bitmap.width)
            .zip(bitmap.bytes.chunks_mut(bytes_per_row));
        for (greys, row) in rows {
            for (eight, byte) in greys.chunks(8).zip(row) {
                *byte =
                    eight
                        .iter()
                        .zip([0x80, 0x40, 0x20, 0x10, 8, 4, 2, 1])
                        .fold(
                            0,
                            |byte, (grey, bit)| {
                                if *grey >= 128 { byte | bit } else { byte }
                            },
                        );
            }
        }
    }
}

fn add(path: &mut PathBuilder, step: Step) {
    match step {
        Step::Move([x, y]) => path.move_to(x, y),
        Step::Line([x, y]) => path.line_to(x, y),
        Step::Quad([cx, cy], [x, y]) => path.quad_to(cx, cy, x, y),
        Step::Curve([cx, cy], [dx, dy], [x, y]) => path.cubic_to(cx, cy, dx, dy, x, y),
        Step::Close => path.close(),
    }
}

/// Draws the code on whole dots, in the middle of its room, on clean paper.
fn write_modules(bitmap: &mut Bitmap, modules: &Modules, dots_per_mm: f32) {
    let module = dots(modules, dots_per_mm);
    let side = module * modules.code.side;
    let start = |at_mm: f32| nearest((at_mm + modules.size_mm / 2.0) * dots_per_mm - float(side) / 2.0);
    let (left, top) = (start(modules.x_mm), start(modules.y_mm));
    for y in 0..side {
        for x in 0..side {
            bitmap.set(left + x, top + y, modules.code.is_dark(x / module, y / module));
        }
    }
}
