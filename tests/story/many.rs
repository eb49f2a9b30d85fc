//! Several devices and one server, each a process of its own: paired by a code, apart for a while, and one truth in the end.

use crate::fair::{EVENT, Fair, object, secret};
use sarrera_testkit::serving::Serving;
use serde_json::Value;
use std::collections::BTreeSet;
use std::io::{BufRead, BufReader};
use std::process::Command;

/// A server of what this folder holds.
pub(crate) fn serve(centre: &Fair) -> Serving {
    Serving::start(&mut centre.call(["serve", "--listen", "127.0.0.1:0"]))
}

/// Joins the event by a code, or goes on where it did before.
fn serve_joining(standby: &Fair, code: &str, first: &Serving) -> Serving {
    let words = [
        "serve",
        "--listen",
        "127.0.0.1:0",
        "--pair",
        code,
        "--server",
        &first.at,
    ];
    Serving::start(&mut standby.call(words))
}

/// A new device, let in as a desk by a code of this office.
fn desk(centre: &Fair, server: &Serving, name: &str) -> Fair {
    let invited = centre.ok(["invite", "--event", EVENT, "--role", "desk", "--name", name]);
    let desk = Fair::empty();
    let code = invited["code"].as_str().unwrap();
    let paired = desk.ok(["pair", code, "--server", &server.at]);
    assert_eq!(paired["paired"]["label"], EVENT);
    desk
}

pub(crate) fn sync(desk: &Fair, server: &Serving) -> Value {
    let said = desk.ok(["sync", "--once", "--event", EVENT, "--server", &server.at]);
    said["exchanges"][0].clone()
}

/// The digests of the event's logs, by their names.
fn logs(fair: &Fair) -> Vec<(String, String)> {
    let events = fair.ok(["events"]);
    let events = events["events"].as_array().unwrap();
    let id = &events.iter().find(|event| event["label"] == EVENT).unwrap()["id"];
    let digest = fair.digest();
    let logs = digest["logs"].as_array().unwrap().iter();
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    logs.filter(|log| log["event"] == *id)
        .map(|log| (text(&log["log"]), text(&log["digest"])))
        .collect()
}

fn conflicts(fair: &Fair) -> Vec<Value> {
    let said = fair.ok(["conflicts", "--event", EVENT]);
    said["conflicts"].as_array().unwrap().clone()
}

#[test]
fn two_desks_admit_one_ticket_while_the_server_is_down_and_everybody_sees_it_until_it_is_settled() {
    let centre = Fair::imported();
    let server = serve(&centre);
    let (one, two) = (desk(&centre, &server, "Desk 1"), desk(&centre, &server, "Desk 2"));
    assert_eq!(sync(&one, &server)["problem"], Value::Null);
    sync(&two, &server);
    assert_eq!(logs(&one), logs(&centre), "each has everybody");
    server.kill();
    let down = one.refused([
        "sync",
        "--once",
        "--event",
        EVENT,
        "--server",
        "https://127.0.0.1:1",
    ]);
    assert_eq!(down, "unreachable");
    let ticket = secret("paid", "");
    assert_eq!(
        (one.verdict(&ticket), two.verdict(&ticket)),
        ("admitted".into(), "admitted".into())
    );

    let server = serve(&centre);
    for desk in [&one, &two, &one] {
        sync(desk, &server);
    }
    for fair in [&one, &two, &centre] {
        let found = conflicts(fair);
        assert_eq!(found.len(), 1, "{found:?}");
        assert_eq!(
            (&found[0]["kind"], &found[0]["settled"]),
            (&"double_admission".into(), &false.into())
        );
        assert!(found[0]["attendee"]["name"].is_string(), "{found:?}");
        let facts = found[0]["facts"].as_array().unwrap();
        let said = |fact: &Value| fact["device"].as_str().unwrap().to_owned();
        let devices: BTreeSet<String> = facts.iter().map(said).collect();
        assert_eq!(
            devices,
            BTreeSet::from(["Desk 1".to_owned(), "Desk 2".to_owned()])
        );
    }
    let conflict = conflicts(&centre)[0]["id"].as_str().unwrap().to_owned();
    centre.ok(["settle", "--event", EVENT, &conflict, "--both"]);
    sync(&one, &server);
    sync(&two, &server);
    assert!(
        [&one, &two]
            .iter()
            .all(|desk| conflicts(desk)[0]["settled"] == true)
    );
    assert_eq!(logs(&one), logs(&two));
    assert_eq!(logs(&one), logs(&centre));
    let ended = server.end().unwrap();
    assert!(ended.success(), "told to end it ends by itself: {ended}");
}

#[test]
fn a_code_is_good_for_one_device_and_a_revoked_desk_is_sent_nothing_any_more() {
    let centre = Fair::imported();
    let server = serve(&centre);
    let invited = centre.ok(["invite", "--event", EVENT, "--role", "gate"]);
    let code = invited["code"].as_str().unwrap();
    let gate = Fair::empty();
    gate.ok(["pair", code, "--server", &server.at]);
    let second = Fair::empty().refused(["pair", code, "--server", &server.at]);
    assert_eq!(second, "invitation_used");
    sync(&gate, &server);
    let names: Vec<String> = logs(&gate).into_iter().map(|(name, _)| name).collect();
    assert!(
        names.contains(&"core".to_owned()) && !names.contains(&"contact".to_owned()),
        "{names:?}"
    );

    let lost = desk(&centre, &server, "Desk 9");
    sync(&lost, &server);
    centre.ok([
        "devices", "revoke", "--event", EVENT, "Desk 9", "--reason", "lost",
    ]);
    let mut last = lost.call(["sync", "--once", "--event", EVENT, "--server", &server.at]);
    let after = object(&last.output().unwrap());
    assert_eq!(after["exchanges"][0]["problem"], "device_revoked", "{after}");
    let events = lost.ok(["events"]);
    assert_eq!(
        events["events"],
        Value::Array(vec![]),
        "nothing of it is here any more"
    );
    let listed = centre.ok(["devices", "--event", EVENT]);
    let of = |name: &str| {
        listed["devices"]
            .as_array()
            .unwrap()
            .iter()
            .find(|d| d["name"] == name)
            .cloned()
    };
    assert!(of("Desk 9").unwrap()["heard"]["at"].is_string());
    server.kill();
}

#[test]
fn what_is_asked_of_all_events_is_answered_where_two_have_one_label_and_servers_are_remembered() {
    let centre = Fair::new();
    let server = serve(&centre);
    let invited = centre.ok(["invite", "--event", EVENT, "--role", "desk"]);
    let own = Fair::new();
    let code = invited["code"].as_str().unwrap();
    assert_eq!(
        own.refused(["pair", code, "--server", &server.at]),
        "own_event_there"
    );
    let paired = own.ok(["pair", code, "--keep-apart", "--server", &server.at]);
    let devices = own.ok(["devices"]);
    // Its own event, two more of the same file, and the fair with its office and this desk.
    assert_eq!(devices["devices"].as_array().unwrap().len(), 5, "{devices}");
    assert_eq!(own.ok(["conflicts"])["conflicts"], Value::Array(vec![]));
    // The server that let it in is the event's from then on.
    let event = paired["paired"]["event"].as_str().unwrap();
    for synced in [
        own.ok(["sync", "--once", "--event", event]),
        own.ok(["sync", "--once"]),
    ] {
        assert_eq!(synced["exchanges"].as_array().unwrap().len(), 1, "{synced}");
        assert_eq!(synced["exchanges"][0]["problem"], Value::Null);
    }
    assert_eq!(
        own.refused(["pair", code]),
        "already_paired",
        "nobody is looked for"
    );
    assert_eq!(centre.refused(["sync", "--once"]), "field_missing");
    server.kill();
}

#[test]
fn a_second_server_is_kept_in_step_and_takes_over_when_the_first_is_killed() {
    /// So often it is looked at; each look is a call that takes its time, and who found a server down may wait a minute.
    const LOOKS_MAX: usize = 1_000;
    let centre = Fair::imported();
    let first = serve(&centre);
    let invited = centre.ok(["invite", "--event", EVENT, "--role", "desk", "--may-serve"]);
    let standby = Fair::empty();
    let code = invited["code"].as_str().unwrap();
    let second = serve_joining(&standby, code, &first);
    second.kill();
    // The same call once more, as a unit file makes it: the code is used, and the server is in the event.
    let second = serve_joining(&standby, code, &first);
    let desk = desk(&centre, &first, "Desk 1");
    sync(&desk, &first);
    let ticket = secret("paid", "");
    assert_eq!(desk.verdict(&ticket), "admitted");
    sync(&desk, &first);
    let mut looks = 0;
    while logs(&standby) != logs(&centre) {
        looks += 1;
        assert!(looks < LOOKS_MAX, "the standby heard nothing");
    }
    first.kill();
    // The desk never met it; the event says who it is.
    let exchanged = sync(&desk, &second);
    assert_eq!(exchanged["problem"], Value::Null, "{exchanged}");
    assert_eq!(logs(&desk), logs(&standby));
    second.kill();
}

#[test]
fn the_first_command_gives_a_code_for_an_office_which_works_as_one_and_is_revoked_by_the_recovery_key() {
    let centre = Fair::empty();
    let event = crate::fair::file("boi-2023/event.json");
    let mut call = centre.call([
        "serve",
        "--listen",
        "127.0.0.1:0",
        "--event",
        event.to_str().unwrap(),
    ]);
    let (server, told) = Serving::told(&mut call);
    let mut told = BufReader::new(told.unwrap()).lines();
    let key = told.nth(1).unwrap().unwrap().trim().to_owned();
    let said = server.said.clone();
    let code = said["offices"][0]["code"].as_str().unwrap();
    assert_eq!(said["offices"][0]["event"], EVENT);
    let office = Fair::empty();
    let paired = office.ok(["pair", code, "--server", &server.at]);
    assert_eq!(paired["paired"]["role"], "office");
    sync(&office, &server);

    // It has an office's rights: it invites, and revokes.
    office.ok(["invite", "--event", EVENT, "--role", "desk"]);
    let desk = desk(&centre, &server, "Desk 9");
    sync(&office, &server);
    office.ok([
        "devices", "revoke", "--event", EVENT, "Desk 9", "--reason", "lost",
    ]);
    sync(&office, &server);
    let mut last = desk.call(["sync", "--once", "--event", EVENT, "--server", &server.at]);
    let after = object(&last.output().unwrap());
    assert_eq!(after["exchanges"][0]["problem"], "device_revoked", "{after}");

    // Another one needs the recovery key, and so does the end of one.
    let invite = ["invite", "--event", EVENT, "--role", "office", "--name", "Stolen"];
    assert_eq!(centre.refused(invite), "office_by_root");
    let with_key = |mut call: Command| object(&call.env("SARRERA_RECOVERY_KEY", &key).output().unwrap());
    let invited = with_key(centre.call(invite));
    let stolen = Fair::empty();
    stolen.ok(["pair", invited["code"].as_str().unwrap(), "--server", &server.at]);
    let revoke = [
        "devices", "revoke", "--event", EVENT, "Stolen", "--reason", "stolen",
    ];
    assert_eq!(centre.refused(revoke), "office_by_root");
    with_key(centre.call(revoke));
    let mut last = stolen.call(["sync", "--once", "--event", EVENT, "--server", &server.at]);
    let after = object(&last.output().unwrap());
    assert_eq!(after["exchanges"][0]["problem"], "device_revoked", "{after}");
    server.kill();
    // Without a program that serves nobody would let an office in.
    let alone = Fair::new();
    assert_eq!(
        alone.refused(["invite", "--event", EVENT, "--role", "office"]),
        "nobody_serves"
    );
}

#[test]
fn two_desks_without_a_network_carry_what_they_did_in_a_file() {
    let centre = Fair::imported();
    let server = serve(&centre);
    let (one, two) = (desk(&centre, &server, "Desk 1"), desk(&centre, &server, "Desk 2"));
    for desk in [&one, &two] {
        sync(desk, &server);
    }
    server.kill();
    let ticket = secret("paid", "");
    assert_eq!(one.verdict(&ticket), "admitted");
    let file = one.path("desk-1.sarrera");
    let file = file.to_str().unwrap();
    let written = one.ok(["stick", "write", "--event", EVENT, file]);
    assert_eq!(
        written["devices"], 2,
        "the centre's and the other desk: {written}"
    );
    let read = two.ok(["stick", "read", file]);
    assert_eq!(
        (&read["by"], &read["refused"]),
        (&"Desk 1".into(), &0.into()),
        "{read}"
    );
    assert!(read["changes"].as_u64().unwrap() > 0, "{read}");
    assert_eq!(logs(&one), logs(&two));
    assert_eq!(two.verdict(&ticket), "already_in");
    assert_eq!(
        two.ok(["stick", "read", file])["changes"],
        0,
        "as often as somebody likes"
    );
    let bytes = std::fs::read(file).unwrap();
    let torn = two.write("torn.sarrera", &bytes[..bytes.len() / 2]);
    assert_eq!(
        two.refused(["stick", "read", torn.to_str().unwrap()]),
        "stick_torn"
    );
    let stranger = Fair::new();
    assert_eq!(stranger.refused(["stick", "read", file]), "stick_other_event");
}

#[test]
fn an_office_renames_a_desk_makes_it_a_gate_and_takes_an_invitation_back() {
    let centre = Fair::imported();
    let server = serve(&centre);
    let desk = desk(&centre, &server, "Desk 1");
    centre.ok(["devices", "rename", "--event", EVENT, "Desk 1", "Gate B"]);
    let changed = centre.ok(["devices", "role", "--event", EVENT, "Gate B", "gate"]);
    let devices = changed["devices"].as_array().unwrap();
    let gate = devices.iter().find(|device| device["name"] == "Gate B").unwrap();
    assert_eq!(gate["role"], "gate");
    sync(&desk, &server);
    let names: Vec<String> = logs(&desk).into_iter().map(|(name, _)| name).collect();
    assert!(
        !names.contains(&"contact".to_owned()),
        "a gate holds no addresses: {names:?}"
    );

    let invited = centre.ok(["invite", "--event", EVENT, "--role", "desk"]);
    let id = invited["invitation"].as_str().unwrap();
    let first = |listed: &Value| listed["invitations"][0].clone();
    let open = first(&centre.ok(["invitations", "--event", EVENT]));
    assert_eq!(
        (&open["id"], &open["state"]),
        (&id.into(), &"open".into()),
        "{open}"
    );
    let revoked = first(&centre.ok(["invitations", "--event", EVENT, "--revoke", id]));
    assert_eq!(revoked["state"], "revoked", "{revoked}");
    let code = invited["code"].as_str().unwrap();
    let refused = Fair::empty().refused(["pair", code, "--server", &server.at]);
    assert_eq!(refused, "invitation_revoked");
    server.kill();
}
