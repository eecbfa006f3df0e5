//! What is known of a pipeline.

use serde_json::{Value, json};
use throughline_engine::chain;
use throughline_graph::{Parameter, Pipeline, sequence};
use throughline_model::{StageId, iso_millis};

use super::view::View;
use super::words::{extra_entries, hook_entries, hooks_json, joined};
use crate::commands::list::{parameter_json, parameter_type};
use crate::console::{self, Entry, Sheet};

/// For people.
pub(super) fn sheet(view: &View<'_>, pipeline: &Pipeline) -> Sheet {
    let mut sheet = Sheet::default();
    let (order, is_known) = order(view, pipeline);
    let digits = order.len().to_string().len();
    let stages = order.iter().enumerate().map(|(at, id)| {
        let name = match view.index.stage(id.as_str()) {
            Some(stage) => stage.name.clone().unwrap_or_default(),
            None => "no stage of this graph".to_owned(),
        };
        let name = if name.is_empty() { name } else { format!("  {name}") };
        Entry::new(format!("{:digits$}. {id}{name}", at + 1), None)
    });
    sheet.facts(if is_known { "stages" } else { "stages listed" }, stages.collect());
    sheet.facts("parameters", pipeline.parameters.iter().map(parameter).collect());
    let mut hooks = hook_entries("every run", &view.graph().hooks);
    hooks.extend(hook_entries("the pipeline", &pipeline.hooks));
    sheet.facts("hooks", hooks);
    sheet.facts("other fields", extra_entries(&pipeline.extra));
    if let Some(run) = last_run(view, pipeline) {
        let took = run.duration_ms.map_or_else(String::new, |millis| format!(" in {}", console::duration(millis)));
        let line = format!("{}{took}, {} (run {})", run.status, console::when(run.started_at), run.id);
        sheet.facts("last run", vec![Entry::new(line, run.failure.map(|failure| failure.message))]);
    }
    sheet
}

/// For programs.
pub(super) fn json(view: &View<'_>, pipeline: &Pipeline) -> Value {
    let (order, is_known) = order(view, pipeline);
    json!({
        "id": pipeline.id,
        "description": pipeline.description,
        "stages": pipeline.stages,
        "order": is_known.then_some(order),
        "parameters": pipeline.parameters.iter().map(parameter_json).collect::<Vec<_>>(),
        "hooks": hooks_json(&pipeline.hooks),
        "graphHooks": hooks_json(&view.graph().hooks),
        "extra": pipeline.extra,
        "lastRun": last_run(view, pipeline).map(|run| json!({
            "runId": run.id,
            "status": run.status,
            "startedAt": iso_millis(run.started_at),
            "durationMs": run.duration_ms,
            "failure": run.failure,
        })),
    })
}

/// The stages in the order in which they run; where that cannot be told, as they are listed.
fn order(view: &View<'_>, pipeline: &Pipeline) -> (Vec<StageId>, bool) {
    match sequence(view.graph(), pipeline) {
        Ok(sequence) => (sequence.steps.into_iter().map(|step| step.id).collect(), true),
        Err(_) => (pipeline.stages.clone(), false),
    }
}

fn parameter(parameter: &Parameter) -> Entry {
    let default = parameter.default.as_ref().map_or_else(String::new, |value| format!("default {value}"));
    let required = if parameter.required && parameter.default.is_none() { "required" } else { "" };
    let words = joined([parameter_type(parameter.kind), required, &default]);
    Entry::new(format!("{}  {words}", parameter.name), parameter.description.clone())
}

fn last_run(view: &View<'_>, pipeline: &Pipeline) -> Option<throughline_engine::RunRow> {
    let runs = view.ledger()?.run_list(Some(&pipeline.id), 1);
    runs.inspect_err(|error| console::print_note(&chain(error))).ok()?.pop()
}
