//! The badge engine from outside: what every badge must keep, whoever's name is on it.
#![cfg(test)]
#![allow(
    clippy::as_conversions,
    clippy::wildcard_enum_match_arm,
    reason = "tests measure dots and pick runs"
)]

mod golden;
mod names;
mod pdf;
mod people;
mod qr;
mod templates;

use std::sync::OnceLock;

use sarrera_badge::{BadgeContent, Display, Fonts, Template, layout, shipped, shipped_names};

fn fonts() -> &'static Fonts {
    static FONTS: OnceLock<Fonts> = OnceLock::new();
    FONTS.get_or_init(Fonts::bundled)
}

fn both() -> [Template; 2] {
    ["a6", "label-62x100"].map(|name| shipped(name).unwrap())
}

fn badge(template: &str, texts: [&str; 4]) -> Display {
    layout(&shipped(template).unwrap(), &people::person(0, texts), fonts())
}

/// Every hard name on every shipped template.
fn each(mut check: impl FnMut(&Template, &BadgeContent, &Display)) {
    assert_eq!(
        shipped_names().count(),
        both().len(),
        "a new template is tested too"
    );
    for template in both() {
        for content in people::hard() {
            check(&template, &content, &layout(&template, &content, fonts()));
        }
    }
}
