//! What was sealed once for the fair's devices: sealing draws random bytes of its own, and a seed plays the same fair everywhere.

use sarrera_app::vault::sealing;
use serde_json::{Map, Value};
use std::path::PathBuf;

/// `SARRERA_SIM_SEAL=1` seals anew what the file lacks: where the fair's keys became others.
const SEAL: &str = "SARRERA_SIM_SEAL";

/// Sealed for a recipient, as it was the first time.
pub(crate) fn sealed(recipient: &str, secret: &[u8; 32]) -> String {
    let mut known = known();
    let name = format!(
        "{recipient} {}",
        secret
            .iter()
            .map(|byte| format!("{byte:02x}"))
            .collect::<String>()
    );
    if let Some(sealed) = known.get(&name).and_then(Value::as_str) {
        return sealed.to_owned();
    }
    assert!(
        std::env::var_os(SEAL).is_some(),
        "the fair's keys are others than those in {}: `{SEAL}=1 cargo xtask sim --seed 1` seals them anew",
        file().display()
    );
    let sealed = sealing::seal(recipient, secret).unwrap();
    known.insert(name, Value::from(sealed.clone()));
    std::fs::write(file(), serde_json::to_string_pretty(&known).unwrap() + "\n").unwrap();
    sealed
}

fn known() -> Map<String, Value> {
    std::fs::read_to_string(file())
        .map_or_else(|_none| Map::new(), |text| serde_json::from_str(&text).unwrap())
}

fn file() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("sim/sealed.json")
}
