//! Takes the checkpoint of a run that has ended.

use std::collections::HashMap;

use camino::{Utf8Path, Utf8PathBuf};
use throughline_artifact::{ContentKind, SchemaStore, Seen, content_of, look, write_atomic};
use throughline_graph::{CachePolicy, GateKind, RuleRef, Stage, Work};
use throughline_model::{AttemptId, Digest, RunId};

use super::document::{Checkpoint, Known, Parts, Raw, SavedArtifact, SavedFile, SavedRecord, SavedStage};
use super::pieces::{frame_of, write_pieces};
use super::{Carried, CheckpointPlace};
use crate::project::resolve::names_run;
use crate::{Planned, Project, Secrets, StageRecord, Watched, World};

/// What the result of a stage rests on, when its run has ended.
pub(crate) struct Rests {
    /// The record that stands.
    pub(crate) record: StageRecord,
    /// The files that its parts speak of.
    pub(crate) watched: Vec<Watched>,
    /// The paths that its command names and that do not count.
    pub(crate) uncounted: Vec<Utf8PathBuf>,
}

/// Takes the checkpoint of a run of the whole pipeline: `rests` holds what is known of each step that passed. Where none
/// can be taken, none is left behind.
pub(crate) fn take(planned: &Planned, place: &CheckpointPlace, rests: Vec<Option<Rests>>) {
    let taken = match &planned.carried {
        None => whole(planned, rests),
        Some(carried) => again(planned, carried, rests),
    };
    let world = &planned.world;
    let graph_lies_there = || match planned.carried {
        Some(_) => true,
        None => write_pieces(&place.pieces(), world.graph(), world.project.graph_digest),
    };
    match taken {
        // What cannot be written costs the next run time and nothing else.
        Some(bytes) if graph_lies_there() && write_atomic(&place.checkpoint(), &bytes).is_ok() => place.tidy(),
        _ => {
            let _ = std::fs::remove_file(place.checkpoint());
        }
    }
}

/// Gathers what stages rest on, each file once; what an older checkpoint had stands before it.
struct Taker<'a> {
    before: &'a [SavedFile],
    runs_before: usize,
    files: Vec<SavedFile>,
    known: HashMap<(Utf8PathBuf, Vec<String>), u32>,
    runs: Vec<RunId>,
    run_places: HashMap<RunId, u32>,
}

impl<'a> Taker<'a> {
    fn new() -> Self {
        let (files, known, runs, run_places) = (Vec::new(), HashMap::new(), Vec::new(), HashMap::new());
        Self { before: &[], runs_before: 0, files, known, runs, run_places }
    }

    fn after(old: &'a Checkpoint) -> Self {
        let places = old.runs.iter().enumerate().filter_map(|(at, run)| Some((*run, u32::try_from(at).ok()?)));
        Self { before: &old.files, runs_before: old.runs.len(), run_places: places.collect(), ..Self::new() }
    }

    fn at(&self, place: u32) -> Option<&SavedFile> {
        let place = place as usize;
        self.before.get(place).or_else(|| self.files.get(place.checked_sub(self.before.len())?))
    }

    /// The names of the files that a stage rests on, sorted.
    fn names(&self, stage: &SavedStage) -> Vec<(&Utf8Path, &[String])> {
        let name = |file: &u32| self.at(*file).map(|file| (file.path.as_path(), file.volatile.as_slice()));
        let mut names: Vec<_> = stage.files.iter().filter_map(name).collect();
        names.sort_unstable();
        names.dedup();
        names
    }

    fn file(&mut self, path: &Utf8Path, volatile: &[String], digest: Option<Digest>) -> Option<u32> {
        let key = (path.to_owned(), volatile.to_vec());
        if let Some(place) = self.known.get(&key) {
            // Two that do not agree on what is there: at least one of them does not rest on what is.
            return (self.at(*place)?.digest == digest.map(Raw)).then_some(*place);
        }
        let place = u32::try_from(self.before.len() + self.files.len()).ok()?;
        let known = if digest.is_some() { Known::Content } else { Known::Nothing };
        self.files.push(SavedFile { path: key.0.clone(), volatile: key.1.clone(), digest: digest.map(Raw), known });
        self.known.insert(key, place);
        Some(place)
    }

    fn run(&mut self, run: RunId) -> Option<u32> {
        if let Some(place) = self.run_places.get(&run) {
            return Some(*place);
        }
        let place = u32::try_from(self.runs_before + self.runs.len()).ok()?;
        self.runs.push(run);
        self.run_places.insert(run, place);
        Some(place)
    }

    /// What stands of a stage, and the files that this rests on; none where the judge has to decide each time.
    fn stage(&mut self, stage: &Stage, rests: Rests, secrets: &Secrets) -> Option<(SavedRecord, Vec<u32>)> {
        let is_plain = stage.for_each.is_none()
            && !matches!(stage.work, Work::Gate(_))
            && stage.cache_policy() == CachePolicy::Content
            && rests.record.usable
            // What looks like a path may be a secret that was given as a parameter.
            && !rests.uncounted.iter().any(|path| secrets.are_in(path.as_str()));
        if !is_plain {
            return None;
        }
        let mut files = Vec::with_capacity(rests.watched.len() + rests.record.artifacts.len());
        for watched in &rests.watched {
            files.push(self.file(&watched.path, &watched.volatile, watched.digest)?);
        }
        for path in &rests.uncounted {
            files.push(self.file(path, &[], None)?);
        }
        let mut artifacts = Vec::with_capacity(rests.record.artifacts.len());
        for artifact in rests.record.artifacts {
            let path = Utf8Path::new(&artifact.path);
            let file = self.file(path, &artifact.volatile, artifact.digest)?;
            files.push(file);
            artifacts.push(SavedArtifact { id: artifact.id, file, size_bytes: artifact.size_bytes });
        }
        let record = SavedRecord {
            run: self.run(rests.record.run)?,
            attempt: rests.record.attempt,
            fingerprint: Raw(rests.record.fingerprint),
            artifacts,
        };
        Some((record, files))
    }

    /// Finds out by what each file can be known, and says which are not what they should be.
    fn know(&mut self, world: &World) -> Vec<bool> {
        let files = &mut self.files;
        let paths: Vec<&Utf8Path> = files.iter().map(|file| file.path.as_path()).collect();
        let seen = look(&world.project.root, &paths);
        let mut wrong = vec![true; files.len()];
        let threads = std::thread::available_parallelism().map_or(1, std::num::NonZeroUsize::get);
        let share = files.len().div_ceil(threads).max(1);
        std::thread::scope(|scope| {
            let parts = files.chunks_mut(share).zip(seen.chunks(share)).zip(wrong.chunks_mut(share));
            for ((files, seen), wrong) in parts {
                // Where there is no thread to be had, these files stay wrong, and their stages are judged.
                let _ = std::thread::Builder::new().spawn_scoped(scope, move || {
                    for ((file, seen), wrong) in files.iter_mut().zip(seen).zip(wrong) {
                        *wrong = !know_file(world, file, *seen);
                    }
                });
            }
        });
        wrong
    }
}

/// Finds out by what a file can be known. Whether it is what it should be.
fn know_file(world: &World, file: &mut SavedFile, seen: Seen) -> bool {
    match (file.digest, seen) {
        (None, Seen::Nothing) => file.known = Known::Nothing,
        (None, Seen::Folder) => file.known = Known::Folder,
        (Some(digest), Seen::File(_)) if file.volatile.is_empty() => {
            match world.cache.settled(&world.project.root, &file.path) {
                Ok(Some((stamp, found))) if found == digest.0 => file.known = Known::Stamp(stamp),
                Ok(None) => file.known = Known::Content,
                Ok(Some(_)) | Err(_) => return false,
            }
        }
        (Some(_), Seen::File(_) | Seen::Folder) => file.known = Known::Content,
        _ => return false,
    }
    true
}

/// The checkpoint of a run in which everything was judged, as bytes.
fn whole(planned: &Planned, rests: Vec<Option<Rests>>) -> Option<Vec<u8>> {
    let world = &planned.world;
    let graph = world.graph();
    let steps = &planned.sequence.steps;
    let writers = writers(planned)?;
    let mut taker = Taker::new();
    let mut stages = Vec::with_capacity(steps.len());
    for (step, rests) in steps.iter().zip(rests) {
        let stage = &graph.stages[step.stage];
        let names_folder =
            rests.as_ref().is_some_and(|rests| rests.uncounted.iter().any(|path| is_folder(&world.project, path)));
        let saved = rests.and_then(|rests| taker.stage(stage, rests, &world.secrets));
        let (record, files) = saved.map_or((None, Vec::new()), |(record, files)| (Some(record), files));
        let after = step.after.iter().filter_map(|after| u32::try_from(after.position).ok()).collect();
        stages.push(SavedStage { id: step.id.clone(), name: stage.name.clone(), record, after, files, names_folder });
    }
    let general = general_files(&world.project, &world.schemas)?
        .into_iter()
        .map(|(path, digest)| taker.file(&path, &[], Some(digest)))
        .collect::<Option<Vec<u32>>>()?;
    let wrong = taker.know(world);
    if general.iter().any(|file| wrong[*file as usize]) {
        return None;
    }
    for (position, stage) in stages.iter_mut().enumerate() {
        stage.forget_if(|file| wrong[file]);
        for file in &stage.files {
            writers.before(&taker.files[*file as usize], position, &mut stage.after)?;
        }
        stage.after.sort_unstable();
        stage.after.dedup();
    }
    let (variables, environment) = environment(&world.project);
    let tools = world.tools.iter().map(|(command, printed)| {
        let printed = printed.as_ref().ok()?;
        Some((command.clone(), Raw(Digest::of(printed.as_bytes()))))
    });
    let checkpoint = Checkpoint {
        graph: Raw(world.project.graph_digest),
        newest: newest(world)?,
        variables,
        environment: Raw(environment),
        tools: tools.collect::<Option<_>>()?,
        frame: frame_of(graph, &planned.plan.pipeline_id)?,
        runs: taker.runs,
        stages,
        files: taker.files,
        general,
    };
    // What cannot be stored now is stored by the next run.
    let _ = world.ledger.foresee(&mut checkpoint.events().map(|(_, fresh)| fresh));
    Parts::of(&checkpoint).to_bytes()
}

/// The checkpoint that the run began at, with what became of the disturbed stages put into it; as bytes.
fn again(planned: &Planned, carried: &Carried, rests: Vec<Option<Rests>>) -> Option<Vec<u8>> {
    let world = &planned.world;
    let old = &carried.checkpoint;
    // What the others rest on was just looked at; what the disturbed rest on is added as it is now.
    let mut taker = Taker::after(old);
    let mut changed: Vec<(usize, SavedStage)> = Vec::with_capacity(carried.disturbed.len());
    for ((step, position), rests) in planned.sequence.steps.iter().zip(&carried.disturbed).zip(rests) {
        let before = &old.stages[*position as usize];
        let mut stage = SavedStage { record: None, files: Vec::new(), ..before.clone() };
        let saved = rests.map(|rests| taker.stage(&world.graph().stages[step.stage], rests, &world.secrets));
        if let Some((record, files)) = saved.flatten() {
            stage.record = Some(record);
            stage.files = files;
            if taker.names(&stage) != taker.names(before) {
                // It hangs on other files than before, so it may hang on other stages: the next run sees to that.
                return None;
            }
        }
        changed.push((*position as usize, stage));
    }
    let wrong = taker.know(world);
    for (_, stage) in &mut changed {
        stage.forget_if(|file| file.checked_sub(old.files.len()).is_some_and(|own| wrong[own]));
    }
    let Taker { files, runs, .. } = taker;
    let mut stages: Vec<&SavedStage> = old.stages.iter().collect();
    changed.iter().for_each(|(position, stage)| stages[*position] = stage);
    let checkpoint = Parts {
        graph: old.graph,
        newest: newest(world)?,
        variables: &old.variables,
        environment: old.environment,
        tools: &old.tools,
        frame: &old.frame,
        runs: old.runs.iter().chain(&runs).collect(),
        stages,
        files: old.files.iter().chain(&files).collect(),
        general: &old.general,
    };
    checkpoint.to_bytes()
}

impl SavedStage {
    /// Leaves it to the judge if it rests on one of these files.
    fn forget_if(&mut self, is_wrong: impl Fn(usize) -> bool) {
        if self.files.iter().any(|file| is_wrong(*file as usize)) {
            self.record = None;
            self.files.clear();
        }
    }
}

/// Who writes which path.
struct Writers {
    /// Sorted by path.
    paths: Vec<(Utf8PathBuf, u32)>,
}

/// Who writes which path; none where outputs overlap, or where a stage reads what a later one writes.
fn writers(planned: &Planned) -> Option<Writers> {
    let world = &planned.world;
    let mut paths = Vec::new();
    for (position, step) in planned.sequence.steps.iter().enumerate() {
        if !step.yields_to.is_empty() {
            return None;
        }
        for output in world.resolver.shared_outputs(world.graph(), step.stage).ok()? {
            if names_run(&output.path) {
                return None;
            }
            paths.push((output.path.clone(), u32::try_from(position).ok()?));
        }
    }
    paths.sort_unstable();
    let overlaps = paths.windows(2).any(|pair| pair[1].0.starts_with(&pair[0].0));
    (!overlaps).then_some(Writers { paths })
}

impl Writers {
    /// Adds the stages that write this file, a folder above it, or something in it. None if one comes later.
    fn before(&self, file: &SavedFile, reader: usize, after: &mut Vec<u32>) -> Option<()> {
        let mut add = |writer: u32| match (writer as usize).cmp(&reader) {
            std::cmp::Ordering::Less => {
                after.push(writer);
                Some(())
            }
            std::cmp::Ordering::Equal => Some(()),
            std::cmp::Ordering::Greater => None,
        };
        for place in file.path.ancestors() {
            if let Ok(found) = self.paths.binary_search_by(|(path, _)| path.as_path().cmp(place)) {
                add(self.paths[found].1)?;
            }
        }
        if !matches!(file.known, Known::Stamp(_)) {
            let start = self.paths.partition_point(|(path, _)| path.as_path() <= file.path.as_path());
            for (_, writer) in self.paths[start..].iter().take_while(|(path, _)| path.starts_with(&file.path)) {
                add(*writer)?;
            }
        }
        Some(())
    }
}

/// The schemas and rules of a graph, with the digests of their files.
fn general_files(project: &Project, schemas: &SchemaStore) -> Option<Vec<(Utf8PathBuf, Digest)>> {
    let graph = &project.graph;
    let mut paths: Vec<Utf8PathBuf> = graph.artifacts.iter().filter_map(|artifact| artifact.schema.clone()).collect();
    for stage in &graph.stages {
        if let Work::Gate(gate) = &stage.work
            && let GateKind::DecisionFile { schema: Some(schema), .. } = &gate.kind
        {
            paths.push(schema.clone());
        }
    }
    paths.sort_unstable();
    paths.dedup();
    let mut references = Vec::new();
    for path in &paths {
        references.extend(schemas.compile(path).ok()?.references.iter().cloned());
    }
    paths.extend(references);
    paths.retain(|path| !project.schemas.iter().any(|(known, _)| *known == path.as_str()));
    let inline = graph.stages.iter().flat_map(|stage| stage.constraints.iter().chain(&stage.doctrine));
    let inline = inline.filter_map(|rule| match rule {
        RuleRef::Inline(rule) => Some(rule),
        RuleRef::Id(_) => None,
    });
    paths.extend(graph.constraints.iter().chain(&graph.doctrine).chain(inline).filter_map(|rule| rule.path.clone()));
    paths.sort_unstable();
    paths.dedup();
    let digest = |path: Utf8PathBuf| {
        let content = content_of(&project.root.join(&path)).ok()??;
        (content.kind == ContentKind::File).then_some((path, content.digest))
    };
    paths.into_iter().map(digest).collect()
}

/// The variables that stages name, and the digest of their values.
fn environment(project: &Project) -> (Vec<String>, Digest) {
    let stages = project.graph.stages.iter();
    let mut names: Vec<String> =
        stages.flat_map(|stage| &stage.environment).map(|variable| variable.name.clone()).collect();
    names.sort_unstable();
    names.dedup();
    let digest = values_digest(project, &names);
    (names, digest)
}

/// The digest of the values of these variables.
pub(super) fn values_digest(project: &Project, names: &[String]) -> Digest {
    let values: Vec<Option<&str>> = names.iter().map(|name| project.variable(name)).collect();
    Digest::of(serde_json::json!(values).to_string().as_bytes())
}

fn newest(world: &World) -> Option<AttemptId> {
    world.ledger.record_newest().ok()?
}

fn is_folder(project: &Project, path: &Utf8Path) -> bool {
    project.root.join(path).is_dir()
}
