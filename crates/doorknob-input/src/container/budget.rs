//! How much a container may expand to, so that a bomb is refused and an empty 128 MiB log is not.
//!
//! A file on disk has a budget: a free amount, or a multiple of its size where that is more. Archives are charged with the sizes that
//! their directory states before a member is opened, streams as they expand, in an order that does not depend on threads; a
//! member may not grow beyond the size that was stated for it.

use crate::options::ReadOptions;
use std::io::{self, Read};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// Bytes that may still come out of a file, whatever it is wrapped in.
#[derive(Clone, Debug)]
pub(crate) struct Budget(Arc<AtomicU64>);

impl Budget {
    /// Exactly so much.
    pub(crate) fn of(bytes: u64) -> Budget {
        Budget(Arc::new(AtomicU64::new(bytes)))
    }

    /// For a file of so many bytes; `None` where that is not known (standard input).
    pub(crate) fn of_file(bytes: Option<u64>, options: &ReadOptions) -> Budget {
        let multiple = bytes.map_or(u64::MAX, |bytes| bytes.saturating_mul(options.expansion_ratio_max));
        Budget::of(multiple.max(options.expansion_bytes_free))
    }

    /// For what a compressed member of an archive expands to, beyond the size that the archive states for it.
    pub(crate) fn of_member(bytes: u64, options: &ReadOptions) -> Budget {
        const FREE: u64 = 64;
        Budget::of(bytes.saturating_mul(options.expansion_ratio_max).max(options.expansion_bytes_free / FREE))
    }

    /// Takes so much off; `false` where that is not left.
    pub(crate) fn charge(&self, bytes: u64) -> bool {
        let taken = self.0.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |left| left.checked_sub(bytes));
        taken.is_ok()
    }

    /// Takes so much off.
    ///
    /// # Errors
    /// A refusal where that is not left.
    pub(crate) fn take_for(&self, bytes: u64) -> io::Result<()> {
        if self.charge(bytes) { Ok(()) } else { Err(io::Error::other(Refused)) }
    }

    /// Limits what comes out of `reader`.
    pub(crate) fn guard<R: Read>(self, reader: R) -> Guarded<R> {
        Guarded { reader, budget: self }
    }
}

/// A reader that fails when the budget is used up.
#[derive(Debug)]
pub(crate) struct Guarded<R> {
    reader: R,
    budget: Budget,
}

impl<R: Read> Read for Guarded<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let length = self.reader.read(buffer)?;
        self.budget.take_for(length as u64).map(|()| length)
    }
}

/// Why nothing more comes out.
#[derive(Debug, thiserror::Error)]
#[error("it expands to more than its size allows; the rest is refused")]
struct Refused;

/// Whether an error is a refusal rather than damage.
pub(crate) fn is_refusal(error: &io::Error) -> bool {
    error.get_ref().is_some_and(|inner| inner.is::<Refused>())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_budget_ends() {
        let options =
            ReadOptions { expansion_bytes_free: 10, expansion_ratio_max: 3, ..ReadOptions::default() };
        let mut out = Vec::new();
        let result = Budget::of_file(Some(4), &options).guard(io::repeat(1).take(12)).read_to_end(&mut out);
        assert_eq!(result.ok(), Some(12));
        let error = Budget::of_file(Some(4), &options).guard(io::repeat(1)).read_to_end(&mut out);
        assert!(error.is_err_and(|error| is_refusal(&error)));
        assert!(!is_refusal(&io::Error::other("disk")));
        let budget = Budget::of(5);
        assert!(budget.charge(5) && !budget.charge(1));
    }
}
