//! Files of five programs and of people who made lists, read as they come.

mod bad;
mod families;
mod mapping;
mod pretix;
mod torn;
mod workbooks;

use super::*;
use chrono_tz::Europe::Madrid;
use std::fmt::Write as _;
use std::path::PathBuf;

fn file(name: &str) -> Vec<u8> {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("tests/files")
        .join(name);
    std::fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn open(bytes: Vec<u8>) -> Table {
    Table::open(bytes, &ReadOptions::default()).unwrap()
}

fn outcomes(table: &Table, choices: &Choices) -> Vec<Outcome> {
    let mapping = Mapping::recognise(&table.headers, choices).unwrap();
    read_rows(table, &mapping, Madrid).collect()
}

fn taken(outcomes: &[Outcome]) -> Vec<&ReadRow> {
    outcomes
        .iter()
        .filter_map(|o| {
            if let Outcome::Taken(row, _) = o {
                Some(row.as_ref())
            } else {
                None
            }
        })
        .collect()
}

/// The whole reading of a file as text: notes, and a line for every row.
fn show(bytes: Vec<u8>) -> String {
    show_with(bytes, &Choices::default())
}

fn show_with(bytes: Vec<u8>, choices: &Choices) -> String {
    let table = match Table::open(bytes, &ReadOptions::default()) {
        Ok(table) => table,
        Err(error) => return format!("{}: {error}\n", error.code()),
    };
    let mut out = String::new();
    for note in &table.notes {
        writeln!(out, "note {}: {note}", note.code()).unwrap();
    }
    match Mapping::recognise(&table.headers, choices) {
        Ok(mapping) => {
            writeln!(
                out,
                "{} open: {:?}",
                mapping.family.name(),
                mapping.open_headers()
            )
            .unwrap();
            for outcome in read_rows(&table, &mapping, Madrid) {
                out.push_str(&line(&outcome));
            }
        }
        Err(error) => writeln!(out, "{}: {error}", error.code()).unwrap(),
    }
    out
}

fn line(outcome: &Outcome) -> String {
    match outcome {
        Outcome::Rejected(rejection) => {
            let field = rejection.field.map_or("-", Field::name);
            format!(
                "{} REJECTED {} {field}: {}\n",
                rejection.row,
                rejection.reason.code(),
                rejection.reason
            )
        }
        Outcome::Taken(row, fixes) => {
            let mut out = format!(
                "{} {} [{}]",
                row.row,
                row.display_name(),
                row.key.key.replace('\u{1f}', "|")
            );
            out.push_str(&fields(row));
            for fix in fixes {
                write!(
                    out,
                    " !{} {}",
                    fix.kind.code(),
                    fix.field.map_or("-", Field::name)
                )
                .unwrap();
            }
            out.replace('\u{ad}', "<soft hyphen>") + "\n"
        }
    }
}

fn fields(row: &ReadRow) -> String {
    let mut out = String::new();
    let texts = [
        ("given", &row.given_name),
        ("family", &row.family_name),
        ("reading", &row.name_reading),
        ("company", &row.company),
        ("job", &row.job_title),
        ("mail", &row.email),
        ("phone", &row.phone),
        ("country", &row.country),
        ("lang", &row.language),
        ("category", &row.category),
        ("order", &row.order_code),
        ("ticket", &row.ticket_code),
        ("badge", &row.badge_code),
        ("attention", &row.attention),
        ("note", &row.note),
    ];
    for (name, text) in texts {
        if let Some(text) = text {
            write!(out, " {name}={text:?}").unwrap();
        }
    }
    if let Some(status) = row.status {
        write!(out, " {}", status.name()).unwrap();
    }
    let time = |at: sarrera_core::time::Timestamp| {
        chrono::DateTime::from_timestamp_millis(at.0)
            .unwrap()
            .format("%Y-%m-%dT%H:%M:%SZ")
            .to_string()
    };
    match row.checked_in {
        Some(Arrival::At(at)) => write!(out, " in={}", time(at)).unwrap(),
        Some(Arrival::TimeUnknown) => out.push_str(" in=?"),
        None => {}
    }
    for (name, at) in [
        ("out", row.checked_out_at),
        ("from", row.valid_from),
        ("until", row.valid_until),
    ] {
        if let Some(at) = at {
            write!(out, " {name}={}", time(at)).unwrap();
        }
    }
    if row.blocked == Some(true) {
        out.push_str(" blocked");
    }
    if row.attention_asked == Some(true) {
        out.push_str(" attention_asked");
    }
    if let Some(sharing) = row.lead_sharing {
        write!(out, " {sharing:?}").unwrap();
    }
    if let Some(mode) = row.mode {
        write!(out, " {mode:?}").unwrap();
    }
    out
}

#[test]
fn every_code_is_explained_in_the_documentation() {
    let docs = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../docs/import.md");
    let docs = std::fs::read_to_string(&docs).unwrap();
    let codes = (Reason::ALL.into_iter())
        .chain(ReadError::ALL)
        .chain(MappingError::ALL)
        .chain(Note::ALL)
        .chain(columns::SOURCES)
        .chain(FixKind::ALL.map(FixKind::code))
        .chain(Field::ALL.map(Field::name));
    for code in codes {
        assert!(
            docs.contains(&format!("`{code}`")),
            "docs/import.md explains {code}"
        );
    }
}
