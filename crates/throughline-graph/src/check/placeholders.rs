//! Placeholders: that each is well formed and names something that will have a value where it stands.

use std::collections::HashSet;

use serde_json::Value;

use super::index::Index;
use super::texts::{Owner, visit_commands};
use crate::decode::At;
use crate::rows::Rows;
use crate::suggest::Suggester;
use crate::template::has_placeholder;
use crate::{ArtifactType, GateKind, Graph, Problem, Work, references};

pub(crate) fn check(index: &mut Index<'_>) {
    let graph = index.graph;
    let mut found = Vec::new();
    {
        let scopes = Scopes::new(index);
        visit_commands(graph, &mut |at, command, owner| {
            let scope = scopes.of(owner);
            scope.text(&at.key("executable"), &command.executable, &mut found);
            let args = at.key("args");
            for (arg_at, arg) in command.args.iter().enumerate() {
                scope.text(&args.index(arg_at), arg, &mut found);
            }
        });
        works(&scopes, &mut found);
        artifacts(&scopes, &mut found);
    }
    for problem in found {
        index.push(problem);
    }
}

fn works(scopes: &Scopes<'_>, found: &mut Vec<Problem>) {
    let stages = At::ROOT.key("stages");
    for (at, stage) in scopes.index.graph.stages.iter().enumerate() {
        let here = stages.element(at, "stage", stage.id.as_str());
        match &stage.work {
            Work::Command(_) => {}
            Work::Builtin(builtin) => {
                let (command, scope) = (here.key("command"), scopes.of(Owner::Stage(at)));
                let with = command.key("with");
                for (name, value) in &builtin.with {
                    scope.value(&with.key(name), value, found);
                }
            }
            Work::Gate(gate) => {
                let (field, scope) = (here.key("gate"), scopes.of(Owner::Stage(at)));
                scope.text(&field.key("prompt"), gate.prompt.as_deref().unwrap_or_default(), found);
                if let GateKind::DecisionFile { path, schema } = &gate.kind {
                    scope.text(&field.key("path"), path.as_str(), found);
                    scope.text(&field.key("schema"), schema.as_deref().map_or("", |schema| schema.as_str()), found);
                }
            }
        }
        instances(scopes, at, &here, found);
    }
}

/// The instances of a `forEach` stage must not write one file.
fn instances(scopes: &Scopes<'_>, stage_at: usize, here: &At<'_>, found: &mut Vec<Problem>) {
    let index = scopes.index;
    let stage = &index.graph.stages[stage_at];
    let Some(for_each) = &stage.for_each else { return };
    let outputs = here.key("outputs");
    for (at, output) in stage.outputs.iter().enumerate() {
        let Some(artifact) = index.links.artifacts.get(output.artifact.as_str()) else { continue };
        let artifact = &index.graph.artifacts[artifact];
        if artifact.kind == ArtifactType::Directory {
            // The instances can fill a folder together; it then belongs to the stage as a whole.
            continue;
        }
        let path = artifact.path.as_str();
        // A malformed path has a problem of its own.
        let Ok(names) = references(path) else { continue };
        if !names.iter().any(|name| is_of(name, &for_each.binding)) {
            let message = format!(
                "stage `{}` runs for each element of `{}`, but all its instances would write `{path}`",
                stage.id, for_each.artifact
            );
            let help =
                format!("put `${{{{ {}.key }}}}` into the path of artifact `{}`", for_each.binding, output.artifact);
            let pointer = outputs.index(at).key("artifact").pointer();
            found.push(Problem::error("shared-output", pointer, message).with_help(help));
        }
    }
}

fn artifacts(scopes: &Scopes<'_>, found: &mut Vec<Problem>) {
    let index = scopes.index;
    let list = At::ROOT.key("artifacts");
    let mut users: Option<(Rows, Rows)> = None;
    for (at, artifact) in index.graph.artifacts.iter().enumerate() {
        let schema = artifact.schema.as_deref().map_or("", |schema| schema.as_str());
        if !has_placeholder(artifact.path.as_str()) && !has_placeholder(schema) {
            continue;
        }
        let (pipelines, writers) = users.get_or_insert_with(|| {
            (pipelines_of_artifacts(index), index.links.writes.inverse(index.graph.artifacts.len()))
        });
        let here = list.element(at, "artifact", artifact.id.as_str());
        let mut scope = Scope { scopes, pipelines: pipelines.row(at), binding: None };
        scope.text(&here.key("schema"), schema, found);
        let bindings: HashSet<Option<&str>> = writers
            .row(at)
            .iter()
            .map(|&stage| index.graph.stages[stage].for_each.as_ref().map(|for_each| for_each.binding.as_str()))
            .collect();
        // What only some of its writers know is known to none.
        scope.binding = if bindings.len() == 1 { bindings.into_iter().next().flatten() } else { None };
        scope.text(&here.key("path"), artifact.path.as_str(), found);
    }
}

/// For each artifact, the pipelines that hold a stage that reads or writes it.
fn pipelines_of_artifacts(index: &Index<'_>) -> Rows {
    let count = index.graph.artifacts.len();
    let (readers, writers) = (index.links.reads.inverse(count), index.links.writes.inverse(count));
    let mut pipelines = Rows::with_capacity(count);
    for artifact in 0..count {
        let users = readers.row(artifact).iter().chain(writers.row(artifact));
        pipelines.push_as_set(users.flat_map(|&stage| index.held_by.row(stage)).copied());
    }
    pipelines
}

/// What is known where.
struct Scopes<'i> {
    index: &'i Index<'i>,
    /// The names of each pipeline's parameters.
    parameters: Vec<HashSet<&'i str>>,
    every_pipeline: Vec<usize>,
}

/// What is known in one place.
#[derive(Clone, Copy)]
struct Scope<'s> {
    scopes: &'s Scopes<'s>,
    /// Those in which the text may be used: each must have the parameter.
    pipelines: &'s [usize],
    /// The name of the element, in a `forEach`.
    binding: Option<&'s str>,
}

impl<'i> Scopes<'i> {
    fn new(index: &'i Index<'i>) -> Self {
        let graph: &'i Graph = index.graph;
        let names = |pipeline: &'i crate::Pipeline| pipeline.parameters.iter().map(|one| one.name.as_str()).collect();
        Self {
            index,
            parameters: graph.pipelines.iter().map(names).collect(),
            every_pipeline: (0..graph.pipelines.len()).collect(),
        }
    }

    fn of(&'i self, owner: Owner) -> Scope<'i> {
        let (pipelines, binding): (&[usize], _) = match owner {
            Owner::Graph => (&self.every_pipeline, None),
            Owner::Pipeline(at) => (&self.every_pipeline[at..=at], None),
            Owner::Stage(at) => {
                let binding = self.index.graph.stages[at].for_each.as_ref().map(|for_each| for_each.binding.as_str());
                (self.index.held_by.row(at), binding)
            }
        };
        Scope { scopes: self, pipelines, binding }
    }
}

impl Scope<'_> {
    fn value(&self, at: &At<'_>, value: &Value, found: &mut Vec<Problem>) {
        match value {
            Value::String(text) => self.text(at, text, found),
            Value::Array(items) => {
                items.iter().enumerate().for_each(|(index, item)| self.value(&at.index(index), item, found));
            }
            Value::Object(fields) => {
                fields.iter().for_each(|(name, field)| self.value(&at.key(name), field, found));
            }
            Value::Null | Value::Bool(_) | Value::Number(_) => {}
        }
    }

    fn text(&self, at: &At<'_>, text: &str, found: &mut Vec<Problem>) {
        if !has_placeholder(text) {
            return;
        }
        match references(text) {
            Ok(names) => {
                // One text may name the same thing a million times; once is enough.
                let mut seen = HashSet::new();
                let unseen = names.into_iter().filter(|name| seen.insert(*name));
                let room = crate::MAX_PROBLEMS.saturating_sub(found.len());
                found.extend(unseen.filter_map(|name| self.name(at, name)).take(room));
            }
            Err(error) => {
                let message = format!("{}: {error}", at.subject());
                found.push(Problem::error("bad-placeholder", at.pointer(), message));
            }
        }
    }

    fn name(&self, at: &At<'_>, name: &str) -> Option<Problem> {
        let known = &self.scopes.index.known.values;
        if name == "run.id" || known.contains(&name) || self.binding.is_some_and(|binding| is_of(name, binding)) {
            return None;
        }
        let message = match name.strip_prefix("param.") {
            Some(parameter) => {
                let without = self.pipelines_without(parameter)?;
                format!("{} uses `${{{{ {name} }}}}`, but {without}", at.subject())
            }
            None => format!("{} uses `${{{{ {name} }}}}`, which names nothing that is known here", at.subject()),
        };
        let problem = Problem::error("unknown-placeholder", at.pointer(), message);
        Some(problem.with_help(self.help(name)))
    }

    /// What keeps a parameter from having a value, if something does.
    fn pipelines_without(&self, parameter: &str) -> Option<String> {
        let Scopes { index, parameters, .. } = self.scopes;
        if self.pipelines.is_empty() {
            let some = parameters.iter().any(|names| names.contains(parameter));
            return (!some).then(|| format!("no pipeline has a parameter `{parameter}`"));
        }
        let without = self.pipelines.iter().filter(|&&pipeline| !parameters[pipeline].contains(parameter));
        let names: Vec<_> = without.map(|&pipeline| format!("`{}`", index.graph.pipelines[pipeline].id)).collect();
        match names.as_slice() {
            [] => None,
            [one] => Some(format!("pipeline {one} has no parameter `{parameter}`")),
            several => Some(format!("the pipelines {} have no parameter `{parameter}`", several.join(", "))),
        }
    }

    fn help(&self, name: &str) -> String {
        let Scopes { index, parameters, .. } = self.scopes;
        let mut candidates = vec!["run.id".to_owned()];
        candidates.extend(self.binding.map(str::to_owned));
        candidates.extend(index.known.values.iter().map(|value| (*value).to_owned()));
        for &pipeline in self.pipelines {
            let mut names: Vec<_> = parameters[pipeline].iter().map(|parameter| format!("param.{parameter}")).collect();
            names.sort_unstable();
            candidates.extend(names);
        }
        // Known in one pipeline, but not in another: that is no misspelling.
        candidates.retain(|candidate| candidate != name);
        let suggester: &Suggester = &index.suggester;
        if let Some(nearest) = suggester.nearest(name, candidates.iter().map(String::as_str)) {
            return format!("did you mean `${{{{ {nearest} }}}}`?");
        }
        match name.strip_prefix("param.") {
            Some(parameter) => {
                format!("declare `{parameter}` in the `parameters` of every pipeline that holds the stage")
            }
            None => "known are `param.<name>`, `run.id` and, in a `forEach` stage, its element".to_owned(),
        }
    }
}

/// Whether a name means an element or something in it.
fn is_of(name: &str, binding: &str) -> bool {
    name.strip_prefix(binding).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
}
