//! Which role may write which kind, and in which log a kind may stand. A known kind that the role may not write, or that
//! stands in another log than its own, is stored and quarantined.

use super::log_name::LogName;
use super::public::{KeyUse, Role};
use crate::ids::SubjectId;

/// Whether a device of this role may write this kind; kinds that are not known here may be written by anybody, for
/// nothing is projected from them.
#[must_use]
pub fn may_write(role: Role, kind: &str) -> bool {
    let office = matches!(role, Role::Office);
    let desk = office || matches!(role, Role::Desk);
    let prints = desk || matches!(role, Role::Kiosk);
    let scans = prints || matches!(role, Role::Gate);
    match kind {
        "event_defined" | "category_defined" | "checkpoint_defined" | "device_paired" | "device_changed"
        | "device_revoked" | "key_published" | "ops_released" | "attendee_erased" | "conflict_settled"
        | "operator_defined" => office,
        "attendee_registered"
        | "attendee_changed"
        | "attendee_substituted"
        | "registration_changed"
        | "consent_given"
        | "consent_withdrawn"
        | "badge_voided"
        | "badge_boxed"
        | "attendees_merged"
        | "merge_annulled" => desk,
        "badge_issued"
        | "badge_handed_over"
        | "print_requested"
        | "badge_print_reported"
        | "print_settled" => prints,
        "scan_recorded" | "scan_confirmed" | "scan_annulled" | "help_requested" | "help_answered" => scans,
        // Every device measures its own clock, and is believed about that one alone.
        "clock_measured" => true,
        _unknown => true,
    }
}

/// Whether a kind may stand in this log: a log is a scope, and what stands in another one reaches devices that it is not
/// meant for. Kinds that are not known here may stand anywhere.
#[must_use]
pub fn may_stand_in(log: &LogName, kind: &str) -> bool {
    match kind {
        "event_defined" | "category_defined" | "checkpoint_defined" | "device_paired" | "device_changed"
        | "device_revoked" | "key_published" | "ops_released" | "clock_measured" => *log == LogName::Public,
        "attendee_registered"
        | "attendee_substituted"
        | "attendee_erased"
        | "registration_changed"
        | "consent_given"
        | "consent_withdrawn"
        | "operator_defined" => *log == LogName::Core,
        "attendee_changed" => matches!(log, LogName::Core | LogName::Contact),
        "scan_recorded"
        | "scan_confirmed"
        | "scan_annulled"
        | "badge_issued"
        | "badge_voided"
        | "badge_boxed"
        | "badge_handed_over"
        | "print_requested"
        | "badge_print_reported"
        | "print_settled"
        | "help_requested"
        | "help_answered" => *log == LogName::Scans,
        "conflict_settled" | "attendees_merged" | "merge_annulled" => {
            matches!(log, LogName::Core | LogName::Contact | LogName::Scans)
        }
        _unknown => true,
    }
}

/// Whether a device holds this log: whole or not at all. Who may serve holds all of them, for it hands them on.
#[must_use]
pub fn may_hold(holder: &Holder, log: &LogName) -> bool {
    if holder.may_serve {
        return true;
    }
    match log {
        LogName::Public => true,
        LogName::Core | LogName::Scans => match holder.role {
            Role::Office | Role::Desk | Role::Gate | Role::Kiosk => true,
            Role::Stand => false,
        },
        LogName::Contact => match holder.role {
            Role::Office | Role::Desk => true,
            Role::Gate | Role::Kiosk | Role::Stand => false,
        },
        LogName::Exhibitor(exhibitor) => match holder.role {
            Role::Stand => holder.exhibitor == Some(*exhibitor),
            Role::Office | Role::Desk | Role::Gate | Role::Kiosk => false,
        },
    }
}

/// Whether a device of this role is given a symmetric key: badges are verified wherever somebody is let in, while people
/// are imported at desks and in the office.
#[must_use]
pub const fn may_hold_key(role: Role, key_use: KeyUse) -> bool {
    match key_use {
        KeyUse::Badge => matches!(role, Role::Desk | Role::Gate | Role::Kiosk | Role::Office),
        KeyUse::Import => matches!(role, Role::Desk | Role::Office),
    }
}

/// What of a device decides which logs it holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Holder {
    pub role: Role,
    pub may_serve: bool,
    /// Whose stand it is, for a stand's device.
    pub exhibitor: Option<SubjectId>,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ids::SubjectId;
    use crate::ops::Fact;

    #[test]
    fn a_stand_writes_nothing_of_the_desk_and_a_gate_only_scans() {
        assert!(!may_write(Role::Stand, "scan_recorded"));
        assert!(!may_write(Role::Stand, "attendee_changed"));
        assert!(may_write(Role::Gate, "scan_recorded"));
        assert!(!may_write(Role::Gate, "badge_issued"));
        assert!(may_write(Role::Kiosk, "badge_issued"));
        assert!(!may_write(Role::Kiosk, "attendee_registered"));
        assert!(may_write(Role::Kiosk, "badge_handed_over"));
        assert!(!may_write(Role::Kiosk, "badge_boxed"));
        assert!(!may_write(Role::Gate, "badge_handed_over"));
        assert!(!may_write(Role::Gate, "print_settled"));
        assert!(!may_write(Role::Desk, "attendee_erased"));
        assert!(may_write(Role::Office, "device_revoked"));
        assert!(may_write(Role::Kiosk, "help_requested"));
        assert!(!may_write(Role::Stand, "help_requested"));
        assert!(!may_write(Role::Desk, "operator_defined"));
    }

    #[test]
    fn a_kind_of_a_newer_app_is_nobodys_to_refuse() {
        assert!(may_write(Role::Stand, "lunch_served"));
    }

    #[test]
    fn a_device_holds_a_log_by_its_role_and_whoever_serves_holds_all() {
        let (own, other) = (SubjectId([1; 16]), SubjectId([2; 16]));
        let held = |role, may_serve, exhibitor| {
            let holder = Holder {
                role,
                may_serve,
                exhibitor,
            };
            let logs = LogName::STANDING.into_iter();
            let logs = logs.chain([LogName::Exhibitor(own), LogName::Exhibitor(other)]);
            logs.filter(|log| may_hold(&holder, log))
                .map(|log| log.to_string())
                .collect::<Vec<_>>()
        };
        assert_eq!(
            held(Role::Desk, false, None),
            ["public", "core", "scans", "contact"]
        );
        assert_eq!(
            held(Role::Office, false, None),
            ["public", "core", "scans", "contact"]
        );
        assert_eq!(held(Role::Gate, false, None), ["public", "core", "scans"]);
        assert_eq!(held(Role::Kiosk, false, None), ["public", "core", "scans"]);
        let stands = LogName::Exhibitor(own).to_string();
        assert_eq!(held(Role::Stand, false, Some(own)), ["public", &*stands]);
        assert_eq!(held(Role::Stand, false, None), ["public"]);
        assert_eq!(held(Role::Desk, true, None).len(), 6);
    }

    #[test]
    fn every_kind_has_its_log_and_no_exhibitors_log_holds_any_of_them() {
        for kind in Fact::KINDS {
            let logs = LogName::STANDING
                .iter()
                .filter(|log| may_stand_in(log, kind))
                .count();
            assert!((1..=3).contains(&logs), "{kind} stands in {logs} logs");
            assert!(
                !may_stand_in(&LogName::Exhibitor(SubjectId([1; 16])), kind),
                "{kind}"
            );
        }
        assert!(may_stand_in(&LogName::Contact, "attendee_changed"));
        assert!(!may_stand_in(&LogName::Scans, "attendee_changed"));
        assert!(!may_stand_in(&LogName::Core, "scan_recorded"));
        assert!(may_stand_in(
            &LogName::Exhibitor(SubjectId([1; 16])),
            "lunch_served"
        ));
    }
}
