//! Killed at any moment: a run of forty stages is killed with SIGKILL at every event boundary and at random moments;
//! the next run must end with the artifacts of an undisturbed one, run no finished stage twice, and leave a ledger
//! that tells the whole story.
//!
//! The victim is a process of its own that carries the real engine, store and supervisor. It is this test binary
//! again, told by a variable where to die: an observer or the ledger's port kills it at exactly the boundary.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod project;
mod victim;

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use camino::Utf8Path;
use project::{STAGES, Workspace};
use throughline_engine::end_lost_runs;
use throughline_model::{Event, EventKind, RunStatus, StageId};
use victim::Death;

throughline_process::supervise_before_main!();

/// Not a test of its own: the process that is killed.
#[test]
fn victim_process() {
    victim::live_if_asked();
}

#[test]
fn killed_after_every_commit_one_at_a_time() {
    at_every_boundary(1, Death::AfterEvent);
}

#[test]
fn killed_after_every_commit_side_by_side() {
    at_every_boundary(8, Death::AfterEvent);
}

#[test]
fn killed_before_every_commit_one_at_a_time() {
    at_every_boundary(1, Death::BeforeCommit);
}

#[test]
fn killed_at_random_moments_one_at_a_time() {
    at_random_moments(1, 100);
}

#[test]
fn killed_at_random_moments_side_by_side() {
    at_random_moments(8, 100);
}

/// Kills at boundary 0, 1, 2, … until the victim lives to the end.
fn at_every_boundary(jobs: usize, death: impl Fn(u64) -> Death) {
    let expected = undisturbed();
    for count in 0..100_000 {
        let workspace = Workspace::new();
        let ended = victim::spawn(&workspace, jobs, &death(count)).wait().unwrap();
        if ended.success() {
            // What nothing waits for is committed together.
            assert!(count as usize > STAGES / 2, "only {count} boundaries in a run of {STAGES} stages");
            return;
        }
        check_recovery(&workspace, jobs, &expected, &format!("boundary {count}"));
    }
}

fn at_random_moments(jobs: usize, times: u32) {
    let expected = undisturbed();
    let workspace = Workspace::new();
    let started = Instant::now();
    assert!(victim::spawn(&workspace, jobs, &Death::Natural).wait().unwrap().success());
    let whole = started.elapsed();
    for round in 0..times {
        let workspace = Workspace::new();
        let mut victim = victim::spawn(&workspace, jobs, &Death::Natural);
        // Evenly spread, with the low bits of the golden ratio for a jitter that is the same in every run of the test.
        let moment = whole.mul_f64(f64::from(round.wrapping_mul(2_654_435_769) >> 8) / f64::from(u32::MAX >> 8));
        std::thread::sleep(moment);
        victim.kill().unwrap();
        victim.wait().unwrap();
        check_recovery(&workspace, jobs, &expected, &format!("round {round}, killed after {moment:?}"));
    }
}

fn undisturbed() -> BTreeMap<String, String> {
    let workspace = Workspace::new();
    assert_eq!(workspace.run(1).status, RunStatus::Success);
    workspace.outputs()
}

fn check_recovery(workspace: &Workspace, jobs: usize, expected: &BTreeMap<String, String>, when: &str) {
    let _lock = workspace.lock();
    let ledger = workspace.ledger();
    let before = ledger.run_list(None, 10).unwrap();
    assert!(before.len() <= 1, "{when}: {before:?}");
    let finished: Vec<StageId> = match before.first() {
        Some(row) => finished(&ledger.event_list(row.id, 0).unwrap(), when),
        None => Vec::new(),
    };
    end_lost_runs(&workspace.project, &*ledger, jiff::Timestamp::now()).unwrap();
    if let Some(row) = before.first() {
        let row = ledger.run_fetch(row.id).unwrap().unwrap();
        assert!(matches!(row.status, RunStatus::Interrupted | RunStatus::Success), "{when}: {row:?}");
        let document = workspace.project.runs_dir().join(format!("{}.json", row.name));
        let text = std::fs::read_to_string(&document).unwrap_or_else(|error| panic!("{when}: {document}: {error}"));
        let document: serde_json::Value = serde_json::from_str(&text).unwrap();
        assert_eq!(document["status"], row.status.as_str(), "{when}");
    }
    drop(ledger);
    let view = workspace.run(jobs);
    assert_eq!(view.status, RunStatus::Success, "{when}: {:?}", view.failure);
    let outputs = workspace.outputs();
    let wrong: Vec<_> =
        expected.iter().filter(|(path, content)| outputs.get(*path) != Some(*content)).take(2).collect();
    assert!(wrong.is_empty() && outputs.len() == expected.len(), "{when}: not as expected: {wrong:?}");
    for stage in &finished {
        let found = view.stage(stage).unwrap();
        assert_eq!(found.attempts, 0, "{when}: {stage} had finished and ran again: {:?}", found.reason);
    }
    let ledger = workspace.ledger();
    for row in ledger.run_list(None, 10).unwrap() {
        assert!(row.finished_at.is_some(), "{when}: {row:?}");
        let events = ledger.event_list(row.id, 0).unwrap();
        assert!(
            events.iter().enumerate().all(|(index, event)| event.seq == index as u64),
            "{when}: a gap in {events:?}"
        );
    }
    no_leftovers(&workspace.project.root, when);
}

/// The stages whose success is in the ledger.
fn finished(events: &[Event], when: &str) -> Vec<StageId> {
    assert!(matches!(events.first().map(|event| &event.kind), Some(EventKind::RunStarted(_))), "{when}: {events:?}");
    events
        .iter()
        .filter_map(|event| match &event.kind {
            EventKind::StageSucceeded { stage_id, .. } => Some(stage_id.clone()),
            _ => None,
        })
        .collect()
}

/// No process that works in the folder outlives its run.
fn no_leftovers(root: &Utf8Path, when: &str) {
    let deadline = Instant::now() + Duration::from_secs(5);
    loop {
        let alive: Vec<String> = std::fs::read_dir("/proc")
            .unwrap()
            .flatten()
            .filter(|entry| std::fs::read_link(entry.path().join("cwd")).is_ok_and(|cwd| cwd == *root.as_std_path()))
            .map(|entry| std::fs::read_to_string(entry.path().join("cmdline")).unwrap_or_default())
            .collect();
        if alive.is_empty() {
            return;
        }
        assert!(Instant::now() < deadline, "{when}: still alive: {alive:?}");
        std::thread::sleep(Duration::from_millis(5));
    }
}
