//! The fast way: a record that is one template instance, read by its template's plan.

use crate::field_plan::{FieldPlan, FieldsKey, NO_FIELD};
use crate::located::{Located, fills_stream};
use crate::plan::Plans;
use crate::record::{Emit, Outcome, Store};
use crate::root_layout::RootLayout;
use crate::selection::{MAX_FIELDS, Selection};
use crate::tokens::{INSTANCE, Instance, MAX_VALUES, value_len};
use crate::window::Window;

/// Length of `0f 01 01 00`, how a stream starts.
const FRAGMENT_HEADER: usize = 4;

/// Where the values of the last record were found; kept to save allocating, and because the next record is
/// mostly laid out alike.
#[derive(Debug)]
pub(crate) struct Windows {
    all: Vec<Window>,
    layout: RootLayout,
    /// The definition that `layout` is for.
    layout_of: u32,
    /// The wanted fields, and at [`NO_FIELD`] what is not wanted.
    pub(crate) wanted: Box<[Window; 256]>,
}

impl Windows {
    pub(crate) fn new() -> Windows {
        const { assert!(MAX_FIELDS <= NO_FIELD as usize) };
        Windows {
            all: vec![Window::NONE; MAX_VALUES],
            layout: RootLayout::default(),
            layout_of: 0,
            wanted: Box::new([Window::NONE; 256]),
        }
    }

    pub(crate) fn next_chunk(&mut self) {
        self.layout.forget();
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
    let instance = Instance::parse(chunk, at + FRAGMENT_HEADER, end)?;
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
        let definition = self.instance.definition;
        let candidates = plans.candidates(selection, self.event_id);
        let plan = plans.root(chunk, definition)?;
        if std::mem::replace(&mut windows.layout_of, definition) != definition {
            windows.layout.forget();
        }
        let (system, payload) =
            windows.layout.read(chunk, &self.instance, self.end, plan, self.event_id, &mut windows.all)?;
        let context = plan.context();
        let Some(index) = selection.choose(candidates, system.provider, system.channel) else {
            return Some(Outcome::Unwanted);
        };
        let entry = selection.entry(index)?;
        let key = |definition| FieldsKey::new(definition, context, index);
        match payload {
            None => {
                let fields = plans.fields(chunk, key(definition), entry)?;
                let located = Located::new(chunk, &self.instance, self.end, &mut windows.all)?;
                located.fill(&fields, windows.wanted.as_mut_slice())?;
            }
            // A record without event data has none of the wanted fields.
            Some(payload) if payload.len() == 0 => windows.wanted.fill(Window::NONE),
            Some(payload) => {
                let end = payload.at() + payload.len();
                let nested = nested_instance(chunk, payload, end)?;
                let fields = plans.fields(chunk, key(nested.definition), entry)?;
                if fields.template_id != nested.template_id {
                    return None;
                }
                if fill_in_one_pass(chunk, &nested, end, &fields, &mut windows.wanted).is_none() {
                    let located = Located::new(chunk, &nested, end, &mut windows.all)?;
                    located.fill(&fields, windows.wanted.as_mut_slice())?;
                }
            }
        }
        let wanted = windows.wanted.get(..entry.fields.len())?;
        emit.emit(entry, system, Store::Windows { chunk, windows: wanted });
        Some(Outcome::Wanted)
    }
}

/// The instance that a nested value consists of, with or without a fragment header.
#[inline(always)]
fn nested_instance(chunk: &[u8], payload: Window, end: usize) -> Option<Instance<'_>> {
    let at = payload.at();
    if !payload.is_binxml() {
        return None;
    }
    let at = match chunk.get(at..end)?.first_chunk::<5>()? {
        [INSTANCE, ..] => at,
        [0x0F, 1, 1, 0, INSTANCE] => at + FRAGMENT_HEADER,
        _ => return None,
    };
    Instance::parse(chunk, at, end)
}

/// Finds the wanted fields while adding up the lengths of the values: each value goes where the plan says,
/// most to a field, the others to nobody. `None`: this instance or plan needs more than that.
#[inline(never)]
fn fill_in_one_pass(
    chunk: &[u8],
    instance: &Instance<'_>,
    end: usize,
    plan: &FieldPlan<'_>,
    wanted: &mut [Window; 256],
) -> Option<()> {
    let fields = plan.field_of_slot?;
    let (described, rest) = instance.descriptors.split_at_checked(fields.len())?;
    wanted.get_mut(..plan.fixed.len())?.copy_from_slice(plan.fixed);
    let mut at = instance.values_at;
    let mut plain = true;
    for (descriptor, field) in described.iter().zip(fields) {
        let window = Window::of_descriptor(*descriptor, at as u32);
        plain &= window.is_plain();
        *wanted.get_mut(usize::from(*field))? = window;
        at += value_len(*descriptor);
    }
    for descriptor in rest {
        at += value_len(*descriptor);
    }
    (plain && fills_stream(chunk, at, end)).then_some(())
}
