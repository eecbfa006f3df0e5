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
