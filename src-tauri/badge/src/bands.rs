//! The patterns of a category band, as shapes that stay inside it.

use crate::content::Pattern;
use crate::display::{Ink, Path, Step};
use crate::numbers::{float, whole};
use crate::template::Frame;

/// A bar, and the paper beside it, are a fifth of the band's height wide.
const BARS_PER_HEIGHT: f32 = 5.0;
/// Rows of dots in a band, and a dot's radius in parts of the distance between two.
const DOT_ROWS: f32 = 4.0;
const DOT_RADIUS: f32 = 0.30;
/// A Bézier arc of a quarter circle has its control points this far out, in parts of the radius.
pub(crate) const QUARTER_ARC: f32 = 0.552_284_8;

/// The pattern over the whole band.
pub(crate) fn pattern(band: Frame, pattern: Pattern, ink: Ink) -> Path {
    let mut steps = Vec::new();
    match pattern {
        Pattern::Empty => {}
        Pattern::Solid => rectangle(&mut steps, band),
        Pattern::Bars => bars(&mut steps, band),
        Pattern::Diagonals => diagonals(&mut steps, band),
        Pattern::Dots => dots(&mut steps, band),
        Pattern::Half => rectangle(
            &mut steps,
            Frame {
                height_mm: band.height_mm / 2.0,
                ..band
            },
        ),
    }
    Path { steps, ink }
}

pub(crate) fn rectangle(steps: &mut Vec<Step>, frame: Frame) {
    let (right, bottom) = (frame.x_mm + frame.width_mm, frame.y_mm + frame.height_mm);
    polygon(
        steps,
        &[
            [frame.x_mm, frame.y_mm],
            [right, frame.y_mm],
            [right, bottom],
            [frame.x_mm, bottom],
        ],
    );
}

pub(crate) fn polygon(steps: &mut Vec<Step>, corners: &[[f32; 2]]) {
    let Some((first, others)) = corners.split_first() else {
        return;
    };
    steps.push(Step::Move(*first));
    steps.extend(others.iter().map(|corner| Step::Line(*corner)));
    steps.push(Step::Close);
}

fn bars(steps: &mut Vec<Step>, band: Frame) {
    let bar = band.height_mm / BARS_PER_HEIGHT;
    for number in 0..=whole(band.width_mm / (2.0 * bar)) {
        let x_mm = band.x_mm + bar * (2.0 * float(number) + 1.0);
        let width_mm = bar.min(band.x_mm + band.width_mm - x_mm);
        // A sliver at the end would look like a fault of the printer.
        if width_mm > bar / 2.0 {
            rectangle(
                steps,
                Frame {
                    x_mm,
                    width_mm,
                    ..band
                },
            );
        }
    }
}

fn diagonals(steps: &mut Vec<Step>, band: Frame) {
    let bar = band.height_mm / BARS_PER_HEIGHT * std::f32::consts::SQRT_2;
    let (left, right) = (band.x_mm, band.x_mm + band.width_mm);
    let (top, bottom, lean) = (band.y_mm, band.y_mm + band.height_mm, band.height_mm);
    for number in 0..=whole((band.width_mm + lean) / (2.0 * bar)) {
        let x = left - lean + 2.0 * bar * float(number);
        let stripe = [
            [x, bottom],
            [x + bar, bottom],
            [x + bar + lean, top],
            [x + lean, top],
        ];
        polygon(
            steps,
            &keep(&keep(&stripe, |[x, _]| x - left), |[x, _]| right - x),
        );
    }
}

/// The part of a convex polygon where the measure is not negative.
fn keep(corners: &[[f32; 2]], measure: impl Fn([f32; 2]) -> f32) -> Vec<[f32; 2]> {
    let mut kept = Vec::new();
    for (from, to) in corners.iter().zip(corners.iter().cycle().skip(1)) {
        let (before, after) = (measure(*from), measure(*to));
        if before >= 0.0 {
            kept.push(*from);
        }
        if (before < 0.0) != (after < 0.0) {
            let part = before / (before - after);
            let ([x, y], [to_x, to_y]) = (*from, *to);
            kept.push([x + (to_x - x) * part, y + (to_y - y) * part]);
        }
    }
    kept
}

fn dots(steps: &mut Vec<Step>, band: Frame) {
    let pitch = band.height_mm / DOT_ROWS;
    let radius = pitch * DOT_RADIUS;
    let columns = whole(band.width_mm / pitch);
    let start = band.x_mm + (band.width_mm - float(columns) * pitch) / 2.0;
    for row in 0..whole(DOT_ROWS) {
        for column in 0..columns {
            let x = start + pitch * (float(column) + 0.5);
            dot(steps, [x, band.y_mm + pitch * (float(row) + 0.5)], radius);
        }
    }
}

fn dot(steps: &mut Vec<Step>, [x, y]: [f32; 2], r: f32) {
    let c = r * QUARTER_ARC;
    steps.push(Step::Move([x + r, y]));
    steps.push(Step::Curve([x + r, y + c], [x + c, y + r], [x, y + r]));
    steps.push(Step::Curve([x - c, y + r], [x - r, y + c], [x - r, y]));
    steps.push(Step::Curve([x - r, y - c], [x - c, y - r], [x, y - r]));
    steps.push(Step::Curve([x + c, y - r], [x + r, y - c], [x + r, y]));
    steps.push(Step::Close);
}

#[cfg(test)]
mod tests {
    use super::*;

    const BAND: Frame = Frame {
        x_mm: 3.0,
        y_mm: 50.0,
        width_mm: 97.0,
        height_mm: 11.0,
    };

    #[test]
    fn no_pattern_leaves_its_band_and_only_the_empty_one_has_no_ink() {
        for drawn in Pattern::ALL {
            let path = pattern(BAND, drawn, Ink::BLACK);
            assert_eq!(path.steps.is_empty(), drawn == Pattern::Empty, "{drawn:?}");
            for step in path.steps {
                let points = match step {
                    Step::Move(a) | Step::Line(a) => vec![a],
                    Step::Quad(a, b) => vec![a, b],
                    Step::Curve(a, b, c) => vec![a, b, c],
                    Step::Close => vec![],
                };
                for [x, y] in points {
                    assert!(
                        (2.99..=100.01).contains(&x) && (49.99..=61.01).contains(&y),
                        "{drawn:?} {x} {y}"
                    );
                }
            }
        }
    }
}
