//! Parquet: tables in columns. A row comes out as one line with a JSON object, so that the dialects of JSON serve; names of nested
//! columns are joined by dots. Columns that hold lists are left out: no event of ours has any.
//!
//! The file is read a few hundred rows at a time, column by column: memory does not depend on its size, only on the size of its
//! pages.

use super::budget::Budget;
use super::shared_file::SharedFile;
use crate::json::quote;
use bytes::Bytes;
use doorknob_event::time::EventTime;
use parquet::basic::{ConvertedType, LogicalType, TimeUnit};
use parquet::column::reader::{ColumnReader, ColumnReaderImpl};
use parquet::data_type::{ByteArray, DataType, Int96};
use parquet::errors::{ParquetError, Result};
use parquet::file::reader::{ChunkReader, FileReader, Length, SerializedFileReader};
use parquet::schema::types::ColumnDescriptor;
use std::cell::Cell;
use std::fmt::Write as _;
use std::io::{self, BufReader, Read};
use std::panic::{AssertUnwindSafe, catch_unwind, set_hook, take_hook};
use std::sync::Once;

/// The first and last bytes of a file.
pub(crate) const MAGIC: &[u8] = b"PAR1";

/// Rows read at a time.
const ROWS: usize = 256;

/// Columns that are looked at.
const COLUMNS_MAX: usize = 4096;

/// What a row costs of the budget, beyond which a file is refused: a few bytes can state any number of rows.
const ROW_COST: u64 = 16;

impl Length for SharedFile {
    fn len(&self) -> u64 {
        self.length()
    }
}

impl ChunkReader for SharedFile {
    type T = BufReader<SharedFile>;

    fn get_read(&self, start: u64) -> Result<Self::T> {
        Ok(BufReader::new(self.at(start)))
    }

    fn get_bytes(&self, start: u64, length: usize) -> Result<Bytes> {
        // Before memory is asked for.
        if start.checked_add(length as u64).is_none_or(|end| end > self.length()) {
            return Err(ParquetError::EOF("a page ends behind the file".into()));
        }
        let mut bytes = vec![0; length];
        self.at(start).read_exact(&mut bytes)?;
        Ok(bytes.into())
    }
}

/// The rows of a file, one a line.
pub(crate) struct Rows {
    file: SerializedFileReader<SharedFile>,
    budget: Budget,
    group: usize,
    columns: Vec<Column>,
    rows_left: usize,
    text: String,
    given: usize,
    failed: bool,
}

impl Rows {
    /// Opens a file.
    ///
    /// # Errors
    /// Where its footer cannot be read.
    pub(crate) fn open(file: SharedFile, budget: &Budget) -> io::Result<Rows> {
        let file = guarded(|| SerializedFileReader::new(file))?;
        Ok(Rows {
            file,
            budget: budget.clone(),
            group: 0,
            columns: Vec::new(),
            rows_left: 0,
            text: String::new(),
            given: 0,
            failed: false,
        })
    }

    /// Writes the next rows to `text`; `false` at the end.
    fn next_rows(&mut self) -> io::Result<bool> {
        self.text.clear();
        self.given = 0;
        while self.rows_left == 0 {
            if self.group >= self.file.num_row_groups() {
                return Ok(false);
            }
            let (columns, rows) = guarded(|| columns(&self.file, self.group))?;
            (self.columns, self.rows_left) = (columns, rows);
            self.group += 1;
        }
        let rows = self.rows_left.min(ROWS);
        self.budget.take_for(rows as u64 * ROW_COST)?;
        guarded(|| self.columns.iter_mut().try_for_each(|column| column.read(rows)))?;
        self.rows_left -= rows;
        for row in 0..rows {
            self.text.push('{');
            let start = self.text.len();
            self.columns.iter_mut().for_each(|column| column.write(row, start, &mut self.text));
            self.text.push_str("}\n");
        }
        Ok(true)
    }
}

impl Read for Rows {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.given >= self.text.len() {
            if self.failed {
                return Ok(0);
            }
            match self.next_rows() {
                Ok(true) => {}
                Ok(false) => return Ok(0),
                Err(error) => {
                    self.failed = true;
                    return Err(error);
                }
            }
        }
        let rest = self.text.as_bytes().get(self.given..).unwrap_or_default();
        let length = rest.len().min(buffer.len());
        for (to, from) in buffer.iter_mut().zip(rest) {
            *to = *from;
        }
        self.given += length;
        Ok(length)
    }
}

/// The decoder is not ours and takes some of what it reads for granted: damage that it does not expect must not end the run.
fn guarded<T>(work: impl FnOnce() -> Result<T>) -> io::Result<T> {
    let invalid = |why: String| io::Error::new(io::ErrorKind::InvalidData, why);
    quiet_when_guarded();
    GUARDED.set(true);
    let result = catch_unwind(AssertUnwindSafe(work));
    GUARDED.set(false);
    match result {
        Ok(result) => result.map_err(|error| invalid(error.to_string())),
        Err(_) => Err(invalid("damaged in a way that its decoder does not expect".to_owned())),
    }
}

thread_local! {
    /// Whether a panic of this thread is caught and told as damage.
    static GUARDED: Cell<bool> = const { Cell::new(false) };
}

/// A panic that is caught is no news for the person at the terminal: the damage is told with its file.
fn quiet_when_guarded() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let usual = take_hook();
        set_hook(Box::new(move |panic| {
            if !GUARDED.get() {
                usual(panic);
            }
        }));
    });
}

/// The columns of a row group, and how many rows it has.
fn columns(file: &SerializedFileReader<SharedFile>, group: usize) -> Result<(Vec<Column>, usize)> {
    let group = file.get_row_group(group)?;
    let rows = usize::try_from(group.metadata().num_rows()).unwrap_or(0);
    let mut columns = Vec::new();
    for at in 0..group.num_columns().min(COLUMNS_MAX) {
        let descriptor = group.metadata().column(at).column_descr();
        let Some(kind) = Kind::of(descriptor) else { continue };
        let mut name = String::new();
        quote(&descriptor.path().parts().join("."), &mut name);
        let optional = descriptor.max_def_level();
        let reader = group.get_column_reader(at)?;
        columns.push(Column {
            name,
            kind,
            optional,
            reader,
            present: Vec::new(),
            cells: Cells::None,
            next: 0,
        });
    }
    Ok((columns, rows))
}

/// What the values of a column mean.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Kind {
    Plain,
    Unsigned,
    /// Ticks of 100 ns a unit (or, below 0, units a tick), and whether it is in UTC.
    Time(i64, bool),
}

impl Kind {
    /// `None` for columns of lists.
    fn of(column: &ColumnDescriptor) -> Option<Kind> {
        if column.max_rep_level() > 0 {
            return None;
        }
        let unsigned = matches!(
            column.converted_type(),
            ConvertedType::UINT_8 | ConvertedType::UINT_16 | ConvertedType::UINT_32 | ConvertedType::UINT_64
        );
        Some(match (column.logical_type_ref(), column.converted_type()) {
            (Some(LogicalType::Timestamp(time)), _) => Kind::Time(
                match time.unit {
                    TimeUnit::MILLIS => 10_000,
                    TimeUnit::MICROS => 10,
                    TimeUnit::NANOS => -100,
                },
                time.is_adjusted_to_u_t_c,
            ),
            (None, ConvertedType::TIMESTAMP_MILLIS) => Kind::Time(10_000, true),
            (None, ConvertedType::TIMESTAMP_MICROS) => Kind::Time(10, true),
            _ if unsigned => Kind::Unsigned,
            _ => Kind::Plain,
        })
    }

    fn write(self, number: i64, out: &mut String) {
        // Writing into a String cannot fail.
        let _ = match self {
            Kind::Plain => write!(out, "{number}"),
            Kind::Unsigned => write!(out, "{}", number as u64),
            Kind::Time(scale, utc) => {
                let ticks = if scale > 0 { number.saturating_mul(scale) } else { number.div_euclid(-scale) };
                let text = EventTime(ticks).to_string();
                write!(out, "\"{}\"", if utc { text.as_str() } else { text.trim_end_matches('Z') })
            }
        };
    }
}

/// Values of a few rows.
enum Cells {
    None,
    Flags(Vec<bool>),
    Numbers(Vec<i64>),
    Fractions(Vec<f64>),
    Instants(Vec<Int96>),
    Texts(Vec<ByteArray>),
}

/// One column of a row group.
struct Column {
    /// In quotes.
    name: String,
    kind: Kind,
    /// The level of a value that is there.
    optional: i16,
    reader: ColumnReader,
    /// Of each row; empty where every row has a value.
    present: Vec<i16>,
    cells: Cells,
    /// The next value that was not written.
    next: usize,
}

impl Column {
    fn read(&mut self, rows: usize) -> Result<()> {
        self.present.clear();
        self.next = 0;
        let present = &mut self.present;
        self.cells = match &mut self.reader {
            ColumnReader::BoolColumnReader(reader) => Cells::Flags(values(reader, rows, present)?),
            ColumnReader::Int32ColumnReader(reader) => {
                let unsigned = self.kind == Kind::Unsigned;
                let wide = |number: i32| if unsigned { i64::from(number as u32) } else { number.into() };
                Cells::Numbers(values(reader, rows, present)?.into_iter().map(wide).collect())
            }
            ColumnReader::Int64ColumnReader(reader) => Cells::Numbers(values(reader, rows, present)?),
            ColumnReader::Int96ColumnReader(reader) => Cells::Instants(values(reader, rows, present)?),
            ColumnReader::FloatColumnReader(reader) => {
                Cells::Fractions(values(reader, rows, present)?.into_iter().map(f64::from).collect())
            }
            ColumnReader::DoubleColumnReader(reader) => Cells::Fractions(values(reader, rows, present)?),
            ColumnReader::ByteArrayColumnReader(reader) => Cells::Texts(values(reader, rows, present)?),
            ColumnReader::FixedLenByteArrayColumnReader(_) => Cells::None,
        };
        Ok(())
    }

    /// Appends name and value of a row, if it has one.
    fn write(&mut self, row: usize, start: usize, out: &mut String) {
        if self.present.get(row).is_some_and(|level| *level < self.optional) {
            return;
        }
        let (at, before) = (self.next, out.len());
        self.next += 1;
        if before > start {
            out.push(',');
        }
        out.push_str(&self.name);
        out.push(':');
        // Writing into a String cannot fail.
        let written = match &self.cells {
            Cells::None => None,
            Cells::Flags(flags) => {
                flags.get(at).map(|flag| out.push_str(if *flag { "true" } else { "false" }))
            }
            Cells::Numbers(numbers) => numbers.get(at).map(|number| self.kind.write(*number, out)),
            Cells::Fractions(numbers) => numbers
                .get(at)
                .filter(|number| number.is_finite())
                .map(|number| out.push_str(&format!("{number:?}"))),
            Cells::Instants(instants) => {
                instants.get(at).map(|instant| Kind::Time(10, true).write(instant.to_micros(), out))
            }
            Cells::Texts(texts) => {
                let text = texts.get(at).and_then(|text| std::str::from_utf8(text.data()).ok());
                text.map(|text| quote(text, out))
            }
        };
        if written.is_none() {
            out.truncate(before);
        }
    }
}

/// The next values of a column.
fn values<T: DataType>(
    reader: &mut ColumnReaderImpl<T>,
    rows: usize,
    present: &mut Vec<i16>,
) -> Result<Vec<T::T>> {
    let mut values = Vec::new();
    let (read, ..) = reader.read_records(rows, Some(present), None, &mut values)?;
    if read < rows {
        return Err(ParquetError::EOF("a column ends before its rows do".into()));
    }
    Ok(values)
}

#[cfg(test)]
mod tests {
    use super::super::spool;
    use super::*;
    use parquet::basic::Compression;
    use parquet::data_type::{BoolType, ByteArrayType, Int32Type, Int64Type};
    use parquet::file::properties::WriterProperties;
    use parquet::file::writer::SerializedFileWriter;
    use parquet::schema::parser::parse_message_type;
    use std::sync::Arc;

    /// Nested, as a security lake keeps OCSF.
    const SCHEMA: &str = "message schema {
        REQUIRED INT32 class_uid;
        OPTIONAL INT64 time;
        OPTIONAL INT64 time_dt (TIMESTAMP(MICROS,true));
        OPTIONAL group user { OPTIONAL BYTE_ARRAY name (UTF8); OPTIONAL BYTE_ARRAY domain (UTF8); }
        OPTIONAL group observables (LIST) { REPEATED group list { OPTIONAL BYTE_ARRAY element (UTF8); } }
        OPTIONAL BOOLEAN is_remote;
    }";

    /// Three rows: all values, no user, a user without a domain.
    fn table(compression: Compression) -> Vec<u8> {
        let schema = Arc::new(parse_message_type(SCHEMA).expect("a schema"));
        let properties = Arc::new(WriterProperties::builder().set_compression(compression).build());
        let mut bytes = Vec::new();
        let mut file = SerializedFileWriter::new(&mut bytes, schema, properties).expect("a writer");
        let mut group = file.next_row_group().expect("a group");
        macro_rules! column {
            ($kind:ty, $values:expr, $levels:expr, $lists:expr) => {
                let mut column = group.next_column().expect("a column").expect("one more");
                column.typed::<$kind>().write_batch($values, $levels, $lists).expect("values");
                column.close().expect("values");
            };
        }
        let texts = |texts: &[&str]| texts.iter().map(|text| ByteArray::from(*text)).collect::<Vec<_>>();
        let millis = 1_710_424_456_613;
        column!(Int32Type, &[3002, 3002, 3002], None, None);
        column!(Int64Type, &[millis, millis], Some(&[1, 1, 0]), None);
        column!(Int64Type, &[millis * 1000 + 7], Some(&[1, 0, 0]), None);
        column!(ByteArrayType, &texts(&["b\"ob", "eve"]), Some(&[2, 0, 2]), None);
        column!(ByteArrayType, &texts(&["D"]), Some(&[2, 0, 1]), None);
        column!(ByteArrayType, &texts(&["x", "y"]), Some(&[3, 3, 0, 0]), Some(&[0, 1, 0, 0]));
        column!(BoolType, &[true, false], Some(&[1, 1, 0]), None);
        group.close().expect("a group");
        file.close().expect("a file");
        bytes
    }

    fn read(bytes: &[u8], budget: u64) -> io::Result<String> {
        let file = spool(&mut &bytes[..])?;
        let mut text = String::new();
        Rows::open(file, &Budget::of(budget))?.read_to_string(&mut text)?;
        Ok(text)
    }

    const WANTED: &str = concat!(
        r#"{"class_uid":3002,"time":1710424456613,"time_dt":"2024-03-14T13:54:16.6130070Z","user.name":"b\"ob","user.domain":"D","is_remote":true}"#,
        "\n",
        r#"{"class_uid":3002,"time":1710424456613,"is_remote":false}"#,
        "\n",
        r#"{"class_uid":3002,"user.name":"eve"}"#,
        "\n"
    );

    #[test]
    fn rows_of_nested_columns_become_lines_however_they_are_compressed() {
        let zstd = Compression::ZSTD(parquet::basic::ZstdLevel::default());
        let gzip = Compression::GZIP(parquet::basic::GzipLevel::default());
        for compression in [Compression::UNCOMPRESSED, Compression::SNAPPY, Compression::LZ4_RAW, gzip, zstd]
        {
            assert_eq!(read(&table(compression), 1000).expect("sound"), WANTED, "{compression:?}");
        }
    }

    #[test]
    fn damage_and_too_many_rows_are_errors() {
        let sound = table(Compression::SNAPPY);
        assert!(read(&sound, 47).is_err_and(|error| super::super::is_refusal(&error)));
        for cut in [4, 20, sound.len() / 2, sound.len() - 1] {
            assert!(read(&sound[..cut], 1000).is_err(), "{cut}");
        }
        let mut flipped = sound.clone();
        flipped[30..60].fill(0xff);
        assert!(read(&flipped, 1000).is_err());
    }
}
