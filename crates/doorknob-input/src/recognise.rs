//! What an input is, from its first bytes; never from its name.

/// Bytes looked at: the header and the first chunk of an EVTX file. The first lines of any carrier are shorter.
pub(crate) const HEAD_BYTES: usize = 4096 + 64 * 1024;

/// What the first bytes say.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Recognised {
    /// Nothing in it.
    Empty,
    /// `ElfFile\0`: a Windows event log.
    Evtx,
    /// Text of some kind.
    Text,
    /// Bytes of no kind we know.
    Unknown,
}

/// Recognises an input by its first bytes.
pub(crate) fn recognise(head: &[u8]) -> Recognised {
    if head.is_empty() {
        Recognised::Empty
    } else if head.starts_with(b"ElfFile\0") {
        Recognised::Evtx
    } else if looks_like_text(head) {
        Recognised::Text
    } else {
        Recognised::Unknown
    }
}

/// Text holds few control characters besides tabs and line ends; single ones do occur in real exports.
fn looks_like_text(head: &[u8]) -> bool {
    let odd = head.iter().filter(|b| **b < b' ' && !matches!(b, b'\t' | b'\n' | b'\r' | 0x1b | 0x0c)).count();
    odd * 100 <= head.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn magic_and_shape_decide() {
        let table: [(&[u8], Recognised); 5] = [
            (b"", Recognised::Empty),
            (b"ElfFile\0\0\0", Recognised::Evtx),
            (b"{\"Event\":{}}\n", Recognised::Text),
            ("Kontodom\u{e4}ne\t1\r\n".as_bytes(), Recognised::Text),
            (b"\x7fELF\x02\x01\x01\0\0\0", Recognised::Unknown),
        ];
        for (head, wanted) in table {
            assert_eq!(recognise(head), wanted, "{head:?}");
        }
    }
}
