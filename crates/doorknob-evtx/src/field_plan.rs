//! Where the wanted fields of one entry are found in the values of one template.

use crate::bindings::{Binding, BindingReader, Place, Role, Source};
use crate::definition_image::Remembered;
use crate::little_endian::slice_at;
use crate::names::{Name, SymbolTable};
use crate::selection::{Entry, FieldKey, name_key};
use crate::tokens::{Definition, NO_DEPENDENCY};
use crate::value_text::until_nul;
use crate::window::Window;
use std::ops::Range;

/// What a plan for fields is made for: the definition's offset, where its root element stands, and the
/// entry that wants the fields. One word, to be compared for every wanted record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct FieldsKey(u64);

impl FieldsKey {
    #[inline(always)]
    pub(crate) fn new(definition: u32, context: Place, entry: u16) -> FieldsKey {
        let context = match context {
            Place::Document => 0,
            Place::Event => 1,
            Place::EventData => 2,
            _ => 3,
        };
        FieldsKey(u64::from(definition) | u64::from(entry) << 32 | context << 48)
    }

    fn definition(self) -> usize {
        self.0 as u32 as usize
    }

    fn context(self) -> Place {
        match self.0 >> 48 {
            0 => Place::Document,
            1 => Place::Event,
            2 => Place::EventData,
            _ => Place::UserData,
        }
    }
}

/// How to find the wanted fields of one entry in instances of one template.
#[derive(Debug)]
pub(crate) struct FieldPlan<'p> {
    pub(crate) template_id: u32,
    /// The wanted fields as far as they are the same in every instance: text of the template, or nothing.
    pub(crate) fixed: &'p [Window],
    /// The others, by index and where they come from.
    pub(crate) sources: &'p [(u8, Source)],
    /// For each value of the instance up to the last that is wanted, the index of the field it is, or
    /// [`NO_FIELD`]. `None` where that does not tell the whole story.
    pub(crate) field_of_slot: Option<&'p [u8]>,
    /// An array among the values would shift the positions this plan relies on.
    pub(crate) arrays_shift: bool,
}

/// In [`FieldPlan::field_of_slot`]: nobody wants the value.
pub(crate) const NO_FIELD: u8 = u8::MAX;

/// Slots a plan's table may cover.
const MAX_TABLE: usize = 256;

/// A [`FieldPlan`] by the places of its parts.
#[derive(Debug, Clone)]
struct Stored {
    key: FieldsKey,
    template_id: u32,
    /// `false`: nothing is known, records go the careful way.
    usable: bool,
    arrays_shift: bool,
    fixed: Range<usize>,
    sources: Range<usize>,
    field_of_slot: Option<Range<usize>>,
}

/// The field plans of one chunk. Its memory is kept from chunk to chunk.
#[derive(Debug)]
pub(crate) struct FieldPlans {
    plans: Vec<Stored>,
    fixed: Vec<Window>,
    sources: Vec<(u8, Source)>,
    field_of_slot: Vec<u8>,
    last: usize,
    name_keys: Vec<u32>,
    remembered: Remembered<Owned>,
}

/// A plan that outlives its chunk.
#[derive(Debug, Default)]
struct Owned {
    key: FieldsKey,
    template_id: u32,
    arrays_shift: bool,
    fixed: Vec<Window>,
    sources: Vec<(u8, Source)>,
}

impl FieldPlans {
    pub(crate) fn new() -> FieldPlans {
        FieldPlans {
            plans: Vec::new(),
            fixed: Vec::new(),
            sources: Vec::new(),
            field_of_slot: Vec::new(),
            last: 0,
            name_keys: Vec::new(),
            remembered: Remembered::new(),
        }
    }

    pub(crate) fn clear(&mut self) {
        self.plans.clear();
        self.fixed.clear();
        self.sources.clear();
        self.field_of_slot.clear();
    }

    /// Forgets the plans of earlier chunks: they are for the entries of another selection.
    pub(crate) fn forget_remembered(&mut self) {
        self.remembered.clear();
    }

    /// The plan for the wanted fields of an entry; `None` where records must go the careful way.
    #[inline(always)]
    pub(crate) fn get(
        &mut self,
        chunk: &[u8],
        key: FieldsKey,
        entry: &Entry,
        symbols: &mut SymbolTable,
        bindings: &mut BindingReader,
    ) -> Option<FieldPlan<'_>> {
        let known = self.plans.get(self.last).is_some_and(|plan| plan.key == key);
        if !known {
            self.find(chunk, key, entry, symbols, bindings);
        }
        let plan = self.plans.get(self.last).filter(|plan| plan.usable)?;
        Some(FieldPlan {
            template_id: plan.template_id,
            fixed: self.fixed.get(plan.fixed.clone())?,
            sources: self.sources.get(plan.sources.clone())?,
            field_of_slot: match &plan.field_of_slot {
                Some(range) => Some(self.field_of_slot.get(range.clone())?),
                None => None,
            },
            arrays_shift: plan.arrays_shift,
        })
    }

    #[cold]
    #[inline(never)]
    fn find(
        &mut self,
        chunk: &[u8],
        key: FieldsKey,
        entry: &Entry,
        symbols: &mut SymbolTable,
        bindings: &mut BindingReader,
    ) {
        let known = self.plans.iter().position(|plan| plan.key == key);
        self.last = known.unwrap_or_else(|| {
            let (fixed, sources) = (self.fixed.len(), self.sources.len());
            let mut plan = Stored {
                key,
                template_id: 0,
                usable: false,
                arrays_shift: false,
                fixed: fixed..fixed,
                sources: sources..sources,
                field_of_slot: None,
            };
            plan.usable = self.recall(chunk, &mut plan)
                || self.compile(chunk, &mut plan, entry, symbols, bindings).is_some();
            plan.fixed.end = self.fixed.len();
            plan.sources.end = self.sources.len();
            plan.field_of_slot = self.add_table(&plan);
            self.plans.push(plan);
            self.plans.len() - 1
        });
    }

    fn compile(
        &mut self,
        chunk: &[u8],
        plan: &mut Stored,
        entry: &Entry,
        symbols: &mut SymbolTable,
        bindings: &mut BindingReader,
    ) -> Option<()> {
        let definition = Definition::at(chunk, plan.key.definition())?;
        plan.template_id = definition.template_id;
        bindings.read(chunk, &definition, plan.key.context(), symbols).ok()?;
        let (bindings, outer_names) = (bindings.bindings(), bindings.outer_names());
        // Elements in a nested value could be fields as well.
        if bindings.iter().any(|b| matches!(b.role, Role::Complex | Role::Payload { .. })) {
            return None;
        }
        let name_keys = &mut self.name_keys;
        name_keys.clear();
        name_keys.extend(bindings.iter().map(|binding| name_of(chunk, binding).map_or(0, name_key)));
        let matcher = FieldMatcher { chunk, bindings, name_keys: std::mem::take(name_keys) };
        let unnamed = matcher.unnamed().count();
        for ((field, key), name_key) in (0..).zip(&entry.fields).zip(&entry.name_keys) {
            let source = match key {
                FieldKey::Position(index) => {
                    plan.arrays_shift |= unnamed > 1;
                    matcher.position(*index, unnamed)
                }
                name => matcher.named(name, *name_key),
            };
            self.add(field, source)?;
        }
        self.name_keys = matcher.name_keys;
        let (offset, fixed, sources) = (plan.key.definition(), &self.fixed, &self.sources);
        if let Some(owned) = self.remembered.replace(chunk, offset, outer_names) {
            owned.key = plan.key;
            owned.template_id = plan.template_id;
            owned.arrays_shift = plan.arrays_shift;
            owned.fixed.clear();
            owned.fixed.extend_from_slice(fixed.get(plan.fixed.start..)?);
            owned.sources.clear();
            owned.sources.extend_from_slice(sources.get(plan.sources.start..)?);
        }
        Some(())
    }

    /// Takes a plan of an earlier chunk over, where it is proven to fit.
    fn recall(&mut self, chunk: &[u8], plan: &mut Stored) -> bool {
        let key = plan.key;
        let Some(owned) = self.remembered.find(chunk, key.definition(), |owned| owned.key == key) else {
            return false;
        };
        plan.template_id = owned.template_id;
        plan.arrays_shift = owned.arrays_shift;
        self.fixed.extend_from_slice(&owned.fixed);
        self.sources.extend_from_slice(&owned.sources);
        true
    }

    fn add(&mut self, field: u8, source: Source) -> Option<()> {
        let mut fixed = Window::NONE;
        match source {
            Source::Absent => {}
            Source::Literal { at, len, dependency: NO_DEPENDENCY } => fixed = Window::of_text(at, len),
            Source::Complex => return None,
            other => self.sources.push((field, other)),
        }
        self.fixed.push(fixed);
        Some(())
    }

    /// The table of fields by slot, where every source is a value of its own that depends on nothing.
    fn add_table(&mut self, plan: &Stored) -> Option<Range<usize>> {
        if plan.arrays_shift {
            return None;
        }
        let from = self.field_of_slot.len();
        for (field, source) in self.sources.get(plan.sources.clone())? {
            let entry = match *source {
                Source::Slot { slot, dependency: NO_DEPENDENCY } if usize::from(slot) < MAX_TABLE => {
                    let index = from + usize::from(slot);
                    if self.field_of_slot.len() <= index {
                        self.field_of_slot.resize(index + 1, NO_FIELD);
                    }
                    self.field_of_slot.get_mut(index)
                }
                _ => None,
            };
            match entry {
                Some(entry) if *entry == NO_FIELD => *entry = *field,
                // Two fields of one value, or a source that no table holds.
                _ => {
                    self.field_of_slot.truncate(from);
                    return None;
                }
            }
        }
        Some(from..self.field_of_slot.len())
    }
}

/// Finds wanted fields among a definition's bindings.
struct FieldMatcher<'a> {
    chunk: &'a [u8],
    bindings: &'a [Binding],
    /// [`name_key`] of each binding that has a name, 0 otherwise.
    name_keys: Vec<u32>,
}

/// The name a binding's value goes by, as it lies in the chunk.
#[inline(always)]
fn name_of<'a>(chunk: &'a [u8], binding: &Binding) -> Option<&'a [u8]> {
    match binding.role {
        Role::NamedData { at, len } => slice_at(chunk, usize::from(at), usize::from(len)).map(until_nul),
        Role::UserLeaf { name } => Name::at(chunk, name).map(|name| name.0),
        _ => None,
    }
}

impl FieldMatcher<'_> {
    fn unnamed(&self) -> impl Iterator<Item = Source> {
        self.bindings.iter().filter(|binding| binding.role == Role::UnnamedData).map(|binding| binding.source)
    }

    /// The nth unnamed `Data`. A single one may hold an array, each item of which counts.
    fn position(&self, index: u16, unnamed: usize) -> Source {
        let mut sources = self.unnamed();
        match (unnamed, sources.next()) {
            (1, Some(Source::Slot { slot, dependency })) => Source::Item { slot, item: index, dependency },
            (_, Some(first)) if index == 0 => first,
            _ => sources.nth(usize::from(index).wrapping_sub(1)).unwrap_or(Source::Absent),
        }
    }

    /// The first field of this name.
    fn named(&self, key: &FieldKey, name_key: u32) -> Source {
        let is_it = |binding: &Binding| match (key, binding.role) {
            (FieldKey::Data(wanted), Role::NamedData { .. })
            | (FieldKey::UserData(wanted), Role::UserLeaf { .. }) => {
                name_of(self.chunk, binding) == Some(wanted.as_slice())
            }
            _ => false,
        };
        self.name_keys
            .iter()
            .zip(self.bindings)
            .find(|(key, binding)| **key == name_key && is_it(binding))
            .map_or(Source::Absent, |(_, binding)| binding.source)
    }
}
