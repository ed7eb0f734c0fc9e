//! A piece of an input that holds whole records: what one thread cuts and any thread decodes.

use crate::carrier::Carrier;

/// Whole records of one input.
#[derive(Debug)]
pub(crate) struct Parcel {
    /// Index of the input.
    pub(crate) input: u32,
    /// How records lie in it.
    pub(crate) carrier: Carrier,
    /// The records.
    pub(crate) bytes: Vec<u8>,
    /// 1-based number of its first line in the input, for text.
    pub(crate) first_line: u64,
    /// Offset of its first byte in the input.
    pub(crate) offset: u64,
    /// It ends where the input ends.
    pub(crate) last: bool,
}
