//! What other settings would have told, what quietens them, and why something was not told.
//!
//! ```text
//! run(&Settings) -> Vec<Incident>  ──tune──► Tuning: rows of a grid, remedies, a doorknob.toml with reasons
//! Activity ──MissTracker──► explain ──► Explanation: what there was of an account or address, and what was lacking
//! ```
//!
//! Nothing is estimated: every row and every remedy is a run of the detector over the same history with that setting.

mod compare;
mod miss;
mod pace;
mod proposal;
mod remedy;
mod replay;

pub use compare::Told;
pub use miss::{
    Explanation, Judged, Lacking, Limits, MissTracker, Query, account_text, explain_miss, source_text,
};
pub use pace::Pace;
pub use remedy::{Change, Remedy, RemedyKind};
pub use replay::{Count, Plan, Row, SCHEMA, Tuning, tune};
