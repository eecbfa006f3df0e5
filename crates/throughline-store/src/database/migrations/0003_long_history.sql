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
