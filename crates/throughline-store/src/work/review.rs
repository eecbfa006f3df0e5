//! Decisions of reviews on the database, and what becomes of the issue and of the run.

use throughline_model::shape::Text;
use throughline_model::work::{
    EntityKind, Issue, KindOf, RefTo, ReviewDecision, ReviewDecisionCreate, Run, Status, WorkId,
};
use throughline_model::{EvidencePackId, ReviewDecisionId};

use super::constraint_snapshot::actor;
use super::evidence_pack::evidence_pack_fetch;
use super::issue::issue_fetch;
use super::references::References;
use super::run::run_fetch;
use super::table::{
    Table, id as id_of, json, newest, reference, role, row_count, row_fetch, row_insert, row_list, trace,
};
use super::{AuditChange, Page, Stored, WorkContext, WorkError, audit_append};
use crate::database::{Row, Session, micros};
use crate::{StoreError, values};

/// Which decisions are wanted.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ReviewFilter {
    /// About this evidence.
    pub evidence_pack_id: Option<String>,
    /// About this issue.
    pub issue_id: Option<String>,
    /// Of this outcome.
    pub decision: Option<String>,
}

impl ReviewFilter {
    fn wanted(&self) -> [(&'static str, Option<&str>); 3] {
        [
            ("evidence_pack_id", self.evidence_pack_id.as_deref()),
            ("issue_id", self.issue_id.as_deref()),
            ("decision", self.decision.as_deref()),
        ]
    }
}

impl Table for Stored<ReviewDecision> {
    const NAME: &'static str = "cwom_review_decisions";
    const COLUMNS: &'static str = "id, trace_id, evidence_pack_id, evidence_pack_role, run_id, run_role, issue_id, issue_role, \
         reviewer_kind, reviewer_id, reviewer_display, decision, decision_reason, criteria_overrides, \
         reviewed_at, tags, meta, created_at, updated_at, revision";

    fn read(row: &Row<'_>) -> Result<Self, StoreError> {
        let object = ReviewDecision {
            kind: KindOf::new(),
            id: row.parsed(0)?,
            trace_id: row.optional_parsed(1)?,
            for_evidence_pack: reference(row, 2)?,
            for_run: reference(row, 4)?,
            for_issue: reference(row, 6)?,
            reviewer: actor(row, 8)?,
            decision: row.parsed(11)?,
            decision_reason: row.parsed(12)?,
            criteria_overrides: row.json(13)?,
            reviewed_at: row.time(14)?,
            tags: row.json(15)?,
            meta: row.json(16)?,
            created_at: row.time(17)?,
            updated_at: row.time(18)?,
        };
        Ok(Self { object, revision: row.i64(19)? })
    }
}

/// Makes a decision: its issue, which has to be under review, and its run get the status that follows from it, wherever the
/// run stood before. The audit log is told of all three, as done by the reviewer.
///
/// # Errors
/// In this order: when the pack is not there, when the issue is not, when that is not under review, when the run is not there;
/// and when the database refuses it or is away.
pub fn review_create(
    session: &mut Session,
    context: &WorkContext,
    asked: ReviewDecisionCreate,
) -> Result<Stored<ReviewDecision>, WorkError> {
    let not_found = |kind, id: &str| WorkError::not_found(kind, id);
    let pack = target(&asked.for_evidence_pack).map(|id| evidence_pack_fetch(session, id)).transpose()?.flatten();
    pack.ok_or_else(|| not_found(EntityKind::EvidencePack, &asked.for_evidence_pack.id))?;
    let issue = target(&asked.for_issue).map(|id| issue_fetch(session, id)).transpose()?.flatten();
    let issue = issue.ok_or_else(|| not_found(EntityKind::Issue, &asked.for_issue.id))?.object;
    if issue.status != Status::UnderReview {
        return Err(WorkError::NotUnderReview { id: issue.id.to_string(), status: issue.status });
    }
    References::default().one(&["for_run"], &asked.for_run).check(session)?;
    let run = target(&asked.for_run).map(|id| run_fetch(session, id)).transpose()?.flatten();
    let run = run.ok_or_else(|| not_found(EntityKind::Run, &asked.for_run.id))?.object;

    let context = &context.by(asked.reviewer.clone());
    let id = ReviewDecisionId::generate_after(newest::<Stored<ReviewDecision>, _>(session)?);
    let review = asked.into_object(id, context.trace_id.clone(), context.now);
    review_insert(session, &review)?;
    let note = format!("Review decision: {}", review.decision);
    let created = AuditChange::created(EntityKind::ReviewDecision, id, &review).noted(&note);
    audit_append(session, context, created)?;
    outcome_write(session, context, review.decision.outcome(), &issue, &run, &note)?;
    Ok(Stored::first(review))
}

/// The id, where it is written as ids are.
fn target<K: WorkId>(reference: &RefTo<K>) -> Option<K> {
    reference.target().ok().filter(|id| id.to_string() == reference.id.as_str())
}

fn outcome_write(
    session: &mut Session,
    context: &WorkContext,
    status: Status,
    issue: &Issue,
    run: &Run,
    note: &str,
) -> Result<(), StoreError> {
    super::issue_change::status_write(session, issue.id, status, context.now)?;
    let moved = AuditChange::status_changed(EntityKind::Issue, issue.id, issue.status.as_str(), status.as_str());
    audit_append(session, context, moved.noted(note))?;
    super::run_change::status_write(session, run.id, status, context.now)?;
    let moved = AuditChange::status_changed(EntityKind::Run, run.id, run.status.as_str(), status.as_str());
    audit_append(session, context, moved.noted(note)).map(drop)
}

fn review_insert(session: &mut Session, review: &ReviewDecision) -> Result<(), StoreError> {
    let [id, overrides] = [review.id.to_string(), json(&review.criteria_overrides)?];
    let [tags, meta] = [json(&review.tags)?, json(&review.meta)?];
    let values = values![
        &id,
        trace(review.trace_id.as_ref()),
        id_of(&review.for_evidence_pack),
        role(&review.for_evidence_pack),
        id_of(&review.for_run),
        role(&review.for_run),
        id_of(&review.for_issue),
        role(&review.for_issue),
        review.reviewer.actor_kind.as_str(),
        review.reviewer.actor_id.as_str(),
        review.reviewer.display.as_ref().map(Text::as_str),
        review.decision.as_str(),
        review.decision_reason.as_str(),
        &overrides,
        micros(review.reviewed_at),
        &tags,
        &meta,
        micros(review.created_at),
        micros(review.updated_at),
        1,
    ];
    row_insert::<Stored<ReviewDecision>>(session, values, "").map(drop)
}

/// The decision with this id.
///
/// # Errors
/// When the database is away.
pub fn review_fetch(session: &mut Session, id: ReviewDecisionId) -> Result<Option<Stored<ReviewDecision>>, StoreError> {
    row_fetch(session, id)
}

/// The first decision about a pack.
///
/// # Errors
/// When the database is away.
pub fn review_of_pack(
    session: &mut Session,
    pack: EvidencePackId,
) -> Result<Option<Stored<ReviewDecision>>, StoreError> {
    let columns = <Stored<ReviewDecision> as Table>::COLUMNS;
    let sql = format!("SELECT {columns} FROM cwom_review_decisions WHERE evidence_pack_id = $1 ORDER BY id LIMIT 1");
    session.query_opt(&sql, values![&pack.to_string()], Stored::read)
}

/// Decisions, the newest first.
///
/// # Errors
/// When the database is away.
pub fn review_list(
    session: &mut Session,
    filter: &ReviewFilter,
    page: Page<ReviewDecisionId>,
) -> Result<Vec<Stored<ReviewDecision>>, StoreError> {
    row_list(session, &filter.wanted(), page)
}

/// How many decisions there are.
///
/// # Errors
/// When the database is away.
pub fn review_count(session: &mut Session, filter: &ReviewFilter) -> Result<u64, StoreError> {
    row_count::<Stored<ReviewDecision>>(session, &filter.wanted())
}
