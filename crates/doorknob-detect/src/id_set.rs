//! Sets of small ids that are compared and joined often: a bit an id, over the range of ids that the set holds.

use doorknob_event::activity::{AccountId, SourceId};

/// An id that counts up from 0.
pub(crate) trait SmallId: Copy {
    fn number(self) -> u32;
}

impl SmallId for AccountId {
    fn number(self) -> u32 {
        self.0
    }
}

impl SmallId for SourceId {
    fn number(self) -> u32 {
        self.0
    }
}

/// A set of ids of one kind.
#[derive(Clone, Debug, Default)]
pub(crate) struct IdSet {
    /// Number of the first word: ids from 64 times it on.
    first: usize,
    words: Vec<u64>,
    count: usize,
}

impl IdSet {
    /// How many ids.
    pub(crate) fn len(&self) -> usize {
        self.count
    }

    /// Adds an id.
    pub(crate) fn insert(&mut self, id: impl SmallId) {
        let number = id.number() as usize;
        self.cover(number / 64, number / 64 + 1);
        let word = &mut self.words[number / 64 - self.first];
        let bit = 1 << (number % 64);
        self.count += usize::from(*word & bit == 0);
        *word |= bit;
    }

    /// Adds all ids of another set.
    pub(crate) fn extend(&mut self, other: &IdSet) {
        if other.count == 0 {
            return;
        }
        self.cover(other.first, other.first + other.words.len());
        for (word, more) in self.words[other.first - self.first..].iter_mut().zip(&other.words) {
            self.count += (more & !*word).count_ones() as usize;
            *word |= more;
        }
    }

    /// Makes room for words `from..to`.
    fn cover(&mut self, from: usize, to: usize) {
        if self.words.is_empty() {
            self.first = from;
        }
        if from < self.first {
            self.words.splice(0..0, std::iter::repeat_n(0, self.first - from));
            self.first = from;
        }
        if self.first + self.words.len() < to {
            self.words.resize(to - self.first, 0);
        }
    }

    /// The words that both sets have.
    fn common<'a>(&'a self, other: &'a IdSet) -> impl Iterator<Item = (usize, u64)> + 'a {
        let from = self.first.max(other.first);
        let mine = self.words.get(from - self.first..).unwrap_or_default();
        let theirs = other.words.get(from - other.first..).unwrap_or_default();
        mine.iter().zip(theirs).enumerate().map(move |(at, (one, two))| (from + at, one & two))
    }

    /// How many ids are in both.
    pub(crate) fn common_count(&self, other: &IdSet) -> usize {
        self.common(other).map(|(_, word)| word.count_ones() as usize).sum()
    }

    /// Whether an id is in both.
    pub(crate) fn meets(&self, other: &IdSet) -> bool {
        self.common(other).any(|(_, word)| word != 0)
    }

    /// Whether an id is in both and not in `except`.
    pub(crate) fn meets_except(&self, other: &IdSet, except: &IdSet) -> bool {
        let excepted = |at: usize| {
            at.checked_sub(except.first).and_then(|at| except.words.get(at)).copied().unwrap_or(0)
        };
        self.common(other).any(|(at, word)| word & !excepted(at) != 0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    fn set(ids: &[u32]) -> IdSet {
        let mut set = IdSet::default();
        ids.iter().for_each(|id| set.insert(AccountId(*id)));
        set
    }

    #[test]
    fn it_is_what_a_set_of_the_ids_is() {
        let lists: [&[u32]; 6] = [&[], &[0], &[700, 3, 64], &[63, 64, 65, 64], &[5_000, 701], &[701, 700, 2]];
        for one in lists {
            for two in lists {
                let (a, b): (BTreeSet<_>, BTreeSet<_>) = (one.iter().collect(), two.iter().collect());
                let (x, y) = (set(one), set(two));
                assert_eq!(x.common_count(&y), a.intersection(&b).count(), "{one:?} {two:?}");
                assert_eq!(x.meets(&y), !a.is_disjoint(&b), "{one:?} {two:?}");
                let except = |id: &&&u32| ***id != 700 && ***id != 64;
                let others = a.intersection(&b).filter(except).count() > 0;
                assert_eq!(x.meets_except(&y, &set(&[700, 64])), others, "{one:?} {two:?}");
                let mut joined = x.clone();
                joined.extend(&y);
                assert_eq!((x.len(), joined.len()), (a.len(), a.union(&b).count()), "{one:?} {two:?}");
                assert_eq!(joined.common_count(&y), y.len());
            }
        }
    }
}
