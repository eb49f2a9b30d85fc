//! One invented person: everything is drawn from the person's number, with a small generator of our own.

use super::groups::{Group, Hard, NameOrder, groups, hardest};
use crate::import::{Attendance, FieldSet, LeadSharing, ReadRow, RowKey, RowStatus, fold};

/// The categories of the demo's people, by id.
pub const CATEGORIES: [&str; 6] = [
    "visitor",
    "exhibitor",
    "speaker",
    "press",
    "organisation",
    "staff",
];

/// Every so-manieth person is one of the hardest, until all of them have come.
const HARD_EVERY: u32 = 41;

/// An invented person of the demo event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DemoPerson {
    /// From 1; it is what tells the person apart for ever.
    pub number: u32,
    pub full_name: String,
    pub given_name: Option<String>,
    pub family_name: Option<String>,
    /// How the name reads in Latin letters; for some of those who need it.
    pub name_reading: Option<String>,
    pub company: Option<String>,
    pub job_title: Option<String>,
    pub email: String,
    pub country: &'static str,
    pub language: &'static str,
    /// One of [`CATEGORIES`].
    pub category: &'static str,
    pub status: RowStatus,
    pub blocked: bool,
    pub lead_sharing: LeadSharing,
    pub mode: Attendance,
    pub attention: Option<&'static str>,
}

impl DemoPerson {
    /// The person as a row of a file of the family `demo`, so that the demo comes in by the same road as an import.
    #[must_use]
    pub fn to_row(&self) -> ReadRow {
        ReadRow {
            row: u64::from(self.number),
            key: RowKey {
                family: "demo",
                key: self.number.to_string(),
            },
            full_name: Some(self.full_name.clone()),
            given_name: self.given_name.clone(),
            family_name: self.family_name.clone(),
            name_reading: self.name_reading.clone(),
            company: self.company.clone(),
            job_title: self.job_title.clone(),
            email: Some(self.email.clone()),
            phone: None,
            country: Some(self.country.to_owned()),
            language: Some(self.language.to_owned()),
            category: Some(self.category.to_owned()),
            status: Some(self.status),
            blocked: Some(self.blocked),
            order_code: None,
            ticket_code: None,
            badge_code: None,
            checked_in: None,
            checked_out_at: None,
            valid_from: None,
            valid_until: None,
            attention: self.attention.map(str::to_owned),
            attention_asked: None,
            note: None,
            lead_sharing: Some(self.lead_sharing),
            mode: Some(self.mode),
            empty: FieldSet::default(),
        }
    }
}

/// The first `count` invented people, always the same.
#[must_use]
pub fn people(count: u32) -> Vec<DemoPerson> {
    (1..=count).map(person).collect()
}

fn person(number: u32) -> DemoPerson {
    let mut dice = Dice::of(number);
    let hard = number
        .checked_rem(HARD_EVERY)
        .filter(|rest| *rest == 0)
        .and_then(|_| {
            let at = usize::try_from(number / HARD_EVERY).ok()?.checked_sub(1)?;
            hardest().get(at)
        });
    match hard {
        Some(hard) => hard_person(number, hard, &mut dice),
        None => group_person(number, &mut dice),
    }
}

fn group_person(number: u32, dice: &mut Dice) -> DemoPerson {
    let group = draw_group(dice);
    let given = dice.pick(&group.given);
    let family = draw_family(group, dice);
    let name = full_name(group.order, given.text, &family.text);
    // Of those who need a reading, every third did not give one: the search must find them all the same.
    let needs_reading = given.latin.is_some();
    let reading = full_name(group.order, given.latin(), &family.latin);
    let gives_reading = needs_reading && dice.below(3) > 0;
    let category = draw_category(dice);
    let company = draw_company(group, category, dice);
    let (status, blocked) = draw_status(category, dice);
    DemoPerson {
        number,
        full_name: name,
        given_name: Some(given.text.to_owned()),
        family_name: Some(family.text.clone()),
        name_reading: gives_reading.then_some(reading),
        company,
        job_title: (dice.below(10) < 7).then(|| dice.pick(&group.jobs).text.to_owned()),
        email: mail(&format!("{} {}", given.latin(), family.latin), number),
        country: dice.pick(&group.countries),
        language: group.language,
        category,
        status,
        blocked,
        lead_sharing: draw_lead_sharing(dice),
        mode: draw_mode(category, dice),
        attention: draw_attention(number),
    }
}

fn hard_person(number: u32, hard: &Hard, dice: &mut Dice) -> DemoPerson {
    let text = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
    let is_family_first = matches!(hard.language, "ja" | "ko");
    let order = if is_family_first {
        NameOrder::FamilyFirst
    } else {
        NameOrder::GivenFirst
    };
    let category = CATEGORIES
        .into_iter()
        .find(|category| *category == hard.category)
        .unwrap_or("visitor");
    DemoPerson {
        number,
        full_name: full_name(order, hard.given, hard.family),
        given_name: text(hard.given),
        family_name: text(hard.family),
        name_reading: hard.latin.map(str::to_owned),
        company: text(hard.company),
        job_title: None,
        email: mail(
            hard.latin.unwrap_or(&format!("{} {}", hard.given, hard.family)),
            number,
        ),
        country: hard.country,
        language: hard.language,
        category,
        status: RowStatus::Paid,
        blocked: false,
        lead_sharing: draw_lead_sharing(dice),
        mode: Attendance::InPerson,
        attention: None,
    }
}

fn draw_group(dice: &mut Dice) -> &'static Group {
    let total: u64 = groups().iter().map(|group| group.share).sum();
    let mut left = dice.below(total);
    for group in groups() {
        if left < group.share {
            return group;
        }
        left -= group.share;
    }
    unreachable!("the draw is below the sum of the shares")
}

struct Family {
    text: String,
    latin: String,
}

/// Basque and Spanish people have two family names; two of one kind make no sense and are drawn again once.
fn draw_family(group: &Group, dice: &mut Dice) -> Family {
    let first = dice.pick(&group.family);
    if group.order != NameOrder::TwoFamilyNames {
        return Family {
            text: first.text.to_owned(),
            latin: first.latin().to_owned(),
        };
    }
    let mut second = dice.pick(&group.family);
    if second == first {
        second = dice.pick(&group.family);
    }
    let text = format!("{} {}", first.text, second.text);
    Family {
        latin: text.clone(),
        text,
    }
}

fn full_name(order: NameOrder, given: &str, family: &str) -> String {
    let is_latin = given
        .chars()
        .chain(family.chars())
        .any(|c| c.is_ascii_alphabetic());
    let joined = match order {
        NameOrder::GivenFirst | NameOrder::TwoFamilyNames => format!("{given} {family}"),
        NameOrder::FamilyFirstUnspaced if !is_latin => format!("{family}{given}"),
        NameOrder::FamilyFirst | NameOrder::FamilyFirstUnspaced => format!("{family} {given}"),
    };
    joined.trim().to_owned()
}

fn draw_category(dice: &mut Dice) -> &'static str {
    match dice.below(100) {
        0..70 => "visitor",
        70..87 => "exhibitor",
        87..92 => "speaker",
        92..95 => "press",
        95..98 => "organisation",
        _ => "staff",
    }
}

/// Visitors may come for themselves; all others come for somebody.
fn draw_company(group: &Group, category: &str, dice: &mut Dice) -> Option<String> {
    let alone = category == "visitor" && dice.below(8) == 0;
    let company = dice.pick(&group.companies);
    if category == "staff" || category == "organisation" {
        return Some("SPRI (demo)".to_owned());
    }
    (!alone).then(|| company.text.to_owned())
}

fn draw_status(category: &str, dice: &mut Dice) -> (RowStatus, bool) {
    let draw = dice.below(1000);
    if category == "staff" || category == "organisation" {
        return (RowStatus::Paid, false);
    }
    match draw {
        0..30 => (RowStatus::Pending, false),
        30..46 => (RowStatus::Canceled, false),
        46..54 => (RowStatus::Expired, false),
        54..60 => (RowStatus::Unapproved, false),
        60..68 => (RowStatus::Paid, true),
        _ => (RowStatus::Paid, false),
    }
}

fn draw_lead_sharing(dice: &mut Dice) -> LeadSharing {
    match dice.below(10) {
        0..6 => LeadSharing::Share,
        6..9 => LeadSharing::AskMe,
        _ => LeadSharing::Dont,
    }
}

fn draw_mode(category: &str, dice: &mut Dice) -> Attendance {
    if category == "visitor" && dice.below(100) < 2 {
        Attendance::Online
    } else {
        Attendance::InPerson
    }
}

/// What the desk must do before it lets somebody in: for a handful.
fn draw_attention(number: u32) -> Option<&'static str> {
    const TEXTS: [&str; 6] = [
        "Ask for the signed press accreditation.",
        "Wheelchair: open the wide gate.",
        "Delegation: call the host (protocol) before letting them in.",
        "Gutun bat zain du mahaian.",
        "Entregar la documentación del ponente.",
        "Interpreter waits at the information desk.",
    ];
    const EVERY: u32 = 307;
    let turn = usize::try_from(number / EVERY).ok()?;
    if number.is_multiple_of(EVERY) {
        TEXTS.get(turn.checked_sub(1)?).copied()
    } else {
        None
    }
}

/// A mail address at a domain that is nobody's.
fn mail(latin_name: &str, number: u32) -> String {
    const DOMAINS: [&str; 3] = ["example.org", "example.net", "example.com"];
    const NAME_CHARS_MAX: usize = 40;
    let folded = fold::fold_label(latin_name);
    let name: String = folded
        .chars()
        .map(|c| if c == ' ' { '.' } else { c })
        .filter(|c| c.is_ascii_alphanumeric() || *c == '.')
        .take(NAME_CHARS_MAX)
        .collect();
    let name = name.trim_matches('.');
    let name = if name.is_empty() { "visitor" } else { name };
    let domain = usize::try_from(number % 3)
        .ok()
        .and_then(|at| DOMAINS.get(at))
        .copied()
        .unwrap_or("example.org");
    format!("{name}.{number}@{domain}")
}

/// SplitMix64, seeded by a person's number.
struct Dice(u64);

impl Dice {
    fn of(number: u32) -> Self {
        Self(u64::from(number).wrapping_mul(0x9e37_79b9_7f4a_7c15))
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    fn below(&mut self, sides: u64) -> u64 {
        self.next() % sides.max(1)
    }

    fn pick<T: Copy + Default>(&mut self, things: &[T]) -> T {
        let sides = u64::try_from(things.len()).unwrap_or(u64::MAX);
        let at = usize::try_from(self.below(sides)).unwrap_or(0);
        things.get(at).copied().unwrap_or_default()
    }
}
