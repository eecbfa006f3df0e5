//! A file of an older schema is brought up to date, and what was in it is found by what is new.

use throughline_engine::Ledger;
use throughline_model::{AttemptId, Digest};

use crate::support::{State, run_id, time};

/// A file as the first version of the schema left it, with two records of one stage.
fn first_version(state: &State) {
    std::fs::create_dir_all(&state.path).unwrap();
    let raw = state.raw();
    raw.execute_batch(include_str!("../../src/database/migrations/0001_ledger.sql")).unwrap();
    raw.execute_batch(
        "CREATE TABLE migration (version INTEGER PRIMARY KEY, name TEXT NOT NULL, applied_at INTEGER NOT NULL) STRICT;
         INSERT INTO migration VALUES (1, 'ledger', 0);",
    )
    .unwrap();
    for (number, words) in [(1_i64, "one"), (2, "two")] {
        let artifacts = format!(
            r#"[{{"id":"x","path":"out/x","digest":"{}","sizeBytes":3}},{{"id":"y","path":"out/y","digest":null,"sizeBytes":0}}]"#,
            Digest::of(words.as_bytes())
        );
        raw.execute(
            "INSERT INTO stage_record (id, stage, run_id, attempt, fingerprint, parts, artifacts, after, usable, at)
             VALUES (?1, 'a', ?2, ?3, ?4, '{}', ?5, '{}', 1, ?6)",
            rusqlite::params![
                number,
                run_id(number.cast_unsigned()).to_string(),
                AttemptId::generate().to_string(),
                Digest::of(words.as_bytes()).to_string(),
                artifacts,
                time(number).as_millisecond()
            ],
        )
        .unwrap();
        for path in ["out/x", "out/y"] {
            raw.execute(
                "INSERT INTO record_artifact (record_id, path) VALUES (?1, ?2)",
                rusqlite::params![number, path],
            )
            .unwrap();
        }
    }
}

#[test]
fn what_records_had_left_is_found_after_the_schema_has_changed() {
    let state = State::new();
    first_version(&state);
    let ledger = state.ledger();
    let writer = |path: &str, words: &str| {
        let digest = Digest::of(words.as_bytes());
        ledger.record_writer(path, Some(&digest), None).unwrap().map(|record| record.run)
    };
    assert_eq!((writer("out/x", "one"), writer("out/x", "two")), (Some(run_id(1)), Some(run_id(2))));
    assert_eq!((writer("out/x", "three"), writer("out/y", "one")), (None, None));
    assert_eq!(ledger.record_writer("out/y", None, None).unwrap().map(|record| record.run), Some(run_id(2)));
    assert_eq!(ledger.artifact_paths("x").unwrap(), ["out/x"]);
    assert_eq!(ledger.artifact_paths_below("out").unwrap(), ["out/x", "out/y"]);
    assert_eq!(ledger.record_before(&"a".into(), run_id(2)).unwrap().map(|record| record.run), Some(run_id(1)));
}
