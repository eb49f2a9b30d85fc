//! The stored JSON of the kinds that have personal fields: what stands in `body` and what in `private`.

use super::fact::{Unread, read};
use super::fields::{Over, PersonField, PersonFields, RegistrationFields, known_fields};
use super::person::{AttendeeChanged, AttendeeRegistered, Source};
use super::scans::{
    BadgeIssued, BadgeReason, Direction, Effect, Override, Presented, ScanReason, ScanRecorded,
};
use super::why::{OverrideWhy, ReprintWhy};
use crate::admission::{Rule, is_personal};
use crate::codes::{BadgeSerial, Day};
use crate::ids::{BadgeId, CheckpointId, RegistrationId, ScanId};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

type Parts = (Vec<u8>, Option<Vec<u8>>);
/// What the sentences of a scan's reasons need, by the reason's code.
type Params = BTreeMap<String, BTreeMap<String, String>>;

#[derive(Serialize, Deserialize)]
struct RegisteredBody {
    registration: RegistrationId,
    source: Source,
    #[serde(
        default,
        skip_serializing_if = "RegistrationFields::is_empty",
        deserialize_with = "known_fields"
    )]
    registration_fields: RegistrationFields,
}

#[derive(Serialize, Deserialize)]
struct ChangedBody {
    source: Source,
    #[serde(
        default,
        skip_serializing_if = "Over::is_empty",
        deserialize_with = "known_fields"
    )]
    over: Over<PersonField>,
}

#[derive(Serialize, Deserialize, Default)]
struct PersonPrivate {
    #[serde(
        default,
        skip_serializing_if = "BTreeMap::is_empty",
        deserialize_with = "known_fields"
    )]
    set: BTreeMap<PersonField, String>,
    #[serde(
        default,
        skip_serializing_if = "BTreeMap::is_empty",
        deserialize_with = "known_fields"
    )]
    kept: BTreeMap<PersonField, String>,
}

#[derive(Serialize, Deserialize)]
struct ScanBody {
    scan: ScanId,
    checkpoint: CheckpointId,
    direction: Direction,
    day: Day,
    presented: Presented,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    registration: Option<RegistrationId>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    badge: Option<BadgeId>,
    verdict: String,
    effect: Effect,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    reasons: Vec<String>,
    #[serde(default, skip_serializing_if = "Params::is_empty")]
    params: Params,
    rule: Rule,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    after: Vec<ScanId>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    overrides: Option<ScanId>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    why: Option<OverrideWhy>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    at_ms: Option<i64>,
}

#[derive(Serialize, Deserialize, Default)]
struct ScanPrivate {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    reason: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    code: Option<String>,
    #[serde(default, skip_serializing_if = "Params::is_empty")]
    params: Params,
}

#[derive(Serialize, Deserialize)]
struct BadgeBody {
    badge: BadgeId,
    serial: BadgeSerial,
    registration: RegistrationId,
    reason: BadgeReason,
    replaces: Vec<BadgeId>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    why: Option<ReprintWhy>,
}

#[derive(Serialize, Deserialize, Default)]
struct BadgePrivate {
    text: String,
}

pub(super) fn write_registered(fact: &AttendeeRegistered) -> Result<Parts, serde_json::Error> {
    let body = RegisteredBody {
        registration: fact.registration,
        source: fact.source.clone(),
        registration_fields: fact.place.clone(),
    };
    let private = PersonPrivate {
        set: fact.person.0.clone(),
        kept: BTreeMap::new(),
    };
    Ok((serde_json::to_vec(&body)?, Some(serde_json::to_vec(&private)?)))
}

pub(super) fn read_registered(body: &[u8], private: Option<&[u8]>) -> Result<AttendeeRegistered, Unread> {
    let body: RegisteredBody = read(body)?;
    let private: PersonPrivate = read_private(private)?;
    Ok(AttendeeRegistered {
        registration: body.registration,
        source: body.source,
        place: body.registration_fields,
        person: PersonFields(private.set),
    })
}

pub(super) fn write_changed(fact: &AttendeeChanged) -> Result<Parts, serde_json::Error> {
    let body = ChangedBody {
        source: fact.source.clone(),
        over: fact.over.clone(),
    };
    let private = PersonPrivate {
        set: fact.set.0.clone(),
        kept: fact.kept.0.clone(),
    };
    Ok((serde_json::to_vec(&body)?, Some(serde_json::to_vec(&private)?)))
}

pub(super) fn read_changed(body: &[u8], private: Option<&[u8]>) -> Result<AttendeeChanged, Unread> {
    let body: ChangedBody = read(body)?;
    let private: PersonPrivate = read_private(private)?;
    Ok(AttendeeChanged {
        source: body.source,
        over: body.over,
        set: PersonFields(private.set),
        kept: PersonFields(private.kept),
    })
}

pub(super) fn write_scan(fact: &ScanRecorded) -> Result<Parts, serde_json::Error> {
    let body = ScanBody {
        scan: fact.scan,
        checkpoint: fact.checkpoint,
        direction: fact.direction,
        day: fact.day,
        presented: fact.presented,
        registration: fact.registration,
        badge: fact.badge,
        verdict: fact.verdict.clone(),
        effect: fact.effect,
        reasons: fact.reasons.iter().map(|reason| reason.code.clone()).collect(),
        params: params(&fact.reasons, |name| !is_personal(name)),
        rule: fact.rule.clone(),
        after: fact.after.clone(),
        overrides: fact.overrides.as_ref().map(|o| o.of),
        why: fact.overrides.as_ref().map(|o| o.why),
        at_ms: fact.at_ms,
    };
    let text = fact.overrides.as_ref().map(|o| o.text.clone());
    let private = ScanPrivate {
        reason: text.filter(|text| !text.is_empty()),
        code: fact.code.clone(),
        params: params(&fact.reasons, is_personal),
    };
    let says_nothing = private.reason.is_none() && private.code.is_none() && private.params.is_empty();
    let private = if says_nothing {
        None
    } else {
        Some(serde_json::to_vec(&private)?)
    };
    Ok((serde_json::to_vec(&body)?, private))
}

fn params(reasons: &[ScanReason], wanted: impl Fn(&str) -> bool) -> Params {
    let mut all = Params::new();
    for reason in reasons {
        for (name, value) in reason.params.iter().filter(|(name, _)| wanted(name)) {
            all.entry(reason.code.clone())
                .or_default()
                .insert(name.clone(), value.clone());
        }
    }
    all
}

pub(super) fn read_scan(body: &[u8], private: Option<&[u8]>) -> Result<ScanRecorded, Unread> {
    let mut body: ScanBody = read(body)?;
    let mut private: ScanPrivate = read_private(private)?;
    let reasons = body.reasons.into_iter().map(|code| {
        let mut params = body.params.remove(&code).unwrap_or_default();
        params.extend(private.params.remove(&code).unwrap_or_default());
        ScanReason { code, params }
    });
    Ok(ScanRecorded {
        scan: body.scan,
        checkpoint: body.checkpoint,
        direction: body.direction,
        day: body.day,
        presented: body.presented,
        registration: body.registration,
        badge: body.badge,
        verdict: body.verdict,
        effect: body.effect,
        reasons: reasons.collect(),
        rule: body.rule,
        after: body.after,
        overrides: body.overrides.map(|of| Override {
            of,
            why: body.why.unwrap_or(OverrideWhy::Other),
            text: private.reason.unwrap_or_default(),
        }),
        code: private.code,
        at_ms: body.at_ms,
    })
}

pub(super) fn write_badge(fact: &BadgeIssued) -> Result<Parts, serde_json::Error> {
    let body = BadgeBody {
        badge: fact.badge,
        serial: fact.serial,
        registration: fact.registration,
        reason: fact.reason,
        replaces: fact.replaces.clone(),
        why: fact.why,
    };
    let private = if fact.text.is_empty() {
        None
    } else {
        let text = fact.text.clone();
        Some(serde_json::to_vec(&BadgePrivate { text })?)
    };
    Ok((serde_json::to_vec(&body)?, private))
}

pub(super) fn read_badge(body: &[u8], private: Option<&[u8]>) -> Result<BadgeIssued, Unread> {
    let body: BadgeBody = read(body)?;
    let private: BadgePrivate = read_private(private)?;
    Ok(BadgeIssued {
        badge: body.badge,
        serial: body.serial,
        registration: body.registration,
        reason: body.reason,
        replaces: body.replaces,
        why: body.why,
        text: private.text,
    })
}

/// What was erased reads as if nothing had been said.
fn read_private<T: Default + serde::de::DeserializeOwned>(bytes: Option<&[u8]>) -> Result<T, Unread> {
    bytes.map_or_else(|| Ok(T::default()), read)
}
