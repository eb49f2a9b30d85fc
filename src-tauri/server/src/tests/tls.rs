//! Who is believed: a device by its key, a named server by an authority, and nobody else.

use super::stand_in::*;
use crate::certificate::{of_device, provider};
use crate::*;
use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair, date_time_ymd};
use rustls::ServerConfig;
use rustls::sign::{CertifiedKey, SingleCertAndKey};
use std::io::Read;
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

fn as_device(seed: u8) -> House {
    house(&Config {
        tls: Tls::Device(device(seed)),
        ..config()
    })
}

fn secured(at: SocketAddr) -> ServerAddress {
    ServerAddress::secured(at)
}

fn desk(at: ServerAddress, trust: &Trust) -> Wire {
    Wire::new(vec![at], trust, Patience::default()).unwrap()
}

fn said(at: ServerAddress, trust: &Trust) -> Result<ServerKey, WireError> {
    let reply = desk(at, trust).post(Some(DESK), b"hello".to_vec())?;
    assert_eq!(reply.body, b"a-session-of-a-desk said hello");
    Ok(reply.server)
}

#[test]
fn a_desk_sees_the_servers_own_key() {
    let house = as_device(7);
    let at = secured(house.at());
    let ours = Trust::devices([public(6), public(7)]);
    assert_eq!(said(at.clone(), &ours), Ok(ServerKey::Device(public(7))));
    // Pairing: whoever answers is believed for now, and named.
    let first = Trust::first_seen();
    assert_eq!(said(at, &first), Ok(ServerKey::Device(public(7))));
}

#[test]
fn a_device_that_may_not_serve_is_not_ours() {
    let house = as_device(7);
    let at = secured(house.at());
    let not_ours = Err(WireError::NotOurs { shown: public(7) });
    assert_eq!(said(at.clone(), &Trust::devices([public(8)])), not_ours);
    assert_eq!(said(at, &Trust::devices([])), not_ours);
}

#[test]
fn a_copied_certificate_without_its_key_opens_nothing() {
    let shown = of_device(device(7)).unwrap().cert;
    let key = of_device(device(8)).unwrap().key;
    let resolver = Arc::new(SingleCertAndKey::from(CertifiedKey::new(shown, key)));
    let config = ServerConfig::builder_with_provider(provider())
        .with_protocol_versions(&[&rustls::version::TLS13])
        .unwrap()
        .with_no_client_auth()
        .with_cert_resolver(resolver);
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let at = listener.local_addr().unwrap();
    let thief = std::thread::spawn(move || {
        let (mut socket, _) = listener.accept().unwrap();
        let mut session = rustls::ServerConnection::new(Arc::new(config)).unwrap();
        let mut told = String::new();
        let mut stream = rustls::Stream::new(&mut session, &mut socket);
        let ended = stream.read_to_string(&mut told);
        (ended.is_err(), told)
    });
    let refused = said(secured(at), &Trust::devices([public(7)])).unwrap_err();
    assert_eq!(refused.code(), "not_trusted");
    assert_eq!(
        thief.join().unwrap(),
        (true, String::new()),
        "no byte was sent to it"
    );
}

/// Files of an authority and of a server that it vouches for, until this year.
struct Files {
    folder: tempfile::TempDir,
}

impl Files {
    fn made(name: &str, until_year: i32) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let mut params = CertificateParams::default();
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let authority = CertifiedIssuer::self_signed(params, KeyPair::generate().unwrap()).unwrap();
        let key = KeyPair::generate().unwrap();
        let mut params = CertificateParams::new([name.to_owned()]).unwrap();
        params.not_after = date_time_ymd(until_year, 1, 1);
        let server = params.signed_by(&key, &authority).unwrap();
        let files = Self { folder };
        std::fs::write(files.path("authority.pem"), authority.pem()).unwrap();
        std::fs::write(files.path("server.pem"), server.pem()).unwrap();
        std::fs::write(files.path("server.key"), key.serialize_pem()).unwrap();
        files
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn house(&self) -> House {
        house(&Config {
            tls: Tls::Files {
                certificate: self.path("server.pem"),
                key: self.path("server.key"),
            },
            ..config()
        })
    }

    fn trust(&self) -> Trust {
        Trust::devices([])
            .with_authorities(&self.path("authority.pem"))
            .unwrap()
    }
}

fn by_name(house: &House) -> ServerAddress {
    format!("https://localhost:{}", house.at().port())
        .parse()
        .unwrap()
}

#[test]
fn given_files_are_believed_by_their_authority_and_name() {
    let files = Files::made("localhost", 4096);
    let house = files.house();
    assert_eq!(said(by_name(&house), &files.trust()), Ok(ServerKey::Named));
    let code = |at, trust: &Trust| said(at, trust).unwrap_err().code();
    assert_eq!(
        code(by_name(&house), &Trust::devices([])),
        "not_trusted",
        "no authority"
    );
    assert_eq!(
        code(secured(house.at()), &files.trust()),
        "not_trusted",
        "another name"
    );
}

#[test]
fn an_expired_certificate_is_not_believed() {
    let files = Files::made("localhost", 2020);
    let house = files.house();
    let refused = said(by_name(&house), &files.trust()).unwrap_err();
    assert_eq!(refused.code(), "not_trusted");
    assert!(refused.to_string().contains("expired"), "{refused}");
}

#[test]
fn files_that_are_not_there_keep_the_server_from_starting() {
    let house = as_device(1);
    let config = Config {
        tls: Tls::Files {
            certificate: "/nowhere.pem".into(),
            key: "/nowhere.key".into(),
        },
        ..config()
    };
    let refused = serve(&config, house.engine.clone(), house.clock.clone()).unwrap_err();
    assert_eq!(refused.code(), "certificate_unreadable");
    assert!(
        Trust::first_seen()
            .with_authorities("/nowhere.pem".as_ref())
            .is_err()
    );
}

#[test]
fn plain_and_secured_do_not_take_each_other_for_what_they_are_not() {
    let plain = house(&config());
    let answer = said(secured(plain.at()), &Trust::first_seen()).unwrap_err();
    assert_eq!(answer.code(), "connection_broken");
    let tls = as_device(7);
    assert_eq!(
        said(super::stand_in::plain(tls.at()), &Trust::first_seen())
            .unwrap_err()
            .code(),
        "connection_broken"
    );
}

#[test]
fn a_handshake_that_does_not_come_is_not_waited_for() {
    let mut config = config();
    config.tls = Tls::Device(device(7));
    config.limits.handshake = Duration::from_millis(50);
    let house = house(&config);
    let mut silent = TcpStream::connect(house.at()).unwrap();
    let mut read = Vec::new();
    assert_eq!(silent.read_to_end(&mut read).unwrap_or(0), 0);
}
