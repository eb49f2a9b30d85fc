//! Badges as one PDF: a page each, real text, every font embedded once and only with the glyphs that are used.

use krilla::Document;
use krilla::SerializeSettings;
use krilla::color::{luma, rgb};
use krilla::geom::{PathBuilder, Point, Rect, Transform};
use krilla::graphic::Graphic;
use krilla::num::NormalizedF32;
use krilla::page::PageSettings;
use krilla::paint::{Fill, FillRule};
use krilla::surface::Surface;
use krilla::text::{GlyphId, KrillaGlyph};
use thiserror::Error;

use crate::display::{Display, Drawn, GlyphRun, Ink, Modules, Step};
use crate::numbers::{POINTS_PER_MM, float};

#[derive(Debug, Error)]
#[error("the badges could not be written as a PDF: {0}")]
pub struct PdfFailed(String);

/// How many different backgrounds and bands are kept to be drawn again; a fair has a handful.
const STENCILS_MAX: usize = 64;

/// One PDF of all the badges, in their order. The same badges give the same bytes.
pub fn pdf(displays: &[Display]) -> Result<Vec<u8>, PdfFailed> {
    let mut document = Document::new_with(SerializeSettings {
        enable_tagging: false,
        ..SerializeSettings::default()
    });
    let mut stencils = Stencils::default();
    for display in displays {
        let size = PageSettings::from_wh(
            display.width_mm * POINTS_PER_MM,
            display.height_mm * POINTS_PER_MM,
        )
        .ok_or_else(|| PdfFailed("a page without a size".into()))?;
        let mut page = document.start_page_with(size);
        let mut surface = page.surface();
        surface.push_transform(&Transform::from_scale(POINTS_PER_MM, POINTS_PER_MM));
        let mut ink = None;
        let both_paths = |one: &Drawn, next: &Drawn| matches!((one, next), (Drawn::Path(_), Drawn::Path(_)));
        for together in display.drawn.chunk_by(both_paths) {
            match together {
                [Drawn::Glyphs(run)] => {
                    set_ink(&mut surface, &mut ink, run.ink);
                    draw_run(&mut surface, display, run)?;
                }
                [Drawn::Qr(modules)] => {
                    set_ink(&mut surface, &mut ink, Ink::BLACK);
                    draw_modules(&mut surface, modules);
                }
                paths => stencils.draw(&mut surface, paths),
            }
        }
        surface.pop();
        surface.finish();
        page.finish();
    }
    document.finish().map_err(|error| PdfFailed(format!("{error:?}")))
}

/// Shapes that stand alike on many badges, written into the document once.
#[derive(Default)]
struct Stencils<'a>(Vec<(&'a [Drawn], Graphic)>);

impl<'a> Stencils<'a> {
    fn draw(&mut self, surface: &mut Surface<'_>, paths: &'a [Drawn]) {
        if let Some((_, graphic)) = self.0.iter().find(|(known, _)| *known == paths) {
            surface.draw_graphic(graphic.clone());
        } else if self.0.len() < STENCILS_MAX {
            let mut builder = surface.stream_builder();
            let mut own = builder.surface();
            draw_paths(&mut own, paths);
            own.finish();
            let graphic = Graphic::new(builder.finish(), false);
            surface.draw_graphic(graphic.clone());
            self.0.push((paths, graphic));
        } else {
            draw_paths(surface, paths);
        }
    }
}

fn draw_paths(surface: &mut Surface<'_>, paths: &[Drawn]) {
    let before = surface.get_fill().cloned();
    let mut ink = None;
    for drawn in paths {
        match drawn {
            Drawn::Path(path) => {
                set_ink(surface, &mut ink, path.ink);
                draw_steps(surface, &path.steps);
            }
            Drawn::Glyphs(_) | Drawn::Qr(_) => {}
        }
    }
    surface.set_fill(before);
}

fn set_ink(surface: &mut Surface<'_>, current: &mut Option<Ink>, ink: Ink) {
    if *current == Some(ink) {
        return;
    }
    *current = Some(ink);
    let [red, green, blue] = ink.0;
    let paint = if red == green && green == blue {
        luma::Color::new(red).into()
    } else {
        rgb::Color::new(red, green, blue).into()
    };
    surface.set_fill(Some(Fill {
        paint,
        opacity: NormalizedF32::ONE,
        rule: FillRule::NonZero,
    }));
}

fn draw_run(surface: &mut Surface<'_>, display: &Display, run: &GlyphRun) -> Result<(), PdfFailed> {
    let font = display
        .fonts
        .for_pdf(run.font)
        .ok_or_else(|| PdfFailed("a bundled font is unreadable".into()))?;
    let mut pen = 0.0;
    let glyphs: Vec<KrillaGlyph> = run
        .glyphs
        .iter()
        .map(|glyph| {
            // krilla moves by advances; gaps left by missing glyphs become part of the offset.
            let made = KrillaGlyph::new(
                GlyphId::new(u32::from(glyph.id)),
                glyph.advance,
                // A hair is rounding, and would cost a number for each letter.
                Some(glyph.x - pen)
                    .filter(|gap| gap.abs() > 0.000_3)
                    .unwrap_or(0.0),
                -glyph.y,
                0.0,
                glyph.says.clone(),
                None,
            );
            pen += glyph.advance;
            made
        })
        .collect();
    surface.draw_glyphs(
        Point::from_xy(run.x_mm, run.y_mm),
        &glyphs,
        font,
        &run.text,
        run.size_mm,
        false,
    );
    Ok(())
}

fn draw_steps(surface: &mut Surface<'_>, steps: &[Step]) {
    let mut path = PathBuilder::new();
    for step in steps {
        match *step {
            Step::Move([x, y]) => path.move_to(x, y),
            Step::Line([x, y]) => path.line_to(x, y),
            Step::Quad([cx, cy], [x, y]) => path.quad_to(cx, cy, x, y),
            Step::Curve([cx, cy], [dx, dy], [x, y]) => path.cubic_to(cx, cy, dx, dy, x, y),
            Step::Close => path.close(),
        }
    }
    if let Some(path) = path.finish() {
        surface.draw_path(&path);
    }
}

/// Whole modules under one transform: short numbers, and edges that meet exactly.
fn draw_modules(surface: &mut Surface<'_>, modules: &Modules) {
    let module_mm = modules.size_mm / float(modules.code.side.max(1));
    let mut path = PathBuilder::new();
    for block in modules.code.blocks() {
        let [x, y, width, height] = block.map(float);
        if let Some(rect) = Rect::from_xywh(x, y, width, height) {
            path.push_rect(rect);
        }
    }
    surface.push_transform(&Transform::from_row(
        module_mm,
        0.0,
        0.0,
        module_mm,
        modules.x_mm,
        modules.y_mm,
    ));
    if let Some(path) = path.finish() {
        surface.draw_path(&path);
    }
    surface.pop();
}
