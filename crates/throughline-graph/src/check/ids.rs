//! Ids: that there are any, that they can be used in file names and on the command line, that none is repeated.

use std::collections::{HashMap, HashSet};

use super::index::Index;
use crate::links::Names;
use crate::rows::NOWHERE;
use crate::{Problem, Rule, RuleRef};

/// Longer ids would not fit a file name with what is added to it.
const LONGEST: usize = 200;

/// So many numbers are compared each with each sooner than they are put into a set.
const FEW: usize = 32;

pub(crate) fn check(index: &mut Index<'_>) {
    let graph = index.graph;
    some(index, "no-pipelines", "/pipelines", graph.pipelines.is_empty(), "the graph has no pipelines");
    some(index, "no-stages", "/stages", graph.stages.is_empty(), "the graph has no stages");
    for (at, pipeline) in graph.pipelines.iter().enumerate() {
        if pipeline.stages.is_empty() {
            let message = format!("pipeline `{}` has no stages", pipeline.id);
            some(index, "no-stages", &format!("/pipelines/{at}/stages"), true, &message);
        }
    }
    let ids = graph.pipelines.iter().map(|pipeline| pipeline.id.as_str());
    proper(index, "pipeline", "/pipelines", ids.clone());
    unique(index, "duplicate-pipeline", "pipeline", "/pipelines", "id", ids);
    let ids = |at: usize| graph.stages[at].id.as_str();
    proper(index, "stage", "/stages", (0..graph.stages.len()).map(ids));
    let repeated = std::mem::take(&mut index.links.stages.repeated);
    repeats_of(index, "duplicate-stage", "stage", "/stages", "id", repeated, ids);
    let ids = |at: usize| graph.artifacts[at].id.as_str();
    proper(index, "artifact", "/artifacts", (0..graph.artifacts.len()).map(ids));
    let repeated = std::mem::take(&mut index.links.artifacts.repeated);
    repeats_of(index, "duplicate-artifact", "artifact", "/artifacts", "id", repeated, ids);
    for (at, pipeline) in graph.pipelines.iter().enumerate() {
        let list = format!("/pipelines/{at}/parameters");
        let names = pipeline.parameters.iter().map(|parameter| parameter.name.as_str());
        unique(index, "duplicate-parameter", "parameter", &list, "name", names);
    }
    rules(index, "constraint", "constraints", &graph.constraints, |stage| &stage.constraints);
    rules(index, "doctrine", "doctrine", &graph.doctrine, |stage| &stage.doctrine);
    repeated_entries(index);
}

fn some(index: &mut Index<'_>, code: &'static str, pointer: &str, none: bool, message: &str) {
    if none {
        index.error(code, pointer.to_owned(), message.to_owned(), None);
    }
}

fn proper<'g>(index: &mut Index<'_>, kind: &str, list: &str, ids: impl Iterator<Item = &'g str>) {
    for (at, id) in ids.enumerate() {
        if is_plain(id) {
            continue;
        }
        let fault = if id.is_empty() {
            "is empty"
        } else if id.chars().any(crate::locate::is_unshowable) {
            "holds a control character, or one that turns the direction of text"
        } else if id.contains(['/', '\\']) {
            "holds `/` or `\\`, and could not be part of a file name"
        } else if kind == "stage" && id.contains(['[', ']']) {
            "holds `[` or `]`, which stand around the key of a `forEach` instance"
        } else if id.len() > LONGEST {
            "is longer than 200 bytes, and could not be part of a file name"
        } else {
            continue;
        };
        index.error("bad-id", format!("{list}/{at}/id"), format!("the id `{id}` of {kind} {} {fault}", at + 1), None);
    }
}

/// Whether an id is sure to be proper. Nearly every id is, and it is quickly told.
fn is_plain(id: &str) -> bool {
    (1..=LONGEST).contains(&id.len()) && id.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_.:".contains(&byte))
}

fn unique<'g>(
    index: &mut Index<'_>,
    code: &'static str,
    kind: &str,
    list: &str,
    field: &str,
    ids: impl ExactSizeIterator<Item = &'g str> + Clone,
) {
    let names = Names::new(ids.clone());
    let ids: Vec<&str> = if names.repeated.is_empty() { Vec::new() } else { ids.collect() };
    repeats_of(index, code, kind, list, field, names.repeated, |at| ids[at]);
}

/// What has an id that came before: its number, and that of the first.
fn repeats_of<'g>(
    index: &mut Index<'_>,
    code: &'static str,
    kind: &str,
    list: &str,
    field: &str,
    repeated: impl IntoIterator<Item = (usize, usize)>,
    id: impl Fn(usize) -> &'g str,
) {
    for (at, before) in repeated {
        let message = format!("the {field} `{}` is given to more than one {kind}", id(at));
        let help = format!("it is first given at {list}/{before}; rename one, or remove it");
        index.error(code, format!("{list}/{at}/{field}"), message, Some(help));
    }
}

/// A rule's id means one rule, wherever it stands.
fn rules<'g>(
    index: &mut Index<'g>,
    kind: &str,
    field: &str,
    declared: &'g [Rule],
    of_stage: impl Fn(&'g crate::Stage) -> &'g [RuleRef],
) {
    let mut known: HashMap<&str, (&Rule, String)> = HashMap::new();
    let mut repeat = |index: &mut Index<'_>, rule: &'g Rule, pointer: String, same_is_fine: bool| {
        if rule.id.is_empty() {
            return;
        }
        match known.get(rule.id.as_str()) {
            None => {
                known.insert(&rule.id, (rule, pointer));
            }
            Some((before, _)) if same_is_fine && *before == rule => {}
            Some((_, place)) => {
                let message = format!("the id `{}` is given to more than one {kind}", rule.id);
                let help = format!("it is first given at {place}; rename one, or name the other by its id");
                index.error("duplicate-rule", format!("{pointer}/id"), message, Some(help));
            }
        }
    };
    for (at, rule) in declared.iter().enumerate() {
        repeat(index, rule, format!("/{field}/{at}"), false);
    }
    for (stage_at, stage) in index.graph.stages.iter().enumerate() {
        for (at, rule) in of_stage(stage).iter().enumerate() {
            if let RuleRef::Inline(rule) = rule {
                repeat(index, rule, format!("/stages/{stage_at}/{field}/{at}"), true);
            }
        }
    }
}

/// What is named twice in one list does no harm, but is hardly meant.
fn repeated_entries(index: &mut Index<'_>) {
    for (stage_at, stage) in index.graph.stages.iter().enumerate() {
        let after = index.links.depends.row(stage_at);
        // Where all have numbers, and few at that, comparing these is enough.
        let distinct =
            after.len() <= FEW && (0..after.len()).all(|at| after[at] != NOWHERE && !after[..at].contains(&after[at]));
        let mut warn = |(list, field): (&str, &str), (at, id): (usize, &str)| {
            let message = format!("stage `{}` names `{id}` twice in `{list}`", stage.id);
            index.push(Problem::warning("repeated-entry", format!("/stages/{stage_at}/{list}/{at}{field}"), message));
        };
        let depends_on = stage.depends_on.iter().map(|id| id.as_str());
        if !distinct {
            repeats(depends_on).for_each(|entry| warn(("dependsOn", ""), entry));
        }
        let outputs = stage.outputs.iter().map(|output| output.artifact.as_str());
        repeats(outputs).for_each(|entry| warn(("outputs", "/artifact"), entry));
        let variables = stage.environment.iter().map(|variable| variable.name.as_str());
        repeats(variables).for_each(|entry| warn(("environment", "/name"), entry));
    }
}

/// The entries that stood before, with their places.
fn repeats<'g>(ids: impl ExactSizeIterator<Item = &'g str>) -> impl Iterator<Item = (usize, &'g str)> {
    let mut seen = HashSet::new();
    let several = ids.len() > 1;
    ids.enumerate().filter(move |(_, id)| several && !id.is_empty() && !seen.insert(*id))
}
