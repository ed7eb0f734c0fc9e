//! Plans: a template's bindings matched with what is wanted, so that a record costs a few additions.

use crate::bindings::BindingReader;
use crate::field_plan::{FieldPlan, FieldPlans, FieldsKey};
use crate::names::SymbolTable;
use crate::root_plan::{RootPlan, RootPlans};
use crate::selection::{Entry, Selection};
use std::ops::Range;
use std::sync::Arc;

/// The plans of one chunk, and what making them takes. Its memory is kept from chunk to chunk.
#[derive(Debug)]
pub(crate) struct Plans {
    pub(crate) symbols: SymbolTable,
    bindings: BindingReader,
    roots: RootPlans,
    fields: FieldPlans,
    /// The selection that `fields` is for.
    selection: Option<Arc<Vec<Entry>>>,
    /// The event id looked up last, and the entries that want it.
    last_candidates: (u16, Range<usize>),
}

impl Plans {
    pub(crate) fn new() -> Plans {
        Plans {
            symbols: SymbolTable::new(),
            bindings: BindingReader::new(),
            roots: RootPlans::new(),
            fields: FieldPlans::new(),
            selection: None,
            last_candidates: (0, 0..0),
        }
    }

    /// Forgets what holds for one chunk only.
    pub(crate) fn next_chunk(&mut self, selection: &Selection) {
        let same = self.selection.as_ref().is_some_and(|known| Arc::ptr_eq(known, selection.identity()));
        if !same {
            self.selection = Some(Arc::clone(selection.identity()));
            self.fields.forget_remembered();
        }
        self.symbols.next_chunk();
        self.roots.clear();
        self.fields.clear();
        self.last_candidates = (0, 0..0);
    }

    /// The plan for records whose outer template is defined at `definition`; `None` where they must go
    /// the careful way.
    #[inline(always)]
    pub(crate) fn root(&mut self, chunk: &[u8], definition: u32) -> Option<&RootPlan> {
        self.roots.get(chunk, definition, &mut self.symbols, &mut self.bindings)
    }

    /// The plan for the wanted fields of an entry; `None` where records must go the careful way.
    #[inline(always)]
    pub(crate) fn fields(&mut self, chunk: &[u8], key: FieldsKey, entry: &Entry) -> Option<FieldPlan<'_>> {
        self.fields.get(chunk, key, entry, &mut self.symbols, &mut self.bindings)
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
}
