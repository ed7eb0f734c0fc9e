//! What the steps are chosen by, and what the words in their texts stand for.

use crate::compromise::Found;
use crate::features::Features;
use crate::incident::PresentedBy;
use crate::judge::Judgement;
use crate::words::{account_name, clock_span, counted, file_name};
use doorknob_event::activity::Directory;
use doorknob_event::incident::{AccountEntry, SourceEntry};
use doorknob_event::settings::Settings;
use std::collections::{BTreeMap, BTreeSet};

/// What the steps are chosen by.
pub(crate) struct Case<'a> {
    pub(crate) judgement: &'a Judgement,
    pub(crate) features: &'a Features,
    pub(crate) found: &'a [Found],
    /// The accounts and the sources in a few words.
    pub(crate) target: &'a str,
    pub(crate) origin: &'a str,
    /// All of them, most tries first.
    pub(crate) accounts: &'a [AccountEntry],
    pub(crate) sources: &'a [SourceEntry],
    pub(crate) presented: &'a PresentedBy,
    pub(crate) settings: &'a Settings,
    pub(crate) directory: &'a Directory,
}

/// Names told in a sentence; more are counted.
const NAMED: usize = 3;

/// What is known of a case, in the words of a playbook.
#[derive(Clone, Debug, Default)]
pub(super) struct Facts {
    hold: BTreeSet<&'static str>,
    words: BTreeMap<&'static str, String>,
}

impl Facts {
    /// Conditions that a step may have.
    pub(super) const CONDITIONS: [&'static str; 19] = [
        "got_in",
        "password_known",
        "lockouts",
        "presented",
        "one_account",
        "one_source",
        "source_named",
        "source_unnamed",
        "from_shared",
        "from_public",
        "from_inside",
        "from_one_inside",
        "from_program",
        "from_unknown",
        "nobody_s",
        "administrators_",
        "services_",
        "person_s",
        "people_s",
    ];

    /// Words that a text may hold in braces.
    pub(super) const WORDS: [&'static str; 21] = [
        "target",
        "origin",
        "owner",
        "say",
        "got_in",
        "known",
        "shared",
        "public",
        "inside",
        "program",
        "shared_log",
        "them_shared",
        "clock",
        "presenter",
        "presented_on",
        "its_account",
        "these_names",
        "these_sources",
        "do",
        "be",
        "it",
    ];

    pub(super) fn holds(&self, condition: &str) -> bool {
        self.hold.contains(condition)
    }

    pub(super) fn word(&self, word: &str) -> &str {
        self.words.get(word).map(String::as_str).unwrap_or_default()
    }
}

impl Case<'_> {
    /// What is known of it.
    pub(super) fn facts(&self) -> Facts {
        let mut facts = Facts::default();
        let f = self.features;
        let (got_in, known) = (self.proved(true), self.proved(false));
        let owner = Owner::of(self);
        let conditions = [
            ("got_in", !got_in.is_empty()),
            ("password_known", !known.is_empty()),
            ("lockouts", f.lockouts > 0),
            ("presented", f.counts.explicit > 0),
            ("one_account", f.accounts == 1),
            ("one_source", f.sources == 1),
            ("source_named", f.sources_unnamed < f.sources),
            ("source_unnamed", f.sources_unnamed > 0),
            ("nobody_s", owner == Owner::Nobody),
            ("administrators_", owner == Owner::Administrators),
            ("services_", owner == Owner::Services),
            ("person_s", owner == Owner::Person),
            ("people_s", owner == Owner::People),
        ];
        facts.hold.extend(conditions.into_iter().filter(|(_, holds)| *holds).map(|(name, _)| name));
        let one_or =
            |one: bool, this: &str, these: &str| if one { this.to_owned() } else { these.to_owned() };
        facts.words.extend([
            ("target", self.target.to_owned()),
            ("origin", self.origin.to_owned()),
            ("owner", owner.text(self)),
            ("say", one_or(matches!(owner, Owner::Person | Owner::Nobody), "says", "say")),
            ("got_in", got_in),
            ("known", known),
            ("clock", clock_span(f.first, f.last)),
            ("presenter", self.presented.who()),
            ("presented_on", self.presented.place()),
            ("its_account", one_or(self.presented.subjects.len() == 1, "the account", "the accounts")),
            ("these_names", one_or(self.accounts.len() == 1, "that name", "these names")),
            ("these_sources", one_or(self.sources.len() == 1, "source", "sources")),
            ("do", one_or(f.accounts == 1, "does", "do")),
            ("be", one_or(f.accounts == 1, "is", "are")),
            ("it", one_or(f.accounts == 1, "it", "them")),
        ]);
        self.reached(&mut facts);
        facts
    }

    /// Accounts that the attacker knows: logged on as, or kept from it.
    fn proved(&self, success: bool) -> String {
        let found = self.found.iter().filter(|found| found.proof.is_success() == success);
        let names: Vec<String> =
            found.take(5).map(|found| account_name(found.account, self.directory)).collect();
        names.join(", ")
    }

    /// Kinds of source that made a tenth of the tries, or most of them; shared ones always, for they must not be blocked
    /// along with the others.
    fn reached(&self, facts: &mut Facts) {
        // Credentials that are only presented come from a session inside: the step about it says all.
        if self.features.explicit_only {
            return;
        }
        let tries = |source: &SourceEntry| source.tries().max(1);
        let total: u64 = self.sources.iter().map(tries).sum();
        let kinds = [Reach::Shared, Reach::Public, Reach::Inside, Reach::Program, Reach::Unknown];
        let groups = kinds.map(|kind| {
            let members: Vec<&SourceEntry> =
                self.sources.iter().filter(|source| reach(source) == kind).collect();
            let made: u64 = members.iter().map(|source| tries(source)).sum();
            (kind, members, made)
        });
        let most = groups.iter().map(|(_, _, made)| *made).max().unwrap_or(0);
        for (kind, members, made) in &groups {
            if members.is_empty() || !(*kind == Reach::Shared || made * 10 >= total || *made == most) {
                continue;
            }
            let (condition, word) = kind.names();
            facts.hold.insert(condition);
            facts.words.insert(word, named(members));
            match kind {
                Reach::Shared => {
                    let log = match what_is_shared(members, self.settings) {
                        Some(what) => format!("the log of the {what}"),
                        None => "its own log (VPN, NAT, proxy, terminal server or mail front end)".into(),
                    };
                    let them = if members.len() == 1 { "it" } else { "them" };
                    facts.words.extend([("shared_log", log), ("them_shared", them.to_owned())]);
                }
                Reach::Inside if members.len() == 1 => {
                    facts.hold.insert("from_one_inside");
                }
                _ => {}
            }
        }
    }
}

/// Where a source can be stopped, and so by whom.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
enum Reach {
    /// Many people's: stopping it stops them all.
    Shared,
    /// Outside.
    Public,
    /// A machine of ours.
    Inside,
    /// A program on the host that was tried.
    Program,
    /// Not in these logs.
    Unknown,
}

impl Reach {
    /// Its condition, and the word that names its sources.
    fn names(self) -> (&'static str, &'static str) {
        match self {
            Reach::Shared => ("from_shared", "shared"),
            Reach::Public => ("from_public", "public"),
            Reach::Inside => ("from_inside", "inside"),
            Reach::Program => ("from_program", "program"),
            Reach::Unknown => ("from_unknown", "unknown"),
        }
    }
}

fn reach(source: &SourceEntry) -> Reach {
    match source.scope.as_deref() {
        _ if source.shared => Reach::Shared,
        Some("public") => Reach::Public,
        Some("loopback") => Reach::Program,
        None if source.kind == "process" => Reach::Program,
        None if source.kind == "unknown" => Reach::Unknown,
        _ => Reach::Inside,
    }
}

/// What the user says the first shared one is.
fn what_is_shared<'a>(members: &[&SourceEntry], settings: &'a Settings) -> Option<&'a str> {
    let address = members.first()?.address.as_ref()?.parse().ok()?;
    settings
        .shared_source
        .iter()
        .find(|shared| shared.address.contains(address))
        .map(|shared| shared.what.as_str())
}

/// `203.0.113.7 and 203.0.113.8`; more than a few are counted, and it is said where they are listed.
fn named(members: &[&SourceEntry]) -> String {
    let mut names: Vec<String> = members.iter().take(NAMED).map(|source| source_text(source)).collect();
    match members.len() {
        0 | 1 => names.concat(),
        2..=NAMED => {
            let last = names.pop().unwrap_or_default();
            format!("{} and {last}", names.join(", "))
        }
        many => {
            format!("the {} (all of them are in --format json)", counted(many as u64, "source", "sources"))
        }
    }
}

/// The shortest thing that names it.
fn source_text(source: &SourceEntry) -> String {
    let host = source.host.as_deref().map(|host| format!(" on {host}")).unwrap_or_default();
    let itself = source.scope.as_deref() == Some("loopback");
    let program = source.kind == "process";
    match (&source.address, &source.workstation, &source.process) {
        (Some(address), ..) if !itself => address.clone(),
        (None, Some(workstation), _) if !itself && !program => format!("workstation {workstation}"),
        (_, _, Some(process)) if source.kind != "unknown" => format!("{}{host}", file_name(process)),
        _ => format!("the program{host}"),
    }
}

/// Whom to ask.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Owner {
    /// None of the accounts exists.
    Nobody,
    /// Accounts that several people use.
    Administrators,
    /// Accounts of programs.
    Services,
    Person,
    People,
}

impl Owner {
    fn of(case: &Case<'_>) -> Owner {
        let f = case.features;
        if f.accounts > 0 && f.accounts_unknown == f.accounts {
            Owner::Nobody
        } else if f.administrator_share > 0.5 {
            Owner::Administrators
        } else if f.service_share > 0.5 {
            Owner::Services
        } else if f.accounts == 1 || f.main_account.is_some() {
            Owner::Person
        } else {
            Owner::People
        }
    }

    fn text(self, case: &Case<'_>) -> String {
        let Case { target, origin, features: f, .. } = case;
        let the = if f.accounts == 1 || f.main_account.is_some() { "" } else { "the " };
        match self {
            Owner::Nobody => format!("whoever uses {origin}"),
            Owner::Administrators => format!("those who use {the}{target}"),
            Owner::Services => format!("those who run what logs on as {the}{target}"),
            Owner::Person => format!("the owner of {target}"),
            Owner::People => format!("the owners of {the}{target}"),
        }
    }
}
