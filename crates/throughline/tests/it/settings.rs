//! `throughline.toml`, the places where graphs are looked for, and which of several settings counts.

use serde_json::json;

use crate::support::{TestEnvironment, graph, stage};

fn several() -> TestEnvironment {
    let mut graph = graph(vec![stage("a", "", json!({})), stage("b", "", json!({}))]);
    graph["pipelines"] = json!([{"id": "one", "stages": ["a"]}, {"id": "two", "stages": ["b"]}]);
    TestEnvironment::with(&graph)
}

#[test]
fn the_default_pipeline() {
    let environment = several();
    environment.run(&["run"]).with_code(2).saying("there are `one`, `two`");
    environment.run(&["run", "twoo"]).with_code(2).saying("did you mean `two`?");
    environment.write("throughline.toml", "default = \"two\"\n");
    assert_eq!(environment.ran(&["run"]), ["b"]);
    assert_eq!(environment.ran(&["run", "one"]), ["a"]);
    environment.write("throughline.toml", "default = \"three\"\n");
    environment.run(&["run"]).with_code(2).saying("`three`");
}

#[test]
fn settings_that_are_none() {
    let environment = several();
    for text in ["defualt = \"one\"\n", "jobs = 0\n", "jobs = \"many\"\n", "jobs = \n"] {
        environment.write("throughline.toml", text);
        environment.run(&["run", "one"]).with_code(1).saying("throughline.toml");
    }
    assert_eq!(environment.records().len(), 0);
}

#[test]
fn the_flag_before_the_environment_before_the_file() {
    let mut environment = TestEnvironment::with(&graph(vec![stage("a", "", json!({}))]));
    let jobs = |environment: &TestEnvironment| environment.events()[0]["jobs"].clone();
    environment.run(&["run"]).with_code(0);
    assert_eq!(jobs(&environment), 1);
    environment.write("throughline.toml", "jobs = 3\n");
    environment.run(&["run"]).with_code(0);
    assert_eq!(jobs(&environment), 3);
    environment.variables.push(("THROUGHLINE_JOBS".to_owned(), "4".to_owned()));
    environment.run(&["run"]).with_code(0);
    assert_eq!(jobs(&environment), 4);
    environment.run(&["run", "--jobs", "5"]).with_code(0);
    assert_eq!(jobs(&environment), 5);
    environment.run(&["run", "--jobs", "auto"]).with_code(0);
    assert!(jobs(&environment).as_u64().unwrap() >= 1);
    environment.run(&["run", "--jobs", "0"]).with_code(2);
}

#[test]
fn where_a_graph_and_its_root_are() {
    let environment = TestEnvironment::new();
    let graph = graph(vec![stage("a", "pwd > where", json!({}))]).to_string();
    // In `pipeline/`, the root is the folder above; elsewhere it is the graph's own; a flag wins over both.
    environment.write("one/pipeline/g.json", &graph);
    environment.write("two/g.json", &graph);
    environment.write("three/x", "");
    environment.run(&["run", "--graph", "one/pipeline/g.json"]).with_code(0);
    assert_eq!(environment.read("one/where").trim(), environment.root.join("one"));
    environment.run(&["run", "--graph", "two/g.json"]).with_code(0);
    assert_eq!(environment.read("two/where").trim(), environment.root.join("two"));
    environment.run(&["run", "--graph", "two/g.json", "--root", "three"]).with_code(0);
    assert_eq!(environment.read("three/where").trim(), environment.root.join("three"));
    assert!(environment.exists("three/.throughline/state.db"));
    environment.run(&["run", "--graph", "two/g.json", "--root", "four"]).with_code(2).saying("four");
}

#[test]
fn a_graph_in_yaml_runs() {
    let environment = TestEnvironment::new();
    environment.write(
        "pipeline/stage-graph.yml",
        "pipelines:\n  - {id: main, stages: [a]}\nstages:\n  - id: a\n    command:\n      executable: sh\n      args: ['-c', 'echo yaml > .witnesses']\n",
    );
    assert_eq!(environment.ran(&["run"]), ["yaml"]);
}
