//! A whole event as a tree: every element, attribute and value, in the order they lie in the record.

use crate::anomaly::ContentFault;
use crate::names::Name;
use crate::value::Value;

/// No node.
pub(crate) const NONE: u32 = u32::MAX;

/// A completely decoded record.
///
/// Names and values are borrowed from the chunk. Its size is bounded by
/// [`MAX_NODES`](crate::MAX_NODES).
#[derive(Debug, Clone)]
pub struct EventTree<'a> {
    pub(crate) nodes: Vec<Node<'a>>,
    /// The first of the record's root elements.
    pub(crate) root: u32,
    pub(crate) fault: Option<ContentFault>,
    pub(crate) template_mismatch: bool,
}

#[derive(Debug, Clone, Copy)]
pub(crate) struct Node<'a> {
    /// The node after this one in the same parent, or [`NONE`].
    pub(crate) next: u32,
    pub(crate) content: Content<'a>,
}

#[derive(Debug, Clone, Copy)]
pub(crate) enum Content<'a> {
    Element { name: Name<'a>, attributes: List, children: List, self_closing: bool },
    Attribute { name: Name<'a>, pieces: List },
    Value(Value<'a>),
    CData(Value<'a>),
    Entity(Name<'a>),
    Char(u16),
    InstructionTarget(Name<'a>),
    InstructionData(Value<'a>),
}

/// A list of nodes linked by [`Node::next`].
#[derive(Debug, Clone, Copy)]
pub(crate) struct List {
    pub(crate) first: u32,
    pub(crate) last: u32,
}

impl List {
    pub(crate) const EMPTY: List = List { first: NONE, last: NONE };
}

impl<'a> EventTree<'a> {
    /// The root element, `Event` in every real record. `None`: the record holds no element.
    pub fn root(&self) -> Option<Element<'_, 'a>> {
        Element::at(self, self.root)
    }

    /// Why decoding stopped early, where it did: the tree then holds what came before the damage.
    pub fn fault(&self) -> Option<ContentFault> {
        self.fault
    }

    /// Whether a template was used whose id is not the one its instance names: the values may stand
    /// under wrong names.
    pub fn template_mismatch(&self) -> bool {
        self.template_mismatch
    }

    pub(crate) fn node(&self, index: u32) -> Option<&Node<'a>> {
        self.nodes.get(index as usize)
    }

    pub(crate) fn list(&self, first: u32) -> Nodes<'_, 'a> {
        Nodes { tree: self, next: first }
    }

    /// The text a list of nodes stands for.
    pub(crate) fn text(&self, first: u32) -> Composed<'a> {
        let mut composed = Composed::Nothing;
        for node in self.list(first) {
            let piece = match node.content {
                Content::Value(value) | Content::CData(value) => value,
                Content::Entity(_) | Content::Char(_) => {
                    return self.compose(first);
                }
                _ => continue,
            };
            composed = match composed {
                Composed::Nothing => Composed::Value(piece),
                Composed::Value(before) if before.is_empty() && !piece.is_empty() => Composed::Value(piece),
                Composed::Value(_) if piece.is_empty() => composed,
                _ => return self.compose(first),
            };
        }
        composed
    }

    fn compose(&self, first: u32) -> Composed<'a> {
        let mut text = String::new();
        for node in self.list(first) {
            if text.len() > MAX_TEXT {
                break;
            }
            match node.content {
                Content::Value(value) | Content::CData(value) => value.push_text(&mut text),
                Content::Entity(name) => push_entity(name, &mut text),
                Content::Char(unit) => {
                    text.push(char::from_u32(u32::from(unit)).unwrap_or('\u{FFFD}'));
                }
                _ => {}
            }
        }
        Composed::Text(text)
    }
}

/// Bytes of text after which a composed value is cut. Real ones are below the chunk's 65536; crafted
/// templates could repeat one value thousands of times.
pub(crate) const MAX_TEXT: usize = 1 << 20;

fn push_entity(name: Name<'_>, out: &mut String) {
    let known = [("amp", '&'), ("lt", '<'), ("gt", '>'), ("quot", '"'), ("apos", '\'')];
    match known.iter().find(|(entity, _)| name.is(entity)) {
        Some((_, character)) => out.push(*character),
        None => {
            out.push('&');
            out.push_str(&name.to_string());
            out.push(';');
        }
    }
}

/// The text of an element or attribute.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Composed<'a> {
    /// There is none.
    Nothing,
    /// One typed value.
    Value(Value<'a>),
    /// Several pieces, put together.
    Text(String),
}

impl Composed<'_> {
    /// The value, borrowed; [`Value::EMPTY`] where there is none.
    pub fn value(&self) -> Value<'_> {
        match self {
            Composed::Nothing => Value::EMPTY,
            Composed::Value(value) => *value,
            Composed::Text(text) => Value::text(text),
        }
    }
}

/// An element of an [`EventTree`].
#[derive(Debug, Clone, Copy)]
pub struct Element<'t, 'a> {
    tree: &'t EventTree<'a>,
    name: Name<'a>,
    attributes: List,
    children: List,
    pub(crate) self_closing: bool,
}

impl<'t, 'a> Element<'t, 'a> {
    pub(crate) fn at(tree: &'t EventTree<'a>, index: u32) -> Option<Element<'t, 'a>> {
        let node = tree.node(index)?;
        match node.content {
            Content::Element { name, attributes, children, self_closing } => {
                Some(Element { tree, name, attributes, children, self_closing })
            }
            _ => None,
        }
    }

    /// Its name.
    pub fn name(&self) -> Name<'a> {
        self.name
    }

    /// The elements in it.
    pub fn children(&self) -> impl Iterator<Item = Element<'t, 'a>> + use<'t, 'a> {
        let tree = self.tree;
        let mut next = self.children.first;
        std::iter::from_fn(move || {
            loop {
                let index = next;
                next = tree.node(index)?.next;
                if let Some(element) = Element::at(tree, index) {
                    return Some(element);
                }
            }
        })
    }

    /// The first element in it of this name.
    pub fn child(&self, name: &str) -> Option<Element<'t, 'a>> {
        self.children().find(|child| child.name.is(name))
    }

    /// Its attributes that have a value, with their text.
    pub fn attributes(&self) -> impl Iterator<Item = (Name<'a>, Composed<'a>)> + use<'t, 'a> {
        let tree = self.tree;
        tree.list(self.attributes.first)
            .filter_map(move |node| match node.content {
                Content::Attribute { name, pieces } => Some((name, tree.text(pieces.first))),
                _ => None,
            })
            .filter(|(_, text)| !text.value().is_empty())
    }

    /// The text of the first attribute of this name that has a value.
    pub fn attribute(&self, name: &str) -> Option<Composed<'a>> {
        self.attributes().find(|(attribute, _)| attribute.is(name)).map(|(_, text)| text)
    }

    /// The text directly in it, that of elements in it left out.
    pub fn text(&self) -> Composed<'a> {
        self.tree.text(self.children.first)
    }

    pub(crate) fn content(&self) -> Nodes<'t, 'a> {
        self.tree.list(self.children.first)
    }
}

/// Nodes of one list.
#[derive(Debug, Clone)]
pub(crate) struct Nodes<'t, 'a> {
    tree: &'t EventTree<'a>,
    next: u32,
}

impl<'t, 'a> Iterator for Nodes<'t, 'a> {
    type Item = &'t Node<'a>;

    fn next(&mut self) -> Option<&'t Node<'a>> {
        let node = self.tree.node(self.next)?;
        self.next = node.next;
        Some(node)
    }
}

impl<'a> Content<'a> {
    /// The array value that repeats its element: of more than one item, and of a type that has items.
    pub(crate) fn repeating_array(&self) -> Option<Value<'a>> {
        match self {
            Content::Value(value) if value.kind().is_array() => value.items().nth(1).map(|_| *value),
            _ => None,
        }
    }
}
