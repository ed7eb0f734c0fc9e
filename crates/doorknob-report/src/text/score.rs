//! Why the verdict stands: the strongest factors, and the explanation that lost.

use crate::line::Line;
use crate::quantity::{count, less_likely_by};
use crate::style::Role;
use crate::words::verdict_noun;
use doorknob_event::incident::{Alternative, Factor, Incident};

/// The factors that speak most for the verdict, strongest first; equal ones by name.
pub(super) fn strongest(incident: &Incident, number: usize) -> Vec<&Factor> {
    let mut factors: Vec<&Factor> = incident.factors.iter().filter(|factor| factor.weight > 0.0).collect();
    factors.sort_by(|a, b| b.weight.total_cmp(&a.weight).then_with(|| a.name.cmp(&b.name)));
    factors.truncate(number);
    factors
}

/// `+4.2  212 accounts were tried from one address`.
pub(super) fn reason(factor: &Factor) -> Line {
    let text = if factor.text.is_empty() { &factor.name } else { &factor.text };
    Line::marked(&format!("{:+.1} ", factor.weight), text)
}

/// `stale service (a misconfiguration): 1,300 times less likely. Why it lost.`
pub(super) fn rejected(alternative: &Alternative) -> Line {
    let noun = verdict_noun(alternative.verdict);
    let what = if alternative.class.is_empty() {
        noun.to_owned()
    } else {
        format!("{} ({noun})", alternative.class)
    };
    let mut line = Line::text(format!("{what}: {}", less_likely_by(alternative.margin)));
    if !alternative.text.is_empty() {
        line.push(Role::Plain, format!("; {}", alternative.text));
    }
    line
}

/// `wrong password 4,100, account does not exist 111`, the commonest first.
pub(super) fn codes(incident: &Incident, number: usize) -> String {
    let mut reasons: Vec<_> = incident.reasons.iter().collect();
    reasons.sort_by(|(a_code, a), (b_code, b)| b.count.cmp(&a.count).then_with(|| a_code.cmp(b_code)));
    let total = reasons.len();
    let mut words: Vec<String> = reasons
        .into_iter()
        .take(number)
        .map(|(code, reason)| {
            let text = if reason.text.is_empty() { code } else { &reason.text };
            format!("{text} {}", count(reason.count))
        })
        .collect();
    if total > number {
        words.push(format!("{} other codes", count((total - number) as u64)));
    }
    words.join(", ")
}
