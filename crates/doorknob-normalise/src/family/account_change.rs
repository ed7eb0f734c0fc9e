//! 4740, 4767, 4723, 4724, 4738: something was done to an account.

use super::own_account::{Owner, owner};
use crate::normaliser::Normaliser;
use doorknob_event::event::{Event, Field};
use doorknob_event::observation::{Observation, Statement};

/// 4740. Its `TargetDomainName` is the caller computer, no domain: whose the account is, the SID and the writer tell.
pub(crate) fn locked_out(normaliser: &mut Normaliser, event: &Event<'_>) -> Option<Observation> {
    let mut observation = normaliser.draft(event, Statement::LockedOut)?;
    observation.account =
        normaliser.written(None, event.get(Field::TargetUserName), event.get(Field::TargetSid));
    observation.subject = normaliser.subject(event);
    observation.workstation = normaliser.workstation(event.get(Field::TargetDomainName));
    Some(observation)
}

/// The others. A failed change (audit bit) says only that a policy refused it, or that the caller had no right: nothing.
pub(crate) fn changed(
    normaliser: &mut Normaliser,
    event: &Event<'_>,
    statement: Statement,
) -> Option<Observation> {
    if event.audit_failure == Some(true) || owner(event) != Owner::Account {
        return None;
    }
    let mut observation = normaliser.draft(event, statement)?;
    observation.account = normaliser.target(event);
    observation.subject = normaliser.subject(event);
    Some(observation)
}
