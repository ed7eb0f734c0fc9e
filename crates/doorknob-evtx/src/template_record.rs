//! The fast way: a record that is one template instance, read by its template's plan.

use crate::bindings::{Place, Source};
use crate::field_plan::{FieldPlan, FieldsKey};
use crate::plan::Plans;
use crate::record::{Emit, Outcome, Store, SystemValues};
use crate::root_plan::{Payload, SystemSource};
use crate::selection::{MAX_FIELDS, Selection};
use crate::tokens::{INSTANCE, Instance, MAX_VALUES, NO_DEPENDENCY, value_len};
use crate::value::Value;
use crate::window::Window;

/// `0f 01 01 00`: how a stream starts.
const FRAGMENT_HEADER: [u8; 4] = [0x0F, 1, 1, 0];
const NULL: u8 = 0;
const BIN_XML: u8 = 0x21;

/// Places of the values of an outer and a nested instance, and of the wanted fields; kept to save
/// allocating them.
#[derive(Debug)]
pub(crate) struct Windows {
    root: Vec<Window>,
    payload: Vec<Window>,
    pub(crate) wanted: Vec<Window>,
}

impl Windows {
    pub(crate) fn new() -> Windows {
        Windows {
            root: vec![Window::NONE; MAX_VALUES],
            payload: vec![Window::NONE; MAX_VALUES],
            wanted: vec![Window::NONE; MAX_FIELDS],
        }
    }
}

/// Reads the record whose BinXML is `chunk[at..end]`.
#[inline(always)]
pub(crate) fn read(
    chunk: &[u8],
    at: usize,
    end: usize,
    plans: &mut Plans,
    windows: &mut Windows,
    selection: &Selection,
    emit: &mut impl Emit,
) -> Outcome {
    let Some((instance, event_id)) = identify(chunk, at, end, plans) else {
        return Outcome::Odd;
    };
    if !selection.wants_id(event_id) {
        return Outcome::Unwanted;
    }
    let record = Record { chunk, instance, event_id, end };
    record.read(plans, windows, selection, emit).unwrap_or(Outcome::Odd)
}

/// The instance a record consists of and its event id, found by adding up the few lengths before it.
#[inline(always)]
fn identify<'a>(chunk: &'a [u8], at: usize, end: usize, plans: &mut Plans) -> Option<(Instance<'a>, u16)> {
    const UINT16: u8 = 6;
    let start = chunk.get(at..)?.first_chunk::<5>()?;
    if *start != [0x0F, 1, 1, 0, INSTANCE] {
        return None;
    }
    let instance = Instance::parse(chunk, at + FRAGMENT_HEADER.len(), end)?;
    let plan = plans.root(chunk, instance.definition)?;
    if plan.template_id != instance.template_id {
        return None;
    }
    let slot = usize::from(plan.event_id_slot);
    let [2, 0, UINT16, _] = *instance.descriptors.get(slot)? else {
        return None;
    };
    let mut event_id_at = instance.values_at;
    for descriptor in instance.descriptors.get(..slot)? {
        event_id_at += value_len(*descriptor);
    }
    let event_id = crate::little_endian::u16_at(chunk, event_id_at)?;
    Some((instance, event_id))
}

/// A record whose event id is wanted.
struct Record<'a> {
    chunk: &'a [u8],
    instance: Instance<'a>,
    event_id: u16,
    end: usize,
}

impl Record<'_> {
    #[inline(always)]
    fn read(
        &self,
        plans: &mut Plans,
        windows: &mut Windows,
        selection: &Selection,
        emit: &mut impl Emit,
    ) -> Option<Outcome> {
        let chunk = self.chunk;
        let candidates = plans.candidates(selection, self.event_id);
        let root = Located::new(chunk, &self.instance, self.end, &mut windows.root)?;
        let plan = plans.root(chunk, self.instance.definition)?;
        let system = SystemValues {
            provider: root.system_value(plan.provider)?,
            channel: root.system_value(plan.channel)?,
            computer: root.system_value(plan.computer)?,
            event_id: self.event_id,
            time_created: root.system_value(plan.time_created)?.as_filetime(),
            event_record_id: root.system_value(plan.event_record_id)?.as_u64(),
        };
        let payload = plan.payload;
        let Some(index) = selection.choose(candidates, system.provider, system.channel) else {
            return Some(Outcome::Unwanted);
        };
        let entry = selection.entry(index)?;
        let wanted = windows.wanted.get_mut(..entry.fields.len())?;
        match payload {
            Payload::Own => {
                let key = FieldsKey::new(self.instance.definition, Place::Document, index);
                root.fill(&plans.fields(chunk, key, entry)?, wanted)?;
            }
            Payload::Slot { slot, context } => match root.payload(slot)? {
                // A record without event data has none of the wanted fields.
                payload if payload.len() == 0 => wanted.fill(Window::NONE),
                payload => {
                    let end = payload.at() + payload.len();
                    let nested = nested_instance(chunk, payload.at(), end)?;
                    let located = Located::new(chunk, &nested, end, &mut windows.payload)?;
                    let key = FieldsKey::new(nested.definition, context, index);
                    let fields = plans.fields(chunk, key, entry)?;
                    if fields.template_id != nested.template_id {
                        return None;
                    }
                    located.fill(&fields, wanted)?;
                }
            },
        }
        emit.emit(entry, system, Store::Windows { chunk, windows: wanted });
        Some(Outcome::Wanted)
    }
}

/// The instance that a nested value consists of, with or without a fragment header.
#[inline(always)]
fn nested_instance(chunk: &[u8], at: usize, end: usize) -> Option<Instance<'_>> {
    let start = chunk.get(at..end)?.first_chunk::<5>()?;
    let at = match start {
        [INSTANCE, ..] => at,
        [0x0F, 1, 1, 0, INSTANCE] => at + FRAGMENT_HEADER.len(),
        _ => return None,
    };
    Instance::parse(chunk, at, end)
}

/// The values of an instance, by place.
#[derive(Debug, Clone, Copy)]
struct Located<'a, 'w> {
    chunk: &'a [u8],
    windows: &'w [Window],
}

impl<'a, 'w> Located<'a, 'w> {
    /// Finds the place of every value; `None` unless they end where the stream does, so that all of
    /// them lie inside it.
    #[inline(always)]
    fn new(
        chunk: &'a [u8],
        instance: &Instance<'a>,
        end: usize,
        windows: &'w mut [Window],
    ) -> Option<Located<'a, 'w>> {
        let mut at = instance.values_at;
        let windows = windows.get_mut(..instance.descriptors.len())?;
        for (window, descriptor) in windows.iter_mut().zip(instance.descriptors) {
            *window = Window::of_descriptor(*descriptor, at as u32);
            at += value_len(*descriptor);
        }
        // After the values comes the stream's end, or its end token and then padding of any content.
        let ends = at == end || (at < end && chunk.get(at) == Some(&0));
        ends.then_some(Located { chunk, windows })
    }

    /// A System value; `None` where it is not what a System value should be.
    #[inline(always)]
    fn system_value(&self, source: SystemSource) -> Option<Value<'a>> {
        let window = match source {
            SystemSource::Fixed(window) => return Some(window.value(self.chunk)),
            SystemSource::Slot(slot) => *self.windows.get(usize::from(slot))?,
            SystemSource::SlotUnlessNull(slot) => match *self.windows.get(usize::from(slot))? {
                window if window.wire_kind() == NULL => Window::NONE,
                window => window,
            },
        };
        window.is_plain().then(|| window.value(self.chunk))
    }

    /// The value that holds the nested event data; `None` if it holds anything else.
    #[inline(always)]
    fn payload(&self, slot: u16) -> Option<Window> {
        let window = *self.windows.get(usize::from(slot))?;
        (window.wire_kind() == BIN_XML || window.len() == 0).then_some(window)
    }

    /// A value by its source; `None` where only the careful way can tell.
    #[inline(always)]
    fn window(&self, source: Source) -> Option<Window> {
        let (window, dependency) = match source {
            Source::Absent => return Some(Window::NONE),
            Source::Slot { slot, dependency } => (*self.windows.get(usize::from(slot))?, dependency),
            Source::Literal { at, len, dependency } => (Window::of_text(at, len), dependency),
            Source::Item { slot, item, dependency } => (self.item(slot, item)?, dependency),
            Source::Complex => return None,
        };
        if self.is_left_out(dependency) {
            return Some(Window::NONE);
        }
        window.is_plain().then_some(window)
    }

    #[inline(always)]
    fn is_left_out(&self, dependency: u16) -> bool {
        dependency != NO_DEPENDENCY
            && self.windows.get(usize::from(dependency)).is_some_and(|value| value.wire_kind() == NULL)
    }

    /// One of the elements that an array makes of the single unnamed `Data`.
    fn item(&self, slot: u16, item: u16) -> Option<Window> {
        let window = *self.windows.get(usize::from(slot))?;
        match item {
            0 if window.is_plain_slot() => return Some(window),
            _ if window.is_plain_slot() => return Some(Window::NONE),
            _ => {}
        }
        let array = window.value(self.chunk);
        match array.items().nth(usize::from(item)) {
            Some(part) => Window::of_part(self.chunk, part),
            // What an array without items is, the careful way tells.
            None if item == 0 => None,
            None => Some(Window::NONE),
        }
    }

    /// Finds the wanted fields; `None` where the careful way must.
    fn fill(&self, plan: &FieldPlan<'_>, wanted: &mut [Window]) -> Option<()> {
        if plan.arrays_shift && self.windows.iter().any(|value| value.wire_kind() >= 0x80) {
            return None;
        }
        wanted.copy_from_slice(plan.fixed.get(..wanted.len())?);
        let mut plain = true;
        for pick in plan.picks {
            let window = *self.windows.get(usize::from(pick.slot))?;
            *wanted.get_mut(usize::from(pick.field))? = window;
            plain &= window.is_plain_slot();
        }
        for (field, source) in plan.others {
            *wanted.get_mut(usize::from(*field))? = self.window(*source)?;
        }
        plain.then_some(())
    }
}
