//! A tool under test.

use crate::verdict::ToolVerdict;
use doorknob_simulate::event::SimulatedEvent;
use doorknob_simulate::truth::SiteSettings;

/// Takes the records of a world one by one and says in the end what happened. One value per world.
pub trait Tool {
    /// Its name in tables.
    fn name(&self) -> &str;

    /// One sentence: what is run.
    fn about(&self) -> &str;

    /// Takes one record, in the order of delivery.
    fn observe(&mut self, event: &SimulatedEvent);

    /// What it says. `settings` is what the owner of the site would have configured in any tool.
    fn finish(self: Box<Self>, settings: &SiteSettings) -> Vec<ToolVerdict>;
}
