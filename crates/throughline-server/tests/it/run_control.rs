//! What is answered to who starts, ends and decides, by what became of it; that it happens is tested with the real program.

use std::sync::Arc;
use std::sync::Mutex;

use axum::http::Method;
use serde_json::json;
use throughline_model::{RunId, StageId};
use throughline_server::{GateDecisionAsked, RunAsked, RunControl, RunRefusal};

use crate::run_events::{commit, ended, started};
use crate::support::{Answered, House};

/// Answers as it is told to, and remembers what it was asked.
struct Told {
    answer: Mutex<Result<RunId, RunRefusal>>,
    asked: Mutex<Vec<String>>,
}

impl Told {
    fn answered(&self, asked: String) -> Result<RunId, RunRefusal> {
        self.asked.lock().unwrap().push(asked);
        self.answer.lock().unwrap().clone()
    }

    fn will(&self, answer: Result<RunId, RunRefusal>) {
        *self.answer.lock().unwrap() = answer;
    }
}

impl RunControl for Told {
    fn start(&self, asked: &RunAsked) -> Result<RunId, RunRefusal> {
        self.answered(format!("start {}", asked.pipeline.as_ref().map_or("", |pipeline| pipeline.as_str())))
    }

    fn cancel(&self, run: RunId) -> Result<(), RunRefusal> {
        self.answered(format!("cancel {run}")).map(drop)
    }

    fn decide(&self, run: RunId, stage: &StageId, asked: &GateDecisionAsked) -> Result<(), RunRefusal> {
        self.answered(format!("{} {stage} of {run}", asked.decision)).map(drop)
    }
}

fn told(run: RunId) -> (Arc<Told>, House) {
    let told = Arc::new(Told { answer: Mutex::new(Ok(run)), asked: Mutex::default() });
    let house = House::controlling(Arc::<Told>::clone(&told));
    commit(&house, vec![started(run)]);
    (told, house)
}

async fn post(house: &House, path: &str, body: &str) -> Answered {
    house.ask(Method::POST, path, None, body).await
}

const APPROVED: &str = r#"{"decision": "approved", "by": "ada"}"#;

#[tokio::test]
async fn what_was_done_is_told_with_the_run_and_its_place() {
    let run = RunId::generate();
    let (told, house) = told(run);
    let paths = ["/runs".to_owned(), format!("/runs/{run}/cancel"), format!("/runs/{run}/gates/a")];
    let bodies = [r#"{"pipeline": "full"}"#, "", APPROVED];
    for ((path, body), status) in paths.iter().zip(bodies).zip([202, 202, 200]) {
        let answered = post(&house, path, body).await.with_status(status);
        assert_eq!(answered.header("location"), format!("/runs/{run}"), "{path}");
        assert_eq!(answered.json()["status"], "success");
        assert_eq!(answered.json()["run"], house.get("/runs").await.json()[0]);
    }
    let asked = ["start full".to_owned(), format!("cancel {run}"), format!("approved a of {run}")];
    assert_eq!(*told.asked.lock().unwrap(), asked);
}

#[tokio::test]
async fn a_refusal_says_why_by_its_status_too() {
    let run = RunId::generate();
    let (told, house) = told(run);
    let paths = ["/runs".to_owned(), format!("/runs/{run}/cancel"), format!("/runs/{run}/gates/a")];
    for path in &paths {
        let body = if path.ends_with("cancel") {
            ""
        } else if path == "/runs" {
            "{}"
        } else {
            APPROVED
        };
        for (refusal, status) in [
            (RunRefusal::Wrong("no such thing".to_owned()), 422),
            (RunRefusal::Conflict("not now".to_owned()), 409),
            (RunRefusal::Busy("too many".to_owned()), 503),
        ] {
            told.will(Err(refusal.clone()));
            let answered = post(&house, path, body).await.with_status(status);
            assert_eq!(answered.json()["detail"], refusal.to_string());
            assert_eq!(answered.header("retry-after"), if status == 503 { "1" } else { "" });
        }
        told.will(Err(RunRefusal::Failed("the secret of the house".to_owned())));
        let answered = post(&house, path, body).await.with_status(500);
        assert!(!answered.body.contains("secret"), "{}", answered.body);
    }
}

#[tokio::test]
async fn what_is_not_there_is_asked_of_nobody() {
    let run = RunId::generate();
    let (told, house) = told(run);
    let nobody = RunId::generate_after(Some(run));
    for (path, body, kind) in [
        (format!("/runs/{nobody}/cancel"), "", "Run"),
        ("/runs/x/cancel".to_owned(), "", "Run"),
        (format!("/runs/{nobody}/gates/a"), APPROVED, "Run"),
        (format!("/runs/{run}/gates/b"), APPROVED, "Stage"),
    ] {
        let answered = post(&house, &path, body).await.with_status(404);
        assert_eq!(answered.json()["detail"], format!("{kind} not found"), "{path}");
    }
    for body in [r#"{"decision": "perhaps", "by": "ada"}"#, r#"{"decision": "denied"}"#, "{}"] {
        post(&house, &format!("/runs/{run}/gates/a"), body).await.with_status(422);
    }
    for body in [r#"{"jobs": 0}"#, r#"{"graph": "/etc/graph.json"}"#, r#"{"parameters": []}"#, "7"] {
        post(&house, "/runs", body).await.with_status(422);
    }
    assert!(told.asked.lock().unwrap().is_empty());
}

#[tokio::test]
async fn a_server_beside_the_project_starts_nothing() {
    let house = House::new();
    let run = RunId::generate();
    commit(&house, vec![started(run), ended(run, 1)]);
    for (path, body) in
        [("/runs".to_owned(), "{}"), (format!("/runs/{run}/cancel"), ""), (format!("/runs/{run}/gates/a"), APPROVED)]
    {
        let detail = post(&house, &path, body).await.with_status(409).json()["detail"].clone();
        assert_eq!(detail, json!("This server does not start runs: its database is not that of the project"));
    }
}

#[tokio::test]
async fn a_request_that_is_sent_again_starts_nothing_again() {
    let run = RunId::generate();
    let (told, house) = told(run);
    for replayed in [false, true] {
        let request = axum::http::Request::builder().method(Method::POST).uri("/runs").header("idempotency-key", "k-1");
        let answered = house.send(request.body("{}".into()).unwrap()).await.with_status(202);
        assert_eq!(answered.header("idempotent-replayed") == "true", replayed, "{:?}", answered.headers);
        assert_eq!(answered.json()["run"]["id"], json!(run));
    }
    assert_eq!(told.asked.lock().unwrap().len(), 1);
}
