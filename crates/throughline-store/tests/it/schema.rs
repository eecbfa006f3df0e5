//! The schema is what others may rely on: golden files, and every file that is made has it.
//!
//! `UPDATE_GOLDEN=1 cargo test -p throughline-store schema` writes the golden files anew.

use camino::Utf8Path;

use crate::support::State;

#[test]
fn the_golden_files_are_the_schemas() {
    let schemas = [
        ("state.sql", throughline_store::schema_sql()),
        ("state-postgres.sql", throughline_store::schema_sql_postgres()),
    ];
    for (name, schema) in schemas {
        let golden = Utf8Path::new(env!("CARGO_MANIFEST_DIR")).join("../../schemas").join(name);
        if std::env::var_os("UPDATE_GOLDEN").is_some() {
            std::fs::write(&golden, &schema).unwrap();
        }
        let found = std::fs::read_to_string(&golden).unwrap_or_default();
        assert!(
            found == schema,
            "schemas/{name} is not the schema: run again with UPDATE_GOLDEN=1 and look at the diff"
        );
    }
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
