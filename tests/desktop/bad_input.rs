//! What goes wrong on a real day, at the window: files that are none. Each is said in words, and the desk goes on.

use crate::device::{Device, POSITIONS, real};
use crate::harness::{Desk, Passphrase};
use std::fs;

#[tokio::test]
async fn files_that_are_none_are_refused_in_the_page() {
    let desk = desk("bad_files").await;
    let bytes = fs::read(real(POSITIONS)).unwrap();
    let torn = desk.device.write("torn.csv", &bytes[..bytes.len() / 2]);
    let empty = desk.device.write("empty.csv", b"");
    let picture = desk.device.write("a.csv", b"\x89PNG\r\n\x1a\n0000000000000000");
    let missing = desk.device.path("none.csv");
    desk.click("#go-event").await;
    for (path, words) in [
        (missing.to_str().unwrap(), "The file cannot be read"),
        (&empty, "The file is empty."),
        (&picture, "This is not a table"),
    ] {
        desk.paste("#import-path", path).await;
        desk.press("Look at the file").await;
        desk.see(".notice", words).await;
    }
    desk.paste("#import-path", &torn).await;
    desk.press("Look at the file").await;
    desk.click("#panel-people .end .primary").await;
    desk.see("h3", "Imported").await;
    desk.see("details", "The file ends in the middle of this row.")
        .await;
    desk.see(".figures", "Unchanged").await;
    desk.close().await;
}

async fn desk(test: &str) -> Desk {
    let device = Device::at_the_fair();
    let list = device.write(
        "congress.csv",
        b"First name,Last name,Code\nAne,Etxeberria,CONGRESS-7301\n",
    );
    let words = [
        "import",
        "--event",
        "congress",
        &list,
        "--map",
        "Code=ticket_code",
    ];
    device.sarrera(&words);
    let desk = Desk::open_on(test, device, Passphrase::Given, &[]).await;
    desk.speak("en").await;
    desk.see(".stage .word", "Ready").await;
    desk
}
