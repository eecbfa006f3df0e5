//! References: that every id that is named is declared.

use std::collections::HashMap;

use super::index::Index;
use crate::links::reads;
use crate::rows::NOWHERE;
use crate::{ArtifactType, Work};

pub(crate) fn check(index: &mut Index<'_>) {
    pipelines(index);
    for at in 0..index.graph.stages.len() {
        dependencies(index, at);
        artifacts(index, at);
        builtin(index, at);
    }
}

fn pipelines(index: &mut Index<'_>) {
    for (pipeline_at, pipeline) in index.graph.pipelines.iter().enumerate() {
        if index.members.row(pipeline_at).len() == pipeline.stages.len() {
            continue;
        }
        let mut first = HashMap::with_capacity(pipeline.stages.len());
        for (at, id) in pipeline.stages.iter().enumerate() {
            let pointer = || format!("/pipelines/{pipeline_at}/stages/{at}");
            if index.links.stages.get(id.as_str()).is_none() {
                let message = format!("pipeline `{}` names `{id}`, which is no stage of this graph", pipeline.id);
                let help = index.stage_help(id.as_str());
                index.error("unknown-stage", pointer(), message, help);
            } else if let Some(before) = first.insert(id.as_str(), at) {
                let message = format!("pipeline `{}` names stage `{id}` twice", pipeline.id);
                let help = format!("it stands at place {} already; a stage runs once in a pipeline", before + 1);
                index.error("repeated-stage", pointer(), message, Some(help));
            }
        }
    }
}

fn dependencies(index: &mut Index<'_>, stage_at: usize) {
    let stage = &index.graph.stages[stage_at];
    for (at, id) in stage.depends_on.iter().enumerate() {
        if index.links.depends.row(stage_at)[at] == NOWHERE {
            let message = format!("stage `{}` depends on `{id}`, which is no stage of this graph", stage.id);
            let help = index.stage_help(id.as_str());
            index.error("unknown-dependency", format!("/stages/{stage_at}/dependsOn/{at}"), message, help);
        }
    }
}

fn artifacts(index: &mut Index<'_>, stage_at: usize) {
    let stage = &index.graph.stages[stage_at];
    for (at, (id, _, place)) in reads(stage).enumerate() {
        if index.links.reads.row(stage_at)[at] == NOWHERE {
            let message = format!("stage `{}` reads `{id}`, which is no artifact of this graph", stage.id);
            let help = index.artifact_help(id.as_str());
            index.error("unknown-artifact", place.pointer(stage_at), message, Some(help));
        }
    }
    for (at, output) in stage.outputs.iter().enumerate() {
        let id = &output.artifact;
        if index.links.writes.row(stage_at)[at] == NOWHERE {
            let message = format!("stage `{}` writes `{id}`, which is no artifact of this graph", stage.id);
            let help = index.artifact_help(id.as_str());
            index.error("unknown-artifact", format!("/stages/{stage_at}/outputs/{at}/artifact"), message, Some(help));
        }
    }
    if let Some(for_each) = &stage.for_each
        && let Some(artifact) = index.links.artifacts.get(for_each.artifact.as_str())
        && index.graph.artifacts[artifact].kind == ArtifactType::Directory
    {
        let message = format!(
            "stage `{}` runs for each element of `{}`, which is a directory and no JSON file",
            stage.id, for_each.artifact
        );
        index.error("bad-for-each", format!("/stages/{stage_at}/forEach/artifact"), message, None);
    }
}

fn builtin(index: &mut Index<'_>, stage_at: usize) {
    let stage = &index.graph.stages[stage_at];
    let Work::Builtin(builtin) = &stage.work else { return };
    let builtins = index.known.builtins;
    if !builtins.contains(&builtin.name.as_str()) {
        let message =
            format!("stage `{}` names the built-in `{}`, which this program does not have", stage.id, builtin.name);
        let help = index.suggester.help(&builtin.name, builtins.iter().copied());
        index.error("unknown-builtin", format!("/stages/{stage_at}/command/builtin"), message, help);
    }
}
