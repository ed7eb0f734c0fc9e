//! Incidents and the summary of a run to text for a person, JSON, JSON lines and CSV.
//!
//! Everything here is a pure function into an [`std::io::Write`]: whoever calls says how wide the terminal is and
//! whether it has colour ([`Style`]). All text of an incident comes from logs, so it is hostile: what could move a
//! cursor, reorder letters or hide is shown as `\u{1b}` (see [`visible`]), and no cell of a CSV starts a formula.
//!
//! ```
//! use doorknob_report::{RunSummary, Style, by_importance, text};
//!
//! let incidents = Vec::new();
//! let summary = RunSummary { inputs_read: 1, records: 120, events: 7, ..RunSummary::default() };
//! let mut page = Vec::new();
//! let style = Style { colour: false, width: 80 };
//! text::write_report(&mut page, &by_importance(&incidents), &summary, style, false)?;
//! assert!(String::from_utf8_lossy(&page).contains("found     no sign of an attack"));
//! # Ok::<(), std::io::Error>(())
//! ```
//!
//! | module | holds |
//! |---|---|
//! | [`summary`] | what was read and what was left out: [`RunSummary`] |
//! | [`text`] | the default output, and everything about one incident |
//! | [`json`], [`csv`] | the contract for programs; one row an incident for spreadsheets |
//! | [`sheet`] | a page of labelled facts |
//! | [`visible`] | hostile characters made visible |
//! | [`style`], [`table`], `line`, `facts`, `sparkline` | layout in columns of a terminal |
//! | `quantity`, `moment`, `words` | numbers, times and the contract's words as a person says them |

pub mod csv;
mod facts;
pub mod json;
mod line;
pub mod moment;
mod order;
pub mod quantity;
pub mod sheet;
mod sparkline;
pub mod style;
pub mod summary;
pub mod table;
pub mod text;
pub mod visible;
pub mod words;

pub use order::by_importance;
pub use style::Style;
pub use summary::{Hidden, RunSummary};
