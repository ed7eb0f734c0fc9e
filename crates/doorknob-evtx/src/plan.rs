//! Plans: a template's bindings matched with what is wanted, so that a record costs a few additions.
//!
//! Plans live for one chunk. Definitions hold chunk-relative offsets, so the same template differs from
//! chunk to chunk, and compiling one anew costs less than proving that an old plan still fits.

use crate::bindings::{Binding, BindingReader, Place, Role, Source};
use crate::little_endian::slice_at;
use crate::names::{Name, Symbol, SymbolTable};
use crate::selection::{Entry, FieldKey, Selection};
use crate::tokens::{Definition, NO_DEPENDENCY};
use std::ops::Range;

/// Where the System values of records of one template are found.
#[derive(Debug, Clone, Copy)]
pub(crate) struct RootPlan {
    pub(crate) template_id: u32,
    /// The value that holds the event id.
    pub(crate) event_id_slot: u16,
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

/// What a plan for fields is made for: the definition's offset, where its root element stands, and the
/// entry that wants the fields.
type FieldsKey = (u32, Place, u16);

/// Where the wanted fields of one entry are found in the values of one template.
#[derive(Debug, Clone)]
pub(crate) struct FieldPlan {
    key: FieldsKey,
    pub(crate) template_id: u32,
    /// `false`: nothing is known, records go the careful way.
    usable: bool,
    /// An array among the values would shift the positions this plan relies on.
    pub(crate) arrays_shift: bool,
    sources: Range<usize>,
}

/// The plans of one chunk. Its memory is kept from chunk to chunk.
#[derive(Debug)]
pub(crate) struct Plans {
    pub(crate) symbols: SymbolTable,
    /// By the definition's offset; `None` where records must go the careful way.
    roots: Vec<(u32, Option<RootPlan>)>,
    fields: Vec<FieldPlan>,
    sources: Vec<Source>,
    bindings: BindingReader,
    last_root: usize,
    last_fields: usize,
    /// The event id looked up last, and the entries that want it.
    last_candidates: (u16, Range<usize>),
}

impl Plans {
    pub(crate) fn new() -> Plans {
        Plans {
            symbols: SymbolTable::new(),
            roots: Vec::new(),
            fields: Vec::new(),
            sources: Vec::new(),
            bindings: BindingReader::new(),
            last_root: 0,
            last_fields: 0,
            last_candidates: (0, 0..0),
        }
    }

    /// Forgets everything: another chunk, or another selection.
    pub(crate) fn next_chunk(&mut self) {
        self.symbols.next_chunk();
        self.roots.clear();
        self.fields.clear();
        self.sources.clear();
        self.last_candidates = (0, 0..0);
    }

    /// The entries that want events of this id.
    #[inline(always)]
    pub(crate) fn candidates(&mut self, selection: &Selection, event_id: u16) -> Range<usize> {
        let (last, range) = &self.last_candidates;
        if *last == event_id && !range.is_empty() {
            return range.clone();
        }
        let range = selection.candidates(event_id);
        self.last_candidates = (event_id, range.clone());
        range
    }

    /// The plan for records whose outer template is defined at `definition`; `None` where they must go
    /// the careful way.
    #[inline(always)]
    pub(crate) fn root(&mut self, chunk: &[u8], definition: u32) -> Option<&RootPlan> {
        let known = matches!(self.roots.get(self.last_root), Some((at, _)) if *at == definition);
        if !known {
            self.find_root(chunk, definition);
        }
        self.roots.get(self.last_root)?.1.as_ref()
    }

    #[inline(never)]
    fn find_root(&mut self, chunk: &[u8], definition: u32) {
        let known = self.roots.iter().position(|(at, _)| *at == definition);
        self.last_root = known.unwrap_or_else(|| {
            let plan = self.compile_root(chunk, definition as usize);
            self.roots.push((definition, plan));
            self.roots.len() - 1
        });
    }

    fn compile_root(&mut self, chunk: &[u8], offset: usize) -> Option<RootPlan> {
        let definition = Definition::at(chunk, offset)?;
        let bindings = self.bindings.read(chunk, &definition, Place::Document, &mut self.symbols).ok()?;
        let mut plan = RootPlan {
            template_id: definition.template_id,
            event_id_slot: 0,
            provider: Source::Absent,
            time_created: Source::Absent,
            event_record_id: Source::Absent,
            channel: Source::Absent,
            computer: Source::Absent,
            payload: Payload::Own,
        };
        let mut event_id = Source::Absent;
        let mut own_fields = false;
        // Backwards, so that the first of a repeated element stays.
        for binding in bindings.iter().rev() {
            let source = binding.source;
            match binding.role {
                Role::SystemText(Symbol::EventId) => event_id = source,
                Role::SystemText(Symbol::EventRecordId) => plan.event_record_id = source,
                Role::SystemText(Symbol::Channel) => plan.channel = source,
                Role::SystemText(Symbol::Computer) => plan.computer = source,
                Role::SystemAttribute(Symbol::Provider, Symbol::Name) => plan.provider = source,
                Role::SystemAttribute(Symbol::TimeCreated, Symbol::SystemTime) => {
                    plan.time_created = source;
                }
                Role::SystemText(_) | Role::SystemAttribute(..) => {}
                Role::NamedData { .. } | Role::UnnamedData | Role::UserLeaf { .. } => {
                    own_fields = true;
                }
                Role::Payload { context } => match (plan.payload, source) {
                    (Payload::Own, Source::Slot { slot, .. }) => {
                        plan.payload = Payload::Slot { slot, context };
                    }
                    _ => return None,
                },
                Role::Complex => return None,
            }
        }
        // Where the event id depends on a value, that is itself: being a number, it is not null.
        plan.event_id_slot = match event_id {
            Source::Slot { slot, dependency } if [slot, NO_DEPENDENCY].contains(&dependency) => slot,
            _ => return None,
        };
        (plan.payload == Payload::Own || !own_fields).then_some(plan)
    }

    /// The plan for the wanted fields of an entry; `None` where records must go the careful way.
    #[inline(always)]
    pub(crate) fn fields(
        &mut self,
        chunk: &[u8],
        key: FieldsKey,
        entry: &Entry,
    ) -> Option<(&FieldPlan, &[Source])> {
        let known = self.fields.get(self.last_fields).is_some_and(|plan| plan.key == key);
        if !known {
            self.find_fields(chunk, key, entry);
        }
        let plan = self.fields.get(self.last_fields)?;
        let sources = self.sources.get(plan.sources.clone())?;
        plan.usable.then_some((plan, sources))
    }

    #[inline(never)]
    fn find_fields(&mut self, chunk: &[u8], key: FieldsKey, entry: &Entry) {
        let known = self.fields.iter().position(|plan| plan.key == key);
        self.last_fields = known.unwrap_or_else(|| {
            let from = self.sources.len();
            let mut plan =
                FieldPlan { key, template_id: 0, usable: false, arrays_shift: false, sources: from..from };
            plan.usable = self.compile_fields(chunk, &mut plan, entry).is_some();
            plan.sources = from..self.sources.len();
            self.fields.push(plan);
            self.fields.len() - 1
        });
    }

    fn compile_fields(&mut self, chunk: &[u8], plan: &mut FieldPlan, entry: &Entry) -> Option<()> {
        let (offset, context, _) = plan.key;
        let definition = Definition::at(chunk, offset as usize)?;
        plan.template_id = definition.template_id;
        let bindings = self.bindings.read(chunk, &definition, context, &mut self.symbols).ok()?;
        // Elements in a nested value could be fields as well.
        if bindings.iter().any(|b| matches!(b.role, Role::Complex | Role::Payload { .. })) {
            return None;
        }
        let matcher = FieldMatcher { chunk, bindings };
        let unnamed = matcher.unnamed().count();
        for field in &entry.fields {
            let source = match field {
                FieldKey::Position(index) => {
                    plan.arrays_shift |= unnamed > 1;
                    matcher.position(*index, unnamed)
                }
                name => matcher.named(name),
            };
            self.sources.push(source);
            if source == Source::Complex {
                return None;
            }
        }
        Some(())
    }
}

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
