//! A desk's real window for one story: own display, own driver, own data; all of it ends with the value.
//!
//! WebKitWebDriver starts the program that `cargo xtask test` built. Each child is the head of a process group of its
//! own, so that the web view's processes end with it, and writes to a file, so that nothing blocks on a full pipe.
//! A test that fails leaves its logs and a picture of the display in target/desktop/NAME.

use crate::device::{Device, PASSPHRASE};
use crate::keys::Keyboard;
use fantoccini::error::NewSessionError;
use fantoccini::{Client, ClientBuilder};
use hyper_util::client::legacy::connect::HttpConnector;
use rustix::process::{Pid, Signal, kill_process_group, setpriority_process};
use sarrera_testkit::hall::Machine;
use serde_json::{Value, json};
use std::fs::{self, File};
use std::io::{BufRead, BufReader};
use std::net::{Ipv4Addr, TcpListener};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;
use tokio::net::TcpStream;
use tokio::time::{Instant, interval, timeout};

const DRIVER_WITHIN: Duration = Duration::from_secs(20);
const WINDOW_WITHIN: Duration = Duration::from_secs(60);
const DRIVERS_MAX: usize = 3;
const ASK_DRIVER_EVERY: Duration = Duration::from_millis(20);
/// An address that no client can use, and that keeps clients from starting a bus.
const NO_BUS: &str = "disabled:";
/// A desk has its machine to itself, and neither it nor whoever presses its keys waits for compilers beside it.
const BEFORE_COMPILERS: i32 = -15;
/// Nobody whom the system knows: the PDF printer keeps their pages in a folder for all strangers.
const USER: &str = "sarrera-nobody";

/// An open window.
pub(crate) struct Desk {
    /// The page, for everything that WebDriver can do.
    pub(crate) page: Client,
    _driver: Group,
    keyboard: Keyboard,
    display: Display,
    folder: PathBuf,
    /// When the driver was told to open the window.
    #[allow(dead_code, reason = "the measurement of the window reads it")]
    pub(crate) started: Instant,
    /// What the desk keeps, for a look with the command line while the window is open.
    pub(crate) device: Device,
}

/// Whether the data's passphrase is in the window's surroundings, or in a person's head.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Passphrase {
    Given,
    Asked,
}

impl Desk {
    /// Opens the window on a fresh device; `test` names the folder of its logs.
    pub(crate) async fn open(test: &str) -> Self {
        Self::open_on(test, Device::fresh(), Passphrase::Given, &[]).await
    }

    /// Opens the window on this device, in surroundings of its own.
    pub(crate) async fn open_on(
        test: &str,
        device: Device,
        passphrase: Passphrase,
        surroundings: &[(&str, &str)],
    ) -> Self {
        Self::start(test, &program(), device, passphrase, (surroundings, None)).await
    }

    /// Opens the window on a machine of a hall, whose network it has.
    pub(crate) async fn open_in(test: &str, device: Device, machine: &Machine) -> Self {
        let at = ([].as_slice(), Some(machine));
        Self::start(test, &program(), device, Passphrase::Given, at).await
    }

    /// Opens the window of another program of this build.
    #[allow(dead_code, reason = "the measurement of the window opens an empty one")]
    pub(crate) async fn open_program(test: &str, program: &Path, device: Device) -> Self {
        let here = ([].as_slice(), None);
        Self::start(test, program, device, Passphrase::Given, here).await
    }

    async fn start(
        test: &str,
        program: &Path,
        device: Device,
        passphrase: Passphrase,
        (surroundings, machine): (&[(&str, &str)], Option<&Machine>),
    ) -> Self {
        // Only root may, here and below; elsewhere the desk shares the machine as it is.
        let _ = setpriority_process(None, BEFORE_COMPILERS);
        let folder = fresh_folder(test);
        let display = Display::start(&folder);
        let mut command = Command::new("WebKitWebDriver");
        command
            .env("DISPLAY", &display.name)
            .env("TAURI_WEBVIEW_AUTOMATION", "true")
            .env("USER", USER)
            .env("LANG", "C.UTF-8")
            .env("SARRERA_DATA", device.folder())
            .env("XDG_DATA_HOME", device.path("data"))
            .env("XDG_CONFIG_HOME", device.path("config"))
            .env("XDG_CACHE_HOME", device.path("cache"))
            // Without an address GTK would start a bus of its own, with helpers that outlive every group.
            .env("DBUS_SESSION_BUS_ADDRESS", NO_BUS)
            .env("NO_AT_BRIDGE", "1")
            .envs(surroundings.iter().copied());
        if machine.is_none() {
            // A window of a test is seen by the others of its machine, and by nobody else.
            command.env("SARRERA_NETWORK", "this-machine");
        }
        match passphrase {
            Passphrase::Given => command.env("SARRERA_PASSPHRASE", PASSPHRASE),
            Passphrase::Asked => command.env_remove("SARRERA_PASSPHRASE"),
        };
        let Opened {
            driver,
            window,
            started,
        } = Opened::by(&command, program, &folder, machine).await;
        let keyboard = Keyboard::of(&display.name);
        keyboard.reach_the_window().await;
        Self {
            page: window,
            _driver: driver,
            keyboard,
            display,
            folder,
            started,
            device,
        }
    }

    /// The keys of this desk's display, which go to its window.
    pub(crate) const fn keyboard(&self) -> &Keyboard {
        &self.keyboard
    }

    /// The name of this desk's display.
    #[allow(dead_code, reason = "the measurement of the window opens nothing beside it")]
    pub(crate) fn display(&self) -> &str {
        &self.display.name
    }

    /// Calls a command as the page does; `Err` is what the page would get.
    pub(crate) async fn ask(&self, command: &str, arguments: Value) -> Result<Value, Value> {
        let script = "const [command, parameters, done] = arguments;
            window.__TAURI_INTERNALS__.invoke(command, parameters)
                .then((ok) => done({ ok }), (error) => done({ error }));";
        let answer = self
            .page
            .execute_async(script, vec![json!(command), arguments])
            .await
            .unwrap();
        match answer.get("error") {
            Some(error) => Err(error.clone()),
            None => Ok(answer.get("ok").cloned().unwrap_or(Value::Null)),
        }
    }

    /// Ends the program with SIGKILL, in the middle of whatever it does, and gives what it kept.
    pub(crate) fn kill(self) -> Device {
        // The driver's process group goes, and the program is in it.
        self.device.clone()
    }

    /// Closes the window as a test that went well does; its logs are not needed any more.
    pub(crate) async fn close(self) {
        self.page.clone().close().await.unwrap();
        fs::remove_dir_all(&self.folder).unwrap();
    }
}

impl Drop for Desk {
    fn drop(&mut self) {
        if std::thread::panicking() {
            let picture = self.folder.join("display.png");
            // A picture helps; where none can be taken the test has failed all the same.
            let _ = Command::new("import")
                .args(["-display", &self.display.name, "-window", "root"])
                .arg(&picture)
                .status();
            eprintln!(
                "The display's last picture and the logs are in {}.",
                self.folder.display()
            );
        }
    }
}

/// A driver with its window.
struct Opened {
    driver: Group,
    window: Client,
    started: Instant,
}

impl Opened {
    /// A port that was free may be taken by the time the driver listens on it: where nothing of the driver's own answers,
    /// another one is started. What the driver answers stands, and so does a window that does not open.
    async fn by(command: &Command, program: &Path, folder: &Path, machine: Option<&Machine>) -> Self {
        let host = machine.map_or("127.0.0.1", |machine| machine.ip.as_str());
        for _ in 0..DRIVERS_MAX {
            let at = format!("{host}:{}", free_port());
            let mut one = Command::new(command.get_program());
            one.args([
                format!("--host={host}"),
                format!("--port={}", at.rsplit_once(':').unwrap().1),
            ]);
            for (name, value) in command.get_envs() {
                match value {
                    Some(value) => one.env(name, value),
                    None => one.env_remove(name),
                };
            }
            if let Some(machine) = machine {
                one = machine.within(&one);
            }
            one.stdout(Stdio::from(log(folder, "driver.log")));
            let driver = Group::start(&mut one, folder);
            timeout(DRIVER_WITHIN, listening(&at))
                .await
                .expect("WebKitWebDriver listens");
            let started = Instant::now();
            let window = timeout(WINDOW_WITHIN, connect(&at, program))
                .await
                .expect("the window opens in time");
            match window {
                Ok(window) => {
                    return Self {
                        driver,
                        window,
                        started,
                    };
                }
                Err(NewSessionError::Failed(_) | NewSessionError::FailedC(_) | NewSessionError::Lost(_)) => {}
                Err(error) => panic!("the driver opens the window: {error:?}"),
            }
        }
        panic!("{DRIVERS_MAX} drivers in a row broke off");
    }
}

/// An Xvfb on a number that nobody uses.
struct Display {
    _server: Group,
    name: String,
}

impl Display {
    fn start(folder: &Path) -> Self {
        let mut server = Group::start(
            Command::new("Xvfb")
                .args([
                    "-displayfd",
                    "1",
                    "-screen",
                    "0",
                    "1366x768x24",
                    "-nolisten",
                    "tcp",
                ])
                .stdout(Stdio::piped()),
            folder,
        );
        let mut number = String::new();
        BufReader::new(server.0.stdout.take().unwrap())
            .read_line(&mut number)
            .unwrap();
        assert!(!number.trim().is_empty(), "Xvfb finds a free display");
        Self {
            _server: server,
            name: format!(":{}", number.trim()),
        }
    }
}

/// A child at the head of its own process group; the whole group ends with the value.
struct Group(Child);

impl Group {
    fn start(command: &mut Command, folder: &Path) -> Self {
        let name = command.get_program().to_string_lossy().into_owned();
        let errors = log(folder, &format!("{name}.err"));
        let child = command
            .stdin(Stdio::null())
            .stderr(errors)
            .process_group(0)
            .spawn();
        let child = child
            .unwrap_or_else(|error| panic!("{name} could not be started ({error}); run `cargo xtask test`"));
        let _ = setpriority_process(Some(Pid::from_child(&child)), BEFORE_COMPILERS);
        Self(child)
    }
}

impl Drop for Group {
    fn drop(&mut self) {
        // Whatever ended by itself needs no signal.
        let _ = kill_process_group(Pid::from_child(&self.0), Signal::KILL);
        let _ = self.0.wait();
    }
}

/// The desk that stands beside this test in the target folder.
pub(crate) fn program() -> PathBuf {
    let program = target_profile().join("sarrera-desk");
    assert!(
        program.exists(),
        "{} has not been built: run `cargo xtask test`",
        program.display()
    );
    program
}

/// target/debug, or what stands in its place: this test is in its `deps`.
pub(crate) fn target_profile() -> PathBuf {
    let this = std::env::current_exe().unwrap();
    this.parent().and_then(Path::parent).unwrap().to_path_buf()
}

fn fresh_folder(test: &str) -> PathBuf {
    let folder = target_profile().with_file_name("desktop").join(test);
    // An earlier run may have left nothing.
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).unwrap();
    folder
}

fn log(folder: &Path, name: &str) -> File {
    File::create(folder.join(name)).unwrap()
}

fn free_port() -> u16 {
    TcpListener::bind((Ipv4Addr::LOCALHOST, 0))
        .unwrap()
        .local_addr()
        .unwrap()
        .port()
}

/// Returns once the driver accepts connections; it says so in no other way.
async fn listening(at: &str) {
    let mut tick = interval(ASK_DRIVER_EVERY);
    while TcpStream::connect(at).await.is_err() {
        tick.tick().await;
    }
}

async fn connect(at: &str, program: &Path) -> Result<Client, NewSessionError> {
    let options = json!({ "binary": program, "args": [] });
    let capabilities = [("webkitgtk:browserOptions".to_owned(), options)]
        .into_iter()
        .collect();
    ClientBuilder::new(HttpConnector::new())
        .capabilities(capabilities)
        .connect(&format!("http://{at}"))
        .await
}
