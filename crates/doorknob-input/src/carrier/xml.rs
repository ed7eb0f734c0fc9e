//! Event XML: any number of `Event` elements one behind the other, in a root or not, on lines or not.

use crate::message;
use crate::output::Output;
use crate::parcel::Parcel;
use crate::record::{Fields, deliver};
use crate::tally::Place;
use crate::text::decoded;
use crate::wanted_id::is_wanted;
use crate::xml::XmlEvent;
use doorknob_event::anomaly::AnomalyKind;
use memchr::{memchr_iter, memmem};
use std::borrow::Cow;

const END: &[u8] = b"</Event>";

/// Behind the last event that ends, or everything at the end of the input.
pub(super) fn cut(buffer: &[u8], end_of_input: bool) -> usize {
    if end_of_input { buffer.len() } else { memmem::rfind(buffer, END).map_or(0, |at| at + END.len()) }
}

/// Behind the next event that ends.
pub(super) fn resume(buffer: &[u8]) -> Option<usize> {
    memmem::find(buffer, END).map(|at| at + END.len())
}

/// Decodes every event.
pub(super) fn decode(parcel: &Parcel, out: &mut Output<'_>) {
    let bytes = parcel.bytes.as_slice();
    let (mut line, mut counted) = (parcel.first_line, 0);
    let mut at = 0;
    while let Some(start) = next_event(bytes, at) {
        line += memchr_iter(b'\n', bytes.get(counted..start).unwrap_or_default()).count() as u64;
        counted = start;
        let place = Place::line(line);
        // An event that begins before the one before has ended: that one is broken.
        let next = next_event(bytes, start + 1).unwrap_or(bytes.len());
        let body = bytes.get(start..next).unwrap_or_default();
        let end = memmem::find(body, END).map(|at| at + END.len());
        at = start + end.unwrap_or(body.len());
        if let Some(end) = end
            && unwanted(body)
        {
            out.tally.record("XML", "");
            at = start + end;
            continue;
        }
        let text = decoded(body.get(..end.unwrap_or(body.len())).unwrap_or_default(), place, out);
        if !read(&text, "XML", "", place, out) {
            out.tally.trouble(AnomalyKind::Damaged, "left out: an event is no XML", place, String::new);
        }
    }
}

/// Where the next `<Event>` or `<Event xmlns=...>` begins, but not `<EventData>`.
fn next_event(bytes: &[u8], from: usize) -> Option<usize> {
    let area = bytes.get(from..)?;
    memmem::find_iter(area, b"<Event")
        .find(|at| area.get(at + 6).is_some_and(|b| matches!(b, b' ' | b'>' | b'\t' | b'\r' | b'\n')))
        .map(|at| from + at)
}

/// Whether the event plainly states an id that does not count.
fn unwanted(event: &[u8]) -> bool {
    let Some(at) = memmem::find(event, b"<EventID") else { return false };
    let rest = event.get(at..at + 80.min(event.len() - at)).unwrap_or_default();
    let Some(open) = rest.iter().position(|b| *b == b'>') else { return false };
    let digits = rest.get(open + 1..).unwrap_or_default();
    let count = digits.iter().take(5).take_while(|b| b.is_ascii_digit()).count();
    let id = digits.get(..count).and_then(|digits| std::str::from_utf8(digits).ok()?.parse::<u16>().ok());
    digits.get(count..).is_some_and(|rest| rest.starts_with(b"</")) && id.is_some_and(|id| !is_wanted(id))
}

/// Reads one event; whether it was recognised.
pub(super) fn read(
    text: &str,
    carrier: &'static str,
    dialect: &'static str,
    place: Place,
    out: &mut Output<'_>,
) -> bool {
    let text = without_declaration(text);
    let Some(event) = XmlEvent::parse(&text) else { return false };
    out.tally.record(carrier, dialect);
    if !event.complete {
        out.tally.trouble(
            AnomalyKind::Truncated,
            "an event ends early; read as far as it goes",
            place,
            String::new,
        );
    }
    if let Some(spec) = event.header.spec() {
        let mut fields = Fields::look_up(spec, |path| {
            event.value(path).map(|text| crate::json::Scalar::Text(Cow::Borrowed(text)))
        });
        if fields.is_empty()
            && let Some(text) = &event.message
        {
            fields = message::fields(text, spec);
        }
        deliver(spec, &event.header, &fields, place, out);
    }
    true
}

/// Without `<?xml ...?>`, which may claim an encoding that the text no longer has.
fn without_declaration(text: &str) -> Cow<'_, str> {
    match text.trim_start().strip_prefix("<?xml").and_then(|rest| rest.split_once("?>")) {
        Some((_, rest)) => Cow::Borrowed(rest),
        None => Cow::Borrowed(text),
    }
}

#[cfg(test)]
mod tests {
    use crate::carrier::Carrier;
    use crate::check::read_text;

    fn event(id: u32, user: &str) -> String {
        format!(
            "<Event xmlns='http://schemas.microsoft.com/win/2004/08/events/event'><System><Provider \
             Name='Microsoft-Windows-Security-Auditing'/><EventID>{id}</EventID><Keywords>0x8010000000000000</Keywords>\
             <TimeCreated SystemTime='2024-03-14T13:54:16.6138329Z'/><EventRecordID>7</EventRecordID>\
             <Channel>Security</Channel><Computer>W</Computer></System><EventData><Data Name='TargetUserName'>{user}</Data>\
             <Data Name='WorkstationName'/></EventData></Event>"
        )
    }

    #[test]
    fn events_with_and_without_a_root_and_lines() {
        let wanted =
            "LogonFailure 4625 2024-03-14T13:54:16.6138329Z W #7 failure TargetUserName=a&b Workstation=";
        let one = event(4625, "a&amp;b");
        let table = [
            one.clone(),
            format!(
                "<?xml version=\"1.0\" encoding=\"utf-16\"?>\r\n<Events>{one}{}</Events>",
                event(4688, "x")
            ),
            format!("{}\n- {}", event(4688, "x"), one.replace("><", ">\r\n  - <")),
            one.replace('\'', "\""),
            one.replace("<EventID>", "<EventID Qualifiers='0'>"),
        ];
        for text in table {
            let (events, tally) = read_text(text.as_bytes(), &Carrier::Xml);
            assert_eq!(events, [wanted], "{text}");
            assert!(tally.records >= 1);
        }
    }

    #[test]
    fn a_broken_event_costs_only_itself() {
        let broken = event(4625, "lost").replace("<EventID>4625</EventID>", "<EventID>46");
        let cut: String = event(4625, "half").split("<Data Name='WorkstationName'").take(1).collect();
        let text = format!("{}{broken}{}{cut}", event(4625, "a"), event(4625, "b"));
        let (events, tally) = read_text(text.as_bytes(), &Carrier::Xml);
        let users: Vec<&str> = events
            .iter()
            .map(|line| line.split_once("TargetUserName=").map_or("", |(_, rest)| rest))
            .collect();
        assert_eq!(users, ["a Workstation=", "b Workstation=", "half"]);
        let (_, anomalies) = tally.finish("x".into(), None);
        assert_eq!(anomalies.len(), 2);
    }
}
