//! Next steps, in order: verify, then contain (only where the verdict carries it), then mend and tell.

use crate::class::Class;
use crate::compromise::Found;
use crate::features::Features;
use crate::judge::Judgement;
use doorknob_event::activity::Directory;
use doorknob_event::incident::Verdict;

/// Steps for one incident.
pub(crate) fn next_steps(
    judgement: &Judgement,
    f: &Features,
    found: &[Found],
    target: &str,
    source: &str,
    directory: &Directory,
) -> Vec<String> {
    let mut steps = Vec::new();
    match judgement.verdict {
        Verdict::Attack => attack_steps(judgement.class, f, found, target, source, directory, &mut steps),
        Verdict::Undetermined => undetermined_steps(f, target, source, &mut steps),
        _ => harmless_steps(judgement.class, target, source, &mut steps),
    }
    steps
}

fn attack_steps(
    class: Class,
    f: &Features,
    found: &[Found],
    target: &str,
    source: &str,
    directory: &Directory,
    steps: &mut Vec<String>,
) {
    let names = |success: bool| {
        let names: Vec<String> = found
            .iter()
            .filter(|found| found.proof.is_success() == success)
            .take(5)
            .map(|found| crate::words::account_name(found.account, directory))
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
    if f.public_share > 0.5 {
        steps.push(format!("Block {source} at the edge, and ask why this logon path is open to the internet; put it behind a VPN with a second factor."));
    } else if f.shared_share > 0.5 {
        steps.push(format!("Do not block {source}: many users share it. Ask its owner (VPN, NAT, proxy) who had the session at these times."));
    } else if f.sources_unnamed == f.sources {
        steps.push("The source is not in these logs: look at firewall, RD Gateway, IIS or sshd logs of the host at these times, and collect RdpCoreTS/Operational.".into());
    } else {
        steps.push(format!("Isolate {source} once its owner and purpose are checked: a machine inside that guesses is compromised or a test."));
    }
    match class {
        Class::Spraying | Class::DistributedSpraying | Class::Stuffing => steps.push(
            "Look for successes of the same sources on accounts that are not listed here, and force a change where the sprayed password is allowed (banned-password list).".into(),
        ),
        Class::Enumeration => steps.push("Expect guessing against the names that exist; watch them for the next days.".into()),
        _ => steps.push(format!("Check with the owner of {target} whether any of this was theirs, over another channel than mail.")),
    }
    if f.lockouts > 0 {
        steps.push(
            "Accounts were locked out: unlock after the source is stopped, else they lock again.".into(),
        );
    }
}

fn undetermined_steps(f: &Features, target: &str, source: &str, steps: &mut Vec<String>) {
    steps.push(format!(
        "Ask the owner of {target} whether the failures were theirs (new device, changed password)."
    ));
    steps.push(format!("Look up {source}: asset list, DHCP, VPN sessions at these times. Known and theirs: harmless; unknown: treat as an attack."));
    if f.sources_unnamed > 0 {
        steps.push("Collect RdpCoreTS/Operational, OpenSSH/Operational and the domain controllers' Security logs for the same time: they would name the source.".into());
    }
    steps.push("No containment yet: the evidence does not carry it.".into());
}

fn harmless_steps(class: Class, target: &str, source: &str, steps: &mut Vec<String>) {
    let text = match class {
        Class::StaleService => format!("On {source}: find the service or scheduled task that runs as {target} (services.msc, taskschd.msc, or `Get-CimInstance Win32_Service | ? StartName -match ...`) and set the present password; better, use a group managed service account."),
        Class::StaleDevice => format!("Ask the owner of {target} for phones, mapped drives and saved credentials (`cmdkey /list`, Credential Manager) on {source}; update or remove the old password."),
        Class::DisabledAccount => format!("{target} is disabled, expired or gone: find what still uses it on {source} and remove or re-point it."),
        Class::BrokenTrust => format!("Repair the secure channel of {target} (`Test-ComputerSecureChannel -Repair`, or rejoin), and look for a cloned image or a restored snapshot."),
        Class::WrongApplication => format!("On {source}: correct the credential of the application that uses {target}. If nobody knows such an application, treat it as an attack."),
        Class::Forgotten => format!("Help the owner of {target} to a new password; no further action."),
        Class::Mistyped => format!("None, unless the owner of {target} says it was not them."),
        Class::Expired => format!("Tell the owner of {target} how to change an expired password from where they work."),
        Class::SharedAddress => format!("None. If {source} is not yet known as shared, add it to `shared_source`."),
        Class::Scanner => "None while the approval stands.".into(),
        Class::Infrastructure => "Check domain controllers, time and trusts at these times (System log: Netlogon, Kerberos, W32Time).".into(),
        _ => "None.".into(),
    };
    steps.push(text);
}
