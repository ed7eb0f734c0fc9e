//! Event Viewer, "Save All Events As" CSV or text.
//!
//! Recognised by the columns `Date and Time` and `Event ID` (other languages are brought to these names by the table reader), the
//! message in a sixth column that has no name. Traps: no computer, channel or record id; the time is local, without zone, in
//! the writer's order of day and month.

use super::JsonDialect;
use super::paths::{SystemPaths, moment};
use crate::json::Json;
use crate::record::{Fields, Header};
use doorknob_event::event::EventSpec;
use std::borrow::Cow;

pub(super) struct EventViewer;

const SYSTEM: SystemPaths = SystemPaths {
    provider: &["Source"],
    channel: &[],
    id: &["Event ID"],
    computer: &[],
    record_id: &[],
    keywords: &["Keywords"],
};

impl JsonDialect for EventViewer {
    fn name(&self) -> &'static str {
        "Event Viewer"
    }

    fn header<'a>(&self, record: Json<'a>) -> Option<Header<'a>> {
        record.get("Date and Time")?;
        let mut header = SYSTEM.header(record)?;
        header.time = moment(record, &["Date and Time"]);
        Some(header)
    }

    fn fields<'a>(&self, _record: Json<'a>, _spec: &'static EventSpec) -> Fields<'a> {
        Fields::default()
    }

    fn message<'a>(&self, record: Json<'a>) -> Option<Cow<'a, str>> {
        record.get("")?.text()
    }
}
