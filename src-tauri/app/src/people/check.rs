//! A form looked at while it is typed: what is missing, what was probably meant, and who may be here already.

use super::form::{FIELD_CHARS_MAX, is_new};
use crate::desk::{find_person, person_view, shown_name};
use crate::device::{App, find_event};
use crate::failure::AppError;
use crate::view::{Checked, Likely, PersonForm, PersonView};
use sarrera_core::names;
use sarrera_store::{AttendeeRow, Shared};
use std::collections::BTreeMap;

/// How many likely duplicates are shown.
const LIKELY_MAX: usize = 3;
/// How many search hits are looked at for them.
const HITS_MAX: usize = 12;

/// Mail providers that are mistyped often, and what was meant.
const MISTYPED_HOSTS: [(&str, &str); 8] = [
    ("gmial.com", "gmail.com"),
    ("gmal.com", "gmail.com"),
    ("gmai.com", "gmail.com"),
    ("gamil.com", "gmail.com"),
    ("gmail.con", "gmail.com"),
    ("hotmial.com", "hotmail.com"),
    ("hotmai.com", "hotmail.com"),
    ("outlok.com", "outlook.com"),
];

/// What a new person is asked for once and may leave open. A correction asks nothing that was not asked for.
fn open(form: &PersonForm) -> Vec<String> {
    let asked = (is_new(form) && form.lead_sharing.is_none()).then(|| "lead_sharing".to_owned());
    asked.into_iter().collect()
}

impl App {
    /// Looks at a form before it is saved.
    ///
    /// # Errors
    /// When the database can't be read.
    pub fn check_form(
        &self,
        event: &str,
        form: &PersonForm,
        except: Option<&str>,
    ) -> Result<Checked, AppError> {
        let mut problems = BTreeMap::new();
        let mut suggestions = BTreeMap::new();
        // What a correction does not give stays as it is.
        let corrected = except.filter(|_| !is_new(form));
        let now = corrected
            .map(|attendee| self.person(event, attendee))
            .transpose()?;
        let now = |field: fn(&PersonView) -> &str| now.as_ref().map_or("", field);
        let typed = |value: &Option<String>, now: &str| value.as_deref().unwrap_or(now).trim().to_owned();
        let given = &typed(&form.given_name, now(|p| &p.given_name));
        let family = &typed(&form.family_name, now(|p| &p.family_name));
        let full = &typed(&form.full_name, now(|p| &p.full_name));
        let email = &typed(&form.email, now(|p| &p.email));
        let company = &typed(&form.company, now(|p| &p.company));
        if given.is_empty() && family.is_empty() && full.is_empty() {
            let is_one_text = now(|p| &p.given_name).is_empty() && now(|p| &p.family_name).is_empty();
            let asked = if corrected.is_some() && is_one_text {
                "full_name"
            } else {
                "given_name"
            };
            problems.insert(asked.to_owned(), "missing".to_owned());
        }
        if form.privacy_notice == Some(false) {
            problems.insert("privacy_notice".to_owned(), "missing".to_owned());
        }
        if !email.is_empty() && !email.contains('@') {
            problems.insert("email".to_owned(), "no_at_sign".to_owned());
        }
        for (name, value) in [
            ("given_name", given),
            ("family_name", family),
            ("full_name", full),
            ("email", email),
        ] {
            if value.chars().count() > FIELD_CHARS_MAX {
                problems.insert(name.to_owned(), "too_long".to_owned());
            }
        }
        suggestions.extend(better_mail(email).map(|mail| ("email".to_owned(), mail)));
        let parts = format!("{given} {family}");
        let (name, fields) = if parts.trim().is_empty() {
            (full.as_str(), vec![("full_name", full)])
        } else {
            (parts.trim(), vec![("given_name", given), ("family_name", family)])
        };
        for (field, value) in fields {
            suggestions.extend(better_case(value).map(|name| (field.to_owned(), name)));
        }
        let likely = self.likely(event, name, email, company, except)?;
        Ok(Checked {
            problems,
            suggestions,
            likely,
            open: open(form),
            company_people: self.of_company(event, company, except)?,
        })
    }

    /// How many others of a company are registered.
    fn of_company(&self, event: &str, company: &str, except: Option<&str>) -> Result<u32, AppError> {
        let folded = names::fold(company);
        if folded.is_empty() {
            return Ok(0);
        }
        self.read(|r| {
            let event = find_event(r, event)?;
            let all = r.count_sharing(event.no, Shared::Company(&folded))?;
            let one = except.map(|id| find_person(r, &event, id)).transpose()?;
            let counted = one.is_some_and(|row| {
                !row.erased && row.registration.holder == row.id && names::fold(&row.company) == folded
            });
            Ok(all.saturating_sub(u32::from(counted)))
        })
    }

    fn likely(
        &self,
        event: &str,
        name: &str,
        email: &str,
        company: &str,
        except: Option<&str>,
    ) -> Result<Vec<Likely>, AppError> {
        if name.chars().count() < 3 && email.chars().count() < 5 {
            return Ok(Vec::new());
        }
        self.read(|r| {
            let event = find_event(r, event)?;
            let mut rows: Vec<(u8, &'static str, AttendeeRow)> = Vec::new();
            let texts = [name, email];
            for text in texts.into_iter().filter(|text| text.chars().count() >= 3) {
                for (row, _) in r.find(event.no, text, HITS_MAX)? {
                    if Some(row.id.to_string().as_str()) == except
                        || rows.iter().any(|(_, _, r)| r.id == row.id)
                    {
                        continue;
                    }
                    rows.extend(likeness(&row, name, email, company).map(|(rank, why)| (rank, why, row)));
                }
            }
            rows.sort_by_key(|(rank, _, row)| (*rank, row.id));
            let nearest = rows.into_iter().take(LIKELY_MAX);
            nearest
                .map(|(_, why, row)| {
                    Ok(Likely {
                        person: person_view(r, &event, &row)?,
                        why: why.to_owned(),
                    })
                })
                .collect()
        })
    }
}

/// How much a registered person is like the typed one: the lower the rank the more.
fn likeness(row: &AttendeeRow, name: &str, email: &str, company: &str) -> Option<(u8, &'static str)> {
    if !email.is_empty() && row.contact.email.eq_ignore_ascii_case(email) {
        return Some((0, "same_mail"));
    }
    let same_name = !name.is_empty() && names::fold(&shown_name(row)) == names::fold(name);
    let same_company = !company.trim().is_empty() && names::fold(&row.company) == names::fold(company);
    match (same_name, same_company) {
        (true, true) => Some((1, "same_name_and_company")),
        (true, false) => Some((2, "same_name")),
        (false, _) => {
            let key = |text: &str| {
                names::fold(text)
                    .split(' ')
                    .map(names::sound_key)
                    .collect::<Vec<_>>()
            };
            (!name.is_empty() && key(&shown_name(row)) == key(name)).then_some((3, "sounds_alike"))
        }
    }
}

fn better_mail(email: &str) -> Option<String> {
    let (who, host) = email.rsplit_once('@')?;
    let host = host.trim_end_matches('.').to_lowercase();
    MISTYPED_HOSTS
        .iter()
        .find(|(wrong, _)| *wrong == host)
        .map(|(_, right)| format!("{who}@{right}"))
}

/// A name typed all in capitals or all in small letters, as it is usually written. Only ever a proposal.
fn better_case(name: &str) -> Option<String> {
    let letters: Vec<char> = name.chars().filter(|c| c.is_alphabetic()).collect();
    let all_capitals = letters.len() > 2 && letters.iter().all(|c| c.is_uppercase());
    let all_small = letters.len() > 1 && letters.iter().all(|c| c.is_lowercase());
    if !all_capitals && !all_small {
        return None;
    }
    let mut proposed = String::with_capacity(name.len());
    let mut begins = true;
    for c in name.chars() {
        if begins {
            proposed.extend(c.to_uppercase());
        } else {
            proposed.extend(c.to_lowercase());
        }
        begins = !c.is_alphabetic();
    }
    (proposed != name).then_some(proposed)
}
