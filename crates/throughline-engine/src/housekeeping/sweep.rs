//! Does what a survey says. The order makes it safe to die at any moment: what nobody needs goes first, then the ledger
//! forgets the runs in one transaction, and only then their files go. Where that transaction finds no room, it is made in
//! pieces, each followed by its files.

use camino::Utf8Path;

use super::leftovers::{self, files_of_run};
use super::port::{Housekeeping, Removal, Shrunk};
use super::survey::{HousekeepingError, Survey};
use crate::{Project, chain, object_store};

/// What was done.
#[derive(Debug, Clone, Default)]
pub struct Swept {
    /// How the size of the ledger's file changed.
    pub ledger: Shrunk,
    /// What could not be done, a line each. The next sweep tries it again.
    pub faults: Vec<String>,
}

/// Does what the survey says, with the workspace's lock held. The runs of the removal are those of the survey, in its
/// order.
///
/// # Errors
/// When the ledger cannot be written. What was removed until then is, and no run is half removed.
pub fn sweep(
    project: &Project,
    ledger: &dyn Housekeeping,
    survey: &Survey,
    removal: &Removal,
) -> Result<Swept, HousekeepingError> {
    let mut swept = Swept::default();
    let mut remove = |path: &Utf8Path| {
        if let Err(error) = leftovers::remove(path) {
            swept.faults.push(format!("cannot remove {path}: {error}"));
        }
    };
    // First what makes room at no risk: the disk may be full, and the ledger needs some to forget.
    survey.leftovers.iter().for_each(|leftover| remove(&leftover.path));
    let runs_dir = project.runs_dir();
    // At once, if the disk has room for that; else the oldest first, in pieces for which it has.
    let (mut left, mut most) = (survey.runs.len(), survey.runs.len());
    while left > 0 {
        let first = left - most.min(left);
        let piece = Removal { runs: removal.runs[first..left].to_vec(), ..removal.clone() };
        match ledger.run_remove(&piece) {
            Ok(_) => {
                for doomed in &survey.runs[first..left] {
                    files_of_run(&runs_dir, &doomed.run.name).iter().for_each(|file| remove(file));
                }
                left = first;
            }
            Err(_) if left - first > 1 => most = (left - first).div_ceil(8),
            Err(error) => return Err(error.into()),
        }
    }
    let objects = object_store(project);
    for object in &survey.objects {
        if let Err(error) = objects.remove(object.digest) {
            swept.faults.push(chain(&error));
        }
    }
    match ledger.shrink() {
        Ok(shrunk) => swept.ledger = shrunk,
        Err(error) => swept.faults.push(format!("the ledger's file keeps its size: {}", chain(&error))),
    }
    Ok(swept)
}
