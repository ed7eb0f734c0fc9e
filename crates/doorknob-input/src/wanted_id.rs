//! A look at the event id of a record before it is parsed. Most records of a busy log are of kinds that do not count.

use doorknob_event::event::SPECS;
use memchr::memmem::Finder;
use std::sync::LazyLock;

/// One bit an id.
static WANTED: LazyLock<[u64; 1024]> = LazyLock::new(|| {
    let mut bits = [0u64; 1024];
    for id in SPECS.iter().flat_map(|spec| spec.ids) {
        if let Some(word) = bits.get_mut(usize::from(id >> 6)) {
            *word |= 1 << (id & 63);
        }
    }
    bits
});

/// Whether any event of this id may count.
pub(crate) fn is_wanted(id: u16) -> bool {
    WANTED.get(usize::from(id >> 6)).is_some_and(|word| word >> (id & 63) & 1 != 0)
}

/// What a look at a record says.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Verdict {
    /// It states an id, and none that counts.
    Unwanted,
    /// It may count.
    Possible,
}

/// Finds event ids in text.
#[derive(Debug)]
pub(crate) struct IdFinder {
    /// What stands before an id: `"EventID"` with its quotes, or `<EventID`.
    mark: Option<Finder<'static>>,
}

impl IdFinder {
    /// Looks for the JSON name `name`; with the empty name, nothing is ever unwanted.
    pub(crate) fn new(name: &str) -> IdFinder {
        let mark = (!name.is_empty()).then(|| Finder::new(&format!("\"{name}\"")).into_owned());
        IdFinder { mark }
    }

    /// Judges a record. A text holds no quotation mark without a backslash before it, so what is found is a name.
    pub(crate) fn judge(&self, record: &[u8]) -> Verdict {
        let Some(mark) = &self.mark else { return Verdict::Possible };
        let mut ids =
            mark.find_iter(record).map(|at| id_after(record.get(at + mark.needle().len()..)?)).peekable();
        let unwanted = ids.peek().is_some() && ids.all(|id| id.is_some_and(|id| !is_wanted(id)));
        if unwanted { Verdict::Unwanted } else { Verdict::Possible }
    }
}

/// The number behind a name: `: 4625`, `:"4625"`. Anything else is left to the parser.
fn id_after(rest: &[u8]) -> Option<u16> {
    let rest = rest.trim_ascii_start().strip_prefix(b":")?.trim_ascii_start();
    let digits = rest.strip_prefix(b"\"").unwrap_or(rest);
    let count = digits.iter().take(6).take_while(|b| b.is_ascii_digit()).count();
    let ends = digits.get(count).is_none_or(|b| matches!(b, b'"' | b',' | b'}' | b' ' | b'\r' | b'\n'));
    if !(1..6).contains(&count) || !ends {
        return None;
    }
    std::str::from_utf8(digits.get(..count)?).ok()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_visible_ids_that_do_not_count_are_unwanted() {
        let finder = IdFinder::new("EventID");
        let table = [
            (r#"{"EventID":4688,"x":1}"#, Verdict::Unwanted),
            (r#"{"EventID" : "4688"}"#, Verdict::Unwanted),
            (r#"{"EventID":4625}"#, Verdict::Possible),
            (r#"{"EventID":4}"#, Verdict::Possible),
            (r##"{"EventID":{"#text":4688}}"##, Verdict::Possible),
            (r#"{"EventID":4688.5}"#, Verdict::Possible),
            (r#"{"EventID":446880}"#, Verdict::Possible),
            (r#"{"EventID":4688,"y":{"EventID":"4625"}}"#, Verdict::Possible),
            (r#"{"m":"a \"EventID\":4688"}"#, Verdict::Possible),
            (r#"{"x":1}"#, Verdict::Possible),
        ];
        for (record, wanted) in table {
            assert_eq!(finder.judge(record.as_bytes()), wanted, "{record}");
        }
        assert_eq!(IdFinder::new("").judge(br#"{"EventID":4688}"#), Verdict::Possible);
    }
}
