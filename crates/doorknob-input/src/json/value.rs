//! Looking into a parsed value.

use super::parse::{Kind, Node, Tape};
use super::unescape::unescape;
use std::borrow::Cow;

/// A scalar as the carrier wrote it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum Scalar<'a> {
    /// Text; also `true`, `false` and fractions, as written. `null` is the empty text: the element is there, without
    /// a value.
    Text(Cow<'a, str>),
    /// A number that is not negative.
    Unsigned(u64),
    /// A negative number.
    Signed(i64),
}

impl<'a> Scalar<'a> {
    /// As text.
    pub(crate) fn into_text(self) -> Cow<'a, str> {
        match self {
            Scalar::Text(text) => text,
            Scalar::Unsigned(number) => Cow::Owned(number.to_string()),
            Scalar::Signed(number) => Cow::Owned(number.to_string()),
        }
    }

    /// As a number: a JSON number, or text that holds a decimal or `0x` hexadecimal one.
    pub(crate) fn number(&self) -> Option<u64> {
        match self {
            Scalar::Unsigned(number) => Some(*number),
            Scalar::Signed(number) => Some(*number as u64),
            Scalar::Text(text) => {
                let text = text.trim();
                match text.strip_prefix("0x").or_else(|| text.strip_prefix("0X")) {
                    Some(hex) => u64::from_str_radix(hex, 16).ok(),
                    None => text.parse().or_else(|_| text.parse::<i64>().map(|n| n as u64)).ok(),
                }
            }
        }
    }
}

/// A value in a parsed text.
#[derive(Clone, Copy)]
pub(crate) struct Json<'a> {
    text: &'a str,
    nodes: &'a [Node],
    at: u32,
}

impl<'a> Json<'a> {
    /// The value that `tape` was parsed to from `text`; `None` where it was parsed to nothing.
    pub(crate) fn root(text: &'a str, tape: &'a Tape) -> Option<Json<'a>> {
        let nodes = tape.nodes.as_slice();
        nodes.first().map(|_| Json { text, nodes, at: 0 })
    }

    fn node(self) -> Node {
        let nothing = Node { start: 0, end: 0, next: u32::MAX, kind: Kind::Word };
        self.nodes.get(self.at as usize).copied().unwrap_or(nothing)
    }

    fn span(self, node: Node) -> &'a str {
        self.text.get(node.start as usize..node.end as usize).unwrap_or_default()
    }

    /// The values of an array, or names and values of an object in turn; nothing for a scalar.
    fn children(self) -> impl Iterator<Item = Json<'a>> {
        let node = self.node();
        let end = match node.kind {
            Kind::Object | Kind::Array => node.next,
            _ => 0,
        };
        let mut at = self.at + 1;
        std::iter::from_fn(move || {
            let child = (at < end).then_some(Json { at, ..self })?;
            at = child.node().next;
            Some(child)
        })
    }

    pub(crate) fn is_object(self) -> bool {
        self.node().kind == Kind::Object
    }

    pub(crate) fn is_array(self) -> bool {
        self.node().kind == Kind::Array
    }

    /// The values of an array; nothing for anything else.
    pub(crate) fn items(self) -> impl Iterator<Item = Json<'a>> {
        self.children().take(if self.is_array() { usize::MAX } else { 0 })
    }

    /// Names and values of an object; nothing for anything else.
    pub(crate) fn entries(self) -> impl Iterator<Item = (Cow<'a, str>, Json<'a>)> {
        let mut children = self.children().take(if self.is_object() { usize::MAX } else { 0 });
        std::iter::from_fn(move || Some((children.next()?.text()?, children.next()?)))
    }

    /// The value under a name; the first where the name is repeated.
    pub(crate) fn get(self, name: &str) -> Option<Json<'a>> {
        // Most names differ in length already, which needs no look at the text.
        self.find(|key, node| match node.kind {
            Kind::EscapedText => unescape(key.span(node)) == name,
            _ => (node.end - node.start) as usize == name.len() && key.span(node) == name,
        })
    }

    /// The value under a name, ASCII case ignored.
    pub(crate) fn get_any_case(self, name: &str) -> Option<Json<'a>> {
        self.find(|key, node| key.span(node).eq_ignore_ascii_case(name))
    }

    fn find(self, wanted: impl Fn(Json<'a>, Node) -> bool) -> Option<Json<'a>> {
        if !self.is_object() {
            return None;
        }
        let mut children = self.children();
        loop {
            let key = children.next()?;
            let value = children.next()?;
            if wanted(key, key.node()) {
                return Some(value);
            }
        }
    }

    /// The value at the end of a path of names.
    pub(crate) fn path(self, names: &[&str]) -> Option<Json<'a>> {
        names.iter().try_fold(self, |value, name| value.get(name))
    }

    /// The text of a text value; `None` for anything else.
    pub(crate) fn text(self) -> Option<Cow<'a, str>> {
        let node = self.node();
        match node.kind {
            Kind::Text => Some(Cow::Borrowed(self.span(node))),
            Kind::EscapedText => Some(Cow::Owned(unescape(self.span(node)))),
            _ => None,
        }
    }

    /// The text of a text value as it lies between its quotes; `None` for anything else.
    pub(crate) fn raw_text(self) -> Option<&'a str> {
        let node = self.node();
        matches!(node.kind, Kind::Text | Kind::EscapedText).then(|| self.span(node))
    }

    /// The scalar; of an array the first one. `None` for an object.
    pub(crate) fn scalar(self) -> Option<Scalar<'a>> {
        let node = self.node();
        match node.kind {
            Kind::Text | Kind::EscapedText => self.text().map(Scalar::Text),
            Kind::Word => Some(word(self.span(node))),
            Kind::Array => self.items().next().filter(|item| !item.is_array())?.scalar(),
            Kind::Object => None,
        }
    }

    /// A number with a fraction, such as seconds.
    pub(crate) fn fraction(self) -> Option<f64> {
        let node = self.node();
        (node.kind == Kind::Word).then(|| self.span(node).parse().ok()).flatten()
    }
}

/// A bare word. Floats without a fraction, as some writers print every number, are integers.
fn word(text: &str) -> Scalar<'_> {
    if text == "null" {
        return Scalar::Text(Cow::Borrowed(""));
    }
    if let Ok(number) = text.parse::<u64>() {
        return Scalar::Unsigned(number);
    }
    if let Ok(number) = text.parse::<i64>() {
        return Scalar::Signed(number);
    }
    // Up to 2^53 a float holds every integer.
    let whole = text.parse::<f64>().ok().filter(|n| n.fract() == 0.0 && n.abs() <= 9_007_199_254_740_992.0);
    match whole {
        Some(number) if number < 0.0 => Scalar::Signed(number as i64),
        Some(number) => Scalar::Unsigned(number as u64),
        None => Scalar::Text(Cow::Borrowed(text)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn values_are_found_and_typed() {
        let text =
            r#" {"a":{"b":[1,-2,"x\ty"]},"k\u0065y":1e3,"n":null,"big":18446744073709551615,"t":true} tail"#;
        let mut tape = Tape::default();
        let end = tape.parse(text).expect("JSON");
        assert_eq!(text.get(end..), Some(" tail"));
        let root = Json::root(text, &tape).expect("a value");
        let items: Vec<_> =
            root.path(&["a", "b"]).expect("an array").items().filter_map(Json::scalar).collect();
        assert_eq!(items, [Scalar::Unsigned(1), Scalar::Signed(-2), Scalar::Text("x\ty".into())]);
        let table = [
            ("key", Scalar::Unsigned(1000)),
            ("n", Scalar::Text("".into())),
            ("big", Scalar::Unsigned(u64::MAX)),
            ("t", Scalar::Text("true".into())),
        ];
        for (name, wanted) in table {
            assert_eq!(root.get(name).and_then(Json::scalar), Some(wanted), "{name}");
        }
        assert!(root.get("missing").is_none());
    }

    /// The value as `serde_json` sees it.
    fn rebuilt(json: Json<'_>) -> serde_json::Value {
        if json.is_object() {
            json.entries().map(|(key, value)| (key.into_owned(), rebuilt(value))).collect()
        } else if json.is_array() {
            json.items().map(rebuilt).collect()
        } else if let Some(text) = json.text() {
            text.into()
        } else {
            match json.scalar() {
                Some(Scalar::Unsigned(number)) => number.into(),
                Some(Scalar::Signed(number)) => number.into(),
                Some(Scalar::Text(text)) if text.is_empty() => serde_json::Value::Null,
                Some(Scalar::Text(text)) => (text == "true").into(),
                None => serde_json::Value::Null,
            }
        }
    }

    fn any_json() -> impl Strategy<Value = serde_json::Value> {
        let leaf = prop_oneof![
            Just(serde_json::Value::Null),
            any::<bool>().prop_map(Into::into),
            any::<i64>().prop_map(Into::into),
            any::<u64>().prop_map(Into::into),
            any::<String>().prop_map(Into::into),
        ];
        leaf.prop_recursive(6, 60, 8, |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..8).prop_map(Into::into),
                prop::collection::hash_map(any::<String>(), inner, 0..8)
                    .prop_map(|map| serde_json::Value::Object(map.into_iter().collect())),
            ]
        })
    }

    proptest! {
        #[test]
        fn what_serde_json_writes_is_read_back(value in any_json(), pretty: bool) {
            let text =
                if pretty { serde_json::to_string_pretty(&value) } else { serde_json::to_string(&value) }
                    .expect("a value writes");
            let mut tape = Tape::default();
            prop_assert_eq!(tape.parse(&text), Ok(text.len()));
            prop_assert_eq!(rebuilt(Json::root(&text, &tape).expect("a value")), value);
        }

        #[test]
        fn no_text_makes_it_panic(text in r#"[\[\]{}",:\\a0 \-]{0,60}"#) {
            let mut tape = Tape::default();
            if let Ok(end) = tape.parse(&text) {
                prop_assert!(end <= text.len());
                rebuilt(Json::root(&text, &tape).expect("a value"));
            }
            super::super::parse::end_of_value(text.as_bytes(), 0);
        }
    }
}
