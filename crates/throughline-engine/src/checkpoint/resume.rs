//! Begins where the last run of the same pipeline ended: which stages has anything touched since?

use std::sync::Arc;
use std::thread::JoinHandle;

use camino::Utf8Path;
use throughline_artifact::{Seen, StatCache, content_of, content_without, look};
use throughline_model::{Digest, EventKind, StageId};

use super::CheckpointPlace;
use super::document::{Checkpoint, Known, SavedFile, SavedStage};
use super::pieces::graph_of;
use super::take::values_digest;
use crate::{Ledger, Planned, Project, Refusal, Request, plan_run, tool_version};

/// With more files than this of which nothing needs half, everything is judged, and a checkpoint taken without them.
const WORN: usize = 64;

/// A larger file is not read where its digest may be remembered.
const SMALL_BYTES: u64 = 1 << 20;

/// A run that begins at a checkpoint.
pub struct Resumption {
    /// The project with the disturbed stages alone.
    pub project: Project,
    carried: Carried,
}

/// The stages that nothing has touched since the checkpoint.
pub struct Carried {
    pub(super) checkpoint: Checkpoint,
    /// The positions of the others, in order.
    pub(super) disturbed: Vec<u32>,
}

/// A checkpoint that is being read, while the caller reads the graph.
pub struct Reading {
    place: CheckpointPlace,
    thread: Option<JoinHandle<Option<Checkpoint>>>,
}

impl CheckpointPlace {
    /// Begins to read what lies there.
    #[must_use]
    pub fn read(self) -> Reading {
        let path = self.checkpoint();
        // Where there is no thread to be had, everything is judged.
        let thread = std::thread::Builder::new().spawn(move || Checkpoint::read(&path)).ok();
        Reading { place: self, thread }
    }
}

/// Looks at the checkpoint of a run that is asked in this way, and for what has changed since. `project` is the one that
/// is asked for; its graph is not looked at, only the digest of its text.
///
/// None where everything has to be judged: there is no checkpoint, something has changed that concerns the whole graph,
/// or more than half of its stages are disturbed.
#[must_use]
pub fn resume(project: &Project, reading: Reading, cache: &StatCache) -> Option<Resumption> {
    let Reading { place, thread } = reading;
    let checkpoint = thread?.join().ok()??;
    let is_as_it_was = checkpoint.graph.0 == project.graph_digest
        && checkpoint.environment.0 == values_digest(project, &checkpoint.variables)
        && checkpoint.tools.iter().all(|(command, printed)| {
            tool_version(project, command).is_ok_and(|now| Digest::of(now.as_bytes()) == printed.0)
        });
    if !is_as_it_was {
        return None;
    }
    let used = checkpoint.used();
    let unused = used.iter().filter(|used| !**used).count();
    if unused > WORN && unused * 2 > used.len() {
        return None;
    }
    let paths: Vec<&Utf8Path> = checkpoint.files.iter().map(|file| file.path.as_path()).collect();
    let seen = look(&project.root, &paths);
    let looked_at = checkpoint.files.iter().zip(&seen).zip(&used);
    let changed: Vec<bool> =
        looked_at.map(|((file, seen), used)| *used && has_changed(project, cache, file, *seen)).collect();
    if checkpoint.general.iter().any(|file| changed[*file as usize]) {
        return None;
    }
    let disturbed = disturbed(&checkpoint, &changed);
    if disturbed.len() * 2 > checkpoint.stages.len() {
        return None;
    }
    let stage = |position: &u32| &checkpoint.stages[*position as usize];
    // What a folder means hangs on the outputs of the whole graph.
    let is_new_folder =
        |file: &u32| checkpoint.files[*file as usize].known == Known::Nothing && seen[*file as usize] == Seen::Folder;
    let needs_all = |stage: &SavedStage| stage.names_folder || stage.files.iter().any(is_new_folder);
    if disturbed.iter().map(stage).any(needs_all) {
        return None;
    }
    let ids: Vec<StageId> = disturbed.iter().map(|position| stage(position).id.clone()).collect();
    let graph = graph_of(&place.pieces(), project.graph_digest, &checkpoint.frame, &ids)?;
    for file in disturbed.iter().flat_map(|position| &stage(position).files) {
        let file = &checkpoint.files[*file as usize];
        if let (Known::Stamp(stamp), Some(digest)) = (file.known, file.digest) {
            cache.learn(&project.root, &file.path, stamp, digest.0);
        }
    }
    let project = Project { graph: Arc::new(graph), ..project.clone() };
    Some(Resumption { project, carried: Carried { checkpoint, disturbed } })
}

fn has_changed(project: &Project, cache: &StatCache, file: &SavedFile, seen: Seen) -> bool {
    match (file.known, seen) {
        (Known::Stamp(stamp), Seen::File(now)) => stamp != now,
        (Known::Nothing, Seen::Nothing) | (Known::Folder, Seen::Folder) => false,
        (Known::Content, _) => {
            let found = if file.volatile.is_empty() {
                let path = project.root.join(&file.path);
                let is_small = path.metadata().is_ok_and(|stat| stat.is_file() && stat.len() <= SMALL_BYTES);
                if is_small { content_of(&path) } else { cache.content(&project.root, &file.path) }
            } else {
                content_without(&project.root.join(&file.path), &file.volatile)
            };
            let digest = found.ok().flatten().map(|content| content.digest);
            digest.is_none() || digest != file.digest.map(|raw| raw.0)
        }
        _ => true,
    }
}

/// The stages that rest on something that changed, or that are judged each time, and all that hang on these: in order.
fn disturbed(checkpoint: &Checkpoint, changed: &[bool]) -> Vec<u32> {
    let mut is_disturbed = vec![false; checkpoint.stages.len()];
    let mut found = Vec::new();
    // Whatever a stage hangs on comes before it.
    for (position, stage) in checkpoint.stages.iter().enumerate() {
        is_disturbed[position] = stage.record.is_none()
            || stage.files.iter().any(|file| changed[*file as usize])
            || stage.after.iter().any(|before| is_disturbed[*before as usize]);
        if is_disturbed[position] {
            found.extend(u32::try_from(position));
        }
    }
    found
}

impl Resumption {
    /// Plans the disturbed stages and carries the others over; none if somebody else has added to the ledger since, so
    /// that everything has to be judged.
    ///
    /// # Errors
    /// As [`plan_run`].
    pub fn plan(
        self,
        request: &Request,
        ledger: &Arc<dyn Ledger>,
        cache: &Arc<StatCache>,
    ) -> Result<Option<Planned>, Refusal> {
        if ledger.record_newest()? != Some(self.carried.checkpoint.newest) {
            return Ok(None);
        }
        // What the disturbed depend on beside each other is fresh.
        let request = Request { assume_dependencies: true, ..request.clone() };
        let mut planned = plan_run(&self.project, &request, ledger, cache)?;
        planned.carried = Some(self.carried);
        Ok(Some(planned))
    }
}

impl Carried {
    /// Whether no stage is left to be judged.
    pub(crate) fn is_all(&self) -> bool {
        self.disturbed.is_empty()
    }

    /// Every stage of the pipeline with its shown name, in order.
    pub(crate) fn stages(&self) -> impl Iterator<Item = (StageId, Option<String>)> {
        self.checkpoint.stages.iter().map(|stage| (stage.id.clone(), stage.name.clone()))
    }

    /// The place in the pipeline of the disturbed stage at this position among them.
    pub(crate) fn place_of(&self, position: usize) -> usize {
        self.disturbed.get(position).map_or(position, |place| *place as usize)
    }

    /// That the stages that are carried over are fresh, in order, with their places in the pipeline.
    pub fn events(&self) -> impl Iterator<Item = (usize, EventKind)> {
        let is_disturbed =
            |place: usize| u32::try_from(place).is_ok_and(|place| self.disturbed.binary_search(&place).is_ok());
        self.checkpoint.events().filter(move |(place, _)| !is_disturbed(*place))
    }
}
