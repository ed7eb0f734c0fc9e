//! Where an attempt without an address looks for one: the records that the same machinery writes in the same seconds.

use super::hints::Question;
use doorknob_event::activity::Recovery;
use doorknob_event::event::EventKind;
use doorknob_event::interner::{Interner, Signature};
use doorknob_event::observation::Observation;
use doorknob_event::time::SECOND;

/// Siblings are written within this time.
pub(crate) const NEAR: i64 = 2 * SECOND;

/// A Remote Desktop connection is accepted up to this long before its logon is tried.
const CHAIN: i64 = 5 * SECOND;

/// Remote Desktop, most certain first: records that name the account, the refusal itself, the connection.
const REMOTE_DESKTOP: [Question; 5] = [
    question(EventKind::RdpAuthenticated, Recovery::RdpAuthenticated, CHAIN, CHAIN, true),
    question(EventKind::SessionLogon, Recovery::Session, CHAIN, CHAIN, true),
    question(EventKind::SessionReconnected, Recovery::Session, CHAIN, CHAIN, true),
    question(EventKind::RdpBadCredentials, Recovery::RdpBadCredentials, NEAR, NEAR, false),
    question(EventKind::RdpConnection, Recovery::RdpConnection, CHAIN, NEAR, false),
];

/// The SSH server's lines that belong to no try of their own.
const SSH: [Question; 1] = [question(EventKind::SshMessage, Recovery::Ssh, CHAIN, NEAR, false)];

const fn question(
    kind: EventKind,
    recovery: Recovery,
    before: i64,
    after: i64,
    same_account: bool,
) -> Question {
    Question { kind, recovery, before, after, same_account }
}

/// What to ask the hints of the tried host, by the most telling record of the attempt.
pub(crate) fn questions(
    best: &Observation,
    signature: Signature,
    interner: &Interner,
) -> &'static [Question] {
    const NETWORK: u8 = 3;
    const REMOTE_INTERACTIVE: [u8; 3] = [7, 10, 12];
    let process = interner.text_of(signature.process);
    if ends_with(process, "sshd.exe") {
        return &SSH;
    }
    let by_session =
        process.is_empty() || ends_with(process, "svchost.exe") || ends_with(process, "winlogon.exe");
    let is_remote_desktop = match best.kind {
        // With network level authentication the logon is one over the network, without process and without port.
        EventKind::LogonFailure | EventKind::LogonSuccess => {
            REMOTE_INTERACTIVE.contains(&signature.logon_type) && by_session
                || signature.logon_type == NETWORK && process.is_empty() && best.port == 0
        }
        EventKind::NtlmValidation => true,
        _ => false,
    };
    if is_remote_desktop { &REMOTE_DESKTOP } else { &[] }
}

fn ends_with(path: &str, name: &str) -> bool {
    let start = path.len().saturating_sub(name.len());
    path.get(start..).is_some_and(|end| end.eq_ignore_ascii_case(name))
}

/// How the address came to an attempt whose most telling record lacks it, by the record of the same try that has it.
pub(crate) fn through(kind: EventKind) -> Recovery {
    match kind {
        EventKind::SshMessage => Recovery::Ssh,
        EventKind::RadiusDenied | EventKind::VpnFailure | EventKind::GatewayFailure => Recovery::Gateway,
        EventKind::KerberosTicketGranting
        | EventKind::KerberosService
        | EventKind::KerberosPreAuthentication => Recovery::Kerberos,
        _ => Recovery::Member,
    }
}
