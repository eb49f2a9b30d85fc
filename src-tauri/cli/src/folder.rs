//! Opening the device's folder: by the passphrase of the environment, by the keychain, else by asking on a terminal.

use crate::output::{Failed, tell};
use sarrera_app::view::{ImportProgress, OpenState};
use sarrera_app::{App, Opened, World};
use secrecy::SecretString;
use std::io::{BufRead, IsTerminal, Write, stderr, stdin};
use std::path::Path;

/// Where machines with neither keychain nor person keep the passphrase.
const PASSPHRASE: &str = "SARRERA_PASSPHRASE";
/// How often a new passphrase is asked for, until both times give the same.
const ASKED_MAX: u32 = 3;

/// The folder that a call names.
#[derive(Debug)]
pub(crate) struct Folder<'a> {
    pub dir: &'a Path,
    pub json: bool,
}

impl<'a> Folder<'a> {
    pub(crate) fn new(dir: &'a Path, json: bool) -> Self {
        Self { dir, json }
    }

    /// Opens or makes the database. A recovery key that was made is told at once.
    pub(crate) fn open(&self) -> Result<App, Failed> {
        let opened = self.open_or_make()?;
        if let Some(key) = &opened.recovery_key {
            tell_recovery_key(&opened.app, &key.to_text())?;
        }
        Ok(opened.app)
    }

    /// As [`Folder::open`]; the recovery key is the caller's to tell.
    pub(crate) fn open_or_make(&self) -> Result<Opened, Failed> {
        let given = passphrase_of_environment();
        let failed = match App::open_telling(self.dir, given.as_ref(), World::real(), &mut tell_ready) {
            Ok(opened) => return Ok(opened),
            Err(error) => Failed::from(error),
        };
        if given.is_some() || !failed.wants_passphrase() || !somebody_there() {
            return Err(failed);
        }
        let asked = self.ask()?;
        Ok(App::open_telling(
            self.dir,
            Some(&asked),
            World::real(),
            &mut tell_ready,
        )?)
    }

    fn ask(&self) -> Result<SecretString, Failed> {
        if App::state_of(self.dir) == OpenState::Fresh {
            return Self::ask_new();
        }
        Self::ask_old()
    }

    /// Asks for the passphrase that there is.
    pub(crate) fn ask_old() -> Result<SecretString, Failed> {
        Ok(rpassword::prompt_password("Passphrase: ")?.into())
    }

    /// Asks for a new passphrase, twice, until both are the same.
    pub(crate) fn ask_new() -> Result<SecretString, Failed> {
        for _ in 0..ASKED_MAX {
            let first = rpassword::prompt_password("New passphrase: ")?;
            let second = rpassword::prompt_password("The same again: ")?;
            if first == second {
                return Ok(first.into());
            }
            tell("They are not the same.");
        }
        Err(Failed::PassphrasesDiffer)
    }
}

/// Whether a person sits before the program: then it may ask.
pub(crate) fn somebody_there() -> bool {
    stdin().is_terminal() && stderr().is_terminal()
}

/// The first line of standard input.
pub(crate) fn line_of_input() -> Result<SecretString, Failed> {
    let mut line = String::new();
    stdin().lock().read_line(&mut line)?;
    Ok(line.trim_end_matches(['\r', '\n']).to_owned().into())
}

/// What a variable of the environment gives, if it gives anything.
pub(crate) fn given_by(variable: &str) -> Option<SecretString> {
    let given = std::env::var(variable).ok()?;
    (!given.trim().is_empty()).then(|| given.into())
}

/// Says on a terminal how far the folder is ready, after an update that derives everything anew.
pub(crate) fn tell_ready(at: ImportProgress) {
    if stderr().is_terminal() {
        let share = 100 * u64::from(at.done) / u64::from(at.of.max(1));
        let end = if at.done == at.of { "\n" } else { "" };
        let _unread = write!(stderr(), "\rGetting ready after an update: {share} %{end}");
    }
}

/// The passphrase that the environment gives, if it gives one.
pub(crate) fn passphrase_of_environment() -> Option<SecretString> {
    given_by(PASSPHRASE)
}

/// Shows the recovery key. Only once it was written is it forgotten here; until then the next `init` shows it again.
pub(crate) fn tell_recovery_key(app: &App, text: &str) -> Result<(), Failed> {
    let mut stderr = stderr();
    writeln!(
        stderr,
        "The database's recovery key, shown this once; write it down and keep it:\n  {text}"
    )?;
    stderr.flush()?;
    Ok(app.recovery_key_kept()?)
}
