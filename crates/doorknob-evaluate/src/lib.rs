//! Scores what a tool says about simulated logs against the truth about them.
pub mod interval;
mod answer_key;
mod names;
pub mod record_set;
pub mod rivals;
pub mod score;
pub mod summary;
pub mod tool;
pub mod verdict;
