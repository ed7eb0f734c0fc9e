//! The edge in: paths to events.
//!
//! ```text
//! paths ──discover──► inputs ──unwrap──► bytes ──recognise──► carrier ──cut──► records ──dialect──► Event ──sink──► batches
//! ```
//!
//! Finds files, opens what they are wrapped in, recognises by their content what they are, decodes the events that count, and hands
//! each to an [`EventSink`] on the thread that decoded it. Works on several threads; the [`ReadSummary`] is the same for any number
//! of them and for any order of the paths. Memory does not depend on the size of the inputs.
//!
//! | part | does |
//! |---|---|
//! | `discover` | paths to files: folders walked, duplicates dropped, sorted |
//! | `container`, `encoding` | what inputs are wrapped in: compression, archives, UTF-16 |
//! | `recognise` | what an input is, from its first bytes |
//! | `carrier` | how records lie in an input: EVTX chunks, lines, JSON, XML, tables, blocks of text |
//! | `dialect` | how one exporter or shipper writes an event |
//! | `message` | the rendered text of an event, where that is all that was kept |
//! | `record` | from what a dialect found to an event |
//! | `moment`, `zone`, `civil_date` | times, with and without a zone |
//! | `json`, `xml` | borrowed JSON, event XML |
//! | `work`, `worker`, `opening`, `cutter` | tasks shared by threads |
//! | `tally` | what is counted and what was wrong, per input |
//!
//! ```
//! use doorknob_event::event::Event;
//! use doorknob_input::{EventSink, NoProgress, ReadOptions, read_all};
//!
//! /// Counts events.
//! struct Count(u64);
//! impl EventSink for Count {
//!     type Batch = u64;
//!     fn event(&mut self, _input: u32, _event: &Event<'_>) {
//!         self.0 += 1;
//!     }
//!     fn take_batch(&mut self) -> Option<u64> {
//!         Some(std::mem::take(&mut self.0)).filter(|count| *count > 0)
//!     }
//! }
//!
//! # let folder = tempfile::tempdir()?;
//! # let path = folder.path().join("security.jsonl");
//! # std::fs::write(&path, r##"{"Event":{"System":{"Provider":{"#attributes":{"Name":"Microsoft-Windows-Security-Auditing"}},
//! # "EventID":4625,"TimeCreated":{"#attributes":{"SystemTime":"2024-03-14T13:54:16Z"}},"Channel":"Security"}}}"##.replace('\n', ""))?;
//! let mut failures = 0;
//! let summary =
//!     read_all(&[path], &ReadOptions::default(), || Count(0), &NoProgress, |count| failures += count)?;
//! assert_eq!((failures, summary.records()), (1, 1));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
#![deny(clippy::unwrap_used, clippy::indexing_slicing)]
#![cfg_attr(test, allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests know their data"))]

mod carrier;
#[cfg(test)]
mod check;
mod civil_date;
mod container;
mod cutter;
mod dialect;
mod discover;
mod encoding;
mod error;
#[cfg(feature = "fuzz")]
pub mod fuzz;
mod input;
mod json;
mod message;
mod moment;
mod opening;
mod options;
mod output;
mod parcel;
mod positioned;
mod progress;
mod read;
mod recognise;
mod record;
mod sink;
mod summary;
mod tally;
mod text;
mod wanted_id;
mod work;
mod worker;
mod xml;
mod zone;

pub use error::InputError;
pub use options::ReadOptions;
pub use progress::{NoProgress, Progress};
pub use read::read_all;
pub use sink::EventSink;
pub use summary::{InputSummary, Outcome, ReadSummary};
pub use zone::{UnknownZone, Zone};
