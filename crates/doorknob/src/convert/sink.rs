//! Events to text or columns, on the reading threads.

use doorknob_convert::parquet::Columns;
use doorknob_convert::{LineFormat, write_line};
use doorknob_event::event::Event;
use doorknob_input::EventSink;

/// What became of the events.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Converted {
    pub(super) written: u64,
    /// Left out, for the format demands a time.
    pub(super) without_time: u64,
}

impl Converted {
    pub(super) fn add(&mut self, other: Converted) {
        self.written += other.written;
        self.without_time += other.without_time;
    }
}

/// Lines, and how many.
#[derive(Default)]
pub(super) struct Lines {
    pub(super) text: String,
    pub(super) converted: Converted,
}

/// Writes lines.
pub(super) struct LineSink {
    format: LineFormat,
    lines: Lines,
}

impl LineSink {
    pub(super) fn new(format: LineFormat) -> Self {
        LineSink { format, lines: Lines::default() }
    }
}

impl EventSink for LineSink {
    type Batch = Lines;

    fn event(&mut self, _input: u32, event: &Event<'_>) {
        let converted = &mut self.lines.converted;
        if write_line(self.format, event, &mut self.lines.text) {
            converted.written += 1;
        } else {
            converted.without_time += 1;
        }
    }

    fn take_batch(&mut self) -> Option<Lines> {
        let lines = std::mem::take(&mut self.lines);
        (lines.converted.written + lines.converted.without_time > 0).then_some(lines)
    }
}

/// Gathers columns.
#[derive(Default)]
pub(super) struct ColumnSink(Columns);

impl EventSink for ColumnSink {
    type Batch = Columns;

    fn event(&mut self, _input: u32, event: &Event<'_>) {
        self.0.add(event);
    }

    fn take_batch(&mut self) -> Option<Columns> {
        let columns = std::mem::take(&mut self.0);
        (columns.rows() > 0).then_some(columns)
    }
}
