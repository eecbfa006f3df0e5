//! Events that say the same in run after run are stored once, and read back as they were told.

use throughline_engine::Ledger;
use throughline_model::{AttemptId, Digest, Event, EventKind, RunStatus};

use crate::home::on_each;
use crate::support::{Story, commit, run_id, time};

/// How many stages are fresh in each run.
const STAGES: usize = 1_000;

/// A run in which all stages are fresh, but for those that ran.
fn events(story: &mut Story, attempt: AttemptId, ran: &[usize]) -> Vec<Event> {
    let mut events = vec![story.begin()];
    let at = time(100);
    for stage in 0..STAGES {
        let id = format!("s{stage}");
        let event = if ran.contains(&stage) {
            story.fail(&id)
        } else {
            story.event(EventKind::StageFresh {
                stage_id: id.as_str().into(),
                since: run_id(1),
                attempt_id: attempt,
                fingerprint: Digest::of(id.as_bytes()),
                artifacts: Vec::new(),
            })
        };
        events.push(Event { at, ..event });
    }
    let end = story.end(RunStatus::Success);
    events.push(Event { at: time(200), ..end });
    events
}

#[test]
fn what_is_the_same_in_each_run_is_stored_once() {
    on_each(|home| {
        let ledger = home.ledger();
        let attempt = AttemptId::generate();
        let size = || {
            let sum = |sum: &str| {
                home.number(&format!(
                    "SELECT CAST(COALESCE(SUM({sum}), 0) AS BIGINT) FROM {}",
                    if sum.contains("lines") { "run_event" } else { "event_block" }
                ))
            };
            (sum("length(lines)"), sum("length(bodies)"))
        };
        let mut told = Vec::new();
        let mut sizes = Vec::new();
        // Nothing changed; one stage in the middle; the first and the last; everything.
        for (number, ran) in [vec![], vec![], vec![500], vec![0, 999], (0..STAGES).collect()].iter().enumerate() {
            let mut story = Story::new(2 + number as u64);
            let events = events(&mut story, attempt, ran);
            ledger.commit(&commit(events.clone(), Vec::new())).unwrap();
            told.push((story.run, events));
            sizes.push(size());
        }
        for (run, events) in &told {
            assert_eq!(ledger.event_list(*run, 0).unwrap(), *events);
            for from in [1, 2, 16, 17, 500, 777, 1_001, 1_002] {
                assert_eq!(
                    ledger.event_list(*run, from).unwrap(),
                    events[usize::try_from(from).unwrap()..],
                    "from {from}"
                );
            }
        }
        let blocks: Vec<i64> = sizes.iter().map(|(_, blocks)| *blocks).collect();
        assert!(blocks[0] > 200_000, "{blocks:?}");
        assert_eq!(blocks[1], blocks[0], "nothing changed");
        assert!(blocks[2] - blocks[1] < blocks[0] / 5, "one stage ran: {blocks:?}");
        assert!(blocks[3] - blocks[2] < blocks[0] / 5, "two stages ran: {blocks:?}");
        assert_eq!(blocks[4], blocks[3], "all stages ran");
        assert!(sizes[1].0 - sizes[0].0 < 2_000, "what is left of a run is small: {sizes:?}");
    });
}

#[test]
fn a_block_that_is_lost_is_told() {
    on_each(|home| {
        let ledger = home.ledger();
        let mut story = Story::new(2);
        ledger.commit(&commit(events(&mut story, AttemptId::generate(), &[]), Vec::new())).unwrap();
        home.script("DELETE FROM event_block WHERE id = 1");
        let error = ledger.event_list(story.run, 0).unwrap_err();
        assert!(error.to_string().contains("an event in the ledger"), "{error}");
    });
}

#[test]
fn what_was_foreseen_is_pointed_to() {
    on_each(|home| {
        let ledger = home.ledger();
        let mut story = Story::new(2);
        let events = events(&mut story, AttemptId::generate(), &[]);
        let kinds = events.iter().map(|event| event.kind.clone());
        let mut fresh = kinds.filter(|kind| matches!(kind, EventKind::StageFresh { .. }));
        ledger.foresee(&mut fresh).unwrap();
        let foreseen = home.number("SELECT COUNT(*) FROM event_block");
        assert!(foreseen > 4, "{foreseen}");
        ledger.commit(&commit(events.clone(), Vec::new())).unwrap();
        assert_eq!(home.number("SELECT COUNT(*) FROM event_block"), foreseen);
        assert_eq!(ledger.event_list(story.run, 0).unwrap(), events);
    });
}
