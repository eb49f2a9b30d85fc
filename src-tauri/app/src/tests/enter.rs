//! Enter on a typed text: codes are scanned, names and mail addresses leave no trace.

use super::Fair;

const CSV: &str = "Order code,Position ID,Status,Attendee name,Product,Ticket secret\n\
                   AAAAA,1,paid,Jon Agirre,Visitor,abcdefghijklmnop2345\n";

fn fair() -> Fair {
    let fair = Fair::new();
    assert_eq!(fair.import_text(CSV).added, 1);
    fair
}

fn entered(fair: &Fair, text: &str) -> Option<String> {
    let outcome = fair.app.enter_text(&fair.ask(), text).unwrap();
    outcome.map(|outcome| outcome.verdict)
}

#[test]
fn a_ticket_code_of_the_list_is_scanned_however_it_is_typed() {
    let fair = fair();
    assert_eq!(
        entered(&fair, " abcdefghijklmnop2345 ").as_deref(),
        Some("admitted")
    );
    fair.later_ms(60_000);
    assert_eq!(
        entered(&fair, "ABCDEFGHIJKLMNOP2345").as_deref(),
        Some("already_in")
    );
}

#[test]
fn a_text_in_the_shape_of_a_badge_is_scanned_even_where_it_is_nobodys() {
    let made_up = format!("B{}", "Q".repeat(24));
    assert_eq!(entered(&fair(), &made_up).as_deref(), Some("unknown"));
    assert_eq!(
        entered(&fair(), &made_up.to_lowercase()).as_deref(),
        Some("unknown")
    );
}

#[test]
fn what_is_no_code_is_recorded_nowhere() {
    let fair = fair();
    let texts = [
        "jon.agirre2345@example.org",
        "Kovalenko",
        "https://example.org/jon2345",
        "K7QP4M2X",
        "Jon Agirre 1985",
        "",
    ];
    for text in texts {
        assert_eq!(entered(&fair, text), None, "{text}");
    }
    assert!(fair.app.recent("boi-2023", "main").unwrap().is_empty());
}

#[test]
fn a_walk_in_is_a_visitor_unless_somebody_says_otherwise() {
    let fair = Fair::new();
    for event in fair.app.events().unwrap() {
        assert_eq!(event.default_category, "visitor");
        assert_ne!(event.categories[0].id, "visitor", "the list is in another order");
    }
}
