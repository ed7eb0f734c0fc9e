//! Large inputs for benchmarks: single files of any size, folders of many logs, damaged files.
//!
//! Names, addresses, ports, times and ids vary from record to record; layouts and proportions do
//! not follow any story. For logs with a truth see [`crate::scenario`].

mod damage;
mod mixture;

pub use damage::{Damage, DamageKind, damage};
pub use mixture::{Mixture, records};

use std::fs::File;
use std::io::{BufWriter, Seek, Write};
use std::path::Path;

use crate::evtx_file::{Encoding, EvtxWriteError, EvtxWriter};
use crate::files::WriteFilesError;
use crate::layout::OTHER_CHANNELS;

/// What a bulk input holds.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Written {
    /// Records.
    pub records: u64,
    /// 4625s among them.
    pub failed_logons: u64,
    /// Size in bytes.
    pub bytes: u64,
}

/// Where a bulk file ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Limit {
    /// At this size in bytes, or up to a chunk above it.
    Bytes(u64),
    /// After this many records.
    Records(u64),
}

/// Writes one EVTX file.
///
/// # Errors
/// When the output refuses bytes.
pub fn write_file<W: Write + Seek>(
    output: W,
    mixture: Mixture,
    encoding: Encoding,
    limit: Limit,
    seed: u64,
) -> Result<Written, EvtxWriteError> {
    let mut writer = EvtxWriter::with_encoding(output, encoding)?;
    let mut written = Written::default();
    for event in records(mixture, seed) {
        let full = match limit {
            Limit::Bytes(bytes) => writer.bytes_written() >= bytes,
            Limit::Records(records) => written.records >= records,
        };
        if full {
            break;
        }
        writer.write(&event)?;
        written.records += 1;
        written.failed_logons += u64::from(event.layout.event_id == 4625);
    }
    written.bytes = writer.bytes_written_when_finished();
    writer.finish()?;
    Ok(written)
}

/// Hosts of the folder of many logs.
const HOSTS: u64 = 12;
/// Records of each log that is about other things: less than a chunk.
const OTHER_RECORDS: u64 = 60;

/// Writes a folder as an incident leaves it: 300 logs of a dozen hosts, most of them small and
/// about other things, and a Security log of the given size per host.
///
/// # Errors
/// When a file cannot be made or written.
pub fn write_folder(
    folder: &Path,
    bytes_per_security_log: u64,
    seed: u64,
) -> Result<Written, WriteFilesError> {
    let mut total = Written::default();
    for host in 0..HOSTS {
        let host_folder = folder.join(format!("srv{:02}.corp.example", host + 1));
        std::fs::create_dir_all(&host_folder)
            .map_err(|source| WriteFilesError::Io { path: host_folder.clone(), source })?;
        let seed = seed.wrapping_add(host);
        let security = (Mixture::Realistic, Limit::Bytes(bytes_per_security_log));
        total.add(write_path(&host_folder.join("Security.evtx"), security, seed)?);
        for layout in &OTHER_CHANNELS {
            let path = host_folder.join(format!("{}.evtx", layout.channel.replace('/', "%4")));
            let other = (Mixture::Operational(layout), Limit::Records(OTHER_RECORDS));
            total.add(write_path(&path, other, seed)?);
        }
    }
    Ok(total)
}

fn write_path(
    path: &Path,
    (mixture, limit): (Mixture, Limit),
    seed: u64,
) -> Result<Written, WriteFilesError> {
    let file = File::create(path).map_err(|source| WriteFilesError::Io { path: path.to_owned(), source })?;
    write_file(BufWriter::new(file), mixture, Encoding::Templates, limit, seed)
        .map_err(|source| WriteFilesError::Evtx { path: path.to_owned(), source })
}

impl Written {
    fn add(&mut self, other: Written) {
        self.records += other.records;
        self.failed_logons += other.failed_logons;
        self.bytes += other.bytes;
    }
}
