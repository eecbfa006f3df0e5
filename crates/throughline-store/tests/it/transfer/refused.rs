//! What is not imported, and why; nothing of it is kept.

use serde_json::Value;
use throughline_store::StoreError;
use throughline_store::transfer::{TransferError, database_export};

use super::filled::{exported, fill, imported};
use crate::home::{Home, on_each};
use crate::rows::repo_create;
use crate::support::{Story, whole};
use crate::work::made::chain_is_whole;

/// Tries to import it; the database is as empty as before.
fn refused(home: &Home, bytes: &[u8]) -> TransferError {
    let database = home.open();
    let before = exported(home);
    let error = imported(&database, bytes).err().unwrap_or_else(|| panic!("{home}: it is imported"));
    assert!(exported(home) == before, "{home}: {error}");
    chain_is_whole(&database);
    error
}

fn full() -> Vec<u8> {
    let source = Home::sqlite();
    fill(&source);
    exported(&source)
}

/// The file with another line in place of the first for which this gives one.
fn edited(bytes: &[u8], edit: impl Fn(&str) -> Option<String>) -> Vec<u8> {
    let text = std::str::from_utf8(bytes).unwrap();
    let mut is_done = false;
    let lines = text.split_inclusive('\n').map(|line| match edit(line).filter(|_| !is_done) {
        Some(line) => {
            is_done = true;
            line
        }
        None => line.to_owned(),
    });
    let edited: String = lines.collect();
    assert!(is_done);
    edited.into_bytes()
}

/// The file with what its last line says made to fit.
fn resealed(bytes: &[u8]) -> Vec<u8> {
    use throughline_model::{Digest, Hasher};
    let mut lines: Vec<&[u8]> = bytes.split_inclusive(|byte| *byte == b'\n').collect();
    lines.pop();
    let (mut tables, mut sum): (Vec<Value>, _) = (Vec::new(), (0_u64, Hasher::default()));
    for line in &lines {
        if line[0] == b'[' {
            sum.0 += 1;
            sum.1.update(line);
        } else {
            let told: Value = serde_json::from_slice(line).unwrap();
            let (rows, hasher) = std::mem::take(&mut sum);
            if let Some(last) = tables.last_mut() {
                last["rows"] = rows.into();
                last["digest"] = hasher.finish().to_string().into();
            }
            tables.extend(told.get("table").map(|name| serde_json::json!({"table": name, "rows": 0, "digest": ""})));
        }
    }
    let last = tables.last_mut().unwrap();
    last["rows"] = sum.0.into();
    last["digest"] = sum.1.finish().to_string().into();
    let body = lines.concat();
    let end = serde_json::json!({"tables": tables, "digest": Digest::of(&body).to_string()});
    [body, format!("{end}\n").into_bytes()].concat()
}

#[test]
fn a_database_in_which_something_was_written_is_refused() {
    let bytes = full();
    on_each(|home| {
        home.open().write(|session| repo_create(session, "r", "slug")).unwrap();
        let error = refused(home, &bytes);
        assert!(matches!(&error, TransferError::Occupied { table } if table == "cwom_repos"), "{home}: {error:?}");
        assert!(error.to_string().contains("is not empty"), "{error}");
    });
    on_each(|home| {
        whole(&home.ledger(), &mut Story::new(1), throughline_model::RunStatus::Success);
        let error = refused(home, &bytes);
        assert!(matches!(&error, TransferError::Occupied { table } if table == "run"), "{home}: {error:?}");
    });
    on_each(|home| {
        // A log whose entries somebody has taken away.
        drop(home.open());
        home.script("UPDATE audit_head SET seq = 3, digest = 'x'");
        let error = imported(&home.open(), &bytes).unwrap_err();
        assert!(matches!(&error, TransferError::Occupied { table } if table == "audit_head"), "{home}: {error:?}");
    });
}

#[test]
fn a_file_of_another_kind_format_or_step_is_refused() {
    let bytes = full();
    let headed = |header: &str| edited(&bytes, |_| Some(format!("{header}\n")));
    on_each(|home| {
        for foreign in [&b"\n"[..], b"SQLite format 3\0\n", b"[1,2]\n", b"{\"a\":1}\n", b"\xff\xfe\n"] {
            assert!(matches!(refused(home, foreign), TransferError::Foreign), "{home}: {foreign:?}");
        }
        let header = |version: u32, schema: i64| {
            format!(r#"{{"format":"throughline-database","version":{version},"schema":{schema},"more":[]}}"#)
        };
        let now = throughline_store::SCHEMA_VERSION;
        let other = headed(&header(1, now).replace("-database", "-bundle"));
        assert!(matches!(refused(home, &other), TransferError::Foreign));
        assert!(matches!(refused(home, &headed(&header(2, now))), TransferError::Format { found: 2 }));
        for step in [now - 1, now + 1] {
            let error = refused(home, &headed(&header(1, step)));
            assert!(matches!(error, TransferError::Step { found } if found == step), "{home}: {error:?}");
        }
        // What it says more is nothing to us, but it is not as it was exported.
        let error = refused(home, &headed(&header(1, now)));
        assert!(matches!(error, TransferError::Changed { table: None }), "{home}: {error:?}");
    });
}

#[test]
fn a_file_with_other_rows_than_its_last_line_says_is_refused_with_the_table() {
    let bytes = full();
    let row = |line: &str| line.contains("\"why not\"");
    let other = edited(&bytes, |line| row(line).then(|| line.replace("why not", "because")));
    let less = edited(&bytes, |line| row(line).then(String::new));
    let twice = edited(&bytes, |line| (row(line)).then(|| format!("{line}{}", line.replacen("[\"01", "[\"02", 1))));
    on_each(|home| {
        for changed in [&other, &less, &twice] {
            let error = refused(home, changed);
            let TransferError::Changed { table } = &error else { panic!("{home}: {error:?}") };
            assert_eq!(table.as_deref(), Some("cwom_review_decisions"), "{home}");
            assert!(error.to_string().contains("table cwom_review_decisions is not as it was exported"), "{error}");
        }
        let more = [&bytes[..], b"x"].concat();
        let error = refused(home, &more);
        assert!(matches!(error, TransferError::Line { .. }), "{home}: {error:?}");
    });
}

#[test]
fn a_file_that_was_made_to_fit_is_refused_where_the_database_gives_back_something_else() {
    let bytes = full();
    assert!(resealed(&bytes) == bytes);
    let spaced = resealed(&edited(&bytes, |line| line.contains("\"why not\"").then(|| line.replacen("[", "[ ", 1))));
    let dangling = resealed(&edited(&bytes, |line| {
        line.contains("\"needs_changes\"").then(|| line.replacen("[\"01", "[\"02", 1).replacen(",\"01", ",\"02", 1))
    }));
    let twice = resealed(&edited(&bytes, |line| line.contains("\"why not\"").then(|| line.repeat(2))));
    let headless = resealed(&edited(&bytes, |line| {
        let is_head = line.starts_with("[1,") && line.contains(",\"sha256:") && line.matches(',').count() == 2;
        is_head.then(String::new)
    }));
    on_each(|home| {
        for (changed, of) in [(&spaced, "cwom_review_decisions"), (&headless, "audit_head")] {
            let error = refused(home, changed);
            assert!(matches!(&error, TransferError::Stored { table } if table == of), "{home}: {error:?}");
        }
        for changed in [&dangling, &twice] {
            let error = refused(home, changed);
            let TransferError::Rows { table, first: 1, last, source } = &error else { panic!("{home}: {error:?}") };
            assert_eq!(table, "cwom_review_decisions", "{home}: {last}");
            let is_told = matches!(source, StoreError::ForeignKey { .. } | StoreError::Unique { .. });
            assert!(is_told, "{home}: {source:?}");
        }
    });
}

#[test]
fn a_database_of_an_older_step_is_not_exported() {
    on_each(|home| {
        let database = home.open();
        let newest = throughline_store::SCHEMA_VERSION;
        home.script(&format!("DELETE FROM migration WHERE version = {newest}"));
        let done = database.read_snapshot(|session| database_export(session, &mut std::io::sink()));
        assert!(matches!(done, Err(TransferError::Older { found }) if found == newest - 1), "{home}: {done:?}");
        home.script("INSERT INTO migration (version, name, applied_at) VALUES (99, 'later', 0)");
        let done = database.read_snapshot(|session| database_export(session, &mut std::io::sink()));
        assert!(matches!(done, Err(TransferError::Newer { found: 99 })), "{home}: {done:?}");
    });
}
