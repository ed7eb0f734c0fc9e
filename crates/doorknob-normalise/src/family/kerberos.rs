//! 4768, 4769 and 4771: what a domain controller says about Kerberos.

use super::logon::note_machine_address;
use super::own_account::{Owner, owner};
use super::prose;
use crate::normaliser::Normaliser;
use crate::reading::number::Number;
use crate::reading::wide::short_ascii;
use doorknob_event::anomaly::AnomalyKind;
use doorknob_event::event::{Event, Field, Value};
use doorknob_event::failure::{self, FailureCode};
use doorknob_event::observation::{Observation, Statement};

/// How a ticket request ended. Status first; the audit bit where a carrier has lost the status.
fn result(normaliser: &mut Normaliser, event: &Event<'_>) -> Result<(), FailureCode> {
    match normaliser.status(event, Field::Status) {
        Number::Is(0) => Ok(()),
        Number::Is(code) => Err(FailureCode::kerberos(code)),
        Number::Absent | Number::Bad if event.audit_failure == Some(false) => Ok(()),
        Number::Absent | Number::Bad => Err(prose(failure::prose::FAILED)),
    }
}

pub(crate) fn ticket_granting(normaliser: &mut Normaliser, event: &Event<'_>) -> Option<Observation> {
    let Err(code) = result(normaliser, event) else { return ticket_granted(normaliser, event) };
    fill(normaliser, event, Statement::Failure, code)
}

/// A ticket without pre-authentication (type 0) was given to somebody who has shown no password: it touches the account
/// and proves nothing.
fn ticket_granted(normaliser: &mut Normaliser, event: &Event<'_>) -> Option<Observation> {
    match owner(event) {
        Owner::Internal => None,
        Owner::Machine => {
            note_machine_address(normaliser, event);
            None
        }
        Owner::Account => {
            let asked = event
                .get(Field::PreAuthType)
                .and_then(|value| crate::reading::number::number(Some(value)).value());
            let statement = if asked == Some(0) { Statement::SourceHint } else { Statement::Success };
            fill(normaliser, event, statement, FailureCode::kerberos(0))
        }
    }
}

/// Service tickets are given by the million and prove no password again; failures count.
pub(crate) fn service(normaliser: &mut Normaliser, event: &Event<'_>) -> Option<Observation> {
    let code = result(normaliser, event).err()?;
    fill(normaliser, event, Statement::Failure, code)
}

pub(crate) fn pre_authentication(normaliser: &mut Normaliser, event: &Event<'_>) -> Option<Observation> {
    let code = match normaliser.status(event, Field::Status) {
        Number::Is(code) => FailureCode::kerberos(code),
        Number::Absent | Number::Bad => {
            normaliser.note(event, AnomalyKind::MissingField, "Kerberos failure without a code");
            prose(failure::prose::FAILED)
        }
    };
    fill(normaliser, event, Statement::Failure, code)
}

fn fill(
    normaliser: &mut Normaliser,
    event: &Event<'_>,
    statement: Statement,
    code: FailureCode,
) -> Option<Observation> {
    let mut observation = normaliser.draft(event, statement)?;
    observation.code = code;
    let domain = event.get(Field::TargetDomainName);
    observation.account = match domain.filter(|domain| !crate::reading::wide::is_blank(domain)) {
        Some(_) => normaliser.target(event),
        None => realm_target(normaliser, event),
    };
    normaliser.set_client(&mut observation, event);
    Some(observation)
}

/// 4771 names the domain only in the service: `krbtgt/CORP.EXAMPLE.COM`.
fn realm_target(normaliser: &mut Normaliser, event: &Event<'_>) -> doorknob_event::interner::NameId {
    let service = event.get(Field::ServiceName).and_then(|service| short_ascii::<160>(&service));
    let realm = service
        .as_deref()
        .and_then(|service| service.split_once('/'))
        .and_then(|(name, realm)| name.eq_ignore_ascii_case("krbtgt").then_some(realm));
    match realm {
        Some(realm) => normaliser.written(
            Some(Value::Text(realm)),
            event.get(Field::TargetUserName),
            event.get(Field::TargetSid),
        ),
        None => normaliser.target(event),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use doorknob_event::event::EventKind;
    use doorknob_event::time::EventTime;

    fn observe(kind: EventKind, fields: &[(Field, &str)]) -> (Normaliser, Option<Observation>) {
        let mut event = Event::new(kind, 0);
        event.time = EventTime::parse("2024-03-14T13:54:17Z");
        event.computer = Some(Value::Text("dc1"));
        for (field, text) in fields {
            event.push(*field, Value::Text(text));
        }
        let mut normaliser = Normaliser::new();
        let observation = normaliser.observe(0, &event);
        (normaliser, observation)
    }

    #[test]
    fn statements_by_status() {
        use EventKind::{
            KerberosPreAuthentication as Pre, KerberosService as Tgs, KerberosTicketGranting as Tgt,
        };
        let table = [
            (Tgt, "alice", "0x0", "2", Some(Statement::Success)),
            (Tgt, "alice", "0x0", "0", Some(Statement::SourceHint)),
            (Tgt, "alice", "0x6", "-", Some(Statement::Failure)),
            (Tgt, "WS01$", "0x0", "2", None),
            (Tgt, "WS01$", "0x12", "-", Some(Statement::Failure)),
            (Tgs, "alice@CORP", "0x0", "", None),
            (Tgs, "alice@CORP", "0x20", "", Some(Statement::Failure)),
            (Pre, "alice", "0x18", "2", Some(Statement::Failure)),
        ];
        for (kind, name, status, asked, wanted) in table {
            let fields =
                [(Field::TargetUserName, name), (Field::Status, status), (Field::PreAuthType, asked)];
            let (_, observation) = observe(kind, &fields);
            assert_eq!(observation.map(|o| o.statement), wanted, "{kind:?} {name} {status}");
        }
    }

    #[test]
    fn the_domain_of_4771_is_in_its_service_name() {
        let (normaliser, observation) = observe(
            EventKind::KerberosPreAuthentication,
            &[
                (Field::TargetUserName, "alice"),
                (Field::ServiceName, "krbtgt/CORP.EXAMPLE.COM"),
                (Field::Status, "0x18"),
                (Field::Address, "::ffff:10.1.1.5"),
                (Field::Port, "47506"),
            ],
        );
        let observation = observation.expect("a failure counts");
        let interner = normaliser.interner();
        let written = interner.name_of(observation.account);
        assert_eq!(interner.text_of(written.domain), "CORP.EXAMPLE.COM");
        assert_eq!(interner.address_of(observation.address), Some("10.1.1.5".parse().expect("an address")));
        assert_eq!(observation.port, 47506);
    }
}
