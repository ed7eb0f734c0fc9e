//! Names of people, and the conventions by which sites make account names of them.

use crate::random::Random;

/// How a site forms account names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Convention {
    /// `john.smith`
    FirstDotLast,
    /// `jsmith`
    InitialLast,
    /// `j.smith`
    InitialDotLast,
    /// `smithj`
    LastInitial,
    /// `johns`
    FirstInitial,
}

impl Convention {
    /// The conventions a world may draw.
    pub const ALL: [Convention; 5] = [
        Convention::FirstDotLast,
        Convention::InitialLast,
        Convention::InitialDotLast,
        Convention::LastInitial,
        Convention::FirstInitial,
    ];

    /// The account name of a person.
    #[must_use]
    pub fn account_name(self, first: &str, last: &str) -> String {
        let initial = |name: &str| name.chars().next().unwrap_or('x');
        match self {
            Convention::FirstDotLast => format!("{first}.{last}"),
            Convention::InitialLast => format!("{}{last}", initial(first)),
            Convention::InitialDotLast => format!("{}.{last}", initial(first)),
            Convention::LastInitial => format!("{last}{}", initial(first)),
            Convention::FirstInitial => format!("{first}{}", initial(last)),
        }
    }
}

/// A first and a last name, in lower case.
pub fn person(random: &mut Random) -> (&'static str, &'static str) {
    (*random.pick(&FIRST[..]), *random.pick(&LAST[..]))
}

const FIRST: [&str; 64] = [
    "james",
    "mary",
    "robert",
    "patricia",
    "john",
    "jennifer",
    "michael",
    "linda",
    "david",
    "elena",
    "william",
    "barbara",
    "richard",
    "susan",
    "joseph",
    "jessica",
    "thomas",
    "sarah",
    "karim",
    "karen",
    "charles",
    "lisa",
    "daniel",
    "nancy",
    "matthew",
    "betty",
    "anthony",
    "sandra",
    "mark",
    "ashley",
    "donald",
    "emily",
    "steven",
    "kimberly",
    "andrew",
    "margaret",
    "paul",
    "donna",
    "joshua",
    "michelle",
    "kenneth",
    "carol",
    "kevin",
    "amanda",
    "brian",
    "melissa",
    "timothy",
    "deborah",
    "ronald",
    "stephanie",
    "jason",
    "rebecca",
    "george",
    "laura",
    "edward",
    "helen",
    "ravi",
    "priya",
    "wei",
    "mei",
    "ahmed",
    "fatima",
    "pedro",
    "ingrid",
];

const LAST: [&str; 96] = [
    "smith",
    "johnson",
    "williams",
    "brown",
    "jones",
    "garcia",
    "miller",
    "davis",
    "rodriguez",
    "martinez",
    "hernandez",
    "lopez",
    "gonzalez",
    "wilson",
    "anderson",
    "thomas",
    "taylor",
    "moore",
    "jackson",
    "martin",
    "lee",
    "perez",
    "thompson",
    "white",
    "harris",
    "sanchez",
    "clark",
    "ramirez",
    "lewis",
    "robinson",
    "walker",
    "young",
    "allen",
    "king",
    "wright",
    "scott",
    "torres",
    "nguyen",
    "hill",
    "flores",
    "green",
    "adams",
    "nelson",
    "baker",
    "hall",
    "rivera",
    "campbell",
    "mitchell",
    "carter",
    "roberts",
    "gomez",
    "phillips",
    "evans",
    "turner",
    "diaz",
    "parker",
    "cruz",
    "edwards",
    "collins",
    "reyes",
    "stewart",
    "morris",
    "morales",
    "murphy",
    "cook",
    "rogers",
    "gutierrez",
    "ortiz",
    "morgan",
    "cooper",
    "peterson",
    "bailey",
    "reed",
    "kelly",
    "howard",
    "ramos",
    "kim",
    "cox",
    "ward",
    "richardson",
    "watson",
    "brooks",
    "chavez",
    "wood",
    "bennett",
    "gray",
    "mendoza",
    "ruiz",
    "hughes",
    "price",
    "alvarez",
    "castillo",
    "sanders",
    "patel",
    "myers",
    "novak",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn conventions() {
        let names = Convention::ALL.map(|convention| convention.account_name("john", "smith"));
        assert_eq!(names, ["john.smith", "jsmith", "j.smith", "smithj", "johns"]);
    }
}
