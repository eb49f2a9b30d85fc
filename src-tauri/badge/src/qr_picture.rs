//! A QR for the screen: any text as an SVG picture, with its quiet zone.

use qrcode::QrCode;
use qrcode::render::svg::Color;

/// The least width and height of the picture, in its own units.
const SIZE_MIN: u32 = 240;

/// The QR of a text; empty where no QR can hold it.
#[must_use]
pub fn qr_svg(text: &str) -> String {
    QrCode::new(text.as_bytes())
        .map(|code| {
            code.render::<Color<'_>>()
                .min_dimensions(SIZE_MIN, SIZE_MIN)
                .build()
        })
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_a_picture_and_a_book_is_none() {
        assert!(qr_svg("SR22").contains("<svg"));
        assert_eq!(qr_svg(&"x".repeat(5_000)), "");
    }
}
