//! The event's root, opened by the recovery key: in memory alone, and as long as an invitation to an office holds.

use crate::device::App;
use crate::failure::AppError;
use crate::vault::{RecoveryKey, VaultError, unwrap};
use ed25519_dalek::SigningKey;
use sarrera_core::fold::root_key_of;
use sarrera_core::ops::{Fact, LogName, event_id};
use sarrera_core::time::Timestamp;
use sarrera_store::{EventRow, InvitationId, Reader};
use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use zeroize::Zeroizing;

/// Roots that are open, by the invitation that they were opened for.
#[derive(Default)]
pub(crate) struct Roots(Mutex<BTreeMap<InvitationId, (Timestamp, SigningKey)>>);

impl std::fmt::Debug for Roots {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Roots(…)")
    }
}

impl Roots {
    pub(super) fn keep(&self, id: InvitationId, until: Timestamp, root: SigningKey, now: Timestamp) {
        self.open(now).insert(id, (until, root));
    }

    pub(super) fn forget(&self, id: &InvitationId) {
        self.locked().remove(id);
    }

    pub(super) fn of(&self, id: &InvitationId, now: Timestamp) -> Option<SigningKey> {
        self.open(now).get(id).map(|(_, root)| root.clone())
    }

    /// Those whose invitation still holds; the others are wiped.
    fn open(&self, now: Timestamp) -> MutexGuard<'_, BTreeMap<InvitationId, (Timestamp, SigningKey)>> {
        let mut roots = self.locked();
        roots.retain(|_, (until, _)| *until > now);
        roots
    }

    fn locked(&self) -> MutexGuard<'_, BTreeMap<InvitationId, (Timestamp, SigningKey)>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl App {
    pub(super) fn roots(&self) -> &Roots {
        &self.syncing.roots
    }
}

/// The event's root, as its definition has it wrapped to the recovery key.
pub(super) fn root_of(
    reader: &Reader<'_>,
    event: &EventRow,
    key: &RecoveryKey,
) -> Result<SigningKey, AppError> {
    for op in reader.ops(event.no, &LogName::Public)? {
        let Ok(fact) = Fact::decode(&op.kind, op.v, &op.body, None) else {
            continue;
        };
        if root_key_of(event.id, &fact).is_none() {
            continue;
        }
        let Fact::EventDefined(defined) = fact else {
            continue;
        };
        let secret = unwrap(key, &defined.root_secret)?;
        let bytes = secret.first_chunk::<32>().filter(|_| secret.len() == 32);
        let bytes = Zeroizing::new(*bytes.ok_or(VaultError::WrongRecoveryKey)?);
        let root = SigningKey::from_bytes(&bytes);
        if event_id(&root.verifying_key()) == event.id {
            return Ok(root);
        }
    }
    Err(VaultError::WrongRecoveryKey.into())
}
