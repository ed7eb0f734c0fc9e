//! An incident in which every text that comes from logs tries to be more than text.

use super::{Told, kinds};
use doorknob_event::incident::Evidence;

/// What the texts would do: run, load, end an element, an attribute or a JSON string, reverse letters, start a formula.
pub(crate) const HOSTILE_TEXTS: &[&str] = &[
    "</script><script>window.owned=1</script>",
    "<img src=x onerror=window.owned=1>",
    "\" onmouseover=\"window.owned=1\" x=\"",
    "'><svg onload=window.owned=1>",
    "</style><style>body{display:none}</style>",
    "]]><!--",
    "a\u{2028}b\u{2029}c",
    "\u{202e}nimda",
    "\u{1b}[2Jroot\u{7}",
    "javascript:window.owned=1",
    "=HYPERLINK(\"http://evil.invalid\")",
    "{{7*7}}${7*7}",
    "[link](http://evil.invalid) ![](http://evil.invalid/x.png)",
    "管理者",
    "constructor",
    "__proto__",
];

pub(crate) fn hostile() -> Told {
    let (mut incident, tries) = kinds::told(kinds::Kind::Spray, 900);
    let mut texts = HOSTILE_TEXTS.iter().cycle().map(|text| (*text).to_owned());
    let mut next = || texts.next().unwrap_or_default();
    incident.title = format!("Spraying {}{}", next(), next());
    incident.class = next();
    for account in &mut incident.accounts {
        account.name = next();
        account.domain = next();
        account.privileged = true;
        account.privileged_why = Some(next());
    }
    for source in &mut incident.sources {
        source.address = None;
        source.kind = next();
        source.scope = Some(next());
        source.workstation = Some(next());
        source.recovered_from = Some(next());
        source.host = Some(next());
    }
    for host in &mut incident.hosts {
        host.name = next();
    }
    for factor in &mut incident.factors {
        (factor.name, factor.text, factor.observed, factor.expected) = (next(), next(), next(), next());
        factor.weight = f64::NAN;
    }
    if let Some(other) = &mut incident.alternative {
        (other.class, other.text) = (next(), next());
    }
    for (text, _) in HOSTILE_TEXTS.iter().zip(0..4) {
        let reason = doorknob_event::incident::Reason { count: 1, text: next() };
        incident.reasons.insert((*text).to_owned(), reason);
    }
    incident.techniques = vec![next()];
    incident.next_steps = vec![next(), next()];
    incident.data_quality = vec![next()];
    incident.notes = vec![next()];
    incident.evidence = HOSTILE_TEXTS
        .iter()
        .map(|text| Evidence {
            host: (*text).to_owned(),
            channel: (*text).to_owned(),
            record_id: u64::MAX,
            event_id: 4625,
            time: incident.first_seen,
            input: format!("logs/{text}.evtx"),
            offset: None,
        })
        .collect();
    incident.id = "\"><script>window.owned=1</script>".to_owned();
    (incident, tries)
}
