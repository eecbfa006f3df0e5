//! What a run says of itself: that it has begun, or why it has not.

use std::io::{BufRead, ErrorKind, Read};

use serde_json::Value;
use throughline_model::RunId;

/// How much of what a run says before it begins is kept, in bytes.
const KEPT: usize = 16 << 10;

/// A longer line is cut, in bytes: the first event of a run names every stage that it plans.
const LONGEST: u64 = 64 << 20;

/// How a run went on that was started.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Begun {
    /// It has begun, and this is its id.
    Run(RunId),
    /// It was refused, in words for whoever asked.
    Refused(String),
    /// It ended without a word that was meant for us; this is what it said.
    Ended(String),
}

/// Reads until it is known. Lines that are no events are for eyes.
pub(super) fn begun(said: &mut impl BufRead) -> Begun {
    let mut aside = String::new();
    let mut line = Vec::new();
    loop {
        line.clear();
        match said.by_ref().take(LONGEST).read_until(b'\n', &mut line) {
            Err(error) if error.kind() == ErrorKind::Interrupted => continue,
            Ok(0) | Err(_) => return Begun::Ended(aside),
            Ok(_) => {}
        }
        let event: Value = serde_json::from_slice(&line).unwrap_or_default();
        match event["event"].as_str() {
            Some("run-started") => {
                let id = event["runId"].as_str().and_then(|id| id.parse().ok());
                return id.map_or_else(|| Begun::Ended("its id is none".to_owned()), Begun::Run);
            }
            Some("run-refused") => return Begun::Refused(told(&event)),
            _ => {
                let room = KEPT.saturating_sub(aside.len());
                aside.extend(String::from_utf8_lossy(&line).chars().take(room));
            }
        }
    }
}

/// Every problem of a refusal, and what to do about it.
fn told(refusal: &Value) -> String {
    let problems = refusal["problems"].as_array().into_iter().flatten();
    let texts = problems.map(|problem| {
        let message = problem["message"].as_str().unwrap_or("it does not say why").trim_end();
        problem["help"].as_str().map_or_else(|| message.to_owned(), |help| format!("{message}; {help}"))
    });
    texts.collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_run_that_begins_a_refusal_and_a_crash_are_told_apart() {
        let id = RunId::generate();
        let begins = format!("note: the ledger was damaged\n{{\"event\": \"run-started\", \"runId\": \"{id}\"}}\nmore");
        assert_eq!(begun(&mut begins.as_bytes()), Begun::Run(id));
        let refused = r#"{"event": "run-refused", "problems": [{"message": "no", "help": "do"}, {"message": "never", "help": null}]}"#;
        assert_eq!(begun(&mut refused.as_bytes()), Begun::Refused("no; do\nnever".to_owned()));
        let crashed = "thread 'main' panicked\n";
        assert_eq!(begun(&mut crashed.as_bytes()), Begun::Ended(crashed.to_owned()));
        assert_eq!(begun(&mut &b""[..]), Begun::Ended(String::new()));
    }

    #[test]
    fn who_talks_without_end_fills_no_memory() {
        let mut talk = std::io::BufReader::new(std::io::repeat(b'\n').take(1 << 20));
        assert!(matches!(begun(&mut talk), Begun::Ended(said) if said.len() == KEPT));
    }
}
