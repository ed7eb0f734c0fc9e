//! Tables: CSV and its kin, with a row of column names.
//!
//! A row is read as an object whose names are the columns, so that the dialects of JSON serve tables as well; rows whose id does
//! not count are not even turned into one. Columns are found by name, never by place.
//!
//! Traps: fields of several lines in quotes; `#TYPE` and `sep=` before the names; Event Viewer's table has five names and six
//! columns, in the language of its user; dates in the writer's order of day and month.

use super::Scratch;
use crate::civil_date::{DateOrder, order_shown, to_iso};
use crate::json::quote;
use crate::output::Output;
use crate::parcel::Parcel;
use crate::tally::{Assumption, Place};
use crate::text::{beginning, decoded};
use crate::wanted_id::is_wanted;
use doorknob_event::anomaly::AnomalyKind;
use memchr::{memchr_iter, memchr2_iter};
use std::borrow::Cow;

/// Columns with an event id.
const IDS: [&str; 9] = [
    "EventId",
    "EventID",
    "Event ID",
    "Id",
    "event_identifier",
    "EventCode",
    "winlog.event_id",
    "event.code",
    "event_id",
];

/// Columns with a time that may be written in the order of somebody's settings.
const DATES: [&str; 6] =
    ["Date and Time", "TimeCreated", "TimeGenerated", "_time", "EventTime", "@timestamp"];

/// Column names of Event Viewer.
const EVENT_VIEWER: [&str; 5] = ["Keywords", "Date and Time", "Source", "Event ID", "Task Category"];

/// plaso's oldest table: a line of prose an event, its values cut off.
const WITHOUT_FIELDS: &str = "plaso l2tcsv";

/// What the row of names says.
#[derive(PartialEq, Eq, Debug)]
pub(crate) struct Table {
    separator: u8,
    columns: Vec<String>,
    /// Columns whose times are in UTC because their name says so.
    utc: Vec<usize>,
    id: Option<usize>,
    shown: Option<DateOrder>,
    dialect: &'static str,
}

impl Table {
    /// The table that a text is, from its first rows; `None` where it is no table of events.
    pub(super) fn of_text(head: &str) -> Option<Table> {
        // An object's names and values read like a row of columns.
        if head.starts_with(['{', '[', '<']) {
            return None;
        }
        let start = names_at(head.as_bytes());
        let body = head.get(start..)?;
        let first_line = body.lines().next()?;
        let separator = [b',', b'\t', b';']
            .into_iter()
            .max_by_key(|separator| first_line.bytes().filter(|byte| byte == separator).count())?;
        let rows = Rows { bytes: body.as_bytes(), at: 0 };
        let mut rows = rows.map(|(from, to)| split(body.get(from..to).unwrap_or_default(), separator));
        let names = rows.next()?;
        let rows: Vec<Vec<Cow<'_, str>>> = rows.take(1000).collect();
        Table::of_rows(separator, &names, &rows)
    }

    fn of_rows(separator: u8, names: &[Cow<'_, str>], rows: &[Vec<Cow<'_, str>>]) -> Option<Table> {
        let mut columns: Vec<String> = names.iter().map(|name| name.trim().to_owned()).collect();
        if is_event_viewer(&columns, rows) {
            columns = EVENT_VIEWER.map(str::to_owned).to_vec();
        }
        let mut utc = Vec::new();
        for (at, column) in columns.iter_mut().enumerate() {
            if let Some(name) = column.strip_suffix("[UTC]") {
                *column = name.trim_end().to_owned();
                utc.push(at);
            }
        }
        let has = |name: &str| columns.iter().any(|column| column == name);
        let dialect = dialect(&has)?;
        let id = IDS.iter().find_map(|name| columns.iter().position(|column| column == name));
        let date = DATES.iter().find_map(|name| columns.iter().position(|column| column == name));
        let dates = rows.iter().filter_map(|row| row.get(date?)).map(|date| date.as_ref());
        let shown = order_shown(dates);
        Some(Table { separator, columns, utc, id, shown, dialect })
    }

    /// Decodes every row.
    pub(super) fn decode(&self, parcel: &Parcel, scratch: &mut Scratch, out: &mut Output<'_>) {
        let bytes = parcel.bytes.as_slice();
        let (mut line, mut counted) = (parcel.first_line, 0);
        let mut object = String::new();
        for (from, to) in (Rows { bytes, at: names_at(bytes) }) {
            line += memchr_iter(b'\n', bytes.get(counted..from).unwrap_or_default()).count() as u64;
            counted = from;
            let place = Place::line(line);
            let row = decoded(bytes.get(from..to).unwrap_or_default(), place, out);
            if row.trim().is_empty() {
                continue;
            }
            let fields = split(&row, self.separator);
            if self.is_names(&fields) {
                continue;
            }
            if let Some(id) = self.id.and_then(|at| fields.get(at)?.trim().parse::<u16>().ok())
                && !is_wanted(id)
            {
                out.tally.record("CSV", self.dialect);
                continue;
            }
            if self.dialect == WITHOUT_FIELDS {
                out.tally.record("CSV", self.dialect);
                let what = "left out: l2tcsv keeps no fields of an event; plaso's json_line does";
                out.tally.trouble(AnomalyKind::MissingField, what, place, String::new);
                continue;
            }
            if fields.len() < self.columns.len().min(2) {
                out.tally.unrecognised(place, || beginning(row.trim()));
                continue;
            }
            self.write_object(&fields, &mut object, out);
            if let Err(broken) = scratch.json.read(&object, "CSV", place, out) {
                let what = "left out: a row cannot be read";
                out.tally.trouble(AnomalyKind::Damaged, what, place, || broken.what.to_owned());
            }
        }
    }

    /// Whether a row holds the names: the first one, and others where tables were joined.
    fn is_names(&self, fields: &[Cow<'_, str>]) -> bool {
        let same = |at: usize| {
            fields.get(at).is_some_and(|field| Some(field.trim()) == self.columns.get(at).map(String::as_str))
        };
        match self.id {
            Some(_) if self.dialect == "Event Viewer" => fields.len() == EVENT_VIEWER.len(),
            Some(at) => same(at),
            None => same(0) && same(1),
        }
    }

    fn write_object(&self, fields: &[Cow<'_, str>], object: &mut String, out: &mut Output<'_>) {
        object.clear();
        object.push('{');
        for (at, field) in fields.iter().enumerate() {
            if at > 0 {
                object.push(',');
            }
            let name = self.columns.get(at).map_or("", String::as_str);
            quote(name, object);
            object.push(':');
            let dated = DATES.contains(&name).then(|| self.date(at, field, out)).flatten();
            quote(dated.as_deref().unwrap_or(field), object);
        }
        object.push('}');
    }

    /// A time in ISO form; `None` where it is in no order that needs that.
    fn date(&self, column: usize, field: &str, out: &mut Output<'_>) -> Option<String> {
        let (mut iso, assumed) = to_iso(field, self.shown)?;
        if let Some(order) = assumed {
            let assumption =
                if self.shown.is_some() { Assumption::DatesShown } else { Assumption::DatesUsual };
            out.tally.assume(assumption(order));
        }
        if self.utc.contains(&column) {
            iso.push('Z');
        }
        Some(iso)
    }
}

/// The dialect of a table with such columns, as it is named in the summary.
fn dialect(has: &dyn Fn(&str) -> bool) -> Option<&'static str> {
    let dialects: [(&[&str], &str); 12] = [
        (&["MACB", "sourcetype", "desc"], WITHOUT_FIELDS),
        (&["EventId", "Payload"], "EvtxECmd"),
        (&["RuleTitle", "EventID"], "Hayabusa"),
        (&["EventTitle", "Event ID"], "Hayabusa"),
        (&["event_identifier", "source_name"], "plaso / Timesketch"),
        (&["Id", "ProviderName", "LogName"], "Get-WinEvent"),
        (&["Date and Time", "Event ID"], "Event Viewer"),
        (&["TimeGenerated", "EventID"], "Azure Monitor"),
        (&["winlog.event_id"], "Winlogbeat / Elastic Agent"),
        (&["winlog.channel", "event.code"], "Winlogbeat / Elastic Agent"),
        (&["EventCode"], "Splunk"),
        (&["_raw"], "Splunk"),
    ];
    dialects.iter().find(|(names, _)| names.iter().all(|name| has(name))).map(|(_, dialect)| *dialect)
}

/// Five names of whatever language, rows of six fields, the fourth a number and the second a date.
fn is_event_viewer(columns: &[String], rows: &[Vec<Cow<'_, str>>]) -> bool {
    columns.len() == EVENT_VIEWER.len()
        && rows.first().is_some_and(|row| {
            row.len() == 6
                && row.get(3).is_some_and(|id| id.trim().parse::<u16>().is_ok())
                && row.get(1).is_some_and(|date| to_iso(date, None).is_some())
        })
}

/// Where the row of names begins: behind `#TYPE` and `sep=` lines.
fn names_at(bytes: &[u8]) -> usize {
    let mut at = 0;
    while let Some(rest) =
        bytes.get(at..).filter(|rest| rest.starts_with(b"#TYPE") || rest.starts_with(b"sep="))
    {
        at += memchr::memchr(b'\n', rest).map_or(rest.len(), |end| end + 1);
    }
    at
}

/// Ranges of rows: line ends inside quotes do not end one.
struct Rows<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl Iterator for Rows<'_> {
    type Item = (usize, usize);

    fn next(&mut self) -> Option<(usize, usize)> {
        let rest = self.bytes.get(self.at..).filter(|rest| !rest.is_empty())?;
        let end = row_end(rest).unwrap_or(rest.len());
        let from = self.at;
        self.at += end;
        Some((from, self.at))
    }
}

/// The byte after the line end that ends the first row.
fn row_end(bytes: &[u8]) -> Option<usize> {
    let mut quoted = false;
    for at in memchr2_iter(b'"', b'\n', bytes) {
        if bytes.get(at) == Some(&b'"') {
            quoted = !quoted;
        } else if !quoted {
            return Some(at + 1);
        }
    }
    None
}

/// Behind the last row that ends, or everything at the end of the input.
pub(super) fn cut(buffer: &[u8], end_of_input: bool) -> usize {
    if end_of_input {
        return buffer.len();
    }
    // Quotes on lines before the names mean nothing.
    let names = names_at(buffer);
    let (mut quoted, mut cut) = (false, names);
    for at in memchr2_iter(b'"', b'\n', buffer.get(names..).unwrap_or_default()) {
        if buffer.get(names + at) == Some(&b'"') {
            quoted = !quoted;
        } else if !quoted {
            cut = names + at + 1;
        }
    }
    cut
}

/// Fields of a row, their quotes undone.
fn split(row: &str, separator: u8) -> Vec<Cow<'_, str>> {
    let row = row.trim_end_matches(['\r', '\n']);
    let separator = char::from(separator);
    let mut fields = Vec::new();
    let mut rest = row;
    loop {
        let (field, after) = match rest.strip_prefix('"') {
            Some(quoted) => quoted_field(quoted),
            None => match rest.find(separator) {
                Some(at) => {
                    let (field, after) = rest.split_at(at);
                    (Cow::Borrowed(field), after)
                }
                None => (Cow::Borrowed(rest), ""),
            },
        };
        fields.push(field);
        match after.find(separator) {
            Some(at) => rest = after.get(at + 1..).unwrap_or_default(),
            None => return fields,
        }
    }
}

/// A field up to its closing quote, and what follows that.
fn quoted_field(text: &str) -> (Cow<'_, str>, &str) {
    let mut from = 0;
    loop {
        let Some(at) = text.get(from..).and_then(|rest| rest.find('"')).map(|at| from + at) else {
            return (Cow::Borrowed(text), "");
        };
        let after = text.get(at + 1..).unwrap_or_default();
        if after.starts_with('"') {
            from = at + 2;
            continue;
        }
        let field = text.get(..at).unwrap_or_default();
        let field =
            if field.contains("\"\"") { Cow::Owned(field.replace("\"\"", "\"")) } else { field.into() };
        return (field, after);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::carrier::Carrier;
    use crate::check::read_text;
    use std::sync::Arc;

    fn read(text: &str) -> (Vec<String>, crate::tally::Tally) {
        let table = Table::of_text(text).expect("a table");
        read_text(text.as_bytes(), &Carrier::Table(Arc::new(table)))
    }

    #[test]
    fn rows_and_fields() {
        assert_eq!(split("a,\"b \"\"x\"\",\n1\",,d\r\n", b','), ["a", "b \"x\",\n1", "", "d"]);
        assert_eq!(split("\"open", b','), ["open"]);
        assert_eq!(split("a\t\"b\"", b'\t'), ["a", "b"]);
        let text = b"a,\"x\ny\"\nb,\"un";
        assert_eq!(Rows { bytes: text, at: 0 }.collect::<Vec<_>>(), [(0, 8), (8, 13)]);
        assert_eq!((cut(text, false), cut(text, true)), (8, 13));
        assert_eq!(names_at(b"sep=,\r\n#TYPE x\r\na,b"), 16);
        assert!(Table::of_text("name,value\na,b\n").is_none());
    }

    #[test]
    fn a_row_is_read_like_an_object() {
        let text = "RecordNumber,EventRecordId,TimeCreated,EventId,Provider,Channel,Computer,Keywords,MapDescription,Payload\r\n\
            1,1444,2024-03-14 13:54:16.6138329,4776,Microsoft-Windows-Security-Auditing,Security,W,Audit failure,x,\
            \"{\"\"EventData\"\":{\"\"Data\"\":[{\"\"@Name\"\":\"\"TargetUserName\"\",\"\"#text\"\":\"\"bob\"\"}]}}\"\r\n\
            2,1445,2024-03-14 13:54:16.6138329,4688,Microsoft-Windows-Security-Auditing,Security,W,Audit success,x,\r\n";
        let (events, tally) = read(text);
        assert_eq!(
            events,
            ["NtlmValidation 4776 2024-03-14T13:54:16.6138329Z W #1444 failure TargetUserName=bob"]
        );
        assert_eq!(tally.records, 2);
    }

    #[test]
    fn kibana_writes_its_own_dates_in_the_zone_of_its_reader() {
        let text = "\"@timestamp\",\"winlog.channel\",\"event.code\",\"event.provider\",\"winlog.computer_name\",\
            \"winlog.event_data.TargetUserName\"\n\"Nov 23, 2026 @ 10:11:12.123\",Security,4776,\
            \"Microsoft-Windows-Security-Auditing\",dc,bob\n";
        let (events, tally) = read(text);
        assert_eq!((events.len(), tally.records, tally.events_without_zone), (0, 1, 1));
        let (_, anomalies) = tally.finish("x".into(), None);
        assert!(anomalies[0].text.contains("2026-11-23T10:11:12.123"), "{anomalies:?}");
    }

    #[test]
    fn event_viewer_in_any_language_tells_its_order_of_day_and_month() {
        let text = "Schlüsselwörter,Datum und Uhrzeit,Quelle,Ereignis-ID,Aufgabenkategorie\r\n\
            Überwachung gescheitert,01.02.2024 13:54:16,Microsoft-Windows-Security-Auditing,4776,x,\"Text\"\r\n\
            Überwachung gescheitert,13.02.2024 13:54:16,Microsoft-Windows-Security-Auditing,4776,x,\"Text\"\r\n";
        let (events, tally) = read(text);
        assert!(events.is_empty());
        assert_eq!((tally.records, tally.events_without_zone), (2, 2));
        let (summary, _) = tally.finish("x".into(), None);
        let assumed: Vec<&str> = summary.assumptions.iter().map(|(text, _)| text.as_str()).collect();
        assert_eq!(assumed, ["dates are day before month, as other dates of the input show"]);
    }
}
