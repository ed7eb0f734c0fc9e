//! JSON that is not one record a line: pretty-printed objects one behind the other, arrays of any length, search results,
//! everything on one line.
//!
//! The text is cut between values, wherever in the nesting they stand: brackets and commas around records are skipped, so that
//! an array of a million events needs no more memory than one of them. Only a wrapper that is larger than any record is entered;
//! a smaller one is read as a whole, since its names say what its parts are.

use super::Scratch;
use crate::json::{end_of_quoted, end_of_value};
use crate::output::Output;
use crate::parcel::Parcel;
use crate::tally::Place;
use crate::text::{beginning, decoded};
use doorknob_event::anomaly::AnomalyKind;
use memchr::{memchr, memchr_iter};

/// An object that is not complete within so many bytes is a wrapper: the largest event is below 64 KiB in EVTX.
const WRAPPER_BYTES: usize = 1 << 20;

/// What stands at a place outside of records.
enum Here {
    /// A record that ends there.
    Record(usize),
    /// A record or text that goes on behind the bytes.
    Unfinished,
    /// Brackets, commas, names, up to there.
    Between(usize),
}

fn here(bytes: &[u8], at: usize) -> Here {
    match bytes.get(at) {
        Some(b'{') => end_of_value(bytes, at).map_or(Here::Unfinished, Here::Record),
        // A name in front of a list, or text in a list.
        Some(b'"') => end_of_quoted(bytes, at).map_or(Here::Unfinished, Here::Between),
        Some(_) => Here::Between(at + 1),
        None => Here::Unfinished,
    }
}

/// Behind the last record that ends; a wrapper is cut behind the bracket that opens its list.
pub(super) fn cut(buffer: &[u8], end_of_input: bool) -> usize {
    if end_of_input {
        return buffer.len();
    }
    let mut at = 0;
    while at < buffer.len() {
        match here(buffer, at) {
            Here::Record(end) | Here::Between(end) => at = end,
            Here::Unfinished if at == 0 && buffer.len() >= WRAPPER_BYTES => {
                return list_begins(buffer).unwrap_or(0);
            }
            Here::Unfinished => break,
        }
    }
    at
}

/// Behind the next line end that an object follows, where records stand on lines; behind the next bracket otherwise.
pub(super) fn resume(buffer: &[u8]) -> Option<usize> {
    memchr_iter(b'\n', buffer)
        .map(|at| at + 1)
        .find(|at| buffer.get(*at..).is_some_and(|rest| rest.trim_ascii_start().starts_with(b"{")))
}

/// Behind the first `[` in the object at the front that an object follows.
fn list_begins(bytes: &[u8]) -> Option<usize> {
    let mut at = 0;
    loop {
        let rest = bytes.get(at..)?;
        let next = at + rest.iter().position(|b| matches!(b, b'[' | b'"'))?;
        if bytes.get(next) == Some(&b'[') {
            if bytes.get(next + 1..)?.trim_ascii_start().starts_with(b"{") {
                return Some(next + 1);
            }
            at = next + 1;
        } else {
            at = end_of_quoted(bytes, next)?;
        }
    }
}

/// Decodes every record.
pub(super) fn decode(parcel: &Parcel, scratch: &mut Scratch, out: &mut Output<'_>) {
    let bytes = parcel.bytes.as_slice();
    let (mut line, mut counted) = (parcel.first_line, 0);
    let mut at = 0;
    while at < bytes.len() {
        let end = match here(bytes, at) {
            Here::Between(end) => {
                at = end;
                continue;
            }
            Here::Record(end) => Some(end),
            Here::Unfinished => None,
        };
        line += memchr_iter(b'\n', bytes.get(counted..at).unwrap_or_default()).count() as u64;
        counted = at;
        let place = Place::line(line);
        match end {
            Some(end) => {
                record(bytes.get(at..end).unwrap_or_default(), place, scratch, out);
                at = end;
            }
            // What opens a wrapper is cut off behind its list's bracket.
            None if !parcel.last && bytes.ends_with(b"[") => return,
            None => {
                at = broken(bytes, at, place, out);
            }
        }
    }
}

fn record(bytes: &[u8], place: Place, scratch: &mut Scratch, out: &mut Output<'_>) {
    let text = decoded(bytes, place, out);
    if let Err(broken) = scratch.json.read(&text, "JSON", place, out) {
        out.tally.trouble(AnomalyKind::Damaged, "left out: a record is no JSON", place, || {
            format!("{} at byte {}", broken.what, broken.at)
        });
    }
}

/// A value that does not end: the rest is searched for the next object that begins a line.
fn broken(bytes: &[u8], at: usize, place: Place, out: &mut Output<'_>) -> usize {
    out.tally.trouble(AnomalyKind::Truncated, "left out: a record does not end", place, || {
        let rest = bytes.get(at..).unwrap_or_default();
        let end = memchr(b'\n', rest).unwrap_or(rest.len()).min(100);
        beginning(&String::from_utf8_lossy(rest.get(..end).unwrap_or_default()))
    });
    let rest = bytes.get(at + 1..).unwrap_or_default();
    let next = memchr_iter(b'\n', rest).find(|line| rest.get(line + 1) == Some(&b'{'));
    next.map_or(bytes.len(), |line| at + 1 + line + 1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::carrier::Carrier;
    use crate::check::read_text;

    fn event(id: u32) -> String {
        format!(
            r#"{{"Id":4672,"LogName":"Security","ProviderName":"Microsoft-Windows-Security-Auditing","RecordId":{id},
            "TimeCreated":"2024-03-14T13:54:16Z","Properties":[{{"Value":"S-1-5-18"}}]}}"#
        )
    }

    #[test]
    fn records_are_found_at_any_depth() {
        let (a, b) = (event(1), event(2));
        let table = [
            format!("{a}\n{b}"),
            format!("[{a},\n{b}]"),
            format!("Record 1\n{a}\nRecord 2\n{b}\n"),
            format!(r#"{{"took":1,"hits":{{"hits":[{{"_source":{a}}},{{"_source":{b}}}]}}}}"#),
            format!(r#"{{"events":[{a},{b}]}}"#),
        ];
        for text in table {
            let (events, tally) = read_text(text.as_bytes(), &Carrier::JsonDocument);
            assert_eq!((events.len(), tally.records), (2, 2), "{text}");
        }
    }

    #[test]
    fn cuts_fall_between_records() {
        let text = format!("[{},{},{{\"x\":", event(1), event(2));
        let cut = cut(text.as_bytes(), false);
        assert_eq!(text.get(cut..), Some("{\"x\":"));
    }

    #[test]
    fn a_large_wrapper_is_entered() {
        let list: Vec<String> = (0..8000).map(event).collect();
        let text = format!(r#"{{"took":1,"shards":[1],"hits":{{"max":null,"hits":[{}]}}}}"#, list.join(","));
        let front = cut(text.get(..WRAPPER_BYTES).expect("long").as_bytes(), false);
        assert!(text.get(..front).expect("cut").ends_with("\"hits\":["));
        let rest = text.get(front..).expect("cut").as_bytes();
        let (events, _) = read_text(rest, &Carrier::JsonDocument);
        assert_eq!(events.len(), 8000);
    }

    #[test]
    fn a_record_that_does_not_end_costs_what_stands_on_its_lines() {
        let text = format!("{}\n{{\"a\":{{\n{}\n", event(1), event(2));
        let (events, tally) = read_text(text.as_bytes(), &Carrier::JsonDocument);
        assert_eq!((events.len(), tally.finish("x".into(), None).1.len()), (2, 1));
    }
}
