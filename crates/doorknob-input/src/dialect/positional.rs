//! Carriers that keep the values of an event in their order and lose the names.
//!
//! Source of the order: the event manifests of Windows as Microsoft Learn prints them, "Event XML" of each event's page.
//! Later versions of an event append values; 4624 version 3 inserts one, so that what stands behind it is counted from the end.

use crate::json::{Json, Scalar};
use crate::record::Fields;
use doorknob_event::event::{EventKind, EventSpec, FieldPath};

/// The names of an event's values in order, as far as the last one that is wanted of any event.
pub(crate) fn names(kind: EventKind) -> &'static [&'static str] {
    use EventKind::*;
    match kind {
        LogonFailure => &[
            "SubjectUserSid",
            "SubjectUserName",
            "SubjectDomainName",
            "SubjectLogonId",
            "TargetUserSid",
            "TargetUserName",
            "TargetDomainName",
            "Status",
            "FailureReason",
            "SubStatus",
            "LogonType",
            "LogonProcessName",
            "AuthenticationPackageName",
            "WorkstationName",
            "TransmittedServices",
            "LmPackageName",
            "KeyLength",
            "ProcessId",
            "ProcessName",
            "IpAddress",
            "IpPort",
        ],
        LogonSuccess => &[
            "SubjectUserSid",
            "SubjectUserName",
            "SubjectDomainName",
            "SubjectLogonId",
            "TargetUserSid",
            "TargetUserName",
            "TargetDomainName",
            "TargetLogonId",
            "LogonType",
            "LogonProcessName",
            "AuthenticationPackageName",
            "WorkstationName",
            "LogonGuid",
            "TransmittedServices",
            "LmPackageName",
            "KeyLength",
            "ProcessId",
            "ProcessName",
            "IpAddress",
            "IpPort",
        ],
        ExplicitCredentials => &[
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
        ],
        SpecialPrivileges => &["SubjectUserSid", "SubjectUserName", "SubjectDomainName"],
        KerberosTicketGranting => &[
            "TargetUserName",
            "TargetDomainName",
            "TargetSid",
            "ServiceName",
            "ServiceSid",
            "TicketOptions",
            "Status",
            "TicketEncryptionType",
            "PreAuthType",
            "IpAddress",
            "IpPort",
        ],
        KerberosService => &[
            "TargetUserName",
            "TargetDomainName",
            "ServiceName",
            "ServiceSid",
            "TicketOptions",
            "TicketEncryptionType",
            "IpAddress",
            "IpPort",
            "Status",
        ],
        KerberosPreAuthentication => &[
            "TargetUserName",
            "TargetSid",
            "ServiceName",
            "TicketOptions",
            "Status",
            "PreAuthType",
            "IpAddress",
            "IpPort",
        ],
        NtlmValidation => &["PackageName", "TargetUserName", "Workstation", "Status"],
        LockedOut | Unlocked | PasswordChange | PasswordReset => &ACCOUNT,
        AccountChanged => &ACCOUNT_CHANGED,
        RemoteDesktopDenied => &["AccountName", "AccountDomain", "LogonID", "ClientAddress"],
        AuditPolicyChanged => &[
            "SubjectUserSid",
            "SubjectUserName",
            "SubjectDomainName",
            "SubjectLogonId",
            "CategoryId",
            "SubcategoryId",
            "SubcategoryGuid",
            "AuditPolicyChanges",
        ],
        ClockSet => &[
            "SubjectUserSid",
            "SubjectUserName",
            "SubjectDomainName",
            "SubjectLogonId",
            "PreviousTime",
            "NewTime",
        ],
        LogCleared => &["SubjectUserSid", "SubjectUserName", "SubjectDomainName"],
        RdpConnection => &["ConnType", "ClientIP"],
        RdpBadCredentials => &["IPString"],
        RdpListener => &["listenerName"],
        RdpAuthenticated => &["Param1", "Param2", "Param3"],
        SessionLogon | SessionReconnected => &["User", "SessionID", "Address"],
        SshMessage => &["process", "payload"],
        NtlmAudit => &["SChannelName", "UserName", "DomainName", "WorkstationName"],
        GatewayFailure => {
            &["Username", "IpAddress", "AuthType", "Resource", "ConnectionProtocol", "ErrorCode"]
        }
        // The values of 6273 differ between versions, and the classic sources have no names.
        RadiusDenied | LogServiceStopped | LogFull | EventsDropped | VpnFailure | SqlFailure => &[],
    }
}

const ACCOUNT: [&str; 6] = [
    "TargetUserName",
    "TargetDomainName",
    "TargetSid",
    "SubjectUserSid",
    "SubjectUserName",
    "SubjectDomainName",
];

const ACCOUNT_CHANGED: [&str; 7] = [
    "Dummy",
    "TargetUserName",
    "TargetDomainName",
    "TargetSid",
    "SubjectUserSid",
    "SubjectUserName",
    "SubjectDomainName",
];

/// Where in the order a path lies.
fn position(kind: EventKind, path: FieldPath) -> Option<usize> {
    match path {
        FieldPath::Position(at) => Some(usize::from(at)),
        FieldPath::Named(name) | FieldPath::UserData(name) => {
            names(kind).iter().position(|known| *known == name)
        }
    }
}

/// The wanted fields of an array of values in order. `value` takes the scalar out of an item.
pub(super) fn fields<'a>(
    values: Json<'a>,
    spec: &EventSpec,
    value: impl Fn(Json<'a>) -> Option<Scalar<'a>>,
) -> Fields<'a> {
    by_place(spec, values.items().count(), |at| value(values.items().nth(at)?))
}

/// The wanted fields of so many values, of which `value` knows the n-th.
pub(super) fn by_place<'a>(
    spec: &EventSpec,
    values: usize,
    value: impl Fn(usize) -> Option<Scalar<'a>>,
) -> Fields<'a> {
    Fields::look_up(spec, |path| value(position(spec.kind, path).or_else(|| from_end(path, values))?))
}

/// Values of a 4624 of version 2 (Windows 10, Server 2016), the first that says whether an account is virtual.
const WITH_VIRTUAL_ACCOUNT: usize = 27;

/// Where a value lies that later versions move.
fn from_end(path: FieldPath, values: usize) -> Option<usize> {
    (path == FieldPath::Named("VirtualAccount") && values >= WITH_VIRTUAL_ACCOUNT).then(|| values - 3)
}

#[cfg(test)]
mod tests {
    use super::*;
    use doorknob_event::event::SPECS;

    #[test]
    fn every_wanted_name_has_its_place() {
        for spec in SPECS {
            for (path, field) in spec.fields {
                let late = matches!(path, FieldPath::Named("VirtualAccount"));
                if !names(spec.kind).is_empty() && !late {
                    assert!(position(spec.kind, *path).is_some(), "{:?} {field:?}", spec.kind);
                }
            }
        }
    }
}
