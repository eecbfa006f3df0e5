//! Walking over every command of a graph, wherever it stands.

use crate::decode::At;
use crate::{Command, Graph, Hooks, Work};

/// What a text belongs to, and so which placeholders it may hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Owner {
    Graph,
    Pipeline(usize),
    Stage(usize),
}

/// Calls `visit` with each command, its place and its owner.
pub(crate) fn visit_commands(graph: &Graph, visit: &mut dyn FnMut(&At<'_>, &Command, Owner)) {
    hooks(&At::ROOT, &graph.hooks, Owner::Graph, visit);
    let pipelines = At::ROOT.key("pipelines");
    for (at, pipeline) in graph.pipelines.iter().enumerate() {
        let here = pipelines.element(at, "pipeline", pipeline.id.as_str());
        hooks(&here, &pipeline.hooks, Owner::Pipeline(at), visit);
    }
    let stages = At::ROOT.key("stages");
    for (at, stage) in graph.stages.iter().enumerate() {
        let here = stages.element(at, "stage", stage.id.as_str());
        if let Work::Command(command) = &stage.work {
            visit(&here.key("command"), command, Owner::Stage(at));
        }
        hooks(&here, &stage.hooks, Owner::Stage(at), visit);
    }
}

fn hooks(at: &At<'_>, hooks: &Hooks, owner: Owner, visit: &mut dyn FnMut(&At<'_>, &Command, Owner)) {
    let field = at.key("hooks");
    for (name, commands) in [("pre", &hooks.pre), ("post", &hooks.post)] {
        let list = field.key(name);
        for (index, command) in commands.iter().enumerate() {
            visit(&list.index(index), command, owner);
        }
    }
}
