//! Remote Desktop's own logs, and 4825.

use super::prose;
use crate::normaliser::Normaliser;
use doorknob_event::event::Event;
use doorknob_event::failure;
use doorknob_event::interner::AddressId;
use doorknob_event::observation::{Observation, Statement};

/// 4825: right credentials, no right to use Remote Desktop.
pub(crate) fn denied(normaliser: &mut Normaliser, event: &Event<'_>) -> Option<Observation> {
    let mut observation = normaliser.draft(event, Statement::Failure)?;
    observation.account = normaliser.target(event);
    observation.code = prose(failure::prose::DENIED);
    normaliser.set_client(&mut observation, event);
    Some(observation)
}

/// 131, 140, 1149, 21 and 25 say that an address touched the host. Without an address (the console) they say nothing.
pub(crate) fn hint(normaliser: &mut Normaliser, event: &Event<'_>) -> Option<Observation> {
    use doorknob_event::event::Field;
    if event.get(Field::Address).is_none_or(|value| crate::reading::wide::is_blank(&value)) {
        return None;
    }
    let mut observation = normaliser.draft(event, Statement::SourceHint)?;
    normaliser.set_client(&mut observation, event);
    if observation.address == AddressId::default() {
        return None;
    }
    observation.account =
        normaliser.written(event.get(Field::TargetDomainName), event.get(Field::TargetUserName), None);
    Some(observation)
}
