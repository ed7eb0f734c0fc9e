//! Events to logon attempts: codes, accounts, sources, coalescing and source recovery.
//!
//! Two stages, both pure:
//!
//! ```text
//! Event ──Normaliser::observe──► Observation      one event at a time, on every reading thread
//! Observation ──Strand, Gathering──► encoded, in order                  now and then, from every reading thread
//! Gathering ──Gathering::resolve──► Activity + Directory                once, after all inputs are read
//! ```
//!
//! **Stage 1** reads one event: what its codes say, which of its texts are values, which logons are the machine's own
//! business and count for nothing. It allocates nothing for text that it has seen before.
//!
//! **Stage 2** sorts what was observed by content, decides which spellings are one account and which names are one host,
//! joins the records of one try and finds the source that a record lacks.
//!
//! Nothing here depends on the order of inputs, on the number of reading threads or on interned ids.

mod clocks;
mod coalesce;
mod duplicates;
mod family;
mod gathering;
mod identity;
pub mod network;
mod normaliser;
mod ordering;
mod pipeline;
mod problems;
mod reading;
mod reordering;
mod summary;

pub use gathering::{Gathering, Overflow, Strand};
pub use normaliser::Normaliser;
pub use pipeline::resolve_and_coalesce;
pub use problems::Problem;
pub use summary::{HostTally, NormaliseSummary};
