//! The preview: the badge as SVG outlines, so that a window without the fonts shows exactly what will be printed.

use std::fmt::Write;

use crate::display::{Display, Drawn, Ink, Modules, Step};
use crate::numbers::hundredths;
use crate::outline::Outlines;

/// An SVG picture of the badge, in hundredths of a millimetre. It holds no text of the attendee and no script.
pub fn svg(display: &Display) -> String {
    let (width, height) = (hundredths(display.width_mm), hundredths(display.height_mm));
    let mut picture = Picture {
        out: String::with_capacity(32 * 1024),
        outlines: Outlines::default(),
    };
    picture.add(format_args!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{}mm\" height=\"{}mm\" viewBox=\"0 0 {width} {height}\">\
         <path fill=\"#FFFFFF\" d=\"M0 0H{width}V{height}H0Z\"/>",
        display.width_mm, display.height_mm,
    ));
    let mut open: Option<Ink> = None;
    for drawn in &display.drawn {
        let ink = match drawn {
            Drawn::Glyphs(run) => run.ink,
            Drawn::Path(path) => path.ink,
            Drawn::Qr(_) => Ink::BLACK,
        };
        // One path for everything of one ink that follows each other.
        if open != Some(ink) {
            picture.close(open);
            picture.add(format_args!("<path fill=\"{ink}\" d=\""));
            open = Some(ink);
        }
        match drawn {
            Drawn::Glyphs(run) => {
                let Picture { out, outlines } = &mut picture;
                outlines.draw(run, &mut |step| write_step(out, step));
            }
            Drawn::Path(path) => path
                .steps
                .iter()
                .for_each(|step| write_step(&mut picture.out, *step)),
            Drawn::Qr(modules) => picture.modules(modules),
        }
    }
    picture.close(open);
    picture.out.push_str("</svg>");
    picture.out
}

struct Picture {
    out: String,
    outlines: Outlines,
}

impl Picture {
    fn add(&mut self, text: std::fmt::Arguments<'_>) {
        // Writing to a string does not fail.
        let _ = self.out.write_fmt(text);
    }

    fn close(&mut self, open: Option<Ink>) {
        if open.is_some() {
            self.out.push_str("\"/>");
        }
    }

    fn modules(&mut self, modules: &Modules) {
        for [x, y, width, height] in modules.code.blocks() {
            let (left, right) = (
                modules.edge_mm(modules.x_mm, x),
                modules.edge_mm(modules.x_mm, x + width),
            );
            let (top, low) = (
                modules.edge_mm(modules.y_mm, y),
                modules.edge_mm(modules.y_mm, y + height),
            );
            let [left, right, top, low] = [left, right, top, low].map(hundredths);
            self.add(format_args!("M{left} {top}H{right}V{low}H{left}Z"));
        }
    }
}

fn write_step(out: &mut String, step: Step) {
    match step {
        Step::Move(to) => write_points(out, 'M', &[to]),
        Step::Line(to) => write_points(out, 'L', &[to]),
        Step::Quad(control, to) => write_points(out, 'Q', &[control, to]),
        Step::Curve(one, two, to) => write_points(out, 'C', &[one, two, to]),
        Step::Close => out.push('Z'),
    }
}

fn write_points(out: &mut String, letter: char, points: &[[f32; 2]]) {
    out.push(letter);
    for (number, value) in points.iter().flatten().enumerate() {
        if number > 0 {
            out.push(' ');
        }
        let _ = write!(out, "{}", hundredths(*value));
    }
}
