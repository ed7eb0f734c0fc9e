//! An event as XML, the way Windows writes it.

use crate::event_tree::{Composed, Content, Element, EventTree, Nodes};
use std::fmt;

/// Bytes of XML after which writing stops. Real events stay far below a mebibyte; crafted ones could
/// repeat a long value through nested templates.
pub const MAX_XML: usize = 16 << 20;

/// The event would grow beyond [`MAX_XML`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct XmlTooLarge;

impl fmt::Display for XmlTooLarge {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the event is larger than {MAX_XML} bytes of XML")
    }
}

impl std::error::Error for XmlTooLarge {}

impl EventTree<'_> {
    /// Appends the event as XML, without declaration or indentation. Characters XML forbids are
    /// written as `_`, unpaired surrogates as U+FFFD, and attributes without a value are left out.
    ///
    /// # Errors
    /// [`XmlTooLarge`], with `out` holding the beginning.
    pub fn write_xml(&self, out: &mut String) -> Result<(), XmlTooLarge> {
        let mut writer = XmlWriter { limit: out.len() + MAX_XML, out, scratch: String::new() };
        match self.root() {
            Some(root) => writer.element(&root),
            None => Ok(()),
        }
    }
}

struct XmlWriter<'o> {
    out: &'o mut String,
    scratch: String,
    limit: usize,
}

impl XmlWriter<'_> {
    /// Recursion is bounded by the depth the tree was built with.
    fn element(&mut self, element: &Element<'_, '_>) -> Result<(), XmlTooLarge> {
        if self.out.len() > self.limit {
            return Err(XmlTooLarge);
        }
        self.out.push('<');
        self.name(element);
        for (name, text) in element.attributes() {
            self.out.push(' ');
            self.out.push_str(&name.to_string());
            self.out.push_str("=\"");
            self.composed(&text);
            self.out.push('"');
        }
        if element.self_closing {
            self.out.push_str("/>");
            return Ok(());
        }
        self.out.push('>');
        self.content(element.content(), element)?;
        self.out.push_str("</");
        self.name(element);
        self.out.push('>');
        Ok(())
    }

    fn name(&mut self, element: &Element<'_, '_>) {
        crate::value_text::push_utf16(element.name().utf16(), self.out);
    }

    fn content(&mut self, content: Nodes<'_, '_>, element: &Element<'_, '_>) -> Result<(), XmlTooLarge> {
        let mut children = element.children();
        let mut in_instruction = false;
        for node in content {
            if in_instruction && !matches!(node.content, Content::InstructionData(_)) {
                self.out.push_str("?>");
                in_instruction = false;
            }
            match node.content {
                Content::Element { .. } => {
                    if let Some(child) = children.next() {
                        self.element(&child)?;
                    }
                }
                Content::Value(value) => {
                    self.scratch.clear();
                    value.push_text(&mut self.scratch);
                    push_escaped(&self.scratch, false, self.out);
                }
                Content::CData(value) => {
                    let text = value.to_string().replace("]]>", "]]]]><![CDATA[>");
                    self.out.push_str("<![CDATA[");
                    self.out.push_str(&text);
                    self.out.push_str("]]>");
                }
                Content::Entity(name) => {
                    self.out.push('&');
                    self.out.push_str(&name.to_string());
                    self.out.push(';');
                }
                Content::Char(unit) => self.out.push_str(&format!("&#{unit};")),
                Content::InstructionTarget(name) => {
                    self.out.push_str("<?");
                    self.out.push_str(&name.to_string());
                    in_instruction = true;
                }
                Content::InstructionData(value) => {
                    self.out.push(' ');
                    self.out.push_str(&value.to_string());
                    self.out.push_str("?>");
                    in_instruction = false;
                }
                Content::Attribute { .. } => {}
            }
            if self.out.len() > self.limit {
                return Err(XmlTooLarge);
            }
        }
        if in_instruction {
            self.out.push_str("?>");
        }
        Ok(())
    }

    fn composed(&mut self, text: &Composed<'_>) {
        self.scratch.clear();
        text.value().push_text(&mut self.scratch);
        push_escaped(&self.scratch, true, self.out);
    }
}

/// Appends text as XML content, or as an attribute value in double quotes.
fn push_escaped(text: &str, in_attribute: bool, out: &mut String) {
    for character in text.chars() {
        match character {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' if in_attribute => out.push_str("&quot;"),
            '\'' if in_attribute => out.push_str("&apos;"),
            '\t' | '\n' | '\r' => out.push(character),
            '\0'..='\x1F' | '\u{FFFE}' | '\u{FFFF}' => out.push('_'),
            _ => out.push(character),
        }
    }
}
