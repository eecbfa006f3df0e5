-- The ledger of runs. Times are milliseconds since 1970-01-01 UTC; digests and ids are text as they are shown.

CREATE TABLE run (
    id          TEXT PRIMARY KEY,
    pipeline    TEXT NOT NULL,
    name        TEXT NOT NULL UNIQUE,
    status      TEXT NOT NULL,
    parameters  TEXT NOT NULL,
    started_at  INTEGER NOT NULL,
    finished_at INTEGER,
    duration_ms INTEGER,
    planned     INTEGER NOT NULL,
    failure     TEXT
) STRICT;
CREATE INDEX run_by_pipeline ON run (pipeline, id);
CREATE INDEX run_unfinished ON run (id) WHERE finished_at IS NULL;

-- Append-only: one row for each commit, its events as JSON lines in order.
CREATE TABLE run_event (
    run_id    TEXT NOT NULL REFERENCES run (id),
    first_seq INTEGER NOT NULL,
    last_seq  INTEGER NOT NULL,
    lines     TEXT NOT NULL,
    PRIMARY KEY (run_id, first_seq)
) STRICT;

-- Good results of stages, newest last: what later runs compare with.
CREATE TABLE stage_record (
    id          INTEGER PRIMARY KEY,
    stage       TEXT NOT NULL,
    run_id      TEXT NOT NULL,
    attempt     TEXT NOT NULL,
    fingerprint TEXT NOT NULL,
    parts       TEXT NOT NULL,
    artifacts   TEXT NOT NULL,
    after       TEXT NOT NULL,
    usable      INTEGER NOT NULL,
    at          INTEGER NOT NULL
) STRICT;
CREATE INDEX stage_record_by_fingerprint ON stage_record (stage, fingerprint);
CREATE INDEX stage_record_by_attempt ON stage_record (attempt);

-- The newest record of each stage.
CREATE TABLE stage_head (
    stage     TEXT PRIMARY KEY,
    record_id INTEGER NOT NULL REFERENCES stage_record (id)
) STRICT;

-- Which record wrote which path.
CREATE TABLE record_artifact (
    record_id INTEGER NOT NULL REFERENCES stage_record (id),
    path      TEXT NOT NULL,
    PRIMARY KEY (path, record_id)
) STRICT, WITHOUT ROWID;

-- Every stage that ran, for statistics.
CREATE TABLE stage_run (
    run_id        TEXT NOT NULL REFERENCES run (id),
    pipeline      TEXT NOT NULL,
    stage         TEXT NOT NULL,
    status        TEXT NOT NULL,
    duration_ms   INTEGER NOT NULL,
    at            INTEGER NOT NULL,
    user_micros   INTEGER NOT NULL,
    system_micros INTEGER NOT NULL,
    max_rss_bytes INTEGER NOT NULL,
    PRIMARY KEY (run_id, stage)
) STRICT;
CREATE INDEX stage_run_by_pipeline ON stage_run (pipeline);

CREATE TABLE gate_decision (
    id          INTEGER PRIMARY KEY,
    stage       TEXT NOT NULL,
    run_id      TEXT NOT NULL,
    fingerprint TEXT NOT NULL,
    approved    INTEGER NOT NULL,
    decided_by  TEXT NOT NULL,
    comment     TEXT,
    evidence    TEXT,
    at          INTEGER NOT NULL
) STRICT;
CREATE INDEX gate_decision_by_stage ON gate_decision (stage);

-- Events that say the same in run after run ("fresh since …") are stored once, in blocks of some dozens.
CREATE TABLE event_block (
    id     INTEGER PRIMARY KEY,
    digest BLOB NOT NULL UNIQUE,
    bodies TEXT NOT NULL
) STRICT;

-- The row's events are the bodies of these blocks (a JSON array of ids), all at one time; `lines` is then empty.
ALTER TABLE run_event ADD COLUMN blocks TEXT;
ALTER TABLE run_event ADD COLUMN at INTEGER;

-- What is asked of a long history is found and not looked for.

-- The result that a stage had before a run.
CREATE INDEX stage_record_by_run ON stage_record (stage, run_id);

-- The runs of a pipeline lead to these rows; an index of its own costs a page in every commit.
DROP INDEX stage_run_by_pipeline;

-- Every place in which an artifact was ever left, once.
CREATE TABLE artifact_place (
    path     TEXT NOT NULL,
    artifact TEXT NOT NULL,
    PRIMARY KEY (path, artifact)
) STRICT, WITHOUT ROWID;
CREATE INDEX artifact_place_by_artifact ON artifact_place (artifact);
INSERT OR IGNORE INTO artifact_place (path, artifact)
    SELECT w.value ->> 'path', w.value ->> 'id' FROM stage_record r, json_each(r.artifacts) w;

-- What a record left at a path: the 32 bytes of its digest; none where an optional output was absent. The row of an
-- older file says nothing of it until here.
ALTER TABLE record_artifact ADD COLUMN digest BLOB;
UPDATE record_artifact SET digest = (
    SELECT unhex(substr(w.value ->> 'digest', 8)) FROM stage_record r, json_each(r.artifacts) w
    WHERE r.id = record_artifact.record_id AND w.value ->> 'path' = record_artifact.path LIMIT 1
);

-- What housekeeping removed: enough to say what it was, when it went and by which rule.
CREATE TABLE removal (
    id      INTEGER PRIMARY KEY,
    at      INTEGER NOT NULL,
    command TEXT NOT NULL
) STRICT;

-- One row for each run that is gone; the newest of them.
CREATE TABLE tombstone (
    run_id      TEXT PRIMARY KEY,
    pipeline    TEXT NOT NULL,
    name        TEXT NOT NULL,
    status      TEXT NOT NULL,
    started_at  INTEGER NOT NULL,
    finished_at INTEGER,
    planned     INTEGER NOT NULL,
    removal_id  INTEGER NOT NULL,
    rule        TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX tombstone_by_name ON tombstone (name);

-- What their records had left, the newest of each path. Digests are the 32 bytes.
CREATE TABLE removed_artifact (
    path   TEXT NOT NULL,
    at     INTEGER NOT NULL,
    run_id TEXT NOT NULL,
    stage  TEXT NOT NULL,
    digest BLOB,
    PRIMARY KEY (path, at, run_id, stage)
) STRICT, WITHOUT ROWID;
CREATE INDEX removed_artifact_by_digest ON removed_artifact (digest);

-- Work objects, tasks, the audit log and keys. Ids are ULIDs as text; times are microseconds since 1970-01-01 UTC; nested
-- blocks, lists of text and `meta` are JSON as text. What can be changed has a `revision` that counts its changes.
-- Lists show the newest first, by id, so each of their filters has an index that ends with the id.

CREATE TABLE cwom_repos (
    id             TEXT NOT NULL PRIMARY KEY,
    trace_id       TEXT,
    name           TEXT NOT NULL,
    slug           TEXT NOT NULL UNIQUE,
    source         TEXT NOT NULL,
    default_branch TEXT NOT NULL,
    visibility     TEXT NOT NULL,
    owners         TEXT NOT NULL,
    policy         TEXT,
    links          TEXT NOT NULL,
    tags           TEXT NOT NULL,
    meta           TEXT NOT NULL,
    created_at     INTEGER NOT NULL,
    updated_at     INTEGER NOT NULL,
    revision       INTEGER NOT NULL
) STRICT;
CREATE INDEX cwom_repos_by_visibility ON cwom_repos (visibility, id);

CREATE TABLE cwom_issues (
    id            TEXT NOT NULL PRIMARY KEY,
    trace_id      TEXT,
    repo_id       TEXT NOT NULL REFERENCES cwom_repos (id),
    repo_role     TEXT,
    title         TEXT NOT NULL,
    description   TEXT NOT NULL,
    type          TEXT NOT NULL,
    priority      TEXT NOT NULL,
    status        TEXT NOT NULL,
    assignees     TEXT NOT NULL,
    watchers      TEXT NOT NULL,
    acceptance    TEXT NOT NULL,
    relationships TEXT NOT NULL,
    tags          TEXT NOT NULL,
    meta          TEXT NOT NULL,
    created_at    INTEGER NOT NULL,
    updated_at    INTEGER NOT NULL,
    revision      INTEGER NOT NULL
) STRICT;
CREATE INDEX cwom_issues_by_repo ON cwom_issues (repo_id, id);
CREATE INDEX cwom_issues_by_status ON cwom_issues (status, id);
CREATE INDEX cwom_issues_by_type ON cwom_issues (type, id);
CREATE INDEX cwom_issues_by_priority ON cwom_issues (priority, id);

-- Never changed. The digest is of what is in it.
CREATE TABLE cwom_constraint_snapshots (
    id            TEXT NOT NULL PRIMARY KEY,
    trace_id      TEXT,
    scope         TEXT NOT NULL,
    captured_at   INTEGER NOT NULL,
    owner_kind    TEXT NOT NULL,
    owner_id      TEXT NOT NULL,
    owner_display TEXT,
    constraints   TEXT NOT NULL,
    tags          TEXT NOT NULL,
    meta          TEXT NOT NULL,
    digest        TEXT NOT NULL
) STRICT;
CREATE INDEX cwom_constraint_snapshots_by_scope ON cwom_constraint_snapshots (scope, id);
CREATE INDEX cwom_constraint_snapshots_by_owner ON cwom_constraint_snapshots (owner_id, id);

CREATE TABLE cwom_doctrine_refs (
    id            TEXT NOT NULL PRIMARY KEY,
    trace_id      TEXT,
    namespace     TEXT NOT NULL,
    name          TEXT NOT NULL,
    version       TEXT NOT NULL,
    type          TEXT NOT NULL,
    priority      TEXT NOT NULL,
    statement     TEXT NOT NULL,
    rationale     TEXT,
    links         TEXT NOT NULL,
    applicability TEXT NOT NULL,
    tags          TEXT NOT NULL,
    meta          TEXT NOT NULL,
    created_at    INTEGER NOT NULL,
    updated_at    INTEGER NOT NULL,
    revision      INTEGER NOT NULL,
    UNIQUE (namespace, name, version)
) STRICT;
CREATE INDEX cwom_doctrine_refs_by_namespace ON cwom_doctrine_refs (namespace, id);
CREATE INDEX cwom_doctrine_refs_by_type ON cwom_doctrine_refs (type, id);
CREATE INDEX cwom_doctrine_refs_by_priority ON cwom_doctrine_refs (priority, id);

-- Never changed. The digest is of what is in it.
CREATE TABLE cwom_context_packets (
    id                       TEXT NOT NULL PRIMARY KEY,
    trace_id                 TEXT,
    issue_id                 TEXT NOT NULL REFERENCES cwom_issues (id),
    issue_role               TEXT,
    version                  TEXT NOT NULL,
    summary                  TEXT NOT NULL,
    inputs                   TEXT NOT NULL,
    assumptions              TEXT NOT NULL,
    open_questions           TEXT NOT NULL,
    instructions             TEXT NOT NULL,
    constraint_snapshot_id   TEXT REFERENCES cwom_constraint_snapshots (id),
    constraint_snapshot_role TEXT,
    tags                     TEXT NOT NULL,
    meta                     TEXT NOT NULL,
    digest                   TEXT NOT NULL,
    created_at               INTEGER NOT NULL,
    updated_at               INTEGER NOT NULL
) STRICT;
CREATE INDEX cwom_context_packets_by_issue ON cwom_context_packets (issue_id, id);

CREATE TABLE cwom_runs (
    id                       TEXT NOT NULL PRIMARY KEY,
    trace_id                 TEXT,
    issue_id                 TEXT NOT NULL REFERENCES cwom_issues (id),
    issue_role               TEXT,
    repo_id                  TEXT NOT NULL REFERENCES cwom_repos (id),
    repo_role                TEXT,
    status                   TEXT NOT NULL,
    mode                     TEXT NOT NULL,
    executor                 TEXT NOT NULL,
    constraint_snapshot_id   TEXT REFERENCES cwom_constraint_snapshots (id),
    constraint_snapshot_role TEXT,
    plan                     TEXT NOT NULL,
    telemetry                TEXT NOT NULL,
    cost                     TEXT NOT NULL,
    outputs                  TEXT NOT NULL,
    failure                  TEXT,
    artifact_root_uri        TEXT,
    tags                     TEXT NOT NULL,
    meta                     TEXT NOT NULL,
    created_at               INTEGER NOT NULL,
    updated_at               INTEGER NOT NULL,
    revision                 INTEGER NOT NULL
) STRICT;
CREATE INDEX cwom_runs_by_issue ON cwom_runs (issue_id, id);
CREATE INDEX cwom_runs_by_repo ON cwom_runs (repo_id, id);
CREATE INDEX cwom_runs_by_status ON cwom_runs (status, id);
CREATE INDEX cwom_runs_by_mode ON cwom_runs (mode, id);

CREATE TABLE cwom_artifacts (
    id           TEXT NOT NULL PRIMARY KEY,
    trace_id     TEXT,
    run_id       TEXT NOT NULL REFERENCES cwom_runs (id),
    run_role     TEXT,
    issue_id     TEXT NOT NULL REFERENCES cwom_issues (id),
    issue_role   TEXT,
    type         TEXT NOT NULL,
    title        TEXT NOT NULL,
    uri          TEXT NOT NULL,
    digest       TEXT,
    media_type   TEXT,
    size_bytes   INTEGER,
    preview      TEXT,
    verification TEXT NOT NULL,
    tags         TEXT NOT NULL,
    meta         TEXT NOT NULL,
    created_at   INTEGER NOT NULL,
    updated_at   INTEGER NOT NULL,
    revision     INTEGER NOT NULL
) STRICT;
CREATE INDEX cwom_artifacts_by_run ON cwom_artifacts (run_id, id);
CREATE INDEX cwom_artifacts_by_issue ON cwom_artifacts (issue_id, id);

CREATE TABLE cwom_evidence_packs (
    id                   TEXT NOT NULL PRIMARY KEY,
    trace_id             TEXT,
    run_id               TEXT NOT NULL REFERENCES cwom_runs (id),
    run_role             TEXT,
    issue_id             TEXT NOT NULL REFERENCES cwom_issues (id),
    issue_role           TEXT,
    verdict              TEXT NOT NULL,
    verdict_reason       TEXT NOT NULL,
    evaluated_at         INTEGER NOT NULL,
    evaluated_by_kind    TEXT NOT NULL,
    evaluated_by_id      TEXT NOT NULL,
    evaluated_by_display TEXT,
    criteria_results     TEXT NOT NULL,
    evidence_collected   TEXT NOT NULL,
    evidence_missing     TEXT NOT NULL,
    checks_passed        INTEGER NOT NULL,
    checks_failed        INTEGER NOT NULL,
    checks_skipped       INTEGER NOT NULL,
    evidence_uri         TEXT,
    tags                 TEXT NOT NULL,
    meta                 TEXT NOT NULL,
    created_at           INTEGER NOT NULL,
    updated_at           INTEGER NOT NULL,
    revision             INTEGER NOT NULL
) STRICT;
CREATE INDEX cwom_evidence_packs_by_run ON cwom_evidence_packs (run_id, id);
CREATE INDEX cwom_evidence_packs_by_issue ON cwom_evidence_packs (issue_id, id);
CREATE INDEX cwom_evidence_packs_by_verdict ON cwom_evidence_packs (verdict, id);

CREATE TABLE cwom_review_decisions (
    id                 TEXT NOT NULL PRIMARY KEY,
    trace_id           TEXT,
    evidence_pack_id   TEXT NOT NULL REFERENCES cwom_evidence_packs (id),
    evidence_pack_role TEXT,
    run_id             TEXT NOT NULL REFERENCES cwom_runs (id),
    run_role           TEXT,
    issue_id           TEXT NOT NULL REFERENCES cwom_issues (id),
    issue_role         TEXT,
    reviewer_kind      TEXT NOT NULL,
    reviewer_id        TEXT NOT NULL,
    reviewer_display   TEXT,
    decision           TEXT NOT NULL,
    decision_reason    TEXT NOT NULL,
    criteria_overrides TEXT NOT NULL,
    reviewed_at        INTEGER NOT NULL,
    tags               TEXT NOT NULL,
    meta               TEXT NOT NULL,
    created_at         INTEGER NOT NULL,
    updated_at         INTEGER NOT NULL,
    revision           INTEGER NOT NULL
) STRICT;
CREATE INDEX cwom_review_decisions_by_pack ON cwom_review_decisions (evidence_pack_id, id);
CREATE INDEX cwom_review_decisions_by_issue ON cwom_review_decisions (issue_id, id);
CREATE INDEX cwom_review_decisions_by_decision ON cwom_review_decisions (decision, id);

-- What is linked with what, in the order in which it was linked.
CREATE TABLE cwom_issue_context_packets (
    issue_id          TEXT NOT NULL REFERENCES cwom_issues (id),
    context_packet_id TEXT NOT NULL REFERENCES cwom_context_packets (id),
    position          INTEGER NOT NULL,
    role              TEXT,
    PRIMARY KEY (issue_id, context_packet_id)
) STRICT;
CREATE INDEX cwom_issue_context_packets_back ON cwom_issue_context_packets (context_packet_id, issue_id);

CREATE TABLE cwom_issue_doctrine_refs (
    issue_id        TEXT NOT NULL REFERENCES cwom_issues (id),
    doctrine_ref_id TEXT NOT NULL REFERENCES cwom_doctrine_refs (id),
    position        INTEGER NOT NULL,
    role            TEXT,
    PRIMARY KEY (issue_id, doctrine_ref_id)
) STRICT;
CREATE INDEX cwom_issue_doctrine_refs_back ON cwom_issue_doctrine_refs (doctrine_ref_id, issue_id);

CREATE TABLE cwom_issue_constraint_snapshots (
    issue_id               TEXT NOT NULL REFERENCES cwom_issues (id),
    constraint_snapshot_id TEXT NOT NULL REFERENCES cwom_constraint_snapshots (id),
    position               INTEGER NOT NULL,
    role                   TEXT,
    PRIMARY KEY (issue_id, constraint_snapshot_id)
) STRICT;
CREATE INDEX cwom_issue_constraint_snapshots_back
    ON cwom_issue_constraint_snapshots (constraint_snapshot_id, issue_id);

CREATE TABLE cwom_run_context_packets (
    run_id            TEXT NOT NULL REFERENCES cwom_runs (id),
    context_packet_id TEXT NOT NULL REFERENCES cwom_context_packets (id),
    position          INTEGER NOT NULL,
    role              TEXT,
    PRIMARY KEY (run_id, context_packet_id)
) STRICT;
CREATE INDEX cwom_run_context_packets_back ON cwom_run_context_packets (context_packet_id, run_id);

CREATE TABLE cwom_run_doctrine_refs (
    run_id          TEXT NOT NULL REFERENCES cwom_runs (id),
    doctrine_ref_id TEXT NOT NULL REFERENCES cwom_doctrine_refs (id),
    position        INTEGER NOT NULL,
    role            TEXT,
    PRIMARY KEY (run_id, doctrine_ref_id)
) STRICT;
CREATE INDEX cwom_run_doctrine_refs_back ON cwom_run_doctrine_refs (doctrine_ref_id, run_id);

CREATE TABLE cwom_context_packet_doctrine_refs (
    context_packet_id TEXT NOT NULL REFERENCES cwom_context_packets (id),
    doctrine_ref_id   TEXT NOT NULL REFERENCES cwom_doctrine_refs (id),
    position          INTEGER NOT NULL,
    role              TEXT,
    PRIMARY KEY (context_packet_id, doctrine_ref_id)
) STRICT;
CREATE INDEX cwom_context_packet_doctrine_refs_back
    ON cwom_context_packet_doctrine_refs (doctrine_ref_id, context_packet_id);

-- What somebody wants done. A worker has it until `lease_until`; `attempts` counts how often it was taken.
CREATE TABLE task (
    id                    TEXT NOT NULL PRIMARY KEY,
    trace_id              TEXT,
    version               TEXT NOT NULL,
    idempotency_key       TEXT UNIQUE,
    requester_kind        TEXT NOT NULL,
    requester_id          TEXT NOT NULL,
    requester_label       TEXT,
    objective             TEXT NOT NULL,
    operation             TEXT NOT NULL,
    target_repo           TEXT NOT NULL,
    target_ref            TEXT NOT NULL,
    target_path           TEXT NOT NULL,
    constraints           TEXT NOT NULL,
    inputs                TEXT NOT NULL,
    acceptance_criteria   TEXT NOT NULL,
    evidence_requirements TEXT NOT NULL,
    metadata              TEXT NOT NULL,
    status                TEXT NOT NULL,
    created_at            INTEGER NOT NULL,
    updated_at            INTEGER NOT NULL,
    queued_at             INTEGER,
    started_at            INTEGER,
    completed_at          INTEGER,
    assigned_to           TEXT,
    lease_until           INTEGER,
    attempts              INTEGER NOT NULL,
    result                TEXT,
    error                 TEXT,
    trace_path            TEXT,
    issue_id              TEXT REFERENCES cwom_issues (id),
    revision              INTEGER NOT NULL
) STRICT;
CREATE INDEX task_by_status ON task (status, id);
CREATE INDEX task_by_queue ON task (status, queued_at);
CREATE INDEX task_by_lease ON task (status, lease_until);
CREATE INDEX task_by_operation ON task (operation, id);
CREATE INDEX task_by_requester ON task (requester_kind, id);
CREATE INDEX task_by_repo ON task (target_repo, id);
CREATE INDEX task_by_issue ON task (issue_id, id);

-- Append-only, and a chain: each entry holds the digest of the one before it.
CREATE TABLE audit_log (
    seq         INTEGER NOT NULL PRIMARY KEY,
    id          TEXT NOT NULL UNIQUE,
    ts          INTEGER NOT NULL,
    actor_kind  TEXT NOT NULL,
    actor_id    TEXT NOT NULL,
    action      TEXT NOT NULL,
    entity_kind TEXT NOT NULL,
    entity_id   TEXT NOT NULL,
    before      TEXT,
    after       TEXT,
    note        TEXT,
    trace_id    TEXT,
    previous    TEXT NOT NULL,
    digest      TEXT NOT NULL
) STRICT;
CREATE INDEX audit_log_by_entity ON audit_log (entity_id, entity_kind, seq);
CREATE INDEX audit_log_by_kind ON audit_log (entity_kind, seq);
CREATE INDEX audit_log_by_actor ON audit_log (actor_id, seq);
CREATE INDEX audit_log_by_action ON audit_log (action, seq);

-- The end of the chain: one row. Who writes has its lock.
CREATE TABLE audit_head (
    id     INTEGER NOT NULL PRIMARY KEY CHECK (id = 1),
    seq    INTEGER NOT NULL,
    digest TEXT NOT NULL
) STRICT;
INSERT INTO audit_head (id, seq, digest) VALUES (1, 0, '');

-- Keys of callers. The secret itself is nowhere.
CREATE TABLE api_key (
    id         TEXT NOT NULL PRIMARY KEY,
    name       TEXT NOT NULL,
    scope      TEXT NOT NULL,
    digest     TEXT NOT NULL UNIQUE,
    created_at INTEGER NOT NULL,
    revoked_at INTEGER
) STRICT;

-- Answers that are given again when the same is asked for again.
CREATE TABLE idempotency_key (
    caller         TEXT NOT NULL,
    route          TEXT NOT NULL,
    key            TEXT NOT NULL,
    request_digest TEXT NOT NULL,
    status         INTEGER NOT NULL,
    body           TEXT NOT NULL,
    created_at     INTEGER NOT NULL,
    PRIMARY KEY (caller, route, key)
) STRICT;
CREATE INDEX idempotency_key_by_time ON idempotency_key (created_at);

-- Events that other systems send, kept for whoever wants to act on them.
CREATE TABLE inbox_event (
    id           TEXT PRIMARY KEY,
    type         TEXT NOT NULL,
    source       TEXT NOT NULL,
    data         TEXT NOT NULL,
    priority     TEXT NOT NULL,
    tags         TEXT NOT NULL,
    status       TEXT NOT NULL,
    created_at   INTEGER NOT NULL,
    processed_at INTEGER,
    processed_by TEXT,
    result       TEXT,
    error        TEXT
) STRICT;
CREATE INDEX inbox_event_by_status ON inbox_event (status, id);
CREATE INDEX inbox_event_by_type ON inbox_event (type, id);
