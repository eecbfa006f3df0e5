//! A database that goes away, and a writer that does: what was acknowledged is there, and nothing is half there.
//!
//! A process that is killed is this test binary again, told by a variable what to do.

use std::collections::BTreeSet;
use std::process::Command;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use throughline_engine::Ledger;
use throughline_model::RunStatus;
use throughline_store::{Fault, StoreError};

use crate::home::{Home, on_each};
use crate::rows::{work_count, work_create};
use crate::server::Server;
use crate::support::{Story, commit, whole};

const ASKED: &str = "THROUGHLINE_TEST_KILLED";

#[test]
fn a_server_that_is_restarted_under_load_loses_nothing_that_was_acknowledged() {
    let server = Arc::new(Server::own());
    let home = Home::on(Arc::clone(&server));
    let database = home.open();
    let (over, next, refused) = (AtomicBool::new(false), AtomicU64::new(0), AtomicU64::new(0));
    let acknowledged = Mutex::new(BTreeSet::new());
    let come_at_least = |count: usize| {
        let (begun, before) = (Instant::now(), acknowledged.lock().unwrap().len());
        while acknowledged.lock().unwrap().len() < before + count {
            assert!(begun.elapsed() < Duration::from_secs(30), "writes go on after the server is back");
            std::thread::sleep(Duration::from_millis(2));
        }
    };
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                while !over.load(Ordering::SeqCst) {
                    let name = format!("w{}", next.fetch_add(1, Ordering::SeqCst));
                    let written = name.clone();
                    match database.write(move |session| work_create(session, &written)) {
                        Ok(_) => drop(acknowledged.lock().unwrap().insert(name)),
                        Err(error) => {
                            assert!(error.is_unavailable(), "{error:?}");
                            refused.fetch_add(1, Ordering::SeqCst);
                            std::thread::sleep(Duration::from_millis(1));
                        }
                    }
                }
            });
        }
        scope.spawn(|| {
            while !over.load(Ordering::SeqCst) {
                let count = database
                    .read(|session| session.query_opt("SELECT COUNT(*) FROM cwom_repos", &[], |row| row.i64(0)));
                assert!(count.as_ref().map_or_else(StoreError::is_unavailable, |_| true), "{count:?}");
                std::thread::sleep(Duration::from_millis(1));
            }
        });
        for round in 0..3 {
            come_at_least(50);
            if round == 1 {
                server.crash()
            } else {
                server.stop()
            }
            std::thread::sleep(Duration::from_millis(100));
            server.start();
        }
        come_at_least(50);
        over.store(true, Ordering::SeqCst);
    });
    assert!(refused.load(Ordering::SeqCst) > 0, "the server was away");
    let there = database
        .read(|session| session.query("SELECT id FROM cwom_repos", &[], |row| Ok(row.text(0)?.to_owned())))
        .unwrap_or_else(|error: StoreError| panic!("{error:?}"));
    let there = BTreeSet::from_iter(there);
    let acknowledged = acknowledged.into_inner().unwrap();
    assert!(acknowledged.is_subset(&there), "{:?}", acknowledged.difference(&there).collect::<Vec<_>>());
    // A commit whose answer was lost may be there: at most one batch each time.
    assert!(there.len() - acknowledged.len() <= 3 * 4, "{} {}", there.len(), acknowledged.len());
    let [repos, issues, entries, end] = work_count(&database);
    assert_eq!((issues, entries, end), (repos * 3, repos, repos));
}

#[test]
fn who_reads_does_not_notice_that_the_server_was_restarted_meanwhile() {
    let server = Arc::new(Server::own());
    let home = Home::on(Arc::clone(&server));
    let database = home.open();
    database.write(|session| work_create(session, "one")).unwrap();
    assert_eq!(work_count(&database), [1, 3, 1, 1]);
    server.stop();
    server.start();
    assert_eq!(work_count(&database), [1, 3, 1, 1]);
    // Nor does who writes.
    database.write(|session| work_create(session, "two")).unwrap();
    server.stop();
    let error = database.write(|session| work_create(session, "three")).unwrap_err();
    assert!(error.is_unavailable(), "{error:?}");
    let error = database.read(|session| session.execute("SELECT 1", &[])).unwrap_err();
    assert!(error.is_unavailable(), "{error:?}");
}

#[test]
fn a_ledger_goes_on_after_its_server_was_restarted() {
    let server = Arc::new(Server::own());
    let home = Home::on(Arc::clone(&server));
    let ledger = home.ledger();
    whole(&ledger, &mut Story::new(1), RunStatus::Success);
    server.stop();
    server.start();
    assert_eq!(ledger.run_list(None, 9).unwrap().len(), 1);
    server.crash();
    server.start();
    whole(&ledger, &mut Story::new(2), RunStatus::Success);
    server.stop();
    let mut story = Story::new(3);
    let error = ledger.commit(&commit(vec![story.begin()], Vec::new())).unwrap_err();
    assert!(error.to_string().contains("cannot write in the ledger postgres://postgres@"), "{error}");
    let error = ledger.run_list(None, 9).unwrap_err();
    assert!(error.to_string().contains("cannot read in the ledger"), "{error}");
    server.start();
    whole(&ledger, &mut Story::new(3), RunStatus::Success);
    assert_eq!(ledger.run_list(None, 9).unwrap().len(), 3);
}

#[test]
fn who_reads_and_panics_leaves_a_connection_that_nobody_uses() {
    on_each(|home| {
        let database = home.open();
        let read = || database.read_snapshot(|_| -> Result<(), StoreError> { panic!("within a snapshot") });
        assert!(std::panic::catch_unwind(std::panic::AssertUnwindSafe(read)).is_err());
        database.write(|session| work_create(session, "one")).unwrap();
        assert_eq!(work_count(&database), [1, 3, 1, 1], "{home}");
    });
}

/// Not a test of its own: the process that ends before some statement.
#[test]
fn a_process_that_is_killed() {
    let Ok(asked) = std::env::var(ASKED) else { return };
    let (place, text) = asked.split_once(' ').unwrap();
    let url = text.parse().unwrap();
    let faults = Arc::new(throughline_store::Faults::default());
    let options = throughline_store::DatabaseOptions { faults: Some(Arc::clone(&faults)), ..Default::default() };
    let database = throughline_store::Database::open(&url, &options, crate::support::time(0)).unwrap();
    faults.arm(place.parse().unwrap(), Fault::Kill);
    let name = format!("w{place}");
    database.write(move |session| work_create(session, &name)).unwrap();
}

#[test]
fn a_process_killed_between_any_two_statements_leaves_all_of_its_write_or_nothing() {
    on_each(|home| {
        let database = home.open();
        let mut places = 0;
        loop {
            let killed = Command::new(std::env::current_exe().unwrap())
                .args(["--exact", "away::a_process_that_is_killed", "--nocapture"])
                .env(ASKED, format!("{places} {}", home.text))
                .output()
                .unwrap();
            let kept = i64::from(killed.status.success());
            let deadline = Instant::now() + Duration::from_secs(10);
            // The server may still be at the end of a connection that was cut.
            while work_count(&database)[0] != kept && Instant::now() < deadline {
                std::thread::sleep(Duration::from_millis(5));
            }
            assert_eq!(work_count(&database), [kept, kept * 3, kept, kept], "{home}: before {places}");
            if kept == 1 {
                break;
            }
            places += 1;
        }
        assert!(places > 8, "{home}: {places}");
    });
}
