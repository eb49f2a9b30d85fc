//! Two registrations of one person: whoever comes by either is let in once, and an undo gives both back.

use super::Fair;
use super::profile::{unknowing, unknowing_choice};
use crate::view::{
    BatchAsk, ImportReport, LeadSharing, Merged, PeopleQuery, PersonEdit, PersonForm, PersonView, Presence,
};
use crate::{ImportAsk, PrintWish};
use sarrera_core::ops::ConsentChoice;

pub(super) const EVENT: &str = "boi-2023";

/// A list whose column `ID` tells its people apart, and whose column `Ticket` holds their codes.
pub(super) fn list(fair: &Fair, rows: &str) -> ImportReport {
    let file = tempfile::NamedTempFile::with_suffix(".csv").unwrap();
    let text = format!("ID,First name,Last name,Company,Email,Status,Blocked,Ticket\n{rows}");
    std::fs::write(file.path(), text).unwrap();
    let ask = ImportAsk {
        event: EVENT,
        choices: crate::import::Choices::parse(&["ID=row_id", "Ticket=ticket_code", "Blocked=blocked"])
            .unwrap(),
        ..ImportAsk::default()
    };
    fair.app.import(file.path(), &ask, &mut |_| {}).unwrap()
}

/// Who has this mail address.
pub(super) fn person(fair: &Fair, mail: &str) -> PersonView {
    fair.app.find(EVENT, mail).unwrap().remove(0).person
}

pub(super) const TWO: &str = "1,Ane,Etxeberria,Ibarra,ane@example.org,paid,no,firstticket1\n\
                   2,Ana,Echeverria,Ibarra,ana@example.org,paid,no,secondticket2\n";

pub(super) fn ids(fair: &Fair) -> [String; 2] {
    let mails = ["ane@example.org", "ana@example.org"];
    mails.map(|mail| person(fair, mail).id)
}

pub(super) fn merge(fair: &Fair) -> Merged {
    fair.app.merge(EVENT, &ids(fair)).unwrap()
}

#[test]
fn either_code_of_a_merged_person_lets_in_once() {
    let fair = Fair::new();
    list(&fair, TWO);
    let merged = merge(&fair);
    let first = fair.scan("firstticket1");
    assert_eq!(
        (first.verdict.as_str(), first.person.unwrap().id),
        ("admitted", merged.person.id.clone())
    );
    fair.later_ms(60_000);
    let second = fair.scan("secondticket2");
    assert_eq!(
        (second.verdict.as_str(), second.person.unwrap().id),
        ("already_in", merged.person.id)
    );
    let figures = fair.app.figures(EVENT, "main").unwrap();
    assert_eq!((figures.expected, figures.arrived, figures.inside), (1, 1, 1));
    assert_eq!(fair.app.find(EVENT, "etxeberria").unwrap().len(), 1);
    assert!(fair.app.conflicts(EVENT).unwrap().is_empty());
}

#[test]
fn who_came_before_the_merge_is_in() {
    let fair = Fair::new();
    list(&fair, TWO);
    fair.scan("secondticket2");
    let merged = merge(&fair);
    assert_eq!(merged.person.presence, Presence::Inside);
    fair.later_ms(60_000);
    assert_eq!(fair.scan("firstticket1").verdict, "already_in");
}

#[test]
fn a_canceled_duplicate_stops_nobody_and_a_blocked_one_does() {
    for (second, blocked, verdict) in [("canceled", "no", "admitted"), ("paid", "yes", "blocked")] {
        let fair = Fair::new();
        list(
            &fair,
            &TWO.replace("paid,no,second", &format!("{second},{blocked},second")),
        );
        merge(&fair);
        for code in ["secondticket2", "firstticket1"] {
            let outcome = fair.scan(code);
            assert_eq!(outcome.verdict, verdict, "{second} {blocked}, by {code}");
            if verdict == "admitted" {
                fair.app.undo_scan(EVENT, &outcome.scan).unwrap();
            }
            fair.later_ms(60_000);
        }
    }
}

#[test]
fn a_merge_that_is_undone_gives_both_back_and_cannot_be_undone_twice() {
    let fair = Fair::new();
    list(&fair, TWO);
    let before: Vec<PersonView> = ["ane@example.org", "ana@example.org"]
        .map(|mail| person(&fair, mail))
        .to_vec();
    let merged = merge(&fair);
    let mut back = fair.app.undo_merge(EVENT, &merged.merge).unwrap();
    back.sort_by_key(|view| before.iter().position(|was| was.id == view.id));
    assert_eq!(back, before);
    assert_eq!(fair.scan("firstticket1").verdict, "admitted");
    assert_eq!(fair.scan("secondticket2").verdict, "admitted");
    assert_eq!(
        fair.app.undo_merge(EVENT, &merged.merge).unwrap_err().code(),
        "not_merged"
    );
}

#[test]
fn a_newer_file_brings_nobody_back_and_a_correction_stays() {
    let fair = Fair::new();
    list(&fair, TWO);
    let merged = merge(&fair);
    let form = PersonForm {
        company: Some("Ibarra Koop.".into()),
        ..PersonForm::default()
    };
    fair.app
        .correct(EVENT, &merged.person.id, &form, PrintWish::None)
        .unwrap();
    assert_eq!(list(&fair, TWO).unchanged, 2);
    let newer = list(&fair, &TWO.replace("Ibarra", "Ibarra S.L."));
    assert_eq!(newer.added, 0);
    let hits = fair.app.find(EVENT, "ibarra").unwrap();
    let companies: Vec<&str> = hits.iter().map(|hit| hit.person.company.as_str()).collect();
    assert_eq!(companies, ["Ibarra Koop."]);
    let newer = list(
        &fair,
        &TWO.replace("ane@example.org", "ane@new.example")
            .replace("ana@example.org", "ane@new.example"),
    );
    assert_eq!((newer.added, newer.updated), (0, 2));
    assert_eq!(
        fair.app.person(EVENT, &merged.person.id).unwrap().email,
        "ane@new.example"
    );
}

#[test]
fn a_correction_of_a_merged_person_changes_nothing_that_was_not_asked() {
    let fair = Fair::new();
    list(
        &fair,
        "1,Ane,Etxeberria,Ibarra,ane@example.org,paid,no,firstticket1\n2,Ane,Etxeberria,,ana@example.org,paid,no,secondticket2\n",
    );
    let merged = merge(&fair);
    let issued = fair.app.find(EVENT, "etxeberria").unwrap().remove(0).person;
    let form = PersonForm {
        company: Some(issued.company.clone()),
        ..PersonForm::default()
    };
    let before = fair.app.digest().unwrap();
    fair.app
        .correct(EVENT, &merged.person.id, &form, PrintWish::None)
        .unwrap();
    assert_eq!(
        fair.app.digest().unwrap(),
        before,
        "the company is the person's already"
    );
}

fn printing<'a>() -> PrintWish<'a> {
    PrintWish::To {
        printer: "folder",
        template: "a6",
    }
}

#[test]
fn of_two_badges_the_newest_stays_and_the_screen_says_so_before() {
    let fair = Fair::new();
    list(&fair, TWO);
    let mut numbers = Vec::new();
    for code in ["firstticket1", "secondticket2"] {
        fair.later_ms(60_000);
        let ask = crate::ScanAsk {
            print: printing(),
            ..fair.ask()
        };
        let person = fair.app.scan(&ask, code).unwrap().person.unwrap();
        numbers.push(fair.app.person(EVENT, &person.id).unwrap().badge.unwrap().number);
    }
    let preview = fair.app.preview_merge(EVENT, &ids(&fair)).unwrap();
    assert_eq!(
        (preview.badge.as_ref(), &preview.voids),
        (numbers.get(1), &numbers[..1].to_vec())
    );
    let merged = merge(&fair);
    assert_eq!(merged.voided, numbers[..1]);
    assert_eq!(merged.person.badge.unwrap().number, numbers[1]);
    let conflicts = fair.app.conflicts(EVENT).unwrap();
    assert!(!conflicts.iter().any(|conflict| conflict.kind == "two_badges"));
}

#[test]
fn what_stays_is_shown_before_and_is_what_then_stands() {
    let fair = Fair::new();
    list(&fair, TWO);
    let preview = fair.app.preview_merge(EVENT, &ids(&fair)).unwrap();
    let field = |name: &str| {
        preview
            .fields
            .iter()
            .find(|field| field.field == name)
            .unwrap()
            .clone()
    };
    assert!(field("name").differs && !field("company").differs);
    let merged = merge(&fair);
    assert_eq!(
        (field("name").stays, field("email").stays),
        (merged.person.name, merged.person.email)
    );
}

#[test]
fn likely_duplicates_come_most_certain_first_and_not_again_once_they_were_told_apart() {
    let fair = Fair::new();
    list(
        &fair,
        "1,Ane,Etxeberria,Ibarra,ane@example.org,paid,no,t0000001\n\
         2,Ana,Echeverria,Zubia,ane@example.org,paid,no,t0000002\n\
         3,Jon,Agirre,Ibarra,jon@example.org,paid,no,t0000003\n\
         4,AGIRRE,Jon,ibarra,j.agirre@example.org,paid,no,t0000004\n\
         5,Miren,Etxeberria,Lan,m@example.org,paid,no,t0000005\n\
         6,Miren,Echeverria,Lan,me@example.org,paid,no,t0000006\n\
         7,Kim,Lee,Other,kim@example.org,paid,no,t0000007\n",
    );
    let whys = |fair: &Fair| -> Vec<String> {
        let page = fair.app.duplicates(EVENT, 0).unwrap();
        page.groups.into_iter().map(|group| group.why).collect()
    };
    assert_eq!(
        whys(&fair),
        ["same_name_and_company", "same_mail", "sounds_alike"]
    );
    let page = fair.app.duplicates(EVENT, 1).unwrap();
    assert_eq!((page.total, page.skipped, page.groups.len()), (3, 1, 2));
    let told_apart: Vec<String> = page.groups[0]
        .people
        .iter()
        .map(|person| person.id.clone())
        .collect();
    fair.app.set_not_same(EVENT, &told_apart, true).unwrap();
    assert_eq!(whys(&fair), ["same_name_and_company", "sounds_alike"]);
    fair.app.set_not_same(EVENT, &told_apart, false).unwrap();
    assert_eq!(whys(&fair).len(), 3);
    let two: Vec<String> = page.groups[1]
        .people
        .iter()
        .map(|person| person.id.clone())
        .collect();
    fair.app.merge(EVENT, &two).unwrap();
    assert_eq!(whys(&fair), ["same_name_and_company", "same_mail"]);
}

#[test]
fn nobody_is_merged_with_themselves_or_with_a_stranger() {
    let fair = Fair::new();
    list(&fair, TWO);
    let ids = ids(&fair);
    let code = |people: &[String]| fair.app.merge(EVENT, people).unwrap_err().code();
    assert_eq!(code(&[ids[0].clone(), ids[0].clone()]), "nothing_to_merge");
    assert_eq!(code(&[ids[0].clone(), "NOBODY".into()]), "not_found");
    merge(&fair);
    assert_eq!(code(&ids), "nothing_to_merge");
}

#[test]
fn a_colleague_who_comes_instead_takes_over_every_registration() {
    let fair = Fair::new();
    list(&fair, TWO);
    let merged = merge(&fair);
    let colleague = PersonForm {
        given_name: Some("Jon".into()),
        family_name: Some("Agirre".into()),
        privacy_notice: Some(true),
        ..PersonForm::default()
    };
    fair.app
        .substitute(&fair.ask(), &merged.person.id, &colleague)
        .unwrap();
    fair.later_ms(60_000);
    for code in ["firstticket1", "secondticket2"] {
        let outcome = fair.scan(code);
        assert_eq!(
            (outcome.verdict.as_str(), outcome.person.unwrap().family_name),
            ("already_in", "Agirre".into())
        );
        fair.later_ms(60_000);
    }
    assert_eq!(fair.app.figures(EVENT, "main").unwrap().expected, 1);
}

#[test]
fn a_note_of_either_registration_can_be_cleared_once_they_are_one() {
    let fair = Fair::new();
    list(&fair, TWO);
    let note = |text: &str| PersonEdit {
        attention: Some(text.to_owned()),
        ..PersonEdit::default()
    };
    for (id, text) in ids(&fair).iter().zip(["VIP", "phone"]) {
        fair.app.edit_person(EVENT, id, &note(text)).unwrap();
    }
    let merged = merge(&fair).person;
    let attention = |id: &str| fair.app.person(EVENT, id).unwrap().attention;
    let both = attention(&merged.id).unwrap();
    assert!(both.contains("VIP") && both.contains("phone"), "{both}");
    fair.app.edit_person(EVENT, &merged.id, &note("")).unwrap();
    assert_eq!(attention(&merged.id), None);
}

#[test]
fn a_merge_and_its_undo_stand_once_each_in_the_history() {
    let fair = Fair::new();
    list(&fair, TWO);
    let [first, _second] = ids(&fair);
    let merged = merge(&fair);
    let told = |id: &str| -> Vec<String> {
        let history = fair.app.profile(EVENT, id).unwrap().history;
        let codes = history.into_iter().map(|entry| entry.code);
        codes.filter(|code| code.starts_with("merge")).collect()
    };
    assert_eq!(told(&merged.person.id), ["merged"]);
    fair.app.undo_merge(EVENT, &merged.merge).unwrap();
    assert_eq!(told(&first), ["merge_undone", "merged"]);
}

/// How many conflicts nobody settled.
fn open_conflicts(fair: &Fair) -> usize {
    let conflicts = fair.app.conflicts(EVENT).unwrap();
    conflicts.iter().filter(|conflict| conflict.open).count()
}

#[test]
fn what_is_contested_of_either_registration_is_shown_and_settled_on_the_persons_page() {
    for mail in ["ane@example.org", "ana@example.org"] {
        let fair = Fair::new();
        list(&fair, TWO);
        unknowing(&fair, &person(&fair, mail).id, "Zubi Lanak");
        let merged = merge(&fair).person;
        assert_eq!(open_conflicts(&fair), 1);
        let page = fair.app.profile(EVENT, &merged.id).unwrap();
        let contested: Vec<&str> = page.contested.iter().map(|one| one.field.as_str()).collect();
        assert_eq!(contested, ["company"], "of {mail}");
        let shown = page.contested[0].values.iter().filter(|one| one.shown);
        assert!(
            shown.map(|one| &one.value).eq([&page.person.company]),
            "of {mail}"
        );
        let settled = fair
            .app
            .choose_value(EVENT, &merged.id, "company", "Ibarra")
            .unwrap();
        assert!(settled.contested.is_empty());
        assert_eq!(
            (open_conflicts(&fair), settled.person.company.as_str()),
            (0, "Ibarra")
        );
        let again = fair.app.choose_value(EVENT, &merged.id, "company", "Ibarra");
        assert_eq!(again.unwrap_err().code(), "not_found");
    }
}

#[test]
fn a_badge_that_either_ticket_printed_stays_with_that_ticket_when_the_merge_is_taken_back() {
    let dir = tempfile::tempdir().unwrap();
    let printer = format!("folder:{}", dir.path().display());
    for (code, mail, other) in [
        ("firstticket1", "ane@example.org", "ana@example.org"),
        ("secondticket2", "ana@example.org", "ane@example.org"),
    ] {
        let fair = Fair::new();
        list(&fair, TWO);
        let merged = merge(&fair);
        let print = PrintWish::To {
            printer: &printer,
            template: "a6",
        };
        let outcome = fair
            .app
            .scan(&crate::ScanAsk { print, ..fair.ask() }, code)
            .unwrap();
        fair.app
            .run_print_job(&outcome.print.unwrap().job, |_| {})
            .unwrap();
        let first = fair.app.person(EVENT, &merged.person.id).unwrap().badge.unwrap();
        fair.later_ms(60_000);
        fair.app.reprint(EVENT, &merged.person.id, "lost", print).unwrap();
        let second = fair.app.person(EVENT, &merged.person.id).unwrap().badge.unwrap();
        assert_ne!(first.number, second.number);

        fair.app.undo_merge(EVENT, &merged.merge).unwrap();
        let page = fair.app.profile(EVENT, &person(&fair, mail).id).unwrap();
        assert_eq!(page.person.presence, Presence::Inside, "{mail}");
        assert_eq!(page.person.badge.as_ref().unwrap().number, second.number);
        let badges: Vec<(&str, bool)> = page
            .badges
            .iter()
            .map(|badge| (badge.number.as_str(), badge.voided.is_some()))
            .collect();
        assert_eq!(
            badges,
            [(second.number.as_str(), false), (first.number.as_str(), true)]
        );
        let prints: Vec<(&str, bool)> = page
            .prints
            .iter()
            .map(|print| {
                (
                    print.number.as_str(),
                    print.state == crate::view::PrintState::Printed,
                )
            })
            .collect();
        assert_eq!(
            prints,
            [(second.number.as_str(), false), (first.number.as_str(), true)]
        );
        let nobody = fair.app.profile(EVENT, &person(&fair, other).id).unwrap();
        assert_eq!(
            (
                nobody.person.presence,
                nobody.badges.len(),
                nobody.prints.len(),
                nobody.scans.len()
            ),
            (Presence::NotArrived, 0, 0, 0),
            "{other}"
        );
    }
}

#[test]
fn a_badge_of_a_merged_person_that_was_made_void_is_void_for_whoever_it_was_made() {
    let fair = Fair::new();
    list(&fair, TWO);
    let [_first, second] = ids(&fair);
    let ask = crate::ScanAsk {
        print: printing(),
        ..fair.ask()
    };
    fair.app.scan(&ask, "secondticket2").unwrap();
    let before = fair.app.person(EVENT, &second).unwrap().badge.unwrap().number;
    let merged = merge(&fair);
    fair.later_ms(60_000);
    fair.app
        .reprint(EVENT, &merged.person.id, "lost", printing())
        .unwrap();
    fair.app.undo_merge(EVENT, &merged.merge).unwrap();
    let badges = fair.app.profile(EVENT, &second).unwrap().badges;
    let old = badges.iter().find(|badge| badge.number == before).unwrap();
    assert!(old.voided.is_some() && old.replaced_by.is_some(), "{badges:?}");
    assert_eq!(badges.len(), 2);
}

/// Two tickets, one for each of two days, of one person.
pub(super) fn day_tickets(fair: &Fair, days: [&str; 2], second: &str) -> Merged {
    list(
        fair,
        &TWO.replace("paid,no,second", &format!("{second},no,second")),
    );
    for (id, day) in ids(fair).iter().zip(days) {
        let edit = PersonEdit {
            form: PersonForm {
                days: Some(vec![day.to_owned()]),
                ..PersonForm::default()
            },
            ..PersonEdit::default()
        };
        fair.app.edit_person(EVENT, id, &edit).unwrap();
    }
    merge(fair)
}

/// Whether the list and the batch have somebody on this day.
pub(super) fn comes_on(fair: &Fair, day: &str) -> (u32, usize) {
    let query = PeopleQuery {
        day: Some(day.to_owned()),
        ..PeopleQuery::default()
    };
    let listed = fair.app.people(EVENT, &query, 0, None).unwrap().found;
    let ask = BatchAsk {
        day: day.to_owned(),
        ..BatchAsk::default()
    };
    (listed, fair.app.batch_people(EVENT, &ask).unwrap().people.len())
}

#[test]
fn who_has_a_ticket_for_each_of_two_days_is_listed_and_printed_on_both() {
    let fair = Fair::new();
    let days = ["2023-11-13", "2023-11-14"];
    let merged = day_tickets(&fair, days, "paid");
    for day in days {
        assert_eq!(comes_on(&fair, day), (1, 1), "{day}");
    }
    assert_eq!(comes_on(&fair, "2023-11-15"), (0, 0));
    fair.app.undo_merge(EVENT, &merged.merge).unwrap();
    assert_eq!(
        fair.app
            .people(EVENT, &PeopleQuery::default(), 0, None)
            .unwrap()
            .found,
        2
    );
    merge(&fair);
    for day in days {
        assert_eq!(comes_on(&fair, day), (1, 1), "{day}, merged again");
    }
}

#[test]
fn a_merged_persons_page_says_the_days_of_each_registration() {
    let fair = Fair::new();
    let merged = day_tickets(&fair, ["2023-11-13", "2023-11-14"], "canceled");
    let page = fair.app.profile(EVENT, &merged.person.id).unwrap();
    let said = page.registrations.iter();
    let said = said.map(|one| (one.shown, one.status.as_str(), one.days.join(" ")));
    assert_eq!(
        said.collect::<Vec<_>>(),
        [
            (true, "valid", "2023-11-13".to_owned()),
            (false, "canceled", "2023-11-14".to_owned()),
        ]
    );
    fair.app.undo_merge(EVENT, &merged.merge).unwrap();
    let page = fair.app.profile(EVENT, &merged.person.id).unwrap();
    assert!(page.registrations.is_empty(), "one says it all");
}

#[test]
fn a_canceled_ticket_adds_no_day_to_a_valid_one() {
    let fair = Fair::new();
    day_tickets(&fair, ["2023-11-13", "2023-11-14"], "canceled");
    assert_eq!(comes_on(&fair, "2023-11-13"), (1, 1));
    assert_eq!(comes_on(&fair, "2023-11-14"), (0, 0));
}

#[test]
fn two_choices_about_sharing_that_one_registration_left_open_end_with_one() {
    let fair = Fair::new();
    list(&fair, TWO);
    let [_first, second] = ids(&fair);
    for choice in [ConsentChoice::Share, ConsentChoice::Dont] {
        fair.later_ms(60_000);
        unknowing_choice(&fair, &second, choice);
    }
    assert_eq!(open_conflicts(&fair), 1);
    let merged = merge(&fair).person;
    let page = fair.app.profile(EVENT, &merged.id).unwrap();
    assert_eq!(page.contested[0].field, "lead_sharing");
    let settled = fair
        .app
        .choose_value(EVENT, &merged.id, "lead_sharing", "share")
        .unwrap();
    assert_eq!((settled.contested.len(), open_conflicts(&fair)), (0, 0));
    assert_eq!(settled.person.lead_sharing, Some(LeadSharing::Share));
}
