//! A selective, fast and damage-tolerant reader of Windows EVTX event logs.
//!
//! Bytes in, events out: this crate turns the 64 KiB chunks of an EVTX file into the records a caller asked
//! for, without decoding the others, and says what was damaged and where. It is pure over bytes: it opens no
//! file, starts no thread and keeps nothing from one chunk to the next that could change a result.
//!
//! ```
//! use doorknob_evtx::{CHUNK_SIZE, ChunkReader, FILE_HEADER_SIZE, Selection, Wanted};
//!
//! /// Accounts and addresses of the failed logons in a log.
//! fn failed_logons(log: &[u8]) -> Vec<(String, String)> {
//!     const ACCOUNT: u16 = 0;
//!     const ADDRESS: u16 = 1;
//!     let selection = Selection::new([
//!         Wanted::new(1, "Microsoft-Windows-Security-Auditing", [4625])
//!             .channel("Security")
//!             .data(ACCOUNT, "TargetUserName")
//!             .data(ADDRESS, "IpAddress"),
//!     ])
//!     .expect("one entry is within every limit");
//!     let mut reader = ChunkReader::new();
//!     let mut found = Vec::new();
//!     for chunk in log.get(FILE_HEADER_SIZE..).unwrap_or_default().chunks(CHUNK_SIZE) {
//!         let report = reader.read_chunk(chunk, &selection, |record| {
//!             found.push((record.get(ACCOUNT).to_string(), record.get(ADDRESS).to_string()));
//!         });
//!         for anomaly in &report.anomalies {
//!             eprintln!("{anomaly}");
//!         }
//!     }
//!     found
//! }
//! # assert!(failed_logons(&[]).is_empty());
//! ```
//!
//! # How it reads
//!
//! Nearly every record is an instance of a template: the event's XML with holes, stored once in the chunk,
//! and the values for the holes. The first record of a template has its definition compiled into a plan,
//! "value 3 is the event id, value 19 of the nested instance is `IpAddress`". After that a record costs a
//! few additions to find its event id, and a wanted one a few more to find its fields, which stay where
//! they are as typed [`Value`]s. Records without a template, as forwarding makes them, are read token by
//! token up to the event id, and on only if that is wanted. Whatever is neither is decoded completely and
//! asked for the same fields: slower, with the same result, and counted as [`ChunkReport::odd`].
//!
//! # What it does about damage
//!
//! Checksums are verified always. Chunks whose records fail theirs are decoded completely, record by
//! record, and every record of theirs is [`suspect`](RecordView::suspect). Where a record's header or end is
//! lost, the walk goes on at the next record that can be found, and says how many bytes that cost. See
//! [`AnomalyKind`] for all that can be wrong, and [`ChunkReader::carve`] for slack space.
//!
//! # Bounds
//!
//! Hostile bytes cannot make it panic, loop or allocate without end: nesting, elements ([`MAX_NODES`]), text
//! and XML ([`MAX_XML`]) of a decoded record, the work done for one chunk, and the anomalies kept of it
//! ([`MAX_ANOMALIES`]) are bounded. There is no `unsafe`.
#![deny(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod anomaly;
mod bindings;
mod careful_record;
mod chunk_header;
mod chunk_reader;
mod chunk_walk;
mod definition_image;
mod event_tree;
mod event_xml;
mod field_plan;
mod file_header;
mod literal_record;
mod little_endian;
mod located;
mod names;
mod plan;
mod record;
mod record_frame;
mod root_layout;
mod root_plan;
mod selection;
mod template_record;
mod tokens;
mod tree_builder;
mod value;
mod value_text;
mod window;

pub use anomaly::{Anomaly, AnomalyKind, ContentFault, MAX_ANOMALIES};
pub use chunk_header::{CHUNK_HEADER_SIZE, CHUNK_SIZE, Checksum, ChunkHeader};
pub use chunk_reader::{CarveReport, ChunkReader, ChunkReport, decode_record};
pub use chunk_walk::ChunkWalk;
pub use event_tree::{Composed, Element, EventTree};
pub use event_xml::{MAX_XML, XmlTooLarge};
pub use file_header::{FILE_HEADER_SIZE, FileHeader};
pub use names::Name;
pub use record::{Field, Fields, FieldsIter, Origin, ReadPath, RecordView, SystemValues};
pub use record_frame::RecordFrame;
pub use selection::{FieldName, MAX_FIELDS, Selection, SelectionError, Wanted, WantedField};
pub use tree_builder::MAX_NODES;
pub use value::{FixedKind, Items, Value, ValueKind};
