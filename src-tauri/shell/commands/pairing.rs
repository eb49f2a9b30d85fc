//! Letting devices into an event, and becoming one of its devices by a code.

use super::devices::key_of;
use crate::asked::{Answer, Asked};
use sarrera_app::SameLabel;
use sarrera_app::view::{InvitationAsk, InvitationLine, InvitationMade, InvitationsView, JoinReport, Paired};
use tauri::{AppHandle, Emitter};

/// Makes this device one of an event's. On a fresh device the database is made with it; what it holds is with the server, so
/// nobody is asked to keep its recovery key (docs/decisions/0149).
#[tauri::command]
pub(crate) async fn pair_device(
    asked: Asked,
    code: String,
    server: String,
    passphrase: Option<String>,
    same_label: SameLabel,
) -> Answer<Paired> {
    asked.open(passphrase).await?;
    asked
        .in_hall(move |app, hall| {
            let named: Vec<String> = Some(server)
                .filter(|at| !at.trim().is_empty())
                .into_iter()
                .collect();
            sarrera_server::pair(&app, &code, same_label, &named, hall.reach)
        })
        .await
}

/// Pulls what the event holds, and records again there what was done in an event that joins it; the page hears how far that is.
/// From then on it is kept in step.
#[tauri::command]
pub(crate) async fn catch_up(handle: AppHandle, asked: Asked, event: String) -> Answer<Option<JoinReport>> {
    asked
        .in_hall(move |app, hall| {
            // A window that was closed meanwhile hears nothing.
            let mut tell = |progress| drop(handle.emit("catching-up", progress));
            let mut tell_joined = |progress| drop(handle.emit("joining", progress));
            let caught_up = sarrera_server::catch_up_and_join(&app, &event, &mut tell, &mut tell_joined);
            // Not before: whoever keeps in step would bring it without a word of how far it is.
            hall.follow();
            caught_up
        })
        .await
}

/// The invitations that were made on this device.
#[tauri::command]
pub(crate) async fn invitations(asked: Asked, event: String) -> Answer<InvitationsView> {
    asked.work(move |app| app.inviting(&event)).await
}

/// Invites a device, or a sheet of them, to where this device serves.
#[tauri::command]
pub(crate) async fn invite(
    asked: Asked,
    event: String,
    ask: InvitationAsk,
    recovery_key: Option<String>,
) -> Answer<InvitationMade> {
    asked
        .in_hall(move |app, hall| {
            let addresses = hall.served().unwrap_or_default().addresses;
            let ask = InvitationAsk { addresses, ..ask };
            app.invite(&event, &ask, key_of(recovery_key)?.as_ref())
        })
        .await
}

/// Takes an invitation back.
#[tauri::command]
pub(crate) async fn revoke_invitation(
    asked: Asked,
    event: String,
    invitation: String,
) -> Answer<Vec<InvitationLine>> {
    asked
        .work(move |app| app.revoke_invitation(&event, &invitation))
        .await
}
