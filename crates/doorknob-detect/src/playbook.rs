//! Next steps, in order: verify, then contain (only where the verdict carries it), then mend and tell.

use crate::class::Class;
use crate::compromise::Found;
use crate::features::Features;
use crate::incident::PresentedBy;
use crate::judge::Judgement;
use crate::words::{account_name, clock_span, counted, file_name};
use doorknob_event::activity::Directory;
use doorknob_event::incident::{AccountEntry, SourceEntry, Verdict};
use doorknob_event::settings::Settings;

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

/// Steps for one incident.
pub(crate) fn next_steps(case: &Case<'_>) -> Vec<String> {
    let mut steps = Vec::new();
    match case.judgement.verdict {
        Verdict::Attack => attack_steps(case, &mut steps),
        Verdict::Undetermined => undetermined_steps(case, &mut steps),
        _ => steps.push(harmless_step(case)),
    }
    steps
}

fn attack_steps(case: &Case<'_>, steps: &mut Vec<String>) {
    let names = |success: bool| {
        let names: Vec<String> = case
            .found
            .iter()
            .filter(|found| found.proof.is_success() == success)
            .take(5)
            .map(|found| account_name(found.account, case.directory))
            .collect();
        names.join(", ")
    };
    let (in_by, known) = (names(true), names(false));
    if !in_by.is_empty() {
        steps.push(format!("Now: disable {in_by} or reset the password twice, and end its sessions and Kerberos tickets (this logs the owner off)."));
        steps.push(format!("Find out what {in_by} did after the success: 4624/4648/4672 and process starts on every host that it reached."));
    }
    if !known.is_empty() {
        steps.push(format!("Treat the password of {known} as known to the attacker: reset it before the account is unblocked."));
    }
    contain(case, steps);
    match case.judgement.class {
        Class::Spraying | Class::DistributedSpraying | Class::Stuffing => steps.push(
            "Look for successes of the same sources on accounts that are not listed here, and force a change where the sprayed password is allowed (banned-password list).".into(),
        ),
        Class::Enumeration => steps.push("Expect guessing against the names that exist; watch them for the next days.".into()),
        _ => steps.push(match Owner::of(case) {
            Owner::Nobody => format!("No account of {} exists, so none of these tries could succeed: look whether the same {} tried names that do.", if case.accounts.len() == 1 { "that name" } else { "these names" }, if case.sources.len() == 1 { "source" } else { "sources" }),
            owner => format!("Check with {} whether any of this was theirs, over another channel than mail.", owner.text(case)),
        }),
    }
    if case.features.lockouts > 0 {
        steps.push(
            "Accounts were locked out: unlock after the source is stopped, else they lock again.".into(),
        );
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

/// One step for each kind of source that made a tenth of the tries, or most of them; shared ones always, for they must not
/// be blocked along with the others.
fn contain(case: &Case<'_>, steps: &mut Vec<String>) {
    if case.features.counts.explicit > 0 {
        let (who, place) = (case.presented.who(), case.presented.place());
        let it = if case.presented.subjects.len() == 1 { "the account" } else { "the accounts" };
        steps.push(format!("Find on {place} what presented these credentials in the session of {who} (4648 names the process; 4688, 4624), end the session, and treat {it} as taken over until that is explained."));
    }
    if case.features.explicit_only {
        return;
    }
    let tries = |source: &SourceEntry| source.tries().max(1);
    let total: u64 = case.sources.iter().map(tries).sum();
    let kinds = [Reach::Shared, Reach::Public, Reach::Inside, Reach::Program, Reach::Unknown];
    let groups = kinds.map(|kind| {
        let members: Vec<&SourceEntry> = case.sources.iter().filter(|source| reach(source) == kind).collect();
        let made: u64 = members.iter().map(|source| tries(source)).sum();
        (kind, members, made)
    });
    let most = groups.iter().map(|(_, _, made)| *made).max().unwrap_or(0);
    for (kind, members, made) in &groups {
        if members.is_empty() || !(*kind == Reach::Shared || made * 10 >= total || *made == most) {
            continue;
        }
        steps.push(containment(*kind, members, case));
    }
}

fn containment(kind: Reach, members: &[&SourceEntry], case: &Case<'_>) -> String {
    let name = named(members);
    let one = members.len() == 1;
    match kind {
        Reach::Shared => {
            let when = clock_span(case.features.first, case.features.last);
            let logs = match what_is_shared(members, case.settings) {
                Some(what) => format!("the log of the {what}"),
                None => "its own log (VPN, NAT, proxy, terminal server or mail front end)".into(),
            };
            format!("Do not block {name}: many users share {}. Find in {logs} who was behind it {when}, and contain that session or user.", if one { "it" } else { "them" })
        }
        Reach::Public => format!("Block {name} at the edge, and ask why this logon path is open to the internet; put it behind a VPN with a second factor."),
        Reach::Inside if one => format!("Isolate {name} once its owner and purpose are checked: a machine inside that guesses is compromised or a test."),
        Reach::Inside => format!("Isolate {name} once their owners and purposes are checked: machines inside that guess are compromised or a test."),
        Reach::Program => format!("Find out who started {name}, in whose session (4688, 4624), and contain that; a service that takes logons from the network (sshd, IIS, SQL Server) has the client's address in its own log."),
        Reach::Unknown => "The source is not in these logs: look at firewall, RD Gateway, IIS or sshd logs of the host at these times, and collect RdpCoreTS/Operational.".into(),
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
    match (&source.address, &source.workstation, &source.process) {
        (Some(address), ..) if source.scope.as_deref() != Some("loopback") => address.clone(),
        (None, Some(workstation), _) => format!("workstation {workstation}"),
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

fn undetermined_steps(case: &Case<'_>, steps: &mut Vec<String>) {
    let Case { features: f, target, origin, .. } = case;
    steps.push(match Owner::of(case) {
        Owner::Nobody if f.sources_unnamed == f.sources => {
            format!("{} exist: find out what on the host was told to use {}.", do_not(target, f), it(f))
        }
        Owner::Nobody => {
            format!("{} exist: ask whoever uses {origin} what was told to use {}.", do_not(target, f), it(f))
        }
        owner => format!(
            "Ask {} whether the failures were theirs (new device, changed password).",
            owner.text(case)
        ),
    });
    if f.sources_unnamed < f.sources {
        let them = if f.sources == 1 {
            "Known and theirs: harmless; unknown: treat as an attack."
        } else {
            "Known and the users' own: harmless; unknown: treat as an attack."
        };
        steps.push(format!("Look up {origin}: asset list, DHCP, VPN sessions at these times. {them}"));
    }
    if f.sources_unnamed > 0 {
        steps.push("Collect RdpCoreTS/Operational, OpenSSH/Operational and the domain controllers' Security logs for the same time: they would name the source.".into());
    }
    steps.push("No containment yet: the evidence does not carry it.".into());
}

fn do_not(target: &str, f: &Features) -> String {
    format!("{target} {} not", if f.accounts == 1 { "does" } else { "do" })
}

fn it(f: &Features) -> &'static str {
    if f.accounts == 1 { "it" } else { "them" }
}

fn harmless_step(case: &Case<'_>) -> String {
    let Case { target, origin: source, .. } = case;
    let owner = Owner::of(case).text(case);
    match case.judgement.class {
        Class::StaleService => format!("On {source}: find the service or scheduled task that runs as {target} (services.msc, taskschd.msc, or `Get-CimInstance Win32_Service | ? StartName -match ...`) and set the present password; better, use a group managed service account."),
        Class::StaleDevice => format!("Ask {owner} for phones, mapped drives and saved credentials (`cmdkey /list`, Credential Manager) on {source}; update or remove the old password."),
        Class::DisabledAccount => format!("{target} {} disabled, expired or gone: find what still uses {} on {source} and remove or re-point it.", if case.features.accounts == 1 { "is" } else { "are" }, it(case.features)),
        Class::BrokenTrust => format!("Repair the secure channel of {target} (`Test-ComputerSecureChannel -Repair`, or rejoin), and look for a cloned image or a restored snapshot."),
        Class::WrongApplication => format!("On {source}: correct the credential of the application that uses {target}. If nobody knows such an application, treat it as an attack."),
        Class::Forgotten => format!("Help {owner} to a new password; no further action."),
        Class::Mistyped => match Owner::of(case) {
            Owner::People | Owner::Administrators | Owner::Services => format!("None, unless {owner} say it was not them."),
            Owner::Person | Owner::Nobody => format!("None, unless {owner} says it was not them."),
        },
        Class::Expired => format!("Tell {owner} how to change an expired password from where they work."),
        Class::SharedAddress => format!("None. If {source} is not yet known as shared, add it to `shared_source`."),
        Class::Scanner => "None while the approval stands.".into(),
        Class::Infrastructure => "Check domain controllers, time and trusts at these times (System log: Netlogon, Kerberos, W32Time).".into(),
        _ => "None.".into(),
    }
}
