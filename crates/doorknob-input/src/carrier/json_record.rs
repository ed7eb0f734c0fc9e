//! One JSON object: which dialect it is, and what it says.

use crate::dialect::JSON_DIALECTS;
use crate::json::{Broken, Json, Tape};
use crate::output::Output;
use crate::record::{Fields, deliver};
use crate::tally::Place;

/// Reads JSON records one after the other.
#[derive(Debug, Default)]
pub(crate) struct JsonRecords {
    tape: Tape,
    /// The dialect that fitted last: tried first, which decides nothing but speed.
    likely: usize,
}

impl JsonRecords {
    /// Reads the first JSON value of `text` as a record and returns the byte after it.
    ///
    /// # Errors
    /// Where it is no JSON. A JSON value of no known dialect is counted, not an error.
    pub(crate) fn read(&mut self, text: &str, place: Place, out: &mut Output<'_>) -> Result<usize, Broken> {
        let end = self.tape.parse(text)?;
        if let Some(record) = Json::root(text, &self.tape) {
            self.likely = dispatch(record, self.likely, place, out);
        }
        Ok(end)
    }
}

/// Finds the dialect of a record and hands its event on; returns the dialect to try first next time.
fn dispatch(record: Json<'_>, likely: usize, place: Place, out: &mut Output<'_>) -> usize {
    let others = (0..JSON_DIALECTS.len()).filter(|at| *at != likely);
    for at in std::iter::once(likely).chain(others) {
        let Some(dialect) = JSON_DIALECTS.get(at) else { continue };
        let Some(header) = dialect.header(record) else { continue };
        out.tally.record(dialect.name());
        if let Some(spec) = header.spec() {
            let fields = Fields::look_up(spec, |path| dialect.field(record, spec, path));
            deliver(spec, &header, &fields, place, out);
        }
        return at;
    }
    out.tally.unrecognised(place, || {
        let names: Vec<_> = record.entries().take(5).map(|(name, _)| name.into_owned()).collect();
        format!("a JSON object with {}", names.join(", "))
    });
    likely
}
