//! Carriers: how records lie in the bytes of an input. A carrier cuts an input into parcels of whole records, and a
//! parcel into records; what a record says is a matter of its [dialect](crate::dialect).

pub(crate) mod evtx;
mod json_record;
mod lines;

use crate::output::Output;
use crate::parcel::Parcel;
use evtx::EvtxDecoder;
use json_record::JsonRecords;

/// How records lie in an input.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Carrier {
    /// EVTX chunks, without the file header.
    Chunks,
    /// One record a line.
    Lines,
}

/// What decoding keeps from parcel to parcel to save allocations; holds no facts.
#[derive(Debug, Default)]
pub(crate) struct Scratch {
    pub(crate) evtx: EvtxDecoder,
    json: JsonRecords,
}

impl Carrier {
    /// The carrier of a text, from its first bytes.
    pub(crate) fn of_text(_head: &[u8]) -> Carrier {
        Carrier::Lines
    }

    /// Bytes from the front of `buffer` that hold whole records; 0 where the first one has not ended.
    pub(crate) fn cut(self, buffer: &[u8], end_of_input: bool) -> usize {
        match self {
            Carrier::Chunks => evtx::cut(buffer, end_of_input),
            Carrier::Lines => lines::cut(buffer, end_of_input),
        }
    }

    /// In the middle of a record that is too long: bytes to drop before the next one begins, `None` where it does not
    /// begin in `buffer`.
    pub(crate) fn resume(self, buffer: &[u8]) -> Option<usize> {
        match self {
            Carrier::Chunks => Some(0),
            Carrier::Lines => lines::resume(buffer),
        }
    }

    /// Decodes the records of a parcel.
    pub(crate) fn decode(self, parcel: &Parcel, scratch: &mut Scratch, out: &mut Output<'_>) {
        match self {
            Carrier::Chunks => scratch.evtx.decode(&parcel.bytes, parcel.offset, out),
            Carrier::Lines => lines::decode(parcel, scratch, out),
        }
    }
}
