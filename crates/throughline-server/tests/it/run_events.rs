//! Events of runs, as the engine would put them into the ledger.

use throughline_engine::Commit;
use throughline_model::{Digest, Event, EventKind, Filters, RunId, RunStarted, RunStatus};

use crate::support::House;

/// A run begins: one stage, `a`.
pub(crate) fn started(run: RunId) -> Event {
    let started = RunStarted {
        pipeline_id: "full".into(),
        name: format!("2026-12-01T00-00-00-000Z_full-{run}"),
        graph_path: "pipeline/stage-graph.json".to_owned(),
        graph_digest: Digest::of(b"graph"),
        parameters: serde_json::Map::new(),
        filters: Filters::default(),
        stages: vec![("a".into(), None)],
        planned_stage_ids: vec!["a".into()],
        jobs: 1,
        tool_version: "0.1.0".to_owned(),
    };
    Event { run, seq: 0, at: jiff::Timestamp::now(), kind: EventKind::RunStarted(Box::new(started)) }
}

/// Something that is worth knowing.
pub(crate) fn warning(run: RunId, seq: u64) -> Event {
    let kind = EventKind::Warning { stage_id: None, message: format!("warning {seq}\nof two lines") };
    Event { run, seq, at: jiff::Timestamp::now(), kind }
}

/// It has ended well.
pub(crate) fn ended(run: RunId, seq: u64) -> Event {
    let kind = EventKind::RunEnded { status: RunStatus::Success, duration_ms: 5, failure: None };
    Event { run, seq, at: jiff::Timestamp::now(), kind }
}

/// Puts events into the ledger.
pub(crate) fn commit(house: &House, events: Vec<Event>) {
    house.ledger.commit(&Commit { events, records: Vec::new() }).unwrap();
}
