//! Windows authentication events into shapes that other tools read, and that Doorknob reads back with nothing lost.
//!
//! ```text
//! Event ──line::write──► JSON lines: our own columns, OCSF, ECS
//! Event ──Columns::add──► Columns ──parquet::Writer──► Parquet: the same columns
//! ```
//!
//! | module | writes |
//! |---|---|
//! | [`column`] | our own columns: one name and type an attribute of an event, for JSON lines and Parquet |
//! | [`own`] | `doorknob.event.v1`: one flat JSON object an event |
//! | [`ocsf`] | OCSF Authentication (3002) for logon attempts, Base Event (0) for everything else |
//! | [`ecs`] | Elastic Common Schema, as Winlogbeat and its ingest pipeline write it |
//! | [`parquet`] | columns in row groups |
//! | [`outcome`] | whether an event tells of a success or a failure |
//!
//! Everything here is a pure function of the event: no file, no clock. What logs hold is hostile: characters that a terminal
//! acts on are written as escapes, which is the same JSON.
//!
//! ```
//! use doorknob_convert::{LineFormat, write_line};
//! use doorknob_event::event::{Event, EventKind, Field, Value};
//! use doorknob_event::time::EventTime;
//!
//! let mut event = Event::new(EventKind::LogonFailure, 4625);
//! event.time = EventTime::parse("2024-03-14T13:54:17Z");
//! event.push(Field::TargetUserName, Value::Text("alice"));
//! let mut line = String::new();
//! assert!(write_line(LineFormat::Own, &event, &mut line));
//! assert!(line.contains(r#""target_user_name":"alice""#) && line.ends_with("}\n"));
//! ```
#![deny(clippy::unwrap_used, clippy::indexing_slicing)]
#![cfg_attr(test, allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests know their data"))]

pub mod column;
pub mod ecs;
mod json_text;
pub mod ocsf;
pub mod outcome;
pub mod own;
pub mod parquet;
mod provider;
mod windows_name;

use doorknob_event::event::Event;

/// A format of one JSON object a line.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum LineFormat {
    /// Our own columns.
    Own,
    /// OCSF.
    Ocsf,
    /// Elastic Common Schema.
    Ecs,
}

/// Appends an event as one line. `false`: the format demands a time, which this event has not, and nothing was appended.
pub fn write_line(format: LineFormat, event: &Event<'_>, out: &mut String) -> bool {
    match format {
        LineFormat::Own => own::write(event, out),
        LineFormat::Ocsf | LineFormat::Ecs if event.time.is_none() => return false,
        LineFormat::Ocsf => ocsf::write(event, out),
        LineFormat::Ecs => ecs::write(event, out),
    }
    out.push('\n');
    true
}
