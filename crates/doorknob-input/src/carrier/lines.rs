//! One record a line: JSON lines.
//!
//! A bad line is an anomaly with its number and costs nothing but itself.

use super::Scratch;
use crate::output::Output;
use crate::parcel::Parcel;
use crate::tally::Place;
use doorknob_event::anomaly::AnomalyKind;
use memchr::{memchr, memchr_iter, memrchr};
use std::borrow::Cow;

/// Up to the last line end, or everything at the end of the input.
pub(super) fn cut(buffer: &[u8], end_of_input: bool) -> usize {
    if end_of_input { buffer.len() } else { memrchr(b'\n', buffer).map_or(0, |at| at + 1) }
}

/// Behind the next line end.
pub(super) fn resume(buffer: &[u8]) -> Option<usize> {
    memchr(b'\n', buffer).map(|at| at + 1)
}

/// Decodes every line.
pub(super) fn decode(parcel: &Parcel, scratch: &mut Scratch, out: &mut Output<'_>) {
    let bytes = parcel.bytes.as_slice();
    let ends = memchr_iter(b'\n', bytes).chain(std::iter::once(bytes.len()));
    let mut start = 0;
    for (number, end) in ends.enumerate() {
        let raw = bytes.get(start..end).unwrap_or_default();
        start = end + 1;
        let place = Place::line(parcel.first_line + number as u64);
        let line = text_of(raw, place, out);
        let cut_short = parcel.last && end == bytes.len();
        decode_line(trimmed(&line), place, cut_short, scratch, out);
    }
}

/// Without what is no content: space, byte order marks where files were joined, NULs where a disk was full.
fn trimmed(line: &str) -> &str {
    line.trim_matches(|c: char| c.is_whitespace() || matches!(c, '\u{feff}' | '\0'))
}

/// The line as text. Bytes that are no UTF-8 become U+FFFD and are counted.
fn text_of<'a>(raw: &'a [u8], place: Place, out: &mut Output<'_>) -> Cow<'a, str> {
    let text = String::from_utf8_lossy(raw);
    if matches!(text, Cow::Owned(_)) {
        let what = "bytes that are no UTF-8 were replaced";
        out.tally.trouble(AnomalyKind::BadValue, what, place, String::new);
    }
    text
}

fn decode_line(line: &str, place: Place, last: bool, scratch: &mut Scratch, out: &mut Output<'_>) {
    if line.starts_with('{') {
        if let Err(broken) = scratch.json.read(line, place, out) {
            let kind = if broken.cut_short && last { AnomalyKind::Truncated } else { AnomalyKind::Damaged };
            out.tally.trouble(kind, "left out: a line is no JSON", place, || {
                format!("{} at byte {}", broken.what, broken.at)
            });
        }
    } else if !line.is_empty() {
        out.tally.unrecognised(place, || beginning(line));
    }
}

/// The first characters of a text, for a message.
fn beginning(text: &str) -> String {
    const SHOWN: usize = 60;
    match text.char_indices().nth(SHOWN) {
        Some((end, _)) => format!("{}...", text.get(..end).unwrap_or_default()),
        None => text.to_owned(),
    }
}
