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
    /// Names that lie outside the definition: the offset of each and its length in `text`.
    names: Vec<(u32, usize)>,
    /// The text of the names, one after the other.
    text: Vec<u8>,
}

impl DefinitionImage {
    fn take(&mut self, chunk: &[u8], offset: usize, outer_names: &[u32]) -> Option<()> {
        self.bytes.clear();
        self.names.clear();
        self.text.clear();
        let definition = Definition::at(chunk, offset)?;
        self.offset = offset;
        self.bytes.extend_from_slice(chunk.get(offset..definition.body_end)?);
        for at in outer_names {
            let name = Name::at(chunk, *at)?;
            self.names.push((*at, name.0.len()));
            self.text.extend_from_slice(name.0);
        }
        Some(())
    }

    fn is_at(&self, chunk: &[u8], offset: usize) -> bool {
        // An image that could not be taken has no bytes, and a definition always has some.
        if self.offset != offset
            || self.bytes.is_empty()
            || slice_at(chunk, offset, self.bytes.len()) != Some(self.bytes.as_slice())
        {
            return false;
        }
        let mut text = self.text.as_slice();
        self.names.iter().all(|(at, len)| {
            let (name, rest) = text.split_at_checked(*len).unwrap_or_default();
            text = rest;
            Name::at(chunk, *at).is_some_and(|found| found.0 == name)
        })
    }
}

/// The plans compiled last, each with the image of its definition; at most [`Remembered::CAPACITY`].
#[derive(Debug)]
pub(crate) struct Remembered<T> {
    plans: Vec<(DefinitionImage, T)>,
    next: usize,
}

impl<T: Default> Remembered<T> {
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

    /// The place for a plan to be remembered: that of the one remembered longest ago, whose memory is to
    /// be used again. `None`: what the plan depends on cannot be remembered.
    pub(crate) fn replace(&mut self, chunk: &[u8], offset: usize, outer_names: &[u32]) -> Option<&mut T> {
        if self.plans.len() < Self::CAPACITY {
            self.plans.push(Default::default());
            self.next = self.plans.len() - 1;
        }
        let (image, plan) = self.plans.get_mut(self.next)?;
        self.next = (self.next + 1) % Self::CAPACITY;
        if image.take(chunk, offset, outer_names).is_none() {
            image.bytes.clear();
            return None;
        }
        Some(plan)
    }
}
