//! A selective, fast and damage-tolerant reader of Windows EVTX event logs.
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
