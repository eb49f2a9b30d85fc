//! `stick`: an event's changes in a file that a device without a network takes in.

use crate::args::StickCommand;
use crate::output::{Answer, Failed, pairs};
use sarrera_app::App;
use serde_json::json;

/// Writes a file, or takes one in.
pub(crate) fn stick(app: &App, what: &StickCommand) -> Result<Answer, Failed> {
    match what {
        StickCommand::Write { event, file } => {
            let written = app.write_stick(event, file)?;
            let lines = pairs(&[
                ("changes", written.changes.to_string()),
                ("bytes", written.bytes.to_string()),
                ("devices", written.devices.to_string()),
            ]);
            let object = json!({
                "changes": written.changes, "bytes": written.bytes, "devices": written.devices,
            });
            Ok(Answer::new(object, lines))
        }
        StickCommand::Read { file } => {
            let read = app.read_stick(file)?;
            let written_at = app.rfc3339(&read.event, read.written_at)?;
            let lines = pairs(&[
                ("by", read.by.clone().unwrap_or_default()),
                ("written", written_at.clone()),
                ("new", read.changes.to_string()),
                ("refused", read.refused.to_string()),
            ]);
            let object = json!({
                "event": read.event, "by": read.by, "written_at": written_at,
                "changes": read.changes, "refused": read.refused,
            });
            Ok(Answer::new(object, lines))
        }
    }
}
