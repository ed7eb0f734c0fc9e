//! Kerberos: the events of the domain controller.

use super::{EventLayout, guid_field, hex, security, sid, text};

/// 4768 version 0: a ticket-granting ticket was requested. Failures share the id.
pub static TGT_REQUESTED: EventLayout = security(
    4768,
    0,
    14339,
    &[
        text("TargetUserName"),
        text("TargetDomainName"),
        sid("TargetSid"),
        text("ServiceName"),
        sid("ServiceSid"),
        hex("TicketOptions"),
        hex("Status"),
        hex("TicketEncryptionType"),
        text("PreAuthType"),
        text("IpAddress"),
        text("IpPort"),
        text("CertIssuerName"),
        text("CertSerialNumber"),
        text("CertThumbprint"),
    ],
);

/// 4769 version 0: a service ticket was requested. Failures share the id.
pub static SERVICE_TICKET_REQUESTED: EventLayout = security(
    4769,
    0,
    14337,
    &[
        text("TargetUserName"),
        text("TargetDomainName"),
        text("ServiceName"),
        sid("ServiceSid"),
        hex("TicketOptions"),
        hex("TicketEncryptionType"),
        text("IpAddress"),
        text("IpPort"),
        hex("Status"),
        guid_field("LogonGuid"),
        text("TransmittedServices"),
    ],
);

/// 4771: pre-authentication failed. The realm is only in `ServiceName`.
pub static PREAUTHENTICATION_FAILED: EventLayout = security(
    4771,
    0,
    14339,
    &[
        text("TargetUserName"),
        sid("TargetSid"),
        text("ServiceName"),
        hex("TicketOptions"),
        hex("Status"),
        text("PreAuthType"),
        text("IpAddress"),
        text("IpPort"),
        text("CertIssuerName"),
        text("CertSerialNumber"),
        text("CertThumbprint"),
    ],
);
