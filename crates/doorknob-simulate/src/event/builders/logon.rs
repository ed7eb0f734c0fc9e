//! 4624, 4625, 4634, 4648, 4672, 4776, 4825.

use std::sync::Arc;

use super::Subject;
use crate::event::{Sid, SimulatedEvent, Text, Value};
use crate::layout::{
    CREDENTIAL_VALIDATION, EXPLICIT_CREDENTIALS, LOGOFF, LOGON_FAILED, LOGON_SUCCEEDED,
    REMOTE_DESKTOP_DENIED, SPECIAL_PRIVILEGES, TASK_ACCOUNT_LOCKOUT,
};

/// `STATUS_ACCOUNT_LOCKED_OUT`. Source: [MS-ERREF] 2.3.
pub const STATUS_LOCKED_OUT: u32 = 0xC000_0234;

/// How a logon came in: what 4624 and 4625 say alike.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LogonContext {
    /// Who asked for the logon.
    pub subject: Subject,
    /// `LogonType`: 2 console, 3 network, 4 batch, 5 service, 7 unlock, 8 clear text, 10 RDP.
    pub logon_type: u32,
    /// `LogonProcessName`; some end in spaces (`NtLmSsp `, `Advapi  `, `User32 `).
    pub logon_process: &'static str,
    /// `AuthenticationPackageName`.
    pub package: &'static str,
    /// `WorkstationName`: what the client says it is called.
    pub workstation: Text,
    /// `ProcessId` of the process that asked; 0 for network logons.
    pub process_id: u64,
    /// `ProcessName`; `-` for network logons.
    pub process_name: Text,
    /// `IpAddress`, or `-`.
    pub address: Text,
    /// `IpPort`, `0` or `-`.
    pub port: Text,
}

/// Why a logon failed, in the three fields of a 4625.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FailureCode {
    /// `Status`.
    pub status: u32,
    /// `SubStatus`.
    pub sub_status: u32,
    /// `FailureReason`, a message number.
    pub reason: &'static str,
}

/// 4625 for the account as typed.
#[must_use]
pub fn logon_failed(
    time: i64,
    computer: &Arc<str>,
    user: Text,
    domain: Text,
    code: FailureCode,
    context: LogonContext,
) -> SimulatedEvent {
    let mut values = Vec::with_capacity(21);
    values.extend(context.subject.values());
    values.extend([
        Value::Sid(Sid::NULL),
        Value::Text(user),
        Value::Text(domain),
        Value::Hex(code.status),
        code.reason.into(),
        Value::Hex(code.sub_status),
        Value::Number(context.logon_type),
        context.logon_process.into(),
        context.package.into(),
        Value::Text(context.workstation),
        "-".into(),
        "-".into(),
        Value::Number(0),
        Value::Pointer(context.process_id),
        Value::Text(context.process_name),
        Value::Text(context.address),
        Value::Text(context.port),
    ]);
    let mut event = SimulatedEvent::new(&LOGON_FAILED, time, computer, values).failed();
    if code.status == STATUS_LOCKED_OUT {
        event.task = TASK_ACCOUNT_LOCKOUT;
    }
    event
}

/// The account that a logon gave: the `Target` fields of 4624 and 4634.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LoggedOn {
    /// Its SID.
    pub sid: Sid,
    /// Account name.
    pub name: Text,
    /// Domain.
    pub domain: Text,
    /// The new logon session.
    pub logon_id: u64,
}

/// 4624.
#[must_use]
pub fn logon_succeeded(
    time: i64,
    computer: &Arc<str>,
    account: LoggedOn,
    context: LogonContext,
    elevated: bool,
) -> SimulatedEvent {
    let ntlm = context.package == "NTLM";
    let mut values = Vec::with_capacity(27);
    values.extend(context.subject.values());
    values.extend([
        Value::Sid(account.sid),
        Value::Text(account.name),
        Value::Text(account.domain),
        Value::LongHex(account.logon_id),
        Value::Number(context.logon_type),
        context.logon_process.into(),
        context.package.into(),
        Value::Text(context.workstation),
        Value::Guid(if ntlm { [0; 16] } else { logon_guid(account.logon_id, time) }),
        "-".into(),
        if ntlm { "NTLM V2" } else { "-" }.into(),
        Value::Number(if ntlm { 128 } else { 0 }),
        Value::Pointer(context.process_id),
        Value::Text(context.process_name),
        Value::Text(context.address),
        Value::Text(context.port),
        "%%1833".into(),
        "-".into(),
        "-".into(),
        "-".into(),
        "%%1843".into(),
        Value::LongHex(0),
        if elevated { "%%1842" } else { "%%1843" }.into(),
    ]);
    SimulatedEvent::new(&LOGON_SUCCEEDED, time, computer, values)
}

/// A logon GUID that differs from session to session.
fn logon_guid(logon_id: u64, time: i64) -> [u8; 16] {
    let mut guid = [0; 16];
    for (byte, value) in guid.iter_mut().zip(logon_id.to_le_bytes().into_iter().chain(time.to_le_bytes())) {
        *byte = value;
    }
    guid
}

/// 4634.
#[must_use]
pub fn logoff(time: i64, computer: &Arc<str>, account: LoggedOn, logon_type: u32) -> SimulatedEvent {
    let values = vec![
        Value::Sid(account.sid),
        Value::Text(account.name),
        Value::Text(account.domain),
        Value::LongHex(account.logon_id),
        Value::Number(logon_type),
    ];
    SimulatedEvent::new(&LOGOFF, time, computer, values)
}

/// 4648: `subject` used the credentials of `user` towards `server`, by `process_name`.
#[must_use]
pub fn explicit_credentials(
    time: i64,
    computer: &Arc<str>,
    subject: &Subject,
    user: Text,
    domain: Text,
    server: Text,
    process: (u64, Text),
) -> SimulatedEvent {
    let mut values = Vec::with_capacity(14);
    values.extend(subject.values());
    values.extend([
        Value::Guid([0; 16]),
        Value::Text(user),
        Value::Text(domain),
        Value::Guid([0; 16]),
        Value::Text(server.clone()),
        Value::Text(server),
        Value::Pointer(process.0),
        Value::Text(process.1),
        "-".into(),
        "-".into(),
    ]);
    SimulatedEvent::new(&EXPLICIT_CREDENTIALS, time, computer, values)
}

/// 4672: the new session holds an administrator's privileges.
#[must_use]
pub fn special_privileges(time: i64, computer: &Arc<str>, account: LoggedOn) -> SimulatedEvent {
    const PRIVILEGES: &str = "SeSecurityPrivilege\r\n\t\t\tSeBackupPrivilege\r\n\t\t\tSeRestorePrivilege\
        \r\n\t\t\tSeTakeOwnershipPrivilege\r\n\t\t\tSeDebugPrivilege\r\n\t\t\tSeSystemEnvironmentPrivilege\
        \r\n\t\t\tSeLoadDriverPrivilege\r\n\t\t\tSeImpersonatePrivilege";
    let values = vec![
        Value::Sid(account.sid),
        Value::Text(account.name),
        Value::Text(account.domain),
        Value::LongHex(account.logon_id),
        PRIVILEGES.into(),
    ];
    SimulatedEvent::new(&SPECIAL_PRIVILEGES, time, computer, values)
}

/// 4776; `status` 0 is a success.
#[must_use]
pub fn credential_validation(
    time: i64,
    computer: &Arc<str>,
    user: Text,
    workstation: Text,
    status: u32,
) -> SimulatedEvent {
    let values = vec![
        "MICROSOFT_AUTHENTICATION_PACKAGE_V1_0".into(),
        Value::Text(user),
        Value::Text(workstation),
        Value::Hex(status),
    ];
    let event = SimulatedEvent::new(&CREDENTIAL_VALIDATION, time, computer, values);
    if status == 0 { event } else { event.failed() }
}

/// 4825: right password, not a Remote Desktop user.
#[must_use]
pub fn remote_desktop_denied(
    time: i64,
    computer: &Arc<str>,
    account: LoggedOn,
    address: Text,
) -> SimulatedEvent {
    let values = vec![
        Value::Text(account.name),
        Value::Text(account.domain),
        Value::LongHex(account.logon_id),
        Value::Text(address),
    ];
    SimulatedEvent::new(&REMOTE_DESKTOP_DENIED, time, computer, values).failed()
}
