//! Remote Desktop: the channels beside Security that know the client's address.

use super::{Envelope, EventLayout, Field, Payload, Sid, guid, number, text};

const fn rdp_core(event_id: u16, level: u8, opcode: u8, payload: Payload) -> EventLayout {
    EventLayout {
        provider: "Microsoft-Windows-RemoteDesktopServices-RdpCoreTS",
        provider_guid: Some(guid(0x1139_c61b, 0xb549, 0x4251, 0x8ed3_2725_0a1e_dec8)),
        channel: "Microsoft-Windows-RemoteDesktopServices-RdpCoreTS/Operational",
        event_id,
        qualifiers: 0,
        version: 0,
        level,
        task: 4,
        opcode,
        keywords: 0x4000_0000_0000_0000,
        process_id: 388,
        user: Some(Sid::NETWORK_SERVICE),
        envelope: Envelope::Manifest,
        payload,
        nul_terminated: true,
    }
}

/// RdpCoreTS 131: the server accepted a new connection; `ClientIP` is `address:port`.
pub static RDP_CONNECTION: EventLayout =
    rdp_core(131, 4, 15, Payload::EventData(&[text("ConnType"), text("ClientIP")]));

/// RdpCoreTS 140: a connection failed because the user name or password is not correct.
pub static RDP_BAD_CREDENTIALS: EventLayout = rdp_core(140, 3, 14, Payload::EventData(&[text("IPString")]));

const EVENT_XML: &[(&str, &str)] = &[("xmlns", "Event_NS")];

const fn connection_manager(event_id: u16, payload: Payload) -> EventLayout {
    EventLayout {
        provider: "Microsoft-Windows-TerminalServices-RemoteConnectionManager",
        provider_guid: Some(guid(0xc76b_aa63, 0xae81, 0x421c, 0xb425_340b_4b24_157f)),
        channel: "Microsoft-Windows-TerminalServices-RemoteConnectionManager/Operational",
        event_id,
        qualifiers: 0,
        version: 0,
        level: 4,
        task: 0,
        opcode: 0,
        keywords: 0x1000_0000_0000_0000,
        process_id: 332,
        user: Some(Sid::NETWORK_SERVICE),
        envelope: Envelope::Manifest,
        payload,
        nul_terminated: true,
    }
}

/// RemoteConnectionManager 261: a listener received a connection.
pub static RDP_LISTENER: EventLayout = connection_manager(
    261,
    Payload::UserData { element: "EventXML", attributes: EVENT_XML, fields: &[text("listenerName")] },
);

/// RemoteConnectionManager 1149: network authentication passed, or, without NLA, the logon screen
/// was reached. `Param1` user, `Param2` domain, `Param3` address.
pub static RDP_AUTHENTICATED: EventLayout = connection_manager(
    1149,
    Payload::UserData {
        element: "EventXML",
        attributes: EVENT_XML,
        fields: &[text("Param1"), text("Param2"), text("Param3")],
    },
);

const SESSION_FIELDS: [Field; 3] = [text("User"), number("SessionID"), text("Address")];

const fn session_manager(event_id: u16) -> EventLayout {
    EventLayout {
        provider: "Microsoft-Windows-TerminalServices-LocalSessionManager",
        provider_guid: Some(guid(0x5d89_6912, 0x022d, 0x40aa, 0xa3a8_4fa5_515c_76d7)),
        channel: "Microsoft-Windows-TerminalServices-LocalSessionManager/Operational",
        event_id,
        qualifiers: 0,
        version: 0,
        level: 4,
        task: 0,
        opcode: 0,
        keywords: 0x1000_0000_0000_0000,
        process_id: 936,
        user: Some(Sid::SYSTEM),
        envelope: Envelope::Manifest,
        payload: Payload::UserData { element: "EventXML", attributes: EVENT_XML, fields: &SESSION_FIELDS },
        nul_terminated: true,
    }
}

/// LocalSessionManager 21: session logon succeeded. `Address` may be `LOCAL`.
pub static SESSION_LOGON: EventLayout = session_manager(21);
/// LocalSessionManager 25: session reconnected.
pub static SESSION_RECONNECTED: EventLayout = session_manager(25);

const GATEWAY_FIELDS: [Field; 6] = [
    text("Username"),
    text("IpAddress"),
    text("AuthType"),
    text("Resource"),
    text("ConnectionProtocol"),
    number("ErrorCode"),
];

const fn gateway(event_id: u16, level: u8, task: u16, keywords: u64) -> EventLayout {
    EventLayout {
        provider: "Microsoft-Windows-TerminalServices-Gateway",
        provider_guid: Some(guid(0x4d5a_e6a1, 0xc7c8, 0x4e6d, 0xb840_4d80_80b4_2e1b)),
        channel: "Microsoft-Windows-TerminalServices-Gateway/Operational",
        event_id,
        qualifiers: 0,
        version: 0,
        level,
        task,
        opcode: 30,
        keywords,
        process_id: 1444,
        user: Some(Sid::NETWORK_SERVICE),
        envelope: Envelope::Manifest,
        payload: Payload::UserData {
            element: "EventInfo",
            attributes: &[("xmlns", "aag")],
            fields: &GATEWAY_FIELDS,
        },
        nul_terminated: true,
    }
}

/// Gateway 201: the user did not meet the connection authorisation policy.
/// The data is that of 200, which recordings have; level and task are from Microsoft's page of
/// the event ("Event ID 201, RD Gateway Server Connections") and not from a recording.
pub static GATEWAY_DENIED: EventLayout = gateway(201, 2, 2, 0x4000_0000_0100_0000);

/// Gateway 302: the user connected to a resource behind the gateway.
pub static GATEWAY_CONNECTED: EventLayout = gateway(302, 4, 3, 0x4000_0000_0100_0000);
