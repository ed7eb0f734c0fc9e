//! Grades, and why they are so.
//!
//! **A chain is as strong as its weakest link.** Whoever guesses passwords takes the way that is not recorded, so a host's
//! grade is that of its worst finding, and good marks elsewhere do not make up for it:
//!
//! | grade | worst finding | means |
//! |---|---|---|
//! | A | none, or for the record | failed logons here would be seen, whole and with their source |
//! | B | low | seen; something is untidy |
//! | C | medium | seen, but a part is missing or a question stays open |
//! | D | high | a whole way of guessing, or a stretch of time, is not seen |
//! | F | critical, or two that are high | not seen |
//! | (none) | too little was seen to say | |
//!
//! The estate's grade is the worst of three: its own findings by the same table; the worst domain controller, since each
//! sees a share of all domain logons that nobody else records; and the grade that at least nine in ten of the other graded
//! hosts reach, so that one forgotten test machine among a thousand does not fail the estate, and one in ten does.

use crate::finding::Finding;
use doorknob_event::incident::Severity;
use serde::Serialize;

/// A to F, best first.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize)]
pub enum Grade {
    /// Nothing is wrong.
    A,
    /// Untidy.
    B,
    /// A part is missing.
    C,
    /// A whole way or a stretch of time is missing.
    D,
    /// Blind.
    F,
}

impl std::fmt::Display for Grade {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        std::fmt::Debug::fmt(self, f)
    }
}

/// By the worst finding.
pub(crate) fn of_findings<'f>(findings: impl IntoIterator<Item = &'f Finding>) -> Grade {
    let mut worst = Severity::Informational;
    let mut high = 0;
    for finding in findings {
        worst = worst.max(finding.severity);
        high += u32::from(finding.severity >= Severity::High);
    }
    match worst {
        Severity::Informational => Grade::A,
        Severity::Low => Grade::B,
        Severity::Medium => Grade::C,
        Severity::High if high < 2 => Grade::D,
        Severity::High | Severity::Critical => Grade::F,
    }
}

/// The grade that nine in ten reach; `None` of no grades.
pub(crate) fn reached_by_most(mut grades: Vec<Grade>) -> Option<Grade> {
    grades.sort_unstable();
    let tenth = grades.len() / 10;
    grades.len().checked_sub(1 + tenth).and_then(|at| grades.get(at)).copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_in_ten_counts_and_one_in_a_hundred_does_not() {
        let grades = |good: usize, bad: usize| [vec![Grade::A; good], vec![Grade::F; bad]].concat();
        let table = [
            (grades(0, 0), None),
            (grades(1, 0), Some(Grade::A)),
            (grades(1, 1), Some(Grade::F)),
            (grades(9, 1), Some(Grade::A)),
            (grades(8, 2), Some(Grade::F)),
            (grades(99, 1), Some(Grade::A)),
        ];
        for (grades, wanted) in table {
            assert_eq!(reached_by_most(grades.clone()), wanted, "{grades:?}");
        }
    }
}
