//! Whether an event tells of a success or of a failure.

use doorknob_event::event::{Event, EventKind, Field};

/// What an event says of an attempt.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Outcome {
    /// It succeeded.
    Success,
    /// It failed.
    Failure,
}

impl Outcome {
    /// `success` or `failure`.
    pub fn word(self) -> &'static str {
        match self {
            Outcome::Success => "success",
            Outcome::Failure => "failure",
        }
    }
}

/// The outcome of an event; `None` where it tells of no attempt, or does not say. Where success and failure share an id, its
/// code decides, and where it has none, the audit keyword.
pub fn outcome(event: &Event<'_>) -> Option<Outcome> {
    use EventKind::*;
    let by_keyword =
        || event.audit_failure.map(|failure| if failure { Outcome::Failure } else { Outcome::Success });
    match event.kind {
        LogonFailure
        | KerberosPreAuthentication
        | RemoteDesktopDenied
        | RdpBadCredentials
        | RadiusDenied
        | VpnFailure
        | SqlFailure
        | GatewayFailure => Some(Outcome::Failure),
        LogonSuccess | SessionLogon | SessionReconnected => Some(Outcome::Success),
        KerberosTicketGranting | KerberosService | NtlmValidation => {
            let code = event.get(Field::Status).and_then(|status| status.number());
            let by_code = code.map(|code| if code == 0 { Outcome::Success } else { Outcome::Failure });
            by_code.or_else(by_keyword)
        }
        _ => by_keyword(),
    }
}

/// Whether an event is one try to log on: what OCSF and ECS call authentication.
pub fn is_attempt(kind: EventKind) -> bool {
    use EventKind::*;
    matches!(
        kind,
        LogonSuccess
            | LogonFailure
            | ExplicitCredentials
            | KerberosTicketGranting
            | KerberosService
            | KerberosPreAuthentication
            | NtlmValidation
            | RemoteDesktopDenied
            | RadiusDenied
            | VpnFailure
            | SqlFailure
            | GatewayFailure
    )
}
