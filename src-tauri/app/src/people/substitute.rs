//! "My colleague comes instead": a new person on the same registration, asked anew, and the old badge void.

use super::correct::registration_state;
use super::form::{fields, require_name};
use super::register::{append_consents, append_person};
use crate::desk::{ScanAsk, find_person, place};
use crate::device::App;
use crate::failure::{AppError, Refusal};
use crate::view::{Outcome, PersonForm};
use sarrera_core::ids::AttendeeId;
use sarrera_core::ops::{AttendeeSubstituted, BadgeVoided, Fact, LogName, RegistrationField, Source};
use std::collections::BTreeMap;

impl App {
    /// Puts a colleague in the place of a person who does not come, and lets the colleague in.
    ///
    /// # Errors
    /// When the person holds no registration any more, a field is wrong, or the database can't be written.
    pub fn substitute(
        &self,
        ask: &ScanAsk<'_>,
        attendee: &str,
        form: &PersonForm,
    ) -> Result<Outcome, AppError> {
        let colleague = self.write(|txn| {
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
            append_consents(txn, event.id, colleague, form)?;
            let state = registration_state(&txn.reader(), &event, AttendeeId(registration.0))?;
            let holder = state.registration.fields.get(&RegistrationField::Holder);
            let fact = Fact::AttendeeSubstituted(AttendeeSubstituted {
                from: row.id,
                to: colleague,
                over: holder.map(|h| h.heads.clone()).unwrap_or_default(),
            });
            txn.append(event.id, &LogName::Core, registration.into(), &fact)?;
            let scans = txn.reader().scans_of(event.no, row.id.into())?;
            for badge in scans.badges.iter().filter(|badge| badge.voided_at.is_none()) {
                let voided = Fact::BadgeVoided(BadgeVoided {
                    badge: badge.badge,
                    reason: "substitution".to_owned(),
                });
                txn.append(event.id, &LogName::Scans, row.id.into(), &voided)?;
            }
            Ok::<_, AppError>(colleague)
        })?;
        self.admit(ask, &colleague.to_string())
    }
}
