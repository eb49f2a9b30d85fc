//! A telephone is held to the camera: each code is one scan with its verdict, however long it is held there.

use crate::device::{Device, FAIR, Table};
use crate::drawn::{Drawn, y4m};
use crate::harness::{Desk, Passphrase};
use crate::scanner::Codes;
use serde_json::json;

const FPS: u32 = 10;
/// Before a covered lens.
const BLACK: u8 = 16;
const MIDDLE: (f64, f64) = (640.0, 360.0);

#[tokio::test]
async fn a_camera_that_is_not_there_or_sees_nothing_is_named_and_the_scanner_works_beside_it() {
    let dark = Device::at_the_fair();
    let film = dark.path("dark.y4m");
    let mut night = Drawn::wall();
    night.luma.fill(BLACK);
    y4m(&film, FPS, &[(&night, 10)]);
    for (test, device, film, words) in [
        (
            "camera_missing",
            Device::at_the_fair(),
            "/nowhere/camera.y4m".to_owned(),
            "The file that stands for a camera cannot be read.",
        ),
        (
            "camera_dark",
            dark,
            film.display().to_string(),
            "The picture is dark: uncover the lens or put on a light",
        ),
    ] {
        let surroundings = [("SARRERA_CAMERA", film.as_str())];
        let desk = Desk::open_on(test, device, Passphrase::Given, &surroundings).await;
        desk.speak("en").await;
        desk.see(".stage .word", "Ready").await;
        desk.keyboard().with_alt('k');
        desk.see(".rail [role=status].trouble", words).await;
        desk.see(".rail", "Typing the code always works.").await;
        let (code, name) = Codes::of_the_list().paid.pop().unwrap();
        desk.scanner(&code);
        desk.see(".stage[data-v=admit] .name", &name).await;
        desk.see(".rail [role=status].trouble", words).await;
        desk.close().await;
    }
}

#[tokio::test]
async fn two_codes_that_are_held_to_the_camera_are_two_verdicts_and_no_more() {
    let people = Table::positions();
    let codes = people.where_is("Ticket secret", "Status", "paid");
    let names = people.where_is("Attendee name", "Status", "paid");
    let (first, second) = (codes.len() - 1, codes.len() - 2);
    let device = Device::at_the_fair();
    let wall = Drawn::wall();
    let held = |code: &str, degrees| Drawn::wall().with_code(code, 260.0, MIDDLE, degrees);
    let (one, other) = (held(codes[first], 8.0), held(codes[second], -12.0));
    let film = device.path("held.y4m");
    // Two seconds each, and two seconds of nobody between and behind.
    let frames = [(&wall, 5), (&one, 20), (&wall, 20), (&other, 20), (&wall, 20)];
    y4m(&film, FPS, &frames);
    let surroundings = format!("once:{}", film.display());
    let desk = Desk::open_on(
        "camera",
        device,
        Passphrase::Given,
        &[("SARRERA_CAMERA", &surroundings)],
    )
    .await;
    desk.speak("en").await;
    desk.see(".stage .word", "Ready").await;

    desk.keyboard().with_alt('k');
    desk.see(".rail [role=status]", "Camera on: hold the code to it")
        .await;
    desk.see(".stage[data-v=admit] .name", names[first]).await;
    let drawn = "const canvas = document.querySelector('.rail canvas');
        return canvas ? [canvas.width, canvas.height] : null";
    assert_eq!(desk.run(drawn, vec![]).await, json!([640, 360]));
    desk.see(".stage[data-v=admit] .name", names[second]).await;
    desk.see(".rail [role=status]", "The camera was unplugged").await;
    desk.see(".stage[data-v=admit] .name", names[second]).await;

    let scans = desk.device.scans(FAIR);
    assert_eq!(scans.column("Name"), [names[first], names[second]]);
    assert_eq!(scans.column("Verdict"), ["admitted", "admitted"]);
    assert_eq!(desk.ask("stop_camera", json!({})).await, Ok(json!(null)));
    desk.close().await;
}
