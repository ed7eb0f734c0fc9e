//! What Windows fixes about each kind of event: provider, channel, task, and the names and wire
//! types of its data, in order.
//!
//! Field lists were read from the templates inside recorded EVTX files; where a layout comes from
//! a vendor's page or from memory instead, its comment says so.

mod account;
mod kerberos;
mod logon;
mod noise;
mod other_sources;
mod remote_desktop;
mod windows_log;

pub use account::*;
pub use kerberos::*;
pub use logon::*;
pub use noise::*;
pub use other_sources::*;
pub use remote_desktop::*;
pub use windows_log::*;

use crate::event::{KEYWORD_AUDIT_SUCCESS, Sid};

/// What all events of one provider, channel, id and version have in common.
#[derive(Debug, PartialEq, Eq)]
pub struct EventLayout {
    /// `Provider/@Name`.
    pub provider: &'static str,
    /// `Provider/@Guid` in binary order; classic sources have none.
    pub provider_guid: Option<[u8; 16]>,
    /// `Channel`.
    pub channel: &'static str,
    /// `EventID`.
    pub event_id: u16,
    /// `EventID/@Qualifiers`, which only classic sources have.
    pub qualifiers: u16,
    /// `Version`.
    pub version: u8,
    /// `Level`: 0 for audit events, 2 error, 3 warning, 4 information.
    pub level: u8,
    /// `Task`, the audit subcategory.
    pub task: u16,
    /// `Opcode`.
    pub opcode: u8,
    /// `Keywords` of the success or only variant.
    pub keywords: u64,
    /// `Execution/@ProcessID`: a usual number for the writing process. 0 for classic sources.
    pub process_id: u32,
    /// `Security/@UserID`, where the provider says under whom it ran.
    pub user: Option<Sid>,
    /// How the root element is built.
    pub envelope: Envelope,
    /// The event data.
    pub payload: Payload,
    /// Whether the provider writes strings with a terminating NUL (tracing providers do, the
    /// audit provider does not).
    pub nul_terminated: bool,
}

/// How the `System` part of a record is built; Windows has one root template per form.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Envelope {
    /// Provider and channel are substitutions: nearly every provider.
    Manifest,
    /// The event log service about itself: provider and channel are literal text.
    EventLogService,
    /// Sources of the API before Vista: no version, opcode, correlation or execution.
    Classic,
}

/// The part of the record beside `System`.
#[derive(Debug, PartialEq, Eq)]
pub enum Payload {
    /// `EventData` with named `Data` elements.
    EventData(&'static [Field]),
    /// `UserData` with one element of the provider's own and its children.
    UserData {
        /// Name of that element.
        element: &'static str,
        /// Its attributes: name and value.
        attributes: &'static [(&'static str, &'static str)],
        /// Its child elements.
        fields: &'static [Field],
    },
    /// `EventData` with unnamed strings and a binary attachment: exactly two values,
    /// [`Value::TextList`](crate::event::Value) and [`Value::Binary`](crate::event::Value).
    Unnamed,
}

impl Payload {
    /// The fields, in order.
    #[must_use]
    pub fn fields(&self) -> &'static [Field] {
        match self {
            Payload::EventData(fields) | Payload::UserData { fields, .. } => fields,
            Payload::Unnamed => &UNNAMED,
        }
    }
}

const UNNAMED: [Field; 2] = [text("Data"), Field { name: "Binary", wire: Wire::Binary }];

/// One field of the event data.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Field {
    /// Name, as in `Data/@Name`.
    pub name: &'static str,
    /// Type in the template.
    pub wire: Wire,
}

/// Value types of binary XML that authentication events use.
/// Source: [MS-EVEN6] 2.2.12, "BinXml", value types.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub enum Wire {
    /// UTF-16 string.
    Text = 0x01,
    /// Unsigned 32-bit number.
    Number = 0x08,
    /// Unsigned 64-bit number.
    LongNumber = 0x0a,
    /// Bytes.
    Binary = 0x0e,
    /// GUID.
    Guid = 0x0f,
    /// Pointer-sized number; in records it arrives as [`Wire::LongHex`].
    Pointer = 0x10,
    /// Security identifier.
    Sid = 0x13,
    /// 32-bit number shown in hexadecimal.
    Hex = 0x14,
    /// 64-bit number shown in hexadecimal.
    LongHex = 0x15,
}

const fn text(name: &'static str) -> Field {
    Field { name, wire: Wire::Text }
}
const fn number(name: &'static str) -> Field {
    Field { name, wire: Wire::Number }
}
const fn long_number(name: &'static str) -> Field {
    Field { name, wire: Wire::LongNumber }
}
const fn guid_field(name: &'static str) -> Field {
    Field { name, wire: Wire::Guid }
}
const fn pointer(name: &'static str) -> Field {
    Field { name, wire: Wire::Pointer }
}
const fn sid(name: &'static str) -> Field {
    Field { name, wire: Wire::Sid }
}
const fn hex(name: &'static str) -> Field {
    Field { name, wire: Wire::Hex }
}
const fn long_hex(name: &'static str) -> Field {
    Field { name, wire: Wire::LongHex }
}

/// The binary order of a GUID written as its four parts.
const fn guid(a: u32, b: u16, c: u16, node: u64) -> [u8; 16] {
    let (a, b, c, d) = (a.to_le_bytes(), b.to_le_bytes(), c.to_le_bytes(), node.to_be_bytes());
    [a[0], a[1], a[2], a[3], b[0], b[1], c[0], c[1], d[0], d[1], d[2], d[3], d[4], d[5], d[6], d[7]]
}

const SECURITY_AUDITING: [u8; 16] = guid(0x5484_9625, 0x5478, 0x4994, 0xA5BA_3E3B_0328_C30D);

/// An event of the audit provider in the Security channel.
const fn security(event_id: u16, version: u8, task: u16, fields: &'static [Field]) -> EventLayout {
    EventLayout {
        provider: "Microsoft-Windows-Security-Auditing",
        provider_guid: Some(SECURITY_AUDITING),
        channel: "Security",
        event_id,
        qualifiers: 0,
        version,
        level: 0,
        task,
        opcode: 0,
        keywords: KEYWORD_AUDIT_SUCCESS,
        process_id: 640,
        user: None,
        envelope: Envelope::Manifest,
        payload: Payload::EventData(fields),
        nul_terminated: false,
    }
}

/// Every layout, for tests and listings.
pub static ALL: [&EventLayout; 36] = [
    &LOGON_SUCCEEDED,
    &LOGON_FAILED,
    &LOGOFF,
    &EXPLICIT_CREDENTIALS,
    &SPECIAL_PRIVILEGES,
    &CREDENTIAL_VALIDATION,
    &TGT_REQUESTED,
    &SERVICE_TICKET_REQUESTED,
    &PREAUTHENTICATION_FAILED,
    &ACCOUNT_LOCKED_OUT,
    &ACCOUNT_UNLOCKED,
    &PASSWORD_CHANGED,
    &PASSWORD_RESET,
    &ACCOUNT_CHANGED,
    &REMOTE_DESKTOP_DENIED,
    &AUDIT_POLICY_CHANGED,
    &LOG_CLEARED,
    &LOG_SERVICE_STOPPED,
    &RDP_CONNECTION,
    &RDP_BAD_CREDENTIALS,
    &RDP_LISTENER,
    &RDP_AUTHENTICATED,
    &SESSION_LOGON,
    &SESSION_RECONNECTED,
    &GATEWAY_DENIED,
    &NTLM_AUDITED,
    &NPS_DENIED,
    &SSHD_MESSAGE,
    &MSSQL_LOGIN_FAILED,
    &REMOTE_ACCESS_FAILED,
    &PROCESS_CREATED,
    &CONNECTION_PERMITTED,
    &NETLOGON_SESSION_FAILED,
    &SERVICE_LOGON_FAILED,
    &SERVICE_NOT_STARTED,
    &GATEWAY_CONNECTED,
];
