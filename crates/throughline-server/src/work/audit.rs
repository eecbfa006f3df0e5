//! The audit log over HTTP: who changed what. It is only read; whoever changes something writes it.

use axum::http::Method;
use serde_json::{Value, json};
use throughline_model::shape::{Query, Time};
use throughline_model::work::{AuditEntry, EntityKind};
use throughline_model::{AuditId, Digest};
use throughline_store::work::{AuditFilter, audit_count, audit_list};

use super::action::{paged, text};
use super::paging::{COUNT, CURSOR, LIMIT, OFFSET, Paging};
use super::told;
use crate::problem::Problem;
use crate::request::Request;
use crate::route::{Job, Parameter, Route};

const TAG: &str = "audit";
const ACTION: Parameter = Parameter::text("action", "Only this was done.");
const ACTOR: Parameter = Parameter::text("actor_id", "Only what this actor did.");
const SINCE: Parameter = Parameter::new(
    "since",
    "Only from this moment on.",
    || json!({"anyOf": [{"type": "string", "format": "date-time"}, {"const": ""}]}),
);

macro_rules! of_object {
    ($path:literal, $operation:literal, $kind:ident) => {
        Route::new(Method::GET, $path, $operation, |request| of_object(request, EntityKind::$kind))
            .about(TAG, "What was done to one object, the newest first.")
            .query(&[ACTION, ACTOR, SINCE, LIMIT, OFFSET, CURSOR, COUNT])
            .answers(|book| told::many::<AuditEntry>(book, "The entries.", &example()))
    };
}

/// The routes.
pub(super) const ROUTES: &[Route] = &[
    Route::new(Method::GET, "/audit", "listAudit", |request| {
        let query = Query::new(&request.query);
        let filter = AuditFilter {
            entity_kind: text(&query, "entity_kind"),
            entity_id: text(&query, "entity_id"),
            ..AuditFilter::default()
        };
        audit(request, filter)
    })
    .about(TAG, "What was done, the newest first; each entry holds the digest of the one before.")
    .query(&[
        Parameter::text("entity_kind", "Only what was done to this kind of object."),
        Parameter::text("entity_id", "Only what was done to this object."),
        ACTION,
        ACTOR,
        SINCE,
        LIMIT,
        OFFSET,
        CURSOR,
        COUNT,
    ])
    .answers(|book| told::many::<AuditEntry>(book, "The entries.", &example())),
    of_object!("/cwom/repos/{id}/audit", "listAuditOfRepo", Repo),
    of_object!("/cwom/issues/{id}/audit", "listAuditOfIssue", Issue),
    of_object!("/cwom/context-packets/{id}/audit", "listAuditOfContextPacket", ContextPacket),
    of_object!("/cwom/constraint-snapshots/{id}/audit", "listAuditOfConstraintSnapshot", ConstraintSnapshot),
    of_object!("/cwom/doctrine-refs/{id}/audit", "listAuditOfDoctrineRef", DoctrineRef),
    of_object!("/cwom/runs/{id}/audit", "listAuditOfWorkRun", Run),
    of_object!("/cwom/artifacts/{id}/audit", "listAuditOfArtifact", Artifact),
    of_object!("/cwom/evidence-packs/{id}/audit", "listAuditOfEvidencePack", EvidencePack),
    of_object!("/cwom/reviews/{id}/audit", "listAuditOfReview", ReviewDecision),
    of_object!("/tasks/{id}/audit", "listAuditOfTask", Task),
];

fn example() -> Value {
    let digest = Digest::of(b"the entry before");
    json!({
        "id": super::example_id::<AuditId>(),
        "ts": super::example_time(),
        "actor_kind": "system",
        "actor_id": "cwom-service",
        "action": "status_changed",
        "entity_kind": "Issue",
        "entity_id": super::example_id::<throughline_model::IssueId>(),
        "before": {"status": "planned"},
        "after": {"status": "ready"},
        "note": "Status changed: planned -> ready",
        "trace_id": null,
        "previous": digest,
        "digest": digest,
    })
}

fn of_object(request: &Request, kind: EntityKind) -> Result<Job, Problem> {
    // The log never has an id that is no ULID.
    let id: AuditId = request.id(kind)?;
    let filter =
        AuditFilter { entity_kind: Some(kind.to_string()), entity_id: Some(id.to_string()), ..AuditFilter::default() };
    audit(request, filter)
}

fn audit(request: &Request, filter: AuditFilter) -> Result<Job, Problem> {
    let mut query = Query::new(&request.query);
    let since = query.parsed::<Time>("since", "a moment is written as 2026-12-01T09:30:00Z");
    let filter = AuditFilter { action: text(&query, "action"), actor_id: text(&query, "actor_id"), since, ..filter };
    let paging = Paging::<AuditId>::read(&mut query, request);
    query.finish()?;
    Ok(paged(paging, filter, audit_list, audit_count))
}
