//! Stages that run once for each element of an array.

use serde_json::{Value, json};

use crate::support::{TestEnvironment, assert_shown, graph_with, stage};

const NOTHING: [&str; 0] = [];

/// `list` is made from `src.json`; `each` makes a page for each element; `index` reads all pages.
fn pages(script: &str) -> Value {
    let page = "echo \"$THROUGHLINE_ELEMENT\" > pages/$THROUGHLINE_ELEMENT_KEY.txt";
    graph_with(
        vec![
            stage("list", "cp src.json list.json", json!({"reads": ["src.json"], "writes": ["list"]})),
            stage(
                "each",
                &format!("{script}\n{page}"),
                json!({
                    "after": ["list"], "reads": ["list"], "writes": ["page"],
                    "forEach": {"artifact": "list", "pointer": "/items", "as": "item"}
                }),
            ),
            stage(
                "index",
                "cat pages/*.txt > index",
                json!({"reads": ["page"], "writes": ["index"], "after": ["each"]}),
            ),
        ],
        json!({"artifacts": [{"id": "list", "path": "list.json", "format": "json"},
                             {"id": "page", "path": "pages/${{ item.key }}.txt"}]}),
    )
}

/// Without the list as an input of its own: then an element alone decides.
fn by_element(script: &str) -> Value {
    let mut graph = pages(script);
    graph["stages"][1].as_object_mut().unwrap().remove("inputs");
    graph
}

fn items(environment: &TestEnvironment, items: &Value) {
    environment.write("src.json", &json!({"items": items}).to_string());
}

#[test]
fn one_instance_for_each_element() {
    let environment = TestEnvironment::with(&by_element(""));
    items(&environment, &json!(["one", {"id": "two", "x": 1}, 3]));
    assert_eq!(environment.ran(&["run"]), ["list", "each[one]", "each[two]", "each[3]", "index"]);
    assert_eq!(environment.read("pages/two.txt"), "{\"id\":\"two\",\"x\":1}\n");
    assert_eq!(
        environment.statuses(),
        [
            "list succeeded",
            "each succeeded",
            "each[one] succeeded",
            "each[two] succeeded",
            "each[3] succeeded",
            "index succeeded"
        ]
    );
    assert_eq!(environment.ran(&["run"]), NOTHING);
    assert_eq!(environment.record()["status"], "success");
    assert_shown!(environment, environment.run(&["run"]).shown());
}

#[test]
fn an_added_element_runs_alone_and_a_removed_one_leaves_the_others_fresh() {
    let environment = TestEnvironment::with(&by_element(""));
    items(&environment, &json!(["a", "b"]));
    environment.ran(&["run"]);
    items(&environment, &json!(["a", "new", "b"]));
    assert_eq!(environment.ran(&["run"]), ["list", "each[new]", "index"]);
    assert_eq!(environment.result("each[a]")["status"], "fresh");
    items(&environment, &json!(["b", "a"]));
    let ran = environment.ran(&["run"]);
    assert_eq!(ran, ["list", "index"], "what is read is not what it was");
    items(&environment, &json!([{"key": "a", "v": 2}, "b"]));
    assert_eq!(environment.ran(&["run"]), ["list", "each[a]", "index"]);
    environment.remove("pages/b.txt");
    assert_eq!(environment.ran(&["run"]), ["each[b]"]);
    environment.write("pages/a.txt", "tampered");
    assert_eq!(environment.ran(&["run"]), ["each[a]"]);
}

#[test]
fn an_edit_beside_the_elements_runs_no_instance() {
    let environment = TestEnvironment::with(&by_element(""));
    items(&environment, &json!(["a", "b"]));
    environment.ran(&["run"]);
    environment.write("src.json", r#"{"items": ["a", "b"], "other": 1}"#);
    assert_eq!(environment.ran(&["run"]), ["list"]);
}

#[test]
fn a_list_that_instances_declare_as_input_counts_by_element_only() {
    let environment = TestEnvironment::with(&pages(""));
    items(&environment, &json!(["a", "b"]));
    environment.ran(&["run"]);
    items(&environment, &json!(["a", "b", "c"]));
    assert_eq!(environment.ran(&["run"]), ["list", "each[c]", "index"]);
}

#[test]
fn no_elements_is_no_fault() {
    let environment = TestEnvironment::with(&by_element(""));
    environment.write("pages/old.txt", "");
    items(&environment, &json!([]));
    assert_eq!(environment.ran(&["run"]), ["list", "index"]);
    assert_eq!(environment.ran(&["run"]), NOTHING);
    items(&environment, &json!(["a"]));
    assert_eq!(environment.ran(&["run"]), ["list", "each[a]", "index"]);
    items(&environment, &json!([]));
    assert_eq!(environment.ran(&["run"]), ["list", "index"]);
}

#[test]
fn elements_that_cannot_be_told_apart_or_are_none() {
    let environment = TestEnvironment::with(&by_element(""));
    for (text, said) in [
        (r#"{"items": ["a", {"id": "a"}]}"#, "have the same key `a`"),
        (r#"{"items": {"a": 1}}"#, "where forEach needs an array"),
        (r#"{}"#, "has nothing at `/items`"),
    ] {
        environment.write("src.json", text);
        environment.run(&["run"]).with_code(1).saying(said);
        assert_eq!(environment.statuses(), ["list succeeded", "each failed", "index pending"], "{text}");
    }
    // A plan can say it too, when the list is there.
    environment.run(&["plan"]).with_code(0);
}

#[test]
fn the_failure_of_one_instance_and_what_is_resumed() {
    let environment = TestEnvironment::with(&by_element("[ $THROUGHLINE_ELEMENT_KEY != b ] || [ -e pass ]"));
    items(&environment, &json!(["a", "b", "c"]));
    assert_eq!(environment.ran_with_code(&["run"], 1), ["list", "each[a]", "each[b]"]);
    assert_eq!(
        environment.statuses(),
        ["list succeeded", "each failed", "each[a] succeeded", "each[b] failed", "each[c] pending", "index pending"]
    );
    assert_eq!(environment.record()["failure"]["stageId"], "each[b]");
    assert_eq!(environment.ran_with_code(&["run", "--continue-on-error"], 4), ["each[b]", "each[c]"]);
    assert_eq!(
        environment.statuses(),
        ["list fresh", "each failed", "each[a] fresh", "each[b] failed", "each[c] succeeded", "index blocked"]
    );
    environment.write("pass", "");
    assert_eq!(environment.ran(&["run"]), ["each[b]", "index"]);
    assert_eq!(environment.ran(&["run"]), NOTHING);
}

#[test]
fn instances_run_side_by_side() {
    let script = "touch here-$THROUGHLINE_ELEMENT_KEY; until [ -e here-a ] && [ -e here-b ]; do sleep 0.01; done";
    let environment = TestEnvironment::with(&by_element(script));
    items(&environment, &json!(["a", "b"]));
    assert_eq!(environment.ran(&["run", "--jobs", "2"]).len(), 4);
}

#[test]
fn a_folder_that_all_instances_share() {
    let environment = TestEnvironment::with(&graph_with(
        vec![stage(
            "each",
            "mkdir -p out; echo 1 > out/$THROUGHLINE_ELEMENT_KEY",
            json!({
            "writes": ["out/"], "forEach": {"artifact": "list", "pointer": "", "as": "it"}}),
        )],
        json!({"artifacts": [{"id": "list", "path": "list.json"}, {"id": "out", "path": "out/"}]}),
    ));
    environment.write("list.json", r#"["a", "b"]"#);
    environment.run(&["run"]).with_code(0);
    assert_eq!(environment.ran(&["run"]), NOTHING);
    environment.remove("out/a");
    environment.ran(&["run"]);
    assert!(environment.exists("out/a"));
    assert_eq!(environment.ran(&["run"]), NOTHING);
}

#[test]
fn keys_are_safe_in_ids_and_file_names() {
    let environment = TestEnvironment::with(&by_element(""));
    items(&environment, &json!(["../../etc", "a b/c", "\u{fc}mlaut", [1, 2]]));
    environment.run(&["run"]).with_code(0);
    assert_eq!(std::fs::read_dir(environment.root.join("pages")).unwrap().count(), 4);
    let results = environment.record()["stageResults"].as_array().unwrap().clone();
    for result in &results {
        if let Some(log) = result["logPath"].as_str() {
            assert!(environment.exists(log), "{log}");
        }
    }
    assert_eq!(environment.ran(&["run"]), NOTHING);
}

#[test]
fn a_key_that_is_longer_than_a_file_name_may_be() {
    let environment = TestEnvironment::with(&graph_with(
        vec![stage("each", "echo said", json!({"forEach": {"artifact": "list", "as": "it"}}))],
        json!({"artifacts": [{"id": "list", "path": "list.json"}]}),
    ));
    // Two addresses that differ only at their ends.
    let address = |end: &str| format!("https://example.org/{}/{end}", "a".repeat(300));
    environment.write("list.json", &json!([address("1"), address("2")]).to_string());
    environment.run(&["run"]).with_code(0);
    assert_eq!(environment.witnesses().len(), 2);
    for result in &environment.record()["stageResults"].as_array().unwrap()[1..] {
        assert_eq!(environment.read(result["logPath"].as_str().unwrap()), "said\n");
    }
}

#[test]
fn an_instance_has_its_own_attempts() {
    let script = "[ $THROUGHLINE_ELEMENT_KEY != b ] || [ $THROUGHLINE_ATTEMPT = 2 ]";
    let mut graph = by_element(script);
    graph["stages"][1]["retry"] = json!({"maxAttempts": 2, "backoffSeconds": 0});
    let environment = TestEnvironment::with(&graph);
    items(&environment, &json!(["a", "b"]));
    environment.run(&["run"]).with_code(0);
    assert_eq!(environment.result("each[a]")["attempts"], 1);
    assert_eq!(environment.result("each[b]")["attempts"], 2);
}

#[test]
fn fields_of_elements_in_commands_and_paths() {
    let environment = TestEnvironment::with(&graph_with(
        vec![
            json!({"id": "each", "command": {"executable": "cp", "args": ["src/${{ lang.code }}.txt", "out/${{ lang.code }}-${{ lang.n }}"]},
            "forEach": {"artifact": "list", "pointer": "/langs", "as": "lang"}, "outputs": [{"artifact": "out"}]}),
        ],
        json!({"artifacts": [{"id": "list", "path": "list.json"}, {"id": "out", "path": "out/${{ lang.code }}-${{ lang.n }}"}]}),
    ));
    environment
        .write("list.json", r#"{"langs": [{"code": "de", "n": 1, "id": "d"}, {"code": "en", "n": 2, "id": "e"}]}"#);
    environment.write("src/de.txt", "de");
    environment.write("src/en.txt", "en");
    environment.run(&["run"]).with_code(0);
    assert_eq!(environment.read("out/de-1"), "de");
    // The file that an instance's command names is an input of that instance.
    environment.write("src/en.txt", "EN");
    environment.run(&["run"]).with_code(0);
    assert_eq!(environment.statuses(), ["each succeeded", "each[d] fresh", "each[e] succeeded"]);
    environment.write("list.json", r#"{"langs": [{"code": "de", "id": "d"}]}"#);
    environment.run(&["run"]).with_code(1).saying("lang.n");
}
