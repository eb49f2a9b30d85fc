//! A device that is kept in step with a real server on this machine: what one writes the other learns, and the state says
//! what is so.

use super::stand_in::config;
use crate::*;
use sarrera_app::view::{InvitationAsk, NewEvent, PersonForm, ServerPlace, SyncPhase};
use sarrera_app::{App, AppError, ChangeListener, Changed, SameLabel, ServedRoom, World};
use sarrera_core::ids::BootId;
use sarrera_core::ops::LogName;
use sarrera_core::time::Timestamp;
use sarrera_testkit::told::not_told;
use sarrera_testkit::world::{SeededEntropy, SettableClock};
use secrecy::SecretString;
use std::fs;
use std::path::Path;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;
use tempfile::TempDir;

const EVENT: &str = "fair";
/// 2026-11-24T10:00 in Bilbao.
const MORNING: Timestamp = Timestamp(1_795_510_800_000);
/// What the others are to know within.
const NEWS: Duration = Duration::from_secs(2);
/// Longer than anything here takes on a busy machine.
const LONG: Duration = Duration::from_secs(30);

fn open(dir: &Path, seed: u64) -> Arc<App> {
    let world = World {
        clock: Arc::new(SettableClock::at(MORNING)),
        entropy: Arc::new(SeededEntropy::new(seed)),
        boot: BootId([1; 16]),
    };
    let passphrase = SecretString::from("a passphrase of a test");
    Arc::new(App::open(dir, Some(&passphrase), world).unwrap().app)
}

/// Two folders of one event: whoever has the second is the same device with a chain of its own, as after a restored backup.
fn two() -> ([TempDir; 2], [Arc<App>; 2]) {
    let dirs = [tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap()];
    let first = open(dirs[0].path(), 1);
    make_event(&first);
    drop(first);
    for file in fs::read_dir(dirs[0].path()).unwrap() {
        let file = file.unwrap();
        fs::copy(file.path(), dirs[1].path().join(file.file_name())).unwrap();
    }
    let apps = [open(dirs[0].path(), 2), open(dirs[1].path(), 3)];
    (dirs, apps)
}

fn make_event(app: &App) {
    let new = NewEvent {
        label: EVENT.to_owned(),
        name: "Fair".to_owned(),
        time_zone: "Europe/Madrid".to_owned(),
        starts: "2026-11-24".to_owned(),
        ends: "2026-11-25".to_owned(),
        venue: String::new(),
    };
    app.create_event(&new).unwrap();
}

fn register(app: &App, name: &str) {
    let form = PersonForm {
        given_name: Some(name.to_owned()),
        family_name: Some("Agirre".to_owned()),
        privacy_notice: Some(true),
        ..PersonForm::default()
    };
    app.register(EVENT, &form).unwrap();
}

/// What is written in `core` from now on.
fn written(app: &App) -> (ChangeListener, Receiver<()>) {
    let (tell, told) = channel();
    let listener: ChangeListener = Arc::new(move |Changed { logs, .. }| {
        if logs.contains(&LogName::Core) {
            let _gone = tell.send(());
        }
    });
    app.listen_while_held(&listener);
    (listener, told)
}

/// Waits until the state is this.
fn until(app: &App, told: &Receiver<()>, phase: SyncPhase) {
    while app.sync_state(EVENT).unwrap().phase != phase {
        told.recv_timeout(LONG).unwrap();
    }
}

#[test]
fn what_is_written_at_one_is_known_at_the_other_within_two_seconds_and_the_state_says_what_is_so() {
    let (_dirs, [centre, desk]) = two();
    let answers = AppAnswers::of(Arc::clone(&centre));
    let clock = Arc::new(SettableClock::at(MORNING));
    let serving = serve(&config(), Arc::new(answers.clone()), clock).unwrap();
    let _poking = answers.poke(serving.pokes()).unwrap();

    assert_eq!(desk.sync_state(EVENT).unwrap().phase, SyncPhase::Alone);
    let address = format!("http://{}", serving.address());
    add_server(&desk, EVENT, &address).unwrap();
    let (tell, told) = channel();
    let keepers = Keepers::of(
        Arc::clone(&desk),
        Arc::new(move |_event| {
            let _gone = tell.send(());
        }),
    );
    keepers.follow().unwrap();
    until(&desk, &told, SyncPhase::Online);

    let (_here, at_desk) = written(&desk);
    register(&centre, "Ane");
    at_desk.recv_timeout(NEWS).unwrap();
    let (_there, at_centre) = written(&centre);
    register(&desk, "Jon");
    at_centre.recv_timeout(NEWS).unwrap();
    assert_eq!(centre.events().unwrap()[0].registered, 2);
    assert_eq!(desk.events().unwrap()[0].registered, 2);

    serving.stop();
    until(&desk, &told, SyncPhase::Offline);
    register(&desk, "Miren");
    let offline = desk.sync_state(EVENT).unwrap();
    assert!(offline.waiting > 0, "{offline:?}");
    assert_eq!(offline.since, Some(MORNING.0));

    desk.remove_server(EVENT, &address).unwrap();
    keepers.follow().unwrap();
    assert_eq!(desk.sync_state(EVENT).unwrap().phase, SyncPhase::Alone);
}

#[test]
fn an_address_is_understood_or_it_is_said_why_not() {
    let (_dirs, [_centre, desk]) = two();
    let code = |text: &str| add_server(&desk, EVENT, text).map_err(|error| error.code());
    assert_eq!(code("fair example").unwrap_err(), "bad_server_address");
    assert_eq!(code("http://fair.example").unwrap_err(), "server_not_secured");
    let kept = code(" fair.example ").unwrap();
    assert_eq!(kept.addresses, ["https://fair.example:8443"]);
    assert_eq!(code("https://FAIR.example:8443/").unwrap_err(), "server_there");
    let tried = try_server(&desk, EVENT, &format!("http://{}", nobodys_port())).unwrap();
    assert_eq!(tried, Some("unreachable"));
}

#[test]
fn who_looks_around_is_told_of_each_server_that_was_tried_whether_it_is_there_and_one_of_ours() {
    let (_dirs, [centre, _copy]) = two();
    let (_desk_dir, desk) = newcomer(&centre, 6, false);
    let elsewhere = tempfile::tempdir().unwrap();
    let other = open(elsewhere.path(), 9);
    make_event(&other);
    let serving = [&centre, &other].map(|app| {
        let clock = Arc::new(SettableClock::at(MORNING));
        serve(&config(), Arc::new(AppAnswers::of(Arc::clone(app))), clock).unwrap()
    });
    let [ours, strange] = serving.each_ref().map(|one| format!("http://{}", one.address()));
    let gone = format!("http://{}", nobodys_port());
    for address in [&ours, &strange, &gone] {
        add_server(&desk, EVENT, address).unwrap();
    }
    let around = look_around(&desk, EVENT, Err("no_multicast"), Reach::ThisMachine).unwrap();
    assert_eq!(around.unasked.as_deref(), Some("no_multicast"));
    let told = |address: &String| {
        let seen = around
            .servers
            .iter()
            .find(|one| one.addresses.contains(address))
            .unwrap();
        (seen.ours, seen.code.as_deref(), seen.took_ms.is_some())
    };
    assert_eq!(told(&ours), (true, None, true));
    assert_eq!(told(&strange), (false, Some("unknown_event"), false));
    assert_eq!(told(&gone), (false, Some("unreachable"), false));
    let at_centre = around.servers.iter().find(|one| one.ours).unwrap();
    let name = centre.device_name(centre.event_id(EVENT).unwrap(), centre.device_id().unwrap());
    assert_eq!(at_centre.name, name.unwrap());
}

/// Nobody listens at a port that was free a moment ago.
fn nobodys_port() -> std::net::SocketAddr {
    let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    free.local_addr().unwrap()
}

/// A device of its own that is let into the event of this one, and may serve or not.
fn newcomer(office: &Arc<App>, seed: u64, may_serve: bool) -> (TempDir, Arc<App>) {
    let dir = tempfile::tempdir().unwrap();
    let app = open(dir.path(), seed);
    let ask = InvitationAsk {
        role: "desk".to_owned(),
        name: Some(format!("Desk {seed}")),
        may_serve,
        ..InvitationAsk::default()
    };
    let made = office.invite(EVENT, &ask, None).unwrap();
    let mut wire =
        |session: Option<&str>, body: &[u8]| Ok::<_, AppError>(office.answer_sync(session, body)?.body);
    app.pair(&made.code, SameLabel::Ask, &mut wire).unwrap();
    let event = app.event_id(EVENT).unwrap();
    app.exchange(event, &mut wire).unwrap();
    (dir, app)
}

#[test]
fn a_desk_whose_server_is_gone_goes_on_with_a_hub_that_announces_itself_and_returns_to_its_own() {
    let (_dirs, [centre, _copy]) = two();
    let (_hub_dir, hub) = newcomer(&centre, 5, true);
    let (_desk_dir, desk) = newcomer(&centre, 6, false);
    let answers = AppAnswers::of(Arc::clone(&centre));
    let clock = Arc::new(SettableClock::at(MORNING));
    let serving = serve(&config(), Arc::new(answers.clone()), clock.clone()).unwrap();
    let at = serving.address();
    add_server(&desk, EVENT, &format!("http://{at}")).unwrap();
    let (tell, told) = channel();
    let keepers = Keepers::of(
        Arc::clone(&desk),
        Arc::new(move |_event| {
            let _gone = tell.send(());
        }),
    );
    if let Err(error) = keepers.look_around(Reach::ThisMachine) {
        return not_told(&error.to_string());
    }
    keepers.follow().unwrap();
    until(&desk, &told, SyncPhase::Online);
    serving.stop();
    until(&desk, &told, SyncPhase::Offline);
    register(&desk, "Ane");

    let room = Room::open(&hub, Reach::ThisMachine).unwrap();
    let is_with = |name: &str| desk.sync_state(EVENT).unwrap().server.as_deref() == Some(name);
    while !(is_with("Desk 5") && desk.sync_state(EVENT).unwrap().phase == SyncPhase::Online) {
        if told.recv_timeout(LONG).is_err() {
            return not_told("this machine's own network carries no multicast");
        }
    }
    assert_eq!(desk.sync_state(EVENT).unwrap().place, Some(ServerPlace::Hub));
    assert_eq!(
        hub.events().unwrap()[0].registered,
        1,
        "what waited is at the hub"
    );
    let served = ServedRoom {
        addresses: room.addresses(),
        announced: room.is_announced(),
    };
    let view = hub.room(EVENT, Some(served.clone())).unwrap();
    let here = view.served.iter().filter(|one| one.here).count();
    let serving = hub
        .sync_state_serving(EVENT, Some(&served))
        .unwrap()
        .serving
        .unwrap();
    assert!(
        view.serves && here == 1 && serving.here == 1,
        "the bar says it too"
    );
    assert_eq!(
        view.served
            .iter()
            .map(|one| one.name.as_str())
            .collect::<Vec<_>>(),
        ["Desk 6"]
    );

    // At the hub while its own is still gone: it would return to that before it says anything to the hub.
    let (_here, written) = written(&hub);
    register(&desk, "Jon");
    written.recv_timeout(LONG).unwrap();
    let again = Config {
        listen: at,
        ..config()
    };
    let _serving = serve(&again, Arc::new(answers), clock).unwrap();
    let own = centre.device_name(centre.event_id(EVENT).unwrap(), centre.device_id().unwrap());
    let own = own.unwrap().unwrap();
    while !is_with(&own) {
        told.recv_timeout(LONG).unwrap();
    }
    assert_eq!(centre.events().unwrap()[0].registered, 2);
    room.close();
    assert!(
        hub.room_port().unwrap().is_some(),
        "it goes on when the program is started again"
    );
}

#[test]
fn an_event_that_is_made_while_the_room_is_served_is_announced_too() {
    let dir = tempfile::tempdir().unwrap();
    let hub = open(dir.path(), 7);
    let room = Room::open(&hub, Reach::ThisMachine).unwrap();
    assert!(!room.is_announced(), "there is nothing to serve");
    let (tell, told) = channel();
    let pass_on = move |found: Vec<Found>| {
        let _gone = tell.send(found);
    };
    let _browser = match Browser::start(Reach::ThisMachine, pass_on) {
        Ok(browser) => browser,
        Err(error) => return not_told(&error.to_string()),
    };
    make_event(&hub);
    let event = hub.event_id(EVENT).unwrap();
    let is_ours = |found: &Found| found.beacon.event == event;
    loop {
        match told.recv_timeout(LONG) {
            Ok(found) if found.iter().any(is_ours) => break,
            Ok(_others) => {}
            Err(_silence) if room.is_announced() => {
                return not_told("this machine's own network carries no multicast");
            }
            Err(_silence) => panic!("not announced"),
        }
    }
    assert!(room.is_announced());
    room.close();
    while told.recv_timeout(LONG).unwrap().iter().any(is_ours) {}
}

#[test]
fn who_answers_behind_another_devices_channel_is_taken_for_nobody() {
    let (_dirs, [centre, _copy]) = two();
    let (_hub_dir, hub) = newcomer(&centre, 5, true);
    let (_desk_dir, desk) = newcomer(&centre, 6, false);
    // The hub, which every desk believes, hands on to the centre what it is asked: it reads along.
    let between = Config {
        tls: Tls::Device(hub.device_key().unwrap()),
        ..config()
    };
    let clock = Arc::new(SettableClock::at(MORNING));
    let serving = serve(&between, Arc::new(AppAnswers::of(Arc::clone(&centre))), clock).unwrap();
    let address = format!("https://{}", serving.address());
    assert_eq!(try_server(&desk, EVENT, &address).unwrap(), Some("forged_server"));
    add_server(&desk, EVENT, &address).unwrap();
    let (tell, told) = channel();
    let keepers = Keepers::of(
        Arc::clone(&desk),
        Arc::new(move |_event| {
            let _gone = tell.send(());
        }),
    );
    keepers.follow().unwrap();
    until(&desk, &told, SyncPhase::Problem);
    let state = desk.sync_state(EVENT).unwrap();
    assert_eq!(state.code.as_deref(), Some("forged_server"));
}

#[test]
fn only_who_may_serve_is_a_server_and_who_gives_that_is_told() {
    let (_dirs, [office, _copy]) = two();
    let (_dir, desk) = newcomer(&office, 7, false);
    assert_eq!(desk.may_serve_room(EVENT).unwrap_err().code(), "cannot_serve");
    let view = desk.room(EVENT, None).unwrap();
    assert!(!view.may && !view.serves && view.offices.len() == 1);
    let served = ServedRoom::default();
    let serving = |app: &App, served| app.sync_state_serving(EVENT, served).unwrap().serving;
    assert!(serving(&desk, Some(&served)).is_none() && serving(&office, None).is_none());
    assert!(
        serving(&office, Some(&served)).is_some(),
        "whatever else it has no server of"
    );
    let here = office.room(EVENT, Some(ServedRoom::default())).unwrap();
    assert!(
        here.serves && here.offices.is_empty(),
        "nobody is sent to where they are, and one without a network serves all the same"
    );
    assert!(desk.serves_in().unwrap().is_empty());
    office.may_serve_room(EVENT).unwrap();
}
