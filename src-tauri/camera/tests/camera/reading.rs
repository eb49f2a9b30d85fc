//! What is read in a picture.

use crate::drawn::{Drawn, HEIGHT, WIDTH};
use qrcode::QrCode;
use sarrera_camera::{Decoder, Frame, Kind, Seen};
use std::time::Duration;
use zxingcpp::BarcodeFormat;

/// As long as the ticket secrets of the largest sellers.
const LONG: &str = "7FDC8X2QW4M6KPZJ3HYT5RBNVGLE9AUS7FDC8X2QW4M6KPZJ3HYT5RBNVGLE9AUS7FDC8X2QW4M6KPZJ3HYT5RBNVGLE9AUS7FDC8X2QW4M6KPZJ3HYT5RBNVGLE9AUS7FDC8X2QW4M6KPZJ3HYT5";

fn read(drawn: &Drawn) -> Vec<Seen> {
    Decoder::default().read(&frame(drawn))
}

fn frame(drawn: &Drawn) -> Frame {
    let (width, height) = (drawn.width as u16, drawn.height as u16);
    Frame::new(width, height, drawn.luma.clone(), Duration::ZERO).unwrap()
}

#[test]
fn a_code_is_read_wherever_and_however_it_is_held() {
    assert_eq!(LONG.len(), 149);
    for (text, side, at, degrees) in [
        ("K7QP4M2X", 120.0, (640.0, 360.0), 0.0),
        ("K7QP4M2X", 100.0, (120.0, 100.0), 17.0),
        (LONG, 300.0, (640.0, 360.0), 0.0),
        (LONG, 300.0, (800.0, 300.0), 45.0),
        (LONG, 240.0, (300.0, 500.0), 180.0),
    ] {
        let seen = read(&Drawn::wall().with_code(text, side, at, degrees));
        let texts: Vec<Option<String>> = seen.iter().map(Seen::text).collect();
        assert_eq!(
            texts,
            [Some(text.to_owned())],
            "{side} points at {at:?}, turned {degrees}°"
        );
        assert_eq!(seen[0].kind, Kind::Qr);
    }
    assert_eq!(read(&Drawn::wall()), []);
}

#[test]
fn every_letter_of_a_code_comes_through_and_what_is_no_text_is_refused() {
    for text in [
        "ñandú · Škoda · Коваленко · 田中",
        "https://example.org/t?s=AB%20C",
        "a\tb\nc",
        " lead",
    ] {
        let seen = read(&Drawn::wall().with_code(text, 260.0, (640.0, 360.0), 0.0));
        assert_eq!(seen[0].text().as_deref(), Some(text));
    }
    // Latin-1 without a word that it is: any reader would guess.
    let bytes = [0x41, 0xf1, 0xe9, 0x80, 0xff];
    let code = QrCode::new(bytes).unwrap();
    let seen = read(&drawn_of(&code, 8));
    assert_eq!(seen[0].bytes, bytes);
    assert_eq!(seen[0].text(), None);
}

#[test]
fn a_code_of_any_kind_is_read_in_one_of_two_frames_and_a_qr_code_in_each() {
    let qr = Drawn::wall().with_code("K7QP4M2X", 120.0, (640.0, 360.0), 0.0);
    let all = [
        (Kind::Aztec, BarcodeFormat::Aztec),
        (Kind::DataMatrix, BarcodeFormat::DataMatrix),
        (Kind::Pdf417, BarcodeFormat::PDF417),
        (Kind::Code128, BarcodeFormat::Code128),
    ];
    for first_is_nobodys in [false, true] {
        let mut decoder = Decoder::default();
        if first_is_nobodys {
            decoder.read(&frame(&Drawn::wall()));
        }
        for (kind, format) in all {
            let frame = frame(&drawn_as(format, "K7QP4M2X"));
            let both = [decoder.read(&frame), decoder.read(&frame)].concat();
            let told: Vec<_> = both.iter().map(|code| (code.kind, code.text())).collect();
            assert_eq!(told, [(kind, Some("K7QP4M2X".to_owned()))], "{first_is_nobodys}");
        }
        for _frame in 0..3 {
            assert_eq!(decoder.read(&frame(&qr)).len(), 1);
        }
    }
}

#[test]
fn of_two_codes_the_larger_and_the_nearer_to_the_middle_weighs_more() {
    let heaviest = |drawn: &Drawn| {
        let seen = read(drawn);
        assert_eq!(seen.len(), 2, "{seen:?}");
        seen.into_iter()
            .max_by_key(|code| code.weight)
            .unwrap()
            .text()
            .unwrap()
    };
    let sizes = Drawn::wall()
        .with_code("LARGER", 220.0, (350.0, 360.0), 0.0)
        .with_code("SMALLER", 120.0, (900.0, 360.0), 0.0);
    assert_eq!(heaviest(&sizes), "LARGER");
    let places = Drawn::wall()
        .with_code("AT THE EDGE", 170.0, (150.0, 150.0), 0.0)
        .with_code("IN THE MIDDLE", 160.0, (660.0, 380.0), 0.0);
    assert_eq!(heaviest(&places), "IN THE MIDDLE");
}

#[test]
fn a_code_in_a_log_shows_no_code() {
    let seen = read(&Drawn::wall().with_code("K7QP4M2X", 120.0, (640.0, 360.0), 0.0));
    assert!(!format!("{seen:?}").contains("K7QP"), "{seen:?}");
}

/// A code upright in the middle of a wall, a module this many points.
fn drawn_of(code: &QrCode, module: usize) -> Drawn {
    let mut drawn = Drawn::wall();
    let side = (code.width() + 8) * module;
    let colors = code.to_colors();
    for row in 0..side {
        for column in 0..side {
            let (u, v) = (column / module, row / module);
            let inside = u >= 4 && v >= 4 && u < code.width() + 4 && v < code.width() + 4;
            let dark = inside && colors[(v - 4) * code.width() + u - 4] == qrcode::Color::Dark;
            drawn.luma[(row + (HEIGHT - side) / 2) * WIDTH + column + (WIDTH - side) / 2] =
                if dark { 18 } else { 240 };
        }
    }
    drawn
}

/// A code of another kind, level in the middle of a wall.
fn drawn_as(format: BarcodeFormat, text: &str) -> Drawn {
    let code = zxingcpp::create(format).from_str(text).unwrap();
    let image = code.to_image_with(&zxingcpp::write().scale(4)).unwrap();
    let (width, height) = (image.width() as usize, image.height() as usize);
    let mut drawn = Drawn::wall();
    let (left, top) = ((WIDTH - width) / 2, (HEIGHT - height) / 2);
    for (row, points) in image.data().chunks_exact(width).enumerate() {
        let at = (top + row) * WIDTH + left;
        drawn.luma[at..at + width].copy_from_slice(points);
    }
    drawn
}
