//! `passphrase`: another passphrase for a folder whose old one is known. Neither ever stands on the command line.

use crate::folder::{Folder, given_by, line_of_input, passphrase_of_environment, somebody_there};
use crate::output::{Answer, Failed};
use sarrera_app::vault::{Vault, VaultError};
use sarrera_app::{App, AppError, World};
use secrecy::SecretString;
use serde_json::json;

/// Where scripts put the new passphrase.
const NEW_PASSPHRASE: &str = "SARRERA_NEW_PASSPHRASE";

/// Puts a new passphrase in place of the old one.
pub(crate) fn change(folder: &Folder<'_>) -> Result<Answer, Failed> {
    let old = old_passphrase(folder)?;
    let new = new_passphrase()?;
    App::change_passphrase(folder.dir, old.as_ref(), &new, &World::real())?;
    let line = "The folder opens with the new passphrase. The recovery key stays.".to_owned();
    Ok(Answer::new(json!({ "changed": true }), vec![line]))
}

/// The passphrase that there is, once it has opened the key; none where the keychain opens it.
fn old_passphrase(folder: &Folder<'_>) -> Result<Option<SecretString>, Failed> {
    let vault = Vault::at(folder.dir);
    let given = passphrase_of_environment();
    match vault.open(given.as_ref()) {
        Ok(_key) => Ok(given),
        Err(VaultError::PassphraseNeeded) if somebody_there() => {
            let asked = Folder::ask_old()?;
            vault.open(Some(&asked)).map_err(AppError::from)?;
            Ok(Some(asked))
        }
        Err(error) => Err(AppError::from(error).into()),
    }
}

/// From the environment, asked for on a terminal, else the first line of standard input.
fn new_passphrase() -> Result<SecretString, Failed> {
    if let Some(given) = given_by(NEW_PASSPHRASE) {
        return Ok(given);
    }
    if somebody_there() {
        return Folder::ask_new();
    }
    line_of_input()
}
