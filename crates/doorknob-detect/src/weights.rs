//! Weights of evidence: how much each fact speaks for each explanation.
//!
//! Unit: nats, `ln P(fact | class)` against a neutral reference, so that sums are log odds. Each row carries its
//! argument. Facts that repeat one another are written as one row with steps and not as several, so that nothing is
//! counted twice. Starting values: table C6 of the design notes, whose sources are named there; where a value differs,
//! the comment says why.

use crate::ablation::Part;
use crate::class::{CLASSES, Class};
use crate::features::Features;
use crate::gaps::Rhythm;
use doorknob_event::time::{DAY, MINUTE, SECOND};

/// One fact and what it says.
#[derive(Clone, Debug)]
pub(crate) struct Term {
    /// Stable name.
    pub(crate) name: &'static str,
    /// What was seen.
    pub(crate) observed: String,
    /// What a harmless cause would show.
    pub(crate) expected: &'static str,
    /// One sentence.
    pub(crate) text: String,
    /// Nats for each class.
    pub(crate) weights: [f64; CLASSES],
}

/// Groups of classes that a row may name.
const ATTACKS: &[Class] = &[
    Class::Guessing,
    Class::DistributedGuessing,
    Class::Spraying,
    Class::DistributedSpraying,
    Class::Enumeration,
    Class::Stuffing,
];
const SINGLE_TARGET: &[Class] = &[Class::Guessing, Class::DistributedGuessing];
const MANY_TARGETS: &[Class] =
    &[Class::Spraying, Class::DistributedSpraying, Class::Enumeration, Class::Stuffing];
const PEOPLE: &[Class] = &[Class::Mistyped, Class::Forgotten, Class::Expired];
const STALE: &[Class] = &[Class::StaleService, Class::StaleDevice];
const PROGRAMS: &[Class] =
    &[Class::StaleService, Class::StaleDevice, Class::DisabledAccount, Class::WrongApplication];

/// Builds a row: `(classes, nats)` pairs add up.
fn row(parts: &[(&[Class], f64)]) -> [f64; CLASSES] {
    let mut weights = [0.0; CLASSES];
    for (classes, nats) in parts {
        for class in *classes {
            weights[*class as usize] += nats;
        }
    }
    weights
}

/// Log of how often each explanation lies behind an opened episode.
///
/// Javed & Paxson 2013 and the field reports in the design notes: nearly all failure episodes of a site are slips and
/// stale credentials; attacks are well below one in a hundred.
pub(crate) fn priors() -> [f64; CLASSES] {
    let mut priors = [0.0; CLASSES];
    for (class, share) in [
        (Class::Guessing, 0.004),
        (Class::DistributedGuessing, 0.001),
        (Class::Spraying, 0.004),
        (Class::DistributedSpraying, 0.001),
        (Class::Enumeration, 0.002),
        (Class::Stuffing, 0.001),
        (Class::Mistyped, 0.55),
        (Class::Forgotten, 0.06),
        (Class::Expired, 0.03),
        (Class::StaleService, 0.12),
        (Class::StaleDevice, 0.12),
        (Class::DisabledAccount, 0.02),
        (Class::BrokenTrust, 0.02),
        (Class::WrongApplication, 0.006),
        (Class::SharedAddress, 0.08),
        (Class::Scanner, 0.004),
        (Class::Infrastructure, 0.02),
    ] {
        priors[class as usize] = f64::ln(share);
    }
    priors
}

/// Every fact that there is, in the order in which they are told.
const FACTS: &[fn(&Features, Tell) -> Option<Term>] = &[
    depth,
    slow_volume,
    tempo,
    cadence,
    by_hand,
    familiarity,
    source_history,
    account_kind,
    breadth,
    tries_per_account,
    unknown_names,
    foreign_names,
    family,
    converging_sources,
    logon_type,
    fresh_password,
    lockout_behaviour,
    right_password,
    nothing_wrong,
    codes,
    tool_mark,
    many_hosts,
    successes,
    explained_end,
    approved_scanner,
    many_sources,
    infrastructure,
    explicit_credentials,
    persistence,
];

/// The facts that a set of pairs shows and that say something.
fn facts(f: &Features, tell: Tell) -> impl Iterator<Item = Term> + '_ {
    FACTS
        .iter()
        .filter_map(move |fact| fact(f, tell))
        .filter(|term| f.without != Some(Part::Fact(term.name)))
        .filter(|term| term.weights.iter().any(|weight| *weight != 0.0))
}

/// All facts of a set of pairs.
pub(crate) fn terms(f: &Features) -> Vec<Term> {
    facts(f, Tell::Sentences).collect()
}

/// What speaks for each class in all, the priors included.
pub(crate) fn totals(f: &Features) -> [f64; CLASSES] {
    let mut totals = priors();
    for term in facts(f, Tell::Weights) {
        for (total, weight) in totals.iter_mut().zip(&term.weights) {
            *total += weight;
        }
    }
    totals
}

fn term(
    tell: Tell,
    name: &'static str,
    observed: impl FnOnce() -> String,
    expected: &'static str,
    text: impl FnOnce() -> String,
    weights: [f64; CLASSES],
) -> Option<Term> {
    let (observed, text) = match tell {
        Tell::Weights => (String::new(), String::new()),
        Tell::Sentences => (observed(), text()),
    };
    Some(Term { name, observed, expected, text, weights })
}

/// What is wanted of the facts. A set of pairs is judged again and again while it grows, and told once.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Tell {
    Weights,
    Sentences,
}

/// Failures in a row on one pair. People stop: S(n) = 0.46 * 0.73^(n-3) of those who fail try an n-th time (fitted to
/// Brostoff & Sasse 2003), that is -0.31 nat a try. Who has truly forgotten goes on longer before asking for help; no
/// figures are published, so a quarter of that slope from the tenth try. Programs and guessers do not stop.
fn depth(f: &Features, tell: Tell) -> Option<Term> {
    let run = f64::from(f.longest_run);
    if f.longest_run < 3 {
        return None;
    }
    let mistyped = (0.46f64.ln() - 0.31 * (run - 3.0)).max(-12.0);
    let forgotten = if run < 5.0 { -1.0 } else { 0.8 - 0.07 * (run - 10.0).clamp(0.0, 30.0) };
    let steps = |five: f64, twenty: f64, hundred: f64| {
        let reached = |from: f64, nats: f64| if run >= from { nats } else { 0.0 };
        reached(5.0, five) + reached(20.0, twenty) + reached(100.0, hundred)
    };
    term(
        tell,
        "depth",
        || format!("{} wrong in a row on one account", f.longest_run),
        "people stop: 5 % try a tenth time",
        || format!("{} failures in a row on one account from one source", f.longest_run),
        row(&[
            (&[Class::Guessing], steps(1.0, 2.0, 1.5)),
            (&[Class::DistributedGuessing], steps(0.5, 0.5, 0.5)),
            (&[Class::Spraying, Class::DistributedSpraying], steps(-1.0, -2.0, -1.0)),
            (&[Class::Enumeration, Class::Stuffing], steps(-2.0, -2.0, -1.0)),
            (&[Class::Mistyped], mistyped),
            (&[Class::Forgotten], forgotten),
            (&[Class::Expired], (-0.2 * (run - 3.0)).max(-6.0)),
            (PROGRAMS, steps(1.0, 1.0, 1.5)),
            (&[Class::SharedAddress], steps(-0.5, -1.5, -1.5)),
            (&[Class::Scanner], steps(-2.0, -2.0, -1.0)),
        ]),
    )
}

/// Many a day but never many in a window: patience that people do not have (they go on to other work), and that programs
/// and careful guessers do.
fn slow_volume(f: &Features, tell: Tell) -> Option<Term> {
    if f.tries < 15
        || f.window_peak >= 20
        || f.tries < 3 * f.window_peak
        || f.span_seconds() < 4.0 * 3600.0
        || f.longest_run < 10 && f.accounts == 1
    {
        return None;
    }
    term(
        tell,
        "slow volume",
        || {
            format!(
                "{} tries over {:.0} h, at most {} in a window",
                f.tries,
                f.span_seconds() / 3600.0,
                f.window_peak
            )
        },
        "people do not go on for hours",
        || "many tries, never many at once".into(),
        row(&[
            (&[Class::Guessing], 1.5),
            (&[Class::DistributedGuessing], 1.0),
            (&[Class::Spraying, Class::DistributedSpraying, Class::Stuffing], 0.5),
            (PEOPLE, -3.5),
            (PROGRAMS, 0.5),
            (&[Class::Scanner], -1.0),
        ]),
    )
}

/// Half a second between tries is no person typing; below 2 s hardly one (a failed interactive logon alone delays). Devices
/// and services with an old password retry too, but back off: Windows' own redirector, mail clients and the service manager
/// wait seconds to minutes, so a long run at that pace is seldom theirs.
fn tempo(f: &Features, tell: Tell) -> Option<Term> {
    let rhythm = f.rhythm.filter(|rhythm| rhythm.gaps >= 3)?;
    let weights = if rhythm.median_seconds < 0.5 {
        row(&[
            (&[Class::Guessing, Class::Spraying, Class::Enumeration, Class::Stuffing], 1.5),
            (PEOPLE, -5.0),
            (&[Class::StaleDevice], if rhythm.gaps >= 12 { -3.5 } else { -1.5 }),
            (&[Class::StaleService], if rhythm.gaps >= 12 { -2.0 } else { -1.0 }),
            (&[Class::SharedAddress], -2.0),
            (&[Class::Scanner], 1.5),
        ])
    } else if rhythm.median_seconds < 2.0 {
        let people = if rhythm.median_seconds < 1.0 { -3.5 } else { -2.0 };
        row(&[
            (ATTACKS, 0.7),
            (PEOPLE, people),
            (&[Class::StaleDevice], if rhythm.gaps >= 24 { -2.5 } else { -1.0 }),
            (&[Class::StaleService], -1.0),
            (&[Class::SharedAddress], -0.5),
        ])
    } else if rhythm.median_seconds < 10.0 && rhythm.gaps >= 24 {
        return term(
            tell,
            "tempo",
            || format!("{} between tries, {} times", plain_seconds(rhythm.median_seconds), rhythm.gaps),
            "devices and services wait longer each time",
            || {
                format!(
                    "tries follow each other in {}, again and again",
                    plain_seconds(rhythm.median_seconds)
                )
            },
            row(&[
                // Nobody types a hundred times without a pause.
                (PEOPLE, if rhythm.gaps >= 100 { -2.0 } else { 0.0 }),
                (&[Class::StaleDevice], -2.0),
                (&[Class::StaleService, Class::SharedAddress], -0.5),
            ]),
        );
    } else {
        return None;
    };
    term(
        tell,
        "tempo",
        || format!("{} between tries", plain_seconds(rhythm.median_seconds)),
        "2 s and more when typed by hand",
        || {
            format!(
                "tries follow each other in {}, faster than anybody types",
                plain_seconds(rhythm.median_seconds)
            )
        },
        weights,
    )
}

/// A timer's rhythm. From a pair that once worked it is a program of ours; from a new one it may be either (guessing tools
/// pause regularly too), but no person.
fn cadence(f: &Features, tell: Tell) -> Option<Term> {
    let rhythm: Rhythm = f.rhythm.filter(|rhythm| rhythm.is_regular() && rhythm.median_seconds >= 1.0)?;
    // What is known only of an address that many share does not say whose program it is.
    let known = f.known_share - 0.75 * f.known_pooled_share + 0.5 * f.near_share;
    let novel = 1.0 - known;
    // Sixteen equal pauses are no person's, whatever else is known.
    let metronome = if rhythm.is_clockwork() { 2.0 } else { 0.0 };
    term(
        tell,
        "cadence",
        || format!("every {}, spread {:.0} %", plain_seconds(rhythm.median_seconds), rhythm.spread * 100.0),
        "people are irregular (spread above 50 %)",
        || format!("a steady rhythm of {}", plain_seconds(rhythm.median_seconds)),
        row(&[
            (SINGLE_TARGET, -2.0 * known + 0.5 * novel),
            (MANY_TARGETS, -known + 0.5 * novel),
            (PEOPLE, -1.5 * known - 2.5 * novel - metronome),
            (STALE, 2.0 * known),
            (&[Class::DisabledAccount], 1.5),
            // Who paces guesses on purpose jitters them; a service that retries on a timer does not.
            (&[Class::WrongApplication], -known + novel + 0.5 * metronome * f.service_share),
            (&[Class::SharedAddress], -1.0),
            (&[Class::Scanner], 0.5 * novel),
        ]),
    )
}

/// Seconds to a minute apart and never the same: a hand. Programs repeat themselves or are fast; a guesser can imitate a
/// hand, so it says nothing against one.
fn by_hand(f: &Features, tell: Tell) -> Option<Term> {
    let rhythm = f.rhythm.filter(|rhythm| {
        rhythm.gaps >= 5 && (2.0..60.0).contains(&rhythm.median_seconds) && rhythm.spread > 0.25
    })?;
    if f.accounts > 2 {
        return None;
    }
    term(
        tell,
        "by hand",
        || format!("{} apart, spread {:.0} %", plain_seconds(rhythm.median_seconds), rhythm.spread * 100.0),
        "people pause irregularly",
        || "the pauses are those of a hand".into(),
        row(&[(PEOPLE, 1.0), (PROGRAMS, -1.5), (&[Class::Scanner], -1.0)]),
    )
}

/// Has this source logged on as this account before? The strongest single fact (familiar / unfamiliar split, Herley &
/// Schechter 2019; Entra; PGRP): programs and people of the site come from where they always come from.
fn familiarity(f: &Features, tell: Tell) -> Option<Term> {
    let weight = f.novelty_weight;
    let novel = (f.novel_share + 0.4 * f.near_share) * weight;
    let known = f.known_share + 0.3 * f.near_share;
    // Of an address that many share it only says that the account is used from there: whoever guesses from behind it meets
    // as many such accounts as there are.
    let own = known - 0.75 * f.known_pooled_share;
    let observed = || {
        if f.known_share > 0.5 {
            format!("{:.0} % of tries from pairs that logged on before", f.known_share * 100.0)
        } else {
            format!("{:.0} % of tries from pairs that never logged on before", f.novel_share * 100.0)
        }
    };
    let text = if f.known_share > 0.5 {
        "the source has logged on as the account before"
    } else if weight < 0.3 {
        "nothing is known yet of who logs on from where"
    } else {
        "the source has never logged on as the account"
    };
    term(
        tell,
        "familiarity",
        observed,
        "own devices and services have worked before",
        || text.into(),
        row(&[
            (&[Class::DistributedGuessing], novel - 5.0 * own),
            (
                &[
                    Class::Guessing,
                    Class::Spraying,
                    Class::DistributedSpraying,
                    Class::Enumeration,
                    Class::Stuffing,
                ],
                novel - 4.0 * own,
            ),
            (&[Class::Mistyped], -1.5 * novel + 0.3 * known),
            (&[Class::Forgotten, Class::Expired], -2.0 * novel + 0.3 * known),
            (STALE, -3.0 * novel + 0.3 * known),
            (&[Class::DisabledAccount], -1.5 * novel + 0.3 * known),
            (&[Class::WrongApplication], 0.7 * novel - 3.0 * known),
            (&[Class::SharedAddress], -2.0 * novel + 0.3 * known),
            (&[Class::Scanner], novel - 2.0 * known),
        ]),
    )
}

/// A source from which nobody ever logged on, and a public one. Weighted by how much of the site was seen.
fn source_history(f: &Features, tell: Tell) -> Option<Term> {
    let new = f.source_new_share * f.warmth;
    let public = f.public_share;
    if new < 0.05 && public < 0.05 {
        return None;
    }
    let observed = match (new > 0.3, public > 0.5) {
        (true, true) => "a public address from which nobody ever logged on",
        (true, false) => "a source from which nobody ever logged on",
        (false, true) => "a public address",
        (false, false) => "partly new or public sources",
    };
    term(
        tell,
        "source history",
        || observed.into(),
        "sources of the site, seen before",
        || format!("tries come from {observed}"),
        row(&[
            (ATTACKS, new + public),
            (&[Class::DistributedGuessing], 0.5 * new),
            (&[Class::Mistyped, Class::Forgotten, Class::Expired], -new - 0.7 * public),
            (STALE, -1.5 * new - 1.0 * public),
            (&[Class::DisabledAccount], -0.5 * new - 0.7 * public),
            (&[Class::WrongApplication], -2.0 * public),
            (&[Class::SharedAddress], -2.0 * new - 0.3 * public),
            (&[Class::Scanner], -1.5 * public),
            (&[Class::BrokenTrust, Class::Infrastructure], -public),
        ]),
    )
}

/// What the accounts are for: people do not log on as services, services hold old passwords, guessers like people and
/// administrators.
fn account_kind(f: &Features, tell: Tell) -> Option<Term> {
    let service = f.service_share;
    let machine = f.machine_share;
    let person = (1.0 - service - machine).max(0.0);
    let observed = if machine > 0.5 {
        "computer accounts"
    } else if service > 0.5 {
        "service accounts"
    } else if f.administrator_share > 0.5 {
        "administrator accounts"
    } else {
        "accounts of people"
    };
    term(
        tell,
        "account kind",
        || observed.into(),
        "old passwords stay in services; people slip on their own accounts",
        || format!("the targets are {observed}"),
        row(&[
            (SINGLE_TARGET, -service + 0.5 * person - 4.0 * machine),
            (MANY_TARGETS, -2.0 * machine),
            (PEOPLE, -3.0 * service + 0.2 * person - 4.0 * machine - 1.0 * f.administrator_share),
            (&[Class::StaleService], service - 1.0 * person - machine),
            (
                &[Class::StaleDevice],
                -1.5 * service + 0.4 * person - 3.0 * machine - 0.7 * f.administrator_share,
            ),
            (&[Class::DisabledAccount], -2.0 * machine),
            (&[Class::WrongApplication], 1.5 * service - 2.0 * person - 2.0 * machine),
            (&[Class::BrokenTrust], 5.0 * machine - 6.0 * (1.0 - machine)),
            (&[Class::Infrastructure], 0.5 * machine),
        ]),
    )
}

/// First contacts that fail, one after the other: the sequential walk of Jung et al. 2004 over accounts. 4.6 is 99:1, 9.2
/// is 9,999:1. Harmless sources do not meet account after account for the first time and fail at each.
fn breadth(f: &Features, tell: Tell) -> Option<Term> {
    if f.accounts < 3 || f.walk < 4.6 {
        return None;
    }
    let strong = if f.walk >= 9.2 { 1.0 } else { 0.0 };
    let many = if f.accounts >= 20 { 1.0 } else { 0.0 };
    // Account after account of one family is the guessing of AN1521 and not a spray.
    let similar = if f.is_family() { 1.0 } else { 0.0 };
    term(
        tell,
        "breadth",
        || format!("{} accounts, first contacts fail (walk {:.1})", f.accounts, f.walk),
        "a few own accounts, most of them with success",
        || format!("{} accounts were met for the first time and failed", f.accounts),
        row(&[
            (SINGLE_TARGET, (2.0 + 2.0 * strong) * similar - 2.0 * many * (1.0 - similar)),
            (&[Class::Spraying, Class::DistributedSpraying], 2.0 + 2.0 * strong + 2.0 * many),
            (&[Class::Enumeration, Class::Stuffing], 1.5 + 1.5 * strong + 2.0 * many),
            (PEOPLE, -2.5 - 2.5 * strong - 4.0 * many),
            (PROGRAMS, -2.0 - 2.0 * strong - 4.0 * many),
            (&[Class::SharedAddress], -1.0 - 1.5 * strong - 2.0 * many),
            (&[Class::Scanner], 1.5 + 1.5 * strong + 0.5 * many),
        ]),
    )
}

/// Few tries on each of many accounts keeps below lockout: a spray's aim. One account many times is none.
fn tries_per_account(f: &Features, tell: Tell) -> Option<Term> {
    if f.accounts < 3 {
        return None;
    }
    let few = f.tries_median <= 3;
    let nats = if few { 1.0 } else { -1.0 };
    // Whether a name exists is answered at the first try, and a leaked list holds one password for each.
    let again = if f.tries_median >= 3 { -2.5 } else { 0.0 };
    term(
        tell,
        "tries per account",
        || format!("{} in the median", f.tries_median),
        "one or two, then success",
        || {
            if few {
                "few tries on each account, below any lockout".into()
            } else {
                "many tries on each account".into()
            }
        },
        row(&[
            (SINGLE_TARGET, -1.5 * nats),
            (MANY_TARGETS, nats),
            (&[Class::Enumeration, Class::Stuffing], again),
            (&[Class::Mistyped, Class::SharedAddress], 0.3 * nats),
            (PROGRAMS, -1.5 * nats),
            (&[Class::Scanner], nats),
        ]),
    )
}

/// Names that do not exist. Many of them are a list from elsewhere; one of them again and again is a program with a
/// deleted or misspelt account.
fn unknown_names(f: &Features, tell: Tell) -> Option<Term> {
    let share = f.unknown_share();
    let weights = if f.accounts >= 3 && share >= 0.3 {
        // Mostly unknown names from one source: a list is being checked; from many: a leaked list.
        let mostly = if share >= 0.7 { 1.0 } else { 0.0 };
        // Variants of one name are guesses at which of them exists and has a weak password.
        let similar = if f.is_family() { 1.0 } else { 0.0 };
        // Enumeration tries no password: existing names do not answer "wrong password".
        let passwords = (f64::from(f.counts.bad_password) / (f.tries.max(1) as f64) * 10.0).min(1.0);
        row(&[
            (SINGLE_TARGET, -2.0 * (1.0 - similar)),
            (&[Class::Spraying, Class::DistributedSpraying], 0.5 - 1.5 * mostly),
            (&[Class::Enumeration], 2.0 + 2.0 * mostly - 1.5 * passwords - 4.0 * similar),
            (&[Class::Stuffing], 2.0 + 1.5 * passwords - 4.0 * similar),
            (PEOPLE, -1.5),
            (PROGRAMS, -2.0),
            (&[Class::SharedAddress], -1.0),
            (&[Class::Scanner], 1.5),
        ])
    } else if f.accounts <= 2 && share > 0.0 {
        row(&[
            (SINGLE_TARGET, -0.5),
            (&[Class::Mistyped], 0.5),
            (&[Class::Forgotten, Class::Expired], -2.0),
            // What is stale was once right.
            (STALE, -5.0),
            (&[Class::DisabledAccount], 1.0),
            (&[Class::WrongApplication], 1.0),
        ])
    } else {
        return None;
    };
    term(
        tell,
        "unknown names",
        || format!("{} of {} accounts do not exist", f.accounts_unknown, f.accounts),
        "accounts of the site exist",
        || format!("{:.0} % of the names do not exist", share * 100.0),
        weights,
    )
}

/// From this share on, addresses at other domains are the list's and not somebody's private address typed by mistake.
pub(crate) const FOREIGN_SHARE: f64 = 0.2;

/// Names such as `bob@mail.example` at domains that are not the site's: what leaked lists hold. Who sprays or asks which
/// names exist writes names as the site does.
fn foreign_names(f: &Features, tell: Tell) -> Option<Term> {
    let share = f.foreign_share();
    if f.accounts < 8 || share < FOREIGN_SHARE {
        return None;
    }
    term(
        tell,
        "foreign names",
        || format!("{} of {} names are addresses at other domains", f.accounts_foreign, f.accounts),
        "names of the site",
        || format!("{:.0} % of the names are addresses at other domains, as in leaked lists", share * 100.0),
        row(&[
            (&[Class::Stuffing], 3.0),
            (SINGLE_TARGET, -2.0),
            (&[Class::Spraying, Class::DistributedSpraying, Class::Enumeration], -1.0),
            (&[Class::SharedAddress], -1.0),
        ]),
    )
}

/// Similar accounts: the family's share of the site's accounts says how unlikely it is to hit so many by chance. Capped at
/// 2.5, since a naming convention that was not seen yet looks the same.
fn family(f: &Features, tell: Tell) -> Option<Term> {
    // The owners of numbered accounts slip at their own machines too.
    let family = f.family.filter(|family| family.members >= 3 && !f.is_one_to_one())?;
    let nats = (family.evidence / 7.0).min(1.0);
    let whole = if f.is_family() { 1.0 } else { 0.0 };
    term(
        tell,
        "family",
        || {
            format!(
                "{} of {} accounts are of one family ({:.1} nats)",
                family.members, f.accounts, family.evidence
            )
        },
        "accounts of one user or one service",
        || format!("{} similar accounts were tried", family.members),
        row(&[
            (&[Class::Guessing], (2.5 + 2.5 * whole) * nats),
            (&[Class::DistributedGuessing], (1.5 + 2.0 * whole) * nats),
            (&[Class::Spraying, Class::DistributedSpraying], 1.0 * nats),
            (&[Class::Enumeration, Class::Stuffing], 0.5 * nats),
            (PEOPLE, -2.0 * nats),
            (&[Class::StaleService, Class::WrongApplication], -nats),
            (&[Class::StaleDevice, Class::DisabledAccount], -1.5 * nats),
            (&[Class::SharedAddress], -2.0 * nats),
        ]),
    )
}

/// Unfamiliar sources on one account: SourceIPThreshold. A person's own devices are familiar pairs, so from 3 on it
/// speaks; at 5 the Poisson tail with a floor of 0.01 per window is 28 nats, capped at 7 as the sources may be one proxy.
/// While little is known of who comes from where they may be the owner's own; nobody has ten.
fn converging_sources(f: &Features, tell: Tell) -> Option<Term> {
    let sources = f.sources_per_account;
    if sources < 3 {
        return None;
    }
    let five = if sources >= 5 { 1.0 } else { 0.0 };
    let weight = 0.4 + 0.6 * f.novelty_weight;
    let ten = if sources >= 10 { 1.0 - weight } else { 0.0 };
    term(
        tell,
        "converging sources",
        || format!("{sources} unfamiliar sources on one account"),
        "own devices, at most 4 and familiar",
        || format!("{sources} sources that never logged on as the account try it"),
        row(&[
            (&[Class::Guessing], (-1.0 - five) * weight),
            (&[Class::DistributedGuessing], (4.0 + 3.0 * five) * weight + 7.0 * ten),
            (&[Class::DistributedSpraying, Class::Stuffing], (1.0 + five) * weight),
            (PEOPLE, (-3.0 - 3.0 * five) * weight - 6.0 * ten),
            (PROGRAMS, (-2.0 - 2.0 * five) * weight - 4.0 * ten),
            (&[Class::SharedAddress], (-1.0 - five) * weight),
            (&[Class::Scanner], (-2.0 - 2.0 * five) * weight),
        ]),
    )
}

/// Batch and service logons are asked for by the host's own scheduler and service manager; console logons by somebody in
/// front of it. Guessers come over the network.
fn logon_type(f: &Features, tell: Tell) -> Option<Term> {
    if f.batch_share < 0.5 && f.console_share < 0.5 {
        return None;
    }
    let (batch, console) = if f.batch_share >= 0.5 { (1.0, 0.0) } else { (0.0, 1.0) };
    let observed = if batch > 0.0 {
        "service or batch logons (type 5, 4)"
    } else {
        "logons at the console (type 2, 7, 11)"
    };
    let fast = f.rhythm.is_some_and(|rhythm| rhythm.gaps >= 3 && rhythm.median_seconds < 0.5);
    let person = if fast { 0.0 } else { console };
    term(
        tell,
        "logon type",
        || observed.into(),
        "network logons when guessed from afar",
        || format!("the tries are {observed}"),
        row(&[
            (&[Class::Guessing], -batch - 2.0 * person),
            (&[Class::DistributedGuessing], -2.0 * batch - 2.0 * person),
            (MANY_TARGETS, -2.0 * batch - person),
            (&[Class::Mistyped, Class::Expired], -3.0 * batch + 0.7 * person),
            (&[Class::Forgotten], -3.0 * batch + 1.2 * person),
            (&[Class::StaleService], 3.0 * batch - console),
            (&[Class::StaleDevice], -2.0 * batch - 1.5 * console),
            (&[Class::DisabledAccount], 0.5 * batch - 0.5 * console),
            (&[Class::WrongApplication], 0.5 * batch - 1.5 * console),
            (&[Class::SharedAddress, Class::Scanner], -2.0 * batch - console),
        ]),
    )
}

/// The password was changed within three days before the failures began: what still holds the old one now fails.
fn fresh_password(f: &Features, tell: Tell) -> Option<Term> {
    if f.accounts > 2 {
        return None;
    }
    if !f.fresh_password {
        return unchanged_password(f, tell);
    }
    term(
        tell,
        "fresh password",
        || "password changed less than 3 days before".into(),
        "old copies of a password fail after a change",
        || "the password was changed shortly before the failures began".into(),
        row(&[
            (SINGLE_TARGET, -0.7),
            (&[Class::Mistyped, Class::Forgotten], 0.7),
            (STALE, 2.0),
            (&[Class::WrongApplication], 0.5),
        ]),
    )
}

/// What worked goes stale when its password is changed. Where the changes of others are recorded and this account's is not,
/// a device that was off for long is left: one in five.
fn unchanged_password(f: &Features, tell: Tell) -> Option<Term> {
    if f.password_unchanged < 0.1 {
        return None;
    }
    term(
        tell,
        "password age",
        || "no change of the password in these logs, though others' are recorded".into(),
        "old copies of a password fail after a change",
        || "the password was not changed before the failures began".into(),
        row(&[(STALE, -1.6 * f.password_unchanged)]),
    )
}

/// Active Directory does not count a wrong password that equals one of the two before (N-2), so a stale credential fails
/// on and on without lockout; guesses lock. A lockout speaks for new wrong passwords. What kept an older one locks too, so that
/// it is a hint and no proof: 4:1.
fn lockout_behaviour(f: &Features, tell: Tell) -> Option<Term> {
    if f.over_threshold >= 2.0 && f.lockouts == 0 && f.accounts <= 2 {
        return term(
            tell,
            "no lockout",
            || format!("{:.1} times the lockout threshold without a lockout", f.over_threshold),
            "one of the last two passwords does not lock",
            || "many wrong passwords and no lockout: one of the last two passwords".into(),
            row(&[
                (SINGLE_TARGET, -1.5),
                (&[Class::Mistyped], -3.0),
                (&[Class::Forgotten], -1.5),
                (STALE, 1.5),
                (&[Class::WrongApplication], -2.0),
            ]),
        );
    }
    if f.lockouts == 0 {
        return None;
    }
    term(
        tell,
        "lockouts",
        || format!("{} lockouts", f.lockouts),
        "seldom, one person at a time",
        || format!("{} lockouts during the failures", f.lockouts),
        row(&[
            (SINGLE_TARGET, 0.7),
            (&[Class::Spraying, Class::DistributedSpraying], 0.5),
            (&[Class::Enumeration], -1.0),
            (&[Class::Mistyped], -1.0),
            (&[Class::Forgotten], if f.lockouts >= 3 && f.accounts == 1 { -0.5 } else { 0.5 }),
            (STALE, -0.7),
            (&[Class::WrongApplication], 0.3),
        ]),
    )
}

/// "The password was right, but": after wrong guesses from an unfamiliar source it means found.
fn right_password(f: &Features, tell: Tell) -> Option<Term> {
    if f.proved == 0 || f.known_share > 0.5 || (f.guesses_before_proof < 5 && f.accounts < 3) {
        return None;
    }
    term(
        tell,
        "right password",
        || format!("right password on {} account(s) after {} wrong", f.proved, f.guesses_before_proof),
        "none, or at the first try",
        || "among wrong passwords one was right, though its use was blocked".into(),
        row(&[
            (&[Class::Guessing, Class::Spraying], 2.0),
            (&[Class::DistributedGuessing, Class::DistributedSpraying], 1.0),
            (&[Class::Stuffing], 1.0),
            (&[Class::Mistyped, Class::Forgotten], -1.0),
            (STALE, -3.0),
            (&[Class::WrongApplication, Class::SharedAddress], -1.0),
        ]),
    )
}

/// Right passwords that are refused, and no wrong one: who knows the password did not guess it. A leaked list has wrong ones
/// among the right.
fn nothing_wrong(f: &Features, tell: Tell) -> Option<Term> {
    if f.counts.guesses() > 0 || f.counts.explicit > 0 || f.counts.right_blocked + f.counts.right_denied == 0
    {
        return None;
    }
    term(
        tell,
        "no wrong password",
        || format!("{} right passwords refused, none wrong", f.counts.right_blocked + f.counts.right_denied),
        "owners know their password",
        || "not one wrong password was tried".into(),
        row(&[(ATTACKS, -12.0)]),
    )
}

/// What the codes say in the main: only "expired" is a person at the change date; only "disabled" is something that
/// outlived its account.
fn codes(f: &Features, tell: Tell) -> Option<Term> {
    let (observed, weights) = if f.disabled_share >= 0.8 && f.accounts <= 3 {
        (
            "disabled, expired or revoked account",
            row(&[
                (SINGLE_TARGET, -2.5),
                (&[Class::DisabledAccount], 5.0),
                (&[Class::Mistyped, Class::Forgotten], -2.0),
                (STALE, -2.0),
                (&[Class::WrongApplication], -1.0),
            ]),
        )
    } else if f.expired_share >= 0.8 && f.accounts <= 3 {
        (
            "password expired or must change",
            row(&[
                (SINGLE_TARGET, -2.5),
                (&[Class::Expired], 5.0),
                (&[Class::Mistyped, Class::Forgotten], -2.0),
                (STALE, 0.5),
            ]),
        )
    } else if f.accounts <= 2 {
        (
            "wrong password",
            row(&[
                // Whose password is checked is neither disabled nor deleted.
                (&[Class::DisabledAccount], -1.0 - 7.0 * f.checked_share()),
                (&[Class::Expired], -6.0),
            ]),
        )
    } else {
        ("wrong name or password", row(&[(&[Class::DisabledAccount, Class::Expired], -4.0)]))
    };
    term(
        tell,
        "codes",
        || observed.into(),
        "a slip says wrong password",
        || format!("the codes mostly say: {observed}"),
        weights,
    )
}

/// Names that guessing tools send. No Windows client sends a new random name at each try.
fn tool_mark(f: &Features, tell: Tell) -> Option<Term> {
    let tool = f.tool.as_ref()?;
    term(
        tell,
        "tool mark",
        || tool.clone(),
        "one name, that of the computer",
        || format!("mark of a guessing tool: {tool}"),
        row(&[
            (ATTACKS, 2.5),
            (PEOPLE, -5.0),
            (PROGRAMS, -4.0),
            (&[Class::SharedAddress], -4.0),
            (&[Class::Scanner], 1.0),
            (&[Class::BrokenTrust, Class::Infrastructure], -4.0),
        ]),
    )
}

/// How many sources take part: a list tried from many places is a list that somebody distributes over proxies; one
/// machine that asks for names is one machine.
fn many_sources(f: &Features, tell: Tell) -> Option<Term> {
    if f.accounts < 3 {
        return None;
    }
    let many = f.sources >= 3;
    if many && f.is_one_to_one() {
        return term(
            tell,
            "sources",
            || format!("{} accounts, each from a machine of its own inside", f.accounts),
            "each account from its own source",
            || "each account is tried from a machine of its own, inside: its owner's".into(),
            row(&[(ATTACKS, -8.0)]),
        );
    }
    term(
        tell,
        "sources",
        || format!("{} sources", f.sources),
        "each account from its own source",
        || {
            if many {
                format!("{} sources share the work", f.sources)
            } else {
                "one source does it all".into()
            }
        },
        if many {
            row(&[(&[Class::Spraying, Class::Enumeration], -3.0), (&[Class::Guessing], -2.0)])
        } else {
            row(&[(&[Class::DistributedSpraying, Class::DistributedGuessing, Class::Stuffing], -3.0)])
        },
    )
}

/// The same credential on many hosts in a short time: scanners, worms and lateral guessing.
fn many_hosts(f: &Features, tell: Tell) -> Option<Term> {
    if f.hosts < 10 {
        return None;
    }
    term(
        tell,
        "many hosts",
        || format!("{} hosts", f.hosts),
        "one or two hosts",
        || format!("{} hosts were tried", f.hosts),
        row(&[
            (&[Class::Guessing], 0.5),
            (&[Class::Spraying], 1.0),
            (&[Class::Enumeration, Class::Stuffing], 0.5),
            (PEOPLE, -3.0),
            (PROGRAMS, -2.0),
            (&[Class::SharedAddress], -1.0),
            (&[Class::Scanner], 2.5),
            (&[Class::Infrastructure], 1.0),
        ]),
    )
}

/// Successes of the same pairs between the failures: somebody who knows the password is at work there.
fn successes(f: &Features, tell: Tell) -> Option<Term> {
    if f.successes * 2 < f.tries || f.known_share < 0.3 {
        return None;
    }
    // A program that holds an old password never logs on in between; behind a shared address somebody else may.
    let between = if f.longest_run <= 3 && f.pooled_share < 0.5 { -4.0 } else { 0.0 };
    term(
        tell,
        "successes",
        || format!("{} successes beside {} failures", f.successes, f.tries),
        "an owner succeeds, a guesser does not",
        || "the same pairs also log on successfully".into(),
        row(&[
            (ATTACKS, -2.0),
            (&[Class::Mistyped], 1.0),
            (STALE, -0.5 + between),
            (&[Class::DisabledAccount], between),
            (&[Class::WrongApplication], -1.0 + between),
            (&[Class::SharedAddress], 2.0),
            (&[Class::Scanner], -3.0),
        ]),
    )
}

/// How it ended: after a reset or unlock by the help desk and then a success it was the owner; a success after a long run
/// without one is a password found.
fn explained_end(f: &Features, tell: Tell) -> Option<Term> {
    if f.resolved_after_reset > 0 && f.accounts <= 2 {
        return term(
            tell,
            "end",
            || "password reset or account unlocked, then a success from the same source".into(),
            "help desk, then success",
            || "it ended with a reset and a success from the same source".into(), // A guesser does not call the help desk and then log on from where the guesses came.
            row(&[(ATTACKS, -6.0), (&[Class::Mistyped], 0.5), (&[Class::Forgotten], 3.0), (PROGRAMS, -1.0)]),
        );
    }
    if f.unexplained_success_run >= 10 && f.accounts <= 2 {
        return term(
            tell,
            "end",
            || format!("success after {} wrong in a row", f.unexplained_success_run),
            "help desk, then success",
            || "a long run of wrong passwords ended in a success, without a reset between".into(),
            row(&[
                (SINGLE_TARGET, 0.7),
                (&[Class::Mistyped], 0.0),
                (&[Class::Forgotten], -0.5),
                (PROGRAMS, -2.0),
            ]),
        );
    }
    if f.resolved_pairs > 0 && f.accounts == 1 && f.longest_run < 10 {
        return term(
            tell,
            "end",
            || "a success soon after the failures".into(),
            "success",
            || "it ended with a success of the same pair after few tries".into(),
            row(&[(ATTACKS, -2.0), (&[Class::Mistyped], 1.0), (PROGRAMS, -0.5)]),
        );
    }
    None
}

/// The user has approved it for this time: a fact, not an inference.
fn approved_scanner(f: &Features, tell: Tell) -> Option<Term> {
    if !f.scanner {
        return None;
    }
    term(
        tell,
        "approved scanner",
        || "the source is on the list of approved scanners".into(),
        "-",
        || "the source is an approved scanner".into(),
        row(&[(ATTACKS, -2.0), (PEOPLE, -3.0), (PROGRAMS, -2.0), (&[Class::Scanner], 12.0)]),
    )
}

/// Codes of servers, trusts and clocks: nobody's password was even checked.
fn infrastructure(f: &Features, tell: Tell) -> Option<Term> {
    let share = f.infrastructure_share();
    if share < 0.3 {
        return None;
    }
    term(
        tell,
        "infrastructure codes",
        || format!("{:.0} % of the failures", share * 100.0),
        "none",
        || "most failures say that a server, trust or clock failed".into(),
        row(&[
            (ATTACKS, -4.0 * share),
            (PEOPLE, -3.0 * share),
            (PROGRAMS, -2.0 * share),
            (&[Class::SharedAddress], -2.0 * share),
            (&[Class::BrokenTrust], 3.0 * share),
            (&[Class::Infrastructure], 6.0 * share),
        ]),
    )
}

/// Credentials of many accounts presented by one program (4648) within the window: people run programs as one or two other
/// accounts. Scheduling and management services run as the system and were excluded before.
fn explicit_credentials(f: &Features, tell: Tell) -> Option<Term> {
    if !f.explicit_only {
        return None;
    }
    term(
        tell,
        "explicit credentials",
        || format!("one program presented {} accounts", f.accounts),
        "one or two other accounts",
        || format!("one program presented the credentials of {} accounts", f.accounts),
        row(&[
            (&[Class::Spraying], 2.0),
            (&[Class::Enumeration, Class::Stuffing], -2.0),
            (PEOPLE, -3.0),
            (&[Class::SharedAddress], -2.0),
        ]),
    )
}

/// For days on end on one account: broken things stay broken until somebody mends them; guessers move on or are slow on
/// purpose (then the rhythm and novelty decide). Ten tries that are over within minutes are no broken thing.
fn persistence(f: &Features, tell: Tell) -> Option<Term> {
    // A slip the day before does not make a burst persist, nor does another burst the week after.
    let span = f.lasting;
    if f.accounts <= 2 && span < 10 * MINUTE && f.tries >= 10 {
        return term(
            tell,
            "persistence",
            || format!("over after {}", plain_seconds(span as f64 / SECOND as f64)),
            "broken things stay broken",
            || "it was over within minutes".into(),
            row(&[(PROGRAMS, -1.5)]),
        );
    }
    if f.accounts > 2 || span < DAY || f.tries < 10 {
        return None;
    }
    let days = span as f64 / DAY as f64;
    term(
        tell,
        "persistence",
        || format!("{days:.1} days on the same account"),
        "people get help within a day",
        || format!("it goes on for {days:.1} days on the same account"),
        row(&[
            (SINGLE_TARGET, -0.5),
            (&[Class::Mistyped], 0.0),
            (&[Class::Forgotten], -2.5),
            (PROGRAMS, 1.0),
        ]),
    )
}

/// `0.4 s`, `20 s`, `5 min`, `1.5 h`.
pub(crate) fn plain_seconds(seconds: f64) -> String {
    match seconds {
        s if s < 0.01 => format!("{:.1} ms", s * 1000.0),
        s if s < 10.0 => format!("{s:.2} s"),
        s if s < 120.0 => format!("{s:.0} s"),
        s if s < 7200.0 => format!("{:.0} min", s / 60.0),
        s if s < 172_800.0 => format!("{:.1} h", s / 3600.0),
        s => format!("{:.1} days", s / 86_400.0),
    }
}
