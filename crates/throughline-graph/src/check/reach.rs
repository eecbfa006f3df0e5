//! Whether one step must come after another, for many pairs at once.
//!
//! Steps stand in an order in which each comes after what it depends on. One pass along it carries 64 questions, one bit
//! each: a step has the bit of its own questions and of all that it depends on. So `n` questions cost `n / 64` passes.

use crate::rows::Rows;

/// For each pair of positions, whether the later depends on the earlier, directly or through others. The rows
/// are in order.
pub(crate) fn depends_on(depends: &Rows, pairs: &[(usize, usize)]) -> Vec<bool> {
    let mut answers: Vec<bool> =
        pairs.iter().map(|&(earlier, later)| depends.row(later).binary_search(&earlier).is_ok()).collect();
    let mut open: Vec<usize> = (0..pairs.len()).filter(|&pair| !answers[pair]).collect();
    open.sort_unstable_by_key(|&pair| pairs[pair]);
    let mut bits = vec![0_u64; depends.len()];
    for chunk in open.chunks(64) {
        let first = chunk.iter().map(|&pair| pairs[pair].0).min().unwrap_or(0);
        let last = chunk.iter().map(|&pair| pairs[pair].1).max().unwrap_or(0);
        bits[first..=last].fill(0);
        for (bit, &pair) in chunk.iter().enumerate() {
            bits[pairs[pair].0] |= 1 << bit;
        }
        for position in first..=last {
            for &dependency in depends.row(position) {
                if dependency >= first {
                    bits[position] |= bits[dependency];
                }
            }
        }
        for (bit, &pair) in chunk.iter().enumerate() {
            answers[pair] = bits[pairs[pair].1] >> bit & 1 == 1;
        }
    }
    answers
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn walk(depends: &Rows, earlier: usize, later: usize) -> bool {
        depends.row(later).iter().any(|&step| step == earlier || walk(depends, earlier, step))
    }

    proptest! {
        #[test]
        fn says_what_a_walk_finds(edges in proptest::collection::vec((0_usize..14, 0_usize..14), 0..30)) {
            let mut depends = vec![Vec::new(); 14];
            for (a, b) in edges {
                if a < b {
                    depends[b].push(a);
                }
            }
            let mut rows = Rows::default();
            depends.into_iter().for_each(|row: Vec<usize>| rows.push_as_set(row));
            let depends = rows;
            let pairs: Vec<_> = (0..14).flat_map(|later| (0..later).map(move |earlier| (earlier, later))).collect();
            let answers = depends_on(&depends, &pairs);
            for (&(earlier, later), answer) in pairs.iter().zip(answers) {
                prop_assert_eq!(answer, walk(&depends, earlier, later), "{} → {}", earlier, later);
            }
        }
    }
}
