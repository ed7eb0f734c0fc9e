//! The stages joined: paths to what commands tell of. This is the only place that knows them all.
//!
//! ```text
//! paths ──read──► Reading ──resolve──► activities, in the order of time ──► any number of observers
//!                    │                                    └─ detect ─► Analysis: incidents, summary
//!                    └─ census, if wanted (readiness)
//! ```

mod analysis;
mod assessor;
mod reading;
mod refusal;
mod summary;
mod temporary_file;

pub(crate) use analysis::{Analysis, detect};
pub(crate) use assessor::{Assessor, expected_hosts};
pub(crate) use reading::{Wanted, read, read_options};
pub(crate) use refusal::{file_read, nothing_read};
