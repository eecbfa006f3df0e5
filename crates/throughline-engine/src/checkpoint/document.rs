//! A checkpoint as it lies in a file: written and read here and nowhere else.
//!
//! ```text
//! tl-checkpoint 1 LF            magic and version
//! SHA-256 of all that follows   32 bytes: a flipped bit must not make a stage look untouched
//! postcard: Checkpoint
//! ```

use camino::{Utf8Path, Utf8PathBuf};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use throughline_artifact::{Links, Stamp, read_whole};
use throughline_model::{ArtifactId, ArtifactRecord, AttemptId, Digest, EventKind, RunId, StageId};

const MAGIC: &[u8] = b"tl-checkpoint 1\n";

/// The largest checkpoint that is read, in bytes; one of a hundred thousand stages has a twentieth of that.
const MAX_BYTES: u64 = 1 << 30;

/// What a run of a pipeline left.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Checkpoint {
    /// The graph file's bytes.
    pub(crate) graph: Raw,
    /// The newest record in the ledger: whoever adds one has changed what later runs stand on.
    pub(crate) newest: AttemptId,
    /// The variables that any stage names.
    pub(crate) variables: Vec<String>,
    /// The digest of their values.
    pub(crate) environment: Raw,
    /// The digest of what each version command printed, which may tell a secret.
    pub(crate) tools: Vec<(Vec<String>, Raw)>,
    /// The graph without its stages and artifacts, with this pipeline alone; JSON.
    pub(crate) frame: Vec<u8>,
    /// The runs that records are of.
    pub(crate) runs: Vec<RunId>,
    /// Every stage of the pipeline, in order.
    pub(crate) stages: Vec<SavedStage>,
    /// Every file that a stage or the graph rests on, once.
    pub(crate) files: Vec<SavedFile>,
    /// The files that the graph as a whole rests on, schemas and rules: by their place in `files`.
    pub(crate) general: Vec<u32>,
}

/// One stage.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct SavedStage {
    pub(crate) id: StageId,
    pub(crate) name: Option<String>,
    /// What stands; none where the judge has to decide each time.
    pub(crate) record: Option<SavedRecord>,
    /// The stages that it hangs on, by position.
    pub(crate) after: Vec<u32>,
    /// What it reads and has written, by place in `files`.
    pub(crate) files: Vec<u32>,
    /// Whether its command names a folder: what that means hangs on all outputs of the graph.
    pub(crate) names_folder: bool,
}

/// The record that stands.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct SavedRecord {
    /// Its place in `runs`.
    pub(crate) run: u32,
    pub(crate) attempt: AttemptId,
    pub(crate) fingerprint: Raw,
    pub(crate) artifacts: Vec<SavedArtifact>,
}

/// An output.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct SavedArtifact {
    pub(crate) id: ArtifactId,
    /// Its place in `files`, where its path and digest are.
    pub(crate) file: u32,
    pub(crate) size_bytes: u64,
}

/// A file or folder that something rests on.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct SavedFile {
    /// Relative to the root.
    pub(crate) path: Utf8PathBuf,
    pub(crate) volatile: Vec<String>,
    /// Its content; none where nothing is to be there, or a folder whose content does not count.
    pub(crate) digest: Option<Raw>,
    pub(crate) known: Known,
}

/// How it is told that it is what it was.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Known {
    /// By its stamp.
    Stamp(Stamp),
    /// By its content, which has to be asked for.
    Content,
    /// Nothing is there.
    Nothing,
    /// There is a folder.
    Folder,
}

/// A digest as 32 bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Raw(pub(crate) Digest);

impl Serialize for Raw {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_bytes(self.0.as_bytes())
    }
}

impl<'de> Deserialize<'de> for Raw {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let bytes: &[u8] = Deserialize::deserialize(deserializer)?;
        let bytes = bytes.try_into().map_err(serde::de::Error::custom)?;
        Ok(Self(Digest::from_bytes(bytes)))
    }
}

/// A checkpoint that is to be written, of parts that lie elsewhere: field for field as [`Checkpoint`].
#[derive(Serialize)]
pub(super) struct Parts<'a> {
    pub(super) graph: Raw,
    pub(super) newest: AttemptId,
    pub(super) variables: &'a [String],
    pub(super) environment: Raw,
    pub(super) tools: &'a [(Vec<String>, Raw)],
    pub(super) frame: &'a [u8],
    pub(super) runs: Vec<&'a RunId>,
    pub(super) stages: Vec<&'a SavedStage>,
    pub(super) files: Vec<&'a SavedFile>,
    pub(super) general: &'a [u32],
}

impl<'a> Parts<'a> {
    pub(super) fn of(checkpoint: &'a Checkpoint) -> Self {
        Self {
            graph: checkpoint.graph,
            newest: checkpoint.newest,
            variables: &checkpoint.variables,
            environment: checkpoint.environment,
            tools: &checkpoint.tools,
            frame: &checkpoint.frame,
            runs: checkpoint.runs.iter().collect(),
            stages: checkpoint.stages.iter().collect(),
            files: checkpoint.files.iter().collect(),
            general: &checkpoint.general,
        }
    }

    /// The file; none if it cannot be written.
    pub(super) fn to_bytes(&self) -> Option<Vec<u8>> {
        let mut bytes = Vec::with_capacity(1024 + 256 * self.stages.len());
        bytes.extend_from_slice(MAGIC);
        bytes.extend_from_slice(&[0; 32]);
        let start = bytes.len();
        let mut bytes = postcard::to_extend(self, bytes).ok()?;
        let seal = Digest::of(&bytes[start..]);
        bytes[MAGIC.len()..start].copy_from_slice(seal.as_bytes());
        Some(bytes)
    }
}

impl Checkpoint {
    /// The checkpoint in this file; none if there is none that can be believed.
    pub(crate) fn read(path: &Utf8Path) -> Option<Self> {
        let bytes = read_whole(path, Links::Follow, MAX_BYTES).ok()?;
        let (seal, body) = bytes.strip_prefix(MAGIC)?.split_at_checked(32)?;
        if Digest::of(body).as_bytes() != seal {
            return None;
        }
        let found: Self = postcard::from_bytes(body).ok()?;
        found.is_whole().then_some(found)
    }

    /// Whether every place that it names is there.
    fn is_whole(&self) -> bool {
        let (files, stages, runs) = (self.files.len(), self.stages.len(), self.runs.len());
        let in_files = |file: &u32| (*file as usize) < files;
        self.general.iter().all(in_files)
            && self.stages.iter().all(|stage| {
                stage.files.iter().all(in_files)
                    && stage.after.iter().all(|before| (*before as usize) < stages)
                    && stage.record.as_ref().is_none_or(|record| {
                        (record.run as usize) < runs && record.artifacts.iter().all(|artifact| in_files(&artifact.file))
                    })
            })
    }

    /// Which of the files anything rests on. The others are of earlier results: a checkpoint that goes on only adds.
    pub(crate) fn used(&self) -> Vec<bool> {
        let mut is_used = vec![false; self.files.len()];
        let used = self.stages.iter().flat_map(|stage| &stage.files).chain(&self.general);
        used.for_each(|file| is_used[*file as usize] = true);
        is_used
    }

    /// That the stages whose record stands are fresh, in order, with their places in the pipeline.
    pub(crate) fn events(&self) -> impl Iterator<Item = (usize, EventKind)> {
        self.stages.iter().enumerate().filter_map(|(place, stage)| {
            let record = stage.record.as_ref()?;
            let fresh = EventKind::StageFresh {
                stage_id: stage.id.clone(),
                since: self.runs[record.run as usize],
                attempt_id: record.attempt,
                fingerprint: record.fingerprint.0,
                artifacts: self.artifacts(record),
            };
            Some((place, fresh))
        })
    }

    /// The outputs of a record as they were found.
    fn artifacts(&self, record: &SavedRecord) -> Vec<ArtifactRecord> {
        let one = |artifact: &SavedArtifact| {
            let file = &self.files[artifact.file as usize];
            ArtifactRecord {
                id: artifact.id.clone(),
                path: file.path.to_string(),
                digest: file.digest.map(|raw| raw.0),
                size_bytes: artifact.size_bytes,
                volatile: file.volatile.clone(),
            }
        };
        record.artifacts.iter().map(one).collect()
    }
}
