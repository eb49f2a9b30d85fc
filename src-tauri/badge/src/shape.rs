//! One text shaped once and broken into lines as often as wanted; every length in parts of the font size.

use std::borrow::Cow;
use std::collections::HashMap;

use parley::layout::BreakReason;
use parley::style::{FontFamily, FontFamilyName, OverflowWrap, StyleProperty};
use parley::{FontContext, Layout, LayoutContext};
use skrifa::instance::{LocationRef, Size};
use skrifa::outline::{DrawSettings, OutlinePen};
use skrifa::{GlyphId, MetadataProvider};

use crate::display::Glyph;
use crate::fonts::{Fonts, Han, can_draw, families, font_ref};
use crate::template::Face;

/// Shaping happens at this size; with outlines unhinted, every other size is the same by proportion.
const SHAPED_AT: f32 = 100.0;

/// The large name is set a little tighter, in the scripts where letters stand apart.
const DISPLAY_TRACKING: f32 = -0.015;

/// A shaper with its caches.
pub(crate) struct Setter {
    fonts: FontContext,
    layouts: LayoutContext<[u8; 4]>,
    /// Left, lowest, right and highest ink of each glyph seen, in parts of the font size.
    ink: HashMap<(u8, u16), Option<[f32; 4]>>,
}

pub(crate) struct Shaped {
    pub(crate) text: String,
    layout: Layout<[u8; 4]>,
}

/// One line of a shaped text.
#[derive(Clone, Debug, Default)]
pub(crate) struct Line {
    pub(crate) runs: Vec<LineRun>,
    /// The ink's edges: from the line's origin to the left and right, from the baseline up and down.
    pub(crate) left: f32,
    pub(crate) right: f32,
    pub(crate) up: f32,
    pub(crate) down: f32,
    /// Whether it ends between two letters of a word.
    pub(crate) broken: bool,
    pub(crate) ends_at: usize,
}

#[derive(Clone, Debug)]
pub(crate) struct LineRun {
    pub(crate) font: u8,
    pub(crate) x: f32,
    pub(crate) glyphs: Vec<Glyph>,
}

impl Line {
    pub(crate) fn width(&self) -> f32 {
        self.right - self.left
    }
}

impl Shaped {
    pub(crate) fn reads_from_the_right(&self) -> bool {
        self.layout.is_rtl()
    }

    /// The characters that were given no glyph, each once.
    pub(crate) fn missing(&mut self) -> Vec<char> {
        self.layout.break_all_lines(None);
        let mut missing: Vec<char> = Vec::new();
        for line in self.layout.lines() {
            for cluster in line.runs().flat_map(|run| run.clusters().collect::<Vec<_>>()) {
                if cluster.glyphs().all(|glyph| glyph.id != 0) {
                    continue;
                }
                let Some(text) = self.text.get(cluster.text_range()) else {
                    continue;
                };
                let mut undrawn: Vec<char> =
                    text.chars().filter(|c| leaves_ink(*c) && !can_draw(*c)).collect();
                if undrawn.is_empty() {
                    undrawn = text.chars().filter(|c| leaves_ink(*c)).take(1).collect();
                }
                undrawn.retain(|c| !missing.contains(c));
                missing.extend(undrawn);
            }
        }
        missing
    }
}

/// Whether a reader would miss the character: joiners, directional marks and variation selectors draw nothing.
fn leaves_ink(c: char) -> bool {
    let silent = matches!(
        c,
        '\u{AD}' | '\u{34F}' | '\u{61C}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}'
            | '\u{2060}'..='\u{206F}' | '\u{FE00}'..='\u{FE0F}' | '\u{FEFF}' | '\u{E0000}'..='\u{E0FFF}'
    );
    !silent && !c.is_whitespace() && !c.is_control()
}

impl Setter {
    pub(crate) fn new(fonts: FontContext) -> Self {
        Self {
            fonts,
            layouts: LayoutContext::new(),
            ink: HashMap::new(),
        }
    }

    pub(crate) fn shape(&mut self, text: &str, face: Face, han: Han) -> Shaped {
        let named: Vec<_> = families(face, han)
            .map(|name| FontFamilyName::Named(Cow::Borrowed(name)))
            .collect();
        let mut builder = self.layouts.ranged_builder(&mut self.fonts, text, 1.0, false);
        builder.push_default(StyleProperty::FontFamily(FontFamily::List(Cow::Owned(named))));
        builder.push_default(StyleProperty::FontSize(SHAPED_AT));
        builder.push_default(StyleProperty::OverflowWrap(OverflowWrap::Anywhere));
        if face == Face::Display && text.chars().all(letters_stand_apart) {
            builder.push_default(StyleProperty::LetterSpacing(DISPLAY_TRACKING * SHAPED_AT));
        }
        Shaped {
            text: text.to_owned(),
            layout: builder.build(text),
        }
    }

    /// The lines at this width, or the whole text on one line.
    pub(crate) fn lines(&mut self, fonts: &Fonts, shaped: &mut Shaped, width: Option<f32>) -> Vec<Line> {
        shaped
            .layout
            .break_all_lines(width.map(|width| width * SHAPED_AT));
        shaped
            .layout
            .lines()
            .map(|line| {
                let mut made = Line {
                    left: f32::INFINITY,
                    right: f32::NEG_INFINITY,
                    broken: line.break_reason() == BreakReason::Emergency,
                    ends_at: line.text_range().end,
                    ..Line::default()
                };
                let mut x = 0.0;
                for run in line.runs() {
                    self.add_run(fonts, &mut made, &mut x, &run);
                }
                if made.left > made.right {
                    (made.left, made.right) = (0.0, 0.0);
                }
                made
            })
            .collect()
    }

    fn add_run(
        &mut self,
        fonts: &Fonts,
        line: &mut Line,
        x: &mut f32,
        run: &parley::layout::Run<'_, [u8; 4]>,
    ) {
        let Some(font) = fonts.number(run.font().data.id()) else {
            return;
        };
        let start = *x;
        let mut glyphs: Vec<Glyph> = Vec::new();
        for cluster in run.visual_clusters() {
            if cluster.is_ligature_continuation() {
                if let Some(glyph) = glyphs.last_mut() {
                    let says = cluster.text_range();
                    glyph.says = glyph.says.start.min(says.start)..glyph.says.end.max(says.end);
                }
                continue;
            }
            for glyph in cluster.glyphs() {
                let advance = glyph.advance / SHAPED_AT;
                // A missing glyph keeps its room but is never drawn: no box is ever printed.
                if let Some(id) = u16::try_from(glyph.id).ok().filter(|id| *id != 0) {
                    let (shift, rise) = (glyph.x / SHAPED_AT, -glyph.y / SHAPED_AT);
                    if let Some([left, low, right, high]) = self.glyph_ink(font, id) {
                        line.left = line.left.min(*x + shift + left);
                        line.right = line.right.max(*x + shift + right);
                        line.up = line.up.max(rise + high);
                        line.down = line.down.max(-rise - low);
                    }
                    let says = cluster.text_range();
                    glyphs.push(Glyph {
                        id,
                        x: *x - start + shift,
                        y: -rise,
                        advance,
                        says,
                    });
                }
                *x += advance;
            }
        }
        if !glyphs.is_empty() {
            line.runs.push(LineRun {
                font,
                x: start,
                glyphs,
            });
        }
    }

    fn glyph_ink(&mut self, font: u8, id: u16) -> Option<[f32; 4]> {
        *self.ink.entry((font, id)).or_insert_with(|| {
            let font = font_ref(font)?;
            let outline = font.outline_glyphs().get(GlyphId::from(id))?;
            let per_em = f32::from(
                font.metrics(Size::unscaled(), LocationRef::default())
                    .units_per_em,
            );
            let mut bounds = Bounds([f32::INFINITY, f32::INFINITY, f32::NEG_INFINITY, f32::NEG_INFINITY]);
            outline
                .draw(
                    DrawSettings::unhinted(Size::unscaled(), LocationRef::default()),
                    &mut bounds,
                )
                .ok()?;
            bounds
                .0
                .iter()
                .all(|edge| edge.is_finite())
                .then(|| bounds.0.map(|edge| edge / per_em))
        })
    }
}

fn letters_stand_apart(c: char) -> bool {
    matches!(c, '\0'..='\u{52F}' | '\u{1E00}'..='\u{206F}')
}

/// Control points are never inside the curve they bend, so their bounds hold the ink.
struct Bounds([f32; 4]);

impl Bounds {
    fn add(&mut self, x: f32, y: f32) {
        let [left, low, right, high] = self.0;
        self.0 = [left.min(x), low.min(y), right.max(x), high.max(y)];
    }
}

impl OutlinePen for Bounds {
    fn move_to(&mut self, x: f32, y: f32) {
        self.add(x, y);
    }

    fn line_to(&mut self, x: f32, y: f32) {
        self.add(x, y);
    }

    fn quad_to(&mut self, cx: f32, cy: f32, x: f32, y: f32) {
        self.add(cx, cy);
        self.add(x, y);
    }

    fn curve_to(&mut self, cx: f32, cy: f32, dx: f32, dy: f32, x: f32, y: f32) {
        self.add(cx, cy);
        self.add(dx, dy);
        self.add(x, y);
    }

    fn close(&mut self) {}
}
