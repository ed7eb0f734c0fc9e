//! Many users behind one address work as usual: successes, and the slips that go with them.

use std::net::IpAddr;

use super::super::Scenario;
use super::super::brief::{Door, Range, Shape};
use super::super::draft::Draft;
use crate::behaviour::{Client, Path, Secret};
use crate::event::Text;
use crate::people::slip;
use crate::site::{AccountId, LockoutPolicy, Role};
use crate::time::{DAY, HOUR};
use crate::truth::{EpisodeId, Kind, Verdict};

pub(in crate::scenario) const SCENARIO: Scenario = Scenario {
    name: "shared-egress",
    kind: Kind::Harmless,
    about: "Many users behind one address, with their ordinary slips",
    shape: Shape {
        size: Range::new(20.0, 12.0, 60.0),
        size_means: "users",
        pace_seconds: Range::new(60.0, 20.0, 300.0),
        doors: &[Door::Web],
        account: None,
        persons: 24,
        lockout: LockoutPolicy::NONE,
    },
    plan,
};

fn plan(draft: &mut Draft<'_>) {
    let episode = draft.nuisance(Verdict::UserError, &[Verdict::Undetermined], None);
    let shared = draft.brief.source.unwrap_or_else(|| draft.addresses.public());
    let users = draft.many(draft.brief.size as usize);
    for days in [1, 0] {
        for &account in &users {
            share_day(draft, account, shared, draft.brief.start - days * DAY, (days == 0).then_some(episode));
        }
    }
}

/// Ordinary life behind a new shared address, the day before and the day of the brief. Gives the
/// address.
pub(in crate::scenario) fn shared_egress_life(draft: &mut Draft<'_>, users: usize) -> IpAddr {
    let shared = draft.brief.source.take().unwrap_or_else(|| draft.addresses.public());
    for account in draft.many(users) {
        for days in [1, 0] {
            share_day(draft, account, shared, draft.brief.start - days * DAY, None);
        }
    }
    shared
}

/// A day of one user behind the address, around the time of day of `at`: a few logons to web
/// mail, one in ten after a slip.
fn share_day(
    draft: &mut Draft<'_>,
    account: AccountId,
    address: IpAddr,
    at: i64,
    episode: Option<EpisodeId>,
) {
    let who = draft.site.who(account);
    let client = Client { address, workstation: Text::from("") };
    let host = draft.brief.host.unwrap_or_else(|| draft.site.host_of(Role::Mail));
    let way = (Path::Web { front_end: None }, host);
    for _ in 0..draft.random.within(1, 3) {
        let mut at = (at + draft.random.within(-3 * HOUR, 4 * HOUR)).max(draft.brief.logs_begin);
        if draft.random.chance(0.15) {
            let slip = slip(&mut draft.random, 6);
            for wrong in slip.wrong {
                draft.attempt_by(
                    at + wrong,
                    episode,
                    who.clone(),
                    Secret::Wrong,
                    client.clone(),
                    way.clone(),
                );
            }
            at += slip.right;
        }
        draft.attempt_by(at, None, who.clone(), Secret::Right, client.clone(), way.clone());
    }
}
