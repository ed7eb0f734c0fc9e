//! 4688 and 5156.

use std::sync::Arc;

use super::Subject;
use crate::event::{Sid, SimulatedEvent, Text, Value};
use crate::layout::{CONNECTION_PERMITTED, PROCESS_CREATED};

/// 4688: `subject` started `process` from `parent`.
#[must_use]
pub fn process_created(
    time: i64,
    computer: &Arc<str>,
    subject: &Subject,
    process: (u64, &'static str),
    parent: (u64, &'static str),
) -> SimulatedEvent {
    let mut values = Vec::with_capacity(15);
    values.extend(subject.values());
    values.extend([
        Value::Pointer(process.0),
        process.1.into(),
        "%%1936".into(),
        Value::Pointer(parent.0),
        "".into(),
        Value::Sid(Sid::NULL),
        "-".into(),
        "-".into(),
        Value::LongHex(0),
        parent.1.into(),
        Value::Sid(Sid::HIGH_INTEGRITY),
    ]);
    SimulatedEvent::new(&PROCESS_CREATED, time, computer, values)
}

/// 5156: an inbound TCP connection from `client` to `server` was let through.
#[must_use]
pub fn connection_permitted(
    time: i64,
    computer: &Arc<str>,
    application: (u64, &'static str),
    client: (Text, u16),
    server: (Text, u16),
) -> SimulatedEvent {
    let values = vec![
        Value::LongNumber(application.0),
        application.1.into(),
        "%%14592".into(),
        Value::Text(server.0),
        server.1.to_string().into(),
        Value::Text(client.0),
        client.1.to_string().into(),
        Value::Number(6),
        Value::LongNumber(0),
        "%%14610".into(),
        Value::LongNumber(44),
        Value::Sid(Sid::NULL),
        Value::Sid(Sid::NULL),
    ];
    SimulatedEvent::new(&CONNECTION_PERMITTED, time, computer, values)
}
