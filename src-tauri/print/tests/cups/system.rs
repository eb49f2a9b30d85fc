//! A print system of the test's own: its daemon, its queues, and sockets that act as printers.

use std::io::Read;
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::thread;
use std::time::Duration;

use sarrera_print::CupsServer;
use sarrera_testkit::told::not_told;
use tempfile::TempDir;

/// The least that CUPS accepts as the description of a printer.
pub(crate) const PDF_PRINTER: &str = r#"*PPD-Adobe: "4.3"
*FormatVersion: "4.3"
*FileVersion: "1.0"
*LanguageVersion: English
*LanguageEncoding: ISOLatin1
*PCFileName: "PDF.PPD"
*Manufacturer: "Sarrera"
*Product: "(PDF)"
*ModelName: "PDF"
*ShortNickName: "PDF"
*NickName: "PDF"
*PSVersion: "(3010.000) 0"
*LanguageLevel: "3"
*ColorDevice: True
*DefaultColorSpace: RGB
*FileSystem: False
*cupsFilter: "application/vnd.cups-pdf 0 -"
*OpenUI *PageSize/Media Size: PickOne
*OrderDependency: 10 AnySetup *PageSize
*DefaultPageSize: A6
*PageSize A6: "<</PageSize[297 420]>>setpagedevice"
*CloseUI: *PageSize
*OpenUI *PageRegion/Media Size: PickOne
*OrderDependency: 10 AnySetup *PageRegion
*DefaultPageRegion: A6
*PageRegion A6: "<</PageSize[297 420]>>setpagedevice"
*CloseUI: *PageRegion
*DefaultImageableArea: A6
*ImageableArea A6: "0 0 297 420"
*DefaultPaperDimension: A6
*PaperDimension A6: "297 420"
"#;

/// The daemon says in no other way that it listens.
const LOOK_EVERY: Duration = Duration::from_millis(10);
const LOOKS_MAX: usize = 3_000;

pub(crate) struct System {
    daemon: Child,
    home: TempDir,
    port: u16,
}

impl System {
    /// A running daemon without queues; nothing where CUPS is not installed or not allowed.
    pub(crate) fn start() -> Option<Self> {
        let installed = ["/usr/sbin/cupsd", "/usr/lib/cups/filter/pdftopdf"]
            .iter()
            .all(|path| PathBuf::from(path).exists());
        if !installed || !is_root() {
            not_told("it needs cups, cups-filters and root");
            return None;
        }
        let home = tempfile::tempdir().unwrap();
        let port = TcpListener::bind("127.0.0.1:0")
            .unwrap()
            .local_addr()
            .unwrap()
            .port();
        let daemon = configure(&home, port);
        let system = Self { daemon, home, port };
        for _ in 0..LOOKS_MAX {
            if TcpStream::connect(("127.0.0.1", port)).is_ok() {
                return Some(system);
            }
            thread::park_timeout(LOOK_EVERY);
        }
        panic!("cupsd does not listen: {}", system.complaints());
    }

    /// The daemon's own log, for a test that fails.
    pub(crate) fn complaints(&self) -> String {
        std::fs::read_to_string(self.home.path().join("log/error_log")).unwrap_or_default()
    }

    pub(crate) fn server(&self) -> CupsServer {
        self.server_for("root")
    }

    pub(crate) fn server_for(&self, user: &str) -> CupsServer {
        CupsServer::at(&format!("http://{}", self.address()), user)
    }

    /// As `CUPS_SERVER` wants it.
    pub(crate) fn address(&self) -> String {
        format!("127.0.0.1:{}", self.port)
    }

    pub(crate) fn add(&self, name: &str, device: &str, ppd: Option<&str>) {
        let mut arguments = vec!["-p", name, "-v", device, "-o", "printer-error-policy=retry-job"];
        arguments.extend(ppd.iter().flat_map(|ppd| ["-P", *ppd]));
        arguments.push("-E");
        self.run("lpadmin", &arguments);
    }

    pub(crate) fn run(&self, program: &str, arguments: &[&str]) {
        let output = Command::new(program)
            .env("CUPS_SERVER", self.address())
            .args(arguments)
            .output()
            .unwrap();
        assert!(
            output.status.success(),
            "{program}: {}",
            String::from_utf8_lossy(&output.stderr)
        );
    }

    /// A queue that puts what its filters make into a file: a printer that takes PDF.
    pub(crate) fn add_pdf(&self, name: &str) -> PathBuf {
        let [ppd, made] = ["pdf.ppd", "made.pdf"].map(|file| self.home.path().join(file));
        std::fs::write(&ppd, PDF_PRINTER).unwrap();
        std::fs::write(&made, "").unwrap();
        chown(&made);
        self.add(name, &format!("file://{}", made.display()), ppd.to_str());
        made
    }
}

impl Drop for System {
    fn drop(&mut self) {
        let _ = self.daemon.kill();
        let _ = self.daemon.wait();
    }
}

fn is_root() -> bool {
    std::fs::metadata("/proc/self").is_ok_and(|own| std::os::unix::fs::MetadataExt::uid(&own) == 0)
}

pub(crate) fn chown(path: &Path) {
    let status = Command::new("chown")
        .arg("-R")
        .arg("lp:lp")
        .arg(path)
        .status()
        .unwrap();
    assert!(status.success());
}

fn configure(home: &TempDir, port: u16) -> Child {
    let root = home.path();
    // The daemon's children run as another user.
    let open = std::os::unix::fs::PermissionsExt::from_mode(0o755);
    std::fs::set_permissions(root, open).unwrap();
    for folder in ["spool", "spool/tmp", "cache", "state", "log", "ppd"] {
        std::fs::create_dir_all(root.join(folder)).unwrap();
    }
    let at = root.display();
    let everything = "Order allow,deny\nAllow all\n";
    let conf = format!(
        "LogLevel warn\nListen 127.0.0.1:{port}\nBrowsing No\nDefaultAuthType None\nWebInterface No\n\
         <Location />\n{everything}</Location>\n<Location /admin>\n{everything}</Location>\n\
         <Policy default>\nJobPrivateAccess all\nJobPrivateValues none\nSubscriptionPrivateAccess all\n\
         SubscriptionPrivateValues none\n<Limit All>\n{everything}</Limit>\n</Policy>\n"
    );
    let files = format!(
        "ServerRoot {at}\nRequestRoot {at}/spool\nTempDir {at}/spool/tmp\nCacheDir {at}/cache\nStateDir {at}/state\n\
         AccessLog {at}/log/access_log\nErrorLog {at}/log/error_log\nPageLog {at}/log/page_log\nFatalErrors config\n\
         ServerBin /usr/lib/cups\nDataDir /usr/share/cups\nSystemGroup root\nUser lp\nGroup lp\nFileDevice Yes\n"
    );
    std::fs::write(root.join("cupsd.conf"), conf).unwrap();
    std::fs::write(root.join("cups-files.conf"), files).unwrap();
    chown(root);
    Command::new("/usr/sbin/cupsd")
        .arg("-f")
        .arg("-c")
        .arg(root.join("cupsd.conf"))
        .arg("-s")
        .arg(root.join("cups-files.conf"))
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap()
}

/// A socket that acts as a printer of the port-9100 kind.
pub(crate) struct Sink {
    port: u16,
    called: Receiver<()>,
    bytes: Receiver<Vec<u8>>,
}

impl Sink {
    /// Reads a job to its end.
    pub(crate) fn open() -> Self {
        Self::listen(true)
    }

    /// Takes the call and never reads.
    pub(crate) fn silent() -> Self {
        Self::listen(false)
    }

    fn listen(reads: bool) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let (call, called) = channel();
        let (sender, bytes) = channel();
        thread::spawn(move || {
            let (mut stream, _) = listener.accept().unwrap();
            let _ = call.send(());
            let mut received = Vec::new();
            if reads {
                stream.read_to_end(&mut received).unwrap();
            } else {
                // Holds the call open until the test ends and the daemon hangs up.
                let mut byte = [0];
                while stream.peek(&mut byte).is_ok_and(|length| length > 0) {
                    thread::park();
                }
            }
            let _ = sender.send(received);
        });
        Self { port, called, bytes }
    }

    pub(crate) fn port(&self) -> u16 {
        self.port
    }

    pub(crate) fn received(&self) -> Vec<u8> {
        self.bytes.recv().unwrap()
    }

    pub(crate) fn wait_for_caller(&self) {
        self.called.recv().unwrap();
    }
}
