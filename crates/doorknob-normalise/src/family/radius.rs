//! 6273: a network policy server denied access (VPN, Wi-Fi, 802.1X).

use super::prose;
use crate::normaliser::Normaliser;
use crate::reading::number::Number;
use doorknob_event::anomaly::AnomalyKind;
use doorknob_event::event::{Event, Field};
use doorknob_event::failure::{self, CodeSpace, FailureCode};
use doorknob_event::interner::TextId;
use doorknob_event::observation::{Observation, Statement};

/// The calling station is the client: its address (VPN), its MAC (Wi-Fi) or a telephone number. `ClientIPAddress` is the
/// access server that asked, not the user.
pub(crate) fn observe(normaliser: &mut Normaliser, event: &Event<'_>) -> Option<Observation> {
    let mut observation = normaliser.draft(event, Statement::Failure)?;
    observation.account = normaliser.target(event);
    observation.code = match normaliser.status(event, Field::Status) {
        Number::Is(value) => FailureCode { space: CodeSpace::Radius, value },
        Number::Absent | Number::Bad => {
            normaliser.note(event, AnomalyKind::MissingField, "NPS denial without a reason code");
            prose(failure::prose::FAILED)
        }
    };
    observation.server = normaliser.text(event.get(Field::TargetServer));
    let station = normaliser.text(event.get(Field::CallingStation));
    match crate::reading::address::client(normaliser.interner().text_of(station)) {
        crate::reading::address::Client::Address(address, port) => {
            observation.address = normaliser.interner_mut().address(address);
            observation.port = port;
        }
        _ => observation.workstation = station,
    }
    if observation.workstation == TextId::default() {
        observation.workstation = normaliser.workstation(event.get(Field::Workstation));
    }
    Some(observation)
}

#[cfg(test)]
mod tests {
    use super::*;
    use doorknob_event::event::{EventKind, Value};
    use doorknob_event::time::EventTime;

    #[test]
    fn the_calling_station_is_the_source() {
        let table = [
            ("203.0.113.7", "NAS1", Some("203.0.113.7"), "NAS1"),
            ("AA-BB-CC-DD-EE-FF", "NAS1", None, "AA-BB-CC-DD-EE-FF"),
            ("", "NAS1", None, "NAS1"),
        ];
        for (station, client, address, workstation) in table {
            let mut event = Event::new(EventKind::RadiusDenied, 6273);
            event.time = EventTime::parse("2024-03-14T13:54:17Z");
            event.push(Field::TargetUserName, Value::Text("CORP\\jdoe"));
            event.push(Field::CallingStation, Value::Text(station));
            event.push(Field::Workstation, Value::Text(client));
            event.push(Field::Status, Value::Text("16"));
            let mut normaliser = Normaliser::new();
            let observation = observe(&mut normaliser, &event).expect("a denial counts");
            let interner = normaliser.interner();
            assert_eq!(interner.address_of(observation.address).map(|a| a.to_string()).as_deref(), address);
            assert_eq!(interner.text_of(observation.workstation), workstation);
            assert_eq!(observation.code.to_string(), "NPS 16");
        }
    }
}
