//! Harmless shapes, one a file.

pub(super) mod approved_scanner;
pub(super) mod broken_trust;
pub(super) mod expired_password;
pub(super) mod forgotten;
pub(super) mod infrastructure_fault;
pub(super) mod leaver_device;
pub(super) mod misconfigured_app;
pub(super) mod mistyped;
pub(super) mod monday_morning;
pub(super) mod quiet;
pub(super) mod shared_egress;
pub(super) mod stale_mapped_drive;
pub(super) mod stale_phone;
pub(super) mod stale_service;
pub(super) mod stale_task;

pub(super) use shared_egress::shared_egress_life;

use super::Draft;
use crate::behaviour::{Act, Client, Path, Secret};
use crate::people::{ServiceJob, client_of};
use crate::site::{AccountId, HostId, Role, Who};
use crate::time::{DAY, HOUR, MINUTE};
use crate::truth::Verdict;

/// A service account whose password was changed everywhere but where it runs: its machine goes on
/// with the old one at the gap of the brief, until somebody mends it.
fn keep_old_password(draft: &mut Draft<'_>, fits: impl Fn(&Path) -> bool) {
    let job = take_job(draft, fits);
    let old = draft.old_password();
    let episode = draft.nuisance(Verdict::Misconfiguration, &[], Some(job.runs_on));
    let who = draft.site.who(job.account);
    let client = client_of(draft.site, job.runs_on);
    let way = (job.path.clone(), job.host);
    // It worked before.
    for days in 1..=2 {
        let at = (draft.brief.start - days * DAY + MINUTE).max(draft.brief.logs_begin + days * MINUTE);
        draft.attempt_by(at, None, who.clone(), Secret::Right, client.clone(), way.clone());
    }
    let by = draft.administrator();
    let changed = draft.brief.start - draft.brief.gap.min(HOUR) / 2;
    draft.act(changed, Some(episode), Act::PasswordReset { account: job.account, by });
    let times = draft.times(draft.brief.size as usize);
    for &at in &times {
        draft.attempt_by(at, Some(episode), who.clone(), old, client.clone(), way.clone());
    }
    let mended = times.last().copied().unwrap_or(draft.brief.start) + draft.brief.gap;
    draft.attempt_by(mended, Some(episode), who, Secret::Right, client, way);
}

/// A person who gets in by the door of the brief every day.
struct Familiar {
    index: usize,
    account: AccountId,
    who: Who,
    client: Client,
}

/// Takes a person, who got in by the door the day before.
fn familiar_person(draft: &mut Draft<'_>) -> Familiar {
    let index = draft.person();
    let person = draft.people.persons[index].clone();
    let who = draft.site.who(person.account);
    let client = person.client(draft.site);
    let before = draft.day_before();
    let way = draft.door();
    draft.attempt_by(before, None, who.clone(), Secret::Right, client.clone(), way);
    Familiar { index, account: person.account, who, client }
}

/// Takes a service account at work whose path fits, and ends its ordinary work at the start of
/// the episode.
fn take_job(draft: &mut Draft<'_>, fits: impl Fn(&Path) -> bool) -> ServiceJob {
    let named = draft.brief.account.clone();
    let jobs = &draft.people.jobs;
    let mut free: Vec<_> = (0..jobs.len())
        .filter(|&index| fits(&jobs[index].path) && !draft.reserved.contains(&jobs[index].account))
        .collect();
    if free.is_empty() {
        free = (0..jobs.len()).filter(|&index| fits(&jobs[index].path)).collect();
    }
    let index = *draft.random.pick(&free);
    if let Some(name) = named {
        draft.people.jobs[index].account = draft.site.add_account(&name);
    }
    let job = &mut draft.people.jobs[index];
    // The old password is refused from half a gap before the first try on.
    let ends = draft.brief.start - draft.brief.gap.min(HOUR) / 2;
    job.until = Some(job.until.map_or(ends, |until| until.min(ends)));
    draft.reserved.insert(job.account);
    job.clone()
}

/// Takes a person with a phone; one is given to a person who has none. Gives the person's index,
/// the phone, and its way in, which has worked before.
fn take_phone(draft: &mut Draft<'_>) -> (usize, Client, (Path, HostId)) {
    let index = draft.person();
    let address = draft.addresses.public();
    let person = &mut draft.people.persons[index];
    person.phone.get_or_insert(address);
    let account = person.account;
    let fallback = Client { address, workstation: "".into() };
    let client = person.phone_client().unwrap_or(fallback);
    let host = draft.people.mail.unwrap_or_else(|| draft.site.host_of(Role::Mail));
    let way = (Path::Web { front_end: draft.people.front_end }, host);
    let who = draft.site.who(account);
    for _ in 0..3 {
        let at = draft.day_before();
        draft.attempt_by(at, None, who.clone(), Secret::Right, client.clone(), way.clone());
    }
    (index, client, way)
}
