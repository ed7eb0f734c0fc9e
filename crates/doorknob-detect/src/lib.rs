//! Logon attempts in, incidents out: the part of Doorknob that decides.
//!
//! ```text
//! Activity ─► pairs (source x account) ─► findings ─► clusters ─► judged ─► Incident
//!             observe.rs                  findings.rs  correlate.rs judge.rs  incident.rs
//! ```
//!
//! * A **pair** is one source trying one account ([`pair`](crate)). Everything else is a set of pairs, so nothing is
//!   counted twice.
//! * Whether the source has logged on as the account before splits every stream into familiar and unfamiliar
//!   (`familiarity.rs`): the background of a shared address does not hide, or become, an attack.
//! * Six attack and eleven harmless explanations compete (`class.rs`); `weights.rs` says how much each fact speaks for
//!   each, with its argument, and `judge.rs` decides.
//! * The crate is pure and single pass: no clock, file or thread. State is bounded; what a bound drops is counted.

mod ablation;
mod class;
mod compromise;
mod correlate;
mod detector;
mod familiarity;
mod family;
mod features;
mod findings;
mod gaps;
mod hidden;
mod id_set;
mod incident;
mod judge;
mod judged;
mod observe;
mod pair;
mod playbook;
mod series;
mod state;
mod surge;
mod weights;
mod words;

pub use ablation::{PARTS, Part};
pub use detector::{Detector, Outcome};
pub use hidden::{Hidden, hide};
pub use judged::JudgedSet;
pub use playbook::{Playbook, PlaybookError};
pub use state::Dropped;
