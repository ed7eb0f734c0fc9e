//! Remote Desktop Gateway: who was authenticated there and then refused.

use super::prose;
use crate::normaliser::Normaliser;
use doorknob_event::event::{Event, Field};
use doorknob_event::failure;
use doorknob_event::observation::{Observation, Statement};

/// 201 and 301 are written after authentication, when an authorisation policy (connection, resource) refuses. 304 says that
/// the resource could not be reached: the address and account are known thereby, nothing else.
pub(crate) fn observe(normaliser: &mut Normaliser, event: &Event<'_>) -> Option<Observation> {
    let statement = if event.id == 304 { Statement::SourceHint } else { Statement::Failure };
    let mut observation = normaliser.draft(event, statement)?;
    observation.account = normaliser.target(event);
    observation.code = prose(failure::prose::DENIED);
    observation.server = normaliser.workstation(event.get(Field::TargetServer));
    normaliser.set_client(&mut observation, event);
    Some(observation)
}
