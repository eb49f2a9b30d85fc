//! `serve` and `sync`: being a server of the events in this folder, and one exchange with another server.

use crate::args::{ServeCall, SyncCall};
use crate::conflicts::events;
use crate::folder::{Folder, tell_recovery_key};
use crate::output::{Answer, Failed, Told, pairs, say, say_json};
use crate::pairing::join;
use sarrera_app::vault::RecoveryKey;
use sarrera_app::view::InvitationAsk;
use sarrera_app::{App, AppError, BrokenOff, Exchanged, Refusal, SameLabel, SyncProblem, World};
use sarrera_core::ids::EventId;
use sarrera_server::{
    AddressError, AppAnswers, Config, End, Keepers, Limits, LogForm, MetricsFor, Patience, Place, Reach,
    ServerAddress, Tls, Trust, Wire, add_server, announce, carry, log_to_stderr, serve as serve_with,
};
use serde_json::{Value, json};
use std::sync::Arc;

/// Serves until it is told to end.
pub(crate) fn serve(folder: &Folder<'_>, call: &ServeCall) -> Result<Answer, Failed> {
    log_to_stderr(if folder.json { LogForm::Json } else { LogForm::Text });
    let opened = folder.open_or_make()?;
    // Read before it is shown, for what is shown is nowhere afterwards.
    let root_key = opened.app.unseen_recovery_key()?;
    if let Some(key) = &root_key {
        tell_recovery_key(&opened.app, &key.to_text())?;
    }
    let app = Arc::new(opened.app);
    if let Some(file) = &call.event {
        app.create_events_from_file(file)?;
    }
    if let Some(code) = &call.pair {
        match join(&app, code, SameLabel::Ask, &call.server) {
            Ok(_) | Err(Failed::App(AppError::Refused(Refusal::AlreadyPaired { .. }))) => {}
            Err(error) => return Err(error),
        }
    }
    let tls = match (&call.certificate, &call.key) {
        (Some(certificate), Some(key)) => Tls::Files {
            certificate: certificate.clone(),
            key: key.clone(),
        },
        (None | Some(_), None | Some(_)) if call.plain => Tls::Plain,
        (None | Some(_), None | Some(_)) => Tls::Device(app.device_key()?),
    };
    let config = Config {
        listen: call.listen,
        tls,
        limits: Limits::default(),
        metrics: if call.metrics_for_anyone {
            MetricsFor::Anyone
        } else {
            MetricsFor::ThisMachine
        },
        end: End::OnSignal,
    };
    let answers = AppAnswers::of(Arc::clone(&app));
    let serving = serve_with(&config, Arc::new(answers.clone()), World::real().clock)
        .map_err(|error| Told::of(error.code(), &error))?;
    let _poking = answers.poke(serving.pokes())?;
    app.take_roots()?;
    let offices = match &root_key {
        Some(key) => first_offices(&app, key)?,
        None => Vec::new(),
    };
    let reach = if call.listen.ip().is_loopback() {
        Reach::ThisMachine
    } else {
        Reach::Network
    };
    let events = app.events()?;
    for event in events.iter().filter(|event| event.joined.is_none()) {
        keep_in_step(&app, &event.id, &call.server)?;
    }
    let place = place_of(&app, call)?;
    let announcing = (!call.plain).then(|| announce(&app, serving.address().port(), place, reach));
    let _announcing = announcing.transpose()?;
    let labels: Vec<String> = events.into_iter().map(|event| event.label).collect();
    let keepers = Keepers::of(Arc::clone(&app), Arc::new(|_event| {}));
    keepers
        .follow()
        .map_err(|error| Told::of("not_kept_in_step", &error))?;
    let scheme = if call.plain { "http" } else { "https" };
    let address = format!("{scheme}://{}", serving.address());
    if folder.json {
        say_json(
            &json!({ "serving": address, "device": app.device_id()?, "events": labels, "offices": offices }),
        )?;
    } else {
        tell_offices(&offices)?;
        say(&format!("Serving {} at {address}", labels.join(", ")))?;
    }
    serving.wait();
    app.leave_roots()?;
    Ok(Answer::said())
}

/// A hub hands on to others. Who has nobody to hand on to is what the others hand on to; so is a server that an authority vouches
/// for: it is reached by its name, from wherever a device is.
fn place_of(app: &App, call: &ServeCall) -> Result<Place, Failed> {
    if call.certificate.is_some() {
        return Ok(Place::Centre);
    }
    for event in app.events()? {
        if !app.server_addresses(app.event_id(&event.id)?)?.is_empty() {
            return Ok(Place::Hub);
        }
    }
    Ok(Place::Centre)
}

/// A code for an office with a window of each event, while the recovery key is at hand: the next one needs it typed.
fn first_offices(app: &App, key: &RecoveryKey) -> Result<Vec<Value>, Failed> {
    let ask = InvitationAsk {
        role: "office".to_owned(),
        may_serve: true,
        ..InvitationAsk::default()
    };
    let mut codes = Vec::new();
    for event in app.events()? {
        match app.invite(&event.id, &ask, Some(key)) {
            Ok(made) => codes.push(json!({
                "event": event.label,
                "code": made.code,
                "expires": app.rfc3339(&event.id, made.invitation.expires)?,
            })),
            // One of another organiser, or that is over: its office invites, or nobody does.
            Err(AppError::Vault(_) | AppError::Refused(_)) => {}
            Err(error) => return Err(error.into()),
        }
    }
    Ok(codes)
}

fn tell_offices(offices: &[Value]) -> Result<(), Failed> {
    for office in offices {
        let text = |name: &str| office.get(name).and_then(Value::as_str).unwrap_or_default();
        say(&format!(
            "A window becomes an office of {} by this code, until {}:",
            text("event"),
            text("expires"),
        ))?;
        say(&format!("  {}", text("code")))?;
    }
    Ok(())
}

/// One exchange for each event that a server is known for, with the first one that answers.
pub(crate) fn sync(app: &App, call: &SyncCall) -> Result<Answer, Failed> {
    let mut all = Vec::new();
    let mut lines = Vec::new();
    for meant in events(app, call.event.as_deref())? {
        let event = app.event_id(&meant.id)?;
        let addresses = if call.server.is_empty() {
            addresses(&app.server_addresses(event)?)?
        } else {
            addresses(&call.server)?
        };
        if addresses.is_empty() {
            continue;
        }
        let exchanged = exchange(app, event, &addresses)?;
        lines.extend(pairs(&[
            ("event", meant.label.clone()),
            ("sent", exchanged.pushed.to_string()),
            ("received", exchanged.pulled.to_string()),
            (
                "problem",
                exchanged.problem.map_or("none".to_owned(), |p| p.to_string()),
            ),
        ]));
        all.push(exchanged_json(&meant.label, &exchanged));
    }
    if all.is_empty() {
        return Err(AppError::from(Refusal::FieldMissing { field: "server" }).into());
    }
    let broken = all.iter().any(|of| of.get("problem") != Some(&Value::Null));
    let mut answer = Answer::new(json!({ "exchanges": all }), lines);
    answer.broken = broken;
    Ok(answer)
}

fn exchange(app: &App, event: EventId, addresses: &[ServerAddress]) -> Result<Exchanged, Failed> {
    // Whoever answers proves by the protocol itself which device of the event it is, and that the channel is its own.
    let wire = Wire::new(addresses.to_vec(), &Trust::first_seen(), Patience::default());
    let mut wire = wire.map_err(|error| Told::of(error.code(), &error))?;
    let mut carry = |session: Option<&str>, body: &[u8]| carry(&mut wire, session, body);
    app.exchange(event, &mut carry).map_err(|broken| match broken {
        BrokenOff::Wire(error) => Told::of(error.code(), &error).into(),
        BrokenOff::Here(error) => error.into(),
    })
}

/// The servers that somebody named.
pub(crate) fn addresses(given: &[String]) -> Result<Vec<ServerAddress>, Failed> {
    let read = |text: &String| {
        let address = text.parse();
        address.map_err(|error: AddressError| Failed::from(Told::of(error.code(), &error)))
    };
    given.iter().map(read).collect()
}

/// Has an event of this device kept in step with these servers from now on, by whatever runs over its folder.
pub(crate) fn keep_in_step(app: &App, event: &str, servers: &[String]) -> Result<(), Failed> {
    for server in servers {
        match add_server(app, event, server) {
            Ok(_) | Err(AppError::Refused(Refusal::ServerThere { .. })) => {}
            Err(error) => return Err(error.into()),
        }
    }
    Ok(())
}

fn exchanged_json(event: &str, exchanged: &Exchanged) -> Value {
    let left: Vec<String> = exchanged.left.keys().map(ToString::to_string).collect();
    json!({
        "event": event,
        "sent": exchanged.pushed,
        "received": exchanged.pulled,
        "messages": exchanged.asked,
        "refused": exchanged.refused,
        "left": left,
        "clock_behind_ms": exchanged.offset.map(|offset| offset.ms),
        "problem": exchanged.problem.map(SyncProblem::code),
    })
}
