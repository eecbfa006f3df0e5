//! Runs on the database: made, read and listed.

use throughline_model::shape::Text;
use throughline_model::work::{EntityKind, KindOf, RefTo, Run, RunCreate, RunInputs, WorkId};
use throughline_model::{ConstraintSnapshotId, WorkRunId};

use super::issue_link::touch;
use super::join::Join;
use super::references::References;
use super::table::{
    Table, id as id_of, json, newest, optional_json, reference, role, row_count, row_fetch, row_insert, row_list, trace,
};
use super::{AuditChange, Page, Stored, WorkContext, WorkError, audit_append};
use crate::database::{Row, Session, micros};
use crate::{StoreError, values};

/// What runs are given to know.
const PACKETS: Join = Join { table: "cwom_run_context_packets", owner: "run_id", target: "context_packet_id" };
/// The rules of runs.
const DOCTRINE: Join = Join { table: "cwom_run_doctrine_refs", owner: "run_id", target: "doctrine_ref_id" };

/// Which runs are wanted.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RunFilter {
    /// On this issue.
    pub issue_id: Option<String>,
    /// In this repository.
    pub repo_id: Option<String>,
    /// With this status.
    pub status: Option<String>,
    /// Of this mode.
    pub mode: Option<String>,
}

impl RunFilter {
    fn wanted(&self) -> [(&'static str, Option<&str>); 4] {
        [
            ("issue_id", self.issue_id.as_deref()),
            ("repo_id", self.repo_id.as_deref()),
            ("status", self.status.as_deref()),
            ("mode", self.mode.as_deref()),
        ]
    }
}

impl Table for Stored<Run> {
    const NAME: &'static str = "cwom_runs";
    const COLUMNS: &'static str = "id, trace_id, issue_id, issue_role, repo_id, repo_role, status, mode, executor, constraint_snapshot_id, \
         constraint_snapshot_role, plan, telemetry, cost, outputs, failure, artifact_root_uri, tags, meta, \
         created_at, updated_at, revision";

    /// The run without what is linked to it, which is read for many at once.
    fn read(row: &Row<'_>) -> Result<Self, StoreError> {
        let snapshot = match row.optional_text(9)? {
            Some(_) => Some(reference::<ConstraintSnapshotId>(row, 9)?),
            None => None,
        };
        let object = Run {
            kind: KindOf::new(),
            id: row.parsed(0)?,
            trace_id: row.optional_parsed(1)?,
            for_issue: reference(row, 2)?,
            repo: reference(row, 4)?,
            status: row.parsed(6)?,
            mode: row.parsed(7)?,
            executor: row.json(8)?,
            inputs: RunInputs { constraint_snapshot: snapshot, ..RunInputs::default() },
            plan: row.json(11)?,
            telemetry: row.json(12)?,
            cost: row.json(13)?,
            outputs: row.json(14)?,
            failure: row.optional_json(15)?,
            artifact_root_uri: row.optional_parsed(16)?,
            tags: row.json(17)?,
            meta: row.json(18)?,
            created_at: row.time(19)?,
            updated_at: row.time(20)?,
        };
        Ok(Self { object, revision: row.i64(21)? })
    }
}

/// Makes a run; its issue, which shows it, has another revision then. What it works with is kept once each.
///
/// # Errors
/// When it points at what is not there; and when the database refuses it or is away.
pub fn run_create(session: &mut Session, context: &WorkContext, asked: RunCreate) -> Result<Stored<Run>, WorkError> {
    References::default()
        .one(&["for_issue"], &asked.for_issue)
        .one(&["repo"], &asked.repo)
        .list(&["inputs", "context_packets"], &asked.inputs.context_packets)
        .list(&["inputs", "doctrine_refs"], &asked.inputs.doctrine_refs)
        .optional(&["inputs", "constraint_snapshot"], asked.inputs.constraint_snapshot.as_ref())
        .check(session)?;
    let id = WorkRunId::generate_after(newest::<Stored<Run>, _>(session)?);
    let run = asked.into_object(id, context.trace_id.clone(), context.now);
    run_insert(session, &run)?;
    for to in &run.inputs.context_packets {
        PACKETS.add(session, &id.to_string(), id_of(to), role(to))?;
    }
    for to in &run.inputs.doctrine_refs {
        DOCTRINE.add(session, &id.to_string(), id_of(to), role(to))?;
    }
    let stored = run_fetch(session, id)?.ok_or_else(|| WorkError::not_found(EntityKind::Run, id))?;
    audit_append(session, context, AuditChange::created(EntityKind::Run, id, &stored.object))?;
    if let Ok(issue) = run.for_issue.target() {
        touch(session, context, issue)?;
    }
    Ok(stored)
}

fn run_insert(session: &mut Session, run: &Run) -> Result<(), StoreError> {
    let [id, executor, plan] = [run.id.to_string(), json(&run.executor)?, json(&run.plan)?];
    let [telemetry, cost, outputs] = [json(&run.telemetry)?, json(&run.cost)?, json(&run.outputs)?];
    let [tags, meta] = [json(&run.tags)?, json(&run.meta)?];
    let failure = optional_json(run.failure.as_ref())?;
    let snapshot = run.inputs.constraint_snapshot.as_ref();
    let values = values![
        &id,
        trace(run.trace_id.as_ref()),
        id_of(&run.for_issue),
        role(&run.for_issue),
        id_of(&run.repo),
        role(&run.repo),
        run.status.as_str(),
        run.mode.as_str(),
        &executor,
        snapshot.map(id_of),
        snapshot.and_then(role),
        &plan,
        &telemetry,
        &cost,
        &outputs,
        failure.as_deref(),
        run.artifact_root_uri.as_ref().map(Text::as_str),
        &tags,
        &meta,
        micros(run.created_at),
        micros(run.updated_at),
        1,
    ];
    row_insert::<Stored<Run>>(session, values, "").map(drop)
}

/// The run with this id, and what it works with.
///
/// # Errors
/// When the database is away.
pub fn run_fetch(session: &mut Session, id: WorkRunId) -> Result<Option<Stored<Run>>, StoreError> {
    let mut found: Vec<_> = row_fetch::<Stored<Run>>(session, id)?.into_iter().collect();
    inputs_fill(session, &mut found)?;
    Ok(found.pop())
}

/// Runs, the newest first.
///
/// # Errors
/// When the database is away.
pub fn run_list(
    session: &mut Session,
    filter: &RunFilter,
    page: Page<WorkRunId>,
) -> Result<Vec<Stored<Run>>, StoreError> {
    let mut found = row_list(session, &filter.wanted(), page)?;
    inputs_fill(session, &mut found)?;
    Ok(found)
}

/// How many runs there are.
///
/// # Errors
/// When the database is away.
pub fn run_count(session: &mut Session, filter: &RunFilter) -> Result<u64, StoreError> {
    row_count::<Stored<Run>>(session, &filter.wanted())
}

fn inputs_fill(session: &mut Session, runs: &mut [Stored<Run>]) -> Result<(), StoreError> {
    let ids: Vec<String> = runs.iter().map(|run| run.object.id.to_string()).collect();
    let mut packets = PACKETS.load(session, &ids)?;
    let mut doctrine = DOCTRINE.load(session, &ids)?;
    for (run, id) in runs.iter_mut().zip(&ids) {
        run.object.inputs.context_packets = references(packets.remove(id));
        run.object.inputs.doctrine_refs = references(doctrine.remove(id));
    }
    Ok(())
}

fn references<K: WorkId>(linked: Option<Vec<(K, Option<Text<1, 64>>)>>) -> Vec<RefTo<K>> {
    linked.into_iter().flatten().map(|(id, role)| RefTo::new(id).with_role(role)).collect()
}
