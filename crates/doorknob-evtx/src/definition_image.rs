//! Proof that a template definition is the one a plan was made for.
//!
//! A plan depends on the definition's bytes and on the names it refers to, some of which lie elsewhere in the
//! chunk. Where all of them are the same, at the same offsets, so is the plan. That is so for the first
//! definition of nearly every chunk of a log, and comparing costs a tenth of compiling. Nothing is taken on
//! trust: neither a template's id nor its GUID is a reason to reuse anything.

use crate::little_endian::slice_at;
use crate::names::Name;
use crate::tokens::Definition;

/// A copy of all that a plan depends on.
#[derive(Debug, Default)]
struct DefinitionImage {
    offset: usize,
    bytes: Vec<u8>,
    /// Names that lie outside the definition, by offset.
    names: Vec<(u32, Vec<u8>)>,
}

impl DefinitionImage {
    fn take(&mut self, chunk: &[u8], offset: usize, outer_names: &[u32]) -> Option<()> {
        let definition = Definition::at(chunk, offset)?;
        self.offset = offset;
        self.bytes.clear();
        self.bytes.extend_from_slice(chunk.get(offset..definition.body_end)?);
        self.names.clear();
        for name in outer_names {
            self.names.push((*name, Name::at(chunk, *name)?.0.to_vec()));
        }
        Some(())
    }

    fn is_at(&self, chunk: &[u8], offset: usize) -> bool {
        self.offset == offset
            && slice_at(chunk, offset, self.bytes.len()) == Some(self.bytes.as_slice())
            && self
                .names
                .iter()
                .all(|(at, name)| Name::at(chunk, *at).is_some_and(|found| found.0 == name.as_slice()))
    }
}

/// The plans compiled last, each with the image of its definition; at most [`Remembered::CAPACITY`].
#[derive(Debug)]
pub(crate) struct Remembered<T> {
    plans: Vec<(DefinitionImage, T)>,
    next: usize,
}

impl<T> Remembered<T> {
    const CAPACITY: usize = 8;

    pub(crate) fn new() -> Remembered<T> {
        Remembered { plans: Vec::new(), next: 0 }
    }

    pub(crate) fn clear(&mut self) {
        self.plans.clear();
        self.next = 0;
    }

    /// The plan for the definition at `offset` that `is_wanted`, if it was remembered.
    pub(crate) fn find(&self, chunk: &[u8], offset: usize, is_wanted: impl Fn(&T) -> bool) -> Option<&T> {
        self.plans
            .iter()
            .find(|(image, plan)| is_wanted(plan) && image.is_at(chunk, offset))
            .map(|(_, plan)| plan)
    }

    /// Remembers a plan in place of the one that was remembered longest ago.
    pub(crate) fn remember(&mut self, chunk: &[u8], offset: usize, outer_names: &[u32], plan: T) {
        let mut image = DefinitionImage::default();
        if self.plans.len() == Self::CAPACITY
            && let Some((oldest, _)) = self.plans.get_mut(self.next)
        {
            image = std::mem::take(oldest);
        }
        if image.take(chunk, offset, outer_names).is_none() {
            return;
        }
        match self.plans.get_mut(self.next) {
            Some(place) => *place = (image, plan),
            None => self.plans.push((image, plan)),
        }
        self.next = (self.next + 1) % Self::CAPACITY;
    }
}
