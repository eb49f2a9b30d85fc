//! What is not text on a badge: the category band, lines and boxes.

use crate::bands::{QUARTER_ARC, pattern, polygon, rectangle};
use crate::content::Pattern;
use crate::display::{Drawn, Ink, Path, Step};
use crate::fit::widest_mm;
use crate::layout::Page;
use crate::template::{BandElement, BoxElement, Frame, LineElement};

/// How much of a category band its word may take, so that the pattern is always seen; and the paper on both sides of
/// the word, in parts of its size.
const WORD_PART: f32 = 0.70;
const PLATE_PAD: f32 = 0.55;

impl Page<'_> {
    /// The pattern fills the band beside the word; only on a solid band the word has a plate inside it.
    pub(crate) fn band(&mut self, band: &BandElement) {
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

    pub(crate) fn line(&mut self, line: &LineElement) {
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

    pub(crate) fn area(&mut self, area: &BoxElement) {
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
