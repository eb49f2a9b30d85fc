//! One click to a working desk: the demo event, in each of the three languages.

use crate::device::{Device, PASSPHRASE, day};
use crate::harness::{Desk, Passphrase};
use serde_json::json;

/// What the same screens say in one language.
struct Words {
    language: &'static str,
    first: &'static str,
    demo: &'static str,
    passphrase: &'static str,
    recovery: &'static str,
    go_on: &'static str,
    trying: &'static str,
    ready: &'static str,
    inside: &'static str,
}

const BASQUE: Words = Words {
    language: "eu",
    first: "Prestatu gailu hau",
    demo: "Probatu demo-ekitaldia",
    passphrase: "Aukeratu pasaesaldi bat",
    recovery: "Gorde berreskuratze-gakoa",
    go_on: "Jarraitu",
    trying: "Probatu mahai hau",
    ready: "Prest",
    inside: "Barruan orain",
};
const SPANISH: Words = Words {
    language: "es",
    first: "Prepara este equipo",
    demo: "Prueba el evento de demostración",
    passphrase: "Elige una frase de paso",
    recovery: "Guarda la clave de recuperación",
    go_on: "Seguir",
    trying: "Prueba este mostrador",
    ready: "Listo",
    inside: "Dentro ahora",
};
const ENGLISH: Words = Words {
    language: "en",
    first: "Set up this device",
    demo: "Try the demo event",
    passphrase: "Choose a passphrase",
    recovery: "Keep the recovery key",
    go_on: "Go on",
    trying: "Try out this desk",
    ready: "Ready",
    inside: "Inside now",
};

#[tokio::test]
async fn one_click_in_basque_makes_a_working_desk_that_also_speaks_the_others() {
    let desk = one_click("demo_eu", &BASQUE, Passphrase::Given).await;
    for words in [&ENGLISH, &SPANISH, &BASQUE] {
        desk.speak(words.language).await;
        speaks(&desk, words).await;
    }
    desk.close().await;
}

#[tokio::test]
async fn one_click_in_spanish_makes_a_working_desk() {
    one_click("demo_es", &SPANISH, Passphrase::Given)
        .await
        .close()
        .await;
}

#[tokio::test]
async fn one_click_in_english_and_a_passphrase_make_a_working_desk_where_nothing_keeps_the_key() {
    one_click("demo_en", &ENGLISH, Passphrase::Asked)
        .await
        .close()
        .await;
}

/// From the first screen to a desk that waits for its first scan.
async fn one_click(test: &str, words: &Words, passphrase: Passphrase) -> Desk {
    let desk = Desk::open_on(test, Device::fresh(), passphrase, &[]).await;
    desk.speak(words.language).await;
    desk.see("h1", words.first).await;
    assert_eq!(desk.language().await, words.language);
    desk.see("#door-demo", words.demo).await;
    desk.click("#door-demo").await;
    if passphrase == Passphrase::Asked {
        desk.see("h1", words.passphrase).await;
        desk.paste("#passphrase", PASSPHRASE).await;
        desk.paste("#passphrase-again", PASSPHRASE).await;
        desk.press(words.go_on).await;
    }
    desk.see("h1", words.recovery).await;
    desk.see(".sheet .key", "SR").await;
    desk.click(".end input[type=checkbox]").await;
    desk.press(words.go_on).await;
    desk.see("h1", words.trying).await;
    desk.click("#to-summary").await;
    desk.see("h1", words.ready).await;
    desk.click("#open-desk").await;
    speaks(&desk, words).await;
    let event = desk.device.sarrera(&["events"])["events"][0].clone();
    assert_eq!(
        event["registered"],
        json!(2_000),
        "the command line sees the same desk"
    );
    assert_eq!(event["days"][0], json!(day("today")));
    desk
}

async fn speaks(desk: &Desk, words: &Words) {
    desk.see(".stage .word", words.ready).await;
    desk.see(".counts", words.inside).await;
    assert_eq!(desk.language().await, words.language);
}
