//! What one reading thread has gathered.

use super::Gathering;
use crate::normaliser::Normaliser;
use crate::ordering;
use doorknob_event::event::Event;
use doorknob_event::interner::InternerMap;
use doorknob_event::observation::Observation;

/// Most texts that a thread remembers. Beyond it, it forgets them all: they are in the common interner by then.
const TEXTS_MAX: usize = 1 << 16;

/// Reads events on one thread, and hands over what they say from time to time.
#[derive(Debug, Default)]
pub struct Strand {
    normaliser: Normaliser,
    observations: Vec<Observation>,
    /// How the thread's ids map to the common ones.
    map: InternerMap,
}

impl Strand {
    /// Reads one event of the input with this index.
    pub fn event(&mut self, input: u32, event: &Event<'_>) {
        self.observations.extend(self.normaliser.observe(input, event));
    }

    /// Puts in order what is to be handed over, so that the common part of the work is short.
    pub fn prepare(&mut self) {
        ordering::sort(&mut self.observations, self.normaliser.interner());
    }

    /// Hands over what was read since the last time. A strand belongs to one gathering.
    pub fn hand_over(&mut self, gathering: &mut Gathering) {
        self.prepare();
        gathering.interner.absorb(self.normaliser.interner(), &mut self.map);
        for observation in &mut self.observations {
            *observation = observation.mapped(&self.map);
        }
        gathering.add_sorted(&self.observations);
        self.observations.clear();
        gathering.problems.extend(self.normaliser.take_problems());
        if self.normaliser.interner().texts() > TEXTS_MAX {
            self.normaliser.forget();
            self.map = InternerMap::default();
        }
    }
}
