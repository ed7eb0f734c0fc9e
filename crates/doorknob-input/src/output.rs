//! Where carriers write to: events to the sink, everything else to the tally of their input.

use crate::options::ReadOptions;
use crate::tally::Tally;
use doorknob_event::event::Event;

/// Of one input, on one thread.
pub(crate) struct Output<'o> {
    pub(crate) options: &'o ReadOptions,
    pub(crate) tally: &'o mut Tally,
    deliver: &'o mut dyn FnMut(&Event<'_>),
}

impl<'o> Output<'o> {
    pub(crate) fn new(
        options: &'o ReadOptions,
        tally: &'o mut Tally,
        deliver: &'o mut dyn FnMut(&Event<'_>),
    ) -> Output<'o> {
        Output { options, tally, deliver }
    }

    /// An event that counts.
    pub(crate) fn event(&mut self, event: &Event<'_>) {
        self.tally.event(event.time);
        (self.deliver)(event);
    }
}
