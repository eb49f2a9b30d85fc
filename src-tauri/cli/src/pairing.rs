//! `invite`, `invitations` and `pair`: letting devices into an event, and becoming one of its devices.

use crate::args::{InvitationsCall, InviteCall, JoinCall, PairCall};
use crate::output::{Answer, Failed, Told, columns, pairs};
use crate::recover::by_root;
use crate::serve::{addresses, keep_in_step};
use sarrera_app::view::{InvitationAsk, InvitationLine, InvitationState, JoinReport, Paired};
use sarrera_app::{App, SameLabel};
use sarrera_server::{Reach, catch_up_and_join};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use thiserror::Error;

/// Nobody would be there to let an office in.
#[derive(Debug, Error)]
#[error(
    "an office is let in by the program that serves this folder: start `sarrera serve` first, and leave it running"
)]
struct NobodyServes;

/// Makes an invitation, and shows its code once.
pub(crate) fn invite(app: &App, call: &InviteCall) -> Result<Answer, Failed> {
    let addresses = addresses(&call.server)?;
    // The root goes to the program that serves, and is nowhere once this one ends.
    if call.role == "office" && !app.roots_are_taken()? {
        return Err(Told::of("nobody_serves", &NobodyServes).into());
    }
    let ask = InvitationAsk {
        role: call.role.clone(),
        exhibitor: call.exhibitor.clone(),
        may_serve: call.may_serve,
        name: call.name.clone(),
        sheet: call.until_end.then(|| call.devices.unwrap_or(1)),
        addresses: addresses.iter().map(ToString::to_string).collect(),
    };
    let made = by_root(|key| app.invite(&call.event, &ask, key))?;
    let expires = app.rfc3339(&call.event, made.invitation.expires)?;
    let lines = pairs(&[
        ("code", made.code.clone()),
        ("expires", expires.clone()),
        ("qr", made.qr.clone()),
        ("invitation", made.invitation.id.clone()),
    ]);
    let json = json!({
        "code": made.code,
        "qr": made.qr,
        "expires": expires,
        "invitation": made.invitation.id,
        "devices": made.invitation.devices,
    });
    Ok(Answer::new(json, lines))
}

/// Lists the invitations that were made here, or takes one back and lists them as they are then.
pub(crate) fn invitations(app: &App, call: &InvitationsCall) -> Result<Answer, Failed> {
    let listed = match &call.revoke {
        Some(id) => app.revoke_invitation(&call.event, id)?,
        None => app.invitations(&call.event)?,
    };
    let mut rows = Vec::new();
    let mut all = Vec::new();
    for line in &listed {
        let expires = app.rfc3339(&call.event, line.expires)?;
        rows.push(vec![
            line.role.clone(),
            line.name.clone().unwrap_or_default(),
            format!("{} of {}", line.devices_left, line.devices),
            state(line.state).to_owned(),
            expires.clone(),
            format!("[{}]", line.id),
        ]);
        all.push(line_json(app, &call.event, line, &expires)?);
    }
    Ok(Answer::new(json!({ "invitations": all }), columns(&rows)))
}

fn line_json(app: &App, event: &str, line: &InvitationLine, expires: &str) -> Result<Value, Failed> {
    Ok(json!({
        "id": line.id,
        "role": line.role,
        "exhibitor": line.exhibitor,
        "may_serve": line.may_serve,
        "name": line.name,
        "created": app.rfc3339(event, line.created)?,
        "expires": expires,
        "devices": line.devices,
        "devices_left": line.devices_left,
        "state": state(line.state),
    }))
}

const fn state(state: InvitationState) -> &'static str {
    match state {
        InvitationState::Open => "open",
        InvitationState::Used => "used",
        InvitationState::Expired => "expired",
        InvitationState::Revoked => "revoked",
    }
}

/// Becomes a device of the event that the code is of.
pub(crate) fn pair(app: &App, call: &PairCall) -> Result<Answer, Failed> {
    let same_label = match (call.join, call.keep_apart) {
        (true, _) => SameLabel::Join,
        (false, true) => SameLabel::KeepApart,
        (false, false) => SameLabel::Ask,
    };
    let paired = join(app, &call.code, same_label, &call.server)?;
    let mut lines = pairs(&[
        ("event", format!("{} ({})", paired.name, paired.label)),
        ("this device", paired.device_name.clone()),
        ("role", paired.role.clone()),
        ("paired by", paired.server.clone()),
    ]);
    if !call.join {
        return Ok(Answer::new(json!({ "paired": paired }), lines));
    }
    let joined = catch_up_and_join(app, &paired.event, &mut |_| {}, &mut |_| {})?;
    lines.extend(joined.iter().flat_map(join_lines));
    Ok(Answer::new(json!({ "paired": paired, "joined": joined }), lines))
}

/// Has an event of this device join another that it is in.
pub(crate) fn join_event(app: &App, call: &JoinCall) -> Result<Answer, Failed> {
    app.ask_to_join(&call.event, &call.into)?;
    let joined = catch_up_and_join(app, &call.into, &mut |_| {}, &mut |_| {})?;
    let lines = joined.iter().flat_map(join_lines).collect();
    Ok(Answer::new(json!({ "joined": joined }), lines))
}

fn join_lines(report: &JoinReport) -> Vec<String> {
    let sum = |counts: &BTreeMap<String, u32>| counts.values().sum::<u32>().to_string();
    let mut lines = pairs(&[
        ("people found there", report.people_found.to_string()),
        ("people new there", report.people_added.to_string()),
        ("people left out", report.people_left_out.to_string()),
        ("recorded again", sum(&report.recorded)),
        ("there already", sum(&report.there)),
        ("not allowed there", sum(&report.refused)),
    ]);
    for (why, many) in &report.left {
        lines.extend(pairs(&[(why.as_str(), many.to_string())]));
    }
    lines
}

/// Follows a code: to the servers that somebody named, else to where its QR says, else to one that announces itself. The
/// event is kept in step with them from now on.
pub(crate) fn join(
    app: &App,
    code: &str,
    same_label: SameLabel,
    servers: &[String],
) -> Result<Paired, Failed> {
    let paired = sarrera_server::pair(app, code, same_label, servers, Reach::Network)?;
    // The one that let it in is kept; so are the others that were named.
    keep_in_step(app, &paired.event, servers)?;
    Ok(paired)
}
