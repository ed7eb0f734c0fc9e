//! The values of an event in XML.

use crate::json::Scalar;
use doorknob_event::event::FieldPath;
use quick_xml::Reader;
use quick_xml::events::{BytesRef, BytesStart, Event};
use std::borrow::Cow;

/// Most values kept of one event; the longest event has 27.
const VALUES_MAX: usize = 256;

/// Values by name, by position, and leaves of `UserData`.
#[derive(Debug, Default)]
pub(crate) struct XmlData {
    named: Vec<(String, String)>,
    unnamed: Vec<String>,
    leaves: Vec<(String, String)>,
}

impl XmlData {
    /// Of the inside of `EventData`, with the element itself around it or not: `Data` and `Param` elements.
    pub(crate) fn of_fragment(text: &str) -> XmlData {
        let mut data = XmlData::default();
        let mut reader = Reader::from_str(text);
        let mut open: Option<(Option<String>, String)> = None;
        while let Some(token) = token(&mut reader) {
            match token {
                Token::Open(element) if matches!(element.local_name().as_ref(), "Data" | "Param") => {
                    open = Some((attribute(&element, "Name"), String::new()));
                }
                Token::Empty(element) if matches!(element.local_name().as_ref(), "Data" | "Param") => {
                    data.put(attribute(&element, "Name"), String::new());
                }
                Token::Text(text) => {
                    if let Some((_, value)) = &mut open {
                        value.push_str(&text);
                    }
                }
                Token::Close => {
                    if let Some((name, value)) = open.take() {
                        data.put(name, value);
                    }
                }
                _ => {}
            }
        }
        data
    }

    /// Of the inside of `UserData`: every element that holds no other.
    pub(crate) fn of_user_data(text: &str) -> XmlData {
        let mut data = XmlData::default();
        let mut reader = Reader::from_str(text);
        let mut leaf: Option<(String, String)> = None;
        while let Some(token) = token(&mut reader) {
            match token {
                Token::Open(element) => leaf = Some((name(&element), String::new())),
                Token::Empty(element) => data.put_leaf(name(&element), String::new()),
                Token::Text(text) => {
                    if let Some((_, value)) = &mut leaf {
                        value.push_str(&text);
                    }
                }
                Token::Close => {
                    if let Some((name, value)) = leaf.take() {
                        data.put_leaf(name, value);
                    }
                }
            }
        }
        data
    }

    /// Adds a value of `EventData`.
    pub(super) fn put(&mut self, name: Option<String>, value: String) {
        if self.named.len() + self.unnamed.len() < VALUES_MAX {
            match name {
                Some(name) => self.named.push((name, value)),
                None => self.unnamed.push(value),
            }
        }
    }

    /// Adds a leaf of `UserData`.
    pub(super) fn put_leaf(&mut self, name: String, value: String) {
        if self.leaves.len() < VALUES_MAX {
            self.leaves.push((name, value));
        }
    }

    /// A wanted value; the first where a name is repeated.
    pub(crate) fn get(&self, path: FieldPath) -> Option<&str> {
        let find =
            |list: &'_ [(String, String)], name: &str| list.iter().position(|(known, _)| known == name);
        match path {
            FieldPath::Named(name) => find(&self.named, name).and_then(|at| self.named.get(at)),
            FieldPath::UserData(name) => find(&self.leaves, name).and_then(|at| self.leaves.get(at)),
            FieldPath::Position(at) => return self.unnamed.get(usize::from(at)).map(String::as_str),
        }
        .map(|(_, value)| value.as_str())
    }

    /// The same as a scalar of its own.
    pub(crate) fn owned<'a>(&self, path: FieldPath) -> Option<Scalar<'a>> {
        self.get(path).map(|text| Scalar::Text(Cow::Owned(text.to_owned())))
    }
}

/// What comes next in XML.
pub(super) enum Token<'a> {
    Open(BytesStart<'a>),
    Empty(BytesStart<'a>),
    Text(Cow<'a, str>),
    Close,
}

/// The next token that matters; `None` at the end, or where the text is broken.
pub(super) fn token<'a>(reader: &mut Reader<&'a [u8]>) -> Option<Token<'a>> {
    loop {
        return Some(match reader.read_event().ok()? {
            Event::Start(element) => Token::Open(element),
            Event::Empty(element) => Token::Empty(element),
            Event::End(_) => Token::Close,
            Event::Text(text) => Token::Text(text.into_inner()),
            Event::CData(text) => Token::Text(text.into_inner()),
            Event::GeneralRef(entity) => Token::Text(Cow::Owned(resolve(&entity))),
            Event::Eof => return None,
            _ => continue,
        });
    }
}

/// What an entity stands for; one that XML does not define stays as written.
fn resolve(entity: &BytesRef<'_>) -> String {
    if let Ok(Some(character)) = entity.resolve_char_ref() {
        return character.to_string();
    }
    match entity.as_ref() {
        "amp" => "&".to_owned(),
        "lt" => "<".to_owned(),
        "gt" => ">".to_owned(),
        "quot" => "\"".to_owned(),
        "apos" => "'".to_owned(),
        other => format!("&{other};"),
    }
}

/// The name of an element, without its prefix.
fn name(element: &BytesStart<'_>) -> String {
    element.local_name().as_ref().to_owned()
}

/// The value of an attribute; entities that XML does not define stay as written.
pub(super) fn attribute(element: &BytesStart<'_>, name: &str) -> Option<String> {
    let mut attributes = element.attributes();
    let mut attributes = attributes.with_checks(false).flatten();
    let attribute = attributes.find(|attribute| attribute.key.as_ref() == name)?;
    let raw = attribute.value;
    Some(quick_xml::escape::unescape(&raw).map_or_else(|_| raw.to_string(), Cow::into_owned))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fragments_give_values_by_name_and_position() {
        let data = XmlData::of_fragment(
            "<EventData xmlns=\"x\">\r\n <Data Name='a'>1 &lt; 2&#10;</Data><Data>first</Data><Data Name='b'/>\
             <Data>second &unknown; &amp;</Data></EventData>",
        );
        assert_eq!(data.get(FieldPath::Named("a")), Some("1 < 2\n"));
        assert_eq!(data.get(FieldPath::Named("b")), Some(""));
        assert_eq!(data.get(FieldPath::Position(1)), Some("second &unknown; &"));
        assert_eq!(data.get(FieldPath::Position(2)), None);
        let data = XmlData::of_fragment("<Param>x</Param><Param>y</Param>");
        assert_eq!(data.get(FieldPath::Position(1)), Some("y"));
    }

    #[test]
    fn user_data_gives_leaves_at_any_depth() {
        let data = XmlData::of_user_data(
            "<EventXML xmlns='n'><A><User>x</User></A>\n<Address>LOCAL</Address><Empty/></EventXML>",
        );
        assert_eq!(data.get(FieldPath::UserData("User")), Some("x"));
        assert_eq!(data.get(FieldPath::UserData("Address")), Some("LOCAL"));
        assert_eq!(data.get(FieldPath::UserData("Empty")), Some(""));
        assert_eq!(data.get(FieldPath::UserData("EventXML")), None);
    }

    #[test]
    fn broken_text_gives_what_stands_before_the_break() {
        let data = XmlData::of_fragment("<Data Name='a'>1</Data><Data Name='b");
        assert_eq!(data.get(FieldPath::Named("a")), Some("1"));
    }
}
