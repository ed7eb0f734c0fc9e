//! The acts of a world in time order: the episodes, and ordinary life planned day by day.

use crate::behaviour::Planned;
use crate::people::{People, plan_day, plan_service_day};
use crate::random::Random;
use crate::site::Site;
use crate::time::DAY;

/// Gives acts in time order, holding one day of ordinary life at a time.
///
/// A person's day is drawn from a stream of the seed that only this person and day use, so it is
/// the same whatever else happens in the world.
pub(super) struct Days {
    /// Names and addresses as they were at the beginning; plans do not look at states.
    site: Site,
    people: People,
    scheduled: std::iter::Peekable<std::vec::IntoIter<Planned>>,
    today: std::iter::Peekable<std::vec::IntoIter<Planned>>,
    /// Acts of the days before that reach past their midnight.
    overhang: Vec<Planned>,
    next_day: i64,
    start: i64,
    end: i64,
    seed: u64,
}

impl Days {
    pub(super) fn new(
        site: Site,
        people: People,
        scheduled: Vec<Planned>,
        (start, end): (i64, i64),
        seed: u64,
    ) -> Self {
        Days {
            site,
            people,
            scheduled: scheduled.into_iter().peekable(),
            today: Vec::new().into_iter().peekable(),
            overhang: Vec::new(),
            next_day: start,
            start,
            end,
            seed,
        }
    }

    /// Plans the next day; false when there is none.
    fn plan_next_day(&mut self) -> bool {
        if self.next_day >= self.end {
            return false;
        }
        let day = self.next_day;
        self.next_day += DAY;
        let number = ((day - self.start) / DAY).unsigned_abs() + 1;
        let mut plan = std::mem::take(&mut self.overhang);
        for (index, person) in (0_u64..).zip(&self.people.persons) {
            let mut random = Random::new(self.seed, number << 32 | index);
            plan_day(&self.site, &self.people, person, day, &mut random, &mut plan);
        }
        for (index, job) in (0_u64..).zip(&self.people.jobs) {
            let mut random = Random::new(self.seed, number << 32 | 1 << 31 | index);
            plan_service_day(&self.site, job, day, &mut random, &mut plan);
        }
        let (start, end, midnight) = (self.start, self.end, self.next_day);
        plan.retain(|planned| (start..end).contains(&planned.at));
        plan.sort_by_key(|planned| planned.at);
        let tomorrow = plan.partition_point(|planned| planned.at < midnight);
        self.overhang = plan.split_off(tomorrow);
        self.today = plan.into_iter().peekable();
        true
    }
}

impl Iterator for Days {
    type Item = Planned;

    fn next(&mut self) -> Option<Planned> {
        loop {
            let scheduled = self.scheduled.peek().map(|planned| planned.at);
            match (self.today.peek().map(|planned| planned.at), scheduled) {
                (Some(life), Some(episode)) if episode < life => return self.scheduled.next(),
                (Some(_), _) => return self.today.next(),
                // An act of an episode waits until its day is planned.
                (None, Some(episode)) if episode < self.next_day => return self.scheduled.next(),
                (None, _) => {
                    if !self.plan_next_day() {
                        return self.scheduled.next();
                    }
                }
            }
        }
    }
}

impl std::fmt::Debug for Days {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Days").field("next_day", &self.next_day).finish_non_exhaustive()
    }
}
