//! Failures, then a success: the rule that finds a guess that worked.

use super::Rule;
use super::alerts::{Alerts, Firing};
use super::view::FlatEvent;
use super::window::{Span, Windows};

/// A rule of failures followed by a success, as data.
pub(crate) struct SequenceRule {
    /// Its published name.
    pub(crate) name: &'static str,
    /// Techniques it is tagged with.
    pub(crate) techniques: &'static [&'static str],
    /// Which events are failures.
    pub(crate) failure: fn(&FlatEvent<'_>) -> bool,
    /// Which events are successes.
    pub(crate) success: fn(&FlatEvent<'_>) -> bool,
    /// What both are grouped by.
    pub(crate) group: fn(&FlatEvent<'_>) -> String,
    /// How long before the success failures count.
    pub(crate) span: i64,
    /// How many failures there must be.
    pub(crate) failures_least: usize,
    /// How many successes there may be in that time, the last one included.
    pub(crate) successes_most: Option<usize>,
}

impl SequenceRule {
    /// The rule with nothing seen yet.
    pub(crate) fn boxed(self) -> Box<dyn Rule> {
        Box::new(Sequence {
            failures: Windows::new(Span::Sliding(self.span)),
            successes: Windows::new(Span::Sliding(self.span)),
            rule: self,
        })
    }
}

struct Sequence {
    rule: SequenceRule,
    failures: Windows,
    successes: Windows,
}

impl Rule for Sequence {
    fn observe(&mut self, event: &FlatEvent<'_>, alerts: &mut Alerts) {
        if (self.rule.failure)(event) {
            let record = alerts.record(event.host, event.record_id);
            self.failures.of(&(self.rule.group)(event)).push(event.time, "", record);
        } else if (self.rule.success)(event) {
            self.succeed(event, alerts);
        }
    }
}

impl Sequence {
    fn succeed(&mut self, event: &FlatEvent<'_>, alerts: &mut Alerts) {
        let group = (self.rule.group)(event);
        let record = alerts.record(event.host, event.record_id);
        if let Some(most) = self.rule.successes_most {
            let successes = self.successes.of(&group);
            successes.push(event.time, "", record);
            if successes.count() > most {
                return;
            }
        }
        let Some(failures) = self.failures.known(&group) else { return };
        failures.advance(event.time);
        if failures.count() < self.rule.failures_least {
            return;
        }
        let mut evidence = failures.fresh_evidence();
        evidence.push(record);
        let (source, user) = (event.address(), event.user());
        let firing = Firing {
            rule: self.rule.name,
            group: &group,
            at: event.time,
            techniques: self.rule.techniques,
            source: event.has_address().then_some(source.as_ref()),
            compromised: Some(&user),
        };
        alerts.fire(&firing, evidence);
    }
}
