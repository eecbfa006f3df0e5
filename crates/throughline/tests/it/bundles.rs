//! Runs exported to a folder, carried elsewhere, and checked there.

use std::os::unix::fs::{MetadataExt, PermissionsExt, symlink};

use camino::{Utf8Path, Utf8PathBuf};
use serde_json::{Value, json};

use crate::support::{TestEnvironment, graph, graph_with, stage};

/// Compares what is shown with the snapshot. The ledger is as long as the run took.
macro_rules! assert_shown {
    ($environment:expr, $shown:expr) => {
        let mut filters = $environment.redactions();
        filters.push((r"\d+\.\d+ KiB", "[SIZE]"));
        filters.push((r#""sizeBytes": \d{4,}"#, r#""sizeBytes": [SIZE]"#));
        insta::with_settings!({ filters => filters }, { insta::assert_snapshot!($shown) })
    };
}

/// A JSON artifact with a schema that refers to another, a folder, and a page that is made of both.
pub(crate) fn project() -> TestEnvironment {
    let site = "mkdir -p site/deep site/void; echo one > 'site/deep/grüße 漢.txt'; echo '#!/bin/sh' > site/go; \
                chmod +x site/go; ln -sf deep site/link";
    let environment = TestEnvironment::with(&graph_with(
        vec![
            stage("make", "cp src.json out/data.json", json!({"reads": ["src.json"], "writes": ["data"]})),
            stage("build", site, json!({"reads": ["data"], "writes": ["site", "site-go"], "after": ["make"]})),
            stage("page", "cat out/data.json > page.md", json!({"reads": ["data", "site"], "writes": ["page.md"]})),
        ],
        json!({"artifacts": [
            {"id": "data", "path": "out/data.json", "format": "json", "schema": "schemas/data.json"},
            {"id": "site", "path": "site", "type": "directory"},
            {"id": "site-go", "path": "site/go"}
        ]}),
    ));
    environment.write("schemas/data.json", r#"{"type": "object", "properties": {"n": {"$ref": "parts/n.json"}}}"#);
    environment.write("schemas/parts/n.json", r#"{"type": "integer"}"#);
    environment.write("src.json", "{\"n\": 1}");
    environment.run(&["run"]).with_code(0);
    environment
}

/// The project with its run exported to `bundle`.
pub(crate) fn exported() -> (TestEnvironment, Utf8PathBuf) {
    let environment = project();
    let bundle = environment.outside("bundle");
    environment.run(&["export", "-o", bundle.as_str()]).with_code(0);
    (environment, bundle)
}

/// Every file of a folder with what it holds, and every link with where it leads.
fn contents(folder: &Utf8Path) -> Vec<(String, Vec<u8>)> {
    let mut found = Vec::new();
    let mut open = vec![folder.to_owned()];
    while let Some(next) = open.pop() {
        for entry in next.read_dir_utf8().unwrap() {
            let path = entry.unwrap().into_path();
            let stat = path.symlink_metadata().unwrap();
            let bytes = if stat.is_symlink() {
                path.read_link_utf8().unwrap().into_string().into_bytes()
            } else if stat.is_dir() {
                open.push(path.clone());
                continue;
            } else {
                std::fs::read(&path).unwrap()
            };
            found.push((path.strip_prefix(folder).unwrap().to_string(), bytes));
        }
    }
    found.sort();
    found
}

pub(crate) fn manifest(bundle: &Utf8Path) -> Value {
    serde_json::from_str(&std::fs::read_to_string(bundle.join("bundle.json")).unwrap()).unwrap()
}

#[test]
fn a_run_is_exported_and_verified() {
    let environment = project();
    let output = environment.run(&["export", "last", "--as", "bundle", "-o", "b"]).with_code(0);
    assert_shown!(environment, format!("{}{}", output.shown(), environment.run(&["verify", "--bundle", "b"]).shown()));
    let mut manifest = manifest(&environment.root.join("b"));
    for file in manifest["files"].as_array_mut().unwrap() {
        if file["role"] == "ledger" {
            file["sizeBytes"] = "[SIZE]".into();
        }
    }
    assert_shown!(environment, serde_json::to_string_pretty(&manifest).unwrap());
    assert_shown!(environment, environment.run(&["verify", "--bundle", "b", "--format", "json"]).shown());
}

#[test]
fn a_bundle_holds_what_the_run_left_and_what_is_known_of_it() {
    let (environment, bundle) = exported();
    let names: Vec<String> = contents(&bundle).into_iter().map(|(name, _)| name).collect();
    assert_eq!(
        names,
        [
            "artifacts/out/data.json",
            "artifacts/page.md",
            "artifacts/site/deep/grüße 漢.txt",
            "artifacts/site/go",
            "artifacts/site/link",
            "bundle.json",
            "graph/stage-graph.json",
            "ledger/events.jsonl",
            "ledger/records.json",
            "ledger/run.json",
            "schemas/schemas/data.json",
            "schemas/schemas/parts/n.json",
        ]
    );
    let read = |path: &str| std::fs::read_to_string(bundle.join(path)).unwrap();
    assert_eq!(read("artifacts/out/data.json"), environment.read("out/data.json"));
    assert_eq!(read("graph/stage-graph.json"), environment.read("pipeline/stage-graph.json"));
    assert!(bundle.join("artifacts/site/void").is_dir());
    assert_ne!(bundle.join("artifacts/site/go").metadata().unwrap().permissions().mode() & 0o100, 0);
    let document: Value = serde_json::from_str(&read("ledger/run.json")).unwrap();
    assert_eq!(document, environment.record());
    let events: Vec<Value> =
        read("ledger/events.jsonl").lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(events, environment.events());
    let records: Value = serde_json::from_str(&read("ledger/records.json")).unwrap();
    let stages: Vec<&str> =
        records.as_array().unwrap().iter().map(|record| record["stageId"].as_str().unwrap()).collect();
    assert_eq!(stages, ["build", "make", "page"]);
    assert_eq!(records[1]["parts"]["input:src.json"]["path"], "src.json");
    assert_eq!(records[1]["fingerprint"], environment.result("make")["fingerprint"]);
    assert_eq!(manifest(&bundle)["runId"], document["runId"]);
}

#[test]
fn the_manifest_is_what_its_schema_says() {
    let (_environment, bundle) = exported();
    let schema = include_str!("../../../../schemas/bundle.v1.json");
    let schema = throughline_artifact::CompiledSchema::parse("bundle.v1.json", schema.as_bytes()).unwrap();
    let mut manifest = manifest(&bundle);
    assert_eq!(schema.errors(&manifest), []);
    manifest["files"][0]["path"] = "elsewhere/x".into();
    assert_eq!(schema.errors(&manifest).len(), 1);
}

#[test]
fn it_is_verified_elsewhere_without_the_project() {
    let (environment, bundle) = exported();
    let digest = manifest(&bundle)["digest"].as_str().unwrap().to_owned();
    let elsewhere = TestEnvironment::new();
    let copied = elsewhere.outside("carried here");
    let done = std::process::Command::new("cp").args(["-a", bundle.as_str(), copied.as_str()]).status().unwrap();
    assert!(done.success());
    drop(environment);
    assert!(!bundle.exists());
    elsewhere.run(&["verify", "--bundle", copied.as_str()]).with_code(0).saying(&digest);
    elsewhere.run(&["verify", "--bundle", copied.as_str(), "--expect", &digest]).with_code(0);
    let other = format!("sha256:{}", "0".repeat(64));
    elsewhere
        .run(&["verify", "--bundle", copied.as_str(), "--expect", &other])
        .with_code(1)
        .saying("is of another bundle than the one expected");
    assert_eq!(contents(&elsewhere.root), [], "nothing is left behind");
}

#[test]
fn the_same_run_exported_twice_gives_the_same_bytes() {
    let (environment, bundle) = exported();
    environment.run(&["runs"]).with_code(0);
    std::thread::sleep(std::time::Duration::from_millis(20));
    let again = environment.outside("again");
    environment.run(&["export", "-o", again.as_str(), "--hardlink"]).with_code(0);
    assert_eq!(contents(&bundle), contents(&again));
}

#[test]
fn a_later_run_of_fresh_stages_is_exported_with_the_records_that_it_stands_on() {
    let (environment, bundle) = exported();
    let first = manifest(&bundle)["runId"].clone();
    environment.run(&["run"]).with_code(0);
    environment.run(&["export", "-o", "second"]).with_code(0);
    let second = environment.root.join("second");
    assert_ne!(manifest(&second)["runId"], first);
    let records: Value =
        serde_json::from_str(&std::fs::read_to_string(second.join("ledger/records.json")).unwrap()).unwrap();
    assert!(records.as_array().unwrap().iter().all(|record| record["runId"] == first), "{records}");
    environment.run(&["verify", "--bundle", "second"]).with_code(0);
    environment.run(&["export", "2", "-o", "third"]).with_code(0).saying(first.as_str().unwrap());
}

#[test]
fn hard_links_share_their_bytes_and_what_becomes_of_them_is_found() {
    let environment = project();
    let output = environment.run(&["export", "-o", "b", "--hardlink"]).with_code(0);
    assert_shown!(environment, output.shown());
    let original = environment.root.join("page.md").metadata().unwrap();
    let linked = environment.root.join("b/artifacts/page.md").metadata().unwrap();
    assert_eq!((original.dev(), original.ino()), (linked.dev(), linked.ino()));
    environment.run(&["verify", "--bundle", "b"]).with_code(0);
    environment.write("page.md", "{\"n\": 2}");
    environment.run(&["verify", "--bundle", "b"]).with_code(1).saying("✖ changed    artifacts/page.md");
}

#[test]
fn an_artifact_that_is_not_as_recorded_is_named_and_nothing_is_written() {
    let environment = project();
    environment.write("page.md", "other");
    environment.remove("out/data.json");
    environment.write("site/deep/more", "");
    let output = environment.run(&["export", "-o", "b"]).with_code(1);
    assert_shown!(environment, output.shown());
    assert!(!environment.exists("b"));
    let left: Vec<String> =
        environment.root.read_dir_utf8().unwrap().map(|entry| entry.unwrap().file_name().to_owned()).collect();
    assert!(!left.iter().any(|name| name.starts_with(".throughline-")), "{left:?}");
    environment.run(&["replay"]).with_code(0);
    environment.run(&["export", "-o", "b"]).with_code(0);
}

#[test]
fn a_graph_or_schema_that_has_changed_since_is_not_passed_off_as_the_one_of_the_run() {
    let environment = project();
    environment.write("schemas/parts/n.json", r#"{"type": "number"}"#);
    environment
        .run(&["export", "-o", "b"])
        .with_code(1)
        .saying("the schema schemas/data.json has changed since stage `make`")
        .saying("throughline run main");
    environment.run(&["run"]).with_code(0);
    environment.run(&["export", "-o", "b"]).with_code(0);
    let mut graph: Value = serde_json::from_str(&environment.read("pipeline/stage-graph.json")).unwrap();
    graph["version"] = "2".into();
    environment.graph(&graph);
    environment.run(&["export", "-o", "c"]).with_code(1).saying("the graph pipeline/stage-graph.json has changed");
    environment.run(&["run"]).with_code(0);
    environment.run(&["export", "-o", "c"]).with_code(0);
}

#[test]
fn a_bundle_is_never_written_over_anything_nor_into_an_artifact() {
    let environment = project();
    environment.write("full/x", "mine");
    environment.write("file", "mine");
    std::fs::create_dir(environment.root.join("empty")).unwrap();
    symlink("empty", environment.root.join("link")).unwrap();
    for (place, why) in [
        ("full", "is not empty"),
        (".", "is not empty"),
        ("file", "is no folder"),
        ("link", "is a symbolic link"),
        ("site/bundle", "which is an artifact"),
        ("site/void", "which is an artifact"),
        (".throughline/bundle", "which is the program's own"),
        (".pipeline-runs/bundle", "which is the program's own"),
    ] {
        environment.run(&["export", "-o", place]).with_code(1).saying(why).saying("-o DIR");
    }
    assert_eq!(environment.read("full/x"), "mine");
    environment.run(&["verify"]).with_code(0);
    environment.run(&["export", "-o", "empty"]).with_code(0);
    environment.run(&["export", "-o", "new/er/b"]).with_code(0);
    environment.run(&["verify", "--bundle", "new/er/b"]).with_code(0);
}

#[test]
fn runs_that_left_nothing_or_have_not_ended_are_refused() {
    let nothing = TestEnvironment::with(&graph(vec![stage("a", "", json!({}))]));
    nothing.run(&["export", "-o", "b"]).with_code(2).saying("there is no run yet");
    nothing.run(&["run"]).with_code(0);
    nothing.run(&["export", "-o", "b"]).with_code(1).saying("left no artifact");
    nothing.run(&["export"]).with_code(2).saying("--output <DIR>");
    let slow = TestEnvironment::with(&graph(vec![
        stage("a", "echo > a", json!({"writes": ["a"]})),
        stage("b", "touch started; sleep 30", json!({"after": ["a"]})),
    ]));
    let running = slow.start(&["run"]);
    crate::support::wait_until("the second stage runs", || slow.exists("started"));
    slow.run(&["export", "-o", "b"]).with_code(1).saying("has not ended");
    running.signal(rustix::process::Signal::INT);
    running.end().with_code(130);
    slow.run(&["export", "-o", "b"]).with_code(0).saying("(interrupted)");
    assert_eq!(manifest(&slow.root.join("b"))["status"], "interrupted");
}

#[test]
fn a_failed_run_is_exported_with_what_its_stages_left() {
    let environment = TestEnvironment::with(&graph(vec![
        stage("a", "echo 1 > a", json!({"writes": ["a"]})),
        stage("b", "echo 2 > b; exit 3", json!({"after": ["a"], "writes": ["b"]})),
    ]));
    environment.run(&["run"]).with_code(1);
    environment.run(&["export", "-o", "bundle"]).with_code(0).saying("of main (failed)");
    let bundle = environment.root.join("bundle");
    assert!(bundle.join("artifacts/a").exists() && !bundle.join("artifacts/b").exists());
    environment.run(&["verify", "--bundle", "bundle"]).with_code(0).saying("(failed)").saying("1 artifact as exported");
}

#[test]
fn a_run_that_waits_at_a_gate_and_one_that_passed_it() {
    let environment = TestEnvironment::with(&graph(vec![
        stage("a", "echo 1 > a", json!({"writes": ["a"]})),
        json!({"id": "ok", "gate": {"kind": "approval", "prompt": "go on?"}, "dependsOn": ["a"],
               "inputs": [{"artifact": "a"}]}),
        stage("b", "echo 2 > b", json!({"after": ["ok"], "writes": ["b"]})),
    ]));
    environment.run(&["run"]).with_code(3);
    environment.run(&["export", "-o", "waits"]).with_code(0).saying("(waiting)");
    environment.run(&["run", "--yes"]).with_code(0);
    environment.run(&["export", "-o", "passed"]).with_code(0);
    for (bundle, artifacts) in [("waits", "1 artifact "), ("passed", "2 artifacts ")] {
        environment.run(&["verify", "--bundle", bundle]).with_code(0).saying(artifacts);
    }
}

#[test]
fn a_stage_for_each_element_is_exported_instance_by_instance() {
    let environment = TestEnvironment::with(&graph_with(
        vec![
            stage("list", "cp src.json list.json", json!({"reads": ["src.json"], "writes": ["list"]})),
            stage(
                "each",
                "echo \"$THROUGHLINE_ELEMENT\" > \"pages/$THROUGHLINE_ELEMENT_KEY.json\"",
                json!({"after": ["list"], "reads": ["list"], "writes": ["page"],
                       "forEach": {"artifact": "list", "as": "item"}}),
            ),
        ],
        json!({"artifacts": [{"id": "list", "path": "list.json", "format": "json"},
                             {"id": "page", "path": "pages/${{ item.key }}.json", "format": "json",
                              "schema": "page.json"}]}),
    ));
    environment.write("src.json", r#"["ä", "b", "c d"]"#);
    environment.write("page.json", r#"{"type": "string"}"#);
    environment.run(&["run"]).with_code(0);
    environment.run(&["export", "-o", "b"]).with_code(0);
    let manifest = manifest(&environment.root.join("b"));
    let said: Vec<String> = manifest["files"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|file| file["role"] == "artifact")
        .map(|file| format!("{} {} {}", file["path"], file["artifactId"], file["stageId"]).replace('"', ""))
        .collect();
    assert_eq!(
        said,
        [
            "artifacts/list.json list list",
            "artifacts/pages/b.json page each[b]",
            "artifacts/pages/c-d.json page each[c-d]",
            "artifacts/pages/ä.json page each[ä]",
        ]
    );
    environment.run(&["verify", "--bundle", "b"]).with_code(0).saying("4 artifacts as exported");
}

#[test]
fn links_that_lead_out_of_their_folder_are_refused_by_name() {
    let script = "mkdir -p site; ln -sf /etc/passwd site/abs; ln -sf ../src site/up; ln -sf gone site/dangling";
    let environment = TestEnvironment::with(&graph_with(
        vec![stage("a", script, json!({"writes": ["site"]}))],
        json!({"artifacts": [{"id": "site", "path": "site", "type": "directory"}]}),
    ));
    environment.run(&["run"]).with_code(0);
    let output = environment.run(&["export", "-o", "b"]).with_code(1);
    assert_shown!(environment, output.shown());
    environment.remove("site/abs");
    environment.remove("site/up");
    environment
        .write("pipeline/stage-graph.json", &environment.read("pipeline/stage-graph.json").replace(script, "true"));
    environment.run(&["run"]).with_code(0);
    environment.run(&["export", "-o", "b"]).with_code(0);
    environment.run(&["verify", "--bundle", "b"]).with_code(0);
    assert!(environment.root.join("b/artifacts/site/dangling").symlink_metadata().unwrap().is_symlink());
}

#[test]
fn members_that_are_no_part_of_an_artifact_may_differ_and_the_bundle_still_tells() {
    let environment = TestEnvironment::with(&graph_with(
        vec![stage("a", "printf '{\"n\": 1, \"at\": \"%s\"}' \"$(date +%N)\" > a.json", json!({"writes": ["a"]}))],
        json!({"artifacts": [{"id": "a", "path": "a.json", "format": "json", "volatile": ["/at"]}]}),
    ));
    environment.run(&["run"]).with_code(0);
    environment.run(&["export", "-o", "b"]).with_code(0);
    environment.write("a.json", "{\"at\": \"later\", \"n\": 1}");
    environment.run(&["export", "-o", "c"]).with_code(0);
    for bundle in ["b", "c"] {
        environment.run(&["verify", "--bundle", bundle]).with_code(0);
    }
    let digest = |bundle: &str| manifest(&environment.root.join(bundle))["digest"].clone();
    assert_ne!(digest("b"), digest("c"), "the manifest is of the bytes");
    environment.write("b/artifacts/a.json", "{\"at\": \"later\", \"n\": 1}");
    environment.run(&["verify", "--bundle", "b"]).with_code(1).saying("artifacts/a.json");
    environment.write("a.json", "{\"at\": \"later\", \"n\": 2}");
    environment.run(&["export", "-o", "d"]).with_code(1).saying("a.json is");
}

#[test]
fn a_secret_stays_masked() {
    const SECRET: &str = "s3cr3t-0815-value";
    let mut environment = TestEnvironment::with(&graph_with(
        vec![stage(
            "a",
            "echo > a; echo $TOKEN",
            json!({"environment": [{"name": "TOKEN", "secret": true}], "writes": ["a"],
                   "hooks": {"pre": [{"executable": "echo", "args": ["${{ param.token }}"]}]}}),
        )],
        json!({"pipelines": [{"id": "main", "stages": ["a"], "parameters": [{"name": "token", "default": "none"}]}]}),
    ));
    environment.variables.push(("TOKEN".to_owned(), SECRET.to_owned()));
    environment.run(&["run", "main", "--token", SECRET]).with_code(0);
    environment.variables.clear();
    environment.run(&["export", "-o", "b"]).with_code(0);
    for (name, bytes) in contents(&environment.root.join("b")) {
        assert!(!String::from_utf8_lossy(&bytes).contains(SECRET), "it stands in {name}");
    }
}

#[test]
fn a_yaml_graph_and_a_pipeline_without_schemas() {
    let environment = TestEnvironment::new();
    environment.write(
        "pipeline/stage-graph.yaml",
        "version: '1'\npipelines: [{id: main, stages: [a]}]\nartifacts: [{id: a, path: a.json, format: json}]\n\
         stages:\n- {id: a, command: {executable: sh, args: [-c, 'echo 1 > a.json']}, outputs: [{artifact: a}]}\n",
    );
    environment.run(&["run"]).with_code(0);
    environment.run(&["export", "-o", "b"]).with_code(0);
    assert!(environment.exists("b/graph/stage-graph.yaml") && !environment.exists("b/schemas"));
    environment.run(&["verify", "--bundle", "b"]).with_code(0).saying("1 artifact as exported");
}

#[test]
fn usage() {
    let environment = project();
    environment.run(&["verify", "last", "--bundle", "b"]).with_code(2).saying("cannot be used with");
    environment.run(&["verify", "--expect", "sha256:00"]).with_code(2);
    environment.run(&["verify", "--bundle", "b", "--expect", "abc"]).with_code(2).saying("is not a digest");
    environment.run(&["verify", "--bundle", "nowhere"]).with_code(2).saying("cannot read the folder");
    environment.run(&["verify", "--bundle", "page.md"]).with_code(2);
    environment.run(&["verify", "--bundle", "site"]).with_code(1).saying("there is no `bundle.json` in it");
    environment.run(&["export", "nothing", "-o", "b"]).with_code(2).saying("there is no run `nothing`");
    environment.run(&["export", "--as", "zip", "-o", "b"]).with_code(2).saying("[possible values: bundle]");
    assert_shown!(environment, environment.run(&["export", "--help"]).shown());
}
