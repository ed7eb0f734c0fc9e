//! The commonest rule: events that pass a filter, counted per group within a span, fire when there are enough.

use super::Rule;
use super::alerts::{Alerts, Firing};
use super::view::FlatEvent;
use super::window::{Span, Window, Windows};

/// A count rule as data.
pub(crate) struct CountRule {
    /// Its published name.
    pub(crate) name: &'static str,
    /// Techniques it is tagged with, or that follow from what it counts where its vendor gives none.
    pub(crate) techniques: &'static [&'static str],
    /// Which events count.
    pub(crate) filter: fn(&FlatEvent<'_>) -> bool,
    /// What they are grouped by.
    pub(crate) group: fn(&FlatEvent<'_>) -> String,
    /// What distinct counts count.
    pub(crate) distinct: fn(&FlatEvent<'_>) -> String,
    /// Within which time.
    pub(crate) span: Span,
    /// When it fires.
    pub(crate) fires: fn(&Window) -> bool,
    /// Whether it starts from nothing after firing.
    pub(crate) starts_anew: bool,
    /// The field that names the source.
    pub(crate) source: Option<&'static str>,
}

impl CountRule {
    /// The rule with nothing counted yet.
    pub(crate) fn boxed(self) -> Box<dyn Rule> {
        Box::new(Counting { windows: Windows::new(self.span), rule: self })
    }
}

struct Counting {
    rule: CountRule,
    windows: Windows,
}

impl Rule for Counting {
    fn observe(&mut self, event: &FlatEvent<'_>, alerts: &mut Alerts) {
        let rule = &self.rule;
        if !(rule.filter)(event) {
            return;
        }
        let group = (rule.group)(event);
        let window = self.windows.of(&group);
        window.push(event.time, &(rule.distinct)(event), alerts.record(event.host, event.record_id));
        if !(rule.fires)(window) {
            return;
        }
        let evidence = window.fresh_evidence();
        if rule.starts_anew {
            window.clear();
        }
        let source = rule.source.map(|field| event.text(field));
        let firing = Firing {
            rule: rule.name,
            group: &group,
            at: event.time,
            techniques: rule.techniques,
            source: source.as_deref().filter(|source| !matches!(*source, "" | "-")),
            compromised: None,
        };
        alerts.fire(&firing, evidence);
    }
}

/// The user that was tried, for distinct counts.
pub(crate) fn user(event: &FlatEvent<'_>) -> String {
    event.user()
}
