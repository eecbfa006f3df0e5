//! A long history does not make looking slow.

use std::time::{Duration, Instant};

use throughline_engine::Ledger;
use throughline_model::{RunStatus, StageId};
use throughline_store::DatabaseLedger;

use crate::support::{State, Story, commit, record, run_id};

const RUNS: u64 = 10_000;
const STAGES: u64 = 3;

/// In release a look may take 50 ms. Without optimisation, and beside other tests, it may take longer.
const PATIENCE: Duration = Duration::from_millis(if cfg!(debug_assertions) { 1500 } else { 50 });

/// Ten thousand runs of three stages, one commit for every hundred runs.
fn long(state: &State) -> DatabaseLedger {
    let ledger = state.ledger();
    for hundred in 0..RUNS / 100 {
        let mut records = Vec::new();
        let raw = state.raw();
        raw.execute_batch("PRAGMA synchronous = OFF").unwrap();
        for number in hundred * 100..(hundred + 1) * 100 {
            let mut story = Story::of(number, if number % 10 == 0 { "nightly" } else { "p" });
            let mut events = vec![story.begin()];
            for stage in 0..STAGES {
                let stage = format!("stage-{stage}");
                let made = record(story.run, &stage, &format!("{number}"), &[&format!("out/{stage}/data.json")]);
                events.extend([story.attempt(&stage, 1), story.succeed(&made)]);
                records.push(made);
            }
            events.push(story.end(RunStatus::Success));
            ledger.commit(&commit(events, std::mem::take(&mut records))).unwrap();
        }
    }
    ledger
}

#[expect(clippy::print_stdout, reason = "the figures are for whoever runs this to see them")]
fn look<T>(what: &str, ask: impl Fn() -> T) -> T {
    // The first look reads from disk; the best of a few says what the question itself costs.
    let (answer, best) = (0..3)
        .map(|_| {
            let started = Instant::now();
            (ask(), started.elapsed())
        })
        .min_by_key(|(_, took)| *took)
        .unwrap();
    println!("{what}: {best:?}");
    assert!(best < PATIENCE, "{what}: {best:?}");
    answer
}

#[test]
fn ten_thousand_runs_are_looked_through_at_once() {
    let state = State::new();
    let started = Instant::now();
    let ledger = long(&state);
    println!("written in {:?}, {} bytes", started.elapsed(), std::fs::metadata(state.file()).unwrap().len());
    let stages: Vec<StageId> = (0..STAGES).map(|stage| StageId::from(format!("stage-{stage}"))).collect();

    assert_eq!(look("run_list, the newest 20", || ledger.run_list(None, 20).unwrap()).len(), 20);
    assert_eq!(look("run_list of a pipeline", || ledger.run_list(Some(&"nightly".into()), 20).unwrap()).len(), 20);
    let id = run_id(4711).to_string();
    assert_eq!(look("run_find by id", || ledger.run_find(&id).unwrap()).len(), 1);
    assert_eq!(look("run_find by prefix", || ledger.run_find(&id[..24]).unwrap()).len(), 2);
    let name = Story::new(4711).name();
    assert_eq!(look("run_find by name", || ledger.run_find(&name).unwrap()).len(), 1);
    assert_eq!(look("run_unfinished", || ledger.run_unfinished().unwrap()).len(), 0);
    assert_eq!(look("record_latest", || ledger.record_latest(&stages).unwrap()).len(), 3);
    let digest = throughline_model::Digest::of(b"17");
    assert!(look("record_find", || ledger.record_find(&stages[0], &digest).unwrap()).is_some());
    assert_eq!(look("event_list", || ledger.event_list(run_id(4711), 0).unwrap()).len(), 8);
    assert_eq!(
        look("stage_run_list of a pipeline", || ledger.stage_run_list(Some(&"nightly".into())).unwrap()).len(),
        3000
    );
    let all = look("stage_run_list", || ledger.stage_run_list(None).unwrap());
    assert_eq!(all.len() as u64, RUNS * STAGES);
    let path = "out/stage-1/data.json";
    assert_eq!(
        look("record_writer", || ledger.record_writer(path, None, None).unwrap()).unwrap().run,
        run_id(RUNS - 1)
    );
    assert!(look("record_before", || ledger.record_before(&stages[0], run_id(9999)).unwrap()).is_some());
}
