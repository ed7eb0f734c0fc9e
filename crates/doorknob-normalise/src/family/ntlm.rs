//! 4776 and 8004: what the keeper of an account says about NTLM.

use super::own_account::{Owner, owner};
use super::prose;
use crate::normaliser::Normaliser;
use crate::reading::number::Number;
use doorknob_event::event::{Event, Field};
use doorknob_event::failure::{self, FailureCode};
use doorknob_event::interner::NameId;
use doorknob_event::observation::{Observation, Statement};

/// 4776: credentials were validated, with or without success.
pub(crate) fn validation(normaliser: &mut Normaliser, event: &Event<'_>) -> Option<Observation> {
    let code = match normaliser.status(event, Field::Status) {
        Number::Is(0) => None,
        Number::Is(code) => Some(FailureCode::nt_status(code)),
        Number::Absent | Number::Bad if event.audit_failure == Some(false) => None,
        Number::Absent | Number::Bad => Some(prose(failure::prose::FAILED)),
    };
    if code.is_none() && owner(event) != Owner::Account {
        return None;
    }
    let statement = if code.is_some() { Statement::Failure } else { Statement::Success };
    let mut observation = normaliser.draft(event, statement)?;
    observation.account = normaliser.target(event);
    if code.is_none() && observation.account == NameId::default() {
        return None;
    }
    observation.code = code.unwrap_or(FailureCode::nt_status(0));
    observation.workstation = normaliser.workstation(event.get(Field::Workstation));
    observation.signature = normaliser.signature(event);
    Some(observation)
}

/// 8004: a domain controller names the server that asked it.
pub(crate) fn audit(normaliser: &mut Normaliser, event: &Event<'_>) -> Option<Observation> {
    if owner(event) != Owner::Account {
        return None;
    }
    let mut observation = normaliser.draft(event, Statement::SourceHint)?;
    observation.account = normaliser.target(event);
    observation.workstation = normaliser.workstation(event.get(Field::Workstation));
    observation.server = normaliser.workstation(event.get(Field::TargetServer));
    Some(observation)
}
