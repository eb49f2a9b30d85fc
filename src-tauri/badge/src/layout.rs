//! A template and a person's texts become a [`Display`]; many people become many, on all cores, in the same order.

use rayon::prelude::*;
use unicode_normalization::UnicodeNormalization;

use crate::bands::{QUARTER_ARC, pattern, polygon, rectangle};
use crate::content::{BadgeContent, Pattern};
use crate::display::{
    Display, Drawn, GlyphRun, Ink, MissingGlyph, Modules, Overflow, OverflowKind, Path, Report, Step,
};
use crate::fit::{CHARACTERS_MAX, Column, Fitter, Set, is_endless, widest_mm};
use crate::fonts::{Fonts, Han};
use crate::qr;
use crate::shape::Shaped;
use crate::template::{
    Align, BandElement, BoxElement, Element, Face, Field, Frame, LineElement, Piece, Row, Stand, Template,
    TextElement,
};

/// How much of a category band its word may take, so that the pattern is always seen; and the paper on both sides of
/// the word, in parts of its size.
const WORD_PART: f32 = 0.70;
const PLATE_PAD: f32 = 0.55;

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

struct Page<'a> {
    template: &'a Template,
    content: &'a BadgeContent,
    from_the_right: bool,
    fitter: Fitter<'a>,
    drawn: Vec<Drawn>,
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
    fn place(&self, frame: Frame) -> Frame {
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
    fn fit<'r>(&mut self, rows: &'r [Row], width_mm: f32, height_mm: f32) -> (Vec<&'r Row>, Column) {
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
            if let Some(kind) = set.overflow.or(endless) {
                let text = shaped.text.clone();
                self.report.overflow.push(Overflow {
                    field: first_field(row),
                    text,
                    kind,
                });
            }
        }
        (shaped.into_iter().map(|(row, _)| row).collect(), column)
    }

    fn glyphs(&mut self, ink: Ink, set: &Set, line: &crate::shape::Line, [x_mm, y_mm]: [f32; 2]) {
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

    /// The pattern fills the band beside the word; only on a solid band the word has a plate inside it.
    fn band(&mut self, band: &BandElement) {
        let whole = self.place(band.frame);
        let inner = Frame {
            y_mm: whole.y_mm + band.rule_mm,
            height_mm: whole.height_mm - band.rule_mm,
            ..whole
        };
        let most_mm = whole.width_mm * WORD_PART - band.inset_mm;
        let (_, column) = self.fit(std::slice::from_ref(&band.word), most_mm, inner.height_mm);
        let word = column
            .sets
            .first()
            .and_then(|set| Some((set, set.lines.first()?)));
        let plate = word.map(|(set, line)| {
            let pad_mm = set.size_mm * PLATE_PAD;
            let width_mm = widest_mm(set) + 2.0 * pad_mm;
            let high_mm = (line.up.max(0.7) + line.down.max(0.2)) * set.size_mm + pad_mm;
            let height_mm = high_mm.min(inner.height_mm);
            let y_mm = inner.y_mm + (inner.height_mm - height_mm) / 2.0;
            let x_mm = self.start_of(inner, band.inset_mm, width_mm);
            Frame {
                x_mm,
                y_mm,
                width_mm,
                height_mm,
            }
        });
        let drawn = self.content.category.pattern;
        match (drawn, plate) {
            (Pattern::Solid, Some(plate)) => {
                self.fill(pattern(whole, drawn, band.ink));
                self.rectangle(plate, Ink::PAPER);
            }
            (Pattern::Empty | Pattern::Solid, _) | (_, None) => self.fill(pattern(whole, drawn, band.ink)),
            (Pattern::Bars | Pattern::Diagonals | Pattern::Dots | Pattern::Half, Some(plate)) => {
                let taken_mm = band.inset_mm + plate.width_mm;
                let width_mm = whole.width_mm - taken_mm;
                let x_mm = if self.from_the_right {
                    whole.x_mm
                } else {
                    whole.x_mm + taken_mm
                };
                self.fill(pattern(
                    Frame {
                        x_mm,
                        width_mm,
                        ..inner
                    },
                    drawn,
                    band.ink,
                ));
            }
        }
        if band.rule_mm > 0.0 {
            self.rectangle(
                Frame {
                    height_mm: band.rule_mm,
                    ..whole
                },
                band.ink,
            );
        }
        if let (Some((set, line)), Some(plate)) = (word, plate) {
            // The capitals stand in the middle, whatever hangs below them; tall scripts stay on the plate.
            let middle = plate.y_mm + plate.height_mm / 2.0;
            let lowest = plate.y_mm + plate.height_mm - line.down * set.size_mm;
            let highest = plate.y_mm + line.up * set.size_mm;
            let baseline = (middle + 0.35 * set.size_mm).min(lowest).max(highest);
            let x_mm = plate.x_mm + set.size_mm * (PLATE_PAD - line.left);
            self.glyphs(band.word.ink, set, line, [x_mm, baseline]);
        }
    }

    /// Where something so wide stands that keeps a distance from the side where reading begins.
    fn start_of(&self, frame: Frame, inset_mm: f32, width_mm: f32) -> f32 {
        if self.from_the_right {
            frame.x_mm + frame.width_mm - inset_mm - width_mm
        } else {
            frame.x_mm + inset_mm
        }
    }

    fn line(&mut self, line: &LineElement) {
        let frame = Frame {
            x_mm: line.from_x_mm,
            y_mm: 0.0,
            width_mm: line.to_x_mm - line.from_x_mm,
            height_mm: 1.0,
        };
        let placed = self.place(frame);
        let (from, to) = if placed.x_mm == frame.x_mm {
            ([line.from_x_mm, line.from_y_mm], [line.to_x_mm, line.to_y_mm])
        } else {
            (
                [placed.x_mm + placed.width_mm, line.from_y_mm],
                [placed.x_mm, line.to_y_mm],
            )
        };
        let ([x, y], [to_x, to_y]) = (from, to);
        let length = (to_x - x).hypot(to_y - y);
        if length <= 0.0 || line.thick_mm <= 0.0 {
            return;
        }
        let half = line.thick_mm / 2.0 / length;
        let (across, along) = ((to_y - y) * half, (to_x - x) * half);
        let mut steps = Vec::new();
        polygon(
            &mut steps,
            &[
                [x + across, y - along],
                [to_x + across, to_y - along],
                [to_x - across, to_y + along],
                [x - across, y + along],
            ],
        );
        self.fill(Path { steps, ink: line.ink });
    }

    fn area(&mut self, area: &BoxElement) {
        let frame = self.place(area.frame);
        let rounds = [area.round_top_mm, area.round_bottom_mm];
        if let Some(ink) = area.outline {
            let mut steps = rounded(frame, rounds, false);
            let thick = area.outline_mm;
            let inner = Frame {
                x_mm: frame.x_mm + thick,
                y_mm: frame.y_mm + thick,
                width_mm: frame.width_mm - 2.0 * thick,
                height_mm: frame.height_mm - 2.0 * thick,
            };
            if inner.width_mm > 0.0 && inner.height_mm > 0.0 {
                steps.extend(rounded(inner, rounds.map(|round| (round - thick).max(0.0)), true));
            }
            self.fill(Path { steps, ink });
        }
        if let Some(ink) = area.fill {
            let thick = if area.outline.is_some() {
                area.outline_mm
            } else {
                0.0
            };
            let inner = Frame {
                x_mm: frame.x_mm + thick,
                y_mm: frame.y_mm + thick,
                width_mm: (frame.width_mm - 2.0 * thick).max(0.0),
                height_mm: (frame.height_mm - 2.0 * thick).max(0.0),
            };
            let steps = rounded(inner, rounds.map(|round| (round - thick).max(0.0)), false);
            self.fill(Path { steps, ink });
        }
    }

    fn rectangle(&mut self, frame: Frame, ink: Ink) {
        let mut steps = Vec::new();
        rectangle(&mut steps, frame);
        self.fill(Path { steps, ink });
    }

    fn fill(&mut self, path: Path) {
        if !path.steps.is_empty() {
            self.drawn.push(Drawn::Path(path));
        }
    }
}

/// Whole micrometres: finer than any printer, and short in a PDF.
fn microns(mm: f32) -> f32 {
    (mm * 1_000.0).round() / 1_000.0
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
    let composed: String = text
        .nfc()
        .take(CHARACTERS_MAX + 1)
        .map(|c| if c.is_control() { ' ' } else { c })
        .collect();
    composed.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A box with rounded corners; turned the other way round it is a hole.
fn rounded(frame: Frame, [round_top, round_bottom]: [f32; 2], hole: bool) -> Vec<Step> {
    let most = (frame.width_mm / 2.0).min(frame.height_mm);
    let (top, bottom) = (round_top.min(most), round_bottom.min(most));
    let (x, y) = (frame.x_mm, frame.y_mm);
    let (right, low) = (x + frame.width_mm, y + frame.height_mm);
    let (t, b) = (top * (1.0 - QUARTER_ARC), bottom * (1.0 - QUARTER_ARC));
    let corners = [
        ([x, y + top], [x, y + t], [x + t, y], [x + top, y]),
        ([right - top, y], [right - t, y], [right, y + t], [right, y + top]),
        (
            [right, low - bottom],
            [right, low - b],
            [right - b, low],
            [right - bottom, low],
        ),
        ([x + bottom, low], [x + b, low], [x, low - b], [x, low - bottom]),
    ];
    let mut ordered: Vec<_> = corners.into_iter().collect();
    if hole {
        ordered = ordered
            .into_iter()
            .rev()
            .map(|(a, b, c, d)| (d, c, b, a))
            .collect();
    }
    let mut steps = Vec::new();
    for (from, one, two, to) in ordered {
        steps.push(if steps.is_empty() {
            Step::Move(from)
        } else {
            Step::Line(from)
        });
        if from != to {
            steps.push(Step::Curve(one, two, to));
        }
    }
    steps.push(Step::Close);
    steps
}
