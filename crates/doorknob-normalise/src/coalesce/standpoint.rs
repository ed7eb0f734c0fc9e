//! From where a record tells of a try: the host that was tried, or the keeper of the account that judged it.

use doorknob_event::event::EventKind;

/// Who wrote a record of a try.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Standpoint {
    /// The host (or its service) that was tried.
    Tried,
    /// A keeper of accounts that was asked over NTLM; it knows no address.
    NtlmKeeper,
    /// A domain controller that was asked over Kerberos; the address is that of the asking computer, which is the host
    /// that was tried if that host asked on the client's behalf.
    KerberosKeeper,
}

impl Standpoint {
    /// Of a kind of event that tells of a try.
    pub(crate) fn of(kind: EventKind) -> Self {
        match kind {
            EventKind::NtlmValidation => Standpoint::NtlmKeeper,
            EventKind::KerberosTicketGranting
            | EventKind::KerberosService
            | EventKind::KerberosPreAuthentication => Standpoint::KerberosKeeper,
            _ => Standpoint::Tried,
        }
    }
}

/// How much a record of this kind tells of its try; the largest comes first and gives the signature.
pub(crate) fn telling(kind: EventKind) -> u8 {
    match kind {
        EventKind::LogonFailure | EventKind::LogonSuccess => 9,
        EventKind::SshMessage => 8,
        EventKind::SqlFailure
        | EventKind::RadiusDenied
        | EventKind::VpnFailure
        | EventKind::GatewayFailure
        | EventKind::RemoteDesktopDenied => 7,
        EventKind::KerberosPreAuthentication => 6,
        EventKind::KerberosTicketGranting => 5,
        EventKind::NtlmValidation => 4,
        EventKind::KerberosService => 3,
        _ => 0,
    }
}
