//! The list of people: an order that is the same each time, filters, and nobody lost while people change.

use super::Fair;
use crate::PAGE_LINES;
use crate::PrintWish;
use crate::view::{BadgeFilter, PeopleOrder, PeoplePage, PeopleQuery, PersonForm, Presence, Way};
use std::collections::BTreeSet;

const FILE: &str = "Order code,Position ID,Status,Attendee name: Given name,Attendee name: Family name,Company,Product,Ticket secret\n\
    AAAAA,1,paid,Олена,Коваленко,Kharkiv Turbine Works,Visitor,abcdefghijklmnop2345\n\
    BBBBB,1,paid,Iñigo,Núñez,Zubiola Mekanika,Visitor,bbcdefghijklmnop2345\n\
    CCCCC,1,paid,Ana,Nunzi,Kovart Enbalajeak,Visitor,cbcdefghijklmnop2345\n\
    DDDDD,1,pending,Jon,Etxeberria,,Visitor,dbcdefghijklmnop2345\n\
    EEEEE,1,paid,Ane,Zabala,Bizkaia Galdaketa,Visitor,ebcdefghijklmnop2345\n";

fn page(fair: &Fair, query: &PeopleQuery) -> PeoplePage {
    fair.app.people("boi-2023", query, 0, None).unwrap()
}

fn names(page: &PeoplePage) -> Vec<&str> {
    page.lines.iter().map(|line| line.name.text.as_str()).collect()
}

fn text(text: &str) -> PeopleQuery {
    PeopleQuery {
        text: text.to_owned(),
        ..PeopleQuery::default()
    }
}

fn fair() -> Fair {
    let fair = Fair::new();
    assert_eq!(fair.import_text(FILE).added, 5);
    fair
}

#[test]
fn names_are_in_the_order_of_their_latin_letters_with_n_tilde_after_n() {
    let fair = fair();
    let all = page(&fair, &PeopleQuery::default());
    assert_eq!((all.all, all.found), (5, 5));
    let up = [
        "Jon Etxeberria",
        "Олена Коваленко",
        "Ana Nunzi",
        "Iñigo Núñez",
        "Ane Zabala",
    ];
    assert_eq!(names(&all), up);
    assert_eq!(all.lines[1].latin.as_deref(), Some("Olena Kovalenko"));
    let down = page(
        &fair,
        &PeopleQuery {
            way: Way::Down,
            ..PeopleQuery::default()
        },
    );
    assert!(names(&down).into_iter().rev().eq(up));
}

#[test]
fn a_list_that_was_read_ahead_has_whoever_came_after_that() {
    let fair = fair();
    fair.app.people_ahead("boi-2023").unwrap();
    let read = page(&fair, &PeopleQuery::default());
    assert_eq!((read.all, read.list), (5, 1), "read once, before anybody asked");
    let late = FILE.lines().next().unwrap().to_owned()
        + "\nFFFFF,1,paid,Nerea,Agirre,,Visitor,fbcdefghijklmnop2345\n";
    assert_eq!(fair.import_text(&late).added, 1);
    fair.app.people_ahead("boi-2023").unwrap();
    let all = page(&fair, &PeopleQuery::default());
    assert_eq!((all.all, names(&all)[0]), (6, "Nerea Agirre"));
    assert!(fair.app.people_ahead("no-such-event").is_err());
}

#[test]
fn a_text_finds_names_in_any_script_companies_and_at_last_what_sounds_alike() {
    let fair = fair();
    let found = page(&fair, &text("kova"));
    assert_eq!(names(&found), ["Олена Коваленко", "Ana Nunzi"]);
    assert_eq!((found.all, found.alike), (5, false));
    assert_eq!(names(&page(&fair, &text("nunez INIGO"))), ["Iñigo Núñez"]);
    let alike = page(&fair, &text("echeverria"));
    assert_eq!(names(&alike), ["Jon Etxeberria"]);
    assert!(alike.alike);
    assert_eq!(page(&fair, &text("zzzyx")).found, 0);
    assert_eq!(page(&fair, &text("&&&")).found, 0);
}

#[test]
fn each_filter_and_each_order_says_where_people_are_now() {
    let fair = fair();
    assert_eq!(
        names(&page(
            &fair,
            &PeopleQuery {
                status: Some("unpaid".into()),
                ..PeopleQuery::default()
            }
        )),
        ["Jon Etxeberria"]
    );
    fair.app.scan(&fair.to_paper(), "ebcdefghijklmnop2345").unwrap();
    fair.later_ms(60_000);
    fair.scan("bbcdefghijklmnop2345");
    let inside = PeopleQuery {
        presence: Some(Presence::Inside),
        order: PeopleOrder::Arrival,
        ..PeopleQuery::default()
    };
    let arrived = page(&fair, &inside);
    assert_eq!(names(&arrived), ["Ane Zabala", "Iñigo Núñez"]);
    assert!(arrived.lines[0].badge.is_some());
    let with = PeopleQuery {
        badge: Some(BadgeFilter::With),
        ..inside.clone()
    };
    assert_eq!(names(&page(&fair, &with)), ["Ane Zabala"]);
    let newest_first = PeopleQuery {
        presence: None,
        way: Way::Down,
        ..inside
    };
    let all = page(&fair, &newest_first);
    assert_eq!(names(&all)[..2], ["Iñigo Núñez", "Ane Zabala"]);
    assert_eq!(all.lines[4].presence, Presence::NotArrived, "last both ways");
}

#[test]
fn days_and_categories_filter_and_nobody_without_days_is_left_out() {
    let fair = fair();
    let id = page(&fair, &text("zabala")).lines[0].id.clone();
    let one_day = PersonForm {
        days: Some(vec!["2023-11-14".into()]),
        ..PersonForm::default()
    };
    fair.app
        .correct("boi-2023", &id, &one_day, PrintWish::None)
        .unwrap();
    let on = |day: &str| PeopleQuery {
        day: Some(day.into()),
        ..PeopleQuery::default()
    };
    assert_eq!(page(&fair, &on("2023-11-13")).found, 4);
    assert_eq!(page(&fair, &on("2023-11-14")).found, 5);
    let speakers = PeopleQuery {
        category: Some("speaker".into()),
        ..PeopleQuery::default()
    };
    assert_eq!(page(&fair, &speakers).found, 0);
}

/// Everybody, page by page; begun anew where the list became another.
fn walk(fair: &Fair, query: &PeopleQuery, mut between: impl FnMut(u32)) -> Vec<String> {
    const TIMES_MAX: usize = 50;
    for _ in 0..TIMES_MAX {
        let first = fair.app.people("boi-2023", query, 0, None).unwrap();
        let mut ids: Vec<String> = first.lines.iter().map(|line| line.id.clone()).collect();
        let mut whole = true;
        for from in (PAGE_LINES..first.found).step_by(100) {
            between(from);
            let next = fair.app.people("boi-2023", query, from, None).unwrap();
            whole &= next.list == first.list;
            ids.extend(next.lines.iter().map(|line| line.id.clone()));
        }
        if whole {
            return ids;
        }
    }
    panic!("the list never stood still");
}

#[test]
fn pages_of_one_list_hold_everybody_once_while_people_change_between_them() {
    let fair = Fair::new();
    let mut csv = String::from(
        "Order code,Position ID,Status,Attendee name: Given name,Attendee name: Family name,Product,Ticket secret\n",
    );
    for n in 0..430 {
        csv.push_str(&format!(
            "O{n:04},1,paid,Ane,Zabala {:03},Visitor,ticket{n:026}\n",
            (n * 7) % 430
        ));
    }
    assert_eq!(fair.import_text(&csv).added, 430);
    let query = PeopleQuery::default();
    let quiet = walk(&fair, &query, |_| {});
    let ids: BTreeSet<&String> = quiet.iter().collect();
    assert_eq!((quiet.len(), ids.len()), (430, 430));
    let mut changes = 0;
    let moved = walk(&fair, &query, |from| {
        if changes < 6 {
            changes += 1;
            let id = &quiet[usize::try_from(from).unwrap() - changes * 9];
            let renamed = PersonForm {
                family_name: Some(format!("Agirre {changes}")),
                ..PersonForm::default()
            };
            fair.app
                .correct("boi-2023", id, &renamed, PrintWish::None)
                .unwrap();
        }
    });
    assert_eq!(
        moved.iter().collect::<BTreeSet<_>>(),
        ids,
        "nobody lost, nobody twice"
    );
    assert_eq!(changes, 6);
    let last = quiet.last().unwrap();
    let around = fair.app.people("boi-2023", &query, 0, Some(last)).unwrap();
    let place = usize::try_from(around.place.unwrap() - around.from).unwrap();
    assert_eq!(
        &around.lines[place].id, last,
        "the place of a person after the changes"
    );
}

#[test]
fn whoever_is_substituted_leaves_the_list_and_the_colleague_stands_in_it() {
    let fair = fair();
    let id = page(&fair, &text("zabala")).lines[0].id.clone();
    let colleague = PersonForm {
        given_name: Some("Mikel".into()),
        family_name: Some("Urrutia".into()),
        privacy_notice: Some(true),
        ..PersonForm::default()
    };
    fair.app.substitute(&fair.ask(), &id, &colleague).unwrap();
    assert_eq!(page(&fair, &text("zabala")).found, 0);
    let second = page(&fair, &text("urrutia")).lines[0].id.clone();
    let another = PersonForm {
        given_name: Some("Nerea".into()),
        family_name: Some("Lasa".into()),
        ..colleague
    };
    fair.app.substitute(&fair.ask(), &second, &another).unwrap();
    assert_eq!(page(&fair, &text("urrutia")).found, 0);
    assert_eq!(names(&page(&fair, &text("lasa"))), ["Nerea Lasa"]);
    assert_eq!(page(&fair, &PeopleQuery::default()).all, 5);
}

#[test]
fn whoever_was_registered_twice_stands_in_the_list_once_until_the_merge_is_undone() {
    let fair = fair();
    let everybody = |fair: &Fair| {
        let page = page(fair, &PeopleQuery::default());
        let ids: BTreeSet<String> = page.lines.iter().map(|line| line.id.clone()).collect();
        (page.all, ids.len())
    };
    assert_eq!(everybody(&fair), (5, 5));
    let ids = ["nunez", "zabala"].map(|name| page(&fair, &text(name)).lines[0].id.clone());
    let merged = fair.app.merge("boi-2023", &ids).unwrap();
    assert_eq!(everybody(&fair), (4, 4));
    fair.app.undo_merge("boi-2023", &merged.merge).unwrap();
    assert_eq!(everybody(&fair), (5, 5));
}
