//! Events of SQL Server's named instances in an EVTX chunk.
//!
//! An instance writes under its own name (`MSSQL$PAYROLL`), and the EVTX reader compares whole names. So a chunk that gave nothing
//! under the names that are known is searched for instance names, and read once more if it holds some. Chunks of Security
//! logs give something; logs of other channels are mostly passed over; so the search costs little.

use memchr::memmem::Finder;
use std::collections::BTreeSet;
use std::sync::LazyLock;

/// What the name of a named instance begins with.
const PREFIX: &str = "MSSQL$";

/// Longest instance name. Source: Microsoft Learn, "Instance configuration": 16 characters.
const NAME_MAX: usize = 16;

static IN_UTF16: LazyLock<Finder<'static>> = LazyLock::new(|| {
    let bytes: Vec<u8> = PREFIX.encode_utf16().flat_map(u16::to_le_bytes).collect();
    Finder::new(&bytes).into_owned()
});

/// Provider names of the named instances that a chunk mentions.
pub(super) fn mentioned(chunk: &[u8]) -> BTreeSet<String> {
    IN_UTF16
        .find_iter(chunk)
        .filter_map(|at| name_after(chunk.get(at + IN_UTF16.needle().len()..)?))
        .collect()
}

fn name_after(bytes: &[u8]) -> Option<String> {
    let units = bytes.chunks_exact(2).map(|pair| match pair {
        [low, 0] => char::from(*low),
        _ => '\0',
    });
    let name: String = units
        .take(NAME_MAX)
        .take_while(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '$' | '#'))
        .collect();
    (!name.is_empty()).then(|| format!("{PREFIX}{name}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_found_once_each() {
        let text = "xMSSQL$PAY_1 Reason MSSQL$ MSSQL$RADAR\0MSSQL$PAY_1";
        let bytes: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let wanted = ["MSSQL$PAY_1".to_owned(), "MSSQL$RADAR".to_owned()];
        assert_eq!(mentioned(&bytes), BTreeSet::from(wanted));
    }
}
