//! Plans: a template's bindings matched with what is wanted, so that a record costs a few additions.
//!
//! Plans live for one chunk. Definitions hold chunk-relative offsets, so the same template differs from
//! chunk to chunk, and compiling one anew costs less than proving that an old plan still fits.

use crate::bindings::{Binding, Place, Role, Source, read_bindings};
use crate::little_endian::slice_at;
use crate::names::{Name, Symbol, SymbolTable};
use crate::selection::{Entry, FieldKey, Selection};
use crate::tokens::Definition;
use std::ops::Range;

/// Where the System values of records of one template are found.
#[derive(Debug, Clone, Copy)]
pub(crate) struct RootPlan {
    definition: u32,
    pub(crate) template_id: u32,
    /// `false`: nothing is known, records go the careful way.
    pub(crate) usable: bool,
    pub(crate) event_id: Source,
    pub(crate) provider: Source,
    pub(crate) time_created: Source,
    pub(crate) event_record_id: Source,
    pub(crate) channel: Source,
    pub(crate) computer: Source,
    pub(crate) payload: Payload,
}

/// Where the event data of a template's records is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Payload {
    /// In the template itself, or the template has none.
    Own,
    /// In this value, as a nested instance whose root element stands inside `context`.
    Slot { slot: u16, context: Place },
}

/// Where the wanted fields of one entry are found in the values of one template.
#[derive(Debug, Clone)]
pub(crate) struct FieldPlan {
    definition: u32,
    context: Place,
    entry: u16,
    pub(crate) template_id: u32,
    pub(crate) usable: bool,
    /// An array among the values would shift the positions this plan relies on.
    pub(crate) arrays_shift: bool,
    sources: Range<usize>,
}

impl FieldPlan {
    #[inline(always)]
    fn is_for(&self, definition: u32, context: Place, entry: u16) -> bool {
        self.definition == definition && self.entry == entry && self.context == context
    }
}

/// The plans of one chunk. Its memory is kept from chunk to chunk.
#[derive(Debug)]
pub(crate) struct Plans {
    pub(crate) symbols: SymbolTable,
    roots: Vec<RootPlan>,
    fields: Vec<FieldPlan>,
    sources: Vec<Source>,
    bindings: Vec<Binding>,
    last_root: usize,
    last_fields: usize,
}

impl Plans {
    pub(crate) fn new() -> Plans {
        Plans {
            symbols: SymbolTable::new(),
            roots: Vec::new(),
            fields: Vec::new(),
            sources: Vec::new(),
            bindings: Vec::new(),
            last_root: 0,
            last_fields: 0,
        }
    }

    pub(crate) fn next_chunk(&mut self) {
        self.symbols.next_chunk();
        self.roots.clear();
        self.fields.clear();
        self.sources.clear();
    }

    /// The plan for records whose outer template is defined at `definition`.
    #[inline]
    pub(crate) fn root(&mut self, chunk: &[u8], definition: u32) -> RootPlan {
        if let Some(plan) = self.roots.get(self.last_root)
            && plan.definition == definition
        {
            return *plan;
        }
        self.find_root(chunk, definition)
    }

    #[inline(never)]
    fn find_root(&mut self, chunk: &[u8], definition: u32) -> RootPlan {
        self.last_root =
            self.roots.iter().position(|plan| plan.definition == definition).unwrap_or_else(|| {
                let plan = self.compile_root(chunk, definition);
                self.roots.push(plan);
                self.roots.len() - 1
            });
        self.roots.get(self.last_root).copied().unwrap_or(UNUSABLE_ROOT)
    }

    fn compile_root(&mut self, chunk: &[u8], offset: u32) -> RootPlan {
        let mut plan = RootPlan { definition: offset, ..UNUSABLE_ROOT };
        let Some(definition) = Definition::at(chunk, offset as usize) else {
            return plan;
        };
        let read = read_bindings(chunk, &definition, Place::Document, &mut self.symbols, &mut self.bindings);
        plan.template_id = definition.template_id;
        plan.usable = read.is_ok();
        let mut own_fields = false;
        // Backwards, so that the first of a repeated element stays.
        for binding in self.bindings.iter().rev() {
            match binding.role {
                Role::SystemText(Symbol::EventId) => plan.event_id = binding.source,
                Role::SystemText(Symbol::EventRecordId) => plan.event_record_id = binding.source,
                Role::SystemText(Symbol::Channel) => plan.channel = binding.source,
                Role::SystemText(Symbol::Computer) => plan.computer = binding.source,
                Role::SystemAttribute(Symbol::Provider, Symbol::Name) => {
                    plan.provider = binding.source;
                }
                Role::SystemAttribute(Symbol::TimeCreated, Symbol::SystemTime) => {
                    plan.time_created = binding.source;
                }
                Role::SystemText(_) | Role::SystemAttribute(..) => {}
                Role::NamedData { .. } | Role::UnnamedData | Role::UserLeaf { .. } => {
                    own_fields = true;
                }
                Role::Payload { context } => match (plan.payload, binding.source) {
                    (Payload::Own, Source::Slot { slot, .. }) => {
                        plan.payload = Payload::Slot { slot, context };
                    }
                    _ => plan.usable = false,
                },
                Role::Complex => plan.usable = false,
            }
        }
        plan.usable &= !(own_fields && plan.payload != Payload::Own);
        plan
    }

    /// The plan for the wanted fields of `entry` in instances of the template at `definition`, whose
    /// root element stands inside `context`.
    #[inline]
    pub(crate) fn fields(
        &mut self,
        chunk: &[u8],
        definition: u32,
        context: Place,
        selection: &Selection,
        entry: u16,
    ) -> Option<(&FieldPlan, &[Source])> {
        let known =
            self.fields.get(self.last_fields).is_some_and(|plan| plan.is_for(definition, context, entry));
        if !known {
            self.find_fields(chunk, definition, context, selection, entry)?;
        }
        let plan = self.fields.get(self.last_fields)?;
        Some((plan, self.sources.get(plan.sources.clone())?))
    }

    #[inline(never)]
    fn find_fields(
        &mut self,
        chunk: &[u8],
        definition: u32,
        context: Place,
        selection: &Selection,
        entry: u16,
    ) -> Option<()> {
        let found = self.fields.iter().position(|plan| plan.is_for(definition, context, entry));
        self.last_fields = match found {
            Some(index) => index,
            None => {
                let wanted = selection.entry(entry)?;
                let plan = self.compile_fields(chunk, definition, context, wanted, entry);
                self.fields.push(plan);
                self.fields.len() - 1
            }
        };
        Some(())
    }

    fn compile_fields(
        &mut self,
        chunk: &[u8],
        offset: u32,
        context: Place,
        wanted: &Entry,
        entry: u16,
    ) -> FieldPlan {
        let from = self.sources.len();
        let mut plan = FieldPlan {
            definition: offset,
            context,
            entry,
            template_id: 0,
            usable: false,
            arrays_shift: false,
            sources: from..from,
        };
        let Some(definition) = Definition::at(chunk, offset as usize) else {
            return plan;
        };
        plan.template_id = definition.template_id;
        let (symbols, bindings) = (&mut self.symbols, &mut self.bindings);
        if read_bindings(chunk, &definition, context, symbols, bindings).is_err() {
            return plan;
        }
        // Elements in a nested value could be fields as well.
        plan.usable = !bindings.iter().any(|b| matches!(b.role, Role::Complex | Role::Payload { .. }));
        let matcher = FieldMatcher { chunk, bindings };
        let unnamed = matcher.unnamed().count();
        for field in &wanted.fields {
            let source = match &field.key {
                FieldKey::Position(index) => {
                    plan.arrays_shift |= unnamed > 1;
                    matcher.position(*index, unnamed)
                }
                key => matcher.named(key),
            };
            plan.usable &= source != Source::Complex;
            self.sources.push(source);
        }
        plan.sources = from..self.sources.len();
        plan
    }
}

const UNUSABLE_ROOT: RootPlan = RootPlan {
    definition: 0,
    template_id: 0,
    usable: false,
    event_id: Source::Absent,
    provider: Source::Absent,
    time_created: Source::Absent,
    event_record_id: Source::Absent,
    channel: Source::Absent,
    computer: Source::Absent,
    payload: Payload::Own,
};

/// Finds wanted fields among a definition's bindings.
struct FieldMatcher<'a> {
    chunk: &'a [u8],
    bindings: &'a [Binding],
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
    fn named(&self, key: &FieldKey) -> Source {
        self.bindings
            .iter()
            .find(|binding| match (key, binding.role) {
                (FieldKey::Data(wanted), Role::NamedData { at, len }) => {
                    usize::from(len) == wanted.len()
                        && slice_at(self.chunk, usize::from(at), wanted.len()) == Some(wanted.as_slice())
                }
                (FieldKey::UserData(wanted), Role::UserLeaf { name }) => {
                    Name::at(self.chunk, name).is_some_and(|name| name.0 == wanted.as_slice())
                }
                _ => false,
            })
            .map_or(Source::Absent, |binding| binding.source)
    }
}
