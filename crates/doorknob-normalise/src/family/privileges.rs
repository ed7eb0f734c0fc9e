//! 4672: an account that logged on has special privileges.

use super::own_account::{Owner, owner};
use crate::normaliser::Normaliser;
use doorknob_event::event::Event;
use doorknob_event::observation::{Observation, Statement};

pub(crate) fn observe(normaliser: &mut Normaliser, event: &Event<'_>) -> Option<Observation> {
    if owner(event) != Owner::Account {
        return None;
    }
    let mut observation = normaliser.draft(event, Statement::Privileged)?;
    observation.account = normaliser.target(event);
    Some(observation)
}
