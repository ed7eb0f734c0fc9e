//! Text in any language by the order of its values, checked by their shape.
//!
//! Rendered text has its own order: reason, status, sub status, where the event has status, reason, sub status.

use super::pairs::Pairs;
use doorknob_event::event::EventKind;
use std::net::IpAddr;

const FAILURE: [&str; 21] = [
    "SubjectUserSid",
    "SubjectUserName",
    "SubjectDomainName",
    "SubjectLogonId",
    "LogonType",
    "TargetUserSid",
    "TargetUserName",
    "TargetDomainName",
    "FailureReason",
    "Status",
    "SubStatus",
    "ProcessId",
    "ProcessName",
    "WorkstationName",
    "IpAddress",
    "IpPort",
    "LogonProcessName",
    "AuthenticationPackageName",
    "TransmittedServices",
    "LmPackageName",
    "KeyLength",
];

/// The end of a 4624, which all its versions share, behind account, logon ids and GUID.
const SUCCESS_END: [&str; 10] = [
    "ProcessId",
    "ProcessName",
    "WorkstationName",
    "IpAddress",
    "IpPort",
    "LogonProcessName",
    "AuthenticationPackageName",
    "TransmittedServices",
    "LmPackageName",
    "KeyLength",
];

const SUBJECT_AND_TYPE: [&str; 5] =
    ["SubjectUserSid", "SubjectUserName", "SubjectDomainName", "SubjectLogonId", "LogonType"];

const NEW_LOGON: [&str; 3] = ["TargetUserSid", "TargetUserName", "TargetDomainName"];

const NTLM: [&str; 4] = ["PackageName", "TargetUserName", "Workstation", "Status"];

const PRE_AUTHENTICATION: [&str; 8] = [
    "TargetSid",
    "TargetUserName",
    "ServiceName",
    "IpAddress",
    "IpPort",
    "TicketOptions",
    "Status",
    "PreAuthType",
];

const TICKET_GRANTING: [&str; 11] = [
    "TargetUserName",
    "TargetDomainName",
    "TargetSid",
    "ServiceName",
    "ServiceSid",
    "IpAddress",
    "IpPort",
    "TicketOptions",
    "Status",
    "TicketEncryptionType",
    "PreAuthType",
];

const SERVICE: [&str; 11] = [
    "TargetUserName",
    "TargetDomainName",
    "LogonGuid",
    "ServiceName",
    "ServiceSid",
    "IpAddress",
    "IpPort",
    "TicketOptions",
    "TicketEncryptionType",
    "Status",
    "TransmittedServices",
];

const EXPLICIT: [&str; 14] = [
    "SubjectUserSid",
    "SubjectUserName",
    "SubjectDomainName",
    "SubjectLogonId",
    "LogonGuid",
    "TargetUserName",
    "TargetDomainName",
    "TargetLogonGuid",
    "TargetServerName",
    "TargetInfo",
    "ProcessId",
    "ProcessName",
    "IpAddress",
    "IpPort",
];

/// Who did it to whom (4740 names the calling computer in place of a domain); what was changed follows in any number.
const ACCOUNT: [&str; 7] = [
    "SubjectUserSid",
    "SubjectUserName",
    "SubjectDomainName",
    "SubjectLogonId",
    "TargetSid",
    "TargetUserName",
    "TargetDomainName",
];

const SPECIAL: [&str; 4] = ["SubjectUserSid", "SubjectUserName", "SubjectDomainName", "SubjectLogonId"];

const RDP_AUTHENTICATED: [&str; 3] = ["Param1", "Param2", "Param3"];

const SESSION: [&str; 3] = ["User", "SessionID", "Address"];

/// The names of the values in order; `None` where count or shape do not fit the event.
pub(super) fn names(kind: EventKind, pairs: &Pairs) -> Option<Vec<&'static str>> {
    let names: Vec<&'static str> = match kind {
        EventKind::LogonFailure => FAILURE.to_vec(),
        EventKind::LogonSuccess => success(pairs)?,
        EventKind::NtlmValidation => NTLM.to_vec(),
        EventKind::KerberosPreAuthentication => PRE_AUTHENTICATION.to_vec(),
        EventKind::KerberosTicketGranting => TICKET_GRANTING.to_vec(),
        EventKind::KerberosService => SERVICE.to_vec(),
        EventKind::ExplicitCredentials => EXPLICIT.to_vec(),
        EventKind::LockedOut
        | EventKind::Unlocked
        | EventKind::PasswordChange
        | EventKind::PasswordReset
        | EventKind::AccountChanged => ACCOUNT.to_vec(),
        EventKind::SpecialPrivileges => SPECIAL.to_vec(),
        EventKind::RdpAuthenticated => at_the_end(&RDP_AUTHENTICATED, pairs)?,
        EventKind::SessionLogon | EventKind::SessionReconnected => at_the_end(&SESSION, pairs)?,
        _ => return None,
    };
    let fits = names
        .iter()
        .enumerate()
        .all(|(at, name)| pairs.value(at).is_some_and(|value| has_shape(name, value.trim())));
    fits.then_some(names)
}

/// The first sentence of the texts about sessions has a colon of its own in many languages.
fn at_the_end(names: &[&'static str], pairs: &Pairs) -> Option<Vec<&'static str>> {
    let before = pairs.iter().len().checked_sub(names.len())?;
    Some([&vec![""; before], names].concat())
}

/// Between the logon type and the new logon stand 0 (2008), 1 (2012) or more values, and between its account and the
/// process 2 or more: the new logon begins where the next SID stands, and the end is counted from behind.
fn success(pairs: &Pairs) -> Option<Vec<&'static str>> {
    let is_sid = |at: &usize| pairs.value(*at).is_some_and(|value| value.trim().starts_with("S-1-"));
    let new_logon = (SUBJECT_AND_TYPE.len()..pairs.iter().len()).find(is_sid)?;
    let end = pairs.iter().len().checked_sub(SUCCESS_END.len())?;
    let mut names: Vec<&'static str> = SUBJECT_AND_TYPE.to_vec();
    names.resize(new_logon, "");
    names.extend(NEW_LOGON);
    if names.len() > end {
        return None;
    }
    names.resize(end, "");
    names.extend(SUCCESS_END);
    Some(names)
}

/// Whether a value can be one of that name.
fn has_shape(name: &str, value: &str) -> bool {
    let hex = |value: &str| value.strip_prefix("0x").is_some_and(|hex| u64::from_str_radix(hex, 16).is_ok());
    match name {
        "Status" | "SubStatus" | "SubjectLogonId" | "ProcessId" | "TicketOptions" => hex(value),
        "LogonType" | "KeyLength" | "SessionID" => value.parse::<u32>().is_ok(),
        "LogonGuid" | "TargetLogonGuid" => value.starts_with('{') && value.ends_with('}'),
        // A session at the machine itself says so in a word of its language.
        "Param3" => value.is_empty() || value.parse::<IpAddr>().is_ok(),
        "IpPort" => value == "-" || value.is_empty() || value.parse::<u16>().is_ok(),
        _ => true,
    }
}
