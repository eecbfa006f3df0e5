//! The plan: for each stage of a pipeline what a run would do and why. Data only; made by [`crate::Planner`].

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use throughline_model::{Change, Digest, Filters, PipelineId, RunId, StageId};

/// What a run would do and why.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Plan {
    /// The form of this document; 1.
    pub plan_version: u32,
    /// The pipeline.
    pub pipeline_id: PipelineId,
    /// The one stage, for `run-stage`.
    pub single_stage: Option<StageId>,
    /// The graph file, relative to the root where it lies below it.
    pub graph_path: String,
    /// The digest of the graph file's bytes.
    pub graph_digest: Digest,
    /// The filters that were given.
    pub filters: Filters,
    /// Whether fresh stages run too.
    pub force: bool,
    /// The values of the parameters.
    pub parameters: Map<String, Value>,
    /// All stages of the pipeline, in order.
    pub stages: Vec<PlannedStage>,
}

/// What a run would do with one stage.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct PlannedStage {
    /// The stage or instance.
    pub id: StageId,
    /// What would be done.
    pub action: Action,
    /// Why.
    pub reason: String,
    /// What differs from the last result, where that is the reason.
    pub changes: Vec<Change>,
    /// The run whose result stands, where one does.
    pub since: Option<RunId>,
    /// What its result would depend on; none where that is not known yet.
    pub fingerprint: Option<Digest>,
    /// Where that is not known yet: the digest over as much of it as is known.
    pub known: Option<Digest>,
    /// The instances of a `forEach` stage, where they are known.
    pub instances: Vec<PlannedStage>,
}

/// What a run would do with a stage.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Action {
    /// Run it.
    Run,
    /// Let its result stand.
    Fresh,
    /// Decide when other stages have ended, or a person has decided.
    Wait,
    /// Leave it out, because of a filter.
    Skip,
}

impl Action {
    /// The word for it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Run => "run",
            Self::Fresh => "fresh",
            Self::Wait => "wait",
            Self::Skip => "skip",
        }
    }
}

/// What is different from what a saved plan says, a line for each stage.
#[must_use]
pub fn drift(saved: &Plan, now: &Plan) -> Vec<String> {
    let mut lines = Vec::new();
    if saved.graph_digest != now.graph_digest {
        // Hooks, retries and time limits are part of what would be done, although no result depends on them.
        lines.push(format!("{} is not the graph that it was", now.graph_path));
    }
    if saved.stages.iter().map(|stage| &stage.id).ne(now.stages.iter().map(|stage| &stage.id)) {
        lines.push(format!("the stages of `{}` are not those of the plan", now.pipeline_id));
        return lines;
    }
    for (planned, found) in saved.stages.iter().zip(&now.stages) {
        stage_drift(planned, found, &mut lines);
    }
    lines
}

fn stage_drift(planned: &PlannedStage, found: &PlannedStage, lines: &mut Vec<String>) {
    if planned.action != found.action {
        lines.push(format!(
            "{}: planned as {} ({}), now {} ({})",
            found.id,
            planned.action.as_str(),
            planned.reason,
            found.action.as_str(),
            found.reason
        ));
    } else if planned.fingerprint != found.fingerprint || planned.known != found.known {
        lines.push(format!(
            "{}: what it depends on is not what it was when the plan was made ({})",
            found.id, found.reason
        ));
    } else if planned.instances.iter().map(|one| &one.id).ne(found.instances.iter().map(|one| &one.id)) {
        lines.push(format!("{}: its instances are not those of the plan", found.id));
    } else {
        for (planned, found) in planned.instances.iter().zip(&found.instances) {
            stage_drift(planned, found, lines);
        }
    }
}
