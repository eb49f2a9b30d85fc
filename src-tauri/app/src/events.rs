//! Making an event and looking at the events there are.

use crate::device::App;
use crate::event_file::EventFile;
use crate::failure::{AppError, Refusal};
use crate::joining::joined_view;
use crate::moment::{date, days_between};
use crate::pairing::publish;
use crate::roles::sections;
use crate::vault::{SealingKey, wrap};
use crate::view::{CategoryView, CheckpointView, DeviceHere, EventView, NewEvent, Texts};
use chrono_tz::Tz;
use ed25519_dalek::SigningKey;
use sarrera_core::admission::{OncePer, Rule};
use sarrera_core::alphabet;
use sarrera_core::fold::Definitions;
use sarrera_core::ids::{EventId, SubjectId};
use sarrera_core::ops::{
    CategoryDefined, CheckpointDefined, DevicePaired, EventDefined, Fact, KeyPublished, KeyUse, LogName,
    Role, Stated, event_id, short_hash,
};
use sarrera_store::{EventNo, EventRow, Reader, Txn};
use std::collections::BTreeMap;
use std::path::Path;
use zeroize::Zeroizing;

/// The categories that every new event has: short name, Basque, Spanish, English, pattern.
pub(crate) const CATEGORIES: [(&str, &str, &str, &str, &str); 6] = [
    ("visitor", "Bisitaria", "Visitante", "Visitor", "empty"),
    ("exhibitor", "Erakusketaria", "Expositor", "Exhibitor", "solid"),
    ("speaker", "Hizlaria", "Ponente", "Speaker", "bars"),
    (
        "organisation",
        "Erakundea",
        "Organización",
        "Organisation",
        "diagonals",
    ),
    ("press", "Prentsa", "Prensa", "Press", "dots"),
    ("staff", "Antolakuntza", "Equipo", "Staff", "half"),
];

/// What most people at a fair are: a walk-in is one unless somebody says otherwise.
const USUAL_CATEGORY: &str = "visitor";

/// The entrance that every new event has.
const ENTRANCE: &str = "main";

/// What an event is made of.
struct Plan {
    label: String,
    name: String,
    venue: String,
    time_zone: String,
    starts: String,
    ends: String,
    demo: bool,
}

impl App {
    /// All events of this device.
    ///
    /// # Errors
    /// When the database can't be read.
    pub fn events(&self) -> Result<Vec<EventView>, AppError> {
        self.read(|r| r.events()?.into_iter().map(|event| view(r, event)).collect())
    }

    /// Makes an event from what a person typed.
    ///
    /// # Errors
    /// A date or time zone that is none, a label that is taken.
    pub fn create_event(&self, new: &NewEvent) -> Result<EventView, AppError> {
        let name = required("name", &new.name)?;
        let label = if new.label.trim().is_empty() {
            label_of(name)
        } else {
            new.label.trim().to_owned()
        };
        let plan = Plan {
            label,
            name: name.to_owned(),
            venue: new.venue.trim().to_owned(),
            time_zone: new.time_zone.trim().to_owned(),
            starts: new.starts.trim().to_owned(),
            ends: new.ends.trim().to_owned(),
            demo: false,
        };
        let id = self.make(&plan)?;
        self.event_view(id)
    }

    /// Makes the events that an event.json describes; those that are here already stay as they are.
    ///
    /// # Errors
    /// A file that cannot be read or understood.
    pub fn create_events_from_file(&self, path: &Path) -> Result<Vec<EventView>, AppError> {
        let bytes = std::fs::read(path).map_err(|e| AppError::FileUnreadable {
            path: path.display().to_string(),
            why: e.to_string(),
        })?;
        self.create_events(&EventFile::read(&bytes)?)
    }

    /// As [`App::create_events_from_file`], from a file that was read.
    ///
    /// # Errors
    /// When the database can't be written.
    pub fn create_events(&self, file: &EventFile) -> Result<Vec<EventView>, AppError> {
        self.create_planned(file, false)
    }

    pub(crate) fn create_planned(&self, file: &EventFile, demo: bool) -> Result<Vec<EventView>, AppError> {
        let mut made = Vec::new();
        for facts in &file.events {
            let plan = Plan {
                label: facts.id.clone(),
                name: facts.name.clone(),
                venue: file.venue.name.clone().unwrap_or_default(),
                time_zone: file.venue.time_zone.name().to_owned(),
                starts: facts.starts.to_string(),
                ends: facts.ends.to_string(),
                demo,
            };
            match self.make(&plan) {
                Ok(id) => made.push(self.event_view(id)?),
                Err(AppError::Refused(Refusal::EventExists { label })) => {
                    let found = self.event(&label)?;
                    // A demo and an event of the same label have nothing to do with each other.
                    if found.demo != demo {
                        return Err(Refusal::EventExists { label }.into());
                    }
                    made.push(self.event_view(found.id)?);
                }
                Err(error) => return Err(error),
            }
        }
        Ok(made)
    }

    fn make(&self, plan: &Plan) -> Result<EventId, AppError> {
        let (first, last) = (date(&plan.starts)?, date(&plan.ends)?);
        if last < first {
            return Err(Refusal::EndsBeforeStart.into());
        }
        if plan.time_zone.parse::<Tz>().is_err() {
            return Err(Refusal::BadTimeZone {
                value: plan.time_zone.clone(),
            }
            .into());
        }
        // Before anything is drawn: an event whose root nobody could ever open again is not made.
        let recovery = self.recovery_recipient()?;
        let root = SigningKey::from_bytes(&self.world().random());
        let id = event_id(&root.verifying_key());
        self.write(|txn| {
            if txn
                .reader()
                .events()?
                .iter()
                .any(|event| event.label == plan.label)
            {
                return Err(Refusal::EventExists {
                    label: plan.label.clone(),
                }
                .into());
            }
            define_event(txn, plan, &root, &recovery)?;
            certify_this_device(txn, id, &root)?;
            define_categories(txn, id)?;
            define_entrance(txn, id, plan)?;
            publish_key(txn, id, KeyUse::Badge)?;
            publish_key(txn, id, KeyUse::Import)
        })?;
        Ok(id)
    }

    pub(crate) fn event_view(&self, id: EventId) -> Result<EventView, AppError> {
        self.read(|r| {
            let event = r.event(id)?.ok_or_else(|| AppError::NotFound {
                what: "event",
                which: id.to_string(),
            })?;
            view(r, event)
        })
    }
}

fn define_event(txn: &mut Txn<'_>, plan: &Plan, root: &SigningKey, recovery: &str) -> Result<(), AppError> {
    let id = event_id(&root.verifying_key());
    // From here on the root's secret exists only wrapped to the recovery key.
    let secret = Zeroizing::new(root.to_bytes());
    let root_secret = wrap(recovery, &*secret)?;
    let fact = Fact::EventDefined(EventDefined {
        label: plan.label.clone(),
        name: plan.name.clone(),
        venue: plan.venue.clone(),
        time_zone: plan.time_zone.clone(),
        starts: plan.starts.clone(),
        ends: plan.ends.clone(),
        root_key: alphabet::encode(root.verifying_key().as_bytes()),
        recovery_recipient: recovery.to_owned(),
        root_secret,
        demo: plan.demo,
        privacy_notice: None,
        over: Vec::new(),
    });
    txn.append(id, &LogName::Public, SubjectId(id.0), &fact)?;
    Ok(())
}

fn certify_this_device(txn: &mut Txn<'_>, event: EventId, root: &SigningKey) -> Result<(), AppError> {
    let own = txn.own().clone();
    let paired = DevicePaired {
        device: own.device,
        name: own.name,
        role: Role::Office,
        signing_key: alphabet::encode(own.signing_key.verifying_key().as_bytes()),
        sealing_key: SealingKey::from_text(&own.sealing_key)?.recipient(),
        may_serve: true,
        exhibitor: None,
        at_ms: txn.now().0,
    };
    let paired = Stated::by_root(paired, root).map_err(sarrera_store::StoreError::from)?;
    txn.append(
        event,
        &LogName::Public,
        SubjectId(own.device.0),
        &Fact::DevicePaired(paired),
    )?;
    Ok(())
}

fn define_categories(txn: &mut Txn<'_>, event: EventId) -> Result<(), AppError> {
    for (label, eu, es, en, pattern) in CATEGORIES {
        let texts = Texts {
            eu: eu.to_owned(),
            es: es.to_owned(),
            en: en.to_owned(),
        };
        define_category(txn, event, label, texts, pattern)?;
    }
    Ok(())
}

pub(crate) fn define_category(
    txn: &mut Txn<'_>,
    event: EventId,
    label: &str,
    words: Texts,
    pattern: &str,
) -> Result<(), AppError> {
    let fact = Fact::CategoryDefined(CategoryDefined {
        label: label.to_owned(),
        eu: words.eu,
        es: words.es,
        en: words.en,
        pattern: pattern.to_owned(),
        over: Vec::new(),
    });
    txn.append(
        event,
        &LogName::Public,
        Definitions::subject("category", label),
        &fact,
    )?;
    Ok(())
}

/// At a fair of several days everybody comes again the next morning, so its entrance counts each day by itself.
fn define_entrance(txn: &mut Txn<'_>, event: EventId, plan: &Plan) -> Result<(), AppError> {
    let once_per = if plan.starts == plan.ends {
        OncePer::Event
    } else {
        OncePer::Day
    };
    let fact = Fact::CheckpointDefined(CheckpointDefined {
        label: ENTRANCE.to_owned(),
        name: "Main entrance".to_owned(),
        rule: Rule {
            once_per,
            ..Rule::default()
        },
        over: Vec::new(),
    });
    txn.append(
        event,
        &LogName::Public,
        Definitions::subject("checkpoint", ENTRANCE),
        &fact,
    )?;
    Ok(())
}

/// Makes a symmetric key, keeps it here and publishes it sealed to this device; later devices get it when paired.
fn publish_key(txn: &mut Txn<'_>, event: EventId, key_use: KeyUse) -> Result<(), AppError> {
    let key: [u8; 32] = txn.random();
    let key_id = alphabet::encode(&short_hash("sarrera 2026 key id", &key))
        .chars()
        .take(7)
        .collect::<String>();
    let own = txn.own().clone();
    let recipient = SealingKey::from_text(&own.sealing_key)?.recipient();
    let sealed = BTreeMap::from([(own.device.to_string(), wrap(&recipient, &key)?)]);
    txn.keep_event_key(event, key_use, &key_id, key)?;
    let published = KeyPublished {
        key_use,
        key_id,
        sealed,
    };
    publish(txn, event, published)
}

fn view(reader: &Reader<'_>, event: EventRow) -> Result<EventView, AppError> {
    let checkpoints = reader
        .checkpoints(event.no)?
        .into_iter()
        .map(|c| CheckpointView {
            id: c.id.to_string(),
            label: c.label,
            name: c.name,
        })
        .collect();
    let categories: Vec<CategoryView> = reader
        .categories(event.no)?
        .into_iter()
        .map(|c| CategoryView {
            id: c.label,
            words: Texts {
                eu: c.eu,
                es: c.es,
                en: c.en,
            },
            pattern: c.pattern,
        })
        .collect();
    let usual = categories
        .iter()
        .find(|c| c.id == USUAL_CATEGORY)
        .or(categories.first());
    Ok(EventView {
        id: event.id.to_string(),
        default_category: usual.map(|c| c.id.clone()).unwrap_or_default(),
        days: days_between(&event.starts, &event.ends),
        registered: reader.registered(event.no)?,
        label: event.label,
        name: event.name,
        venue: event.venue,
        time_zone: event.time_zone,
        checkpoints,
        categories,
        demo: event.demo,
        sections: sections(reader.role_here(event.no)?),
        here: here(reader, event.no)?,
        joined: joined_view(reader, event.id)?,
        privacy_notice: event.privacy_notice.map(|notice| Texts {
            eu: notice.eu,
            es: notice.es,
            en: notice.en,
        }),
    })
}

/// What this device is in an event.
fn here(reader: &Reader<'_>, event: EventNo) -> Result<Option<DeviceHere>, AppError> {
    let Some(own) = reader.own_device()? else {
        return Ok(None);
    };
    let mut devices = reader.devices(event)?.into_iter();
    let found = devices.find(|device| device.id == own.device && !device.revoked);
    Ok(found.map(|device| DeviceHere {
        name: device.name,
        role: device.role,
    }))
}

fn required<'a>(field: &'static str, value: &'a str) -> Result<&'a str, AppError> {
    let value = value.trim();
    if value.is_empty() {
        Err(Refusal::FieldMissing { field }.into())
    } else {
        Ok(value)
    }
}

/// A short name for scripts out of a long one: `Basque Open Industry 2026` → `basque-open-industry-2026`.
pub(crate) fn label_of(name: &str) -> String {
    let folded = sarrera_core::names::fold(name);
    let words: Vec<&str> = folded
        .split(|c: char| !c.is_ascii_alphanumeric())
        .filter(|w| !w.is_empty())
        .collect();
    if words.is_empty() {
        "event".to_owned()
    } else {
        words.join("-")
    }
}
