//! `GET /events/stream`: what happens in every run, as it happens.

use std::time::Duration;

use axum::body::Body;
use axum::http::Request;
use http_body_util::BodyExt;
use throughline_model::RunId;
use tower::ServiceExt;

use crate::run_events::{commit, ended, started, warning};
use crate::support::House;

/// Somebody who follows everything.
struct Follower {
    body: Body,
    text: String,
}

impl Follower {
    async fn from(house: &House, seen: Option<&str>) -> Self {
        let mut request = Request::builder().uri("/events/stream");
        if let Some(seen) = seen {
            request = request.header("last-event-id", seen);
        }
        let response = house.router.clone().oneshot(request.body(Body::empty()).unwrap()).await.unwrap();
        assert_eq!(
            (response.status().as_u16(), &response.headers()["content-type"]),
            (200, &"text/event-stream".parse().unwrap())
        );
        Self { body: response.into_body(), text: String::new() }
    }

    /// The frames up to one that has this in it.
    async fn frames_until(&mut self, wanted: &str) -> Vec<String> {
        while !self.text.contains(wanted) {
            let frame = tokio::time::timeout(Duration::from_secs(20), self.body.frame()).await;
            let frame = frame.unwrap_or_else(|_| panic!("{wanted:?} did not come: {}", self.text));
            self.text.push_str(std::str::from_utf8(&frame.unwrap().unwrap().into_data().unwrap()).unwrap());
        }
        let frames = std::mem::take(&mut self.text);
        frames.split_terminator("\n\n").map(str::to_owned).collect()
    }
}

/// The ids of frames.
fn ids(frames: &[String]) -> Vec<String> {
    frames.iter().map(|frame| frame.lines().next().unwrap().strip_prefix("id: ").unwrap().to_owned()).collect()
}

fn two_runs() -> [RunId; 2] {
    let first = RunId::generate();
    [first, RunId::generate_after(Some(first))]
}

#[tokio::test]
async fn who_has_seen_nothing_is_told_of_the_run_on_its_way_and_of_all_later_ones() {
    let house = House::new();
    let [long_ago, now] = two_runs();
    commit(&house, vec![started(long_ago), ended(long_ago, 1)]);
    commit(&house, vec![started(now)]);
    let mut follower = Follower::from(&house, None).await;
    let frames = follower.frames_until("run-started").await;
    assert_eq!(ids(&frames), [format!("{now}"), format!("{now}.0")]);
    assert!(!frames[0].contains("data:"), "it only says where the caller stands: {frames:?}");
    let later = RunId::generate_after(Some(now));
    commit(&house, vec![warning(now, 1), ended(now, 2)]);
    commit(&house, vec![started(later)]);
    let frames = follower.frames_until(&format!("id: {later}.0\n")).await;
    assert_eq!(frames.len(), 3, "{frames:?}");
    assert!(frames[1].contains("\nevent: run-ended\n") && frames[1].contains(&now.to_string()), "{frames:?}");
}

#[tokio::test]
async fn a_ledger_in_which_nothing_happens_says_where_it_ends() {
    let house = House::new();
    assert_eq!(Follower::from(&house, None).await.frames_until("\n\n").await, ["id: 0"]);
    let [run, next] = two_runs();
    commit(&house, vec![started(run), ended(run, 1)]);
    let told = Follower::from(&house, None).await.frames_until("\n\n").await;
    assert_eq!(told, [format!("id: {run}.end")]);
    // What happened while nobody listened.
    commit(&house, vec![started(next), ended(next, 1)]);
    let frames = Follower::from(&house, Some(&format!("{run}.end"))).await.frames_until("run-ended").await;
    assert_eq!(ids(&frames), [format!("{next}.0"), format!("{next}.1")]);
}

#[tokio::test]
async fn nothing_is_told_twice_or_left_out_wherever_the_connection_broke() {
    let house = House::new();
    let [first, second] = two_runs();
    commit(&house, vec![started(first), warning(first, 1), ended(first, 2)]);
    commit(&house, vec![started(second), warning(second, 1)]);
    let all = Follower::from(&house, Some("0")).await.frames_until(&format!("id: {second}.1\n")).await;
    assert_eq!(all.len(), 5, "{all:?}");
    for (seen, id) in ids(&all).iter().enumerate().take(4) {
        let rest = Follower::from(&house, Some(id)).await.frames_until(&format!("id: {second}.1\n")).await;
        assert_eq!(rest, all[seen + 1..], "behind {id}");
    }
}

#[tokio::test]
async fn runs_side_by_side_are_told_each_in_its_order_and_each_id_says_how_far_both_are() {
    let house = House::new();
    let [first, second] = two_runs();
    commit(&house, vec![started(first)]);
    commit(&house, vec![started(second)]);
    let mut follower = Follower::from(&house, Some("0")).await;
    follower.frames_until(&format!("id: {first}.0,{second}.0\n")).await;
    commit(&house, vec![warning(second, 1)]);
    let frames = follower.frames_until(&format!("id: {first}.0,{second}.1\n")).await;
    let position = ids(&frames).pop().unwrap();
    commit(&house, vec![warning(first, 1), ended(first, 2)]);
    commit(&house, vec![ended(second, 2)]);
    let frames = Follower::from(&house, Some(&position)).await.frames_until(&format!("id: {second}.2\n")).await;
    assert_eq!(ids(&frames), [format!("{first}.1,{second}.1"), format!("{first}.2,{second}.1"), format!("{second}.2")]);
}

#[tokio::test]
async fn an_id_that_is_none_of_this_stream_is_refused() {
    let house = House::new();
    for id in ["17", "x.1", "01M7X0GSXAPR26K8YDA369G8GA.x"] {
        let request = Request::builder().uri("/events/stream").header("last-event-id", id).body(Body::empty()).unwrap();
        let told = house.send(request).await.with_status(400).json();
        assert!(told["detail"].as_str().unwrap().contains("`Last-Event-ID`"), "{told}");
    }
}

#[tokio::test]
async fn no_more_follow_than_there_is_room_for() {
    let house = House::new();
    let mut followers = Vec::new();
    for _ in 0..256 {
        followers.push(Follower::from(&house, Some("0")).await);
    }
    assert_eq!(house.get("/events/stream").await.with_status(503).header("retry-after"), "1");
    followers.pop();
    // The place is free once the server has seen that the caller is gone.
    tokio::time::timeout(Duration::from_secs(20), async {
        while house.get("/events/stream").await.status != 200 {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    })
    .await
    .unwrap();
}
