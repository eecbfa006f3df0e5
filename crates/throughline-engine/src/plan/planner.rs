//! From a request to a plan: put the parameters in, order, select, and judge every stage once, in order.
//!
//! Nothing is changed by planning. Tools are asked for their versions, files are looked at, the ledger is read; the
//! plan is a function of what was found.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::sync::{Arc, OnceLock};

use camino::Utf8PathBuf;
use throughline_artifact::StatCache;
use throughline_graph::{Input, Problem, SelectError, Selection, Sequence, pipeline_named, select, sequence, single};
use throughline_model::{ArtifactId, Filters, PipelineId, StageId};

use crate::freshness::gate::gate_verdict;
use crate::plan::document::{Action, Plan, PlannedStage};
use crate::{
    Carried, CheckpointPlace, Instances, JudgeError, JudgedStep, Judgement, Ledger, LedgerError, Link, Once,
    ParameterFault, Place, Project, ResolveError, Resolver, Secrets, Standing, Verdict, Wish, World, judge_step, links,
    outside_link, parameter_values, tool_versions,
};

/// What a run is asked to do.
#[derive(Debug, Clone)]
pub struct Request {
    /// The pipeline.
    pub pipeline: PipelineId,
    /// Only this stage, in the pipeline or out of it.
    pub single: Option<StageId>,
    /// Which of its stages.
    pub filters: Filters,
    /// Whether fresh stages run too.
    pub force: bool,
    /// The parameters as given: name and text.
    pub parameters: Vec<(String, String)>,
    /// Take what other stages left as it is, without asking whether it is fresh.
    pub assume_dependencies: bool,
    /// Ask only whether the results that are there are still true, whatever the stages' cache policies say: to compare
    /// with them, not to run.
    pub as_is: bool,
}

/// Why nothing can be planned. Nothing was started and no run is recorded.
#[derive(Debug, thiserror::Error)]
pub enum Refusal {
    /// The parameters do not fit.
    #[error("{}", lines(.0))]
    Parameters(Vec<ParameterFault>),
    /// The filters do not fit.
    #[error(transparent)]
    Selection(#[from] SelectError),
    /// The stages have no order.
    #[error("the stages have no order")]
    Order(Vec<Problem>),
    /// A chosen stage needs one that is neither chosen nor fresh.
    #[error("Selected stages have unmet dependencies: {}{}", lacking(.unmet), not_fresh(.reasons))]
    UnmetDependencies {
        /// Each stage with what it lacks.
        unmet: Vec<(StageId, Vec<StageId>)>,
        /// Why each of those is not fresh.
        reasons: Vec<(StageId, String)>,
    },
    /// A stage cannot be judged.
    #[error("stage `{stage}` cannot be planned")]
    Judge {
        /// The stage.
        stage: StageId,
        /// Why.
        source: JudgeError,
    },
    /// A placeholder cannot be filled.
    #[error(transparent)]
    Resolve(#[from] ResolveError),
    /// The ledger cannot be read.
    #[error(transparent)]
    Ledger(#[from] LedgerError),
}

fn lines(faults: &[ParameterFault]) -> String {
    faults.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
}

fn lacking(faults: &[(StageId, Vec<StageId>)]) -> String {
    let one = |(stage, needs): &(StageId, Vec<StageId>)| {
        let needs = needs.iter().map(StageId::as_str).collect::<Vec<_>>().join(", ");
        format!("{stage} requires {needs}")
    };
    faults.iter().map(one).collect::<Vec<_>>().join("; ")
}

fn not_fresh(reasons: &[(StageId, String)]) -> String {
    reasons.iter().map(|(stage, reason)| format!("\n{stage} is not fresh: {reason}")).collect()
}

/// A plan with everything that a run needs to carry it out.
pub struct Planned {
    /// What will be done and why.
    pub plan: Plan,
    /// The stages in order.
    pub sequence: Sequence,
    /// Which of them the filters chose, by position.
    pub chosen: Vec<bool>,
    /// Which of them run fresh or not, by position.
    pub forced: Vec<bool>,
    /// What was decided for each that was chosen, by position.
    pub steps: Vec<Option<JudgedStep>>,
    /// Everything around.
    pub world: Arc<World>,
    /// The stages of the pipeline that are carried over from a checkpoint; the sequence has the others.
    pub carried: Option<Carried>,
    /// Where the run leaves a checkpoint, if it does.
    pub checkpoint: Option<CheckpointPlace>,
}

impl Planned {
    /// The place in the pipeline of the stage at this position of the sequence.
    pub(crate) fn place_in_pipeline(&self, position: usize) -> usize {
        self.carried.as_ref().map_or(position, |carried| carried.place_of(position))
    }

    /// How the stage at this position hangs on others.
    pub(crate) fn links(&self, position: usize) -> Vec<Link> {
        links(self.world.graph(), &self.sequence, &self.world.resolver, position)
    }
}

/// Plans a run.
///
/// # Errors
/// When the request does not fit the graph, or the world cannot be read.
pub fn plan_run(
    project: &Project,
    request: &Request,
    ledger: &Arc<dyn Ledger>,
    cache: &Arc<StatCache>,
) -> Result<Planned, Refusal> {
    let graph = Arc::clone(&project.graph);
    let pipeline = pipeline_named(&graph, Some(request.pipeline.as_str()))?;
    let parameters = parameter_values(pipeline, &request.parameters).map_err(Refusal::Parameters)?;
    // One stage of a pipeline is the pipeline with a filter, so that its record tells of all stages.
    let mut filters = request.filters.clone();
    let sequence = match &request.single {
        Some(stage) if !pipeline.stages.contains(stage) => single(&graph, stage.as_str())?,
        Some(stage) => {
            filters.only = vec![stage.to_string()];
            sequence(&graph, pipeline).map_err(Refusal::Order)?
        }
        None => sequence(&graph, pipeline).map_err(Refusal::Order)?,
    };
    let resolver = Resolver::new(&graph, parameters.clone(), project.values.clone());
    let world = Arc::new(look_around(project, &sequence, resolver, ledger, cache)?);
    let mut planner = Planner {
        standing: Standing::new(&graph, &sequence, &world.resolver, &world.latest)?,
        sequence,
        as_is: None,
        world,
    };
    let changed = match filters.since {
        Some(run) => Some(planner.changed_since(run)?),
        None => None,
    };
    // Where everything is carried over, there is nothing to choose from.
    let is_empty = planner.sequence.steps.is_empty() && request.assume_dependencies;
    let selection =
        if is_empty { Selection::default() } else { select(&planner.sequence, &filters, changed.as_ref())? };
    let forced: Vec<bool> = selection.forced.iter().map(|from| request.force || *from).collect();
    if !request.assume_dependencies {
        planner.refuse_unmet(&selection.chosen, filters.from.is_some())?;
    }
    let steps = planner.judge_all(&selection.chosen, &forced, request.as_is)?;
    let stages = (0..steps.len())
        .map(|position| planner.planned_stage(position, steps[position].as_ref(), &selection.left_out))
        .collect();
    let plan = Plan {
        plan_version: 1,
        pipeline_id: request.pipeline.clone(),
        single_stage: request.single.clone(),
        graph_path: project.graph_path.clone(),
        graph_digest: project.graph_digest,
        filters,
        force: request.force,
        parameters,
        stages,
    };
    let Planner { world, sequence, .. } = planner;
    let chosen = selection.chosen;
    Ok(Planned { plan, sequence, chosen, forced, steps, world, carried: None, checkpoint: None })
}

fn look_around(
    project: &Project,
    sequence: &Sequence,
    resolver: Resolver,
    ledger: &Arc<dyn Ledger>,
    cache: &Arc<StatCache>,
) -> Result<World, Refusal> {
    let involved: BTreeSet<StageId> =
        sequence.steps.iter().flat_map(|step| std::iter::once(&step.id).chain(&step.outside)).cloned().collect();
    let involved: Vec<StageId> = involved.into_iter().collect();
    let tools = tool_versions(project, involved.iter().filter_map(|id| resolver.stage_index(id.as_str())));
    Ok(World {
        schemas: project.schema_store(),
        secrets: Secrets::new(project.secrets()),
        written: OnceLock::new(),
        latest: ledger.record_latest(&involved)?,
        project: project.clone(),
        ledger: Arc::clone(ledger),
        cache: Arc::clone(cache),
        resolver,
        tools,
    })
}

struct Planner {
    world: Arc<World>,
    sequence: Sequence,
    standing: Standing,
    /// Every stage of the sequence as it stands, judged on what is there; once somebody asked.
    as_is: Option<Vec<Option<JudgedStep>>>,
}

impl Planner {
    /// Judges every chosen stage in order. Where a later stage has overwritten what an earlier one made, and anything
    /// between them is not fresh, the earlier one must run again to bring its version back.
    fn judge_all(&mut self, chosen: &[bool], forced: &[bool], as_is: bool) -> Result<Vec<Option<JudgedStep>>, Refusal> {
        let world = Arc::clone(&self.world);
        let contents = Once(world.cache.memo(&world.project.root));
        contents.0.warm(&self.paths(chosen));
        let mut lost = vec![false; chosen.len()];
        let has_overwriters = self.standing.has_overwriters();
        loop {
            self.standing.reset();
            let mut steps: Vec<Option<JudgedStep>> = Vec::with_capacity(chosen.len());
            for position in 0..chosen.len() {
                if !chosen[position] {
                    steps.push(None);
                    continue;
                }
                let wish = Wish { forced: forced[position], ignore_policy: as_is };
                let mut step = self.judge(position, &contents, wish)?;
                gate_verdict(&world, &mut step.judgement, &step.resolved)
                    .map_err(|source| Refusal::Judge { stage: step.resolved.id.clone(), source })?;
                if lost[position] {
                    step.bring_back();
                }
                self.standing.settle(position, place(&step.judgement));
                step.forget_parts();
                if !has_overwriters {
                    step.forget_reads();
                }
                steps.push(Some(step));
            }
            let is_lost = |position: usize| {
                let step = steps[position].as_ref();
                step.is_some_and(|step| step.is_lost(steps[position + 1..].iter().flatten()))
            };
            let found: Vec<usize> = (0..steps.len()).filter(|position| is_lost(*position)).collect();
            if found.is_empty() {
                return Ok(steps);
            }
            for position in found {
                lost[position] = true;
            }
        }
    }

    /// The files that most decisions about these stages will ask for.
    fn paths(&self, chosen: &[bool]) -> Vec<Utf8PathBuf> {
        let graph = self.world.graph();
        let steps = self.sequence.steps.iter().zip(chosen).filter(|(_, chosen)| **chosen);
        let stages = steps.map(|(step, _)| &graph.stages[step.stage]);
        let ids = stages.flat_map(|stage| {
            let inputs = stage.inputs.iter().filter_map(|input| match input {
                Input::Artifact { artifact, .. } => Some(artifact),
                Input::External { .. } => None,
            });
            inputs.chain(stage.outputs.iter().map(|output| &output.artifact))
        });
        let mut places: Vec<usize> = ids.filter_map(|id| self.world.resolver.artifact_index(id)).collect();
        places.sort_unstable();
        places.dedup();
        let plain = |place: usize| {
            let artifact = &graph.artifacts[place];
            (artifact.volatile.is_empty() && !artifact.path.as_str().contains("${{")).then(|| artifact.path.clone())
        };
        places.into_iter().filter_map(plain).collect()
    }

    fn judge(&mut self, position: usize, contents: &Once<'_>, wish: Wish) -> Result<JudgedStep, Refusal> {
        let step = &self.sequence.steps[position];
        let links = links(self.world.graph(), &self.sequence, &self.world.resolver, position);
        judge_step(&self.world, contents, &mut self.standing, step.stage, &links, wish)
            .map_err(|source| Refusal::Judge { stage: step.id.clone(), source })
    }

    /// Refuses where a chosen stage depends on one that is neither chosen nor fresh. With `--from`, all that comes
    /// before must be, however far back.
    fn refuse_unmet(&mut self, chosen: &[bool], however_far: bool) -> Result<(), Refusal> {
        let mut unmet = Vec::new();
        let mut reasons = BTreeMap::new();
        for position in (0..chosen.len()).filter(|position| chosen[*position]) {
            let mut missing = Vec::new();
            let mut seen = BTreeSet::new();
            let mut open = self.unchosen_needs(position, chosen);
            while let Some(need) = open.pop() {
                if !seen.insert(need.clone()) {
                    continue;
                }
                if let Some(reason) = self.reason_not_fresh(&need)? {
                    reasons.insert(need.clone(), reason);
                    missing.push(need);
                } else if self.is_overwritten(&need, chosen) {
                    reasons.insert(need.clone(), "what it made was overwritten since".to_owned());
                    missing.push(need);
                } else if however_far && let Some(before) = self.sequence.position.get(&need) {
                    open.extend(self.unchosen_needs(*before, chosen));
                }
            }
            if !missing.is_empty() {
                missing.sort_by_key(|need| self.sequence.position.get(need).copied());
                unmet.push((self.sequence.steps[position].id.clone(), missing));
            }
        }
        if unmet.is_empty() {
            return Ok(());
        }
        let mut reasons: Vec<(StageId, String)> = reasons.into_iter().collect();
        reasons.sort_by_key(|(stage, _)| self.sequence.position.get(stage).copied());
        Err(Refusal::UnmetDependencies { unmet, reasons })
    }

    fn unchosen_needs(&self, position: usize, chosen: &[bool]) -> Vec<StageId> {
        let step = &self.sequence.steps[position];
        let inside = step.after.iter().filter(|after| after.declared && !chosen[after.position]);
        inside.map(|after| &self.sequence.steps[after.position].id).chain(&step.outside).cloned().collect()
    }

    /// Whether a chosen stage reads what this one made although it, or a stage after it, has since overwritten that: only
    /// another run of this one brings it back.
    fn is_overwritten(&self, need: &StageId, chosen: &[bool]) -> bool {
        let (Some(own), graph) = (self.sequence.position.get(need).copied(), self.world.graph()) else { return false };
        let outputs = |position: usize| graph.stages[self.sequence.steps[position].stage].outputs.iter();
        let is_read = |position: usize, artifact: &ArtifactId| {
            let inputs = &graph.stages[self.sequence.steps[position].stage].inputs;
            inputs.iter().any(|input| matches!(input, Input::Artifact { artifact: read, .. } if read == artifact))
        };
        outputs(own).any(|made| {
            let writes = |later: &usize| outputs(*later).any(|output| output.artifact == made.artifact);
            let next = (own + 1..chosen.len()).find(writes);
            next.is_some_and(|next| (own + 1..=next).any(|reader| chosen[reader] && is_read(reader, &made.artifact)))
        })
    }

    /// Whether what a stage left is still true, taking everything before it as it is.
    fn reason_not_fresh(&mut self, stage: &StageId) -> Result<Option<String>, Refusal> {
        let Some(step) = self.judge_as_is(stage)? else { return Ok(Some("it cannot be judged".to_owned())) };
        Ok(match step.judgement.verdict {
            Verdict::Fresh { .. } => None,
            Verdict::Run(reason) => Some(reason.text),
            Verdict::Wait { reason, .. } => Some(reason),
        })
    }

    fn judge_as_is(&mut self, stage: &StageId) -> Result<Option<JudgedStep>, Refusal> {
        if let Some(position) = self.sequence.position.get(stage).copied() {
            if self.as_is.is_none() {
                self.as_is = Some(self.judge_all_as_is()?);
            }
            return Ok(self.as_is.as_ref().and_then(|steps| steps[position].clone()));
        }
        let world = Arc::clone(&self.world);
        let Some(index) = world.resolver.stage_index(stage.as_str()) else { return Ok(None) };
        let needs = &world.graph().stages[index].depends_on;
        let links: Vec<Link> =
            needs.iter().map(|need| outside_link(world.graph(), &world.resolver, index, need)).collect();
        self.standing.reset();
        let contents = Once(world.cache.memo(&world.project.root));
        self.judge_one_as_is(stage, index, &links, &contents)
    }

    /// Judges the whole sequence in order. What a fresh stage recorded counts for those after it, also where a later
    /// stage has overwritten it; otherwise what is there does.
    fn judge_all_as_is(&mut self) -> Result<Vec<Option<JudgedStep>>, Refusal> {
        let world = Arc::clone(&self.world);
        let contents = Once(world.cache.memo(&world.project.root));
        self.standing.reset();
        let mut steps = Vec::with_capacity(self.sequence.steps.len());
        for position in 0..self.sequence.steps.len() {
            let (id, index) = (self.sequence.steps[position].id.clone(), self.sequence.steps[position].stage);
            let links = links(world.graph(), &self.sequence, &world.resolver, position);
            let step = self.judge_one_as_is(&id, index, &links, &contents)?;
            if let Some(Verdict::Fresh { record, .. }) = step.as_ref().map(|step| &step.judgement.verdict) {
                self.standing.settle(position, Place::Settled(record.clone()));
            }
            steps.push(step);
        }
        Ok(steps)
    }

    fn judge_one_as_is(
        &mut self,
        stage: &StageId,
        index: usize,
        links: &[Link],
        contents: &Once<'_>,
    ) -> Result<Option<JudgedStep>, Refusal> {
        let world = Arc::clone(&self.world);
        let wish = Wish { forced: false, ignore_policy: true };
        match judge_step(&world, contents, &mut self.standing, index, links, wish) {
            Ok(step) => Ok(Some(step)),
            // A tool that cannot be asked makes a result that needs it untrue, not the whole plan impossible.
            Err(JudgeError::Tool { .. }) => Ok(None),
            Err(source) => Err(Refusal::Judge { stage: stage.clone(), source }),
        }
    }

    /// The stages whose fingerprint is no longer the one that they had in that run.
    fn changed_since(&mut self, run: throughline_model::RunId) -> Result<HashSet<StageId>, Refusal> {
        let then = crate::fingerprints(&self.world.ledger.event_list(run, 0)?);
        let ids: Vec<StageId> = self.sequence.steps.iter().map(|step| step.id.clone()).collect();
        let mut changed = HashSet::new();
        for id in ids {
            let now = self.judge_as_is(&id)?.and_then(|step| step.judgement.fingerprint);
            if now.is_none() || then.get(&id) != now.as_ref() {
                changed.insert(id);
            }
        }
        Ok(changed)
    }

    fn planned_stage(&self, position: usize, step: Option<&JudgedStep>, left_out: &[Option<String>]) -> PlannedStage {
        let Some(step) = step else {
            return PlannedStage {
                id: self.sequence.steps[position].id.clone(),
                action: Action::Skip,
                reason: left_out[position].clone().unwrap_or_default(),
                changes: Vec::new(),
                since: None,
                fingerprint: None,
                known: None,
                instances: Vec::new(),
            };
        };
        let instances = match &step.instances {
            Instances::Each(instances) => {
                instances.iter().map(|one| planned(&one.resolved.id, &one.judgement, Vec::new())).collect()
            }
            Instances::None | Instances::Open | Instances::Broken(_) => Vec::new(),
        };
        planned(&step.resolved.id, &step.judgement, instances)
    }
}

fn place(judgement: &Judgement) -> Place {
    match &judgement.verdict {
        Verdict::Run(_) => Place::Runs,
        Verdict::Wait { .. } => Place::Open,
        Verdict::Fresh { record, .. } => Place::Settled(record.clone()),
    }
}

fn planned(id: &StageId, judgement: &Judgement, instances: Vec<PlannedStage>) -> PlannedStage {
    let (action, reason, changes, since) = match &judgement.verdict {
        Verdict::Run(reason) => (Action::Run, reason.text.clone(), reason.changes.clone(), None),
        Verdict::Fresh { record, revalidated } => {
            let note = if *revalidated { ", checked against its changed schema" } else { "" };
            (Action::Fresh, format!("fresh since {}{note}", record.run), Vec::new(), Some(record.run))
        }
        Verdict::Wait { on, reason } => {
            let on = on.iter().map(StageId::as_str).collect::<Vec<_>>().join(", ");
            let text = if on.is_empty() { reason.clone() } else { format!("waits for {on}: {reason}") };
            (Action::Wait, text, Vec::new(), None)
        }
    };
    let (fingerprint, known) = (judgement.fingerprint, judgement.known);
    PlannedStage { id: id.clone(), action, reason, changes, since, fingerprint, known, instances }
}
