//! A picture in PNG, in grey.

use crate::{CameraError, SIDE_PX_MAX};
use png::{ColorType, Decoder, Limits, Transformations};
use std::fs::File;
use std::io::BufReader;
use std::path::Path;

/// What one picture may take while it is read, in bytes.
const BYTES_MAX: usize = 128 * 1024 * 1024;

/// Width, height and luma of a PNG file.
pub(crate) fn read(path: &Path) -> Result<(u16, u16, Vec<u8>), CameraError> {
    let file = File::open(path).map_err(|error| unreadable(path, &error))?;
    let limits = Limits { bytes: BYTES_MAX };
    let mut decoder = Decoder::new_with_limits(BufReader::new(file), limits);
    decoder.set_transformations(Transformations::normalize_to_color8());
    let mut reader = decoder.read_info().map_err(|error| unreadable(path, &error))?;
    let info = reader.info();
    let too_large = || unreadable(path, &format!("a side is over {SIDE_PX_MAX} points"));
    let side = |px: u32| u16::try_from(px).ok().filter(|px| *px <= SIDE_PX_MAX);
    let width = side(info.width).ok_or_else(too_large)?;
    let height = side(info.height).ok_or_else(too_large)?;
    let size = reader.output_buffer_size().ok_or_else(too_large)?;
    let mut points = vec![0; size];
    let shown = reader
        .next_frame(&mut points)
        .map_err(|error| unreadable(path, &error))?;
    points.truncate(shown.buffer_size());
    let luma = match shown.color_type {
        ColorType::Grayscale => points,
        ColorType::GrayscaleAlpha => points.iter().step_by(2).copied().collect(),
        ColorType::Rgb => points.chunks_exact(3).map(grey).collect(),
        ColorType::Rgba => points.chunks_exact(4).map(grey).collect(),
        ColorType::Indexed => return Err(unreadable(path, &"its palette is missing")),
    };
    Ok((width, height, luma))
}

/// The brightness of red, green and blue, as television weighs them.
fn grey(point: &[u8]) -> u8 {
    let weighed = point
        .iter()
        .zip([77_u32, 150, 29])
        .map(|(part, weight)| u32::from(*part) * weight)
        .sum::<u32>();
    u8::try_from(weighed / 256).unwrap_or(u8::MAX)
}

fn unreadable(path: &Path, why: &dyn std::fmt::Display) -> CameraError {
    let name = path.file_name().unwrap_or_default().display();
    CameraError::File(format!("{name}: {why}"))
}
