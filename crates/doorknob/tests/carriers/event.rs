//! Events of a simulated world, taken apart so that they can be written in other shapes.

use serde_json::Value;

/// One event.
#[derive(Clone)]
pub(crate) struct Event {
    /// As `evtx_dump` writes it.
    pub(crate) line: Value,
    pub(crate) provider: String,
    pub(crate) id: u64,
    pub(crate) channel: String,
    pub(crate) computer: String,
    pub(crate) record: u64,
    /// ISO with seven digits and `Z`.
    pub(crate) time: String,
    /// `0x8010000000000000`.
    pub(crate) keywords: String,
    /// Names and values in their order.
    pub(crate) data: Vec<(String, String)>,
    /// They lie in `UserData` instead of `EventData`.
    pub(crate) user_data: bool,
}

impl Event {
    pub(crate) fn of(written: &str) -> Event {
        let line: Value = serde_json::from_str(written).expect("JSON");
        let system = &line["Event"]["System"];
        let text = |value: &Value| value.as_str().map_or_else(|| plain(value), str::to_owned);
        let id = if system["EventID"].is_object() { &system["EventID"]["#text"] } else { &system["EventID"] };
        let user_data = line["Event"]["UserData"].as_object().and_then(|data| data.values().next());
        let data = user_data.unwrap_or(&line["Event"]["EventData"]);
        let values = data.as_object().into_iter().flatten().filter(|(name, _)| *name != "#attributes");
        let mut data: Vec<(String, String)> =
            values.map(|(name, value)| (name.clone(), text(value))).collect();
        // Parsing sorts the names; some carriers know the values by their order alone.
        data.sort_by_key(|(name, _)| written.rfind(&format!("\"{name}\":")));
        Event {
            provider: text(&system["Provider"]["#attributes"]["Name"]),
            id: id.as_u64().expect("a number"),
            channel: text(&system["Channel"]),
            computer: text(&system["Computer"]),
            record: system["EventRecordID"].as_u64().expect("a number"),
            time: text(&system["TimeCreated"]["#attributes"]["SystemTime"]),
            keywords: text(&system["Keywords"]),
            data,
            user_data: user_data.is_some(),
            line,
        }
    }

    /// Cuts the fraction of the time to so many digits.
    pub(crate) fn cut_time(&mut self, digits: usize) {
        let point = self.time.find('.').expect("seven digits");
        let end = if digits == 0 { point } else { point + 1 + digits };
        self.time = format!("{}Z", &self.time[..end]);
        self.line["Event"]["System"]["TimeCreated"]["#attributes"]["SystemTime"] = self.time.clone().into();
    }

    /// Takes members of the event's head.
    pub(crate) fn take(&mut self, names: &[&str]) {
        let system = self.line["Event"]["System"].as_object_mut().expect("an object");
        names.iter().for_each(|name| drop(system.remove(*name)));
    }

    /// Takes the values that a text says nothing of.
    pub(crate) fn take_data(&mut self, lost: impl Fn(&str, &str) -> bool) {
        let taken: Vec<String> = self
            .data
            .iter()
            .filter(|(name, value)| lost(name, value))
            .map(|(name, _)| name.clone())
            .collect();
        let data = self.line["Event"]["EventData"].as_object_mut();
        data.into_iter().for_each(|data| data.retain(|name, _| !taken.contains(name)));
    }

    /// The value of a name.
    pub(crate) fn value(&self, name: &str) -> &str {
        self.data.iter().find(|(known, _)| known == name).map_or("", |(_, value)| value)
    }

    pub(crate) fn keywords_number(&self) -> u64 {
        u64::from_str_radix(self.keywords.trim_start_matches("0x"), 16).expect("a mask")
    }

    pub(crate) fn audit(&self) -> &'static str {
        match self.keywords_number() >> 52 & 3 {
            1 => "Audit Failure",
            2 => "Audit Success",
            _ => "None",
        }
    }
}

fn plain(value: &Value) -> String {
    if value.is_null() { String::new() } else { value.to_string() }
}
