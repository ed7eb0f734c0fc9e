//! OpenSSH/Operational 4: one line of the SSH server's own log.
//!
//! | line | means |
//! |---|---|
//! | `Failed password for [invalid user] X from A port N ssh2` | one try |
//! | `Accepted password for X from A port N ssh2` | one success |
//! | `Invalid user X from A port N`, `Connection from A port N` | the address touched the host |
//!
//! `Failed none` and `Failed publickey` are probes of the protocol, `Disconnecting ..` and `.. exceeded ..` sum up tries that
//! have had a line of their own: they count for nothing. Source: OpenSSH auth.c `auth_log`.

use super::prose;
use crate::normaliser::Normaliser;
use crate::reading::address::{Client, client};
use doorknob_event::event::{Event, Field, Value};
use doorknob_event::failure::{FailureCode, prose as reason};
use doorknob_event::observation::{Observation, Statement};

/// Longer lines are none of sshd's: a user name is at most a few hundred characters.
const LINE_MAX: usize = 4096;

/// What a line says.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Says {
    Failed(u32),
    Accepted,
    Touched,
}

/// A line taken apart. The user is empty where the line names none.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
struct Line<'t> {
    says: Says,
    user: &'t str,
    address: &'t str,
    port: u16,
}

pub(crate) fn observe(normaliser: &mut Normaliser, event: &Event<'_>) -> Option<Observation> {
    let text = event.get(Field::Message)?.to_text();
    let text = text.trim();
    let line = read(text.get(..text.floor_char_boundary(LINE_MAX))?)?;
    let (statement, code) = match line.says {
        Says::Failed(value) => (Statement::Failure, prose(value)),
        Says::Accepted => (Statement::Success, FailureCode::nt_status(0)),
        Says::Touched => (Statement::SourceHint, FailureCode::nt_status(0)),
    };
    let mut observation = normaliser.draft(event, statement)?;
    observation.code = code;
    observation.port = line.port;
    observation.account = normaliser.written(None, Some(Value::Text(line.user)), None);
    match client(line.address) {
        Client::Address(address, _) => observation.address = normaliser.interner_mut().address(address),
        Client::Name(name) => observation.workstation = normaliser.part(name),
        Client::Nothing | Client::Bad => {}
    }
    observation.signature = normaliser.signature(event);
    Some(observation)
}

fn read(line: &str) -> Option<Line<'_>> {
    if let Some(rest) = line.strip_prefix("Failed ") {
        let (method, rest) = rest.split_once(" for ")?;
        if !asks_for_password(method) {
            return None;
        }
        return match rest.strip_prefix("invalid user ") {
            Some(rest) => from(rest, Says::Failed(reason::UNKNOWN_USER)),
            None => from(rest, Says::Failed(reason::BAD_PASSWORD)),
        };
    }
    if let Some(rest) = line.strip_prefix("Accepted ") {
        return from(rest.split_once(" for ")?.1, Says::Accepted);
    }
    if let Some(rest) = line.strip_prefix("Invalid user ") {
        return from(rest, Says::Touched);
    }
    // `Connection from A port N on B port M`: no user.
    let (address, rest) = line.strip_prefix("Connection from ")?.split_once(" port ")?;
    Some(Line { says: Says::Touched, user: "", address, port: leading_port(rest) })
}

fn asks_for_password(method: &str) -> bool {
    method == "password" || method.starts_with("keyboard-interactive")
}

/// `X from A port N ssh2`, read from its end: a user name may itself hold ` from `.
fn from(rest: &str, says: Says) -> Option<Line<'_>> {
    let (user, rest) = rest.rsplit_once(" from ").or_else(|| Some(("", rest.strip_prefix("from ")?)))?;
    let (address, port) = rest.split_once(" port ").unwrap_or((rest, ""));
    Some(Line { says, user, address, port: leading_port(port) })
}

fn leading_port(text: &str) -> u16 {
    text.split(' ').next().and_then(|digits| digits.parse().ok()).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_of_sshd() {
        let line = |says, user, address, port| Some(Line { says, user, address, port });
        let unknown = Says::Failed(reason::UNKNOWN_USER);
        let wrong = Says::Failed(reason::BAD_PASSWORD);
        let table = [
            (
                "Failed password for invalid user hacker from 10.23.23.9 port 60096 ssh2",
                line(unknown, "hacker", "10.23.23.9", 60096),
            ),
            (
                r"Failed password for corp\alice from 203.0.113.7 port 22001 ssh2",
                line(wrong, r"corp\alice", "203.0.113.7", 22001),
            ),
            (
                "Failed keyboard-interactive/pam for root from fe80::1%5 port 1 ssh2",
                line(wrong, "root", "fe80::1%5", 1),
            ),
            (
                "Accepted publickey for bob from 10.0.0.1 port 5 ssh2: RSA SHA256:x",
                line(Says::Accepted, "bob", "10.0.0.1", 5),
            ),
            (
                "Invalid user hacker from 10.23.23.9 port 60096",
                line(Says::Touched, "hacker", "10.23.23.9", 60096),
            ),
            ("Invalid user  from 10.23.23.9 port 60096", line(Says::Touched, "", "10.23.23.9", 60096)),
            ("Connection from 10.1.1.1 port 4 on 10.2.2.2 port 22", line(Says::Touched, "", "10.1.1.1", 4)),
            // A user name that tries to name another address.
            (
                "Failed password for invalid user a from 1.1.1.1 port 1 ssh2 from 203.0.113.7 port 9 ssh2",
                line(unknown, "a from 1.1.1.1 port 1 ssh2", "203.0.113.7", 9),
            ),
            ("Failed none for invalid user x from 10.1.1.1 port 4 ssh2", None),
            ("Failed publickey for x from 10.1.1.1 port 4 ssh2", None),
            (
                "Disconnecting invalid user hacker 10.23.23.9 port 60096: Too many authentication failures [preauth]",
                None,
            ),
            (
                "error: maximum authentication attempts exceeded for x from 10.1.1.1 port 4 ssh2 [preauth]",
                None,
            ),
            ("Server listening on 0.0.0.0 port 22.", None),
            ("Failed ", None),
            ("", None),
        ];
        for (text, wanted) in table {
            assert_eq!(read(text), wanted, "{text}");
        }
    }
}
