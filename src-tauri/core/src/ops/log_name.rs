//! The logs of an event: the unit of scope, chain, vector, cursor and sharding.

use crate::ids::SubjectId;
use std::fmt;
use std::str::FromStr;

/// One log of an event. A device holds a log whole or not at all.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum LogName {
    /// Definitions, keys, servers, devices, revocations.
    Public,
    /// People's names and companies, registrations.
    Core,
    /// Scans and badges; pulled first.
    Scans,
    /// Mail, phone, notes: desks and office only.
    Contact,
    /// One exhibitor's leads.
    Exhibitor(SubjectId),
}

impl LogName {
    /// The logs that every event has from its first moment.
    pub const STANDING: [Self; 4] = [Self::Public, Self::Core, Self::Scans, Self::Contact];
}

impl fmt::Display for LogName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Public => f.write_str("public"),
            Self::Core => f.write_str("core"),
            Self::Scans => f.write_str("scans"),
            Self::Contact => f.write_str("contact"),
            Self::Exhibitor(id) => write!(f, "exhibitor/{id}"),
        }
    }
}

impl serde::Serialize for LogName {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> serde::Deserialize<'de> for LogName {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

/// A text that names no log.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("not a log: {0:?}")]
pub struct NotALog(pub String);

impl FromStr for LogName {
    type Err = NotALog;

    fn from_str(text: &str) -> Result<Self, NotALog> {
        match text {
            "public" => Ok(Self::Public),
            "core" => Ok(Self::Core),
            "scans" => Ok(Self::Scans),
            "contact" => Ok(Self::Contact),
            other => other
                .strip_prefix("exhibitor/")
                .and_then(|id| id.parse().ok())
                .map(Self::Exhibitor)
                .ok_or_else(|| NotALog(other.to_owned())),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_log_is_read_back_from_its_name() {
        let stand = LogName::Exhibitor(SubjectId::new([7; 16]));
        for log in LogName::STANDING.into_iter().chain([stand]) {
            assert_eq!(log.to_string().parse(), Ok(log));
        }
        assert!("exhibitor/nobody".parse::<LogName>().is_err());
        assert!("Public".parse::<LogName>().is_err());
    }
}
