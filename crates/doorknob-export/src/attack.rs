//! The techniques of MITRE ATT&CK that incidents name. Source: <https://attack.mitre.org/>, Enterprise, version 18.

/// Version of ATT&CK that names and numbers are of.
pub(crate) const VERSION: &str = "18";

/// One technique or sub-technique.
pub(crate) struct Technique {
    /// For example `T1110.001`.
    pub(crate) id: &'static str,
    /// Name.
    pub(crate) name: &'static str,
    /// Name of the technique that it belongs to; its own where it is none's.
    pub(crate) parent: &'static str,
    /// Tactic: id, name, and the short name in a kill chain.
    pub(crate) tactic: (&'static str, &'static str, &'static str),
    /// Id in MITRE's STIX data, and when it was created there.
    pub(crate) stix: (&'static str, &'static str),
}

const CREDENTIAL_ACCESS: (&str, &str, &str) = ("TA0006", "Credential Access", "credential-access");

const TECHNIQUES: &[Technique] = &[
    Technique {
        id: "T1110.001",
        name: "Password Guessing",
        parent: "Brute Force",
        tactic: CREDENTIAL_ACCESS,
        stix: ("attack-pattern--09c4c11e-4fa1-4f8c-8dad-3cf8e69ad119", "2020-02-11T18:38:22.617Z"),
    },
    Technique {
        id: "T1110.003",
        name: "Password Spraying",
        parent: "Brute Force",
        tactic: CREDENTIAL_ACCESS,
        stix: ("attack-pattern--692074ae-bb62-4a5e-a735-02cb6bde458c", "2020-02-11T18:39:25.122Z"),
    },
    Technique {
        id: "T1110.004",
        name: "Credential Stuffing",
        parent: "Brute Force",
        tactic: CREDENTIAL_ACCESS,
        stix: ("attack-pattern--b2d03cea-aec1-45ca-9744-9ee583c1e1cc", "2020-02-11T18:39:59.959Z"),
    },
    Technique {
        id: "T1087.002",
        name: "Domain Account",
        parent: "Account Discovery",
        tactic: ("TA0007", "Discovery", "discovery"),
        stix: ("attack-pattern--21875073-b0ee-49e3-9077-1e2a885359af", "2020-02-21T21:08:26.480Z"),
    },
    Technique {
        id: "T1078",
        name: "Valid Accounts",
        parent: "Valid Accounts",
        tactic: ("TA0001", "Initial Access", "initial-access"),
        stix: ("attack-pattern--b17a1a56-e99c-403c-8948-561df0cffe81", "2017-05-31T21:31:00.645Z"),
    },
];

/// The known ones among `ids`, in their order.
pub(crate) fn techniques(ids: &[String]) -> Vec<&'static Technique> {
    ids.iter().filter_map(|id| TECHNIQUES.iter().find(|technique| technique.id == id.as_str())).collect()
}

impl Technique {
    /// `T1110` of `T1110.001`, and the whole id where it is a sub-technique.
    pub(crate) fn split(&self) -> (&'static str, Option<&'static str>) {
        match self.id.split_once('.') {
            Some((technique, _)) => (technique, Some(self.id)),
            None => (self.id, None),
        }
    }

    /// Its page.
    pub(crate) fn url(&self) -> String {
        format!("https://attack.mitre.org/techniques/{}/", self.id.replace('.', "/"))
    }
}
