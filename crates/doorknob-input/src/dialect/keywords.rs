//! `Keywords` in all the ways in which carriers write them.

use crate::json::{Json, Scalar};
use crate::record::audit_failure;

/// Whether the keywords say audit failure: a mask (hexadecimal text, unsigned or signed number), the English names, or a
/// list of them. `None` where they say nothing of it.
pub(super) fn audit_failure_of(keywords: Option<Json<'_>>) -> Option<bool> {
    let keywords = keywords?;
    if keywords.is_array() {
        return keywords.items().find_map(|keyword| of_scalar(&keyword.scalar()?));
    }
    of_scalar(&keywords.scalar()?)
}

fn of_scalar(scalar: &Scalar<'_>) -> Option<bool> {
    match scalar {
        Scalar::Text(text) if text.starts_with(|first: char| first.is_ascii_alphabetic()) => of_name(text),
        other => audit_failure(other.number()?),
    }
}

/// `Audit Failure`, `audit_success`, `AUDIT_FAILURE`, `Failure Audit`.
pub(crate) fn of_name(name: &str) -> Option<bool> {
    let name = name.to_ascii_lowercase();
    if !name.contains("audit") {
        return None;
    }
    match (name.contains("failure"), name.contains("success")) {
        (true, false) => Some(true),
        (false, true) => Some(false),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json::Tape;

    #[test]
    fn keywords_come_in_many_shapes() {
        let table = [
            (r#""0x8010000000000000""#, Some(true)),
            (r#""0x8020000000000000""#, Some(false)),
            ("-9218868437227405312", Some(true)),
            ("-9214364837600034816", Some(false)),
            ("9227875636482146304", Some(true)),
            (r#""9232379236109516800""#, Some(false)),
            (r#"["Audit Failure"]"#, Some(true)),
            (r#""Audit success""#, Some(false)),
            (r#""Classic""#, None),
            (r#""0x4020000000000000""#, Some(false)),
            ("0", None),
            ("[]", None),
        ];
        for (text, wanted) in table {
            let mut tape = Tape::default();
            tape.parse(text).expect("JSON");
            assert_eq!(audit_failure_of(Json::root(text, &tape)), wanted, "{text}");
        }
    }
}
