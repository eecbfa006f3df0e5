//! Evidence packs on the database.

use throughline_model::shape::{Count, Text};
use throughline_model::work::{EntityKind, EvidencePack, EvidencePackCreate, KindOf};
use throughline_model::{EvidencePackId, WorkRunId};

use super::constraint_snapshot::actor;
use super::references::References;
use super::table::{
    Table, id as id_of, json, newest, reference, role, row_count, row_fetch, row_find, row_insert, row_list, trace,
};
use super::{AuditChange, Page, Stored, WorkContext, WorkError, audit_append};
use crate::database::{Row, Session, micros};
use crate::{StoreError, values};

/// Which packs are wanted.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct EvidencePackFilter {
    /// About this run.
    pub run_id: Option<String>,
    /// About this issue.
    pub issue_id: Option<String>,
    /// With this verdict.
    pub verdict: Option<String>,
}

impl EvidencePackFilter {
    fn wanted(&self) -> [(&'static str, Option<&str>); 3] {
        [
            ("run_id", self.run_id.as_deref()),
            ("issue_id", self.issue_id.as_deref()),
            ("verdict", self.verdict.as_deref()),
        ]
    }
}

impl Table for Stored<EvidencePack> {
    const NAME: &'static str = "cwom_evidence_packs";
    const COLUMNS: &'static str = "id, trace_id, run_id, run_role, issue_id, issue_role, verdict, verdict_reason, evaluated_at, \
         evaluated_by_kind, evaluated_by_id, evaluated_by_display, criteria_results, evidence_collected, \
         evidence_missing, checks_passed, checks_failed, checks_skipped, evidence_uri, tags, meta, created_at, \
         updated_at, revision";

    fn read(row: &Row<'_>) -> Result<Self, StoreError> {
        let object = EvidencePack {
            kind: KindOf::new(),
            id: row.parsed(0)?,
            trace_id: row.optional_parsed(1)?,
            for_run: reference(row, 2)?,
            for_issue: reference(row, 4)?,
            verdict: row.parsed(6)?,
            verdict_reason: row.parsed(7)?,
            evaluated_at: row.time(8)?,
            evaluated_by: actor(row, 9)?.into(),
            criteria_results: row.json(12)?,
            evidence_collected: row.json(13)?,
            evidence_missing: row.json(14)?,
            checks_passed: count(row, 15)?,
            checks_failed: count(row, 16)?,
            checks_skipped: count(row, 17)?,
            evidence_uri: row.optional_parsed(18)?,
            tags: row.json(19)?,
            meta: row.json(20)?,
            created_at: row.time(21)?,
            updated_at: row.time(22)?,
        };
        Ok(Self { object, revision: row.i64(23)? })
    }
}

fn count(row: &Row<'_>, column: usize) -> Result<Count, StoreError> {
    Ok(Count::clamped(row.i64(column)?.unsigned_abs()))
}

/// Makes a pack.
///
/// # Errors
/// When its run or its issue is not there; and when the database refuses it or is away.
pub fn evidence_pack_create(
    session: &mut Session,
    context: &WorkContext,
    asked: EvidencePackCreate,
) -> Result<Stored<EvidencePack>, WorkError> {
    References::default().one(&["for_run"], &asked.for_run).one(&["for_issue"], &asked.for_issue).check(session)?;
    let id = EvidencePackId::generate_after(newest::<Stored<EvidencePack>, _>(session)?);
    let pack = asked.into_object(id, context.trace_id.clone(), context.now);
    pack_insert(session, &pack)?;
    audit_append(session, context, AuditChange::created(EntityKind::EvidencePack, id, &pack))?;
    Ok(Stored::first(pack))
}

fn pack_insert(session: &mut Session, pack: &EvidencePack) -> Result<(), StoreError> {
    let [id, results, collected] =
        [pack.id.to_string(), json(&pack.criteria_results)?, json(&pack.evidence_collected)?];
    let [missing, tags, meta] = [json(&pack.evidence_missing)?, json(&pack.tags)?, json(&pack.meta)?];
    let values = values![
        &id,
        trace(pack.trace_id.as_ref()),
        id_of(&pack.for_run),
        role(&pack.for_run),
        id_of(&pack.for_issue),
        role(&pack.for_issue),
        pack.verdict.as_str(),
        pack.verdict_reason.as_str(),
        micros(pack.evaluated_at),
        pack.evaluated_by.actor_kind.as_str(),
        pack.evaluated_by.actor_id.as_str(),
        pack.evaluated_by.display.as_ref().map(Text::as_str),
        &results,
        &collected,
        &missing,
        pack.checks_passed.signed(),
        pack.checks_failed.signed(),
        pack.checks_skipped.signed(),
        pack.evidence_uri.as_ref().map(Text::as_str),
        &tags,
        &meta,
        micros(pack.created_at),
        micros(pack.updated_at),
        1,
    ];
    row_insert::<Stored<EvidencePack>>(session, values, "").map(drop)
}

/// The pack with this id.
///
/// # Errors
/// When the database is away.
pub fn evidence_pack_fetch(
    session: &mut Session,
    id: EvidencePackId,
) -> Result<Option<Stored<EvidencePack>>, StoreError> {
    row_fetch(session, id)
}

/// The newest pack about a run.
///
/// # Errors
/// When the database is away.
pub fn evidence_pack_of_run(session: &mut Session, run: WorkRunId) -> Result<Option<Stored<EvidencePack>>, StoreError> {
    row_find(session, "run_id", &run.to_string())
}

/// Packs, the newest first.
///
/// # Errors
/// When the database is away.
pub fn evidence_pack_list(
    session: &mut Session,
    filter: &EvidencePackFilter,
    page: Page<EvidencePackId>,
) -> Result<Vec<Stored<EvidencePack>>, StoreError> {
    row_list(session, &filter.wanted(), page)
}

/// How many packs there are.
///
/// # Errors
/// When the database is away.
pub fn evidence_pack_count(session: &mut Session, filter: &EvidencePackFilter) -> Result<u64, StoreError> {
    row_count::<Stored<EvidencePack>>(session, &filter.wanted())
}
