//! Simulated records as the events that reading them from files would give, without the files.
//!
//! Equal to what `doorknob-input` reads from the EVTX that `doorknob-simulate` writes (a test compares the two); worlds of
//! millions of records are scored this way in memory.

use doorknob_event::event::{Event, EventKind, EventSpec, Field, FieldPath, Value as EventValue, spec_of};
use doorknob_event::time::EventTime;
use doorknob_simulate::event::{
    KEYWORD_AUDIT_FAILURE, KEYWORD_AUDIT_SUCCESS, SimulatedEvent, Value as SimulatedValue,
};
use doorknob_simulate::layout::{EventLayout, Payload};

/// Keyword bit that only audit failures have.
const FAILURE_BIT: u64 = KEYWORD_AUDIT_FAILURE & !KEYWORD_AUDIT_SUCCESS;

/// Turns simulated records into events. Keeps what it found out about each layout.
#[derive(Default)]
pub struct Adapter {
    plans: Vec<(&'static EventLayout, Option<Plan>)>,
    sids: Vec<u8>,
}

/// Where the wanted fields of a layout lie.
struct Plan {
    spec: &'static EventSpec,
    fields: Vec<(Place, Field)>,
}

#[derive(Clone, Copy)]
enum Place {
    /// Index into the values.
    Value(usize),
    /// Index into the unnamed strings of a classic source.
    String(usize),
}

impl Adapter {
    /// Hands the record as an event to `take`, if it is of a kind that counts.
    pub fn with_event<R>(
        &mut self,
        record: &SimulatedEvent,
        take: impl FnOnce(&Event<'_>) -> R,
    ) -> Option<R> {
        let known = self.plans.iter().position(|(layout, _)| std::ptr::eq(*layout, record.layout));
        let at = known.unwrap_or_else(|| {
            self.plans.push((record.layout, plan(record.layout)));
            self.plans.len() - 1
        });
        let plan = self.plans.get(at)?.1.as_ref()?;
        self.sids.clear();
        let sids = write_sids(record, &mut self.sids);
        let mut event = Event::new(plan.spec.kind, record.layout.event_id);
        event.time = Some(EventTime(record.time));
        event.computer = Some(EventValue::Text(&record.computer));
        event.record_id = Some(record.record_id);
        event.audit_failure = audit_failure(record, plan.spec.kind);
        for (place, field) in &plan.fields {
            match place {
                Place::Value(index) => match record.values.get(*index) {
                    Some(SimulatedValue::Sid(_)) => {
                        if let Some(bytes) = sids.get(*index).and_then(|range| self.sids.get(range.clone())) {
                            event.push(*field, EventValue::Sid(bytes));
                        }
                    }
                    Some(value) => push(&mut event, *field, value),
                    None => {}
                },
                Place::String(index) => {
                    if let Some(SimulatedValue::TextList(strings)) = record.values.first()
                        && let Some(text) = strings.get(*index)
                    {
                        event.push(*field, EventValue::Text(text.as_str()));
                    }
                }
            }
        }
        Some(take(&event))
    }
}

fn plan(layout: &'static EventLayout) -> Option<Plan> {
    let spec = spec_of(layout.provider, Some(layout.channel), layout.event_id)?;
    let named =
        |name: &str| layout.payload.fields().iter().position(|field| field.name == name).map(Place::Value);
    let fields = spec.fields.iter().filter_map(|(path, field)| {
        let place = match (path, &layout.payload) {
            (FieldPath::Named(name), Payload::EventData(_)) => named(name),
            (FieldPath::UserData(name), Payload::UserData { .. }) => named(name),
            (FieldPath::Position(at), Payload::Unnamed) => Some(Place::String(usize::from(*at))),
            (FieldPath::Position(at), Payload::EventData(_)) => Some(Place::Value(usize::from(*at))),
            _ => None,
        }?;
        Some((place, *field))
    });
    Some(Plan { spec, fields: fields.collect() })
}

/// Appends every SID in its binary form, and tells where each lies; empty ranges for other values.
fn write_sids(record: &SimulatedEvent, out: &mut Vec<u8>) -> Vec<std::ops::Range<usize>> {
    let ranges = record.values.iter().map(|value| {
        let start = out.len();
        if let SimulatedValue::Sid(sid) = value {
            sid.write_binary(out);
        }
        start..out.len()
    });
    ranges.collect()
}

fn push<'a>(event: &mut Event<'a>, field: Field, value: &'a SimulatedValue) {
    let value = match value {
        SimulatedValue::Text(text) => EventValue::Text(text.as_str()),
        SimulatedValue::Number(number) | SimulatedValue::Hex(number) => {
            EventValue::Unsigned(u64::from(*number))
        }
        SimulatedValue::LongNumber(number)
        | SimulatedValue::LongHex(number)
        | SimulatedValue::Pointer(number) => EventValue::Unsigned(*number),
        SimulatedValue::Guid(guid) => EventValue::Guid(guid),
        // SIDs are pushed by the caller, and no wanted field is a list or bytes.
        SimulatedValue::Sid(_) | SimulatedValue::TextList(_) | SimulatedValue::Binary(_) => return,
    };
    event.push(field, value);
}

/// As the reader does: only for the kinds whose outcome the keywords alone tell.
fn audit_failure(record: &SimulatedEvent, kind: EventKind) -> Option<bool> {
    matches!(kind, EventKind::PasswordChange | EventKind::PasswordReset)
        .then_some(record.keywords & FAILURE_BIT != 0)
}
