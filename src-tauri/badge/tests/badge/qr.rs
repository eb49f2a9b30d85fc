//! The badge code on the badge: decoded by another program's code from the very dots that a printer gets.

use sarrera_badge::{Display, Drawn, QR_DOTS_MIN, layout, module_dots, raster, shipped};

use crate::{both, each, fonts, people};

fn modules(display: &Display) -> &sarrera_badge::Modules {
    let found = display.drawn.iter().find_map(|drawn| match drawn {
        Drawn::Qr(modules) => Some(modules),
        Drawn::Glyphs(_) | Drawn::Path(_) => None,
    });
    found.unwrap()
}

/// Reads the part of the badge around its code; zbar reads whole pages in the tests of the PDF.
fn decode(display: &Display, dots_per_mm: f32) -> Vec<String> {
    let (code, bitmap) = (modules(display), raster(display, dots_per_mm));
    let dots = |mm: f32| (mm.max(0.0) * dots_per_mm) as usize;
    let (left, top, side) = (
        dots(code.x_mm - 5.0),
        dots(code.y_mm - 5.0),
        dots(code.size_mm + 10.0),
    );
    let grey = |x, y| {
        if bitmap.is_black(left + x, top + y) {
            0
        } else {
            255
        }
    };
    let mut image = rqrr::PreparedImage::prepare_from_greyscale(side, side, grey);
    image
        .detect_grids()
        .into_iter()
        .filter_map(|grid| grid.decode().ok())
        .map(|(_, text)| text)
        .collect()
}

#[test]
fn the_code_is_read_back_from_the_dots_of_every_badge() {
    each(|template, content, display| {
        for dots_per_mm in [8.0, 11.81] {
            let read = decode(display, dots_per_mm);
            assert_eq!(
                read,
                [content.code.as_str()],
                "{} {} at {dots_per_mm}",
                template.name,
                content.given_name
            );
        }
    });
}

#[test]
fn every_module_is_the_same_whole_number_of_dots() {
    for template in both() {
        for (number, dots_per_mm) in [8.0, 11.81, 23.62].into_iter().enumerate() {
            let content = people::person(number, ["Ana", "Ruiz", "", "es"]);
            let display = layout(&template, &content, fonts());
            let size = module_dots(&display, dots_per_mm).unwrap();
            assert!(size >= QR_DOTS_MIN, "{size} dots at {dots_per_mm}");
            let (code, bitmap) = (modules(&display), raster(&display, dots_per_mm));
            let middle =
                |at: f32| (at + code.size_mm / 2.0) * dots_per_mm - (size * code.code.side) as f32 / 2.0;
            let (left, top) = (
                middle(code.x_mm).round() as usize,
                middle(code.y_mm).round() as usize,
            );
            for y in 0..size * code.code.side {
                for x in 0..size * code.code.side {
                    assert_eq!(
                        bitmap.is_black(left + x, top + y),
                        code.code.is_dark(x / size, y / size)
                    );
                }
            }
        }
    }
}

#[test]
fn no_name_reaches_into_the_quiet_zone() {
    each(|template, content, display| {
        let (code, dots) = (modules(display), 8.0);
        let quiet = code.size_mm * 4.0 / code.code.side as f32;
        let bitmap = raster(display, dots);
        let edges = |from: f32| {
            ((from - quiet) * dots).ceil() as usize..((from + code.size_mm + quiet) * dots) as usize
        };
        let within = |at: usize, from: f32| {
            let at = (at as f32 + 0.5) / dots;
            at > from && at < from + code.size_mm
        };
        for y in edges(code.y_mm) {
            for x in edges(code.x_mm) {
                if !(within(x, code.x_mm) && within(y, code.y_mm)) {
                    assert!(
                        !bitmap.is_black(x, y),
                        "{} {}: ink at {x} {y}",
                        template.name,
                        content.given_name
                    );
                }
            }
        }
    });
}

#[test]
fn the_label_code_stands_on_the_dots_of_a_203_dpi_printer() {
    let display = layout(&shipped("label-62x100").unwrap(), &people::hard()[0], fonts());
    assert_eq!(module_dots(&display, 8.0), Some(7));
    assert_eq!(
        modules(&display).size_mm * 8.0,
        175.0,
        "25 modules of 7 dots, also through a PDF"
    );
}

#[test]
fn a_code_that_no_badge_can_carry_is_reported_and_not_drawn() {
    let mut content = people::hard()[0].clone();
    content.code = "X".repeat(4_000);
    let display = layout(&shipped("a6").unwrap(), &content, fonts());
    assert_eq!(display.report.overflow.len(), 1);
    assert_eq!(module_dots(&display, 8.0), None);
}

#[test]
fn the_blocks_of_a_code_cover_its_dark_modules_and_nothing_else() {
    let display = layout(&shipped("a6").unwrap(), &people::hard()[0], fonts());
    let code = &modules(&display).code;
    let mut covered = vec![false; code.side * code.side];
    for [x, y, width, height] in code.blocks() {
        for (x, y) in (x..x + width).flat_map(|x| (y..y + height).map(move |y| (x, y))) {
            covered[y * code.side + x] = true;
        }
    }
    assert_eq!(covered, code.dark);
}
