//! Every parser of bytes that come from outside, for tests with broken ones: those of `tests/mutations.rs`, which run always, and
//! the coverage-guided ones of `fuzz/`.

use crate::carrier::{Blocks, Carrier, Scratch};
use crate::civil_date::{DateOrder, to_iso};
use crate::container::{Budget, Frames, Rows, spool};
use crate::message;
use crate::moment::Moment;
use crate::options::ReadOptions;
use crate::output::Output;
use crate::parcel::Parcel;
use crate::sink::EventSink;
use crate::tally::Tally;
use crate::{NoProgress, read_all};
use doorknob_event::event::{Event, SPECS};
use std::io::{self, Read, Write};

/// A parser.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Parser {
    /// EVTX chunks.
    Evtx,
    /// Event XML.
    Xml,
    /// JSON, an object a line: all dialects.
    JsonLines,
    /// JSON, a value anywhere.
    JsonDocument,
    /// CSV and its kin.
    Table,
    /// CEF, LEEF and what WinCollect writes.
    KeyValue,
    /// Syslog, Snare.
    Syslog,
    /// Blocks of labelled lines: Splunk, `wevtutil`, Event Viewer.
    Blocks,
    /// The text that Windows makes of an event.
    RenderedText,
    /// Times and dates.
    Times,
    /// Parquet.
    Parquet,
    /// Lumberjack frames.
    Lumberjack,
    /// Whole files: recognition, encodings, compression, archives, and what lies in them.
    Files,
}

/// Expansion that is let through, so that a run needs little memory.
const EXPANSION: u64 = 4 << 20;

impl Parser {
    /// All.
    pub const ALL: [Parser; 13] = [
        Parser::Evtx,
        Parser::Xml,
        Parser::JsonLines,
        Parser::JsonDocument,
        Parser::Table,
        Parser::KeyValue,
        Parser::Syslog,
        Parser::Blocks,
        Parser::RenderedText,
        Parser::Times,
        Parser::Parquet,
        Parser::Lumberjack,
        Parser::Files,
    ];

    /// Parses bytes of any kind; how many events (or values) came out.
    ///
    /// # Panics
    /// Where a parser gives out more than the bytes can hold, or something else where the bytes come in two pieces. A parser
    /// that panics by itself is what is looked for.
    pub fn feed(self, bytes: &[u8]) -> usize {
        match self {
            Parser::Evtx => decode(&Carrier::Chunks, bytes).len(),
            Parser::Xml => in_pieces(&Carrier::Xml, bytes),
            Parser::JsonLines => in_pieces(&Carrier::Lines, bytes),
            Parser::JsonDocument => in_pieces(&Carrier::JsonDocument, bytes),
            Parser::Table => match Carrier::of_text(bytes) {
                table @ Carrier::Table(_) => in_pieces(&table, bytes),
                _ => 0,
            },
            Parser::KeyValue => ["", "CEF:0|", "LEEF:2.0|Microsoft|Windows|10|", "AgentDevice=WindowsLog\t"]
                .map(|head| decode(&Carrier::Lines, &[head.as_bytes(), bytes].concat()).len())
                .into_iter()
                .sum(),
            Parser::Syslog => ["", "<13>1 ", "<13>Mar 14 13:54:16 h MSWinEventLog\t"]
                .map(|head| decode(&Carrier::Lines, &[head.as_bytes(), bytes].concat()).len())
                .into_iter()
                .sum(),
            Parser::Blocks => {
                let orders = [None, Some(DateOrder::DayFirst)].map(Blocks::Labelled);
                [Blocks::Splunk]
                    .into_iter()
                    .chain(orders)
                    .map(|kind| in_pieces(&Carrier::Blocks(kind), bytes))
                    .sum()
            }
            Parser::RenderedText => {
                let text = String::from_utf8_lossy(bytes);
                SPECS.iter().map(|spec| usize::from(!message::fields(&text, spec).is_empty())).sum()
            }
            Parser::Times => times(&String::from_utf8_lossy(bytes)),
            Parser::Parquet => rows(bytes).unwrap_or_default(),
            Parser::Lumberjack => expanded(Frames::new(bytes).take(EXPANSION)).unwrap_or_default(),
            Parser::Files => file(bytes).unwrap_or_default(),
        }
    }
}

fn options() -> ReadOptions {
    ReadOptions {
        threads: 1,
        record_bytes_max: 100_000,
        zone: "+02:00".parse().ok(),
        passwords: vec!["infected".into()],
        expansion_bytes_free: EXPANSION,
        expansion_ratio_max: 20,
        ..ReadOptions::default()
    }
}

/// The events of a parcel.
fn decode(carrier: &Carrier, bytes: &[u8]) -> Vec<String> {
    let parcel = Parcel {
        input: 0,
        carrier: carrier.clone(),
        bytes: bytes.to_vec(),
        first_line: 1,
        offset: 0,
        last: true,
    };
    let (options, mut tally, mut events) = (options(), Tally::default(), Vec::new());
    let mut deliver = |event: &Event<'_>| {
        let values: Vec<String> = event.fields().iter().map(|(_, value)| value.to_text()).collect();
        events.push(format!("{:?} {:?} {values:?}", event.kind, event.time));
    };
    carrier.decode(&parcel, &mut Scratch::default(), &mut Output::new(&options, &mut tally, &mut deliver));
    assert!(events.len() <= bytes.len(), "{} events in {} bytes", events.len(), bytes.len());
    events
}

/// The same events whether the bytes come at once or in two pieces.
fn in_pieces(carrier: &Carrier, bytes: &[u8]) -> usize {
    let whole = decode(carrier, bytes);
    let half = bytes.get(..bytes.len() / 2).unwrap_or_default();
    assert_eq!(carrier.cut(bytes, true), bytes.len(), "all is given out at the end");
    let cut = carrier.cut(half, false);
    assert!(cut <= half.len() && carrier.resume(half).is_none_or(|at| at <= half.len()));
    let (first, second) = bytes.split_at(cut);
    let mut pieces = if cut == 0 { Vec::new() } else { decode(carrier, first) };
    pieces.extend(decode(carrier, second));
    assert_eq!(pieces, whole, "{carrier:?} cut at {cut}: {}", String::from_utf8_lossy(bytes));
    whole.len()
}

fn times(text: &str) -> usize {
    let orders = [None, Some(DateOrder::DayFirst), Some(DateOrder::MonthFirst)];
    let dates = orders.into_iter().filter_map(|order| to_iso(text, order));
    let found = dates.map(|(iso, _)| iso).chain([text.to_owned()]).map(|text| Moment::parse(&text));
    let known = found.filter(|moment| !matches!(moment, Moment::Unknown)).count();
    known + usize::from(text.parse::<crate::Zone>().is_ok())
}

fn rows(bytes: &[u8]) -> io::Result<usize> {
    let file = spool(&mut &*bytes)?;
    expanded(Rows::open(file, &Budget::of_file(Some(bytes.len() as u64), &options()))?)
}

fn expanded(mut reader: impl Read) -> io::Result<usize> {
    let mut text = Vec::new();
    let _ = reader.read_to_end(&mut text);
    Ok(decode(&Carrier::Records("fuzz"), &text).len())
}

/// Counts.
#[derive(Default)]
struct Count(u64);

impl EventSink for Count {
    type Batch = u64;

    fn event(&mut self, _input: u32, _event: &Event<'_>) {
        self.0 += 1;
    }

    fn take_batch(&mut self) -> Option<u64> {
        Some(std::mem::take(&mut self.0)).filter(|count| *count > 0)
    }
}

fn file(bytes: &[u8]) -> io::Result<usize> {
    let mut file = tempfile::NamedTempFile::new()?;
    file.write_all(bytes)?;
    let mut events = 0;
    let paths = [file.path().to_owned()];
    let summary = read_all(&paths, &options(), Count::default, &NoProgress, |count| events += count);
    let counted = summary.map_or(0, |summary| summary.events());
    assert_eq!(counted, events, "the summary counts what came out");
    Ok(events as usize)
}
