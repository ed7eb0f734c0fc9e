//! One simulated Windows event: what the layout fixes, and what this record says.

mod builders;
mod sid;
mod value;

pub use builders::*;
pub use sid::Sid;
pub use value::{Text, Value, guid_text};

use std::sync::Arc;

use crate::layout::EventLayout;

/// Keyword bit of an audit failure.
/// Source: Microsoft Learn, "StandardEventKeywords Enum", `AuditFailure`.
pub const KEYWORD_AUDIT_FAILURE: u64 = 0x8010_0000_0000_0000;
/// Keyword bit of an audit success. Source: as above, `AuditSuccess`.
pub const KEYWORD_AUDIT_SUCCESS: u64 = 0x8020_0000_0000_0000;

/// One Windows event as it would lie in a log.
///
/// The record id is 0 until the event is recorded on a host: ids count up per host and channel.
#[derive(Debug, Clone, PartialEq)]
pub struct SimulatedEvent {
    /// Provider, channel, event id and field names.
    pub layout: &'static EventLayout,
    /// Time the computer wrote, 100 ns since 1970 (UTC).
    pub time: i64,
    /// Name of the computer that logged it, as in `System/Computer`.
    pub computer: Arc<str>,
    /// `System/EventRecordID`.
    pub record_id: u64,
    /// `System/Keywords`: the layout's, or the failure variant of an id that has both.
    pub keywords: u64,
    /// `System/Task`: the layout's, except that a 4625 for a locked account is filed under
    /// account lockout (12546).
    pub task: u16,
    /// `System/Execution`: the process that wrote the event (lsass, not the caller).
    pub process_id: u32,
    /// `System/Execution`: the thread that wrote the event.
    pub thread_id: u32,
    /// `System/Correlation/ActivityID`, where the provider sets one.
    pub activity: Option<[u8; 16]>,
    /// The event data, in the order of the layout's fields.
    pub values: Vec<Value>,
}

impl SimulatedEvent {
    /// An event with the layout's own keywords and task, not yet recorded.
    #[must_use]
    pub fn new(layout: &'static EventLayout, time: i64, computer: &Arc<str>, values: Vec<Value>) -> Self {
        debug_assert_eq!(layout.payload.fields().len(), values.len(), "{}", layout.event_id);
        SimulatedEvent {
            layout,
            time,
            computer: Arc::clone(computer),
            record_id: 0,
            keywords: layout.keywords,
            task: layout.task,
            process_id: layout.process_id,
            thread_id: 0,
            activity: None,
            values,
        }
    }

    /// The same event as an audit failure.
    #[must_use]
    pub fn failed(mut self) -> Self {
        self.keywords = KEYWORD_AUDIT_FAILURE;
        self
    }

    /// The value of a named field of the event data.
    #[must_use]
    pub fn value(&self, name: &str) -> Option<&Value> {
        let index = self.layout.payload.fields().iter().position(|field| field.name == name)?;
        self.values.get(index)
    }
}
