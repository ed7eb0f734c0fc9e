//! What count rules count in: the events of one group, and the distinct values among them, within a span of time.

use super::alerts::RecordKey;
use doorknob_event::time::EventTime;
use rustc_hash::FxHashMap;
use std::collections::VecDeque;

/// How a rule limits its counting in time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Span {
    /// The last so many ticks.
    Sliding(i64),
    /// Bins of so many ticks, counted from midnight 1970.
    Tumbling(i64),
    /// Everything.
    Whole,
}

struct Entry {
    time: EventTime,
    value: String,
    record: RecordKey,
}

/// The events of one group that are inside the span.
pub(crate) struct Window {
    span: Span,
    entries: VecDeque<Entry>,
    values: FxHashMap<String, u32>,
    /// So many of the oldest entries were handed out as evidence.
    reported: usize,
}

impl Window {
    pub(crate) fn new(span: Span) -> Self {
        Window { span, entries: VecDeque::new(), values: FxHashMap::default(), reported: 0 }
    }

    /// Adds an event after dropping what has left the span. `value` is what distinct counts count.
    pub(crate) fn push(&mut self, time: EventTime, value: &str, record: RecordKey) {
        self.advance(time);
        *self.values.entry(value.to_owned()).or_insert(0) += 1;
        self.entries.push_back(Entry { time, value: value.to_owned(), record });
    }

    /// Drops what has left the span at this time.
    pub(crate) fn advance(&mut self, time: EventTime) {
        loop {
            let Some(oldest) = self.entries.front() else { return };
            let has_left = match self.span {
                Span::Sliding(width) => time.since(oldest.time) > width,
                Span::Tumbling(width) => oldest.time.bin(width) < time.bin(width),
                Span::Whole => false,
            };
            if !has_left {
                return;
            }
            self.drop_oldest();
        }
    }

    fn drop_oldest(&mut self) {
        let Some(entry) = self.entries.pop_front() else { return };
        self.reported = self.reported.saturating_sub(1);
        if let Some(count) = self.values.get_mut(&entry.value) {
            *count -= 1;
            if *count == 0 {
                self.values.remove(&entry.value);
            }
        }
    }

    /// Events in the span.
    pub(crate) fn count(&self) -> usize {
        self.entries.len()
    }

    /// Distinct values in the span.
    pub(crate) fn distinct(&self) -> usize {
        self.values.len()
    }

    /// The records in the span that were not handed out before.
    pub(crate) fn fresh_evidence(&mut self) -> Vec<RecordKey> {
        let fresh = self.entries.iter().skip(self.reported).map(|entry| entry.record).collect();
        self.reported = self.entries.len();
        fresh
    }

    /// Forgets all.
    pub(crate) fn clear(&mut self) {
        self.entries.clear();
        self.values.clear();
        self.reported = 0;
    }
}

/// A window per group.
pub(crate) struct Windows {
    span: Span,
    groups: FxHashMap<String, Window>,
}

impl Windows {
    pub(crate) fn new(span: Span) -> Self {
        Windows { span, groups: FxHashMap::default() }
    }

    /// The window of a group.
    pub(crate) fn of(&mut self, group: &str) -> &mut Window {
        if !self.groups.contains_key(group) {
            self.groups.insert(group.to_owned(), Window::new(self.span));
        }
        self.groups.get_mut(group).expect("it was put there")
    }

    /// The window of a group that has one.
    pub(crate) fn known(&mut self, group: &str) -> Option<&mut Window> {
        self.groups.get_mut(group)
    }
}

/// Several fields as one key. The separator cannot be part of a name or address.
pub(crate) fn group(parts: &[&str]) -> String {
    parts.join("\u{1f}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use doorknob_event::time::SECOND;

    fn at(seconds: i64) -> EventTime {
        EventTime(1_700_000_000 * SECOND + seconds * SECOND)
    }

    fn key(id: u64) -> RecordKey {
        RecordKey { log: 0, record_id: id }
    }

    #[test]
    fn sliding_keeps_the_last_ticks_and_counts_distinct_values() {
        let mut window = Window::new(Span::Sliding(10 * SECOND));
        for (second, user) in [(0, "a"), (5, "b"), (10, "a")] {
            window.push(at(second), user, key(second as u64));
        }
        assert_eq!((window.count(), window.distinct()), (3, 2));
        assert_eq!(window.fresh_evidence().len(), 3);
        window.push(at(16), "c", key(16));
        assert_eq!((window.count(), window.distinct()), (2, 2), "0 and 5 have left");
        assert_eq!(window.fresh_evidence(), [key(16)]);
    }

    #[test]
    fn tumbling_forgets_at_the_boundary() {
        let mut window = Window::new(Span::Tumbling(60 * SECOND));
        let to_boundary = 60 - 1_700_000_000 % 60;
        window.push(at(to_boundary - 1), "a", key(1));
        window.push(at(to_boundary), "a", key(2));
        assert_eq!(window.count(), 1);
    }

    #[test]
    fn the_whole_keeps_all() {
        let mut windows = Windows::new(Span::Whole);
        windows.of("g").push(at(0), "a", key(1));
        windows.of("g").push(at(1_000_000), "a", key(2));
        assert_eq!(windows.known("g").map(|window| window.count()), Some(2));
        assert!(windows.known("h").is_none());
        windows.of("g").clear();
        assert_eq!(windows.of("g").count(), 0);
    }
}
