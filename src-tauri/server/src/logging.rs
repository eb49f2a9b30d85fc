//! The server's log: one line for each request and each turn of its life, on standard error, with nobody's words in it.

use tracing::level_filters::LevelFilter;

/// How a line is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LogForm {
    /// For a person at a terminal.
    Text,
    /// One JSON object a line, for a collector.
    Json,
}

/// Sends the log of this process to standard error, from `info` on. A second call changes nothing.
pub fn log_to_stderr(form: LogForm) {
    log_from(LevelFilter::INFO, form);
}

/// As [`log_to_stderr`], from `warn` on: a window is not there to be read, and what it serves all day would fill a disk.
pub fn log_troubles_to_stderr() {
    log_from(LevelFilter::WARN, LogForm::Text);
}

fn log_from(least: LevelFilter, form: LogForm) {
    let lines = tracing_subscriber::fmt()
        .with_max_level(least)
        .with_writer(std::io::stderr);
    // Whoever embeds the server may have a log of its own already.
    let _set_once = match form {
        LogForm::Text => lines.with_ansi(false).try_init(),
        LogForm::Json => lines.json().flatten_event(true).try_init(),
    };
}
