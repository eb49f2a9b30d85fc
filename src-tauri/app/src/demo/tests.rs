//! The demo crowd is the same everywhere, plainly invented, and full of hard names.

use super::groups::{groups, hardest};
use super::*;
use crate::import::{LeadSharing, RowStatus};
use std::collections::{BTreeMap, HashMap, HashSet};

#[test]
fn the_demo_begins_today_and_its_week_moves_along() {
    let today: NaiveDate = "2026-11-23".parse().unwrap();
    let file = event(today).unwrap();
    let events: Vec<(String, String)> = file
        .events
        .iter()
        .map(|e| (e.id.clone(), format!("{} {}..{}", e.name, e.starts, e.ends)))
        .collect();
    expect_test::expect![[r#"
        [
            (
                "demo-2026-11-23-boi",
                "Basque Open Industry 2026 2026-11-23..2026-11-24",
            ),
            (
                "demo-2026-11-23-sme-assembly",
                "SME Assembly 2026 2026-11-24..2026-11-25",
            ),
            (
                "demo-2026-11-23-een",
                "Enterprise Europe Network Annual Conference 2026 2026-11-26..2026-11-27",
            ),
        ]
    "#]]
    .assert_debug_eq(&events);
    let week = file.week.unwrap();
    assert_eq!(
        (week.name.as_str(), week.starts),
        ("European SME Week 2026", Some(today))
    );
}

#[test]
fn the_same_number_is_the_same_person_and_fewer_are_the_first_of_more() {
    let all = people(PEOPLE);
    assert_eq!(all.len(), 2_000);
    assert_eq!(people(100), all[..100]);
    let golden = format!("{} · {} · {}", all[0].full_name, all[0].email, all[0].category);
    expect_test::expect!["Käthe Brückner · kathe.bruckner.1@example.net · visitor"].assert_eq(&golden);
}

#[test]
fn nobody_is_real_and_nobody_is_the_same() {
    let all = people(PEOPLE);
    let mails: HashSet<&str> = all.iter().map(|person| person.email.as_str()).collect();
    assert_eq!(mails.len(), all.len());
    for mail in mails {
        let (name, domain) = mail.split_once('@').unwrap();
        assert!(
            ["example.org", "example.net", "example.com"].contains(&domain),
            "{mail}"
        );
        assert!(
            !name.is_empty() && mail.is_ascii() && !name.contains(".."),
            "{mail}"
        );
    }
    let mut namesakes: HashMap<&str, u32> = HashMap::new();
    for person in &all {
        *namesakes.entry(&person.full_name).or_default() += 1;
    }
    assert!(namesakes.len() > 1_800, "{} different names", namesakes.len());
    assert!(
        namesakes["Ane Etxeberria Agirre"] >= 2,
        "namesakes are part of the day"
    );
}

#[test]
fn shares_of_scripts_categories_and_states_are_those_of_a_fair() {
    let all = people(PEOPLE);
    let share = |test: &dyn Fn(&DemoPerson) -> bool| all.iter().filter(|person| test(person)).count();
    let near_home = share(&|p| p.language == "eu" || p.language == "es");
    assert!((1_000..1_200).contains(&near_home), "{near_home}");
    let scripts: [(&str, &[std::ops::RangeInclusive<char>]); 8] = [
        ("Cyrillic", &['\u{400}'..='\u{4ff}']),
        ("Greek", &['\u{370}'..='\u{3ff}']),
        ("Hangul", &['\u{ac00}'..='\u{d7a3}']),
        ("Han", &['\u{4e00}'..='\u{9fff}']),
        ("Arabic", &['\u{600}'..='\u{6ff}']),
        ("Hebrew", &['\u{590}'..='\u{5ff}']),
        ("Devanagari", &['\u{900}'..='\u{97f}']),
        ("Vietnamese", &['\u{1ea0}'..='\u{1ef9}']),
    ];
    for (script, ranges) in scripts {
        let count = share(&|p| {
            p.full_name
                .chars()
                .any(|c| ranges.iter().any(|range| range.contains(&c)))
        });
        assert!(count >= 4, "{script}: {count}");
    }
    let mut categories: BTreeMap<&str, usize> = BTreeMap::new();
    for person in &all {
        *categories.entry(person.category).or_default() += 1;
    }
    assert_eq!(categories.len(), CATEGORIES.len());
    assert!(
        categories["visitor"] > 1_300 && categories["exhibitor"] > 280,
        "{categories:?}"
    );
    let valid = share(&|p| p.status == RowStatus::Paid && !p.blocked);
    assert!((1_800..1_930).contains(&valid), "{valid}");
    for status in [
        RowStatus::Pending,
        RowStatus::Canceled,
        RowStatus::Expired,
        RowStatus::Unapproved,
    ] {
        assert!(share(&|p| p.status == status) >= 5, "{status:?}");
    }
    assert!(share(&|p| p.blocked) >= 5);
    assert!(share(&|p| p.lead_sharing == LeadSharing::Dont) > 100);
    assert_eq!(share(&|p| p.attention.is_some()), 6);
}

#[test]
fn some_give_a_reading_and_some_do_not() {
    let all = people(PEOPLE);
    let japanese: Vec<&DemoPerson> = all.iter().filter(|p| p.language == "ja").collect();
    let given = japanese.iter().filter(|p| p.name_reading.is_some()).count();
    assert!(
        given >= 5 && japanese.len() - given >= 5,
        "{given} of {}",
        japanese.len()
    );
    for person in all.iter().filter(|p| p.name_reading.is_some()) {
        assert!(!person.full_name.is_ascii());
        assert!(
            person
                .name_reading
                .as_deref()
                .unwrap()
                .chars()
                .all(|c| c < '\u{250}'),
            "{person:?}"
        );
    }
}

#[test]
fn the_hardest_names_are_among_them() {
    let all = people(PEOPLE);
    let names: HashSet<&str> = all.iter().map(|person| person.full_name.as_str()).collect();
    let lone = [
        "O",
        "Q Z",
        "Ö Å",
        "Madonna",
        "J. R. \"Bob\" Dobbs",
        "Łukasz Brzęczyszczykiewicz-Żółć",
        "山田 太郎",
    ];
    for name in lone {
        assert!(names.contains(name), "{name}");
    }
    let unbroken = |name: &&&str| name.split(' ').any(|word| word.chars().count() >= 60);
    assert_eq!(names.iter().filter(unbroken).count(), 2);
    assert!(
        all.iter()
            .all(|person| !person.full_name.is_empty() && person.full_name.trim() == person.full_name)
    );
}

#[test]
fn every_list_is_whole() {
    assert_eq!(groups().iter().map(|group| group.share).sum::<u64>(), 1_000);
    for group in groups() {
        let big = group.share >= 60;
        let (given, family) = if big { (40, 60) } else { (12, 12) };
        assert!(
            group.given.len() >= given && group.family.len() >= family,
            "{}",
            group.language
        );
        assert!(
            group.companies.len() >= 2 && group.jobs.len() >= 3,
            "{}",
            group.language
        );
        assert!(group.language.len() == 2 && group.countries.iter().all(|country| country.len() == 2));
        let words = [&group.given, &group.family, &group.companies, &group.jobs]
            .into_iter()
            .flatten();
        for word in words.clone() {
            assert!(
                !word.text.is_empty() && !word.text.contains('='),
                "{}: {word:?}",
                group.language
            );
        }
        let different: HashSet<&str> = group.given.iter().map(|word| word.text).collect();
        assert_eq!(
            different.len(),
            group.given.len(),
            "{}: a given name stands twice",
            group.language
        );
        let different: HashSet<&str> = group.family.iter().map(|word| word.text).collect();
        assert_eq!(
            different.len(),
            group.family.len(),
            "{}: a family name stands twice",
            group.language
        );
    }
    assert!(hardest().len() >= 20);
}

#[test]
fn a_person_is_a_row_of_the_demo_family() {
    let row = people(1)[0].to_row();
    assert_eq!((row.key.family, row.key.key.as_str()), ("demo", "1"));
    assert!(row.full_name.is_some() && row.status.is_some() && row.lead_sharing.is_some());
}
