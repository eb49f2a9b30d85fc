//! What the next change of a definition replaces, and what it carries on.

use crate::Reader;
use crate::error::StoreError;
use crate::log::{EventNo, find_log_no, subject_ops};
use sarrera_core::fold::{definition_heads, fold_definitions};
use sarrera_core::ids::{EventId, OpRef, SubjectId};
use sarrera_core::ops::{EventDefined, LogName};

impl Reader<'_> {
    /// The writes of a definition that nothing replaced yet.
    ///
    /// # Errors
    /// When the database can't be read.
    pub fn definition_heads(&self, event: EventNo, subject: SubjectId) -> Result<Vec<OpRef>, StoreError> {
        self.heads_in(event, &LogName::Public, subject)
    }

    /// As [`Reader::definition_heads`], of a definition that stands in another log.
    ///
    /// # Errors
    /// When the database can't be read.
    pub fn heads_in(
        &self,
        event: EventNo,
        log: &LogName,
        subject: SubjectId,
    ) -> Result<Vec<OpRef>, StoreError> {
        let Some(log) = find_log_no(self.connection, event, &log.to_string())? else {
            return Ok(Vec::new());
        };
        Ok(definition_heads(&subject_ops(self.connection, log, subject)?))
    }

    /// All that is defined of an event, its keys too: a change of it carries them on.
    ///
    /// # Errors
    /// When the database can't be read.
    pub fn event_defined(&self, event: EventNo, id: EventId) -> Result<Option<EventDefined>, StoreError> {
        let Some(log) = find_log_no(self.connection, event, &LogName::Public.to_string())? else {
            return Ok(None);
        };
        let ops = subject_ops(self.connection, log, SubjectId(id.0))?;
        Ok(fold_definitions(&ops).event)
    }
}
