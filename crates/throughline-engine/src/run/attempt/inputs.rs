//! The inputs of a stage: whether they are there and valid, and whether they changed while it ran.

use std::sync::Arc;

use camino::Utf8PathBuf;
use throughline_artifact::Marks;

use super::Assignment;
use crate::freshness::outputs;
use crate::{Contents, JudgeError, Live, ResolvedArtifact, Watched};

impl Assignment {
    pub(super) fn input_faults(&self) -> Result<Vec<String>, JudgeError> {
        let mut faults = Vec::new();
        for input in self.resolved.inputs.iter().filter(|input| input.each_of.is_none()) {
            let artifact = self.placed(&input.artifact);
            let there = self.root().join(&artifact.path).exists();
            if !there && !artifact.optional {
                faults.push(format!("input `{}`: {} does not exist", artifact.id, artifact.path));
            } else if there {
                let found = outputs::faults(&self.world.project.root, &self.world.schemas, &artifact)?;
                faults.extend(outputs::fault_lines("input", &artifact, &found));
            }
        }
        Ok(faults)
    }

    /// The files that the stage depends on, its own outputs aside.
    fn inputs<'s>(&'s self, outputs: &'s [Arc<ResolvedArtifact>]) -> impl Iterator<Item = &'s Watched> {
        self.watched.iter().filter(|watched| !outputs.iter().any(|output| output.path == watched.path))
    }

    /// When each input was last written, as the file system has it.
    pub(super) fn marks(&self, outputs: &[Arc<ResolvedArtifact>]) -> Vec<Marks> {
        let look = |watched: &Watched| {
            let mut marks = Marks::default();
            marks.add(&self.root().join(&watched.path));
            marks
        };
        self.inputs(outputs).map(look).collect()
    }

    /// The inputs that are not what they were when the fingerprint was made, the stage's own outputs aside, or that were
    /// written since these marks: what was changed and put back may have been read in between.
    pub(super) fn moved_inputs(
        &self,
        outputs: &[Arc<ResolvedArtifact>],
        marks: &[Marks],
    ) -> Result<Vec<Utf8PathBuf>, JudgeError> {
        let mut moved = Vec::new();
        let later = self.marks(outputs);
        for (Watched { path, digest, volatile }, (before, after)) in self.inputs(outputs).zip(marks.iter().zip(&later))
        {
            let now = Live(&self.world).artifact(path, volatile)?.map(|content| content.digest);
            if now != *digest || before.were_touched(after) {
                moved.push(path.clone());
            }
        }
        Ok(moved)
    }
}
