//! A database that is looked at stays as it is; one that is brought up to date says from where.

use throughline_store::{
    DatabaseOptions, DatabaseState, DatabaseView, Migrated, SCHEMA_VERSION, StoreError, database_migrate,
};

use crate::home::{Home, on_each};
use crate::rows::work_create;
use crate::support::time;

fn view(home: &Home) -> Option<DatabaseView> {
    DatabaseView::open(&home.url, &DatabaseOptions::default()).unwrap_or_else(|error| panic!("{home}: {error:?}"))
}

fn state(home: &Home) -> DatabaseState {
    view(home).unwrap().state().unwrap_or_else(|error| panic!("{home}: {error:?}"))
}

fn migrated(home: &Home) -> Migrated {
    let done = database_migrate(&home.url, &DatabaseOptions::default(), time(0));
    done.unwrap_or_else(|error| panic!("{home}: {error:?}"))
}

#[test]
fn nothing_is_made_by_looking() {
    let home = Home::sqlite();
    assert!(view(&home).is_none());
    assert!(!home.url.path().unwrap().exists());
    let home = Home::postgres();
    assert_eq!(state(&home), DatabaseState { version: 0, tables: Vec::new(), head: None });
    assert_eq!(home.number("SELECT COUNT(*) FROM information_schema.tables WHERE table_schema = 'public'"), 0);
}

#[test]
fn tables_and_the_end_of_the_chain_are_told() {
    on_each(|home| {
        let database = home.open();
        database.write(|session| work_create(session, "w")).unwrap();
        let state = state(home);
        assert_eq!(state.version, SCHEMA_VERSION, "{home}");
        let rows = |name: &str| state.tables.iter().find(|table| table.name == name).map(|table| table.rows);
        assert_eq!((rows("cwom_repos"), rows("cwom_issues"), rows("run")), (Some(1), Some(3), Some(0)), "{home}");
        assert_eq!(rows("migration"), None);
        assert_eq!(state.head.map(|head| head.seq), Some(1), "{home}");
    });
}

#[test]
fn who_looks_cannot_write() {
    on_each(|home| {
        drop(home.open());
        let done = view(home).unwrap().read_snapshot(|session| session.execute("DELETE FROM audit_head", &[]));
        assert!(matches!(done, Err(StoreError::Statement { .. } | StoreError::Unavailable { .. })), "{home}: {done:?}");
        assert_eq!(home.number("SELECT COUNT(*) FROM audit_head"), 1, "{home}");
    });
}

/// A database as an older version left it.
fn older(home: &Home) {
    let (first, at) = if home.is_postgres() {
        (include_str!("../../src/database/migrations/0004_postgres.sql"), 4)
    } else {
        (include_str!("../../src/database/migrations/0001_ledger.sql"), 1)
    };
    home.script(first);
    home.script(&format!(
        "CREATE TABLE migration (version BIGINT PRIMARY KEY, name TEXT NOT NULL, applied_at BIGINT NOT NULL);
         INSERT INTO migration VALUES ({at}, 'ledger', 0);"
    ));
}

#[test]
fn an_older_schema_is_told_and_stays_until_it_is_brought_up_to_date() {
    on_each(|home| {
        older(home);
        let at = if home.is_postgres() { 4 } else { 1 };
        for _ in 0..2 {
            let state = state(home);
            assert_eq!((state.version, state.head), (at, None), "{home}");
            assert!(state.tables.iter().any(|table| table.name == "run"));
            assert!(!state.tables.iter().any(|table| table.name == "audit_log"));
        }
        assert_eq!(migrated(home), Migrated { from: at, to: SCHEMA_VERSION }, "{home}");
        assert_eq!(migrated(home), Migrated { from: SCHEMA_VERSION, to: SCHEMA_VERSION }, "{home}");
        assert_eq!(state(home).version, SCHEMA_VERSION, "{home}");
    });
}

#[test]
fn an_empty_database_is_brought_up_to_date_from_nothing_by_one_of_those_who_try() {
    on_each(|home| {
        let from: Vec<i64> = std::thread::scope(|scope| {
            let tries: Vec<_> = (0..4).map(|_| scope.spawn(|| migrated(home).from)).collect();
            tries.into_iter().map(|tried| tried.join().unwrap()).collect()
        });
        assert_eq!(from.iter().filter(|from| **from == 0).count(), 1, "{home}: {from:?}");
        assert!(from.iter().all(|from| [0, SCHEMA_VERSION].contains(from)), "{home}: {from:?}");
    });
}

#[test]
fn a_schema_from_the_future_is_told_and_nothing_else_of_it() {
    on_each(|home| {
        drop(home.open());
        home.script("INSERT INTO migration (version, name, applied_at) VALUES (99, 'later', 0)");
        assert_eq!(state(home), DatabaseState { version: 99, tables: Vec::new(), head: None }, "{home}");
        let error = database_migrate(&home.url, &DatabaseOptions::default(), time(0)).unwrap_err();
        assert!(matches!(error, StoreError::Newer { found: 99, .. }), "{home}: {error:?}");
    });
}
