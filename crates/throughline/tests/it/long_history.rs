//! A long history is not read where nothing of it is asked. Instead of a clock, which tells little of a small history: the
//! rows of all runs that are not asked for are spoilt, so that whoever reads one fails.

use std::mem::MaybeUninit;

use rustix::fs::inotify;
use serde_json::json;

use crate::support::{TestEnvironment, graph, stage};

const RUNS: usize = 6;

/// `src → a → b → c`, run so many times, each time with another source.
fn ran_often() -> TestEnvironment {
    let environment = TestEnvironment::with(&graph(vec![
        stage("a", "echo noise; cat src > out/a", json!({"reads": ["src"], "writes": ["out/a"]})),
        stage("b", "cat out/a > out/b", json!({"reads": ["out/a"], "writes": ["out/b"]})),
        stage("c", "cat out/b > out/c", json!({"reads": ["out/b"], "writes": ["out/c"]})),
    ]));
    for number in 0..RUNS {
        environment.write("src", &format!("{number}\n"));
        environment.ran(&["run"]);
    }
    environment
}

/// Spoils what the ledger holds of all runs but these, which are numbered from 1, the newest.
fn spoil_all_but(environment: &TestEnvironment, numbers: &[usize]) {
    let connection = rusqlite::Connection::open(environment.root.join(".throughline/state.db")).unwrap();
    let mut statement = connection.prepare("SELECT id FROM run ORDER BY id DESC").unwrap();
    let ids: Vec<String> = statement.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect();
    assert!(ids.len() >= RUNS);
    let mut spoilt = 0;
    for (index, id) in ids.iter().enumerate().filter(|(index, _)| !numbers.contains(&(index + 1))) {
        for sql in [
            "UPDATE run SET parameters = 'spoilt', status = 'spoilt' WHERE id = ?1",
            "UPDATE run_event SET lines = 'spoilt' WHERE run_id = ?1",
            "UPDATE stage_record SET parts = 'spoilt', artifacts = 'spoilt', after = 'spoilt' WHERE run_id = ?1",
            "UPDATE stage_run SET status = 'spoilt' WHERE run_id = ?1",
        ] {
            assert!(connection.execute(sql, [id]).unwrap() > 0, "run {}: {sql}", index + 1);
        }
        spoilt += 1;
    }
    assert!(spoilt > 0);
}

#[test]
fn what_is_asked_of_the_newest_run_is_answered_by_it_and_the_one_before() {
    let environment = ran_often();
    spoil_all_but(&environment, &[1, 2]);
    for args in [
        &["status"] as &[&str],
        &["status", "--format", "json"],
        &["runs", "--limit", "2"],
        &["runs", "main", "--limit", "2"],
        &["logs", "last"],
        &["logs", "last", "--stage", "a"],
        &["explain"],
        &["explain", "last", "b"],
        &["why", "out/c"],
        &["why", "out.c"],
        &["why", "out"],
        &["verify", "last"],
        &["plan"],
    ] {
        environment.run(args).with_code(0);
    }
    environment.run(&["diff", "2", "1"]).with_code(1).saying("out/c");
    // What is read after all is told: the test would see it.
    environment.run(&["runs"]).with_code(1).saying("cannot read in the ledger");
    environment.run(&["explain", "3"]).with_code(1);
}

#[test]
fn an_old_run_is_found_without_the_newer_ones() {
    let environment = ran_often();
    // A word may name a stage of the newest run, so `explain` looks at that one too.
    spoil_all_but(&environment, &[1, RUNS - 1, RUNS]);
    let old = (RUNS - 1).to_string();
    for args in [&["status", &old] as &[&str], &["logs", &old], &["explain", &old], &["explain", &old, "c"]] {
        environment.run(args).with_code(0);
    }
}

#[test]
fn a_run_reads_nothing_of_older_ones_than_the_last() {
    let environment = ran_often();
    spoil_all_but(&environment, &[1]);
    environment.run(&["run"]).with_code(0).saying("3 fresh");
    environment.write("src", "new\n");
    environment.run(&["run"]).with_code(0).saying("3 ran");
    assert_eq!(environment.read("out/c"), "new\n");
}

#[test]
fn an_artifact_that_was_edited_by_hand_is_not_looked_for_in_every_record() {
    let environment = ran_often();
    environment.write("out/c", "by hand\n");
    spoil_all_but(&environment, &[1]);
    environment.run(&["why", "out/c"]).with_code(0).saying("changed");
}

#[test]
fn runs_of_one_pipeline_keep_the_numbers_that_they_have_among_all() {
    let a = stage("a", "", json!({}));
    let mut graph = graph(vec![a]);
    graph["pipelines"] = json!([{"id": "main", "stages": ["a"]}, {"id": "other", "stages": ["a"]}]);
    let environment = TestEnvironment::with(&graph);
    for pipeline in ["main", "other", "main", "other", "other"] {
        environment.ran(&["run", pipeline]);
    }
    let numbers = |args: &[&str]| -> Vec<u64> {
        let output = environment.run(&[args, &["--format", "json"]].concat()).with_code(0);
        let rows: serde_json::Value = serde_json::from_str(&output.stdout).unwrap();
        rows.as_array().unwrap().iter().map(|row| row["number"].as_u64().unwrap()).collect()
    };
    assert_eq!(numbers(&["runs"]), [1, 2, 3, 4, 5]);
    assert_eq!(numbers(&["runs", "main"]), [3, 5]);
    assert_eq!(numbers(&["runs", "other"]), [1, 2, 4]);
    assert_eq!(numbers(&["runs", "other", "--limit", "1"]), [1]);
    assert_eq!(numbers(&["runs", "main", "--limit", "1"]), [3]);
}

/// How often the entries of a folder were listed since the last time.
struct Listings(std::os::fd::OwnedFd);

impl Listings {
    fn of(folder: &camino::Utf8Path) -> Self {
        let watch = inotify::init(inotify::CreateFlags::NONBLOCK).unwrap();
        inotify::add_watch(&watch, folder.as_std_path(), inotify::WatchFlags::ACCESS).unwrap();
        Self(watch)
    }

    fn count(&self) -> usize {
        let mut buffer = [MaybeUninit::uninit(); 4096];
        let mut events = inotify::Reader::new(&self.0, &mut buffer);
        let mut count = 0;
        while let Ok(event) = events.next() {
            // What has a name is a file in the folder that was read.
            count += usize::from(event.file_name().is_none());
        }
        count
    }
}

#[test]
fn a_run_does_not_list_the_records_of_runs() {
    let environment = ran_often();
    let records = environment.root.join(".pipeline-runs");
    let listings = Listings::of(&records);
    for args in [&["run"] as &[&str], &["status"], &["logs", "last"], &["runs"], &["plan"]] {
        environment.run(args).with_code(0);
    }
    environment.write("src", "new\n");
    environment.ran(&["run"]);
    assert_eq!(listings.count(), 0);
    assert!(std::fs::read_dir(&records).unwrap().count() >= 3 * RUNS);
    assert!(listings.count() > 0, "a listing is seen");
}
