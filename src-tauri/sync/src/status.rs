//! What HTTP says of an answer in its status line.

use crate::message::Denial;

/// How an answer is to be sent: what HTTP says in its status line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Status {
    Ok,
    BadRequest,
    Unauthorized,
    Forbidden,
    NotFound,
    TooLarge,
    TooMany,
}

pub(crate) const fn status_of(denial: Denial) -> Status {
    match denial {
        Denial::WrongWire | Denial::Unreadable => Status::BadRequest,
        Denial::UnknownEvent => Status::NotFound,
        Denial::BadChallenge | Denial::BadSignature | Denial::NoSession | Denial::WrongCode => {
            Status::Unauthorized
        }
        Denial::NotGranted
        | Denial::NotInviting
        | Denial::InvitationExpired
        | Denial::InvitationUsed
        | Denial::InvitationRevoked
        | Denial::DeviceRevoked => Status::Forbidden,
        Denial::TooLarge => Status::TooLarge,
        Denial::TooMany => Status::TooMany,
    }
}
