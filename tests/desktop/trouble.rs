//! What goes wrong around the window on a real day: its disk is full, or somebody opens Sarrera a second time.

use crate::device::{Device, FAIR};
use crate::harness::{Desk, Passphrase, program};
use crate::scanner::Codes;
use std::io::{BufRead, BufReader};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::Duration;
use tokio::time::timeout;

const ENDS_WITHIN: Duration = Duration::from_secs(30);

#[tokio::test]
async fn a_full_disk_shows_no_verdict_says_so_and_the_desk_goes_on_when_there_is_room() {
    let device = Device::at_the_fair();
    let Some(disk) = SmallDisk::under(&device) else {
        return;
    };
    let mut codes = Codes::of_the_list();
    let desk = Desk::open_on("full_disk", device, Passphrase::Given, &[]).await;
    desk.speak("en").await;
    desk.see(".stage .word", "Ready").await;
    let (code, name) = codes.paid.pop().unwrap();
    desk.scanner(&code);
    desk.see(".stage[data-v=admit] .name", &name).await;
    let written = desk.device.scans(FAIR).column("Verdict").len();

    disk.fill();
    let (code, name) = codes.paid.pop().unwrap();
    desk.scanner(&code);
    desk.see("body", "The disk is full: the last thing was not saved.")
        .await;
    assert!(
        !desk.shown(".stage").await.contains(&name),
        "nobody is let in by a verdict that is not on the disk"
    );
    disk.make_room();
    assert_eq!(desk.device.scans(FAIR).column("Verdict").len(), written);
    desk.scanner(&code);
    desk.see(".stage[data-v=admit] .name", &name).await;
    assert_eq!(desk.device.scans(FAIR).column("Verdict").len(), written + 1);
    desk.close().await;
}

#[tokio::test]
async fn a_second_start_ends_and_leaves_the_window_that_is_open_as_it_is() {
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
    let (code, name) = Codes::of_the_list().paid.pop().unwrap();
    desk.scanner(&code);
    desk.see(".stage[data-v=admit] .name", &name).await;
    desk.close().await;
}

/// A small disk under what a device keeps.
struct SmallDisk(PathBuf);

impl SmallDisk {
    const MIB: u32 = 48;

    /// Moves the device's folder onto it. Only root may mount; elsewhere the story says that it was not told.
    fn under(device: &Device) -> Option<Self> {
        let (folder, aside) = (device.folder(), device.path("aside"));
        std::fs::rename(&folder, &aside).unwrap();
        std::fs::create_dir(&folder).unwrap();
        let mounted = Command::new("mount")
            .args(["-t", "tmpfs", "-o", &format!("size={}m", Self::MIB), "tmpfs"])
            .arg(&folder)
            .output();
        if !mounted.is_ok_and(|output| output.status.success()) {
            eprintln!("not told here: a small disk can't be mounted");
            return None;
        }
        for file in std::fs::read_dir(&aside).unwrap() {
            let file = file.unwrap();
            std::fs::copy(file.path(), folder.join(file.file_name())).unwrap();
        }
        Some(Self(folder))
    }

    /// Until not a byte more goes onto it.
    fn fill(&self) {
        let block = vec![0; 4_096];
        let mut filled = std::fs::File::create(self.0.join("filled")).unwrap();
        while std::io::Write::write_all(&mut filled, &block).is_ok() {}
    }

    fn make_room(&self) {
        std::fs::remove_file(self.0.join("filled")).unwrap();
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        // The window that is closing may hold its files a moment longer.
        let _gone = Command::new("umount").arg("--lazy").arg(&self.0).status();
    }
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
            eprintln!("not told here: there is no dbus-daemon");
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
