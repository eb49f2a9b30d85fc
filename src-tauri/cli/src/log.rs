//! `log`: its verification, its digest, and everything derived from it anew.

use crate::args::LogCommand;
use crate::output::{Answer, Failed, pairs};
use sarrera_app::App;
use serde_json::json;

/// Verifies, digests or rebuilds.
pub(crate) fn log(app: &App, what: LogCommand) -> Result<Answer, Failed> {
    match what {
        LogCommand::Verify => verify(app),
        LogCommand::Digest => digest(app),
        LogCommand::Rebuild => {
            app.rebuild(&mut |_done, _of| {})?;
            digest(app)
        }
    }
}

fn verify(app: &App) -> Result<Answer, Failed> {
    let verified = app.verify()?;
    let ok = verified.faults.is_empty();
    let mut lines = pairs(&[
        ("log", if ok { "ok" } else { "damaged" }.to_owned()),
        ("ops", verified.ops.to_string()),
        ("chains", verified.chains.to_string()),
        ("quarantined", verified.quarantined.to_string()),
        ("unread", verified.unread.to_string()),
        ("forked", verified.forked.to_string()),
    ]);
    lines.extend(verified.faults.iter().cloned());
    let json = json!({
        "ok": ok,
        "ops": verified.ops,
        "chains": verified.chains,
        "quarantined": verified.quarantined,
        "unread": verified.unread,
        "forked": verified.forked,
        "faults": verified.faults,
    });
    let mut answer = Answer::new(json, lines);
    answer.broken = !ok;
    Ok(answer)
}

fn digest(app: &App) -> Result<Answer, Failed> {
    let digest = app.digest()?;
    let lines = pairs(&[("digest", digest.digest.clone()), ("ops", digest.ops.to_string())]);
    let logs: Vec<_> = digest
        .logs
        .iter()
        .map(|log| json!({ "event": log.event.to_string(), "log": log.log, "ops": log.ops, "digest": log.digest }))
        .collect();
    let json = json!({ "digest": digest.digest, "ops": digest.ops, "logs": logs });
    Ok(Answer::new(json, lines))
}
