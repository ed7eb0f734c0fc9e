//! 18456: a SQL Server logon failed. Three unnamed values: login, reason, client, the latter two localised prose.

use super::prose;
use crate::normaliser::Normaliser;
use crate::reading::address::{Client, client};
use doorknob_event::event::{Event, Field, Value};
use doorknob_event::failure::prose as reason;
use doorknob_event::observation::{Observation, Statement};

/// English reasons of SQL Server's error 18456. Source: Microsoft Learn, "MSSQLSERVER_18456". Other languages, and reasons
/// that say nothing of the password, are "failed, cause not stated".
const REASONS: [(&str, u32); 9] = [
    ("Password did not match", reason::BAD_PASSWORD),
    ("Could not find a login matching", reason::UNKNOWN_USER),
    ("account is disabled", reason::DISABLED),
    ("is locked out", reason::LOCKED),
    ("must be changed", reason::EXPIRED),
    ("has expired", reason::EXPIRED),
    ("Failed to open the explicitly specified database", reason::DENIED),
    ("Failed to open the database configured in the login object", reason::DENIED),
    ("server access validation failed", reason::DENIED),
];

pub(crate) fn observe(normaliser: &mut Normaliser, event: &Event<'_>) -> Option<Observation> {
    let mut observation = normaliser.draft(event, Statement::Failure)?;
    let login = event.get(Field::TargetUserName).map(|value| value.to_text()).unwrap_or_default();
    // A login without a domain is kept by this server itself.
    let here = (!login.contains('\\')).then_some(Value::Text("."));
    observation.account = normaliser.written(here, Some(Value::Text(&login)), None);
    let texts = [Field::Detail, Field::Message].map(|field| event.get(field).map(|value| value.to_text()));
    let mut texts = texts.iter().flatten();
    observation.code = prose(texts.clone().find_map(|text| reason_of(text)).unwrap_or(reason::FAILED));
    if let Some(Client::Address(address, port)) = texts.find_map(|text| client_of(text)) {
        observation.address = normaliser.interner_mut().address(address);
        observation.port = port;
    }
    Some(observation)
}

fn reason_of(text: &str) -> Option<u32> {
    REASONS.iter().find(|(part, _)| text.contains(part)).map(|(_, value)| *value)
}

/// ` [CLIENT: 203.0.113.7]`, French ` [CLIENT : 203.0.113.7]` with a no-break space, `<named pipe>`, `<local machine>`.
fn client_of(text: &str) -> Option<Client<'_>> {
    let (_, rest) = text.rsplit_once('[')?;
    let (inside, _) = rest.split_once(']')?;
    let (_, address) = inside.split_once(':')?;
    Some(client(address))
}

#[cfg(test)]
mod tests {
    use super::*;
    use doorknob_event::event::EventKind;
    use doorknob_event::time::EventTime;

    #[test]
    fn reasons_and_clients() {
        let table = [
            (
                " Reason: Password did not match that for the login provided.",
                " [CLIENT: 203.0.113.7]",
                "wrong password",
                Some("203.0.113.7"),
            ),
            (
                " Reason: Could not find a login matching the name provided.",
                " [CLIENT: 203.0.113.7]",
                "unknown user",
                Some("203.0.113.7"),
            ),
            (" Ursache: Das Kennwort", " [CLIENT: 2001:db8::1]", "failed", Some("2001:db8::1")),
            (" Raison :", " [CLIENT\u{a0}: 10.1.1.1]", "failed", Some("10.1.1.1")),
            ("", " [CLIENT: <named pipe>]", "failed", None),
            ("", " [CLIENT: <local machine>]", "failed", None),
            ("", "no brackets", "failed", None),
            (" [CLIENT: 203.0.113.7]", "", "failed", Some("203.0.113.7")),
        ];
        for (detail, message, code, address) in table {
            let mut event = Event::new(EventKind::SqlFailure, 18456);
            event.time = EventTime::parse("2024-03-14T13:54:17Z");
            event.push(Field::TargetUserName, Value::Text("sa"));
            event.push(Field::Detail, Value::Text(detail));
            event.push(Field::Message, Value::Text(message));
            let mut normaliser = Normaliser::new();
            let observation = observe(&mut normaliser, &event).expect("a failure counts");
            assert_eq!(observation.code.to_string(), code, "{detail}");
            let read = normaliser.interner().address_of(observation.address).map(|a| a.to_string());
            assert_eq!(read.as_deref(), address, "{message}");
        }
    }
}
