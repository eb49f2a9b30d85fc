//! What is wrong with the disk at the moment, and what that does to the next operation.

use std::time::Duration;

/// What happens when SQLite asks for a file to be made durable.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Syncs {
    /// Asked of the operating system and noted.
    #[default]
    Real,
    /// As [`Syncs::Real`], and never done sooner than this: a plain solid-state disk under a virtual machine's fast one.
    AtLeast(Duration),
    /// Noted, but not asked of the operating system: as good for a simulated power cut, and much faster.
    NotedOnly,
    /// Answered with success and dropped, as a lying disk does: the planted fault that a power-cut test must find.
    Dropped,
}

#[derive(Debug, Default)]
pub(super) struct Faults {
    pub(super) syncs: Syncs,
    pub(super) room: Option<u64>,
    pub(super) read_only: bool,
    pub(super) writes_left: Option<u64>,
    pub(super) syncs_left: Option<u64>,
}

/// How much of a write the disk takes.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Taken {
    All,
    /// As many bytes as fit; the rest finds the disk full.
    FirstBytes(u64),
    Nothing,
}

impl Faults {
    /// Decides a write that ends at `end` in a file of `size` bytes, and takes the room it needs.
    pub(super) fn take_write(&mut self, size: u64, offset: u64, length: u64) -> Taken {
        if self.read_only || !spend(&mut self.writes_left) {
            return Taken::Nothing;
        }
        let growth = offset.saturating_add(length).saturating_sub(size);
        let missing = self.take_room(growth);
        if missing == 0 {
            Taken::All
        } else {
            Taken::FirstBytes(length.saturating_sub(missing))
        }
    }

    /// Takes up to `bytes` of room and says how many bytes did not fit.
    pub(super) fn take_room(&mut self, bytes: u64) -> u64 {
        let Some(room) = self.room.as_mut() else { return 0 };
        let taken = bytes.min(*room);
        *room -= taken;
        bytes - taken
    }

    /// Whether `bytes` more would fit.
    pub(super) fn has_room(&self, bytes: u64) -> bool {
        self.room.is_none_or(|room| room >= bytes)
    }

    /// A file was deleted or shortened by this much.
    pub(super) fn give_back(&mut self, bytes: u64) {
        if let Some(room) = self.room.as_mut() {
            *room = room.saturating_add(bytes);
        }
    }

    /// Whether the next sync goes through.
    pub(super) fn take_sync(&mut self) -> bool {
        !self.read_only && spend(&mut self.syncs_left)
    }
}

/// Uses up one of the operations that still work; `None` means they all do.
fn spend(left: &mut Option<u64>) -> bool {
    match left {
        None => true,
        Some(0) => false,
        Some(some) => {
            *some -= 1;
            true
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn writing_over_what_is_there_needs_no_room() {
        let mut disk = Faults {
            room: Some(10),
            ..Faults::default()
        };
        assert_eq!(disk.take_write(100, 50, 50), Taken::All);
        assert_eq!(disk.take_write(100, 90, 20), Taken::All);
        assert_eq!(disk.take_write(110, 110, 8), Taken::FirstBytes(0));
    }

    #[test]
    fn the_last_write_before_full_goes_in_partly_and_returned_room_is_used_again() {
        let mut disk = Faults {
            room: Some(10),
            ..Faults::default()
        };
        assert_eq!(disk.take_write(0, 0, 16), Taken::FirstBytes(10));
        assert!(!disk.has_room(1));
        disk.give_back(4);
        assert_eq!(disk.take_write(10, 10, 4), Taken::All);
    }

    #[test]
    fn a_broken_disk_takes_the_promised_number_and_then_nothing() {
        let mut disk = Faults {
            writes_left: Some(1),
            syncs_left: Some(1),
            ..Faults::default()
        };
        assert_eq!(disk.take_write(0, 0, 1), Taken::All);
        assert_eq!(disk.take_write(1, 1, 1), Taken::Nothing);
        assert!(disk.take_sync());
        assert!(!disk.take_sync());
    }
}
