//! Somebody starts Sarrera a second time on the same folder: it says so, and the first window goes on alone.

use crate::device::{Device, FAIR};
use crate::harness::{Desk, Passphrase};
use crate::keys::ENTER;
use crate::scanner::Codes;

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

    second.tab_to(".notice button").await;
    second.keyboard().key(ENTER);
    second.see(".stage .word", "Ready").await;
    let (code, name) = codes.paid.pop().unwrap();
    second.scanner(&code);
    second.see(".stage[data-v=admit] .name", &name).await;
    second.close().await;
}
