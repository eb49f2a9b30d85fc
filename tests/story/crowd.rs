//! A crowd of devices at a real server: it goes nowhere by accident, and nothing that it wrote is lost.

use crate::fair::{EVENT, Fair, sarrera};
use crate::many::serve;
use serde_json::Value;

#[test]
fn a_crowd_is_let_into_no_event_that_was_not_named_and_what_it_writes_is_everywhere_once() {
    let centre = Fair::imported();
    let server = serve(&centre);
    let invited = centre.ok(["invite", "--event", EVENT, "--role", "gate"]);
    let code = invited["code"].as_str().unwrap();
    let crowd = |more: &[&str]| {
        let mut call = sarrera();
        call.args(["--json", "crowd", code, "--server", &server.at, "--devices", "1"]);
        let out = call.args(["--ops", "30"]).args(more).output().unwrap();
        serde_json::from_slice::<Value>(&out.stdout).unwrap()
    };
    assert_eq!(crowd(&[])["error"]["code"], "not_that_event");
    assert_eq!(crowd(&["--into", "another"])["error"]["code"], "not_that_event");
    let devices = |fair: &Fair| {
        let said = fair.ok(["devices", "--event", EVENT]);
        said["devices"].as_array().map_or(0, Vec::len)
    };
    let before = devices(&centre);
    let said = crowd(&["--into", EVENT, "--rate", "50", "--offline-probability", "0.02"]);
    assert_eq!(said["everywhere_exactly_once"], true, "{said}");
    assert_eq!(
        (&said["written"], &said["acknowledged"]),
        (&30.into(), &30.into())
    );
    assert_eq!(devices(&centre), before + 1);
    assert_eq!(centre.ok(["log", "verify"])["faults"], serde_json::json!([]));
}
