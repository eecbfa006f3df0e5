//! What must be so after a run that met a fault, and after the next one that met none.

use std::collections::{BTreeMap, BTreeSet};

use rusqlite::Connection;
use serde_json::Value;

use crate::draw::Fault;
use crate::project;
use crate::support::{Output, TestEnvironment};

/// A run that met a fault.
pub(crate) struct Faulty<'f> {
    pub(crate) fault: Fault,
    /// Whether the fault came to pass.
    pub(crate) happened: bool,
    /// The version of the input that it ran with.
    pub(crate) version: u64,
    pub(crate) output: &'f Output,
    /// Everything about it, for whoever has to find out.
    pub(crate) what: &'f str,
}

/// What a message must name: the ledger, a file, or the folder it is in.
const NAMES: [&str; 9] =
    ["ledger", ".throughline", ".pipeline-runs", "the log", "supervisor", "parts", "tree", "out", ".txt"];

/// The run ended right, or it says what is wrong.
pub(crate) fn after_the_fault(environment: &TestEnvironment, faulty: &Faulty<'_>) {
    let Faulty { fault, happened, version, output, what } = faulty;
    let text = output.text();
    assert!(!text.contains("panicked"), "a panic\n{what}");
    if output.code == Some(0) {
        assert_outputs(environment, *version, what);
    }
    if !happened {
        assert_eq!(output.code, Some(0), "nothing went wrong\n{what}");
    }
    let says_why = fault.words().iter().any(|word| text.contains(word)) && NAMES.iter().any(|name| text.contains(name));
    match output.code {
        // It was killed, or its supervisor was when it had nothing more to do.
        None => assert!(fault.is_death() && fault.process == "engine", "killed\n{what}"),
        Some(0) => {
            let row = newest(environment, what);
            let document = document(environment, &row.0);
            let is_whole = document.is_some_and(|document| document["status"] == "success");
            assert!(is_whole || says_why, "the record is not whole, and that is not said\n{what}");
        }
        Some(_) => assert!(says_why, "it does not say what is wrong\n{what}"),
    }
}

/// A run without faults ends right, the one after it has nothing to do, and everything that is kept is whole.
pub(crate) fn after_that(environment: &TestEnvironment, faulty: &Faulty<'_>) {
    let Faulty { fault, version, output, what, .. } = faulty;
    let acknowledged = stages(&output.stdout, "stage-succeeded");
    let next = environment.run(&["run", "--log-format", "json"]);
    assert_eq!(next.code, Some(0), "the next run failed\n{}\nafter {what}", next.shown());
    assert!(!next.stderr.contains("damaged"), "the ledger was lost\n{}\nafter {what}", next.shown());
    let again: Vec<_> = stages(&next.stdout, "attempt-started").intersection(&acknowledged).cloned().collect();
    assert!(again.is_empty(), "had succeeded and ran again: {again:?}\n{}\nafter {what}", next.shown());
    assert_outputs(environment, *version, what);
    let idle = environment.run(&["run", "--log-format", "json"]);
    let ran = stages(&idle.stdout, "stage-started");
    assert!(idle.code == Some(0) && ran.is_empty(), "not fresh: {ran:?}\n{}\nafter {what}", idle.shown());
    let verified = environment.run(&["verify", "last"]);
    assert_eq!(verified.code, Some(0), "{}\nafter {what}", verified.shown());
    assert_history(environment, what);
    assert_no_leftovers(environment, *fault, *version, what);
}

fn stages(lines: &str, event: &str) -> BTreeSet<String> {
    let events = lines.lines().filter_map(|line| serde_json::from_str::<Value>(line).ok());
    events.filter(|found| found["event"] == event).map(|found| found["stageId"].as_str().unwrap().to_owned()).collect()
}

fn assert_outputs(environment: &TestEnvironment, version: u64, what: &str) {
    for (path, content) in project::expected(version) {
        let found = std::fs::read_to_string(environment.root.join(&path));
        assert!(found.as_ref().is_ok_and(|found| *found == content), "{path} is {found:?} and not {content:?}\n{what}");
    }
}

fn ledger(environment: &TestEnvironment) -> Connection {
    Connection::open(environment.root.join(".throughline/state.db")).unwrap()
}

/// Name and status of the newest run in the ledger.
fn newest(environment: &TestEnvironment, what: &str) -> (String, String) {
    let connection = ledger(environment);
    let row = connection
        .query_row("SELECT name, status FROM run ORDER BY id DESC LIMIT 1", [], |row| Ok((row.get(0)?, row.get(1)?)));
    row.unwrap_or_else(|error| panic!("{error}\n{what}"))
}

fn document(environment: &TestEnvironment, name: &str) -> Option<Value> {
    let text = std::fs::read_to_string(environment.root.join(format!(".pipeline-runs/{name}.json"))).ok()?;
    Some(serde_json::from_str(&text).unwrap())
}

/// The ledger is sound, and each of its runs has a record that says the same.
fn assert_history(environment: &TestEnvironment, what: &str) {
    let connection = ledger(environment);
    let sound: String = connection.query_row("PRAGMA integrity_check", [], |row| row.get(0)).unwrap();
    assert_eq!(sound, "ok", "{what}");
    let mut statement = connection.prepare("SELECT name, status FROM run").unwrap();
    let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?))).unwrap();
    let runs: BTreeMap<String, String> = rows.map(Result::unwrap).collect();
    assert!(runs.len() >= 2, "{runs:?}\n{what}");
    for (name, status) in &runs {
        assert_ne!(status, "running", "{name}\n{what}");
        let found = document(environment, name);
        let found = found.unwrap_or_else(|| panic!("{name} has no record\n{what}"));
        assert_eq!(found["status"], status.as_str(), "{name}\n{what}");
        let log = environment.read(&format!(".pipeline-runs/{name}.log"));
        let events: Vec<Value> = log
            .lines()
            .map(|line| serde_json::from_str(line).unwrap_or_else(|error| panic!("{name}: {error}: {line}\n{what}")))
            .collect();
        assert!(events.iter().enumerate().all(|(seq, event)| event["seq"] == seq), "a gap in {name}\n{log}\n{what}");
        assert!(events.iter().any(|event| event["event"] == "run-ended"), "{name} has no end\n{log}\n{what}");
    }
    for (name, _) in environment.records() {
        assert!(runs.contains_key(&name), "{name} is not in the ledger\n{what}");
    }
}

/// Nothing lies about that nobody knows; a temporary file only where its maker was killed, or could not remove it.
fn assert_no_leftovers(environment: &TestEnvironment, fault: Fault, version: u64, what: &str) {
    let outputs = project::expected(version);
    let runs: BTreeSet<String> = environment.records().into_iter().map(|(name, _)| name).collect();
    for path in environment.files() {
        let path = path.strip_prefix(&environment.root).unwrap().to_str().unwrap();
        let name = path.rsplit('/').next().unwrap();
        let is_known = outputs.contains_key(path)
            || ["in.json", "schemas/list.json", "pipeline/stage-graph.json", ".witnesses"].contains(&path)
            || path.strip_prefix(".throughline/").is_some_and(is_state)
            || path.strip_prefix(".pipeline-runs/").is_some_and(|path| is_record(path, &runs));
        let may_be_left =
            name.starts_with(".throughline-") && (fault.is_death() || matches!(fault.op, "unlink" | "any"));
        assert!(is_known || may_be_left, "{path} was left\n{what}");
    }
    for entry in std::fs::read_dir(environment.root.join(".pipeline-runs")).unwrap() {
        let entry = entry.unwrap();
        let name = entry.file_name().into_string().unwrap();
        let is_folder = entry.file_type().unwrap().is_dir();
        // Where nothing can be written any more, nothing can be removed.
        let may_be_left = fault.is_death() || (fault.sticky && matches!(fault.op, "unlink" | "any"));
        assert!(!is_folder || runs.contains(&name) || may_be_left, "the folder {name} was left\n{what}");
    }
}

fn is_state(path: &str) -> bool {
    [".gitignore", "state.db", "state.db-wal", "state.db-shm", "lock", "processes"].contains(&path)
        || path.strip_prefix("cache/").is_some_and(|cache| !cache.contains(".tmp"))
        || path.strip_prefix("objects/").is_some_and(|object| object.len() == 65 && object.as_bytes()[2] == b'/')
}

fn is_record(path: &str, runs: &BTreeSet<String>) -> bool {
    let run = path.split('/').next().unwrap();
    runs.iter().any(|name| run == name || run.strip_prefix(name).is_some_and(|rest| [".json", ".log"].contains(&rest)))
}
