//! The samples again, against what is in them rather than against what was read of them before: values are looked up in their raw
//! text by means that share nothing with the parsers (`serde_json` for JSON, a search for `Name='...'>` in XML).
#![allow(clippy::print_stdout, reason = "a test that is skipped says so")]

use doorknob_event::event::{Event, Field, FieldPath, SPECS};
use doorknob_input::{EventSink, NoProgress, ReadOptions, read_all};
use serde_json::Value;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// What was read of one event, owned.
struct Read {
    kind: doorknob_event::event::EventKind,
    time: String,
    values: BTreeMap<Field, String>,
}

#[derive(Default)]
struct Events(Vec<Read>);

impl EventSink for Events {
    type Batch = Vec<Read>;

    fn event(&mut self, _input: u32, event: &Event<'_>) {
        self.0.push(Read {
            kind: event.kind,
            time: event.time.map(|time| time.to_string()).unwrap_or_default(),
            values: event.fields().iter().map(|(field, value)| (*field, value.to_text())).collect(),
        });
    }

    fn take_batch(&mut self) -> Option<Vec<Read>> {
        Some(std::mem::take(&mut self.0)).filter(|events| !events.is_empty())
    }
}

fn read(path: &Path) -> Vec<Read> {
    let zone = Some("UTC".parse().expect("a zone"));
    let options = ReadOptions { threads: 1, zone, ..ReadOptions::default() };
    let mut events = Vec::new();
    read_all(&[path.to_owned()], &options, Events::default, &NoProgress, |batch| events.extend(batch))
        .expect("a path");
    events
}

/// The folder of samples; `None`, and said so, where it is not there.
fn folder() -> Option<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data/formats");
    if !folder.exists() {
        println!("skipped: no {}", folder.display());
        return None;
    }
    Some(folder)
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).expect("a folder").flatten() {
        if entry.path().is_dir() { found.extend(files(&entry.path())) } else { found.push(entry.path()) }
    }
    found.sort();
    found
}

/// A value without what writers change that says nothing: case, blanks, the base and sign of a number, backslashes escaped twice.
fn plain(value: &str) -> String {
    let value = value.trim().to_lowercase().replace("\\\\", "\\");
    let number = match value.strip_prefix("0x") {
        Some(digits) => u64::from_str_radix(digits, 16).ok(),
        None => value.parse::<i64>().ok().map(|number| number as u32 as u64),
    };
    number.map_or(value, |number| number.to_string())
}

/// `<Data Name='X'>value</Data>` of a text that holds one event.
fn of_xml(text: &str) -> BTreeMap<String, String> {
    let mut values = BTreeMap::new();
    for part in text.split("<Data Name=").skip(1) {
        let Some((name, rest)) = part.get(1..).and_then(|rest| rest.split_once(['\'', '"'])) else {
            continue;
        };
        let value =
            rest.strip_prefix('>').and_then(|rest| rest.split_once('<')).map_or("", |(value, _)| value);
        values.insert(
            name.to_lowercase(),
            value.replace("&amp;", "&").replace("&gt;", ">").replace("&lt;", "<"),
        );
    }
    values
}

/// Every scalar of a JSON value by the last part of its name; `None` for a name that stands for several values.
fn of_json(value: &Value, name: &str, values: &mut BTreeMap<String, Option<String>>) {
    match value {
        Value::Object(members) => {
            members.iter().for_each(|(name, value)| of_json(value, name, values));
        }
        Value::Array(items) => items.iter().for_each(|item| of_json(item, name, values)),
        scalar => {
            let text = scalar.as_str().map_or_else(|| scalar.to_string(), str::to_owned);
            let known = values.entry(name.to_lowercase()).or_insert_with(|| Some(text.clone()));
            if known.as_ref().is_some_and(|known| plain(known) != plain(&text)) {
                *known = None;
            }
        }
    }
}

/// What the raw text says under each of the names that Windows gives values; `None` where the text is neither XML nor JSON.
fn raw_values(path: &Path) -> Option<BTreeMap<String, String>> {
    let text = String::from_utf8(fs::read(path).ok()?).ok()?;
    let text = text.trim_start_matches('\u{feff}').trim();
    if text.starts_with('<') {
        return Some(of_xml(text));
    }
    let mut values = BTreeMap::new();
    of_json(&serde_json::from_str(text).ok()?, "", &mut values);
    Some(values.into_iter().filter_map(|(name, value)| Some((name, value?))).collect())
}

#[test]
fn every_value_under_its_windows_name_is_read_and_none_is_invented() {
    let Some(folder) = folder() else { return };
    let (mut compared, mut samples) = (0, 0);
    for path in files(&folder) {
        let events = read(&path);
        let ([event], Some(raw)) = (events.as_slice(), raw_values(&path)) else { continue };
        // Alerts put words in place of codes.
        if path.starts_with(folder.join("hayabusa")) {
            continue;
        }
        let before = compared;
        let spec = SPECS.iter().find(|spec| spec.kind == event.kind).expect("a spec");
        for (from, field) in spec.fields {
            let (FieldPath::Named(name) | FieldPath::UserData(name)) = from else { continue };
            let Some(stated) = raw.get(&name.to_lowercase()) else { continue };
            let found = event.values.get(field).map(String::as_str).unwrap_or_default();
            let said = |text: &str| if matches!(text, "-" | "null") { String::new() } else { plain(text) };
            assert_eq!(said(found), said(stated), "{name} of {}", path.display());
            compared += 1;
        }
        samples += usize::from(compared > before);
    }
    assert!(samples >= 50 && compared >= 400, "{compared} values of {samples} samples");
}

/// Reconstructions of the one real event that the folder's README names, host WKS10001, and the digits of the second that each
/// carrier keeps of its time; all other reconstructions were made of other events. Every value is in all of them.
const OF_THE_REAL_EVENT: [(&str, usize); 24] = [
    ("azure_securityevent/4625_RECONSTRUCTED.json", 7),
    ("azure_securityevent/4625_RECONSTRUCTED_portal_export.csv", 3),
    ("eventviewer_export/4625_RECONSTRUCTED_export.csv", 0),
    ("eventviewer_export/4625_RECONSTRUCTED_export.txt", 0),
    ("eventviewer_export/4625_RECONSTRUCTED_export.xml", 7),
    ("evtxecmd/4625_RECONSTRUCTED_per_map.csv", 7),
    ("fluentbit/4625_RECONSTRUCTED_winevtlog.json", 0),
    ("get_winevent/4625_RECONSTRUCTED_exportcsv_ps51.csv", 0),
    ("get_winevent/4625_RECONSTRUCTED_ps51_depth2.json", 3),
    ("get_winevent/4625_RECONSTRUCTED_ps7_depth4.json", 7),
    ("nxlog_syslog/4625_RECONSTRUCTED_rfc5424_sd.txt", 6),
    ("plaso_timesketch/4625_RECONSTRUCTED_plaso_json_line.jsonl", 7),
    ("plaso_timesketch/4625_RECONSTRUCTED_timesketch_export.jsonl", 7),
    ("snare_syslog/4625_RECONSTRUCTED_rfc3164.txt", 0),
    ("snare_syslog/4625_RECONSTRUCTED_rsyslog_escaped_011.txt", 0),
    ("splunk_xml/4625_RECONSTRUCTED_XmlWinEventLog.xml", 7),
    ("vector/4625_RECONSTRUCTED_windows_event_log.json", 7),
    // Seconds as a fraction of binary digits.
    ("velociraptor/4625_RECONSTRUCTED_rows.jsonl", 5),
    ("wazuh/4625_RECONSTRUCTED_alerts.json", 7),
    ("wazuh/4625_RECONSTRUCTED_archives.log", 7),
    ("wazuh/4625_RECONSTRUCTED_indexer_hit.json", 7),
    ("wevtutil/4625_RECONSTRUCTED_ps51_redirect_utf16le_bom.xml", 7),
    ("wevtutil/4625_RECONSTRUCTED_qe_xml.xml", 7),
    ("wevtutil/4625_RECONSTRUCTED_text.txt", 3),
];

/// Made of other events.
const OF_OTHERS: [&str; 8] = [
    "elastic_bulk/4625_RECONSTRUCTED_bulk.ndjson",
    "elastic_bulk/4625_RECONSTRUCTED_search_hits.json",
    "lumberjack/RECONSTRUCTED_v2_ack.bin",
    "lumberjack/RECONSTRUCTED_v2_window_compressed_json.bin",
    "nxlog_syslog/4625_RECONSTRUCTED_json_in_rfc3164.txt",
    "otlp/4625_RECONSTRUCTED_body_array_eventdata_v0.88_to_v0.146.json",
    "otlp/4625_RECONSTRUCTED_otlp_http.json",
    // It keeps no values of an event.
    "plaso_timesketch/4625_RECONSTRUCTED_l2tcsv.csv",
];

const REAL_TIME: &str = "2024-03-14T13:54:16.6138329Z";

#[test]
fn every_reconstruction_is_the_one_real_event_but_for_the_digits_of_its_time() {
    let Some(folder) = folder() else { return };
    let real =
        fs::read_to_string(folder.join("openwec/raw_xml_4625_renderedtext.xml")).expect("the real event");
    let real = of_xml(real.split("<RenderingInfo").next().expect("XML"));
    assert_eq!(real.len(), 21, "values of a 4625");
    for (name, digits) in OF_THE_REAL_EVENT {
        let events = read(&folder.join(name));
        assert!(!events.is_empty(), "{name}");
        for event in events {
            for (from, field) in event.kind.spec().fields {
                let FieldPath::Named(windows) = from else { continue };
                let found = event.values.get(field).unwrap_or_else(|| panic!("{windows} of {name}"));
                assert_eq!(plain(found), plain(&real[&windows.to_lowercase()]), "{windows} of {name}");
            }
            let seconds = "2024-03-14T13:54:16".len();
            let end = if digits == 0 { seconds } else { seconds + 1 + digits };
            assert_eq!(event.time.get(..end), REAL_TIME.get(..end), "time of {name}");
        }
    }
    let named =
        |name: &str| OF_THE_REAL_EVENT.iter().any(|(known, _)| *known == name) || OF_OTHERS.contains(&name);
    for path in files(&folder) {
        let name = path.strip_prefix(&folder).expect("below it").to_string_lossy().replace('\\', "/");
        assert!(named(&name) || !name.contains("RECONSTRUCTED"), "{name} is in no table");
    }
}
