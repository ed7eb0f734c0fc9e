//! Labelled scenarios: one small site, one attack or nuisance, ordinary life around it.
//!
//! Every attack and harmless shape is one file with a `plan` function. The same functions place
//! attacks and nuisances into [worlds](crate::world), where the [`Brief`] is drawn at random.

mod addresses;
mod attack;
mod brief;
mod draft;
mod evasion;
mod harmless;
mod small_site;
mod tool;

pub use addresses::AddressPool;
pub use brief::{Brief, Door, Parameters, Range, Shape};
pub use draft::Draft;

use crate::behaviour::Simulation;
use crate::event::SimulatedEvent;
use crate::truth::{Kind, Truth};

/// A scenario that can be built.
#[derive(Debug, Clone, Copy)]
pub struct Scenario {
    /// Stable name, kebab-case.
    pub name: &'static str,
    /// Attack or harmless.
    pub kind: Kind,
    /// One line for a listing.
    pub about: &'static str,
    /// Defaults and ranges.
    pub shape: Shape,
    plan: fn(&mut Draft<'_>),
}

impl Scenario {
    /// Places the scenario's episode into a draft.
    pub(crate) fn play(&self, draft: &mut Draft<'_>) {
        (self.plan)(draft);
    }
}

/// There is no scenario of this name.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("there is no scenario called {0:?}")]
pub struct UnknownScenario(pub String);

/// All scenarios: attacks, then harmless ones.
#[must_use]
pub fn all() -> &'static [Scenario] {
    &ALL
}

/// Attacks by somebody who knows how detectors work; not part of [`all`].
#[must_use]
pub fn evasions() -> &'static [Scenario] {
    &EVASIONS
}

/// The scenario or evasion of this name.
#[must_use]
pub fn find(name: &str) -> Option<&'static Scenario> {
    ALL.iter().chain(&EVASIONS).find(|scenario| scenario.name == name)
}

/// Builds a scenario: its records in the order of delivery, and the truth about them.
///
/// Equal arguments give equal records.
///
/// # Errors
/// When there is no scenario of this name.
pub fn build(name: &str, parameters: &Parameters) -> Result<(Vec<SimulatedEvent>, Truth), UnknownScenario> {
    let scenario = find(name).ok_or_else(|| UnknownScenario(name.to_owned()))?;
    let (site, plan, book) = small_site::plan(scenario, parameters);
    let mut simulation = Simulation::new(site, plan.into_iter(), book, parameters.seed);
    let events: Vec<_> = simulation.by_ref().collect();
    let (site, book) = simulation.into_parts();
    let truth = book.finish(scenario.name, parameters.seed, &site, events.len() as u64);
    Ok((events, truth))
}

const ALL: [Scenario; 37] = [
    attack::guess_single::SCENARIO,
    attack::guess_distributed::SCENARIO,
    attack::guess_family::SCENARIO,
    attack::guess_family_numbered::SCENARIO,
    attack::guess_lookalike::SCENARIO,
    attack::guess_name_variants::SCENARIO,
    attack::spray_single::SCENARIO,
    attack::spray_distributed::SCENARIO,
    attack::spray_shared_egress::SCENARIO,
    attack::enumeration::SCENARIO,
    attack::stuffing::SCENARIO,
    attack::low_and_slow::SCENARIO,
    attack::slow_spray::SCENARIO,
    attack::explicit_credential_spray::SCENARIO,
    attack::guess_then_success::SCENARIO,
    attack::spray_then_success::SCENARIO,
    attack::password_found_blocked::SCENARIO,
    attack::guess_with_lockouts::SCENARIO,
    attack::guess_no_address::SCENARIO,
    attack::guess_rdp_nla_recovered::SCENARIO,
    attack::guess_ssh::SCENARIO,
    attack::guess_kerberos::SCENARIO,
    harmless::mistyped::SCENARIO,
    harmless::forgotten::SCENARIO,
    harmless::expired_password::SCENARIO,
    harmless::stale_service::SCENARIO,
    harmless::stale_task::SCENARIO,
    harmless::stale_phone::SCENARIO,
    harmless::stale_mapped_drive::SCENARIO,
    harmless::leaver_device::SCENARIO,
    harmless::broken_trust::SCENARIO,
    harmless::misconfigured_app::SCENARIO,
    harmless::shared_egress::SCENARIO,
    harmless::approved_scanner::SCENARIO,
    harmless::infrastructure_fault::SCENARIO,
    harmless::monday_morning::SCENARIO,
    harmless::quiet::SCENARIO,
];

const EVASIONS: [Scenario; 5] = [
    evasion::evade_limits::SCENARIO,
    evasion::evade_rhythm::SCENARIO,
    evasion::evade_successes::SCENARIO,
    evasion::evade_shared_address::SCENARIO,
    evasion::evade_flood::SCENARIO,
];
