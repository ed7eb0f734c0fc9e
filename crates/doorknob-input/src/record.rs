//! What a dialect finds in one record, and the step from there to an event.

use crate::json::Scalar;
use crate::moment::Moment;
use crate::output::Output;
use crate::tally::{Assumption, Place};
use crate::zone::ZoneEvidence;
use arrayvec::ArrayVec;
use doorknob_event::anomaly::AnomalyKind;
use doorknob_event::event::{Event, EventSpec, FIELDS_MAX, Field, FieldPath, SPECS, Value, spec_of};
use doorknob_event::time::{EventTime, MINUTE};
use std::borrow::Cow;

/// `System` of a record, as far as its carrier kept it.
#[derive(Debug)]
pub(crate) struct Header<'a> {
    /// Provider name; `None` where the carrier lost it: then channel and id decide.
    pub(crate) provider: Option<Cow<'a, str>>,
    /// Channel; `None` where the carrier lost it: then provider and id decide.
    pub(crate) channel: Option<Cow<'a, str>>,
    /// Event id, without qualifiers.
    pub(crate) id: u16,
    /// Time of the event, never of its receipt.
    pub(crate) time: Moment,
    /// Computer that logged it.
    pub(crate) computer: Option<Cow<'a, str>>,
    /// `EventRecordID`.
    pub(crate) record_id: Option<u64>,
    /// Whether it is an audit failure.
    pub(crate) audit_failure: Option<bool>,
    /// What tells the zone of a time that states none.
    pub(crate) zone_evidence: Option<ZoneEvidence>,
    /// Whoever wrote it read it from a damaged part.
    pub(crate) suspect: bool,
}

impl<'a> Header<'a> {
    /// A header that knows only its id.
    pub(crate) fn new(id: u16) -> Header<'a> {
        Header {
            provider: None,
            channel: None,
            id,
            time: Moment::Unknown,
            computer: None,
            record_id: None,
            audit_failure: None,
            zone_evidence: None,
            suspect: false,
        }
    }

    /// The spec of the event, where it is one that counts.
    pub(crate) fn spec(&self) -> Option<&'static EventSpec> {
        let channel = self.channel.as_deref().map(str::trim).filter(|text| !text.is_empty());
        match self.provider.as_deref().map(str::trim).filter(|text| !text.is_empty()) {
            Some(provider) => spec_of_written(provider, channel, self.id),
            None => spec_of_channel(channel?, self.id),
        }
    }

    /// The same, borrowed from nothing.
    pub(crate) fn into_owned(self) -> Header<'static> {
        let owned = |text: Cow<'a, str>| Cow::Owned(text.into_owned());
        Header {
            provider: self.provider.map(owned),
            channel: self.channel.map(owned),
            computer: self.computer.map(owned),
            id: self.id,
            time: self.time,
            record_id: self.record_id,
            audit_failure: self.audit_failure,
            zone_evidence: self.zone_evidence,
            suspect: self.suspect,
        }
    }
}

/// The spec of an event whose provider may be written as people read it (`Microsoft Windows security auditing.`, in their
/// language) or abbreviated (`Windows`): where that is no provider we know, the Security channel decides, to which
/// nobody else may write these ids.
fn spec_of_written(provider: &str, channel: Option<&str>, id: u16) -> Option<&'static EventSpec> {
    let security = channel.is_some_and(|channel| channel.eq_ignore_ascii_case("Security"));
    spec_of(provider, channel, id)
        .or_else(|| if security { spec_of_channel("Security", id) } else { None })
        .or_else(|| {
            let english = provider.eq_ignore_ascii_case("Microsoft Windows security auditing.");
            if english { spec_of_channel(channel.unwrap_or("Security"), id) } else { None }
        })
}

/// The spec of an event whose provider is lost.
fn spec_of_channel(channel: &str, id: u16) -> Option<&'static EventSpec> {
    SPECS.iter().find(|spec| spec.ids.contains(&id) && channel.eq_ignore_ascii_case(spec.channel))
}

/// What the audit bits of `Keywords` say; `None` where neither is set.
///
/// Source: winmeta.xml, `win:AuditFailure` 0x0010000000000000 and `win:AuditSuccess` 0x0020000000000000.
pub(crate) fn audit_failure(keywords: u64) -> Option<bool> {
    match keywords >> 52 & 3 {
        1 => Some(true),
        2 => Some(false),
        _ => None,
    }
}

/// The wanted fields of one record.
#[derive(Debug, Default)]
pub(crate) struct Fields<'a> {
    list: ArrayVec<(Field, Scalar<'a>), FIELDS_MAX>,
}

impl<'a> Fields<'a> {
    /// Looks every wanted field of `spec` up.
    pub(crate) fn look_up(
        spec: &EventSpec,
        mut look: impl FnMut(FieldPath) -> Option<Scalar<'a>>,
    ) -> Fields<'a> {
        let mut fields = Fields::default();
        for (path, field) in spec.fields {
            if fields.list.iter().all(|(known, _)| known != field)
                && let Some(scalar) = look(*path)
            {
                fields.put(*field, scalar);
            }
        }
        fields
    }

    /// Looks every wanted field of `spec` up by its meaning.
    pub(crate) fn by_field(
        spec: &EventSpec,
        mut look: impl FnMut(Field) -> Option<Scalar<'a>>,
    ) -> Fields<'a> {
        let mut fields = Fields::default();
        for (_, field) in spec.fields {
            if fields.list.iter().all(|(known, _)| known != field)
                && let Some(scalar) = look(*field)
            {
                fields.put(*field, scalar);
            }
        }
        fields
    }

    /// Whether none was found.
    pub(crate) fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// All fields, in the order of the spec.
    #[cfg(test)]
    pub(crate) fn iter(&self) -> impl Iterator<Item = &(Field, Scalar<'a>)> {
        self.list.iter()
    }

    /// Adds a field, unless the event is full.
    fn put(&mut self, field: Field, scalar: Scalar<'a>) {
        let _ = self.list.try_push((field, scalar));
    }
}

/// Hands the event on, or says why that cannot be.
pub(crate) fn deliver(
    spec: &EventSpec,
    header: &Header<'_>,
    fields: &Fields<'_>,
    place: Place,
    out: &mut Output<'_>,
) {
    let mut event = Event::new(spec.kind, header.id);
    event.time = match header.time {
        Moment::At(time) => Some(time),
        Moment::Unknown => None,
        Moment::Local(local) => match placed(local, header, out) {
            Some(time) => Some(time),
            None => return without_zone(local, place, out),
        },
    };
    event.computer = header.computer.as_deref().map(Value::Text);
    event.record_id = header.record_id;
    event.offset = place.line.or(place.offset);
    event.audit_failure = header.audit_failure;
    event.suspect = header.suspect;
    for (field, scalar) in &fields.list {
        let value = match scalar {
            Scalar::Text(text) => Value::Text(text),
            Scalar::Unsigned(number) => Value::Unsigned(*number),
            Scalar::Signed(number) => Value::Signed(*number),
        };
        event.push(*field, value);
    }
    out.event(&event);
}

/// The instant of a time without zone, by the record's own evidence, else by the user's word.
fn placed(local: EventTime, header: &Header<'_>, out: &mut Output<'_>) -> Option<EventTime> {
    if let Some(minutes) = header.zone_evidence.and_then(ZoneEvidence::offset_minutes) {
        out.tally.assume(Assumption::ZoneFromPair(minutes));
        return Some(local.plus(-minutes * MINUTE));
    }
    let time = out.options.zone.as_ref()?.place(local)?;
    out.tally.assume(Assumption::ZoneGiven);
    Some(time)
}

fn without_zone(local: EventTime, place: Place, out: &mut Output<'_>) {
    out.tally.events_without_zone += 1;
    out.tally.trouble(AnomalyKind::NoTime, "left out: its time has no zone", place, || {
        format!("{} in an unknown zone", local.to_string().trim_end_matches('Z'))
    });
}
