//! The window: Tauri around the use cases of `app`, one thin command for each; nothing is decided here.
//!
//! Architecture invariant: no SQL, no business rule and no other door than `app`. A command parses, checks the role,
//! calls one use case and maps the result.

mod asked;
mod changes;
mod commands;
mod hall;
mod hold;
mod painting;
mod target;

use tauri::{AppHandle, Manager, WindowEvent, webview::PageLoadEvent};

/// What the window's log says once its page has loaded; `cargo xtask run --headless` waits for this line.
pub const READY: &str = "sarrera-desk: the window is up";

/// Opens the window and returns when it was closed.
///
/// # Errors
/// When the system has no display or no web view, or the window could not be made.
pub fn run() -> tauri::Result<()> {
    sarrera_server::log_troubles_to_stderr();
    tauri::Builder::default()
        .plugin(tauri_plugin_single_instance::init(|app, _arguments, _folder| {
            show_main_window(app);
        }))
        .plugin(tauri_plugin_dialog::init())
        .invoke_handler(tauri::generate_handler![
            commands::device::overview,
            commands::device::open_database,
            commands::device::recover,
            commands::device::recovery_key,
            commands::device::recovery_key_kept,
            commands::device::set_language,
            commands::event::create_event,
            commands::event::create_from_file,
            commands::event::open_demo,
            commands::pairing::pair_device,
            commands::pairing::catch_up,
            commands::pairing::invitations,
            commands::pairing::invite,
            commands::pairing::revoke_invitation,
            commands::room::room,
            commands::room::serve_room,
            commands::room::leave_room,
            commands::room::look_around,
            commands::import::choose_import_file,
            commands::import::preview_import,
            commands::import::run_import,
            commands::import::cancel_import,
            commands::import::save_rejected,
            commands::import::import_runs,
            commands::dashboard::dashboard,
            commands::conflicts::conflict_count,
            commands::conflicts::conflicts,
            commands::conflicts::settle_conflict,
            commands::devices::devices,
            commands::devices::change_device,
            commands::devices::revoke_device,
            commands::sync::sync_state,
            commands::sync::servers,
            commands::sync::add_server,
            commands::sync::remove_server,
            commands::sync::try_server,
            commands::stick::write_stick,
            commands::stick::read_stick,
            commands::duplicates::duplicates,
            commands::duplicates::preview_merge,
            commands::duplicates::merge_attendees,
            commands::duplicates::undo_merge,
            commands::duplicates::set_not_same,
            commands::desk::figures,
            commands::desk::recent,
            commands::desk::find,
            commands::desk::companies,
            commands::desk::scan,
            commands::desk::enter_text,
            commands::desk::admit,
            commands::desk::choose_candidate,
            commands::desk::confirm_scan,
            commands::desk::override_scan,
            commands::desk::undo_scan,
            commands::desk::reasons,
            commands::desk::outcome,
            commands::desk::path_to,
            commands::desk::reprint,
            commands::desk::check_form,
            commands::desk::register,
            commands::desk::correct,
            commands::desk::substitute,
            commands::badge::preview_badge,
            commands::badge::preview_form,
            commands::badge::printers,
            commands::badge::choose_printer,
            commands::badge::templates,
            commands::badge::choose_template,
            commands::badge::retry_print,
            commands::badge::settle_print,
            commands::badge::print_state,
            commands::badge::left_prints,
            commands::group::group_of,
            commands::group::admit_group,
            commands::group::cancel_group,
            commands::batch::batch_people,
            commands::batch::look_at_batch,
            commands::batch::batch_page,
            commands::batch::choose_badges_file,
            commands::batch::make_batch,
            commands::batch::cancel_batch,
            commands::setup::event_setup,
            commands::setup::save_event,
            commands::setup::save_notice,
            commands::setup::save_category,
            commands::setup::save_checkpoint,
            commands::operators::operators,
            commands::operators::save_operator,
            commands::operators::choose_operator,
            commands::help::ask_help,
            commands::help::say_more,
            commands::help::answer_help,
            commands::help::help_here,
            commands::help::open_help,
            commands::people::people,
            commands::people::people_ahead,
            commands::people::profile,
            commands::people::edit_person,
            commands::people::choose_value,
            commands::people::choose_export_file,
            commands::people::export_table,
            commands::camera::cameras,
            commands::camera::start_camera,
            commands::camera::stop_camera,
            commands::camera::camera_picture,
            commands::trying::test_code,
            commands::trying::print_test,
            commands::trying::passphrase_asked,
            commands::trying::change_passphrase,
            commands::window::full_screen,
            commands::window::close_window
        ])
        .setup(|app| {
            let dir = match std::env::var_os("SARRERA_DATA") {
                Some(dir) => dir.into(),
                None => app.path().app_data_dir()?,
            };
            app.manage(asked::HeldFolder::at(dir, app.handle().clone()));
            app.manage(commands::camera::Running::of_this_machine());
            painting::by_the_processor(app)?;
            Ok(())
        })
        .on_page_load(|_webview, page| {
            if page.event() == PageLoadEvent::Finished {
                eprintln!("{READY}");
            }
        })
        .on_window_event(|window, event| {
            if let WindowEvent::CloseRequested { api, .. } = event
                && !window.state::<asked::HeldFolder>().may_close()
            {
                api.prevent_close();
            }
        })
        .run(tauri::generate_context!())
}

/// A second start shows the window that is already open instead of opening another.
fn show_main_window(app: &AppHandle) {
    if let Some(window) = app.get_webview_window("main") {
        // A window that is closing may refuse; there is nothing to show then.
        let _ = window.unminimize();
        let _ = window.set_focus();
    }
}
