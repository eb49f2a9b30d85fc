//! A family of six on one order: one is scanned, all are let in by two keys, and whoever has not paid stays with the reason.

use crate::device::{Device, FAIR, day};
use crate::harness::{Desk, Passphrase};
use crate::paper::on_paper;
use serde_json::json;

const UNPAID: &str = "family6abcdefghijk";

#[tokio::test]
async fn one_of_an_order_is_scanned_and_the_others_are_let_in_with_their_badges() {
    let device = Device::fresh();
    let (today, tomorrow) = (day("today"), day("tomorrow"));
    let events = format!(
        r#"{{ "venue": {{ "name": "BEC", "country": "ES", "time_zone": "Europe/Madrid" }}, "events": [
            {{ "id": "{FAIR}", "name": "Fair", "starts": "{today}", "ends": "{tomorrow}" }} ] }}"#
    );
    let file = device.write("event.json", events.as_bytes());
    device.sarrera(&["init", "--event", &file]);
    let mut list = "Order code,Given name,Family name,Company,Status,Ticket secret\n".to_owned();
    for (n, name) in (1..).zip(["Ane", "Beñat", "Eider", "Gorka", "Itziar", "Jon"]) {
        let status = if n == 6 { "pending" } else { "paid" };
        list.push_str(&format!(
            "FAM6X,{name},Agirre,Zubiola,{status},family{n}abcdefghijk\n"
        ));
    }
    let list = device.write("list.csv", list.as_bytes());
    device.sarrera(&["import", "--event", FAIR, &list]);
    let paper = device.path("paper");
    let desk = Desk::open_on("groups", device, Passphrase::Given, &[]).await;
    let printer = format!("folder:{}", paper.display());
    desk.speak("en").await;
    desk.see("main", "Ready").await;
    let chosen = desk.ask("choose_printer", json!({ "id": printer })).await;
    chosen.unwrap();

    desk.scanner(UNPAID);
    desk.see(".stage .word", "Unpaid").await;
    desk.see(".rail", "6 of this order").await;
    desk.keyboard().with_control('g');
    desk.see("main.group h1", "Order FAM6X").await;
    desk.see("main.group", "5 of 6 ticked").await;
    desk.keyboard().with_control('a');
    desk.see("main.group", "6 of 6 ticked").await;
    desk.keyboard().with_control('\n');
    desk.see(".stage .word", "5 in").await;
    desk.see(".stage", "1 stopped").await;
    desk.see(".stage", "Jon Agirre").await;
    desk.see(".stage", "Unpaid").await;

    let scans = desk.device.scans(FAIR);
    let verdicts = scans.column("Verdict");
    let admitted = verdicts.iter().filter(|verdict| **verdict == "admitted").count();
    assert_eq!((verdicts.len(), admitted), (7, 5), "{verdicts:?}");
    // The last of the five is at its printer too once another scan says that its badge is printed.
    desk.scanner("family5abcdefghijk");
    desk.see(".stage .word", "Already in").await;
    desk.see(".stage .name", "Itziar Agirre").await;
    on_paper(&paper, 5).await;
    desk.close().await;
}
