//! What the stories stand on: an engine that does as it is told, a server around it, a desk, and a caller without manners.

use crate::*;
use ed25519_dalek::SigningKey;
use sarrera_app::Waited;
use sarrera_core::ops::LogName;
use sarrera_core::time::Timestamp;
use sarrera_testkit::world::{SeededEntropy, SettableClock};
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;
use std::time::Duration;

/// What a session is called that may do everything.
pub(super) const DESK: &str = "a-session-of-a-desk";

/// An engine that answers by what stands in the message.
pub(super) struct Engine {
    pub(super) heads: Mutex<Option<Heads>>,
    pub(super) storage: Mutex<Storage>,
    /// A message that says `wait` is answered when something comes here; `came` says that it is there.
    wait: Mutex<Receiver<()>>,
    came: Sender<()>,
}

impl Answers for Engine {
    fn answer(&self, asked: Asked<'_>) -> Answered {
        assert!(asked.from.is_loopback());
        match asked.body {
            b"bad" => Answered::only(Outcome::BadRequest),
            b"unknown" => Answered::only(Outcome::Unauthorized),
            b"forbidden" => Answered::only(Outcome::Forbidden),
            b"many" => Answered::only(Outcome::TooMany),
            b"large" => Answered::only(Outcome::TooLarge),
            b"down" => Answered::only(Outcome::Unavailable),
            b"words" => Answered {
                outcome: Outcome::Forbidden,
                body: b"the protocol's own".to_vec(),
            },
            b"panic" => panic!("an engine that fails"),
            b"wait" => {
                self.came.send(()).unwrap();
                self.wait.lock().unwrap().recv().unwrap();
                Answered::ok(b"waited".to_vec())
            }
            body => {
                let session = asked.session.unwrap_or("nobody");
                Answered::ok([session.as_bytes(), b" said ", body].concat())
            }
        }
    }

    fn heads(&self, session: Option<&str>) -> Option<Heads> {
        let heads = self.heads.lock().unwrap();
        heads
            .clone()
            .filter(|_| session.is_some_and(|one| one.starts_with(DESK)))
    }

    fn figures(&self) -> Figures {
        Figures {
            ops: 41,
            devices: 3,
            waited: Waited::default(),
            storage: *self.storage.lock().unwrap(),
        }
    }
}

/// A server with its engine.
pub(super) struct House {
    pub(super) engine: Arc<Engine>,
    pub(super) serving: Serving,
    pub(super) clock: Arc<SettableClock>,
    /// Lets a waiting message go on.
    pub(super) go_on: Sender<()>,
    /// A message waits.
    pub(super) came: Receiver<()>,
}

/// A server at a free port of this machine, without TLS.
pub(super) fn config() -> Config {
    Config {
        listen: "127.0.0.1:0".parse().unwrap(),
        tls: Tls::Plain,
        limits: Limits::default(),
        metrics: MetricsFor::ThisMachine,
        end: End::WhenStopped,
    }
}

pub(super) fn house(config: &Config) -> House {
    let (go_on, wait) = channel();
    let (came_in, came) = channel();
    let engine = Arc::new(Engine {
        heads: Mutex::new(Some(heads(&[("core", 5), ("public", 2)]))),
        storage: Mutex::new(Storage::Well),
        wait: Mutex::new(wait),
        came: came_in,
    });
    let clock = Arc::new(SettableClock::at(Timestamp(1_000_000)));
    let serving = serve(config, engine.clone(), clock.clone()).unwrap();
    House {
        engine,
        serving,
        clock,
        go_on,
        came,
    }
}

impl House {
    pub(super) fn at(&self) -> SocketAddr {
        self.serving.address()
    }

    pub(super) fn plain(&self) -> ServerAddress {
        plain(self.at())
    }

    /// A desk that reaches it without TLS.
    pub(super) fn desk(&self) -> Wire {
        Wire::new(vec![self.plain()], &Trust::devices([]), Patience::default()).unwrap()
    }

    /// The whole answer to these bytes, read until the server closes.
    pub(super) fn raw(&self, request: &str) -> String {
        raw(self.at(), request.as_bytes())
    }

    pub(super) fn get(&self, path: &str) -> String {
        self.raw(&format!(
            "GET {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
        ))
    }

    /// A stream of news, and what was read of it until its first event.
    pub(super) fn stream(&self) -> Stream {
        self.stream_of(DESK)
    }

    /// The same for another session, whose name begins as the desk's.
    pub(super) fn stream_of(&self, session: &str) -> Stream {
        let mut socket = TcpStream::connect(self.at()).unwrap();
        let request =
            format!("GET /sync/1/news HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {session}\r\n\r\n");
        socket.write_all(request.as_bytes()).unwrap();
        Stream {
            socket,
            read: String::new(),
        }
    }
}

/// A raw stream of news.
pub(super) struct Stream {
    socket: TcpStream,
    read: String,
}

impl Stream {
    /// Reads on until this stands in it, and gives everything up to there.
    pub(super) fn until(&mut self, text: &str) -> String {
        loop {
            if let Some(at) = self.read.find(text) {
                let rest = self.read.split_off(at + text.len());
                return std::mem::replace(&mut self.read, rest);
            }
            let mut piece = [0; 1024];
            let count = self.socket.read(&mut piece).unwrap();
            assert_ne!(count, 0, "the stream ended; it said {:?}", self.read);
            self.read.push_str(std::str::from_utf8(&piece[..count]).unwrap());
        }
    }

    /// Reads what is left until the stream ends.
    pub(super) fn rest(mut self) -> String {
        self.socket.read_to_string(&mut self.read).unwrap();
        self.read
    }
}

pub(super) fn plain(at: SocketAddr) -> ServerAddress {
    format!("http://{at}").parse().unwrap()
}

pub(super) fn raw(at: SocketAddr, request: &[u8]) -> String {
    let mut socket = TcpStream::connect(at).unwrap();
    socket.write_all(request).unwrap();
    let mut answer = Vec::new();
    // A server that closes on bytes it has not read may reset the connection behind its answer.
    let _reset = socket.read_to_end(&mut answer);
    String::from_utf8_lossy(&answer).into_owned()
}

/// A program that is no server of ours: takes connections one after the other and says this to each, when it has read
/// the question's head.
pub(super) fn stranger(says: Vec<Vec<u8>>) -> (SocketAddr, JoinHandle<usize>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let at = listener.local_addr().unwrap();
    let talk = move || {
        let mut asked = 0;
        for words in says {
            let (mut socket, _) = listener.accept().unwrap();
            let mut read = [0; 4096];
            let mut head = Vec::new();
            while !head.windows(4).any(|four| four == b"\r\n\r\n") {
                let count = socket.read(&mut read).unwrap();
                if count == 0 {
                    break;
                }
                head.extend_from_slice(&read[..count]);
            }
            asked += 1;
            let _gone = socket.write_all(&words);
        }
        asked
    };
    (at, std::thread::spawn(talk))
}

pub(super) fn heads(named: &[(&str, u64)]) -> Heads {
    let parsed = named
        .iter()
        .map(|(log, at)| (log.parse::<LogName>().unwrap(), *at));
    Heads(parsed.collect())
}

pub(super) fn device(seed: u8) -> Arc<SigningKey> {
    Arc::new(SigningKey::from_bytes(&[seed; 32]))
}

pub(super) fn public(seed: u8) -> DeviceKey {
    device(seed).verifying_key().to_bytes()
}

pub(super) fn entropy() -> Arc<SeededEntropy> {
    Arc::new(SeededEntropy::new(1))
}

/// A desk's patience where a story is about its end.
pub(super) fn short() -> Patience {
    Patience {
        connect: Duration::from_millis(100),
        whole: Duration::from_millis(200),
    }
}
