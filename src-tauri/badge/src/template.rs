//! A badge template: a document in millimetres that a person can read, edit and send, checked before it is used.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::display::Ink;

/// The version of the document that this code writes, and the newest that it reads.
pub const TEMPLATE_VERSION: u32 = 1;

const SIDE_MM_MIN: f32 = 10.0;
const SIDE_MM_MAX: f32 = 1_000.0;
const ELEMENTS_MAX: usize = 200;
const ROWS_MAX: usize = 50;
const POINTS_MAX: f32 = 1_000.0;
const LINES_MAX: usize = 20;

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Template {
    pub version: u32,
    pub name: String,
    pub width_mm: f32,
    pub height_mm: f32,
    /// The languages of the template's own words, in the order in which they are printed.
    pub languages: Vec<String>,
    /// Whether the badge of a person whose name reads from the right is laid out as in a mirror.
    #[serde(default)]
    pub mirrors: bool,
    /// Drawn in this order, the later over the earlier.
    pub elements: Vec<Element>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Element {
    Text(TextElement),
    Qr(QrElement),
    Category(BandElement),
    Line(LineElement),
    Box(BoxElement),
    Image(ImageElement),
}

/// Where an element stands, from the top left of the badge. Its ink never leaves the frame.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Frame {
    pub x_mm: f32,
    pub y_mm: f32,
    pub width_mm: f32,
    pub height_mm: f32,
}

/// One text, or several that follow each other downwards: where one needs more room the next ones give way.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TextElement {
    #[serde(flatten)]
    pub frame: Frame,
    #[serde(default)]
    pub align: Align,
    #[serde(default)]
    pub stand: Stand,
    pub rows: Vec<Row>,
}

/// One text of an element: its pieces, how large it is, and what it may do when it does not fit.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Row {
    /// Empty pieces are left out.
    pub pieces: Vec<Piece>,
    #[serde(default = "space")]
    pub between: String,
    pub face: Face,
    pub size_pt: f32,
    pub smallest_pt: f32,
    /// What is tried in turn when the text is too wide; after the last the badge is reported.
    #[serde(default = "shrink_then_wrap")]
    pub fit: Vec<Fit>,
    /// With `shrink` before `wrap`: down to this size the text stays on one line.
    #[serde(default)]
    pub one_line_to_pt: Option<f32>,
    #[serde(default = "one")]
    pub lines_max: usize,
    /// Free space above, if anything stands above.
    #[serde(default)]
    pub gap_mm: f32,
    #[serde(default)]
    pub ink: Ink,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Piece {
    Field(Field),
    /// The template's own words, by language.
    Words(BTreeMap<String, String>),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Field {
    GivenName,
    FamilyName,
    FullName,
    Company,
    JobTitle,
    Country,
    Category,
    Day,
    EventName,
    BadgeNumber,
}

/// What a text does when it is too wide.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Fit {
    Shrink,
    Wrap,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Face {
    /// The heaviest, for the given name.
    Display,
    Strong,
    Plain,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Align {
    /// Where the person's name begins: left, or right for Arabic and Hebrew.
    #[default]
    Start,
    Centre,
    End,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stand {
    #[default]
    Top,
    Middle,
    Bottom,
}

/// The badge code. Four modules on each side must stay free; `Template::check` holds that.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct QrElement {
    pub x_mm: f32,
    pub y_mm: f32,
    pub size_mm: f32,
}

/// The band with the category's pattern, and its word on a plate of paper.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct BandElement {
    #[serde(flatten)]
    pub frame: Frame,
    /// The line along the band's top.
    pub rule_mm: f32,
    /// From the band's start to the plate.
    pub inset_mm: f32,
    pub word: Row,
    #[serde(default)]
    pub ink: Ink,
}

#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct LineElement {
    pub from_x_mm: f32,
    pub from_y_mm: f32,
    pub to_x_mm: f32,
    pub to_y_mm: f32,
    pub thick_mm: f32,
    #[serde(default)]
    pub ink: Ink,
}

/// A box, filled or outlined. Its upper corners may be rounded up to an arch.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct BoxElement {
    #[serde(flatten)]
    pub frame: Frame,
    #[serde(default)]
    pub round_top_mm: f32,
    #[serde(default)]
    pub round_bottom_mm: f32,
    #[serde(default)]
    pub fill: Option<Ink>,
    #[serde(default)]
    pub outline: Option<Ink>,
    #[serde(default)]
    pub outline_mm: f32,
}

/// Room for a picture of the event, named by its hash. Nothing is drawn there yet.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ImageElement {
    #[serde(flatten)]
    pub frame: Frame,
    pub blob: String,
}

fn space() -> String {
    " ".to_owned()
}

fn one() -> usize {
    1
}

fn shrink_then_wrap() -> Vec<Fit> {
    vec![Fit::Shrink, Fit::Wrap]
}

#[derive(Debug, Error, PartialEq, Eq)]
pub enum TemplateError {
    #[error("this is not a badge template: {0}")]
    NotATemplate(String),
    #[error("this template is of version {found}; this app reads up to {TEMPLATE_VERSION}: update the app")]
    TooNew { found: u32 },
    #[error("element {element} of this template: {rule}")]
    Wrong { element: usize, rule: &'static str },
    #[error("this template: {0}")]
    WrongSize(&'static str),
}

impl Template {
    /// Reads and checks a template's document.
    pub fn parse(json: &[u8]) -> Result<Self, TemplateError> {
        #[derive(Deserialize)]
        struct Versioned {
            version: u32,
        }
        let unreadable = |error: serde_json::Error| TemplateError::NotATemplate(error.to_string());
        let Versioned { version } = serde_json::from_slice(json).map_err(unreadable)?;
        if version > TEMPLATE_VERSION {
            return Err(TemplateError::TooNew { found: version });
        }
        let template: Self = serde_json::from_slice(json).map_err(unreadable)?;
        template.check()?;
        Ok(template)
    }

    /// The document, as it is kept, published and exported.
    pub fn to_json(&self) -> Result<String, TemplateError> {
        serde_json::to_string_pretty(self).map_err(|error| TemplateError::NotATemplate(error.to_string()))
    }

    /// Holds the rules that drawing relies on: sane sizes, every frame on the badge, a quiet zone around each QR.
    pub fn check(&self) -> Result<(), TemplateError> {
        let sides = [self.width_mm, self.height_mm];
        if !sides
            .iter()
            .all(|side| (SIDE_MM_MIN..=SIDE_MM_MAX).contains(side))
        {
            return Err(TemplateError::WrongSize("a side is between 10 mm and 1,000 mm"));
        }
        if self.elements.len() > ELEMENTS_MAX {
            return Err(TemplateError::WrongSize("it has at most 200 elements"));
        }
        for (element, part) in self.elements.iter().enumerate() {
            self.check_element(part)
                .map_err(|rule| TemplateError::Wrong { element, rule })?;
        }
        Ok(())
    }

    fn check_element(&self, element: &Element) -> Result<(), &'static str> {
        match element {
            Element::Text(text) => {
                self.check_frame(text.frame)?;
                if text.rows.len() > ROWS_MAX {
                    return Err("a text has at most 50 rows");
                }
                text.rows.iter().try_for_each(check_row)
            }
            Element::Qr(qr) => self.check_frame(qr.with_quiet_zone()).map_err(|_| QUIET),
            Element::Category(band) => {
                self.check_frame(band.frame)?;
                check_lengths(&[band.rule_mm, band.inset_mm])?;
                check_row(&band.word)
            }
            Element::Line(line) => check_lengths(&[
                line.from_x_mm,
                line.from_y_mm,
                line.to_x_mm,
                line.to_y_mm,
                line.thick_mm,
            ]),
            Element::Box(area) => {
                check_lengths(&[area.round_top_mm, area.round_bottom_mm, area.outline_mm])?;
                check_finite(area.frame)
            }
            Element::Image(image) => self.check_frame(image.frame),
        }
    }

    fn check_frame(&self, frame: Frame) -> Result<(), &'static str> {
        check_finite(frame)?;
        let inside = frame.x_mm >= 0.0
            && frame.y_mm >= 0.0
            && frame.x_mm + frame.width_mm <= self.width_mm + SLACK_MM
            && frame.y_mm + frame.height_mm <= self.height_mm + SLACK_MM;
        if inside {
            Ok(())
        } else {
            Err("its frame stands on the badge")
        }
    }
}

/// Rounding of decimal millimetres is no fault.
const SLACK_MM: f32 = 0.01;

/// What a QR code needs free around it, and the smallest code that a badge carries.
const QUIET_MODULES: f32 = 4.0;
const MODULES_MIN: f32 = 25.0;
const QUIET: &str = "four modules around a QR code stay free and on the badge";

impl QrElement {
    pub fn frame(&self) -> Frame {
        Frame {
            x_mm: self.x_mm,
            y_mm: self.y_mm,
            width_mm: self.size_mm,
            height_mm: self.size_mm,
        }
    }

    pub fn with_quiet_zone(&self) -> Frame {
        let quiet = self.size_mm * QUIET_MODULES / MODULES_MIN;
        Frame {
            x_mm: self.x_mm - quiet,
            y_mm: self.y_mm - quiet,
            width_mm: self.size_mm + 2.0 * quiet,
            height_mm: self.size_mm + 2.0 * quiet,
        }
    }
}

fn check_finite(frame: Frame) -> Result<(), &'static str> {
    let numbers = [frame.x_mm, frame.y_mm, frame.width_mm, frame.height_mm];
    let sane = numbers.iter().all(|number| number.abs() <= SIDE_MM_MAX);
    if sane && frame.width_mm > 0.0 && frame.height_mm > 0.0 {
        Ok(())
    } else {
        Err("a frame has a width and a height")
    }
}

fn check_lengths(lengths: &[f32]) -> Result<(), &'static str> {
    if lengths.iter().all(|length| (0.0..=SIDE_MM_MAX).contains(length)) {
        Ok(())
    } else {
        Err("a length is between 0 and 1,000 mm")
    }
}

fn check_row(row: &Row) -> Result<(), &'static str> {
    check_lengths(&[row.gap_mm])?;
    if !(1.0..=POINTS_MAX).contains(&row.smallest_pt)
        || !(row.smallest_pt..=POINTS_MAX).contains(&row.size_pt)
    {
        return Err("a size is at least the smallest size, which is at least 1 pt");
    }
    if !(1..=LINES_MAX).contains(&row.lines_max) {
        return Err("a text has between 1 and 20 lines");
    }
    Ok(())
}
