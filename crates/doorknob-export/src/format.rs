//! The formats and their names.

use std::fmt;
use std::str::FromStr;

macro_rules! formats {
    ($($(#[$meta:meta])* $variant:ident = $word:literal, $extension:literal, $about:literal;)+) => {
        /// What to write.
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
        #[non_exhaustive]
        pub enum Format { $($(#[$meta])* $variant),+ }

        impl Format {
            /// Every format, in the order in which help tells them.
            pub const ALL: &'static [Format] = &[$(Format::$variant),+];

            /// Its name, as a user writes it.
            pub fn word(self) -> &'static str { match self { $(Format::$variant => $word),+ } }

            /// Usual ending of a file's name, without the dot.
            pub fn extension(self) -> &'static str { match self { $(Format::$variant => $extension),+ } }

            /// It says what the settings ask for, not what was found: no log is needed.
            pub fn is_query(self) -> bool {
                matches!(self, Format::Sigma | Format::Kql | Format::Spl | Format::Esql)
            }

            /// One line of help.
            pub fn about(self) -> &'static str { match self { $(Format::$variant => $about),+ } }
        }
    };
}

formats! {
    /// Open Cybersecurity Schema Framework.
    Ocsf = "ocsf", "ocsf.jsonl", "OCSF 1.5.0 Detection Finding (2004), one a line";
    /// Elastic Common Schema.
    Ecs = "ecs", "ecs.jsonl", "Elastic Common Schema 8.17 alerts, one a line";
    /// Structured Threat Information Expression.
    Stix = "stix", "stix.json", "STIX 2.1 bundle: incidents, sightings, observed data, indicators";
    /// Timesketch.
    Timesketch = "timesketch", "timesketch.jsonl", "Timesketch time line, one event a line";
    /// ATT&CK Navigator.
    Navigator = "navigator", "layer.json", "ATT&CK Navigator layer 4.5";
    /// Spreadsheet.
    Csv = "csv", "csv", "CSV that no spreadsheet runs, one row an incident";
    /// ArcSight Common Event Format.
    Cef = "cef", "cef", "CEF, one incident a line";
    /// RFC 5424 with CEF inside.
    Syslog = "syslog", "log", "syslog lines (RFC 5424) that carry CEF";
    /// Addresses.
    BlockPlain = "blocklist-plain", "txt", "addresses that may be blocked, one a line";
    /// Networks.
    BlockCidr = "blocklist-cidr", "txt", "the same as networks, neighbours put together";
    /// Windows firewall.
    BlockWindows = "blocklist-windows", "ps1", "the same as a PowerShell script for the Windows firewall";
    /// nftables.
    BlockNftables = "blocklist-nftables", "nft", "the same as an nftables ruleset";
    /// Sigma.
    Sigma = "sigma", "yml", "the settings in force as Sigma correlation rules";
    /// Kusto.
    Kql = "kql", "kql", "the settings in force as KQL (Microsoft Sentinel, SecurityEvent)";
    /// Splunk.
    Spl = "spl", "spl", "the settings in force as SPL (Splunk Add-on for Windows)";
    /// Elasticsearch.
    Esql = "esql", "esql", "the settings in force as ES|QL (Elastic System or Winlogbeat)";
}

impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}

impl FromStr for Format {
    type Err = UnknownFormat;

    fn from_str(text: &str) -> Result<Self, UnknownFormat> {
        let known = Format::ALL.iter().find(|format| format.word().eq_ignore_ascii_case(text.trim()));
        known.copied().ok_or_else(|| UnknownFormat(text.to_owned()))
    }
}

/// A word that names no format.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct UnknownFormat(String);

impl fmt::Display for UnknownFormat {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let words: Vec<&str> = Format::ALL.iter().map(|format| format.word()).collect();
        write!(f, "{:?} is none of: {}", self.0, words.join(", "))
    }
}

impl std::error::Error for UnknownFormat {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_format_has_a_word_of_its_own() {
        for format in Format::ALL {
            assert_eq!(format.word().parse(), Ok(*format));
            assert!(!format.about().is_empty() && !format.extension().is_empty());
        }
        assert!("pdf".parse::<Format>().is_err_and(|error| error.to_string().contains("ocsf, ecs, stix")));
    }
}
