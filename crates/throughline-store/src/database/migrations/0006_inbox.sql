-- Events that other systems send, kept for whoever wants to act on them.
CREATE TABLE inbox_event (
    id           TEXT PRIMARY KEY,
    type         TEXT NOT NULL,
    source       TEXT NOT NULL,
    data         TEXT NOT NULL,
    priority     TEXT NOT NULL,
    tags         TEXT NOT NULL,
    status       TEXT NOT NULL,
    created_at   BIGINT NOT NULL,
    processed_at BIGINT,
    processed_by TEXT,
    result       TEXT,
    error        TEXT
);
CREATE INDEX inbox_event_by_status ON inbox_event (status, id);
CREATE INDEX inbox_event_by_type ON inbox_event (type, id);
