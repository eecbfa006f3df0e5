//! What is checked of a graph beyond its text, before anything starts: schema files, built-ins, tools, variables.

use std::collections::{BTreeSet, HashSet};

use throughline_artifact::{SchemaError, SchemaStore};
use throughline_graph::{GateKind, Problem, RuleRef, Severity, Work, within_root};
use throughline_model::StageId;

use crate::Project;

/// Problems with the files that the graph names: schemas that are missing or no schemas, rules that are missing.
///
/// Only `run` has to refuse a schema file that is missing: a graph can be listed, described, drawn and planned before
/// its schemas are built. `for_run` says which.
#[must_use]
pub fn file_problems(project: &Project, schemas: &SchemaStore, for_run: bool) -> Vec<Problem> {
    let missing = if for_run { Severity::Error } else { Severity::Warning };
    let mut problems = Vec::new();
    let mut seen = BTreeSet::new();
    let artifacts = project.graph.artifacts.iter().enumerate().filter_map(|(index, artifact)| {
        Some((artifact.schema.as_ref()?, format!("/artifacts/{index}/schema"), format!("artifact `{}`", artifact.id)))
    });
    let gates = project.graph.stages.iter().enumerate().filter_map(|(index, stage)| match &stage.work {
        Work::Gate(gate) => match &gate.kind {
            GateKind::DecisionFile { schema: Some(schema), .. } => {
                Some((schema, format!("/stages/{index}/gate/schema"), format!("gate `{}`", stage.id)))
            }
            _ => None,
        },
        _ => None,
    });
    for (path, pointer, owner) in artifacts.chain(gates) {
        // A path that leaves the root has a problem of its own, and nothing outside is looked at.
        if within_root(path).is_err() || !seen.insert(path.clone()) {
            continue;
        }
        match schemas.compile(path) {
            Ok(_) => {}
            Err(error @ SchemaError::Missing { .. }) => problems.push(Problem {
                severity: missing,
                ..Problem::error("schema-missing", pointer, format!("{owner}: {}", crate::chain(&error)))
                    .with_help("the path is relative to the project root; build the schema, or take the field out")
            }),
            Err(error) => {
                problems.push(Problem::error("schema-invalid", pointer, format!("{owner}: {}", crate::chain(&error))))
            }
        }
    }
    problems.extend(rule_problems(project));
    problems
}

fn rule_problems(project: &Project) -> impl Iterator<Item = Problem> + '_ {
    let graph = &project.graph;
    let groups = [("constraints", &graph.constraints), ("doctrine", &graph.doctrine)];
    let declared = groups.into_iter().flat_map(|(group, rules)| {
        rules.iter().enumerate().map(move |(index, rule)| (format!("/{group}/{index}/path"), rule))
    });
    let inline = graph.stages.iter().enumerate().flat_map(|(stage_index, stage)| {
        let groups = [("constraints", &stage.constraints), ("doctrine", &stage.doctrine)];
        groups.into_iter().flat_map(move |(group, rules)| {
            rules.iter().enumerate().filter_map(move |(index, rule)| match rule {
                RuleRef::Inline(rule) => Some((format!("/stages/{stage_index}/{group}/{index}/path"), rule)),
                RuleRef::Id(_) => None,
            })
        })
    });
    declared.chain(inline).filter_map(|(pointer, rule)| {
        let path = rule.path.as_ref().filter(|path| !project.root.join(path).is_file())?;
        Some(Problem::error("rule-missing", pointer, format!("rule `{}`: there is no file {path}", rule.id)))
    })
}

/// What built-in stages say of what the graph tells them.
#[must_use]
pub fn builtin_problems(project: &Project) -> Vec<Problem> {
    let mut problems = Vec::new();
    for (index, stage) in project.graph.stages.iter().enumerate() {
        let Work::Builtin(builtin) = &stage.work else { continue };
        let Some(known) = project.builtins.get(&builtin.name) else { continue };
        if let Err(faults) = known.check(&builtin.with) {
            let pointer = format!("/stages/{index}/command/with");
            problems.extend(faults.into_iter().map(|fault| {
                Problem::error("builtin-with", pointer.clone(), format!("stage `{}`: {fault}", stage.id))
            }));
        }
    }
    problems
}

/// The required variables of these stages that are not set or empty, as problems of the graph with their places.
#[must_use]
pub fn missing_variables<'a>(project: &Project, stages: impl IntoIterator<Item = &'a StageId>) -> Vec<Problem> {
    let asked: HashSet<&str> = stages.into_iter().map(StageId::declared).collect();
    let stages = project.graph.stages.iter().enumerate().filter(|(_, stage)| asked.contains(stage.id.as_str()));
    let variables = stages.flat_map(|(at, stage)| {
        let required = stage.environment.iter().enumerate().filter(|(_, variable)| variable.required);
        required.map(move |(index, variable)| (format!("/stages/{at}/environment/{index}/name"), stage, variable))
    });
    variables
        .filter(|(_, _, variable)| project.variable(&variable.name).is_none_or(str::is_empty))
        .map(|(pointer, stage, variable)| {
            let message = format!("stage `{}` requires the variable `{}`, which is not set", stage.id, variable.name);
            Problem::error("variable-missing", pointer, message)
                .with_help(format!("set it, or put `{}=…` into a file and give `--env-file FILE`", variable.name))
        })
        .collect()
}
