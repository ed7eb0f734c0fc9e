//! One record a line: JSON lines, syslog, Snare, single-line XML, mixed as they come.
//!
//! A bad line is an anomaly with its number and costs nothing but itself.

use super::{Scratch, text_record};
use crate::output::Output;
use crate::parcel::Parcel;
use crate::tally::Place;
use crate::text::{beginning, decoded, trimmed};
use doorknob_event::anomaly::AnomalyKind;
use memchr::{memchr, memchr_iter, memrchr};

/// Up to the last line end, or everything at the end of the input.
pub(super) fn cut(buffer: &[u8], end_of_input: bool) -> usize {
    if end_of_input { buffer.len() } else { memrchr(b'\n', buffer).map_or(0, |at| at + 1) }
}

/// Behind the next line end.
pub(super) fn resume(buffer: &[u8]) -> Option<usize> {
    memchr(b'\n', buffer).map(|at| at + 1)
}

/// Decodes every line; objects lie in `carrier`.
pub(super) fn decode(parcel: &Parcel, carrier: &'static str, scratch: &mut Scratch, out: &mut Output<'_>) {
    let bytes = parcel.bytes.as_slice();
    let ends = memchr_iter(b'\n', bytes).chain(std::iter::once(bytes.len()));
    let mut start = 0;
    for (number, end) in ends.enumerate() {
        let raw = bytes.get(start..end).unwrap_or_default();
        start = end + 1;
        let place = Place::line(parcel.first_line + number as u64);
        let line = decoded(raw, place, out);
        let cut_short = parcel.last && end == bytes.len();
        decode_line(trimmed(&line), carrier, place, cut_short, scratch, out);
    }
}

fn decode_line(
    line: &str,
    carrier: &'static str,
    place: Place,
    last: bool,
    scratch: &mut Scratch,
    out: &mut Output<'_>,
) {
    if line.starts_with('{') {
        if let Err(broken) = scratch.json.read_line(line, carrier, place, out) {
            let kind = if broken.cut_short && last { AnomalyKind::Truncated } else { AnomalyKind::Damaged };
            out.tally.trouble(kind, "left out: a line is no JSON", place, || {
                format!("{} at byte {}", broken.what, broken.at)
            });
        }
    } else if !line.is_empty() && !text_record::read(line, place, scratch, out) {
        out.tally.unrecognised(place, || beginning(line));
    }
}
