//! For tests: what reading some bytes gives, as one line an event.

use crate::carrier::{Carrier, Scratch};
use crate::options::ReadOptions;
use crate::output::Output;
use crate::parcel::Parcel;
use crate::tally::Tally;
use doorknob_event::event::Event;

/// `Kind id time computer #record-id failure Field=value ...`, absent parts left out.
pub(crate) fn describe(event: &Event<'_>) -> String {
    let mut parts = vec![format!("{:?} {}", event.kind, event.id)];
    parts.extend(event.time.map(|time| time.to_string()));
    parts.extend(event.computer.map(|name| name.to_text()));
    parts.extend(event.record_id.map(|id| format!("#{id}")));
    parts.extend(event.audit_failure.map(|failure| if failure { "failure" } else { "success" }.to_owned()));
    parts.extend(event.fields().iter().map(|(field, value)| format!("{field:?}={}", value.to_text())));
    parts.join(" ")
}

/// The events of a text, and the tally.
pub(crate) fn read_text(text: &[u8], carrier: &Carrier) -> (Vec<String>, Tally) {
    let parcel = Parcel {
        input: 0,
        carrier: carrier.clone(),
        bytes: text.to_vec(),
        first_line: 1,
        offset: 0,
        last: true,
    };
    let (options, mut tally, mut events) = (ReadOptions::default(), Tally::default(), Vec::new());
    let mut deliver = |event: &Event<'_>| events.push(describe(event));
    let mut out = Output::new(&options, &mut tally, &mut deliver);
    carrier.decode(&parcel, &mut Scratch::default(), &mut out);
    (events, tally)
}
