//! `recover`: the way back into a folder whose passphrase is forgotten or whose key file is torn; and the recovery key for
//! what only an event's root may.

use crate::folder::{Folder, given_by, line_of_input, passphrase_of_environment, somebody_there, tell_ready};
use crate::output::{Answer, Failed};
use sarrera_app::vault::{RecoveryKey, VaultError};
use sarrera_app::{App, AppError, Refusal, World};
use secrecy::{ExposeSecret, SecretString};
use serde_json::json;

/// Where scripts put the recovery key.
const RECOVERY_KEY: &str = "SARRERA_RECOVERY_KEY";

/// Opens the folder by the recovery key, and puts a new passphrase in place of what was lost.
pub(crate) fn recover(folder: &Folder<'_>) -> Result<Answer, Failed> {
    let key = RecoveryKey::parse(recovery_key()?.expose_secret()).map_err(AppError::from)?;
    let passphrase = match passphrase_of_environment() {
        Some(given) => given,
        None if somebody_there() => Folder::ask_new()?,
        None => return Err(AppError::from(VaultError::PassphraseNeeded).into()),
    };
    let app = App::recover_telling(folder.dir, &key, &passphrase, World::real(), &mut tell_ready)?;
    let events = app.events()?.len();
    let line = format!(
        "The folder opens with the new passphrase; it holds {events} events. The recovery key stays."
    );
    Ok(Answer::new(
        json!({ "recovered": true, "events": events }),
        vec![line],
    ))
}

/// Does what only the root may, where it is asked for: then with the recovery key, which never stands on the command line.
pub(crate) fn by_root<T>(work: impl Fn(Option<&RecoveryKey>) -> Result<T, AppError>) -> Result<T, Failed> {
    match work(None) {
        Err(AppError::Refused(Refusal::OfficeByRoot)) => {}
        other => return Ok(other?),
    }
    let typed = recovery_key()?;
    if typed.expose_secret().trim().is_empty() {
        return Err(AppError::from(Refusal::OfficeByRoot).into());
    }
    let key = RecoveryKey::parse(typed.expose_secret()).map_err(AppError::from)?;
    Ok(work(Some(&key))?)
}

/// From the environment, asked for on a terminal, else the first line of standard input.
fn recovery_key() -> Result<SecretString, Failed> {
    if let Some(given) = given_by(RECOVERY_KEY) {
        return Ok(given);
    }
    if somebody_there() {
        return Ok(rpassword::prompt_password("Recovery key: ")?.into());
    }
    line_of_input()
}
