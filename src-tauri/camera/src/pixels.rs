//! The luma in what devices send.

use crate::CameraError;
use zune_jpeg::JpegDecoder;
use zune_jpeg::zune_core::bytestream::ZCursor;
use zune_jpeg::zune_core::colorspace::ColorSpace;
use zune_jpeg::zune_core::options::DecoderOptions;

/// How a device writes its points.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Pixels {
    /// Each frame a JPEG.
    Jpeg,
    /// All luma, then the colours, or luma alone.
    LumaFirst,
    /// Luma and colour in turn, luma first.
    LumaColour,
    /// Colour and luma in turn, colour first.
    ColourLuma,
}

/// The four letters by which devices name them, the best first: a JPEG of 720 lines passes through any plug.
pub(crate) const KNOWN: &[([u8; 4], Pixels)] = &[
    (*b"MJPG", Pixels::Jpeg),
    (*b"JPEG", Pixels::Jpeg),
    (*b"NV12", Pixels::LumaFirst),
    (*b"YU12", Pixels::LumaFirst),
    (*b"GREY", Pixels::LumaFirst),
    (*b"YUYV", Pixels::LumaColour),
    (*b"UYVY", Pixels::ColourLuma),
];

/// Size and bytes a row of what a device sends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Rows {
    pub(crate) width: u16,
    pub(crate) height: u16,
    /// With padding; zero where the device does not say.
    pub(crate) stride: usize,
}

/// The luma of one frame.
///
/// # Errors
/// [`CameraError::Format`] when the bytes are fewer than the size needs, or a JPEG is broken or of another size.
pub(crate) fn luma(pixels: Pixels, bytes: &[u8], rows: Rows) -> Result<Vec<u8>, CameraError> {
    let width = usize::from(rows.width);
    match pixels {
        Pixels::Jpeg => jpeg(bytes, rows),
        Pixels::LumaFirst => packed(bytes, rows, width, <[u8]>::to_vec),
        Pixels::LumaColour => packed(bytes, rows, width * 2, |row| {
            row.iter().step_by(2).copied().collect()
        }),
        Pixels::ColourLuma => packed(bytes, rows, width * 2, |row| {
            row.iter().skip(1).step_by(2).copied().collect()
        }),
    }
}

fn packed(
    bytes: &[u8],
    rows: Rows,
    row_bytes: usize,
    luma_of: impl Fn(&[u8]) -> Vec<u8>,
) -> Result<Vec<u8>, CameraError> {
    let stride = rows.stride.max(row_bytes);
    let luma: Vec<u8> = bytes
        .chunks(stride.max(1))
        .take(usize::from(rows.height))
        .filter_map(|row| row.get(..row_bytes))
        .flat_map(luma_of)
        .collect();
    if luma.len() == usize::from(rows.width) * usize::from(rows.height) {
        Ok(luma)
    } else {
        Err(CameraError::Format(format!("{} bytes for {rows:?}", bytes.len())))
    }
}

fn jpeg(bytes: &[u8], rows: Rows) -> Result<Vec<u8>, CameraError> {
    let options = DecoderOptions::new_fast()
        .set_max_width(usize::from(rows.width))
        .set_max_height(usize::from(rows.height))
        .jpeg_set_out_colorspace(ColorSpace::Luma);
    let decoded = JpegDecoder::new_with_options(ZCursor::new(bytes), options).decode();
    let luma = decoded.map_err(|error| CameraError::Format(format!("{error:?}")))?;
    if luma.len() == usize::from(rows.width) * usize::from(rows.height) {
        Ok(luma)
    } else {
        Err(CameraError::Format(format!("a JPEG is not {rows:?}")))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(pixels: Pixels, stride: usize, bytes: &[u8], expected: &[u8]) {
        let rows = Rows {
            width: 2,
            height: 2,
            stride,
        };
        assert_eq!(luma(pixels, bytes, rows).unwrap(), expected, "{pixels:?}");
        let short = luma(pixels, &bytes[..bytes.len() / 2], rows);
        assert_eq!(
            short.unwrap_err().code(),
            "camera_format",
            "{pixels:?}, half of it"
        );
    }

    #[test]
    fn luma_is_found_in_what_devices_send() {
        check(Pixels::LumaFirst, 0, &[1, 2, 3, 4], &[1, 2, 3, 4]);
        check(Pixels::LumaFirst, 3, &[1, 2, 9, 3, 4, 9], &[1, 2, 3, 4]);
        check(Pixels::LumaColour, 4, &[1, 9, 2, 9, 3, 9, 4, 9], &[1, 2, 3, 4]);
        check(Pixels::ColourLuma, 4, &[9, 1, 9, 2, 9, 3, 9, 4], &[1, 2, 3, 4]);
    }

    /// A grey 8×8 JPEG of one colour, as small as they come.
    const JPEG: &[u8] = include_bytes!("../testdata/grey-8x8.jpg");

    #[test]
    fn a_jpeg_gives_its_luma_and_a_broken_one_its_reason() {
        let rows = |side| Rows {
            width: side,
            height: side,
            stride: 0,
        };
        let read = luma(Pixels::Jpeg, JPEG, rows(8)).unwrap();
        assert!(
            read.iter().all(|point| (*point).abs_diff(120) < 4),
            "the grey that was written: {read:?}"
        );
        for (bytes, side) in [(JPEG, 16), (JPEG, 4), (&JPEG[..20], 8), (&[][..], 8)] {
            assert_eq!(
                luma(Pixels::Jpeg, bytes, rows(side)).unwrap_err().code(),
                "camera_format"
            );
        }
    }
}
