//! The organiser's recovery key: sixty symbols on paper that open what was wrapped to it, with every small typing error
//! told.
//!
//! The text is `SR`, the 32 secret bytes in our alphabet and the six check symbols of Bech32m, in groups of four. That
//! code tells any four wrong symbols in ninety, so also each single one and each swap of neighbours.

use super::age_text::{self, Secret};
use super::error::VaultError;
use bech32::primitives::checksum::{Checksum, Engine, PackedFe32};
use bech32::{Bech32m, Fe32};
use sarrera_core::alphabet::{self, SYMBOLS};
use sarrera_core::world::{Entropy, random};
use zeroize::Zeroizing;

const MARK: &str = "SR";
const GROUP_SYMBOLS: usize = 4;
const CHECK_SYMBOLS: usize = Bech32m::CHECKSUM_LENGTH;
const TEXT_SYMBOLS: usize = MARK.len() + alphabet::symbols_for(32) + CHECK_SYMBOLS;
const TEXT_BYTES: usize = TEXT_SYMBOLS + TEXT_SYMBOLS / GROUP_SYMBOLS;

/// What opens everything when a passphrase is forgotten or a machine is dead. Printed once, kept on paper.
#[derive(Clone)]
pub struct RecoveryKey(Secret);

impl RecoveryKey {
    /// A new key.
    #[must_use]
    pub fn generate(entropy: &dyn Entropy) -> Self {
        Self(Secret(Zeroizing::new(random(entropy))))
    }

    /// The key as it is printed: fifteen groups of four.
    #[must_use]
    pub fn to_text(&self) -> Zeroizing<String> {
        let mut symbols = Zeroizing::new(String::with_capacity(TEXT_SYMBOLS));
        symbols.push_str(MARK);
        symbols.push_str(&Zeroizing::new(alphabet::encode(&*self.0.0)));
        let mut engine = engine_after(&symbols);
        engine.input_target_residue();
        for position in (0..CHECK_SYMBOLS).rev() {
            symbols.push(symbol(engine.residue().unpack(position)));
        }
        let mut text = Zeroizing::new(String::with_capacity(TEXT_BYTES));
        for (position, symbol) in symbols.chars().enumerate() {
            if position > 0 && position % GROUP_SYMBOLS == 0 {
                text.push(' ');
            }
            text.push(symbol);
        }
        text
    }

    /// Reads a typed or scanned key; spaces, line breaks and hyphens anywhere and lower case do no harm.
    ///
    /// # Errors
    /// [`VaultError::RecoveryKeyMistyped`] for anything but a key as it was printed.
    pub fn parse(text: &str) -> Result<Self, VaultError> {
        Self::parse_symbols(text).ok_or(VaultError::RecoveryKeyMistyped)
    }

    /// Whom secrets are wrapped to: the public half, in `age`'s own writing.
    #[must_use]
    pub fn recipient(&self) -> String {
        self.0.recipient()
    }

    fn parse_symbols(text: &str) -> Option<Self> {
        let mut symbols = Zeroizing::new(String::with_capacity(TEXT_SYMBOLS));
        for c in text.chars().filter(|c| !c.is_whitespace() && *c != '-') {
            alphabet::value(c)?;
            if symbols.len() == TEXT_SYMBOLS {
                return None;
            }
            symbols.push(c.to_ascii_uppercase());
        }
        if symbols.len() != TEXT_SYMBOLS || engine_after(&symbols).residue() != &Bech32m::TARGET_RESIDUE {
            return None;
        }
        let secret = symbols.strip_prefix(MARK)?.get(..alphabet::symbols_for(32))?;
        let bytes = Zeroizing::new(alphabet::decode_vec(secret)?);
        let mut key = Zeroizing::new([0; 32]);
        if bytes.len() != key.len() {
            return None;
        }
        key.copy_from_slice(&bytes);
        Some(Self(Secret(key)))
    }
}

impl std::fmt::Debug for RecoveryKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("RecoveryKey(…)")
    }
}

/// Wraps a secret to a recovery key, of which only the public half need be here.
///
/// # Errors
/// [`VaultError::BadRecipient`] when that half is none.
pub fn wrap(recipient: &str, secret: &[u8]) -> Result<String, VaultError> {
    age_text::seal(recipient, secret)
}

/// Opens what was wrapped to this recovery key.
///
/// # Errors
/// [`VaultError::WrongRecoveryKey`] when it was wrapped to another one, or the text is damaged.
pub fn unwrap(key: &RecoveryKey, wrapped: &str) -> Result<Zeroizing<Vec<u8>>, VaultError> {
    key.0.open(wrapped).ok_or(VaultError::WrongRecoveryKey)
}

/// The check after these symbols; a symbol that is none counts for the first one.
fn engine_after(symbols: &str) -> Engine<Bech32m> {
    let mut engine = Engine::new();
    for c in symbols.chars() {
        let value = alphabet::value(c).and_then(|value| u8::try_from(value).ok());
        engine.input_fe(
            value
                .and_then(|value| Fe32::try_from(value).ok())
                .unwrap_or(Fe32::Q),
        );
    }
    engine
}

fn symbol(value: u8) -> char {
    SYMBOLS.get(usize::from(value)).copied().map_or('A', char::from)
}
