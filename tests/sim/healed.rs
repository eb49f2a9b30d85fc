//! What single faults leave behind, and that the next exchange mends it.

use crate::check;
use crate::fair::{CANARY_CONTACT, CANARY_NAME, EVENT, Fair, person};
use crate::net::{Faults, From, Lost};
use crate::node::Role;
use crate::run::Run;
use crate::steps::Step;
use sarrera_app::BrokenOff;
use sarrera_core::ops::LogName;
use sarrera_sync::{Answer, Bounds, Request, WireParcel, pack, unpack};

const CENTRE: usize = 0;
const STANDBY: usize = 1;
const HUB: usize = 2;
const DESK: usize = 4;
const OTHER_DESK: usize = 5;
const STAND: usize = 7;

/// A fair at which nothing goes wrong but what the story says.
fn calm() -> Run {
    let mut run = Run::new(1);
    run.net.faults = Faults::default();
    for node in &run.nodes {
        node.app().set_sync_bounds(Bounds::default());
    }
    run.pass(1_000);
    run
}

fn register(run: &Run, at: usize, number: u64) {
    run.nodes[at].app().register(EVENT, &person(number)).unwrap();
}

fn registered(run: &Run, at: usize) -> u32 {
    run.nodes[at].app().events().unwrap()[0].registered
}

/// The centre forgets what it confirmed since the desk came for the first time: two people of two desks.
fn forgetful(run: &mut Run) {
    for desk in [DESK, OTHER_DESK] {
        run.exchange(desk, CENTRE);
    }
    let old = run.folder("old");
    run.nodes[CENTRE].backup(&old);
    for desk in [DESK, OTHER_DESK] {
        register(run, desk, 1);
        run.exchange(desk, CENTRE);
    }
    run.exchange(DESK, CENTRE);
    assert_eq!((registered(run, CENTRE), registered(run, DESK)), (10, 10));
    run.nodes[CENTRE].restore(&old, false);
    assert_eq!(registered(run, CENTRE), 8);
}

/// A server that skips what it has: the place moves on, and nothing comes.
fn withheld(answer: &[u8]) -> Vec<u8> {
    let mut answer: Answer = unpack(answer).unwrap();
    if let Answer::Page(page) = &mut answer {
        page.parcels = vec![WireParcel {
            upto: page.head.pos,
            runs: Vec::new(),
        }];
        page.more = false;
    }
    pack(&answer).unwrap()
}

#[test]
fn what_was_withheld_is_fetched_by_the_next_exchange_though_the_first_broke_off() {
    let mut run = calm();
    run.exchange(DESK, CENTRE);
    register(&run, CENTRE, 1);
    let desk = run.nodes[DESK].app.take().unwrap();
    let (nodes, net) = (&mut run.nodes, &mut run.net);
    let asks = From {
        role: nodes[OTHER_DESK].role,
        device: nodes[OTHER_DESK].device,
        revoked: false,
    };
    let mut breaks = |session: Option<&str>, body: &[u8]| {
        if matches!(unpack::<Request>(body), Ok(Request::Fetch(_))) {
            return Err(Lost);
        }
        let answer = net.carry(nodes, (asks, CENTRE), session, body)?;
        Ok(withheld(&answer))
    };
    let broken = desk.exchange(Fair::get().event, &mut breaks);
    assert!(matches!(broken, Err(BrokenOff::Wire(Lost))), "{broken:?}");
    run.nodes[DESK].app = Some(desk);
    assert_eq!(registered(&run, DESK), 8);
    let told = run.exchange(DESK, CENTRE);
    assert_eq!(registered(&run, DESK), 9, "{told}");
}

#[test]
fn few_rounds_at_a_time_bring_everything_in_the_end() {
    let mut run = calm();
    forgetful(&mut run);
    let few = Bounds {
        ends: 1,
        rounds: 1,
        ..Bounds::default()
    };
    for node in &mut run.nodes {
        node.bounds = few;
        node.open(None);
    }
    let told: Vec<String> = (0..8).map(|_| run.exchange(DESK, CENTRE)).collect();
    assert_eq!(registered(&run, CENTRE), 10, "{told:?}");
    assert!(told.last().unwrap().ends_with("left 0 None"), "{told:?}");
}

#[test]
fn a_revoked_desk_learns_it_from_a_server_whose_order_was_given_out_a_second_time() {
    /// A desk is called otherwise so often.
    fn renamed(run: &Run, at: usize, often: usize) {
        for nth in 0..often {
            let form = sarrera_app::view::DeviceForm {
                id: run.nodes[OTHER_DESK].device.to_string(),
                name: Some(format!("Desk by door {at} {nth}")),
                role: None,
            };
            run.nodes[at].app().change_device(EVENT, &form, None).unwrap();
        }
    }
    let mut run = calm();
    run.exchange(STANDBY, CENTRE);
    run.exchange(DESK, CENTRE);
    let old = run.folder("old");
    run.nodes[STANDBY].backup(&old);
    renamed(&run, STANDBY, 3);
    run.exchange(DESK, STANDBY);
    run.nodes[STANDBY].restore(&old, false);
    // The revocation has a place now that the desk took in when something else stood there.
    let desk = run.nodes[DESK].device.to_string();
    run.nodes[CENTRE]
        .app()
        .revoke_device(EVENT, &desk, "Lost", None)
        .unwrap();
    renamed(&run, CENTRE, 5);
    run.exchange(STANDBY, CENTRE);
    // Started again, it says hello anew, and is greeted as one that was revoked.
    run.nodes[DESK].open(None);
    let told = run.exchange(DESK, STANDBY);
    assert!(!run.nodes[DESK].is_here(), "{told}");
}

#[test]
fn a_revoked_desk_hands_in_what_it_wrote_though_it_heard_news_elsewhere() {
    let mut run = calm();
    for one in [STANDBY, HUB, DESK] {
        run.exchange(one, CENTRE);
    }
    // The hub brings the desk a word of the standby's that the centre has not heard.
    let form = sarrera_app::view::DeviceForm {
        id: run.nodes[OTHER_DESK].device.to_string(),
        name: Some("Desk by the door".into()),
        role: None,
    };
    run.nodes[STANDBY]
        .app()
        .change_device(EVENT, &form, None)
        .unwrap();
    run.exchange(HUB, STANDBY);
    register(&run, DESK, 1);
    run.exchange(DESK, HUB);
    register(&run, DESK, 2);
    let desk = run.nodes[DESK].device.to_string();
    run.nodes[CENTRE]
        .app()
        .revoke_device(EVENT, &desk, "Lost", None)
        .unwrap();
    let wrote = check::ops_of(&run.nodes[DESK], run.nodes[DESK].device);
    let told = run.exchange(DESK, CENTRE);
    assert!(told.contains("refused 0"), "{told}");
    let handed_in = check::ops_of(&run.nodes[CENTRE], run.nodes[DESK].device);
    assert_eq!(handed_in, wrote);
    assert!(
        !run.nodes[DESK].is_here(),
        "and it holds nothing of the event any more"
    );
}

#[test]
fn a_desk_that_became_a_gate_hands_in_again_what_a_restored_server_lost() {
    let mut run = calm();
    run.exchange(DESK, CENTRE);
    let old = run.folder("old");
    run.nodes[CENTRE].backup(&old);
    register(&run, DESK, 1);
    run.exchange(DESK, CENTRE);
    run.nodes[CENTRE].restore(&old, false);
    let form = sarrera_app::view::DeviceForm {
        id: run.nodes[DESK].device.to_string(),
        name: None,
        role: Some("gate".into()),
    };
    run.nodes[CENTRE].app().change_device(EVENT, &form, None).unwrap();
    let told: Vec<String> = (0..2).map(|_| run.exchange(DESK, CENTRE)).collect();
    let contact = |at: usize| {
        let logs = run.nodes[at].logs().into_iter();
        logs.filter(|(log, _)| *log == LogName::Contact)
            .map(|(_, ops)| ops.len())
            .sum::<usize>()
    };
    assert_eq!(contact(CENTRE), contact(DESK), "{told:?}");
}

#[test]
fn a_gate_restored_from_its_days_as_a_desk_learns_that_its_server_holds_more() {
    let mut run = calm();
    run.exchange(DESK, CENTRE);
    register(&run, DESK, 1);
    let old = run.folder("old");
    run.nodes[DESK].backup(&old);
    register(&run, DESK, 2);
    run.exchange(DESK, CENTRE);
    let form = sarrera_app::view::DeviceForm {
        id: run.nodes[DESK].device.to_string(),
        name: None,
        role: Some("gate".into()),
    };
    run.nodes[CENTRE].app().change_device(EVENT, &form, None).unwrap();
    run.nodes[DESK].restore(&old, false);
    assert!(run.nodes[DESK].waiting() > 0);
    let told: Vec<String> = (0..2).map(|_| run.exchange(DESK, CENTRE)).collect();
    assert_eq!(run.nodes[DESK].waiting(), 0, "{told:?}");
}

#[test]
fn what_somebody_else_carried_to_a_server_waits_no_more() {
    let mut run = calm();
    register(&run, STANDBY, 1);
    run.exchange(DESK, STANDBY);
    run.exchange(DESK, CENTRE);
    assert!(run.nodes[STANDBY].waiting() > 0);
    let told = run.exchange(STANDBY, CENTRE);
    assert_eq!(run.nodes[STANDBY].waiting(), 0, "{told}");
}

#[test]
fn a_hub_brings_the_first_that_a_stand_ever_wrote_to_the_centre() {
    let mut run = calm();
    run.step(Step::Lead);
    run.exchange(STAND, HUB);
    let told = run.exchange(HUB, CENTRE);
    let device = run.nodes[STAND].device;
    assert_eq!(check::ops_of(&run.nodes[CENTRE], device), 1, "{told}");
}

#[test]
fn what_is_sent_to_a_stand_is_looked_into() {
    let mut run = calm();
    let desk = run.nodes[DESK].app.take().unwrap();
    let (nodes, net) = (&mut run.nodes, &mut run.net);
    // A desk that the network takes for a stand: it is sent what no stand is.
    let asks = From {
        role: Role::Stand,
        device: nodes[OTHER_DESK].device,
        revoked: false,
    };
    let mut wire = |session: Option<&str>, body: &[u8]| net.carry(nodes, (asks, CENTRE), session, body);
    desk.exchange(Fair::get().event, &mut wire).unwrap();
    for canary in [CANARY_CONTACT, CANARY_NAME] {
        assert!(
            net.leaks.iter().any(|leak| leak.starts_with(canary)),
            "{:?}",
            net.leaks
        );
    }
}
