//! The schema is what others may rely on: a golden file, and every file that is made has it.
//!
//! `UPDATE_GOLDEN=1 cargo test -p throughline-store schema` writes the golden file anew.

use camino::Utf8Path;

use crate::support::State;

#[test]
fn the_golden_file_is_the_schema() {
    let golden = Utf8Path::new(env!("CARGO_MANIFEST_DIR")).join("../../schemas/state.sql");
    let schema = throughline_store::schema_sql();
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        std::fs::write(&golden, &schema).unwrap();
    }
    let found = std::fs::read_to_string(&golden).unwrap_or_default();
    assert!(
        found == schema,
        "schemas/state.sql is not the schema: run again with UPDATE_GOLDEN=1 and look at the diff"
    );
}

/// What a state file holds is what its schema says, and a table for the steps that were taken.
#[test]
fn a_new_file_has_the_schema() {
    let state = State::new();
    state.ledger();
    let fresh = rusqlite::Connection::open_in_memory().unwrap();
    fresh.execute_batch(&throughline_store::schema_sql()).unwrap();
    let objects = |connection: &rusqlite::Connection| -> Vec<(String, Option<String>)> {
        let sql = "SELECT name, sql FROM sqlite_schema WHERE name <> 'migration' ORDER BY name";
        let mut statement = connection.prepare(sql).unwrap();
        let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?))).unwrap();
        rows.map(Result::unwrap).collect()
    };
    assert_eq!(objects(&state.raw()), objects(&fresh));
    let version: i64 = state.raw().query_row("SELECT max(version) FROM migration", [], |row| row.get(0)).unwrap();
    assert_eq!(version, throughline_store::SCHEMA_VERSION);
}

/// No question that is asked in every run reads a whole table.
#[test]
fn what_every_run_asks_is_answered_from_indexes() {
    let state = State::new();
    state.ledger();
    let raw = state.raw();
    for sql in [
        "SELECT * FROM run ORDER BY id DESC LIMIT 1",
        "SELECT * FROM run WHERE pipeline = ?1 ORDER BY id DESC LIMIT 1",
        "SELECT * FROM run WHERE name = ?1 OR (id >= ?2 AND id < ?2 || '[') ORDER BY id DESC LIMIT 2",
        "SELECT * FROM run WHERE finished_at IS NULL ORDER BY id",
        "SELECT * FROM run_event WHERE run_id = ?1 AND last_seq >= ?2 ORDER BY first_seq",
        "SELECT * FROM stage_record WHERE stage = ?1 AND fingerprint = ?2 AND usable ORDER BY id DESC LIMIT 1",
        "SELECT * FROM stage_record WHERE attempt = ?1 ORDER BY id DESC LIMIT 1",
        "SELECT record_id FROM record_artifact WHERE path = ?1 OR (path > ?1 || '/' AND path < ?1 || '0')",
        "SELECT * FROM gate_decision WHERE stage = ?1 ORDER BY id DESC",
    ] {
        let mut statement = raw.prepare(&format!("EXPLAIN QUERY PLAN {sql}")).unwrap();
        let parameters = vec!["x"; statement.parameter_count()];
        let rows = statement.query_map(rusqlite::params_from_iter(parameters), |row| row.get::<_, String>(3)).unwrap();
        let plan: Vec<String> = rows.map(Result::unwrap).collect();
        let scans = plan.iter().any(|line| line.starts_with("SCAN") && !line.contains("USING"));
        assert!(!scans || sql.contains("ORDER BY id DESC LIMIT 1") && plan.len() == 1, "{sql}: {plan:?}");
    }
}
