//! One step of a pipeline judged as a whole: a plain stage, or a `forEach` stage with all its instances.

use std::collections::BTreeMap;

use camino::Utf8PathBuf;
use serde_json::{Map, Value};
use throughline_graph::ForEach;
use throughline_model::StageId;

use crate::{
    Contents, Judge, JudgeError, Judgement, Link, Parts, Reason, Resolved, Standing, Surroundings, Upstream, Verdict,
    Wish, World, expand,
};

/// One step of a pipeline, judged.
#[derive(Debug, Clone)]
pub struct JudgedStep {
    /// The stage as it stands in this run.
    pub resolved: Resolved,
    /// What was decided for the stage as a whole.
    pub judgement: Judgement,
    /// Its instances, if it is a `forEach` stage.
    pub instances: Instances,
}

/// What is known of the instances of a stage.
#[derive(Debug, Clone)]
pub enum Instances {
    /// It is a plain stage.
    None,
    /// The stage that writes the elements has not ended.
    Open,
    /// The elements cannot be read, for this reason.
    Broken(String),
    /// One for each element.
    Each(Vec<Instance>),
}

/// One instance of a `forEach` stage, judged.
#[derive(Debug, Clone)]
pub struct Instance {
    /// The instance as it stands in this run.
    pub resolved: Resolved,
    /// What was decided for it.
    pub judgement: Judgement,
}

impl JudgedStep {
    /// Whether a later stage has overwritten what this fresh one made, although one of those that come after and touch
    /// it is not fresh: it would find the wrong version. `later` are the steps after this one that are part of the run.
    pub(crate) fn is_lost<'a>(&self, later: impl IntoIterator<Item = &'a Self>) -> bool {
        let touches_own = |other: &Self| {
            let mut touched =
                other.resolved.outputs.iter().chain(other.resolved.inputs.iter().map(|input| &input.artifact));
            touched.any(|artifact| self.resolved.outputs.iter().any(|own| own.path == artifact.path))
        };
        self.judgement.rewritten
            && self.is_fresh()
            && later.into_iter().any(|other| !other.is_fresh() && touches_own(other))
    }

    /// It runs once more to bring its version back.
    pub(crate) fn bring_back(&mut self) {
        let text = "a later stage has overwritten what it made, and not everything after it is fresh".to_owned();
        self.judgement.verdict = Verdict::Run(Reason { text, changes: Vec::new() });
    }

    /// Forgets what the decision was made on: whoever carries the plan out decides anew where a stage runs, and where it
    /// does not, needs no more than the record and what it rests on.
    pub(crate) fn forget_parts(&mut self) {
        self.judgement.forget_parts();
        if let Instances::Each(instances) = &mut self.instances {
            instances.iter_mut().for_each(|instance| instance.judgement.forget_parts());
        }
    }

    /// Forgets what a plain stage reads and does: only where paths are written more than once does anybody ask for it
    /// before the stage is judged anew.
    pub(crate) fn forget_reads(&mut self) {
        if matches!(self.instances, Instances::None) {
            self.resolved.inputs = Vec::new();
            self.resolved.hooks = throughline_graph::Hooks::default();
        }
    }

    fn is_fresh(&self) -> bool {
        matches!(self.judgement.verdict, Verdict::Fresh { .. })
    }
}

/// Judges one step where everything before it has its place in `standing`.
///
/// # Errors
/// When something that the decision needs cannot be read.
pub fn judge_step(
    world: &World,
    contents: &dyn Contents,
    standing: &mut Standing,
    index: usize,
    links: &[Link],
    wish: Wish,
) -> Result<JudgedStep, JudgeError> {
    let graph = world.graph();
    let resolved = world.resolver.resolve(graph, index, None)?;
    for input in &resolved.inputs {
        if let Some(writer) = &input.each_of
            && matches!(standing.upstream(writer), Upstream::Untouched)
            && standing.elements(writer).is_none()
            && let Some(stage) = world.resolver.stage_index(writer.as_str())
            && let Some(for_each) = &graph.stages[stage].for_each
            && let Some(path) = source_path(world, for_each)
            && let Ok(elements) = expand(&world.project.root, &path, for_each)
        {
            standing.expand(writer.clone(), elements);
        }
    }
    match &graph.stages[index].for_each {
        None => {
            let judgement = Judge { world, contents, surroundings: standing }.judge(&resolved, links, wish)?;
            Ok(JudgedStep { resolved, judgement, instances: Instances::None })
        }
        Some(for_each) => judge_each(world, contents, standing, resolved, for_each, links, wish),
    }
}

fn source_path(world: &World, for_each: &ForEach) -> Option<Utf8PathBuf> {
    let artifact = world.resolver.artifact(world.graph(), &for_each.artifact).ok()??;
    Some(artifact.path)
}

fn judge_each(
    world: &World,
    contents: &dyn Contents,
    standing: &mut Standing,
    resolved: Resolved,
    for_each: &ForEach,
    links: &[Link],
    wish: Wish,
) -> Result<JudgedStep, JudgeError> {
    let undecided = |verdict, instances| JudgedStep {
        resolved: resolved.clone(),
        judgement: Judgement {
            verdict,
            parts: Parts::default(),
            fingerprint: None,
            known: Parts::default().fingerprint().ok(),
            after: BTreeMap::new(),
            watched: Vec::new(),
            uncounted: Vec::new(),
            rewritten: false,
        },
        instances,
    };
    let writer = links.iter().rev().find(|link| link.carries.contains(&for_each.artifact));
    if let Some(writer) = writer
        && matches!(standing.upstream(&writer.stage), Upstream::Runs | Upstream::Open)
    {
        let reason = format!("its instances are decided when {} is written", for_each.artifact);
        return Ok(undecided(Verdict::Wait { on: vec![writer.stage.clone()], reason }, Instances::Open));
    }
    let path = source_path(world, for_each).unwrap_or_default();
    let elements = match expand(&world.project.root, &path, for_each) {
        Ok(elements) => elements,
        Err(error) => {
            let reason = crate::chain(&error);
            let verdict = Verdict::Run(Reason { text: reason.clone(), changes: Vec::new() });
            return Ok(undecided(verdict, Instances::Broken(reason)));
        }
    };
    standing.expand(resolved.id.clone(), elements.clone());
    let judge = Judge { world, contents, surroundings: standing };
    let broken = judge.broken_shared_output(&resolved)?;
    let wish = Wish { forced: wish.forced || broken.is_some(), ..wish };
    let mut instances = Vec::with_capacity(elements.len());
    for element in &elements {
        let instance = world.resolver.resolve(world.graph(), resolved.index, Some(element))?;
        let mut judgement = judge.judge(&instance, links, wish)?;
        if let (Verdict::Run(reason), Some(broken)) = (&mut judgement.verdict, &broken) {
            reason.text.clone_from(broken);
        }
        instances.push(Instance { resolved: instance, judgement });
    }
    let judgement = judge.judge_whole(&resolved, &instances)?;
    Ok(JudgedStep { resolved, judgement, instances: Instances::Each(instances) })
}

impl Judge<'_> {
    /// What is wrong with the outputs that all instances share, compared with what the last complete run of them left.
    fn broken_shared_output(&self, resolved: &Resolved) -> Result<Option<String>, JudgeError> {
        if resolved.outputs.is_empty() {
            return Ok(None);
        }
        let Some(record) = self.world.latest_record(&resolved.id)? else {
            return Ok(Some("its shared outputs were never complete".to_owned()));
        };
        for output in &resolved.outputs {
            let found = self.contents.artifact(&output.path, &output.volatile)?.map(|content| content.digest);
            let left = record.artifacts.iter().find(|left| left.path == output.path.as_str());
            if left.is_none_or(|left| left.digest != found) {
                return Ok(Some(format!(
                    "shared output {} ({}) is not what its instances wrote",
                    output.id, output.path
                )));
            }
        }
        Ok(None)
    }

    /// A `forEach` stage as a whole: it depends on its instances and nothing else.
    ///
    /// # Errors
    /// When the ledger or an output cannot be read.
    pub fn judge_whole(&self, resolved: &Resolved, instances: &[Instance]) -> Result<Judgement, JudgeError> {
        let mut fingerprints = Map::new();
        let (mut run, mut wait) = (0, Vec::<StageId>::new());
        let mut known = true;
        for instance in instances {
            match &instance.judgement.verdict {
                Verdict::Run(_) => run += 1,
                Verdict::Wait { on, .. } => wait.extend(on.iter().cloned()),
                Verdict::Fresh { .. } => {}
            }
            match instance.judgement.fingerprint {
                Some(fingerprint) => {
                    fingerprints.insert(instance.resolved.id.to_string(), Value::String(fingerprint.to_string()));
                }
                None => known = false,
            }
        }
        let mut parts = Parts::default();
        parts.insert("instances", Value::Object(fingerprints));
        let fingerprint = if known { Some(parts.fingerprint()?) } else { None };
        wait.sort_unstable();
        wait.dedup();
        let plain = |text: String| Verdict::Run(Reason { text, changes: Vec::new() });
        let verdict = if run > 0 {
            plain(format!("{run} of {} instances run", instances.len()))
        } else if !wait.is_empty() {
            Verdict::Wait { on: wait, reason: "its instances are not decided".to_owned() }
        } else {
            match self.world.latest_record(&resolved.id)? {
                Some(record) if Some(record.fingerprint) == fingerprint => {
                    Verdict::Fresh { record: Box::new(record), revalidated: false }
                }
                Some(_) => plain("its instances are not those of its last result".to_owned()),
                None => plain("it has no result yet".to_owned()),
            }
        };
        Ok(Judgement {
            verdict,
            known: if fingerprint.is_none() { parts.fingerprint().ok() } else { None },
            parts,
            fingerprint,
            after: BTreeMap::new(),
            watched: Vec::new(),
            uncounted: Vec::new(),
            rewritten: false,
        })
    }
}
