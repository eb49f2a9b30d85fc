//! The event's root, opened by the recovery key: in memory alone, and as long as an invitation to an office holds.
//!
//! Where one program of a folder invites and another serves, the root is handed over in the database, sealed to a key that only
//! the serving one has, in its memory, and draws anew at each start (decision 0164).

use crate::Setting;
use crate::device::App;
use crate::failure::AppError;
use crate::vault::{RecoveryKey, VaultError, unwrap, wrap};
use ed25519_dalek::SigningKey;
use sarrera_core::alphabet;
use sarrera_core::fold::root_key_of;
use sarrera_core::ops::{Fact, LogName, event_id};
use sarrera_core::time::Timestamp;
use sarrera_store::{EventRow, InvitationId, Reader};
use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use zeroize::Zeroizing;

/// So many roots wait to be taken; each is as good as its invitation.
const HANDED_MAX: usize = 20;

/// Roots that are open, by the invitation that they were opened for.
#[derive(Default)]
pub(crate) struct Roots {
    open: Mutex<BTreeMap<InvitationId, (Timestamp, SigningKey)>>,
    /// Opens what other programs of this folder hand over.
    taker: Mutex<Option<RecoveryKey>>,
}

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
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn taker(&self) -> MutexGuard<'_, Option<RecoveryKey>> {
        self.taker.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl App {
    pub(super) fn roots(&self) -> &Roots {
        &self.syncing.roots
    }

    /// From now on this program takes the roots that others of its folder open, so that offices are let in here.
    ///
    /// # Errors
    /// When the database can't be written.
    pub fn take_roots(&self) -> Result<(), AppError> {
        let key = RecoveryKey::generate(&*self.world().entropy);
        self.set_setting(Setting::RootsHanded, "")?;
        self.set_setting(Setting::RootTaker, &key.recipient())?;
        *self.roots().taker() = Some(key);
        Ok(())
    }

    /// This program takes no roots any more: it serves no longer.
    ///
    /// # Errors
    /// When the database can't be written.
    pub fn leave_roots(&self) -> Result<(), AppError> {
        *self.roots().taker() = None;
        self.set_setting(Setting::RootTaker, "")?;
        self.set_setting(Setting::RootsHanded, "")
    }

    /// Whether a program serves this folder, this one or another, that an office can be let in by.
    ///
    /// # Errors
    /// When the database can't be read.
    pub fn roots_are_taken(&self) -> Result<bool, AppError> {
        Ok(self.root_taker()?.is_some())
    }

    fn root_taker(&self) -> Result<Option<String>, AppError> {
        let taker = self.setting(Setting::RootTaker)?;
        Ok(taker.filter(|recipient| !recipient.is_empty()))
    }

    /// Hands a root to the program that serves this folder, where that is another one.
    pub(super) fn hand_root(&self, id: &InvitationId, root: &SigningKey) -> Result<(), AppError> {
        let Some(taker) = self.root_taker()? else {
            return Ok(());
        };
        if self.roots().taker().is_some() {
            return Ok(());
        }
        let mut handed = handed(self.setting(Setting::RootsHanded)?);
        handed.push((alphabet::encode(id), wrap(&taker, root.as_bytes())?));
        let newest = handed.len().saturating_sub(HANDED_MAX);
        let text = serde_json::to_string(handed.get(newest..).unwrap_or_default()).unwrap_or_default();
        self.set_setting(Setting::RootsHanded, &text)
    }

    /// The root of an invitation: opened by this program, or handed to it.
    pub(super) fn root_for(
        &self,
        reader: &Reader<'_>,
        id: &InvitationId,
        now: Timestamp,
    ) -> Result<Option<SigningKey>, AppError> {
        if let Some(root) = self.roots().of(id, now) {
            return Ok(Some(root));
        }
        let taker = self.roots().taker();
        let Some(key) = taker.as_ref() else {
            return Ok(None);
        };
        let named = alphabet::encode(id);
        let handed = handed(reader.setting(&Setting::RootsHanded.name())?);
        let Some((_, sealed)) = handed.into_iter().rev().find(|(of, _)| *of == named) else {
            return Ok(None);
        };
        Ok(unwrap(key, &sealed).ok().and_then(|secret| signing_key(&secret)))
    }
}

/// What was handed over, the oldest first.
fn handed(kept: Option<String>) -> Vec<(String, String)> {
    kept.and_then(|text| serde_json::from_str(&text).ok())
        .unwrap_or_default()
}

fn signing_key(secret: &[u8]) -> Option<SigningKey> {
    let bytes = secret.first_chunk::<32>().filter(|_| secret.len() == 32);
    let bytes = Zeroizing::new(*bytes?);
    Some(SigningKey::from_bytes(&bytes))
}

/// The event's root, as its definition has it wrapped to the recovery key.
pub(crate) fn root_of(
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
        let root = signing_key(&secret).ok_or(VaultError::WrongRecoveryKey)?;
        if event_id(&root.verifying_key()) == event.id {
            return Ok(root);
        }
    }
    Err(VaultError::WrongRecoveryKey.into())
}
