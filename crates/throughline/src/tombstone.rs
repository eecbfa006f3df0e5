//! How a run that was removed is told of.

use serde_json::{Value, json};
use throughline_engine::Tombstone;
use throughline_model::iso_millis;

use crate::console::{one_line, when};
use crate::error::CommandError;

/// What became of it, in a line.
pub(crate) fn removal(tombstone: &Tombstone) -> String {
    format!(
        "run {} was removed on {} by `{}`, because {}",
        tombstone.run,
        when(tombstone.removed_at),
        one_line(&tombstone.command),
        one_line(&tombstone.rule)
    )
}

/// What it was, in a line.
pub(crate) fn former(tombstone: &Tombstone) -> String {
    let stages = if tombstone.planned == 1 { "1 stage".to_owned() } else { format!("{} stages", tombstone.planned) };
    format!(
        "it was a run of {} ({stages}), {}, begun on {}",
        one_line(tombstone.pipeline.as_str()),
        tombstone.status,
        when(tombstone.started_at)
    )
}

/// Whoever asks for the run gets this instead.
pub(crate) fn refusal(tombstone: &Tombstone) -> CommandError {
    let message = format!("{}; {}", removal(tombstone), former(tombstone));
    CommandError::usage(message)
        .with_help("`throughline runs` lists what is there, `throughline runs --removed` what was")
}

/// All of it, for programs.
pub(crate) fn document(tombstone: &Tombstone) -> Value {
    json!({
        "id": tombstone.run,
        "pipelineId": tombstone.pipeline,
        "name": tombstone.name,
        "status": tombstone.status,
        "startedAt": iso_millis(tombstone.started_at),
        "finishedAt": tombstone.finished_at.map(iso_millis),
        "removedAt": iso_millis(tombstone.removed_at),
        "removedBy": tombstone.command,
        "because": tombstone.rule,
    })
}
