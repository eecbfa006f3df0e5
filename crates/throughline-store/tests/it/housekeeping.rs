//! Runs that are removed: all of them goes or nothing, what others need stays, and the disk gets its room back.

use throughline_engine::{Housekeeping, Ledger, RecordSet, Removal};
use throughline_model::{AttemptId, Digest, EventKind, RunId, RunStatus};

use crate::home::{Home, on_each};
use crate::support::{State, Story, commit, decision, record, run_id, time, whole};

fn removal(runs: &[RunId], spared: &[AttemptId]) -> Removal {
    Removal {
        runs: runs.iter().map(|run| (*run, "it was old".to_owned())).collect(),
        spared: spared.to_vec(),
        command: "throughline gc --keep 1".to_owned(),
        at: time(9),
    }
}

/// A run that makes this of a stage.
fn makes(ledger: &dyn Ledger, number: u64, stage: &str, words: &str, paths: &[&str]) -> AttemptId {
    let mut story = Story::new(number);
    let made = record(story.run, stage, words, paths);
    let events = vec![story.begin(), story.succeed(&made), story.end(RunStatus::Success)];
    let attempt = made.attempt;
    ledger.commit(&commit(events, vec![made])).unwrap();
    attempt
}

fn rows(home: &Home, table: &str) -> i64 {
    home.number(&format!("SELECT COUNT(*) FROM {table}"))
}

#[test]
fn everything_of_a_run_goes_and_its_tombstone_tells_of_it() {
    on_each(|home| {
        let ledger = home.ledger();
        for (number, words) in [(1, "one"), (2, "two"), (3, "three")] {
            makes(&ledger, number, "a", words, &["out/x"]);
        }
        ledger.decision_create(&decision("gate", "one", true)).unwrap();
        let runs = [run_id(1), run_id(2)];
        let outlook = ledger.removal_outlook(&runs, &[]).unwrap();
        assert_eq!((outlook.records, outlook.needed), (2, [Digest::of(b"three")].into()));
        assert_eq!(ledger.run_list(None, 9).unwrap().len(), 3);
        assert_eq!(ledger.run_remove(&removal(&runs, &[])).unwrap(), 2);
        assert_eq!(ledger.run_list(None, 9).unwrap().len(), 1);
        assert!(ledger.event_list(run_id(1), 0).unwrap().is_empty());
        assert_eq!(ledger.record_list(&"a".into()).unwrap().len(), 1);
        for (table, left) in
            [("run_event", 1), ("stage_run", 1), ("stage_record", 1), ("record_artifact", 1), ("removal", 1)]
        {
            assert_eq!(rows(home, table), left, "{table}");
        }
        assert_eq!(ledger.decision_list(&"gate".into()).unwrap().len(), 1);
        let name = Story::new(2).name();
        for text in [run_id(2).to_string(), name.clone(), format!("{name}.json")] {
            let [found] = &ledger.tombstone_find(&text).unwrap()[..] else { panic!("{text}") };
            assert_eq!((found.run, &found.name, found.status), (run_id(2), &name, RunStatus::Success));
            assert_eq!((found.removed_at, found.command.as_str()), (time(9), "throughline gc --keep 1"));
            assert_eq!(found.rule, "it was old");
        }
        assert!(ledger.tombstone_find("01ZZ").unwrap().is_empty());
        assert_eq!(ledger.tombstone_count(Some(&"p".into())).unwrap(), 2);
        assert_eq!(ledger.tombstone_count(Some(&"q".into())).unwrap(), 0);
        let left = ledger.removed_at_path("out/x/").unwrap();
        assert_eq!(left.len(), 2);
        let found = ledger.removed_content(&Digest::of(b"two")).unwrap().unwrap();
        assert_eq!((found.path.as_str(), found.stage.as_str(), found.tombstone.run), ("out/x", "a", run_id(2)));
        assert_eq!(ledger.removed_content(&Digest::of(b"three")).unwrap(), None);
    });
}

#[test]
fn the_newest_result_of_a_stage_is_never_removed() {
    on_each(|home| {
        let ledger = home.ledger();
        makes(&ledger, 1, "a", "one", &["x"]);
        makes(&ledger, 2, "b", "two", &["y"]);
        assert_eq!(ledger.run_remove(&removal(&[run_id(1)], &[])).unwrap(), 0);
        assert_eq!(ledger.record_latest(&["a".into()]).unwrap().len(), 1);
    });
}

#[test]
fn an_older_result_of_an_instance_takes_the_place_of_the_newest() {
    on_each(|home| {
        let ledger = home.ledger();
        let kept = makes(&ledger, 1, "each[k]", "one", &["x"]);
        makes(&ledger, 2, "each[k]", "two", &["x"]);
        makes(&ledger, 2 + 1, "other[k]", "three", &["y"]);
        assert_eq!(ledger.run_remove(&removal(&[run_id(2), run_id(3)], &[])).unwrap(), 2);
        let latest = ledger.record_latest(&["each[k]".into(), "other[k]".into()]).unwrap();
        assert_eq!(latest.len(), 1);
        assert_eq!(latest["each[k]"].attempt, kept);
    });
}

#[test]
fn what_a_run_that_stays_found_fresh_stays_until_it_goes() {
    // Once in a line of its own, and once among so many that they are stored in blocks.
    for (number, count) in [(1_u64, 1), (11, 40)] {
        on_each(|home| {
            let ledger = home.ledger();
            let made: Vec<_> = (0..count)
                .map(|at| {
                    let stage = format!("s{number}-{at}");
                    let attempt = makes(&ledger, number + at, &stage, &format!("old {at}"), &[&stage]);
                    (stage, attempt)
                })
                .collect();
            let mut story = Story::new(number + 100);
            let mut events = vec![story.begin()];
            for (at, (stage, attempt)) in made.iter().enumerate() {
                let kind = EventKind::StageFresh {
                    stage_id: stage.as_str().into(),
                    since: run_id(number + at as u64),
                    attempt_id: *attempt,
                    fingerprint: Digest::of(format!("old {at}").as_bytes()),
                    artifacts: Vec::new(),
                };
                let mut event = story.event(kind);
                event.at = time(1);
                events.push(event);
            }
            events.push(story.end(RunStatus::Success));
            ledger.commit(&commit(events, Vec::new())).unwrap();
            // Others made these anew since.
            for (at, (stage, _)) in made.iter().enumerate() {
                makes(&ledger, number + 200 + at as u64, stage, &format!("new {at}"), &[stage]);
            }
            let runs: Vec<RunId> = (0..count).map(|at| run_id(number + at)).collect();
            assert_eq!(ledger.run_remove(&removal(&runs, &[])).unwrap(), 0);
            for (_, attempt) in &made {
                assert!(ledger.record_of_attempt(*attempt).unwrap().is_some());
            }
            let spared = made[0].1;
            assert_eq!(ledger.run_remove(&removal(&[story.run], &[spared])).unwrap(), count - 1);
            assert!(ledger.record_of_attempt(spared).unwrap().is_some());
            assert_eq!(rows(home, "event_block"), 0);
        });
    }
}

#[test]
fn the_latest_of_each_fingerprint_is_shown_and_heads_apart() {
    on_each(|home| {
        let ledger = home.ledger();
        for (number, words) in [(1, "one"), (2, "two"), (3, "one"), (4, "three")] {
            makes(&ledger, number, "a", words, &["x"]);
        }
        let shown = |set| {
            let mut runs = Vec::new();
            ledger.record_visit(set, &mut |record| runs.push(record.run)).unwrap();
            runs.sort_unstable();
            runs
        };
        assert_eq!(shown(RecordSet::Heads), [run_id(4)]);
        assert_eq!(shown(RecordSet::Superseded), [run_id(2), run_id(3)]);
        let extents = ledger.run_extents().unwrap();
        assert_eq!(extents.iter().map(|extent| extent.id).collect::<Vec<_>>(), [4, 3, 2, 1].map(run_id));
        assert!(extents.iter().all(|extent| extent.ledger_bytes > 500), "{extents:?}");
    });
}

#[test]
fn only_the_newest_contents_of_a_path_are_remembered() {
    on_each(|home| {
        let ledger = home.ledger();
        for round in 0..3 {
            let numbers = round * 10 + 1..round * 10 + 11;
            for number in numbers.clone() {
                makes(&ledger, number, "a", &format!("{number}"), &["x"]);
            }
            makes(&ledger, 900 + round, "a", "head", &["x"]);
            let runs: Vec<RunId> = numbers.map(run_id).collect();
            ledger.run_remove(&removal(&runs, &[])).unwrap();
        }
        assert_eq!(ledger.removed_at_path("x").unwrap().len(), 16);
        assert_eq!(ledger.tombstone_list(None, 100).unwrap().len(), 30);
    });
}

#[test]
fn the_file_gets_smaller_and_is_still_whole() {
    let state = State::new();
    let ledger = state.ledger();
    let long = "x".repeat(2000);
    for number in 1..400 {
        let mut story = Story::new(number);
        let mut made = record(story.run, "a", &format!("{number}"), &["x"]);
        made.parts = format!("{{\"{long}\": {number}}}");
        let events = vec![story.begin(), story.succeed(&made), story.end(RunStatus::Success)];
        ledger.commit(&commit(events, vec![made])).unwrap();
    }
    let runs: Vec<RunId> = (1..399).map(run_id).collect();
    ledger.run_remove(&removal(&runs, &[])).unwrap();
    let shrunk = ledger.shrink().unwrap();
    assert!(shrunk.after_bytes * 4 < shrunk.before_bytes, "{shrunk:?}");
    assert_eq!(std::fs::metadata(state.file()).unwrap().len(), shrunk.after_bytes);
    // Nothing is free that is worth it now.
    assert_eq!(ledger.shrink().unwrap().before_bytes, shrunk.after_bytes);
    drop(ledger);
    let check: String = state.raw().query_row("PRAGMA integrity_check", [], |row| row.get(0)).unwrap();
    assert_eq!(check, "ok");
    let broken: i64 =
        state.raw().query_row("SELECT COUNT(*) FROM pragma_foreign_key_check", [], |row| row.get(0)).unwrap();
    assert_eq!(broken, 0);
    let ledger = state.ledger();
    whole(&ledger, &mut Story::new(500), RunStatus::Success);
    assert_eq!(ledger.run_list(None, 9).unwrap().len(), 2);
}
