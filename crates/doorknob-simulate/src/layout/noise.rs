//! What fills real Security logs: processes and permitted connections.

use super::{
    Envelope, EventLayout, Field, Payload, guid, long_hex, long_number, number, pointer, security, sid, text,
};

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

const MESSAGE: [Field; 1] = [text("Message")];

const fn operational(number: u64, provider: &'static str, channel: &'static str) -> EventLayout {
    EventLayout {
        provider,
        provider_guid: Some(guid(0x5eed_0000, 0, 0, number)),
        channel,
        event_id: 200,
        qualifiers: 0,
        version: 0,
        level: 4,
        task: 1,
        opcode: 0,
        keywords: 0x8000_0000_0000_0000,
        process_id: 1_204,
        user: None,
        envelope: Envelope::Manifest,
        payload: Payload::EventData(&MESSAGE),
        nul_terminated: false,
    }
}

/// Channels that a folder from an incident holds beside those that matter. The event in them is
/// invented, and so are the providers' GUIDs: they only have to be read past.
pub static OTHER_CHANNELS: [EventLayout; 24] = [
    operational(1, "Microsoft-Windows-TaskScheduler", "Microsoft-Windows-TaskScheduler/Operational"),
    operational(2, "Microsoft-Windows-PowerShell", "Microsoft-Windows-PowerShell/Operational"),
    operational(3, "Microsoft-Windows-WMI-Activity", "Microsoft-Windows-WMI-Activity/Operational"),
    operational(4, "Microsoft-Windows-Bits-Client", "Microsoft-Windows-Bits-Client/Operational"),
    operational(5, "Microsoft-Windows-GroupPolicy", "Microsoft-Windows-GroupPolicy/Operational"),
    operational(6, "Microsoft-Windows-DNS-Client", "Microsoft-Windows-DNS-Client/Operational"),
    operational(7, "Microsoft-Windows-SMBServer", "Microsoft-Windows-SMBServer/Security"),
    operational(8, "Microsoft-Windows-SMBClient", "Microsoft-Windows-SmbClient/Connectivity"),
    operational(9, "Microsoft-Windows-CodeIntegrity", "Microsoft-Windows-CodeIntegrity/Operational"),
    operational(10, "Microsoft-Windows-Windows Defender", "Microsoft-Windows-Windows Defender/Operational"),
    operational(11, "Microsoft-Windows-WinRM", "Microsoft-Windows-WinRM/Operational"),
    operational(12, "Microsoft-Windows-PrintService", "Microsoft-Windows-PrintService/Admin"),
    operational(
        13,
        "Microsoft-Windows-User Profiles Service",
        "Microsoft-Windows-User Profile Service/Operational",
    ),
    operational(14, "Microsoft-Windows-Kernel-PnP", "Microsoft-Windows-Kernel-PnP/Configuration"),
    operational(15, "Microsoft-Windows-NetworkProfile", "Microsoft-Windows-NetworkProfile/Operational"),
    operational(16, "Microsoft-Windows-Ntfs", "Microsoft-Windows-Ntfs/Operational"),
    operational(17, "Microsoft-Windows-Partition", "Microsoft-Windows-Partition/Diagnostic"),
    operational(18, "Microsoft-Windows-Dhcp-Client", "Microsoft-Windows-Dhcp-Client/Admin"),
    operational(19, "Microsoft-Windows-Crypto-DPAPI", "Microsoft-Windows-Crypto-DPAPI/Operational"),
    operational(20, "Microsoft-Windows-AppLocker", "Microsoft-Windows-AppLocker/EXE and DLL"),
    operational(21, "Microsoft-Windows-Store", "Microsoft-Windows-Store/Operational"),
    operational(22, "Microsoft-Windows-TZSync", "Microsoft-Windows-TZSync/Operational"),
    operational(
        23,
        "Microsoft-Windows-WindowsUpdateClient",
        "Microsoft-Windows-WindowsUpdateClient/Operational",
    ),
    operational(24, "Microsoft-Windows-LiveId", "Microsoft-Windows-LiveId/Operational"),
];
