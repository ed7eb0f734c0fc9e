//! Labelled enterprises of any size: people at work, and attacks and nuisances among them.
//!
//! A world is drawn from its seed: naming convention, number of servers, lockout policy, shared
//! addresses, who has a phone, and then every attack and nuisance with its time, size, pace and
//! door, from the ranges of its scenario. Ordinary life is planned a day at a time while the
//! records stream out, so memory holds the site, one day of plans and the truth.

mod days;
mod enterprise;
mod schedule;

use std::net::IpAddr;

use crate::behaviour::Simulation;
use crate::event::SimulatedEvent;
use crate::random::Random;
use crate::site::{LockoutPolicy, Site, Telemetry};
use crate::time::{DAY, utc};
use crate::truth::{Truth, TruthBook};
use days::Days;

/// What a world is made of.
#[derive(Debug, Clone, PartialEq)]
pub struct WorldParameters {
    /// Seed of everything.
    pub seed: u64,
    /// Persons.
    pub users: u32,
    /// Days.
    pub days: u32,
    /// First midnight, 100 ns since 1970. A Monday by default.
    pub start: i64,
    /// Days without any episode at the beginning, in which familiarity can be learned.
    pub quiet_days: u32,
    /// Attacks; their kinds take turns. By default each kind once in ten days.
    pub attacks: Option<u32>,
    /// Nuisances; their kinds take turns. By default 40 in a world of 600 persons and ten days,
    /// and with the square root of persons times days for others: nuisances come from services
    /// and devices, which large sites have fewer of per head and look after better.
    pub nuisances: Option<u32>,
    /// Attackers who know how detectors work, instead of the usual ones.
    pub evasive: bool,
    /// Lockout policy; drawn where none is given.
    pub lockout: Option<LockoutPolicy>,
    /// What is collected, and how well.
    pub telemetry: Telemetry,
    /// Clocks of machines are off by up to this many seconds either way. A domain's clocks keep
    /// within a second or so of each other.
    pub clock_skew_seconds: u32,
}

impl Default for WorldParameters {
    fn default() -> Self {
        WorldParameters {
            seed: 1,
            users: 600,
            days: 10,
            start: utc(2026, 3, 2, 0, 0),
            quiet_days: 2,
            attacks: None,
            nuisances: None,
            evasive: false,
            lockout: None,
            telemetry: Telemetry::default(),
            clock_skew_seconds: 1,
        }
    }
}

/// A world whose records stream out as it is iterated.
#[derive(Debug)]
pub struct World {
    simulation: Simulation<Days>,
    seed: u64,
    events: u64,
}

impl World {
    /// Draws a world. At least ten persons and one day are made, whatever is asked.
    #[must_use]
    pub fn new(parameters: &WorldParameters) -> Self {
        let parameters = WorldParameters {
            users: parameters.users.max(10),
            days: parameters.days.max(1),
            ..parameters.clone()
        };
        let mut random = Random::new(parameters.seed, 0);
        let (mut site, mut people) = enterprise::draw(&parameters, &mut random);
        let mut book = TruthBook::new();
        let scheduled = schedule::draw(&parameters, &mut site, &mut people, &mut book, &mut random);
        let end = parameters.start + i64::from(parameters.days) * DAY;
        let days = Days::new(site.clone(), people, scheduled, (parameters.start, end), parameters.seed);
        World {
            simulation: Simulation::new(site, days, book, parameters.seed),
            seed: parameters.seed,
            events: 0,
        }
    }

    /// The site in its present state.
    #[must_use]
    pub fn site(&self) -> &Site {
        self.simulation.site()
    }

    /// The truth; complete once the iterator has ended.
    #[must_use]
    pub fn into_truth(self) -> Truth {
        let (site, book) = self.simulation.into_parts();
        book.finish("world", self.seed, &site, self.events)
    }
}

impl Iterator for World {
    type Item = SimulatedEvent;

    fn next(&mut self) -> Option<SimulatedEvent> {
        let event = self.simulation.next()?;
        self.events += 1;
        Some(event)
    }
}

/// An address that many people share, and the share of persons and of their days behind it.
struct SharedAddress {
    address: IpAddr,
    persons: f64,
    away: f64,
}
