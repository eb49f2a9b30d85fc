//! `devices`: an event's devices, and what an office changes of them.

use crate::args::{DevicesCall, DevicesCommand};
use crate::conflicts::{Meant, events};
use crate::output::{Answer, Failed, columns};
use crate::recover::by_root;
use sarrera_app::App;
use sarrera_app::view::{DeviceForm, DeviceLine, DevicesView};
use serde_json::{Value, json};

/// A clock that is further off than this is told of.
const CLOCK_OFF_MS: i64 = 2 * 60_000;

/// Lists devices, or changes one and lists them as they are then.
pub(crate) fn devices(app: &App, call: &DevicesCall) -> Result<Answer, Failed> {
    let Some(what) = &call.what else {
        let mut all = Vec::new();
        for meant in events(app, call.event.as_deref())? {
            let view = app.devices(&meant.id)?;
            all.push((meant, view));
        }
        return answer(app, &all);
    };
    let (event, view) = match what {
        DevicesCommand::Rename { event, device, name } => {
            let form = DeviceForm {
                id: device.clone(),
                name: Some(name.clone()),
                role: None,
            };
            (event, by_root(|key| app.change_device(event, &form, key))?)
        }
        DevicesCommand::Role { event, device, role } => {
            let form = DeviceForm {
                id: device.clone(),
                name: None,
                role: Some(role.clone()),
            };
            (event, by_root(|key| app.change_device(event, &form, key))?)
        }
        DevicesCommand::Revoke {
            event,
            device,
            reason,
        } => (
            event,
            by_root(|key| app.revoke_device(event, device, reason, key))?,
        ),
    };
    let meant = Meant {
        id: event.clone(),
        label: event.clone(),
    };
    answer(app, &[(meant, view)])
}

fn answer(app: &App, all: &[(Meant, DevicesView)]) -> Result<Answer, Failed> {
    let mut rows = Vec::new();
    let mut devices = Vec::new();
    for (event, view) in all {
        for device in &view.devices {
            rows.push(row(app, event, device)?);
            devices.push(device_json(app, event, device)?);
        }
    }
    Ok(Answer::new(json!({ "devices": devices }), columns(&rows)))
}

fn device_json(app: &App, meant: &Meant, device: &DeviceLine) -> Result<Value, Failed> {
    let event = meant.id.as_str();
    let revoked = match &device.revoked {
        Some(said) => json!({ "at": app.rfc3339(event, said.at)?, "reason": said.reason }),
        None => Value::Null,
    };
    let heard = match &device.heard {
        Some(heard) => json!({
            "at": app.rfc3339(event, heard.at)?,
            "app": heard.app,
            "waiting": heard.waiting,
            "clock_behind_ms": heard.clock_behind,
        }),
        None => Value::Null,
    };
    Ok(json!({
        "id": device.id,
        "heard": heard,
        "event": meant.label,
        "name": device.name,
        "role": device.role,
        "exhibitor": device.exhibitor,
        "may_serve": device.may_serve,
        "here": device.here,
        "copied": device.copied.is_some(),
        "revoked": revoked,
    }))
}

fn row(app: &App, event: &str, device: &DeviceLine) -> Result<Vec<String>, Failed> {
    let mut marks = Vec::new();
    if device.here {
        marks.push("this device".to_owned());
    }
    if device.may_serve {
        marks.push("may serve".to_owned());
    }
    if device.copied.is_some() {
        marks.push("seems copied".to_owned());
    }
    if let Some(said) = &device.revoked {
        marks.push(format!("revoked: {}", said.reason));
    }
    let heard = match &device.heard {
        Some(heard) => {
            let clock = heard.clock_behind.filter(|ms| ms.saturating_abs() > CLOCK_OFF_MS);
            let mut said = vec![app.rfc3339(event, heard.at)?, heard.app.clone()];
            said.extend((heard.waiting > 0).then(|| format!("{} waiting", heard.waiting)));
            said.extend(clock.map(|ms| format!("clock {} s {}", ms.saturating_abs() / 1_000, way(ms))));
            said.join(", ")
        }
        None if device.here => String::new(),
        None => "not heard of here".to_owned(),
    };
    Ok(vec![
        device.name.clone(),
        device.role.clone(),
        device.exhibitor.clone().unwrap_or_default(),
        marks.join(", "),
        heard,
        format!("[{}]", device.id),
    ])
}

const fn way(behind_ms: i64) -> &'static str {
    if behind_ms > 0 { "behind" } else { "ahead" }
}
