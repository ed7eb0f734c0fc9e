//! Where the System values of records of one template are found.
//!
//! Plans live for one chunk: definitions hold chunk-relative offsets, so that the same template differs from
//! chunk to chunk. Only where a definition is proven to be the same, byte for byte, is its plan used again.

use crate::bindings::{BindingReader, Place, Role, Source};
use crate::definition_image::Remembered;
use crate::names::{Symbol, SymbolTable};
use crate::tokens::{Definition, NO_DEPENDENCY};
use crate::window::Window;

/// The plan for records of one outer template.
#[derive(Debug, Clone, Copy)]
pub(crate) struct RootPlan {
    pub(crate) template_id: u32,
    /// The value that holds the event id.
    pub(crate) event_id_slot: u16,
    pub(crate) provider: SystemSource,
    pub(crate) time_created: SystemSource,
    pub(crate) event_record_id: SystemSource,
    pub(crate) channel: SystemSource,
    pub(crate) computer: SystemSource,
    pub(crate) payload: Payload,
}

/// Where a System value comes from.
#[derive(Debug, Clone, Copy)]
pub(crate) enum SystemSource {
    /// The same in every record of the template: text in it, or nothing.
    Fixed(Window),
    /// A value of the instance.
    Slot(u16),
    /// A value of the instance; where it is null, there is no such element.
    SlotUnlessNull(u16),
}

/// Where the event data of a template's records is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Payload {
    /// In the template itself, or the template has none.
    Own,
    /// In this value, as a nested instance whose root element stands inside `context`.
    Slot { slot: u16, context: Place },
}

impl RootPlan {
    /// What the root element of the event data stands inside.
    #[inline(always)]
    pub(crate) fn context(&self) -> Place {
        match self.payload {
            Payload::Own => Place::Document,
            Payload::Slot { context, .. } => context,
        }
    }
}

impl SystemSource {
    /// `None` for sources that only the careful way can follow.
    fn of(source: Source) -> Option<SystemSource> {
        match source {
            Source::Absent => Some(SystemSource::Fixed(Window::NONE)),
            Source::Slot { slot, dependency: NO_DEPENDENCY } => Some(SystemSource::Slot(slot)),
            Source::Slot { slot, dependency } if slot == dependency => {
                Some(SystemSource::SlotUnlessNull(slot))
            }
            Source::Literal { at, len, dependency: NO_DEPENDENCY } => {
                Some(SystemSource::Fixed(Window::of_text(at, len)))
            }
            _ => None,
        }
    }
}

/// The root plans of one chunk. Its memory is kept from chunk to chunk.
#[derive(Debug)]
pub(crate) struct RootPlans {
    /// By the definition's offset; `None` where records must go the careful way.
    plans: Vec<(u32, Option<RootPlan>)>,
    last: usize,
    remembered: Remembered<Option<RootPlan>>,
}

impl RootPlans {
    pub(crate) fn new() -> RootPlans {
        RootPlans { plans: Vec::new(), last: 0, remembered: Remembered::new() }
    }

    pub(crate) fn clear(&mut self) {
        self.plans.clear();
    }

    /// The plan for records whose outer template is defined at `definition`; `None` where they must go
    /// the careful way.
    #[inline(always)]
    pub(crate) fn get(
        &mut self,
        chunk: &[u8],
        definition: u32,
        symbols: &mut SymbolTable,
        bindings: &mut BindingReader,
    ) -> Option<&RootPlan> {
        let known = matches!(self.plans.get(self.last), Some((at, _)) if *at == definition);
        if !known {
            self.find(chunk, definition, symbols, bindings);
        }
        self.plans.get(self.last)?.1.as_ref()
    }

    #[cold]
    #[inline(never)]
    fn find(
        &mut self,
        chunk: &[u8],
        definition: u32,
        symbols: &mut SymbolTable,
        bindings: &mut BindingReader,
    ) {
        let known = self.plans.iter().position(|(at, _)| *at == definition);
        self.last = known.unwrap_or_else(|| {
            let offset = definition as usize;
            let plan = match self.remembered.find(chunk, offset, |plan| plan.is_some()) {
                Some(plan) => *plan,
                None => self.compile(chunk, offset, symbols, bindings),
            };
            self.plans.push((definition, plan));
            self.plans.len() - 1
        });
    }

    fn compile(
        &mut self,
        chunk: &[u8],
        offset: usize,
        symbols: &mut SymbolTable,
        bindings: &mut BindingReader,
    ) -> Option<RootPlan> {
        let plan = compile(chunk, offset, symbols, bindings)?;
        if let Some(place) = self.remembered.replace(chunk, offset, bindings.outer_names()) {
            *place = Some(plan);
        }
        Some(plan)
    }
}

fn compile(
    chunk: &[u8],
    offset: usize,
    symbols: &mut SymbolTable,
    bindings: &mut BindingReader,
) -> Option<RootPlan> {
    let definition = Definition::at(chunk, offset)?;
    let bindings = bindings.read(chunk, &definition, Place::Document, symbols).ok()?;
    let mut event_id = Source::Absent;
    let mut provider = Source::Absent;
    let mut time_created = Source::Absent;
    let mut event_record_id = Source::Absent;
    let mut channel = Source::Absent;
    let mut computer = Source::Absent;
    let mut payload = Payload::Own;
    let mut own_fields = false;
    // Backwards, so that the first of a repeated element stays.
    for binding in bindings.iter().rev() {
        let source = binding.source;
        match binding.role {
            Role::SystemText(Symbol::EventId) => event_id = source,
            Role::SystemText(Symbol::EventRecordId) => event_record_id = source,
            Role::SystemText(Symbol::Channel) => channel = source,
            Role::SystemText(Symbol::Computer) => computer = source,
            Role::SystemAttribute(Symbol::Provider, Symbol::Name) => provider = source,
            Role::SystemAttribute(Symbol::TimeCreated, Symbol::SystemTime) => time_created = source,
            Role::SystemText(_) | Role::SystemAttribute(..) => {}
            Role::NamedData { .. } | Role::UnnamedData | Role::UserLeaf { .. } => own_fields = true,
            Role::Payload { context } => match (payload, source) {
                (Payload::Own, Source::Slot { slot, .. }) => payload = Payload::Slot { slot, context },
                _ => return None,
            },
            Role::Complex => return None,
        }
    }
    if own_fields && payload != Payload::Own {
        return None;
    }
    Some(RootPlan {
        template_id: definition.template_id,
        // Being a number, it is not null, so that depending on itself changes nothing.
        event_id_slot: match SystemSource::of(event_id)? {
            SystemSource::Slot(slot) | SystemSource::SlotUnlessNull(slot) => slot,
            SystemSource::Fixed(_) => return None,
        },
        provider: SystemSource::of(provider)?,
        time_created: SystemSource::of(time_created)?,
        event_record_id: SystemSource::of(event_record_id)?,
        channel: SystemSource::of(channel)?,
        computer: SystemSource::of(computer)?,
        payload,
    })
}
