//! The event's symmetric keys, as they come sealed to this device.

use crate::device::App;
use crate::failure::AppError;
use crate::vault::{SealingKey, sealing};

impl App {
    /// Opens and keeps every key that was published to this device and is not here yet. One that does not open is left: it
    /// may have been sealed wrongly, and nobody is to be stopped at the door for it.
    pub(crate) fn keep_published_keys(&self) -> Result<(), AppError> {
        let own = self.own()?;
        let published = self.read(|r| Ok(r.keys_published_to(own.device)?))?;
        if published.is_empty() {
            return Ok(());
        }
        let sealing_key = SealingKey::from_text(&own.sealing_key)?;
        for sealed in published {
            let Ok(opened) = sealing::open(&sealing_key, &sealed.sealed) else {
                continue;
            };
            let Some(key) = opened.first_chunk::<32>().filter(|_| opened.len() == 32) else {
                continue;
            };
            self.write(|txn| Ok(txn.keep_event_key(sealed.event, sealed.key_use, &sealed.key_id, *key)?))?;
        }
        Ok(())
    }
}
