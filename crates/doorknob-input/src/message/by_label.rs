//! English text by its labels. Source: Microsoft Learn, the page of each event, as rendered by Windows.

use super::pairs::Pairs;
use doorknob_event::event::EventKind;

/// (name of the value, section or `""` for any, label)
type Row = (&'static str, &'static str, &'static str);

const SUBJECT: [Row; 3] = [
    ("SubjectUserSid", "Subject", "Security ID"),
    ("SubjectUserName", "Subject", "Account Name"),
    ("SubjectDomainName", "Subject", "Account Domain"),
];

const NETWORK: [Row; 8] = [
    ("WorkstationName", "", "Workstation Name"),
    ("IpAddress", "", "Source Network Address"),
    ("IpAddress", "", "Network Address"),
    ("IpAddress", "", "Client Address"),
    ("IpPort", "", "Source Port"),
    ("IpPort", "", "Client Port"),
    ("IpPort", "Network Information", "Port"),
    ("IpAddress", "Network Information", "Source Address"),
];

const LOGON: [Row; 16] = [
    ("LogonType", "", "Logon Type"),
    ("VirtualAccount", "", "Virtual Account"),
    ("TargetUserSid", "New Logon", "Security ID"),
    ("TargetUserName", "New Logon", "Account Name"),
    ("TargetDomainName", "New Logon", "Account Domain"),
    ("TargetUserSid", "Account For Which Logon Failed", "Security ID"),
    ("TargetUserName", "Account For Which Logon Failed", "Account Name"),
    ("TargetDomainName", "Account For Which Logon Failed", "Account Domain"),
    ("FailureReason", "", "Failure Reason"),
    ("Status", "", "Status"),
    ("SubStatus", "", "Sub Status"),
    ("ProcessName", "", "Caller Process Name"),
    ("ProcessName", "Process Information", "Process Name"),
    ("LogonProcessName", "", "Logon Process"),
    ("AuthenticationPackageName", "", "Authentication Package"),
    ("TargetServerName", "", "Target Server Name"),
];

const EXPLICIT: [Row; 4] = [
    ("TargetUserName", "Account Whose Credentials Were Used", "Account Name"),
    ("TargetDomainName", "Account Whose Credentials Were Used", "Account Domain"),
    ("TargetServerName", "", "Target Server Name"),
    ("ProcessName", "", "Process Name"),
];

const KERBEROS: [Row; 10] = [
    ("TargetUserName", "Account Information", "Account Name"),
    ("TargetDomainName", "Account Information", "Supplied Realm Name"),
    ("TargetDomainName", "Account Information", "Account Domain"),
    ("TargetSid", "Account Information", "User ID"),
    ("TargetSid", "Account Information", "Security ID"),
    ("ServiceName", "", "Service Name"),
    ("Status", "", "Failure Code"),
    ("Status", "", "Result Code"),
    ("PreAuthType", "", "Pre-Authentication Type"),
    ("PreAuthType", "", "Pre-Authentication EncryptionType"),
];

const NTLM: [Row; 4] = [
    ("PackageName", "", "Authentication Package"),
    ("TargetUserName", "", "Logon Account"),
    ("Workstation", "", "Source Workstation"),
    ("Status", "", "Error Code"),
];

const LOCKED_OUT: [Row; 3] = [
    ("TargetUserName", "Account That Was Locked Out", "Account Name"),
    ("TargetSid", "Account That Was Locked Out", "Security ID"),
    ("TargetDomainName", "", "Caller Computer Name"),
];

const TARGET_ACCOUNT: [Row; 3] = [
    ("TargetUserName", "Target Account", "Account Name"),
    ("TargetDomainName", "Target Account", "Account Domain"),
    ("TargetSid", "Target Account", "Security ID"),
];

const REMOTE_DESKTOP: [Row; 5] = [
    ("AccountName", "Subject", "User Name"),
    ("AccountName", "Subject", "Account Name"),
    ("AccountDomain", "Subject", "Domain"),
    ("AccountDomain", "Subject", "Account Domain"),
    ("ClientAddress", "", "Client Address"),
];

const CLEARED: [Row; 1] = [("SubjectDomainName", "Subject", "Domain Name")];

const POLICY: [Row; 2] = [("SubcategoryGuid", "", "Subcategory GUID"), ("AuditPolicyChanges", "", "Changes")];

const SESSION: [Row; 6] = [
    ("Param1", "", "User"),
    ("Param2", "", "Domain"),
    ("Param3", "", "Source Network Address"),
    ("User", "", "User"),
    ("Address", "", "Source Network Address"),
    ("Address", "", "Address"),
];

const CLOCK: [Row; 2] = [("PreviousTime", "", "Previous Time"), ("NewTime", "", "New Time")];

const NTLM_AUDIT: [Row; 4] = [
    ("SChannelName", "", "Secure Channel name"),
    ("UserName", "", "User name"),
    ("DomainName", "", "Domain name"),
    ("WorkstationName", "", "Workstation name"),
];

const RADIUS: [Row; 7] = [
    ("SubjectUserSid", "User", "Security ID"),
    ("SubjectUserName", "User", "Account Name"),
    ("SubjectDomainName", "User", "Account Domain"),
    ("CallingStationID", "", "Calling Station Identifier"),
    ("ClientName", "", "Client Friendly Name"),
    ("ClientIPAddress", "", "Client IP Address"),
    ("ReasonCode", "", "Reason Code"),
];

/// The rows of an event, and the labels without one of which the text is not English.
fn rows(kind: EventKind) -> (&'static [&'static str], &'static [&'static [Row]]) {
    use EventKind::*;
    match kind {
        LogonFailure => (&["Logon Type"], &[&SUBJECT, &LOGON, &NETWORK]),
        LogonSuccess => (&["Logon Type"], &[&SUBJECT, &LOGON, &NETWORK]),
        ExplicitCredentials => (&["Target Server Name"], &[&SUBJECT, &EXPLICIT, &NETWORK]),
        SpecialPrivileges => (&["Account Name"], &[&SUBJECT]),
        KerberosTicketGranting => (&["Result Code"], &[&KERBEROS, &NETWORK]),
        // Newer texts name it as those of the other two tickets do.
        KerberosService => (&["Failure Code", "Result Code"], &[&KERBEROS, &NETWORK]),
        KerberosPreAuthentication => (&["Failure Code"], &[&KERBEROS, &NETWORK]),
        NtlmValidation => (&["Logon Account"], &[&NTLM]),
        LockedOut => (&["Caller Computer Name"], &[&SUBJECT, &LOCKED_OUT]),
        Unlocked | PasswordChange | PasswordReset | AccountChanged => {
            (&["Account Name"], &[&SUBJECT, &TARGET_ACCOUNT])
        }
        RemoteDesktopDenied => (&["Client Address"], &[&REMOTE_DESKTOP]),
        LogCleared => (&["Account Name"], &[&SUBJECT, &CLEARED]),
        AuditPolicyChanged => (&["Changes"], &[&SUBJECT, &POLICY]),
        ClockSet => (&["Previous Time"], &[&SUBJECT, &CLOCK]),
        RdpAuthenticated | SessionLogon | SessionReconnected => (&["Source Network Address"], &[&SESSION]),
        NtlmAudit => (&["Secure Channel name"], &[&NTLM_AUDIT]),
        RadiusDenied => (&["Reason Code"], &[&RADIUS]),
        LogServiceStopped | LogFull | EventsDropped | RdpConnection | RdpBadCredentials | RdpListener
        | SshMessage | VpnFailure | SqlFailure | GatewayFailure => (&[], &[]),
    }
}

/// Whether the text has the label that every English rendering of the event has.
pub(super) fn speaks_english(kind: EventKind, pairs: &Pairs) -> bool {
    let (labels, _) = rows(kind);
    pairs.iter().any(|pair| labels.iter().any(|label| pair.label.eq_ignore_ascii_case(label)))
}

/// The value of a name.
pub(super) fn value(kind: EventKind, name: &str, pairs: &Pairs) -> Option<String> {
    let (_, tables) = rows(kind);
    let rows = tables.iter().flat_map(|table| table.iter()).filter(|row| row.0 == name);
    rows.flat_map(|(_, section, label)| {
        pairs.iter().find(|pair| {
            pair.label.eq_ignore_ascii_case(label)
                && (section.is_empty() || pair.section.eq_ignore_ascii_case(section))
        })
    })
    .map(|pair| pair.value.clone())
    .next()
}
