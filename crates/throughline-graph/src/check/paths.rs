//! Paths: that each stays below the project root, and that nothing holds what no file name or argument can hold.

use super::index::Index;
use super::texts::visit_commands;
use crate::path::plain;
use crate::{GateKind, Rule, RuleRef, Work};

pub(crate) fn check(index: &mut Index<'_>) {
    let graph = index.graph;
    for (at, artifact) in graph.artifacts.iter().enumerate() {
        path(
            index,
            || format!("/artifacts/{at}/path"),
            artifact.path.as_str(),
            || format!("artifact `{}`", artifact.id),
        );
        if let Some(schema) = &artifact.schema {
            let owner = || format!("the schema of artifact `{}`", artifact.id);
            path(index, || format!("/artifacts/{at}/schema"), schema.as_str(), owner);
        }
    }
    for (at, stage) in graph.stages.iter().enumerate() {
        if let Work::Gate(gate) = &stage.work
            && let GateKind::DecisionFile { path: file, schema } = &gate.kind
        {
            let owner = || format!("the gate of stage `{}`", stage.id);
            path(index, || format!("/stages/{at}/gate/path"), file.as_str(), owner);
            if let Some(schema) = schema {
                let owner = || format!("the schema of the gate of stage `{}`", stage.id);
                path(index, || format!("/stages/{at}/gate/schema"), schema.as_str(), owner);
            }
        }
        for (list, refs) in [("constraints", &stage.constraints), ("doctrine", &stage.doctrine)] {
            for (rule_at, rule) in refs.iter().enumerate() {
                if let RuleRef::Inline(rule) = rule {
                    rule_path(index, rule, || format!("/stages/{at}/{list}/{rule_at}/path"));
                }
            }
        }
    }
    for (list, rules) in [("constraints", &graph.constraints), ("doctrine", &graph.doctrine)] {
        for (at, rule) in rules.iter().enumerate() {
            rule_path(index, rule, || format!("/{list}/{at}/path"));
        }
    }
    arguments(index);
}

fn rule_path(index: &mut Index<'_>, rule: &Rule, pointer: impl FnOnce() -> String) {
    if let Some(file) = &rule.path {
        path(index, pointer, file.as_str(), || format!("rule `{}`", rule.id));
    }
}

fn path(index: &mut Index<'_>, pointer: impl FnOnce() -> String, text: &str, owner: impl FnOnce() -> String) {
    if let Err(fault) = plain(text) {
        let help = "paths are relative to the project root and stay below it".to_owned();
        index.error("bad-path", pointer(), format!("the path `{text}` of {} {fault}", owner()), Some(help));
    }
}

/// No system passes a NUL character to a program.
fn arguments(index: &mut Index<'_>) {
    let mut found = Vec::new();
    visit_commands(index.graph, &mut |at, command, _| {
        if command.executable.contains('\0') {
            found.push((at.key("executable").pointer(), at.subject()));
        }
        for (arg_at, arg) in command.args.iter().enumerate() {
            if arg.contains('\0') {
                found.push((at.key("args").index(arg_at).pointer(), at.subject()));
            }
        }
    });
    for (pointer, subject) in found {
        index.error(
            "bad-argument",
            pointer,
            format!("{subject} holds a NUL character, which no program can be given"),
            None,
        );
    }
}
