//! The organiser's figures follow what the desk does.

use super::Fair;

const PEOPLE: &str = "First name,Last name,Company,Email,Category,Ticket code\n\
Ane,Etxeberria,Orona,ane@orona.example,visitor,AAAA1111\n\
Jon,Agirre,Lantek,jon@lantek.example,visitor,BBBB2222\n\
Олена,Коваленко,Lviv Hydraulics,olena@lviv.example,exhibitor,CCCC3333\n";

fn fair() -> Fair {
    let fair = Fair::new();
    let report = fair.import_text(PEOPLE);
    assert_eq!(report.added, 3, "{:?}", report.rejected);
    fair
}

#[test]
fn arrivals_are_counted_once_each_by_category_and_by_time() {
    let fair = fair();
    fair.scan("AAAA1111");
    fair.later_ms(7 * 60_000);
    fair.scan("CCCC3333");
    fair.later_ms(60_000);
    fair.scan("AAAA1111");
    let dashboard = fair.app.dashboard("boi-2023", "main", None).unwrap();
    assert_eq!(
        (dashboard.arrived, dashboard.inside, dashboard.expected),
        (2, 2, 3)
    );
    assert_eq!(dashboard.day, "2023-11-13", "the fair's first morning");
    assert_eq!(dashboard.arrivals.minutes, 5);
    assert_eq!(dashboard.arrivals.counts, [1, 1]);
    assert_eq!(dashboard.arrivals.running, Some(1));
    let of = |category: &str| {
        let found = dashboard.categories.iter().find(|c| c.category == category);
        found.map(|c| (c.arrived, c.registered))
    };
    assert_eq!(of("visitor"), Some((1, 2)));
    assert_eq!(of("exhibitor"), Some((1, 1)));
}

#[test]
fn an_arrival_that_was_undone_is_none() {
    let fair = fair();
    let outcome = fair.scan("AAAA1111");
    fair.app.undo_scan("boi-2023", &outcome.scan).unwrap();
    let dashboard = fair.app.dashboard("boi-2023", "main", None).unwrap();
    assert_eq!((dashboard.arrived, dashboard.inside), (0, 0));
    assert!(dashboard.arrivals.counts.is_empty());
}

#[test]
fn after_the_fair_the_last_day_on_which_somebody_came_is_shown() {
    const MONTH_MS: i64 = 30 * 24 * 3_600_000;
    let fair = fair();
    fair.scan("AAAA1111");
    fair.later_ms(MONTH_MS);
    let dashboard = fair.app.dashboard("boi-2023", "main", None).unwrap();
    assert_eq!(dashboard.day, "2023-11-13");
    assert_eq!(dashboard.arrivals.counts, [1]);
    assert_eq!(dashboard.arrivals.running, None);
    let asked = fair.app.dashboard("boi-2023", "main", Some("yesterday"));
    assert_eq!(asked.unwrap_err().code(), "bad_date");
}
