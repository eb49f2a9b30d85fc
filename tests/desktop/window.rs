//! The window itself, before anybody does anything with it.

use crate::harness::Desk;
use fantoccini::Locator;
use serde_json::json;
use std::io::ErrorKind;
use std::net::{Ipv4Addr, TcpListener};

#[tokio::test]
async fn the_window_opens_and_shows_its_title() {
    let desk = Desk::open("the_window_opens_and_shows_its_title").await;
    assert_eq!(desk.page.title().await.unwrap(), "Sarrera");
    // The page is empty until it has asked what stands in the folder.
    let title = desk.page.wait().for_element(Locator::Css("h1")).await.unwrap();
    let text = title.text().await.unwrap();
    assert!(
        !text.trim().is_empty(),
        "the page says something to whoever opens it"
    );
    desk.close().await;
}

#[tokio::test]
async fn the_page_may_ask_what_stands_in_the_folder_and_not_for_what_no_capability_names() {
    let desk = Desk::open("the_page_may_ask_what_stands_in_the_folder").await;
    let overview = desk.ask("overview", json!({})).await.unwrap();
    assert_eq!(
        (&overview["state"], &overview["version"]),
        (&json!("fresh"), &json!(env!("CARGO_PKG_VERSION")))
    );
    let refused = desk.ask("plugin:window|close", json!({ "label": "main" })).await;
    assert!(
        refused.is_err(),
        "the page cannot close the window behind the operator's back: {refused:?}"
    );
    desk.close().await;
}

#[tokio::test]
async fn the_page_loads_nothing_from_elsewhere() {
    let desk = Desk::open("the_page_loads_nothing_from_elsewhere").await;
    let elsewhere = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
    elsewhere.set_nonblocking(true).unwrap();
    let address = format!("http://{}/", elsewhere.local_addr().unwrap());
    let script = "const [address, done] = arguments;
        const refused = [];
        document.addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI }) => {
            refused.push([violatedDirective, blockedURI]);
            if (refused.length === 2) done(refused.sort());
        });
        fetch(address).catch(() => undefined);
        new Image().src = address;";
    let refused = desk.page.execute_async(script, vec![json!(address)]).await;
    assert_eq!(
        refused.unwrap(),
        json!([["connect-src", address], ["img-src", address]]),
        "the page's policy stopped both"
    );
    let came = elsewhere.accept();
    assert!(
        came.is_err_and(|error| error.kind() == ErrorKind::WouldBlock),
        "nobody came"
    );
    let eval = desk
        .page
        .execute(
            "try { return eval('1 + 1') } catch (error) { return 'refused' }",
            vec![],
        )
        .await;
    assert_eq!(
        eval.unwrap(),
        json!("refused"),
        "the page's policy allows no code made from text"
    );
    desk.close().await;
}
