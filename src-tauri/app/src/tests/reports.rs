//! Stories of what devices say of themselves, on its way from the server that they asked to everybody who lists devices.

use super::Fair;
use super::insiders::session;
use super::sync::{EVENT, copied, event, exchange, register, serving};
use crate::view::HeardView;
use sarrera_core::ids::DeviceId;
use sarrera_core::ops::Role;
use sarrera_sync::{Answer, HeardReport, Look, Report, Request, Seen, pack, unpack};

const MINUTE_MS: i64 = 60_000;

fn later(all: &[&Fair], ms: i64) {
    all.iter().for_each(|fair| fair.later_ms(ms));
}

/// What stands of a device in the list that somebody looks at.
fn listed(at: &Fair, of: &Fair) -> Option<HeardView> {
    let id = of.app.device_id().unwrap().to_string();
    let devices = at.app.devices(EVENT).unwrap().devices;
    devices.into_iter().find(|line| line.id == id).unwrap().heard
}

/// A desk asks, and the network fails before anything is handed over: the server knows that something waits.
fn asks_in_vain(desk: &Fair, server: &Fair) {
    let lost = desk
        .app
        .exchange(event(desk), &mut |session, body| match unpack::<Request>(body) {
            Ok(Request::Push(_)) => Err("lost"),
            _ => Ok(server.app.answer_sync(session, body).unwrap().body),
        });
    assert!(lost.is_err());
}

#[test]
fn what_a_desk_said_to_a_hub_is_read_at_the_centre() {
    let centre = Fair::new();
    let hub = serving(&centre, 2);
    let desk = centre.paired_as(3, Role::Desk);
    let all = [&centre, &hub, &desk];
    exchange(&hub, &centre);
    exchange(&desk, &hub);
    later(&all, MINUTE_MS);
    register(&desk, "Ane");
    let asked = hub.app.world().clock.now().0;
    asks_in_vain(&desk, &hub);
    later(&all, MINUTE_MS);
    exchange(&hub, &centre);
    let heard = listed(&centre, &desk).expect("the hub heard of it");
    assert_eq!(Some(&heard), listed(&hub, &desk).as_ref());
    assert_eq!((heard.at, heard.waiting > 0), (asked, true));
    assert!(heard.app.starts_with("sarrera "), "{heard:?}");
    // Handed over, nothing waits any more.
    exchange(&desk, &hub);
    exchange(&hub, &centre);
    let heard = listed(&centre, &desk).unwrap();
    assert_eq!((heard.at, heard.waiting), (asked + MINUTE_MS, 0));
}

#[test]
fn what_a_desk_said_to_the_centre_is_read_at_a_hub_and_at_an_office_that_asks_there() {
    let office = Fair::new();
    let (centre, hub) = (serving(&office, 2), serving(&office, 3));
    let desk = office.paired_as(4, Role::Desk);
    let all = [&centre, &hub, &office, &desk];
    for server in [&centre, &hub] {
        exchange(&office, server);
    }
    exchange(&desk, &centre);
    later(&all, MINUTE_MS);
    exchange(&hub, &centre);
    exchange(&office, &hub);
    let heard = listed(&centre, &desk).unwrap();
    assert_eq!(listed(&hub, &desk).as_ref(), Some(&heard));
    assert_eq!(listed(&office, &desk), Some(heard));
    // And of the office, which asked the hub, the centre hears next.
    let asked = office.app.world().clock.now().0;
    later(&all, MINUTE_MS);
    exchange(&hub, &centre);
    assert_eq!(listed(&centre, &office).unwrap().at, asked);
}

#[test]
fn the_list_holds_what_was_heard_last_wherever_that_was_and_keeps_it_over_a_restart() {
    let office = Fair::new();
    let (centre, hub) = (serving(&office, 2), serving(&office, 3));
    let desk = office.paired_as(4, Role::Desk);
    let all = [&centre, &hub, &office, &desk];
    for device in [&centre, &hub, &desk] {
        exchange(device, &office);
    }
    later(&all, MINUTE_MS);
    exchange(&desk, &hub);
    exchange(&hub, &office);
    let at_hub = listed(&office, &desk).unwrap();
    assert_eq!(at_hub.at, super::FIRST_MORNING + MINUTE_MS);
    // The centre, which the desk never asked, has it from the office that asks it.
    exchange(&office, &centre);
    assert_eq!(listed(&centre, &desk), Some(at_hub.clone()));
    for fair in [&office, &centre] {
        assert_eq!(listed(&copied(fair), &desk), Some(at_hub.clone()));
    }
    // Who asks here last is shown as it says it here.
    later(&all, MINUTE_MS);
    exchange(&desk, &office);
    exchange(&hub, &office);
    assert_eq!(listed(&office, &desk).unwrap().at, at_hub.at + MINUTE_MS);
    assert_eq!(listed(&hub, &desk).unwrap().at, at_hub.at + MINUTE_MS);
}

#[test]
fn nothing_is_said_twice_and_an_exchange_without_news_is_one_question() {
    let centre = Fair::new();
    let (hub, standby) = (serving(&centre, 2), serving(&centre, 3));
    let desk = centre.paired_as(4, Role::Desk);
    for server in [&hub, &standby] {
        exchange(server, &centre);
    }
    exchange(&desk, &hub);
    later(&[&centre, &hub, &standby, &desk], MINUTE_MS);
    let ring = [(&hub, &centre), (&standby, &centre), (&hub, &standby)];
    for _round in 0..3 {
        for (device, server) in ring {
            exchange(device, server);
        }
    }
    let of_desk = format!("{:?}", desk.app.device_id().unwrap());
    for (device, server) in ring {
        let said = looks(device, server);
        assert!(said.iter().all(|said| !said.contains(&of_desk)), "{said:?}");
    }
    let said = looks(&standby, &centre);
    assert_eq!(said.len(), 2, "a look and its answer: {said:?}");
}

/// One exchange: each look and each answer to one, as they were written.
fn looks(device: &Fair, server: &Fair) -> Vec<String> {
    let mut looks = Vec::new();
    let wire = &mut |session: Option<&str>, body: &[u8]| {
        let request: Request = unpack(body).unwrap();
        let answered = server.app.answer_sync(session, body).unwrap();
        if let Request::Look(look) = request {
            looks.push(format!("{look:?}"));
            looks.push(format!("{:?}", unpack::<Answer>(&answered.body).unwrap()));
        }
        Ok::<_, ()>(answered.body)
    };
    device.app.exchange(event(device), wire).unwrap();
    looks
}

/// Says to a server, by this session, that devices were heard.
fn says(server: &Fair, session: &str, heard: Vec<HeardReport>) -> Seen {
    let look = Look {
        report: Report::default(),
        heard,
        heard_no: Some(0),
    };
    let body = pack(&Request::Look(look)).unwrap();
    let answered = server.app.answer_sync(Some(session), &body).unwrap();
    let Answer::Seen(seen) = unpack(&answered.body).unwrap() else {
        panic!("it is answered");
    };
    seen
}

fn report(of: DeviceId, at_ms: i64, waiting: u64) -> HeardReport {
    HeardReport {
        device: of,
        at_ms,
        report: Report {
            app: "sarrera 0.1.0".into(),
            waiting,
            offset_ms: None,
        },
    }
}

#[test]
fn gates_kiosks_stands_and_desks_neither_get_such_entries_nor_are_believed_any() {
    let centre = Fair::new();
    let hub = serving(&centre, 2);
    let desk = centre.paired_as(3, Role::Desk);
    exchange(&hub, &centre);
    exchange(&desk, &centre);
    let now_ms = super::FIRST_MORNING;
    let of = desk.app.device_id().unwrap();
    let before = listed(&centre, &desk);
    for (number, role) in [
        (4, Role::Gate),
        (5, Role::Kiosk),
        (6, Role::Stand),
        (7, Role::Desk),
    ] {
        let device = centre.paired_as(number, role);
        let said = looks(&device, &centre);
        assert!(said.iter().all(|said| said.contains("heard: []")), "{said:?}");
        assert!(said.iter().all(|said| said.contains("heard_no: None")));
        // One that asks all the same.
        let seen = says(&centre, &session(&device, &centre), vec![report(of, now_ms, 77)]);
        assert_eq!((seen.heard, seen.heard_no), (vec![], None));
        assert_eq!(listed(&centre, &desk), before);
        // One that is sent them all the same.
        let wire = &mut |session: Option<&str>, body: &[u8]| {
            let answered = centre.app.answer_sync(session, body).unwrap();
            let Answer::Seen(mut seen) = unpack(&answered.body).unwrap() else {
                return Ok(answered.body);
            };
            (seen.heard, seen.heard_no) = (vec![report(of, now_ms, 77)], Some(5));
            Ok::<_, ()>(pack(&Answer::Seen(seen)).unwrap())
        };
        device.app.exchange(event(&device), wire).unwrap();
        assert_eq!(listed(&device, &desk), None);
    }
}

#[test]
fn an_entry_of_nobody_one_of_this_server_an_older_one_and_one_from_the_future() {
    let centre = Fair::new();
    let hub = serving(&centre, 2);
    let (desk, other) = (centre.paired_as(3, Role::Desk), centre.paired_as(4, Role::Desk));
    exchange(&hub, &centre);
    later(&[&centre, &hub, &desk], MINUTE_MS);
    exchange(&desk, &centre);
    let now_ms = super::FIRST_MORNING + MINUTE_MS;
    let session = session(&hub, &centre);
    let [own, of, of_other] = [&centre, &desk, &other].map(|fair| fair.app.device_id().unwrap());
    let mut heard = vec![
        report(DeviceId([7; 16]), now_ms, 1),
        report(own, now_ms, 1),
        report(of, now_ms - 1, 7),
        report(of_other, now_ms + 10 * MINUTE_MS, u64::MAX),
        report(of_other, i64::MIN, 3),
    ];
    says(&centre, &session, heard.clone());
    assert_eq!(listed(&centre, &centre), None);
    assert_eq!(listed(&centre, &desk).unwrap().waiting, 0);
    assert_eq!(listed(&centre, &other).unwrap().at, now_ms);
    let event = centre.app.event(EVENT).unwrap();
    let stored = centre.app.read(|r| Ok(r.heard_elsewhere(event.no)?)).unwrap();
    assert_eq!(stored.len(), 1, "{stored:?}");
    // What stands behind five hundred others is passed over: it comes at the next look.
    later(&[&centre, &other], MINUTE_MS);
    heard.splice(0..0, (0..500).map(|_| report(DeviceId([7; 16]), now_ms, 1)));
    says(&centre, &session, heard);
    assert_eq!(listed(&centre, &other).unwrap().at, now_ms);
}

#[test]
fn a_server_and_an_office_that_know_nothing_of_such_lists_are_sent_none() {
    let centre = Fair::new();
    let hub = serving(&centre, 2);
    let desk = centre.paired_as(3, Role::Desk);
    exchange(&hub, &centre);
    exchange(&desk, &hub);
    let mut sent = 0;
    for _ in 0..2 {
        let wire = &mut |session: Option<&str>, body: &[u8]| {
            let mut request: Request = unpack(body).unwrap();
            if let Request::Look(look) = &mut request {
                sent += std::mem::take(&mut look.heard).len();
                look.heard_no = None;
            }
            let answered = centre.app.answer_sync(session, &pack(&request).unwrap()).unwrap();
            if let Answer::Seen(seen) = unpack(&answered.body).unwrap() {
                assert_eq!((seen.heard, seen.heard_no), (vec![], None));
            }
            Ok::<_, ()>(answered.body)
        };
        later(&[&centre, &hub], MINUTE_MS);
        // Another opening each time: it remembers nothing of the one before.
        let fresh = copied(&hub);
        let done = fresh.app.exchange(event(&hub), wire).unwrap();
        assert_eq!(done.problem, None);
    }
    assert_eq!(sent, 0);
    exchange(&hub, &centre);
    assert!(listed(&centre, &desk).is_some(), "and nothing is lost by that");
}
