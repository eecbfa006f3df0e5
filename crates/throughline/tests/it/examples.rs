//! Real input: the example that the repository carries, over a git repository, from the first commit to a published
//! report; and graphs of a public project as they stand in the wild.

use std::path::Path;
use std::process::Command;

use serde_json::Value;

use crate::support::TestEnvironment;

/// The example in a folder of its own, and a repository with a commit by each of two people.
fn report() -> TestEnvironment {
    let environment = TestEnvironment::new();
    let example = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/repo-report");
    for folder in ["pipeline", "scripts", "schemas", "doctrine"] {
        for entry in std::fs::read_dir(example.join(folder)).unwrap().flatten().filter(|entry| entry.path().is_file()) {
            let path = format!("{folder}/{}", entry.file_name().into_string().unwrap());
            environment.write(&path, &std::fs::read_to_string(entry.path()).unwrap());
        }
    }
    std::fs::create_dir_all(repository(&environment)).unwrap();
    git(&environment, &["init", "--quiet", "--initial-branch=main"]);
    commit(&environment, "Ada", "2025-01-10T10:00:00+00:00");
    commit(&environment, "Charles", "2025-02-11T11:00:00+00:00");
    environment
}

fn repository(environment: &TestEnvironment) -> String {
    environment.outside("repository").to_string()
}

fn git(environment: &TestEnvironment, args: &[&str]) {
    let done = Command::new("git").arg("-C").arg(repository(environment)).args(args).output().unwrap();
    assert!(done.status.success(), "git {args:?}: {}", String::from_utf8_lossy(&done.stderr));
}

fn commit(environment: &TestEnvironment, who: &str, when: &str) {
    std::fs::write(format!("{}/{who}.txt", repository(environment)), when).unwrap();
    git(environment, &["add", "."]);
    let (name, email) = (format!("user.name={who}"), format!("user.email={who}@example.org"));
    let dates = [("GIT_AUTHOR_DATE", when), ("GIT_COMMITTER_DATE", when)];
    let mut command = Command::new("git");
    command.arg("-C").arg(repository(environment)).args(["-c", &name, "-c", &email, "commit", "--quiet", "-m", "Work"]);
    assert!(command.envs(dates).status().unwrap().success());
}

fn status_of<'a>(statuses: &'a [String], stage: &str) -> &'a str {
    let found = statuses.iter().find_map(|line| line.strip_prefix(stage)?.strip_prefix(' '));
    found.unwrap_or_else(|| panic!("no {stage} in {statuses:?}"))
}

#[test]
fn a_report_waits_for_approval_is_published_and_follows_the_history() {
    let environment = report();
    let set = format!("repository={}", repository(&environment));
    let run = ["run", "--set", &set];
    environment.run(&run).with_code(3).saying("Publish the report?");
    assert!(!environment.exists("published/manifest.json"));
    environment.run(&["approve", "last", "approve-report"]).with_code(0);
    environment.run(&run).with_code(0);
    let manifest: Value = serde_json::from_str(&environment.read("published/manifest.json")).unwrap();
    assert!(manifest.to_string().contains("report.md"), "{manifest}");
    environment.run(&["verify"]).with_code(0);
    environment.run(&["reproduce", "--set", &set]).with_code(0).saying("6 the same, 0 different, 0 failed");

    commit(&environment, "Ada", "2025-03-12T12:00:00+00:00");
    environment.run(&run).with_code(3).saying("is void");
    let statuses = environment.statuses();
    let pages: Vec<&String> = statuses.iter().filter(|line| line.starts_with("author-page[")).collect();
    assert_eq!(pages.iter().filter(|line| line.ends_with("succeeded")).count(), 1, "{pages:?}");
    assert_eq!(pages.iter().filter(|line| line.ends_with("fresh")).count(), 1, "{pages:?}");
    for stage in ["statistics", "summary", "chart", "report"] {
        assert_eq!(status_of(&statuses, stage), "succeeded", "{statuses:?}");
    }
}

#[test]
fn a_rule_runs_what_it_governs_again_and_nothing_else() {
    let environment = report();
    let set = format!("repository={}", repository(&environment));
    environment.run(&["run", "--set", &set, "--yes"]).with_code(0);
    let rule = environment.read("doctrine/report-style.md");
    environment.write("doctrine/report-style.md", &rule.replace("shown by name | 5", "shown by name | 1"));
    environment.run(&["run", "--set", &set, "--yes"]).with_code(0);
    let statuses = environment.statuses();
    assert_eq!(status_of(&statuses, "report"), "succeeded");
    for stage in ["statistics", "summary", "chart", "author-page"] {
        assert_eq!(status_of(&statuses, stage), "fresh", "{statuses:?}");
    }
    environment.run(&["explain", "last", "report"]).with_code(0).saying("+ | authors shown by name | 1 |");
}

/// A public catalogue project's graphs at three dates.
fn public(name: &str) -> TestEnvironment {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../throughline-graph/tests/it/graphs").join(name);
    let environment = TestEnvironment::new();
    environment.write("pipeline/stage-graph.json", &std::fs::read_to_string(path).unwrap());
    environment
}

#[test]
fn public_graphs_are_listed_described_drawn_and_planned() {
    for (name, stage) in [("four-stage-2026-04.json", "aggregate-catalogue"), ("six-stage-2025-10.json", "get-modules")]
    {
        let environment = public(name);
        environment.run(&["list"]).with_code(0).saying(stage);
        environment.run(&["describe", stage]).with_code(0).saying(stage);
        environment.run(&["graph", "--as", "svg"]).with_code(0).saying("<svg");
        let plan = environment.run(&["plan", "--format", "json"]).with_code(0);
        let plan: Value = serde_json::from_str(&plan.stdout).unwrap();
        assert!(plan["stages"].as_array().unwrap().iter().all(|stage| stage["action"] != "fresh"), "{plan}");
    }
}

#[test]
fn a_broken_public_graph_is_refused_with_both_its_faults() {
    let environment = public("broken-2026-03.json");
    for command in ["list", "plan", "run"] {
        let output = environment.run(&[command]).with_code(1);
        let faults = output.stderr.lines().filter(|line| line.contains("error[unknown-artifact]"));
        assert_eq!(faults.count(), 2, "{}", output.shown());
    }
    assert!(environment.records().is_empty());
}
