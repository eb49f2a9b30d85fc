//! A template and a person's texts become a [`Display`]; many people become many, on all cores, in the same order.

use rayon::prelude::*;
use unicode_normalization::UnicodeNormalization;

use crate::content::BadgeContent;
use crate::display::{
    Display, Drawn, GlyphRun, Ink, MissingGlyph, Modules, Overflow, OverflowKind, Report, Shrunk,
};
use crate::fit::{CHARACTERS_MAX, Column, Fitter, Set, is_endless};
use crate::fonts::{Fonts, Han};
use crate::numbers::{millimetres, nearest};
use crate::qr;
use crate::shape::Shaped;
use crate::template::{Align, Element, Face, Field, Frame, Piece, Row, Stand, Template, TextElement};

/// A text that is less smaller than this, in per cent, looks as it should.
const SHRUNK_PERCENT_MIN: usize = 5;

/// Lays one badge out.
pub fn layout(template: &Template, content: &BadgeContent, fonts: &Fonts) -> Display {
    fonts.with_setter(|setter| {
        let [large, family] =
            [Field::GivenName, Field::FamilyName].map(|field| printable(&content.text(field)));
        let han = Han::of(
            &content.language,
            &[&large, &family, &content.company, &content.job_title],
        );
        let from_the_right = setter.shape(&large, Face::Display, han).reads_from_the_right();
        let mut page = Page {
            template,
            content,
            from_the_right,
            fitter: Fitter { setter, fonts, han },
            drawn: Vec::new(),
            report: Report::default(),
        };
        for element in &template.elements {
            page.draw(element);
        }
        Display {
            width_mm: template.width_mm,
            height_mm: template.height_mm,
            drawn: page.drawn,
            report: page.report,
            fonts: fonts.clone(),
        }
    })
}

/// Lays many badges out on all cores; the order stays.
pub fn layout_all(template: &Template, contents: &[BadgeContent], fonts: &Fonts) -> Vec<Display> {
    contents
        .par_iter()
        .with_min_len(16)
        .map(|content| layout(template, content, fonts))
        .collect()
}

pub(crate) struct Page<'a> {
    template: &'a Template,
    pub(crate) content: &'a BadgeContent,
    pub(crate) from_the_right: bool,
    fitter: Fitter<'a>,
    pub(crate) drawn: Vec<Drawn>,
    report: Report,
}

impl Page<'_> {
    fn draw(&mut self, element: &Element) {
        match element {
            Element::Text(text) => self.text(text),
            Element::Qr(qr) => self.qr(qr.frame()),
            Element::Category(band) => self.band(band),
            Element::Line(line) => self.line(line),
            Element::Box(area) => self.area(area),
            Element::Image(_) => {}
        }
    }

    /// Where a frame stands on this badge.
    pub(crate) fn place(&self, frame: Frame) -> Frame {
        if self.from_the_right && self.template.mirrors {
            Frame {
                x_mm: self.template.width_mm - frame.x_mm - frame.width_mm,
                ..frame
            }
        } else {
            frame
        }
    }

    fn text(&mut self, element: &TextElement) {
        let frame = self.place(element.frame);
        let (rows, column) = self.fit(&element.rows, frame.width_mm, frame.height_mm);
        let free_mm = (frame.height_mm - column.height_mm).max(0.0);
        let top_mm = match element.stand {
            Stand::Top => 0.0,
            Stand::Middle => free_mm / 2.0,
            Stand::Bottom => free_mm,
        };
        for ((row, set), baselines) in rows.iter().zip(&column.sets).zip(&column.baselines_mm) {
            for (line, baseline) in set.lines.iter().zip(baselines) {
                let free_mm = frame.width_mm - line.width() * set.size_mm;
                let x_mm = match (element.align, self.from_the_right) {
                    (Align::Start, false) | (Align::End, true) => 0.0,
                    (Align::Centre, _) => free_mm / 2.0,
                    (Align::End, false) | (Align::Start, true) => free_mm,
                };
                // The ink, not the side bearing, stands on the frame's edge: large and small lines then line up.
                let x_mm = frame.x_mm + x_mm - line.left * set.size_mm;
                self.glyphs(row.ink, set, line, [x_mm, frame.y_mm + top_mm + baseline]);
            }
        }
    }

    /// Fits the rows that say anything, and reports what had to be done to them.
    pub(crate) fn fit<'r>(
        &mut self,
        rows: &'r [Row],
        width_mm: f32,
        height_mm: f32,
    ) -> (Vec<&'r Row>, Column) {
        let mut shaped: Vec<(&Row, Shaped)> = Vec::new();
        for row in rows {
            let text = self.row_text(row);
            if !text.is_empty() {
                shaped.push((row, self.fitter.setter.shape(&text, row.face, self.fitter.han)));
            }
        }
        for (_, shaped) in &mut shaped {
            for character in shaped.missing() {
                let missing = MissingGlyph {
                    character,
                    text: shaped.text.clone(),
                };
                if !self.report.missing_glyphs.contains(&missing) {
                    self.report.missing_glyphs.push(missing);
                }
            }
        }
        let column = self.fitter.column(&mut shaped, width_mm, height_mm);
        for ((row, shaped), set) in shaped.iter().zip(&column.sets) {
            let endless = is_endless(&shaped.text).then_some(OverflowKind::Cut);
            let field = first_field(row);
            let text = shaped.text.clone();
            let percent = nearest(100.0 * (1.0 - set.size_mm / millimetres(row.size_pt)));
            if let Some(kind) = set.overflow.or(endless) {
                self.report.overflow.push(Overflow { field, text, kind });
            } else if percent >= SHRUNK_PERCENT_MIN {
                self.report.shrunk.push(Shrunk { field, text, percent });
            }
        }
        (shaped.into_iter().map(|(row, _)| row).collect(), column)
    }

    pub(crate) fn glyphs(&mut self, ink: Ink, set: &Set, line: &crate::shape::Line, [x_mm, y_mm]: [f32; 2]) {
        for run in &line.runs {
            let first = run.glyphs.iter().map(|glyph| glyph.says.start).min().unwrap_or(0);
            let last = run.glyphs.iter().map(|glyph| glyph.says.end).max().unwrap_or(0);
            let mut glyphs = run.glyphs.clone();
            for glyph in &mut glyphs {
                glyph.says = glyph.says.start - first..glyph.says.end - first;
            }
            self.drawn.push(Drawn::Glyphs(GlyphRun {
                font: run.font,
                text: set.text.get(first..last).unwrap_or_default().to_owned(),
                size_mm: set.size_mm,
                x_mm: microns(x_mm + run.x * set.size_mm),
                y_mm: microns(y_mm),
                glyphs,
                ink,
            }));
        }
    }

    fn row_text(&self, row: &Row) -> String {
        let pieces = row.pieces.iter().map(|piece| match piece {
            Piece::Field(field) => printable(&self.content.text(*field)),
            Piece::Words(words) => {
                let said = self
                    .template
                    .languages
                    .iter()
                    .filter_map(|language| words.get(language));
                printable(&said.map(String::as_str).collect::<Vec<_>>().join(" · "))
            }
        });
        pieces
            .filter(|piece| !piece.is_empty())
            .collect::<Vec<_>>()
            .join(&row.between)
    }

    fn qr(&mut self, frame: Frame) {
        let frame = self.place(frame);
        match qr::code(&self.content.code) {
            Some(code) => self.drawn.push(Drawn::Qr(Modules {
                x_mm: frame.x_mm,
                y_mm: frame.y_mm,
                size_mm: frame.width_mm,
                code,
            })),
            None => self.report.overflow.push(Overflow {
                field: None,
                text: self.content.code.clone(),
                kind: OverflowKind::NoCode,
            }),
        }
    }
}

fn first_field(row: &Row) -> Option<Field> {
    row.pieces.iter().find_map(|piece| match piece {
        Piece::Field(field) => Some(*field),
        Piece::Words(_) => None,
    })
}

/// A text as it can be printed: composed letters, no control characters, no runs of spaces, a bounded length. The
/// words, accents, order and capitals stay as registered.
fn printable(text: &str) -> String {
    let composed: String = text.nfc().map(|c| if c.is_control() { ' ' } else { c }).collect();
    let words: Vec<_> = composed.split_whitespace().collect();
    words.join(" ").chars().take(CHARACTERS_MAX + 1).collect()
}

/// Whole micrometres: finer than any printer, and short in a PDF.
fn microns(mm: f32) -> f32 {
    (mm * 1_000.0).round() / 1_000.0
}
