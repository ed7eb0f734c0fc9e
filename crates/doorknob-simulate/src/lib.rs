//! Writes labelled Windows authentication scenarios as EVTX or JSON lines, with the truth beside them.

pub mod event;
pub mod evtx_file;
pub mod json_lines;
pub mod layout;
pub mod time;
