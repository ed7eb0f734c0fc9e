//! A set of records, small in memory: per log the ascending record ids.

use serde::de::{SeqAccess, Visitor};
use serde::ser::SerializeSeq;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::collections::BTreeMap;
use std::fmt;

/// Records as (host, channel, record id), each once. As JSON: an array of objects with these three members.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct RecordSet {
    logs: BTreeMap<(String, String), Vec<u64>>,
}

impl RecordSet {
    /// Every record, by host, channel and id.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str, u64)> {
        self.logs
            .iter()
            .flat_map(|((host, channel), ids)| ids.iter().map(|&id| (host.as_str(), channel.as_str(), id)))
    }

    /// The logs: host, channel, and the ascending ids in it.
    pub fn logs(&self) -> impl Iterator<Item = (&str, &str, &[u64])> {
        self.logs.iter().map(|((host, channel), ids)| (host.as_str(), channel.as_str(), ids.as_slice()))
    }

    /// How many records.
    #[must_use]
    pub fn len(&self) -> usize {
        self.logs.values().map(Vec::len).sum()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.logs.is_empty()
    }

    /// Adds the records of one log.
    pub fn add_log(&mut self, host: &str, channel: &str, ids: impl IntoIterator<Item = u64>) {
        let log = self.logs.entry((host.to_owned(), channel.to_owned())).or_default();
        log.extend(ids);
        log.sort_unstable();
        log.dedup();
        if log.is_empty() {
            self.logs.remove(&(host.to_owned(), channel.to_owned()));
        }
    }
}

impl<'a> FromIterator<(&'a str, &'a str, u64)> for RecordSet {
    fn from_iter<I: IntoIterator<Item = (&'a str, &'a str, u64)>>(records: I) -> Self {
        let mut logs: BTreeMap<(String, String), Vec<u64>> = BTreeMap::new();
        let mut borrowed: BTreeMap<(&str, &str), Vec<u64>> = BTreeMap::new();
        for (host, channel, id) in records {
            borrowed.entry((host, channel)).or_default().push(id);
        }
        for ((host, channel), mut ids) in borrowed {
            ids.sort_unstable();
            ids.dedup();
            logs.insert((host.to_owned(), channel.to_owned()), ids);
        }
        RecordSet { logs }
    }
}

#[derive(Serialize)]
struct Record<'a> {
    host: &'a str,
    channel: &'a str,
    record_id: u64,
}

#[derive(Deserialize)]
struct OwnedRecord {
    host: String,
    channel: String,
    record_id: u64,
}

impl Serialize for RecordSet {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut sequence = serializer.serialize_seq(Some(self.len()))?;
        for (host, channel, record_id) in self.iter() {
            sequence.serialize_element(&Record { host, channel, record_id })?;
        }
        sequence.end()
    }
}

impl<'de> Deserialize<'de> for RecordSet {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Records;
        impl<'de> Visitor<'de> for Records {
            type Value = RecordSet;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an array of records: {host, channel, record_id}")
            }
            fn visit_seq<A: SeqAccess<'de>>(self, mut sequence: A) -> Result<RecordSet, A::Error> {
                let mut logs: BTreeMap<(String, String), Vec<u64>> = BTreeMap::new();
                while let Some(record) = sequence.next_element::<OwnedRecord>()? {
                    logs.entry((record.host, record.channel)).or_default().push(record.record_id);
                }
                for ids in logs.values_mut() {
                    ids.sort_unstable();
                    ids.dedup();
                }
                Ok(RecordSet { logs })
            }
        }
        deserializer.deserialize_seq(Records)
    }
}
