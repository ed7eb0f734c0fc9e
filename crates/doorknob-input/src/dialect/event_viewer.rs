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

#[cfg(test)]
mod tests {
    use crate::carrier::Carrier;
    use crate::check::read_text;

    #[test]
    fn the_message_is_in_the_column_without_a_name_in_any_language() {
        const MESSAGE: &str = "\"Der Computer hat versucht.\r\n\r\nAuthentifizierungspaket:\tMSV1\r\nAnmeldekonto:\tbob\r\n\
            Arbeitsstation:\tWS\r\nFehlercode:\t0xC000006A\"\r\n";
        let german = format!(
            "Schlüsselwörter;Datum und Uhrzeit;Quelle;Ereignis-ID;Aufgabenkategorie\r\nÜberwachung gescheitert;14.03.2024 13:54:16;\
             Microsoft-Windows-Security-Auditing;4776;x;{MESSAGE}"
        );
        let english = format!(
            "Keywords\tDate and Time\tSource\tEvent ID\tTask Category\r\nAudit Failure\t3/14/2024 1:54:16 PM\t\
             Microsoft-Windows-Security-Auditing\t4776\tx\t{MESSAGE}"
        );
        for table in [german, english] {
            let (_, tally) = read_text(table.as_bytes(), &Carrier::of_text(table.as_bytes()));
            // Without a zone an event is left out, and counted.
            assert_eq!((tally.records, tally.events_without_zone), (1, 1), "{table}");
        }
    }
}
