//! "My colleague comes instead": a new person on the same registration, asked anew, and the old badge void.

use super::correct::registration_state;
use super::form::{fields, require_name};
use super::register::{append_consents, append_person, new_row};
use crate::desk::{ScanAsk, admit_new, find_person, place};
use crate::device::App;
use crate::failure::{AppError, Refusal};
use crate::view::{Outcome, PersonForm};
use sarrera_core::ids::AttendeeId;
use sarrera_core::ops::{AttendeeSubstituted, BadgeVoided, Fact, LogName, RegistrationField, Source};
use sarrera_store::RegistrationRow;
use std::collections::BTreeMap;

impl App {
    /// Puts a colleague in the place of a person who does not come, and lets the colleague in: in one transaction.
    ///
    /// # Errors
    /// When the person holds no registration any more, a field is wrong, or the database can't be written.
    pub fn substitute(
        &self,
        ask: &ScanAsk<'_>,
        attendee: &str,
        form: &PersonForm,
    ) -> Result<Outcome, AppError> {
        self.record_and_show(|txn| {
            let (event, _) = place(&txn.reader(), ask.event, ask.checkpoint)?;
            let row = find_person(&txn.reader(), &event, attendee)?;
            if row.registration.holder != row.id {
                return Err(Refusal::Substituted.into());
            }
            if form.privacy_notice != Some(true) {
                return Err(Refusal::NoticeNotAccepted.into());
            }
            let fields = fields(form)?;
            require_name(&fields)?;
            let registration = row.registration.id;
            let colleague = AttendeeId(txn.random());
            append_person(
                txn,
                event.id,
                colleague,
                registration,
                BTreeMap::new(),
                &fields,
                Source::Desk,
            )?;
            append_consents(txn, &event, colleague, form)?;
            // Whoever holds several registrations comes by none of them any more.
            let mut held = txn.reader().registrations_of(event.no, row.id)?;
            for registration in &mut held {
                let state = registration_state(&txn.reader(), &event, AttendeeId(registration.id.0))?;
                let holder = state.registration.fields.get(&RegistrationField::Holder);
                let fact = Fact::AttendeeSubstituted(AttendeeSubstituted {
                    from: row.id,
                    to: colleague,
                    over: holder.map(|h| h.heads.clone()).unwrap_or_default(),
                });
                txn.append(event.id, &LogName::Core, registration.id.into(), &fact)?;
                registration.holder = colleague;
            }
            let scans = txn.reader().scans_of(event.no, row.id.into())?;
            for badge in scans.badges.iter().filter(|badge| badge.voided_at.is_none()) {
                let voided = Fact::BadgeVoided(BadgeVoided {
                    badge: badge.badge,
                    reason: "substitution".to_owned(),
                });
                txn.append(event.id, &LogName::Scans, badge.subject, &voided)?;
            }
            let registration = RegistrationRow {
                holder: colleague,
                ..row.registration
            };
            let row = new_row(colleague, registration, &fields, form);
            let recorded = admit_new(txn, &event, ask, row, held)?;
            Ok((event, recorded))
        })
    }
}
