//! Pictures that are drawn for a test: a QR code as a camera would see it, and nothing else in view.
#![allow(dead_code, reason = "shared with the measurements, which ask it for more")]
#![allow(
    clippy::as_conversions,
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a drawing counts in points and parts of them; a test may stop the machine"
)]

use qrcode::{EcLevel, QrCode};
use std::io::Write;
use std::path::Path;

pub(crate) const WIDTH: usize = 1280;
pub(crate) const HEIGHT: usize = 720;
/// A wall behind the person who holds the code.
const WALL: u8 = 148;

/// A grey picture.
#[derive(Clone)]
pub(crate) struct Drawn {
    pub(crate) width: usize,
    pub(crate) height: usize,
    pub(crate) luma: Vec<u8>,
}

impl Drawn {
    /// The wall.
    pub(crate) fn wall() -> Self {
        Self {
            width: WIDTH,
            height: HEIGHT,
            luma: vec![WALL; WIDTH * HEIGHT],
        }
    }

    /// With a QR code of `side` points, its middle at `(x, y)`, turned by so many degrees. A point is the mean of
    /// four that are looked up, as on a lens.
    pub(crate) fn with_code(mut self, text: &str, side: f64, (x, y): (f64, f64), degrees: f64) -> Self {
        let code = QrCode::with_error_correction_level(text, EcLevel::M).unwrap();
        let modules = code.width();
        let dark: Vec<bool> = code
            .to_colors()
            .iter()
            .map(|c| *c == qrcode::Color::Dark)
            .collect();
        let (sin, cos) = degrees.to_radians().sin_cos();
        let quiet = 4.0;
        let module = side / modules as f64;
        for row in 0..self.height {
            for column in 0..self.width {
                let mut sum = 0_u32;
                let mut on_paper = 0_u32;
                for (dx, dy) in [(0.25, 0.25), (0.75, 0.25), (0.25, 0.75), (0.75, 0.75)] {
                    let (px, py) = (column as f64 + dx - x, row as f64 + dy - y);
                    let u = (px * cos + py * sin) / module + modules as f64 / 2.0;
                    let v = (py * cos - px * sin) / module + modules as f64 / 2.0;
                    let edge = modules as f64 + quiet;
                    if u < -quiet || v < -quiet || u >= edge || v >= edge {
                        continue;
                    }
                    on_paper += 1;
                    let inside = u >= 0.0 && v >= 0.0 && u < modules as f64 && v < modules as f64;
                    let black = inside && dark[v as usize * modules + u as usize];
                    sum += if black { 18 } else { 240 };
                }
                if on_paper > 0 {
                    let point = &mut self.luma[row * WIDTH + column];
                    *point = ((sum + (4 - on_paper) * u32::from(*point)) / 4) as u8;
                }
            }
        }
        self
    }
}

/// Writes a Y4M of these pictures, each with the number of frames that it is held.
pub(crate) fn y4m(path: &Path, fps: u32, pictures: &[(&Drawn, usize)]) {
    let mut file = std::io::BufWriter::new(std::fs::File::create(path).unwrap());
    writeln!(file, "YUV4MPEG2 W{WIDTH} H{HEIGHT} F{fps}:1 Ip A1:1 Cmono").unwrap();
    for (picture, frames) in pictures {
        for _ in 0..*frames {
            file.write_all(b"FRAME\n").unwrap();
            file.write_all(&picture.luma).unwrap();
        }
    }
}
