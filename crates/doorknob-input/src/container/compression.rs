//! Compressed streams: gzip, zstd, bzip2, xz, each with any number of members one behind the other.

use ruzstd::decoding::StreamingDecoder;
use std::io::{self, BufRead, BufReader, Read};

/// Bytes asked for at a time.
const BUFFER: usize = 64 * 1024;

/// How a stream is compressed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Compression {
    /// RFC 1952.
    Gzip,
    /// RFC 8878.
    Zstd,
    Bzip2,
    Xz,
}

impl Compression {
    /// By the first bytes.
    pub(crate) fn of(head: &[u8]) -> Option<Compression> {
        const MAGIC: [(&[u8], Compression); 4] = [
            (&[0x1f, 0x8b, 8], Compression::Gzip),
            (&[0x28, 0xb5, 0x2f, 0xfd], Compression::Zstd),
            (b"BZh", Compression::Bzip2),
            (&[0xfd, b'7', b'z', b'X', b'Z', 0], Compression::Xz),
        ];
        let found =
            MAGIC.iter().find(|(magic, _)| head.starts_with(magic)).map(|(_, compression)| *compression);
        // `BZh` is text, too: a level and the magic of a block must follow.
        found.filter(|found| *found != Compression::Bzip2 || head.get(4..7) == Some(&[0x31, 0x41, 0x59]))
    }

    /// Its name in the summary.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Compression::Gzip => "gzip",
            Compression::Zstd => "zstd",
            Compression::Bzip2 => "bzip2",
            Compression::Xz => "xz",
        }
    }

    /// What the stream expands to.
    pub(crate) fn expand<'r>(self, reader: impl Read + 'r) -> Box<dyn Read + 'r> {
        let reader = BufReader::with_capacity(BUFFER, reader);
        match self {
            Compression::Gzip => Box::new(flate2::bufread::MultiGzDecoder::new(reader)),
            Compression::Bzip2 => Box::new(bzip2::bufread::MultiBzDecoder::new(reader)),
            Compression::Xz => Box::new(lzma_rust2::XzReader::new(reader, true)),
            Compression::Zstd => Box::new(Frames { state: Frame::Between(reader) }),
        }
    }
}

/// Zstandard frames one behind the other.
struct Frames<R: BufRead> {
    state: Frame<R>,
}

enum Frame<R: BufRead> {
    Between(R),
    In(Box<StreamingDecoder<R, ruzstd::decoding::FrameDecoder>>),
    /// At the end, or behind an error.
    Over,
}

impl<R: BufRead> Read for Frames<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        loop {
            self.state = match std::mem::replace(&mut self.state, Frame::Over) {
                Frame::Over => return Ok(0),
                Frame::Between(mut reader) => {
                    if reader.fill_buf()?.is_empty() {
                        return Ok(0);
                    }
                    let decoder = StreamingDecoder::new(reader).map_err(|error| invalid(&error))?;
                    Frame::In(Box::new(decoder))
                }
                Frame::In(mut decoder) => match decoder.read(buffer)? {
                    0 if !buffer.is_empty() => Frame::Between(decoder.into_inner()),
                    length => {
                        self.state = Frame::In(decoder);
                        return Ok(length);
                    }
                },
            };
        }
    }
}

fn invalid(error: &dyn std::fmt::Display) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, error.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write;

    fn gzip(text: &[u8]) -> Vec<u8> {
        let mut writer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        writer.write_all(text).expect("memory");
        writer.finish().expect("memory")
    }

    fn bzip2(text: &[u8]) -> Vec<u8> {
        let mut writer = bzip2::write::BzEncoder::new(Vec::new(), bzip2::Compression::fast());
        writer.write_all(text).expect("memory");
        writer.finish().expect("memory")
    }

    fn zstd(text: &[u8]) -> Vec<u8> {
        ruzstd::encoding::compress_to_vec(text, ruzstd::encoding::CompressionLevel::Fastest)
    }

    #[test]
    fn streams_of_several_members_expand_whole() {
        for (compress, name) in [(gzip as fn(&[u8]) -> Vec<u8>, "gzip"), (bzip2, "bzip2"), (zstd, "zstd")] {
            let packed = [compress(b"one "), compress(b"two")].concat();
            let compression = Compression::of(&packed).expect("a magic");
            let mut text = String::new();
            compression.expand(packed.as_slice()).read_to_string(&mut text).expect("sound");
            assert_eq!((compression.name(), text.as_str()), (name, "one two"));
            let cut = packed.get(..packed.len() - 6).expect("longer");
            assert!(compression.expand(cut).read_to_string(&mut text).is_err(), "{name}");
        }
        assert_eq!(Compression::of(b"BZhello"), None);
    }
}
