//! What shows whether a run did what was wanted.

use super::{Actor, CriterionResult, Evaluator, EvidenceItem, KindOf, RefTo, TraceId, Verdict};
use crate::shape::{Count, FreeText, Meta, Text, Time};
use crate::{EvidencePackId, IssueId, WorkRunId, shape};

shape! {
    /// An evidence pack, as it is asked for.
    pub struct EvidencePackCreate {
        /// The run that it is about.
        pub for_run: RefTo<WorkRunId>,
        /// The issue that the run worked on.
        pub for_issue: RefTo<IssueId>,
        /// What the evidence says.
        pub verdict: Verdict,
        /// Why.
        pub verdict_reason: FreeText = Text::fitted(""),
        /// Who looked.
        pub evaluated_by: Actor,
        /// How each criterion fared.
        pub criteria_results: Vec<CriterionResult>,
        /// The evidence that was wanted, and whether it was found.
        pub evidence_collected: Vec<EvidenceItem>,
        /// The evidence that was not found.
        pub evidence_missing: Vec<FreeText>,
        /// How many checks passed.
        pub checks_passed: Count = Count::clamped(0),
        /// How many failed.
        pub checks_failed: Count = Count::clamped(0),
        /// How many were not made.
        pub checks_skipped: Count = Count::clamped(0),
        /// Where the evidence is.
        pub evidence_uri: Option<Text<1, 2000>>,
        /// Words to find it by.
        pub tags: Vec<FreeText>,
        /// Anything else.
        pub meta: Meta = Meta::default(),
    }

    /// What shows whether a run did what was wanted.
    pub struct EvidencePack {
        /// `EvidencePack`.
        pub kind: KindOf<EvidencePackId>,
        /// Its id.
        pub id: EvidencePackId,
        /// The trace that it was made in.
        pub trace_id: Option<TraceId>,
        /// The run that it is about.
        pub for_run: RefTo<WorkRunId>,
        /// The issue that the run worked on.
        pub for_issue: RefTo<IssueId>,
        /// What the evidence says.
        pub verdict: Verdict,
        /// Why.
        pub verdict_reason: FreeText,
        /// When somebody looked.
        pub evaluated_at: Time,
        /// Who looked.
        pub evaluated_by: Evaluator,
        /// How each criterion fared.
        pub criteria_results: Vec<CriterionResult>,
        /// The evidence that was wanted, and whether it was found.
        pub evidence_collected: Vec<EvidenceItem>,
        /// The evidence that was not found.
        pub evidence_missing: Vec<FreeText>,
        /// How many checks passed.
        pub checks_passed: Count,
        /// How many failed.
        pub checks_failed: Count,
        /// How many were not made.
        pub checks_skipped: Count,
        /// Where the evidence is.
        pub evidence_uri: Option<Text<1, 2000>>,
        /// Words to find it by.
        pub tags: Vec<FreeText>,
        /// Anything else.
        pub meta: Meta,
        /// When it was made.
        pub created_at: Time,
        /// When it was changed last.
        pub updated_at: Time,
    }
}

impl EvidencePackCreate {
    /// What comes of it.
    #[must_use]
    pub fn into_object(self, id: EvidencePackId, trace_id: Option<TraceId>, at: Time) -> EvidencePack {
        EvidencePack {
            kind: KindOf::new(),
            id,
            trace_id,
            for_run: self.for_run,
            for_issue: self.for_issue,
            verdict: self.verdict,
            verdict_reason: self.verdict_reason,
            evaluated_at: at,
            evaluated_by: self.evaluated_by.into(),
            criteria_results: self.criteria_results,
            evidence_collected: self.evidence_collected,
            evidence_missing: self.evidence_missing,
            checks_passed: self.checks_passed,
            checks_failed: self.checks_failed,
            checks_skipped: self.checks_skipped,
            evidence_uri: self.evidence_uri,
            tags: self.tags,
            meta: self.meta,
            created_at: at,
            updated_at: at,
        }
    }
}
