//! Whose logon it is: a person's or service's account, a computer account, or one that the machine keeps for itself.
//!
//! Successes of the latter two are most of a log's volume and say nothing about guessing; they are told apart before
//! anything is interned.

use crate::reading::sid::{Principal, principal};
use crate::reading::wide::{is_machine_name, short_ascii};
use doorknob_event::event::{Event, Field, Value};

/// Whose account an event is about.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Owner {
    /// An account that a person or a service uses.
    Account,
    /// A computer (or group managed service) account.
    Machine,
    /// SYSTEM, services, virtual accounts, window manager, anonymous.
    Internal,
}

/// By SID where there is one, else by name and domain.
pub(crate) fn owner(event: &Event<'_>) -> Owner {
    let name = event.get(Field::TargetUserName);
    let by_sid = event.get(Field::TargetSid).map_or(Principal::Nobody, |sid| principal(&sid));
    match by_sid {
        Principal::Internal => Owner::Internal,
        _ if name.is_some_and(|name| is_machine_name(&name)) => Owner::Machine,
        Principal::Account => Owner::Account,
        Principal::Nobody | Principal::Other => {
            let domain = event.get(Field::TargetDomainName);
            if internal_by_name(name) || internal_by_domain(domain) {
                Owner::Internal
            } else {
                Owner::Account
            }
        }
    }
}

/// Session accounts whose number varies: `DWM-1`, `UMFD-0`.
pub(crate) fn is_session_account(name: Option<Value<'_>>) -> bool {
    let Some(text) = name.and_then(|name| short_ascii::<16>(&name)) else { return false };
    let number =
        strip_prefix_ignoring_case(&text, "DWM-").or_else(|| strip_prefix_ignoring_case(&text, "UMFD-"));
    number.is_some_and(|digits| !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit()))
}

fn strip_prefix_ignoring_case<'t>(text: &'t str, prefix: &str) -> Option<&'t str> {
    let (start, rest) = text.split_at_checked(prefix.len())?;
    start.eq_ignore_ascii_case(prefix).then_some(rest)
}

/// English names, for carriers that have lost the SID. Localised names come with a SID in every carrier seen.
fn internal_by_name(name: Option<Value<'_>>) -> bool {
    const NAMES: [&str; 4] = ["SYSTEM", "LOCAL SERVICE", "NETWORK SERVICE", "ANONYMOUS LOGON"];
    let text = name.and_then(|name| short_ascii::<32>(&name));
    text.is_some_and(|text| NAMES.iter().any(|known| known.eq_ignore_ascii_case(&text)))
        || is_session_account(name)
}

fn internal_by_domain(domain: Option<Value<'_>>) -> bool {
    const DOMAINS: [&str; 7] = [
        "NT AUTHORITY",
        "Window Manager",
        "Font Driver Host",
        "NT SERVICE",
        "IIS APPPOOL",
        "VIRTUAL USERS",
        "NT VIRTUAL MACHINE",
    ];
    let text = domain.and_then(|domain| short_ascii::<32>(&domain));
    text.is_some_and(|text| DOMAINS.iter().any(|known| known.eq_ignore_ascii_case(&text)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use doorknob_event::event::EventKind;

    #[test]
    fn owners_by_sid_and_by_name() {
        // (domain, name, sid, owner)
        let table = [
            ("CORP", "alice", "S-1-5-21-1-2-3-1104", Owner::Account),
            ("CORP", "SRV1$", "S-1-5-21-1-2-3-1105", Owner::Machine),
            ("AUTORITE NT", "Système", "S-1-5-18", Owner::Internal),
            ("NT-AUTORITÄT", "ANONYMOUS-ANMELDUNG", "S-1-5-7", Owner::Internal),
            ("Window Manager", "DWM-3", "S-1-5-90-0-3", Owner::Internal),
            ("VIRTUAL USERS", "sshd_4420", "S-1-5-111-1-2", Owner::Internal),
            ("NT AUTHORITY", "SYSTEM", "", Owner::Internal),
            ("", "umfd-0", "", Owner::Internal),
            ("CORP", "DWM-x", "", Owner::Account),
            ("CORP", "alice", "", Owner::Account),
            ("AzureAD", "alice@example.com", "S-1-12-1-1-2-3-4", Owner::Account),
        ];
        for (domain, name, sid, wanted) in table {
            let mut event = Event::new(EventKind::LogonSuccess, 4624);
            event.push(Field::TargetDomainName, Value::Text(domain));
            event.push(Field::TargetUserName, Value::Text(name));
            event.push(Field::TargetSid, Value::Text(sid));
            assert_eq!(owner(&event), wanted, "{domain}\\{name} {sid}");
        }
    }
}
