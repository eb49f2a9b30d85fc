//! What a window needs to try out a device before its people come.

use super::PrintState;
use serde::Serialize;
use ts_rs::TS;

/// A code that tries out a scanner and is nobody's.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
pub struct TestCode {
    /// What a scanner types that works, without its prefix and its ending key.
    pub text: String,
    /// The same as a QR, drawn as SVG.
    pub qr_svg: String,
}

/// What became of a specimen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
pub struct TestPrint {
    /// What people call the printer.
    pub printer: String,
    pub state: PrintState,
    /// Why it failed, waits or is not known: `out_of_paper`, `unreachable`, …
    pub reason: Option<String>,
}
