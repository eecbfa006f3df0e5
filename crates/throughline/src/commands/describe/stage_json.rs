//! What is known of a stage, for programs. Names as in a graph file; what is found out beside it has names of its own.

use serde_json::{Value, json};
use throughline_graph::{GateKind, Input, Stage, Work};
use throughline_model::{ArtifactId, iso_millis};

use super::artifact::type_word;
use super::rules;
use super::stage::{dependents, position};
use super::view::View;
use super::words::{cache, command_json, hooks_json};
use crate::commands::list::kind;

/// Everything known of a stage.
pub(super) fn json(view: &View<'_>, stage: &Stage) -> Value {
    let (policy, why) = cache(stage);
    let mut value = json!({
        "id": stage.id,
        "name": stage.name,
        "description": stage.description,
        "kind": kind(stage),
    });
    match &stage.work {
        Work::Command(command) => {
            value["command"] = command_json(command);
            value["program"] = view.project.program(&command.executable).into();
        }
        Work::Builtin(builtin) => value["command"] = json!({ "builtin": builtin.name, "with": builtin.with }),
        Work::Gate(gate) => {
            value["gate"] = match &gate.kind {
                GateKind::Approval => json!({ "kind": "approval", "prompt": gate.prompt }),
                GateKind::DecisionFile { path, schema } => {
                    json!({ "kind": "decision-file", "prompt": gate.prompt, "path": path, "schema": schema })
                }
            }
        }
    }
    let rest = json!({
        "forEach": stage.for_each.as_ref().map(|for_each| json!({
            "artifact": for_each.artifact,
            "pointer": for_each.pointer,
            "as": for_each.binding,
        })),
        "pipelines": view.pipelines_of(&stage.id).map(|pipeline| json!({
            "id": pipeline.id,
            "position": position(view, pipeline, stage),
            "stages": pipeline.stages.len(),
        })).collect::<Vec<_>>(),
        "dependsOn": stage.depends_on,
        "neededBy": dependents(view, stage).collect::<Vec<_>>(),
        "inputs": stage.inputs.iter().map(|one| input(view, one)).collect::<Vec<_>>(),
        "outputs": stage.outputs.iter().map(|one| artifact(view, &one.artifact, one.optional)).collect::<Vec<_>>(),
        "sideEffects": stage.side_effects.iter().map(|effect| json!({
            "type": effect.kind,
            "description": effect.description,
        })).collect::<Vec<_>>(),
        "environment": stage.environment.iter().map(|variable| json!({
            "name": variable.name,
            "required": variable.required,
            "secret": variable.secret,
            "cache": variable.cache,
            "description": variable.description,
            "isSet": view.project.variable(&variable.name).is_some(),
        })).collect::<Vec<_>>(),
        "timeoutSeconds": stage.timeout.map(|limit| limit.as_secs_f64()),
        "retry": stage.retry.as_ref().map(|retry| json!({
            "maxAttempts": retry.max_attempts,
            "backoffSeconds": retry.backoff.as_secs_f64(),
            "factor": retry.factor,
            "on": retry.on,
        })),
        "hooks": hooks_json(&stage.hooks),
        "tools": stage.tools.iter().map(|tool| json!({
            "name": tool.name,
            "version": tool.version,
        })).collect::<Vec<_>>(),
        "constraints": rules::json(view, &stage.constraints, &view.graph().constraints),
        "doctrine": rules::json(view, &stage.doctrine, &view.graph().doctrine),
        "cache": { "policy": policy, "declared": stage.cache.is_some(), "reason": why },
        "extra": stage.extra,
        "lastDecision": view.last_decision(&stage.id).map(|decision| json!({
            "approved": decision.approved,
            "by": decision.by,
            "comment": decision.comment,
            "runId": decision.run,
            "fingerprint": decision.fingerprint,
            "at": iso_millis(decision.at),
        })),
        "lastResult": view.last_result(&stage.id).map(|last| last.json()),
    });
    if let (Value::Object(fields), Value::Object(rest)) = (&mut value, rest) {
        fields.extend(rest);
    }
    value
}

fn input(view: &View<'_>, input: &Input) -> Value {
    match input {
        Input::Artifact { artifact: id, optional, description } => {
            let mut value = artifact(view, id, *optional);
            value["description"] = description.as_deref().into();
            value
        }
        Input::External(external) => json!({
            "type": "external",
            "kind": external.kind,
            "uri": external.uri,
            "optional": external.optional,
            "description": external.description,
        }),
    }
}

fn artifact(view: &View<'_>, id: &ArtifactId, optional: bool) -> Value {
    let declared = view.index.artifact(id.as_str());
    json!({
        "artifact": id,
        "path": declared.map(|artifact| &artifact.path),
        "type": declared.map(type_word),
        "format": declared.and_then(|artifact| artifact.format.as_ref()),
        "schema": declared.and_then(|artifact| artifact.schema.as_ref()),
        "optional": optional,
    })
}
