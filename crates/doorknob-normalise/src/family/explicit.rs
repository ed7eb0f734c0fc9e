//! 4648: a program presented credentials. Whether they worked is not said.

use super::own_account::{Owner, is_session_account, owner};
use crate::normaliser::Normaliser;
use doorknob_event::event::{Event, Field};
use doorknob_event::observation::{Observation, Statement};

pub(crate) fn observe(normaliser: &mut Normaliser, event: &Event<'_>) -> Option<Observation> {
    // Windows logs its own session accounts and computer accounts here at every sign-on.
    if owner(event) != Owner::Account || is_session_account(event.get(Field::TargetUserName)) {
        return None;
    }
    let mut observation = normaliser.draft(event, Statement::Explicit)?;
    observation.account = normaliser.target(event);
    observation.subject = normaliser.subject(event);
    observation.server = normaliser.workstation(event.get(Field::TargetServer));
    observation.signature = normaliser.signature(event);
    normaliser.set_client(&mut observation, event);
    Some(observation)
}
