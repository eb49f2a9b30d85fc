//! What a server says of itself in its announcement: a handful of short texts, read with suspicion.

use sarrera_core::ids::{DeviceId, EventId};

/// The version of the protocol behind `/sync/1`.
pub const PROTOCOL_VERSION: u32 = 1;

const EVENT: &str = "event";
const DEVICE: &str = "device";
const VERSION: &str = "version";
const PLACE: &str = "role";

/// An announcement.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Beacon {
    pub event: EventId,
    pub device: DeviceId,
    pub version: u32,
    pub place: Place,
}

/// What a server is to the event.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// On the fair's own network.
    Hub,
    Centre,
}

impl Place {
    const fn said(self) -> &'static str {
        match self {
            Self::Hub => "hub",
            Self::Centre => "centre",
        }
    }
}

impl Beacon {
    /// As the network names it: one for each device and event, in the 63 bytes that a name may have.
    pub(crate) fn instance(&self) -> String {
        let part = |id: String| {
            id.chars()
                .take(NAME_PART_CHARS)
                .collect::<String>()
                .to_ascii_lowercase()
        };
        format!(
            "sarrera-{}-{}",
            part(self.event.to_string()),
            part(self.device.to_string())
        )
    }

    pub(crate) fn txt(&self) -> [(&'static str, String); 4] {
        [
            (EVENT, self.event.to_string()),
            (DEVICE, self.device.to_string()),
            (VERSION, self.version.to_string()),
            (PLACE, self.place.said().to_owned()),
        ]
    }

    /// What was announced; nothing where a part is missing or is no id.
    pub(crate) fn read<'a>(txt: impl Fn(&str) -> Option<&'a str>) -> Option<Self> {
        let place = match txt(PLACE)? {
            "hub" => Place::Hub,
            "centre" => Place::Centre,
            _other => return None,
        };
        Some(Self {
            event: txt(EVENT)?.parse().ok()?,
            device: txt(DEVICE)?.parse().ok()?,
            version: txt(VERSION)?.parse().ok()?,
            place,
        })
    }
}

/// Of an id's 26 characters, enough to tell the servers of a hall apart.
const NAME_PART_CHARS: usize = 16;

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeMap;

    fn beacon() -> Beacon {
        Beacon {
            event: EventId::new([3; 16]),
            device: DeviceId::new([9; 16]),
            version: PROTOCOL_VERSION,
            place: Place::Hub,
        }
    }

    fn read(txt: &BTreeMap<&str, String>) -> Option<Beacon> {
        Beacon::read(|key| txt.get(key).map(String::as_str))
    }

    #[test]
    fn an_announcement_is_read_as_it_was_made() {
        for place in [Place::Hub, Place::Centre] {
            let beacon = Beacon { place, ..beacon() };
            assert_eq!(read(&beacon.txt().into()), Some(beacon));
        }
    }

    #[test]
    fn an_announcement_that_is_none_of_ours_is_passed_over() {
        for key in [EVENT, DEVICE, VERSION, PLACE] {
            let mut txt = BTreeMap::from(beacon().txt());
            txt.remove(key);
            assert_eq!(read(&txt), None, "without {key}");
            txt.insert(key, "<script>".to_owned());
            assert_eq!(read(&txt), None, "with a strange {key}");
        }
    }

    #[test]
    fn a_name_fits_into_a_label_and_differs_by_event_and_device() {
        let other = Beacon {
            event: EventId::new([4; 16]),
            ..beacon()
        };
        assert!(beacon().instance().len() <= 63);
        assert_ne!(beacon().instance(), other.instance());
    }
}
