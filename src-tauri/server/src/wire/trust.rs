//! Whom a desk believes to be a server of its event.
//!
//! A certificate with an Ed25519 key is a device's own: its key decides alone, whatever name or date stands in it. No
//! public authority issues such certificates, so the two kinds cannot be taken for each other. Every other certificate
//! must be vouched for by the system's authorities, or by those that were given.

use crate::certificate::{self, CertificateError, DeviceKey};
use crate::wire::error::WireError;
use rustls::client::Resumption;
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::CryptoProvider;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::{
    CertificateError as Rejected, ClientConfig, DigitallySignedStruct, Error, OtherError, PeerIncompatible,
    SignatureScheme,
};
use rustls_platform_verifier::Verifier;
use std::collections::BTreeSet;
use std::path::Path;
use std::sync::{Arc, OnceLock};

/// Which servers are believed.
#[derive(Debug, Clone)]
pub struct Trust {
    devices: Devices,
    authorities: Vec<CertificateDer<'static>>,
}

#[derive(Debug, Clone)]
enum Devices {
    These(BTreeSet<DeviceKey>),
    Any,
}

/// Who answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ServerKey {
    /// A device, which proved in the handshake that it holds this key.
    Device(DeviceKey),
    /// A server that an authority vouches for by its name.
    Named,
    /// A program of this machine, without TLS.
    ThisMachine,
}

impl Trust {
    /// Devices that may serve the event, by their keys, and servers that the system's authorities vouch for.
    #[must_use]
    pub fn devices(keys: impl IntoIterator<Item = DeviceKey>) -> Self {
        Self {
            devices: Devices::These(keys.into_iter().collect()),
            authorities: Vec::new(),
        }
    }

    /// Whoever answers first: for pairing, where [`crate::Reply::server`] says which key that was and the protocol makes the
    /// server prove that the event's root certified it, before anything secret is sent.
    #[must_use]
    pub const fn first_seen() -> Self {
        Self {
            devices: Devices::Any,
            authorities: Vec::new(),
        }
    }

    /// Believes also what an organisation's own authority vouches for.
    ///
    /// # Errors
    /// If the file can't be read as certificates in PEM.
    pub fn with_authorities(mut self, file: &Path) -> Result<Self, CertificateError> {
        let read: Result<Vec<_>, _> = CertificateDer::pem_file_iter(file).and_then(Iterator::collect);
        let read = read.map_err(|error| CertificateError::Unreadable {
            file: file.display().to_string(),
            why: error.to_string(),
        })?;
        self.authorities.extend(read);
        Ok(self)
    }

    /// How a connection's handshake goes by this.
    pub(crate) fn client_config(&self) -> Result<ClientConfig, WireError> {
        let provider = certificate::provider();
        let verifier = Arc::new(ByTrust {
            trust: self.clone(),
            provider: Arc::clone(&provider),
            authorities: OnceLock::new(),
        });
        let builder = ClientConfig::builder_with_provider(provider)
            .with_protocol_versions(&[&rustls::version::TLS13])
            .map_err(|error| WireError::Machine(error.to_string()))?;
        let mut config = builder
            .dangerous()
            .with_custom_certificate_verifier(verifier)
            .with_no_client_auth();
        // Every connection looks at the certificate again.
        config.resumption = Resumption::disabled();
        config.alpn_protocols = vec![b"http/1.1".to_vec()];
        Ok(config)
    }
}

/// A device that is none of ours, on its way through rustls to [`WireError::NotOurs`].
#[derive(Debug, Clone, Copy, thiserror::Error)]
#[error("another device")]
struct NotOurs(DeviceKey);

/// What a failed handshake means.
pub(crate) fn why(error: &std::io::Error) -> WireError {
    let tls = error.get_ref().and_then(|inner| inner.downcast_ref::<Error>());
    match tls {
        Some(Error::InvalidCertificate(Rejected::Other(OtherError(other)))) => {
            match other.downcast_ref::<NotOurs>() {
                Some(NotOurs(shown)) => WireError::NotOurs { shown: *shown },
                None => WireError::NotTrusted(other.to_string()),
            }
        }
        Some(Error::InvalidCertificate(rejected)) => WireError::NotTrusted(rejected.to_string()),
        Some(_) | None => WireError::Broken(error.to_string()),
    }
}

#[derive(Debug)]
struct ByTrust {
    trust: Trust,
    provider: Arc<CryptoProvider>,
    /// Read from the system when the first certificate comes that needs them: most connections need none.
    authorities: OnceLock<Result<Verifier, Error>>,
}

impl ByTrust {
    fn authorities(&self) -> Result<&Verifier, Error> {
        let read = self.authorities.get_or_init(|| {
            let given = self.trust.authorities.iter().cloned();
            Verifier::new_with_extra_roots(given, Arc::clone(&self.provider))
        });
        let none =
            |error: &Error| Error::InvalidCertificate(Rejected::Other(OtherError(Arc::new(error.clone()))));
        read.as_ref().map_err(none)
    }
}

impl ServerCertVerifier for ByTrust {
    fn verify_server_cert(
        &self,
        shown: &CertificateDer<'_>,
        above: &[CertificateDer<'_>],
        name: &ServerName<'_>,
        ocsp_response: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        let Some(key) = certificate::device_key(shown) else {
            let authorities = self.authorities()?;
            return authorities.verify_server_cert(shown, above, name, ocsp_response, now);
        };
        match &self.trust.devices {
            Devices::Any => Ok(ServerCertVerified::assertion()),
            Devices::These(keys) if keys.contains(&key) => Ok(ServerCertVerified::assertion()),
            Devices::These(_) => {
                let not_ours = OtherError(Arc::new(NotOurs(key)));
                Err(Error::InvalidCertificate(Rejected::Other(not_ours)))
            }
        }
    }

    fn verify_tls12_signature(
        &self,
        _message: &[u8],
        _shown: &CertificateDer<'_>,
        _signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        // Only TLS 1.3 is spoken.
        Err(PeerIncompatible::ServerTlsVersionIsDisabledByOurConfig.into())
    }

    /// Here the server proves that the key in its certificate is its own.
    fn verify_tls13_signature(
        &self,
        message: &[u8],
        shown: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        let algorithms = &self.provider.signature_verification_algorithms;
        rustls::crypto::verify_tls13_signature(message, shown, signed, algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.provider
            .signature_verification_algorithms
            .supported_schemes()
    }
}
