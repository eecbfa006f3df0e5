//! How criteria fared, and which evidence was found.

use crate::shape::{Count, FreeText};
use crate::{shape, vocabulary};

vocabulary! {
    /// What evidence says of a run.
    pub enum Verdict {
        /// It did what was wanted.
        Pass = "pass",
        /// It did not.
        Fail = "fail",
        /// It did some of it.
        Partial = "partial",
        /// Nobody knows yet.
        Pending = "pending",
    }

    /// How one criterion fared.
    pub enum CriterionStatus {
        /// It is met.
        Satisfied = "satisfied",
        /// It is not.
        NotSatisfied = "not_satisfied",
        /// Nobody looked.
        Unverified = "unverified",
        /// Nobody wanted to look.
        Skipped = "skipped",
    }
}

shape! {
    /// How one criterion fared.
    pub struct CriterionResult {
        /// The criterion.
        pub criterion: FreeText,
        /// Its place among the criteria, from 0.
        pub index: Count,
        /// How it fared.
        pub status: CriterionStatus,
        /// Why.
        pub reason: Option<FreeText>,
        /// What shows it.
        pub evidence_refs: Vec<FreeText>,
    }

    /// One piece of evidence that was wanted.
    pub struct EvidenceItem {
        /// What was wanted.
        pub requirement: FreeText,
        /// Its place among what was wanted, from 0.
        pub index: Count,
        /// Whether it was found.
        pub found: bool,
        /// Where it is.
        pub artifact_uri: Option<FreeText>,
        /// What it is.
        pub artifact_type: Option<FreeText>,
        /// More about it.
        pub notes: Option<FreeText>,
    }

    /// A criterion that a reviewer sees otherwise.
    pub struct CriterionOverride {
        /// Its place among the criteria, from 0.
        pub criterion_index: Count,
        /// What the evidence said.
        pub original_status: CriterionStatus,
        /// What the reviewer says.
        pub override_status: CriterionStatus,
        /// Why.
        pub reason: FreeText,
    }
}
