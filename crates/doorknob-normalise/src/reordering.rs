//! What clocks told, in the order of what happened.

use crate::clocks::Clocks;
use doorknob_event::activity::HostId;
use doorknob_event::observation::Observation;
use doorknob_event::time::EventTime;
use std::cmp::{Ordering, Reverse};
use std::collections::BinaryHeap;

/// Most observations that wait until what a slower clock logged has come, about 30 MB: two minutes at 2,500 a second. Beyond
/// it the earliest are given out though an earlier one may come.
const WAITING_MAX: usize = 300_000;

/// Gives observations the time that a right clock would have told, and puts them in its order.
#[derive(Debug, Default)]
pub(crate) struct Reordering {
    clocks: Clocks,
    waiting: BinaryHeap<Reverse<Waiting>>,
    taken: u64,
    /// Latest time that a clock has told.
    told: EventTime,
}

/// By corrected time, then as they came.
#[derive(Debug)]
struct Waiting {
    order: (EventTime, u64),
    observation: Observation,
}

impl PartialEq for Waiting {
    fn eq(&self, other: &Self) -> bool {
        self.order == other.order
    }
}

impl Eq for Waiting {}

impl PartialOrd for Waiting {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Waiting {
    fn cmp(&self, other: &Self) -> Ordering {
        self.order.cmp(&other.order)
    }
}

impl Reordering {
    /// Nothing waits.
    pub(crate) fn new(clocks: Clocks) -> Self {
        Reordering { clocks, ..Self::default() }
    }

    /// Takes the next observation in the order of the clocks' times, logged by `host`.
    pub(crate) fn put(&mut self, observation: Observation, host: HostId) {
        self.told = observation.time;
        let time = observation.time.plus(-self.clocks.ahead(host));
        let order = (time, self.taken);
        self.waiting.push(Reverse(Waiting { order, observation: Observation { time, ..observation } }));
        self.taken += 1;
    }

    /// The next one in the order of what happened, if nothing earlier can come any more; at the end everything.
    pub(crate) fn next(&mut self, ended: bool) -> Option<Observation> {
        let Reverse(first) = self.waiting.peek()?;
        let may_come = self.told.plus(-self.clocks.most_ahead());
        if !ended && first.order.0 > may_come && self.waiting.len() <= WAITING_MAX {
            return None;
        }
        self.waiting.pop().map(|Reverse(first)| first.observation)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use doorknob_event::event::{Event, EventKind};
    use doorknob_event::time::SECOND;
    use std::collections::BTreeMap;

    #[test]
    fn nothing_waits_longer_than_the_clocks_are_off() {
        let (server, controller) = (HostId(0), HostId(1));
        let clocks = Clocks::of(BTreeMap::from([(server, 120), (controller, 1)]), 2);
        let mut event = Event::new(EventKind::LogonFailure, 4625);
        event.time = Some(EventTime::default());
        let one = crate::Normaliser::new().observe(0, &event).expect("a failure counts");
        let mut reordering = Reordering::new(clocks);
        let mut told = Vec::new();
        for (seconds, host) in [(100, controller), (121, controller), (220, server), (241, server)] {
            reordering.put(Observation { time: EventTime(seconds * SECOND), ..one }, host);
            let next = std::iter::from_fn(|| reordering.next(false));
            told.push(next.map(|next| next.time.0 / SECOND).collect::<Vec<_>>());
        }
        assert_eq!(told, [vec![], vec![], vec![100, 100], vec![121, 121]]);
        assert_eq!(reordering.next(true), None);
    }
}
