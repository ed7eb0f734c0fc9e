//! Records without a template: every element spelled out, every value a string.
//!
//! Forwarded and re-encoded events look like this, so that whole ForwardedEvents logs consist of them.
//! They are read token by token, and only as far as the event id where that is not wanted.

use crate::bindings::Place;
use crate::names::{Name, Symbol, SymbolTable};
use crate::record::{Emit, Outcome, Store, SystemValues};
use crate::selection::{Entry, FieldKey, Selection, name_key};
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
        values: None,
        unnamed: 0,
    };
    let mut tokens = Tokens::of_record(chunk, at, end);
    loop {
        let step = match reader.plain_data(&mut tokens, symbols) {
            Some(true) => continue,
            Some(false) => match reader.plain_system_child(&mut tokens, symbols) {
                Some(step) => step,
                None => reader.step(&mut tokens, symbols),
            },
            None => None,
        };
        match step {
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
    /// The entry that wants the record, once its System values are known.
    entry: Option<&'r Entry>,
    values: Option<SystemValues<'a>>,
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
                    name.0,
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

    /// Takes a whole `<Name>text</Name>` in `System` in, if that comes next.
    #[inline(always)]
    fn plain_system_child(
        &mut self,
        tokens: &mut Tokens<'a>,
        symbols: &mut SymbolTable,
    ) -> Option<Option<Step>> {
        if self.open.get(self.depth)?.place != Place::System {
            return None;
        }
        let at = tokens.at;
        // Open: size, name; end of the start tag; text: length.
        let [0x01, _, _, _, _, n0, n1, n2, n3, 0x02, 0x05, 0x01, len0, len1] =
            *self.chunk.get(at..)?.first_chunk::<14>()?
        else {
            return None;
        };
        let name = u32::from_le_bytes([n0, n1, n2, n3]);
        let len = u16::from_le_bytes([len0, len1]).checked_mul(2)?;
        let text_at = at + 14;
        let end = text_at + usize::from(len);
        if name as usize == at + 9 || end >= tokens.end() || self.chunk.get(end) != Some(&0x04) {
            return None;
        }
        let symbol = symbols.symbol(self.chunk, name)?;
        tokens.at = end + 1;
        Some(self.close_system_child(symbol, Text::One(Window::of_text(u16::try_from(text_at).ok()?, len))))
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
        let entry = self.selection.entry(index)?;
        self.entry = Some(entry);
        self.values = Some(system);
        self.windows.get_mut(..entry.fields.len())?.fill(Window::NONE);
        Some(Step::On)
    }

    fn close_data(&mut self, data: &Open) -> Option<Step> {
        match data.data_name {
            None => {
                let index = self.unnamed;
                self.unnamed = index.checked_add(1)?;
                let entry = self.entry?;
                for (window, wanted) in self.windows.iter_mut().zip(&entry.fields) {
                    if *wanted == FieldKey::Position(index) {
                        *window = data.text.window()?;
                    }
                }
                Some(Step::On)
            }
            Some(name) => {
                let name = name.window()?.value(self.chunk).utf16()?;
                self.set(
                    name,
                    data.text,
                    |key| matches!(key, FieldKey::Data(wanted) if wanted.as_slice() == name),
                )
            }
        }
    }

    /// Sets the wanted fields of this name that `is_it` confirms, where they were not set before.
    #[inline(always)]
    fn set(&mut self, name: &[u8], text: Text, is_it: impl Fn(&FieldKey) -> bool) -> Option<Step> {
        let entry = self.entry?;
        let name_key = name_key(name);
        // Most names are not wanted: asking for any match, without stopping at one, is done four at a time.
        if !entry.name_keys.iter().fold(false, |any, key| any | (*key == name_key)) {
            return Some(Step::On);
        }
        for (index, key) in entry.name_keys.iter().enumerate() {
            if *key == name_key
                && entry.fields.get(index).is_some_and(&is_it)
                && let Some(window) = self.windows.get_mut(index)
                && *window == Window::NONE
            {
                *window = text.window()?;
            }
        }
        Some(Step::On)
    }

    /// Takes a whole `<Data Name="...">...</Data>` in, if that comes next; `Some(false)` if something else
    /// does, and nothing was taken.
    #[inline(always)]
    fn plain_data(&mut self, tokens: &mut Tokens<'a>, symbols: &mut SymbolTable) -> Option<bool> {
        if self.open.get(self.depth)?.place != Place::EventData || self.attribute.is_some() {
            return Some(false);
        }
        let Some(data) = PlainData::at(self.chunk, tokens.at) else {
            return Some(false);
        };
        let is_data = symbols.symbol(self.chunk, data.element) == Some(Symbol::Data)
            && symbols.symbol(self.chunk, data.attribute) == Some(Symbol::Name);
        if !is_data || data.end > tokens.end() {
            return Some(false);
        }
        let name = data.name.value(self.chunk).utf16()?;
        self.set(
            name,
            Text::One(data.text),
            |key| matches!(key, FieldKey::Data(wanted) if wanted.as_slice() == name),
        )?;
        tokens.at = data.end;
        Some(true)
    }

    fn send(&self, emit: &mut impl Emit) -> Option<Outcome> {
        let (entry, system) = (self.entry?, self.values?);
        let windows = self.windows.get(..entry.fields.len())?;
        emit.emit(entry, system, Store::Windows { chunk: self.chunk, windows });
        Some(Outcome::Wanted)
    }
}

/// A `Data` element with a name and a text, its own names stored elsewhere: what most of a record without
/// a template consists of.
struct PlainData {
    element: u32,
    attribute: u32,
    name: Window,
    text: Window,
    /// Offset of the byte after it.
    end: usize,
}

impl PlainData {
    #[inline(always)]
    fn at(chunk: &[u8], at: usize) -> Option<PlainData> {
        // Open with attributes: size, name, size of the attributes; attribute: name; text: length.
        let [0x41, _, _, _, _, e0, e1, e2, e3, _, _, _, _, 0x06, a0, a1, a2, a3, 0x05, 0x01, len0, len1] =
            *chunk.get(at..)?.first_chunk::<22>()?
        else {
            return None;
        };
        let element = u32::from_le_bytes([e0, e1, e2, e3]);
        let attribute = u32::from_le_bytes([a0, a1, a2, a3]);
        let inline = element as usize == at + 9 || attribute as usize == at + 18;
        let name_len = u16::from_le_bytes([len0, len1]).checked_mul(2)?;
        let name_at = at + 22;
        let middle_at = name_at + usize::from(name_len);
        // End of the start tag; text: length.
        let [0x02, 0x05, 0x01, len0, len1] = *chunk.get(middle_at..)?.first_chunk::<5>()? else {
            return None;
        };
        let text_len = u16::from_le_bytes([len0, len1]).checked_mul(2)?;
        let text_at = middle_at + 5;
        let end = text_at + usize::from(text_len);
        let name = Window::of_text(u16::try_from(name_at).ok()?, name_len);
        let is_named = !name.value(chunk).is_empty();
        if inline || !is_named || chunk.get(end) != Some(&0x04) {
            return None;
        }
        Some(PlainData {
            element,
            attribute,
            name,
            text: Window::of_text(u16::try_from(text_at).ok()?, text_len),
            end: end + 1,
        })
    }
}
