//! One JSON object: which dialect it is, and what it says. Objects that wrap others (search results, bulk exports, batches)
//! are opened; text that holds an event in another format is read as that.

use super::text_record;
use crate::dialect::{JSON_DIALECTS, JsonDialect};
use crate::json::{Broken, Json, Tape};
use crate::message;
use crate::output::Output;
use crate::record::deliver;
use crate::tally::Place;
use crate::wanted_id::{IdFinder, Verdict};

/// Deepest wrapping: OTLP has four levels, in a search result five.
const WRAPPED_MAX: usize = 8;

/// Lists of records inside a wrapper.
const LISTS: [&[&str]; 9] = [
    &["hits", "hits"],
    &["resourceLogs"],
    &["scopeLogs"],
    &["logRecords"],
    &["events"],
    &["records"],
    &["Records"],
    &["results"],
    &["value"],
];

/// One record inside a wrapper.
const INNER: [&[&str]; 5] = [&["_source"], &["result"], &["event", "EVENT"], &["event"], &["fields"]];

/// Text that may hold an event.
const TEXTS: [&[&str]; 9] = [
    &["_raw"],
    &["data"],
    &["event", "original"],
    &["event"],
    &["body", "stringValue"],
    &["body"],
    &["message"],
    &["log"],
    &["line"],
];

/// Reads JSON records one after the other.
#[derive(Debug, Default)]
pub(crate) struct JsonRecords {
    tape: Tape,
    /// The dialect that fitted last in this parcel: tried first, which decides nothing but speed.
    likely: Option<usize>,
    /// How the last line began that was a record of that dialect by itself, not a wrapper.
    beginning: Option<[u8; BEGINNING]>,
    /// Finds the event id of that dialect.
    finder: Option<(usize, IdFinder)>,
}

/// Bytes that lines of one writer have in common at their beginning, or else are parsed.
const BEGINNING: usize = 10;

impl JsonRecords {
    /// Forgets what was read before, so that nothing depends on which thread reads what.
    pub(crate) fn forget(&mut self) {
        (self.likely, self.beginning) = (None, None);
    }

    /// Reads the first JSON value of `text` as a record and returns the byte after it.
    ///
    /// # Errors
    /// Where it is no JSON. A JSON value of no known dialect is counted, not an error.
    pub(crate) fn read(
        &mut self,
        text: &str,
        carrier: &'static str,
        place: Place,
        out: &mut Output<'_>,
    ) -> Result<usize, Broken> {
        let end = self.tape.parse(text)?;
        if let Some(record) = Json::root(text, &self.tape) {
            let mut dispatch = Dispatch { likely: self.likely, wrapped: false, carrier, place };
            dispatch.record(record, 0, out);
            self.likely = dispatch.likely;
            let beginning = text.as_bytes().first_chunk().copied();
            self.beginning = if dispatch.wrapped { None } else { beginning };
        }
        Ok(end)
    }

    /// The same for text that holds exactly one record: one that begins like the one before and whose event id is visibly none
    /// that counts is not parsed.
    pub(crate) fn read_line(
        &mut self,
        text: &str,
        carrier: &'static str,
        place: Place,
        out: &mut Output<'_>,
    ) -> Result<usize, Broken> {
        if let Some(dialect) = self.likely.and_then(|at| JSON_DIALECTS.get(at))
            && self.beginning.is_some_and(|beginning| text.as_bytes().starts_with(&beginning))
            && text.ends_with('}')
            && self.finder(*dialect).judge(text.as_bytes()) == Verdict::Unwanted
        {
            out.tally.record(carrier, dialect.name());
            return Ok(text.len());
        }
        self.read(text, carrier, place, out)
    }

    /// The finder of the likely dialect.
    fn finder(&mut self, dialect: &dyn JsonDialect) -> &IdFinder {
        let of = self.likely.unwrap_or_default();
        let (known, finder) = self.finder.get_or_insert_with(|| (of, IdFinder::new(dialect.id_name())));
        if *known != of {
            (*known, *finder) = (of, IdFinder::new(dialect.id_name()));
        }
        finder
    }
}

struct Dispatch {
    likely: Option<usize>,
    /// What was read is not one record in one dialect.
    wrapped: bool,
    carrier: &'static str,
    place: Place,
}

impl Dispatch {
    fn record(&mut self, record: Json<'_>, depth: usize, out: &mut Output<'_>) {
        if self.of_dialect(record, out) || depth >= WRAPPED_MAX {
            return;
        }
        self.wrapped = true;
        let list = || LISTS.iter().find_map(|names| record.path(names).filter(|list| list.is_array()));
        let inner = || INNER.iter().find_map(|names| record.path(names).filter(|json| json.is_object()));
        if record.is_array() {
            record.items().for_each(|item| self.record(item, depth + 1, out));
        } else if let Some(list) = list() {
            list.items().for_each(|item| self.record(item, depth + 1, out));
        } else if self.of_text(record, depth, out) || is_bulk_action(record) {
        } else if let Some(inner) = inner() {
            self.record(inner, depth + 1, out);
        } else {
            out.tally.unrecognised(self.place, || {
                let names: Vec<_> = record.entries().take(5).map(|(name, _)| name.into_owned()).collect();
                format!("a JSON object with {}", names.join(", "))
            });
        }
    }

    /// Reads the record if a dialect knows it.
    fn of_dialect(&mut self, record: Json<'_>, out: &mut Output<'_>) -> bool {
        let others = (0..JSON_DIALECTS.len()).filter(|at| Some(*at) != self.likely);
        for at in self.likely.into_iter().chain(others) {
            if let Some(dialect) = JSON_DIALECTS.get(at)
                && self.in_dialect(*dialect, record, out)
            {
                self.likely = Some(at);
                return true;
            }
        }
        false
    }

    fn in_dialect(&self, dialect: &dyn JsonDialect, record: Json<'_>, out: &mut Output<'_>) -> bool {
        let Some(header) = dialect.header(record) else { return false };
        out.tally.record(self.carrier, dialect.name());
        if let Some(spec) = header.spec()
            && !dialect.is_repeated(record)
        {
            let mut fields = dialect.fields(record, spec);
            if fields.is_empty()
                && let Some(message) = dialect.message(record)
            {
                fields = message::fields(&message, spec);
            }
            deliver(spec, &header, &fields, self.place, out);
        }
        true
    }

    /// Reads an event that stands as text in the record.
    fn of_text(&self, record: Json<'_>, depth: usize, out: &mut Output<'_>) -> bool {
        TEXTS.iter().any(|names| {
            let text = record.path(names).and_then(Json::text);
            text.is_some_and(|text| {
                text_record::read_inner(&text, self.carrier, self.place, out)
                    || self.of_json_text(&text, depth + 1, out)
            })
        })
    }

    /// Reads JSON that stands as text in JSON, as log stores and container runtimes keep the lines they are given.
    fn of_json_text(&self, text: &str, depth: usize, out: &mut Output<'_>) -> bool {
        let mut tape = Tape::default();
        if depth >= WRAPPED_MAX || !text.trim_start().starts_with('{') || tape.parse(text).is_err() {
            return false;
        }
        let mut inner = Dispatch { likely: None, wrapped: false, carrier: self.carrier, place: self.place };
        Json::root(text, &tape)
            .is_some_and(|record| inner.of_dialect(record, out) || inner.of_text(record, depth, out))
    }
}

/// The line before a document in an Elasticsearch bulk file: `{"index":{"_index":"x"}}`.
fn is_bulk_action(record: Json<'_>) -> bool {
    let mut entries = record.entries();
    let Some((name, action)) = entries.next() else { return false };
    matches!(name.as_ref(), "create" | "index" | "update" | "delete")
        && action.is_object()
        && entries.next().is_none()
}
