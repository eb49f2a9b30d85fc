//! Stories of devices that exchange what the other lacks, whatever gets lost on the way. The wire is a function.

use super::Fair;
use super::codes::{attendee, erase};
use crate::view::{PersonForm, ServerPlace};
use crate::{Attempt, BrokenOff};
use sarrera_core::ids::{EventId, SubjectId};
use sarrera_core::ops::{DeviceRevoked, Fact, LogName, Role, Stated};
use sarrera_sync::{Answer, Bounds, Carried, Denial, Exchanged, Problem, Push, Request, pack, unpack};

pub(super) const EVENT: &str = "boi-2023";

pub(super) fn event(fair: &Fair) -> EventId {
    fair.app.event(EVENT).unwrap().id
}

/// Everything a device and a server said to each other, unpacked.
#[derive(Default)]
pub(super) struct Said {
    pub(super) requests: Vec<Request>,
    answers: Vec<String>,
}

/// One exchange over a wire that loses nothing.
pub(super) fn exchange(device: &Fair, server: &Fair) -> Exchanged {
    let exchanged = exchange_hearing(device, server, &mut Said::default());
    assert_eq!(exchanged.problem, None, "{exchanged:?}");
    exchanged
}

pub(super) fn exchange_hearing(device: &Fair, server: &Fair, said: &mut Said) -> Exchanged {
    let event = event(device);
    let wire = &mut |session: Option<&str>, body: &[u8]| {
        said.requests.push(unpack(body).unwrap());
        let answered = server.app.answer_sync(session, body).unwrap();
        let answer: Answer = unpack(&answered.body).unwrap();
        said.answers.push(serde_json::to_string(&answer).unwrap());
        Ok::<_, ()>(answered.body)
    };
    device.app.exchange(event, wire).unwrap()
}

pub(super) fn register(fair: &Fair, name: &str) -> String {
    let form = PersonForm {
        given_name: Some(name.into()),
        family_name: Some("Etxeberria".into()),
        email: Some(format!("{name}@canary.example")),
        privacy_notice: Some(true),
        ..PersonForm::default()
    };
    fair.later_ms(1_000);
    fair.app.register(EVENT, &form).unwrap().id
}

/// The digests of the logs that both hold.
pub(super) fn logs(fair: &Fair) -> Vec<(String, String)> {
    let digest = fair.app.digest().unwrap();
    let of_event = digest.logs.into_iter().filter(|log| log.event == event(fair));
    of_event.map(|log| (log.log, log.digest)).collect()
}

pub(super) fn registered(fair: &Fair) -> u64 {
    let row = fair.app.event(EVENT).unwrap();
    fair.app.read(|r| Ok(r.registered(row.no)?)).unwrap().into()
}

pub(super) fn waiting(fair: &Fair) -> u64 {
    let row = fair.app.event(EVENT).unwrap();
    fair.app.read(|r| Ok(r.waiting(row.no)?)).unwrap()
}

#[test]
fn a_new_desk_takes_everything_in_and_a_second_exchange_asks_once() {
    let centre = Fair::new();
    register(&centre, "Ane");
    let desk = centre.paired(Role::Desk);
    let first = exchange(&desk, &centre);
    assert!(first.pulled > 0 && first.left.is_empty(), "{first:?}");
    assert_eq!(registered(&desk), 1);
    assert_eq!(logs(&desk), logs(&centre));
    let second = exchange(&desk, &centre);
    assert_eq!(
        (second.asked, second.pulled, second.pushed),
        (1, 0, 0),
        "one look, by the same session"
    );
}

#[test]
fn two_desks_that_worked_alone_learn_of_each_other_and_nothing_waits_any_more() {
    let centre = Fair::new();
    let (one, two) = (centre.paired_as(2, Role::Desk), centre.paired_as(3, Role::Desk));
    register(&one, "Ane");
    register(&two, "Jon");
    assert!(waiting(&one) > 0);
    for desk in [&one, &two, &one] {
        exchange(desk, &centre);
    }
    assert_eq!(
        (registered(&one), registered(&two), registered(&centre)),
        (2, 2, 2)
    );
    assert_eq!(logs(&one), logs(&two));
    assert_eq!(logs(&one), logs(&centre));
    assert_eq!((waiting(&one), waiting(&two)), (0, 0));
}

#[test]
fn whatever_message_or_answer_is_lost_nothing_is_lost_and_nothing_is_there_twice() {
    for lost in 0..14 {
        for answer_lost in [false, true] {
            let centre = Fair::new();
            register(&centre, "Ane");
            let desk = centre.paired(Role::Desk);
            register(&desk, "Jon");
            let mut sent = 0;
            let wire = &mut |session: Option<&str>, body: &[u8]| {
                sent += 1;
                if sent == lost && !answer_lost {
                    return Err(());
                }
                let answered = centre.app.answer_sync(session, body).unwrap();
                if sent == lost { Err(()) } else { Ok(answered.body) }
            };
            let broken = desk.app.exchange(event(&desk), wire);
            assert!(matches!(broken, Ok(_) | Err(BrokenOff::Wire(()))));
            exchange(&desk, &centre);
            assert_eq!(logs(&desk), logs(&centre), "message {lost} was lost");
            assert_eq!((registered(&desk), waiting(&desk)), (2, 0));
        }
    }
}

#[test]
fn with_the_smallest_bounds_it_takes_more_messages_and_comes_to_the_same() {
    let centre = Fair::new();
    for name in ["Ane", "Jon", "Miren", "Iker", "Nora"] {
        register(&centre, name);
    }
    let desk = centre.paired(Role::Desk);
    for name in ["Unai", "Lide"] {
        register(&desk, name);
    }
    let smallest = Bounds {
        push_ops: 1,
        push_bytes: 1,
        page_ops: 1,
        page_bytes: 1,
        page_step: 1,
        parcel_ops: 1,
        fetch_chains: 1,
        ends: 1,
        rounds: 8,
    };
    centre.app.set_sync_bounds(smallest);
    desk.app.set_sync_bounds(smallest);
    let exchanged = exchange(&desk, &centre);
    assert!(exchanged.asked > 20, "{exchanged:?}");
    assert_eq!(logs(&desk), logs(&centre));
    assert_eq!((registered(&centre), waiting(&desk)), (7, 0));
}

#[test]
fn a_gate_is_sent_no_mail_and_a_stand_nobody_at_all() {
    let centre = Fair::new();
    register(&centre, "Ane");
    for (number, role, canaries) in [
        (2, Role::Gate, ["canary", "canary"]),
        (3, Role::Stand, ["canary", "Etxeberria"]),
    ] {
        let device = centre.paired_as(number, role);
        let mut said = Said::default();
        exchange_hearing(&device, &centre, &mut said);
        for canary in canaries {
            assert!(
                said.answers.iter().all(|answer| !answer.contains(canary)),
                "{role:?}: {canary}"
            );
        }
    }
    let desk = centre.paired_as(4, Role::Desk);
    let mut said = Said::default();
    exchange_hearing(&desk, &centre, &mut said);
    assert!(
        said.answers.iter().any(|answer| answer.contains("canary")),
        "the canary is one"
    );
}

#[test]
fn a_page_that_many_ask_for_no_longer_tells_of_whoever_was_erased_meanwhile() {
    let centre = Fair::new();
    for name in ["Ane", "Jon", "Miren"] {
        register(&centre, name);
    }
    centre.app.set_sync_bounds(Bounds {
        page_ops: 2,
        ..Bounds::default()
    });
    let canary = |said: &Said| said.answers.iter().any(|answer| answer.contains("Ane@canary"));
    let mut asked = Vec::new();
    for number in 2..4 {
        let mut said = Said::default();
        exchange_hearing(&centre.paired_as(number, Role::Desk), &centre, &mut said);
        assert!(canary(&said));
        asked.push(said.answers);
    }
    let pages = |answers: &[String]| -> Vec<String> {
        let full = answers.iter().filter(|answer| answer.contains("\"more\":true"));
        full.filter(|answer| answer.contains("canary")).cloned().collect()
    };
    assert!(!pages(&asked[0]).is_empty(), "some pages are full");
    assert_eq!(pages(&asked[0]), pages(&asked[1]), "and are the same for both");
    erase(&centre, attendee(&centre, "Ane"));
    let desk = centre.paired_as(4, Role::Desk);
    let mut said = Said::default();
    exchange_hearing(&desk, &centre, &mut said);
    assert!(!canary(&said));
    assert_eq!(logs(&desk), logs(&centre));
}

#[test]
fn what_a_merge_had_erased_is_taken_where_the_merge_stands_behind_it() {
    let centre = Fair::new();
    let people = ["Ane", "Miren"].map(|name| register(&centre, name));
    centre.later_ms(1_000);
    centre.app.merge(EVENT, &people).unwrap();
    erase(&centre, people[1].parse().unwrap());
    centre.app.set_sync_bounds(Bounds {
        page_ops: 1,
        parcel_ops: 1,
        ..Bounds::default()
    });
    let desk = centre.paired(Role::Desk);
    let exchanged = exchange(&desk, &centre);
    assert!(exchanged.left.is_empty(), "{exchanged:?}");
    assert_eq!(logs(&desk), logs(&centre));
}

#[test]
fn a_hub_hands_on_what_others_wrote() {
    let centre = Fair::new();
    let hub = serving(&centre, 2);
    let desk = centre.paired_as(3, Role::Desk);
    exchange(&hub, &centre);
    register(&desk, "Ane");
    // The desk never met the hub; the public log that it pulls from there says who it is.
    exchange(&desk, &hub);
    assert_eq!((registered(&hub), waiting(&desk)), (1, 0));
    exchange(&hub, &centre);
    assert_eq!(registered(&centre), 1);
    assert_eq!(logs(&desk), logs(&centre));
}

/// A desk that may serve.
pub(super) fn serving(centre: &Fair, number: u64) -> Fair {
    let hub = centre.paired_as(number, Role::Desk);
    let own = hub.app.own().unwrap().device;
    let row = centre.app.event(EVENT).unwrap();
    let devices = centre.app.read(|r| Ok(r.device_states(&row)?)).unwrap();
    let known = &devices.devices[&own];
    let changed = sarrera_core::ops::DeviceChanged {
        device: own,
        name: "hub".into(),
        role: Role::Desk,
        signing_key: sarrera_core::alphabet::encode(known.signing_key.as_bytes()),
        sealing_key: known.sealing_key.clone(),
        may_serve: true,
        exhibitor: None,
        over: known.heads.iter().copied().collect(),
        trusted: Vec::new(),
        at_ms: super::FIRST_MORNING + 1,
    };
    centre.state(own.0, &Fact::DeviceChanged(Stated::by_office(changed).unwrap()));
    hub
}

#[test]
fn a_server_that_the_event_does_not_name_is_told_nothing() {
    let centre = Fair::new();
    let desk = centre.paired_as(2, Role::Desk);
    let stranger = centre.paired_as(3, Role::Desk);
    register(&desk, "Ane");
    let mut pushed = false;
    let wire = &mut |session: Option<&str>, body: &[u8]| {
        pushed |= matches!(unpack(body).unwrap(), Request::Push(_));
        Ok::<_, ()>(stranger.app.answer_sync(session, body).unwrap().body)
    };
    let exchanged = desk.app.exchange(event(&desk), wire).unwrap();
    assert_eq!(exchanged.problem, Some(Problem::UnknownServer));
    assert!(!pushed);
}

#[test]
fn whoever_stands_between_a_desk_and_its_server_is_found_out_before_anything_is_handed_over() {
    let centre = Fair::new();
    let desk = centre.paired_as(2, Role::Desk);
    let between = centre.paired_as(3, Role::Desk).app.own().unwrap().device;
    register(&desk, "Ane");
    let mut asked = 0;
    let wire = &mut |session: Option<&str>, body: &[u8]| {
        asked += 1;
        let body = centre.app.answer_sync(session, body).unwrap().body;
        let shown = Some(between);
        Ok::<_, ()>(Carried { body, shown })
    };
    let exchanged = desk.app.exchange(event(&desk), wire).unwrap();
    assert_eq!((exchanged.problem, asked), (Some(Problem::ForgedServer), 1));
}

#[test]
fn a_revoked_device_hands_in_what_it_wrote_and_is_sent_nothing_but_that_it_is_revoked() {
    let centre = Fair::new();
    let desk = centre.paired_as(2, Role::Desk);
    exchange(&desk, &centre);
    register(&desk, "Ane");
    register(&centre, "Jon");
    let own = desk.app.own().unwrap().device;
    let said = DeviceRevoked {
        device: own,
        reason: "lost".into(),
        trusted: Vec::new(),
        at_ms: super::FIRST_MORNING + 5_000,
    };
    centre.state(own.0, &Fact::DeviceRevoked(Stated::by_office(said).unwrap()));
    let mut said = Said::default();
    let done = exchange_hearing(&desk, &centre, &mut said);
    let verified = centre.app.verify().unwrap();
    assert!(verified.quarantined > 0, "it is there, and counts for nothing");
    assert_eq!(registered(&centre), 1);
    assert!(said.answers.iter().all(|answer| !answer.contains("Jon")));
    assert_eq!(done.problem, Some(Problem::Denied(Denial::DeviceRevoked)));
    let seen = desk.app.overview().unwrap();
    assert_eq!(seen.events, [], "and nothing of the event is here any more");
    let left: Vec<_> = seen.left.iter().map(|left| left.reason.as_str()).collect();
    assert_eq!(left, ["lost"]);
    let again = desk
        .app
        .exchange(event(&centre), &mut |_, _| -> Result<Vec<u8>, ()> {
            panic!("nobody is asked about an event that is not here")
        });
    assert!(matches!(again, Err(BrokenOff::Here(_))), "{again:?}");
}

#[test]
fn a_revoked_device_keeps_everything_until_what_it_wrote_is_handed_over() {
    let centre = Fair::new();
    let desk = centre.paired_as(2, Role::Desk);
    exchange(&desk, &centre);
    let said = DeviceRevoked {
        device: desk.app.own().unwrap().device,
        reason: "lost".into(),
        trusted: Vec::new(),
        at_ms: super::FIRST_MORNING + 5_000,
    };
    centre.state(
        desk.app.own().unwrap().device.0,
        &Fact::DeviceRevoked(Stated::by_office(said).unwrap()),
    );
    register(&desk, "Ane");
    // The network fails with the first thing that is handed over.
    let lost = desk
        .app
        .exchange(event(&desk), &mut |session, body| match unpack::<Request>(body) {
            Ok(Request::Push(_)) => Err("lost"),
            _ => Ok(centre.app.answer_sync(session, body).unwrap().body),
        });
    assert!(matches!(lost, Err(BrokenOff::Wire("lost"))), "{lost:?}");
    assert!(waiting(&desk) > 0, "it is still here");
    let done = exchange_hearing(&desk, &centre, &mut Said::default());
    assert_eq!(done.problem, Some(Problem::Denied(Denial::DeviceRevoked)));
    assert_eq!(desk.app.overview().unwrap().events, []);
}

#[test]
fn what_a_desk_handed_over_does_not_wait_there_any_more_in_the_list_of_devices() {
    let centre = Fair::new();
    let desk = centre.paired_as(2, Role::Desk);
    register(&desk, "Ane");
    exchange(&desk, &centre);
    let devices = centre.app.devices(&event(&centre).to_string()).unwrap().devices;
    let heard: Vec<_> = devices
        .iter()
        .filter_map(|line| line.heard.as_ref())
        .map(|h| h.waiting)
        .collect();
    assert_eq!(heard, [0]);
}

#[test]
fn a_device_whose_pairing_the_server_has_not_heard_of_brings_it_along() {
    let office = Fair::new();
    let centre = serving(&office, 2);
    exchange(&centre, &office);
    // Paired at the office; the centre was not told, and the desk reaches nobody else.
    let desk = office.paired_as(3, Role::Desk);
    register(&desk, "Ane");
    exchange(&desk, &centre);
    assert_eq!(registered(&centre), 1);
    assert_eq!(logs(&desk), logs(&centre));
}

#[test]
fn a_server_restored_from_an_old_copy_is_healed_by_its_devices() {
    let centre = Fair::new();
    let desk = centre.paired_as(2, Role::Desk);
    let other = centre.paired_as(3, Role::Desk);
    register(&desk, "Ane");
    exchange(&desk, &centre);
    exchange(&other, &centre);
    let old = copied(&centre);
    register(&desk, "Jon");
    exchange(&desk, &centre);
    // The copy serves on, under the same key and epoch, and gives new ops the positions of those that it lost.
    register(&old, "Miren");
    exchange(&other, &centre);
    exchange(&other, &old);
    exchange(&desk, &old);
    exchange(&other, &old);
    assert_eq!(registered(&old), 3);
    assert_eq!(logs(&desk), logs(&old));
    assert_eq!(logs(&other), logs(&old));
}

/// The device as its files were copied just now, opened again.
pub(super) fn copied(fair: &Fair) -> Fair {
    let dir = tempfile::tempdir().unwrap();
    for file in std::fs::read_dir(fair.app.dir()).unwrap() {
        let file = file.unwrap();
        std::fs::copy(file.path(), dir.path().join(file.file_name())).unwrap();
    }
    fair.again_in(dir)
}

#[test]
fn hostile_requests_are_denied_by_a_code_and_change_nothing() {
    let centre = Fair::new();
    let desk = centre.paired_as(2, Role::Desk);
    let gate = centre.paired_as(3, Role::Gate);
    register(&centre, "Ane");
    let mut said = Said::default();
    let mut sessions = Vec::new();
    let wire = &mut |session: Option<&str>, body: &[u8]| {
        sessions.extend(session.map(str::to_owned));
        said.requests.push(unpack(body).unwrap());
        Ok::<_, ()>(centre.app.answer_sync(session, body).unwrap().body)
    };
    gate.app.exchange(event(&gate), wire).unwrap();
    let session = sessions.last().unwrap().clone();
    let before = centre.app.digest().unwrap();
    let denied = |session: Option<&str>, request: &Request| {
        let answered = centre.app.answer_sync(session, &pack(request).unwrap()).unwrap();
        answered.denied
    };
    let hello = said
        .requests
        .iter()
        .find(|r| matches!(r, Request::Hello(_)))
        .unwrap();
    assert_eq!(denied(None, hello), Some(Denial::BadChallenge), "replayed");
    let pull = |log| Request::Pull(sarrera_sync::Pull { log, after: 0 });
    assert_eq!(
        denied(Some(&session), &pull(LogName::Contact)),
        Some(Denial::NotGranted)
    );
    let exhibitor = LogName::Exhibitor(SubjectId([1; 16]));
    assert_eq!(denied(Some(&session), &pull(exhibitor)), Some(Denial::NotGranted));
    assert_eq!(denied(None, &pull(LogName::Core)), Some(Denial::NoSession));
    let forged = format!("B{}", &session[1..]);
    assert_eq!(
        denied(Some(&forged), &pull(LogName::Core)),
        Some(Denial::NoSession)
    );
    // What somebody else wrote cannot be brought into a log that the gate may not hold.
    register(&desk, "Jon");
    let row = desk.app.event(EVENT).unwrap();
    let foreign = desk.app.read(|r| Ok(r.ops(row.no, &LogName::Contact)?)).unwrap();
    let push = Push {
        log: LogName::Contact,
        runs: sarrera_sync::runs_of(foreign),
        covers: Vec::new(),
    };
    assert_eq!(
        denied(Some(&session), &Request::Push(push)),
        Some(Denial::NotGranted)
    );
    let garbage = centre.app.answer_sync(None, b"not a message").unwrap();
    assert_eq!(garbage.denied, Some(Denial::Unreadable));
    assert_eq!(centre.app.digest().unwrap(), before);
}

#[test]
fn a_desk_whose_clock_is_an_hour_ahead_is_shown_at_the_right_time_everywhere() {
    const HOUR_MS: i64 = 3_600_000;
    let centre = Fair::new();
    let desk = centre.paired_as(2, Role::Desk);
    desk.later_ms(HOUR_MS);
    exchange(&desk, &centre);
    let id = register(&desk, "Ane");
    desk.app.admit(&desk.ask(), &id).unwrap();
    let scanned = desk.app.world().clock.now().0;
    exchange(&desk, &centre);
    let shown = |fair: &Fair| fair.app.recent(EVENT, "main").unwrap()[0].at;
    assert_eq!(shown(&desk), scanned - HOUR_MS);
    assert_eq!(shown(&centre), scanned - HOUR_MS);
    let before = logs(&desk);
    exchange(&desk, &centre);
    exchange(&desk, &centre);
    assert_eq!(logs(&desk), before, "a clock that stays as it is is told of once");
}

#[test]
fn a_hub_with_a_wrong_clock_tells_its_desks_the_centres_time() {
    const HOUR_MS: i64 = 3_600_000;
    let centre = Fair::new();
    let hub = serving(&centre, 2);
    hub.later_ms(HOUR_MS);
    exchange(&hub, &centre);
    let desk = centre.paired_as(3, Role::Desk);
    let done = exchange(&desk, &hub);
    assert!(done.offset.unwrap().ms.abs() < 60_000, "{done:?}");
}

#[test]
fn a_call_for_help_at_a_desk_arrives_in_the_office_and_the_answer_at_the_desk() {
    use crate::view::{HelpAnswerChoice, HelpAsk, HelpState};
    let office = Fair::new();
    let desk = office.paired_as(2, Role::Desk);
    exchange(&desk, &office);
    let ask = HelpAsk {
        checkpoint: "main".into(),
        scan: None,
        attendee: None,
        badge_waits: false,
    };
    let asked = desk.app.ask_help(EVENT, &ask).unwrap();
    exchange(&desk, &office);
    let open = office.app.open_help(EVENT).unwrap();
    let seen: Vec<_> = open
        .iter()
        .map(|call| (call.id.as_str(), call.desk.as_str()))
        .collect();
    assert_eq!(seen, [(asked.id.as_str(), "device 2")]);
    let coming = HelpAnswerChoice::OnTheWay;
    office
        .app
        .answer_help(EVENT, &asked.id, coming, "two minutes")
        .unwrap();
    exchange(&desk, &office);
    let here = desk.app.help_here(EVENT).unwrap().unwrap();
    assert_eq!(here.state, HelpState::OnTheWay);
}

#[test]
fn people_are_told_of_a_clock_that_is_more_than_two_minutes_off_and_of_none_that_is_less() {
    for (off_ms, told) in [
        (0, None),
        (119_000, None),
        (-119_000, None),
        (121_000, Some(-121_000)),
        (-121_000, Some(121_000)),
    ] {
        let centre = Fair::new();
        let desk = centre.paired(Role::Desk);
        desk.later_ms(off_ms);
        exchange(&desk, &centre);
        let centre_id = centre.app.own().unwrap().device;
        let exchanged = Attempt::Exchanged {
            server: Some(centre_id),
            address: "",
            place: ServerPlace::Centre,
        };
        desk.app.note_attempt(event(&desk), exchanged).unwrap();
        let state = desk.app.sync_state(EVENT).unwrap();
        assert_eq!(state.clock_off, told, "{off_ms} ms before the server's");
    }
}
