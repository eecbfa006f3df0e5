//! Runs of the engine over HTTP, as the ledger has them.

use std::time::Duration;

use axum::body::Body;
use axum::http::Request;
use http_body_util::BodyExt;
use serde_json::json;
use throughline_model::RunId;
use tower::ServiceExt;

use crate::run_events::{commit, ended, started, warning};
use crate::support::House;

#[tokio::test]
async fn runs_are_listed_newest_first_and_each_is_shown() {
    let house = House::new();
    let old = RunId::generate();
    let new = RunId::generate_after(Some(old));
    commit(&house, vec![started(old), ended(old, 1)]);
    commit(&house, vec![started(new)]);
    let listed = house.get("/runs").await.with_status(200).json();
    assert_eq!((&listed[0]["id"], &listed[1]["id"]), (&json!(new), &json!(old)));
    assert_eq!((&listed[0]["status"], &listed[1]["status"]), (&json!("running"), &json!("success")));
    assert_eq!(house.get("/runs?limit=1").await.json().as_array().unwrap().len(), 1);
    assert_eq!(house.get("/runs?pipeline=other").await.json(), json!([]));
    let shown = house.get(&format!("/runs/{old}")).await.with_status(200).json();
    assert_eq!((&shown["runId"], &shown["stageResults"][0]["id"]), (&json!(old), &json!("a")));
}

#[tokio::test]
async fn events_come_as_they_happen_and_the_stream_ends_with_the_run() {
    let house = House::new();
    let run = RunId::generate();
    commit(&house, vec![started(run), warning(run, 1)]);
    let request = Request::builder().uri(format!("/runs/{run}/events")).body(Body::empty()).unwrap();
    let response = house.router.clone().oneshot(request).await.unwrap();
    assert_eq!(response.headers()["content-type"], "text/event-stream");
    let mut body = response.into_body();
    let first = String::from_utf8(body.frame().await.unwrap().unwrap().into_data().unwrap().to_vec()).unwrap();
    assert!(first.starts_with("id: 0\nevent: run-started\ndata: {"), "{first}");
    assert!(first.contains("\n\nid: 1\nevent: warning\ndata: {"), "{first}");
    commit(&house, vec![warning(run, 2), ended(run, 3)]);
    let rest = tokio::time::timeout(Duration::from_secs(10), body.collect()).await.unwrap().unwrap().to_bytes();
    let rest = String::from_utf8(rest.to_vec()).unwrap();
    assert!(rest.starts_with("id: 2\nevent: warning\n") && rest.contains("id: 3\nevent: run-ended\n"), "{rest}");
}

#[tokio::test]
async fn a_stream_goes_on_behind_the_last_event_that_was_seen() {
    let house = House::new();
    let run = RunId::generate();
    commit(&house, vec![started(run), warning(run, 1), warning(run, 2), ended(run, 3)]);
    let path = format!("/runs/{run}/events");
    let request = Request::builder().uri(&path).header("last-event-id", "1").body(Body::empty()).unwrap();
    let answered = house.send(request).await.with_status(200);
    assert!(answered.body.starts_with("id: 2\n") && answered.body.contains("id: 3\n"), "{}", answered.body);
    let request = Request::builder().uri(&path).header("last-event-id", "3").body(Body::empty()).unwrap();
    assert_eq!(house.send(request).await.with_status(200).body, "", "nothing is left to be told");
}
