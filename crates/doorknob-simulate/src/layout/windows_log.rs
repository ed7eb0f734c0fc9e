//! The log about itself: cleared, stopped, audit policy changed.

use super::{Envelope, EventLayout, Payload, guid, guid_field, long_hex, security, sid, text};

/// 4719: system audit policy was changed.
pub static AUDIT_POLICY_CHANGED: EventLayout = security(
    4719,
    0,
    13568,
    &[
        sid("SubjectUserSid"),
        text("SubjectUserName"),
        text("SubjectDomainName"),
        long_hex("SubjectLogonId"),
        text("CategoryId"),
        text("SubcategoryId"),
        guid_field("SubcategoryGuid"),
        text("AuditPolicyChanges"),
    ],
);

const fn event_log_service(event_id: u16, task: u16, payload: Payload) -> EventLayout {
    EventLayout {
        provider: "Microsoft-Windows-Eventlog",
        provider_guid: Some(guid(0xfc65_ddd8, 0xd6ef, 0x4962, 0x83d5_6e5c_fe9c_e148)),
        channel: "Security",
        event_id,
        qualifiers: 0,
        version: 0,
        level: 4,
        task,
        opcode: 0,
        keywords: 0x4020_0000_0000_0000,
        process_id: 1228,
        user: None,
        envelope: Envelope::EventLogService,
        payload,
        nul_terminated: false,
    }
}

/// 1102: the audit log was cleared.
pub static LOG_CLEARED: EventLayout = event_log_service(
    1102,
    104,
    Payload::UserData {
        element: "LogFileCleared",
        attributes: &[("xmlns", "http://manifests.microsoft.com/win/2004/08/windows/eventlog")],
        fields: &[
            sid("SubjectUserSid"),
            text("SubjectUserName"),
            text("SubjectDomainName"),
            long_hex("SubjectLogonId"),
        ],
    },
);

/// 1100: the event logging service has shut down.
pub static LOG_SERVICE_STOPPED: EventLayout = event_log_service(
    1100,
    103,
    Payload::UserData {
        element: "ServiceShutdown",
        attributes: &[
            ("xmlns:auto-ns3", "http://schemas.microsoft.com/win/2004/08/events"),
            ("xmlns", "http://manifests.microsoft.com/win/2004/08/windows/eventlog"),
        ],
        fields: &[],
    },
);
