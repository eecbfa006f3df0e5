//! Determinism proved, not claimed: fresh stages are run again in a copy of the workspace, each on the inputs that were
//! recorded, and what they write is compared byte for byte with what is there.

use std::sync::Arc;

use camino::{Utf8Path, Utf8PathBuf};
use serde::Serialize;
use throughline_artifact::{ContentError, Links, StatCache, open_file};
use throughline_graph::{CachePolicy, GraphIndex, Hooks};
use throughline_model::{ArtifactId, ArtifactRecord, Digest, Filters, StageId, StageStatus};

use crate::inspect::recorded_content;
use crate::reproduce::copy::{CopyError, copy_workspace, replace};
use crate::{
    Action, Inbox, Ledger, Plan, Planned, PlannedStage, Project, Refusal, Request, ResolvedWork, RunError, RunOptions,
    RunView, plan_run, remote, run_plan,
};

/// How far the results of a pipeline were found again.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Reproduction {
    /// One for each stage of the pipeline, in order.
    pub stages: Vec<ReproducedStage>,
}

/// What came of running one stage again.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ReproducedStage {
    /// The stage.
    pub stage_id: StageId,
    /// What came of it.
    pub verdict: ReproductionVerdict,
    /// In words, where there is something to say.
    pub note: Option<String>,
    /// The artifacts that differ.
    pub differences: Vec<ArtifactDifference>,
}

/// What came of running a stage again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum ReproductionVerdict {
    /// Every output has the same bytes.
    Same,
    /// An output has other bytes.
    Different,
    /// It failed.
    Failed,
    /// It was not run again.
    Skipped,
}

/// An artifact that came out otherwise.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ArtifactDifference {
    /// The artifact.
    pub artifact_id: ArtifactId,
    /// Its path, relative to the root.
    pub path: String,
    /// What is recorded.
    pub recorded: Option<Digest>,
    /// What came out.
    pub found: Option<Digest>,
    /// The first byte that differs, from 0, of a file that has both.
    pub first_difference: Option<u64>,
}

/// Why the attempt could not be made.
#[derive(Debug, thiserror::Error)]
pub enum ReproduceError {
    /// The workspace cannot be copied.
    #[error(transparent)]
    Copy(#[from] CopyError),
    /// A stage cannot be planned in the copy.
    #[error(transparent)]
    Plan(#[from] Refusal),
    /// A run in the copy could not go on.
    #[error(transparent)]
    Run(#[from] RunError),
    /// A file cannot be read.
    #[error(transparent)]
    Content(#[from] ContentError),
    /// There is no place for the copy.
    #[error("cannot make a folder for the copy")]
    Temporary(#[source] std::io::Error),
    /// The place for the copy has no name in UTF-8.
    #[error("the folder for temporary files has a name that is not UTF-8")]
    Name,
}

/// What reproducing needs beside the plan.
pub struct Reproducer<'a> {
    /// The project.
    pub project: &'a Project,
    /// How commands are run.
    pub options: &'a RunOptions,
    /// Makes an empty ledger for the copy.
    pub empty_ledger: &'a dyn Fn() -> Arc<dyn Ledger>,
    /// The share of the fresh stages that is run again, from 0 to 1; which ones, their fingerprints decide.
    pub share: f64,
    /// The parameters as they were given.
    pub parameters: &'a [(String, String)],
}

impl Reproducer<'_> {
    /// Runs the fresh stages of the plan again in a copy, tells of each, and removes the copy.
    ///
    /// # Errors
    /// When the workspace cannot be copied, or nothing can be run in the copy.
    pub fn reproduce(
        &self,
        planned: &Planned,
        tell: &mut dyn FnMut(&ReproducedStage),
    ) -> Result<Reproduction, ReproduceError> {
        let plan = &planned.plan;
        let folder =
            tempfile::Builder::new().prefix("throughline-reproduce-").tempdir().map_err(ReproduceError::Temporary)?;
        let target = Utf8PathBuf::from_path_buf(folder.path().to_owned()).map_err(|_| ReproduceError::Name)?;
        match self.declared_files(planned) {
            Some(paths) => {
                for path in paths {
                    replace(&self.project.root.join(path), &target.join(path))?;
                }
            }
            None => copy_workspace(&self.project.root, &target)?,
        }
        let copy = Project { root: target, ..self.project.clone() };
        let ledger = (self.empty_ledger)();
        let cache = Arc::new(StatCache::open(&copy.state_dir().join("cache/stat")));
        let index = GraphIndex::new(&self.project.graph);
        let mut stages = Vec::new();
        for planned in &plan.stages {
            let stage = match self.reason_to_skip(&index, planned) {
                Some(note) => ReproducedStage {
                    stage_id: planned.id.clone(),
                    verdict: ReproductionVerdict::Skipped,
                    note: Some(note.to_owned()),
                    differences: Vec::new(),
                },
                None => self.run_again(plan, planned, &copy, &ledger, &cache)?,
            };
            tell(&stage);
            stages.push(stage);
        }
        Ok(Reproduction { stages })
    }

    /// The files that are read, where that is known: built-in stages read what they declare, so that a folder with much
    /// else in it need not be copied. A command may read anything.
    fn declared_files<'p>(&self, planned: &'p Planned) -> Option<Vec<&'p Utf8Path>> {
        let in_program = |path: &Utf8PathBuf| self.project.schemas.iter().any(|(name, _)| path == name);
        let mut paths = Vec::new();
        for resolved in planned.steps.iter().flatten().map(|step| &step.resolved) {
            let declared = &planned.world.graph().stages[resolved.index];
            let is_plain = matches!(resolved.work, ResolvedWork::Builtin { .. })
                && resolved.hooks == Hooks::default()
                && declared.for_each.is_none()
                && declared.constraints.is_empty()
                && declared.doctrine.is_empty();
            let artifacts = resolved.inputs.iter().map(|input| &input.artifact);
            let schemas = artifacts.clone().chain(&resolved.outputs).filter_map(|artifact| artifact.schema.as_ref());
            if !is_plain
                || resolved.inputs.iter().any(|input| input.each_of.is_some())
                || !schemas.clone().all(in_program)
            {
                return None;
            }
            paths.extend(artifacts.map(|artifact| artifact.path.as_path()));
        }
        Some(paths)
    }

    fn reason_to_skip(&self, index: &GraphIndex<'_>, planned: &PlannedStage) -> Option<&'static str> {
        let declared = index.stage(planned.id.declared())?;
        if matches!(declared.work, throughline_graph::Work::Gate(_)) {
            return Some("a gate is decided, not run");
        }
        if declared.cache_policy() == CachePolicy::Never {
            return Some("it is never cached, so nobody expects the same bytes of it");
        }
        match planned.action {
            Action::Fresh if !self.is_sampled(planned.fingerprint) => Some("not in the sample"),
            Action::Fresh => None,
            Action::Skip => Some("left out"),
            Action::Run | Action::Wait => Some("not fresh, so there is nothing to compare with"),
        }
    }

    /// A fingerprint is evenly distributed, so its first bytes choose a share of all of them, always the same one.
    fn is_sampled(&self, fingerprint: Option<Digest>) -> bool {
        let Some(fingerprint) = fingerprint else { return false };
        let mut first = [0; 4];
        first.copy_from_slice(&fingerprint.as_bytes()[..4]);
        f64::from(u32::from_be_bytes(first)) < self.share * (f64::from(u32::MAX) + 1.0)
    }

    fn run_again(
        &self,
        plan: &Plan,
        planned: &PlannedStage,
        copy: &Project,
        ledger: &Arc<dyn Ledger>,
        cache: &Arc<StatCache>,
    ) -> Result<ReproducedStage, ReproduceError> {
        let request = Request {
            pipeline: plan.pipeline_id.clone(),
            single: Some(planned.id.clone()),
            filters: Filters::default(),
            force: true,
            parameters: self.parameters.to_vec(),
            assume_dependencies: true,
            as_is: false,
        };
        let prepared = plan_run(copy, &request, ledger, cache)?;
        let inbox: Inbox = remote().1;
        let view = run_plan(&prepared, Vec::new(), self.options, &inbox)?;
        let written: Vec<ArtifactRecord> = view.all_stages().flat_map(|stage| stage.artifacts.clone()).collect();
        let failure = failure(&view, &planned.id);
        let mut differences = Vec::new();
        for artifact in &written {
            let path = Utf8PathBuf::from(&artifact.path);
            let recorded = recorded_content(&self.project.root, cache, artifact)?.map(|content| content.digest);
            let found = recorded_content(&copy.root, cache, artifact)?.map(|content| content.digest);
            if recorded != found {
                differences.push(ArtifactDifference {
                    artifact_id: artifact.id.clone(),
                    path: artifact.path.clone(),
                    recorded,
                    found,
                    first_difference: first_difference(&self.project.root.join(&path), &copy.root.join(&path)),
                });
            }
            // The stages that follow are run on what is recorded, whatever came out here.
            replace(&self.project.root.join(&path), &copy.root.join(&path))?;
        }
        let verdict = match (&failure, differences.is_empty()) {
            (Some(_), _) => ReproductionVerdict::Failed,
            (None, true) => ReproductionVerdict::Same,
            (None, false) => ReproductionVerdict::Different,
        };
        Ok(ReproducedStage { stage_id: planned.id.clone(), verdict, note: failure, differences })
    }
}

fn failure(view: &RunView, stage: &StageId) -> Option<String> {
    let stage = view.stage(stage)?;
    (stage.status != StageStatus::Succeeded)
        .then(|| stage.error.clone().unwrap_or_else(|| format!("it is {}", stage.status)))
}

fn first_difference(one: &camino::Utf8Path, other: &camino::Utf8Path) -> Option<u64> {
    use std::io::Read;
    let open = |path: &camino::Utf8Path| open_file(path, Links::Follow).ok().map(|(file, _)| file);
    let (one, other) = (open(one)?, open(other)?);
    let bytes = |file| std::io::BufReader::new(file).bytes().map_while(Result::ok);
    let (mut one, mut other) = (bytes(one), bytes(other));
    let mut at = 0;
    loop {
        match (one.next(), other.next()) {
            (Some(a), Some(b)) if a == b => at += 1,
            (None, None) => return None,
            _ => return Some(at),
        }
    }
}
