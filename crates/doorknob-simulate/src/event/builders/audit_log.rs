//! 1100, 1102, 4719: the log about itself.

use std::sync::Arc;

use super::Subject;
use crate::event::{SimulatedEvent, Text, Value};
use crate::layout::{AUDIT_POLICY_CHANGED, LOG_CLEARED, LOG_SERVICE_STOPPED};

/// 1102: `by` cleared the Security log.
#[must_use]
pub fn log_cleared(time: i64, computer: &Arc<str>, by: &Subject) -> SimulatedEvent {
    SimulatedEvent::new(&LOG_CLEARED, time, computer, by.values().to_vec())
}

/// 1100: the event log service stopped.
#[must_use]
pub fn log_service_stopped(time: i64, computer: &Arc<str>) -> SimulatedEvent {
    SimulatedEvent::new(&LOG_SERVICE_STOPPED, time, computer, Vec::new())
}

/// 4719 for the Logon subcategory. `changes` as Windows writes them: `%%8448` success removed,
/// `%%8449` success added, `%%8450` failure removed, `%%8451` failure added, separated by commas.
#[must_use]
pub fn logon_audit_changed(
    time: i64,
    computer: &Arc<str>,
    by: &Subject,
    changes: impl Into<Text>,
) -> SimulatedEvent {
    /// `{0cce9215-69ae-11d9-bed3-505054503030}` in binary order.
    const LOGON_SUBCATEGORY: [u8; 16] =
        [0x15, 0x92, 0xce, 0x0c, 0xae, 0x69, 0xd9, 0x11, 0xbe, 0xd3, 0x50, 0x50, 0x54, 0x50, 0x30, 0x30];
    let mut values = Vec::with_capacity(8);
    values.extend(by.values());
    values.extend([
        "%%8273".into(),
        "%%12544".into(),
        Value::Guid(LOGON_SUBCATEGORY),
        Value::Text(changes.into()),
    ]);
    SimulatedEvent::new(&AUDIT_POLICY_CHANGED, time, computer, values)
}
