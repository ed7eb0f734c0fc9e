//! Where decoded events go.

use doorknob_event::event::Event;

/// Turns borrowed events into something compact that may leave the thread. Each reading thread has its own.
///
/// Events come in the order in which they lie in their block; blocks and inputs come in no particular order, so whoever
/// collects the batches must order them by content.
pub trait EventSink: Send {
    /// What leaves the thread.
    type Batch: Send;
    /// One event of a kind that counts. `input` is its index in [`crate::ReadSummary::inputs`]. Its time may be
    /// missing; a time that could not be placed for want of a zone was reported already and such an event is not delivered.
    fn event(&mut self, input: u32, event: &Event<'_>);
    /// What has gathered since the last call, or `None` where that is nothing.
    fn take_batch(&mut self) -> Option<Self::Batch>;
}
