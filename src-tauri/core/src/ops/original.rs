//! What an op names that was recorded first in another event of its device, and is recorded again here.
//!
//! It stands in the body as one more field, `original`, behind those of the kind: an app that does not know the field skips it,
//! and reads the fact all the same (docs/decisions/0156). When, by whom and together with what it happened is what the first op
//! said; which device vouches for it is who signs the new one, and nothing in a body says otherwise.

use crate::ids::{OpRef, OperatorId, TxnId};
use serde::{Deserialize, Serialize};

/// How the field begins.
const FIELD: &[u8] = b"\"original\":{";

/// The op that was first, and what stood around it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Original {
    pub op: OpRef,
    /// Which ops belonged together.
    pub txn: TxnId,
    /// When it happened.
    pub at_ms: i64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub operator: Option<OperatorId>,
}

#[derive(Deserialize)]
struct Carried {
    original: Option<Original>,
}

impl Original {
    /// What an op of this kind and body says to be recorded again from; nothing for nearly all.
    #[must_use]
    pub fn of(kind: &str, body: &[u8]) -> Option<Self> {
        if !is_recorded_again(kind) || !body.windows(FIELD.len()).any(|part| part == FIELD) {
            return None;
        }
        serde_json::from_slice::<Carried>(body).ok()?.original
    }

    /// Puts it behind the fields of a body.
    ///
    /// # Errors
    /// When it can't be written as JSON.
    pub fn add_to(&self, body: &mut Vec<u8>) -> Result<(), serde_json::Error> {
        assert_eq!(body.pop(), Some(b'}'), "a body is an object");
        if body.len() > 1 {
            body.push(b',');
        }
        body.extend_from_slice(b"\"original\":");
        serde_json::to_writer(&mut *body, self)?;
        body.push(b'}');
        Ok(())
    }
}

/// The kinds that are recorded again where one event joins another: what happened to people. What an event is, and who may
/// write in it, is said in each event alone.
#[must_use]
pub fn is_recorded_again(kind: &str) -> bool {
    matches!(
        kind,
        "attendee_registered"
            | "attendee_changed"
            | "attendee_substituted"
            | "registration_changed"
            | "consent_given"
            | "consent_withdrawn"
            | "scan_recorded"
            | "scan_confirmed"
            | "scan_annulled"
            | "badge_issued"
            | "badge_voided"
            | "badge_boxed"
            | "badge_handed_over"
            | "print_requested"
            | "badge_print_reported"
            | "print_settled"
            | "attendees_merged"
            | "merge_annulled"
            | "operator_defined"
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ids::ScanId;
    use crate::ops::{Fact, OperatorDefined, ScanConfirmed};

    /// Frozen: what an op of format 1 says of its original.
    const TEXT: &str = r#"{"scan":"BAEASCAJBAEASCAJBAEASCAJBA","original":{"op":"AEASCAJBAEASCAJBAEASCAJBAE","txn":"AJBAEASCAJBAEASCAJBAEASCAJ","at_ms":1795000000000,"operator":"ANBSGA2DANBSGA2DANBSGA2DAN"}}"#;

    fn original() -> Original {
        Original {
            op: OpRef([1; 16]),
            txn: TxnId([2; 16]),
            at_ms: 1_795_000_000_000,
            operator: Some(OperatorId([3; 16])),
        }
    }

    #[test]
    fn an_app_that_does_not_know_the_field_reads_the_fact_all_the_same() {
        let fact = Fact::ScanConfirmed(ScanConfirmed {
            scan: ScanId([8; 16]),
        });
        let mut body = fact.encode().unwrap().body;
        assert_eq!(Original::of("scan_confirmed", &body), None);
        original().add_to(&mut body).unwrap();
        assert_eq!(String::from_utf8(body.clone()).unwrap(), TEXT);
        assert_eq!(Fact::decode("scan_confirmed", 1, &body, None), Ok(fact));
        assert_eq!(Original::of("scan_confirmed", &body), Some(original()));
    }

    #[test]
    fn every_kind_has_room_for_it_and_none_of_the_public_log_is_believed() {
        let operator = Fact::OperatorDefined(OperatorDefined {
            operator: OperatorId([3; 16]),
            name: "Ane".into(),
            active: true,
            over: vec![],
        });
        let mut body = b"{}".to_vec();
        original().add_to(&mut body).unwrap();
        assert_eq!(Original::of(operator.kind(), &body), Some(original()));
        for kind in [
            "device_paired",
            "clock_measured",
            "help_requested",
            "attendee_erased",
        ] {
            assert_eq!(Original::of(kind, &body), None, "{kind}");
        }
        let mut without = b"{}".to_vec();
        Original {
            operator: None,
            ..original()
        }
        .add_to(&mut without)
        .unwrap();
        assert!(!String::from_utf8(without).unwrap().contains("operator"));
    }
}
