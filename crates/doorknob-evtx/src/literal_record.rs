//! Records without a template: every element spelled out, every value a string.
//!
//! Forwarded and re-encoded events look like this, so that whole ForwardedEvents logs consist of them.
//! They are read token by token, and only as far as the event id where that is not wanted.

use crate::bindings::Place;
use crate::names::{Name, Symbol, SymbolTable};
use crate::record::{Emit, Outcome, Store, SystemValues};
use crate::selection::{FieldKey, Selection};
use crate::tokens::{Token, Tokens};
use crate::value::{Value, ValueKind};
use crate::window::Window;

/// Elements inside each other that this way follows; real records nest five deep.
const MAX_DEPTH: usize = 16;

/// Reads the record whose BinXML is `chunk[at..end]`.
pub(crate) fn read(
    chunk: &[u8],
    at: usize,
    end: usize,
    symbols: &mut SymbolTable,
    selection: &Selection,
    windows: &mut [Window],
    emit: &mut impl Emit,
) -> Outcome {
    let starts_as_literal = chunk
        .get(at..end)
        .and_then(<[u8]>::first_chunk::<5>)
        .is_some_and(|start| matches!(start, [0x0F, 1, 1, 0, 0x01 | 0x41]));
    if !starts_as_literal {
        return Outcome::Odd;
    }
    let mut reader = Reader {
        chunk,
        selection,
        windows,
        open: [Open::DOCUMENT; MAX_DEPTH],
        depth: 0,
        attribute: None,
        system: System::ABSENT,
        entry: None,
        unnamed: 0,
    };
    let mut tokens = Tokens::of_record(chunk, at, end);
    loop {
        match reader.step(&mut tokens, symbols) {
            Some(Step::On) => {}
            Some(Step::Unwanted) => return Outcome::Unwanted,
            Some(Step::Complete) => return reader.send(emit).unwrap_or(Outcome::Odd),
            None => return Outcome::Odd,
        }
    }
}

/// What a token leads to.
enum Step {
    On,
    Unwanted,
    Complete,
}

/// The text of an element or attribute, as far as it was read.
#[derive(Debug, Clone, Copy)]
enum Text {
    Empty,
    One(Window),
    /// Several pieces, or one that is no plain text: the careful way tells what they are.
    Many,
}

impl Text {
    fn window(self) -> Option<Window> {
        match self {
            Text::Empty => Some(Window::of_text(0, 0)),
            Text::One(window) => Some(window),
            Text::Many => None,
        }
    }
}

/// An element whose end has not been reached.
#[derive(Debug, Clone, Copy)]
struct Open {
    place: Place,
    name: u32,
    text: Text,
    /// A `Data`'s name.
    data_name: Option<Text>,
    leaf: bool,
}

impl Open {
    const DOCUMENT: Open =
        Open { place: Place::Document, name: 0, text: Text::Empty, data_name: None, leaf: false };
}

/// The System values seen so far.
#[derive(Debug, Clone, Copy)]
struct System {
    provider: Option<Text>,
    event_id: Option<u16>,
    time_created: Option<Text>,
    event_record_id: Option<Text>,
    channel: Option<Text>,
    computer: Option<Text>,
}

impl System {
    const ABSENT: System = System {
        provider: None,
        event_id: None,
        time_created: None,
        event_record_id: None,
        channel: None,
        computer: None,
    };
}

struct Reader<'a, 'r> {
    chunk: &'a [u8],
    selection: &'r Selection,
    /// The wanted fields, as far as they were found.
    windows: &'r mut [Window],
    /// Index 0 is the document.
    open: [Open; MAX_DEPTH],
    depth: usize,
    attribute: Option<(Symbol, Text)>,
    system: System,
    entry: Option<(u16, SystemValues<'a>)>,
    unnamed: u16,
}

impl<'a> Reader<'a, '_> {
    /// `None`: the record is odd.
    #[inline]
    fn step(&mut self, tokens: &mut Tokens<'a>, symbols: &mut SymbolTable) -> Option<Step> {
        match tokens.next().ok()? {
            Token::Open { name, .. } => self.open(name, symbols),
            Token::Attribute { name } => self.start_attribute(name, symbols),
            Token::CloseStart => self.end_attribute(),
            Token::CloseEmpty => self.end_attribute().and_then(|_| self.close()),
            Token::CloseElement => self.close(),
            Token::Value { kind: ValueKind::Utf16, at, len } | Token::CData { at, len } => {
                let window = Window::of_text(u16::try_from(at).ok()?, u16::try_from(len).ok()?);
                self.piece(Text::One(window))
            }
            Token::Value { .. } | Token::Entity { .. } | Token::Char(_) => self.piece(Text::Many),
            Token::InstructionTarget { .. } | Token::InstructionData { .. } => Some(Step::On),
            Token::Instance { .. } | Token::Substitution { .. } | Token::End => None,
        }
    }

    fn top(&mut self) -> Option<&mut Open> {
        self.open.get_mut(self.depth)
    }

    fn open(&mut self, name: u32, symbols: &mut SymbolTable) -> Option<Step> {
        let symbol = symbols.symbol(self.chunk, name)?;
        let parent = self.top()?;
        parent.leaf = false;
        let place = parent.place.child(symbol);
        if self.entry.is_none() && matches!(place, Place::EventData | Place::UserData) {
            return None;
        }
        self.depth += 1;
        *self.top()? = Open { place, name, text: Text::Empty, data_name: None, leaf: true };
        Some(Step::On)
    }

    fn start_attribute(&mut self, name: u32, symbols: &mut SymbolTable) -> Option<Step> {
        self.end_attribute()?;
        self.attribute = Some((symbols.symbol(self.chunk, name)?, Text::Empty));
        Some(Step::On)
    }

    #[inline]
    fn piece(&mut self, piece: Text) -> Option<Step> {
        let text = match &mut self.attribute {
            Some((_, text)) => text,
            None => &mut self.open.get_mut(self.depth)?.text,
        };
        *text = match text {
            Text::Empty => piece,
            _ => Text::Many,
        };
        Some(Step::On)
    }

    fn end_attribute(&mut self) -> Option<Step> {
        let Some((symbol, text)) = self.attribute.take() else {
            return Some(Step::On);
        };
        // An empty attribute is none.
        if text.window().is_some_and(|window| window.value(self.chunk).is_empty()) {
            return Some(Step::On);
        }
        let place = self.top()?.place;
        match (place, symbol) {
            (Place::SystemChild(Symbol::Provider), Symbol::Name) => {
                self.system.provider.get_or_insert(text);
            }
            (Place::SystemChild(Symbol::TimeCreated), Symbol::SystemTime) => {
                self.system.time_created.get_or_insert(text);
            }
            (Place::Data, Symbol::Name) => {
                self.top()?.data_name.get_or_insert(text);
            }
            _ => {}
        }
        Some(Step::On)
    }

    fn close(&mut self) -> Option<Step> {
        let element = *self.open.get(self.depth)?;
        self.depth = self.depth.checked_sub(1)?;
        match element.place {
            Place::SystemChild(symbol) => self.close_system_child(symbol, element.text),
            Place::System => self.close_system(),
            Place::Data => self.close_data(&element),
            Place::UserData if self.top()?.place == Place::Event => Some(Step::Complete),
            Place::UserData if element.leaf => {
                let name = Name::at(self.chunk, element.name)?;
                self.set(
                    element.text,
                    |key| matches!(key, FieldKey::UserData(wanted) if wanted.as_slice() == name.0),
                )
            }
            Place::EventData | Place::Event => Some(Step::Complete),
            _ => Some(Step::On),
        }
    }

    fn close_system_child(&mut self, symbol: Symbol, text: Text) -> Option<Step> {
        match symbol {
            Symbol::EventId if self.system.event_id.is_none() => {
                let id = text.window()?.value(self.chunk).as_u64()?;
                let id = u16::try_from(id).ok()?;
                if !self.selection.wants_id(id) {
                    return Some(Step::Unwanted);
                }
                self.system.event_id = Some(id);
            }
            Symbol::EventRecordId => {
                self.system.event_record_id.get_or_insert(text);
            }
            Symbol::Channel => {
                self.system.channel.get_or_insert(text);
            }
            Symbol::Computer => {
                self.system.computer.get_or_insert(text);
            }
            _ => {}
        }
        Some(Step::On)
    }

    fn close_system(&mut self) -> Option<Step> {
        if self.entry.is_some() {
            return None;
        }
        let value = |text: Option<Text>| match text {
            Some(text) => text.window().map(|window| window.value(self.chunk)),
            None => Some(Value::ABSENT),
        };
        let system = SystemValues {
            provider: value(self.system.provider)?,
            channel: value(self.system.channel)?,
            computer: value(self.system.computer)?,
            event_id: self.system.event_id?,
            time_created: value(self.system.time_created)?.as_filetime(),
            event_record_id: value(self.system.event_record_id)?.as_u64(),
        };
        let found = self.selection.find(system.event_id, system.provider, system.channel);
        let Some(index) = found else {
            return Some(Step::Unwanted);
        };
        self.entry = Some((index, system));
        let wanted = self.selection.entry(index)?.fields.len();
        self.windows.get_mut(..wanted)?.fill(Window::NONE);
        Some(Step::On)
    }

    fn close_data(&mut self, data: &Open) -> Option<Step> {
        match data.data_name {
            None => {
                let index = self.unnamed;
                self.unnamed = index.checked_add(1)?;
                self.set(data.text, |key| *key == FieldKey::Position(index))
            }
            Some(name) => {
                let name = name.window()?.value(self.chunk).utf16()?;
                self.set(data.text, |key| matches!(key, FieldKey::Data(wanted) if wanted.as_slice() == name))
            }
        }
    }

    /// Sets the wanted fields that `names` says this is, where they were not set before.
    #[inline]
    fn set(&mut self, text: Text, names: impl Fn(&FieldKey) -> bool) -> Option<Step> {
        let (entry, _) = self.entry?;
        let wanted = &self.selection.entry(entry)?.fields;
        for (window, wanted) in self.windows.iter_mut().zip(wanted) {
            if *window == Window::NONE && names(wanted) {
                *window = text.window()?;
            }
        }
        Some(Step::On)
    }

    fn send(&self, emit: &mut impl Emit) -> Option<Outcome> {
        let (entry, system) = self.entry?;
        let entry = self.selection.entry(entry)?;
        let windows = self.windows.get(..entry.fields.len())?;
        emit.emit(entry, system, Store::Windows { chunk: self.chunk, windows });
        Some(Outcome::Wanted)
    }
}
