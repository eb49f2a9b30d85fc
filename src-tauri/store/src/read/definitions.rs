//! What the next change of a definition replaces.

use crate::Reader;
use crate::error::StoreError;
use crate::log::{EventNo, find_log_no, subject_ops};
use sarrera_core::fold::definition_heads;
use sarrera_core::ids::{OpRef, SubjectId};
use sarrera_core::ops::LogName;

impl Reader<'_> {
    /// The writes of a definition that nothing replaced yet.
    ///
    /// # Errors
    /// When the database can't be read.
    pub fn definition_heads(&self, event: EventNo, subject: SubjectId) -> Result<Vec<OpRef>, StoreError> {
        let Some(log) = find_log_no(self.connection, event, &LogName::Public.to_string())? else {
            return Ok(Vec::new());
        };
        Ok(definition_heads(&subject_ops(self.connection, log, subject)?))
    }
}
