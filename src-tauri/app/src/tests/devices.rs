//! What the office says of a device, and how what the device wrote is judged from then on.

use super::Fair;
use crate::view::{DeviceForm, DeviceLine, PersonForm};
use sarrera_core::ops::{LogName, Role};

const EVENT: &str = "boi-2023";

/// An office and a device of this role.
fn pair(role: Role) -> (Fair, Fair, String) {
    let office = Fair::new();
    let other = office.paired(role);
    let id = other.app.own().unwrap().device.to_string();
    (office, other, id)
}

fn of(fair: &Fair, id: &str) -> DeviceLine {
    let devices = fair.app.devices(EVENT).unwrap().devices;
    devices.into_iter().find(|device| device.id == id).unwrap()
}

fn changed(
    office: &Fair,
    id: &str,
    name: Option<&str>,
    role: Option<&str>,
) -> Result<DeviceLine, &'static str> {
    let form = DeviceForm {
        id: id.to_owned(),
        name: name.map(str::to_owned),
        role: role.map(str::to_owned),
    };
    let changed = office.app.change_device(EVENT, &form, None);
    changed.map(|_| of(office, id)).map_err(|error| error.code())
}

fn register(fair: &Fair, name: &str) {
    let form = PersonForm {
        given_name: Some(name.into()),
        privacy_notice: Some(true),
        ..PersonForm::default()
    };
    fair.app.register(EVENT, &form).unwrap();
}

/// Who is known at the office once the device has handed over what it wrote.
fn known(office: &Fair, device: &Fair) -> u32 {
    for log in [LogName::Core, LogName::Contact, LogName::Scans] {
        office.hear(device, &log);
    }
    office
        .app
        .event_view(office.app.event(EVENT).unwrap().id)
        .unwrap()
        .registered
}

/// The logs of the event, and what each device derives from them.
fn logs(fair: &Fair) -> Vec<sarrera_store::LogDigest> {
    let event = fair.app.event(EVENT).unwrap().id;
    let logs = fair.app.digest().unwrap().logs.into_iter();
    logs.filter(|log| log.event == event).collect()
}

fn quarantined(fair: &Fair) -> u64 {
    fair.app.verify().unwrap().quarantined
}

#[test]
fn the_list_says_what_each_device_is_and_what_may_be_done() {
    let (office, _desk, id) = pair(Role::Desk);
    let own = office.app.own().unwrap().device.to_string();
    let here = of(&office, &own);
    assert_eq!(
        (here.role.as_str(), here.here, here.may_serve),
        ("office", true, true)
    );
    assert_eq!(
        (here.can.rename, here.can.revoke, here.can.roles),
        (true, false, vec!["office".to_owned()]),
        "an office stays one, and does not revoke itself"
    );
    let desk = of(&office, &id);
    assert_eq!(
        (desk.name.as_str(), desk.role.as_str(), desk.here),
        ("device 2", "desk", false)
    );
    assert!(desk.can.rename && desk.can.revoke);
    assert_eq!(
        desk.can.roles,
        ["desk", "gate", "kiosk"],
        "a stand is paired as one"
    );
    assert_eq!((desk.revoked, desk.copied), (None, None));
}

#[test]
fn a_renamed_desk_goes_on_as_before_and_everybody_learns_its_name() {
    let (office, desk, id) = pair(Role::Desk);
    register(&desk, "Ane");
    assert_eq!(known(&office, &desk), 1);
    register(&desk, "Jon");
    assert_eq!(
        changed(&office, &id, Some(" Mahaia 3 "), None).unwrap().name,
        "Mahaia 3"
    );
    desk.hear(&office, &LogName::Public);
    register(&desk, "Mikel");
    assert_eq!(
        known(&office, &desk),
        3,
        "what it wrote before, meanwhile and after counts"
    );
    assert_eq!((quarantined(&office), quarantined(&desk)), (0, 0));
    assert_eq!(of(&desk, &id).name, "Mahaia 3");
    // The next name replaces this one, however the clocks stand.
    office.later_ms(-3_600_000);
    assert_eq!(
        changed(&office, &id, Some("Mahaia 4"), None).unwrap().name,
        "Mahaia 4"
    );
}

#[test]
fn a_desk_that_becomes_a_gate_keeps_what_it_wrote_and_registers_nobody_any_more() {
    let (office, desk, id) = pair(Role::Desk);
    register(&desk, "Ane");
    assert_eq!(known(&office, &desk), 1);
    assert_eq!(changed(&office, &id, None, Some("gate")).unwrap().role, "gate");
    // It has not heard of it yet.
    register(&desk, "Jon");
    assert_eq!(known(&office, &desk), 1, "a gate registers nobody");
    assert!(quarantined(&office) > 0);
    desk.hear(&office, &LogName::Public);
    let asked = desk.app.allow(
        "register",
        crate::Named {
            event: Some(EVENT),
            job: None,
        },
    );
    assert_eq!(asked.unwrap_err().code(), "done_at_a_desk");
    assert_eq!(changed(&office, &id, None, Some("desk")).unwrap().role, "desk");
    desk.hear(&office, &LogName::Public);
    register(&desk, "Mikel");
    assert_eq!(
        known(&office, &desk),
        2,
        "a desk again; what the gate wrote stays out"
    );
}

#[test]
fn of_a_revoked_device_what_was_known_counts_and_nothing_else() {
    let (office, desk, id) = pair(Role::Desk);
    register(&desk, "Ane");
    assert_eq!(known(&office, &desk), 1);
    register(&desk, "Jon");
    let revoked = office
        .app
        .revoke_device(EVENT, &id, " Lost ", None)
        .unwrap()
        .devices;
    assert_eq!(revoked.last().unwrap().id, id, "it stands last");
    let line = of(&office, &id);
    assert_eq!(line.revoked.unwrap().reason, "Lost");
    assert!(!line.can.rename && !line.can.revoke);
    register(&desk, "Mikel");
    assert_eq!(known(&office, &desk), 1);
    assert!(quarantined(&office) > 0, "kept, and apart");
    desk.hear(&office, &LogName::Public);
    let asked = desk.app.allow(
        "scan",
        crate::Named {
            event: Some(EVENT),
            job: None,
        },
    );
    assert_eq!(asked.unwrap_err().code(), "not_in_event");
    assert_eq!(logs(&desk), logs(&office), "both judge it alike");
    let again = office.app.revoke_device(EVENT, &id, "Lost", None).unwrap_err();
    assert_eq!(again.code(), "revoked_already");
    assert_eq!(changed(&office, &id, Some("Found"), None), Err("revoked_already"));
}

#[test]
fn names_and_roles_that_a_device_cannot_have_are_refused() {
    let (office, desk, id) = pair(Role::Desk);
    let own = office.app.own().unwrap();
    assert_eq!(changed(&office, &id, Some("  "), None), Err("field_missing"));
    assert_eq!(
        changed(&office, &id, Some(&"x".repeat(61)), None),
        Err("field_too_long")
    );
    assert_eq!(changed(&office, &id, Some(&own.name), None), Err("name_taken"));
    assert_eq!(changed(&office, &id, None, Some("office")), Err("no_such_role"));
    assert_eq!(changed(&office, &id, None, Some("stand")), Err("no_such_role"));
    assert_eq!(changed(&office, "nobody", Some("X"), None), Err("not_found"));
    assert_eq!(
        changed(&office, &own.device.to_string(), Some("X"), None),
        Err("office_by_root")
    );
    let without = office.app.revoke_device(EVENT, &id, "  ", None).unwrap_err();
    assert_eq!(without.code(), "reason_missing");
    assert_eq!(changed(&desk, &id, Some("X"), None), Err("not_allowed_here"));
    let before = office.app.digest().unwrap().ops;
    assert_eq!(
        changed(&office, &id, Some("device 2"), Some("desk"))
            .unwrap()
            .role,
        "desk"
    );
    assert_eq!(
        office.app.digest().unwrap().ops,
        before,
        "nothing changed, nothing written"
    );
}

#[test]
fn a_device_is_named_by_its_name_where_no_other_has_it() {
    let (office, _desk, id) = pair(Role::Gate);
    let form = DeviceForm {
        id: "device 2".into(),
        name: Some("Gate B".into()),
        role: None,
    };
    office.app.change_device(EVENT, &form, None).unwrap();
    assert_eq!(of(&office, &id).name, "Gate B");
}
