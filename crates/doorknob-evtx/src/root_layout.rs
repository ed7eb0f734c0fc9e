//! Where the System values lie in records that are laid out like the one before.
//!
//! Consecutive records of one template mostly have the same values in front of their event data, length
//! for length. Comparing their descriptors with the last record's is then all it takes to find them.

use crate::located::{Located, fills_stream};
use crate::record::SystemValues;
use crate::root_plan::{Payload, RootPlan, SystemSource};
use crate::tokens::{Instance, value_len};
use crate::window::Window;

/// The System values and the event data of records whose first descriptors are `lead`.
#[derive(Debug, Default)]
pub(crate) struct RootLayout {
    /// The descriptors before that of the event data.
    lead: Vec<[u8; 4]>,
    known: bool,
    provider: Place,
    channel: Place,
    computer: Place,
    time_created: Place,
    event_record_id: Place,
    /// Offset of the event data from the first value.
    payload_from: usize,
}

/// A window counted from the first value, or one that is the same in every record.
#[derive(Debug, Clone, Copy, Default)]
enum Place {
    #[default]
    Nowhere,
    FromValues(Window),
    Fixed(Window),
}

impl Place {
    #[inline(always)]
    fn window(self, values_at: usize) -> Window {
        match self {
            Place::Nowhere => Window::NONE,
            Place::FromValues(window) => window.moved(values_at as u32),
            Place::Fixed(window) => window,
        }
    }
}

impl RootLayout {
    pub(crate) fn forget(&mut self) {
        self.known = false;
    }

    /// The System values of a record, and the window of its event data; `None` where the careful way
    /// must tell them, or the values do not end where the record does.
    #[inline(always)]
    pub(crate) fn read<'a>(
        &mut self,
        chunk: &'a [u8],
        instance: &Instance<'a>,
        end: usize,
        plan: &RootPlan,
        event_id: u16,
        windows: &mut [Window],
    ) -> Option<(SystemValues<'a>, Option<Window>)> {
        if !self.fits(instance) {
            self.learn(chunk, instance, end, plan, windows)?;
        }
        let at = instance.values_at;
        let payload = match plan.payload {
            Payload::Own => None,
            Payload::Slot { slot, .. } => {
                let rest = instance.descriptors.get(usize::from(slot)..)?;
                let payload_at = at + self.payload_from;
                let mut values_end = payload_at;
                for descriptor in rest {
                    values_end += value_len(*descriptor);
                }
                if !fills_stream(chunk, values_end, end) {
                    return None;
                }
                Some(Window::of_descriptor(*rest.first()?, payload_at as u32))
            }
        };
        let value = |place: Place| place.window(at).value(chunk);
        let system = SystemValues {
            provider: value(self.provider),
            channel: value(self.channel),
            computer: value(self.computer),
            event_id,
            time_created: value(self.time_created).as_filetime(),
            event_record_id: value(self.event_record_id).as_u64(),
        };
        Some((system, payload))
    }

    /// Whether the record's descriptors before its event data are those of the layout.
    #[inline(always)]
    fn fits(&self, instance: &Instance<'_>) -> bool {
        let Some(descriptors) = instance.descriptors.get(..self.lead.len()) else {
            return false;
        };
        let differing = descriptors
            .iter()
            .zip(&self.lead)
            .fold(0, |bits, (a, b)| bits | (u32::from_ne_bytes(*a) ^ u32::from_ne_bytes(*b)));
        self.known && differing == 0
    }

    #[cold]
    #[inline(never)]
    fn learn(
        &mut self,
        chunk: &[u8],
        instance: &Instance<'_>,
        end: usize,
        plan: &RootPlan,
        windows: &mut [Window],
    ) -> Option<()> {
        self.known = false;
        let located = Located::new(chunk, instance, end, windows)?;
        let lead = match plan.payload {
            Payload::Slot { slot, .. } => {
                self.payload_from = located.slot(slot)?.at() - instance.values_at;
                usize::from(slot)
            }
            Payload::Own => instance.descriptors.len(),
        };
        let place = |source: SystemSource| -> Option<Place> {
            let (slot, unless_null) = match source {
                SystemSource::Fixed(window) => return Some(Place::Fixed(window)),
                SystemSource::Slot(slot) => (slot, false),
                SystemSource::SlotUnlessNull(slot) => (slot, true),
            };
            let window = located.slot(slot).filter(|window| window.is_plain())?;
            if unless_null && window.is_null() {
                return Some(Place::Nowhere);
            }
            // Only values among the compared descriptors stay where they are.
            (usize::from(slot) < lead).then(|| Place::FromValues(window.from(instance.values_at as u32)))
        };
        self.provider = place(plan.provider)?;
        self.channel = place(plan.channel)?;
        self.computer = place(plan.computer)?;
        self.time_created = place(plan.time_created)?;
        self.event_record_id = place(plan.event_record_id)?;
        self.lead.clear();
        self.lead.extend_from_slice(instance.descriptors.get(..lead)?);
        self.known = true;
        Some(())
    }
}
