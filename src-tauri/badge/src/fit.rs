//! Makes texts fit: as large as their frame allows, then smaller, then on more lines; what still does not fit is said.

use crate::display::OverflowKind;
use crate::fonts::{Fonts, Han};
use crate::numbers::millimetres;
use crate::shape::{Line, Setter, Shaped};
use crate::template::{Fit, Row};

/// Room that a line takes at least above and below its baseline, so that baselines do not depend on which letters a
/// name happens to have; and from baseline to baseline. In parts of the font size.
const ASCENT: f32 = 0.75;
const DEPTH: f32 = 0.20;
const LEADING: f32 = 1.08;
/// Paper between the ink of two lines, for scripts that build higher or lower.
const BETWEEN_INK: f32 = 0.06;

/// How finely the largest size is looked for, and in how many steps a column shrinks.
const HALVINGS: usize = 6;
const SHRINKS: usize = 24;
const SHRINK: f32 = 0.94;
const LARGEST_ALONE_TO: f32 = 0.62;

/// A row as it will stand: its size and lines, and what had to be done to it.
#[derive(Debug, Default)]
pub(crate) struct Set {
    pub(crate) size_mm: f32,
    pub(crate) lines: Vec<Line>,
    pub(crate) text: String,
    pub(crate) overflow: Option<OverflowKind>,
}

pub(crate) struct Fitter<'a> {
    pub(crate) setter: &'a mut Setter,
    pub(crate) fonts: &'a Fonts,
    pub(crate) han: Han,
}

pub(crate) struct Column {
    pub(crate) sets: Vec<Set>,
    /// For each set, the baseline of each line below the column's top.
    pub(crate) baselines_mm: Vec<Vec<f32>>,
    pub(crate) height_mm: f32,
}

impl Fitter<'_> {
    /// Fits rows that follow each other downwards into one frame.
    pub(crate) fn column(&mut self, rows: &mut [(&Row, Shaped)], width_mm: f32, height_mm: f32) -> Column {
        let [mut scale, mut largest_scale] = [1.0; 2];
        let largest_pt = rows.iter().map(|(row, _)| row.size_pt).fold(0.0, f32::max);
        let mut column = Column {
            sets: Vec::new(),
            baselines_mm: Vec::new(),
            height_mm: 0.0,
        };
        for _ in 0..=SHRINKS {
            let sets = rows.iter_mut().map(|(row, shaped)| {
                let scale = if row.size_pt < largest_pt {
                    scale
                } else {
                    largest_scale
                };
                let largest_mm = millimetres((row.size_pt * scale).max(row.smallest_pt));
                self.row(row, shaped, width_mm, largest_mm)
            });
            let sets = sets.collect();
            column = stack(rows, sets);
            if column.height_mm <= height_mm {
                return column;
            }
            // The largest text gives way alone at first: it has the most to give.
            largest_scale *= SHRINK;
            if largest_scale < LARGEST_ALONE_TO {
                scale *= SHRINK;
            }
        }
        let mut sets = column.sets;
        while column.height_mm > height_mm {
            let Some(last) = sets.iter().rposition(|set| !set.lines.is_empty()) else {
                break;
            };
            if let (Some((row, shaped)), Some(set)) = (rows.get_mut(last), sets.get_mut(last)) {
                let fewer = set.lines.len() - 1;
                *set = self.cut(row, shaped, width_mm, millimetres(row.smallest_pt), fewer);
            }
            column = stack(rows, sets);
            sets = std::mem::take(&mut column.sets);
        }
        column.sets = sets;
        column
    }

    /// Fits one row into a width.
    fn row(&mut self, row: &Row, shaped: &mut Shaped, width_mm: f32, largest_mm: f32) -> Set {
        let lines_max = row.lines_max;
        let one_line = self.setter.lines(self.fonts, shaped, None);
        let natural = one_line.iter().map(Line::width).fold(0.0, f32::max);
        let text = shaped.text.clone();
        let whole = |size_mm, lines| Set {
            size_mm,
            lines,
            text,
            overflow: None,
        };
        if natural * largest_mm <= width_mm {
            return whole(largest_mm, one_line);
        }
        let shrinks = row.fit.contains(&Fit::Shrink);
        let wraps = row.fit.contains(&Fit::Wrap) && lines_max > 1;
        let smallest_mm = if shrinks {
            millimetres(row.smallest_pt).min(largest_mm)
        } else {
            largest_mm
        };
        let shrunk_mm = width_mm / natural;
        let one_line_to_mm = match (row.fit.first(), row.one_line_to_pt) {
            (Some(Fit::Shrink), Some(points)) if wraps => millimetres(points).clamp(smallest_mm, largest_mm),
            (Some(Fit::Shrink), None | Some(_)) => smallest_mm,
            (Some(Fit::Wrap) | None, _) => f32::INFINITY,
        };
        if shrunk_mm >= one_line_to_mm {
            return whole(shrunk_mm, one_line);
        }
        if wraps
            && let Some(set) = self.wrapped(shaped, width_mm, [smallest_mm, largest_mm], lines_max, false)
        {
            return if shrinks && shrunk_mm > set.size_mm {
                whole(shrunk_mm, one_line)
            } else {
                set
            };
        }
        if shrunk_mm >= smallest_mm {
            return whole(shrunk_mm, one_line);
        }
        self.wrapped(shaped, width_mm, [smallest_mm, largest_mm], lines_max, true)
            .map(|set| Set {
                overflow: Some(OverflowKind::Broken),
                ..set
            })
            .unwrap_or_else(|| self.cut(row, shaped, width_mm, smallest_mm, lines_max))
    }

    /// The largest size at which the text stands on its lines.
    fn wrapped(
        &mut self,
        shaped: &mut Shaped,
        width_mm: f32,
        [mut low_mm, mut high_mm]: [f32; 2],
        lines_max: usize,
        may_break: bool,
    ) -> Option<Set> {
        let mut at = |size_mm: f32| {
            let lines = self.setter.lines(self.fonts, shaped, Some(width_mm / size_mm));
            let fits = lines.len() <= lines_max
                && lines
                    .iter()
                    .all(|line| (may_break || !line.broken) && line.width() * size_mm <= width_mm);
            fits.then(|| Set {
                size_mm,
                lines,
                text: shaped.text.clone(),
                overflow: None,
            })
        };
        if let Some(set) = at(high_mm) {
            return Some(set);
        }
        let mut best = at(low_mm)?;
        for _ in 0..HALVINGS {
            let middle_mm = (low_mm + high_mm) / 2.0;
            match at(middle_mm) {
                Some(set) => (best, low_mm) = (set, middle_mm),
                None => high_mm = middle_mm,
            }
        }
        Some(best)
    }

    /// As much of the text as so many lines hold, ended by an ellipsis.
    fn cut(&mut self, row: &Row, shaped: &mut Shaped, width_mm: f32, size_mm: f32, lines_max: usize) -> Set {
        let lost = Set {
            text: shaped.text.clone(),
            size_mm,
            lines: Vec::new(),
            overflow: Some(OverflowKind::Cut),
        };
        let lines = self.setter.lines(self.fonts, shaped, Some(width_mm / size_mm));
        let Some(last) = lines_max.checked_sub(1).and_then(|last| lines.get(last)) else {
            return lost;
        };
        let mut kept = shaped.text.get(..last.ends_at).unwrap_or_default().to_owned();
        while pop_grapheme(&mut kept) {
            let text = format!("{}…", kept.trim_end());
            let mut shorter = self.setter.shape(&text, row.face, self.han);
            let lines = self
                .setter
                .lines(self.fonts, &mut shorter, Some(width_mm / size_mm));
            if lines.len() <= lines_max && lines.iter().all(|line| line.width() * size_mm <= width_mm) {
                return Set {
                    size_mm,
                    lines,
                    text,
                    overflow: Some(OverflowKind::Cut),
                };
            }
        }
        lost
    }
}

/// Takes the last character off, with the marks that stand on it.
fn pop_grapheme(text: &mut String) -> bool {
    while let Some(c) = text.pop() {
        if !unicode_normalization::char::is_combining_mark(c) {
            return true;
        }
    }
    false
}

/// Stands the rows under each other.
fn stack(rows: &[(&Row, Shaped)], sets: Vec<Set>) -> Column {
    let mut column = Column {
        sets: Vec::new(),
        baselines_mm: Vec::new(),
        height_mm: 0.0,
    };
    for ((row, _), set) in rows.iter().zip(sets) {
        let size = set.size_mm;
        let mut baselines: Vec<f32> = Vec::new();
        let mut above: Option<&Line> = None;
        for line in &set.lines {
            let baseline = match (above, baselines.last()) {
                (Some(above), Some(last)) => last + size * LEADING.max(above.down + line.up + BETWEEN_INK),
                (None, _) | (_, None) => {
                    let gap = if column.height_mm > 0.0 { row.gap_mm } else { 0.0 };
                    column.height_mm + gap + size * line.up.max(ASCENT)
                }
            };
            baselines.push(baseline);
            above = Some(line);
        }
        if let (Some(line), Some(baseline)) = (above, baselines.last()) {
            column.height_mm = baseline + size * line.down.max(DEPTH);
        }
        column.baselines_mm.push(baselines);
        column.sets.push(set);
    }
    column
}

/// The widest line of a set, in millimetres.
pub(crate) fn widest_mm(set: &Set) -> f32 {
    set.lines.iter().map(Line::width).fold(0.0, f32::max) * set.size_mm
}

/// How long a text may be before it is shaped at all; nothing this long fits a badge.
pub(crate) const CHARACTERS_MAX: usize = 400;

/// Whether a text is so long that it is cut before shaping.
pub(crate) fn is_endless(text: &str) -> bool {
    text.chars().nth(CHARACTERS_MAX).is_some()
}
