//! The templates that come with the app: an A6 sheet and a 62 × 100 mm label of one colour.

use crate::template::Template;

const SHIPPED: [(&str, &str); 2] = [
    ("a6", include_str!("../templates/a6.json")),
    ("label-62x100", include_str!("../templates/label-62x100.json")),
];

/// The names that [`shipped`] knows.
pub fn shipped_names() -> impl Iterator<Item = &'static str> {
    SHIPPED.iter().map(|(name, _)| *name)
}

/// A shipped template by its name. That each of them is sound is held by a test.
pub fn shipped(name: &str) -> Option<Template> {
    let (_, json) = SHIPPED.iter().find(|(shipped, _)| *shipped == name)?;
    Template::parse(json.as_bytes()).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_shipped_template_is_sound_and_says_its_own_name() {
        for name in shipped_names() {
            let template = shipped(name).unwrap();
            assert_eq!(template.name, name);
            assert_eq!(
                Template::parse(template.to_json().unwrap().as_bytes()),
                Ok(template)
            );
        }
        assert!(shipped("a5").is_none());
    }
}
