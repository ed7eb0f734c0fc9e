//! Places attacks and nuisances into a world.

use std::collections::BTreeSet;

use super::WorldParameters;
use crate::behaviour::Planned;
use crate::people::People;
use crate::random::Random;
use crate::scenario::{self, AddressPool, Brief, Door, Draft, Scenario};
use crate::site::Site;
use crate::time::{DAY, HOUR, start_of_day, weekday};
use crate::truth::{Kind, TruthBook};

/// All acts of all episodes, in time order, none of them past the end of the world.
pub(super) fn draw(
    parameters: &WorldParameters,
    site: &mut Site,
    people: &mut People,
    book: &mut TruthBook,
    random: &mut Random,
) -> Vec<Planned> {
    let mut plan = Vec::new();
    let mut addresses = AddressPool::default();
    let mut reserved = BTreeSet::new();
    for scenario in cast(parameters, random) {
        // A fork for each, so that one drawing more does not change the next.
        let mut random = random.fork();
        let brief = brief(scenario, parameters, &mut random);
        let mut draft = Draft {
            site,
            people,
            book,
            plan: &mut plan,
            addresses: &mut addresses,
            reserved: &mut reserved,
            random,
            brief,
        };
        scenario.play(&mut draft);
    }
    let end = parameters.start + i64::from(parameters.days) * DAY;
    plan.retain(|planned| planned.at < end);
    plan.sort_by_key(|planned| planned.at);
    plan
}

/// The scenarios of the world: kinds take turns, in a random order each round.
fn cast(parameters: &WorldParameters, random: &mut Random) -> Vec<&'static Scenario> {
    let attacks: Vec<_> = if parameters.evasive {
        scenario::evasions().iter().collect()
    } else {
        scenario::all().iter().filter(|scenario| scenario.kind == Kind::Attack).collect()
    };
    let harmless: Vec<_> = scenario::all()
        .iter()
        .filter(|scenario| scenario.kind == Kind::Harmless && scenario.name != "quiet")
        .collect();
    let rounds = (parameters.days / 10).max(1) as usize;
    let attack_count = parameters.attacks.map_or(attacks.len() * rounds, |count| count as usize);
    let person_days = f64::from(parameters.users) * f64::from(parameters.days);
    let usual = (40.0 * (person_days / 6_000.0).sqrt()).round() as usize;
    let nuisance_count = parameters.nuisances.map_or(usual, |count| count as usize);
    let mut cast = take_turns(&attacks, attack_count, random);
    cast.extend(take_turns(&harmless, nuisance_count, random));
    cast
}

fn take_turns(kinds: &[&'static Scenario], count: usize, random: &mut Random) -> Vec<&'static Scenario> {
    let mut taken = Vec::with_capacity(count);
    while taken.len() < count {
        let mut round = kinds.to_vec();
        random.shuffle(&mut round);
        round.truncate(count - taken.len());
        taken.extend(round);
    }
    taken
}

/// Draws size, pace, door and start. An episode that would not fit into the days left is shorter.
fn brief(scenario: &'static Scenario, parameters: &WorldParameters, random: &mut Random) -> Brief {
    let shape = &scenario.shape;
    let begin = parameters.start + i64::from(parameters.quiet_days.min(parameters.days - 1)) * DAY;
    let end = parameters.start + i64::from(parameters.days) * DAY;
    let gap = Brief::gap_of(shape.pace_seconds.draw(random));
    let most = ((end - begin) * 3 / 4 / gap).max(1);
    let size = shape.size.draw(random).min(most as f64).max(1.0) as u32;
    let latest = end - (gap.saturating_mul(i64::from(size))).min(end - begin - HOUR);
    let mut start = random.within(begin, latest.max(begin + 1));
    if scenario.name == "monday-morning" {
        // It moves on to the next Monday, which must still be in the world.
        start = random.within(begin, (end - 7 * DAY).max(begin));
    } else if of_people(scenario) {
        start = into_working_hours(start, random).min(end - HOUR);
    }
    let door = if shape.doors.is_empty() { Door::Smb } else { *random.pick(shape.doors) };
    Brief {
        class: scenario.name,
        logs_begin: parameters.start,
        start,
        size,
        gap,
        account: None,
        source: None,
        host: None,
        door,
    }
}

/// Whether a nuisance is made by people at work rather than by machines.
fn of_people(scenario: &Scenario) -> bool {
    matches!(
        scenario.name,
        "mistyped"
            | "forgotten"
            | "expired-password"
            | "shared-egress"
            | "infrastructure-fault"
            | "stale-phone"
    )
}

/// The same or the next working day, between eight and four.
fn into_working_hours(time: i64, random: &mut Random) -> i64 {
    let mut day = start_of_day(time);
    while weekday(day) >= 5 {
        day += DAY;
    }
    day + 8 * HOUR + random.within(0, 8 * HOUR)
}
