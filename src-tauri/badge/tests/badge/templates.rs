//! Template documents: what is refused, and why, before a badge is drawn from them.

use sarrera_badge::{Template, TemplateError, shipped};
use serde_json::{Value, json};

fn check(change: impl FnOnce(&mut Value), expected: &str) {
    let mut document = serde_json::to_value(shipped("label-62x100").unwrap()).unwrap();
    change(&mut document);
    let error = Template::parse(document.to_string().as_bytes()).unwrap_err();
    assert!(error.to_string().contains(expected), "{error}");
}

#[test]
fn documents_that_are_no_templates_are_refused_with_a_reason() {
    for bytes in [
        b"".as_slice(),
        b"{",
        b"[]",
        b"\xff\xfe",
        b"{\"version\":1}",
        b"{\"version\":-1}",
    ] {
        assert!(
            matches!(Template::parse(bytes), Err(TemplateError::NotATemplate(_))),
            "{bytes:?}"
        );
    }
    check(|document| document["version"] = json!(2), "update the app");
    check(|document| document["width_mm"] = json!(0.5), "a side is between");
    check(|document| document["height_mm"] = json!(1e9), "a side is between");
    check(
        |document| document["elements"][0]["kind"] = json!("script"),
        "unknown variant",
    );
    check(
        |document| document["elements"] = json!(vec![document["elements"][0].clone(); 201]),
        "at most 200",
    );
    check(|document| document["surprise"] = json!(true), "unknown field");
}

#[test]
fn an_element_that_cannot_be_printed_is_named() {
    check(
        |document| document["elements"][2]["x_mm"] = json!(60.0),
        "element 2 of this template: its frame stands on",
    );
    check(
        |document| document["elements"][0]["width_mm"] = json!(-1.0),
        "element 0",
    );
    check(
        |document| document["elements"][4]["x_mm"] = json!(77.0),
        "four modules around a QR code",
    );
    check(
        |document| document["elements"][2]["rows"][0]["smallest_pt"] = json!(0.0),
        "smallest size",
    );
    check(
        |document| document["elements"][2]["rows"][0]["lines_max"] = json!(0),
        "between 1 and 20 lines",
    );
    check(
        |document| document["elements"][5]["rule_mm"] = json!(-0.1),
        "a length is between",
    );
    check(
        |document| document["elements"][5]["ink"] = json!("red"),
        "not a colour",
    );
}
