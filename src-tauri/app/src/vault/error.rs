//! What can go wrong between a folder and its key, as stable codes; no variant ever holds a secret.

use super::passphrase::PASSPHRASE_CHARACTERS_MIN;
use std::io::{Error, ErrorKind};

/// Why a key could not be made, opened or kept.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum VaultError {
    #[error("there is no key in this folder")]
    NoKeyFile,
    #[error("there is a key in this folder already")]
    KeyFileExists,
    #[error("the key file is damaged: {0}")]
    KeyFileDamaged(&'static str),
    #[error("the key file is of version {found}; this program knows {known}: install the newer one")]
    KeyFileNewer { found: u32, known: u32 },
    #[error("the key file can't be read: {0}")]
    KeyFileUnreadable(String),
    #[error("the key file can't be written: {0}")]
    KeyFileNotWritten(String),
    #[error("the disk is full")]
    DiskFull,
    #[error("the folder can't be written")]
    ReadOnlyFolder,
    #[error("the passphrase is needed")]
    PassphraseNeeded,
    #[error("a passphrase has at least {PASSPHRASE_CHARACTERS_MIN} characters")]
    PassphraseTooShort,
    #[error("the passphrase is wrong")]
    WrongPassphrase,
    #[error("this machine's keychain does not answer")]
    KeychainUnavailable,
    #[error("this machine's keychain does not hold the key of this folder: use the recovery key")]
    KeyNotInKeychain,
    #[error("the recovery key is mistyped")]
    RecoveryKeyMistyped,
    #[error("this is the recovery key of something else")]
    WrongRecoveryKey,
    #[error("this is nobody's public key")]
    BadRecipient,
    #[error("the sealing key is damaged")]
    BadSealingKey,
    #[error("this was sealed for another device, or is damaged")]
    NotSealedForUs,
}

impl VaultError {
    /// The stable `snake_case` code by which a window words it.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::NoKeyFile => "no_key_file",
            Self::KeyFileExists => "key_file_exists",
            Self::KeyFileDamaged(_) => "key_file_damaged",
            Self::KeyFileNewer { .. } => "key_file_newer",
            Self::KeyFileUnreadable(_) => "key_file_unreadable",
            Self::KeyFileNotWritten(_) => "key_file_not_written",
            Self::DiskFull => "disk_full",
            Self::ReadOnlyFolder => "read_only_folder",
            Self::PassphraseNeeded => "passphrase_needed",
            Self::PassphraseTooShort => "passphrase_too_short",
            Self::WrongPassphrase => "wrong_passphrase",
            Self::KeychainUnavailable => "keychain_unavailable",
            Self::KeyNotInKeychain => "key_not_in_keychain",
            Self::RecoveryKeyMistyped => "recovery_key_mistyped",
            Self::WrongRecoveryKey => "wrong_recovery_key",
            Self::BadRecipient => "bad_recipient",
            Self::BadSealingKey => "bad_sealing_key",
            Self::NotSealedForUs => "not_sealed_for_us",
        }
    }

    /// What the words of the code speak of.
    #[must_use]
    pub fn params(&self) -> Vec<(&'static str, String)> {
        match self {
            Self::KeyFileDamaged(why) => vec![("why", (*why).to_owned())],
            Self::KeyFileNewer { found, known } => {
                vec![("found", found.to_string()), ("known", known.to_string())]
            }
            Self::KeyFileUnreadable(why) | Self::KeyFileNotWritten(why) => vec![("why", why.clone())],
            Self::PassphraseTooShort => vec![("min", PASSPHRASE_CHARACTERS_MIN.to_string())],
            Self::NoKeyFile
            | Self::KeyFileExists
            | Self::DiskFull
            | Self::ReadOnlyFolder
            | Self::PassphraseNeeded
            | Self::WrongPassphrase
            | Self::KeychainUnavailable
            | Self::KeyNotInKeychain
            | Self::RecoveryKeyMistyped
            | Self::WrongRecoveryKey
            | Self::BadRecipient
            | Self::BadSealingKey
            | Self::NotSealedForUs => Vec::new(),
        }
    }

    /// What a failed write means for the person.
    #[allow(
        clippy::wildcard_enum_match_arm,
        reason = "the kinds of the standard library are open"
    )]
    pub(super) fn from_writing(error: &Error) -> Self {
        match error.kind() {
            ErrorKind::StorageFull | ErrorKind::QuotaExceeded => Self::DiskFull,
            ErrorKind::PermissionDenied | ErrorKind::ReadOnlyFilesystem => Self::ReadOnlyFolder,
            _ => Self::KeyFileNotWritten(error.to_string()),
        }
    }

    /// What a failed read means for the person.
    pub(super) fn from_reading(error: &Error) -> Self {
        if error.kind() == ErrorKind::NotFound {
            Self::NoKeyFile
        } else {
            Self::KeyFileUnreadable(error.to_string())
        }
    }
}
