//! Tools that a test cannot do without, and that not every machine has: whoever runs the tests is told what was not tested.

/// Says that a test is skipped.
///
/// # Panics
/// Where the environment variable `DOORKNOB_REQUIRED` names `tool`: on a machine that was prepared for it, nothing is skipped.
#[expect(clippy::print_stderr, reason = "whoever runs the tests wants to know what was not tested")]
pub(crate) fn skip(tool: &str, why: &str) {
    let required = std::env::var("DOORKNOB_REQUIRED").unwrap_or_default();
    assert!(!required.split_whitespace().any(|name| name == tool), "{tool} is required: {why}");
    eprintln!("skipped: {why}");
}
