//! 1102, 1100 and 4719: the log was cleared, stopped, or told to record less.

use crate::normaliser::Normaliser;
use doorknob_event::event::{Event, Field};
use doorknob_event::observation::{Observation, Statement};

/// 1102 and 1100.
pub(crate) fn touched(normaliser: &mut Normaliser, event: &Event<'_>) -> Option<Observation> {
    let mut observation = normaliser.draft(event, Statement::LogIntegrity)?;
    observation.subject = normaliser.subject(event);
    Some(observation)
}

/// Subcategories without which failed logons go unseen: Logon, Credential Validation, Kerberos Authentication Service,
/// Account Lockout. Source: [MS-GPAC] section 2.2.1.3, audit subcategories.
const SUBCATEGORIES: [&str; 4] = [
    "0cce9215-69ae-11d9-bed3-505054503030",
    "0cce923f-69ae-11d9-bed3-505054503030",
    "0cce9242-69ae-11d9-bed3-505054503030",
    "0cce9217-69ae-11d9-bed3-505054503030",
];

/// `%%8448` success removed, `%%8450` failure removed. Source: Microsoft Learn, event 4719.
const REMOVED: [&str; 2] = ["8448", "8450"];

/// 4719 counts when it blinds one of [`SUBCATEGORIES`].
pub(crate) fn audit_policy(normaliser: &mut Normaliser, event: &Event<'_>) -> Option<Observation> {
    let subcategory = event.get(Field::Subcategory)?.to_text();
    let subcategory = subcategory.trim().trim_start_matches('{').trim_end_matches('}');
    if !SUBCATEGORIES.iter().any(|wanted| wanted.eq_ignore_ascii_case(subcategory)) {
        return None;
    }
    let changes = event.get(Field::Message)?.to_text();
    let removes = changes.split(',').any(|change| REMOVED.contains(&change.trim().trim_start_matches('%')));
    if removes { touched(normaliser, event) } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;
    use doorknob_event::event::{EventKind, Value};
    use doorknob_event::time::EventTime;

    #[test]
    fn only_blinding_policy_changes_count() {
        let table = [
            ("{0CCE9215-69AE-11D9-BED3-505054503030}", "%%8450", true),
            ("0cce923f-69ae-11d9-bed3-505054503030", "%%8449, %%8450", true),
            ("{0CCE9215-69AE-11D9-BED3-505054503030}", "%%8449, %%8451", false),
            ("{0CCE9210-69AE-11D9-BED3-505054503030}", "%%8450", false),
            ("", "%%8450", false),
        ];
        for (subcategory, changes, counts) in table {
            let mut event = Event::new(EventKind::AuditPolicyChanged, 4719);
            event.time = EventTime::parse("2024-03-14T13:54:17Z");
            event.push(Field::Subcategory, Value::Text(subcategory));
            event.push(Field::Message, Value::Text(changes));
            let observed = audit_policy(&mut Normaliser::new(), &event);
            assert_eq!(observed.is_some(), counts, "{subcategory} {changes}");
        }
    }
}
