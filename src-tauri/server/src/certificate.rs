//! The certificate that a device shows when it serves: self-signed, and its key *is* the device's key.
//!
//! Desks know that key from the event's `public` log, so the certificate needs no authority, no name and no date: it is
//! valid for as long as the device is, whatever the clocks of the hall say.

use ed25519_dalek::{Signer as _, SigningKey};
use rcgen::{CertificateParams, DistinguishedName, DnType, PKCS_ED25519, PublicKeyData};
use rustls::crypto::CryptoProvider;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer, SubjectPublicKeyInfoDer};
use rustls::sign::CertifiedKey;
use rustls::{SignatureAlgorithm, SignatureScheme};
use std::path::Path;
use std::sync::Arc;

/// The public Ed25519 key of a device.
pub type DeviceKey = [u8; 32];

/// Every Ed25519 public key in DER begins so (RFC 8410, section 4).
const ED25519_SPKI: [u8; 12] = [
    0x30, 0x2a, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x03, 0x21, 0x00,
];
/// What the certificate calls itself; nobody looks at it.
const COMMON_NAME: &str = "Sarrera device";

/// Why a certificate can't be shown.
#[derive(Debug, thiserror::Error)]
pub enum CertificateError {
    #[error("{file} can't be read as certificates or a key in PEM: {why}")]
    Unreadable { file: String, why: String },
    #[error("the key does not belong to the certificate: {0}")]
    DoNotMatch(String),
    #[error("the device's certificate could not be made: {0}")]
    NotMade(String),
}

impl CertificateError {
    /// Stable, for programs.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Unreadable { .. } => "certificate_unreadable",
            Self::DoNotMatch(_) => "certificate_and_key_differ",
            Self::NotMade(_) => "certificate_not_made",
        }
    }
}

/// The cryptography of every handshake of ours.
pub(crate) fn provider() -> Arc<CryptoProvider> {
    Arc::new(rustls::crypto::ring::default_provider())
}

/// The certificate of a device.
pub(crate) fn of_device(key: Arc<SigningKey>) -> Result<CertifiedKey, CertificateError> {
    let shown = Shown::of(key);
    let certificate = self_signed(&shown).map_err(|error| CertificateError::NotMade(error.to_string()))?;
    Ok(CertifiedKey::new(vec![certificate], Arc::new(shown)))
}

/// Certificates (the server's own first) and their key, from two files in PEM.
pub(crate) fn from_files(certificate: &Path, key: &Path) -> Result<CertifiedKey, CertificateError> {
    let unreadable = |file: &Path, why: rustls::pki_types::pem::Error| CertificateError::Unreadable {
        file: file.display().to_string(),
        why: why.to_string(),
    };
    let chain: Vec<CertificateDer<'static>> = CertificateDer::pem_file_iter(certificate)
        .and_then(Iterator::collect)
        .map_err(|error| unreadable(certificate, error))?;
    if chain.is_empty() {
        return Err(unreadable(
            certificate,
            rustls::pki_types::pem::Error::NoItemsFound,
        ));
    }
    let key = PrivateKeyDer::from_pem_file(key).map_err(|error| unreadable(key, error))?;
    CertifiedKey::from_der(chain, key, &provider())
        .map_err(|error| CertificateError::DoNotMatch(error.to_string()))
}

/// The device's key in a certificate that a device made for itself; nothing for any other kind of certificate.
pub(crate) fn device_key(certificate: &CertificateDer<'_>) -> Option<DeviceKey> {
    let parsed = webpki::EndEntityCert::try_from(certificate).ok()?;
    let public = parsed.subject_public_key_info();
    let key = public.as_ref().strip_prefix(&ED25519_SPKI)?;
    DeviceKey::try_from(key).ok()
}

fn self_signed(shown: &Shown) -> Result<CertificateDer<'static>, rcgen::Error> {
    let mut params = CertificateParams::default();
    params.distinguished_name = DistinguishedName::new();
    params.distinguished_name.push(DnType::CommonName, COMMON_NAME);
    // The same device makes the same certificate again: it says nothing about when or how often it was started.
    let serial: Vec<u8> = std::iter::once(1)
        .chain(shown.public.iter().copied().take(15))
        .collect();
    params.serial_number = Some(serial.into());
    Ok(params.self_signed(shown)?.into())
}

/// The device's key as the handshake and the certificate use it: it signs, and is never copied.
struct Shown {
    key: Arc<SigningKey>,
    public: DeviceKey,
}

impl Shown {
    fn of(key: Arc<SigningKey>) -> Self {
        let public = key.verifying_key().to_bytes();
        Self { key, public }
    }
}

impl std::fmt::Debug for Shown {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Shown").finish_non_exhaustive()
    }
}

impl PublicKeyData for Shown {
    fn der_bytes(&self) -> &[u8] {
        &self.public
    }

    fn algorithm(&self) -> &'static rcgen::SignatureAlgorithm {
        &PKCS_ED25519
    }
}

impl rcgen::SigningKey for Shown {
    fn sign(&self, message: &[u8]) -> Result<Vec<u8>, rcgen::Error> {
        Ok(self.key.sign(message).to_bytes().to_vec())
    }
}

impl rustls::sign::SigningKey for Shown {
    fn choose_scheme(&self, offered: &[SignatureScheme]) -> Option<Box<dyn rustls::sign::Signer>> {
        let ours = offered.contains(&SignatureScheme::ED25519);
        ours.then(|| -> Box<dyn rustls::sign::Signer> { Box::new(Self::of(Arc::clone(&self.key))) })
    }

    fn public_key(&self) -> Option<SubjectPublicKeyInfoDer<'_>> {
        let public: Vec<u8> = ED25519_SPKI.iter().chain(&self.public).copied().collect();
        Some(public.into())
    }

    fn algorithm(&self) -> SignatureAlgorithm {
        SignatureAlgorithm::ED25519
    }
}

impl rustls::sign::Signer for Shown {
    fn sign(&self, message: &[u8]) -> Result<Vec<u8>, rustls::Error> {
        Ok(self.key.sign(message).to_bytes().to_vec())
    }

    fn scheme(&self) -> SignatureScheme {
        SignatureScheme::ED25519
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(seed: u8) -> Arc<SigningKey> {
        Arc::new(SigningKey::from_bytes(&[seed; 32]))
    }

    #[test]
    fn the_key_in_the_certificate_is_the_devices_and_every_start_makes_the_same_one() {
        let made = of_device(key(7)).unwrap();
        made.keys_match().unwrap();
        let certificate = made.end_entity_cert().unwrap();
        assert_eq!(device_key(certificate), Some(key(7).verifying_key().to_bytes()));
        let again = of_device(key(7)).unwrap();
        assert_eq!(again.cert, made.cert);
        assert_ne!(of_device(key(8)).unwrap().cert, made.cert);
    }

    #[test]
    fn a_certificate_of_another_kind_names_no_device() {
        let other = rcgen::generate_simple_self_signed(["fair.example".to_owned()]).unwrap();
        assert_eq!(device_key(other.cert.der()), None);
        assert_eq!(device_key(&CertificateDer::from(vec![0x30, 0x00])), None);
    }

    #[test]
    fn files_that_hold_no_certificate_or_anothers_key_are_refused_by_a_code() {
        let folder = tempfile::tempdir().unwrap();
        let file = |name: &str, text: &str| {
            let path = folder.path().join(name);
            std::fs::write(&path, text).unwrap();
            path
        };
        let one = rcgen::generate_simple_self_signed(["fair.example".to_owned()]).unwrap();
        let other = rcgen::generate_simple_self_signed(["fair.example".to_owned()]).unwrap();
        let certificate = file("one.pem", &one.cert.pem());
        let key = file("one.key", &one.signing_key.serialize_pem());
        let foreign = file("other.key", &other.signing_key.serialize_pem());
        let empty = file("empty.pem", "no certificate\n");
        from_files(&certificate, &key).unwrap();
        let code = |certificate: &Path, key: &Path| from_files(certificate, key).unwrap_err().code();
        assert_eq!(code(&certificate, &foreign), "certificate_and_key_differ");
        assert_eq!(code(&empty, &key), "certificate_unreadable");
        assert_eq!(code(&certificate, &empty), "certificate_unreadable");
        assert_eq!(code(&folder.path().join("none"), &key), "certificate_unreadable");
    }
}
