//! One `Event` element.

use super::data::{Token, XmlData, attribute, token};
use crate::moment::Moment;
use crate::record::{Header, audit_failure};
use doorknob_event::event::FieldPath;
use quick_xml::Reader;
use quick_xml::events::BytesStart;
use std::borrow::Cow;

/// An event read from XML.
#[derive(Debug)]
pub(crate) struct XmlEvent {
    pub(crate) header: Header<'static>,
    pub(crate) data: XmlData,
    /// The rendered text, where it was carried along.
    pub(crate) message: Option<String>,
    /// The closing tag was found.
    pub(crate) complete: bool,
}

/// The child of `Event` that is being read.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Part {
    Outside,
    System,
    EventData,
    UserData,
    Rendering,
    Other,
}

impl XmlEvent {
    /// Reads the first event of `text`; `None` where it has no event id.
    pub(crate) fn parse(text: &str) -> Option<XmlEvent> {
        let mut building = Building::default();
        let mut reader = Reader::from_str(text);
        reader.config_mut().check_end_names = false;
        reader.config_mut().allow_unmatched_ends = true;
        while let Some(token) = token(&mut reader) {
            match token {
                Token::Open(element) => building.open(&element),
                Token::Empty(element) => {
                    building.open(&element);
                    building.close();
                }
                Token::Text(text) => building.text(&text),
                Token::Close => {
                    building.close();
                    if building.complete {
                        break;
                    }
                }
            }
        }
        building.finish()
    }

    /// A wanted value.
    pub(crate) fn value(&self, path: FieldPath) -> Option<&str> {
        self.data.get(path)
    }
}

/// The innermost element, as long as it holds no other. Its memory is used again for the next.
#[derive(Default)]
struct Leaf {
    open: bool,
    name: String,
    /// Its `Name`.
    label: Option<String>,
    text: String,
}

#[derive(Default)]
struct Building {
    depth: usize,
    part: Option<Part>,
    leaf: Leaf,
    id: Option<u16>,
    header: Option<Header<'static>>,
    data: XmlData,
    message: Option<String>,
    complete: bool,
}

impl Building {
    fn header(&mut self) -> &mut Header<'static> {
        self.header.get_or_insert_with(|| Header::new(0))
    }

    fn open(&mut self, element: &BytesStart<'_>) {
        let name = element.local_name();
        let name = name.as_ref();
        // What stands around an event (`Events`, a viewer's frame) is not part of it.
        if self.depth == 0 && name != "Event" {
            return;
        }
        self.depth += 1;
        match (self.depth, self.part()) {
            (2, _) => self.part = Some(part(name)),
            (3, Part::System) => self.system_attributes(name, element),
            _ => {}
        }
        self.leaf.label = (self.part() == Part::EventData).then(|| attribute(element, "Name")).flatten();
        self.leaf.open = true;
        self.leaf.name.clear();
        self.leaf.name.push_str(name);
        self.leaf.text.clear();
    }

    fn part(&self) -> Part {
        self.part.unwrap_or(Part::Outside)
    }

    fn system_attributes(&mut self, name: &str, element: &BytesStart<'_>) {
        match name {
            "Provider" => self.header().provider = attribute(element, "Name").map(Cow::Owned),
            "TimeCreated" => {
                let time = attribute(element, "SystemTime");
                self.header().time = time.map_or(Moment::Unknown, |time| Moment::parse(&time));
            }
            _ => {}
        }
    }

    fn text(&mut self, text: &str) {
        if self.leaf.open {
            self.leaf.text.push_str(text);
        }
    }

    fn close(&mut self) {
        if self.depth == 0 {
            return;
        }
        if std::mem::take(&mut self.leaf.open) {
            let leaf = std::mem::take(&mut self.leaf);
            self.leaf = self.leaf_ends(leaf);
        }
        self.depth -= 1;
        if self.depth == 0 {
            self.complete = true;
        } else if self.depth == 1 {
            self.part = Some(Part::Outside);
        }
    }

    /// Takes what the leaf says and gives its memory back.
    fn leaf_ends(&mut self, mut leaf: Leaf) -> Leaf {
        // Pretty-printed XML sets the end tag of an empty element on a line of its own.
        if leaf.text.contains('\n') && leaf.text.trim().is_empty() {
            leaf.text.clear();
        }
        match (self.part(), self.depth) {
            (Part::System, 3) => self.system_value(&leaf.name, &leaf.text),
            (Part::EventData, 3) if leaf.name == "Data" || leaf.label.is_some() => {
                self.data.put(leaf.label.take(), leaf.text.clone());
            }
            (Part::UserData, 3..) => self.data.put_leaf(leaf.name.clone(), leaf.text.clone()),
            (Part::Rendering, 3) if leaf.name == "Message" => {
                self.message = Some(std::mem::take(&mut leaf.text))
            }
            _ => {}
        }
        leaf
    }

    fn system_value(&mut self, name: &str, value: &str) {
        let trimmed = value.trim();
        match name {
            "EventID" => self.id = trimmed.parse::<u32>().ok().map(|id| id as u16),
            "EventRecordID" => self.header().record_id = trimmed.parse().ok(),
            "Channel" => self.header().channel = Some(Cow::Owned(trimmed.to_owned())),
            "Computer" => self.header().computer = Some(Cow::Owned(trimmed.to_owned())),
            "Keywords" => {
                let hex = trimmed.strip_prefix("0x").and_then(|hex| u64::from_str_radix(hex, 16).ok());
                self.header().audit_failure = hex.and_then(audit_failure);
            }
            _ => {}
        }
    }

    fn finish(mut self) -> Option<XmlEvent> {
        let id = self.id?;
        self.header().id = id;
        let header = self.header.take()?;
        Some(XmlEvent { header, data: self.data, message: self.message, complete: self.complete })
    }
}

fn part(name: &str) -> Part {
    match name {
        "System" => Part::System,
        "EventData" => Part::EventData,
        "UserData" => Part::UserData,
        "RenderingInfo" => Part::Rendering,
        _ => Part::Other,
    }
}
