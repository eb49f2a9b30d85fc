//! Draws badges of hard names into a folder, for looking at: `cargo run -p sarrera-badge --example look -- FOLDER`.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::as_conversions,
    clippy::print_stdout,
    unreachable_pub,
    dead_code,
    reason = "a measuring tool may stop, and prints"
)]

#[path = "../tests/badge/people.rs"]
mod people;

use sarrera_badge::{Fonts, layout_all, pdf, shipped, shipped_names, svg};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let folder = std::env::args().nth(1).ok_or("a folder is wanted")?;
    let fonts = Fonts::bundled();
    let people = people::hard();
    for name in shipped_names() {
        let template = shipped(name).ok_or("a shipped template")?;
        let displays = layout_all(&template, &people, &fonts);
        std::fs::write(format!("{folder}/{name}.pdf"), pdf(&displays)?)?;
        for (number, display) in displays.iter().enumerate() {
            std::fs::write(format!("{folder}/{name}-{number:02}.svg"), svg(display))?;
            if !display.report.is_clean() {
                eprintln!("{name} {number}: {:?}", display.report);
            }
        }
    }
    Ok(())
}
