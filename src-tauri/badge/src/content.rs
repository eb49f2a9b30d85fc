//! What a badge says about one person, as plain values; deliberately without `Serialize`, because it is personal.

use crate::template::Field;

/// The texts of one badge. Empty texts take no room.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct BadgeContent {
    pub given_name: String,
    pub family_name: String,
    /// Used where the registration knows no parts of the name.
    pub full_name: String,
    pub company: String,
    pub job_title: String,
    pub country: String,
    pub category: CategoryMark,
    /// The attendee's language (`ja`, `zh-Hant`, `ko`...), which chooses the form of Han characters; may be empty.
    pub language: String,
    /// The day or days as printed, such as `az. 24`.
    pub day: String,
    pub event_name: String,
    /// The badge code: 25 characters of the event's alphabet, drawn as the QR.
    pub code: String,
    /// The number that people read to each other, such as `B-0417`.
    pub badge_number: String,
}

/// A category as it stands on the badge: its word in each of the badge's languages, and its pattern.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CategoryMark {
    pub words: Vec<String>,
    pub pattern: Pattern,
}

/// The patterns of a category band. Label printers are one colour, so categories are patterns, always with the word.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Pattern {
    /// Visitors.
    #[default]
    Empty,
    /// Exhibitors.
    Solid,
    /// Speakers.
    Bars,
    /// Trade offices and organisations.
    Diagonals,
    /// Press.
    Dots,
    /// Organisers and staff.
    Half,
}

impl Pattern {
    pub const ALL: [Self; 6] = [
        Self::Empty,
        Self::Solid,
        Self::Bars,
        Self::Diagonals,
        Self::Dots,
        Self::Half,
    ];
}

/// Between the languages of a category's word.
pub(crate) const BETWEEN_WORDS: &str = " · ";

impl BadgeContent {
    /// The text of a field. The large given name is never empty while any name is known: a person with a family name
    /// only, or with one unparted name, has that name there, and not a second time below.
    pub(crate) fn text(&self, field: Field) -> String {
        match field {
            Field::GivenName => self.large_name().to_owned(),
            Field::FamilyName if blank(&self.given_name) => String::new(),
            Field::FamilyName => self.family_name.clone(),
            Field::FullName => self.whole_name(),
            Field::Company => self.company.clone(),
            Field::JobTitle => self.job_title.clone(),
            Field::Country => self.country.clone(),
            Field::Category => self.category.words.join(BETWEEN_WORDS),
            Field::Day => self.day.clone(),
            Field::EventName => self.event_name.clone(),
            Field::BadgeNumber => self.badge_number.clone(),
        }
    }

    fn large_name(&self) -> &str {
        [&self.given_name, &self.family_name, &self.full_name]
            .into_iter()
            .find(|name| !blank(name))
            .map_or("", String::as_str)
    }

    fn whole_name(&self) -> String {
        if !blank(&self.full_name) {
            return self.full_name.clone();
        }
        format!("{} {}", self.given_name, self.family_name)
            .trim()
            .to_owned()
    }
}

fn blank(text: &str) -> bool {
    text.trim().is_empty()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(given: &str, family: &str, full: &str) -> [String; 3] {
        let content = BadgeContent {
            given_name: given.into(),
            family_name: family.into(),
            full_name: full.into(),
            ..BadgeContent::default()
        };
        [Field::GivenName, Field::FamilyName, Field::FullName].map(|field| content.text(field))
    }

    #[test]
    fn the_large_name_is_never_empty_and_no_name_stands_twice() {
        assert_eq!(
            names("Itziar", "Agirre", ""),
            ["Itziar", "Agirre", "Itziar Agirre"]
        );
        assert_eq!(names("", "Suharto", ""), ["Suharto", "", "Suharto"]);
        assert_eq!(
            names("", " ", "Ana Belén Ruiz"),
            ["Ana Belén Ruiz", "", "Ana Belén Ruiz"]
        );
        assert_eq!(names("美咲", "田中", "田中 美咲"), ["美咲", "田中", "田中 美咲"]);
        assert_eq!(names("", "", ""), ["", "", ""]);
    }
}
