//! The graph, and the files that it names: schemas and rules.

use std::collections::{BTreeSet, HashSet};

use camino::Utf8Path;
use throughline_graph::{GateKind, Located, RuleRef, Severity, Work};

use super::check::{Check, count, some_of};
use super::command::size;
use super::writers::Writers;
use crate::workspace::Workspace;

/// The problems that are about files and not about the graph itself.
fn is_about_files(located: &Located) -> bool {
    matches!(located.problem.code, "schema-missing" | "schema-invalid" | "rule-missing")
}

fn graph_problems(workspace: &Workspace) -> (usize, usize) {
    let of_graph = || workspace.report.located().filter(|located| !is_about_files(located));
    let errors = of_graph().filter(|located| located.problem.severity == Severity::Error).count();
    (errors, of_graph().count() - errors)
}

/// Whether there is more to be said of the graph than its checks say.
pub(super) fn has_graph_problems(workspace: &Workspace) -> bool {
    graph_problems(workspace) != (0, 0)
}

pub(super) fn checks(workspace: &Workspace, writers: &Writers<'_>) -> Vec<Check> {
    let path = &workspace.project.graph_path;
    let size = size(workspace);
    let mut checks = vec![match graph_problems(workspace) {
        (0, 0) => Check::ok("graph", format!("{path}: {size}")),
        (0, warnings) => {
            let detail = format!("{path}: {size}, {}", count(warnings, "warning", "warnings"));
            Check::warn("graph", detail, "look at the warnings below")
        }
        (errors, _) => {
            let detail = format!("{path} is refused: {}", count(errors, "problem", "problems"));
            Check::fail("graph", detail, "mend the problems below")
        }
    }];
    checks.push(settings(workspace));
    checks.extend(named_files("schemas", schemas(workspace), reported(workspace, "schema")));
    let mut rule_faults = reported(workspace, "rule");
    rule_faults.extend(inline_rules(workspace));
    checks.extend(named_files("rules", rules(workspace), rule_faults));
    checks.extend(scripts(workspace, writers));
    checks
}

/// Programs whose first plain argument is a script.
const INTERPRETERS: &[&str] =
    &["python3", "python", "node", "deno", "bun", "ruby", "perl", "sh", "bash", "zsh", "Rscript", "php"];

/// The scripts that commands name and that are not there. An argument is only taken for one where it looks like a path.
fn scripts(workspace: &Workspace, writers: &Writers<'_>) -> Option<Check> {
    let project = &workspace.project;
    let mut seen = HashSet::new();
    let mut missing: Vec<String> = Vec::new();
    for stage in &workspace.graph().stages {
        let Work::Command(command) = &stage.work else { continue };
        if !INTERPRETERS.contains(&command.executable.as_str()) {
            continue;
        }
        let script = command.args.iter().find(|arg| !arg.starts_with('-')).map(Utf8Path::new);
        let looks_like_one = |path: &&Utf8Path| {
            let text = path.as_str();
            path.extension().is_some() && !text.contains("${{") && !text.contains(char::is_whitespace)
        };
        let Some(script) = script.filter(looks_like_one) else { continue };
        if seen.insert(script) && !project.root.join(script).exists() && writers.of(script).is_none() {
            missing.push(script.to_string());
        }
    }
    let (is_one, names) = (missing.len() == 1, some_of(&missing));
    let detail = format!(
        "{names} {} not there, and commands name {}",
        if is_one { "is" } else { "are" },
        if is_one { "it" } else { "them" }
    );
    let fix = "paths are relative to the project root: is `--root` right?";
    (!missing.is_empty()).then(|| Check::warn("scripts", detail, fix))
}

fn settings(workspace: &Workspace) -> Check {
    match workspace.settings.default.as_deref() {
        _ if !workspace.project.root.join("throughline.toml").exists() => {
            Check::not_needed("settings", "no throughline.toml: the defaults count")
        }
        Some(default) if workspace.graph().pipeline(default).is_none() => Check::fail(
            "settings",
            format!("throughline.toml: the default `{default}` is no pipeline of this graph"),
            "correct `default` in throughline.toml",
        ),
        _ => Check::ok("settings", "throughline.toml"),
    }
}

/// One check that they are all there, or one for each that is not.
fn named_files(name: &str, named: usize, faults: Vec<Check>) -> Vec<Check> {
    match named {
        _ if !faults.is_empty() => faults,
        0 => vec![Check::not_needed(name, "the graph names no file of this kind")],
        1 => vec![Check::ok(name, "1 file, in order")],
        named => vec![Check::ok(name, format!("{named} files, all in order"))],
    }
}

/// What was found when the graph was read, as checks.
fn reported(workspace: &Workspace, kind: &str) -> Vec<Check> {
    let faults = workspace.report.located();
    let faults = faults.filter(|located| is_about_files(located) && located.problem.code.starts_with(kind));
    let check = |located: &Located| {
        let fix = located.problem.help.as_deref().unwrap_or("mend the file, or name another");
        Check::fail(kind, &located.problem.message, fix)
    };
    faults.map(check).collect()
}

fn schemas(workspace: &Workspace) -> usize {
    let graph = workspace.graph();
    let of_gates = graph.stages.iter().filter_map(|stage| match &stage.work {
        Work::Gate(gate) => match &gate.kind {
            GateKind::DecisionFile { schema, .. } => schema.as_ref(),
            GateKind::Approval => None,
        },
        Work::Command(_) | Work::Builtin(_) => None,
    });
    let of_artifacts = graph.artifacts.iter().filter_map(|artifact| artifact.schema.as_ref());
    of_artifacts.chain(of_gates).collect::<BTreeSet<_>>().len()
}

fn rules(workspace: &Workspace) -> usize {
    let graph = workspace.graph();
    let declared = graph.constraints.iter().chain(&graph.doctrine);
    let inline = graph.stages.iter().flat_map(|stage| stage.constraints.iter().chain(&stage.doctrine));
    let inline = inline.filter_map(|rule| match rule {
        RuleRef::Inline(rule) => Some(rule),
        RuleRef::Id(_) => None,
    });
    declared.chain(inline).filter_map(|rule| rule.path.as_ref()).collect::<BTreeSet<_>>().len()
}

/// Files of rules that stand in a stage.
fn inline_rules(workspace: &Workspace) -> Vec<Check> {
    let mut checks = Vec::new();
    for stage in &workspace.graph().stages {
        for rule in stage.constraints.iter().chain(&stage.doctrine) {
            let RuleRef::Inline(rule) = rule else { continue };
            let Some(path) = rule.path.as_ref().filter(|path| !workspace.project.root.join(path).is_file()) else {
                continue;
            };
            let detail = format!("rule `{}` of stage `{}`: there is no file {path}", rule.id, stage.id);
            checks.push(Check::fail("rule", detail, "write the file, or correct the rule's `path` in the graph"));
        }
    }
    checks
}
