//! Chance that is the same on every machine: SplitMix64, seeded by FNV-1a of a name.

/// A stream of numbers that depends on its seed alone.
#[derive(Clone, Debug)]
pub(crate) struct Rng(u64);

impl Rng {
    /// A stream for names; the order of the parts counts.
    pub(crate) fn of(parts: &[&str]) -> Self {
        let mut hash = 0xcbf2_9ce4_8422_2325_u64;
        for part in parts {
            // The separator keeps `["ab", "c"]` apart from `["a", "bc"]`.
            for byte in part.bytes().chain([0xff]) {
                hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
            }
        }
        Self(hash)
    }

    /// The next 64 bits.
    pub(crate) fn bits(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// From 0 to below 1.
    pub(crate) fn unit(&mut self) -> f32 {
        // 24 bits are what an f32 holds exactly.
        (self.bits() >> 40) as f32 / 16_777_216.0
    }

    /// Between two values.
    pub(crate) fn range(&mut self, low: f32, high: f32) -> f32 {
        low + (high - low) * self.unit()
    }

    /// From -1 to 1.
    pub(crate) fn sway(&mut self) -> f32 {
        self.unit() * 2.0 - 1.0
    }

    /// True in `share` of all cases.
    pub(crate) fn chance(&mut self, share: f32) -> bool {
        self.unit() < share
    }

    /// A whole number below `count`; 0 where `count` is 0.
    pub(crate) fn below(&mut self, count: usize) -> usize {
        ((self.bits() >> 33) as usize).checked_rem(count).unwrap_or(0)
    }

    /// One of some values.
    pub(crate) fn pick<T: Copy>(&mut self, values: &[T], otherwise: T) -> T {
        values.get(self.below(values.len())).copied().unwrap_or(otherwise)
    }
}

#[cfg(test)]
mod tests {
    use super::Rng;

    #[test]
    fn the_stream_never_changes() {
        let mut rng = Rng::of(&["a", "bc"]);
        assert_eq!(
            [rng.bits(), rng.bits()],
            [Rng::of(&["a", "bc"]).bits(), {
                let mut again = Rng::of(&["a", "bc"]);
                again.bits();
                again.bits()
            }]
        );
        assert_ne!(Rng::of(&["a", "bc"]).bits(), Rng::of(&["ab", "c"]).bits());
    }

    #[test]
    fn units_lie_in_range() {
        let mut rng = Rng::of(&["range"]);
        assert!((0..1000).all(|_| (0.0..1.0).contains(&rng.unit())));
        assert_eq!(rng.below(0), 0);
    }
}
