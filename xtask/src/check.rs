//! What a machine can say of the code without running the product: format, lints, licences, types, architecture.

use crate::step::{self, Failures};
use crate::window::WORKSPACE;
use crate::{needs, ui};
use anyhow::Result;

/// Everything, the architecture included.
pub(crate) fn check() -> Result<()> {
    needs::ensure(&[needs::BUILD])?;
    ui::build()?;
    let mut failures = Failures::default();
    lints(&mut failures);
    let mut architecture = step::cargo(["test", "--test", "architecture"]);
    architecture.args(WORKSPACE);
    failures.note(step::run(architecture));
    failures.verdict()?;
    println!("\nFormat, lints, licences, types and architecture are in order.");
    Ok(())
}

/// All but the tests; the page must have been built, because the desk embeds it.
pub(crate) fn lints(failures: &mut Failures) {
    failures.note(step::run(step::cargo(["fmt", "--all", "--", "--check", "-l"])));
    let mut clippy = step::cargo(["clippy", "--locked", "--all-targets"]);
    clippy.args(WORKSPACE).args(["--", "-D", "warnings"]);
    failures.note(step::run(clippy));
    if needs::on_path("cargo-deny") {
        failures.note(step::run(step::cargo([
            "deny", "check", "licenses", "bans", "sources",
        ])));
    } else {
        // Decision 0011: tests/architecture/licences.rs holds the same rules, so nothing is left out without it.
        println!(
            "\ncargo-deny is not installed: tests/architecture/licences.rs reads deny.toml in its place."
        );
    }
    failures.note(step::run(ui::npm(&["run", "check"])));
    failures.note(step::run(ui::npm(&["run", "lint"])));
}
