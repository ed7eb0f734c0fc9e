//! The rules that the field uses today, re-stated from their public sources, to be scored beside us.
//!
//! **These are re-statements of rules, not the tools.** Each file says which published rules it restates, and where it
//! had to choose. None was tuned, and where a choice was open it was made in the rule's favour: names compare without
//! case, repeats are held back for an hour ([`HELD_BACK`]), every rule counts as an alarm whatever level its vendor gave
//! it, a window counts from its first event rather than from the next run of a schedule, and alerts that name an approved
//! scanner of the site as their only source are dropped.

mod alerts;
mod count_rule;
mod crowdsec;
mod deep_blue_cli;
mod elastic;
mod hayabusa;
mod sentinel;
mod sequence_rule;
mod sigma;
mod splunk_three_sigma;
mod splunk_thresholds;
mod timesketch;
mod usual_thresholds;
mod view;
mod wazuh;
mod window;

#[cfg(test)]
mod public_samples;

pub use alerts::HELD_BACK;
pub use view::FlatEvent;

use crate::tool::Tool;
use crate::verdict::ToolVerdict;
use alerts::Alerts;
use doorknob_simulate::event::SimulatedEvent;
use doorknob_simulate::truth::SiteSettings;

/// One published rule.
trait Rule {
    /// Takes one record.
    fn observe(&mut self, event: &FlatEvent<'_>, alerts: &mut Alerts);

    /// Says what can only be said at the end.
    fn finish(&mut self, _alerts: &mut Alerts) {}
}

/// The rules of one tool.
pub struct Rival {
    name: &'static str,
    about: String,
    rules: Vec<Box<dyn Rule>>,
    alerts: Alerts,
}

impl Rival {
    fn new(name: &'static str, about: impl Into<String>, rules: Vec<Box<dyn Rule>>) -> Self {
        Rival { name, about: about.into(), rules, alerts: Alerts::default() }
    }

    /// Takes one record.
    pub fn observe(&mut self, event: &FlatEvent<'_>) {
        if event.security_id().is_some() {
            for rule in &mut self.rules {
                rule.observe(event, &mut self.alerts);
            }
        }
    }

    /// What the rules said.
    #[must_use]
    pub fn into_verdicts(mut self, settings: &SiteSettings) -> Vec<ToolVerdict> {
        for rule in &mut self.rules {
            rule.finish(&mut self.alerts);
        }
        let approved = |source: &String| {
            let address = source.strip_prefix("::ffff:").unwrap_or(source);
            settings
                .approved_scanners
                .iter()
                .any(|scanner| scanner.address == *address || scanner.name.eq_ignore_ascii_case(address))
        };
        let mut verdicts = self.alerts.into_verdicts();
        verdicts.retain(|verdict| verdict.sources.is_empty() || !verdict.sources.iter().all(approved));
        verdicts
    }
}

impl Tool for Rival {
    fn name(&self) -> &str {
        self.name
    }

    fn about(&self) -> &str {
        &self.about
    }

    fn observe(&mut self, event: &SimulatedEvent) {
        Rival::observe(self, &FlatEvent::from(event));
    }

    fn finish(self: Box<Self>, settings: &SiteSettings) -> Vec<ToolVerdict> {
        self.into_verdicts(settings)
    }
}

/// All rivals, fresh.
#[must_use]
pub fn all() -> Vec<Rival> {
    vec![
        hayabusa::rival(),
        sigma::rival(),
        elastic::rival(),
        splunk_thresholds::rival(),
        splunk_three_sigma::rival(),
        sentinel::rival(),
        wazuh::rival(),
        crowdsec::rival(),
        timesketch::rival(),
        deep_blue_cli::rival(),
        usual_thresholds::logon_failures(),
        usual_thresholds::all_failures(),
    ]
}
