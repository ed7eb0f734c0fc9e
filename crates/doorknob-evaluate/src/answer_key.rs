//! Which episode of the truth a record belongs to.

use crate::names::{first_label, machine_key, same_machine};
use crate::record_set::RecordSet;
use doorknob_simulate::truth::Truth;
use std::collections::BTreeMap;

/// Index of an episode in [`Truth::episodes`].
pub(crate) type EpisodeIndex = usize;

/// One record of the truth: log number and record id.
pub(crate) type TruthRecord = (u32, u64);

/// Channels whose records only accompany an attempt: connections, sessions, audits that do not say how it ended. They
/// count as evidence where a tool cites them, but a tool that does not cite them has missed nothing.
const HINT_CHANNELS: [&str; 4] = [
    "microsoft-windows-remotedesktopservices-rdpcorets/operational",
    "microsoft-windows-terminalservices-remoteconnectionmanager/operational",
    "microsoft-windows-terminalservices-localsessionmanager/operational",
    "microsoft-windows-ntlm/operational",
];

/// The truth, indexed by record.
pub(crate) struct AnswerKey {
    hosts: BTreeMap<String, u32>,
    labels: BTreeMap<String, Vec<String>>,
    logs: BTreeMap<(u32, String), u32>,
    contents: Vec<Log>,
    /// Per episode, its records in logs that say how attempts end.
    outcome_records: Vec<u64>,
}

struct Log {
    states_outcomes: bool,
    /// Ascending by record id.
    episodes: Vec<(u64, u32)>,
}

/// How the evidence of a verdict lies in the truth.
#[derive(Debug, Default)]
pub(crate) struct Tally {
    /// All records of the verdict.
    pub(crate) total: u64,
    /// Those of each episode.
    pub(crate) by_episode: BTreeMap<EpisodeIndex, Vec<TruthRecord>>,
}

impl Tally {
    /// The episode among some that holds most of the evidence, and how many records; of equals the earlier one.
    pub(crate) fn largest(&self, among: impl Fn(EpisodeIndex) -> bool) -> Option<(EpisodeIndex, u64)> {
        self.by_episode
            .iter()
            .filter(|(index, _)| among(**index))
            .map(|(&index, records)| (index, records.len() as u64))
            .max_by_key(|(index, records)| (*records, std::cmp::Reverse(*index)))
    }

    /// How many records lie in some episodes.
    pub(crate) fn records_in(&self, among: impl Fn(EpisodeIndex) -> bool) -> u64 {
        let those = self.by_episode.iter().filter(|(index, _)| among(**index));
        those.map(|(_, records)| records.len() as u64).sum()
    }
}

impl AnswerKey {
    pub(crate) fn new(truth: &Truth) -> Self {
        let mut key = AnswerKey {
            hosts: BTreeMap::new(),
            labels: BTreeMap::new(),
            logs: BTreeMap::new(),
            contents: Vec::new(),
            outcome_records: vec![0; truth.episodes.len()],
        };
        for (index, episode) in truth.episodes.iter().enumerate() {
            for log in &episode.records {
                let number = key.add_log(&log.host, &log.channel);
                if let Some(content) = key.contents.get_mut(number as usize) {
                    if content.states_outcomes {
                        key.outcome_records[index] += log.record_ids.len() as u64;
                    }
                    content.episodes.extend(log.record_ids.iter().map(|&id| (id, index as u32)));
                }
            }
        }
        for log in &mut key.contents {
            log.episodes.sort_unstable();
        }
        key
    }

    fn add_log(&mut self, host: &str, channel: &str) -> u32 {
        let host = machine_key(host);
        let next = self.hosts.len() as u32;
        let labels = &mut self.labels;
        let number = *self.hosts.entry(host).or_insert_with_key(|host| {
            labels.entry(first_label(host).to_owned()).or_default().push(host.clone());
            next
        });
        let channel = channel.to_lowercase();
        let next = self.contents.len() as u32;
        let contents = &mut self.contents;
        *self.logs.entry((number, channel)).or_insert_with_key(|(_, channel)| {
            let states_outcomes = !HINT_CHANNELS.contains(&channel.as_str());
            contents.push(Log { states_outcomes, episodes: Vec::new() });
            next
        })
    }

    /// A host by any of its spellings, if that is clear.
    fn host(&self, name: &str) -> Option<u32> {
        let key = machine_key(name);
        if let Some(&host) = self.hosts.get(&key) {
            return Some(host);
        }
        let alike = self.labels.get(first_label(&key))?;
        match alike.iter().filter(|other| same_machine(other, &key)).collect::<Vec<_>>().as_slice() {
            [one] => self.hosts.get(*one).copied(),
            _ => None,
        }
    }

    /// Sorts evidence by episode.
    pub(crate) fn tally(&self, evidence: &RecordSet) -> Tally {
        let mut tally = Tally { total: evidence.len() as u64, ..Tally::default() };
        for (host, channel, ids) in evidence.logs() {
            let Some(host) = self.host(host) else { continue };
            let Some(&number) = self.logs.get(&(host, channel.to_lowercase())) else { continue };
            let Some(log) = self.contents.get(number as usize) else { continue };
            for &id in ids {
                if let Ok(at) = log.episodes.binary_search_by_key(&id, |entry| entry.0)
                    && let Some(&(_, episode)) = log.episodes.get(at)
                {
                    tally.by_episode.entry(episode as usize).or_default().push((number, id));
                }
            }
        }
        tally
    }

    /// Whether the record is in a log that says how attempts end.
    pub(crate) fn states_outcome(&self, record: &TruthRecord) -> bool {
        self.contents.get(record.0 as usize).is_some_and(|log| log.states_outcomes)
    }

    /// How many records of the episode say how an attempt ended.
    pub(crate) fn outcome_records(&self, episode: EpisodeIndex) -> u64 {
        self.outcome_records.get(episode).copied().unwrap_or(0)
    }
}
