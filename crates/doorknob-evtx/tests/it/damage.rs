//! Mutated real chunks: whatever the bytes, reading ends, stays within its bounds, never panics, and says
//! the same twice.
//!
//! `DOORKNOB_EVTX_MUTATIONS` sets how many chunks are mutated in each way (200 without it); the sequence is
//! the same every time.

use crate::corpus;
use doorknob_evtx::{
    CHUNK_SIZE, ChunkReader, ChunkReport, ChunkWalk, MAX_ANOMALIES, Selection, Wanted, decode_record,
};

/// SplitMix64. Source: Steele, Lea and Flood, "Fast splittable pseudorandom number generators", 2014.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    fn below(&mut self, limit: usize) -> usize {
        (self.next() % limit as u64) as usize
    }
}

/// A way to damage a chunk.
type Damage = fn(&mut Vec<u8>, &mut Random);

/// The ways of the fuzzing notes: header bytes, record bytes, bytes that look like descriptors, zeroed
/// ranges, cuts, moved blocks, and sizes.
const DAMAGES: [(&str, Damage); 7] = [
    ("four bytes of the header", |chunk, random| {
        for _ in 0..4 {
            let at = random.below(512);
            chunk[at] = random.next() as u8;
        }
    }),
    ("twenty bytes anywhere", |chunk, random| {
        for _ in 0..20 {
            let at = random.below(chunk.len());
            chunk[at] = random.next() as u8;
        }
    }),
    ("bytes that mean something", |chunk, random| {
        const MEANINGFUL: [u8; 16] =
            [0x00, 0x01, 0x02, 0x04, 0x05, 0x06, 0x0C, 0x0D, 0x0E, 0x0F, 0x21, 0x41, 0x81, 0x8F, 0x2A, 0xFF];
        for _ in 0..20 {
            let at = random.below(chunk.len());
            chunk[at] = MEANINGFUL[random.below(MEANINGFUL.len())];
        }
    }),
    ("a zeroed range", |chunk, random| {
        let at = random.below(chunk.len());
        let end = (at + random.below(4096)).min(chunk.len());
        chunk[at..end].fill(0);
    }),
    ("a cut", |chunk, random| {
        let len = random.below(chunk.len());
        chunk.truncate(len);
    }),
    ("a moved block", |chunk, random| {
        let len = 8 * random.below(512);
        let from = random.below(chunk.len() - len);
        let to = random.below(chunk.len() - len);
        chunk.copy_within(from..from + len, to);
    }),
    ("wrong sizes and counts", |chunk, random| {
        const SIZES: [u32; 8] = [0, 1, 27, 28, 0x8000, 0xFFFF, 0x7FFF_FFFF, 0xFFFF_FFFF];
        for _ in 0..8 {
            let at = random.below(chunk.len() / 4 - 1) * 4;
            chunk[at..at + 4].copy_from_slice(&SIZES[random.below(SIZES.len())].to_le_bytes());
        }
    }),
];

#[test]
fn mutated_real_chunks_are_survived() {
    let files = corpus::files();
    let chunks: Vec<&[u8]> = files
        .iter()
        .flat_map(|file| file.chunks().map(|(_, chunk)| chunk))
        .filter(|chunk| chunk.len() == CHUNK_SIZE && chunk.starts_with(b"ElfChnk"))
        .collect();
    if chunks.is_empty() {
        return;
    }
    let rounds = std::env::var("DOORKNOB_EVTX_MUTATIONS")
        .map_or(200, |rounds| rounds.parse().expect("a number of mutations"));
    let selection = everything();
    let mut reader = ChunkReader::new();
    let mut random = Random(4625);
    for (name, damage) in DAMAGES {
        for round in 0..rounds {
            let mut chunk = chunks[random.below(chunks.len())].to_vec();
            damage(&mut chunk, &mut random);
            // Half of them with checksums made right, so that the fast ways meet the damage.
            if round % 2 == 1 && chunk.len() == CHUNK_SIZE {
                crate::chunk_builder::seal(&mut chunk);
            }
            survive(&mut reader, &selection, &chunk, name);
        }
    }
}

/// All events of the providers that real logs hold most of, and fields of every kind.
fn everything() -> Selection {
    let providers = [
        "Microsoft-Windows-Security-Auditing",
        "Microsoft-Windows-Sysmon",
        "Microsoft-Windows-Eventlog",
        "Service Control Manager",
    ];
    Selection::new((0..).zip(providers).map(|(tag, provider)| {
        Wanted::new(tag, provider, 0..=u16::MAX)
            .data(0, "TargetUserName")
            .data(1, "IpAddress")
            .data(2, "Image")
            .position(3, 0)
            .position(4, 2)
            .user_data(5, "SubjectUserName")
    }))
    .expect("within the limits")
}

fn survive(reader: &mut ChunkReader, selection: &Selection, chunk: &[u8], name: &str) {
    let mut first = String::new();
    let report = read(reader, selection, chunk, &mut first);
    let mut second = String::new();
    read(&mut ChunkReader::new(), selection, chunk, &mut second);
    assert_eq!(first, second, "{name}: a used reader and a new one differ");

    assert!(report.records as usize <= CHUNK_SIZE / 28, "{name}");
    assert!(report.anomalies.len() <= MAX_ANOMALIES, "{name}");
    for anomaly in &report.anomalies {
        assert!((anomaly.offset + anomaly.length) as usize <= CHUNK_SIZE, "{name}: {anomaly}");
    }
    let mut last = 0;
    for (frame, _) in ChunkWalk::new(chunk) {
        assert!(frame.offset as usize >= last, "{name}: the walk goes back");
        last = (frame.offset + frame.size) as usize;
        assert!(last <= chunk.len(), "{name}: a record outlives its chunk");
        let tree = decode_record(chunk, &frame);
        let mut xml = String::new();
        let _ = tree.write_xml(&mut xml);
    }
}

/// Reads and carves a chunk, and writes all that is handed out.
fn read(reader: &mut ChunkReader, selection: &Selection, chunk: &[u8], out: &mut String) -> ChunkReport {
    use std::fmt::Write as _;
    let mut write = |record: &doorknob_evtx::RecordView<'_>| {
        let fields: Vec<String> = record.fields.iter().map(|field| format!("{field:?}")).collect();
        let _ = writeln!(
            out,
            "{} {:?} {:?} {} {fields:?}",
            record.offset, record.system, record.path, record.suspect
        );
    };
    let report = reader.read_chunk(chunk, selection, &mut write);
    let carved = reader.carve(chunk, selection, &mut write);
    let _ = writeln!(out, "{report:?} {carved:?}");
    report
}
