//! The nested shape of EVTX dumpers: `Event` / `System` / `EventData`, XML turned into JSON.
//!
//! | writer | attributes of `<Provider Name="x"/>` | recognised by |
//! |---|---|---|
//! | evtx_dump | `"Provider":{"#attributes":{"Name":"x"}}` | `Event.System` |
//! | evtx_dump `--separate-json-attributes`, chainsaw | `"Provider_attributes":{"Name":"x"}` | the same, without `#attributes` |
//! | xmltodict and its kin | `"Provider":{"@Name":"x"}`, `"Data":[{"@Name":"n","#text":"v"}]` | the same |
//!
//! Traps: `EventID` is a number, text, or an object with `#text` and the qualifiers; logs that were forwarded or saved again
//! have every value as text, nine-digit fractions and braced GUIDs; an empty element is `null` or `""`; `Data` without a name
//! comes as `Data.#text`, text or array; a dumper may write `Name_1` for a repeated name (the first counts).

use super::JsonDialect;
use super::keywords::audit_failure_of;
use crate::json::{Json, Scalar};
use crate::moment::Moment;
use crate::record::{Fields, Header};
use doorknob_event::event::{EventSpec, FieldPath};
use std::borrow::Cow;

/// The two ways to write attributes.
#[derive(Debug)]
pub(super) enum Nested {
    /// Inside the element.
    EvtxDump,
    /// Beside the element.
    Separate,
}

impl JsonDialect for Nested {
    fn name(&self) -> &'static str {
        match self {
            Nested::EvtxDump => "evtx_dump",
            Nested::Separate => "evtx_dump, separate attributes",
        }
    }

    fn id_name(&self) -> &'static str {
        "EventID"
    }

    fn header<'a>(&self, record: Json<'a>) -> Option<Header<'a>> {
        let system = record.get("Event")?.get("System")?;
        let separate = system.get("Provider_attributes").is_some();
        if separate != matches!(self, Nested::Separate) {
            return None;
        }
        let id = content(system.get("EventID")?)?.number()?;
        let content_of = |name| system.get(name).and_then(content).map(Scalar::into_text);
        let mut header = Header::new(id as u16);
        header.provider = attribute(system, "Provider", "Name").and_then(Json::text);
        header.channel = content_of("Channel");
        header.computer = content_of("Computer");
        header.time = Moment::of_json(attribute(system, "TimeCreated", "SystemTime"));
        header.record_id = system.get("EventRecordID").and_then(content).and_then(|id| id.number());
        header.audit_failure = audit_failure_of(system.get("Keywords"));
        Some(header)
    }

    fn fields<'a>(&self, record: Json<'a>, spec: &'static EventSpec) -> Fields<'a> {
        let Some(event) = record.get("Event") else { return Fields::default() };
        let (data, user_data) = (event.get("EventData"), event.get("UserData"));
        Fields::look_up(spec, |path| match path {
            FieldPath::Named(name) => named(data?, name),
            FieldPath::Position(at) => positional(data?, usize::from(at)),
            FieldPath::UserData(name) => leaf(user_data?, name),
        })
    }
}

/// An attribute of an element, wherever the writer put it.
fn attribute<'a>(parent: Json<'a>, element: &str, name: &str) -> Option<Json<'a>> {
    let separate = || {
        parent.entries().find_map(|(key, value)| {
            (key.strip_suffix("_attributes") == Some(element)).then_some(value)?.get(name)
        })
    };
    let inside = || {
        let element = parent.get(element)?;
        let marked =
            |(key, value): (Cow<'a, str>, Json<'a>)| (key.strip_prefix('@') == Some(name)).then_some(value);
        element.path(&["#attributes", name]).or_else(|| element.entries().find_map(marked))
    };
    inside().or_else(separate)
}

/// The text of an element: a scalar, or `#text` beside its attributes.
pub(super) fn content<'a>(element: Json<'a>) -> Option<Scalar<'a>> {
    if element.is_object() { element.get("#text")?.scalar() } else { element.scalar() }
}

/// A named value of `EventData`: a member, or an item of `Data` with that name.
pub(super) fn named<'a>(data: Json<'a>, name: &str) -> Option<Scalar<'a>> {
    if let Some(value) = data.get(name) {
        return content(value);
    }
    let items = data.get("Data").filter(|items| items.is_array())?;
    let item = items.items().find(|item| {
        let label = item.get("@Name").or_else(|| item.path(&["#attributes", "Name"]));
        label.and_then(Json::text).is_some_and(|label| label == name)
    })?;
    Some(item.get("#text").and_then(Json::scalar).unwrap_or(Scalar::Text(Cow::Borrowed(""))))
}

/// The n-th unnamed value of `EventData`.
pub(super) fn positional<'a>(data: Json<'a>, at: usize) -> Option<Scalar<'a>> {
    let values = data.get("Data")?;
    let values = if values.is_object() { values.get("#text")? } else { values };
    if values.is_array() { content(values.items().nth(at)?) } else { content(values).filter(|_| at == 0) }
}

/// The first leaf of that name anywhere below, as evtx_dump nests elements.
pub(super) fn leaf<'a>(parent: Json<'a>, name: &str) -> Option<Scalar<'a>> {
    // Depth is bounded by the parser.
    parent.entries().find_map(|(key, value)| {
        if key == "#attributes" {
            None
        } else if key == name {
            content(value)
        } else if value.is_object() {
            leaf(value, name)
        } else {
            None
        }
    })
}

#[cfg(test)]
mod tests {
    use crate::dialect::tests::check;

    #[test]
    fn typed_and_all_text_records_read_alike() {
        let typed = r##"{"Event":{"#attributes":{"xmlns":"x"},"System":{
            "Provider":{"#attributes":{"Name":"Microsoft-Windows-Security-Auditing","Guid":"5"}},"EventID":4625,
            "Keywords":"0x8010000000000000","TimeCreated":{"#attributes":{"SystemTime":"2021-10-23T21:50:11.666519Z"}},
            "EventRecordID":90907,"Channel":"Security","Computer":"FS03","Security":null},
            "EventData":{"TargetUserName":"bob","LogonType":10,"SubStatus":"0x0","WorkstationName":null}}}"##;
        let text = r##"{"Event":{"System":{
            "Provider":{"#attributes":{"Name":"Microsoft-Windows-Security-Auditing","Guid":"{5}"}},"EventID":"4625",
            "Keywords":"0x8010000000000000","TimeCreated":{"#attributes":{"SystemTime":"2021-10-23T21:50:11.666519000Z"}},
            "EventRecordID":"90907","Channel":"Security","Computer":"FS03"},
            "EventData":{"TargetUserName":"bob","LogonType":"10","SubStatus":"0x0","WorkstationName":""}}}"##;
        let separate = r##"{"Event_attributes":{"xmlns":"x"},"Event":{"System":{
            "Provider_attributes":{"Name":"Microsoft-Windows-Security-Auditing"},"EventID_attributes":{"Qualifiers":""},
            "EventID":4625,"Keywords":"0x8010000000000000",
            "TimeCreated_attributes":{"SystemTime":"2021-10-23T21:50:11.666519Z"},"EventRecordID":90907,
            "Channel":"Security","Computer":"FS03"},
            "EventData":{"TargetUserName":"bob","LogonType":10,"SubStatus":"0x0","WorkstationName":""}}}"##;
        let at_signs = r##"{"Event":{"@xmlns":"x","System":{
            "Provider":{"@Name":"Microsoft-Windows-Security-Auditing"},"EventID":{"@Qualifiers":"","#text":"4625"},
            "Keywords":"0x8010000000000000","TimeCreated":{"@SystemTime":"2021-10-23T21:50:11.666519Z"},
            "EventRecordID":"90907","Channel":"Security","Computer":"FS03"},"EventData":{"Data":[
            {"@Name":"TargetUserName","#text":"bob"},{"@Name":"LogonType","#text":"10"},
            {"@Name":"SubStatus","#text":"0x0"},{"@Name":"WorkstationName"}]}}}"##;
        for record in [typed, text, separate, at_signs] {
            check(
                record,
                "LogonFailure 4625 2021-10-23T21:50:11.6665190Z FS03 #90907 failure \
                 TargetUserName=bob SubStatus=0x0 LogonType=10 Workstation=",
            );
        }
    }

    #[test]
    fn unnamed_data_qualified_ids_and_user_data() {
        check(
            r##"{"Event":{"System":{"Provider":{"#attributes":{"Name":"MSSQL$RADAR"}},
            "EventID":{"#attributes":{"Qualifiers":49152},"#text":18456},"Keywords":"0x90000000000000",
            "TimeCreated":{"#attributes":{"SystemTime":"2020-07-15T11:31:15.673796Z"}},"EventRecordID":58848,
            "Channel":"Application","Computer":"sql"},
            "EventData":{"Data":{"#text":["sa"," Reason: x."," [CLIENT: 10.23.23.9]"]},"Binary":"18"}}}"##,
            "SqlFailure 18456 2020-07-15T11:31:15.6737960Z sql #58848 failure \
             TargetUserName=sa Detail= Reason: x. Message= [CLIENT: 10.23.23.9]",
        );
        check(
            r##"{"Event":{"System":{"Provider":{"#attributes":{
            "Name":"Microsoft-Windows-TerminalServices-RemoteConnectionManager"}},"EventID":"1149",
            "Keywords":"0x1000000000000000","TimeCreated":{"#attributes":{"SystemTime":"2021-12-16T10:25:32.351835800Z"}},
            "EventRecordID":"6433","Channel":"Microsoft-Windows-TerminalServices-RemoteConnectionManager/Operational",
            "Computer":"dc"},"UserData":{"EventXML":{"#attributes":{"xmlns":"Event_NS","Param1":"no"},
            "Param1":"admmig","Param2":null,"Param3":"10.23.123.11"}}}}"##,
            "RdpAuthenticated 1149 2021-12-16T10:25:32.3518358Z dc #6433 \
             TargetUserName=admmig TargetDomainName= Address=10.23.123.11",
        );
    }

    #[test]
    fn the_id_alone_is_not_enough() {
        check(
            r##"{"Event":{"System":{"Provider":{"#attributes":{"Name":"Microsoft-Windows-EventSystem"}},
            "EventID":{"#attributes":{"Qualifiers":16384},"#text":4625},
            "TimeCreated":{"#attributes":{"SystemTime":"2021-10-23T21:50:11Z"}},"Channel":"Application"}}}"##,
            "",
        );
    }
}
