//! Random numbers that are the same everywhere and for ever: xoshiro256** on a seed of 32 bytes, integers only.
//!
//! Our own, because a script must not change when a crate changes its algorithm. Not for secrets.
//! Source: Blackman and Vigna, "Scrambled linear pseudorandom number generators", 2021.

/// A stream of numbers.
#[derive(Debug, Clone)]
pub(super) struct Rng {
    state: [u64; 4],
}

impl Rng {
    /// The stream `stream` of a seed. Streams of one seed have nothing to do with each other, so that more draws in
    /// one (longer scripts) change nothing in another (the cast).
    pub(super) fn new(seed: &[u8; 32], stream: u64) -> Self {
        let mut state = [0; 4];
        let mut mixed = stream;
        for (word, bytes) in state.iter_mut().zip(seed.chunks_exact(8)) {
            let given = bytes.iter().rev().fold(0u64, |word, byte| (word << 8) | u64::from(*byte));
            // SplitMix64 spreads what is similar, and no state of zeros only comes out of it in practice; the last
            // line makes sure.
            mixed = split_mix(mixed ^ given);
            *word = mixed;
        }
        if state == [0; 4] {
            state = [1, 2, 3, 4];
        }
        Self { state }
    }

    fn next(&mut self) -> u64 {
        let [a, b, c, d] = &mut self.state;
        let result = b.wrapping_mul(5).rotate_left(7).wrapping_mul(9);
        let shifted = *b << 17;
        *c ^= *a;
        *d ^= *b;
        *b ^= *c;
        *a ^= *d;
        *c ^= shifted;
        *d = d.rotate_left(45);
        result
    }

    /// A number below `limit`; 0 where `limit` is 0.
    pub(super) fn below(&mut self, limit: usize) -> usize {
        let wide = u128::from(self.next()) * (limit as u128);
        usize::try_from(wide >> 64).unwrap_or(0)
    }

    /// One of them.
    pub(super) fn pick<'a, T>(&mut self, of: &'a [T]) -> Option<&'a T> {
        of.get(self.below(of.len()))
    }

    /// All of them, in another order.
    pub(super) fn shuffled<T: Copy>(&mut self, of: &[T]) -> Vec<T> {
        let mut all = of.to_vec();
        for last in (1..all.len()).rev() {
            all.swap(last, self.below(last + 1));
        }
        all
    }
}

fn split_mix(value: u64) -> u64 {
    let mut z = value.wrapping_add(0x9e37_79b9_7f4a_7c15);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

#[cfg(test)]
mod tests {
    use super::Rng;

    /// Whoever changes these numbers changes every script that was ever written.
    #[test]
    fn numbers_never_change() {
        let mut rng = Rng::new(&[7; 32], 1);
        let drawn: Vec<usize> = (0..8).map(|_| rng.below(1000)).collect();
        assert_eq!(drawn, [718, 103, 845, 937, 234, 691, 94, 850]);
    }

    #[test]
    fn streams_and_seeds_differ() {
        let draw = |seed: [u8; 32], stream| {
            let mut rng = Rng::new(&seed, stream);
            (0..4).map(|_| rng.below(1_000_000)).collect::<Vec<_>>()
        };
        assert_ne!(draw([0; 32], 1), draw([0; 32], 2));
        assert_ne!(draw([0; 32], 1), draw([1; 32], 1));
        assert!(draw([0; 32], 0).iter().any(|number| *number > 0));
    }

    #[test]
    fn shuffling_keeps_everything() {
        let mut rng = Rng::new(&[3; 32], 1);
        let mut all = rng.shuffled(&[1, 2, 3, 4, 5]);
        all.sort_unstable();
        assert_eq!(all, [1, 2, 3, 4, 5]);
    }
}
