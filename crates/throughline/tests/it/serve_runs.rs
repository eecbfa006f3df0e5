//! Runs over HTTP: started, followed, ended and let through a gate by a real server, beside runs at a terminal.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::{Duration, Instant};

use rustix::process::Signal;
use serde_json::{Value, json};

use crate::serve::Served;
use crate::support::{TestEnvironment, graph, is_alive, pid_in, stage, wait_until};

impl Served {
    /// Starts a run that has to begin; its id.
    #[track_caller]
    fn run(&self, asked: &Value) -> String {
        let (status, told) = self.post("/runs", asked);
        assert_eq!((status, &told["status"]), (202, &json!("success")), "{told}");
        told["run"]["id"].as_str().unwrap().to_owned()
    }

    /// A run as the server lists it, once it has this status.
    #[track_caller]
    fn run_that_is(&self, id: &str, status: &str) -> Value {
        let mut found = Value::Null;
        wait_until(&format!("run {id} is {status}"), || {
            let runs = self.json("/runs");
            found = runs.as_array().unwrap().iter().find(|run| run["id"] == id).cloned().unwrap_or_default();
            found["status"] == status
        });
        found
    }

    /// Asks for something that is refused with this status; why.
    #[track_caller]
    fn refusal(&self, path: &str, asked: &Value, status: u16) -> String {
        let (answered, told) = self.post(path, asked);
        assert_eq!(answered, status, "{told}");
        told["detail"].as_str().unwrap_or_else(|| panic!("{told}")).to_owned()
    }

    /// Follows everything that happens behind this position.
    fn follow(&self, seen: &str) -> Follower {
        let mut stream = TcpStream::connect(&self.address).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(30))).unwrap();
        let head = format!("GET /events/stream HTTP/1.1\r\nHost: {}\r\nLast-Event-ID: {seen}\r\n\r\n", self.address);
        stream.write_all(head.as_bytes()).unwrap();
        Follower { stream, text: String::new() }
    }
}

/// Somebody who follows everything.
struct Follower {
    stream: TcpStream,
    text: String,
}

impl Follower {
    /// Reads until this was told; all that was told so far.
    fn until(&mut self, wanted: &str) -> &str {
        while !self.text.contains(wanted) {
            let mut part = [0; 4096];
            let length = self.stream.read(&mut part).unwrap_or_else(|error| panic!("{error}: {}", self.text));
            assert_ne!(length, 0, "the stream ended: {}", self.text);
            self.text.push_str(&String::from_utf8_lossy(&part[..length]));
        }
        &self.text
    }
}

/// A stage that goes on until it is ended, and then ends in order, which takes it a moment.
const SLOW: &str = "trap 'sleep 0.5; touch in-order; exit 1' TERM\necho $$ > pid\nsleep 600 & wait";

fn slow_project() -> TestEnvironment {
    TestEnvironment::with(&graph(vec![stage("a", "true", json!({})), stage("slow", SLOW, json!({}))]))
}

fn gated_project() -> TestEnvironment {
    TestEnvironment::with(&graph(vec![
        stage("a", "echo 1 > a", json!({"writes": ["a"]})),
        json!({"id": "ask", "gate": {"kind": "approval"}, "dependsOn": ["a"], "inputs": [{"artifact": "a"}]}),
        stage("publish", "cat a > public", json!({"reads": ["a"], "writes": ["public"], "after": ["ask"]})),
    ]))
}

#[test]
fn a_run_is_started_followed_and_ended_over_http() {
    let environment = slow_project();
    let served = Served::start(&environment);
    let first = served.run(&json!({"only": ["a"], "jobs": 2}));
    served.run_that_is(&first, "success");
    let mut everything = served.follow(&format!("{first}.end"));

    let id = served.run(&json!({"force": true}));
    let pid = pid_in(&environment.root.join("pid"));
    everything.until(&format!("id: {id}.0\nevent: run-started\n"));
    everything.until("event: attempt-started");
    let why = served.refusal("/runs", &json!({}), 409);
    assert!(why.contains("is in use by process"), "{why}");
    assert_eq!(served.post(&format!("/runs/{id}/cancel"), &json!({})).0, 202);
    let told = everything.until("event: run-ended");
    assert!(told.contains(r#""signal":"SIGTERM""#) && !told.contains(&first), "{told}");
    served.run_that_is(&id, "interrupted");
    assert!(!is_alive(pid) && environment.exists("in-order"));
    let (_, events) = served.get(&format!("/runs/{id}/events"), None);
    assert!(events.contains("event: run-ended"), "{events}");
    let why = served.refusal(&format!("/runs/{id}/cancel"), &json!({}), 409);
    assert!(why.contains("has ended: it is interrupted"), "{why}");
    served.end();
}

#[test]
fn what_cannot_be_run_is_refused_with_the_reason() {
    let environment = slow_project();
    let served = Served::start(&environment);
    for (asked, said) in [
        (json!({"pipeline": "--help"}), "--help"),
        (json!({"pipeline": "nightly"}), "nightly"),
        (json!({"parameters": {"unheard_of": 1}}), "unheard_of"),
        (json!({"parameters": {"a=b": 1}}), "a=b"),
        (json!({"parameters": {"a": "x".repeat(200_000)}}), "128 KiB"),
        (json!({"only": ["nothing*"]}), "nothing*"),
        (json!({"from": "b"}), "b"),
    ] {
        let why = served.refusal("/runs", &asked, 422);
        assert!(why.contains(said) && !why.contains("error:"), "{why}");
    }
    assert_eq!(served.post("/runs/01KBC6E3Q5TBQ2ZP4W1R8XN5YV/cancel", &json!({})).0, 404);
    environment.write("pipeline/stage-graph.json", r#"{"version": "1", "stages": 7}"#);
    let why = served.refusal("/runs", &json!({}), 409);
    assert!(why.contains("stages"), "{why}");
    assert_eq!(served.json("/runs"), json!([]));
    served.end();
}

#[test]
fn a_run_at_a_terminal_is_ended_over_http_and_asked_twice_it_ends_at_once() {
    let environment =
        TestEnvironment::with(&graph(vec![stage("a", "trap '' TERM\necho $$ > pid; sleep 600", json!({}))]));
    let running = environment.start(&["run"]);
    let pid = pid_in(&environment.root.join("pid"));
    let served = Served::start(&environment);
    let id = served.json("/runs")[0]["id"].as_str().unwrap().to_owned();
    let since = Instant::now();
    assert_eq!(served.post(&format!("/runs/{id}/cancel"), &json!({})).0, 202);
    served.follow("0").until("event: interrupt-requested");
    assert_eq!(served.post(&format!("/runs/{id}/cancel"), &json!({})).0, 202);
    running.end().with_code(130);
    assert!(since.elapsed() < Duration::from_secs(8), "{:?}", since.elapsed());
    assert!(!is_alive(pid));
    served.run_that_is(&id, "interrupted");
    served.end();
}

#[test]
fn a_run_whose_process_died_is_nobodys() {
    let environment = slow_project();
    let running = environment.start(&["run"]);
    let pid = pid_in(&environment.root.join("pid"));
    running.signal(Signal::KILL);
    running.end();
    wait_until("its stage has died", || !is_alive(pid));
    let served = Served::start(&environment);
    let id = served.json("/runs")[0]["id"].as_str().unwrap().to_owned();
    let why = served.refusal(&format!("/runs/{id}/cancel"), &json!({}), 409);
    assert!(why.contains("nobody carries"), "{why}");
    served.run(&json!({"only": ["a"]}));
    served.run_that_is(&id, "interrupted");
    served.end();
}

#[test]
fn a_gate_that_is_decided_over_http_lets_the_run_at_a_terminal_go_on() {
    let environment = gated_project();
    environment.run(&["run"]).with_code(3);
    let served = Served::start(&environment);
    let id = served.json("/runs")[0]["id"].as_str().unwrap().to_owned();
    let gate = format!("/runs/{id}/gates/ask");
    let (status, told) = served.post(&gate, &json!({"decision": "denied", "by": "Ada", "comment": "not yet"}));
    assert_eq!((status, &told["run"]["id"]), (200, &json!(id)), "{told}");
    environment.run(&["run"]).with_code(1).saying("denied by Ada: not yet");
    // It is decided on what was shown, in whichever of its runs.
    assert_eq!(served.post(&gate, &json!({"decision": "approved", "by": "Ada"})).0, 200);
    assert_eq!(environment.ran(&["run"]), ["publish"]);
    assert_eq!(environment.result("ask")["reason"], "approved by Ada");
    served.end();
}

#[test]
fn a_gate_is_open_to_a_decision_or_it_is_told_why_not() {
    let environment = gated_project();
    let served = Served::start(&environment);
    let id = served.run(&json!({}));
    served.run_that_is(&id, "waiting");
    let approved = json!({"decision": "approved", "by": "ada", "comment": "it is lit"});
    let why = served.refusal(&format!("/runs/{id}/gates/a"), &approved, 409);
    assert!(why.contains("does not wait: it is succeeded") && why.contains("waiting in this run: ask"), "{why}");
    assert_eq!(served.refusal(&format!("/runs/{id}/gates/nothing"), &approved, 404), "Stage not found");
    assert_eq!(served.post(&format!("/runs/{id}/gates/ask"), &approved).0, 200);
    let next = served.run(&json!({}));
    served.run_that_is(&next, "success");
    assert_eq!(environment.result("ask")["reason"], "approved by ada: it is lit");
    served.end();
}

#[test]
fn a_server_that_ends_ends_the_runs_that_it_started_in_order() {
    // A terminal tells all of its processes; each run is asked once all the same.
    let ways: [fn(&Served); 2] = [|served| served.signal(Signal::TERM), |served| served.signal_group(Signal::INT)];
    for end in ways {
        let environment = slow_project();
        let served = Served::start(&environment);
        served.run(&json!({}));
        let pid = pid_in(&environment.root.join("pid"));
        end(&served);
        let (code, log) = served.ended();
        assert_eq!(code, Some(0), "{log}");
        assert!(!is_alive(pid) && environment.exists("in-order"), "{log}");
        assert_eq!(environment.record()["status"], "interrupted");
    }
}

#[test]
fn a_second_signal_ends_at_once_what_does_not_heed_the_first() {
    let environment =
        TestEnvironment::with(&graph(vec![stage("a", "trap '' TERM\necho $$ > pid; sleep 600", json!({}))]));
    let served = Served::start(&environment);
    served.run(&json!({}));
    let pid = pid_in(&environment.root.join("pid"));
    let since = Instant::now();
    served.signal(Signal::TERM);
    wait_until("the first is heard", || {
        environment.events().iter().any(|event| event["event"] == "interrupt-requested")
    });
    served.signal(Signal::TERM);
    assert_eq!(served.ended().0, Some(0));
    assert!(since.elapsed() < Duration::from_secs(8), "{:?}", since.elapsed());
    assert!(!is_alive(pid));
    assert_eq!(environment.record()["status"], "interrupted");
}

#[test]
fn a_run_outlives_a_server_that_was_killed_and_the_next_server_ends_it() {
    let environment = slow_project();
    let served = Served::start(&environment);
    let id = served.run(&json!({}));
    let pid = pid_in(&environment.root.join("pid"));
    served.signal(Signal::KILL);
    served.ended();
    assert!(is_alive(pid));
    let served = Served::start(&environment);
    assert_eq!(served.post(&format!("/runs/{id}/cancel"), &json!({})).0, 202);
    served.run_that_is(&id, "interrupted");
    assert!(!is_alive(pid));
    served.end();
}

#[test]
fn a_run_is_that_of_the_project_wherever_the_server_was_started() {
    let environment = TestEnvironment::new();
    environment.write("film.json", r#"{"id": "demo", "title": "Demo", "genre": "comedy"}"#);
    let mut command = environment.command(&["serve", "--listen", "127.0.0.1:0", "--root", environment.root.as_str()]);
    command.current_dir(environment.outside("home"));
    let served = Served::by(command);
    let film = |folder: &str| json!({"pipeline": "screenplay", "parameters": {"project": "film.json", "artifacts-dir": folder}});
    let elsewhere = environment.outside("elsewhere");
    let why = served.refusal("/runs", &film(elsewhere.as_str()), 422);
    assert!(why.contains("outside of the project"), "{why}");
    assert!(!elsewhere.exists(), "nothing was begun");
    let id = served.run(&film("films"));
    served.run_that_is(&id, "success");
    assert!(environment.root.join("films/demo").is_dir());
    served.end();
}
