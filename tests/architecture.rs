//! The rules of docs/architecture.md that a machine can hold, one test for each; the rule is the message.
#![cfg(test)]

#[path = "architecture/commands.rs"]
mod commands;
#[path = "architecture/imports.rs"]
mod imports;
#[path = "architecture/layout.rs"]
mod layout;
#[path = "architecture/licences.rs"]
mod licences;
#[path = "architecture/pages.rs"]
mod pages;
#[path = "architecture/purity.rs"]
mod purity;
#[path = "architecture/text.rs"]
mod text;
#[path = "architecture/tree.rs"]
mod tree;
#[path = "architecture/words.rs"]
mod words;
