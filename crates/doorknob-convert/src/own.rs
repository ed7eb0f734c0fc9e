//! Our own JSON lines: one flat object an event, its names those of [`column`](crate::column).

use crate::column::{SCHEMA, kind_word, text};
use crate::json_text::Json;
use crate::outcome::outcome;
use crate::provider;
use doorknob_event::event::Event;

/// Appends an event, without a line end.
pub fn write(event: &Event<'_>, out: &mut String) {
    let spec = event.kind.spec();
    let mut json = Json::begin(out);
    json.text("schema", SCHEMA);
    json.text_if("time", event.time.map(|time| time.to_string()).as_deref());
    json.number("event_id", event.id);
    json.text("event", kind_word(event.kind));
    json.text_if("outcome", outcome(event).map(|outcome| outcome.word()));
    json.text("provider", provider::name(spec));
    json.text("channel", spec.channel);
    json.text_if("computer", event.computer.map(|name| name.to_text()).as_deref());
    if let Some(id) = event.record_id {
        json.number("record_id", id);
    }
    if let Some(failure) = event.audit_failure {
        json.flag("audit_failure", failure);
    }
    if event.suspect {
        json.flag("suspect", true);
    }
    for (field, value) in event.fields() {
        json.text(field.name(), &text(*field, value));
    }
    json.end();
}
