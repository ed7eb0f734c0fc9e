//! OpenSSH 4, NTLM 8004, NPS 6273, RemoteAccess 20271, MSSQL 18456, and the System events of
//! broken trusts and services.

use std::sync::Arc;

use crate::event::{KEYWORD_AUDIT_FAILURE, Sid, SimulatedEvent, Text, Value};
use crate::layout::{
    MSSQL_LOGIN_FAILED, NETLOGON_SESSION_FAILED, NPS_DENIED, NTLM_AUDITED, REMOTE_ACCESS_FAILED,
    SERVICE_LOGON_FAILED, SERVICE_NOT_STARTED, SSHD_MESSAGE,
};

/// OpenSSH/Operational 4: a line of sshd.
#[must_use]
pub fn sshd_message(time: i64, computer: &Arc<str>, line: impl Into<Text>) -> SimulatedEvent {
    SimulatedEvent::new(&SSHD_MESSAGE, time, computer, vec!["sshd".into(), Value::Text(line.into())])
}

/// NTLM 8004: the DC passed on a logon of `user` from `workstation` to the server `server`.
#[must_use]
pub fn ntlm_audited(
    time: i64,
    computer: &Arc<str>,
    server: Text,
    user: Text,
    domain: Text,
    workstation: Text,
) -> SimulatedEvent {
    let values = vec![
        Value::Text(server),
        Value::Text(user),
        Value::Text(domain),
        Value::Text(workstation),
        // Secure channel type 2 is a workstation or member server.
        "2".into(),
    ];
    SimulatedEvent::new(&NTLM_AUDITED, time, computer, values)
}

/// A VPN user towards the Network Policy Server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NpsRequest {
    /// SID of the user; null when unknown.
    pub sid: Sid,
    /// Name as sent, often `DOMAIN\name`.
    pub user: Text,
    /// NetBIOS domain.
    pub domain: Text,
    /// `CallingStationID`: the client's public address.
    pub calling_station: Text,
    /// Name of the RADIUS client, the VPN gateway.
    pub gateway: Text,
    /// Address of the VPN gateway.
    pub gateway_address: Text,
    /// `ReasonCode`: 16 wrong credentials, 8 no such account, 34 disabled, 36 locked.
    pub reason: u32,
}

/// 6273.
#[must_use]
pub fn nps_denied(time: i64, computer: &Arc<str>, request: NpsRequest) -> SimulatedEvent {
    // English texts of the reason codes; Microsoft Learn, "NPS Reason Codes".
    let reason = match request.reason {
        8 => "The specified user account does not exist.",
        34 => {
            "The user or computer account that is specified in the RADIUS Access-Request message is disabled."
        }
        36 => {
            "The specified user account is locked out because of a user-defined number of failed authentication \
             attempts."
        }
        _ => {
            "Authentication failed due to a user credentials mismatch. Either the user name provided does not map \
             to an existing user account or the password was incorrect."
        }
    };
    let qualified = format!("{}\\{}", request.domain.as_str(), bare_name(request.user.as_str()));
    let mut values = Vec::with_capacity(26);
    values.extend([
        Value::Sid(request.sid),
        Value::Text(request.user),
        Value::Text(request.domain),
        qualified.into(),
        Value::Sid(Sid::NULL),
        "-".into(),
        "-".into(),
        "-".into(),
        Value::Text(request.calling_station),
        Value::Text(request.gateway_address.clone()),
        "-".into(),
        Value::Text(request.gateway.clone()),
        "Virtual".into(),
        "12".into(),
        Value::Text(request.gateway),
        Value::Text(request.gateway_address),
        "VPN connections".into(),
        "VPN users".into(),
        "Windows".into(),
        Value::from(Arc::clone(computer)),
        "MS-CHAPv2".into(),
        "-".into(),
        "-".into(),
        request.reason.to_string().into(),
        reason.into(),
        "Accounting information was written to the local log file.".into(),
    ]);
    let mut event = SimulatedEvent::new(&NPS_DENIED, time, computer, values);
    event.keywords = KEYWORD_AUDIT_FAILURE;
    event
}

fn bare_name(user: &str) -> &str {
    user.rsplit_once('\\').map_or(user, |(_, name)| name)
}

/// RemoteAccess 20271: the VPN server itself refused the user.
#[must_use]
pub fn remote_access_failed(time: i64, computer: &Arc<str>, user: Text, address: Text) -> SimulatedEvent {
    const REASON: &str = "The remote connection was denied because the user name and password combination you \
                          provided is not recognized, or the selected authentication protocol is not permitted on \
                          the remote access server.";
    let connection: Text = "{00000000-0000-0000-0000-000000000000}".into();
    let strings = vec![connection, user, address, REASON.into(), "0x10".into()];
    SimulatedEvent::new(&REMOTE_ACCESS_FAILED, time, computer, unnamed(strings))
}

/// MSSQL 18456: a SQL login failed; `known` tells the reason that the log gives.
#[must_use]
pub fn mssql_login_failed(
    time: i64,
    computer: &Arc<str>,
    user: Text,
    address: &str,
    known: bool,
) -> SimulatedEvent {
    let reason = if known {
        " Reason: Password did not match that for the login provided."
    } else {
        " Reason: Could not find a login matching the name provided."
    };
    let strings = vec![user, reason.into(), format!(" [CLIENT: {address}]").into()];
    SimulatedEvent::new(&MSSQL_LOGIN_FAILED, time, computer, unnamed(strings))
}

/// NETLOGON 5805 on a DC: the session of `machine` failed to authenticate.
#[must_use]
pub fn netlogon_session_failed(time: i64, computer: &Arc<str>, machine: Text) -> SimulatedEvent {
    let strings = vec![machine, "%%5".into()];
    SimulatedEvent::new(&NETLOGON_SESSION_FAILED, time, computer, unnamed(strings))
}

/// Service Control Manager 7038: `service` could not log on as `account`.
#[must_use]
pub fn service_logon_failed(time: i64, computer: &Arc<str>, service: Text, account: Text) -> SimulatedEvent {
    let values = vec![Value::Text(service), Value::Text(account), "%%1326".into()];
    SimulatedEvent::new(&SERVICE_LOGON_FAILED, time, computer, values)
}

/// Service Control Manager 7000: `service` did not start.
#[must_use]
pub fn service_not_started(time: i64, computer: &Arc<str>, service: Text) -> SimulatedEvent {
    SimulatedEvent::new(&SERVICE_NOT_STARTED, time, computer, vec![Value::Text(service), "%%1069".into()])
}

fn unnamed(strings: Vec<Text>) -> Vec<Value> {
    vec![Value::TextList(strings), Value::Binary(&[])]
}
