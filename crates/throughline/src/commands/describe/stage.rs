//! What is known of a stage, for people.

use throughline_graph::{
    Artifact, EnvironmentVariable, External, ForEach, GateKind, Input, Pipeline, Retry, Stage, Tool, Work, sequence,
};
use throughline_model::{ArtifactId, StageId};

use super::artifact::type_word;
use super::rules;
use super::view::View;
use super::words::{cache, command_line, extra_entries, hook_entries, joined, span};
use crate::console::{Entry, Sheet, when};

/// Everything known of a stage.
pub(super) fn sheet(view: &View<'_>, stage: &Stage) -> Sheet {
    let mut sheet = Sheet::default();
    work(&mut sheet, view, stage);
    if let Some(for_each) = &stage.for_each {
        sheet.fact("for each", for_each_words(for_each));
    }
    let pipelines: Vec<Entry> =
        view.pipelines_of(&stage.id).map(|pipeline| membership(view, pipeline, stage)).collect();
    sheet.facts("pipelines", if pipelines.is_empty() { vec![Entry::new("none", None)] } else { pipelines });
    sheet.fact("depends on", ids(&stage.depends_on));
    sheet.fact("needed by", ids(dependents(view, stage)));
    sheet.facts("inputs", stage.inputs.iter().map(|one| input(view, one)).collect());
    let outputs = stage.outputs.iter().map(|output| {
        let readers = view.readers(&output.artifact);
        let readers = ids(readers.iter().map(|stage| &stage.id));
        let readers = if readers.is_empty() { String::new() } else { format!("read by {readers}") };
        artifact(view, &output.artifact, output.optional, &readers)
    });
    sheet.facts("outputs", outputs.collect());
    let effects = stage.side_effects.iter().map(|effect| Entry::new(&effect.kind, effect.description.clone()));
    sheet.facts("side effects", effects.collect());
    sheet.facts("environment", stage.environment.iter().map(|one| variable(view, one)).collect());
    if let Some(limit) = stage.timeout {
        sheet.fact("time limit", format!("{} for each attempt", span(limit)));
    }
    if let Some(retry) = &stage.retry {
        sheet.fact("retry", retry_words(retry));
    }
    sheet.facts("hooks", hook_entries("each attempt", &stage.hooks));
    sheet.facts("tools", stage.tools.iter().map(tool).collect());
    sheet.facts("constraints", rules::entries(view, &stage.constraints, &view.graph().constraints));
    sheet.facts("doctrine", rules::entries(view, &stage.doctrine, &view.graph().doctrine));
    let (policy, why) = cache(stage);
    sheet.fact("cache", format!("{policy} ({why})"));
    sheet.facts("other fields", extra_entries(&stage.extra));
    if let Some(decision) = view.last_decision(&stage.id) {
        let word = if decision.approved { "approved" } else { "denied" };
        let line = format!("{word} by {}, {} (run {})", decision.by, when(decision.at), decision.run);
        sheet.facts("last decision", vec![Entry::new(line, decision.comment)]);
    }
    if let Some(last) = view.last_result(&stage.id) {
        let note = last.error.as_ref().map(|error| {
            let log = last.log_path.as_ref().map_or_else(String::new, |path| format!("\nlog: {path}"));
            format!("{error}{log}")
        });
        sheet.facts("last result", vec![Entry::new(last.headline(), note)]);
    } else {
        sheet.fact("last result", "none recorded");
    }
    sheet
}

fn work(sheet: &mut Sheet, view: &View<'_>, stage: &Stage) {
    match &stage.work {
        Work::Command(command) => {
            let program = view.project.program(&command.executable);
            let mapped = (program != command.executable)
                .then(|| format!("{} is {program} here ([interpreters] in throughline.toml)", command.executable));
            let line = command_line(&command.executable, &command.args);
            sheet.facts("command", vec![Entry::new(line, mapped)]);
        }
        Work::Builtin(builtin) => {
            let with = serde_json::to_string_pretty(&builtin.with).unwrap_or_default();
            let with = (!builtin.with.is_empty()).then(|| format!("with {with}"));
            sheet.facts("built-in", vec![Entry::new(&builtin.name, with)]);
        }
        Work::Gate(gate) => {
            let kind = match &gate.kind {
                GateKind::Approval => "decided by `throughline approve` or `throughline deny`".to_owned(),
                GateKind::DecisionFile { path, schema } => {
                    let schema = schema.as_ref().map_or_else(String::new, |schema| format!(", schema {schema}"));
                    format!("decided by the file {path}{schema}")
                }
            };
            let prompt = gate.prompt.as_ref().map(|prompt| format!("asks: {prompt}"));
            sheet.facts("gate", vec![Entry::new(kind, prompt)]);
        }
    }
}

fn for_each_words(for_each: &ForEach) -> String {
    let place = if for_each.pointer.is_empty() { String::new() } else { format!(" at {}", for_each.pointer) };
    format!("element of {}{place}, as {}", for_each.artifact, for_each.binding)
}

/// The stages that name this one in `dependsOn`.
pub(super) fn dependents<'w>(view: &View<'w>, stage: &Stage) -> impl Iterator<Item = &'w StageId> {
    let id = stage.id.clone();
    let needs = move |other: &&Stage| other.depends_on.contains(&id);
    view.graph().stages.iter().filter(needs).map(|stage| &stage.id)
}

/// The place of a stage in the order of a pipeline, from 1.
pub(super) fn position(view: &View<'_>, pipeline: &Pipeline, stage: &Stage) -> Option<usize> {
    sequence(view.graph(), pipeline).ok()?.position.get(&stage.id).map(|position| position + 1)
}

fn membership(view: &View<'_>, pipeline: &Pipeline, stage: &Stage) -> Entry {
    let place = match position(view, pipeline, stage) {
        Some(position) => format!(" ({position} of {})", pipeline.stages.len()),
        None => String::new(),
    };
    Entry::new(format!("{}{place}", pipeline.id), None)
}

fn ids<'s>(stages: impl IntoIterator<Item = &'s StageId>) -> String {
    joined(stages.into_iter().map(StageId::as_str))
}

fn input(view: &View<'_>, input: &Input) -> Entry {
    match input {
        Input::Artifact { artifact: id, optional, description } => {
            artifact(view, id, *optional, description.as_deref().unwrap_or_default())
        }
        Input::External(external) => {
            let External { kind, uri, optional, description } = &**external;
            let words = ["external", kind.as_deref().unwrap_or_default(), uri.as_deref().unwrap_or_default()];
            let words: Vec<&str> = words.into_iter().filter(|word| !word.is_empty()).collect();
            let optional = if *optional { " (optional)" } else { "" };
            Entry::new(format!("{}{optional}", words.join(" ")), description.clone())
        }
    }
}

fn artifact(view: &View<'_>, id: &ArtifactId, optional: bool, more: &str) -> Entry {
    let Some(declared) = view.index.artifact(id.as_str()) else {
        return Entry::new(format!("{id}  no artifact of this graph"), Some(more.to_owned()));
    };
    let words = [
        if optional { "optional" } else { "" },
        if type_word(declared) == "directory" { "directory" } else { "" },
        declared.format.as_deref().unwrap_or_default(),
        &schema_words(declared),
    ];
    let words = joined(words);
    let words = if words.is_empty() { words } else { format!("  ({words})") };
    Entry::new(format!("{id}  {}{words}", declared.path), Some(more.to_owned()))
}

fn schema_words(artifact: &Artifact) -> String {
    artifact.schema.as_ref().map_or_else(String::new, |schema| format!("schema {schema}"))
}

/// The value is never shown: a variable may be a secret that nobody declared one.
fn variable(view: &View<'_>, variable: &EnvironmentVariable) -> Entry {
    let words = joined([
        if variable.required { "required" } else { "optional" },
        if variable.secret { "secret" } else { "" },
        if variable.cache { "counts in the fingerprint" } else { "" },
        if view.project.variable(&variable.name).is_some() { "set" } else { "not set" },
    ]);
    Entry::new(format!("{}  {words}", variable.name), variable.description.clone())
}

fn retry_words(retry: &Retry) -> String {
    let on = match retry.on.as_slice() {
        [] => "every failure".to_owned(),
        codes => format!("exit code {}", codes.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")),
    };
    let wait = match (retry.backoff.is_zero(), retry.factor > 1.0) {
        (true, _) => "no wait between".to_owned(),
        (false, false) => format!("{} between", span(retry.backoff)),
        (false, true) => format!("{} before the second, then {} times as long each", span(retry.backoff), retry.factor),
    };
    format!("at most {} attempts, on {on}; {wait}", retry.max_attempts)
}

fn tool(tool: &Tool) -> Entry {
    let command = tool.version.split_first().map(|(program, args)| command_line(program, args));
    Entry::new(format!("{}  {}", tool.name, command.unwrap_or_default()), None)
}
