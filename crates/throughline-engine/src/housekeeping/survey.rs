//! What housekeeping would do now, and why. Nothing is changed.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::time::SystemTime;

use throughline_artifact::{ObjectError, StoredObject};
use throughline_model::{AttemptId, Digest, RunId};

use super::leftovers::{self, Leftover, LeftoverKind, files_of_run};
use super::port::{Housekeeping, RunExtent};
use super::protect::{Protected, Protection, protected};
use super::rules::{Candidate, Rules, Taken, choose};
use crate::{Contents, LedgerError, Project, object_store};

/// Why housekeeping cannot be done.
#[derive(Debug, thiserror::Error)]
pub enum HousekeepingError {
    /// The ledger cannot be read or written.
    #[error(transparent)]
    Ledger(#[from] LedgerError),
    /// The kept objects cannot be listed.
    #[error("cannot list the kept artifacts")]
    Objects(#[from] ObjectError),
}

/// A run that goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DoomedRun {
    /// The run.
    pub run: RunExtent,
    /// The rule that takes it.
    pub taken: Taken,
    /// What its files below `.pipeline-runs/` take up, in bytes.
    pub file_bytes: u64,
}

/// What would be done.
#[derive(Debug, Clone, Default)]
pub struct Survey {
    /// The runs that go, newest first.
    pub runs: Vec<DoomedRun>,
    /// How many records go with them.
    pub records: u64,
    /// The attempts whose records stay, whatever becomes of their runs.
    pub spared: Vec<AttemptId>,
    /// How many runs stay because they must.
    pub protected: BTreeMap<Protection, usize>,
    /// How many runs stay because no rule takes them.
    pub untouched: usize,
    /// Files that nobody needs.
    pub leftovers: Vec<Leftover>,
    /// Files of which nobody can tell whether somebody needs them: they stay unless they are asked for.
    pub left_alone: Vec<Leftover>,
    /// Kept artifacts that no record names any more.
    pub objects: Vec<StoredObject>,
}

impl Survey {
    /// What the files and kept objects that go take up, in bytes; the ledger's own file aside.
    #[must_use]
    pub fn file_bytes(&self) -> u64 {
        let runs: u64 = self.runs.iter().map(|doomed| doomed.file_bytes).sum();
        let leftovers: u64 = self.leftovers.iter().map(|leftover| leftover.size_bytes).sum();
        let objects: u64 = self.objects.iter().map(|object| object.size_bytes).sum();
        runs + leftovers + objects
    }

    /// What the runs that go take up in the ledger, in bytes.
    #[must_use]
    pub fn ledger_bytes(&self) -> u64 {
        self.runs.iter().map(|doomed| doomed.run.ledger_bytes).sum()
    }
}

/// Looks at everything and says what would be done. With `lost`, also what a damaged or deleted ledger left goes.
///
/// # Errors
/// When the ledger or the kept objects cannot be read.
pub fn survey(
    project: &Project,
    ledger: &dyn Housekeeping,
    contents: &dyn Contents,
    rules: &Rules,
    lost: bool,
) -> Result<Survey, HousekeepingError> {
    let runs = ledger.run_extents()?;
    let runs_dir = project.runs_dir();
    let has_volatile = project.graph.artifacts.iter().any(|artifact| !artifact.volatile.is_empty());
    let kept = if rules.is_empty() { Protected::default() } else { protected(ledger, contents, has_volatile, &runs)? };
    let stored = object_store(project).list()?;
    let file_bytes =
        |run: &RunExtent| -> u64 { files_of_run(&runs_dir, &run.name).iter().map(|file| leftovers::size(file)).sum() };
    let mut bytes: HashMap<RunId, u64> = HashMap::new();
    if rules.max_size.is_some() {
        bytes.extend(runs.iter().map(|run| (run.id, run.ledger_bytes + file_bytes(run))));
        for (run, size) in owners(ledger, &stored)? {
            *bytes.entry(run).or_default() += size;
        }
    }
    let candidates: Vec<Candidate<'_>> = runs
        .iter()
        .map(|run| Candidate {
            id: run.id,
            pipeline: &run.pipeline,
            at: run.finished_at.unwrap_or(run.started_at),
            bytes: bytes.get(&run.id).copied().unwrap_or_default(),
        })
        .collect();
    let taken = choose(&candidates, &kept.runs, rules);
    let mut survey = Survey::default();
    let names: HashSet<&str> = runs.iter().map(|run| run.name.as_str()).collect();
    let mut fault = None;
    let mut is_removed = |name: &str| match ledger.tombstone_find(name) {
        Ok(found) => found.iter().any(|tombstone| tombstone.name == name),
        Err(error) => {
            fault = Some(error);
            false
        }
    };
    let found = leftovers::find(project, &names, &mut is_removed, SystemTime::now());
    if let Some(error) = fault {
        return Err(error.into());
    }
    let is_swept =
        |leftover: &Leftover| lost || !matches!(leftover.kind, LeftoverKind::SetAside | LeftoverKind::UnknownRun);
    (survey.leftovers, survey.left_alone) = found.into_iter().partition(is_swept);
    drop(names);
    for (run, taken) in runs.into_iter().zip(taken) {
        match taken {
            Some(taken) => survey.runs.push(DoomedRun { file_bytes: file_bytes(&run), run, taken }),
            None => match kept.runs.get(&run.id) {
                Some(why) => *survey.protected.entry(*why).or_default() += 1,
                None => survey.untouched += 1,
            },
        }
    }
    let ids: Vec<RunId> = survey.runs.iter().map(|doomed| doomed.run.id).collect();
    let outlook = ledger.removal_outlook(&ids, &kept.attempts)?;
    survey.spared = kept.attempts;
    survey.records = outlook.records;
    survey.objects = stored.into_iter().filter(|object| !outlook.needed.contains(&object.digest)).collect();
    Ok(survey)
}

/// What the kept objects add to each run: an object goes with the newest run that left its content.
fn owners(ledger: &dyn Housekeeping, stored: &[StoredObject]) -> Result<HashMap<RunId, u64>, LedgerError> {
    let mut newest: HashMap<Digest, (RunId, u64)> = HashMap::new();
    let sizes: HashMap<Digest, u64> = stored.iter().map(|object| (object.digest, object.size_bytes)).collect();
    if sizes.is_empty() {
        return Ok(HashMap::new());
    }
    ledger.content_visit(&mut |run, digest| {
        if let Some(size) = sizes.get(&digest) {
            let owner = newest.entry(digest).or_insert((run, *size));
            owner.0 = owner.0.max(run);
        }
    })?;
    let mut owned = HashMap::new();
    for (run, size) in newest.into_values() {
        *owned.entry(run).or_default() += size;
    }
    Ok(owned)
}
