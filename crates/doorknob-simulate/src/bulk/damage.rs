//! Damages an EVTX file in the ways that disks, crashes and carving do.

use std::io::{self, Read, Seek, SeekFrom, Write};

use crate::evtx_file::{CHUNK_SIZE, FILE_HEADER_SIZE};
use crate::random::Random;

/// Something wrong that was put into a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Damage {
    /// Where it begins, in bytes from the start of the file.
    pub offset: u64,
    /// What it is.
    pub kind: DamageKind,
}

/// Ways to damage a chunk.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum DamageKind {
    /// All zeroes, as in a file that was enlarged and never filled.
    ZeroedChunk,
    /// The magic is gone.
    ChunkMagic,
    /// Some bytes of the records were changed.
    RecordBytes,
    /// A stretch of 4 KiB was overwritten by other data.
    OverwrittenPage,
    /// The size of a record is absurd.
    RecordSize,
}

const KINDS: [DamageKind; 5] = [
    DamageKind::ZeroedChunk,
    DamageKind::ChunkMagic,
    DamageKind::RecordBytes,
    DamageKind::OverwrittenPage,
    DamageKind::RecordSize,
];

/// Damages about this share of the chunks of an EVTX file, and tells where.
///
/// # Errors
/// When the file cannot be read or written.
pub fn damage<F: Read + Write + Seek>(file: &mut F, share: f64, seed: u64) -> io::Result<Vec<Damage>> {
    let mut random = Random::new(seed, 0);
    let size = file.seek(SeekFrom::End(0))?;
    let chunks = size.saturating_sub(FILE_HEADER_SIZE as u64) / CHUNK_SIZE as u64;
    let mut done = Vec::new();
    for chunk in 0..chunks {
        if random.chance(share) {
            let offset = FILE_HEADER_SIZE as u64 + chunk * CHUNK_SIZE as u64;
            let kind = *random.pick(&KINDS);
            let offset = damage_chunk(file, offset, kind, &mut random)?;
            done.push(Damage { offset, kind });
        }
    }
    Ok(done)
}

fn damage_chunk<F: Read + Write + Seek>(
    file: &mut F,
    start: u64,
    kind: DamageKind,
    random: &mut Random,
) -> io::Result<u64> {
    // The first record begins at 512 and all records are longer than 100 bytes.
    const FIRST_RECORD: u64 = 512;
    let inside = |random: &mut Random, room: u64| FIRST_RECORD + 100 + random.below(room);
    let (at, bytes) = match kind {
        DamageKind::ZeroedChunk => (0, vec![0; CHUNK_SIZE]),
        DamageKind::ChunkMagic => (0, noise(random, 8)),
        DamageKind::RecordBytes => (inside(random, 20_000), noise(random, 6)),
        DamageKind::OverwrittenPage => (4096 * (1 + random.below(8)), noise(random, 4096)),
        DamageKind::RecordSize => (FIRST_RECORD + 4, 0xffff_fff8_u32.to_le_bytes().to_vec()),
    };
    file.seek(SeekFrom::Start(start + at))?;
    file.write_all(&bytes)?;
    Ok(start + at)
}

fn noise(random: &mut Random, length: usize) -> Vec<u8> {
    (0..length).map(|_| random.below(256) as u8).collect()
}
