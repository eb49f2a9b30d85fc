//! Who works at the desks of an event, and who is at this one. Every op that the device writes carries them.

use crate::device::{App, find_event};
use crate::failure::{AppError, Refusal};
use crate::setup::short;
use crate::view::{OperatorForm, OperatorView, OperatorsView};
use sarrera_core::ids::OperatorId;
use sarrera_core::names::fold;
use sarrera_core::ops::{Fact, LogName, OperatorDefined};
use sarrera_store::{EventNo, OperatorRow, Reader};

/// No operator's name is longer than this, in characters.
const NAME_CHARS_MAX: usize = 80;

impl App {
    /// The operators of an event, and who is at this desk.
    ///
    /// # Errors
    /// An unknown event, or a database that can't be read.
    pub fn operators(&self, event: &str) -> Result<OperatorsView, AppError> {
        self.read(|r| {
            let event = find_event(r, event)?;
            let all = r.operators(event.no)?.into_iter().map(view).collect();
            Ok(OperatorsView {
                all,
                here: r.operator_here(event.id)?.map(|id| id.to_string()),
            })
        })
    }

    /// Adds an operator, gives one another name, or lets one retire or come back.
    ///
    /// # Errors
    /// A name that is missing, too long or a colleague's, an unknown operator, or a database that can't be written.
    pub fn save_operator(&self, event: &str, form: &OperatorForm) -> Result<OperatorView, AppError> {
        let name = short("name", &form.name, NAME_CHARS_MAX)?;
        if name.is_empty() {
            return Err(Refusal::FieldMissing { field: "name" }.into());
        }
        self.write(|txn| {
            let event = find_event(&txn.reader(), event)?;
            let known = txn.reader().operators(event.no)?;
            let operator = match &form.id {
                Some(id) => find(&known, id)?.id,
                None => OperatorId(txn.random()),
            };
            let is_same =
                |row: &&OperatorRow| row.id != operator && row.active && fold(&row.name) == fold(&name);
            if form.active && known.iter().any(|row| is_same(&row)) {
                return Err(Refusal::NameTaken { name }.into());
            }
            let defined = OperatorDefined {
                operator,
                name: name.clone(),
                active: form.active,
                over: txn.reader().heads_in(event.no, &LogName::Core, operator.into())?,
            };
            let fact = Fact::OperatorDefined(defined);
            txn.append(event.id, &LogName::Core, operator.into(), &fact)?;
            Ok(OperatorView {
                id: operator.to_string(),
                name,
                active: form.active,
            })
        })
    }

    /// Says who is at this desk from now on; nothing: nobody in particular.
    ///
    /// # Errors
    /// An unknown event, an operator who is unknown or retired, or a database that can't be written.
    pub fn choose_operator(&self, event: &str, operator: Option<&str>) -> Result<OperatorsView, AppError> {
        let found = self.event(event)?;
        let chosen = match operator {
            None => None,
            Some(id) => {
                let known = self.read(|r| Ok(r.operators(found.no)?))?;
                let row = find(&known, id)?;
                if !row.active {
                    return Err(unknown(id));
                }
                Some(row.id)
            }
        };
        self.write_here_for(found.id, |store| store.choose_operator(found.id, chosen))?;
        self.operators(event)
    }
}

/// The name of whoever did something; empty where nobody was chosen or they are not known here.
pub(crate) fn operator_name(
    reader: &Reader<'_>,
    event: EventNo,
    operator: Option<OperatorId>,
) -> Result<String, AppError> {
    let Some(id) = operator else {
        return Ok(String::new());
    };
    let all = reader.operators(event)?;
    Ok(all
        .into_iter()
        .find(|row| row.id == id)
        .map(|row| row.name)
        .unwrap_or_default())
}

fn find<'a>(known: &'a [OperatorRow], id: &str) -> Result<&'a OperatorRow, AppError> {
    known
        .iter()
        .find(|row| row.id.to_string() == id)
        .ok_or_else(|| unknown(id))
}

fn unknown(id: &str) -> AppError {
    AppError::NotFound {
        what: "operator",
        which: id.to_owned(),
    }
}

fn view(row: OperatorRow) -> OperatorView {
    OperatorView {
        id: row.id.to_string(),
        name: row.name,
        active: row.active,
    }
}
