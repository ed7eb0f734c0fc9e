//! A decoded Windows event: which kinds count, what identifies them, which of their fields are wanted.
//!
//! The table [`SPECS`] is the single place that says so. The EVTX reader compiles its selection from it, and the text
//! carriers look events and fields up in it. The key is provider + channel + id, never the id alone: 4625 in the
//! Application log is "duplicate events suppressed", 140 in TaskScheduler is "task updated".

use crate::time::EventTime;
use arrayvec::ArrayVec;

/// The kinds of events that count, by what they say.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
#[repr(u8)]
pub enum EventKind {
    /// Security 4624: an account was logged on.
    LogonSuccess,
    /// Security 4625: an account failed to log on.
    LogonFailure,
    /// Security 4648: a logon was attempted using explicit credentials.
    ExplicitCredentials,
    /// Security 4672: special privileges assigned to a new logon.
    SpecialPrivileges,
    /// Security 4768: a Kerberos ticket-granting ticket was requested (success or failure).
    KerberosTicketGranting,
    /// Security 4769: a Kerberos service ticket was requested (failures count).
    KerberosService,
    /// Security 4771: Kerberos pre-authentication failed.
    KerberosPreAuthentication,
    /// Security 4776: a DC or host validated NTLM credentials (success or failure).
    NtlmValidation,
    /// Security 4740: an account was locked out.
    LockedOut,
    /// Security 4767: an account was unlocked.
    Unlocked,
    /// Security 4723: a user tried to change the own password.
    PasswordChange,
    /// Security 4724: somebody tried to reset another's password.
    PasswordReset,
    /// Security 4738: an account was changed.
    AccountChanged,
    /// Security 4825: right credentials, but no right to use Remote Desktop.
    RemoteDesktopDenied,
    /// Security 1102: the log was cleared.
    LogCleared,
    /// Security 1100: the event log service was shut down.
    LogServiceStopped,
    /// Security 4719: the audit policy was changed.
    AuditPolicyChanged,
    /// Security 1104: the log is full and no longer written.
    LogFull,
    /// Security 1101: audit events were dropped before they were written.
    EventsDropped,
    /// Security 4616: the clock was set.
    ClockSet,
    /// RdpCoreTS 131: a connection was accepted from an address.
    RdpConnection,
    /// RdpCoreTS 140: a connection failed because the user name or password is not correct.
    RdpBadCredentials,
    /// RemoteConnectionManager 261: the listener received a connection.
    RdpListener,
    /// RemoteConnectionManager 1149: network authentication passed, or the logon screen was reached.
    RdpAuthenticated,
    /// LocalSessionManager 21: session logon succeeded.
    SessionLogon,
    /// LocalSessionManager 25: session reconnected.
    SessionReconnected,
    /// OpenSSH/Operational 4: one line of the SSH server's own log.
    SshMessage,
    /// NTLM/Operational 8004: a DC audited an NTLM authentication (names the server).
    NtlmAudit,
    /// Security 6273: NPS denied access (RADIUS: VPN, Wi-Fi, 802.1X).
    RadiusDenied,
    /// System 20271: RRAS, a user failed to authenticate.
    VpnFailure,
    /// Application 18456: SQL Server logon failed.
    SqlFailure,
    /// TerminalServices-Gateway 201/301/304: authorisation or connection failed.
    GatewayFailure,
}

impl EventKind {
    /// Every kind, in declaration order.
    pub const ALL: [EventKind; 32] = [
        EventKind::LogonSuccess,
        EventKind::LogonFailure,
        EventKind::ExplicitCredentials,
        EventKind::SpecialPrivileges,
        EventKind::KerberosTicketGranting,
        EventKind::KerberosService,
        EventKind::KerberosPreAuthentication,
        EventKind::NtlmValidation,
        EventKind::LockedOut,
        EventKind::Unlocked,
        EventKind::PasswordChange,
        EventKind::PasswordReset,
        EventKind::AccountChanged,
        EventKind::RemoteDesktopDenied,
        EventKind::LogCleared,
        EventKind::LogServiceStopped,
        EventKind::AuditPolicyChanged,
        EventKind::LogFull,
        EventKind::EventsDropped,
        EventKind::ClockSet,
        EventKind::RdpConnection,
        EventKind::RdpBadCredentials,
        EventKind::RdpListener,
        EventKind::RdpAuthenticated,
        EventKind::SessionLogon,
        EventKind::SessionReconnected,
        EventKind::SshMessage,
        EventKind::NtlmAudit,
        EventKind::RadiusDenied,
        EventKind::VpnFailure,
        EventKind::SqlFailure,
        EventKind::GatewayFailure,
    ];
}

impl EventKind {
    /// Its key and its wanted fields.
    pub fn spec(self) -> &'static EventSpec {
        SPECS.iter().find(|spec| spec.kind == self).expect("every kind has one spec: a test looks")
    }
}

/// The wanted fields of all kinds, by meaning. Kinds that name the same thing differently share a field.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
#[repr(u8)]
pub enum Field {
    /// Account tried.
    TargetUserName,
    /// Domain of the account tried; in 4740 the *caller computer*.
    TargetDomainName,
    /// SID of the account tried (`S-1-0-0` where unresolved).
    TargetSid,
    /// Account that asked.
    SubjectUserName,
    /// Domain of the account that asked.
    SubjectDomainName,
    /// SID of the account that asked.
    SubjectSid,
    /// NTSTATUS, Kerberos result or RADIUS reason.
    Status,
    /// NTSTATUS that says more than `Status`.
    SubStatus,
    /// `%%23nn` reason id.
    FailureReason,
    /// Windows logon type number.
    LogonType,
    /// For example `NtLmSsp`, `User32`, `Advapi`, `Kerberos`.
    LogonProcess,
    /// For example `NTLM`, `Negotiate`, `Kerberos`.
    AuthenticationPackage,
    /// Name that the client claims for itself; spoofable.
    Workstation,
    /// Path of the process that asked on the host.
    ProcessName,
    /// Client address as text, possibly with a port.
    Address,
    /// Client port.
    Port,
    /// Kerberos service name: `krbtgt/REALM` holds the only domain of a 4771.
    ServiceName,
    /// Kerberos pre-authentication type.
    PreAuthType,
    /// Server that a credential was meant for (4648), or that asked for validation (8004).
    TargetServer,
    /// Free text: SSH line, SQL message, audit policy changes.
    Message,
    /// Second free text (SQL reason).
    Detail,
    /// RADIUS calling station (VPN client address, MAC).
    CallingStation,
    /// GUID of the audit subcategory that was changed.
    Subcategory,
    /// Virtual account flag of a 4624 v2+ (`%%1842` yes).
    VirtualAccount,
    /// What the clock showed before it was set.
    PreviousTime,
    /// What it was set to.
    NewTime,
}

/// Marks events in our own columns: one flat JSON object, or one row of Parquet, an event. Names are only added.
pub const SCHEMA: &str = "doorknob.event.v1";

impl Field {
    /// Every field, in declaration order.
    pub const ALL: [Field; FIELD_KINDS] = [
        Field::TargetUserName,
        Field::TargetDomainName,
        Field::TargetSid,
        Field::SubjectUserName,
        Field::SubjectDomainName,
        Field::SubjectSid,
        Field::Status,
        Field::SubStatus,
        Field::FailureReason,
        Field::LogonType,
        Field::LogonProcess,
        Field::AuthenticationPackage,
        Field::Workstation,
        Field::ProcessName,
        Field::Address,
        Field::Port,
        Field::ServiceName,
        Field::PreAuthType,
        Field::TargetServer,
        Field::Message,
        Field::Detail,
        Field::CallingStation,
        Field::Subcategory,
        Field::VirtualAccount,
        Field::PreviousTime,
        Field::NewTime,
    ];

    /// Its name in our own columns.
    pub fn name(self) -> &'static str {
        match self {
            Field::TargetUserName => "target_user_name",
            Field::TargetDomainName => "target_domain_name",
            Field::TargetSid => "target_sid",
            Field::SubjectUserName => "subject_user_name",
            Field::SubjectDomainName => "subject_domain_name",
            Field::SubjectSid => "subject_sid",
            Field::Status => "status",
            Field::SubStatus => "sub_status",
            Field::FailureReason => "failure_reason",
            Field::LogonType => "logon_type",
            Field::LogonProcess => "logon_process",
            Field::AuthenticationPackage => "authentication_package",
            Field::Workstation => "workstation",
            Field::ProcessName => "process_name",
            Field::Address => "address",
            Field::Port => "port",
            Field::ServiceName => "service_name",
            Field::PreAuthType => "pre_auth_type",
            Field::TargetServer => "target_server",
            Field::Message => "message",
            Field::Detail => "detail",
            Field::CallingStation => "calling_station",
            Field::Subcategory => "subcategory",
            Field::VirtualAccount => "virtual_account",
            Field::PreviousTime => "previous_time",
            Field::NewTime => "new_time",
        }
    }
}

/// Where a wanted field lies in an event.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum FieldPath {
    /// `EventData/Data[@Name]`.
    Named(&'static str),
    /// The n-th `EventData/Data`, from 0; used where names are absent.
    Position(u8),
    /// A leaf element anywhere below `UserData`.
    UserData(&'static str),
}

/// How a provider is compared.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Provider {
    /// Equal, ASCII case ignored.
    Named(&'static str),
    /// Begins with, ASCII case ignored (`MSSQL$INSTANCE`).
    Prefix(&'static str),
}

impl Provider {
    /// Whether `name` is this provider.
    pub fn matches(self, name: &str) -> bool {
        match self {
            Provider::Named(wanted) => name.eq_ignore_ascii_case(wanted),
            Provider::Prefix(wanted) => {
                name.get(..wanted.len()).is_some_and(|start| start.eq_ignore_ascii_case(wanted))
            }
        }
    }
}

/// One kind of event: its key and its wanted fields.
#[derive(Clone, Copy, Debug)]
pub struct EventSpec {
    /// What it says.
    pub kind: EventKind,
    /// Who writes it.
    pub provider: Provider,
    /// `System/Channel`, compared ASCII case-insensitively. A carrier that has lost the channel may match on provider and id.
    pub channel: &'static str,
    /// Event ids; more than one where they say the same.
    pub ids: &'static [u16],
    /// Wanted fields; more than one path may fill the same field, the first present one wins.
    pub fields: &'static [(FieldPath, Field)],
}

const AUDITING: Provider = Provider::Named("Microsoft-Windows-Security-Auditing");
const EVENTLOG: Provider = Provider::Named("Microsoft-Windows-Eventlog");
const RDP_CORE: Provider = Provider::Named("Microsoft-Windows-RemoteDesktopServices-RdpCoreTS");
const RDP_CORE_LOG: &str = "Microsoft-Windows-RemoteDesktopServices-RdpCoreTS/Operational";
const RCM: Provider = Provider::Named("Microsoft-Windows-TerminalServices-RemoteConnectionManager");
const RCM_LOG: &str = "Microsoft-Windows-TerminalServices-RemoteConnectionManager/Operational";
const LSM: Provider = Provider::Named("Microsoft-Windows-TerminalServices-LocalSessionManager");
const LSM_LOG: &str = "Microsoft-Windows-TerminalServices-LocalSessionManager/Operational";
const GATEWAY: Provider = Provider::Named("Microsoft-Windows-TerminalServices-Gateway");
const GATEWAY_LOG: &str = "Microsoft-Windows-TerminalServices-Gateway/Operational";

use Field as F;
use FieldPath::{Named, Position, UserData};

const TARGET: [(FieldPath, Field); 2] =
    [(Named("TargetUserName"), F::TargetUserName), (Named("TargetDomainName"), F::TargetDomainName)];

const ACCOUNT_CHANGE: &[(FieldPath, Field)] = &[
    TARGET[0],
    TARGET[1],
    (Named("TargetSid"), F::TargetSid),
    (Named("SubjectUserName"), F::SubjectUserName),
    (Named("SubjectDomainName"), F::SubjectDomainName),
    (Named("SubjectUserSid"), F::SubjectSid),
];

/// Every event that counts. Field names and their order: Microsoft Learn, "Advanced security audit policy settings", page of each id.
pub const SPECS: &[EventSpec] = &[
    EventSpec {
        kind: EventKind::LogonSuccess,
        provider: AUDITING,
        channel: "Security",
        ids: &[4624],
        fields: &[
            TARGET[0],
            TARGET[1],
            (Named("TargetUserSid"), F::TargetSid),
            (Named("LogonType"), F::LogonType),
            (Named("LogonProcessName"), F::LogonProcess),
            (Named("AuthenticationPackageName"), F::AuthenticationPackage),
            (Named("WorkstationName"), F::Workstation),
            (Named("ProcessName"), F::ProcessName),
            (Named("IpAddress"), F::Address),
            (Named("IpPort"), F::Port),
            (Named("VirtualAccount"), F::VirtualAccount),
        ],
    },
    EventSpec {
        kind: EventKind::LogonFailure,
        provider: AUDITING,
        channel: "Security",
        ids: &[4625],
        fields: &[
            TARGET[0],
            TARGET[1],
            (Named("TargetUserSid"), F::TargetSid),
            (Named("SubjectUserName"), F::SubjectUserName),
            (Named("SubjectDomainName"), F::SubjectDomainName),
            (Named("SubjectUserSid"), F::SubjectSid),
            (Named("Status"), F::Status),
            (Named("FailureReason"), F::FailureReason),
            (Named("SubStatus"), F::SubStatus),
            (Named("LogonType"), F::LogonType),
            (Named("LogonProcessName"), F::LogonProcess),
            (Named("AuthenticationPackageName"), F::AuthenticationPackage),
            (Named("WorkstationName"), F::Workstation),
            (Named("ProcessName"), F::ProcessName),
            (Named("IpAddress"), F::Address),
            (Named("IpPort"), F::Port),
        ],
    },
    EventSpec {
        kind: EventKind::ExplicitCredentials,
        provider: AUDITING,
        channel: "Security",
        ids: &[4648],
        fields: &[
            TARGET[0],
            TARGET[1],
            (Named("SubjectUserName"), F::SubjectUserName),
            (Named("SubjectDomainName"), F::SubjectDomainName),
            (Named("SubjectUserSid"), F::SubjectSid),
            (Named("TargetServerName"), F::TargetServer),
            (Named("ProcessName"), F::ProcessName),
            (Named("IpAddress"), F::Address),
            (Named("IpPort"), F::Port),
        ],
    },
    EventSpec {
        kind: EventKind::SpecialPrivileges,
        provider: AUDITING,
        channel: "Security",
        ids: &[4672],
        fields: &[
            (Named("SubjectUserName"), F::TargetUserName),
            (Named("SubjectDomainName"), F::TargetDomainName),
            (Named("SubjectUserSid"), F::TargetSid),
        ],
    },
    EventSpec {
        kind: EventKind::KerberosTicketGranting,
        provider: AUDITING,
        channel: "Security",
        ids: &[4768],
        fields: &[
            TARGET[0],
            TARGET[1],
            (Named("TargetSid"), F::TargetSid),
            (Named("ServiceName"), F::ServiceName),
            (Named("Status"), F::Status),
            (Named("PreAuthType"), F::PreAuthType),
            (Named("IpAddress"), F::Address),
            (Named("IpPort"), F::Port),
        ],
    },
    EventSpec {
        kind: EventKind::KerberosService,
        provider: AUDITING,
        channel: "Security",
        ids: &[4769],
        fields: &[
            TARGET[0],
            TARGET[1],
            (Named("ServiceName"), F::ServiceName),
            (Named("Status"), F::Status),
            (Named("IpAddress"), F::Address),
            (Named("IpPort"), F::Port),
        ],
    },
    EventSpec {
        kind: EventKind::KerberosPreAuthentication,
        provider: AUDITING,
        channel: "Security",
        ids: &[4771],
        fields: &[
            (Named("TargetUserName"), F::TargetUserName),
            (Named("TargetSid"), F::TargetSid),
            (Named("ServiceName"), F::ServiceName),
            (Named("Status"), F::Status),
            (Named("PreAuthType"), F::PreAuthType),
            (Named("IpAddress"), F::Address),
            (Named("IpPort"), F::Port),
        ],
    },
    EventSpec {
        kind: EventKind::NtlmValidation,
        provider: AUDITING,
        channel: "Security",
        ids: &[4776],
        fields: &[
            (Named("TargetUserName"), F::TargetUserName),
            (Named("Workstation"), F::Workstation),
            (Named("Status"), F::Status),
            (Named("PackageName"), F::AuthenticationPackage),
        ],
    },
    EventSpec {
        kind: EventKind::LockedOut,
        provider: AUDITING,
        channel: "Security",
        ids: &[4740],
        fields: ACCOUNT_CHANGE,
    },
    EventSpec {
        kind: EventKind::Unlocked,
        provider: AUDITING,
        channel: "Security",
        ids: &[4767],
        fields: ACCOUNT_CHANGE,
    },
    EventSpec {
        kind: EventKind::PasswordChange,
        provider: AUDITING,
        channel: "Security",
        ids: &[4723],
        fields: ACCOUNT_CHANGE,
    },
    EventSpec {
        kind: EventKind::PasswordReset,
        provider: AUDITING,
        channel: "Security",
        ids: &[4724],
        fields: ACCOUNT_CHANGE,
    },
    EventSpec {
        kind: EventKind::AccountChanged,
        provider: AUDITING,
        channel: "Security",
        ids: &[4738],
        fields: ACCOUNT_CHANGE,
    },
    EventSpec {
        kind: EventKind::RemoteDesktopDenied,
        provider: AUDITING,
        channel: "Security",
        ids: &[4825],
        fields: &[
            (Named("AccountName"), F::TargetUserName),
            (Named("AccountDomain"), F::TargetDomainName),
            (Named("ClientAddress"), F::Address),
        ],
    },
    EventSpec {
        kind: EventKind::LogCleared,
        provider: EVENTLOG,
        channel: "Security",
        ids: &[1102],
        fields: &[
            (UserData("SubjectUserName"), F::SubjectUserName),
            (UserData("SubjectDomainName"), F::SubjectDomainName),
            (UserData("SubjectUserSid"), F::SubjectSid),
        ],
    },
    EventSpec {
        kind: EventKind::LogServiceStopped,
        provider: EVENTLOG,
        channel: "Security",
        ids: &[1100],
        fields: &[],
    },
    EventSpec {
        kind: EventKind::AuditPolicyChanged,
        provider: AUDITING,
        channel: "Security",
        ids: &[4719],
        fields: &[
            (Named("SubjectUserName"), F::SubjectUserName),
            (Named("SubjectDomainName"), F::SubjectDomainName),
            (Named("SubjectUserSid"), F::SubjectSid),
            (Named("SubcategoryGuid"), F::Subcategory),
            (Named("AuditPolicyChanges"), F::Message),
        ],
    },
    EventSpec {
        kind: EventKind::LogFull,
        provider: EVENTLOG,
        channel: "Security",
        ids: &[1104],
        fields: &[],
    },
    EventSpec {
        kind: EventKind::EventsDropped,
        provider: EVENTLOG,
        channel: "Security",
        ids: &[1101],
        fields: &[],
    },
    EventSpec {
        kind: EventKind::ClockSet,
        provider: AUDITING,
        channel: "Security",
        ids: &[4616],
        fields: &[
            (Named("SubjectUserName"), F::SubjectUserName),
            (Named("SubjectDomainName"), F::SubjectDomainName),
            (Named("SubjectUserSid"), F::SubjectSid),
            (Named("PreviousTime"), F::PreviousTime),
            (Named("NewTime"), F::NewTime),
        ],
    },
    EventSpec {
        kind: EventKind::RdpConnection,
        provider: RDP_CORE,
        channel: RDP_CORE_LOG,
        ids: &[131],
        fields: &[(Named("ClientIP"), F::Address)],
    },
    EventSpec {
        kind: EventKind::RdpBadCredentials,
        provider: RDP_CORE,
        channel: RDP_CORE_LOG,
        ids: &[140],
        fields: &[(Named("IPString"), F::Address)],
    },
    EventSpec {
        kind: EventKind::RdpListener,
        provider: RCM,
        channel: RCM_LOG,
        ids: &[261],
        fields: &[(UserData("listenerName"), F::Message)],
    },
    EventSpec {
        kind: EventKind::RdpAuthenticated,
        provider: RCM,
        channel: RCM_LOG,
        ids: &[1149],
        fields: &[
            (UserData("Param1"), F::TargetUserName),
            (UserData("Param2"), F::TargetDomainName),
            (UserData("Param3"), F::Address),
        ],
    },
    EventSpec {
        kind: EventKind::SessionLogon,
        provider: LSM,
        channel: LSM_LOG,
        ids: &[21],
        fields: &[(UserData("User"), F::TargetUserName), (UserData("Address"), F::Address)],
    },
    EventSpec {
        kind: EventKind::SessionReconnected,
        provider: LSM,
        channel: LSM_LOG,
        ids: &[25],
        fields: &[(UserData("User"), F::TargetUserName), (UserData("Address"), F::Address)],
    },
    EventSpec {
        kind: EventKind::SshMessage,
        provider: Provider::Named("OpenSSH"),
        channel: "OpenSSH/Operational",
        ids: &[4],
        fields: &[(Named("process"), F::ProcessName), (Named("payload"), F::Message)],
    },
    EventSpec {
        kind: EventKind::NtlmAudit,
        provider: Provider::Named("Microsoft-Windows-NTLM"),
        channel: "Microsoft-Windows-NTLM/Operational",
        ids: &[8004],
        fields: &[
            (Named("SChannelName"), F::TargetServer),
            (Named("UserName"), F::TargetUserName),
            (Named("DomainName"), F::TargetDomainName),
            (Named("WorkstationName"), F::Workstation),
        ],
    },
    EventSpec {
        kind: EventKind::RadiusDenied,
        provider: AUDITING,
        channel: "Security",
        ids: &[6273],
        fields: &[
            (Named("SubjectUserName"), F::TargetUserName),
            (Named("SubjectDomainName"), F::TargetDomainName),
            (Named("SubjectUserSid"), F::TargetSid),
            (Named("CallingStationID"), F::CallingStation),
            (Named("ClientName"), F::Workstation),
            (Named("ClientIPAddress"), F::TargetServer),
            (Named("ReasonCode"), F::Status),
        ],
    },
    EventSpec {
        kind: EventKind::VpnFailure,
        provider: Provider::Named("RemoteAccess"),
        channel: "System",
        ids: &[20271],
        fields: &[(Position(1), F::TargetUserName), (Position(2), F::Address), (Position(3), F::Message)],
    },
    EventSpec {
        kind: EventKind::SqlFailure,
        provider: Provider::Prefix("MSSQL"),
        channel: "Application",
        ids: &[18456],
        fields: &[(Position(0), F::TargetUserName), (Position(1), F::Detail), (Position(2), F::Message)],
    },
    EventSpec {
        kind: EventKind::GatewayFailure,
        provider: GATEWAY,
        channel: GATEWAY_LOG,
        ids: &[201, 301, 304],
        fields: &[
            (UserData("Username"), F::TargetUserName),
            (UserData("IpAddress"), F::Address),
            (UserData("Resource"), F::TargetServer),
            (UserData("ErrorCode"), F::Status),
        ],
    },
];

/// The spec of an event, by its key. A `channel` of `None` (lost by the carrier) is decided by provider and id.
pub fn spec_of(provider: &str, channel: Option<&str>, id: u16) -> Option<&'static EventSpec> {
    SPECS.iter().find(|spec| {
        spec.ids.contains(&id)
            && spec.provider.matches(provider)
            && channel.is_none_or(|channel| channel.eq_ignore_ascii_case(spec.channel))
    })
}

/// One field value, borrowed from wherever the event lies.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Value<'a> {
    /// UTF-16LE as it lies in an EVTX record, already cut at the first NUL.
    Utf16(&'a [u8]),
    /// UTF-8.
    Text(&'a str),
    /// An integer; NTSTATUS values come as their 32 bits.
    Unsigned(u64),
    /// A negative integer.
    Signed(i64),
    /// A binary SID.
    Sid(&'a [u8]),
    /// A GUID in its 16 on-disk bytes.
    Guid(&'a [u8; 16]),
}

impl Value<'_> {
    /// Appends the value as text. Lone surrogates become U+FFFD; a malformed SID appends nothing.
    pub fn write_to(&self, out: &mut String) {
        use std::fmt::Write as _;
        // Writing into a String cannot fail.
        match self {
            Value::Utf16(bytes) => {
                let units = bytes.chunks_exact(2).map(|pair| u16::from_le_bytes([pair[0], pair[1]]));
                out.extend(char::decode_utf16(units).map(|c| c.unwrap_or(char::REPLACEMENT_CHARACTER)));
            }
            Value::Text(text) => out.push_str(text),
            Value::Unsigned(number) => {
                let _ = write!(out, "{number}");
            }
            Value::Signed(number) => {
                let _ = write!(out, "{number}");
            }
            Value::Sid(bytes) => write_sid(bytes, out),
            Value::Guid(bytes) => write_guid(bytes, out),
        }
    }

    /// The value as text in a fresh string.
    pub fn to_text(&self) -> String {
        let mut out = String::new();
        self.write_to(&mut out);
        out
    }

    /// The value as an unsigned number: decimal, `0x` hex, a negative 32-bit status as its bits, or text holding one
    /// of these. `None` for anything else.
    pub fn number(&self) -> Option<u64> {
        match self {
            Value::Unsigned(number) => Some(*number),
            Value::Signed(number) => Some(unsigned_status(*number)),
            Value::Text(text) => parse_number(text.trim()),
            Value::Utf16(bytes) if bytes.len() <= 48 => parse_number(self.to_text().trim()),
            _ => None,
        }
    }
}

/// A 32-bit status printed as signed keeps its bits; other negative numbers keep all 64.
fn unsigned_status(number: i64) -> u64 {
    i32::try_from(number).map_or(number as u64, |narrow| u64::from(narrow as u32))
}

/// `0xc000006d`, `C000006D` (eight hex digits with a letter first), `3221225581`, `-1073741715`.
fn parse_number(text: &str) -> Option<u64> {
    if let Some(hex) = text.strip_prefix("0x").or_else(|| text.strip_prefix("0X")) {
        return u64::from_str_radix(hex, 16).ok();
    }
    if text.starts_with('-') {
        return text.parse::<i64>().ok().map(unsigned_status);
    }
    if text.len() == 8 && text.starts_with(['c', 'C']) {
        return u64::from_str_radix(text, 16).ok();
    }
    text.parse().ok()
}

/// `S-1-5-21-...`. Source: [MS-DTYP] section 2.4.2.
fn write_sid(bytes: &[u8], out: &mut String) {
    use std::fmt::Write as _;
    let [revision, count, a0, a1, a2, a3, a4, a5, rest @ ..] = bytes else { return };
    if rest.len() != usize::from(*count) * 4 {
        return;
    }
    let authority = u64::from_be_bytes([0, 0, *a0, *a1, *a2, *a3, *a4, *a5]);
    let _ = write!(out, "S-{revision}-{authority}");
    for part in rest.chunks_exact(4) {
        let _ = write!(out, "-{}", u32::from_le_bytes([part[0], part[1], part[2], part[3]]));
    }
}

/// `{0cce9215-69ae-11d9-bed3-505054503030}`.
fn write_guid(bytes: &[u8; 16], out: &mut String) {
    use std::fmt::Write as _;
    let [a, b, c, d, e, f, g, h, rest @ ..] = bytes;
    let _ = write!(
        out,
        "{{{:08x}-{:04x}-{:04x}-",
        u32::from_le_bytes([*a, *b, *c, *d]),
        u16::from_le_bytes([*e, *f]),
        u16::from_le_bytes([*g, *h])
    );
    for (at, byte) in rest.iter().enumerate() {
        if at == 2 {
            out.push('-');
        }
        let _ = write!(out, "{byte:02x}");
    }
    out.push('}');
}

/// Most wanted fields that one event holds; the longest spec has 16.
pub const FIELDS_MAX: usize = 20;

/// Number of [`Field`]s.
const FIELD_KINDS: usize = Field::NewTime as usize + 1;

/// In [`Event::places`]: the event does not hold the field.
const ABSENT: u8 = u8::MAX;

/// A decoded event of a kind that counts, borrowed from its carrier.
#[derive(Clone, Debug)]
pub struct Event<'a> {
    /// What it says.
    pub kind: EventKind,
    /// Its id; kinds of several ids differ by it.
    pub id: u16,
    /// `System/TimeCreated`. `None` is an anomaly of the record, never replaced.
    pub time: Option<EventTime>,
    /// `System/Computer`.
    pub computer: Option<Value<'a>>,
    /// `System/EventRecordID`.
    pub record_id: Option<u64>,
    /// Where the record begins in its input: byte offset, or line number for text carriers.
    pub offset: Option<u64>,
    /// Read from a damaged part: its checksum fails, or it was carved.
    pub suspect: bool,
    /// `System/Keywords` has the audit-failure bit; `None` where the carrier lost it.
    pub audit_failure: Option<bool>,
    fields: ArrayVec<(Field, Value<'a>), FIELDS_MAX>,
    /// Where each field lies in `fields`, so that one is found at once.
    places: [u8; FIELD_KINDS],
}

impl<'a> Event<'a> {
    /// An event without fields.
    pub fn new(kind: EventKind, id: u16) -> Self {
        Event {
            kind,
            id,
            time: None,
            computer: None,
            record_id: None,
            offset: None,
            suspect: false,
            audit_failure: None,
            fields: ArrayVec::new(),
            places: [ABSENT; FIELD_KINDS],
        }
    }

    /// Adds a field unless it is there already (the first path that is present wins) or the event is full.
    pub fn push(&mut self, field: Field, value: Value<'a>) {
        let place = &mut self.places[field as usize];
        if !self.fields.is_full() && *place == ABSENT {
            *place = self.fields.len() as u8;
            self.fields.push((field, value));
        }
    }

    /// The value of a field. Absent and present-but-empty differ.
    pub fn get(&self, field: Field) -> Option<Value<'a>> {
        self.fields.get(usize::from(self.places[field as usize])).map(|(_, value)| *value)
    }

    /// All fields, in the order in which they were added.
    pub fn fields(&self) -> &[(Field, Value<'a>)] {
        &self.fields
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_key_is_provider_channel_and_id() {
        let auditing = "Microsoft-Windows-Security-Auditing";
        assert_eq!(spec_of(auditing, Some("security"), 4625).map(|s| s.kind), Some(EventKind::LogonFailure));
        assert!(spec_of("Microsoft-Windows-EventSystem", Some("Application"), 4625).is_none());
        assert!(spec_of(auditing, Some("Application"), 4625).is_none());
        assert_eq!(
            spec_of("MSSQL$PAY", Some("Application"), 18456).map(|s| s.kind),
            Some(EventKind::SqlFailure)
        );
        assert!(spec_of("Microsoft-Windows-TaskScheduler", None, 140).is_none());
    }

    #[test]
    fn every_kind_has_one_spec_and_fits() {
        for kind in EventKind::ALL {
            assert_eq!(SPECS.iter().filter(|spec| spec.kind == kind).count(), 1, "{kind:?}");
        }
        assert!(SPECS.iter().all(|spec| spec.fields.len() <= FIELDS_MAX));
    }

    #[test]
    fn numbers_come_in_many_shapes() {
        let table: [(Value<'_>, Option<u64>); 9] = [
            (Value::Text("0xc000006d"), Some(0xC000_006D)),
            (Value::Text("0XC000006D"), Some(0xC000_006D)),
            (Value::Text("C000006D"), Some(0xC000_006D)),
            (Value::Text("3221225581"), Some(0xC000_006D)),
            (Value::Text("-1073741715"), Some(0xC000_006D)),
            (Value::Signed(-1_073_741_715), Some(0xC000_006D)),
            (Value::Text("0x00000000c000006d"), Some(0xC000_006D)),
            (Value::Text("-"), None),
            (Value::Utf16(b"1\x000\x00"), Some(10)),
        ];
        for (value, wanted) in table {
            assert_eq!(value.number(), wanted, "{value:?}");
        }
    }

    #[test]
    fn sids_and_guids_print_as_windows_prints_them() {
        let sid = [1, 2, 0, 0, 0, 0, 0, 5, 32, 0, 0, 0, 0x20, 2, 0, 0];
        assert_eq!(Value::Sid(&sid).to_text(), "S-1-5-32-544");
        assert_eq!(Value::Sid(&sid[..9]).to_text(), "");
        let guid =
            [0x15, 0x92, 0xce, 0x0c, 0xae, 0x69, 0xd9, 0x11, 0xbe, 0xd3, 0x50, 0x50, 0x54, 0x50, 0x30, 0x30];
        assert_eq!(Value::Guid(&guid).to_text(), "{0cce9215-69ae-11d9-bed3-505054503030}");
    }
}
