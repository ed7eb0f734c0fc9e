//! Disjoint sets: things that turn out to be one.

/// A forest whose roots stand for the sets. Joining keeps the smaller index as root, so the result does not depend on the
/// order of joins.
#[derive(Clone, Debug, Default)]
pub(crate) struct Union {
    parents: Vec<u32>,
}

impl Union {
    /// Adds a set of one and gives its index.
    pub(crate) fn add(&mut self) -> u32 {
        let at = self.parents.len() as u32;
        self.parents.push(at);
        at
    }

    /// The root of the set.
    pub(crate) fn root(&self, mut at: u32) -> u32 {
        while self.parents[at as usize] != at {
            at = self.parents[at as usize];
        }
        at
    }

    /// Joins two sets.
    pub(crate) fn join(&mut self, one: u32, other: u32) {
        let (one, other) = (self.compress(one), self.compress(other));
        let (low, high) = (one.min(other), one.max(other));
        self.parents[high as usize] = low;
    }

    /// The root, with the path to it shortened.
    fn compress(&mut self, at: u32) -> u32 {
        let root = self.root(at);
        let mut step = at;
        while step != root {
            step = std::mem::replace(&mut self.parents[step as usize], root);
        }
        root
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_root_is_the_smallest_whatever_the_order() {
        for joins in [[(3, 1), (1, 2), (0, 4)], [(0, 4), (2, 1), (1, 3)]] {
            let mut union = Union::default();
            (0..5).for_each(|_| {
                union.add();
            });
            joins.iter().for_each(|(one, other)| union.join(*one, *other));
            assert_eq!((0..5).map(|at| union.root(at)).collect::<Vec<_>>(), [0, 1, 1, 1, 0]);
        }
    }
}
