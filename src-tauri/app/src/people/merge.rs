//! Two registrations of one person become one, and an undo. Each registration keeps its own facts; see docs/decisions/0120.

use crate::desk::{find_person, person_view, shown_name, shown_status};
use crate::device::{App, find_event};
use crate::failure::{AppError, Refusal};
use crate::held_days::together;
use crate::view::{ComparedField, MergePreview, Merged, PersonView};
use sarrera_core::fold::{BadgeRow, Whereabouts};
use sarrera_core::ids::{AttendeeId, MergeId, SubjectId};
use sarrera_core::ops::{
    AttendeesMerged, BadgeVoided, ConsentSubject, Fact, LogName, MergeAnnulled, PersonField,
};
use sarrera_store::{AttendeeRow, ContactRow, EventRow, Reader, Txn};

/// No more registrations become one at a time.
const PEOPLE_MAX: usize = 12;

/// The logs that hold something of people; each says for itself who is one.
const LOGS: [LogName; 3] = [LogName::Core, LogName::Contact, LogName::Scans];

impl App {
    /// Makes one person of several. Of their badges one stays: one that its person has, else one that is made,
    /// else the newest. The others are void from now on.
    ///
    /// # Errors
    /// When they are one already, somebody gave their registration to a colleague or was erased, or the database can't be
    /// written.
    pub fn merge(&self, event: &str, attendees: &[String]) -> Result<Merged, AppError> {
        self.write_and_show(
            |txn| {
                let event = find_event(&txn.reader(), event)?;
                let people = people(&txn.reader(), &event, attendees)?;
                let merge = MergeId(txn.random());
                let (_, void) = badges(&txn.reader(), &event, &people)?;
                let mut voided = Vec::new();
                for badge in void {
                    let fact = Fact::BadgeVoided(BadgeVoided {
                        badge: badge.badge,
                        reason: "merged".to_owned(),
                    });
                    // Under the badge itself: it stays void whose ever it is found to be.
                    txn.append(event.id, &LogName::Scans, SubjectId(badge.badge.0), &fact)?;
                    voided.push(badge.serial.short());
                }
                let attendees: Vec<AttendeeId> = people.iter().map(|row| row.id).collect();
                let represents = attendees.iter().min().copied().unwrap_or(AttendeeId::NIL);
                append(
                    txn,
                    &event,
                    merge,
                    &Fact::AttendeesMerged(AttendeesMerged { attendees }),
                )?;
                Ok((event, merge, represents, voided))
            },
            |reader, (event, merge, represents, voided)| {
                let row = find_person(reader, &event, &represents.to_string())?;
                Ok(Merged {
                    merge: merge.to_string(),
                    person: person_view(reader, &event, &row)?,
                    voided,
                })
            },
        )
    }

    /// Takes a merge back: everybody is who they were before. A badge that it made void stays void. Gives the people whom it
    /// had joined.
    ///
    /// # Errors
    /// When there is no such merge, it was taken back, the person was erased meanwhile, or the database can't be written.
    pub fn undo_merge(&self, event: &str, merge: &str) -> Result<Vec<PersonView>, AppError> {
        self.write_and_show(
            |txn| {
                let event = find_event(&txn.reader(), event)?;
                let merge: MergeId = merge.parse().map_err(|_| Refusal::NotMerged)?;
                let people = txn.reader().merge(event.no, merge)?;
                let Some(one) = people.first() else {
                    return Err(Refusal::NotMerged.into());
                };
                if txn
                    .reader()
                    .attendee(event.no, *one)?
                    .is_some_and(|row| row.erased)
                {
                    return Err(Refusal::MergedAndErased.into());
                }
                append(txn, &event, merge, &Fact::MergeAnnulled(MergeAnnulled { merge }))?;
                Ok((event, people))
            },
            |reader, (event, people)| {
                let mut views = Vec::new();
                for id in people {
                    let row = find_person(reader, &event, &id.to_string())?;
                    views.push(person_view(reader, &event, &row)?);
                }
                Ok(views)
            },
        )
    }

    /// What a merge of these people would come to; nothing is written.
    ///
    /// # Errors
    /// As [`App::merge`].
    pub fn preview_merge(&self, event: &str, attendees: &[String]) -> Result<MergePreview, AppError> {
        self.read(|r| {
            let event = find_event(r, event)?;
            let people = people(r, &event, attendees)?;
            let (stays, void) = badges(r, &event, &people)?;
            let mut one = as_one(r, &event, &people)?;
            let mut shown = people.clone();
            let mut all = Vec::new();
            for row in &mut shown {
                let held = r.registrations_of(event.no, row.id)?;
                row.registration.days = together(&row.registration, &held);
                all.extend(held);
            }
            one.registration.days = together(&one.registration, &all);
            Ok(MergePreview {
                fields: compared(r, &event, &shown, &one)?,
                badge: stays.map(|badge| badge.serial.short()),
                voids: void.iter().map(|badge| badge.serial.short()).collect(),
                blocked: people.iter().any(|row| row.registration.blocked),
            })
        })
    }
}

fn append(txn: &mut Txn<'_>, event: &EventRow, merge: MergeId, fact: &Fact) -> Result<(), AppError> {
    for log in LOGS {
        txn.append(event.id, &log, merge.into(), fact)?;
    }
    Ok(())
}

/// The people of these ids, each once, the lowest id first.
fn people(reader: &Reader<'_>, event: &EventRow, attendees: &[String]) -> Result<Vec<AttendeeRow>, AppError> {
    let mut people: Vec<AttendeeRow> = Vec::new();
    for attendee in attendees {
        let row = find_person(reader, event, attendee)?;
        if row.erased {
            return Err(AppError::NotFound {
                what: "attendee",
                which: attendee.clone(),
            });
        }
        if row.registration.holder != row.id {
            return Err(Refusal::Substituted.into());
        }
        if !people.iter().any(|known| known.id == row.id) {
            people.push(row);
        }
    }
    if people.len() < 2 {
        return Err(Refusal::NothingToMerge.into());
    }
    if people.len() > PEOPLE_MAX {
        return Err(Refusal::TooManyToMerge { max: PEOPLE_MAX }.into());
    }
    people.sort_by_key(|row| row.id);
    Ok(people)
}

/// Of all live badges of these people the one that stays, and the others: one that its person has before one that lies in
/// a box or on a pile, one that is made before one that is only a code, and of equals the newest.
fn badges(
    reader: &Reader<'_>,
    event: &EventRow,
    people: &[AttendeeRow],
) -> Result<(Option<BadgeRow>, Vec<BadgeRow>), AppError> {
    let mut live = Vec::new();
    for row in people {
        let scans = reader.scans_of(event.no, row.id.into())?;
        for badge in scans.badges.iter().filter(|badge| badge.voided_at.is_none()) {
            let place = scans.whereabouts(badge);
            let is_worn = place == Whereabouts::WithPerson;
            let is_made = place != Whereabouts::NotMade;
            live.push(((is_worn, is_made, badge.hlc, badge.badge), badge.clone()));
        }
    }
    live.sort_by_key(|(order, _)| *order);
    live.dedup_by_key(|(_, badge)| badge.badge);
    let mut live: Vec<BadgeRow> = live.into_iter().map(|(_, badge)| badge).collect();
    let stays = live.pop();
    Ok((stays, live))
}

/// The row that these people would have as one.
fn as_one(reader: &Reader<'_>, event: &EventRow, people: &[AttendeeRow]) -> Result<AttendeeRow, AppError> {
    let ids: Vec<AttendeeId> = people.iter().map(|row| row.id).collect();
    let core = reader.person_state(event.no, &LogName::Core, &ids)?.person;
    let contact = reader.person_state(event.no, &LogName::Contact, &ids)?.person;
    let first = people.first().cloned().ok_or(Refusal::NothingToMerge)?;
    let registration = people
        .iter()
        .map(|row| &row.registration)
        .find(|registration| Some(registration.id) == core.registration);
    let field = |field| core.shown(field).to_owned();
    Ok(AttendeeRow {
        given_name: field(PersonField::GivenName),
        family_name: field(PersonField::FamilyName),
        full_name: field(PersonField::FullName),
        latin_name: field(PersonField::LatinName),
        company: field(PersonField::Company),
        job_title: field(PersonField::JobTitle),
        country: field(PersonField::Country),
        language: field(PersonField::Language),
        attention: field(PersonField::Attention),
        order_code: field(PersonField::OrderCode),
        lead_sharing: core
            .chosen(ConsentSubject::LeadSharing)
            .map_or("", |choice| choice.code())
            .to_owned(),
        contact: ContactRow {
            email: contact.shown(PersonField::Email).to_owned(),
            phone: contact.shown(PersonField::Phone).to_owned(),
            note: contact.shown(PersonField::Note).to_owned(),
        },
        registration: registration
            .cloned()
            .unwrap_or_else(|| first.registration.clone()),
        ..first
    })
}

/// The fields of which somebody says something, side by side.
fn compared(
    reader: &Reader<'_>,
    event: &EventRow,
    people: &[AttendeeRow],
    one: &AttendeeRow,
) -> Result<Vec<ComparedField>, AppError> {
    let mut fields = Vec::new();
    for (field, value) in FIELDS {
        fields.push(side_by_side(
            field,
            people.iter().map(value).collect(),
            value(one),
        ));
    }
    let mut arrived = Vec::new();
    for row in people {
        let presence = reader.presence(event.no, row.id)?;
        let inside = presence.iter().any(|place| place.inside);
        arrived.push(match (presence.is_empty(), inside) {
            (true, _) => "not_arrived",
            (false, true) => "inside",
            (false, false) => "left",
        });
    }
    let stays = ["inside", "left", "not_arrived"]
        .into_iter()
        .find(|presence| arrived.contains(presence));
    let arrived = arrived.into_iter().map(str::to_owned).collect();
    fields.push(side_by_side(
        "presence",
        arrived,
        stays.unwrap_or_default().to_owned(),
    ));
    fields.retain(|field| !field.stays.is_empty() || field.differs);
    Ok(fields)
}

fn side_by_side(field: &str, values: Vec<String>, stays: String) -> ComparedField {
    ComparedField {
        field: field.to_owned(),
        differs: values.iter().any(|value| Some(value) != values.first()),
        values,
        stays,
    }
}

type Shown = (&'static str, fn(&AttendeeRow) -> String);

const FIELDS: [Shown; 12] = [
    ("name", shown_name),
    ("company", |row| row.company.clone()),
    ("job_title", |row| row.job_title.clone()),
    ("email", |row| row.contact.email.clone()),
    ("phone", |row| row.contact.phone.clone()),
    ("country", |row| row.country.clone()),
    ("language", |row| row.language.clone()),
    ("attention", |row| row.attention.clone()),
    ("category", |row| row.registration.category.clone()),
    ("status", |row| {
        shown_status(&row.registration.status, row.registration.blocked).to_owned()
    }),
    ("days", |row| row.registration.days.clone()),
    ("lead_sharing", |row| row.lead_sharing.clone()),
];
