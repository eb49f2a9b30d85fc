//! Ids as types of their own: 16 bytes, shown in the alphabet of the codes, so that none is mistaken for another.

use crate::alphabet;
use std::fmt;
use std::str::FromStr;

/// A text that is not an id.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("not an id: {0:?}")]
pub struct NotAnId(pub String);

macro_rules! id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(pub [u8; 16]);

        impl $name {
            /// The id of these bytes.
            #[must_use]
            pub const fn new(bytes: [u8; 16]) -> Self {
                Self(bytes)
            }

            /// The id's bytes.
            #[must_use]
            pub const fn bytes(&self) -> &[u8; 16] {
                &self.0
            }

            /// The id that is nobody's: sixteen zeros.
            pub const NIL: Self = Self([0; 16]);
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&alphabet::encode(&self.0))
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, concat!(stringify!($name), "({})"), alphabet::encode(&self.0))
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
                text.parse().map_err(serde::de::Error::custom)
            }
        }

        impl FromStr for $name {
            type Err = NotAnId;

            fn from_str(text: &str) -> Result<Self, NotAnId> {
                alphabet::decode(text).map(Self).ok_or_else(|| NotAnId(text.to_owned()))
            }
        }
    };
}

id!(
    /// An event: the hash of its root public key.
    EventId
);
id!(
    /// An installation: the hash of its signing key.
    DeviceId
);
id!(
    /// One opening of a device's database.
    ReplicaId
);
id!(
    /// The ops that one use case appended together.
    TxnId
);
id!(
    /// One start of a machine, so that a clock's jumps can be told from restarts.
    BootId
);
id!(
    /// A person of an event.
    AttendeeId
);
id!(
    /// One statement that several registrations are one person's.
    MergeId
);
id!(
    /// A right to attend; it keeps the id of the attendee it was first made for.
    RegistrationId
);
id!(
    /// Whom or what an op speaks of.
    SubjectId
);
id!(
    /// A place where codes are scanned.
    CheckpointId
);
id!(
    /// A kind of attendee: visitor, exhibitor, speaker.
    CategoryId
);
id!(
    /// Who acts at a device.
    OperatorId
);
id!(
    /// One presentation of a code or a name at a checkpoint.
    ScanId
);
id!(
    /// One paper badge: known by the first 16 bytes of its serial's hash.
    BadgeId
);
id!(
    /// One order to a printer.
    PrintJobId
);
id!(
    /// One call for help.
    HelpId
);
id!(
    /// An op, by the first 16 bytes of its hash.
    OpRef
);
id!(
    /// What was stated of a device, by the hash of its text: the same whoever repeats it.
    StatementRef
);

impl From<AttendeeId> for SubjectId {
    fn from(id: AttendeeId) -> Self {
        Self(id.0)
    }
}

impl From<DeviceId> for SubjectId {
    fn from(id: DeviceId) -> Self {
        Self(id.0)
    }
}

impl From<OperatorId> for SubjectId {
    fn from(id: OperatorId) -> Self {
        Self(id.0)
    }
}

impl From<HelpId> for SubjectId {
    fn from(id: HelpId) -> Self {
        Self(id.0)
    }
}

impl From<RegistrationId> for SubjectId {
    fn from(id: RegistrationId) -> Self {
        Self(id.0)
    }
}

impl From<MergeId> for SubjectId {
    fn from(id: MergeId) -> Self {
        Self(id.0)
    }
}

impl From<AttendeeId> for RegistrationId {
    fn from(id: AttendeeId) -> Self {
        Self(id.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_is_read_back_from_what_it_shows() {
        let id = AttendeeId::new(*b"0123456789abcdef");
        assert_eq!(id.to_string().len(), 26);
        assert_eq!(id.to_string().parse(), Ok(id));
        assert!("too short".parse::<AttendeeId>().is_err());
    }
}
