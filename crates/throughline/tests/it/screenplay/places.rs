//! Where a built-in pipeline finds its project, puts its artifacts and keeps its history.

use serde_json::json;

use super::support::{folder, run, small};
use crate::support::{graph, stage};

#[test]
fn history_is_found_again_without_any_graph_file() {
    let environment = small();
    environment.run(&["runs"]).with_code(0);
    run(&environment, &[]).with_code(0);
    for args in [&["runs"] as &[&str], &["status"], &["logs"], &["explain"], &["verify"], &["stats"]] {
        environment.run(args).with_code(0);
    }
    let script = format!("{}/Script.json", folder(&environment));
    environment.run(&["why", &script]).with_code(0).saying("stage1_generate_script");
    environment.run(&["why", &format!("{}/preview/captions.srt", folder(&environment))]).with_code(0).saying("Script");
}

#[test]
fn it_is_listed_described_drawn_and_planned() {
    let environment = small();
    environment.run(&["list"]).with_code(0).saying("screenplay");
    environment.run(&["describe", "screenplay"]).with_code(0).saying("artifacts-dir");
    environment.run(&["describe", "stage3_shotlist_to_assetmanifest"]).with_code(0);
    environment.run(&["graph", "screenplay"]).with_code(0).saying("stage5_render_preview");
    environment.run(&["plan", "screenplay", "--project", "project.json"]).with_code(0).saying("5 to run");
    run(&environment, &["--dry-run"]).with_code(0);
    assert!(!environment.exists("artifacts"));
}

#[test]
fn a_saved_plan_is_carried_out() {
    let environment = small();
    environment.run(&["plan", "screenplay", "--project", "project.json", "-o", "p.json"]).with_code(0);
    environment.run(&["run", "--plan", "p.json"]).with_code(0).saying("5 ran");
    environment.run(&["run", "--plan", "p.json"]).with_code(1).saying("not what it was");
}

#[test]
fn artifacts_may_lie_elsewhere_and_their_history_lies_with_them() {
    let environment = small();
    let elsewhere = environment.outside("elsewhere/deep");
    run(&environment, &["--artifacts-dir", elsewhere.as_str()]).with_code(0).saying("5 ran");
    assert!(elsewhere.join("demo").is_dir());
    run(&environment, &["--artifacts-dir", elsewhere.as_str()]).with_code(0).saying("5 fresh");
    environment.run(&["verify", "--root", elsewhere.as_str()]).with_code(0);
    assert!(!environment.exists("artifacts") && !environment.exists(".throughline"));
    run(&environment, &["--artifacts-dir", "built/films"]).with_code(0).saying("5 ran");
    assert!(environment.exists("built/films/demo"));
    environment.run(&["verify"]).with_code(0);
}

#[test]
fn it_stands_beside_a_graph_of_the_project_and_gives_way_to_a_pipeline_of_its_name() {
    let environment = small();
    environment.graph(&graph(vec![stage("a", "", json!({}))]));
    run(&environment, &[]).with_code(0).saying("5 ran");
    environment.run(&["run"]).with_code(0);
    let listed = environment.run(&["list"]).with_code(0);
    assert!(!listed.stdout.contains("screenplay"), "{}", listed.shown());
    let mut own = graph(vec![stage("a", "echo mine", json!({}))]);
    own["pipelines"][0]["id"] = json!("screenplay");
    environment.graph(&own);
    assert_eq!(environment.ran(&["run", "screenplay"]), ["a"]);
}

#[test]
fn the_project_file_may_be_yaml_and_lie_anywhere() {
    let environment = small();
    let project = environment.outside("films/one.yaml");
    std::fs::create_dir_all(project.parent().unwrap()).unwrap();
    std::fs::write(&project, "title: The Long Way Round\nid: demo\ngenre: drama\n").unwrap();
    environment.run(&["run", "screenplay", "--project", project.as_str()]).with_code(0).saying("5 ran");
    run(&environment, &[]).with_code(0).saying("5 fresh");
}
