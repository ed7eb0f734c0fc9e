//! What a SID says about an account, without turning it into text.
//!
//! Source: Microsoft Learn, "Well-known SIDs"; [MS-DTYP] section 2.4.2.

use super::wide::{SHORT_MAX, short_ascii};
use doorknob_event::event::Value;

/// What kind of principal a SID names.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Principal {
    /// `S-1-0-0` or malformed: nobody in particular.
    Nobody,
    /// `S-1-5-21-..` or an Entra account (`S-1-12-1-..`): somebody's account.
    Account,
    /// The machine's own: SYSTEM, LOCAL SERVICE, NETWORK SERVICE, ANONYMOUS, window manager, font driver, service,
    /// application pool, virtual machine and other virtual accounts.
    Internal,
    /// Anything else (groups, app containers).
    Other,
}

/// Authority and first sub-authority of a SID in binary or text form.
fn head(value: &Value<'_>) -> Option<(u64, u32)> {
    match value {
        Value::Sid([1, count, a0, a1, a2, a3, a4, a5, rest @ ..]) if *count > 0 => {
            let [s0, s1, s2, s3, ..] = rest else { return None };
            let authority = u64::from_be_bytes([0, 0, *a0, *a1, *a2, *a3, *a4, *a5]);
            Some((authority, u32::from_le_bytes([*s0, *s1, *s2, *s3])))
        }
        Value::Utf16(_) | Value::Text(_) => {
            let text = short_ascii::<SHORT_MAX>(value)?;
            let mut parts = text.strip_prefix("S-1-").or_else(|| text.strip_prefix("s-1-"))?.split('-');
            Some((parts.next()?.parse().ok()?, parts.next()?.parse().ok()?))
        }
        _ => None,
    }
}

/// What kind of principal the SID names.
pub(crate) fn principal(value: &Value<'_>) -> Principal {
    match head(value) {
        None | Some((0, _)) => Principal::Nobody,
        Some((5, 21)) | Some((12, _)) => Principal::Account,
        Some((5, 7 | 18 | 19 | 20 | 80..=111)) => Principal::Internal,
        Some(_) => Principal::Other,
    }
}

#[cfg(test)]
mod tests {
    use super::super::wide::utf16;
    use super::*;

    #[test]
    fn principals_by_sid() {
        let table = [
            ("S-1-0-0", Principal::Nobody),
            ("-", Principal::Nobody),
            ("NULL SID", Principal::Nobody),
            ("S-1-5-18", Principal::Internal),
            ("S-1-5-7", Principal::Internal),
            ("S-1-5-90-0-1", Principal::Internal),
            ("S-1-5-96-0-1", Principal::Internal),
            ("S-1-5-82-3006700770-424185619", Principal::Internal),
            ("S-1-5-111-3847866527-469524349-687026318-516638107-1125189541-4420", Principal::Internal),
            ("S-1-5-21-4230534742-2542757381-3142984815-1111", Principal::Account),
            ("S-1-12-1-1-2-3-4", Principal::Account),
            ("S-1-5-32-544", Principal::Other),
        ];
        for (text, wanted) in table {
            assert_eq!(principal(&Value::Text(text)), wanted, "{text}");
            assert_eq!(principal(&Value::Utf16(&utf16(text))), wanted, "{text}");
        }
        assert_eq!(principal(&Value::Sid(&[1, 1, 0, 0, 0, 0, 0, 5, 18, 0, 0, 0])), Principal::Internal);
        assert_eq!(principal(&Value::Sid(&[1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0])), Principal::Nobody);
        assert_eq!(principal(&Value::Sid(&[1, 9])), Principal::Nobody);
    }
}
