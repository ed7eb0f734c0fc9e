//! 4768, 4769, 4771.

use std::sync::Arc;

use crate::event::{Sid, SimulatedEvent, Text, Value};
use crate::layout::{PREAUTHENTICATION_FAILED, SERVICE_TICKET_REQUESTED, TGT_REQUESTED};

/// A client towards the KDC: `::ffff:` and the address, and the port.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KerberosClient {
    /// `IpAddress`.
    pub address: Text,
    /// `IpPort`.
    pub port: Text,
}

/// 4768 with Kerberos code `status`; 0 is a success. `sid` is null for an unknown user.
#[must_use]
pub fn tgt_requested(
    time: i64,
    computer: &Arc<str>,
    user: Text,
    realm: &Text,
    sid: Sid,
    status: u32,
    client: KerberosClient,
) -> SimulatedEvent {
    let failed = status != 0;
    // A failure names the realm as the client asked for it, a success the account's domain.
    let service = if failed { format!("krbtgt/{}", realm.as_str()) } else { "krbtgt".to_owned() };
    let mut values = Vec::with_capacity(14);
    values.extend([
        Value::Text(user),
        Value::Text(realm.clone()),
        Value::Sid(if failed { Sid::NULL } else { sid }),
        service.into(),
        Value::Sid(if failed { Sid::NULL } else { sid.with_rid(502) }),
        Value::Hex(0x4081_0010),
        Value::Hex(status),
        Value::Hex(if failed { u32::MAX } else { 0x12 }),
        if failed { "-" } else { "2" }.into(),
        Value::Text(client.address),
        Value::Text(client.port),
        "".into(),
        "".into(),
        "".into(),
    ]);
    let event = SimulatedEvent::new(&TGT_REQUESTED, time, computer, values);
    if failed { event.failed() } else { event }
}

/// 4769 for a service of the machine account `service` (`FS01$` and its SID).
#[must_use]
pub fn service_ticket_requested(
    time: i64,
    computer: &Arc<str>,
    user: &Text,
    realm: &Text,
    service: (Text, Sid),
    status: u32,
    client: KerberosClient,
) -> SimulatedEvent {
    let values = vec![
        format!("{}@{}", user.as_str(), realm.as_str()).into(),
        Value::Text(realm.clone()),
        Value::Text(service.0),
        Value::Sid(service.1),
        Value::Hex(0x4081_0000),
        Value::Hex(if status == 0 { 0x12 } else { u32::MAX }),
        Value::Text(client.address),
        Value::Text(client.port),
        Value::Hex(status),
        Value::Guid([0; 16]),
        "-".into(),
    ];
    let event = SimulatedEvent::new(&SERVICE_TICKET_REQUESTED, time, computer, values);
    if status == 0 { event } else { event.failed() }
}

/// 4771: the password did not decrypt (0x18), is expired (0x17), or the clocks differ (0x25).
#[must_use]
pub fn preauthentication_failed(
    time: i64,
    computer: &Arc<str>,
    user: Text,
    realm: &Text,
    sid: Sid,
    status: u32,
    client: KerberosClient,
) -> SimulatedEvent {
    let values = vec![
        Value::Text(user),
        Value::Sid(sid),
        format!("krbtgt/{}", realm.as_str()).into(),
        Value::Hex(0x4081_0010),
        Value::Hex(status),
        "2".into(),
        Value::Text(client.address),
        Value::Text(client.port),
        "".into(),
        "".into(),
        "".into(),
    ];
    SimulatedEvent::new(&PREAUTHENTICATION_FAILED, time, computer, values).failed()
}
