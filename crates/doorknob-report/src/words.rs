//! The contract's words as a person says them.

use crate::quantity::percent;
use doorknob_event::incident::{AccountsPattern, Incident, Pace, Pattern, Severity, SourcesPattern, Verdict};

/// A severity as the mark of a block.
pub(crate) fn severity_mark(severity: Severity) -> &'static str {
    match severity {
        Severity::Critical => "CRITICAL",
        Severity::High => "HIGH",
        Severity::Medium => "MEDIUM",
        Severity::Low => "LOW",
        Severity::Informational => "INFO",
    }
}

/// A verdict as a noun.
pub(crate) fn verdict_noun(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Attack => "an attack",
        Verdict::Misconfiguration => "a misconfiguration",
        Verdict::UserError => "a user's mistake",
        Verdict::AuthorizedScanner => "an approved scanner",
        Verdict::Infrastructure => "an infrastructure fault",
        Verdict::Undetermined => "undetermined",
    }
}

/// `almost certainly an attack (98 %): password spraying · T1110.003`.
pub(crate) fn verdict_sentence(incident: &Incident) -> String {
    let percent = percent(incident.confidence);
    let mut sentence = match incident.verdict {
        Verdict::Undetermined => format!("undetermined, the evidence does not decide ({percent})"),
        verdict => format!("{} {} ({percent})", likelihood(incident.confidence), verdict_noun(verdict)),
    };
    for (before, after) in [(": ", incident.class.clone()), (" · ", incident.techniques.join(" "))] {
        if !after.is_empty() {
            sentence.push_str(before);
            sentence.push_str(&after);
        }
    }
    sentence
}

/// A probability in the words of ICD 203 (US Intelligence Community Directive, "Analytic Standards", D.6.e.2.a).
fn likelihood(probability: f64) -> &'static str {
    match probability {
        p if p >= 0.95 => "almost certainly",
        p if p >= 0.80 => "very likely",
        p if p >= 0.55 => "likely",
        p if p >= 0.45 => "perhaps",
        _ => "possibly",
    }
}

/// `many accounts, one source, sustained`.
pub fn pattern(pattern: Pattern) -> String {
    let accounts = match pattern.accounts {
        AccountsPattern::One => "one account",
        AccountsPattern::Similar => "similar accounts",
        AccountsPattern::Many => "many accounts",
    };
    let sources = match pattern.sources {
        SourcesPattern::One => "one source",
        SourcesPattern::Many => "many sources",
        SourcesPattern::Unknown => "source unknown",
    };
    let pace = match pattern.pace {
        Pace::Burst => "in a burst",
        Pace::Sustained => "sustained",
        Pace::Slow => "low and slow",
    };
    format!("{accounts}, {sources}, {pace}")
}

/// A Windows logon type. Source: Microsoft Learn, event 4624, "Logon types and descriptions".
pub fn logon_type(number: u8) -> String {
    match number {
        2 => "console",
        3 => "network",
        4 => "scheduled task",
        5 => "service",
        7 => "unlock",
        8 => "clear-text network",
        9 => "run as for the network",
        10 => "remote desktop",
        11 => "cached console",
        12 => "cached remote desktop",
        13 => "cached unlock",
        other => return format!("logon type {other}"),
    }
    .to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn likelihoods_change_at_the_directive_s_limits() {
        let table = [
            (1.0, "almost certainly"),
            (0.95, "almost certainly"),
            (0.94, "very likely"),
            (0.6, "likely"),
            (0.5, "perhaps"),
            (0.1, "possibly"),
            (f64::NAN, "possibly"),
        ];
        for (probability, wanted) in table {
            assert_eq!(likelihood(probability), wanted);
        }
    }
}
