//! What the window may ask on a device of which role: the one table, and the one check that every command passes.
//!
//! An op that a role may not write is quarantined whoever wrote it (`core::ops::may_write`); here a device is not even
//! asked to. What reads people, or leaves the device with them, has no op and is held here alone.

use crate::device::{App, find_event};
use crate::failure::{AppError, Refusal};
use crate::printing::event_of_job;
use crate::view::{Allowed, PersonAllowed, Section};
use sarrera_core::admission::Authority;
use sarrera_core::ops::Role;
use sarrera_store::{EventRow, Reader};

/// On which devices something may be asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Who {
    /// It concerns this machine alone, or an event that is not made yet.
    Anybody,
    /// Wherever codes are scanned.
    Checkpoints,
    /// Where an operator stands at the checkpoint: whoever comes to a kiosk overrules nobody.
    Operators,
    /// Where badges come out of a printer.
    Printing,
    /// Where people are registered, corrected and helped.
    Desks,
    /// Where an organiser works.
    Office,
}

impl Who {
    /// Whether a device of this role is one of them.
    #[must_use]
    pub const fn is(self, role: Role) -> bool {
        match role {
            Role::Office => true,
            Role::Desk => !matches!(self, Self::Office),
            Role::Kiosk => matches!(self, Self::Anybody | Self::Checkpoints | Self::Printing),
            Role::Gate => matches!(self, Self::Anybody | Self::Checkpoints | Self::Operators),
            Role::Stand => matches!(self, Self::Anybody),
        }
    }

    const fn refusal(self) -> Refusal {
        match self {
            Self::Office => Refusal::NotAllowedHere,
            Self::Anybody | Self::Checkpoints | Self::Operators | Self::Printing | Self::Desks => {
                Refusal::DoneAtADesk
            }
        }
    }
}

/// Every command of the window.
pub const COMMANDS: [(Who, &[&str]); 6] = [
    (
        Who::Anybody,
        &[
            "overview",
            "open_database",
            "recover",
            "recovery_key",
            "recovery_key_kept",
            "set_language",
            "create_event",
            "create_from_file",
            "open_demo",
            // Whoever knows a code: the server judges it.
            "pair_device",
            "catch_up",
            "reasons",
            "printers",
            "choose_printer",
            "templates",
            "choose_template",
            "cameras",
            "start_camera",
            "stop_camera",
            "camera_picture",
            "test_code",
            "passphrase_asked",
            "change_passphrase",
            "full_screen",
            "close_window",
            // Where this machine finds the servers: only who is certified is believed there.
            "sync_state",
            "servers",
            "add_server",
            "remove_server",
            "try_server",
            "look_around",
            // Who may serve is said by the event's own log.
            "room",
            "serve_room",
            "leave_room",
            // What is in the file is sealed for those who may hold it, and checked as what a server sends is.
            "write_stick",
            "read_stick",
            // A dialog of the system's own; what becomes of the file is asked by another command.
            "choose_import_file",
            "choose_badges_file",
            "choose_export_file",
        ],
    ),
    (
        Who::Checkpoints,
        &[
            "figures",
            "recent",
            "scan",
            "enter_text",
            "choose_candidate",
            "outcome",
            "path_to",
            "left_prints",
            "operators",
            "ask_help",
            "say_more",
            "answer_help",
            "help_here",
            "conflict_count",
        ],
    ),
    (
        Who::Operators,
        &["confirm_scan", "override_scan", "undo_scan", "choose_operator"],
    ),
    (
        Who::Printing,
        &[
            "find",
            "admit",
            "preview_badge",
            "retry_print",
            "settle_print",
            "print_state",
            "print_test",
        ],
    ),
    (
        Who::Desks,
        &[
            "companies",
            "check_form",
            "preview_form",
            "register",
            "correct",
            "substitute",
            "reprint",
            "group_of",
            "admit_group",
            "cancel_group",
        ],
    ),
    (
        Who::Office,
        &[
            "dashboard",
            "open_help",
            "people",
            "people_ahead",
            "profile",
            "edit_person",
            "choose_value",
            "export_table",
            "preview_import",
            "run_import",
            "cancel_import",
            "save_rejected",
            "import_runs",
            "conflicts",
            "settle_conflict",
            "devices",
            "change_device",
            "revoke_device",
            "invitations",
            "invite",
            "revoke_invitation",
            "duplicates",
            "preview_merge",
            "merge_attendees",
            "undo_merge",
            "set_not_same",
            "batch_people",
            "look_at_batch",
            "batch_page",
            "make_batch",
            "cancel_batch",
            "event_setup",
            "save_event",
            "save_notice",
            "save_category",
            "save_checkpoint",
            "save_operator",
        ],
    ),
];

/// Which devices may be asked this command; nothing where there is no such command.
#[must_use]
pub fn who_may(command: &str) -> Option<Who> {
    let mut all = COMMANDS.iter();
    all.find(|(_, commands)| commands.contains(&command))
        .map(|(who, _)| *who)
}

/// What a command speaks of, as far as its event follows from it.
#[derive(Debug, Clone, Copy, Default)]
pub struct Named<'a> {
    /// An event, by its id or its label.
    pub event: Option<&'a str>,
    /// A print job: of the event whose badge it carries.
    pub job: Option<&'a str>,
}

impl App {
    /// Whether this device may be asked a command: by its role in each event that the command speaks of, and where it
    /// speaks of none, by its role in any event.
    ///
    /// # Errors
    /// A role that may not, a device that is none of the event's, no such command, event or print job, or a database that
    /// can't be read.
    pub fn allow(&self, command: &str, named: Named<'_>) -> Result<(), AppError> {
        let who = who_may(command).ok_or_else(|| AppError::NotFound {
            what: "command",
            which: command.to_owned(),
        })?;
        if who == Who::Anybody {
            return Ok(());
        }
        self.read(|r| {
            if named.event.is_none() && named.job.is_none() {
                return asked_in(r, who, &r.events()?);
            }
            if let Some(event) = named.event {
                asked_in(r, who, &[find_event(r, event)?])?;
            }
            if let Some(job) = named.job {
                asked_in(r, who, &[event_of_job(r, job)?])?;
            }
            Ok(())
        })
    }
}

/// Refuses where this device has no role, or none that may, in any of these events.
fn asked_in(reader: &Reader<'_>, who: Who, events: &[EventRow]) -> Result<(), AppError> {
    let mut roles = Vec::new();
    for event in events {
        roles.extend(reader.role_here(event.no)?);
    }
    if roles.is_empty() {
        return Err(Refusal::NotInEvent.into());
    }
    if roles.into_iter().any(|role| who.is(role)) {
        Ok(())
    } else {
        Err(who.refusal().into())
    }
}

/// The parts of the office that a device of this role reaches, in the order of their keys.
pub(crate) fn sections(role: Option<Role>) -> Vec<Section> {
    match role {
        Some(Role::Office) => Section::ALL.to_vec(),
        Some(Role::Desk | Role::Gate) => vec![Section::Event, Section::Device],
        Some(Role::Stand) => vec![Section::Device],
        // Whoever stands before a kiosk does not get behind it.
        Some(Role::Kiosk) => Vec::new(),
        // What it still is, is a machine.
        None => vec![Section::Event, Section::Device],
    }
}

/// Whether this device is one of those in the event.
pub(crate) fn is_here(reader: &Reader<'_>, event: &EventRow, who: Who) -> Result<bool, AppError> {
    Ok(reader.role_here(event.no)?.is_some_and(|role| who.is(role)))
}

/// Whose word an override on a device of this role is: an organiser works in the office, an operator wherever else one is.
pub(crate) const fn authority(role: Option<Role>) -> Authority {
    match role {
        Some(Role::Office) => Authority::Organiser,
        Some(Role::Desk | Role::Gate | Role::Kiosk | Role::Stand) | None => Authority::Operator,
    }
}

/// What a device of this role may do with somebody who is found by name.
pub(crate) fn person_allowed(role: Option<Role>, has_badge: bool) -> PersonAllowed {
    let at_desk = role.is_some_and(|role| Who::Desks.is(role));
    PersonAllowed {
        correct: at_desk,
        reprint: at_desk && has_badge,
    }
}

/// Who may undo a scan: one that made badges makes them void, which is done where badges are corrected.
pub(crate) const fn may_undo(makes_badges: bool) -> Who {
    if makes_badges { Who::Desks } else { Who::Operators }
}

/// What may follow a scan, on a device of this role.
pub(crate) fn allowed_here(role: Option<Role>, can: Allowed, undoes: Who) -> Allowed {
    let is = |who: Who| role.is_some_and(|role| who.is(role));
    Allowed {
        confirm: can.confirm && is(Who::Operators),
        override_verdict: can.override_verdict && is(Who::Operators),
        undo: can.undo && is(undoes),
        correct: can.correct && is(Who::Desks),
        reprint: can.reprint && is(Who::Desks),
        print: can.print && is(Who::Printing),
        substitute: can.substitute && is(Who::Desks),
    }
}
