//! Which role may write which kind. A known kind that the role may not write is stored and quarantined.

use super::public::Role;

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
        | "device_revoked" | "key_published" | "ops_released" | "attendee_erased" | "conflict_settled" => {
            office
        }
        "attendee_registered"
        | "attendee_changed"
        | "attendee_substituted"
        | "registration_changed"
        | "consent_given"
        | "consent_withdrawn"
        | "badge_voided" => desk,
        "badge_issued" | "print_requested" | "badge_print_reported" => prints,
        "scan_recorded" | "scan_confirmed" | "scan_annulled" => scans,
        _unknown => true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stand_writes_nothing_of_the_desk_and_a_gate_only_scans() {
        assert!(!may_write(Role::Stand, "scan_recorded"));
        assert!(!may_write(Role::Stand, "attendee_changed"));
        assert!(may_write(Role::Gate, "scan_recorded"));
        assert!(!may_write(Role::Gate, "badge_issued"));
        assert!(may_write(Role::Kiosk, "badge_issued"));
        assert!(!may_write(Role::Kiosk, "attendee_registered"));
        assert!(!may_write(Role::Desk, "attendee_erased"));
        assert!(may_write(Role::Office, "device_revoked"));
    }

    #[test]
    fn a_kind_of_a_newer_app_is_nobodys_to_refuse() {
        assert!(may_write(Role::Stand, "lunch_served"));
    }
}
