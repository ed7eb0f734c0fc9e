//! 4624 and 4625: an account was logged on, or failed to.

use super::own_account::{Owner, owner};
use super::prose;
use crate::normaliser::Normaliser;
use crate::reading::number;
use doorknob_event::anomaly::AnomalyKind;
use doorknob_event::event::{Event, Field};
use doorknob_event::failure::{self, FailureCode, effective_nt_status};
use doorknob_event::interner::{AddressId, TextId};
use doorknob_event::observation::{Observation, Statement};

/// `runas /netonly`: the caller's own account is named again and no password is checked.
const NEW_CREDENTIALS: u8 = 9;

/// `%%1842`, "Yes", in the field `VirtualAccount`.
const YES: u32 = 1842;

pub(crate) fn success(normaliser: &mut Normaliser, event: &Event<'_>) -> Option<Observation> {
    match owner(event) {
        Owner::Internal => return None,
        Owner::Machine => {
            note_machine_address(normaliser, event);
            return None;
        }
        Owner::Account => {}
    }
    if number::logon_type(event.get(Field::LogonType)).0 == NEW_CREDENTIALS
        || number::message_id(event.get(Field::VirtualAccount)) == Some(YES)
    {
        return None;
    }
    let mut observation = normaliser.draft(event, Statement::Success)?;
    fill(normaliser, event, &mut observation);
    Some(observation)
}

/// A computer account's logon tells which address the computer has.
pub(super) fn note_machine_address(normaliser: &mut Normaliser, event: &Event<'_>) {
    let client = normaliser.client(event, event.get(Field::Address));
    if client.address == AddressId::default() {
        return;
    }
    let is_remote = |address: std::net::IpAddr| !address.is_loopback();
    if normaliser.interner().address_of(client.address).is_some_and(is_remote) {
        let machine = normaliser.text(event.get(Field::TargetUserName));
        normaliser.interner_mut().machine_address(machine, client.address);
    }
}

pub(crate) fn failure(normaliser: &mut Normaliser, event: &Event<'_>) -> Option<Observation> {
    let mut observation = normaliser.draft(event, Statement::Failure)?;
    fill(normaliser, event, &mut observation);
    observation.subject = normaliser.subject(event);
    observation.code = failure_code(normaliser, event);
    Some(observation)
}

fn fill(normaliser: &mut Normaliser, event: &Event<'_>, observation: &mut Observation) {
    observation.account = normaliser.target(event);
    observation.workstation = normaliser.workstation(event.get(Field::Workstation));
    normaliser.set_client(observation, event);
    observation.signature = normaliser.signature(event);
    debug_assert!(observation.server == TextId::default());
}

/// `SubStatus`, else `Status`, else the reason id.
fn failure_code(normaliser: &mut Normaliser, event: &Event<'_>) -> FailureCode {
    let status = normaliser.status(event, Field::Status).value();
    let sub_status = normaliser.status(event, Field::SubStatus).value();
    if let Some(code) = effective_nt_status(status, sub_status).filter(|code| *code != 0) {
        return FailureCode::nt_status(code);
    }
    let reason = [Field::FailureReason, Field::Status]
        .into_iter()
        .find_map(|field| number::message_id(event.get(field)));
    if let Some(code) = reason.and_then(reason_code) {
        return code;
    }
    normaliser.note(event, AnomalyKind::MissingField, "failed logon without a status");
    prose(failure::prose::FAILED)
}

/// Reason ids of 4625. Source: Microsoft Learn, event 4625, "Failure Reason"; message table of adtschema.dll.
/// Only the reason is stated, not a status, so the code is one of prose.
fn reason_code(reason: u32) -> Option<FailureCode> {
    let value = match reason {
        2305 | 2309 => failure::prose::EXPIRED,
        2307 => failure::prose::LOCKED,
        2308 | 2311 | 2312 => failure::prose::DENIED,
        2310 => failure::prose::DISABLED,
        2304 | 2306 | 2313..=2315 => failure::prose::FAILED,
        _ => return None,
    };
    Some(prose(value))
}

#[cfg(test)]
mod tests {
    use super::*;
    use doorknob_event::event::{EventKind, Value};
    use doorknob_event::time::EventTime;

    fn event(kind: EventKind, fields: &[(Field, &'static str)]) -> Event<'static> {
        let mut event = Event::new(kind, 0);
        event.time = EventTime::parse("2024-03-14T13:54:17Z");
        event.computer = Some(Value::Text("srv1"));
        for (field, text) in fields {
            event.push(*field, Value::Text(text));
        }
        event
    }

    #[test]
    fn codes_of_4625() {
        // (status, sub status, reason, code, problems)
        let table = [
            ("0xc000006d", "0xc000006a", "%%2313", "0xC000006A", 0),
            ("0xc0000234", "0x0", "%%2307", "0xC0000234", 0),
            ("-1073741715", "3221225572", "", "0xC0000064", 0),
            ("", "", "%%2310", "disabled", 0),
            ("%%2313", "", "", "failed", 0),
            ("0x0", "0x0", "", "failed", 1),
            ("", "", "", "failed", 1),
            ("BAD USER", "", "", "failed", 2),
        ];
        for (status, sub_status, reason, code, problems) in table {
            let mut normaliser = Normaliser::new();
            let event = event(
                EventKind::LogonFailure,
                &[
                    (Field::TargetUserName, "bob"),
                    (Field::Status, status),
                    (Field::SubStatus, sub_status),
                    (Field::FailureReason, reason),
                ],
            );
            let observation = failure(&mut normaliser, &event).expect("a failure counts");
            assert_eq!(observation.code.to_string(), code, "{status} {sub_status} {reason}");
            assert_eq!(normaliser.take_problems().len(), problems, "{status} {sub_status} {reason}");
        }
    }

    #[test]
    fn successes_of_the_machine_count_for_nothing_but_teach_addresses() {
        let mut normaliser = Normaliser::new();
        let machine = event(
            EventKind::LogonSuccess,
            &[(Field::TargetUserName, "WS01$"), (Field::Address, "10.1.1.5"), (Field::LogonType, "3")],
        );
        assert_eq!(success(&mut normaliser, &machine), None);
        assert_eq!(success(&mut normaliser, &machine), None);
        let learned: Vec<_> = normaliser.interner().machine_addresses().collect();
        assert_eq!(learned.len(), 1);
        assert_eq!(normaliser.interner().text_of(learned[0].0), "WS01$");

        let net_only =
            event(EventKind::LogonSuccess, &[(Field::TargetUserName, "alice"), (Field::LogonType, "9")]);
        assert_eq!(success(&mut normaliser, &net_only), None);
        let virtual_account = event(
            EventKind::LogonSuccess,
            &[(Field::TargetUserName, "pool"), (Field::VirtualAccount, "%%1842"), (Field::LogonType, "5")],
        );
        assert_eq!(success(&mut normaliser, &virtual_account), None);
        let person = event(
            EventKind::LogonSuccess,
            &[(Field::TargetUserName, "alice"), (Field::LogonType, "3"), (Field::VirtualAccount, "%%1843")],
        );
        assert!(success(&mut normaliser, &person).is_some());
    }

    #[test]
    fn failures_of_machines_stay() {
        let mut normaliser = Normaliser::new();
        let event = event(
            EventKind::LogonFailure,
            &[(Field::TargetUserName, "WS01$"), (Field::Status, "0xc000018d"), (Field::SubStatus, "0x0")],
        );
        assert!(failure(&mut normaliser, &event).is_some());
    }
}
