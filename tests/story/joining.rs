//! A desk that worked in an event of its own before the network was there, and then joins the organiser's.

use crate::fair::{EVENT, Fair, POSITIONS, file, positions, secret};
use crate::many::{serve, sync};
use serde_json::Value;

/// The code by which the centre lets in somebody.
fn code(centre: &Fair, role: &str) -> String {
    let invited = centre.ok(["invite", "--event", EVENT, "--role", role, "--name", "Desk 3"]);
    invited["code"].as_str().unwrap().to_owned()
}

fn figure(report: &Value, of: &str, kind: &str) -> u64 {
    report[of][kind].as_u64().unwrap_or(0)
}

/// A device with an event of its own that is called as the organiser's, and the same list.
fn desk_alone() -> Fair {
    let fair = Fair::new();
    fair.import(&file(POSITIONS));
    fair
}

fn own_event(fair: &Fair) -> String {
    let events = fair.ok(["events"]);
    let all = events["events"].as_array().unwrap();
    let own = all.iter().find(|event| event["label"] == EVENT).unwrap();
    own["id"].as_str().unwrap().to_owned()
}

#[test]
fn what_a_desk_did_alone_is_at_every_desk_once_it_joined() {
    let (centre, alone) = (Fair::imported(), desk_alone());
    let own = own_event(&alone);
    let ticket = secret("paid", "");
    assert_eq!(alone.verdict(&ticket), "admitted");
    let server = serve(&centre);
    let refused = alone.refused(["pair", &code(&centre, "desk"), "--server", &server.at]);
    assert_eq!(refused, "own_event_there");

    let said = alone.ok(["pair", &code(&centre, "desk"), "--join", "--server", &server.at]);
    assert_eq!(said["paired"]["role"], "desk");
    let report = &said["joined"];
    let people = u64::try_from(positions().len() - 1).unwrap();
    assert_eq!(
        (report["people_found"].as_u64(), report["people_added"].as_u64()),
        (Some(people), Some(0))
    );
    assert_eq!(figure(report, "recorded", "scan_recorded"), 1, "{report}");
    assert_eq!(figure(report, "there", "attendee_registered"), people);
    assert_eq!(report["refused"], serde_json::json!({}));

    // It was handed over: the centre knows since when, and so does a desk that comes later.
    let again = centre.scan(&ticket);
    assert_eq!(again["verdict"], "already_in", "{again}");
    let later = Fair::empty();
    later.ok(["pair", &code(&centre, "gate"), "--server", &server.at]);
    assert_eq!(sync(&later, &server)["problem"], Value::Null);
    assert_eq!(later.verdict(&ticket), "already_in");
    assert_eq!(
        centre.ok(["conflicts", "--event", EVENT])["conflicts"],
        serde_json::json!([])
    );

    // The own event is there to be looked at, and its label names the one that goes on.
    let kept = alone.refused(["scan", "--event", &own, "--checkpoint", "main", &ticket]);
    assert_eq!(kept, "event_joined");
    assert_eq!(alone.verdict(&ticket), "already_in");
    assert_eq!(
        alone.refused(["join", "--event", &own, "--into", EVENT]),
        "cannot_join"
    );
}

#[test]
fn a_server_that_goes_away_leaves_the_rest_to_the_next_exchange() {
    let (centre, alone) = (Fair::imported(), desk_alone());
    let own = own_event(&alone);
    let ticket = secret("paid", "");
    assert_eq!(alone.verdict(&ticket), "admitted");
    let server = serve(&centre);
    let paired = alone.ok([
        "pair",
        &code(&centre, "desk"),
        "--keep-apart",
        "--server",
        &server.at,
    ]);
    let into = paired["paired"]["event"].as_str().unwrap().to_owned();
    server.kill();
    // Asked for while nothing is reached: the own event is still worked in.
    let unreached = alone.refused(["join", "--event", &own, "--into", &into]);
    assert_eq!(unreached, "unreachable");
    alone.ok(["scan", "--event", &own, "--checkpoint", "main", &ticket]);

    let server = serve(&centre);
    let exchange = ["sync", "--once", "--event", &into, "--server", &server.at];
    for _ in 0..2 {
        assert_eq!(alone.ok(exchange)["exchanges"][0]["problem"], Value::Null);
    }
    assert_eq!(centre.verdict(&ticket), "already_in");
}
