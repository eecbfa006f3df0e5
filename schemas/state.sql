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
