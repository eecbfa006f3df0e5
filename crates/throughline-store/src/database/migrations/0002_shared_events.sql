-- Events that say the same in run after run ("fresh since …") are stored once, in blocks of some dozens.
CREATE TABLE event_block (
    id     INTEGER PRIMARY KEY,
    digest BLOB NOT NULL UNIQUE,
    bodies TEXT NOT NULL
) STRICT;

-- The row's events are the bodies of these blocks (a JSON array of ids), all at one time; `lines` is then empty.
ALTER TABLE run_event ADD COLUMN blocks TEXT;
ALTER TABLE run_event ADD COLUMN at INTEGER;
