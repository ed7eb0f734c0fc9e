//! Events whose text is one sentence. English only, since other languages order the parts differently; but an address is one
//! in any language.

use doorknob_event::event::EventKind;
use std::net::{IpAddr, SocketAddr};

/// Names (or positions) with their values; `None` where the event is not of this kind or the sentence is another one.
pub(super) fn values(kind: EventKind, text: &str) -> Option<Vec<(&'static str, String)>> {
    match kind {
        EventKind::RdpConnection => {
            let address = between(text, "connection from client ", "").map(|rest| rest.trim_end_matches('.'));
            Some(vec![("ClientIP", address.or_else(|| only_address(text))?.to_owned())])
        }
        EventKind::RdpBadCredentials => {
            let address =
                between(text, "with an IP address of ", " failed").or_else(|| only_address(text))?;
            Some(vec![("IPString", address.to_owned())])
        }
        EventKind::RdpListener => {
            Some(vec![("listenerName", between(text, "Listener ", " received")?.to_owned())])
        }
        EventKind::SshMessage => {
            let (process, payload) = text.split_once(": ")?;
            Some(vec![("process", process.to_owned()), ("payload", payload.to_owned())])
        }
        EventKind::SqlFailure => sql(text),
        EventKind::VpnFailure => {
            let user = between(text, "The user ", " connected from ")?;
            let address = between(text, " connected from ", " but failed")?;
            let reason = between(text, "following reason: ", "").unwrap_or_default();
            Some(vec![("1", user.to_owned()), ("2", address.to_owned()), ("3", reason.to_owned())])
        }
        EventKind::GatewayFailure => gateway(text),
        EventKind::LogServiceStopped | EventKind::LogFull | EventKind::EventsDropped => Some(Vec::new()),
        _ => None,
    }
}

/// `Login failed for user 'sa'. Reason: ... [CLIENT: 192.0.2.1]`, in any language that quotes the user and has the bracket.
fn sql(text: &str) -> Option<Vec<(&'static str, String)>> {
    let user = between(text, "'", "'")?;
    let client = text.rfind('[').and_then(|at| text.get(at..)).unwrap_or_default();
    let behind_user = text.split_once(user)?.1.trim_start_matches(['\'', '.']);
    let reason = behind_user.strip_suffix(client).unwrap_or(behind_user);
    Some(vec![("0", user.to_owned()), ("1", reason.to_owned()), ("2", client.to_owned())])
}

/// `The user "CORP\bob", on client computer "192.0.2.1", ... resource "srv". ... error occurred: "23005".`
fn gateway(text: &str) -> Option<Vec<(&'static str, String)>> {
    let mut values = vec![
        ("Username", between(text, "The user \"", "\"")?.to_owned()),
        ("IpAddress", between(text, "on client computer \"", "\"")?.to_owned()),
    ];
    let resource = between(text, "resource \"", "\"").map(|text| ("Resource", text.to_owned()));
    let code = between(text, "error occurred: \"", "\"").map(|text| ("ErrorCode", text.to_owned()));
    values.extend(resource.into_iter().chain(code));
    Some(values)
}

/// The one address, with or without a port, of a sentence; `None` where there are more, or none.
fn only_address(text: &str) -> Option<&str> {
    let is_address = |word: &&str| word.parse::<IpAddr>().is_ok() || word.parse::<SocketAddr>().is_ok();
    let mut found = text
        .split_whitespace()
        .map(|word| word.trim_matches(|c: char| matches!(c, '"' | '\'' | '(' | ')' | ',' | '.' | '«' | '»')))
        .filter(is_address);
    found.next().filter(|_| found.next().is_none())
}

/// What stands between two pieces of text; up to the end where the second is empty.
fn between<'a>(text: &'a str, before: &str, after: &str) -> Option<&'a str> {
    let rest = text.split_once(before)?.1;
    if after.is_empty() {
        Some(rest.lines().next().unwrap_or_default())
    } else {
        Some(rest.split_once(after)?.0)
    }
}

#[cfg(test)]
mod tests {
    use crate::message::tests::check;
    use doorknob_event::event::EventKind::*;

    #[test]
    fn sentences_are_read() {
        check(
            RdpConnection,
            "The server accepted a new TCP connection from client 10.23.123.11:36160.",
            "Address=10.23.123.11:36160",
        );
        check(
            RdpBadCredentials,
            "A connection from the client computer with an IP address of 192.0.2.9 failed because the user name or \
             password is not correct.",
            "Address=192.0.2.9",
        );
        check(
            RdpConnection,
            "Der Server hat eine neue TCP-Verbindung von Client 10.23.123.11:36160 akzeptiert.",
            "Address=10.23.123.11:36160",
        );
        check(
            RdpBadCredentials,
            "Une connexion de l'ordinateur client avec l'adresse IP 192.0.2.9 a échoué, car le nom d'utilisateur ou le mot de passe \
             est incorrect.",
            "Address=192.0.2.9",
        );
        check(RdpBadCredentials, "Von 192.0.2.9 zu 192.0.2.10.", "");
        check(
            SshMessage,
            "sshd: Failed password for invalid user NOUSER from 10.23.23.9 port 52106 ssh2",
            "ProcessName=sshd Message=Failed password for invalid user NOUSER from 10.23.23.9 port 52106 ssh2",
        );
        check(
            SqlFailure,
            "Login failed for user 'sa'. Reason: Password did not match that for the login provided. [CLIENT: 192.0.2.9]",
            "TargetUserName=sa Detail= Reason: Password did not match that for the login provided.  \
             Message=[CLIENT: 192.0.2.9]",
        );
        check(
            VpnFailure,
            "CoId={A}: The user CORP\\bob connected from 192.0.2.9 but failed an authentication attempt due to the following \
             reason: bad password.",
            "TargetUserName=CORP\\bob Address=192.0.2.9 Message=bad password.",
        );
        check(
            GatewayFailure,
            "The user \"CORP\\bob\", on client computer \"192.0.2.9\", did not meet resource authorization policy requirements \
             and was therefore not authorized to resource \"srv\". The following error occurred: \"23002\".",
            "TargetUserName=CORP\\bob Address=192.0.2.9 TargetServer=srv Status=23002",
        );
    }
}
