//! Whether an artifact is what it should be.

use crate::shape::Text;
use crate::{shape, vocabulary};

vocabulary! {
    /// What looking at something gave.
    #[derive(Default)]
    pub enum VerificationStatus {
        /// Nobody looked.
        #[default]
        Unverified = "unverified",
        /// It is as it should be.
        Passed = "passed",
        /// It is not.
        Failed = "failed",
    }
}

shape! {
    /// One check.
    pub struct VerificationCheck {
        /// What was checked.
        pub name: Text<1, 128>,
        /// What it gave.
        pub status: VerificationStatus,
        /// Where one can see it.
        pub evidence_uri: Option<Text<1, 2000>>,
    }

    /// Whether an artifact is what it should be.
    #[derive(Default)]
    pub struct Verification {
        /// All in all.
        pub status: VerificationStatus = VerificationStatus::Unverified,
        /// One check after the other.
        pub checks: Vec<VerificationCheck>,
    }
}
