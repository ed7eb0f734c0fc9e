//! Lockout policies and the grid of them.

use serde::Serialize;

/// One lockout policy, as "Account Lockout Policy" or a password settings object states it.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize)]
pub struct Policy {
    /// Wrong passwords that lock; 0 never locks.
    pub threshold: u32,
    /// "Reset account lockout counter after", in minutes; at least 1 where the threshold is not 0.
    pub window_minutes: u32,
    /// "Account lockout duration", in minutes; 0 is until an administrator unlocks.
    pub duration_minutes: u32,
}

/// Minutes of a day.
const DAY_MINUTES: f64 = 1440.0;

impl Policy {
    /// No lockout.
    pub const OFF: Policy = Policy { threshold: 0, window_minutes: 0, duration_minutes: 0 };
    /// Microsoft security baseline, and the default of Windows 11 22H2 and later: 10 / 10 min / 10 min.
    pub const MICROSOFT: Policy = Policy { threshold: 10, window_minutes: 10, duration_minutes: 10 };
    /// CIS Windows Server 2022 Benchmark v2.0.0, section 1.2, at its least strict: 5 / 15 min / 15 min.
    pub const CIS: Policy = Policy { threshold: 5, window_minutes: 15, duration_minutes: 15 };

    /// A policy that Windows accepts: the duration is not shorter than the window.
    pub fn is_valid(self) -> bool {
        let lasts = self.duration_minutes == 0 || self.duration_minutes >= self.window_minutes;
        self.threshold == 0 || (self.window_minutes > 0 && lasts)
    }

    /// Fulfils CIS: threshold 1 to 5, duration and window at least 15 minutes.
    pub fn fulfils_cis(self) -> bool {
        (1..=5).contains(&self.threshold)
            && self.window_minutes >= 15
            && (self.duration_minutes >= 15 || self.duration_minutes == 0)
    }

    /// Guesses per account and day of an attacker who stays one below the threshold in every window and never locks anybody;
    /// `None` where nothing limits them.
    pub fn careful_guesses_per_day(self) -> Option<f64> {
        let windows = DAY_MINUTES / f64::from(self.window_minutes.max(1));
        (self.threshold > 0).then(|| f64::from(self.threshold - 1) * windows)
    }

    /// Guesses per account and day of an attacker who does not care whom it locks; `None` where nothing limits them.
    pub fn blunt_guesses_per_day(self) -> Option<f64> {
        (self.threshold > 0).then(|| f64::from(self.threshold) * self.lockouts_per_day())
    }

    /// Wrong passwords per account and day that keep the account locked all day: the price of locking people out.
    pub fn denial_guesses_per_day(self) -> Option<f64> {
        self.blunt_guesses_per_day()
    }

    /// How often an account can be locked in a day.
    fn lockouts_per_day(self) -> f64 {
        if self.duration_minutes == 0 { 1.0 } else { DAY_MINUTES / f64::from(self.duration_minutes) }
    }
}

/// `10 wrong, 10 min, locked 10 min`.
impl std::fmt::Display for Policy {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match (self.threshold, self.duration_minutes) {
            (0, _) => f.write_str("no lockout"),
            (threshold, 0) => {
                write!(f, "{threshold} wrong within {} min, locked until unlocked", self.window_minutes)
            }
            (threshold, minutes) => {
                write!(f, "{threshold} wrong within {} min, locked for {minutes} min", self.window_minutes)
            }
        }
    }
}

/// Policies that are tried.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Grid {
    /// Thresholds; 0 is no lockout and is always tried.
    pub thresholds: Vec<u32>,
    /// Observation windows in minutes.
    pub windows: Vec<u32>,
    /// Durations in minutes; 0 is until an administrator unlocks.
    pub durations: Vec<u32>,
    /// The built-in Administrator (RID 500) is locked as everybody else.
    pub administrator_lockout: bool,
}

/// Around both baselines: half and double of what they say, and the values that people set.
impl Default for Grid {
    fn default() -> Self {
        Grid {
            thresholds: vec![3, 5, 10, 15, 20, 50],
            windows: vec![10, 15, 30, 60],
            durations: vec![10, 15, 30, 60, 0],
            administrator_lockout: false,
        }
    }
}

impl Grid {
    /// All policies, no lockout first, then by threshold, window and duration; both baselines are always among them, and
    /// combinations that Windows does not accept are left out.
    pub fn policies(&self) -> Vec<Policy> {
        let mut policies = vec![Policy::OFF, Policy::MICROSOFT, Policy::CIS];
        for threshold in self.thresholds.iter().copied().filter(|threshold| *threshold > 0) {
            for window_minutes in self.windows.iter().copied() {
                for duration_minutes in self.durations.iter().copied() {
                    policies.push(Policy { threshold, window_minutes, duration_minutes });
                }
            }
        }
        policies.retain(|policy| policy.is_valid());
        policies.sort_unstable();
        policies.dedup();
        policies
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn grids_hold_what_windows_accepts() {
        let policies = Grid::default().policies();
        assert_eq!(policies.first(), Some(&Policy::OFF));
        assert!(policies.contains(&Policy::MICROSOFT) && policies.contains(&Policy::CIS));
        assert!(policies.iter().all(|policy| policy.is_valid()));
        assert_eq!(policies.len(), 6 * 14 + 1);
    }

    #[test]
    fn what_a_policy_leaves_to_an_attacker() {
        let table = [
            (Policy::OFF, None, None, false),
            (Policy::MICROSOFT, Some(1296.0), Some(1440.0), false),
            (Policy::CIS, Some(384.0), Some(480.0), true),
            (Policy { threshold: 5, window_minutes: 30, duration_minutes: 0 }, Some(192.0), Some(5.0), true),
        ];
        for (policy, careful, blunt, cis) in table {
            assert_eq!(policy.careful_guesses_per_day(), careful, "{policy}");
            assert_eq!(policy.blunt_guesses_per_day(), blunt, "{policy}");
            assert_eq!(policy.fulfils_cis(), cis, "{policy}");
        }
    }
}
