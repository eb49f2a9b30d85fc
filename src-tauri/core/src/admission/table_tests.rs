//! Runs docs/admission.md: every example row is executed, every row of the verdicts' table is checked by the examples.

use super::*;
use crate::codes::Validity;
use crate::ids::{AttendeeId, CategoryId, DeviceId};
use crate::time::Timestamp;
use std::collections::BTreeSet;

const PAGE: &str = include_str!("../../../../docs/admission.md");
const DESK_A: DeviceId = DeviceId::new([1; 16]);
const DESK_B: DeviceId = DeviceId::new([2; 16]);
const DAY_MS: i64 = 86_400_000;

type Judge = fn(&Found, &Rule, &Moment) -> Decision;

#[test]
fn every_row_of_the_page_is_what_the_core_decides() {
    let rows = rows_under("| found |");
    assert!(rows.len() >= 60, "{} examples", rows.len());
    let verdicts = verdict_rows();
    let mut used = BTreeSet::new();
    for row in &rows {
        let line = row.join(" | ");
        let [found, checkpoint, past, now, result, because] = row.as_slice() else {
            panic!("six columns are needed: {line}")
        };
        let past = read_past(past);
        let (judge, now): (Judge, &str) = match now.strip_prefix("confirmed ") {
            Some(now) => (confirm, now),
            None => (decide, now),
        };
        let decision = judge(
            &read_found(found, &past),
            &read_rule(checkpoint),
            &read_moment(now, &past),
        );
        let reasons: Vec<&str> = decision.telling().map(Reason::code).collect();
        assert_eq!(
            (shown(&decision).as_str(), reasons.join(", ").as_str()),
            (*result, *because),
            "{line}"
        );
        let key = (decision.verdict.code(), deciding(&decision));
        let place = verdicts.iter().position(|row| (row.verdict, row.reason) == key);
        let place = place.unwrap_or_else(|| panic!("{key:?} is missing among the verdicts: {line}"));
        let needs = decision
            .verdict
            .override_needs()
            .map_or("nobody", Authority::code);
        let field = field_reason(&decision.verdict).unwrap_or("–");
        assert_eq!(
            (verdicts[place].overruled_by, verdicts[place].field),
            (needs, field),
            "{line}"
        );
        used.insert(place);
    }
    for (place, row) in verdicts.iter().enumerate() {
        assert!(
            used.contains(&place),
            "no example shows {} because of {}",
            row.verdict,
            row.reason
        );
    }
}

#[test]
fn the_page_lists_the_verdicts_in_the_order_of_the_core() {
    let mut order: Vec<&str> = verdict_rows().iter().map(|row| row.verdict).collect();
    order.dedup();
    assert_eq!(order, VerdictKind::ALL.map(VerdictKind::code));
}

#[test]
fn every_reason_that_stops_is_on_the_page() {
    for code in ReasonCode::ALL
        .iter()
        .filter(|code| code.result() == CheckResult::Stopped)
    {
        let named = verdict_rows().iter().any(|row| row.reason == code.code());
        assert!(named, "{} is not on the page", code.code());
    }
}

struct VerdictRow {
    verdict: &'static str,
    reason: &'static str,
    overruled_by: &'static str,
    field: &'static str,
}

fn verdict_rows() -> Vec<VerdictRow> {
    let rows = rows_under("| verdict |").into_iter();
    rows.map(|row| {
        let [verdict, reason, _, _, overruled_by, field] = row.as_slice() else {
            panic!("malformed: {row:?}")
        };
        let bare = |cell: &&'static str| cell.trim_matches('`');
        VerdictRow {
            verdict: bare(verdict),
            reason: bare(reason),
            overruled_by,
            field: bare(field),
        }
    })
    .collect()
}

/// The cells of all tables whose header begins like this.
fn rows_under(header: &str) -> Vec<Vec<&'static str>> {
    let mut rows = Vec::new();
    let mut inside = false;
    for line in PAGE.lines() {
        if line.starts_with(header) {
            inside = true;
        } else if !line.starts_with('|') {
            inside = false;
        } else if inside && !line.starts_with("|---") {
            let cells = line.strip_prefix('|').and_then(|line| line.strip_suffix('|'));
            let cells = cells.unwrap_or_else(|| panic!("a row ends with a bar: {line}"));
            rows.push(cells.split('|').map(str::trim).collect());
        }
    }
    rows
}

fn shown(decision: &Decision) -> String {
    let mut text = decision.verdict.code().to_owned();
    let flags = [
        (decision.verdict.prints(), " prints"),
        (decision.verdict.is_pending(), " waits"),
        (decision.double_scan, " double"),
    ];
    for (_, flag) in flags.iter().filter(|(is_set, _)| *is_set) {
        text.push_str(flag);
    }
    text
}

/// The reason under which the verdicts' table lists a decision: what stopped it, and was not overruled.
fn deciding(decision: &Decision) -> &'static str {
    let waits = [
        "attention_confirm",
        "signer_unseen",
        "category_unseen",
        "was_not_inside",
    ];
    let mut codes = decision
        .reasons
        .iter()
        .map(|reason| (reason.result(), reason.code()))
        .rev();
    let found = match decision.verdict.kind() {
        VerdictKind::Admitted if decision.verdict.lets_in() => None,
        VerdictKind::Admitted | VerdictKind::NotInside => waits
            .into_iter()
            .find(|wait| codes.clone().any(|(_, code)| code == *wait)),
        VerdictKind::Left => None,
        VerdictKind::Unknown
        | VerdictKind::Ambiguous
        | VerdictKind::OtherEvent
        | VerdictKind::Revoked
        | VerdictKind::Canceled
        | VerdictKind::Blocked
        | VerdictKind::Unapproved
        | VerdictKind::Unpaid
        | VerdictKind::NotNow
        | VerdictKind::AlreadyIn
        | VerdictKind::Full => codes
            .find(|(result, _)| *result == CheckResult::Stopped)
            .map(|(_, code)| code),
    };
    found.unwrap_or("–")
}

fn read_found(cell: &str, past: &[PastScan]) -> Found {
    let (first, rest) = cell.split_once(' ').unwrap_or((cell, ""));
    let (kind, value) = first.split_once(':').unwrap_or((first, ""));
    match kind {
        "nobody's" => Found::NotOurs(NotOurs::NotFound),
        "part" => Found::NotOurs(NotOurs::Partial),
        "url" => Found::NotOurs(NotOurs::Url),
        "vcard" => Found::NotOurs(NotOurs::VCard),
        "nothing" => Found::NotOurs(NotOurs::Empty),
        "too-long" => Found::NotOurs(NotOurs::TooLong),
        "erased" => Found::Erased { past: past.to_vec() },
        "garbled" => Found::NotOurs(NotOurs::WrongLayout),
        "forged" => Found::BadSignature,
        "other-event" => Found::OtherEvent {
            event: Some(value.to_owned()),
        },
        "two-people" => Found::Ambiguous([[1; 16], [2; 16]].map(AttendeeId::new).to_vec()),
        "old-badge" => Found::Voided(voided(VoidedCode::Badge)),
        "old-ticket" => Found::Voided(voided(VoidedCode::Ticket)),
        "unseen-badge" | "unseen-ticket" => Found::Unseen(Unseen {
            attendee: None,
            signer: if rest == "unseen-key" {
                Signer::NotYetSeen
            } else {
                Signer::Known
            },
            validity: value.split_once('-').map(|(first, last)| Validity {
                first: day(first),
                last: day(last),
            }),
            past: past.to_vec(),
        }),
        "visitor" | "press" | "speaker" => Found::Person(read_person(kind, rest, past)),
        other => panic!("what is {other:?}?"),
    }
}

fn read_person(word: &str, rest: &str, past: &[PastScan]) -> PersonFacts {
    let mut person = PersonFacts::valid(AttendeeId::new([9; 16]), category(word));
    person.past = past.to_vec();
    for token in rest.split_whitespace() {
        let (key, value) = token.split_once(':').unwrap_or((token, ""));
        match key {
            "paid" => person.standings.push(Status::Valid.into()),
            "pending" => person.standings.push(Status::Pending.into()),
            "expired" => person.standings.push(Status::Expired.into()),
            "canceled" => person.standings.push(Status::Canceled.into()),
            "blocked" => person.standings.push(Status::Blocked.into()),
            "unread" => person.standings.push(Status::Unread.into()),
            "unapproved" => person.standings.push(Status::Unapproved.into()),
            "unseen-holder" => person.details = Details::Follow,
            "unseen-key" => person.signer = Signer::NotYetSeen,
            "online" => person.mode = Mode::Online,
            "old-badge" => person.voided = Some(voided(VoidedCode::Badge)),
            "old-ticket" => person.voided = Some(voided(VoidedCode::Ticket)),
            "days" => person.days = value.split(',').map(day).collect(),
            "from" => person.valid_from = Some(read_time(value).0),
            "until" => person.valid_until = Some(read_time(value).0),
            "note" => {
                person.attention = Some(AttentionNote {
                    text: value.to_owned(),
                    needs: Needs::Reading,
                });
            }
            "confirm" => {
                person.attention = Some(AttentionNote {
                    text: value.to_owned(),
                    needs: Needs::Confirmation,
                });
            }
            "badge" => person.badge = Badge::Made,
            "box" => person.badge = Badge::InBox(value.to_owned()),
            other => panic!("what is {other:?} of a person?"),
        }
    }
    person
}

fn read_rule(cell: &str) -> Rule {
    let mut rule = Rule::default();
    for token in cell.split_whitespace() {
        let (key, value) = token.split_once(':').unwrap_or((token, ""));
        match key {
            "once" => rule.reentry = Reentry::Never,
            "after-exit" => rule.reentry = Reentry::AfterExit,
            "free" => rule.reentry = Reentry::Allowed,
            "daily" => rule.once_per = OncePer::Day,
            "room" => rule.capacity = Some(value.parse().unwrap()),
            "only" => rule.categories = value.split(',').map(category).collect(),
            "no-print" => rule.prints = false,
            "open" => {
                let (from, until) = value.split_once('-').unwrap();
                let (number, from) = from.split_once('@').unwrap();
                let (from_minute, until_minute) = (minute(from), minute(until));
                rule.openings.push(Opening {
                    day: day(number),
                    from_minute,
                    until_minute,
                });
            }
            other => panic!("what is {other:?} of a checkpoint?"),
        }
    }
    rule
}

fn read_past(cell: &str) -> Vec<PastScan> {
    let scans = cell.split(", ").filter(|scan| !scan.is_empty());
    scans
        .map(|scan| {
            let [desk, what, when] = scan.split_whitespace().collect::<Vec<_>>()[..] else {
                panic!("desk, what and when are needed: {scan}")
            };
            let outcome = match what {
                "in" => PastOutcome::Admitted,
                "over" => PastOutcome::Overridden,
                "wait" => PastOutcome::Pending,
                "stop" => PastOutcome::Stopped,
                "out" => PastOutcome::Left,
                "out?" => PastOutcome::NotInside,
                other => panic!("what is {other:?} of a scan?"),
            };
            let (at, day, _) = read_time(when);
            PastScan {
                at,
                day,
                device: if desk == "A" { DESK_A } else { DESK_B },
                outcome,
            }
        })
        .collect()
}

fn read_moment(cell: &str, past: &[PastScan]) -> Moment {
    let mut direction = Direction::Entry;
    let (mut inside, mut overrides, mut time) = (0, Vec::new(), None);
    let mut reading = Reading::One;
    for token in cell.split_whitespace() {
        match token.split_once(':') {
            None if token == "exit" => direction = Direction::Exit,
            None if token == "glued" => reading = Reading::SecondOfTwo,
            None if token == "letters" => reading = Reading::BehindLetters,
            Some(("inside", count)) => inside = count.parse().unwrap(),
            Some(("over", word)) => {
                let (verdict, by) = word.split_once('/').unwrap();
                let by = if by == "organiser" {
                    Authority::Organiser
                } else {
                    Authority::Operator
                };
                overrides.push(Override {
                    verdict: VerdictKind::read(verdict).unwrap(),
                    by,
                });
            }
            _ => time = Some(read_time(token)),
        }
    }
    let (at, day, minute) = time.unwrap();
    let last = past.iter().rfind(|scan| scan.device == DESK_A);
    let last_here = last.map(|scan| LastScan {
        at: scan.at,
        outcome: scan.outcome,
    });
    Moment {
        at,
        day,
        minute,
        direction,
        device: DESK_A,
        inside,
        last_here,
        overrides,
        reading,
    }
}

/// `2@10:00`, `2@10:00:05` or `2@10:00:05.001`: day, time.
fn read_time(text: &str) -> (Timestamp, Day, u16) {
    let (number, clock) = text
        .split_once('@')
        .unwrap_or_else(|| panic!("{text:?} is no time"));
    let seconds_ms = match clock.splitn(3, ':').nth(2) {
        None => 0,
        Some(seconds) => {
            let (whole, ms) = seconds.split_once('.').unwrap_or((seconds, "0"));
            whole.parse::<i64>().unwrap() * 1_000 + ms.parse::<i64>().unwrap()
        }
    };
    let (day, minute) = (day(number), minute(clock));
    (
        Timestamp(i64::from(day.0) * DAY_MS + i64::from(minute) * 60_000 + seconds_ms),
        day,
        minute,
    )
}

fn minute(clock: &str) -> u16 {
    let parts: Vec<u16> = clock
        .split(':')
        .take(2)
        .map(|part| part.parse().unwrap())
        .collect();
    parts[0] * 60 + parts[1]
}

fn day(number: &str) -> Day {
    Day(number.parse().unwrap())
}

fn category(word: &str) -> CategoryId {
    let mut bytes = [0; 16];
    bytes[..word.len()].copy_from_slice(word.as_bytes());
    CategoryId::new(bytes)
}

fn voided(code: VoidedCode) -> Voided {
    Voided {
        code,
        replaced_by: Some("K7QP MX42".to_owned()),
        at: Some(Timestamp(DAY_MS)),
    }
}
