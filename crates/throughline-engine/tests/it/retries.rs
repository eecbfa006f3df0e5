//! Tries: how many, how long between them, and which failures are worth one.

use std::time::{Duration, Instant};

use serde_json::{Value, json};
use throughline_engine::{Control, Observer, ObserverError, Remote, RunView, remote};
use throughline_model::{AttemptOutcome, Event, EventKind, RunStatus, StageStatus};

use crate::support::{Bench, How, graph, request, shell};

fn stage(line: &str, retry: Value) -> Bench {
    let mut stage = shell("s", line, &[], &["x"], &[]);
    stage["retry"] = retry;
    Bench::new(&graph(&["x"], &[stage]))
}

fn delays(bench: &Bench, view: &RunView) -> Vec<u64> {
    let delay = |event: Event| match event.kind {
        EventKind::RetryScheduled { delay_ms, .. } => Some(delay_ms),
        _ => None,
    };
    bench.events(view).into_iter().filter_map(delay).collect()
}

#[test]
fn each_wait_is_a_factor_longer_than_the_one_before() {
    let bench = stage("exit 7", json!({"maxAttempts": 5, "backoffSeconds": 0.01, "factor": 2}));
    let started = Instant::now();
    let view = bench.run();
    assert_eq!(delays(&bench, &view), [10, 20, 40, 80]);
    assert!(started.elapsed() >= Duration::from_millis(150));
    let found = view.stage(&"s".into()).unwrap();
    assert_eq!((found.status, found.attempts, found.exit_code), (StageStatus::Failed, 5, Some(7)));
    assert_eq!(found.error.as_deref(), Some("exit code 7 after 5 attempts"));
}

#[test]
fn no_backoff_and_factor_one_are_what_they_say() {
    let bench = stage("exit 1", json!({"maxAttempts": 3, "backoffSeconds": 0, "factor": 2}));
    assert_eq!(delays(&bench, &bench.run()), [0, 0]);
    let bench = stage("exit 1", json!({"maxAttempts": 4, "backoffSeconds": 0.005, "factor": 1}));
    assert_eq!(delays(&bench, &bench.run()), [5, 5, 5]);
}

#[test]
fn the_first_try_that_ends_well_is_the_last() {
    let line = "if [ -e once ]; then echo done > x; else touch once; exit 3; fi";
    let bench = stage(line, json!({"maxAttempts": 5, "backoffSeconds": 0}));
    let view = bench.succeed();
    assert_eq!(view.stage(&"s".into()).unwrap().attempts, 2);
    let attempts: Vec<AttemptOutcome> = bench
        .events(&view)
        .into_iter()
        .filter_map(|event| match event.kind {
            EventKind::AttemptEnded { outcome, .. } => Some(outcome),
            _ => None,
        })
        .collect();
    assert_eq!(attempts, [AttemptOutcome::Exited { code: 3 }, AttemptOutcome::Exited { code: 0 }]);
}

#[test]
fn only_the_listed_codes_are_worth_another_try() {
    let retry = json!({"maxAttempts": 3, "backoffSeconds": 0, "on": [75]});
    let other = stage("exit 1", retry.clone()).run();
    assert_eq!(other.stage(&"s".into()).unwrap().attempts, 1);
    let listed = stage("exit 75", retry.clone()).run();
    assert_eq!(listed.stage(&"s".into()).unwrap().attempts, 3);
    // It ends with code 0 and leaves nothing: no code of the list, so it is not tried again.
    let missing = stage("true", retry).run();
    assert_eq!(missing.stage(&"s".into()).unwrap().attempts, 1);
    let any = stage("true", json!({"maxAttempts": 2, "backoffSeconds": 0})).run();
    assert_eq!(any.stage(&"s".into()).unwrap().attempts, 2);
}

/// Stops the run when the next try is put off.
struct Impatient(Remote);

impl Observer for Impatient {
    fn name(&self) -> &'static str {
        "somebody impatient"
    }

    fn observe(&mut self, event: &Event, _view: &RunView) -> Result<(), ObserverError> {
        if let EventKind::RetryScheduled { .. } = event.kind {
            self.0.ask(Control::Stop { signal: "SIGINT".to_owned() });
        }
        Ok(())
    }
}

#[test]
fn no_wait_is_longer_than_a_day_and_a_stop_ends_it() {
    let bench = stage("exit 1", json!({"maxAttempts": 2, "backoffSeconds": 80_000, "factor": 1000}));
    assert_eq!(impatient(&bench), [80_000_000]);
    let bench = stage("exit 1", json!({"maxAttempts": 2, "backoffSeconds": 200_000}));
    assert_eq!(impatient(&bench), [24 * 3600 * 1000]);
}

fn impatient(bench: &Bench) -> Vec<u64> {
    let planned = bench.plan_as(&request()).unwrap_or_else(|refusal| panic!("{refusal}"));
    let (remote, inbox) = remote();
    let started = Instant::now();
    let view = bench.carry_out_with(&planned, How::default(), vec![&mut Impatient(remote)], &inbox);
    assert!(started.elapsed() < Duration::from_secs(20));
    assert_eq!(view.status, RunStatus::Interrupted);
    assert_eq!(view.stage(&"s".into()).unwrap().status, StageStatus::Pending);
    delays(bench, &view)
}
