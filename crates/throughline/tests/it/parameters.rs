//! Parameters of pipelines, and what is put in place of `${{ … }}`.

use serde_json::{Value, json};

use crate::support::{TestEnvironment, assert_shown, graph_with, stage};

const NOTHING: [&str; 0] = [];

/// A pipeline with parameters of every type; its stage prints them.
fn every_type() -> TestEnvironment {
    let print = json!({"id": "print", "command": {"executable": "printf", "args": ["%s\\n",
        "${{ param.name }}", "${{ param.top }}", "${{ param.ratio }}", "${{ param.draft }}", "${{ param.where }}"]}});
    TestEnvironment::with(&graph_with(
        vec![print],
        json!({"pipelines": [{"id": "main", "stages": ["print"], "parameters": [
            {"name": "name", "required": true},
            {"name": "top", "type": "integer", "default": 5},
            {"name": "ratio", "type": "number"},
            {"name": "draft", "type": "boolean"},
            {"name": "where", "type": "path", "default": "a b"}
        ]}]}),
    ))
}

fn printed(environment: &TestEnvironment) -> Vec<String> {
    let log = environment.result("print")["logPath"].as_str().unwrap().to_owned();
    environment.read(&log).lines().map(str::to_owned).collect()
}

#[test]
fn given_ones_defaults_and_what_is_neither() {
    let environment = every_type();
    environment.run(&["run", "main", "--set", "name=x=y z", "--set", "ratio=0.5"]).with_code(0);
    assert_eq!(printed(&environment), ["x=y z", "5", "0.5", "false", "a b"]);
    environment.run(&["run", "main", "--name", "n", "--top", "-3", "--draft", "--where=/w"]).with_code(0);
    assert_eq!(printed(&environment), ["n", "-3", "0", "true", "/w"]);
    // The last one counts.
    environment.run(&["run", "--set", "name=a", "--set", "name=b"]).with_code(0);
    assert_eq!(printed(&environment)[0], "b");
    assert_eq!(environment.record()["parameters"]["top"], 5);
}

#[test]
fn faults_are_told_all_at_once() {
    let environment = every_type();
    let args = ["run", "main", "--top", "many", "--ratio", "x", "--draft", "perhaps", "--nmae", "n"];
    assert_shown!(environment, environment.run(&args).with_code(2).shown());
    assert_eq!(environment.records().len(), 0);
}

#[test]
fn other_flags_are_not_parameters() {
    let environment = every_type();
    environment.run(&["run", "--name", "n"]).with_code(2);
    environment.run(&["list", "--name", "n"]).with_code(2);
    environment.run(&["run", "main", "--name", "n", "--jobs", "0"]).with_code(2).saying("--jobs");
}

/// A stage whose input and output paths depend on a parameter.
fn in_paths() -> TestEnvironment {
    let environment = TestEnvironment::with(&graph_with(
        vec![
            stage(
                "a",
                "",
                json!({"reads": ["src"], "writes": ["out"], "command": {"executable": "sh", "args": ["make.sh", "${{ param.lang }}"]}}),
            ),
            stage("b", "echo >> b.count; echo 1 > other", json!({"writes": ["other"]})),
        ],
        json!({
            "pipelines": [{"id": "main", "stages": ["a", "b"], "parameters": [{"name": "lang", "default": "en"}]}],
            "artifacts": [{"id": "src", "path": "src/${{ param.lang }}.txt"}, {"id": "out", "path": "out/${{ param.lang }}/page"}],
        }),
    ));
    environment.write("make.sh", "cp src/$1.txt out/$1/page; echo a-$1 >> .witnesses");
    environment.write("src/en.txt", "hello");
    environment.write("src/de.txt", "hallo");
    environment
}

#[test]
fn results_for_other_values_stay_fresh() {
    let environment = in_paths();
    assert_eq!(environment.ran(&["run", "main"]), ["a-en", "b"]);
    assert_eq!(environment.ran(&["run", "main", "--lang", "de"]), ["a-de"]);
    assert_eq!(environment.ran(&["run", "main"]), NOTHING);
    assert_eq!(environment.ran(&["run", "main", "--lang", "de"]), NOTHING);
    environment.write("src/de.txt", "guten Tag");
    assert_eq!(environment.ran(&["run", "main"]), NOTHING);
    assert_eq!(environment.ran(&["run", "main", "--lang", "de"]), ["a-de"]);
    assert_eq!(environment.read("out/de/page"), "guten Tag");
    environment.remove("out/en/page");
    assert_eq!(environment.ran(&["run", "main", "--lang", "de"]), NOTHING);
    assert_eq!(environment.ran(&["run", "main"]), ["a-en"]);
}

#[test]
fn a_parameter_cannot_lead_out_of_the_root() {
    let environment = in_paths();
    std::fs::create_dir(environment.outside("src")).unwrap();
    std::fs::write(environment.outside("secret.txt"), "s").unwrap();
    for value in ["../../secret", "x/../../../y"] {
        let output = environment.run(&["run", "main", "--set", &format!("lang={value}")]);
        assert!(output.code == Some(1) || output.code == Some(2), "{value}: {}", output.shown());
        assert!(!environment.witnesses().iter().any(|line| line.starts_with("a-")), "{value}: {}", output.shown());
        assert!(!environment.outside("secret").exists(), "a folder was made outside");
        assert_eq!(environment.records().len(), 0, "{value}");
    }
}

#[test]
fn the_run_id_is_not_part_of_what_a_result_depends_on() {
    let environment = TestEnvironment::with(&graph_with(
        vec![
            json!({"id": "a", "command": {"executable": "sh", "args": ["make.sh", "${{ run.id }}"]}, "outputs": [{"artifact": "out"}]}),
        ],
        json!({"artifacts": [{"id": "out", "path": "out"}]}),
    ));
    environment.write("make.sh", "echo $1 > id; echo $THROUGHLINE_RUN_ID >> id; echo 1 > out; echo a >> .witnesses");
    assert_eq!(environment.ran(&["run"]), ["a"]);
    let run = environment.record()["runId"].as_str().unwrap().to_owned();
    assert_eq!(environment.read("id"), format!("{run}\n{run}\n"));
    assert_eq!(environment.ran(&["run"]), NOTHING);
}

#[test]
fn an_output_named_after_the_run_is_made_in_each_run() {
    let environment = TestEnvironment::with(&graph_with(
        vec![
            stage("a", "cat src > out/$THROUGHLINE_RUN_ID", json!({"reads": ["src"], "writes": ["x"]})),
            stage("b", "cat out/$THROUGHLINE_RUN_ID > y", json!({"reads": ["x"], "writes": ["y"], "after": ["a"]})),
        ],
        json!({"artifacts": [{"id": "x", "path": "out/${{ run.id }}"}]}),
    ));
    environment.write("src", "1");
    assert_eq!(environment.ran(&["run"]), ["a", "b"]);
    let run = environment.record()["runId"].as_str().unwrap().to_owned();
    assert_eq!(environment.result("a")["artifacts"][0]["path"], format!("out/{run}"));
    // There is none of this run, so it is made; that it has the same bytes is seen by who reads it.
    assert_eq!(environment.ran(&["run"]), ["a"]);
    assert_eq!(environment.record()["warnings"], json!([]));
    environment.write("src", "2");
    assert_eq!(environment.ran(&["run"]), ["a", "b"]);
    assert_eq!(environment.read("y"), "2");
}

#[test]
fn a_value_of_an_element_cannot_lead_out_of_the_root() {
    let environment = TestEnvironment::with(&graph_with(
        vec![stage("each", "echo", json!({"writes": ["x"], "forEach": {"artifact": "list", "as": "it"}}))],
        json!({"artifacts": [{"id": "list", "path": "list.json"}, {"id": "x", "path": "out/${{ it.to }}"}]}),
    ));
    environment.write("list.json", r#"[{"id": "a", "to": "../../evil/x"}]"#);
    let output = environment.run(&["run"]).with_code(1);
    assert!(output.text().contains("leads out of the project root"), "{}", output.shown());
    assert!(!environment.outside("evil").exists());
    assert_eq!(environment.witnesses(), NOTHING);
}

#[test]
fn a_single_stage_takes_the_parameters_of_its_pipeline() {
    let environment = in_paths();
    assert_eq!(environment.ran(&["run-stage", "a", "--lang", "de"]), ["a-de"]);
    assert_eq!(environment.ran(&["run-stage", "a", "--pipeline", "main", "--set", "lang=en"]), ["a-en"]);
    environment.run(&["run-stage", "a", "--set", "size=1"]).with_code(2).saying("`size`");
}

#[test]
fn a_changed_parameter_is_a_changed_command() {
    let environment = every_type();
    let mut graph: Value = serde_json::from_str(&environment.read("pipeline/stage-graph.json")).unwrap();
    graph["stages"][0]["cache"] = json!("content");
    environment.graph(&graph);
    environment.run(&["run", "main", "--name", "n"]).with_code(0);
    environment.run(&["run", "main", "--name", "n"]).with_code(0);
    assert_eq!(environment.statuses(), ["print fresh"]);
    environment.run(&["run", "main", "--name", "m"]).with_code(0);
    assert_eq!(environment.result("print")["reason"], "command changed");
}
