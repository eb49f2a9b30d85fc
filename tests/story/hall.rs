//! A hall's own network, apart from everything else: a centre that cannot be reached, a hub, and two desks, each a machine of
//! its own as far as its network goes.

use crate::fair::{EVENT, Fair, secret};
use sarrera_testkit::hall::{Hall, Machine};
use sarrera_testkit::serving::Serving;
use sarrera_testkit::told::not_told;
use serde_json::Value;
use std::process::Output;

/// One machine of the hall, and what is called on it.
struct At(Machine);

impl At {
    fn output<const N: usize>(&self, fair: &Fair, words: [&str; N]) -> Output {
        self.0.within(&fair.call(words)).output().unwrap()
    }

    fn ok<const N: usize>(&self, fair: &Fair, words: [&str; N]) -> Value {
        let output = self.output(fair, words);
        assert_eq!(output.status.code(), Some(0), "{words:?}: {output:?}");
        crate::fair::object(&output)
    }

    fn url(&self) -> String {
        format!("https://{}:8443", self.0.ip)
    }

    fn serve(&self, fair: &Fair) -> Serving {
        let call = fair.call(["serve", "--listen", &format!("{}:8443", self.0.ip)]);
        let serving = Serving::start(&mut self.0.within(&call));
        assert_eq!(serving.at, self.url());
        serving
    }
}

fn open_conflicts(fair: &Fair) -> Vec<Value> {
    let said = fair.ok(["conflicts", "--event", EVENT]);
    let all = said["conflicts"].as_array().unwrap().iter();
    all.filter(|one| one["settled"] == false).cloned().collect()
}

fn sync(desk: &Fair, at: &At, server: &At) -> Value {
    let said = at.ok(
        desk,
        ["sync", "--once", "--event", EVENT, "--server", &server.url()],
    );
    said["exchanges"][0]["problem"].clone()
}

#[test]
fn with_the_centre_down_a_hub_of_the_hall_keeps_two_desks_together_and_tells_the_centre_afterwards() {
    /// So often it is looked at; each look is a call that takes its time, and who found a server down may wait a minute.
    const LOOKS_MAX: usize = 1_000;
    let mut hall = match Hall::new("desks") {
        Ok(hall) => hall,
        Err(why) => return not_told(&format!("this machine gives no network namespaces: {why}")),
    };
    let made: Result<Vec<At>, String> = (0..4).map(|_| hall.machine().map(At)).collect();
    let machines = match made {
        Ok(machines) => machines,
        Err(why) => return not_told(&format!("this machine gives no network namespaces: {why}")),
    };
    let [at_centre, at_hub, at_one, at_two] = machines.as_slice() else {
        panic!("four machines")
    };
    let centre = Fair::imported();
    let serving = at_centre.serve(&centre);
    let joined = |machine: &At, name: &str, more: &[&str]| {
        let words = ["invite", "--event", EVENT, "--role", "desk", "--name", name];
        let mut call = centre.call(words);
        let invited = crate::fair::object(&call.args(more).output().unwrap());
        let fair = Fair::empty();
        let code = invited["code"].as_str().unwrap();
        machine.ok(&fair, ["pair", code, "--server", &at_centre.url()]);
        assert_eq!(sync(&fair, machine, at_centre), Value::Null);
        fair
    };
    let hub = joined(at_hub, "Hub", &["--may-serve"]);
    let (one, two) = (joined(at_one, "Desk 1", &[]), joined(at_two, "Desk 2", &[]));

    hall.cable(1, "down").unwrap();
    let unreached = at_one.output(
        &one,
        ["sync", "--once", "--event", EVENT, "--server", &at_centre.url()],
    );
    assert_eq!(unreached.status.code(), Some(1), "{unreached:?}");
    let hubs = at_hub.serve(&hub);
    assert_eq!(sync(&one, at_one, at_hub), Value::Null);
    assert_eq!(sync(&two, at_two, at_hub), Value::Null);
    hubs.kill();
    let ticket = secret("paid", "");
    assert_eq!(
        (one.verdict(&ticket), two.verdict(&ticket)),
        ("admitted".into(), "admitted".into())
    );
    let hubs = at_hub.serve(&hub);
    for (desk, machine) in [(&one, at_one), (&two, at_two), (&one, at_one)] {
        assert_eq!(sync(desk, machine, at_hub), Value::Null);
    }
    assert_eq!((open_conflicts(&one).len(), open_conflicts(&two).len()), (1, 1));

    hall.cable(1, "up").unwrap();
    let mut looks = 0;
    while open_conflicts(&centre).is_empty() {
        looks += 1;
        assert!(looks < LOOKS_MAX, "the hub told the centre nothing");
    }
    let conflict = open_conflicts(&centre)[0]["id"].as_str().unwrap().to_owned();
    centre.ok(["settle", "--event", EVENT, &conflict, "--both"]);
    while !open_conflicts(&hub).is_empty() {
        looks += 1;
        assert!(looks < LOOKS_MAX, "the hub heard nothing of the centre");
    }
    for (desk, machine) in [(&one, at_one), (&two, at_two)] {
        assert_eq!(sync(desk, machine, at_hub), Value::Null);
        assert!(open_conflicts(desk).is_empty());
    }
    hubs.kill();
    serving.kill();
}
