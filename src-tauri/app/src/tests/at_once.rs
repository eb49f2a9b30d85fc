//! Two that exchange at once, and two servers that ask each other: nothing comes twice, and no clock is driven.

use super::Fair;
use super::sync::{EVENT, event, exchange, register, serving};
use sarrera_core::ops::Role;

/// One exchange over a line whose questions take longer than their answers.
fn exchange_slowly(device: &Fair, server: &Fair) {
    const WAY_MS: i64 = 100;
    let wire = &mut |session: Option<&str>, body: &[u8]| {
        device.later_ms(WAY_MS);
        server.later_ms(WAY_MS);
        Ok::<_, ()>(server.app.answer_sync(session, body).unwrap().body)
    };
    assert_eq!(device.app.exchange(event(device), wire).unwrap().problem, None);
}

#[test]
fn two_hubs_that_ask_each_other_all_day_do_not_drive_each_others_clock() {
    const ROUNDS: usize = 400;
    let centre = Fair::new();
    let (one, two) = (serving(&centre, 2), serving(&centre, 3));
    exchange(&one, &centre);
    let behind = |fair: &Fair| fair.app.clock_offset_ms().unwrap_or(0).abs();
    // Without a centre in reach, and behind one that they saw once.
    for _ in 0..2 {
        for _ in 0..ROUNDS {
            exchange_slowly(&one, &two);
            exchange_slowly(&two, &one);
        }
        assert!(
            behind(&one) < 1_000 && behind(&two) < 1_000,
            "{} {}",
            behind(&one),
            behind(&two)
        );
        centre.later_ms(
            one.app
                .world()
                .clock
                .now()
                .ms_since(centre.app.world().clock.now()),
        );
        exchange(&two, &centre);
        exchange(&one, &centre);
    }
}

#[test]
fn two_exchanges_at_once_bring_nothing_twice() {
    let centre = Fair::new();
    let desk = centre.paired_as(2, Role::Desk);
    exchange(&desk, &centre);
    register(&centre, "Ane");
    let (begun, first_asks) = std::sync::mpsc::channel();
    let mut pulled: Vec<usize> = std::thread::scope(|scope| {
        let ask = |say: Option<std::sync::mpsc::Sender<()>>| {
            let (desk, centre) = (&desk.app, &centre.app);
            let event = desk.event(EVENT).unwrap().id;
            let wire = &mut |session: Option<&str>, body: &[u8]| {
                if let Some(say) = &say {
                    let _heard = say.send(());
                }
                Ok::<_, ()>(centre.answer_sync(session, body).unwrap().body)
            };
            desk.exchange(event, wire).unwrap().pulled
        };
        let first = scope.spawn(move || ask(Some(begun)));
        first_asks.recv().unwrap();
        let second = scope.spawn(move || ask(None));
        vec![first.join().unwrap(), second.join().unwrap()]
    });
    pulled.sort_unstable();
    assert_eq!(pulled[0], 0, "the second waits, and finds nothing new");
    assert!(pulled[1] > 0);
}
