//! Messages as bytes: JSON in one zstd frame, unpacked no further than [`UNPACKED_BYTES_MAX`].

use crate::bounds::{MESSAGE_BYTES_MAX, UNPACKED_BYTES_MAX};
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::cell::RefCell;
use std::io::Read;
use zstd::bulk::Compressor;
use zstd::stream::read::Decoder;
use zstd::zstd_safe::{DCtx, ResetDirective};

/// zstd's level: FACTS' figures were measured at it.
const LEVEL: i32 = 3;
/// Where a device is filled: four times the work for 4 % less on the way.
const DENSE_LEVEL: i32 = 6;
/// 2²³ bytes: more than these levels need.
const WINDOW_LOG_MAX: u32 = 23;

thread_local! {
    /// What zstd needs to pack and to unpack, kept from one message to the next: a small one costs less than making these.
    static PACKER: RefCell<Option<Compressor<'static>>> = const { RefCell::new(None) };
    static UNPACKER: RefCell<DCtx<'static>> = RefCell::new(DCtx::create());
}

/// Why bytes are no message.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Unreadable {
    #[error("larger than {MESSAGE_BYTES_MAX} bytes, or than {UNPACKED_BYTES_MAX} unpacked")]
    TooLarge,
    #[error("not zstd")]
    NotPacked,
    #[error("not a message of this version: {0}")]
    NotAMessage(String),
}

/// Packs a message.
///
/// # Errors
/// When it cannot be written, which no message of ours is.
pub fn pack<T: Serialize>(message: &T) -> Result<Vec<u8>, Unreadable> {
    pack_at(message, LEVEL)
}

/// Packs a message that many people's data stands in, denser.
///
/// # Errors
/// As [`pack`].
pub(crate) fn pack_dense<T: Serialize>(message: &T) -> Result<Vec<u8>, Unreadable> {
    pack_at(message, DENSE_LEVEL)
}

fn pack_at<T: Serialize>(message: &T, level: i32) -> Result<Vec<u8>, Unreadable> {
    let json = serde_json::to_vec(message).map_err(|e| Unreadable::NotAMessage(e.to_string()))?;
    PACKER
        .with_borrow_mut(|kept| {
            let packer = match kept {
                Some(packer) => packer,
                None => kept.insert(Compressor::new(level)?),
            };
            packer.set_compression_level(level)?;
            packer.compress(&json)
        })
        .map_err(|_unpackable: std::io::Error| Unreadable::NotPacked)
}

/// Unpacks a message.
///
/// # Errors
/// Whatever is wrong with it.
pub fn unpack<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, Unreadable> {
    unpack_within(bytes, UNPACKED_BYTES_MAX)
}

/// Unpacks a message of somebody who may not say so much.
///
/// # Errors
/// As [`unpack`].
pub(crate) fn unpack_within<T: DeserializeOwned>(bytes: &[u8], bytes_max: usize) -> Result<T, Unreadable> {
    let text = unpack_text_within(bytes, bytes_max)?;
    serde_json::from_slice(&text).map_err(|e| Unreadable::NotAMessage(place_of(&e)))
}

/// Unpacks a message as the text that it is, whatever it says.
///
/// # Errors
/// What is too large, or not packed.
pub fn unpack_text(bytes: &[u8]) -> Result<Vec<u8>, Unreadable> {
    unpack_text_within(bytes, UNPACKED_BYTES_MAX)
}

fn unpack_text_within(bytes: &[u8], bytes_max: usize) -> Result<Vec<u8>, Unreadable> {
    if bytes.len() > MESSAGE_BYTES_MAX {
        return Err(Unreadable::TooLarge);
    }
    let limit = u64::try_from(bytes_max).unwrap_or(u64::MAX);
    let mut json = Vec::new();
    UNPACKER
        .with_borrow_mut(|kept| {
            // What a message before left half read is forgotten.
            kept.reset(ResetDirective::SessionAndParameters)
                .map_err(|_code| std::io::ErrorKind::Other)?;
            let mut decoder = Decoder::with_context(bytes, kept).single_frame();
            // What a frame may have its reader set aside before a byte of it is read.
            decoder.window_log_max(WINDOW_LOG_MAX)?;
            decoder.take(limit.saturating_add(1)).read_to_end(&mut json)
        })
        .map_err(|_unreadable: std::io::Error| Unreadable::NotPacked)?;
    if json.len() > bytes_max {
        return Err(Unreadable::TooLarge);
    }
    Ok(json)
}

/// Where it went wrong, and never what stood there: it may have been somebody's name.
fn place_of(error: &serde_json::Error) -> String {
    format!("line {}, column {}", error.line(), error.column())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_small_body_that_unpacks_to_a_large_one_is_refused() {
        let bomb = zstd::bulk::compress(&vec![b' '; UNPACKED_BYTES_MAX + 2], 19).unwrap();
        assert!(bomb.len() < 10_000);
        assert_eq!(unpack::<String>(&bomb), Err(Unreadable::TooLarge));
    }

    #[test]
    fn deep_nesting_is_refused() {
        let deep = zstd::bulk::compress("[".repeat(100_000).as_bytes(), 3).unwrap();
        let refused = unpack::<serde_json::Value>(&deep);
        assert!(matches!(refused, Err(Unreadable::NotAMessage(_))), "{refused:?}");
    }

    #[test]
    fn what_is_said_of_a_bad_message_does_not_repeat_it() {
        let bytes = zstd::bulk::compress(br#"{"knock": "Ane Etxeberria"}"#, 3).unwrap();
        let refused = unpack::<crate::Request>(&bytes).unwrap_err();
        assert!(!refused.to_string().contains("Etxeberria"), "{refused}");
    }

    proptest! {
        #[test]
        fn any_bytes_are_read_or_refused_without_a_panic(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
            let _ = unpack::<crate::Request>(&bytes);
            let _ = unpack::<crate::Answer>(&bytes);
        }
    }
}
