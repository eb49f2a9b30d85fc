//! A hall that the internet does not reach: two desks in real windows and a device without, each a machine of its own as far as
//! its network goes, whom a hub keeps together.

use crate::device::{Device, FAIR};
use crate::harness::Desk;
use crate::keys::ESCAPE;
use crate::room::{let_in_at_both, settle_in_one};
use crate::scanner::Codes;
use sarrera_testkit::hall::{Hall, Machine};
use sarrera_testkit::serving::Serving;
use sarrera_testkit::told::not_told;
use serde_json::{Value, json};

/// So often it is looked at whether the centre heard; each look is a call that takes its time, and a hub that found the centre
/// down may wait a minute before it asks again.
const LOOKS_MAX: usize = 1_000;
/// By their places at the switch.
const CENTRE: usize = 1;
const HUB_AND_DESKS: [usize; 4] = [2, 3, 4, 5];

/// A hall with so many machines, and the test at its switch.
fn hall(machines: usize) -> Result<(Hall, Vec<Machine>), String> {
    let mut hall = Hall::new("windows")?;
    let machines = (0..machines).map(|_| hall.machine()).collect::<Result<_, _>>()?;
    hall.come_in()?;
    Ok((hall, machines))
}

fn url(machine: &Machine) -> String {
    format!("https://{}:8443", machine.ip)
}

fn serve(device: &Device, machine: &Machine, more: &[&str]) -> Serving {
    let listen = format!("{}:8443", machine.ip);
    let words = [&["serve", "--listen", &listen], more].concat();
    let serving = Serving::start(&mut machine.within(&device.call(&words)));
    assert_eq!(serving.at, url(machine));
    serving
}

fn sync(device: &Device, machine: &Machine, server: &Machine) {
    let at = url(server);
    let words = ["sync", "--once", "--event", FAIR, "--server", &at];
    let said = Device::answer(&mut machine.within(&device.call(&words)));
    assert_eq!(said["exchanges"][0]["problem"], Value::Null, "{said}");
}

/// Another device of the event, let in by the office's own server.
fn joined(office: (&Device, &Machine), machine: &Machine, name: &str, more: &[&str]) -> Device {
    let words = ["invite", "--event", FAIR, "--role", "desk", "--name", name];
    let invited = office.0.sarrera(&[words.as_slice(), more].concat());
    let device = Device::fresh();
    let code = invited["code"].as_str().unwrap();
    let at = url(office.1);
    Device::answer(&mut machine.within(&device.call(&["pair", code, "--server", &at])));
    sync(&device, machine, office.1);
    device
}

fn is_settled(device: &Device) -> bool {
    let said = device.sarrera(&["conflicts", "--event", FAIR]);
    said["conflicts"]
        .as_array()
        .unwrap()
        .iter()
        .any(|one| one["settled"] == true)
}

async fn open(test: &str, device: Device, machine: &Machine, servers: &[&Machine]) -> Desk {
    let desk = Desk::open_in(test, device, machine).await;
    desk.speak("en").await;
    desk.insist(ESCAPE, ".stage .word", "Ready").await;
    for server in servers {
        let arguments = json!({ "event": FAIR, "address": url(server) });
        desk.ask("add_server", arguments).await.unwrap();
    }
    desk
}

#[tokio::test]
async fn with_the_centre_down_a_hub_shows_two_windows_the_same_conflict_and_how_it_was_settled() {
    let (hall, machines) = match hall(5) {
        Ok(made) => made,
        Err(why) => return not_told(&format!("this machine gives no network namespaces: {why}")),
    };
    let [at_centre, at_hub, at_office, at_desk, at_headless] = machines.as_slice() else {
        panic!("five machines")
    };
    let office = Device::at_the_fair();
    let inviting = serve(&office, at_office, &[]);
    let by = (&office, at_office);
    let centre = joined(by, at_centre, "Centre", &["--may-serve"]);
    let hub = joined(by, at_hub, "Hub", &["--may-serve"]);
    let desk = joined(by, at_desk, "Desk 2", &[]);
    let headless = joined(by, at_headless, "Desk 3", &[]);
    drop(inviting);
    let _centre = serve(&centre, at_centre, &[]);
    let _hub = serve(&hub, at_hub, &["--server", &url(at_centre)]);

    hall.cable(CENTRE, "down").unwrap();
    let servers = [at_centre, at_hub];
    let office = open("hall_office", office, at_office, &servers).await;
    let desk = open("hall_desk", desk, at_desk, &servers).await;
    for one in [&office, &desk] {
        one.see("#sync", "With hub Hub").await;
        one.see("#sync", "Everything sent").await;
    }

    // The hall's switch is without power for a while.
    for at in HUB_AND_DESKS {
        hall.apart(at, "on").unwrap();
    }
    for one in [&office, &desk] {
        one.see("#sync", "No server reached").await;
    }
    let (code, name) = Codes::of_the_list().paid.pop().unwrap();
    let_in_at_both(&code, &name, [&office, &desk]).await;
    for at in HUB_AND_DESKS {
        hall.apart(at, "off").unwrap();
    }
    for one in [&office, &desk] {
        one.see("#sync", "Everything sent").await;
        one.see("#conflict-count", "1 conflict").await;
    }

    settle_in_one(&office, &desk, &name).await;
    sync(&headless, at_headless, at_hub);
    assert!(
        is_settled(&headless),
        "the device without a window hears of it too"
    );
    assert!(!is_settled(&centre), "the centre is down");

    hall.cable(CENTRE, "up").unwrap();
    let mut looks = 0;
    while !is_settled(&centre) {
        looks += 1;
        assert!(looks < LOOKS_MAX, "the hub told the centre nothing");
    }
    office.close().await;
    desk.close().await;
}
