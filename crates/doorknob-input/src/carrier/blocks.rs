//! Events as blocks of lines, each begun by a line of a certain shape: see [`block_record`].

use super::block_record;
use crate::civil_date::{DateOrder, to_iso};
use crate::output::Output;
use crate::parcel::Parcel;
use crate::tally::Place;
use crate::text::{beginning, decoded};
use memchr::{memchr_iter, memrchr};

/// Which lines begin a block.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Blocks {
    /// A date, with `LogName=` or the like on one of the lines behind it.
    Splunk,
    /// `Event[0]:` or `Log Name:`, with the order of day and month that the input shows.
    Labelled(Option<DateOrder>),
}

impl Blocks {
    /// The kind of blocks a text consists of, from its beginning.
    pub(super) fn of_text(head: &str) -> Option<Blocks> {
        let first = head.lines().find(|line| !line.trim().is_empty())?;
        if begins_splunk(first) && block_record::looks_like_splunk(head) {
            return Some(Blocks::Splunk);
        }
        let dates = || head.lines().filter_map(|line| line.split_once(':')).map(|(_, value)| value.trim());
        block_record::begins_labelled(first)
            .then(|| Blocks::Labelled(crate::civil_date::order_shown(dates())))
    }

    fn begins(self, line: &str) -> bool {
        match self {
            Blocks::Splunk => begins_splunk(line),
            Blocks::Labelled(_) => block_record::begins_labelled(line),
        }
    }

    /// Where blocks begin.
    fn starts(self, bytes: &[u8]) -> Vec<usize> {
        let lines = std::iter::once(0).chain(memchr_iter(b'\n', bytes).map(|at| at + 1));
        let mut starts: Vec<usize> = lines
            .filter(|start| {
                let line = bytes.get(*start..).unwrap_or_default();
                let end = memchr::memchr(b'\n', line).unwrap_or(line.len());
                std::str::from_utf8(line.get(..end.min(200)).unwrap_or_default())
                    .is_ok_and(|line| self.begins(line))
            })
            .collect();
        // `Event[0]:` stands on the line before `Log Name:`, which begins no block of its own then.
        let mut numbered: Option<usize> = None;
        starts.retain(|at| {
            let follows = numbered.take().is_some_and(|before| {
                let line = bytes.get(before..*at).unwrap_or_default();
                memchr::memchr(b'\n', line)
                    .is_some_and(|end| line.get(end..).unwrap_or_default().trim_ascii().is_empty())
            });
            let is_numbered = matches!(self, Blocks::Labelled(_)) && is_numbered(bytes, *at);
            numbered = is_numbered.then_some(*at);
            is_numbered || !follows
        });
        starts
    }

    /// Up to where the last block begins, or everything at the end of the input.
    pub(super) fn cut(self, buffer: &[u8], end_of_input: bool) -> usize {
        if end_of_input {
            return buffer.len();
        }
        // The last line may go on: it does not show yet whether it begins a block.
        let whole = memrchr(b'\n', buffer).map_or(0, |at| at + 1);
        self.starts(buffer.get(..whole).unwrap_or_default()).last().copied().unwrap_or(0)
    }

    /// Where the next block begins.
    pub(super) fn resume(self, buffer: &[u8]) -> Option<usize> {
        self.starts(buffer).into_iter().find(|at| *at > 0)
    }

    /// Decodes every block.
    pub(super) fn decode(self, parcel: &Parcel, out: &mut Output<'_>) {
        let bytes = parcel.bytes.as_slice();
        let mut starts = self.starts(bytes);
        if starts.first() != Some(&0) {
            starts.insert(0, 0);
        }
        let mut line = parcel.first_line;
        for (at, start) in starts.iter().enumerate() {
            let end = starts.get(at + 1).copied().unwrap_or(bytes.len());
            let raw = bytes.get(*start..end).unwrap_or_default();
            let place = Place::line(line);
            line += memchr_iter(b'\n', raw).count() as u64;
            let block = decoded(raw, place, out);
            let known = match self {
                Blocks::Splunk => block_record::read_splunk(block.trim_start(), "text", place, out),
                Blocks::Labelled(shown) => block_record::read_labelled(&block, shown, place, out),
            };
            if !known && !block.trim().is_empty() {
                out.tally.unrecognised(place, || beginning(block.trim()));
            }
        }
    }
}

fn is_numbered(bytes: &[u8], at: usize) -> bool {
    bytes.get(at..).is_some_and(|line| line.trim_ascii_start().starts_with(b"Event["))
}

/// `09/16/2025 09:00:46 AM` and nothing else.
fn begins_splunk(line: &str) -> bool {
    line.len() < 40 && line.contains('/') && to_iso(line, Some(DateOrder::MonthFirst)).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::carrier::Carrier;
    use crate::check::read_text;

    const MESSAGE: &str = "The computer attempted to validate the credentials for an account.\r\n\r\n\
        Authentication Package:\tMSV1\r\nLogon Account:\tbob\r\nSource Workstation:\tWS\r\nError Code:\t0xC000006A\r\n";

    #[test]
    fn wevtutil_text() {
        let block = |number: u32, date: &str| {
            format!(
                "Event[{number}]:\r\n  Log Name: Security\r\n  Source: Microsoft-Windows-Security-Auditing\r\n  Date: {date}\r\n  \
                 Event ID: 4776\r\n  Keyword: Audit Failure\r\n  Computer: DC\r\n  Description: \r\n{MESSAGE}\r\n"
            )
        };
        let text = block(0, "2024-03-14T13:54:16.6130000Z") + &block(1, "2024-03-14T13:54:16.613");
        let kind = Blocks::of_text(&text).expect("blocks");
        let (events, tally) = read_text(text.as_bytes(), &Carrier::Blocks(kind));
        let wanted = "NtlmValidation 4776 2024-03-14T13:54:16.613Z DC failure TargetUserName=bob Workstation=WS \
                      Status=0xC000006A AuthenticationPackage=MSV1";
        assert_eq!(events, [wanted]);
        assert_eq!((tally.records, tally.events_without_zone), (2, 1));
        let second = text.find("Event[1]").expect("a second block");
        assert_eq!(kind.cut(text.as_bytes(), false), second);
    }

    #[test]
    fn numbered_and_unnumbered_blocks_may_be_mixed() {
        let block = |head: &str| {
            format!(
                "{head}Log Name: Security\nSource: Microsoft-Windows-Security-Auditing\nDate: 2024-03-14T13:54:16Z\nEvent ID: 4776\n\
                 Computer: DC\nDescription:\n{MESSAGE}\n"
            )
        };
        let text = block("") + &block("Event[0]:\n  ") + &block("Event[1]\n  ") + &block("");
        let kind = Blocks::of_text(&text).expect("blocks");
        let (events, tally) = read_text(text.as_bytes(), &Carrier::Blocks(kind));
        assert_eq!((events.len(), tally.records), (4, 4));
    }

    #[test]
    fn splunk_blocks() {
        let text = format!(
            "10/08/2020 12:41:47 PM\nLogName=Security\nSourceName=Microsoft Windows security auditing.\nEventCode=4776\n\
             ComputerName=DC\nRecordNumber=5\nKeywords=Audit Failure\nMessage={MESSAGE}\n10/08/2020 12:41:48 PM\nLogName=Security\n\
             EventCode=4688\nMessage=x\n"
        );
        let kind = Blocks::of_text(&text).expect("blocks");
        let (_, tally) = read_text(text.as_bytes(), &Carrier::Blocks(kind));
        assert_eq!((tally.records, tally.events_without_zone), (2, 1));
    }
}
