//! Housekeeping: which runs go, what stays whatever the rules say, and what is told of what went.

use std::collections::BTreeMap;
use std::time::{Duration, SystemTime};

use rustix::process::Signal;
use serde_json::{Value, json};

use crate::support::{TestEnvironment, assert_shown, graph, graph_with, stage, wait_until};

const NOTHING: [&str; 0] = [];

/// `src → a → b`, and `c` by itself.
fn project() -> TestEnvironment {
    let environment = TestEnvironment::with(&graph_with(
        vec![
            stage("a", "echo noise; cp src x.json", json!({"reads": ["src"], "writes": ["x"]})),
            stage("b", "cat x.json > y", json!({"reads": ["x"], "writes": ["y"], "after": ["a"]})),
            stage("c", "cat other > z", json!({"reads": ["other"], "writes": ["z"]})),
        ],
        json!({"artifacts": [{"id": "x", "path": "x.json", "format": "json"}]}),
    ));
    environment.write("other", "0");
    environment
}

/// So many runs with a source of their own each.
fn ran(times: usize) -> TestEnvironment {
    let environment = project();
    for time in 1..=times {
        environment.write("src", &time.to_string());
        environment.run(&["run"]).with_code(0);
    }
    environment
}

fn json_of(environment: &TestEnvironment, args: &[&str]) -> Value {
    let output = environment.run(args).with_code(0);
    serde_json::from_str(&output.stdout).unwrap_or_else(|error| panic!("{args:?}: {error}\n{}", output.shown()))
}

fn ids(environment: &TestEnvironment) -> Vec<String> {
    let runs = json_of(environment, &["runs", "-n", "1000", "--format", "json"]);
    runs.as_array().unwrap().iter().map(|run| run["id"].as_str().unwrap().to_owned()).collect()
}

/// Every file below the root with its bytes. What SQLite shares between processes while it looks is no content.
fn bytes(environment: &TestEnvironment) -> BTreeMap<String, Vec<u8>> {
    let files = environment.files().into_iter();
    let files = files.map(|path| (path.to_str().unwrap().to_owned(), std::fs::read(&path).unwrap()));
    files.filter(|(path, _)| !path.ends_with("-shm")).collect()
}

macro_rules! assert_output {
    ($environment:expr, $output:expr) => {
        let mut filters = $environment.redactions();
        filters.extend([
            (r"\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2}", "[TIME]"),
            (r"\d+(\.\d+)? ([KMG]iB|B)\b", "[SIZE]"),
            (r#""(\w*[bB]ytes|before|after)": \d+"#, r#""$1": [NUMBER]"#),
            (r" {2,}", "  "),
        ]);
        insta::with_settings!({ filters => filters }, { insta::assert_snapshot!($output) });
    };
}

#[test]
fn old_runs_go_and_what_is_there_stays_fresh() {
    let environment = ran(4);
    let all = ids(&environment);
    assert_output!(environment, environment.run(&["gc", "--keep", "1", "--dry-run"]).shown());
    assert_output!(environment, environment.run(&["gc", "--keep", "1"]).shown());
    // The newest made `x` and `y`, the oldest what is still in `z`.
    assert_eq!(ids(&environment), [all[0].clone(), all[3].clone()]);
    assert_eq!(environment.records().len(), 2);
    assert_eq!(environment.ran(&["run"]), NOTHING);
    environment.run(&["why", "z"]).with_code(0).saying(&all[3]);
    environment.run(&["verify", "2"]).with_code(0);
    assert_output!(environment, environment.run(&["gc", "--keep", "1"]).shown());
}

#[test]
fn a_dry_run_changes_nothing() {
    let environment = ran(3);
    environment.run(&["runs"]).with_code(0);
    let before = bytes(&environment);
    let told = json_of(&environment, &["gc", "--older-than", "0s", "--dry-run", "--format", "json"]);
    assert_eq!(told["runs"].as_array().unwrap().len(), 1);
    assert_eq!((told["dryRun"].as_bool(), &told["freedBytes"]), (Some(true), &Value::Null));
    environment.run(&["gc", "--keep", "0", "-n"]).with_code(0);
    let after = bytes(&environment);
    assert_eq!(before.keys().collect::<Vec<_>>(), after.keys().collect::<Vec<_>>());
    assert!(before == after, "a file has changed");
}

#[test]
fn what_is_done_is_told_to_programs() {
    let environment = ran(3);
    let done = environment.run(&["gc", "--older-than", "0s", "--format", "json"]).with_code(0);
    assert_output!(environment, done.stdout);
    let told: Value = serde_json::from_str(&done.stdout).unwrap();
    assert!(told["freedBytes"].as_u64().unwrap() > 0);
    let gone = json_of(&environment, &["runs", "--removed", "--format", "json"]);
    assert_eq!(gone[0]["id"], told["runs"][0]["id"]);
    assert_eq!(gone[0]["removedBy"], "throughline gc --older-than 0s --format json");
    assert_output!(environment, environment.run(&["runs", "--removed"]).shown());
}

#[test]
fn every_command_tells_what_became_of_a_run() {
    let environment = ran(3);
    let gone = ids(&environment)[1].clone();
    let name = environment.records()[1].0.clone();
    environment.run(&["gc", "--keep", "1"]).with_code(0);
    for args in [
        &["status", &gone] as &[&str],
        &["status", &name],
        &["status", &format!(".pipeline-runs/{name}.json")],
        &["logs", &gone],
        &["explain", &gone],
        &["explain", &gone, "a"],
        &["verify", &gone],
        &["replay", &gone],
        &["diff", &gone, "last"],
        &["export", &gone, "-o", "bundle"],
        &["approve", &gone, "a"],
        &["run", "--since", &gone],
    ] {
        environment.run(args).with_code(2).saying(&format!("run {gone} was removed on ")).saying("gc --keep 1`");
    }
    assert_output!(environment, environment.run(&["status", &gone]).shown());
    environment.run(&["stats"]).with_code(0).saying("1 run was removed");
}

#[test]
fn why_tells_of_contents_whose_run_is_gone() {
    let environment = ran(2);
    std::fs::copy(environment.root.join("y"), environment.root.join("saved")).unwrap();
    environment.write("src", "3");
    environment.run(&["run"]).with_code(0);
    environment.run(&["why", "saved"]).with_code(2).saying("no stage declares it");
    environment.run(&["gc", "--keep", "1"]).with_code(0);
    // A copy of what the second run wrote.
    assert_output!(environment, environment.run(&["why", "saved"]).shown());
    let told = json_of(&environment, &["why", "saved", "--format", "json"]);
    assert_eq!((&told["removed"][0]["path"], &told["removed"][0]["stageId"]), (&json!("y"), &json!("b")));
    // What is there now was brought back by hand.
    std::fs::copy(environment.root.join("saved"), environment.root.join("y")).unwrap();
    environment.run(&["why", "y"]).with_code(0).saying("changed since").saying("was removed on");
}

#[test]
fn what_was_made_of_what_has_gone_says_so() {
    // `log` goes on with what it wrote before, so its line has no end; it is followed to where it comes to it again.
    let environment = TestEnvironment::with(&graph(vec![stage(
        "log",
        "cat src >> log",
        json!({"reads": ["src"], "writes": ["log"], "inputs": [{"artifact": "src"}, {"artifact": "log", "optional": true}]}),
    )]));
    for time in 1..=3 {
        environment.write("src", &time.to_string());
        environment.run(&["run"]).with_code(0);
    }
    environment.run(&["gc", "--keep", "1"]).with_code(0).saying("removed 2 runs");
    environment.run(&["why", "log"]).with_code(0);
}

#[test]
fn an_open_gate_stays_and_can_be_approved() {
    let gated = graph(vec![
        stage("draft", "cat src > draft", json!({"reads": ["src"], "writes": ["draft"]})),
        json!({"id": "review", "gate": {"kind": "approval"}, "dependsOn": ["draft"], "inputs": [{"artifact": "draft"}]}),
        stage("publish", "cat draft > public", json!({"reads": ["draft"], "writes": ["public"], "after": ["review"]})),
        stage("aside", "echo > aside", json!({"writes": ["aside"]})),
    ]);
    let environment = TestEnvironment::with(&gated);
    for source in ["1", "2"] {
        environment.write("src", source);
        environment.run(&["run"]).with_code(3);
    }
    let waiting = ids(&environment)[0].clone();
    // Nothing but the gate speaks for the run that waits: others came after it, and made anew what it had made.
    environment.run(&["run", "--only", "draft,aside", "--force"]).with_code(0);
    environment.run(&["run", "--only", "draft,aside", "--force"]).with_code(0);
    let output = environment.run(&["gc", "--older-than", "0s"]).with_code(0);
    assert_output!(environment, output.shown());
    assert!(ids(&environment).contains(&waiting));
    environment.run(&["approve", &waiting, "review"]).with_code(0);
    environment.run(&["gc", "--older-than", "0s"]).with_code(0);
    // The run that waited may go now; the decision stays.
    assert!(!ids(&environment).contains(&waiting));
    assert_eq!(environment.ran(&["run"]), ["publish"]);
}

#[test]
fn a_run_that_stays_can_be_explained_although_its_results_came_from_one_that_went() {
    let environment = ran(1);
    environment.write("other", "1");
    environment.run(&["run"]).with_code(0);
    environment.write("src", "2");
    environment.run(&["run"]).with_code(0);
    let [_, second, first] = &ids(&environment)[..] else { panic!() };
    let explained = environment.run(&["explain", second, "a"]).with_code(0).stdout;
    assert!(explained.contains("what its result depends on"), "{explained}");
    environment.run(&["gc", "--keep", "2"]).with_code(0).saying("removed 1 run");
    environment.run(&["status", first]).with_code(2).saying("was removed on");
    assert_eq!(environment.run(&["explain", second, "a"]).with_code(0).stdout, explained);
    environment.run(&["diff", second, "last"]).with_code(1).saying("x.json");
    environment.run(&["export", second, "-o", "bundle"]);
    // What it relied on goes with it, once it goes.
    environment.write("other", "2");
    environment.run(&["run"]).with_code(0);
    environment.run(&["gc", "--keep", "1"]).with_code(0);
    let connection = rusqlite::Connection::open(environment.root.join(".throughline/state.db")).unwrap();
    let orphans = "SELECT group_concat(stage) FROM stage_record WHERE run_id NOT IN (SELECT id FROM run)";
    // The third run stays, and has found `c` fresh.
    assert_eq!(connection.query_row(orphans, [], |row| row.get::<_, String>(0)).unwrap(), "c");
}

#[test]
fn results_that_may_be_found_again_stay() {
    let environment = TestEnvironment::with(&json!({
        "version": "1",
        "pipelines": [{"id": "main", "stages": ["make"], "parameters": [{"name": "to", "type": "string", "default": "x"}]}],
        "artifacts": [{"id": "src", "path": "src"}, {"id": "out", "path": "out/${{ param.to }}"}],
        "stages": [stage(
            "make",
            "mkdir -p out; cp src out/${{ param.to }}",
            json!({"inputs": [{"artifact": "src"}], "outputs": [{"artifact": "out"}]}),
        )],
    }));
    environment.write("src", "1");
    for to in ["a", "b", "c"] {
        environment.run(&["run", "--set", &format!("to={to}")]).with_code(0);
    }
    environment.run(&["gc", "--older-than", "0s"]).with_code(0).saying("nothing to remove");
    for to in ["a", "b", "c"] {
        assert_eq!(environment.ran(&["run", "--set", &format!("to={to}")]), NOTHING);
    }
    environment.remove("out/a");
    environment.run(&["gc", "--older-than", "0s"]).with_code(0).saying("removed");
    assert_eq!(environment.ran(&["run", "--set", "to=b"]), NOTHING);
}

#[test]
fn without_a_rule_only_what_nobody_needs_goes() {
    let environment = ran(2);
    let hour_ago = SystemTime::now() - Duration::from_secs(4000);
    let make = |path: &str, modified: SystemTime| {
        environment.write(path, "left");
        std::fs::File::options().write(true).open(environment.root.join(path)).unwrap().set_modified(modified).unwrap();
    };
    make(".throughline/cache/.throughline-abc123.tmp", hour_ago);
    make(".pipeline-runs/.throughline-abc123.tmp", hour_ago);
    make(".pipeline-runs/.throughline-young1.tmp", SystemTime::now());
    make(".pipeline-runs/2020-01-01T00-00-00-000Z_main.json", hour_ago);
    make(".pipeline-runs/notes.txt", hour_ago);
    make(".throughline/state.db.corrupt-2020-01-01T00-00-00-000Z", hour_ago);
    make(".throughline-bundle-xyz/bundle/manifest.json", hour_ago);
    let digest = "ab".repeat(32);
    make(&format!(".throughline/objects/{}/{}", &digest[..2], &digest[2..]), hour_ago);
    let shed = std::fs::File::open(environment.root.join(".throughline-bundle-xyz")).unwrap();
    shed.set_modified(hour_ago).unwrap();
    assert_output!(environment, environment.run(&["gc"]).with_code(0).shown());
    assert_eq!(ids(&environment).len(), 2);
    for gone in [
        ".throughline/cache/.throughline-abc123.tmp",
        ".pipeline-runs/.throughline-abc123.tmp",
        ".throughline-bundle-xyz",
        &format!(".throughline/objects/ab/{}", &digest[2..]),
    ] {
        assert!(!environment.exists(gone), "{gone}");
    }
    let lost =
        [".pipeline-runs/2020-01-01T00-00-00-000Z_main.json", ".throughline/state.db.corrupt-2020-01-01T00-00-00-000Z"];
    for stays in [".pipeline-runs/.throughline-young1.tmp", ".pipeline-runs/notes.txt"].iter().chain(&lost) {
        assert!(environment.exists(stays), "{stays}");
    }
    environment.run(&["gc", "--lost"]).with_code(0);
    assert!(lost.iter().all(|gone| !environment.exists(gone)) && environment.exists(".pipeline-runs/notes.txt"));
    // What is kept of artifacts that runs name is still there.
    environment.run(&["diff", "2", "1"]).with_code(1).saying("- 1").saying("+ 2");
}

#[test]
fn the_oldest_go_until_all_are_small_enough() {
    let environment = ran(5);
    environment.run(&["gc", "--max-size", "1G"]).with_code(0).saying("nothing to remove");
    let all = json_of(&environment, &["gc", "--max-size", "0", "--dry-run", "--format", "json"]);
    let size = |run: &Value| run["ledgerBytes"].as_u64().unwrap() + run["fileBytes"].as_u64().unwrap();
    let runs = all["runs"].as_array().unwrap();
    assert_eq!(runs.len(), 3);
    let newest = size(&runs[0]);
    let told = json_of(&environment, &["gc", "--max-size", &(newest * 4).to_string(), "--dry-run", "--format", "json"]);
    let going = told["runs"].as_array().unwrap();
    assert!(!going.is_empty() && going.len() < 3, "{told}");
    assert_eq!(
        going.last(),
        runs.last()
            .map(|oldest| {
                let mut oldest = oldest.clone();
                oldest["because"] = going[0]["because"].clone();
                oldest
            })
            .as_ref()
    );
}

#[test]
fn rules_come_from_the_settings_where_no_flag_says() {
    let environment = ran(4);
    environment.write("throughline.toml", "[gc]\nkeep = 2\nolder_than = \"1 year\"\n");
    environment.run(&["gc", "--keep", "3"]).with_code(0).saying("nothing to remove");
    environment.run(&["gc"]).with_code(0).saying("removed 1 run").saying("not among the newest 2");
    environment.write("throughline.toml", "[gc]\nolder_than = \"soon\"\n");
    environment.run(&["gc"]).with_code(1).saying("`soon` is no age");
    environment.run(&["gc", "--max-size", "many"]).with_code(2).saying("`many` is no size");
    environment.run(&["gc", "--older-than", "-3d"]).with_code(2);
}

#[test]
fn before_the_first_run() {
    let environment = project();
    environment.run(&["gc", "--keep", "1"]).with_code(0).saying("no run yet");
    assert!(!environment.exists(".throughline"));
}

#[test]
fn a_workspace_in_use_is_left_alone() {
    let environment = ran(3);
    let mut waits = graph(vec![stage("wait", "echo > began; while ! test -e go; do sleep 0.01; done", json!({}))]);
    waits["pipelines"][0]["id"] = json!("other");
    environment.graph(&waits);
    let running = environment.start(&["run"]);
    wait_until("the stage has begun", || environment.exists("began"));
    let output = environment.run(&["gc", "--keep", "0"]).with_code(1);
    assert_shown!(environment, output.shown());
    // Looking is allowed.
    environment.run(&["gc", "--keep", "0", "--dry-run"]).with_code(0);
    environment.write("go", "");
    running.end().with_code(0);
    environment.run(&["gc", "--keep", "0"]).with_code(0).saying("removed");
}

/// Whenever it is killed, what the ledger knows has its files, and the next one leaves nothing behind.
#[test]
fn a_housekeeping_that_is_killed_is_finished_by_the_next() {
    let environment = ran(7);
    for millis in [5, 15, 25, 35, 50] {
        let running = environment.start(&["gc", "--keep", "1"]);
        std::thread::sleep(Duration::from_millis(millis));
        running.signal(Signal::KILL);
        let _ = running.end();
        let recorded: Vec<Value> =
            environment.records().into_iter().map(|(_, record)| record["runId"].clone()).collect();
        for id in ids(&environment) {
            assert!(recorded.contains(&json!(id)), "the record of {id} is gone");
        }
    }
    environment.run(&["gc", "--keep", "1"]).with_code(0);
    assert_eq!(environment.records().len(), 2);
    let entries = std::fs::read_dir(environment.root.join(".pipeline-runs")).unwrap();
    assert_eq!(entries.count(), 6, "a document, a log and a folder each");
    assert_eq!(environment.ran(&["run"]), NOTHING);
}
