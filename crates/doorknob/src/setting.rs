//! What a user may change: one definition of each setting, from which the sample configuration, the help of the flags
//! and the page `about` take their words. The values are those of [`Settings::default`].

/// One key of `doorknob.toml`.
pub(crate) struct Setting {
    /// The key.
    pub(crate) key: &'static str,
    /// The flag that does the same, if one does.
    pub(crate) flag: Option<&'static str>,
    /// What it does, its unit and why the default is what it is.
    pub(crate) help: &'static str,
    /// TOML that shows a value where the default is none; whole lines.
    pub(crate) example: Option<&'static str>,
}

pub(crate) const WINDOW: Setting = Setting {
    key: "window_minutes",
    flag: Some("--window"),
    help: "TimeWindow of the analytic, in minutes: failures within it belong together. Layers of 1 h, 24 h and 7 d always \
           lie beside it. 10 is MITRE's example, and the time after which Windows 11 forgets failures by default.",
    example: None,
};

pub(crate) const SOURCE_THRESHOLD: Setting = Setting {
    key: "source_threshold",
    flag: Some("--source-threshold"),
    help: "SourceIPThreshold of the analytic: so many distinct unfamiliar sources on one account or family within the \
           window are always told. A person's own devices are at most about 4, and those are familiar.",
    example: None,
};

pub(crate) const FAILURE_FLOOR: Setting = Setting {
    key: "failure_floor",
    flag: None,
    help: "So many failures on one account or family within the window are always told, whatever the verdict. 10 is the \
           lockout threshold that Windows 11 comes with.",
    example: None,
};

pub(crate) const MINIMUM_SEVERITY: Setting = Setting {
    key: "minimum_severity",
    flag: Some("--min-severity"),
    help: "Incidents below this are counted but not told: informational, low, medium, high or critical.",
    example: None,
};

pub(crate) const LOCKOUT_THRESHOLD: Setting = Setting {
    key: "lockout_threshold",
    flag: None,
    help: "The site's lockout threshold. Without it, it is learned from lockouts in the data.",
    example: Some("lockout_threshold = 10"),
};

pub(crate) const SINCE: Setting = Setting {
    key: "since",
    flag: Some("--since"),
    help: "Only attempts from this time on.",
    example: Some("since = \"2024-03-01T00:00:00Z\""),
};

pub(crate) const UNTIL: Setting = Setting {
    key: "until",
    flag: Some("--until"),
    help: "Only attempts before this time.",
    example: Some("until = \"2024-04-01T00:00:00Z\""),
};

pub(crate) const THREADS: Setting = Setting {
    key: "threads",
    flag: Some("--threads"),
    help: "Threads that read; the incidents are the same for any number. Without it, one for each processor core.",
    example: Some("threads = 2"),
};

pub(crate) const PLAYBOOK: Setting = Setting {
    key: "playbook",
    flag: Some("--playbook"),
    help: "File with the next steps that incidents tell, instead of the shipped ones; `doorknob config --playbook` prints \
           those, to begin an own one with. A path is meant from the folder of this file.",
    example: Some("playbook = \"playbook.toml\""),
};

pub(crate) const PRIVILEGED: Setting = Setting {
    key: "privileged_accounts",
    flag: Some("--privileged"),
    help: "Accounts that matter more than others, by name with * wildcards, domain optional; on top of those that the logs \
           themselves show to be privileged (4672, RID 500).",
    example: Some("privileged_accounts = ['t0-*', 'CORP\\da-*']"),
};

pub(crate) const SERVICE: Setting = Setting {
    key: "service_accounts",
    flag: None,
    help: "Accounts that no person types the password of, by name with * wildcards; on top of the built-in prefixes such as \
           svc-.",
    example: Some("service_accounts = ['app-*']"),
};

pub(crate) const FAMILY: Setting = Setting {
    key: "account_family",
    flag: Some("--account-pattern"),
    help: "UsernamePattern of the analytic: accounts that belong together, on top of the built-in families (administrator \
           names, numbered names, look-alikes, variants of one person's name).",
    example: Some("[[account_family]]\nname = 'plant operators'\naccounts = ['op-*', 'operator*']"),
};

pub(crate) const ALLOW: Setting = Setting {
    key: "allow",
    flag: Some("--allow-account, --allow-address, --allow-host"),
    help: "What is not to be told. All fields of an entry must match every account, source or host of an incident; what \
           it hides is counted and shown as hidden. An incident with a compromised account is always told. From `expires` on \
           (event time; a date or a time with its zone) it no longer holds.",
    example: Some(
        "[[allow]]\naccount = 'CORP\\svc-legacy'\naddress = '10.1.2.0/24'\nhost = 'app*'\nexpires = \
         '2024-06-30'\nreason = 'replaced in June, ticket 4711'",
    ),
};

pub(crate) const SCANNER: Setting = Setting {
    key: "approved_scanner",
    flag: Some("--scanner"),
    help: "Scanners that may fail logons. `name` is the computer's own name, for records that state no address, such as a \
           domain controller's; `name`, `from` and `until` are optional.",
    example: Some(
        "[[approved_scanner]]\naddress = '10.9.9.9'\nname = 'SCAN01'\nfrom = '2024-03-01T00:00:00Z'\nuntil = \
         '2024-04-01T00:00:00Z'\nreason = 'quarterly scan, approved by the CISO'",
    ),
};

pub(crate) const SHARED: Setting = Setting {
    key: "shared_source",
    flag: Some("--shared"),
    help: "Addresses that many people share, such as a VPN, NAT, Citrix or mail front end.",
    example: Some("[[shared_source]]\naddress = '192.0.2.10'\nwhat = 'VPN'"),
};

/// Every setting, in the order of the sample: tables last, as TOML demands.
pub(crate) const ALL: &[Setting] = &[
    WINDOW,
    SOURCE_THRESHOLD,
    FAILURE_FLOOR,
    MINIMUM_SEVERITY,
    SINCE,
    UNTIL,
    LOCKOUT_THRESHOLD,
    THREADS,
    PLAYBOOK,
    PRIVILEGED,
    SERVICE,
    FAMILY,
    ALLOW,
    SCANNER,
    SHARED,
];
