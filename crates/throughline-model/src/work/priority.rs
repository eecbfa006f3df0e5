//! How soon something is wanted.

use crate::vocabulary;

vocabulary! {
    /// How soon something is wanted.
    pub enum Priority {
        /// Before everything else.
        P0 = "P0",
        /// Soon.
        P1 = "P1",
        /// In its turn.
        P2 = "P2",
        /// Some day.
        P3 = "P3",
        /// Perhaps never.
        P4 = "P4",
    }
}
