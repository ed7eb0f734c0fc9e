//! Lumberjack, what Beats speak to Logstash: a recording of such a stream is frames around JSON. It comes out as JSON lines.
//!
//! | frame | holds |
//! |---|---|
//! | `2W` | number of events that follow before an answer: 4 bytes |
//! | `2J` | sequence number, length, JSON |
//! | `2C` | length, frames compressed with zlib |
//! | `2A` | the other side's answer: a sequence number |
//!
//! Numbers have 4 bytes, the high one first. Source: Elastic, "go-lumber", protocol version 2.

use std::io::{self, BufRead, BufReader, Read};

/// Frames in frames, at most so deep: one is what senders do.
const DEPTH_MAX: usize = 4;

/// Longest event in bytes. A longer one is refused before memory is asked for.
const EVENT_BYTES_MAX: u32 = 16 << 20;

/// Whether a stream begins with a window and a frame.
pub(crate) fn is_lumberjack(head: &[u8]) -> bool {
    let is_frame = |at: usize| matches!(head.get(at..at + 2), Some(b"2J" | b"2C"));
    is_frame(0) || (head.starts_with(b"2W") && (head.len() == 6 || is_frame(6)))
}

/// The events of a stream, one a line.
pub(crate) struct Frames<'r> {
    /// The innermost frames last.
    streams: Vec<Box<dyn BufRead + 'r>>,
    line: Vec<u8>,
    given: usize,
}

impl<'r> Frames<'r> {
    pub(crate) fn new(reader: impl Read + 'r) -> Frames<'r> {
        Frames { streams: vec![Box::new(BufReader::new(reader))], line: Vec::new(), given: 0 }
    }

    /// Reads frames until there is a line; `false` at the end.
    fn next_line(&mut self) -> io::Result<bool> {
        (self.given, _) = (0, self.line.clear());
        while let Some(stream) = self.streams.last_mut() {
            if stream.fill_buf()?.is_empty() {
                self.streams.pop();
                continue;
            }
            let mut kind = [0; 2];
            stream.read_exact(&mut kind)?;
            match &kind {
                b"2W" | b"2A" => drop(number(stream)?),
                b"2J" => {
                    let (_sequence, length) = (number(stream)?, number(stream)?);
                    event(stream, length, &mut self.line)?;
                    return Ok(true);
                }
                b"2C" => self.open()?,
                _ => return Err(invalid("a frame of an unknown kind")),
            }
        }
        Ok(false)
    }

    /// Goes into a compressed frame.
    fn open(&mut self) -> io::Result<()> {
        if self.streams.len() > DEPTH_MAX {
            return Err(invalid("compressed frames are nested too deep"));
        }
        let Some(mut stream) = self.streams.pop() else { return Ok(()) };
        let length = number(&mut stream)?;
        let mut packed = Vec::new();
        (&mut stream).take(u64::from(length)).read_to_end(&mut packed)?;
        let cut = packed.len() < length as usize;
        self.streams.push(stream);
        let inner = flate2::read::ZlibDecoder::new(io::Cursor::new(packed));
        self.streams.push(Box::new(BufReader::new(inner)));
        if cut { Err(io::ErrorKind::UnexpectedEof.into()) } else { Ok(()) }
    }
}

fn number(stream: &mut dyn BufRead) -> io::Result<u32> {
    let mut bytes = [0; 4];
    stream.read_exact(&mut bytes)?;
    Ok(u32::from_be_bytes(bytes))
}

/// An event on one line: line ends between its values become spaces; inside a text JSON has none.
fn event(stream: &mut dyn BufRead, length: u32, line: &mut Vec<u8>) -> io::Result<()> {
    if length > EVENT_BYTES_MAX {
        return Err(invalid("an event is longer than allowed"));
    }
    stream.take(u64::from(length)).read_to_end(line)?;
    if line.len() < length as usize {
        return Err(io::ErrorKind::UnexpectedEof.into());
    }
    line.iter_mut().filter(|byte| matches!(byte, b'\n' | b'\r')).for_each(|byte| *byte = b' ');
    line.push(b'\n');
    Ok(())
}

fn invalid(what: &str) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, what)
}

impl Read for Frames<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.given >= self.line.len() && !self.next_line()? {
            return Ok(0);
        }
        let rest = self.line.get(self.given..).unwrap_or_default();
        let length = rest.len().min(buffer.len());
        for (to, from) in buffer.iter_mut().zip(rest) {
            *to = *from;
        }
        self.given += length;
        Ok(length)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write;

    fn frame(kind: &[u8; 2], numbers: &[u32], body: &[u8]) -> Vec<u8> {
        let numbers = numbers.iter().flat_map(|number| number.to_be_bytes());
        kind.iter().copied().chain(numbers).chain(body.iter().copied()).collect()
    }

    fn json(sequence: u32, body: &str) -> Vec<u8> {
        frame(b"2J", &[sequence, body.len() as u32], body.as_bytes())
    }

    fn compressed(frames: &[u8]) -> Vec<u8> {
        let mut writer = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::fast());
        writer.write_all(frames).expect("memory");
        let packed = writer.finish().expect("memory");
        frame(b"2C", &[packed.len() as u32], &packed)
    }

    fn read(stream: &[u8]) -> (String, bool) {
        let mut text = Vec::new();
        let sound = Frames::new(stream).read_to_end(&mut text).is_ok();
        (String::from_utf8(text).expect("text"), sound)
    }

    #[test]
    fn frames_become_lines() {
        let inner = compressed(&[json(2, "{\"b\":\n2}"), json(3, "{}")].concat());
        let stream = [frame(b"2W", &[3], b""), json(1, "{\"a\":1}"), inner, frame(b"2A", &[3], b"")].concat();
        assert!(is_lumberjack(&stream));
        assert_eq!(read(&stream), ("{\"a\":1}\n{\"b\": 2}\n{}\n".to_owned(), true));
        assert!(!read(&stream[..stream.len() - 9]).1);
        assert_eq!(read(&[json(1, "{}"), b"3X".to_vec()].concat()), ("{}\n".to_owned(), false));
        assert!(!read(&frame(b"2J", &[1, u32::MAX], b"{")).1);
        let mut nested = json(1, "{}");
        for _ in 0..9 {
            nested = compressed(&nested);
        }
        assert_eq!(read(&nested), (String::new(), false));
        assert!(!is_lumberjack(b"2Wonderful days"));
    }
}
