//! Logon, logoff and explicit credentials: the events of the machine that was logged on to.

use super::{EventLayout, Field, guid_field, hex, long_hex, number, pointer, security, sid, text};

/// 4624 version 2 (Windows 10, Server 2016 and later): an account was successfully logged on.
pub static LOGON_SUCCEEDED: EventLayout = security(4624, 2, 12544, &LOGON_SUCCEEDED_FIELDS);

const LOGON_SUCCEEDED_FIELDS: [Field; 27] = [
    sid("SubjectUserSid"),
    text("SubjectUserName"),
    text("SubjectDomainName"),
    long_hex("SubjectLogonId"),
    sid("TargetUserSid"),
    text("TargetUserName"),
    text("TargetDomainName"),
    long_hex("TargetLogonId"),
    number("LogonType"),
    text("LogonProcessName"),
    text("AuthenticationPackageName"),
    text("WorkstationName"),
    guid_field("LogonGuid"),
    text("TransmittedServices"),
    text("LmPackageName"),
    number("KeyLength"),
    pointer("ProcessId"),
    text("ProcessName"),
    text("IpAddress"),
    text("IpPort"),
    text("ImpersonationLevel"),
    text("RestrictedAdminMode"),
    text("TargetOutboundUserName"),
    text("TargetOutboundDomainName"),
    text("VirtualAccount"),
    long_hex("TargetLinkedLogonId"),
    text("ElevatedToken"),
];

/// 4625: an account failed to log on.
pub static LOGON_FAILED: EventLayout = security(4625, 0, 12544, &LOGON_FAILED_FIELDS);

/// Task of a 4625 that says the account is locked: subcategory Account Lockout, not Logon.
/// Source: Microsoft Learn, "Audit Account Lockout".
pub const TASK_ACCOUNT_LOCKOUT: u16 = 12546;

const LOGON_FAILED_FIELDS: [Field; 21] = [
    sid("SubjectUserSid"),
    text("SubjectUserName"),
    text("SubjectDomainName"),
    long_hex("SubjectLogonId"),
    sid("TargetUserSid"),
    text("TargetUserName"),
    text("TargetDomainName"),
    hex("Status"),
    text("FailureReason"),
    hex("SubStatus"),
    number("LogonType"),
    text("LogonProcessName"),
    text("AuthenticationPackageName"),
    text("WorkstationName"),
    text("TransmittedServices"),
    text("LmPackageName"),
    number("KeyLength"),
    pointer("ProcessId"),
    text("ProcessName"),
    text("IpAddress"),
    text("IpPort"),
];

/// 4634: an account was logged off.
pub static LOGOFF: EventLayout = security(
    4634,
    0,
    12545,
    &[
        sid("TargetUserSid"),
        text("TargetUserName"),
        text("TargetDomainName"),
        long_hex("TargetLogonId"),
        number("LogonType"),
    ],
);

/// 4648: a logon was attempted using explicit credentials, logged where they were used.
pub static EXPLICIT_CREDENTIALS: EventLayout = security(
    4648,
    0,
    12544,
    &[
        sid("SubjectUserSid"),
        text("SubjectUserName"),
        text("SubjectDomainName"),
        long_hex("SubjectLogonId"),
        guid_field("LogonGuid"),
        text("TargetUserName"),
        text("TargetDomainName"),
        guid_field("TargetLogonGuid"),
        text("TargetServerName"),
        text("TargetInfo"),
        pointer("ProcessId"),
        text("ProcessName"),
        text("IpAddress"),
        text("IpPort"),
    ],
);

/// 4672: special privileges assigned to new logon.
pub static SPECIAL_PRIVILEGES: EventLayout = security(
    4672,
    0,
    12548,
    &[
        sid("SubjectUserSid"),
        text("SubjectUserName"),
        text("SubjectDomainName"),
        long_hex("SubjectLogonId"),
        text("PrivilegeList"),
    ],
);

/// 4776: NTLM credentials were validated, or not: success and failure share the id. Logged by the
/// DC for a domain account and by the machine itself for a local one.
pub static CREDENTIAL_VALIDATION: EventLayout = security(
    4776,
    0,
    14336,
    &[text("PackageName"), text("TargetUserName"), text("Workstation"), hex("Status")],
);

/// 4825: the password was right but the user may not use Remote Desktop here.
pub static REMOTE_DESKTOP_DENIED: EventLayout = security(
    4825,
    0,
    12551,
    &[text("AccountName"), text("AccountDomain"), long_hex("LogonID"), text("ClientAddress")],
);
