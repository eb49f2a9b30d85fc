//! People who come together: a coach, an exhibitor's staff, and the scan that does not wait for them.

use super::Fair;
use crate::view::{BatchAsk, BoxCut, GroupBy, GroupReport, GroupUse, GroupView, MemberResult, MemberState};
use crate::{BatchUse, PrintWish, ScanAsk};
use std::collections::BTreeMap;

const HEAD: &str = "Order code,Given name,Family name,Company,Status,Ticket secret\n";

/// A coach of thirty on one order: the third has not paid.
fn coach() -> Fair {
    let fair = Fair::new();
    let rows: String = (1..=30)
        .map(|n| {
            let status = if n == 3 { "pending" } else { "paid" };
            format!("COACH,Ane,Agirre {n:02},Zubiola S. Coop.,{status},coach{n:02}abcdefghij\n")
        })
        .collect();
    assert_eq!(fair.import_text(&format!("{HEAD}{rows}")).added, 30);
    fair
}

fn id_of(fair: &Fair, code: &str) -> String {
    let hits = fair.app.find("boi-2023", code).unwrap();
    hits[0].person.id.clone()
}

fn group(fair: &Fair, id: &str) -> GroupView {
    fair.app.group_of("boi-2023", "main", id).unwrap().unwrap()
}

fn ticked(group: &GroupView) -> Vec<String> {
    let members = group.members.iter().filter(|member| member.enters);
    members.map(|member| member.id.clone()).collect()
}

fn all(group: &GroupView) -> Vec<String> {
    group.members.iter().map(|member| member.id.clone()).collect()
}

fn admit(fair: &Fair, ask: &ScanAsk<'_>, members: &[String], what: GroupUse) -> GroupReport {
    fair.app.admit_group(ask, members, what, &mut |_| {}).unwrap()
}

fn results(report: &GroupReport) -> BTreeMap<MemberResult, usize> {
    let mut counted = BTreeMap::new();
    for done in &report.done {
        *counted.entry(done.result).or_default() += 1;
    }
    counted
}

#[test]
fn the_rest_of_an_order_is_let_in_and_whoever_has_not_paid_stays_with_the_reason() {
    let fair = coach();
    let first = fair.scan("coach01abcdefghij");
    let group = group(&fair, &first.person.unwrap().id);
    assert_eq!(
        (group.by, group.label.as_str(), group.of),
        (GroupBy::Order, "COACH", 30)
    );
    let states: Vec<MemberState> = group.members.iter().take(3).map(|m| m.state).collect();
    assert_eq!(
        states,
        [MemberState::Inside, MemberState::NotArrived, MemberState::Stopped]
    );
    assert_eq!(group.members[2].reasons[0].code, "unpaid");
    assert_eq!(ticked(&group).len(), 28);

    let report = admit(&fair, &fair.to_paper(), &all(&group)[1..], GroupUse::Admit);
    let counted = results(&report);
    assert_eq!(
        counted,
        BTreeMap::from([(MemberResult::In, 28), (MemberResult::Stopped, 1)])
    );
    let stays = report
        .done
        .iter()
        .find(|done| done.result == MemberResult::Stopped)
        .unwrap();
    assert_eq!(
        (stays.name.as_str(), stays.verdict.as_str()),
        ("Ane Agirre 03", "unpaid")
    );
    assert_eq!(report.done.iter().filter(|done| done.prints).count(), 28);
    assert_eq!(fair.app.figures("boi-2023", "main").unwrap().inside, 29);

    // One of them is undone as anybody is.
    let scan = report.done[0].scan.clone().unwrap();
    assert!(!fair.app.undo_scan("boi-2023", &scan).unwrap().voided.is_empty());
    let again = fair.app.group_of("boi-2023", "main", &report.done[0].id).unwrap();
    assert_eq!(ticked(&again.unwrap()), [report.done[0].id.clone()]);
}

#[test]
fn a_scan_that_comes_while_a_group_is_let_in_is_answered_before_its_next_member() {
    let fair = coach();
    let group = group(&fair, &id_of(&fair, "coach01abcdefghij"));
    let mut answered = Vec::new();
    let app = &fair.app;
    let report = app.admit_group(&fair.ask(), &ticked(&group), GroupUse::Admit, &mut |progress| {
        if progress.done == 12 {
            let scanned = app.scan(&fair.ask(), "coach20abcdefghij").unwrap();
            answered.push((progress.done, progress.of, scanned.verdict));
        }
    });
    assert_eq!(answered, [(12, 29, "admitted".to_owned())]);
    let counted = results(&report.unwrap());
    assert_eq!(
        counted,
        BTreeMap::from([(MemberResult::In, 28), (MemberResult::AlreadyIn, 1)]),
        "whoever was scanned meanwhile is inside already"
    );
}

#[test]
fn a_group_that_is_stopped_leaves_those_in_who_are_in() {
    let fair = coach();
    let group = group(&fair, &id_of(&fair, "coach01abcdefghij"));
    let app = &fair.app;
    let report = app.admit_group(&fair.ask(), &ticked(&group), GroupUse::Admit, &mut |progress| {
        if progress.done == 5 {
            app.cancel_group();
            let second = app.admit_group(&fair.ask(), &[], GroupUse::Admit, &mut |_| {});
            assert_eq!(second.unwrap_err().code(), "group_running");
        }
    });
    let report = report.unwrap();
    assert_eq!((report.done.len(), report.of, report.cancelled), (5, 29, true));
    assert_eq!(fair.app.figures("boi-2023", "main").unwrap().inside, 5);
}

#[test]
fn badges_are_collected_without_letting_anybody_in_and_once() {
    let fair = coach();
    let group = group(&fair, &id_of(&fair, "coach01abcdefghij"));
    let without_printer = fair
        .app
        .admit_group(&fair.ask(), &all(&group), GroupUse::BadgesOnly, &mut |_| {});
    assert_eq!(without_printer.unwrap_err().code(), "no_printer");
    let report = admit(&fair, &fair.to_paper(), &all(&group), GroupUse::BadgesOnly);
    assert_eq!(
        results(&report),
        BTreeMap::from([(MemberResult::Collected, 29), (MemberResult::Stopped, 1)])
    );
    assert_eq!(fair.app.figures("boi-2023", "main").unwrap().inside, 0);
    let again = admit(&fair, &fair.ask(), &all(&group), GroupUse::BadgesOnly);
    assert_eq!(
        results(&again),
        BTreeMap::from([(MemberResult::HadBadge, 29), (MemberResult::Stopped, 1)])
    );
    let entered = fair.app.scan(&fair.to_paper(), "coach01abcdefghij").unwrap();
    assert_eq!(
        (entered.verdict.as_str(), entered.print),
        ("admitted", None),
        "they have it"
    );
}

#[test]
fn a_coach_whose_badges_lie_in_a_box_or_on_a_pile_collects_them_and_needs_no_printer() {
    for (cut, boxed) in [(BoxCut::Letters, Some("A–Z")), (BoxCut::None, None)] {
        let fair = coach();
        let dir = tempfile::tempdir().unwrap();
        let ask = BatchAsk {
            template: "a6".to_owned(),
            cut,
            box_letters: "A–Z".to_owned(),
            ..BatchAsk::default()
        };
        let out = dir.path().join("badges.pdf");
        let batch = fair
            .app
            .make_batch("boi-2023", &ask, BatchUse::Paper, &out, &mut |_| {});
        assert_eq!(batch.unwrap().pages, 29);
        let entered = fair.scan("coach02abcdefghij");
        let group = group(&fair, &entered.person.unwrap().id);
        let collects = group.members.iter().filter(|member| member.collects).count();
        assert_eq!(collects, 28, "one has theirs, one has not paid");
        let report = admit(&fair, &fair.ask(), &all(&group), GroupUse::BadgesOnly);
        assert_eq!(
            results(&report),
            BTreeMap::from([
                (MemberResult::Collected, 28),
                (MemberResult::HadBadge, 1),
                (MemberResult::Stopped, 1)
            ])
        );
        let first = report.done.first().unwrap();
        assert_eq!((first.boxed.as_deref(), first.prints), (boxed, false));
        let again = admit(&fair, &fair.ask(), &all(&group), GroupUse::BadgesOnly);
        assert_eq!(results(&again).get(&MemberResult::HadBadge), Some(&29));
    }
}

#[test]
fn badges_that_the_printer_did_not_bring_out_are_collected_once_more() {
    let fair = coach();
    fair.app
        .set_setting(crate::device::Setting::PrintSystem, "http://127.0.0.1:1")
        .unwrap();
    let paper = ScanAsk {
        print: PrintWish::To {
            printer: "cups:Brother",
            template: "a6",
        },
        ..fair.ask()
    };
    let id = id_of(&fair, "coach01abcdefghij");
    let collect = || {
        let report = admit(&fair, &paper, std::slice::from_ref(&id), GroupUse::BadgesOnly);
        report.done[0].result
    };
    assert_eq!(collect(), MemberResult::Collected);
    assert_eq!(collect(), MemberResult::HadBadge, "it is on its way");
    let job = fair
        .app
        .person("boi-2023", &id)
        .unwrap()
        .badge
        .unwrap()
        .print
        .unwrap()
        .job;
    fair.app.run_print_job(&job, |_| {}).unwrap();
    assert_eq!(collect(), MemberResult::Collected, "it never came out");
}

#[test]
fn a_company_is_a_group_however_it_is_typed_and_one_that_is_too_large_is_only_counted() {
    let fair = Fair::new();
    let rows: String = (1..=201)
        .map(|n| format!(",Jon,Etxe {n},Grande SA,paid,grande{n:03}abcdefgh\n"))
        .collect();
    let small = ",Ane,Uria,Zubi Lanak,paid,zubi1abcdefghijkl\n,Iker,Sola,ZUBI  LÁNAK,paid,zubi2abcdefghijkl\n\
                 ,Eider,Bakarra,,paid,alone1abcdefghijk\n";
    fair.import_text(&format!("{HEAD}{rows}{small}"));
    let of_zubi = group(&fair, &id_of(&fair, "zubi1abcdefghijkl"));
    assert_eq!(
        (of_zubi.by, of_zubi.of, of_zubi.label.as_str()),
        (GroupBy::Company, 2, "Zubi Lanak")
    );
    let large = group(&fair, &id_of(&fair, "grande001abcdefgh"));
    assert_eq!((large.of, large.members.len()), (201, 0));
    let alone = id_of(&fair, "alone1abcdefghijk");
    assert_eq!(fair.app.group_of("boi-2023", "main", &alone).unwrap(), None);
}
