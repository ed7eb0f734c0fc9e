//! Records without a template: every element spelled out, every value a string.
//!
//! Forwarded and re-encoded events look like this, so that whole ForwardedEvents logs consist of them.
//! They are read token by token, and only as far as the event id where that is not wanted.

use crate::bindings::Place;
use crate::names::{Name, Symbol, SymbolTable};
use crate::record::{Field, Reading, SystemValues};
use crate::selection::{Entry, FieldKey, Selection};
use crate::tokens::{Token, Tokens};
use crate::value::{Value, ValueKind};

/// Elements inside each other that this way follows; real records nest five deep.
const MAX_DEPTH: usize = 16;

/// Reads the record whose BinXML is `chunk[at..end]`.
pub(crate) fn read<'a>(
    chunk: &'a [u8],
    at: usize,
    end: usize,
    symbols: &mut SymbolTable,
    selection: &Selection,
    fields: &mut Vec<Field<'a>>,
) -> Reading<'a> {
    let starts_as_literal = chunk
        .get(at..end)
        .and_then(<[u8]>::first_chunk::<5>)
        .is_some_and(|start| matches!(start, [0x0F, 1, 1, 0, 0x01 | 0x41]));
    if !starts_as_literal {
        return Reading::Odd;
    }
    let mut reader = Reader {
        chunk,
        selection,
        fields,
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
            Step::On => {}
            Step::Done(reading) => return reading,
        }
    }
}

enum Step<'a> {
    On,
    Done(Reading<'a>),
}

/// The text of an element or attribute, as far as it was read.
#[derive(Debug, Clone, Copy)]
enum Text<'a> {
    Empty,
    One(Value<'a>),
    /// Several pieces: only the careful way composes them.
    Many,
}

impl<'a> Text<'a> {
    fn value(self) -> Option<Value<'a>> {
        match self {
            Text::Empty => Some(Value::EMPTY),
            Text::One(value) => Some(value),
            Text::Many => None,
        }
    }
}

#[derive(Debug, Clone, Copy)]
struct Open<'a> {
    place: Place,
    name: u32,
    text: Text<'a>,
    /// A `Data`'s name.
    data_name: Option<Text<'a>>,
    leaf: bool,
}

impl Open<'_> {
    const DOCUMENT: Open<'static> =
        Open { place: Place::Document, name: 0, text: Text::Empty, data_name: None, leaf: false };
}

/// The System values seen so far.
#[derive(Debug, Clone, Copy)]
struct System<'a> {
    provider: Option<Text<'a>>,
    event_id: Option<u16>,
    time_created: Option<Text<'a>>,
    event_record_id: Option<Text<'a>>,
    channel: Option<Text<'a>>,
    computer: Option<Text<'a>>,
}

impl System<'_> {
    const ABSENT: System<'static> = System {
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
    fields: &'r mut Vec<Field<'a>>,
    /// Index 0 is the document.
    open: [Open<'a>; MAX_DEPTH],
    depth: usize,
    attribute: Option<(Symbol, Text<'a>)>,
    system: System<'a>,
    entry: Option<(u16, SystemValues<'a>)>,
    unnamed: u16,
}

impl<'a> Reader<'a, '_> {
    #[inline]
    fn step(&mut self, tokens: &mut Tokens<'a>, symbols: &mut SymbolTable) -> Step<'a> {
        let Ok(token) = tokens.next() else {
            return Step::Done(Reading::Odd);
        };
        let step = match token {
            Token::Open { name, .. } => self.open(name, symbols),
            Token::Attribute { name } => self.start_attribute(name, symbols),
            Token::CloseStart => self.end_attribute(),
            Token::CloseEmpty => self.end_attribute().and_then(|_| self.close()),
            Token::CloseElement => self.close(),
            Token::Value { kind, at, len } => self.value(kind, at, len),
            Token::CData { at, len } => self.value(ValueKind::Utf16, at, len),
            Token::Entity { .. } | Token::Char(_) => self.piece(Text::Many),
            Token::InstructionTarget { .. } | Token::InstructionData { .. } => Some(Step::On),
            Token::Instance { .. } | Token::Substitution { .. } | Token::End => None,
        };
        step.unwrap_or(Step::Done(Reading::Odd))
    }

    fn top(&mut self) -> Option<&mut Open<'a>> {
        self.open.get_mut(self.depth)
    }

    fn open(&mut self, name: u32, symbols: &mut SymbolTable) -> Option<Step<'a>> {
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

    fn start_attribute(&mut self, name: u32, symbols: &mut SymbolTable) -> Option<Step<'a>> {
        self.end_attribute()?;
        self.attribute = Some((symbols.symbol(self.chunk, name)?, Text::Empty));
        Some(Step::On)
    }

    fn value(&mut self, kind: ValueKind, at: usize, len: usize) -> Option<Step<'a>> {
        if matches!(kind, ValueKind::BinXml | ValueKind::EvtXml) {
            return None;
        }
        let raw = self.chunk.get(at..at + len)?;
        self.piece(Text::One(Value::new(kind, raw)))
    }

    #[inline]
    fn piece(&mut self, piece: Text<'a>) -> Option<Step<'a>> {
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

    fn end_attribute(&mut self) -> Option<Step<'a>> {
        let Some((symbol, text)) = self.attribute.take() else {
            return Some(Step::On);
        };
        if text.value().is_some_and(Value::is_empty) {
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

    fn close(&mut self) -> Option<Step<'a>> {
        let element = *self.open.get(self.depth)?;
        self.depth = self.depth.checked_sub(1)?;
        match element.place {
            Place::SystemChild(symbol) => return self.close_system_child(symbol, element.text),
            Place::System => return self.close_system(),
            Place::Data => self.close_data(&element)?,
            Place::UserData if self.parent_is_event() => return self.finish(),
            Place::UserData if element.leaf => {
                let name = Name::at(self.chunk, element.name)?;
                self.set(
                    element.text,
                    |key| matches!(key, FieldKey::UserData(wanted) if wanted.as_slice() == name.0),
                )?;
            }
            Place::EventData | Place::Event => return self.finish(),
            _ => {}
        }
        Some(Step::On)
    }

    fn parent_is_event(&self) -> bool {
        self.open.get(self.depth).is_some_and(|parent| parent.place == Place::Event)
    }

    fn close_system_child(&mut self, symbol: Symbol, text: Text<'a>) -> Option<Step<'a>> {
        match symbol {
            Symbol::EventId if self.system.event_id.is_none() => {
                let id = u16::try_from(text.value()?.as_u64()?).ok()?;
                if !self.selection.wants_id(id) {
                    return Some(Step::Done(Reading::Unwanted));
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

    fn close_system(&mut self) -> Option<Step<'a>> {
        if self.entry.is_some() {
            return None;
        }
        let value = |text: Option<Text<'a>>| text.map_or(Some(Value::ABSENT), Text::value);
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
            return Some(Step::Done(Reading::Unwanted));
        };
        self.entry = Some((index, system));
        let Entry { fields, .. } = self.selection.entry(index)?;
        self.fields.clear();
        self.fields.extend(fields.iter().map(|field| Field { slot: field.slot, value: Value::ABSENT }));
        Some(Step::On)
    }

    fn close_data(&mut self, data: &Open<'a>) -> Option<()> {
        match data.data_name {
            None => {
                let index = self.unnamed;
                self.unnamed = index.checked_add(1)?;
                self.set(data.text, |key| *key == FieldKey::Position(index))
            }
            Some(name) => {
                let name = name.value()?.utf16()?;
                self.set(data.text, |key| matches!(key, FieldKey::Data(wanted) if wanted.as_slice() == name))
            }
        }
    }

    /// Sets the wanted fields that `names` says this is, where they were not set before.
    #[inline]
    fn set(&mut self, text: Text<'a>, names: impl Fn(&FieldKey) -> bool) -> Option<()> {
        let (entry, _) = self.entry?;
        let wanted = &self.selection.entry(entry)?.fields;
        for (field, wanted) in self.fields.iter_mut().zip(wanted) {
            if field.value.is_absent() && names(&wanted.key) {
                field.value = text.value()?;
            }
        }
        Some(())
    }

    fn finish(&mut self) -> Option<Step<'a>> {
        let (entry, system) = self.entry?;
        Some(Step::Done(Reading::Wanted { entry, system }))
    }
}
