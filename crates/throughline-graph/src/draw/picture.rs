//! What all formats show alike: boxes with texts, and arrows between them.

use std::collections::HashMap;

use crate::links::Names;
use crate::{Graph, Pipeline, Sequence, Stage, Work, sequence};

/// Boxes and arrows.
pub(crate) struct Picture {
    pub(crate) title: String,
    pub(crate) nodes: Vec<Node>,
    pub(crate) edges: Vec<Edge>,
}

/// A stage.
pub(crate) struct Node {
    /// Its id, and its name where that says something else; without control characters.
    pub(crate) lines: Vec<String>,
    pub(crate) shape: Shape,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Shape {
    Box,
    Gate,
    ForEach,
}

/// From an earlier stage to a later one.
pub(crate) struct Edge {
    pub(crate) from: usize,
    pub(crate) to: usize,
    pub(crate) declared: bool,
    /// The artifacts that flow along it; may be empty.
    pub(crate) label: String,
}

/// Longer texts are cut short.
const LONGEST: usize = 48;

impl Picture {
    pub(crate) fn new(graph: &Graph, pipeline: Option<&Pipeline>) -> Self {
        let whole;
        let (pipeline, title) = match pipeline {
            Some(pipeline) => (pipeline, pipeline.id.to_string()),
            None => {
                whole = Pipeline {
                    id: "".into(),
                    description: None,
                    stages: graph.stages.iter().map(|stage| stage.id.clone()).collect(),
                    parameters: Vec::new(),
                    hooks: crate::Hooks::default(),
                    extra: serde_json::Map::new(),
                };
                (&whole, "all stages".to_owned())
            }
        };
        match sequence(graph, pipeline) {
            Ok(sequence) => Self::of_sequence(graph, &title, &sequence),
            Err(_) => Self::without_order(graph, &title, pipeline),
        }
    }

    fn of_sequence(graph: &Graph, title: &str, sequence: &Sequence) -> Self {
        let nodes = sequence.steps.iter().map(|step| node(&graph.stages[step.stage])).collect();
        let mut edges = Vec::new();
        for (to, step) in sequence.steps.iter().enumerate() {
            for after in &step.after {
                let mut names: Vec<String> = after.carries.iter().take(3).map(|id| shown(id.as_str())).collect();
                if after.carries.len() > 3 {
                    names.push(format!("and {} more", after.carries.len() - 3));
                }
                edges.push(Edge { from: after.position, to, declared: after.declared, label: names.join(", ") });
            }
        }
        Self { title: shown(title), nodes, edges }
    }

    /// Of stages that wait for each other, or name what is not there, what can be shown.
    fn without_order(graph: &Graph, title: &str, pipeline: &Pipeline) -> Self {
        let names = Names::new(graph.stages.iter().map(|stage| stage.id.as_str()));
        let listed = pipeline.stages.iter().filter_map(|id| names.get(id.as_str()));
        let stages: Vec<&Stage> = listed.map(|stage| &graph.stages[stage]).collect();
        let place: HashMap<_, _> = stages.iter().enumerate().map(|(at, stage)| (&stage.id, at)).collect();
        let mut edges = Vec::new();
        for (to, stage) in stages.iter().enumerate() {
            for &from in stage.depends_on.iter().filter_map(|id| place.get(id)) {
                edges.push(Edge { from, to, declared: true, label: String::new() });
            }
        }
        Self { title: shown(title), nodes: stages.into_iter().map(node).collect(), edges }
    }
}

fn node(stage: &Stage) -> Node {
    let id = stage.id.as_str();
    let mut lines = vec![shown(id)];
    lines.extend(stage.name.as_deref().filter(|name| *name != id && !name.is_empty()).map(shown));
    let shape = match (&stage.work, &stage.for_each) {
        (Work::Gate(_), _) => Shape::Gate,
        (_, Some(for_each)) => {
            lines.push(shown(&format!("for each {} of {}", for_each.binding, for_each.artifact)));
            Shape::ForEach
        }
        _ => Shape::Box,
    };
    Node { lines, shape }
}

fn shown(text: &str) -> String {
    let mut shown: String =
        text.chars().map(|char| if crate::locate::is_unshowable(char) { ' ' } else { char }).collect();
    if shown.chars().count() > LONGEST {
        shown = shown.chars().take(LONGEST - 1).chain(['…']).collect();
    }
    shown
}
