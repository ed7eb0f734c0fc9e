//! Parquet: our own columns in row groups, compressed with Zstandard. Texts are dictionaries, so that a file of a million failed
//! logons takes a few bytes each.

use crate::column::{SCHEMA, field_text, kind_word};
use crate::outcome::outcome;
use crate::provider;
use doorknob_event::event::{Event, Field};
use parquet::basic::{Compression, LogicalType, Repetition, TimeUnit, Type as Physical, ZstdLevel};
use parquet::data_type::{BoolType, ByteArray, ByteArrayType, DataType, Int32Type, Int64Type};
use parquet::errors::{ParquetError, Result};
use parquet::file::properties::WriterProperties;
use parquet::file::writer::{SerializedFileWriter, SerializedRowGroupWriter};
use parquet::schema::types::{Type, TypePtr};
use std::collections::HashMap;
use std::io::{self, Write};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// Rows of one group: what a reader and the writer hold at a time.
const GROUP_ROWS: usize = 65_536;

/// Texts before the fields, in their order.
const TEXTS: [&str; 6] = ["schema", "event", "outcome", "provider", "channel", "computer"];

/// Values of one column, and which rows have one.
#[derive(Debug)]
struct Cells<T> {
    values: Vec<T>,
    present: Vec<i16>,
}

impl<T> Default for Cells<T> {
    fn default() -> Self {
        Cells { values: Vec::new(), present: Vec::new() }
    }
}

impl<T> Cells<T> {
    fn push(&mut self, value: Option<T>) {
        self.present.push(i16::from(value.is_some()));
        self.values.extend(value);
    }

    fn append(&mut self, other: Cells<T>) {
        self.values.extend(other.values);
        self.present.extend(other.present);
    }

    fn write<D: DataType<T = T>>(&self, group: &mut SerializedRowGroupWriter<'_, Bytes>) -> Result<()> {
        let mut column =
            group.next_column()?.ok_or_else(|| ParquetError::General("no column left".into()))?;
        column.typed::<D>().write_batch(&self.values, Some(&self.present), None)?;
        column.close()
    }
}

/// Events as columns.
#[derive(Debug)]
pub struct Columns {
    rows: usize,
    time: Cells<i64>,
    event_id: Cells<i32>,
    record_id: Cells<i64>,
    audit_failure: Cells<bool>,
    suspect: Cells<bool>,
    texts: Vec<Cells<ByteArray>>,
    /// Texts that were seen, so that equal ones share their bytes.
    known: HashMap<Vec<u8>, ByteArray>,
}

impl Default for Columns {
    fn default() -> Self {
        Columns {
            rows: 0,
            time: Cells::default(),
            event_id: Cells::default(),
            record_id: Cells::default(),
            audit_failure: Cells::default(),
            suspect: Cells::default(),
            texts: (0..TEXTS.len() + Field::ALL.len()).map(|_| Cells::default()).collect(),
            known: HashMap::new(),
        }
    }
}

impl Columns {
    /// Appends an event as a row.
    pub fn add(&mut self, event: &Event<'_>) {
        let spec = event.kind.spec();
        self.rows += 1;
        // Between 1990 and 2100, so that nanoseconds fit.
        self.time.push(event.time.map(|time| time.0 * 100));
        self.event_id.push(Some(i32::from(event.id)));
        // The bits of the unsigned number, as the format demands.
        self.record_id.push(event.record_id.map(|id| id as i64));
        self.audit_failure.push(event.audit_failure);
        self.suspect.push(Some(event.suspect));
        let computer = event.computer.map(|name| name.to_text());
        let texts: [Option<&str>; TEXTS.len()] = [
            Some(SCHEMA),
            Some(kind_word(event.kind)),
            outcome(event).map(|outcome| outcome.word()),
            Some(provider::name(spec)),
            Some(spec.channel),
            computer.as_deref(),
        ];
        for (cells, text) in self.texts.iter_mut().zip(texts) {
            cells.push(text.map(|text| shared(&mut self.known, text)));
        }
        for (cells, field) in self.texts.iter_mut().skip(TEXTS.len()).zip(Field::ALL) {
            let text = field_text(event, field);
            cells.push(text.map(|text| shared(&mut self.known, &text)));
        }
    }

    /// Rows so far.
    pub fn rows(&self) -> usize {
        self.rows
    }

    /// Appends the rows of another.
    pub fn append(&mut self, other: Columns) {
        self.rows += other.rows;
        self.time.append(other.time);
        self.event_id.append(other.event_id);
        self.record_id.append(other.record_id);
        self.audit_failure.append(other.audit_failure);
        self.suspect.append(other.suspect);
        for (cells, others) in self.texts.iter_mut().zip(other.texts) {
            cells.append(others);
        }
    }
}

fn shared(known: &mut HashMap<Vec<u8>, ByteArray>, text: &str) -> ByteArray {
    if let Some(array) = known.get(text.as_bytes()) {
        return array.clone();
    }
    let array = ByteArray::from(text.as_bytes().to_vec());
    known.insert(text.as_bytes().to_vec(), array.clone());
    array
}

fn schema() -> Result<TypePtr> {
    let column = |name: &str, physical, logical: Option<LogicalType>| {
        let builder = Type::primitive_type_builder(name, physical).with_repetition(Repetition::OPTIONAL);
        builder.with_logical_type(logical).build().map(Arc::new)
    };
    let nanos = LogicalType::timestamp(true, TimeUnit::NANOS);
    let unsigned = LogicalType::integer(64, false);
    let mut columns = vec![
        column("time", Physical::INT64, Some(nanos))?,
        column("event_id", Physical::INT32, None)?,
        column("record_id", Physical::INT64, Some(unsigned))?,
        column("audit_failure", Physical::BOOLEAN, None)?,
        column("suspect", Physical::BOOLEAN, None)?,
    ];
    for name in TEXTS.into_iter().chain(Field::ALL.map(Field::name)) {
        columns.push(column(name, Physical::BYTE_ARRAY, Some(LogicalType::String))?);
    }
    Ok(Arc::new(Type::group_type_builder("event").with_fields(columns).build()?))
}

/// Bytes on their way out: the encoder wants to own where it writes to.
#[derive(Clone, Debug, Default)]
struct Bytes(Arc<Mutex<Vec<u8>>>);

impl Bytes {
    fn lock(&self) -> MutexGuard<'_, Vec<u8>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Moves what has gathered to `out`.
    fn drain(&self, out: &mut dyn Write) -> io::Result<()> {
        let mut bytes = self.lock();
        out.write_all(&bytes)?;
        bytes.clear();
        Ok(())
    }
}

impl Write for Bytes {
    fn write(&mut self, buffer: &[u8]) -> io::Result<usize> {
        self.lock().extend_from_slice(buffer);
        Ok(buffer.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Writes a Parquet file.
pub struct Writer<'o> {
    out: &'o mut dyn Write,
    encoder: SerializedFileWriter<Bytes>,
    bytes: Bytes,
    waiting: Columns,
}

impl<'o> Writer<'o> {
    /// Begins a file.
    ///
    /// # Errors
    /// Whatever the encoder or the output returns.
    pub fn new(out: &'o mut dyn Write) -> io::Result<Writer<'o>> {
        let properties = WriterProperties::builder()
            .set_compression(Compression::ZSTD(ZstdLevel::default()))
            .set_created_by(format!("doorknob {}", env!("CARGO_PKG_VERSION")))
            .build();
        let bytes = Bytes::default();
        let schema = schema().map_err(io::Error::other)?;
        let encoder = SerializedFileWriter::new(bytes.clone(), schema, Arc::new(properties));
        Ok(Writer { out, encoder: encoder.map_err(io::Error::other)?, bytes, waiting: Columns::default() })
    }

    /// Adds rows; writes a group when enough have gathered.
    ///
    /// # Errors
    /// Whatever the encoder or the output returns.
    pub fn add(&mut self, columns: Columns) -> io::Result<()> {
        self.waiting.append(columns);
        if self.waiting.rows >= GROUP_ROWS { self.write_group() } else { Ok(()) }
    }

    fn write_group(&mut self) -> io::Result<()> {
        let columns = std::mem::take(&mut self.waiting);
        if columns.rows > 0 {
            self.encode(&columns).map_err(io::Error::other)?;
        }
        self.bytes.drain(self.out)
    }

    fn encode(&mut self, columns: &Columns) -> Result<()> {
        let mut group = self.encoder.next_row_group()?;
        columns.time.write::<Int64Type>(&mut group)?;
        columns.event_id.write::<Int32Type>(&mut group)?;
        columns.record_id.write::<Int64Type>(&mut group)?;
        columns.audit_failure.write::<BoolType>(&mut group)?;
        columns.suspect.write::<BoolType>(&mut group)?;
        columns.texts.iter().try_for_each(|cells| cells.write::<ByteArrayType>(&mut group))?;
        group.close().map(|_| ())
    }

    /// Ends the file.
    ///
    /// # Errors
    /// Whatever the encoder or the output returns.
    pub fn finish(mut self) -> io::Result<()> {
        self.write_group()?;
        self.encoder.close().map_err(io::Error::other)?;
        self.bytes.drain(self.out)
    }
}
