//! Text to a flat list of spans.

use memchr::memchr2;

/// Deepest nesting. The deepest carrier seen (OTLP) has 14 levels.
const DEPTH_MAX: usize = 64;

/// Most values in one record; together with the size of a node this bounds a tape to 16 MiB.
const NODES_MAX: usize = 1 << 20;

/// What a node is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Kind {
    /// Children are key, value, key, value.
    Object,
    Array,
    /// Text without escapes; the span excludes the quotes.
    Text,
    /// Text with escapes.
    EscapedText,
    /// Number, `true`, `false`, `null`, or any other bare word.
    Word,
}

/// One value or key.
#[derive(Clone, Copy, Debug)]
pub(super) struct Node {
    pub(super) start: u32,
    pub(super) end: u32,
    /// Index of the node after this one and all that it holds.
    pub(super) next: u32,
    pub(super) kind: Kind,
}

/// Where and why text is no JSON.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Broken {
    /// Byte at which it broke.
    pub(crate) at: usize,
    /// What was wrong.
    pub(crate) what: &'static str,
    /// The text ended too early, rather than saying something wrong.
    pub(crate) cut_short: bool,
}

impl Broken {
    fn new(at: usize, what: &'static str) -> Broken {
        Broken { at, what, cut_short: false }
    }

    fn cut(at: usize) -> Broken {
        Broken { at, what: "ends in the middle of a value", cut_short: true }
    }
}

/// A parsed value as spans of its text. Kept and used again, so that parsing allocates nothing once it has grown.
#[derive(Debug, Default)]
pub(crate) struct Tape {
    pub(super) nodes: Vec<Node>,
    open: Vec<u32>,
}

/// What may come next.
enum Expect {
    Value,
    /// A value, or the end of an array that has just begun.
    FirstItem,
    /// A key, or the end of an object that has just begun.
    FirstKey,
    Key,
    /// A comma or an end.
    Separator,
}

impl Tape {
    /// Parses the first value of `text` and returns the byte after it.
    ///
    /// # Errors
    /// Where the text is no JSON, ends early, or exceeds a bound.
    pub(crate) fn parse(&mut self, text: &str) -> Result<usize, Broken> {
        self.nodes.clear();
        self.open.clear();
        let bytes = text.as_bytes();
        let mut at = 0;
        let mut expect = Expect::Value;
        loop {
            at = skip_space(bytes, at);
            let Some(&byte) = bytes.get(at) else { return Err(Broken::cut(at)) };
            expect = match (expect, byte) {
                (Expect::FirstItem, b']') | (Expect::FirstKey, b'}') => {
                    at += 1;
                    if self.close(at) {
                        return Ok(at);
                    }
                    Expect::Separator
                }
                (Expect::Separator, b',') => {
                    at += 1;
                    if self.in_object() { Expect::Key } else { Expect::Value }
                }
                (Expect::Separator, b'}' | b']') => {
                    if self.in_object() != (byte == b'}') {
                        return Err(Broken::new(at, "ends in the wrong bracket"));
                    }
                    at += 1;
                    if self.close(at) {
                        return Ok(at);
                    }
                    Expect::Separator
                }
                (Expect::Separator, _) => return Err(Broken::new(at, "a comma is missing")),
                (Expect::FirstKey | Expect::Key, b'"') => {
                    at = self.text(bytes, at)?;
                    at = skip_space(bytes, at);
                    match bytes.get(at) {
                        Some(b':') => at += 1,
                        // Fluent Bit and Fluentd print records to standard output the way Ruby does.
                        Some(b'=') if bytes.get(at + 1) == Some(&b'>') => at += 2,
                        Some(_) => return Err(Broken::new(at, "a colon is missing")),
                        None => return Err(Broken::cut(at)),
                    }
                    Expect::Value
                }
                (Expect::FirstKey | Expect::Key, _) => return Err(Broken::new(at, "a name is missing")),
                (Expect::Value | Expect::FirstItem, b'{') => {
                    self.begin(at, Kind::Object)?;
                    at += 1;
                    Expect::FirstKey
                }
                (Expect::Value | Expect::FirstItem, b'[') => {
                    self.begin(at, Kind::Array)?;
                    at += 1;
                    Expect::FirstItem
                }
                (Expect::Value | Expect::FirstItem, _) => {
                    at = if byte == b'"' { self.text(bytes, at)? } else { self.word(bytes, at)? };
                    if self.open.is_empty() {
                        return Ok(at);
                    }
                    Expect::Separator
                }
            };
        }
    }

    fn in_object(&self) -> bool {
        let node = self.open.last().and_then(|at| self.nodes.get(*at as usize));
        node.is_some_and(|node| node.kind == Kind::Object)
    }

    fn begin(&mut self, at: usize, kind: Kind) -> Result<(), Broken> {
        if self.open.len() >= DEPTH_MAX {
            return Err(Broken::new(at, "is nested too deep"));
        }
        self.open.push(self.nodes.len() as u32);
        self.push(at, at, kind)
    }

    /// Ends the innermost object or array; whether it was the outermost.
    fn close(&mut self, end: usize) -> bool {
        let next = self.nodes.len() as u32;
        if let Some(node) = self.open.pop().and_then(|at| self.nodes.get_mut(at as usize)) {
            node.end = end as u32;
            node.next = next;
        }
        self.open.is_empty()
    }

    fn push(&mut self, start: usize, end: usize, kind: Kind) -> Result<(), Broken> {
        if self.nodes.len() >= NODES_MAX {
            return Err(Broken::new(start, "holds too many values"));
        }
        let span = |at: usize| u32::try_from(at).map_err(|_| Broken::new(start, "is too long"));
        let next = self.nodes.len() as u32 + 1;
        self.nodes.push(Node { start: span(start)?, end: span(end)?, next, kind });
        Ok(())
    }

    fn text(&mut self, bytes: &[u8], quote: usize) -> Result<usize, Broken> {
        let start = quote + 1;
        let (end, escaped) = end_of_text(bytes, start).ok_or(Broken::cut(bytes.len()))?;
        self.push(start, end, if escaped { Kind::EscapedText } else { Kind::Text })?;
        Ok(end + 1)
    }

    fn word(&mut self, bytes: &[u8], start: usize) -> Result<usize, Broken> {
        let rest = bytes.get(start..).unwrap_or_default();
        let length = rest.iter().take_while(|b| b.is_ascii_alphanumeric() || b"+-._".contains(b)).count();
        if length == 0 {
            return Err(Broken::new(start, "a value is missing"));
        }
        self.push(start, start + length, Kind::Word)?;
        Ok(start + length)
    }
}

fn skip_space(bytes: &[u8], mut at: usize) -> usize {
    while bytes.get(at).is_some_and(|b| matches!(b, b' ' | b'\t' | b'\n' | b'\r')) {
        at += 1;
    }
    at
}

/// The closing quote of a text whose first byte is at `start`, and whether there are escapes in it.
fn end_of_text(bytes: &[u8], start: usize) -> Option<(usize, bool)> {
    let mut at = start;
    let mut escaped = false;
    loop {
        let found = at + memchr2(b'"', b'\\', bytes.get(at..)?)?;
        if bytes.get(found) == Some(&b'"') {
            return Some((found, escaped));
        }
        escaped = true;
        at = found + 2;
    }
}

/// The byte after the text whose opening quote is at `quote`; `None` where the bytes end before it does.
pub(crate) fn end_of_quoted(bytes: &[u8], quote: usize) -> Option<usize> {
    end_of_text(bytes, quote + 1).map(|(end, _)| end + 1)
}

/// The byte after the value that begins at `start` with a bracket, found by counting brackets outside text alone; `None`
/// where the bytes end before it does. Works on values that [`Tape::parse`] refuses, to go on behind them.
pub(crate) fn end_of_value(bytes: &[u8], start: usize) -> Option<usize> {
    let mut depth = 0usize;
    let mut at = start;
    while let Some(&byte) = bytes.get(at) {
        at += 1;
        match byte {
            b'{' | b'[' => depth += 1,
            b'}' | b']' => {
                depth = depth.saturating_sub(1);
                if depth == 0 {
                    return Some(at);
                }
            }
            b'"' => at = end_of_text(bytes, at)?.0 + 1,
            _ => {}
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn broken_text_says_where_and_why() {
        let table = [
            (r#"{"a":1"#, 6, true),
            (r#"{"a" 1}"#, 5, false),
            (r#"{"a":1 "b":2}"#, 7, false),
            (r#"{"a":[1}"#, 7, false),
            (r#"{"a":"x"#, 7, true),
            (r#"{"a":"x\"#, 8, true),
            (r#"{"a":}"#, 5, false),
            (r#"{a:1}"#, 1, false),
            ("", 0, true),
        ];
        for (text, at, cut_short) in table {
            let broken = Tape::default().parse(text).expect_err(text);
            assert_eq!((broken.at, broken.cut_short), (at, cut_short), "{text}");
        }
        let deep = "[".repeat(100_000);
        assert_eq!(Tape::default().parse(&deep).expect_err("too deep").what, "is nested too deep");
    }

    #[test]
    fn the_end_of_a_value_is_found_behind_mistakes() {
        let table = [
            (r#"{"a":"}","b":[1 2},"c":{"}":"\"}"}} {"#, Some(35)),
            (r#"{"a":"}" "b":[1 2],"c":{"}":"\"}"}} {"#, Some(35)),
            (r#"[]"#, Some(2)),
            (r#"{"a""#, None),
            (r#"{"a":"\"#, None),
        ];
        for (text, wanted) in table {
            assert_eq!(end_of_value(text.as_bytes(), 0), wanted, "{text}");
        }
    }
}
