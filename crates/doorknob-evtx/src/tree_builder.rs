//! The careful way: a whole record, whatever it consists of, within bounds.
//!
//! Template instances are carried out by walking the definition with the instance's values at hand, so
//! one walker reads records, definitions and nested fragments alike. What is damaged ends the walk, and
//! what was read before it stays.

use crate::anomaly::ContentFault;
use crate::event_tree::{Content, EventTree, List, NONE, Node};
use crate::names::Name;
use crate::record_frame::RecordFrame;
use crate::tokens::{Definition, Instance, NO_DEPENDENCY, Token, Tokens, value_len};
use crate::value::{Value, ValueKind};

/// Nodes a decoded record may have: elements, attributes and values. Crafted records could multiply
/// nested templates and arrays without end.
pub const MAX_NODES: usize = 1 << 17;
/// Fragments and templates inside each other; real records nest twice.
const MAX_NESTING: usize = 32;
/// Elements inside each other.
const MAX_DEPTH: usize = 256;
/// Tokens and values read for one record.
const MAX_WORK: usize = 1 << 20;
/// Tokens and values read for all records of one chunk: several times what a chunk full of the smallest
/// records takes.
pub(crate) const MAX_CHUNK_WORK: usize = 1 << 22;

/// Decodes the record in `frame`, for at most `work_left`, from which the work done is taken.
pub(crate) fn build<'a>(chunk: &'a [u8], frame: &RecordFrame, work_left: &mut usize) -> EventTree<'a> {
    let granted = MAX_WORK.min(*work_left);
    let mut builder = Builder {
        chunk,
        tree: EventTree { nodes: Vec::with_capacity(256), root: NONE, fault: None, template_mismatch: false },
        open: Vec::with_capacity(16),
        roots: List::EMPTY,
        tag: None,
        work_left: granted,
    };
    let walked = builder.stream(Tokens::of_record(chunk, frame.body_at(), frame.body_end()), None, 0);
    if let Err(fault) = walked {
        builder.tree.fault.get_or_insert(fault);
        builder.close_after_fault();
    }
    *work_left -= granted - builder.work_left;
    builder.tree.root = builder.roots.first;
    builder.tree
}

/// A value of an instance, by place.
#[derive(Debug, Clone, Copy)]
struct Stored {
    kind: ValueKind,
    at: usize,
    len: usize,
}

/// An element whose end has not been reached.
#[derive(Debug, Clone, Copy)]
struct Open {
    index: u32,
    /// Its template says to leave it out of this instance.
    left_out: bool,
}

/// A start tag whose end has not been reached, and the attribute being read in it.
#[derive(Debug, Clone, Copy)]
struct Tag {
    attribute: Option<u32>,
}

struct Builder<'a> {
    chunk: &'a [u8],
    tree: EventTree<'a>,
    open: Vec<Open>,
    roots: List,
    tag: Option<Tag>,
    work_left: usize,
}

type Walk = Result<(), ContentFault>;

impl<'a> Builder<'a> {
    /// Reads a stream; `values` where it is a template definition.
    fn stream(&mut self, mut tokens: Tokens<'a>, values: Option<&[Stored]>, nesting: usize) -> Walk {
        if nesting > MAX_NESTING {
            return Err(ContentFault::TooDeep);
        }
        let base = self.open.len();
        loop {
            self.spend(1)?;
            match tokens.next()? {
                Token::End => break,
                Token::Open { name, dependency } => {
                    let is_root = self.open.len() == base;
                    let left_out = !is_root && is_null(values, dependency);
                    self.open(name, left_out)?;
                }
                Token::Attribute { name } => self.attribute(name)?,
                Token::CloseStart => {
                    self.end_tag()?;
                }
                Token::CloseEmpty => {
                    self.end_tag()?;
                    self.close(base, true)?;
                }
                Token::CloseElement => self.close(base, false)?,
                Token::Value { kind, at, len } => {
                    self.value(Stored { kind, at, len }, nesting)?;
                }
                Token::CData { at, len } => {
                    let text = self.raw(at, len)?;
                    self.piece(Content::CData(Value::new(ValueKind::Utf16, text)))?;
                }
                Token::Char(unit) => self.piece(Content::Char(unit))?,
                Token::Entity { name } => {
                    let name = self.name(name)?;
                    self.piece(Content::Entity(name))?;
                }
                Token::InstructionTarget { name } => {
                    let name = self.name(name)?;
                    self.piece(Content::InstructionTarget(name))?;
                }
                Token::InstructionData { at, len } => {
                    let text = self.raw(at, len)?;
                    let data = Value::new(ValueKind::Utf16, text);
                    self.piece(Content::InstructionData(data))?;
                }
                Token::Substitution { slot, optional, .. } => {
                    let values = values.ok_or(ContentFault::Token(0x0D))?;
                    self.substitute(values.get(usize::from(slot)), optional, nesting)?;
                }
                Token::Instance { at } if values.is_none() => {
                    tokens.at = self.instance(at, tokens.end(), nesting)?;
                }
                Token::Instance { .. } => return Err(ContentFault::Token(crate::tokens::INSTANCE)),
            }
        }
        if self.open.len() == base && self.tag.is_none() { Ok(()) } else { Err(ContentFault::Unbalanced) }
    }

    fn spend(&mut self, amount: usize) -> Walk {
        self.work_left = self.work_left.checked_sub(amount).ok_or(ContentFault::TooLarge)?;
        Ok(())
    }

    fn raw(&self, at: usize, len: usize) -> Result<&'a [u8], ContentFault> {
        crate::little_endian::slice_at(self.chunk, at, len).ok_or(ContentFault::CutShort)
    }

    fn name(&self, offset: u32) -> Result<Name<'a>, ContentFault> {
        Name::at(self.chunk, offset).ok_or(ContentFault::CutShort)
    }

    fn push(&mut self, content: Content<'a>) -> Result<u32, ContentFault> {
        let index = self.tree.nodes.len();
        if index >= MAX_NODES {
            return Err(ContentFault::TooLarge);
        }
        let next = NONE;
        self.tree.nodes.push(Node { next, content });
        Ok(index as u32)
    }

    fn open(&mut self, name: u32, left_out: bool) -> Walk {
        if self.tag.is_some() {
            return Err(ContentFault::Unbalanced);
        }
        if self.open.len() >= MAX_DEPTH {
            return Err(ContentFault::TooDeep);
        }
        let index = self.push(Content::Element {
            name: self.name(name)?,
            attributes: List::EMPTY,
            children: List::EMPTY,
            self_closing: false,
        })?;
        self.open.push(Open { index, left_out });
        self.tag = Some(Tag { attribute: None });
        Ok(())
    }

    fn attribute(&mut self, name: u32) -> Walk {
        if self.tag.is_none() {
            return Err(ContentFault::Unbalanced);
        }
        let index = self.push(Content::Attribute { name: self.name(name)?, pieces: List::EMPTY })?;
        let element = self.open.last().ok_or(ContentFault::Unbalanced)?.index;
        self.append(element, index);
        self.tag = Some(Tag { attribute: Some(index) });
        Ok(())
    }

    fn end_tag(&mut self) -> Walk {
        self.tag.take().map(drop).ok_or(ContentFault::Unbalanced)
    }

    /// Adds a node to the attribute or element being read.
    fn piece(&mut self, content: Content<'a>) -> Walk {
        let parent = match (self.tag, self.open.last()) {
            (Some(Tag { attribute }), _) => attribute,
            (None, Some(open)) => Some(open.index),
            (None, None) => None,
        };
        let parent = parent.ok_or(ContentFault::Unbalanced)?;
        let index = self.push(content)?;
        self.append(parent, index);
        Ok(())
    }

    /// Links `index` as the last attribute, child or piece of `parent`.
    fn append(&mut self, parent: u32, index: u32) {
        let is_attribute =
            matches!(self.tree.node(index).map(|node| node.content), Some(Content::Attribute { .. }));
        let list = match self.tree.nodes.get_mut(parent as usize) {
            Some(node) => match &mut node.content {
                Content::Element { attributes, .. } if is_attribute => attributes,
                Content::Element { children, .. } => children,
                Content::Attribute { pieces, .. } => pieces,
                _ => return,
            },
            None => return,
        };
        let last = std::mem::replace(&mut list.last, index);
        if last == NONE {
            list.first = index;
        } else if let Some(node) = self.tree.nodes.get_mut(last as usize) {
            node.next = index;
        }
    }

    fn value(&mut self, stored: Stored, nesting: usize) -> Walk {
        if stored.kind == ValueKind::BinXml {
            return self.fragment(stored, nesting);
        }
        let raw = self.raw(stored.at, stored.len)?;
        self.piece(Content::Value(Value::new(stored.kind, raw)))
    }

    /// Puts a value in its place; one beyond the instance's values is nothing.
    fn substitute(&mut self, stored: Option<&Stored>, optional: bool, nesting: usize) -> Walk {
        let Some(stored) = stored else {
            return Ok(());
        };
        if stored.kind == ValueKind::BinXml {
            return self.fragment(*stored, nesting);
        }
        let value = Value::new(stored.kind, self.raw(stored.at, stored.len)?);
        let in_attribute = self.tag.is_some();
        if optional && in_attribute && value.is_empty() {
            return Ok(());
        }
        let value = match value.kind().is_array() {
            true => single_item(value),
            false => value,
        };
        self.piece(Content::Value(value))
    }

    fn fragment(&mut self, stored: Stored, nesting: usize) -> Walk {
        if stored.len == 0 {
            return Ok(());
        }
        if self.tag.is_some() {
            return Err(ContentFault::ValueType(0x21));
        }
        let tokens = Tokens::of_record(self.chunk, stored.at, stored.at + stored.len);
        self.stream(tokens, None, nesting + 1)
    }

    /// Carries out a template instance and returns where it ends.
    fn instance(&mut self, at: usize, end: usize, nesting: usize) -> Result<usize, ContentFault> {
        let instance = Instance::parse(self.chunk, at, end).ok_or(ContentFault::CutShort)?;
        self.spend(instance.descriptors.len())?;
        let definition =
            Definition::at(self.chunk, instance.definition as usize).ok_or(ContentFault::Definition)?;
        self.tree.template_mismatch |= definition.template_id != instance.template_id;

        let mut values = Vec::with_capacity(instance.descriptors.len());
        let mut at = instance.values_at;
        let mut fault = None;
        for descriptor in instance.descriptors {
            let [_, _, byte, _] = *descriptor;
            let len = value_len(*descriptor);
            let kind = ValueKind::from_wire(byte);
            match kind {
                Some(kind) if at + len <= end => values.push(Stored { kind, at, len }),
                Some(_) => fault = Some(ContentFault::CutShort),
                None => fault = Some(ContentFault::ValueType(byte)),
            }
            if fault.is_some() {
                break;
            }
            at += len;
        }
        // Values before the damage are still worth their names.
        self.tree.fault = self.tree.fault.or(fault);
        let tokens = Tokens::of_definition(self.chunk, &definition);
        self.stream(tokens, Some(&values), nesting + 1)?;
        match fault {
            Some(fault) => Err(fault),
            None => Ok(at),
        }
    }

    fn close(&mut self, base: usize, self_closing: bool) -> Walk {
        if self.tag.is_some() || self.open.len() <= base {
            return Err(ContentFault::Unbalanced);
        }
        let open = self.open.pop().ok_or(ContentFault::Unbalanced)?;
        if let Some(Node { content: Content::Element { self_closing: state, .. }, .. }) =
            self.tree.nodes.get_mut(open.index as usize)
        {
            *state = self_closing;
        }
        if open.left_out {
            return Ok(());
        }
        self.attach_expanded(open.index)
    }

    /// Attaches a finished element, once for each item of an array that it holds.
    /// Source: MS-EVEN6 3.1.4.7.5 "Array Types".
    fn attach_expanded(&mut self, element: u32) -> Walk {
        let mut waiting = vec![element];
        while let Some(element) = waiting.pop() {
            let Some((node, array)) = self.first_array(element) else {
                self.attach(element);
                continue;
            };
            let first_copy = waiting.len();
            for item in array.items() {
                self.spend(1)?;
                waiting.push(self.copy_element(element, node, item)?);
            }
            // The stack gives them back in their order.
            waiting.get_mut(first_copy..).unwrap_or_default().reverse();
        }
        Ok(())
    }

    fn attach(&mut self, element: u32) {
        match self.open.last() {
            Some(parent) => self.append(parent.index, element),
            None if self.roots.first == NONE => {
                self.roots = List { first: element, last: element };
            }
            None => {
                if let Some(last) = self.tree.nodes.get_mut(self.roots.last as usize) {
                    last.next = element;
                }
                self.roots.last = element;
            }
        }
    }

    /// The first array directly in an element, its text before its attributes.
    fn first_array(&self, element: u32) -> Option<(u32, Value<'a>)> {
        let Content::Element { attributes, children, .. } = self.tree.node(element)?.content else {
            return None;
        };
        let in_list = |list: List| {
            let mut index = list.first;
            std::iter::from_fn(move || {
                let at = index;
                let node = self.tree.node(at)?;
                index = node.next;
                Some((at, node.content))
            })
        };
        let repeated = |(index, content): (u32, Content<'a>)| Some((index, content.repeating_array()?));
        in_list(children).find_map(repeated).or_else(|| {
            in_list(attributes).find_map(|(_, attribute)| match attribute {
                Content::Attribute { pieces, .. } => in_list(pieces).find_map(repeated),
                _ => None,
            })
        })
    }

    /// A copy of an element in which `item` takes the place of `array`. Elements in it are
    /// copied whole; they hold no arrays, theirs having been expanded when they were closed.
    fn copy_element(&mut self, source: u32, array: u32, item: Value<'a>) -> Result<u32, ContentFault> {
        let content = self.tree.node(source).ok_or(ContentFault::Unbalanced)?.content;
        let content = if source == array { Content::Value(item) } else { content };
        let (content, lists) = match content {
            Content::Element { name, attributes, children, self_closing } => {
                let empty =
                    Content::Element { name, attributes: List::EMPTY, children: List::EMPTY, self_closing };
                (empty, [attributes.first, children.first])
            }
            Content::Attribute { name, pieces } => {
                let empty = Content::Attribute { name, pieces: List::EMPTY };
                (empty, [pieces.first, NONE])
            }
            leaf => (leaf, [NONE, NONE]),
        };
        let copy = self.push(content)?;
        for mut index in lists {
            while let Some(next) = self.tree.node(index).map(|node| node.next) {
                let child = self.copy_element(index, array, item)?;
                self.append(copy, child);
                index = next;
            }
        }
        Ok(copy)
    }

    /// Attaches what was open when the walk ended early.
    fn close_after_fault(&mut self) {
        while let Some(open) = self.open.pop() {
            if !open.left_out {
                self.attach(open.index);
            }
        }
    }
}

/// The one item of an array that has just one.
fn single_item(array: Value<'_>) -> Value<'_> {
    let mut items = array.items();
    match (items.next(), items.next()) {
        (Some(item), None) => item,
        _ => array,
    }
}

fn is_null(values: Option<&[Stored]>, dependency: u16) -> bool {
    dependency != NO_DEPENDENCY
        && values
            .and_then(|values| values.get(usize::from(dependency)))
            .is_some_and(|value| value.kind == ValueKind::Null)
}
