//! Work objects over HTTP, as existing clients know them and as the contract makes them better.

use axum::body::Body;
use axum::http::{Method, Request};
use serde_json::{Value, json};
use throughline_model::task::TaskPolicy;

use crate::support::{Answered, House};

const NOWHERE: &str = "01KBC6E3Q5TBQ2ZP4W1R8XN5YV";

impl House {
    pub(crate) async fn post(&self, path: &str, body: Value) -> Answered {
        self.ask(Method::POST, path, None, &body.to_string()).await
    }

    async fn patch(&self, path: &str, body: Value) -> Answered {
        self.ask(Method::PATCH, path, None, &body.to_string()).await
    }

    /// Asks with headers.
    async fn asked(&self, method: &str, path: &str, headers: &[(&str, &str)], body: &Value) -> Answered {
        let mut request = Request::builder().method(method).uri(path);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        self.send(request.body(Body::from(body.to_string())).unwrap()).await
    }

    /// Makes an object, and answers it.
    async fn made(&self, path: &str, noun: &str, body: Value) -> Value {
        let answered = self.post(path, body).await.with_status(201);
        assert_eq!(answered.json()["status"], "success");
        let object = answered.json()[noun].clone();
        assert_eq!(answered.header("location"), format!("{path}/{}", id(&object)));
        object
    }

    async fn repo(&self, slug: &str) -> Value {
        self.made("/cwom/repos", "repo", json!({"name": "lamp", "slug": slug, "source": {"system": "git"}})).await
    }

    async fn issue(&self, repo: &Value, title: &str) -> Value {
        self.made("/cwom/issues", "issue", json!({"repo": to(repo), "title": title, "type": "bug"})).await
    }
}

fn id(object: &Value) -> &str {
    object["id"].as_str().unwrap()
}

/// A reference to an object.
fn to(object: &Value) -> Value {
    json!({"kind": object["kind"], "id": object["id"]})
}

fn ids(list: &Value) -> Vec<&str> {
    list.as_array().unwrap().iter().map(id).collect()
}

#[tokio::test]
async fn from_a_repository_to_a_review() {
    let house = House::new();
    let repo = house.repo("harbour/lamp").await;
    let rule = json!({"namespace": "n", "name": "r", "version": "1", "type": "policy", "statement": "It burns."});
    let rule = house.made("/cwom/doctrine-refs", "doctrine_ref", rule).await;
    let issue = json!({"repo": to(&repo), "title": "It is dark", "type": "bug", "doctrine_refs": [to(&rule)]});
    let issue = house.made("/cwom/issues", "issue", issue).await;
    assert_eq!(issue["doctrine_refs"], json!([to(&rule)]));
    let snapshot = json!({"scope": "run", "owner": {"actor_kind": "human", "actor_id": "ada"}});
    let snapshot = house.made("/cwom/constraint-snapshots", "constraint_snapshot", snapshot).await;
    assert!(snapshot["captured_at"].as_str().unwrap().ends_with('Z') && snapshot.get("created_at").is_none());
    let packet = json!({"for_issue": to(&issue), "version": "1", "summary": "s", "constraint_snapshot": to(&snapshot)});
    let packet = house.made("/cwom/context-packets", "context_packet", packet).await;
    let run = json!({
        "for_issue": to(&issue), "repo": to(&repo), "mode": "agent",
        "executor": {"actor": {"actor_kind": "agent", "actor_id": "k"}, "runtime": "local"},
        "inputs": {"context_packets": [to(&packet)], "constraint_snapshot": to(&snapshot)},
    });
    let run = house.made("/cwom/runs", "run", run).await;
    assert_eq!(run["status"], "planned");
    let artifact =
        json!({"produced_by": to(&run), "for_issue": to(&issue), "type": "log", "title": "t", "uri": "file:///t"});
    let artifact = house.made("/cwom/artifacts", "artifact", artifact).await;
    let pack = json!({
        "for_run": to(&run), "for_issue": to(&issue), "verdict": "pass",
        "evaluated_by": {"actor_kind": "system", "actor_id": "p"},
    });
    let pack = house.made("/cwom/evidence-packs", "evidence_pack", pack).await;

    let review = |decision: &str| {
        json!({
            "for_evidence_pack": to(&pack), "for_run": to(&run), "for_issue": to(&issue), "decision": decision,
            "decision_reason": "", "reviewer": {"actor_kind": "human", "actor_id": "ada"},
        })
    };
    let early = house.post("/cwom/reviews", review("approved")).await.with_status(400).json();
    assert_eq!(early["detail"], format!("Issue '{}' is not under review (status: planned)", id(&issue)));
    let none = house.get(&format!("/cwom/evidence-packs/{}/review", id(&pack))).await.with_status(404).json();
    assert_eq!(none["detail"], "No ReviewDecision found for this EvidencePack");
    let under_review = format!("/cwom/issues/{}/status?status=under_review", id(&issue));
    house.ask(Method::PATCH, &under_review, None, "").await.with_status(200);
    let made = house.made("/cwom/reviews", "review", review("approved")).await;

    let issue = house.get(&format!("/cwom/issues/{}", id(&issue))).await.with_status(200).json();
    assert_eq!((&issue["status"], &issue["runs"]), (&json!("done"), &json!([to(&run)])));
    assert_eq!(issue["context_packets"], json!([to(&packet)]));
    let run = house.get(&format!("/cwom/runs/{}", id(&run))).await.with_status(200).json();
    assert_eq!(run["status"], "done");
    for (path, object) in [
        (format!("/cwom/issues/{}/context-packets", id(&issue)), &packet),
        (format!("/cwom/issues/{}/artifacts?type=log", id(&issue)), &artifact),
        (format!("/cwom/runs/{}/artifacts", id(&run)), &artifact),
        (format!("/cwom/issues/{}/evidence-packs?verdict=pass", id(&issue)), &pack),
        (format!("/cwom/issues/{}/reviews?decision=approved", id(&issue)), &made),
        (format!("/cwom/reviews?issue_id={}", id(&issue)), &made),
        (format!("/cwom/runs?issue_id={}", id(&issue)), &run),
    ] {
        assert_eq!(house.get(&path).await.with_status(200).json(), json!([object]), "{path}");
    }
    for path in [format!("/cwom/issues/{NOWHERE}/artifacts"), format!("/cwom/issues/{}/artifacts?type=pr", id(&issue))]
    {
        assert_eq!(house.get(&path).await.with_status(200).json(), json!([]), "{path}");
    }
    assert_eq!(house.get(&format!("/cwom/runs/{}/evidence-pack", id(&run))).await.json(), pack);
    assert_eq!(house.get(&format!("/cwom/evidence-packs/{}/review", id(&pack))).await.json(), made);

    let told = house.get(&format!("/cwom/issues/{}/audit", id(&issue))).await.with_status(200).json();
    let told: Vec<_> = told.as_array().unwrap().iter().map(|entry| (&entry["action"], &entry["actor_id"])).collect();
    let (service, ada) = (&json!("cwom-service"), &json!("ada"));
    assert_eq!(told[0], (&json!("status_changed"), ada));
    assert_eq!(told[1], (&json!("status_changed"), service));
    assert_eq!(told.last().unwrap(), &(&json!("created"), service));
    let of_ada = house.get("/audit?actor_id=ada&count=true").await.with_status(200);
    assert_eq!(of_ada.header("x-total-count"), "3");
}

#[tokio::test]
async fn what_is_refused_says_why_and_where() {
    let house = House::new();
    let repo = house.repo("one").await;
    let again = house.post("/cwom/repos", json!({"name": "n", "slug": "one", "source": {"system": "s"}})).await;
    let again = again.with_status(409);
    assert_eq!(again.header("content-type"), "application/problem+json");
    assert_eq!(again.json()["detail"], "Repo with slug 'one' already exists");

    let nowhere = json!({"repo": {"kind": "Repo", "id": NOWHERE}, "title": "t", "type": "bug"});
    let missing = house.post("/cwom/issues", nowhere).await.with_status(422).json();
    assert_eq!(missing["detail"], format!("Referenced Repo '{NOWHERE}' does not exist"));
    assert_eq!(missing["errors"][0]["loc"], json!(["body", "repo", "id"]));
    let rule = json!({"kind": "DoctrineRef", "id": NOWHERE});
    let unlinked = json!({"repo": to(&repo), "title": "t", "type": "bug", "doctrine_refs": [rule]});
    let missing = house.post("/cwom/issues", unlinked).await.with_status(422).json();
    assert_eq!(missing["detail"][0]["loc"], json!(["body", "doctrine_refs", 0, "id"]));
    let wrong = json!({"repo": {"kind": "Issue", "id": id(&repo)}, "title": "", "kind": "x"});
    let faults = house.post("/cwom/issues", wrong).await.with_status(422).json();
    let places: Vec<_> = faults["detail"].as_array().unwrap().iter().map(|fault| fault["loc"].to_string()).collect();
    for place in [r#"["body","repo","kind"]"#, r#"["body","title"]"#, r#"["body","type"]"#, r#"["body","kind"]"#] {
        assert!(places.iter().any(|told| told == place), "{place} in {places:?}");
    }
    assert_eq!(house.get("/cwom/issues").await.json(), json!([]), "nothing was stored");

    for (path, kind) in [
        (format!("/cwom/repos/{NOWHERE}"), "Repo"),
        ("/cwom/issues/nonexistent-id".to_owned(), "Issue"),
        ("/tasks/nonexistent-id".to_owned(), "Task"),
        (format!("/cwom/reviews/{NOWHERE}"), "ReviewDecision"),
    ] {
        let told = house.get(&path).await.with_status(404).json();
        assert_eq!(told["detail"], format!("{kind} not found"));
    }
    for (path, query) in [("/cwom/repos", "limit=0"), ("/cwom/repos", "offset=-1"), ("/cwom/issues", "cursor=x")] {
        let told = house.get(&format!("{path}?{query}")).await.with_status(422).json();
        assert_eq!(told["detail"][0]["loc"][0], "query", "{query}");
    }
    for method in ["PUT", "PATCH"] {
        for (path, word) in [("context-packets", "higher version"), ("constraint-snapshots", "new snapshot")] {
            let refused =
                house.asked(method, &format!("/cwom/{path}/{NOWHERE}"), &[], &json!({})).await.with_status(405);
            let detail = refused.json()["detail"].clone();
            assert_eq!((&detail["error"], &detail["object_id"]), (&json!("IMMUTABILITY_VIOLATION"), &json!(NOWHERE)));
            assert!(detail["message"].as_str().unwrap().contains(word), "{detail}");
        }
    }
}

#[tokio::test]
async fn a_change_is_made_to_the_state_that_the_caller_saw() {
    let house = House::new();
    let repo = house.repo("one").await;
    let path = format!("/cwom/repos/{}", id(&repo));
    let first = house.get(&path).await.header("etag").to_owned();
    let change = json!({"name": "new", "policy": {"allowed_tools": ["sh"]}});
    let next = house.asked("PATCH", &path, &[("if-match", &first)], &change).await.with_status(200);
    assert_ne!(next.header("etag"), first);
    assert_eq!(next.json()["repo"]["name"], "new");
    assert_eq!(next.json()["repo"]["slug"], "one");
    let late = house.asked("PATCH", &path, &[("if-match", &first)], &json!({"name": "lost"})).await;
    assert!(late.with_status(412).json()["detail"].as_str().unwrap().contains("read it again"));
    house.asked("PATCH", &path, &[("if-match", "*")], &json!({"name": "newer"})).await.with_status(200);
    house.asked("PATCH", &path, &[("if-match", "\"x\"")], &json!({"name": "lost"})).await.with_status(412);
    house.patch(&path, json!({"slug": "other"})).await.with_status(422);
    let now = house.get(&path).await.json();
    assert_eq!((&now["name"], &now["slug"]), (&json!("newer"), &json!("one")));
}

#[tokio::test]
async fn a_run_that_has_ended_opens_again_only_for_review() {
    let house = House::new();
    let repo = house.repo("one").await;
    let issue = house.issue(&repo, "t").await;
    let executor = json!({"actor": {"actor_kind": "agent", "actor_id": "k"}, "runtime": "local"});
    let run = json!({"for_issue": to(&issue), "repo": to(&repo), "mode": "agent", "executor": executor});
    let run = house.made("/cwom/runs", "run", run).await;
    let path = format!("/cwom/runs/{}", id(&run));
    house.patch(&path, json!({"status": "done", "telemetry": {"duration_s": 1}})).await.with_status(200);
    let refused = house.patch(&path, json!({"status": "running"})).await.with_status(409).json();
    let told = json!({"error": "INVALID_TRANSITION", "from": "done", "to": "running", "allowed": ["under_review"]});
    assert_eq!(refused["detail"], told);
    let run = house.patch(&path, json!({"status": "under_review"})).await.with_status(200).json()["run"].clone();
    assert_eq!(run["telemetry"]["duration_s"], 1.0);
}

#[tokio::test]
async fn a_list_goes_on_where_it_was_left_whatever_arrives() {
    let house = House::new();
    let repo = house.repo("one").await;
    let mut made = Vec::new();
    for number in 0..5 {
        made.push(id(&house.issue(&repo, &number.to_string()).await).to_owned());
    }
    made.reverse();
    let first = house.get(&format!("/cwom/issues?repo_id={}&limit=2&count=true", id(&repo))).await.with_status(200);
    assert_eq!((ids(&first.json()), first.header("x-total-count")), (vec![&*made[0], &made[1]], "5"));
    house.issue(&repo, "it arrives").await;
    let link = first.header("link");
    let next = link.strip_prefix('<').unwrap().strip_suffix(">; rel=\"next\"").unwrap();
    let second = house.get(next).await.with_status(200);
    assert_eq!(ids(&second.json()), [&*made[2], &made[3]]);
    let link = second.header("link");
    let next = link.strip_prefix('<').unwrap().strip_suffix(">; rel=\"next\"").unwrap();
    let last = house.get(next).await.with_status(200);
    assert_eq!((ids(&last.json()), last.header("link")), (vec![&*made[4]], ""));
    let by_offset = house.get("/cwom/issues?limit=1&offset=1").await.with_status(200);
    assert_eq!(ids(&by_offset.json()), [&*made[0]]);
    assert_eq!(house.get("/cwom/issues?status=unheard-of").await.with_status(200).json(), json!([]));
    assert_eq!(house.get("/cwom/issues?status=").await.with_status(200).json().as_array().unwrap().len(), 6);
}

#[tokio::test]
async fn links_are_added_and_taken_away() {
    let house = House::new();
    let repo = house.repo("one").await;
    let issue = house.issue(&repo, "t").await;
    let snapshot = json!({"scope": "run", "owner": {"actor_kind": "human", "actor_id": "ada"}});
    let snapshot = house.made("/cwom/constraint-snapshots", "constraint_snapshot", snapshot).await;
    let path = format!("/cwom/issues/{}/links", id(&issue));
    let linked = house.post(&path, to(&snapshot)).await.with_status(200).json();
    assert_eq!(linked["issue"]["constraints"], json!([to(&snapshot)]));
    house.post(&path, to(&repo)).await.with_status(422);
    house.post(&path, json!({"kind": "DoctrineRef", "id": NOWHERE})).await.with_status(422);
    let unlinked = house.asked("DELETE", &path, &[], &to(&snapshot)).await.with_status(200).json();
    assert_eq!(unlinked["issue"]["constraints"], json!([]));
    house.asked("DELETE", &path, &[], &to(&snapshot)).await.with_status(404);
}

#[tokio::test]
async fn what_is_sent_twice_with_one_key_is_done_once() {
    let house = House::new();
    let body = json!({"name": "n", "slug": "one", "source": {"system": "s"}});
    let key = [("idempotency-key", "k-1")];
    let first = house.asked("POST", "/cwom/repos", &key, &body).await.with_status(201);
    let again = house.asked("POST", "/cwom/repos", &key, &body).await.with_status(201);
    assert_eq!((again.json(), again.header("idempotent-replayed")), (first.json(), "true"));
    let other = json!({"name": "n", "slug": "two", "source": {"system": "s"}});
    house.asked("POST", "/cwom/repos", &key, &other).await.with_status(422);
    assert_eq!(house.get("/cwom/repos").await.json().as_array().unwrap().len(), 1);
    // What was refused was not done, so that it may be tried again with the same key.
    let key = [("idempotency-key", "k-2")];
    house.asked("POST", "/cwom/repos", &key, &body).await.with_status(409);
    house.asked("POST", "/cwom/repos", &key, &other).await.with_status(201);
    let key = [("idempotency-key", "")];
    house.asked("POST", "/cwom/repos", &key, &other).await.with_status(400);

    let key = [("idempotency-key", "k-3")];
    let asked = json!({"name": "ci", "scope": "read"});
    let made = house.asked("POST", "/keys", &key, &asked).await.with_status(201).json();
    tokio::time::sleep(std::time::Duration::from_millis(1100)).await;
    let told = house.asked("POST", "/keys", &key, &asked).await;
    assert_eq!(told.status, 401, "the key closes the door");
    let kept = house
        .database
        .read(|session| {
            session
                .query_opt("SELECT body FROM idempotency_key WHERE key = 'k-3'", &[], |row| Ok(row.text(0)?.to_owned()))
        })
        .map(Option::unwrap);
    let kept: Result<String, throughline_store::StoreError> = kept;
    let kept = kept.unwrap();
    assert!(!kept.contains(made["secret"].as_str().unwrap()), "what is told once is not kept");
}

fn task(repo: &str) -> Value {
    json!({
        "requested_by": {"kind": "human", "id": "ada", "label": "Ada"}, "objective": " Mend the lamp\nsoon ",
        "type": "code_change", "target": {"repository": repo}, "payload": {"a": 1}, "unheard_of": 1,
    })
}

#[tokio::test]
async fn a_task_and_its_work_objects_are_made_together() {
    let house = House::with(|settings| settings.task_policy = TaskPolicy::with_prefixes("harbour/, TestOrg/"));
    let mut body = task(" TestOrg/X.git");
    body["idempotency_key"] = json!("k");
    let made = house.asked("POST", "/tasks/enqueue", &[("x-trace-id", "trace-1")], &body).await.with_status(201).json();
    assert_eq!((&made["trace_id"], &made["message"]), (&json!("trace-1"), &json!("Task enqueued successfully")));
    let shown = &made["task"];
    assert_eq!((&shown["status"], &shown["target"]["repo"]), (&json!("queued"), &json!("testorg/x")));
    assert_eq!((&shown["objective"], &shown["inputs"]), (&json!("Mend the lamp\nsoon"), &json!({"a": 1})));
    assert_eq!(shown["cwom_issue_id"], made["cwom"]["issue_id"]);
    let issue_path = format!("/cwom/issues/{}", made["cwom"]["issue_id"].as_str().unwrap());
    let issue = house.get(&issue_path).await.with_status(200).json();
    assert_eq!((&issue["title"], &issue["trace_id"]), (&json!("Mend the lamp"), &json!("trace-1")));
    assert_eq!(ids(&issue["context_packets"]), [made["cwom"]["context_packet_id"].as_str().unwrap()]);
    assert_eq!(ids(&issue["constraints"]), [made["cwom"]["constraint_snapshot_id"].as_str().unwrap()]);

    let back = house.get(&format!("{issue_path}/task")).await.with_status(200).json();
    assert_eq!((&back["operation"], &back["target"]["repo"]), (&json!("code_change"), &json!("testorg/x")));
    assert_eq!((&back["idempotency_key"], &back["inputs"]), (&json!("k"), &json!({"a": 1})));

    let again = house.post("/tasks/enqueue", body).await.with_status(409).json();
    assert_eq!(
        (&again["status"], &again["task_id"], &again["trace_id"]),
        (&json!("conflict"), &made["task_id"], &json!("trace-1"))
    );
    let alone = house.post("/tasks/enqueue?create_cwom=no", task("harbour/lamp")).await.with_status(201).json();
    assert!(alone.get("cwom").is_none() && alone["task"]["cwom_issue_id"].is_null(), "{alone}");
    assert_eq!(alone["trace_id"].as_str().unwrap().len(), 32);
    assert_eq!(house.get("/cwom/issues").await.json().as_array().unwrap().len(), 1);

    let list = |query: &'static str| {
        let house = &house;
        async move { house.get(query).await.with_status(200).json().as_array().unwrap().len() }
    };
    assert_eq!((list("/tasks").await, list("/tasks?limit=0").await, list("/tasks?limit=-1").await), (2, 0, 2));
    assert_eq!(list("/tasks?target_repo=testorg/x&status=queued&requester_kind=human").await, 1);
}

#[tokio::test]
async fn a_task_outside_the_policy_is_not_made() {
    let house = House::new();
    let refused = |body: Value, code: &'static str| {
        let house = &house;
        async move {
            let detail = house.post("/tasks/enqueue", body).await.with_status(422).json()["detail"].clone();
            assert_eq!((&detail["error"], &detail["code"]), (&json!("policy_violation"), &json!(code)));
            detail["message"].as_str().unwrap().to_owned()
        }
    };
    assert!(refused(task("a/b"), "REPO_NOT_ALLOWED").await.contains("THROUGHLINE_ALLOWED_REPOS"));
    let house = House::with(|settings| settings.task_policy = TaskPolicy::with_prefixes("a/"));
    for (flag, code) in [("allow_network", "NETWORK_ACCESS_DENIED"), ("allow_secrets", "SECRETS_ACCESS_DENIED")] {
        let mut body = task("A/b");
        body["constraints"] = json!({flag: true});
        let detail = house.post("/tasks/enqueue", body).await.with_status(422).json()["detail"].clone();
        assert_eq!(detail["code"], code);
    }
    for (member, value) in
        [("objective", json!("    a    ")), ("type", json!("x")), ("constraints", json!({"time_budget_seconds": 29}))]
    {
        let mut body = task("a/b");
        body[member] = value;
        let detail = house.post("/tasks/enqueue", body).await.with_status(422).json()["detail"].clone();
        assert!(detail.is_array(), "{detail}");
    }
    assert_eq!(house.get("/tasks").await.json(), json!([]));
}

#[tokio::test]
async fn a_task_is_moved_and_keeps_what_is_not_said() {
    let house = House::with(|settings| settings.task_policy = TaskPolicy::with_prefixes("a/"));
    let made = house.post("/tasks/enqueue", task("a/b")).await.with_status(201).json();
    let path = format!("/tasks/{}/status", made["task_id"].as_str().unwrap());
    let moved = |query: &str, body: &str| {
        let (house, path, body) = (&house, format!("{path}?{query}"), body.to_owned());
        async move { house.ask(Method::PATCH, &path, None, &body).await }
    };
    let running = moved("status=running&assigned_to=w1", "").await.with_status(200).json()["task"].clone();
    assert!(running["started_at"].is_string() && running["completed_at"].is_null());
    let done =
        moved("status=completed&assigned_to=", r#"{"message": "m"}"#).await.with_status(200).json()["task"].clone();
    assert_eq!((&done["assigned_to"], &done["result"]), (&json!("w1"), &json!({"message": "m"})));
    assert_eq!(done["started_at"], running["started_at"]);
    moved("assigned_to=w1", "").await.with_status(422);
    moved("status=lost", "").await.with_status(422);
    moved("status=failed", "[1]").await.with_status(422);
    let audit = house.get(&format!("/tasks/{}/audit", made["task_id"].as_str().unwrap())).await.with_status(200).json();
    let audit: Vec<_> = audit.as_array().unwrap().iter().map(|entry| entry["action"].as_str().unwrap()).collect();
    assert_eq!(audit.last(), Some(&"created"));
}
