//! The inviting office: who it is, whom it lets in, and the keys that a newcomer gets.

use super::invite::state;
use crate::device::App;
use crate::failure::AppError;
use crate::roles::{Who, is_here};
use crate::vault::wrap;
use crate::view::InvitationState;
use ed25519_dalek::VerifyingKey;
use sarrera_core::alphabet;
use sarrera_core::codes::Fingerprint;
use sarrera_core::ids::{DeviceId, EventId, SubjectId};
use sarrera_core::ops::{DevicePaired, Fact, KeyPublished, LogName, Role, Stated, may_hold_key, short_hash};
use sarrera_core::time::Timestamp;
use sarrera_store::{EventRow, InvitationRow, StoreError, Txn};
use sarrera_sync::{Certificate, Denial, Introduction, Newcomer, TokenProof};
use std::collections::BTreeMap;

/// Names that differ by a number: no event has more devices of one name.
const SAME_NAMES_MAX: usize = 1_000;

impl App {
    /// The event of a fingerprint, and what the root says of this device there.
    pub(crate) fn introduction(&self, fingerprint: Fingerprint) -> Result<Option<Introduction>, AppError> {
        let own = self.own()?.device;
        let events = self.read_for_sync(|r| Ok(r.events()?))?;
        let Some(event) = events
            .into_iter()
            .find(|event| Fingerprint::of(event.id) == fingerprint)
        else {
            return Ok(None);
        };
        let devices = self.devices_known(event.id)?;
        let Some(root) = devices.root().copied() else {
            return Ok(None);
        };
        let serves = |device: DeviceId| {
            let state = devices.devices.get(&device);
            state.is_some_and(|state| !state.revoked && state.role == Role::Office && state.may_serve)
        };
        let certificate = if serves(own) {
            self.certificate(&event, own, &root)?
        } else {
            None
        };
        Ok(Some(Introduction {
            event: event.id,
            root,
            label: event.label,
            name: event.name,
            certificate,
        }))
    }

    /// The newest of what the root said that makes a device an office which may serve.
    fn certificate(
        &self,
        event: &EventRow,
        own: DeviceId,
        root: &VerifyingKey,
    ) -> Result<Option<Certificate>, AppError> {
        let ops = self.read_for_sync(|r| Ok(r.ops(event.no, &LogName::Public)?))?;
        let mut newest: Option<(i64, Certificate)> = None;
        for op in ops {
            let Ok(fact) = Fact::decode(&op.kind, op.v, &op.body, None) else {
                continue;
            };
            let found = if let Fact::DevicePaired(stated) = fact {
                let said = stated.said();
                let fits = said.device == own && said.role == Role::Office && said.may_serve;
                let at = said.at_ms;
                (fits && stated.is_signed_by(root)).then_some((at, Certificate::Paired(stated)))
            } else if let Fact::DeviceChanged(stated) = fact {
                let said = stated.said();
                let fits = said.device == own && said.role == Role::Office && said.may_serve;
                let at = said.at_ms;
                (fits && stated.is_signed_by(root)).then_some((at, Certificate::Changed(stated)))
            } else {
                None
            };
            if let Some(found) = found
                && newest.as_ref().is_none_or(|(at, _)| *at <= found.0)
            {
                newest = Some(found);
            }
        }
        Ok(newest.map(|(_, certificate)| certificate))
    }

    /// Pairs a newcomer in one transaction with the use of its invitation.
    pub(crate) fn let_in(
        &self,
        newcomer: &Newcomer,
        proof: &TokenProof,
        at: Timestamp,
    ) -> Result<Result<(), Denial>, AppError> {
        self.write_behind(
            |txn| match self.invitation_of(txn, newcomer, proof, at)? {
                Invited::No(denial) => Ok(Err(denial)),
                Invited::Already => Ok(Ok(())),
                Invited::By(found) => {
                    let (event, invitation) = &*found;
                    self.pair_newcomer(txn, event, invitation, newcomer, at)
                }
            },
            |_, outcome| Ok(outcome),
        )
    }

    fn invitation_of(
        &self,
        txn: &Txn<'_>,
        newcomer: &Newcomer,
        proof: &TokenProof,
        at: Timestamp,
    ) -> Result<Invited, AppError> {
        let reader = txn.reader();
        let Some(event) = reader.event(newcomer.event)? else {
            return Ok(Invited::No(Denial::UnknownEvent));
        };
        if !is_here(&reader, &event, Who::Office)? {
            return Ok(Invited::No(Denial::NotInviting));
        }
        let invitations = reader.invitations(event.no)?;
        let Some(found) = invitations.into_iter().find(|row| proof.is_by(&row.token_key)) else {
            return Ok(Invited::No(Denial::WrongCode));
        };
        // Only who has a code learns whether this device is known.
        if let Some(known) = reader.device_states(&event)?.devices.get(&newcomer.device) {
            return Ok(if known.revoked {
                Invited::No(Denial::DeviceRevoked)
            } else {
                Invited::Already
            });
        }
        Ok(match state(&found, at) {
            InvitationState::Open => Invited::By(Box::new((event, found))),
            InvitationState::Used => Invited::No(Denial::InvitationUsed),
            InvitationState::Expired => Invited::No(Denial::InvitationExpired),
            InvitationState::Revoked => Invited::No(Denial::InvitationRevoked),
        })
    }

    fn pair_newcomer(
        &self,
        txn: &mut Txn<'_>,
        event: &EventRow,
        invitation: &InvitationRow,
        newcomer: &Newcomer,
        at: Timestamp,
    ) -> Result<Result<(), Denial>, AppError> {
        let paired = DevicePaired {
            device: newcomer.device,
            name: free_name(txn, event, invitation.name.as_deref().unwrap_or(&newcomer.name))?,
            role: invitation.role,
            signing_key: alphabet::encode(newcomer.signing_key.as_bytes()),
            sealing_key: newcomer.sealing_key.clone(),
            may_serve: invitation.may_serve,
            exhibitor: invitation.exhibitor.clone(),
            at_ms: txn.now().0,
        };
        let stated = if invitation.role == Role::Office {
            // A program that was ended meanwhile has forgotten the root: then the invitation is over.
            let Some(root) = self.root_for(&txn.reader(), &invitation.id, at)? else {
                return Ok(Err(Denial::InvitationExpired));
            };
            Stated::by_root(paired, &root)
        } else {
            Stated::by_office(paired)
        };
        let Some(keys) = sealed_keys(txn, event, invitation.role, newcomer)? else {
            return Ok(Err(Denial::Unreadable));
        };
        let stated = Fact::DevicePaired(stated.map_err(StoreError::from)?);
        txn.append(
            event.id,
            &LogName::Public,
            SubjectId::from(newcomer.device),
            &stated,
        )?;
        for published in keys {
            publish(txn, event.id, published)?;
        }
        txn.use_invitation(&invitation.id)?;
        Ok(Ok(()))
    }
}

/// Whether, and how, a newcomer may come in.
enum Invited {
    By(Box<(EventRow, InvitationRow)>),
    /// It is a device of the event, whose answer was lost.
    Already,
    No(Denial),
}

/// The keys that a role may hold, sealed to the newcomer; nothing where its recipient is none.
fn sealed_keys(
    txn: &Txn<'_>,
    event: &EventRow,
    role: Role,
    newcomer: &Newcomer,
) -> Result<Option<Vec<KeyPublished>>, AppError> {
    let mut published = Vec::new();
    for held in txn.reader().held_keys(event.no)? {
        if !may_hold_key(role, held.key_use) {
            continue;
        }
        let Ok(sealed) = wrap(&newcomer.sealing_key, &held.key) else {
            return Ok(None);
        };
        published.push(KeyPublished {
            key_use: held.key_use,
            key_id: held.key_id,
            sealed: BTreeMap::from([(newcomer.device.to_string(), sealed)]),
        });
    }
    // Whoever may hold none is not taken at its word either.
    Ok(wrap(&newcomer.sealing_key, &[]).is_ok().then_some(published))
}

/// Publishes a key, sealed to whoever may hold it.
pub(crate) fn publish(txn: &mut Txn<'_>, event: EventId, published: KeyPublished) -> Result<(), AppError> {
    let subject = SubjectId(short_hash(
        "sarrera 2026 key subject",
        published.key_id.as_bytes(),
    ));
    txn.append(event, &LogName::Public, subject, &Fact::KeyPublished(published))?;
    Ok(())
}

/// The name, with a number where another device has it already.
fn free_name(txn: &Txn<'_>, event: &EventRow, wanted: &str) -> Result<String, AppError> {
    let wanted = match wanted.trim() {
        "" => "device",
        name => name,
    };
    let devices = txn.reader().devices(event.no)?;
    let taken = |name: &str| devices.iter().any(|other| !other.revoked && other.name == name);
    let numbered = (2..SAME_NAMES_MAX).map(|n| format!("{wanted} {n}"));
    let mut names = std::iter::once(wanted.to_owned()).chain(numbered);
    Ok(names
        .find(|name| !taken(name))
        .unwrap_or_else(|| wanted.to_owned()))
}
