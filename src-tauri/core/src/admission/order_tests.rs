//! What holds for any combination of facts, and what is stored for ever.

use super::*;
use crate::codes::Presented;
use crate::ids::{AttendeeId, CategoryId, DeviceId};
use crate::time::Timestamp;
use expect_test::expect;
use proptest::prelude::*;

const VISITOR: CategoryId = CategoryId::new([1; 16]);
const PRESS: CategoryId = CategoryId::new([2; 16]);
const DESK: DeviceId = DeviceId::new([7; 16]);
const TODAY: Day = Day(19_674);
const NOW: Timestamp = Timestamp(1_700_000_000_000);

fn moment(direction: Direction) -> Moment {
    let (inside, last_here, overrides) = (0, None, Vec::new());
    Moment {
        at: NOW,
        day: TODAY,
        minute: 600,
        direction,
        device: DESK,
        inside,
        last_here,
        overrides,
        reading: Reading::One,
    }
}

fn visitor() -> PersonFacts {
    PersonFacts::valid(AttendeeId::new([9; 16]), VISITOR)
}

fn earlier(outcome: PastOutcome) -> PastScan {
    PastScan {
        at: NOW.plus_ms(-3_600_000),
        day: TODAY,
        device: DESK,
        outcome,
    }
}

/// One obstacle each, in the order of the verdicts.
const OBSTACLES: [VerdictKind; 9] = [
    VerdictKind::OtherEvent,
    VerdictKind::Revoked,
    VerdictKind::Canceled,
    VerdictKind::Blocked,
    VerdictKind::Unapproved,
    VerdictKind::Unpaid,
    VerdictKind::NotNow,
    VerdictKind::AlreadyIn,
    VerdictKind::Full,
];

/// A person with these obstacles. Nobody is inside and stopped by a full room at once, so the last two exclude each other.
fn obstructed(obstacles: &[VerdictKind]) -> (PersonFacts, Rule, Moment) {
    let (mut person, mut rule, mut moment) = (visitor(), Rule::default(), moment(Direction::Entry));
    person.standings.push(Status::Valid.into());
    for obstacle in obstacles {
        match obstacle {
            VerdictKind::OtherEvent => rule.categories = vec![PRESS],
            VerdictKind::Revoked => {
                person.voided = Some(Voided {
                    code: VoidedCode::Badge,
                    replaced_by: None,
                    at: None,
                });
            }
            VerdictKind::Canceled => person.standings.insert(0, Status::Expired.into()),
            VerdictKind::Blocked => person.standings.push(Status::Blocked.into()),
            VerdictKind::Unapproved => person.standings.insert(0, Status::Unapproved.into()),
            VerdictKind::Unpaid => person.standings.push(Status::Pending.into()),
            VerdictKind::NotNow => person.days = vec![Day(1)],
            VerdictKind::AlreadyIn => person.past.push(earlier(PastOutcome::Admitted)),
            VerdictKind::Full => (rule.capacity, moment.inside) = (Some(3), 3),
            VerdictKind::Unknown
            | VerdictKind::Ambiguous
            | VerdictKind::Admitted
            | VerdictKind::Left
            | VerdictKind::NotInside => panic!("{obstacle:?} is no obstacle of a person"),
        }
    }
    (person, rule, moment)
}

fn some_obstacles() -> impl Strategy<Value = Vec<VerdictKind>> {
    proptest::sample::subsequence(OBSTACLES.to_vec(), 0..=OBSTACLES.len())
}

proptest! {
    #[test]
    fn the_first_obstacle_in_the_order_is_the_verdict(obstacles in some_obstacles()) {
        let (person, rule, moment) = obstructed(&obstacles);
        let decision = decide(&Found::Person(person), &rule, &moment);
        let expected = obstacles.first().copied().unwrap_or(VerdictKind::Admitted);
        prop_assert_eq!(decision.verdict.kind(), expected);
        prop_assert_eq!(decision.verdict.lets_in(), obstacles.is_empty());
        prop_assert_eq!(decision.verdict.outcome().let_in(), obstacles.is_empty());
        prop_assert_eq!(decision.rule, rule);
    }

    #[test]
    fn only_what_was_named_and_may_be_overruled_is_overruled(obstacles in some_obstacles(), named in some_obstacles()) {
        let (person, rule, mut moment) = obstructed(&obstacles);
        moment.overrides = named.iter().map(|kind| Override { verdict: *kind, by: Authority::Organiser }).collect();
        let decision = decide(&Found::Person(person), &rule, &moment);
        let inside = obstacles.contains(&VerdictKind::AlreadyIn);
        let stands = |kind: &&VerdictKind| {
            let moot = **kind == VerdictKind::Full && inside;
            !moot && (**kind == VerdictKind::Revoked || !named.contains(kind))
        };
        let expected = obstacles.iter().find(stands).copied().unwrap_or(VerdictKind::Admitted);
        prop_assert_eq!(decision.verdict.kind(), expected);
    }

    #[test]
    fn whoever_is_known_may_always_leave(obstacles in some_obstacles()) {
        let (person, rule, mut moment) = obstructed(&obstacles);
        moment.direction = Direction::Exit;
        let decision = decide(&Found::Person(person), &rule, &moment);
        let inside = obstacles.contains(&VerdictKind::AlreadyIn);
        let expected = if inside { VerdictKind::Left } else { VerdictKind::NotInside };
        prop_assert_eq!(decision.verdict.kind(), expected);
    }

    #[test]
    fn any_moment_is_judged_without_a_panic(at in any::<i64>(), last in any::<i64>(), day in any::<u16>(), minute in any::<u16>(), inside in any::<u32>()) {
        let mut moment = moment(Direction::Entry);
        (moment.at, moment.day, moment.minute, moment.inside) = (Timestamp(at), Day(day), minute, inside);
        moment.last_here = Some(LastScan { at: Timestamp(last), outcome: PastOutcome::Admitted });
        let openings = vec![Opening { day: TODAY, from_minute: minute, until_minute: 0 }];
        let rule = Rule { capacity: Some(7), openings, ..Rule::default() };
        prop_assert!(!decide(&Found::Person(visitor()), &rule, &moment).verdict.lets_in());
    }
}

#[test]
fn the_trace_tells_each_check_in_order() {
    let mut person = visitor();
    person.days = vec![TODAY];
    person.past = vec![earlier(PastOutcome::Admitted), earlier(PastOutcome::Left)];
    let openings = vec![Opening {
        day: TODAY,
        from_minute: 540,
        until_minute: 1_080,
    }];
    let rule = Rule {
        reentry: Reentry::AfterExit,
        capacity: Some(50),
        openings,
        ..Rule::default()
    };
    let decision = decide(&Found::Person(person), &rule, &moment(Direction::Entry));
    let codes: Vec<&str> = decision.reasons.iter().map(Reason::code).collect();
    expect![
        "person_found, category_passes, in_person, code_live, not_canceled, not_blocked, approved, paid, day_fits, checkpoint_open, reentry_after_exit, room_left"
    ]
    .assert_eq(&codes.join(", "));
}

#[test]
fn a_stop_says_who_decided_and_why() {
    let mut person = visitor();
    let (who, why) = (Some("Ane".to_owned()), Some("paid twice, refunded".to_owned()));
    person.standings.push(Standing {
        status: Status::Canceled,
        who: who.clone(),
        why: why.clone(),
    });
    let decision = decide(
        &Found::Person(person),
        &Rule::default(),
        &moment(Direction::Entry),
    );
    assert_eq!(
        decision.verdict,
        Verdict::Canceled {
            why: WhyCanceled::Canceled,
            by: Decider { who, why }
        }
    );
    let params = &decision.telling().next().unwrap().params;
    assert_eq!(
        params,
        &[
            ("who", "Ane".to_owned()),
            ("why", "paid twice, refunded".to_owned())
        ]
    );
}

#[test]
fn already_in_says_since_when_where_and_whether_a_badge_was_printed() {
    let mut person = visitor();
    let first = earlier(PastOutcome::Admitted);
    let left = PastScan {
        at: NOW.plus_ms(-60_000),
        ..earlier(PastOutcome::Left)
    };
    (person.past, person.badge) = (vec![first, left], Badge::Made);
    let decision = decide(
        &Found::Person(person),
        &Rule::default(),
        &moment(Direction::Entry),
    );
    let expected = Verdict::AlreadyIn {
        since: first.at,
        device: DESK,
        left_at: Some(left.at),
        badge_printed: true,
    };
    assert_eq!(decision.verdict, expected);
}

#[test]
fn a_closed_checkpoint_says_when_it_opens_next() {
    let later = Opening {
        day: Day(TODAY.0 + 1),
        from_minute: 540,
        until_minute: 1_080,
    };
    let past = Opening {
        day: TODAY,
        from_minute: 540,
        until_minute: 600,
    };
    let rule = Rule {
        openings: vec![later, past],
        ..Rule::default()
    };
    let decision = decide(&Found::Person(visitor()), &rule, &moment(Direction::Entry));
    assert_eq!(
        decision.verdict,
        Verdict::NotNow(NotNow::Closed { next: Some(later) })
    );
}

#[test]
fn a_pending_admission_owes_a_badge_and_prints_none_yet() {
    let mut person = visitor();
    let note = AttentionNote {
        text: "ask for the passport".to_owned(),
        needs: Needs::Confirmation,
    };
    person.attention = Some(note.clone());
    let verdict = decide(
        &Found::Person(person),
        &Rule::default(),
        &moment(Direction::Entry),
    )
    .verdict;
    assert_eq!(verdict.outcome(), PastOutcome::Pending);
    assert!(!verdict.prints() && !verdict.lets_in() && verdict.is_pending());
    let admission = verdict.admission().unwrap();
    assert!(admission.badge_due);
    assert_eq!(admission.attention, [Attention::Note(note)]);
}

#[test]
fn two_admissions_are_one_too_many_where_the_rule_says_so() {
    let rule = |reentry, once_per| Rule {
        reentry,
        once_per,
        ..Rule::default()
    };
    let (monday, tuesday) = (Day(1), Day(2));
    assert!(rule(Reentry::Never, OncePer::Event).forbids_both(monday, tuesday));
    assert!(rule(Reentry::AfterExit, OncePer::Day).forbids_both(monday, monday));
    assert!(!rule(Reentry::Never, OncePer::Day).forbids_both(monday, tuesday));
    assert!(!rule(Reentry::Allowed, OncePer::Event).forbids_both(monday, monday));
}

#[test]
fn the_rule_in_old_scans_is_read_for_ever() {
    let openings = vec![Opening {
        day: TODAY,
        from_minute: 540,
        until_minute: 1_080,
    }];
    let rule = Rule {
        reentry: Reentry::AfterExit,
        once_per: OncePer::Day,
        capacity: Some(120),
        openings,
        categories: vec![VISITOR],
        prints: false,
    };
    let json = serde_json::to_string(&rule).unwrap();
    expect![[r#"{"reentry":"after_exit","once_per":"day","capacity":120,"openings":[{"day":19674,"from_minute":540,"until_minute":1080}],"categories":["AEASCAJBAEASCAJBAEASCAJBAE"],"prints":false}"#]].assert_eq(&json);
    assert_eq!(serde_json::from_str::<Rule>(&json).unwrap(), rule);
    assert_eq!(serde_json::from_str::<Rule>("{}").unwrap(), Rule::default());
}

#[test]
fn a_text_that_nobody_has_is_explained_by_its_kind() {
    let said = |text: &str| NotOurs::of(&Presented::read(text));
    assert_eq!(said("https://example.org"), Some(NotOurs::Url));
    assert_eq!(said("BKQZ7MX42ABC"), Some(NotOurs::Partial));
    assert_eq!(said("nobody's"), Some(NotOurs::NotFound));
    assert_eq!(said(""), Some(NotOurs::Empty));
}

#[test]
fn stable_names_are_read_back() {
    for kind in VerdictKind::ALL {
        assert_eq!(VerdictKind::read(kind.code()), Some(kind));
    }
    for reentry in [Reentry::Allowed, Reentry::Never, Reentry::AfterExit] {
        assert_eq!(Reentry::read(reentry.code()), Some(reentry));
        assert_eq!(
            serde_json::to_string(&reentry).unwrap(),
            format!("{:?}", reentry.code())
        );
    }
    for once_per in [OncePer::Event, OncePer::Day] {
        assert_eq!(OncePer::read(once_per.code()), Some(once_per));
    }
    let mut codes: Vec<&str> = ReasonCode::ALL.iter().map(|code| code.code()).collect();
    codes.sort_unstable();
    codes.dedup();
    assert_eq!(codes.len(), ReasonCode::ALL.len(), "no two reasons share a name");
}
