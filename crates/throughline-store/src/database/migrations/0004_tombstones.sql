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
