//! Somebody starts Sarrera a second time: on a desktop the window that is open comes forward; where two windows open on
//! the same folder all the same, the second says so, and the first goes on alone.

use crate::device::{Device, FAIR};
use crate::harness::{Desk, Passphrase, program};
use crate::scanner::Codes;
use sarrera_testkit::told::not_told;
use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};
use std::time::Duration;
use tokio::time::timeout;

const ENDS_WITHIN: Duration = Duration::from_secs(30);

#[tokio::test]
async fn a_second_window_on_the_same_folder_says_so_and_opens_once_the_first_is_closed() {
    let device = Device::at_the_fair();
    let mut codes = Codes::of_the_list();
    let first = Desk::open_on("second_first", device.clone(), Passphrase::Given, &[]).await;
    first.speak("en").await;
    first.see(".stage .word", "Ready").await;

    let second = Desk::open_on("second", device, Passphrase::Given, &[]).await;
    for (language, words) in [
        ("eu", "Sarrera irekita dago lehendik ere gailu honetan."),
        ("es", "Sarrera ya está abierto en este equipo."),
        ("en", "Sarrera is already open on this device."),
    ] {
        second.speak(language).await;
        second.see(".notice", words).await;
    }
    let refused = second
        .ask("open_database", serde_json::json!({ "passphrase": null }))
        .await;
    assert_eq!(refused.unwrap_err()["code"], "open_elsewhere");

    let (code, name) = codes.paid.pop().unwrap();
    first.scanner(&code);
    first.see(".stage[data-v=admit] .name", &name).await;
    assert_eq!(
        first.device.scans(FAIR).column("Name"),
        [name],
        "the command line works beside a window"
    );
    first.close().await;

    second.see(".stage .word", "Ready").await;
    let (code, name) = codes.paid.pop().unwrap();
    second.scanner(&code);
    second.see(".stage[data-v=admit] .name", &name).await;
    second.close().await;
}

#[tokio::test]
async fn a_second_start_brings_the_open_window_forward_and_ends() {
    let Some(bus) = Bus::start() else { return };
    let surroundings = [("DBUS_SESSION_BUS_ADDRESS", bus.address.as_str())];
    let desk = Desk::open_on(
        "second_start",
        Device::at_the_fair(),
        Passphrase::Given,
        &surroundings,
    )
    .await;
    desk.speak("en").await;
    desk.see(".stage .word", "Ready").await;
    desk.keyboard().leave_the_window();
    desk.see(".reader", "Scanner paused").await;
    let second = Command::new(program())
        .env("DISPLAY", desk.display())
        .env("SARRERA_DATA", desk.device.folder())
        .env("DBUS_SESSION_BUS_ADDRESS", &bus.address)
        .env("NO_AT_BRIDGE", "1")
        .stdin(Stdio::null())
        .spawn()
        .unwrap();
    let ends = tokio::task::spawn_blocking(move || {
        let mut second = second;
        second.wait().unwrap()
    });
    let ended = timeout(ENDS_WITHIN, ends)
        .await
        .expect("the second start ends")
        .unwrap();
    assert!(ended.success(), "{ended}");
    // The keys are with the open window again, without a hand at the mouse.
    desk.see(".reader", "Scanner ready").await;
    let (code, name) = Codes::of_the_list().paid.pop().unwrap();
    desk.scanner(&code);
    desk.see(".stage[data-v=admit] .name", &name).await;
    desk.close().await;
}

/// A session bus of its own, as a desktop has one.
struct Bus {
    daemon: Child,
    address: String,
}

impl Bus {
    fn start() -> Option<Self> {
        let daemon = Command::new("dbus-daemon")
            .args(["--session", "--nofork", "--print-address"])
            .stdout(Stdio::piped())
            .spawn();
        let Ok(mut daemon) = daemon else {
            not_told("there is no dbus-daemon");
            return None;
        };
        let mut address = String::new();
        BufReader::new(daemon.stdout.take().unwrap())
            .read_line(&mut address)
            .unwrap();
        let address = address.trim().to_owned();
        Some(Self { daemon, address })
    }
}

impl Drop for Bus {
    fn drop(&mut self) {
        let _ = self.daemon.kill();
        let _ = self.daemon.wait();
    }
}
