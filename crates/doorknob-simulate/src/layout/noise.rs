//! What fills real Security logs: processes and permitted connections.

use super::{EventLayout, long_hex, long_number, number, pointer, security, sid, text};

/// 4688 version 2: a new process has been created.
pub static PROCESS_CREATED: EventLayout = security(
    4688,
    2,
    13312,
    &[
        sid("SubjectUserSid"),
        text("SubjectUserName"),
        text("SubjectDomainName"),
        long_hex("SubjectLogonId"),
        pointer("NewProcessId"),
        text("NewProcessName"),
        text("TokenElevationType"),
        pointer("ProcessId"),
        text("CommandLine"),
        sid("TargetUserSid"),
        text("TargetUserName"),
        text("TargetDomainName"),
        long_hex("TargetLogonId"),
        text("ParentProcessName"),
        sid("MandatoryLabel"),
    ],
);

/// 5156 version 1: the filtering platform has permitted a connection.
pub static CONNECTION_PERMITTED: EventLayout = security(
    5156,
    1,
    12810,
    &[
        long_number("ProcessID"),
        text("Application"),
        text("Direction"),
        text("SourceAddress"),
        text("SourcePort"),
        text("DestAddress"),
        text("DestPort"),
        number("Protocol"),
        long_number("FilterRTID"),
        text("LayerName"),
        long_number("LayerRTID"),
        sid("RemoteUserID"),
        sid("RemoteMachineID"),
    ],
);
