//! What can be left out of detection, to measure what each part contributes.

/// A part of detection.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Part {
    /// A fact that weighs for and against explanations, by the name that factors carry.
    Fact(&'static str),
    /// All that several sources try on one account.
    AccountView,
    /// All that several sources try on one family.
    FamilyView,
    /// The global change detector.
    ChangeDetector,
    /// Looking at what comes from pooled sources by its acts.
    Acts,
    /// Joining sets of one campaign.
    Campaigns,
}

impl Part {
    /// Its name.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Part::Fact(name) => name,
            Part::AccountView => "account view",
            Part::FamilyView => "family view",
            Part::ChangeDetector => "change detector",
            Part::Acts => "acts of pooled sources",
            Part::Campaigns => "joining of campaigns",
        }
    }
}

/// Every part that can be left out. The source view is not among them: without it nothing is found.
pub const PARTS: &[Part] = &[
    Part::AccountView,
    Part::FamilyView,
    Part::ChangeDetector,
    Part::Acts,
    Part::Campaigns,
    Part::Fact("depth"),
    Part::Fact("slow volume"),
    Part::Fact("tempo"),
    Part::Fact("cadence"),
    Part::Fact("by hand"),
    Part::Fact("familiarity"),
    Part::Fact("source history"),
    Part::Fact("account kind"),
    Part::Fact("breadth"),
    Part::Fact("tries per account"),
    Part::Fact("unknown names"),
    Part::Fact("foreign names"),
    Part::Fact("family"),
    Part::Fact("converging sources"),
    Part::Fact("logon type"),
    Part::Fact("fresh password"),
    Part::Fact("no lockout"),
    Part::Fact("lockouts"),
    Part::Fact("right password"),
    Part::Fact("no wrong password"),
    Part::Fact("codes"),
    Part::Fact("tool mark"),
    Part::Fact("many hosts"),
    Part::Fact("successes"),
    Part::Fact("end"),
    Part::Fact("approved scanner"),
    Part::Fact("sources"),
    Part::Fact("infrastructure codes"),
    Part::Fact("explicit credentials"),
    Part::Fact("persistence"),
];
