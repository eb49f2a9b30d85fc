//! What a command needs of the system, and its installation on Debian and its relatives.

use crate::step;
use anyhow::{Result, bail};
use std::path::Path;
use std::process::Command;

/// One thing of the system: the package that brings it, why it is needed, and how its presence shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Need {
    package: &'static str,
    why: &'static str,
    proof: Proof,
}

/// How one sees that something is there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Proof {
    Program(&'static str),
    Library(&'static str),
    File(&'static str),
    /// A file of LLVM, whose folder carries its version.
    Llvm(&'static str),
}

const fn program(package: &'static str, program: &'static str, why: &'static str) -> Need {
    Need {
        package,
        why,
        proof: Proof::Program(program),
    }
}

const fn library(package: &'static str, name: &'static str, why: &'static str) -> Need {
    Need {
        package,
        why,
        proof: Proof::Library(name),
    }
}

const fn file(package: &'static str, path: &'static str, why: &'static str) -> Need {
    Need {
        package,
        why,
        proof: Proof::File(path),
    }
}

/// To compile the desk.
pub(crate) const BUILD: &[Need] = &[
    program("build-essential", "make", "compiles SQLCipher and OpenSSL"),
    program("perl", "perl", "OpenSSL's build is written in it"),
    program("cmake", "cmake", "compiles the reader of codes"),
    Need {
        package: "libclang-dev",
        why: "reads the kernel's own list of what cameras can do",
        proof: Proof::Llvm("lib/libclang.so"),
    },
    program("pkg-config", "pkg-config", "finds the libraries below"),
    library(
        "libwebkit2gtk-4.1-dev",
        "webkit2gtk-4.1",
        "the web view that shows the page",
    ),
    library("libdbus-1-dev", "dbus-1", "how the window speaks to the desktop"),
];

const CJK: Need = file(
    "fonts-noto-cjk",
    "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc",
    "names in Japanese, Korean and Chinese on the screen",
);
const OTHER_SCRIPTS: Need = file(
    "fonts-noto-core",
    "/usr/share/fonts/truetype/noto/NotoSans-Regular.ttf",
    "names in every other script on the screen",
);

/// To show a window where there is no screen, and to photograph it.
pub(crate) const HEADLESS: &[Need] = &[
    program("xvfb", "Xvfb", "a display without a screen"),
    program("imagemagick", "import", "photographs the window"),
    CJK,
    OTHER_SCRIPTS,
];

/// To test the real window, real print queues and real codes.
pub(crate) const TEST: &[Need] = &[
    program(
        "webkit2gtk-driver",
        "WebKitWebDriver",
        "drives the real window in tests",
    ),
    program(
        "dbus-daemon",
        "dbus-daemon",
        "tells a second window of the first in tests",
    ),
    program("iproute2", "ip", "makes a hall's own network in tests"),
    program(
        "zbar-tools",
        "zbarimg",
        "reads our QR codes with somebody else's eyes",
    ),
    program(
        "poppler-utils",
        "pdftoppm",
        "looks at our PDF with somebody else's eyes",
    ),
    program("cups", "cupsd", "a print queue to print to in tests"),
    program("cups-client", "lpadmin", "sets that print queue up"),
    file(
        "printer-driver-cups-pdf",
        "/usr/lib/cups/backend/cups-pdf",
        "the printer behind it, whose paper is a PDF file",
    ),
];

/// To photograph the page and to look at it with axe-core.
pub(crate) const SHOTS: &[Need] = &[
    program("chromium", "chromium", "draws the page's scenes"),
    CJK,
    OTHER_SCRIPTS,
];

/// Installs what is missing of these, after saying what and why.
pub(crate) fn ensure(groups: &[&[Need]]) -> Result<()> {
    if !cfg!(target_os = "linux") {
        // Windows and macOS bring their web view; nothing of the above is installed by a package there.
        return Ok(());
    }
    let missing: Vec<Need> = groups
        .iter()
        .copied()
        .flatten()
        .copied()
        .filter(|need| !present(need.proof))
        .collect();
    if missing.is_empty() {
        return Ok(());
    }
    println!(
        "This needs packages that the system does not have:\n{}",
        listed(&missing)
    );
    if !on_path("apt-get") {
        bail!("there is no apt-get here, so nothing can be installed; please install the above by hand");
    }
    install(&missing)
}

/// As ui/package.json wants it.
const NODE_OLDEST: (u32, u32) = (20, 19);

/// Says it clearly when Node is missing or too old for the page's tools.
pub(crate) fn ensure_node() -> Result<()> {
    let Some(version) = step::output(step::command("node", ["--version"])) else {
        bail!(
            "Node 20.19 or newer is needed to build the page, and `node` was not found; see https://nodejs.org"
        );
    };
    match release(&version) {
        Some(release) if release >= NODE_OLDEST => Ok(()),
        _ => bail!("Node 20.19 or newer is needed to build the page; this is {version}"),
    }
}

fn install(missing: &[Need]) -> Result<()> {
    let mut rights: Vec<&str> = Vec::new();
    if step::output(step::command("id", ["-u"])).as_deref() != Some("0") {
        if !on_path("sudo") {
            bail!(
                "installing them needs root or sudo, and there is neither; please install the above by hand"
            );
        }
        rights.push("sudo");
    }
    rights.extend(["env", "DEBIAN_FRONTEND=noninteractive", "apt-get"]);
    let apt = |arguments: &[&'static str]| {
        let words: Vec<&str> = rights.iter().chain(arguments).copied().collect();
        let (first, rest) = words
            .split_first()
            .map_or(("apt-get", words.as_slice()), |(first, rest)| (*first, rest));
        step::run(step::command(first, rest))
    };
    apt(&["update", "-qq"])?;
    let packages: Vec<&'static str> = missing.iter().map(|need| need.package).collect();
    let mut arguments = vec!["install", "-qq", "-y", "--no-install-recommends"];
    arguments.extend(packages);
    apt(&arguments)?;
    match missing.iter().find(|need| !present(need.proof)) {
        Some(need) => bail!(
            "{} was installed, yet {} is still missing",
            need.package,
            shown(need.proof)
        ),
        None => Ok(()),
    }
}

fn present(proof: Proof) -> bool {
    match proof {
        Proof::Program(name) => on_path(name),
        Proof::Library(name) => {
            let mut query = Command::new("pkg-config");
            query.args(["--exists", name]);
            step::succeeds(query)
        }
        Proof::File(path) => Path::new(path).exists(),
        Proof::Llvm(file) => {
            let folders = std::fs::read_dir("/usr/lib").into_iter().flatten().flatten();
            folders
                .filter(|folder| folder.file_name().to_string_lossy().starts_with("llvm-"))
                .any(|folder| folder.path().join(file).exists())
        }
    }
}

/// Whether a program is on the path or where Debian keeps those of root.
pub(crate) fn on_path(name: &str) -> bool {
    let path = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&path)
        .chain([Path::new("/usr/sbin").into()])
        .any(|folder| folder.join(name).is_file())
}

fn listed(needs: &[Need]) -> String {
    needs
        .iter()
        .map(|need| format!("  {:<24}{}\n", need.package, need.why))
        .collect()
}

fn shown(proof: Proof) -> String {
    match proof {
        Proof::Program(name) => format!("the program {name}"),
        Proof::Library(name) => format!("the library {name}"),
        Proof::File(path) => path.to_owned(),
        Proof::Llvm(file) => format!("LLVM's {file}"),
    }
}

/// The first two numbers of `v20.19.2`.
fn release(version: &str) -> Option<(u32, u32)> {
    let mut numbers = version.trim().trim_start_matches('v').split('.');
    let mut next = || numbers.next()?.parse().ok();
    Some((next()?, next()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_missing_is_told_with_its_reason() {
        let told = listed(&[program("xvfb", "Xvfb", "a display without a screen")]);
        assert_eq!(told, "  xvfb                    a display without a screen\n");
    }

    #[test]
    fn a_program_is_seen_on_the_path_and_a_missing_one_is_not() {
        assert!(on_path("cargo"));
        assert!(!on_path("no-such-program-anywhere"));
    }

    #[test]
    fn nodes_version_is_read() {
        assert_eq!(release("v20.20.2"), Some((20, 20)));
        assert_eq!(release("nonsense"), None);
        assert!((20, 9) < NODE_OLDEST && (22, 0) > NODE_OLDEST);
    }
}
