//! A statement means the same on both databases, and so does what they say of it.

use throughline_store::{Database, StoreError, values};

use crate::home::on_each;
use crate::rows::{issue_create, repo_create};

fn read_one<T>(
    database: &Database,
    sql: &str,
    values: &[throughline_store::Value<'_>],
    read: impl Fn(&throughline_store::Row<'_>) -> Result<T, StoreError>,
) -> Result<Option<T>, StoreError> {
    database.read(|session| session.query_opt(sql, values, &read))
}

#[test]
fn placeholders_are_bound_by_number() {
    on_each(|home| {
        let database = home.open();
        let sql = "SELECT CAST($3 AS TEXT), CAST($1 AS BIGINT), CAST($2 AS TEXT), CAST($3 AS TEXT) || $2, $1 + 1";
        let sql = if home.is_postgres() { sql.to_owned() } else { sql.replace("BIGINT", "INTEGER") };
        for _ in 0..2 {
            let read = |row: &throughline_store::Row<'_>| {
                let text = |column| row.text(column).map(str::to_owned);
                Ok((text(0)?, row.i64(1)?, text(2)?, text(3)?, row.i64(4)?))
            };
            let found = read_one(&database, &sql, values![41, "b", "ü\n'"], read).unwrap().unwrap();
            assert_eq!(found, ("ü\n'".to_owned(), 41, "b".to_owned(), "ü\n'b".to_owned(), 42), "{home}");
        }
        for wrong in [values![1, "b"] as &[_], values![1, "b", "c", "d"]] {
            let error = read_one(&database, &sql, wrong, |_| Ok(())).unwrap_err();
            assert!(matches!(error, StoreError::Statement { .. }), "{home}: {error:?}");
        }
    });
}

#[test]
fn every_kind_of_value_comes_back_as_it_went_in() {
    on_each(|home| {
        let database = home.open();
        let (real, bytes) = if home.is_postgres() { ("DOUBLE PRECISION", "BYTEA") } else { ("REAL", "BLOB") };
        let whole = if home.is_postgres() { "BIGINT" } else { "INTEGER" };
        let sql = format!(
            "SELECT CAST($1 AS {whole}), CAST($2 AS {real}), CAST($3 AS TEXT), CAST($4 AS {bytes}), CAST($5 AS {whole})"
        );
        let full = values![i64::MIN, 0.1, "x", &[0_u8, 255], true];
        read_one(&database, &sql, full, |row| {
            assert_eq!((row.i64(0)?, row.f64(1)?, row.text(2)?, row.bytes(3)?), (i64::MIN, 0.1, "x", &[0, 255][..]));
            assert!(row.bool(4)?);
            assert!(row.text(0).is_err() && row.i64(2).is_err() && row.i64(9).is_err());
            Ok(())
        })
        .unwrap()
        .unwrap();
        let none = values![None::<i64>, None::<f64>, None::<&str>, None::<&[u8]>, None::<bool>];
        read_one(&database, &sql, none, |row| {
            assert_eq!((row.optional_i64(0)?, row.optional_f64(1)?, row.optional_text(2)?), (None, None, None));
            assert_eq!((row.optional_bytes(3)?, row.optional_bool(4)?), (None, None));
            assert!(matches!(row.i64(0), Err(StoreError::Row { column: 0, .. })));
            Ok(())
        })
        .unwrap()
        .unwrap();
    });
}

#[test]
fn what_is_wrong_with_a_row_is_told_alike() {
    on_each(|home| {
        let database = home.open();
        database.write(|session| repo_create(session, "r", "slug")).unwrap();
        let same: StoreError = database.write(|session| repo_create(session, "s", "slug")).unwrap_err();
        assert!(same.is_unique("cwom_repos", "slug"), "{home}: {same:?}");
        let same = database.write(|session| repo_create(session, "r", "other")).unwrap_err();
        assert!(same.is_unique("cwom_repos", "id"), "{home}: {same:?}");
        let none = database.write(|session| issue_create(session, "i", "nowhere")).unwrap_err();
        assert!(matches!(none, StoreError::ForeignKey { .. }), "{home}: {none:?}");
        let sql = "INSERT INTO cwom_doctrine_refs VALUES ('a', NULL, 'n', 'n', '1', 't', 'p', 's', NULL, '', '', '', '', 1, 1, 1)";
        database.write(move |session| session.execute(sql, &[])).unwrap();
        let same = database.write(move |session| session.execute(&sql.replace("'a'", "'b'"), &[])).unwrap_err();
        assert!(same.is_unique("cwom_doctrine_refs", "namespace, name, version"), "{home}: {same:?}");
        let wrong = database.write(|session| session.execute("SELECT nothing", &[])).unwrap_err();
        assert!(matches!(wrong, StoreError::Statement { .. }), "{home}: {wrong:?}");
    });
}

#[test]
fn who_reads_cannot_write() {
    on_each(|home| {
        let database = home.open();
        let error = database.read(|session| repo_create(session, "r", "slug")).unwrap_err();
        assert!(!matches!(error, StoreError::Unique { .. }), "{home}: {error:?}");
        database.write(|session| repo_create(session, "r", "slug")).unwrap();
    });
}

#[test]
fn a_snapshot_is_one_state() {
    on_each(|home| {
        let database = home.open();
        let sql = "SELECT COUNT(*) FROM cwom_repos";
        database
            .read_snapshot(|session| {
                let before = session.query_opt(sql, &[], |row| row.i64(0))?;
                let slug = format!("slug {before:?}");
                database.write(move |session| repo_create(session, &slug, &slug))?;
                assert_eq!(session.query_opt(sql, &[], |row| row.i64(0))?, before, "{home}");
                Ok::<_, StoreError>(())
            })
            .unwrap();
        assert_eq!(read_one(&database, sql, &[], |row| row.i64(0)).unwrap(), Some(1), "{home}");
    });
}
