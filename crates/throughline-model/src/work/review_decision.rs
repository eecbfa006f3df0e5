//! What somebody decided about the evidence.

use super::{Actor, CriterionOverride, KindOf, RefTo, Status, TraceId};
use crate::shape::{FreeText, Meta, Time};
use crate::{EvidencePackId, IssueId, ReviewDecisionId, WorkRunId, shape, vocabulary};

vocabulary! {
    /// What a review decided.
    pub enum ReviewDecisionStatus {
        /// It is good.
        Approved = "approved",
        /// It is not.
        Rejected = "rejected",
        /// It could become good.
        NeedsChanges = "needs_changes",
    }
}

shape! {
    /// A decision, as it is asked for.
    pub struct ReviewDecisionCreate {
        /// The evidence that was looked at.
        pub for_evidence_pack: RefTo<EvidencePackId>,
        /// The run that it is about.
        pub for_run: RefTo<WorkRunId>,
        /// The issue that the run worked on.
        pub for_issue: RefTo<IssueId>,
        /// Who decided.
        pub reviewer: Actor,
        /// What was decided.
        pub decision: ReviewDecisionStatus,
        /// Why; it may be empty.
        pub decision_reason: FreeText,
        /// The criteria that the reviewer sees otherwise.
        pub criteria_overrides: Vec<CriterionOverride>,
        /// Words to find it by.
        pub tags: Vec<FreeText>,
        /// Anything else.
        pub meta: Meta = Meta::default(),
    }

    /// What somebody decided about the evidence.
    pub struct ReviewDecision {
        /// `ReviewDecision`.
        pub kind: KindOf<ReviewDecisionId>,
        /// Its id.
        pub id: ReviewDecisionId,
        /// The trace that it was made in.
        pub trace_id: Option<TraceId>,
        /// The evidence that was looked at.
        pub for_evidence_pack: RefTo<EvidencePackId>,
        /// The run that it is about.
        pub for_run: RefTo<WorkRunId>,
        /// The issue that the run worked on.
        pub for_issue: RefTo<IssueId>,
        /// Who decided.
        pub reviewer: Actor,
        /// What was decided.
        pub decision: ReviewDecisionStatus,
        /// Why; it may be empty.
        pub decision_reason: FreeText,
        /// The criteria that the reviewer sees otherwise.
        pub criteria_overrides: Vec<CriterionOverride>,
        /// When it was decided.
        pub reviewed_at: Time,
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

impl ReviewDecisionCreate {
    /// What comes of it.
    #[must_use]
    pub fn into_object(self, id: ReviewDecisionId, trace_id: Option<TraceId>, at: Time) -> ReviewDecision {
        ReviewDecision {
            kind: KindOf::new(),
            id,
            trace_id,
            for_evidence_pack: self.for_evidence_pack,
            for_run: self.for_run,
            for_issue: self.for_issue,
            reviewer: self.reviewer,
            decision: self.decision,
            decision_reason: self.decision_reason,
            criteria_overrides: self.criteria_overrides,
            reviewed_at: at,
            tags: self.tags,
            meta: self.meta,
            created_at: at,
            updated_at: at,
        }
    }
}

impl ReviewDecisionStatus {
    /// What becomes of the issue and of the run.
    #[must_use]
    pub fn outcome(self) -> Status {
        match self {
            Self::Approved => Status::Done,
            Self::Rejected | Self::NeedsChanges => Status::Failed,
        }
    }
}
