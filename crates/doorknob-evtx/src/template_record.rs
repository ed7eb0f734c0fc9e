//! The fast way: a record that is one template instance, read by its template's plan.

use crate::bindings::{Place, Source};
use crate::plan::{Payload, Plans, RootPlan};
use crate::record::{Field, Reading, SystemValues};
use crate::selection::Selection;
use crate::tokens::{INSTANCE, Instance, MAX_VALUES, NO_DEPENDENCY, value_len};
use crate::value::{Value, ValueKind};

/// `0f 01 01 00`: how a stream starts.
const FRAGMENT_HEADER: [u8; 4] = [0x0F, 1, 1, 0];

/// An instance with the place of each of its values.
#[derive(Debug, Clone, Copy)]
struct Located<'a, 'o> {
    chunk: &'a [u8],
    descriptors: &'a [[u8; 4]],
    offsets: &'o [u32],
}

/// Offsets of the values of an outer and a nested instance; kept to save allocating them.
#[derive(Debug)]
pub(crate) struct Offsets {
    root: Vec<u32>,
    payload: Vec<u32>,
}

impl Offsets {
    pub(crate) fn new() -> Offsets {
        Offsets { root: vec![0; MAX_VALUES], payload: vec![0; MAX_VALUES] }
    }
}

/// Reads the record whose BinXML is `chunk[at..end]`.
#[inline(always)]
pub(crate) fn read<'a>(
    chunk: &'a [u8],
    at: usize,
    end: usize,
    plans: &mut Plans,
    offsets: &mut Offsets,
    selection: &Selection,
    fields: &mut Vec<Field<'a>>,
) -> Reading<'a> {
    read_or_odd(chunk, at, end, plans, offsets, selection, fields).unwrap_or(Reading::Odd)
}

#[inline(always)]
fn read_or_odd<'a>(
    chunk: &'a [u8],
    at: usize,
    end: usize,
    plans: &mut Plans,
    offsets: &mut Offsets,
    selection: &Selection,
    fields: &mut Vec<Field<'a>>,
) -> Option<Reading<'a>> {
    let [a, b, c, d, INSTANCE] = *chunk.get(at..)?.first_chunk::<5>()? else {
        return None;
    };
    if [a, b, c, d] != FRAGMENT_HEADER {
        return None;
    }
    let instance = Instance::parse(chunk, at + 4, end)?;
    let plan = plans.root(chunk, instance.definition);
    if !plan.usable || plan.template_id != instance.template_id {
        return None;
    }
    let event_id = event_id(chunk, &instance, &plan)?;
    if !selection.wants_id(event_id) {
        return Some(Reading::Unwanted);
    }
    read_wanted(chunk, &instance, &plan, event_id, end, plans, offsets, selection, fields)
}

/// The event id, found by adding up the few lengths before it.
#[inline(always)]
fn event_id(chunk: &[u8], instance: &Instance<'_>, plan: &RootPlan) -> Option<u16> {
    const UINT16: u8 = 6;
    // Where it depends on a value, that is itself: being a number, it is not null.
    let slot = match plan.event_id {
        Source::Slot { slot, dependency } if dependency == NO_DEPENDENCY || dependency == slot => {
            usize::from(slot)
        }
        _ => return None,
    };
    let [2, 0, UINT16, _] = *instance.descriptors.get(slot)? else {
        return None;
    };
    let before: usize =
        instance.descriptors.get(..slot)?.iter().map(|descriptor| value_len(*descriptor)).sum();
    crate::little_endian::u16_at(chunk, instance.values_at + before)
}

#[expect(clippy::too_many_arguments, reason = "the tail of `read`, split off where the wanted records begin")]
#[inline]
fn read_wanted<'a>(
    chunk: &'a [u8],
    instance: &Instance<'a>,
    plan: &RootPlan,
    event_id: u16,
    end: usize,
    plans: &mut Plans,
    offsets: &mut Offsets,
    selection: &Selection,
    fields: &mut Vec<Field<'a>>,
) -> Option<Reading<'a>> {
    let root = Located::new(chunk, instance, end, &mut offsets.root)?;
    let provider = root.value(plan.provider)?;
    let channel = root.value(plan.channel)?;
    let Some(entry) = selection.find(event_id, provider, channel) else {
        return Some(Reading::Unwanted);
    };
    let system = SystemValues {
        provider,
        channel,
        computer: root.value(plan.computer)?,
        event_id,
        time_created: root.value(plan.time_created)?.as_filetime(),
        event_record_id: root.value(plan.event_record_id)?.as_u64(),
    };
    match plan.payload {
        Payload::Own => {
            let definition = instance.definition;
            let context = Place::Document;
            root.fill(definition, None, context, plans, selection, entry, fields)?;
        }
        Payload::Slot { slot, context } => match root.payload(slot)? {
            (_, 0) => fill_absent(selection, entry, fields)?,
            (at, len) => {
                let end = at + len;
                let nested = nested_instance(chunk, at, end)?;
                let located = Located::new(chunk, &nested, end, &mut offsets.payload)?;
                let (definition, id) = (nested.definition, Some(nested.template_id));
                located.fill(definition, id, context, plans, selection, entry, fields)?;
            }
        },
    }
    Some(Reading::Wanted { entry, system })
}

/// The instance that a nested value consists of, with or without a fragment header.
#[inline(always)]
fn nested_instance(chunk: &[u8], at: usize, end: usize) -> Option<Instance<'_>> {
    let bytes = chunk.get(at..end)?;
    let at = match *bytes.first_chunk::<5>()? {
        [INSTANCE, ..] => at,
        [a, b, c, d, INSTANCE] if [a, b, c, d] == FRAGMENT_HEADER => at + 4,
        _ => return None,
    };
    Instance::parse(chunk, at, end)
}

/// A record without event data has none of the wanted fields.
fn fill_absent<'a>(selection: &Selection, entry: u16, fields: &mut Vec<Field<'a>>) -> Option<()> {
    fields.clear();
    fields.extend(
        selection.entry(entry)?.fields.iter().map(|field| Field { slot: field.slot, value: Value::ABSENT }),
    );
    Some(())
}

impl<'a, 'o> Located<'a, 'o> {
    /// Finds the place of every value; `None` unless they end where the stream does.
    #[inline(always)]
    fn new(
        chunk: &'a [u8],
        instance: &Instance<'a>,
        end: usize,
        offsets: &'o mut [u32],
    ) -> Option<Located<'a, 'o>> {
        let mut at = instance.values_at;
        let offsets = offsets.get_mut(..instance.descriptors.len())?;
        for (offset, descriptor) in offsets.iter_mut().zip(instance.descriptors) {
            *offset = at as u32;
            at += value_len(*descriptor);
        }
        // After the values comes the stream's end, or its end token and then padding of any content.
        let ends = at == end || (at < end && chunk.get(at) == Some(&0));
        ends.then_some(Located { chunk, descriptors: instance.descriptors, offsets })
    }

    /// Place and length of the value that holds the nested event data; `None` if it holds anything
    /// else.
    #[inline(always)]
    fn payload(&self, slot: u16) -> Option<(usize, usize)> {
        const BIN_XML: u8 = 0x21;
        let slot = usize::from(slot);
        let descriptor = *self.descriptors.get(slot)?;
        let len = value_len(descriptor);
        let [_, _, kind, _] = descriptor;
        (kind == BIN_XML || len == 0).then_some((*self.offsets.get(slot)? as usize, len))
    }

    /// A value by its source; `None` where only the careful way can tell.
    #[inline(always)]
    fn value(&self, source: Source) -> Option<Value<'a>> {
        match source {
            Source::Absent => Some(Value::ABSENT),
            Source::Slot { slot, dependency } => {
                if self.is_left_out(dependency) {
                    return Some(Value::ABSENT);
                }
                let value = self.stored(slot)?;
                (!value.kind().is_array()).then_some(value)
            }
            Source::Item { slot, item, dependency } => self.item(slot, item, dependency),
            Source::Literal { at, len, dependency } => {
                if self.is_left_out(dependency) {
                    return Some(Value::ABSENT);
                }
                let at = usize::from(at);
                let text = self.chunk.get(at..at + usize::from(len))?;
                Some(Value::new(ValueKind::Utf16, text))
            }
            Source::Complex => None,
        }
    }

    /// A value as its descriptor says; `None` for types that stand for elements.
    #[inline(always)]
    fn stored(&self, slot: u16) -> Option<Value<'a>> {
        let index = usize::from(slot);
        let [low, high, byte, _] = *self.descriptors.get(index)?;
        let at = *self.offsets.get(index)? as usize;
        let len = usize::from(u16::from_le_bytes([low, high]));
        let kind = ValueKind::from_wire(byte)?;
        if matches!(kind, ValueKind::BinXml | ValueKind::EvtXml) {
            return None;
        }
        Some(Value::new(kind, self.chunk.get(at..at + len)?))
    }

    #[inline(always)]
    fn is_left_out(&self, dependency: u16) -> bool {
        const NULL: u8 = 0;
        dependency != NO_DEPENDENCY
            && self.descriptors.get(usize::from(dependency)).is_some_and(|[_, _, kind, _]| *kind == NULL)
    }

    /// One of the elements that an array makes of the single unnamed `Data`.
    fn item(&self, slot: u16, item: u16, dependency: u16) -> Option<Value<'a>> {
        if self.is_left_out(dependency) {
            return Some(Value::ABSENT);
        }
        let value = self.stored(slot)?;
        let found = value.items().nth(usize::from(item));
        match (item, found) {
            (_, Some(found)) => Some(found),
            (0, None) => Some(value),
            _ => Some(Value::ABSENT),
        }
    }

    /// Fills in the wanted fields.
    #[expect(clippy::too_many_arguments, reason = "the plan's key, and where it lives")]
    #[inline(always)]
    fn fill(
        &self,
        definition: u32,
        template_id: Option<u32>,
        context: Place,
        plans: &mut Plans,
        selection: &Selection,
        entry: u16,
        fields: &mut Vec<Field<'a>>,
    ) -> Option<()> {
        let (plan, sources) = plans.fields(self.chunk, definition, context, selection, entry)?;
        if !plan.usable || template_id.is_some_and(|id| id != plan.template_id) {
            return None;
        }
        if plan.arrays_shift && self.descriptors.iter().any(|[_, _, kind, _]| *kind >= 0x80) {
            return None;
        }
        fields.clear();
        for (source, field) in sources.iter().zip(&selection.entry(entry)?.fields) {
            fields.push(Field { slot: field.slot, value: self.value(*source)? });
        }
        Some(())
    }
}
