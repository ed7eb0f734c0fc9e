//! Plays planned acts in time order and gives the records of all machines, in time order.

use super::journal::Journal;
use super::stage::{Stage, TicketCache};
use super::{Act, Answer, Attempt, Path, Planned};
use crate::event::SimulatedEvent;
use crate::random::Random;
use crate::site::Site;
use crate::truth::{EpisodeId, TruthBook};

/// What became of an attempt, for the truth.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Outcome {
    /// When it was made.
    pub at: i64,
    /// How it was answered.
    pub answer: Answer,
}

/// A site with its planned acts being played. Iterating gives the records as they are delivered:
/// by true time, except for late and second deliveries, and with the clock of each machine.
///
/// Memory holds the site, the records of the last seconds, and the truth.
pub struct Simulation<P> {
    site: Site,
    plan: P,
    journal: Journal,
    random: Random,
    tickets: TicketCache,
    truth: TruthBook,
    /// Records before this time are complete.
    horizon: i64,
    upcoming: Option<Planned>,
    started: bool,
}

impl<P: Iterator<Item = Planned>> Simulation<P> {
    /// Starts with a plan that is in time order. `truth` knows the episodes that it names.
    pub fn new(site: Site, plan: P, truth: TruthBook, seed: u64) -> Self {
        Simulation {
            site,
            plan,
            journal: Journal::new(Random::new(seed, u64::MAX - 2)),
            random: Random::new(seed, u64::MAX - 1),
            tickets: TicketCache::default(),
            truth,
            horizon: i64::MIN,
            upcoming: None,
            started: false,
        }
    }

    /// The site in its present state, and the truth about the records that were given so far;
    /// complete once the iterator has ended.
    #[must_use]
    pub fn into_parts(self) -> (Site, TruthBook) {
        (self.site, self.truth)
    }

    /// The site in its present state.
    #[must_use]
    pub fn site(&self) -> &Site {
        &self.site
    }

    fn play(&mut self, planned: Planned) {
        let mut stage = Stage {
            site: &mut self.site,
            journal: &mut self.journal,
            random: &mut self.random,
            tickets: &mut self.tickets,
            episode: planned.episode,
            now: planned.at,
        };
        match &planned.act {
            Act::Attempt(attempt) => {
                let answer = stage.play_attempt(attempt);
                if let Some(episode) = planned.episode {
                    self.note(episode, attempt, Outcome { at: planned.at, answer });
                }
            }
            act => stage.play_administration(act),
        }
    }

    fn note(&mut self, episode: EpisodeId, attempt: &Attempt, outcome: Outcome) {
        self.truth.note_attempt(episode, &self.site, attempt, outcome);
    }
}

impl Stage<'_> {
    fn play_attempt(&mut self, attempt: &Attempt) -> Answer {
        match attempt.path {
            Path::Ntlm => self.play_ntlm(attempt),
            Path::Kerberos => self.play_kerberos(attempt),
            Path::RemoteDesktop { .. } => self.play_remote_desktop(attempt),
            Path::RemoteDesktopClassic => self.play_remote_desktop_classic(attempt),
            Path::Console => self.play_console(attempt, 2),
            Path::Unlock => self.play_console(attempt, 7),
            Path::Web { front_end } => self.play_web(attempt, front_end),
            Path::Ssh => self.play_ssh(attempt),
            Path::Service(service) => self.play_service(attempt, service),
            Path::Task => self.play_task(attempt),
            Path::LdapBind => self.play_ldap_bind(attempt),
            Path::SqlLogin(known) => self.play_sql(attempt, known),
            Path::Vpn => self.play_vpn(attempt),
            Path::RemoteAccess => self.play_remote_access(attempt),
            Path::Gateway => self.play_gateway(attempt),
            Path::Process(program) => self.play_process(attempt, program),
        }
    }
}

impl<P: Iterator<Item = Planned>> Iterator for Simulation<P> {
    type Item = SimulatedEvent;

    fn next(&mut self) -> Option<SimulatedEvent> {
        if !self.started {
            self.started = true;
            self.upcoming = self.plan.next();
            self.horizon = self.upcoming.as_ref().map_or(i64::MAX, |planned| planned.at);
        }
        loop {
            if let Some(delivered) = self.journal.pop_before(self.horizon, &self.site) {
                if let Some(episode) = delivered.episode.filter(|_| delivered.fresh) {
                    self.truth.note_record(episode, delivered.host, &delivered.event);
                }
                return Some(delivered.event);
            }
            // Nothing waits before the next act, so it can be played: acts write no record
            // earlier than themselves.
            let planned = self.upcoming.take()?;
            self.play(planned);
            self.upcoming = self.plan.next();
            self.horizon = self.upcoming.as_ref().map_or(i64::MAX, |planned| planned.at);
        }
    }
}

impl<P> std::fmt::Debug for Simulation<P> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Simulation").field("horizon", &self.horizon).finish_non_exhaustive()
    }
}
