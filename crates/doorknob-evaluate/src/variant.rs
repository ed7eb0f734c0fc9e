//! What of a world a tool gets to see, and how clean it is.

use doorknob_simulate::site::Telemetry;
use doorknob_simulate::time::MINUTE;
use doorknob_simulate::world::WorldParameters;

/// One way of collecting, or of attacking.
#[derive(Clone, Copy, Debug)]
pub struct Variant {
    /// Its name in tables.
    pub name: &'static str,
    /// One sentence.
    pub about: &'static str,
    change: fn(&mut WorldParameters),
}

impl Variant {
    /// The parameters of the world with this seed, collected this way.
    #[must_use]
    pub fn parameters(&self, base: &WorldParameters, seed: u64) -> WorldParameters {
        let mut parameters = WorldParameters { seed, ..base.clone() };
        (self.change)(&mut parameters);
        parameters
    }

    /// The variant of this name.
    #[must_use]
    pub fn find(name: &str) -> Option<&'static Variant> {
        COLLECTION.iter().chain(&ADVERSE).find(|variant| variant.name == name)
    }
}

/// Everything, and the three kinds of loss that sites have.
pub const COLLECTION: [Variant; 4] = [
    Variant {
        name: "all",
        about: "Controllers and member servers are collected; nothing is lost.",
        change: |_| {},
    },
    Variant {
        name: "addresses-missing",
        about: "A third of the 4625s have no address.",
        change: |world| world.telemetry.missing_addresses = 1.0 / 3.0,
    },
    Variant {
        name: "controllers-only",
        about: "Only domain controllers are collected.",
        change: |world| world.telemetry = Telemetry { controllers: true, members: false, ..world.telemetry },
    },
    Variant {
        name: "members-only",
        about: "Only member servers are collected, no domain controller.",
        change: |world| world.telemetry = Telemetry { controllers: false, members: true, ..world.telemetry },
    },
];

/// What makes it harder.
pub const ADVERSE: [Variant; 3] = [
    Variant {
        name: "evasive",
        about: "Attackers who know how detectors work, instead of the usual ones.",
        change: |world| world.evasive = true,
    },
    Variant {
        name: "clock-skew",
        about: "Clocks of machines are off by up to two minutes either way.",
        change: |world| world.clock_skew_seconds = 120,
    },
    Variant {
        name: "late-and-twice",
        about: "A tenth of the records arrive twice, a tenth up to half an hour late.",
        change: |world| {
            world.telemetry =
                Telemetry { duplicates: 0.1, late: 0.1, late_most: 30 * MINUTE, ..world.telemetry };
        },
    },
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn variants_change_what_they_say() {
        let base = WorldParameters::default();
        let of = |name| Variant::find(name).expect("a variant").parameters(&base, 7);
        assert_eq!(of("all"), WorldParameters { seed: 7, ..base.clone() });
        assert!(!of("controllers-only").telemetry.members && of("controllers-only").telemetry.controllers);
        assert!(of("members-only").telemetry.members && !of("members-only").telemetry.controllers);
        assert!(of("evasive").evasive);
        assert!(Variant::find("none such").is_none());
    }
}
