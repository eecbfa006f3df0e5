//! Work objects from the command line: in the project's own database, and on a server.

use serde_json::{Value, json};

use crate::serve::Served;
use crate::support::{TestEnvironment, graph, stage};

fn project() -> TestEnvironment {
    let environment = TestEnvironment::with(&graph(vec![stage("a", "true", json!({}))]));
    environment.write("throughline.toml", "[tasks]\nallowed_repos = [\"harbour/\"]\n");
    environment
}

/// What a command printed as JSON; with these arguments behind its own.
fn told(environment: &TestEnvironment, args: &[&str], more: &[&str]) -> Value {
    let done = environment.run(&[args, more].concat()).with_code(0);
    serde_json::from_str(&done.stdout).unwrap_or_else(|error| panic!("{error}: {}", done.stdout))
}

/// The same story, wherever it is told.
fn story(environment: &TestEnvironment, more: &[&str]) {
    let made = |args: &[&str]| told(environment, args, more);
    let id = |object: &Value| object["id"].as_str().unwrap().to_owned();
    let repo = made(&["repo", "create", "name=lamp", "slug=harbour/lamp", "source.system=git"]);
    let on_repo = format!("repo={}", id(&repo));
    let issue = made(&["issue", "create", &on_repo, "title=It is dark", "type=bug", "tags:=[\"night\"]"]);
    assert_eq!((&issue["repo"]["id"], &issue["tags"]), (&repo["id"], &json!(["night"])));
    assert_eq!(made(&["issue", "show", &id(&issue)]), issue);
    let changed = made(&["issue", "update", &id(&issue), "priority=P0"]);
    assert_eq!(changed["priority"], "P0");
    assert_eq!(made(&["issue", "status", &id(&issue), "ready"])["status"], "ready");

    let rule = "namespace=harbour name=burns version=1 type=policy statement=Lit.";
    let rule = made(&["doctrine", "create"].into_iter().chain(rule.split(' ')).collect::<Vec<_>>());
    let linked = made(&["issue", "link", &id(&issue), "DoctrineRef", &id(&rule)]);
    assert_eq!(linked["doctrine_refs"][0]["id"], rule["id"]);
    let unlinked = made(&["issue", "unlink", &id(&issue), "DoctrineRef", &id(&rule)]);
    assert_eq!(unlinked["doctrine_refs"], json!([]));
    made(&["packet", "create", &format!("for_issue={}", id(&issue)), "version=1", "summary=s"]);
    let of_issue = format!("issue_id={}", id(&issue));
    assert_eq!(made(&["packet", "list", &of_issue, "--format", "json"]).as_array().unwrap().len(), 1);

    environment.write(
        "task.json",
        &json!({
            "requested_by": {"kind": "human", "id": "ada"}, "objective": "Mend the lamp", "operation": "ops",
            "target": {"repo": "harbour/lamp"},
        })
        .to_string(),
    );
    let task = made(&["task", "create", "--from", "task.json"])["task"].clone();
    let moved = made(&["task", "status", task["task_id"].as_str().unwrap(), "running", "--assigned-to", "w1"]);
    assert_eq!((&moved["status"], &moved["assigned_to"]), (&json!("running"), &json!("w1")));
    let body = made(&["issue", "task", task["cwom_issue_id"].as_str().unwrap()]);
    assert_eq!(body["target"]["repo"], "harbour/lamp");

    let listed = environment.run(&[&["issue", "list", "status=ready"], more].concat()).with_code(0);
    assert!(listed.stdout.contains("It is dark") && !listed.stdout.contains("Mend the lamp"), "{}", listed.stdout);
    assert_eq!(made(&["issue", "list", "--all", "--format", "json"]).as_array().unwrap().len(), 2);
}

#[test]
fn work_is_kept_in_the_database_of_the_project() {
    let environment = project();
    story(&environment, &[]);
    // Whoever owns the file needs no key, however many there are.
    environment.run(&["key", "create", "ci"]).with_code(0);
    told(&environment, &["repo", "list", "--format", "json"], &[]);
}

#[test]
fn work_is_kept_on_a_server_for_whoever_has_a_key() {
    let (there, here) = (project(), project());
    let key = there.run(&["key", "create", "ci"]).with_code(0).stdout.trim().to_owned();
    let served = Served::start(&there);
    let server = format!("http://{}", served.address);
    story(&here, &["--server", &server, "--key", &key]);
    let closed = here.run(&["repo", "list", "--server", &server]).with_code(1);
    assert!(closed.stderr.contains("--key") && !closed.stderr.contains(&key), "{}", closed.stderr);
    let (_, log) = served.end();
    assert!(!log.contains(&key), "{log}");
    let away = here.run(&["repo", "list", "--server", &server]).with_code(1);
    assert!(away.stderr.contains("does not answer"), "{}", away.stderr);
}

#[test]
fn a_request_that_is_refused_says_every_place() {
    let environment = project();
    let refused = environment.run(&["issue", "create", "title=", "type=wish"]);
    assert_ne!(refused.code, Some(0));
    for place in ["body.repo: Field required", "body.title: ", "body.type: "] {
        assert!(refused.stderr.contains(place), "{place} in {}", refused.stderr);
    }
    let unknown = environment.run(&["issue", "show", "nothing"]).with_code(1);
    assert!(unknown.stderr.contains("Issue not found"), "{}", unknown.stderr);
    environment.run(&["packet", "list"]).saying("issue_id=ID");
    environment.run(&["issue", "create", "title"]).saying("NAME=TEXT");
    environment.run(&["task", "list", "--server", "http://127.0.0.1:1"]).saying("does not answer");
}

#[test]
fn what_others_wrote_reaches_no_terminal_raw() {
    let environment = project();
    let name = "name=\u{1b}[31mred\u{1b}]0;title\u{7}";
    environment.run(&["repo", "create", name, "slug=one", "source.system=git"]).with_code(0);
    for args in [["repo", "list"].as_slice(), &["repo", "list", "--format", "json"]] {
        let shown = environment.run(args).with_code(0);
        assert!(!shown.stdout.contains('\u{1b}') && !shown.stdout.contains('\u{7}'), "{}", shown.stdout);
    }
}
