//! A device that has nothing but a code becomes one of the event's, and whoever has no good code does not.

use super::{FIRST_MORNING, Fair, file};
use crate::event_file::EventFile;
use crate::sync::BrokenOff;
use crate::vault::RecoveryKey;
use crate::view::{DeviceForm, InvitationAsk, InvitationState, Paired, PersonForm};
use crate::{App, AppError, SameLabel, World};
use sarrera_core::codes::{BadgeKey, BadgeSerial, badge};
use sarrera_core::ids::BootId;
use sarrera_core::ops::{KeyUse, LogName};
use sarrera_store::DatabaseKey;
use sarrera_sync::{Denial, Request, pack, unpack};

const EVENT: &str = "boi-2023";

/// A device with nothing; each has keys of its own.
fn newcomer(n: u64) -> Fair {
    Fair::device(None, (1 << 40) + (n << 30))
}

fn ask(role: &str) -> InvitationAsk {
    InvitationAsk {
        role: role.into(),
        addresses: vec!["https://192.168.1.20:8443".into()],
        ..InvitationAsk::default()
    }
}

fn invite(office: &Fair, ask: &InvitationAsk) -> String {
    office.app.invite(EVENT, ask, None).unwrap().qr
}

/// Follows a code to this server; the code of what went wrong.
fn pair(device: &Fair, server: &Fair, code: &str) -> Result<Paired, &'static str> {
    let mut wire = |session: Option<&str>, body: &[u8]| Ok(server.app.answer_sync(session, body)?.body);
    failed(
        device
            .app
            .pair::<Vec<u8>, AppError>(code, SameLabel::Ask, &mut wire),
    )
}

fn failed(paired: Result<Paired, BrokenOff<AppError>>) -> Result<Paired, &'static str> {
    paired.map_err(|broken| match broken {
        BrokenOff::Wire(error) | BrokenOff::Here(error) => error.code(),
    })
}

fn exchange(device: &Fair, server: &Fair) {
    let event = device.app.event(EVENT).unwrap().id;
    let mut wire =
        |session: Option<&str>, body: &[u8]| Ok::<_, AppError>(server.app.answer_sync(session, body)?.body);
    let exchanged = device.app.exchange(event, &mut wire).unwrap();
    assert_eq!(exchanged.problem, None);
    assert!(exchanged.left.is_empty());
}

fn register(fair: &Fair, name: &str) {
    let form = PersonForm {
        given_name: Some(name.into()),
        privacy_notice: Some(true),
        ..PersonForm::default()
    };
    fair.app.register(EVENT, &form).unwrap();
}

fn registered(fair: &Fair) -> u32 {
    fair.app
        .event_view(fair.app.event(EVENT).unwrap().id)
        .unwrap()
        .registered
}

fn keys(fair: &Fair) -> (usize, usize) {
    let event = fair.app.event(EVENT).unwrap().no;
    let held = |key_use| {
        fair.app
            .read(|r| Ok(r.event_keys(event, key_use)?))
            .unwrap()
            .len()
    };
    (held(KeyUse::Badge), held(KeyUse::Import))
}

/// A badge code of the event that no log knows yet.
fn minted(office: &Fair) -> String {
    let event = office.app.event(EVENT).unwrap().no;
    let key = office
        .app
        .read(|r| Ok(r.event_key(event, KeyUse::Badge)?))
        .unwrap();
    badge::mint(BadgeSerial([5; 10]), &BadgeKey::new(key.unwrap())).to_string()
}

#[test]
fn a_desk_that_was_paired_verifies_badges_at_once_and_learns_the_rest_by_an_exchange() {
    let (office, desk) = (Fair::new(), newcomer(1));
    register(&office, "Ane");
    let paired = pair(&desk, &office, &invite(&office, &ask("desk"))).unwrap();
    assert_eq!((paired.label.as_str(), paired.role.as_str()), (EVENT, "desk"));
    // Both machines have one name: the office has it already.
    assert_eq!(paired.device_name, format!("{} 2", desk.app.own().unwrap().name));
    assert_eq!(keys(&desk), (1, 1));
    // Offline from here: a badge that no log knows yet is told from an invented one.
    let code = minted(&office);
    let mut invented = code.clone();
    let last = if code.ends_with('A') { "B" } else { "A" };
    invented.replace_range(24..25, last);
    let admitted = desk.scan_later(&code);
    assert_eq!(
        (admitted.verdict.as_str(), admitted.details_follow),
        ("admitted", true)
    );
    assert_eq!(desk.scan_later(&invented).verdict, "unknown");

    exchange(&desk, &office);
    assert_eq!(registered(&desk), 1);
    register(&desk, "Jon");
    exchange(&desk, &office);
    assert_eq!(registered(&office), 2);
    assert_eq!(office.app.verify().unwrap().quarantined, 0);
}

#[test]
fn each_role_gets_the_keys_that_it_may_hold() {
    let office = Fair::new();
    for (n, (role, held)) in (1..).zip([("gate", (1, 0)), ("kiosk", (1, 0)), ("stand", (0, 0))]) {
        let device = newcomer(n);
        let exhibitor = (role == "stand").then(|| "A".repeat(26));
        let ask = InvitationAsk {
            exhibitor,
            ..ask(role)
        };
        assert_eq!(pair(&device, &office, &invite(&office, &ask)).unwrap().role, role);
        assert_eq!(keys(&device), held, "{role}");
        exchange(&device, &office);
    }
}

#[test]
fn a_typed_code_does_as_well_as_a_scanned_one() {
    let (office, desk) = (Fair::new(), newcomer(1));
    let made = office.app.invite(EVENT, &ask("desk"), None).unwrap();
    let typed = made.code.to_lowercase().replace('-', " ");
    assert_eq!(pair(&desk, &office, &typed).unwrap().role, "desk");
}

#[test]
fn a_code_that_does_not_hold_says_why() {
    let office = Fair::new();
    let used = invite(&office, &ask("desk"));
    pair(&newcomer(1), &office, &used).unwrap();
    assert_eq!(pair(&newcomer(2), &office, &used).unwrap_err(), "invitation_used");

    let made = office.app.invite(EVENT, &ask("desk"), None).unwrap();
    let lines = office.app.revoke_invitation(EVENT, &made.invitation.id).unwrap();
    assert!(lines.iter().any(|line| line.state == InvitationState::Revoked));
    assert_eq!(
        pair(&newcomer(2), &office, &made.code).unwrap_err(),
        "invitation_revoked"
    );

    let late = invite(&office, &ask("desk"));
    office.later_ms(10 * 60_000);
    assert_eq!(
        pair(&newcomer(2), &office, &late).unwrap_err(),
        "invitation_expired"
    );

    let good = office.app.invite(EVENT, &ask("desk"), None).unwrap().code;
    let (half, _token) = good.split_at(20);
    let wrong = format!("{half}AAAA-AAAA-AAAA-AAAA");
    assert_eq!(pair(&newcomer(2), &office, &wrong).unwrap_err(), "wrong_code");
    assert_eq!(
        pair(&newcomer(2), &office, "AAAA").unwrap_err(),
        "pairing_code_wrong_length"
    );
    assert_eq!(pair(&newcomer(2), &office, &good).unwrap().role, "desk");
}

#[test]
fn a_token_of_another_event_opens_nothing_here() {
    let (office, elsewhere) = (Fair::new(), newcomer(7));
    let events = EventFile::read(&std::fs::read(file("boi-2023/event.json")).unwrap()).unwrap();
    elsewhere.app.create_events(&events).unwrap();
    let theirs = elsewhere.app.invite(EVENT, &ask("desk"), None).unwrap().code;
    let ours = office.app.invite(EVENT, &ask("desk"), None).unwrap().code;
    assert_eq!(pair(&newcomer(1), &office, &theirs).unwrap_err(), "unknown_event");
    let (fingerprint, _) = ours.split_at(20);
    let (_, token) = theirs.split_at(20);
    let mixed = format!("{fingerprint}{token}");
    assert_eq!(pair(&newcomer(1), &office, &mixed).unwrap_err(), "wrong_code");
    // A device that holds an event of this label keeps it.
    assert_eq!(pair(&elsewhere, &office, &ours).unwrap_err(), "own_event_there");
    assert_eq!(
        office.app.devices(EVENT).unwrap().devices.len(),
        1,
        "and was not let in"
    );
}

#[test]
fn a_device_keeps_an_event_of_its_own_beside_one_that_is_called_the_same() {
    let (office, desk) = (Fair::new(), newcomer(7));
    let events = EventFile::read(&std::fs::read(file("boi-2023/event.json")).unwrap()).unwrap();
    desk.app.create_events(&events).unwrap();
    let own = desk.app.event(EVENT).unwrap().id;
    let code = office.app.invite(EVENT, &ask("desk"), None).unwrap().code;
    let mut wire = |session: Option<&str>, body: &[u8]| Ok(office.app.answer_sync(session, body)?.body);
    let paired = desk
        .app
        .pair::<Vec<u8>, AppError>(&code, SameLabel::KeepApart, &mut wire);
    let paired = failed(paired).unwrap();
    assert_ne!(paired.event, own.to_string());
    for id in [paired.event, own.to_string()] {
        assert_eq!(desk.app.event(&id).unwrap().label, EVENT);
    }
    assert_eq!(desk.app.event(EVENT).unwrap_err().code(), "label_of_two");
}

#[test]
fn an_answer_that_was_lost_costs_no_second_place() {
    let (office, desk) = (Fair::new(), newcomer(1));
    let code = invite(&office, &ask("desk"));
    let mut asked = 0;
    let lost = desk
        .app
        .pair::<Vec<u8>, AppError>(&code, SameLabel::Ask, &mut |session, body| {
            let answer = office.app.answer_sync(session, body)?.body;
            asked += 1;
            if asked == 2 {
                Err(AppError::Closed)
            } else {
                Ok(answer)
            }
        });
    assert_eq!(failed(lost).unwrap_err(), "database_closed");
    office.later_ms(3_600_000);
    assert_eq!(
        pair(&desk, &office, &code).unwrap().role,
        "desk",
        "also when it is over"
    );
    assert_eq!(office.app.devices(EVENT).unwrap().devices.len(), 2);
    assert_eq!(pair(&desk, &office, &code).unwrap_err(), "already_paired");
    assert_eq!(
        pair(&newcomer(2), &office, &code).unwrap_err(),
        "invitation_expired"
    );
}

#[test]
fn what_was_sent_once_does_nothing_twice_and_nothing_else_when_it_is_changed() {
    let (office, desk) = (Fair::new(), newcomer(1));
    let code = invite(
        &office,
        &InvitationAsk {
            sheet: Some(2),
            ..ask("desk")
        },
    );
    let mut sent = Vec::new();
    desk.app
        .pair::<Vec<u8>, AppError>(&code, SameLabel::Ask, &mut |session, body| {
            sent.push(body.to_vec());
            Ok(office.app.answer_sync(session, body)?.body)
        })
        .unwrap();
    let denied = |body: &[u8]| office.app.answer_sync(None, body).unwrap().denied.unwrap();
    let last = sent.last().unwrap();
    assert_eq!(denied(last), Denial::BadChallenge);
    let Request::Pair(mut pair) = unpack(last).unwrap() else {
        panic!("a pair")
    };
    pair.name = "Another".into();
    assert_eq!(denied(&pack(&Request::Pair(pair)).unwrap()), Denial::BadSignature);
    assert_eq!(office.app.invitations(EVENT).unwrap()[0].devices_left, 1);
}

#[test]
fn who_guesses_is_made_to_wait_and_nobody_longer_than_a_minute() {
    let office = Fair::new();
    let good = office.app.invite(EVENT, &ask("desk"), None).unwrap().code;
    let sheet = office.app.invite(EVENT, &ask("gate"), None).unwrap().code;
    let (half, _token) = good.split_at(20);
    let wrong = format!("{half}AAAA-AAAA-AAAA-AAAA");
    let guesser = newcomer(1);
    for _ in 0..60 {
        assert_eq!(pair(&guesser, &office, &wrong).unwrap_err(), "wrong_code");
    }
    assert_eq!(pair(&newcomer(2), &office, &good).unwrap_err(), "server_busy");
    // From another address nobody is kept waiting by it.
    let mut elsewhere =
        |session: Option<&str>, body: &[u8]| Ok(office.app.answer_sync_from(7, session, body)?.body);
    let came = newcomer(3)
        .app
        .pair::<Vec<u8>, AppError>(&sheet, SameLabel::Ask, &mut elsewhere);
    assert_eq!(failed(came).unwrap().role, "gate");
    office.later_ms(60_000);
    assert_eq!(pair(&newcomer(2), &office, &good).unwrap().role, "desk");
}

#[test]
fn a_sheet_lets_in_as_many_as_it_says_and_numbers_their_names() {
    let office = Fair::new();
    let sheet = InvitationAsk {
        sheet: Some(2),
        name: Some("Gate".into()),
        ..ask("gate")
    };
    let code = invite(&office, &sheet);
    // The last hour of the fair's last day.
    let line = office.app.invitations(EVENT).unwrap().remove(0);
    office.later_ms(line.expires - FIRST_MORNING - 3_600_000);
    assert_eq!(pair(&newcomer(1), &office, &code).unwrap().device_name, "Gate");
    assert_eq!(pair(&newcomer(2), &office, &code).unwrap().device_name, "Gate 2");
    assert_eq!(pair(&newcomer(3), &office, &code).unwrap_err(), "invitation_used");
    office.later_ms(3_600_000);
    let refused = office.app.invite(EVENT, &sheet, None).unwrap_err();
    assert_eq!(refused.code(), "event_over");
}

#[test]
fn only_an_office_invites_and_a_revoked_device_comes_back_with_a_new_key() {
    let (office, desk) = (Fair::new(), newcomer(1));
    pair(
        &desk,
        &office,
        &invite(
            &office,
            &InvitationAsk {
                may_serve: true,
                ..ask("desk")
            },
        ),
    )
    .unwrap();
    let refused = desk.app.invite(EVENT, &ask("desk"), None).unwrap_err();
    assert_eq!(refused.code(), "not_allowed_here");
    let code = invite(&office, &ask("desk"));
    assert_eq!(pair(&newcomer(2), &desk, &code).unwrap_err(), "not_inviting");
    let id = desk.app.own().unwrap().device.to_string();
    office.app.revoke_device(EVENT, &id, "lost", None).unwrap();
    desk.hear(&office, &LogName::Public);
    assert_eq!(pair(&desk, &office, &code).unwrap_err(), "device_revoked");
    assert_eq!(pair(&newcomer(2), &office, &code).unwrap().role, "desk");
}

#[test]
fn what_cannot_be_is_not_invited_to() {
    let office = Fair::new();
    let refused = |ask: &InvitationAsk| office.app.invite(EVENT, ask, None).unwrap_err().code();
    assert_eq!(refused(&ask("boss")), "no_such_role");
    assert_eq!(refused(&ask("office")), "office_by_root");
    assert_eq!(refused(&ask("stand")), "field_missing");
    let gate = InvitationAsk {
        may_serve: true,
        ..ask("gate")
    };
    assert_eq!(refused(&gate), "cannot_serve");
    let owned = InvitationAsk {
        exhibitor: Some("A".repeat(26)),
        ..ask("desk")
    };
    assert_eq!(refused(&owned), "only_stands_have_exhibitors");
    assert_eq!(
        refused(&InvitationAsk {
            sheet: Some(0),
            ..ask("desk")
        }),
        "bad_device_count"
    );
    let nowhere = InvitationAsk {
        addresses: vec!["over there".into()],
        ..ask("desk")
    };
    assert_eq!(refused(&nowhere), "pairing_code_bad_address");
    assert!(office.app.invitations(EVENT).unwrap().is_empty());
}

/// The folder of an organiser's office, with the recovery key in hand.
struct House {
    recovery: RecoveryKey,
    still: Fair,
    dir: tempfile::TempDir,
}

impl House {
    fn new() -> Self {
        let still = newcomer(8);
        let recovery = RecoveryKey::generate(&*still.world().entropy);
        let dir = tempfile::tempdir().unwrap();
        let house = Self { recovery, still, dir };
        let events = EventFile::read(&std::fs::read(file("boi-2023/event.json")).unwrap()).unwrap();
        house.open().create_events(&events).unwrap();
        house
    }

    /// Another program over the folder.
    fn open(&self) -> App {
        let World { clock, entropy, .. } = self.still.world();
        let world = World {
            clock: clock.clone(),
            entropy: entropy.clone(),
            boot: BootId([1; 16]),
        };
        let app = App::open_with_key(self.dir.path(), DatabaseKey::new([7; 32]), None, world).unwrap();
        app.with_recovery_recipient(self.recovery.recipient())
    }
}

/// Follows a code to a program that serves.
fn come(device: &Fair, server: &App, code: &str) -> Result<Paired, &'static str> {
    let mut wire = |session: Option<&str>, body: &[u8]| Ok(server.answer_sync(session, body)?.body);
    failed(
        device
            .app
            .pair::<Vec<u8>, AppError>(code, SameLabel::Ask, &mut wire),
    )
}

#[test]
fn an_office_that_one_program_invites_is_let_in_by_the_program_that_serves() {
    let house = House::new();
    let serving = house.open();
    let inviting = house.open();
    assert!(!inviting.roots_are_taken().unwrap());
    let invited = |by: &App| {
        by.invite(EVENT, &ask("office"), Some(&house.recovery))
            .unwrap()
            .code
    };
    assert_eq!(
        come(&newcomer(1), &serving, &invited(&inviting)).unwrap_err(),
        "invitation_expired"
    );
    serving.take_roots().unwrap();
    assert!(inviting.roots_are_taken().unwrap());
    let (first, second) = (invited(&inviting), invited(&inviting));
    drop(inviting);
    assert_eq!(come(&newcomer(2), &serving, &first).unwrap().role, "office");
    drop(serving);
    let again = house.open();
    again.take_roots().unwrap();
    assert_eq!(
        come(&newcomer(3), &again, &second).unwrap_err(),
        "invitation_expired",
        "what was handed over is sealed to a program that is gone"
    );
    again.leave_roots().unwrap();
    assert!(!again.roots_are_taken().unwrap());
}

#[test]
fn a_stolen_office_is_revoked_with_the_recovery_key_and_counts_for_nothing_from_then_on() {
    let (house, stolen) = (House::new(), newcomer(1));
    let office = house.open();
    let key = Some(&house.recovery);
    let code = office.invite(EVENT, &ask("office"), key).unwrap().code;
    assert_eq!(come(&stolen, &office, &code).unwrap().role, "office");
    let id = stolen.app.own().unwrap().device.to_string();
    let form = DeviceForm {
        id: id.clone(),
        name: Some("Office 2".into()),
        role: None,
    };
    let wrong = RecoveryKey::generate(&*stolen.world().entropy);
    assert_eq!(
        office.change_device(EVENT, &form, None).unwrap_err().code(),
        "office_by_root"
    );
    assert_eq!(
        office
            .change_device(EVENT, &form, Some(&wrong))
            .unwrap_err()
            .code(),
        "wrong_recovery_key"
    );
    let of = |id: &str| {
        let devices = office.devices(EVENT).unwrap().devices;
        devices.into_iter().find(|device| device.id == id).unwrap()
    };
    office.change_device(EVENT, &form, key).unwrap();
    assert_eq!(
        (of(&id).name.as_str(), of(&id).role.as_str()),
        ("Office 2", "office")
    );

    let revoke = |device: &str, key| office.revoke_device(EVENT, device, "Stolen", key);
    assert_eq!(revoke(&id, None).unwrap_err().code(), "office_by_root");
    let own = office.own().unwrap().device.to_string();
    assert_eq!(revoke(&own, key).unwrap_err().code(), "not_itself");
    revoke(&id, key).unwrap();
    assert_eq!(of(&id).revoked.unwrap().reason, "Stolen");
    // It hears of it when it asks, and holds nothing of the event any more.
    let event = stolen.app.event(EVENT).unwrap().id;
    let mut wire =
        |session: Option<&str>, body: &[u8]| Ok::<_, AppError>(office.answer_sync(session, body)?.body);
    let told = stolen.app.exchange(event, &mut wire).unwrap().problem.unwrap();
    assert_eq!(told.code(), "device_revoked");
    assert!(stolen.app.events().unwrap().is_empty());
}

#[test]
fn the_recovery_key_lets_another_office_in_and_is_forgotten_with_the_window() {
    let (house, still) = (House::new(), newcomer(9));
    let World { entropy, .. } = still.world();
    let recovery = &house.recovery;
    let app = house.open();
    let serving = InvitationAsk {
        may_serve: true,
        sheet: Some(2),
        ..ask("office")
    };
    let wrong = RecoveryKey::generate(&*entropy);
    let refused = app.invite(EVENT, &serving, Some(&wrong)).unwrap_err();
    assert_eq!(refused.code(), "wrong_recovery_key");
    let code = app.invite(EVENT, &serving, Some(recovery)).unwrap().code;

    let second = newcomer(1);
    let paired = second
        .app
        .pair::<Vec<u8>, AppError>(&code, SameLabel::Ask, &mut |session, body| {
            Ok(app.answer_sync(session, body)?.body)
        });
    assert_eq!(failed(paired).unwrap().role, "office");
    // It is an office in its own right: it lets a desk in.
    let code_of_second = invite(&second, &ask("desk"));
    assert_eq!(pair(&newcomer(2), &second, &code_of_second).unwrap().role, "desk");

    let state = |app: &crate::App| app.inviting(EVENT).unwrap().invitations[0].state;
    assert_eq!(state(&app), InvitationState::Open);
    drop(app);
    let again = house.open();
    assert_eq!(state(&again), InvitationState::Expired, "its root is gone");
    let third = newcomer(3);
    let paired = third
        .app
        .pair::<Vec<u8>, AppError>(&code, SameLabel::Ask, &mut |session, body| {
            Ok(again.answer_sync(session, body)?.body)
        });
    assert_eq!(failed(paired).unwrap_err(), "invitation_expired");
}
