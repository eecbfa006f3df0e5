//! A commit is durable whole, or nothing of it is.

use throughline_engine::Ledger;
use throughline_model::{RunStatus, StageStatus};

use crate::support::{State, Story, commit, record, run_id};

/// Everything that the ledger says, for one look.
fn everything(ledger: &dyn Ledger) -> String {
    let runs = ledger.run_list(None, 100).unwrap();
    let events: Vec<_> = runs.iter().map(|row| ledger.event_list(row.id, 0).unwrap()).collect();
    let records: Vec<_> = ["a", "b"].iter().map(|stage| ledger.record_list(&(*stage).into()).unwrap()).collect();
    let latest = ledger.record_latest(&["a".into(), "b".into()]).unwrap();
    let latest: std::collections::BTreeMap<_, _> =
        latest.into_iter().map(|(stage, one)| (stage, one.attempt)).collect();
    let stages = ledger.stage_run_list(None).unwrap();
    let writers = ledger.record_writers("out").unwrap();
    format!("{runs:#?}\n{events:#?}\n{records:#?}\n{latest:#?}\n{stages:#?}\n{writers:#?}")
}

/// What goes wrong at which table: the rows of a commit are written in different tables, one after the other.
const TABLES: &[&str] = &["run", "run_event", "stage_run", "stage_record", "stage_head", "record_artifact"];

#[test]
fn a_commit_that_fails_anywhere_leaves_nothing() {
    for table in TABLES {
        let state = State::new();
        let ledger = state.ledger();
        let mut first = Story::new(1);
        let made = record(first.run, "a", "one", &["out/a"]);
        let events = vec![first.begin(), first.attempt("a", 1), first.succeed(&made)];
        ledger.commit(&commit(events, vec![made])).unwrap();
        let before = everything(&ledger);

        let sql =
            format!("CREATE TRIGGER sabotage BEFORE INSERT ON {table} BEGIN SELECT RAISE(ABORT, 'sabotaged'); END;");
        state.raw().execute_batch(&sql).unwrap();
        let mut second = Story::new(2);
        let made = record(second.run, "b", "two", &["out/b"]);
        let events =
            vec![second.begin(), second.attempt("b", 7), second.succeed(&made), second.end(RunStatus::Success)];
        let whole = commit(events, vec![made]);
        let error = ledger.commit(&whole).unwrap_err();
        assert!(error.to_string().contains("cannot write in the ledger"), "{table}: {error}");
        let cause = std::error::Error::source(&error).unwrap().to_string();
        assert!(cause.contains("sabotaged"), "{table}: {cause}");
        assert_eq!(everything(&ledger), before, "{table}");
        assert_eq!(everything(&state.ledger()), before, "{table}, for another process");

        // The ledger goes on, and the same commit made once more is complete.
        state.raw().execute_batch("DROP TRIGGER sabotage").unwrap();
        ledger.commit(&whole).unwrap();
        let stages = ledger.stage_run_list(None).unwrap();
        assert_eq!(stages.len(), 2);
        assert_eq!(stages[1].usage.user_micros, 7, "{table}");
    }
}

#[test]
fn what_an_attempt_used_is_not_forgotten_by_a_commit_that_fails() {
    let state = State::new();
    let ledger = state.ledger();
    let mut story = Story::new(1);
    let made = record(story.run, "a", "one", &[]);
    ledger.commit(&commit(vec![story.begin(), story.attempt("a", 7)], Vec::new())).unwrap();
    let ended = commit(vec![story.succeed(&made)], vec![made]);
    state
        .raw()
        .execute_batch("CREATE TRIGGER sabotage BEFORE INSERT ON stage_record BEGIN SELECT RAISE(ABORT, 'no'); END;")
        .unwrap();
    ledger.commit(&ended).unwrap_err();
    state.raw().execute_batch("DROP TRIGGER sabotage").unwrap();
    ledger.commit(&ended).unwrap();
    assert_eq!(ledger.stage_run_list(None).unwrap()[0].usage.user_micros, 7);
}

#[test]
fn a_repeated_event_number_is_refused() {
    let state = State::new();
    let ledger = state.ledger();
    let mut story = Story::new(1);
    ledger.commit(&commit(vec![story.begin()], Vec::new())).unwrap();
    let again = Story::new(1).begin();
    ledger.commit(&commit(vec![again], Vec::new())).unwrap_err();
    assert_eq!(ledger.event_list(run_id(1), 0).unwrap().len(), 1);
}

#[test]
fn a_stage_that_ran_twice_in_a_run_counts_as_it_ended_last() {
    let ledger = State::new();
    let ledger = ledger.ledger();
    let mut story = Story::new(1);
    let made = record(story.run, "a", "one", &[]);
    let events =
        vec![story.begin(), story.attempt("a", 1), story.fail("a"), story.attempt("a", 2), story.succeed(&made)];
    ledger.commit(&commit(events, vec![made])).unwrap();
    let stages = ledger.stage_run_list(None).unwrap();
    assert_eq!(stages.len(), 1);
    assert_eq!((stages[0].status, stages[0].usage.user_micros), (StageStatus::Succeeded, 2));
}

#[test]
fn an_empty_commit_is_nothing() {
    let state = State::new();
    let ledger = state.ledger();
    let before = everything(&ledger);
    ledger.commit(&commit(Vec::new(), Vec::new())).unwrap();
    assert_eq!(everything(&ledger), before);
}
