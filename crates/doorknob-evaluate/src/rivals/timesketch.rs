//! Timesketch: `WindowsBruteForceAnalyser`, successful brute force only.
//!
//! Restated from timesketch `lib/analyzers/authentication` (July 2026): for each success of logon types 2, 3 or 10, the
//! hour before it holds at least 20 failures from the same address and at most two successes. `-` is one address.

use super::Rival;
use super::sequence_rule::SequenceRule;
use super::view::FlatEvent;
use doorknob_event::time::HOUR;

pub(super) fn rival() -> Rival {
    Rival::new(
        "Timesketch",
        "WindowsBruteForceAnalyser: 20 failures from one address in the hour before a success",
        vec![
            SequenceRule {
                name: "Windows brute force",
                techniques: &["T1110"],
                failure: |event| event.security_id() == Some(4625) && has_type(event),
                success: |event| event.security_id() == Some(4624) && has_type(event),
                group: |event| event.address().into_owned(),
                span: HOUR,
                failures_least: 20,
                successes_most: Some(2),
            }
            .boxed(),
        ],
    )
}

fn has_type(event: &FlatEvent<'_>) -> bool {
    matches!(event.number("LogonType"), Some(2 | 3 | 10))
}
