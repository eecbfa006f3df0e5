//! What all descriptions ask: the graph the other way round, the ledger, the files.

use std::cell::OnceCell;
use std::collections::HashMap;
use std::sync::Arc;

use camino::{Utf8Path, Utf8PathBuf};
use jiff::Timestamp;
use serde_json::{Value, json};
use throughline_engine::{
    GateDecision, Ledger, LedgerError, Project, Resolver, RunView, StageView, chain, parameter_values,
};
use throughline_graph::{Artifact, Graph, GraphIndex, Input, Pipeline, Stage};
use throughline_model::{ArtifactId, ArtifactRecord, RunId, StageId, StageStatus, iso_millis};

use crate::console;
use crate::workspace::Workspace;

/// The last result of a stage is looked for in this many runs, and then among the results that still stand.
const RUNS_LOOKED_AT: usize = 20;

/// The workspace as descriptions see it.
pub(super) struct View<'w> {
    pub(super) project: &'w Project,
    pub(super) index: GraphIndex<'w>,
    ledger: Option<Arc<dyn Ledger>>,
    touching: OnceCell<Touching<'w>>,
}

/// The stages that write and read each artifact, by its id.
#[derive(Default)]
struct Touching<'w> {
    writers: HashMap<&'w ArtifactId, Vec<&'w Stage>>,
    readers: HashMap<&'w ArtifactId, Vec<&'w Stage>>,
}

/// How a stage last ended.
pub(super) struct LastResult {
    pub(super) run: RunId,
    pub(super) status: StageStatus,
    pub(super) at: Timestamp,
    pub(super) duration_ms: Option<u64>,
    /// How many instances it had, if it is a `forEach` stage.
    pub(super) instances: usize,
    pub(super) artifacts: Vec<ArtifactRecord>,
    pub(super) error: Option<String>,
    pub(super) log_path: Option<String>,
}

impl<'w> View<'w> {
    /// A ledger that cannot be opened is spoken of, and everything else is described all the same.
    pub(super) fn new(workspace: &'w Workspace) -> Self {
        let ledger = match workspace.ledger_to_read() {
            Ok(ledger) => Some(ledger),
            Err(error) => {
                console::print_error(&error, crate::args::ColorChoice::Auto);
                None
            }
        };
        let index = GraphIndex::new(workspace.graph());
        Self { project: &workspace.project, index, ledger, touching: OnceCell::new() }
    }

    pub(super) fn graph(&self) -> &'w Graph {
        &self.project.graph
    }

    pub(super) fn root(&self) -> &'w Utf8Path {
        &self.project.root
    }

    pub(super) fn ledger(&self) -> Option<&dyn Ledger> {
        self.ledger.as_deref()
    }

    /// The pipelines that hold a stage.
    pub(super) fn pipelines_of(&self, stage: &StageId) -> impl Iterator<Item = &'w Pipeline> {
        self.graph().pipelines.iter().filter(move |pipeline| pipeline.stages.contains(stage))
    }

    /// The stages that write an artifact.
    pub(super) fn writers(&self, artifact: &ArtifactId) -> &[&'w Stage] {
        self.touching().writers.get(artifact).map_or(&[], Vec::as_slice)
    }

    /// The stages that read an artifact.
    pub(super) fn readers(&self, artifact: &ArtifactId) -> &[&'w Stage] {
        self.touching().readers.get(artifact).map_or(&[], Vec::as_slice)
    }

    fn touching(&self) -> &Touching<'w> {
        self.touching.get_or_init(|| {
            let mut touching = Touching::default();
            for stage in &self.graph().stages {
                let read = stage.inputs.iter().filter_map(|input| match input {
                    Input::Artifact { artifact, .. } => Some(artifact),
                    Input::External(_) => None,
                });
                let elements = stage.for_each.as_ref().map(|for_each| &for_each.artifact);
                read.chain(elements).for_each(|artifact| add(&mut touching.readers, artifact, stage));
                let written = stage.outputs.iter().map(|output| &output.artifact);
                written.for_each(|artifact| add(&mut touching.writers, artifact, stage));
            }
            touching
        })
    }

    /// The path of an artifact with the defaults of the parameters put in, if then nothing is left open.
    pub(super) fn default_path(&self, artifact: &Artifact) -> Option<Utf8PathBuf> {
        if !artifact.path.as_str().contains("${{") {
            return Some(artifact.path.clone());
        }
        let touching = self.writers(&artifact.id).iter().chain(self.readers(&artifact.id));
        let pipeline = touching.flat_map(|stage| self.pipelines_of(&stage.id)).next()?;
        let defaults = || {
            let parameters = pipeline.parameters.iter();
            parameters.filter_map(|one| Some((one.name.clone(), one.default.clone()?))).collect()
        };
        let values = parameter_values(pipeline, &[]).unwrap_or_else(|_| defaults());
        let resolved =
            Resolver::new(self.graph(), values, serde_json::Map::new()).artifact(self.graph(), &artifact.id).ok()??;
        (!resolved.path.as_str().contains("${{")).then_some(resolved.path)
    }

    /// How a stage last ended, as far as the ledger can tell.
    pub(super) fn last_result(&self, stage: &StageId) -> Option<LastResult> {
        match self.last_result_in(self.ledger()?, stage) {
            Ok(found) => found,
            Err(error) => {
                console::print_note(&chain(&error));
                None
            }
        }
    }

    /// The newest decision at a gate.
    pub(super) fn last_decision(&self, gate: &StageId) -> Option<GateDecision> {
        let decisions = self.ledger()?.decision_list(gate);
        decisions.inspect_err(|error| console::print_note(&chain(error))).ok()?.into_iter().next()
    }

    fn last_result_in(&self, ledger: &dyn Ledger, stage: &StageId) -> Result<Option<LastResult>, LedgerError> {
        let recent = ledger.run_list(None, RUNS_LOOKED_AT)?.into_iter().map(|row| row.id);
        let standing = ledger.record_latest(std::slice::from_ref(stage))?.remove(stage).map(|record| record.run);
        for run in recent.chain(standing) {
            let view = RunView::from_events(&ledger.event_list(run, 0)?);
            if let Some(found) = view.as_ref().and_then(|view| result_in(view, view.stage(stage)?)) {
                return Ok(Some(found));
            }
        }
        Ok(None)
    }
}

/// A stage that names an artifact more than once counts once.
fn add<'w>(stages: &mut HashMap<&'w ArtifactId, Vec<&'w Stage>>, artifact: &'w ArtifactId, stage: &'w Stage) {
    let of_it = stages.entry(artifact).or_default();
    if of_it.last().is_none_or(|last| !std::ptr::eq(*last, stage)) {
        of_it.push(stage);
    }
}

fn result_in(view: &RunView, stage: &StageView) -> Option<LastResult> {
    if !matches!(stage.status, StageStatus::Succeeded | StageStatus::Failed | StageStatus::Waiting) {
        return None;
    }
    let instances = &stage.instances;
    let all = || std::iter::once(stage).chain(instances);
    let failed = all().find(|one| one.error.is_some());
    Some(LastResult {
        run: view.run,
        status: stage.status,
        at: all().filter_map(|one| one.started_at).min().unwrap_or(view.started_at),
        duration_ms: stage.duration_ms,
        instances: instances.len(),
        artifacts: all().flat_map(|one| &one.artifacts).cloned().collect(),
        error: failed.and_then(|one| one.error.clone()),
        log_path: failed.unwrap_or(stage).log_path.clone(),
    })
}

impl LastResult {
    /// In a line for people.
    pub(super) fn headline(&self) -> String {
        let instances = match self.instances {
            0 => String::new(),
            1 => ", 1 instance".to_owned(),
            count => format!(", {count} instances"),
        };
        let took = self.duration_ms.map_or_else(String::new, |millis| format!(" in {}", console::duration(millis)));
        format!("{}{took}{instances}, {} (run {})", self.status, console::when(self.at), self.run)
    }

    /// For programs.
    pub(super) fn json(&self) -> Value {
        json!({
            "runId": self.run,
            "status": self.status,
            "startedAt": iso_millis(self.at),
            "durationMs": self.duration_ms,
            "instances": (self.instances > 0).then_some(self.instances),
            "artifacts": self.artifacts,
            "error": self.error,
            "logPath": self.log_path,
        })
    }
}
