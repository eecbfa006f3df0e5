//! What is carried from one database to another is there as it was, and both go on as before.

use std::io::{BufReader, Cursor, Read};
use std::sync::Arc;
use std::sync::atomic::{AtomicU8, Ordering};
use std::time::{Duration, Instant};

use throughline_engine::{Housekeeping, Ledger, Removal};
use throughline_model::RunStatus;
use throughline_store::transfer::database_import;
use throughline_store::{DatabaseOptions, DatabaseView};

use super::filled::{exported, fill, imported};
use crate::home::{Home, on_each};
use crate::support::{Story, decision, record, run_id};
use crate::support::{commit, whole};
use crate::work::made::{chain_is_whole, log, repo};

/// Each kind to each kind, and back to where it came from.
#[test]
fn the_same_content_is_the_same_file_in_every_database() {
    on_each(|home| {
        fill(home);
        let (before, first) = (log(&home.open()), exported(home));
        let mut bytes = first.clone();
        for next in [Home::postgres(), Home::sqlite(), Home::sqlite(), Home::postgres()] {
            let database = next.open();
            let done =
                imported(&database, &bytes).unwrap_or_else(|error| panic!("{home} to {next}: {error} {error:?}"));
            assert!(done.rows() > 50, "{done:?}");
            bytes = exported(&next);
            assert!(bytes == first, "{home} to {next}");
            assert_eq!(log(&database), before, "{home} to {next}");
            chain_is_whole(&database);
        }
    });
}

/// A table that a step adds is exported without anybody having to think of it; here it is seen to it that the tests do.
#[test]
fn each_table_of_the_tests_has_rows_and_is_in_the_file() {
    on_each(|home| {
        fill(home);
        let bytes = exported(home);
        let mut view = DatabaseView::open(&home.url, &DatabaseOptions::default()).unwrap().unwrap();
        let state = view.state().unwrap();
        let empty: Vec<_> = state.tables.iter().filter(|table| table.rows == 0).map(|table| &table.name).collect();
        assert!(empty.is_empty(), "fill these tables too: {empty:?}");
        let lines: Vec<serde_json::Value> =
            bytes.split_inclusive(|byte| *byte == b'\n').map(|line| serde_json::from_slice(line).unwrap()).collect();
        let mut told = Vec::new();
        for table in lines.last().unwrap()["tables"].as_array().unwrap() {
            told.push(table["table"].as_str().unwrap().to_owned());
            let rows = home.number(&format!("SELECT COUNT(*) FROM {}", told.last().unwrap()));
            assert_eq!(table["rows"], rows, "{home}: {table}");
        }
        let own = if home.is_postgres() {
            "SELECT COUNT(*) FROM information_schema.tables WHERE table_schema = 'public'"
        } else {
            "SELECT COUNT(*) FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite%'"
        };
        // All that the database itself knows of, but for the one that says how it came to its schema.
        assert_eq!(told.len() as i64, home.number(own) - 1, "{home}: {told:?}");
        let rows = lines.iter().filter(|line| line.is_array()).count() as u64;
        assert_eq!(rows, state.tables.iter().map(|table| table.rows).sum::<u64>(), "{home}");
    });
}

#[test]
fn what_is_written_after_an_import_stands_behind_what_was_imported() {
    let source = Home::sqlite();
    fill(&source);
    let bytes = exported(&source);
    on_each(|home| {
        let database = home.open();
        imported(&database, &bytes).unwrap();
        repo(&database, "new");
        chain_is_whole(&database);
        let ledger = home.ledger();
        let newest = |table: &str| home.number(&format!("SELECT MAX(id) FROM {table}"));
        let tables = ["stage_record", "gate_decision", "event_block", "removal"];
        let before = tables.map(newest);
        let mut story = Story::new(9);
        let made = record(story.run, "s", "nine", &["z"]);
        ledger.commit(&commit(vec![story.begin(), story.succeed(&made)], vec![made.clone()])).unwrap();
        ledger.decision_create(&decision("gate", "nine", false)).unwrap();
        let removal = Removal {
            runs: vec![(run_id(2), "it was old".to_owned())],
            spared: Vec::new(),
            command: "gc".to_owned(),
            at: crate::support::time(10),
        };
        ledger.run_remove(&removal).unwrap();
        let after = tables.map(newest);
        assert_eq!(after, [before[0] + 1, before[1] + 1, before[2], before[3] + 1], "{home}");
        assert_eq!(ledger.record_latest(&["s".into()]).unwrap()["s"].attempt, made.attempt, "{home}");
        let fresh = ledger.event_list(run_id(4), 0).unwrap();
        assert_eq!(fresh.len(), 201, "{home}: events that are stored in blocks");
    });
}

#[test]
fn an_empty_database_is_carried_too() {
    on_each(|home| {
        let bytes = {
            drop(home.open());
            exported(home)
        };
        assert_eq!(bytes, exported_of_new(), "{home}");
        let other = Home::postgres();
        imported(&other.open(), &bytes).unwrap();
        imported(&other.open(), &bytes).unwrap_or_else(|error| panic!("it is still empty: {error}"));
        assert_eq!(exported(&other), bytes);
        repo(&other.open(), "first");
        whole(&other.ledger(), &mut Story::new(1), RunStatus::Success);
        chain_is_whole(&other.open());
    });
}

fn exported_of_new() -> Vec<u8> {
    let home = Home::sqlite();
    drop(home.open());
    exported(&home)
}

/// Work that is done meanwhile is in the file as a whole or not at all.
#[test]
fn an_export_is_of_one_moment() {
    on_each(|home| {
        let database = home.open();
        repo(&database, "first");
        let before = exported(home);
        let mut view = DatabaseView::open(&home.url, &DatabaseOptions::default()).unwrap().unwrap();
        let mut bytes = Vec::new();
        let mut writer = Interrupted { out: &mut bytes, meanwhile: Some(|| drop(repo(&database, "second"))) };
        view.read_snapshot(|session| throughline_store::transfer::database_export(session, &mut writer)).unwrap();
        assert!(bytes == before, "{home}");
        assert!(exported(home) != before, "{home}");
    });
}

/// On a server too, where others may write beside the import: they stand behind all of it.
#[test]
fn who_writes_during_an_import_waits_for_its_end() {
    let source = Home::sqlite();
    fill(&source);
    let bytes = exported(&source);
    on_each(|home| {
        let (database, other, ledger) = (home.open(), home.open(), home.ledger());
        let entries = log(&source.open()).len();
        let slow = Slow { rest: Cursor::new(bytes.clone()), reads: 0, moment: Arc::default() };
        let moment = Arc::clone(&slow.moment);
        let within = || moment.load(Ordering::SeqCst) == WITHIN;
        let wait = || {
            let begun = Instant::now();
            while !within() {
                assert!(begun.elapsed() < Duration::from_secs(30), "{home}: the import begins");
                std::thread::sleep(Duration::from_millis(1));
            }
        };
        std::thread::scope(|scope| {
            scope.spawn(|| {
                wait();
                repo(&other, "meanwhile");
                assert!(!within(), "{home}: work was written within the import");
            });
            scope.spawn(|| {
                wait();
                whole(&ledger, &mut Story::new(77), RunStatus::Success);
                assert!(!within(), "{home}: a run was written within the import");
            });
            let mut input = BufReader::with_capacity(512, slow);
            let done = database.write(move |session| database_import(session, &mut input));
            done.unwrap_or_else(|error| panic!("{home}: {error} {error:?}"));
        });
        assert_eq!(log(&other).len(), entries + 1, "{home}");
        chain_is_whole(&other);
        assert!(ledger.run_list(None, 99).unwrap().iter().any(|run| run.id == run_id(77)), "{home}");
    });
}

/// The import has begun and has more to read.
const WITHIN: u8 = 1;

/// Takes its time, and tells which moment it is.
struct Slow {
    rest: Cursor<Vec<u8>>,
    reads: usize,
    moment: Arc<AtomicU8>,
}

impl Read for Slow {
    fn read(&mut self, into: &mut [u8]) -> std::io::Result<usize> {
        self.reads += 1;
        // With the first it has the first line alone, and has not looked at the database yet.
        if self.reads == 2 {
            self.moment.store(WITHIN, Ordering::SeqCst);
            std::thread::sleep(Duration::from_millis(200));
        }
        let count = self.rest.read(into)?;
        if count == 0 {
            self.moment.store(WITHIN + 1, Ordering::SeqCst);
        }
        Ok(count)
    }
}

/// Does something else after the first line.
struct Interrupted<'a, F> {
    out: &'a mut Vec<u8>,
    meanwhile: Option<F>,
}

impl<F: FnOnce()> std::io::Write for Interrupted<'_, F> {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        if let Some(meanwhile) = self.meanwhile.take() {
            meanwhile();
        }
        self.out.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}
