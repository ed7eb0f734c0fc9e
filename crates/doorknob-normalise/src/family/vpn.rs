//! 20271: Routing and Remote Access, a user failed to authenticate. The reason is localised prose.

use super::prose;
use crate::normaliser::Normaliser;
use doorknob_event::event::Event;
use doorknob_event::failure;
use doorknob_event::observation::{Observation, Statement};

pub(crate) fn observe(normaliser: &mut Normaliser, event: &Event<'_>) -> Option<Observation> {
    let mut observation = normaliser.draft(event, Statement::Failure)?;
    observation.account = normaliser.target(event);
    observation.code = prose(failure::prose::FAILED);
    normaliser.set_client(&mut observation, event);
    Some(observation)
}
