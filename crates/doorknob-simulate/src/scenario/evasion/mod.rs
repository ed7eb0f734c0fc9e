//! Attackers who know how detectors work, one trick a file. They are for adversarial worlds; the
//! scenarios proper are what detection is measured by.

pub(super) mod evade_flood;
pub(super) mod evade_limits;
pub(super) mod evade_rhythm;
pub(super) mod evade_shared_address;
pub(super) mod evade_successes;
