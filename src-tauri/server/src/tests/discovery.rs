//! Desks that find a server on a network: here on this machine's own.

use crate::*;
use sarrera_core::ids::{DeviceId, EventId};
use sarrera_testkit::told::not_told;
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::Duration;

/// Far longer than an announcement takes where it can be made at all.
const HEARD_WITHIN: Duration = Duration::from_secs(10);

fn beacon(device: u8, place: Place) -> Beacon {
    Beacon {
        event: EventId::new([3; 16]),
        device: DeviceId::new([device; 16]),
        version: PROTOCOL_VERSION,
        place,
    }
}

/// Waits until exactly these are there.
fn until(heard: &Receiver<Vec<Found>>, wanted: &[Beacon]) -> Result<Vec<Found>, RecvTimeoutError> {
    loop {
        let found = heard.recv_timeout(HEARD_WITHIN)?;
        let mut beacons: Vec<Beacon> = found.iter().map(|one| one.beacon).collect();
        beacons.sort_by_key(|beacon| beacon.device);
        if beacons == wanted {
            return Ok(found);
        }
    }
}

#[test]
fn a_desk_finds_the_servers_of_its_hall_and_sees_them_go() {
    let (said, heard) = channel();
    let pass_on = move |found| {
        let _gone = said.send(found);
    };
    let (hub, centre) = (beacon(1, Place::Hub), beacon(2, Place::Centre));
    let browser = match Browser::start(Reach::ThisMachine, pass_on) {
        Ok(browser) => browser,
        Err(error) => return not_told(&error.to_string()),
    };
    let of_hub = Advert::start(&hub, 8443, Reach::ThisMachine).unwrap();
    let Ok(found) = until(&heard, &[hub]) else {
        return not_told("this machine's own network carries no multicast");
    };
    assert_eq!(found[0].addresses, ["https://127.0.0.1:8443".parse().unwrap()]);
    let of_centre = Advert::start(&centre, 9443, Reach::ThisMachine).unwrap();
    let found = until(&heard, &[hub, centre]).unwrap();
    assert_eq!(browser.found(), found);
    drop(of_hub);
    until(&heard, &[centre]).unwrap();
    drop(of_centre);
    until(&heard, &[]).unwrap();
}
