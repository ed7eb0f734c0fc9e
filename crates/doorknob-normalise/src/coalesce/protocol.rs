//! Over which protocol a try went, as a record tells it. One try goes over one, except that a client whose name the
//! Kerberos server does not know asks again over NTLM.

use doorknob_event::event::EventKind;
use doorknob_event::failure::FailureClass;
use doorknob_event::interner::Interner;
use doorknob_event::observation::{Observation, Statement};

/// An authentication protocol.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Protocol {
    Ntlm,
    Kerberos,
}

/// The protocol, where the record tells it for certain. `Negotiate` may have become either.
pub(crate) fn of(observation: &Observation, interner: &Interner) -> Option<Protocol> {
    match observation.kind {
        EventKind::NtlmValidation => Some(Protocol::Ntlm),
        EventKind::KerberosTicketGranting if is_unknown_user(observation) => None,
        EventKind::KerberosTicketGranting
        | EventKind::KerberosService
        | EventKind::KerberosPreAuthentication => Some(Protocol::Kerberos),
        EventKind::LogonFailure | EventKind::LogonSuccess => {
            let signature = interner.signature_of(observation.signature);
            named(interner.text_of(signature.package))
                .or_else(|| named(interner.text_of(signature.logon_process)))
        }
        _ => None,
    }
}

fn is_unknown_user(observation: &Observation) -> bool {
    observation.statement == Statement::Failure && observation.code.class() == FailureClass::UnknownUser
}

fn named(text: &str) -> Option<Protocol> {
    if text.eq_ignore_ascii_case("NTLM") || text.eq_ignore_ascii_case("NtLmSsp") {
        Some(Protocol::Ntlm)
    } else if text.eq_ignore_ascii_case("Kerberos") {
        Some(Protocol::Kerberos)
    } else {
        None
    }
}
