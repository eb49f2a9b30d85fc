//! The outlines of glyphs where they stand on the badge, so that the preview and the dots need no font.

use std::collections::HashMap;

use skrifa::instance::{LocationRef, Size};
use skrifa::outline::{DrawSettings, OutlineGlyphCollection, OutlinePen};
use skrifa::{GlyphId, MetadataProvider};

use crate::display::{GlyphRun, Step};
use crate::fonts::font_ref;

/// The opened fonts of one drawing.
#[derive(Default)]
pub(crate) struct Outlines(HashMap<u8, Option<(OutlineGlyphCollection<'static>, f32)>>);

impl Outlines {
    /// Calls `emit` with every step of every glyph of a run, in millimetres.
    pub(crate) fn draw(&mut self, run: &GlyphRun, emit: &mut impl FnMut(Step)) {
        let opened = self.0.entry(run.font).or_insert_with(|| {
            let font = font_ref(run.font)?;
            let per_em = f32::from(
                font.metrics(Size::unscaled(), LocationRef::default())
                    .units_per_em,
            );
            Some((font.outline_glyphs(), per_em))
        });
        let Some((outlines, per_em)) = opened else { return };
        for glyph in &run.glyphs {
            let Some(outline) = outlines.get(GlyphId::from(glyph.id)) else {
                continue;
            };
            let mut pen = Pen {
                scale: run.size_mm / *per_em,
                x: run.x_mm + glyph.x * run.size_mm,
                y: run.y_mm + glyph.y * run.size_mm,
                emit,
            };
            // A glyph that cannot be read was found missing when it was shaped.
            let _ = outline.draw(
                DrawSettings::unhinted(Size::unscaled(), LocationRef::default()),
                &mut pen,
            );
        }
    }
}

struct Pen<'a, F> {
    scale: f32,
    x: f32,
    y: f32,
    emit: &'a mut F,
}

impl<F> Pen<'_, F> {
    fn at(&self, x: f32, y: f32) -> [f32; 2] {
        [self.x + x * self.scale, self.y - y * self.scale]
    }
}

impl<F: FnMut(Step)> OutlinePen for Pen<'_, F> {
    fn move_to(&mut self, x: f32, y: f32) {
        let to = self.at(x, y);
        (self.emit)(Step::Move(to));
    }

    fn line_to(&mut self, x: f32, y: f32) {
        let to = self.at(x, y);
        (self.emit)(Step::Line(to));
    }

    fn quad_to(&mut self, cx: f32, cy: f32, x: f32, y: f32) {
        let (control, to) = (self.at(cx, cy), self.at(x, y));
        (self.emit)(Step::Quad(control, to));
    }

    fn curve_to(&mut self, cx: f32, cy: f32, dx: f32, dy: f32, x: f32, y: f32) {
        let (one, two, to) = (self.at(cx, cy), self.at(dx, dy), self.at(x, y));
        (self.emit)(Step::Curve(one, two, to));
    }

    fn close(&mut self) {
        (self.emit)(Step::Close);
    }
}
