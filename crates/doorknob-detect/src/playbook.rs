//! Next steps, in order: verify, then contain (only where the verdict carries it), then mend and tell.
//!
//! What the steps are stands in a file that people read and replace (`playbook/playbook.toml`); what they are chosen by, and
//! what their words stand for, is a [`Case`].

mod case;
mod file;

pub(crate) use case::Case;
pub use file::{Playbook, PlaybookError};
