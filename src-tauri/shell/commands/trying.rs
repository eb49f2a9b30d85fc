//! Trying out the device before people come: its scanner, its printer, and the passphrase that opens it.

use crate::asked::{Answer, Asked};
use sarrera_app::view::{TestCode, TestPrint};
use sarrera_app::{App, World};
use secrecy::SecretString;

/// The code that the scanner test shows.
#[tauri::command]
pub(crate) async fn test_code() -> TestCode {
    App::test_code()
}

/// Prints a specimen, and answers what became of it.
#[tauri::command]
pub(crate) async fn print_test(asked: Asked, event: String) -> Answer<TestPrint> {
    asked.work(move |app| app.print_test(&event)).await
}

/// Whether a change of the passphrase asks for the old one.
#[tauri::command]
pub(crate) async fn passphrase_asked(asked: Asked) -> Answer<bool> {
    asked.work(|app| App::passphrase_asked(app.dir())).await
}

/// Puts a new passphrase in place of the old one.
#[tauri::command]
pub(crate) async fn change_passphrase(asked: Asked, old: Option<String>, new: String) -> Answer<()> {
    let (old, new) = (old.map(SecretString::from), SecretString::from(new));
    asked
        .work(move |app| App::change_passphrase(app.dir(), old.as_ref(), &new, &World::real()))
        .await
}
