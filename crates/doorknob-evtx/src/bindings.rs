//! What a template definition says about where the values of an event are found.
//!
//! A definition is the event's XML with holes. One pass over its tokens gives the list of
//! [`Binding`]s: "the text of `System/EventID` is value 3", "the `Data` named `IpAddress` is value 19".

use crate::anomaly::ContentFault;
use crate::names::{Symbol, SymbolTable};
use crate::tokens::{Definition, NO_DEPENDENCY, Token, Tokens};
use crate::value::ValueKind;
use std::ops::Range;

/// Elements inside each other in a definition that a plan can describe; real ones nest five deep.
const MAX_DEPTH: usize = 32;
const BIN_XML: u8 = 0x21;

/// Where the value of an element or attribute comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Source {
    /// The definition has no such element.
    Absent,
    /// One value of the instance; left out when the value `dependency` is null.
    Slot { slot: u16, dependency: u16 },
    /// One item of an array value of the instance, which repeats its element for each.
    Item { slot: u16, item: u16, dependency: u16 },
    /// UTF-16 text in the definition.
    Literal { at: u16, len: u16, dependency: u16 },
    /// Anything else: records of this template are read the careful way.
    Complex,
}

/// The part an element plays in an event, by its name and its parent's part.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Place {
    /// Above the root element of a record.
    Document,
    Event,
    System,
    SystemChild(Symbol),
    EventData,
    Data,
    /// `UserData` and everything in it.
    UserData,
    Elsewhere,
}

impl Place {
    pub(crate) fn child(self, symbol: Symbol) -> Place {
        match (self, symbol) {
            (Place::Document, Symbol::Event) => Place::Event,
            (Place::Event, Symbol::System) => Place::System,
            (Place::Event, Symbol::EventData) => Place::EventData,
            (Place::Event, Symbol::UserData) | (Place::UserData, _) => Place::UserData,
            (Place::System, child) => Place::SystemChild(child),
            (Place::EventData, Symbol::Data) => Place::Data,
            _ => Place::Elsewhere,
        }
    }
}

/// What a value is to the event.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Role {
    /// The text of this child of `System`.
    SystemText(Symbol),
    /// This attribute of that child of `System`.
    SystemAttribute(Symbol, Symbol),
    /// A `Data` with this literal name (place and length of its UTF-16).
    NamedData { at: u16, len: u16 },
    /// A `Data` without a name.
    UnnamedData,
    /// A `UserData` leaf; the offset of its name.
    UserLeaf { name: u32 },
    /// The nested event data: a value inside `Event`, or inside an `EventData` or `UserData` in it.
    Payload { context: Place },
    /// Something that no list of bindings can express.
    Complex,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Binding {
    pub(crate) role: Role,
    pub(crate) source: Source,
}

/// An element being read.
#[derive(Debug, Clone, Copy)]
struct Open {
    place: Place,
    name: u32,
    dependency: u16,
    text: Source,
    /// The literal value of a `Data`'s `Name` attribute.
    data_name: Option<(u16, u16)>,
    leaf: bool,
}

/// A `Data` element with a literal name and one value, names stored elsewhere.
struct PlainData {
    element: u32,
    attribute: u32,
    role: Role,
    source: Source,
    /// Offset of the byte after it.
    end: usize,
}

impl PlainData {
    #[inline(always)]
    fn at(chunk: &[u8], at: usize) -> Option<PlainData> {
        // Open with attributes: dependency, size, name, size of the attributes; attribute: name; text: length.
        let [
            0x41,
            dep0,
            dep1,
            _,
            _,
            _,
            _,
            e0,
            e1,
            e2,
            e3,
            _,
            _,
            _,
            _,
            0x06,
            a0,
            a1,
            a2,
            a3,
            0x05,
            0x01,
            len0,
            len1,
        ] = *chunk.get(at..)?.first_chunk::<24>()?
        else {
            return None;
        };
        let element = u32::from_le_bytes([e0, e1, e2, e3]);
        let attribute = u32::from_le_bytes([a0, a1, a2, a3]);
        let inline = element as usize == at + 11 || attribute as usize == at + 20;
        let len = u16::from_le_bytes([len0, len1]).checked_mul(2)?;
        let name_at = at + 24;
        let tail_at = name_at + usize::from(len);
        // End of the start tag; a value; end of the element.
        let [0x02, 0x0D | 0x0E, slot0, slot1, kind, 0x04] = *chunk.get(tail_at..)?.first_chunk::<6>()? else {
            return None;
        };
        if inline || len == 0 || kind == BIN_XML {
            return None;
        }
        Some(PlainData {
            element,
            attribute,
            role: Role::NamedData { at: u16::try_from(name_at).ok()?, len },
            source: Source::Slot {
                slot: u16::from_le_bytes([slot0, slot1]),
                dependency: u16::from_le_bytes([dep0, dep1]),
            },
            end: tail_at + 6,
        })
    }
}

/// Reads the bindings of definitions. Its memory is kept from one to the next.
#[derive(Debug)]
pub(crate) struct BindingReader {
    open: Vec<Open>,
    attribute: Option<(Symbol, Source)>,
    bindings: Vec<Binding>,
    /// Offsets of the names that lie outside the definition.
    outer_names: Vec<u32>,
    context: Place,
    /// An event has one payload: further `EventData` or `UserData` elements play no part.
    payload_seen: bool,
}

impl BindingReader {
    pub(crate) fn new() -> BindingReader {
        BindingReader {
            open: Vec::new(),
            attribute: None,
            bindings: Vec::new(),
            outer_names: Vec::new(),
            context: Place::Document,
            payload_seen: false,
        }
    }

    /// The bindings of `definition`, whose root element stands inside `context`.
    pub(crate) fn read(
        &mut self,
        chunk: &[u8],
        definition: &Definition,
        context: Place,
        symbols: &mut SymbolTable,
    ) -> Result<&[Binding], ContentFault> {
        self.open.clear();
        self.attribute = None;
        self.bindings.clear();
        self.outer_names.clear();
        self.context = context;
        self.payload_seen = false;
        let mut tokens = Tokens::of_definition(chunk, definition);
        let inside = definition.body_at..definition.body_end;
        loop {
            while self.plain_data(&mut tokens, &inside, symbols) {}
            if !self.token(tokens.next()?, chunk, &inside, symbols)? {
                break;
            }
        }
        if self.open.is_empty() { Ok(&self.bindings) } else { Err(ContentFault::Unbalanced) }
    }

    /// Takes a whole `<Data Name="...">%n</Data>` in, if that comes next: what most of most definitions
    /// consists of. `false`: something else does, and nothing was taken.
    #[inline(always)]
    fn plain_data(
        &mut self,
        tokens: &mut Tokens<'_>,
        inside: &Range<usize>,
        symbols: &mut SymbolTable,
    ) -> bool {
        let in_event_data =
            matches!(self.open.last(), Some(Open { place: Place::EventData, dependency: NO_DEPENDENCY, .. }));
        if !in_event_data || self.attribute.is_some() {
            return false;
        }
        let Some(data) = PlainData::at(tokens.chunk, tokens.at) else {
            return false;
        };
        let chunk = tokens.chunk;
        let is_data = symbols.symbol(chunk, data.element) == Some(Symbol::Data)
            && symbols.symbol(chunk, data.attribute) == Some(Symbol::Name);
        if !is_data || data.end > tokens.end() {
            return false;
        }
        self.note_name(data.element, inside);
        self.note_name(data.attribute, inside);
        self.bind(data.role, data.source);
        tokens.at = data.end;
        true
    }

    /// Takes one token in; `false` at the end.
    #[inline(always)]
    fn token(
        &mut self,
        token: Token,
        chunk: &[u8],
        inside: &Range<usize>,
        symbols: &mut SymbolTable,
    ) -> Result<bool, ContentFault> {
        match token {
            Token::End => return Ok(false),
            Token::Open { name, dependency } => {
                let symbol = symbols.symbol(chunk, name).ok_or(ContentFault::CutShort)?;
                self.note_name(name, inside);
                self.open(symbol, name, dependency)?;
            }
            Token::Attribute { name } => {
                self.end_attribute();
                let symbol = symbols.symbol(chunk, name).ok_or(ContentFault::CutShort)?;
                self.note_name(name, inside);
                self.attribute = Some((symbol, self.empty()));
            }
            Token::CloseStart => self.end_attribute(),
            Token::CloseEmpty => {
                self.end_attribute();
                self.close()?;
            }
            Token::CloseElement => self.close()?,
            Token::Value { kind: ValueKind::Utf16, at, len } | Token::CData { at, len } => {
                let dependency = self.dependency();
                let source = match (u16::try_from(at), u16::try_from(len)) {
                    (Ok(at), Ok(len)) => Source::Literal { at, len, dependency },
                    _ => Source::Complex,
                };
                self.piece(source);
            }
            Token::Substitution { slot, kind, .. } => self.substitution(slot, kind),
            Token::Value { .. } | Token::Char(_) | Token::Entity { .. } => self.piece(Source::Complex),
            Token::InstructionTarget { .. } | Token::InstructionData { .. } => {}
            Token::Instance { .. } => return Err(ContentFault::Token(crate::tokens::INSTANCE)),
        }
        Ok(true)
    }

    /// The bindings read last.
    pub(crate) fn bindings(&self) -> &[Binding] {
        &self.bindings
    }

    /// Offsets of the names that lie outside the definition read last.
    pub(crate) fn outer_names(&self) -> &[u32] {
        &self.outer_names
    }

    #[inline(always)]
    fn note_name(&mut self, name: u32, inside: &Range<usize>) {
        if !inside.contains(&(name as usize)) && !self.outer_names.contains(&name) {
            self.outer_names.push(name);
        }
    }

    fn open(&mut self, symbol: Symbol, name: u32, dependency: u16) -> Result<(), ContentFault> {
        if self.open.len() >= MAX_DEPTH {
            return Err(ContentFault::TooDeep);
        }
        let (place, inherited, is_root) = match self.open.last_mut() {
            Some(parent) => {
                parent.leaf = false;
                (parent.place.child(symbol), parent.dependency, false)
            }
            None => (self.context.child(symbol), NO_DEPENDENCY, true),
        };
        let place = match (place, self.open.last().map_or(self.context, |p| p.place)) {
            (Place::EventData | Place::UserData, Place::Event)
                if std::mem::replace(&mut self.payload_seen, true) =>
            {
                Place::Elsewhere
            }
            (place, _) => place,
        };
        let (dependency, simple) = match (is_root, dependency, inherited) {
            // A root has nothing to be left out of.
            (true, ..) => (NO_DEPENDENCY, true),
            (_, NO_DEPENDENCY, inherited) => (inherited, true),
            (_, own, NO_DEPENDENCY) => (own, true),
            (_, own, inherited) => (own, own == inherited),
        };
        if !simple {
            self.bind(Role::Complex, Source::Complex);
        }
        self.open.push(Open {
            place,
            name,
            dependency,
            text: Source::Literal { at: 0, len: 0, dependency },
            data_name: None,
            leaf: true,
        });
        Ok(())
    }

    fn dependency(&self) -> u16 {
        self.open.last().map_or(NO_DEPENDENCY, |e| e.dependency)
    }

    fn empty(&self) -> Source {
        Source::Literal { at: 0, len: 0, dependency: self.dependency() }
    }

    fn top_place(&self) -> Place {
        self.open.last().map_or(self.context, |element| element.place)
    }

    /// The place around the element being read.
    fn parent_place(&self) -> Place {
        let parent = self.open.iter().nth_back(1);
        parent.map_or(self.context, |element| element.place)
    }

    fn bind(&mut self, role: Role, source: Source) {
        self.bindings.push(Binding { role, source });
    }

    /// A piece of the text of the attribute or element being read.
    fn piece(&mut self, piece: Source) {
        let text = match (&mut self.attribute, self.open.last_mut()) {
            (Some((_, text)), _) => text,
            (None, Some(element)) => &mut element.text,
            (None, None) => return,
        };
        *text = match text {
            Source::Literal { len: 0, .. } => piece,
            _ => Source::Complex,
        };
    }

    fn substitution(&mut self, slot: u16, kind: u8) {
        let dependency = self.dependency();
        let source = Source::Slot { slot, dependency };
        if kind != BIN_XML || self.attribute.is_some() {
            return self.piece(source);
        }
        match self.open.last().map(|element| element.place) {
            Some(context @ (Place::Event | Place::EventData)) => {
                self.bind(Role::Payload { context }, source);
            }
            Some(context @ Place::UserData) if self.parent_place() == Place::Event => {
                self.bind(Role::Payload { context }, source);
            }
            // Its elements could be fields: only the whole event can tell.
            _ => self.bind(Role::Complex, Source::Complex),
        }
    }

    fn end_attribute(&mut self) {
        let (Some((symbol, source)), Some(element)) = (self.attribute.take(), self.open.last_mut()) else {
            return;
        };
        match (element.place, symbol, source) {
            (Place::SystemChild(child), _, _) => {
                self.bind(Role::SystemAttribute(child, symbol), source);
            }
            // An empty attribute is none.
            (Place::Data, Symbol::Name, Source::Literal { len: 0, .. }) => {}
            (Place::Data, Symbol::Name, Source::Literal { at, len, .. }) => {
                element.data_name.get_or_insert((at, len));
            }
            (Place::Data, Symbol::Name, _) => self.bind(Role::Complex, Source::Complex),
            _ => {}
        }
    }

    fn close(&mut self) -> Result<(), ContentFault> {
        let element = self.open.pop().ok_or(ContentFault::Unbalanced)?;
        let role = match (element.place, element.data_name) {
            (Place::SystemChild(symbol), _) => Role::SystemText(symbol),
            (Place::Data, Some((at, len))) => Role::NamedData { at, len },
            (Place::Data, None) => Role::UnnamedData,
            (Place::UserData, _) if element.leaf && self.top_place() == Place::UserData => {
                Role::UserLeaf { name: element.name }
            }
            _ => return Ok(()),
        };
        self.bind(role, element.text);
        Ok(())
    }
}
