//! Where a server is: `https://host:port`, or `http://` on this machine itself.

use hyper::Uri;
use rustls::pki_types::ServerName;
use std::fmt;
use std::net::{IpAddr, SocketAddr};
use std::str::FromStr;

/// What a server listens at when an address names no port.
const PORT: u16 = 8443;
const THIS_MACHINE: &str = "localhost";

/// The address of a server.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ServerAddress {
    secured: bool,
    /// A name or an IP address, without brackets.
    host: String,
    port: u16,
}

/// A text that is no address of a server.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum AddressError {
    #[error("an address reads https://host:port")]
    NotAnAddress,
    #[error("an address that is not on this machine begins with https://")]
    NotSecured,
}

impl AddressError {
    /// Stable, for programs.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::NotAnAddress => "not_an_address",
            Self::NotSecured => "address_not_secured",
        }
    }
}

impl ServerAddress {
    /// The address of a server whose socket is known, as discovery finds it.
    #[must_use]
    pub fn secured(at: SocketAddr) -> Self {
        Self {
            secured: true,
            host: at.ip().to_canonical().to_string(),
            port: at.port(),
        }
    }

    pub(crate) const fn is_secured(&self) -> bool {
        self.secured
    }

    /// As a socket is opened by: a name is looked up there.
    pub(crate) fn target(&self) -> (&str, u16) {
        (&self.host, self.port)
    }

    pub(crate) fn server_name(&self) -> Option<ServerName<'static>> {
        ServerName::try_from(self.host.clone()).ok()
    }

    /// As the header `Host` says it.
    pub(crate) fn authority(&self) -> String {
        let port = self.port;
        if self.host.contains(':') {
            format!("[{}]:{port}", self.host)
        } else {
            format!("{}:{port}", self.host)
        }
    }

    /// An address that means something within one network only.
    pub(crate) fn is_private(&self) -> bool {
        match self.host.parse::<IpAddr>().map(|ip| ip.to_canonical()) {
            Ok(IpAddr::V4(ip)) => ip.is_private() || ip.is_loopback() || ip.is_link_local(),
            Ok(IpAddr::V6(ip)) => ip.is_unique_local() || ip.is_loopback() || ip.is_unicast_link_local(),
            Err(_name) => self.host == THIS_MACHINE || self.host.ends_with(".local"),
        }
    }

    fn is_this_machine(&self) -> bool {
        let ip = self.host.parse::<IpAddr>();
        ip.map_or(self.host == THIS_MACHINE, |ip| ip.to_canonical().is_loopback())
    }
}

impl fmt::Display for ServerAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let scheme = if self.secured { "https" } else { "http" };
        write!(f, "{scheme}://{}", self.authority())
    }
}

impl FromStr for ServerAddress {
    type Err = AddressError;

    fn from_str(text: &str) -> Result<Self, AddressError> {
        let uri: Uri = text.trim().parse().map_err(|_not| AddressError::NotAnAddress)?;
        let secured = match uri.scheme_str() {
            Some("https") => true,
            Some("http") => false,
            Some(_) | None => return Err(AddressError::NotAnAddress),
        };
        let authority = uri.authority().ok_or(AddressError::NotAnAddress)?;
        let rest = uri.path_and_query().map_or("/", |rest| rest.as_str());
        if authority.as_str().contains('@') || rest != "/" || authority.host().is_empty() {
            return Err(AddressError::NotAnAddress);
        }
        let host = authority.host().trim_start_matches('[').trim_end_matches(']');
        let address = Self {
            secured,
            host: host.to_ascii_lowercase(),
            port: port(authority.as_str(), authority.host())?,
        };
        if !address.secured && !address.is_this_machine() {
            return Err(AddressError::NotSecured);
        }
        let named = address.server_name();
        named.map(|_name| address).ok_or(AddressError::NotAnAddress)
    }
}

/// What stands behind the host: a port, or nothing.
fn port(authority: &str, host: &str) -> Result<u16, AddressError> {
    match authority.strip_prefix(host) {
        Some("") => Ok(PORT),
        Some(rest) => {
            let port = rest.strip_prefix(':').and_then(|port| port.parse().ok());
            port.filter(|port| *port != 0).ok_or(AddressError::NotAnAddress)
        }
        None => Err(AddressError::NotAnAddress),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_read_as_they_are_written() {
        let written = [
            ("https://fair.example:8443", "https://fair.example:8443"),
            (" https://Fair.Example/ ", "https://fair.example:8443"),
            ("https://192.168.0.7:9000", "https://192.168.0.7:9000"),
            ("https://[fd00::7]:9000", "https://[fd00::7]:9000"),
            ("https://[fd00::7]", "https://[fd00::7]:8443"),
            ("http://127.0.0.1:8080", "http://127.0.0.1:8080"),
            ("http://localhost:8080", "http://localhost:8080"),
            ("http://[::1]:8080", "http://[::1]:8080"),
        ];
        for (text, said) in written {
            let read = text.parse::<ServerAddress>().map(|address| address.to_string());
            assert_eq!(read.as_deref(), Ok(said), "{text}");
        }
    }

    #[test]
    fn what_is_no_address_or_not_secured_is_refused() {
        let refused = [
            ("http://192.168.0.7:8080", AddressError::NotSecured),
            ("http://localhost.example:8080", AddressError::NotSecured),
            ("fair.example:8443", AddressError::NotAnAddress),
            ("https://", AddressError::NotAnAddress),
            ("https://fair.example/path", AddressError::NotAnAddress),
            ("https://fair.example/?query", AddressError::NotAnAddress),
            ("https://name@fair.example", AddressError::NotAnAddress),
            ("https://fair.example:0", AddressError::NotAnAddress),
            ("https://fair.example:99999", AddressError::NotAnAddress),
            ("https://fair_example!:1", AddressError::NotAnAddress),
            ("ftp://fair.example", AddressError::NotAnAddress),
            ("", AddressError::NotAnAddress),
        ];
        for (text, why) in refused {
            assert_eq!(text.parse::<ServerAddress>(), Err(why), "{text}");
        }
    }

    #[test]
    fn an_address_of_a_hall_is_told_from_one_of_the_internet() {
        let private = |text: &str| text.parse::<ServerAddress>().unwrap().is_private();
        for hall in [
            "https://192.168.0.7",
            "https://10.1.2.3",
            "https://[fd00::7]",
            "https://desk-3.local",
        ] {
            assert!(private(hall), "{hall}");
        }
        for internet in [
            "https://fair.example",
            "https://203.0.113.7",
            "https://[2001:db8::7]",
        ] {
            assert!(!private(internet), "{internet}");
        }
    }

    #[test]
    fn an_address_that_was_found_is_one_that_can_be_typed() {
        for socket in ["192.168.0.7:8443", "[fd00::7]:8443"] {
            let found = ServerAddress::secured(socket.parse().unwrap());
            assert_eq!(found.to_string().parse(), Ok(found));
        }
    }
}
