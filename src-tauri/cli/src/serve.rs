//! `serve` and `sync`: being a server of the events in this folder, and one exchange with another server.

use crate::args::{ServeCall, SyncCall};
use crate::conflicts::events;
use crate::folder::Folder;
use crate::output::{Answer, Failed, Told, pairs, say, say_json};
use sarrera_app::{App, BrokenOff, Carried, Exchanged, SyncProblem, World};
use sarrera_core::ops::device_id;
use sarrera_server::{
    AppAnswers, Config, End, Limits, LogForm, MetricsFor, Patience, ServerAddress, ServerKey, Tls, Trust,
    Wire, WireError, log_to_stderr, serve as serve_with,
};
use serde_json::{Value, json};
use std::sync::Arc;

/// Serves until it is told to end.
pub(crate) fn serve(folder: &Folder<'_>, call: &ServeCall) -> Result<Answer, Failed> {
    log_to_stderr(if folder.json { LogForm::Json } else { LogForm::Text });
    let app = Arc::new(folder.open()?);
    if let Some(file) = &call.event {
        app.create_events_from_file(file)?;
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
    let scheme = if call.plain { "http" } else { "https" };
    let address = format!("{scheme}://{}", serving.address());
    let labels: Vec<String> = app.events()?.into_iter().map(|event| event.label).collect();
    if folder.json {
        say_json(&json!({ "serving": address, "device": app.device_id()?, "events": labels }))?;
    } else {
        say(&format!("Serving {} at {address}", labels.join(", ")))?;
    }
    serving.wait();
    Ok(Answer::said())
}

/// One exchange for each event, with the first server that answers.
pub(crate) fn sync(app: &App, call: &SyncCall) -> Result<Answer, Failed> {
    let mut addresses: Vec<ServerAddress> = Vec::new();
    for text in &call.server {
        let address = text.parse();
        addresses
            .push(address.map_err(|error: sarrera_server::AddressError| Told::of(error.code(), &error))?);
    }
    let mut all = Vec::new();
    let mut lines = Vec::new();
    for event in events(app, call.event.as_deref())? {
        let exchanged = exchange(app, &event, &addresses)?;
        lines.extend(pairs(&[
            ("event", event.clone()),
            ("sent", exchanged.pushed.to_string()),
            ("received", exchanged.pulled.to_string()),
            (
                "problem",
                exchanged.problem.map_or("none".to_owned(), |p| p.to_string()),
            ),
        ]));
        all.push(exchanged_json(&event, &exchanged));
    }
    let broken = all.iter().any(|of| of.get("problem") != Some(&Value::Null));
    let mut answer = Answer::new(json!({ "exchanges": all }), lines);
    answer.broken = broken;
    Ok(answer)
}

fn exchange(app: &App, event: &str, addresses: &[ServerAddress]) -> Result<Exchanged, Failed> {
    // Whoever answers proves by the protocol itself which device of the event it is, and that the channel is its own.
    let wire = Wire::new(addresses.to_vec(), &Trust::first_seen(), Patience::default());
    let mut wire = wire.map_err(|error| Told::of(error.code(), &error))?;
    let mut carry = |session: Option<&str>, body: &[u8]| -> Result<Carried, WireError> {
        let reply = match wire.post(session, body.to_vec()) {
            Ok(reply) => (reply.body, Some(reply.server)),
            // A denial is an answer as well.
            Err(WireError::Refused { body, .. }) if !body.is_empty() => (body, None),
            Err(error) => return Err(error),
        };
        let shown = reply.1.and_then(|server| match server {
            ServerKey::Device(key) => sarrera_core::ops::verifying_key(&key).map(|key| device_id(&key)),
            ServerKey::Named | ServerKey::ThisMachine => None,
        });
        Ok(Carried { body: reply.0, shown })
    };
    app.exchange(app.event_id(event)?, &mut carry)
        .map_err(|broken| match broken {
            BrokenOff::Wire(error) => Told::of(error.code(), &error).into(),
            BrokenOff::Here(error) => error.into(),
        })
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
