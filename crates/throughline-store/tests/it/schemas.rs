//! Both databases have the same tables and columns, whoever makes them first.

use std::collections::BTreeSet;

use throughline_store::{Database, SCHEMA_VERSION, StoreError};

use crate::home::{Home, on_each};
use crate::support::time;

/// Table, column, its type in words of PostgreSQL, and whether it may be null.
type Column = (String, String, String, bool);

fn columns(home: &Home) -> BTreeSet<Column> {
    let database = home.open();
    let sql = if home.is_postgres() {
        "SELECT CAST(table_name AS TEXT), CAST(column_name AS TEXT), CAST(data_type AS TEXT), is_nullable = 'YES'
         FROM information_schema.columns WHERE table_schema = 'public'"
    } else {
        "SELECT t.name, c.name, CASE c.type WHEN 'INTEGER' THEN 'bigint' WHEN 'BLOB' THEN 'bytea' ELSE LOWER(c.type) END,
                NOT (c.\"notnull\" OR c.pk > 0)
         FROM sqlite_schema t JOIN pragma_table_info(t.name) c WHERE t.type = 'table' AND t.name NOT LIKE 'sqlite%'"
    };
    let read = |row: &throughline_store::Row<'_>| {
        let text = |column| row.text(column).map(str::to_owned);
        Ok((text(0)?, text(1)?, text(2)?, row.bool(3)?))
    };
    let found = database.read(|session| session.query(sql, &[], read));
    found.unwrap_or_else(|error: StoreError| panic!("{error:?}")).into_iter().collect()
}

fn indexes(home: &Home) -> BTreeSet<String> {
    let database = home.open();
    let sql = if home.is_postgres() {
        "SELECT CAST(indexname AS TEXT) FROM pg_indexes WHERE schemaname = 'public'
         AND indexname NOT LIKE '%\\_pkey' AND indexname NOT LIKE '%\\_key' AND indexname NOT LIKE '%\\_referenced'"
    } else {
        "SELECT name FROM sqlite_schema WHERE type = 'index' AND name NOT LIKE 'sqlite%'"
    };
    let found = database.read(|session| session.query(sql, &[], |row| Ok(row.text(0)?.to_owned())));
    found.unwrap_or_else(|error: StoreError| panic!("{error:?}")).into_iter().collect()
}

#[test]
fn both_have_the_same_tables_columns_and_indexes() {
    let (sqlite, postgres) = (Home::sqlite(), Home::postgres());
    let (one, other) = (columns(&sqlite), columns(&postgres));
    assert!(one.len() > 200, "{one:#?}");
    let difference: Vec<_> = one.symmetric_difference(&other).collect();
    assert!(difference.is_empty(), "{difference:#?}");
    let (one, other) = (indexes(&sqlite), indexes(&postgres));
    assert!(one.len() > 30, "{one:#?}");
    assert_eq!(one, other);
}

#[test]
fn who_opens_a_new_database_at_the_same_time_as_others_finds_it_made_once() {
    on_each(|home| {
        std::thread::scope(|scope| {
            for _ in 0..6 {
                scope.spawn(|| drop(home.open()));
            }
        });
        let sql = "SELECT COUNT(*), MAX(version) FROM migration";
        let steps = home.open().read(|session| session.query_opt(sql, &[], |row| Ok((row.i64(0)?, row.i64(1)?))));
        let (count, version) = steps.unwrap_or_else(|error: StoreError| panic!("{error:?}")).unwrap();
        // The first steps are one step there.
        assert_eq!(version, SCHEMA_VERSION, "{home}");
        assert_eq!(count, if home.is_postgres() { version - 3 } else { version }, "{home}");
    });
}

#[test]
fn a_schema_from_the_future_is_refused_with_its_number() {
    on_each(|home| {
        let future = SCHEMA_VERSION + 1;
        let sql = "INSERT INTO migration (version, name, applied_at) VALUES ($1, 'x', 0)";
        let database = home.open();
        database.write(move |session| session.execute(sql, throughline_store::values![future])).unwrap();
        drop(database);
        let error = Database::open(&home.url, &Default::default(), time(0)).err().unwrap();
        assert!(matches!(error, StoreError::Newer { found, known, .. } if found == future && known == SCHEMA_VERSION));
        let word = if home.is_postgres() { "another database" } else { "move the file away" };
        assert!(error.to_string().contains(word), "{error}");
    });
}
