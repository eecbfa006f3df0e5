//! A set of numbers that gives its least first, each in the same short time however many there are.
//!
//! One bit for each number, and above each 64 of them one bit that says whether there are any; and so on up to one word.

/// Numbers below a limit.
pub(crate) struct Ready {
    /// The bits of the numbers, then the levels above.
    levels: Vec<Vec<u64>>,
}

impl Ready {
    /// Without any, and for numbers below the limit.
    pub(crate) fn new(limit: usize) -> Self {
        let mut levels = Vec::new();
        let mut bits = limit.max(1);
        loop {
            bits = bits.div_ceil(64);
            levels.push(vec![0; bits]);
            if bits == 1 {
                return Self { levels };
            }
        }
    }

    /// Puts in a number that is below the limit.
    pub(crate) fn insert(&mut self, number: usize) {
        let mut at = number;
        for level in &mut self.levels {
            level[at / 64] |= 1 << (at % 64);
            at /= 64;
        }
    }

    /// Takes out the least.
    pub(crate) fn take_least(&mut self) -> Option<usize> {
        let mut least = 0;
        for level in self.levels.iter().rev() {
            let word = level[least];
            if word == 0 {
                return None;
            }
            least = least * 64 + word.trailing_zeros() as usize;
        }
        let mut at = least;
        for level in &mut self.levels {
            let word = &mut level[at / 64];
            *word &= !(1 << (at % 64));
            if *word != 0 {
                break;
            }
            at /= 64;
        }
        Some(least)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn gives_what_an_ordered_set_gives(steps in proptest::collection::vec(proptest::option::of(0_usize..5_000), 0..300)) {
            let (mut ready, mut model) = (Ready::new(5_000), BTreeSet::new());
            for step in steps {
                match step {
                    Some(number) => {
                        ready.insert(number);
                        model.insert(number);
                    }
                    None => prop_assert_eq!(ready.take_least(), model.pop_first()),
                }
            }
            while let Some(number) = model.pop_first() {
                prop_assert_eq!(ready.take_least(), Some(number));
            }
            prop_assert_eq!(ready.take_least(), None);
        }
    }

    #[test]
    fn of_nothing_there_is_no_least() {
        assert_eq!(Ready::new(0).take_least(), None);
    }
}
