//! Services that log failed authentication outside the Logon subcategory.

use super::{Envelope, EventLayout, Field, Payload, Sid, guid, security, sid, text};

/// OpenSSH/Operational 4: a line of sshd.
pub static SSHD_MESSAGE: EventLayout = EventLayout {
    provider: "OpenSSH",
    provider_guid: Some(guid(0xc4b5_7d35, 0x0636, 0x4bc3, 0xa262_370f_249f_9802)),
    channel: "OpenSSH/Operational",
    event_id: 4,
    qualifiers: 0,
    version: 0,
    level: 4,
    task: 0,
    opcode: 0,
    keywords: 0x4000_0000_0000_0000,
    process_id: 5848,
    user: Some(Sid::SYSTEM),
    envelope: Envelope::Manifest,
    payload: Payload::EventData(&[text("process"), text("payload")]),
    nul_terminated: false,
};

/// NTLM/Operational 8004: an NTLM authentication that a DC audited; names the server it was for.
/// Field names are those of published samples of the event; none was recorded by us.
pub static NTLM_AUDITED: EventLayout = EventLayout {
    provider: "Microsoft-Windows-NTLM",
    provider_guid: Some(guid(0xac43_300d, 0x5fcc, 0x4800, 0x8e99_1bd3_f85f_0320)),
    channel: "Microsoft-Windows-NTLM/Operational",
    event_id: 8004,
    qualifiers: 0,
    version: 0,
    level: 4,
    task: 2,
    opcode: 0,
    keywords: 0x8000_0000_0000_0000,
    process_id: 640,
    user: Some(Sid::SYSTEM),
    envelope: Envelope::Manifest,
    payload: Payload::EventData(&[
        text("SChannelName"),
        text("UserName"),
        text("DomainName"),
        text("WorkstationName"),
        text("SChannelType"),
    ]),
    nul_terminated: false,
};

/// 6273: the Network Policy Server denied access. `CallingStationID` is the client,
/// `ClientIPAddress` the RADIUS client (the VPN gateway).
/// Field names: Microsoft Learn, "6273(S): Network Policy Server denied access to a user".
pub static NPS_DENIED: EventLayout = security(
    6273,
    1,
    12552,
    &[
        sid("SubjectUserSid"),
        text("SubjectUserName"),
        text("SubjectDomainName"),
        text("FullyQualifiedSubjectUserName"),
        sid("SubjectMachineSID"),
        text("SubjectMachineName"),
        text("FullyQualifiedSubjectMachineName"),
        text("CalledStationID"),
        text("CallingStationID"),
        text("NASIPv4Address"),
        text("NASIPv6Address"),
        text("NASIdentifier"),
        text("NASPortType"),
        text("NASPort"),
        text("ClientName"),
        text("ClientIPAddress"),
        text("ProxyPolicyName"),
        text("NetworkPolicyName"),
        text("AuthenticationProvider"),
        text("AuthenticationServer"),
        text("AuthenticationType"),
        text("EAPType"),
        text("AccountSessionIdentifier"),
        text("ReasonCode"),
        text("Reason"),
        text("LoggingResult"),
    ],
);

const fn classic(
    provider: &'static str,
    channel: &'static str,
    event_id: u16,
    qualifiers: u16,
    level: u8,
) -> EventLayout {
    EventLayout {
        provider,
        provider_guid: None,
        channel,
        event_id,
        qualifiers,
        version: 0,
        level,
        task: 0,
        opcode: 0,
        keywords: 0x0080_0000_0000_0000,
        process_id: 0,
        user: None,
        envelope: Envelope::Classic,
        payload: Payload::Unnamed,
        nul_terminated: true,
    }
}

/// MSSQLSERVER 18456: login failed for user. Strings: user, ` Reason: ..`, ` [CLIENT: address]`.
pub static MSSQL_LOGIN_FAILED: EventLayout = EventLayout {
    task: 4,
    keywords: 0x0090_0000_0000_0000,
    ..classic("MSSQLSERVER", "Application", 18456, 49152, 0)
};

/// RemoteAccess 20271: a VPN user failed to authenticate. Strings: connection, user, address, reason.
pub static REMOTE_ACCESS_FAILED: EventLayout = classic("RemoteAccess", "System", 20271, 0, 3);

/// NETLOGON 5805: a machine's secure channel session failed to authenticate.
pub static NETLOGON_SESSION_FAILED: EventLayout = classic("NETLOGON", "System", 5805, 0, 2);

/// Service Control Manager 7038: a service could not log on with its configured password.
/// Strings: service, account, error text.
pub static SERVICE_LOGON_FAILED: EventLayout =
    service_control_manager(7038, &[text("param1"), text("param2"), text("param3")]);

/// Service Control Manager 7000: a service did not start. Strings: service, error text.
pub static SERVICE_NOT_STARTED: EventLayout =
    service_control_manager(7000, &[text("param1"), text("param2")]);

const fn service_control_manager(event_id: u16, fields: &'static [Field]) -> EventLayout {
    EventLayout {
        provider: "Service Control Manager",
        provider_guid: Some(guid(0x5559_08d1, 0xa6d7, 0x4695, 0x8e1e_2693_1d20_12f4)),
        channel: "System",
        event_id,
        qualifiers: 49152,
        version: 0,
        level: 2,
        task: 0,
        opcode: 0,
        keywords: 0x8080_0000_0000_0000,
        process_id: 620,
        user: None,
        envelope: Envelope::Manifest,
        payload: Payload::EventData(fields),
        nul_terminated: false,
    }
}
