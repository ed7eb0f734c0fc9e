//! The values of a template instance, by place.

use crate::bindings::Source;
use crate::field_plan::FieldPlan;
use crate::tokens::{Instance, NO_DEPENDENCY, value_len};
use crate::window::Window;

/// The values of an instance, found one after the other: the way that serves every plan.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Located<'a, 'w> {
    chunk: &'a [u8],
    windows: &'w [Window],
}

/// Whether values that end at `at` fill their stream, which ends at `end`: nothing follows them, or the
/// end token and then padding of any content.
#[inline(always)]
pub(crate) fn fills_stream(chunk: &[u8], at: usize, end: usize) -> bool {
    at == end || (at < end && chunk.get(at) == Some(&0))
}

impl<'a, 'w> Located<'a, 'w> {
    /// Finds the place of every value; `None` unless they end where the stream does, so that all of
    /// them lie inside it.
    pub(crate) fn new(
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
        fills_stream(chunk, at, end).then_some(Located { chunk, windows })
    }

    /// The value in `slot`.
    pub(crate) fn slot(&self, slot: u16) -> Option<Window> {
        self.windows.get(usize::from(slot)).copied()
    }

    /// Finds the wanted fields; `None` where the careful way must.
    pub(crate) fn fill(&self, plan: &FieldPlan<'_>, wanted: &mut [Window]) -> Option<()> {
        if plan.arrays_shift && self.windows.iter().any(|value| value.is_array()) {
            return None;
        }
        wanted.get_mut(..plan.fixed.len())?.copy_from_slice(plan.fixed);
        for (field, source) in plan.sources {
            *wanted.get_mut(usize::from(*field))? = self.window(*source)?;
        }
        Some(())
    }

    /// A value by its source; `None` where only the careful way can tell.
    fn window(&self, source: Source) -> Option<Window> {
        let (window, dependency) = match source {
            Source::Absent => return Some(Window::NONE),
            Source::Slot { slot, dependency } => (self.slot(slot)?, dependency),
            Source::Literal { at, len, dependency } => (Window::of_text(at, len), dependency),
            Source::Item { slot, item, dependency } => (self.item(slot, item)?, dependency),
            Source::Complex => return None,
        };
        let left_out = dependency != NO_DEPENDENCY && self.slot(dependency).is_some_and(Window::is_null);
        if left_out {
            return Some(Window::NONE);
        }
        (window.is_plain() || window == Window::NONE).then_some(window)
    }

    /// One of the elements that an array makes of the single unnamed `Data`.
    fn item(&self, slot: u16, item: u16) -> Option<Window> {
        let window = self.slot(slot)?;
        match item {
            0 if window.is_plain() => return Some(window),
            _ if window.is_plain() => return Some(Window::NONE),
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
}
