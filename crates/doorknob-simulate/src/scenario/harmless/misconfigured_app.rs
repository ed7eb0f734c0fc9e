//! An application was set up with a wrong password: a service account that has never worked from there,
//! at a constant rate.

use super::super::Scenario;
use super::super::brief::{Door, Range, Shape};
use super::super::draft::Draft;
use crate::behaviour::Secret;
use crate::people::client_of;
use crate::site::{LockoutPolicy, Role};
use crate::truth::{Kind, Verdict};

pub(in crate::scenario) const SCENARIO: Scenario = Scenario {
    name: "misconfigured-app",
    kind: Kind::Harmless,
    about: "An application uses a wrong password, steadily, since it was set up",
    shape: Shape {
        size: Range::new(120.0, 60.0, 1500.0),
        size_means: "tries",
        pace_seconds: Range::new(30.0, 5.0, 300.0),
        doors: &[Door::Ldap, Door::Smb],
        account: None,
        persons: 6,
        lockout: LockoutPolicy::NONE,
    },
    plan,
};

fn plan(draft: &mut Draft<'_>) {
    let machine = draft.host_of(Role::ApplicationServer);
    let episode = draft.nuisance(Verdict::Misconfiguration, &[Verdict::Undetermined], Some(machine));
    let name = draft.brief.account.clone().unwrap_or_else(|| {
        let stem =
            *draft.random.pick(&["svc-crm", "svc-wiki", "svc-print", "svc-monitor", "ldapbind", "svc-erp"]);
        format!("{stem}{}", draft.random.within(1, 99))
    });
    let account = draft.site.add_account(&name);
    draft.reserved.insert(account);
    let who = draft.site.who(account);
    let client = client_of(draft.site, machine);
    // Programs keep time better than people or networks.
    let mut at = draft.brief.start;
    for _ in 0..draft.brief.size {
        draft.attempt(at, episode, who.clone(), Secret::Wrong, client.clone());
        at += draft.brief.gap + draft.random.within(-draft.brief.gap / 50, draft.brief.gap / 50);
    }
}
