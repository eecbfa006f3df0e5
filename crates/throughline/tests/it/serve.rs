//! `throughline serve` and `throughline key`: a real process, reached over a real socket.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::os::unix::process::CommandExt;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use rustix::process::{Pid, Signal, kill_process, kill_process_group};
use serde_json::{Value, json};

use crate::support::{TestEnvironment, graph, stage};

/// A server that runs, and where it is.
pub(crate) struct Served {
    child: Child,
    pub(crate) address: String,
}

impl Served {
    pub(crate) fn start(environment: &TestEnvironment) -> Self {
        Self::by(environment.command(&["serve", "--listen", "127.0.0.1:0"]))
    }

    /// By this command line, in a process group of its own.
    pub(crate) fn by(mut command: Command) -> Self {
        command.process_group(0);
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let address = line.strip_prefix("listening on http://").and_then(|rest| rest.split(',').next());
        Self { address: address.unwrap_or_else(|| panic!("{line:?}")).to_owned(), child }
    }

    /// Status and body of an answer.
    pub(crate) fn get(&self, path: &str, key: Option<&str>) -> (u16, String) {
        self.send("GET", path, key, "")
    }

    pub(crate) fn post(&self, path: &str, body: &Value) -> (u16, Value) {
        let (status, body) = self.send("POST", path, None, &body.to_string());
        (status, serde_json::from_str(&body).unwrap())
    }

    pub(crate) fn send(&self, method: &str, path: &str, key: Option<&str>, body: &str) -> (u16, String) {
        let mut stream = TcpStream::connect(&self.address).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(30))).unwrap();
        let key = key.map(|key| format!("Authorization: Bearer {key}\r\n")).unwrap_or_default();
        let head = format!("{method} {path} HTTP/1.1\r\nHost: {}\r\n{key}", self.address);
        write!(stream, "{head}Content-Length: {}\r\nConnection: close\r\n\r\n{body}", body.len()).unwrap();
        let mut text = String::new();
        stream.read_to_string(&mut text).unwrap();
        let (head, body) = text.split_once("\r\n\r\n").unwrap();
        (head.split(' ').nth(1).unwrap().parse().unwrap(), body.to_owned())
    }

    pub(crate) fn json(&self, path: &str) -> Value {
        let (status, body) = self.get(path, None);
        assert_eq!(status, 200, "{body}");
        serde_json::from_str(&body).unwrap()
    }

    /// Asks it to end; its exit code, and what it logged.
    pub(crate) fn end(self) -> (Option<i32>, String) {
        self.signal(Signal::TERM);
        self.ended()
    }

    /// Waits until it has ended; its exit code, and what it logged.
    pub(crate) fn ended(mut self) -> (Option<i32>, String) {
        let mut log = String::new();
        self.child.stderr.take().unwrap().read_to_string(&mut log).unwrap();
        (self.child.wait().unwrap().code(), log)
    }

    /// Sends it a signal.
    pub(crate) fn signal(&self, signal: Signal) {
        kill_process(Pid::from_child(&self.child), signal).unwrap();
    }

    /// Sends a signal to its process group, as a terminal does.
    pub(crate) fn signal_group(&self, signal: Signal) {
        kill_process_group(Pid::from_child(&self.child), signal).unwrap();
    }
}

fn project() -> TestEnvironment {
    TestEnvironment::with(&graph(vec![stage("a", "true", json!({}))]))
}

#[test]
fn runs_of_the_command_line_are_told_by_the_server_as_they_happen() {
    let environment = project();
    let served = Served::start(&environment);
    assert_eq!(served.json("/health"), json!({"status": "ok"}));
    assert_eq!(served.json("/runs"), json!([]));
    environment.run(&["run"]).with_code(0);
    let runs = served.json("/runs");
    let id = runs[0]["id"].as_str().unwrap();
    assert_eq!(runs[0]["status"], "success");
    assert_eq!(served.json(&format!("/runs/{id}"))["stageResults"][0]["status"], "succeeded");
    let (status, events) = served.get(&format!("/runs/{id}/events"), None);
    assert_eq!(status, 200);
    assert!(events.contains("event: run-started") && events.contains("event: run-ended"), "{events}");
    let (code, log) = served.end();
    assert_eq!(code, Some(0), "{log}");
    assert!(
        log.lines().all(|line| serde_json::from_str::<Value>(line).is_ok_and(|line| line["level"].is_string())),
        "{log}"
    );
}

#[test]
fn without_a_key_only_this_machine_is_served() {
    let environment = project();
    let refused = environment.run(&["serve", "--listen", "0.0.0.0:0"]);
    assert_ne!(refused.code, Some(0));
    refused.saying("without any key the server listens on this machine only").saying("throughline key create");
}

#[test]
fn a_key_is_shown_once_and_is_nowhere_in_the_clear() {
    let environment = project();
    let key = environment.run(&["key", "create", "ci", "--scope", "read"]).with_code(0).stdout.trim().to_owned();
    assert!(key.starts_with("tl_") && key.len() == 67, "{key}");
    let served = Served::start(&environment);
    assert_eq!(served.get("/runs", None).0, 401);
    assert_eq!(served.get("/runs", Some("tl_wrong")).0, 401);
    assert_eq!(served.get("/runs", Some(&key)).0, 200);
    assert_eq!(served.get("/keys", Some(&key)).0, 403);
    environment.run(&["key", "list"]).with_code(0).saying("ci").saying("read");
    environment.run(&["key", "revoke", "ci"]).with_code(0);
    std::thread::sleep(Duration::from_millis(1100));
    assert_eq!(served.get("/runs", Some(&key)).0, 401);
    let (_, log) = served.end();
    assert!(!log.contains(&key), "{log}");
    for file in std::fs::read_dir(environment.root.join(".throughline")).unwrap() {
        let path = file.unwrap().path();
        if path.is_file() {
            let bytes = std::fs::read(&path).unwrap();
            assert!(!bytes.windows(key.len()).any(|window| window == key.as_bytes()), "{}", path.display());
        }
    }
}

#[test]
fn a_key_that_is_not_there_is_told() {
    let environment = project();
    environment.run(&["key", "revoke", "nobody"]).with_code(2).saying("there is no key `nobody`").saying("key list");
    environment.run(&["key", "list"]).with_code(0).saying("no key yet");
}
