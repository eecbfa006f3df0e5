//! `bundle.json`: what is in a bundle. Its form is `schemas/bundle.v1.json`.
//!
//! A manifest is read from anywhere, so nothing in it is believed: its size and the number of its files have limits, its
//! paths are plain, below the folder that their role has, sorted, and so named only once.

use std::fmt;
use std::fs::File;
use std::io::{self, Read};

use camino::Utf8Path;
use serde::de::{Error as _, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize};
use throughline_artifact::{CanonicalError, canonical_digest};
use throughline_model::{ArtifactId, Digest, PipelineId, RunId, RunStatus, StageId};

use super::content::open_plain;
use super::paths;

/// The name of the manifest in a bundle.
pub const MANIFEST_NAME: &str = "bundle.json";

/// The version that this program writes, and the only one that it reads.
pub const BUNDLE_VERSION: u64 = 1;

/// A bundle of more files is neither made nor read.
pub(super) const MAX_FILES: usize = 250_000;

/// A larger manifest is not read: that is a kilobyte for each of the files that there may be.
pub(super) const MAX_MANIFEST_BYTES: u64 = 256 * 1024 * 1024;

/// What is in a bundle.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Manifest {
    /// [`BUNDLE_VERSION`].
    pub bundle_version: u64,
    /// The run.
    pub run_id: RunId,
    /// The pipeline that was run.
    pub pipeline_id: PipelineId,
    /// What became of the run; only `success` has all that it could have.
    pub status: RunStatus,
    /// The version of the program that made the bundle.
    pub tool_version: String,
    /// Everything in the bundle beside this file, sorted by the bytes of the path.
    #[serde(deserialize_with = "bounded")]
    pub files: Vec<BundleFile>,
    /// SHA-256 of the canonical JSON (RFC 8785) of this object without this member.
    pub digest: Digest,
}

/// One file of a bundle.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct BundleFile {
    /// Where it is, relative to the bundle; `/` between names.
    pub path: String,
    /// What it is there for.
    pub role: Role,
    /// A file, unless it says otherwise.
    #[serde(default, skip_serializing_if = "EntryKind::is_file")]
    pub kind: EntryKind,
    /// SHA-256 of a file's bytes, or of a link's target; of an empty folder, that of its listing.
    pub digest: Digest,
    /// Bytes in the file, or in the link's target; 0 for an empty folder.
    pub size_bytes: u64,
    /// Whether its owner may execute it; only said of files in folders that are artifacts, where it counts.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub executable: bool,
    /// The artifact that it is, or is part of.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub artifact_id: Option<ArtifactId>,
    /// The stage or instance that left it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stage_id: Option<StageId>,
}

/// What a file of a bundle is there for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// Something that a stage left.
    Artifact,
    /// What the ledger knows of the run.
    Ledger,
    /// The graph file.
    Graph,
    /// A JSON Schema.
    Schema,
}

impl Role {
    /// The folder of the files with this role.
    #[must_use]
    pub fn folder(self) -> &'static str {
        match self {
            Self::Artifact => "artifacts",
            Self::Ledger => "ledger",
            Self::Graph => "graph",
            Self::Schema => "schemas",
        }
    }
}

/// What stands at a path of a bundle.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum EntryKind {
    /// A regular file.
    #[default]
    File,
    /// A symbolic link, kept as one.
    Link,
    /// An empty folder.
    Folder,
}

impl EntryKind {
    #[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands over a reference")]
    fn is_file(&self) -> bool {
        *self == Self::File
    }
}

/// Why a manifest is not believed.
#[derive(Debug, thiserror::Error)]
pub enum ManifestError {
    /// The folder has none.
    #[error("there is no `{MANIFEST_NAME}` in it")]
    Missing,
    /// It is there and cannot be read.
    #[error("its `{MANIFEST_NAME}` cannot be read")]
    Read(#[source] io::Error),
    /// It has more bytes than are read.
    #[error("its `{MANIFEST_NAME}` has more than {MAX_MANIFEST_BYTES} bytes")]
    TooLarge,
    /// It is no JSON, or lacks what a manifest has, or has what a manifest has not.
    #[error("its `{MANIFEST_NAME}` is no manifest: {0}")]
    Json(#[source] serde_json::Error),
    /// It is of a version that this program does not know.
    #[error("its `{MANIFEST_NAME}` is of version {0}; this program reads version {BUNDLE_VERSION}")]
    Version(u64),
    /// A path that may not stand in it.
    #[error("its `{MANIFEST_NAME}` names the path {path:?}, which {reason}")]
    Path {
        /// The path.
        path: String,
        /// Why not.
        reason: String,
    },
    /// Paths that are not in order.
    #[error("its `{MANIFEST_NAME}` names {second:?} behind {first:?}; files are sorted by path and named once")]
    Order {
        /// The path before.
        first: String,
        /// The path behind it.
        second: String,
    },
    /// There is no canonical form to take the digest of.
    #[error("its `{MANIFEST_NAME}` has no digest")]
    Canonical(#[from] CanonicalError),
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Versioned {
    bundle_version: u64,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Unsealed<'a> {
    bundle_version: u64,
    run_id: RunId,
    pipeline_id: &'a PipelineId,
    status: RunStatus,
    tool_version: &'a str,
    files: &'a [BundleFile],
}

impl Manifest {
    /// The digest over everything that the manifest says, whatever digest it names.
    ///
    /// # Errors
    /// When a size is no number that JSON can hold.
    pub fn seal(&self) -> Result<Digest, CanonicalError> {
        canonical_digest(&Unsealed {
            bundle_version: self.bundle_version,
            run_id: self.run_id,
            pipeline_id: &self.pipeline_id,
            status: self.status,
            tool_version: &self.tool_version,
            files: &self.files,
        })
    }

    /// The place of the entry with this path.
    pub(super) fn position(&self, path: &str) -> Option<usize> {
        self.files.binary_search_by(|file| file.path.as_str().cmp(path)).ok()
    }

    /// Whether anything lies below this folder.
    pub(super) fn has_below(&self, folder: &str) -> bool {
        let below = format!("{folder}/");
        let first = self.files.partition_point(|file| *file.path < *below);
        self.files.get(first).is_some_and(|file| file.path.starts_with(&below))
    }

    /// Reads the manifest of a bundle. Its digest is not compared here.
    ///
    /// # Errors
    /// When there is none that could be believed.
    pub(super) fn read(bundle: &Utf8Path) -> Result<Self, ManifestError> {
        let file = match open_plain(bundle.join(MANIFEST_NAME).as_std_path()) {
            Ok(file) => file,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Err(ManifestError::Missing),
            Err(error) => return Err(ManifestError::Read(error)),
        };
        Self::parse(&read_bounded(file)?)
    }

    pub(super) fn parse(bytes: &[u8]) -> Result<Self, ManifestError> {
        // What another version has beside its number is not ours to judge.
        let Versioned { bundle_version } = serde_json::from_slice(bytes).map_err(ManifestError::Json)?;
        if bundle_version != BUNDLE_VERSION {
            return Err(ManifestError::Version(bundle_version));
        }
        let manifest: Self = serde_json::from_slice(bytes).map_err(ManifestError::Json)?;
        manifest.check()?;
        Ok(manifest)
    }

    fn check(&self) -> Result<(), ManifestError> {
        let fault = |file: &BundleFile, reason: &str| ManifestError::Path {
            path: file.path.clone(),
            reason: reason.to_owned(),
        };
        for file in &self.files {
            paths::check(&file.path).map_err(|refusal| fault(file, &refusal.to_string()))?;
            let below = file.path.strip_prefix(file.role.folder()).and_then(|rest| rest.strip_prefix('/'));
            if below.is_none() {
                return Err(fault(file, &format!("does not lie below `{}/`, as its role asks", file.role.folder())));
            }
            if file.kind != EntryKind::File && file.role != Role::Artifact {
                return Err(fault(file, "is no file, as all but artifacts are"));
            }
            if file.role != Role::Artifact && (file.artifact_id.is_some() || file.stage_id.is_some()) {
                return Err(fault(file, "names an artifact or a stage, as only artifacts do"));
            }
        }
        for pair in self.files.windows(2) {
            if pair[0].path >= pair[1].path {
                return Err(ManifestError::Order { first: pair[0].path.clone(), second: pair[1].path.clone() });
            }
        }
        Ok(())
    }
}

fn read_bounded(file: File) -> Result<Vec<u8>, ManifestError> {
    let mut bytes = Vec::new();
    file.take(MAX_MANIFEST_BYTES + 1).read_to_end(&mut bytes).map_err(ManifestError::Read)?;
    if bytes.len() as u64 > MAX_MANIFEST_BYTES { Err(ManifestError::TooLarge) } else { Ok(bytes) }
}

/// Stops reading at the first file too many, so that a manifest cannot fill the memory.
fn bounded<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<BundleFile>, D::Error> {
    struct Files;

    impl<'de> Visitor<'de> for Files {
        type Value = Vec<BundleFile>;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            write!(f, "an array of at most {MAX_FILES} files")
        }

        fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Self::Value, A::Error> {
            let mut files = Vec::new();
            while let Some(file) = items.next_element()? {
                if files.len() == MAX_FILES {
                    return Err(A::Error::custom(format_args!("it names more than {MAX_FILES} files")));
                }
                files.push(file);
            }
            Ok(files)
        }
    }

    deserializer.deserialize_seq(Files)
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn file(path: &str) -> Value {
        let role = match path.split('/').next() {
            Some("ledger") => "ledger",
            Some("graph") => "graph",
            _ => "artifact",
        };
        json!({"path": path, "role": role, "digest": Digest::of(b"x"), "sizeBytes": 1})
    }

    fn manifest(files: &[Value]) -> Value {
        json!({
            "bundleVersion": 1, "runId": "01JD0000000000000000000000", "pipelineId": "main", "status": "success",
            "toolVersion": "0.1.0", "files": files, "digest": Digest::of(b"")
        })
    }

    fn refusal(text: &str) -> String {
        crate::chain(&Manifest::parse(text.as_bytes()).unwrap_err())
    }

    #[test]
    fn a_manifest_reads_back_and_its_digest_stands_for_all_of_it() {
        let value = manifest(&[file("artifacts/a"), file("artifacts/a/b"), file("ledger/run.json")]);
        let read = Manifest::parse(value.to_string().as_bytes()).unwrap();
        assert_eq!(serde_json::to_value(&read).unwrap(), value);
        let mut expected = value.clone();
        expected.as_object_mut().unwrap().remove("digest");
        assert_eq!(read.seal().unwrap(), canonical_digest(&expected).unwrap());
        assert_eq!((read.position("artifacts/a/b"), read.position("artifacts")), (Some(1), None));
        assert!(read.has_below("artifacts") && read.has_below("artifacts/a") && !read.has_below("artifact"));
        let other = Manifest { status: RunStatus::Failed, ..read.clone() };
        assert_ne!(other.seal().unwrap(), read.seal().unwrap());
    }

    #[test]
    fn paths_that_lead_out_or_are_named_twice_are_refused() {
        for path in ["artifacts/../../x", "artifacts//x", "/etc/passwd", "artifacts/a\\b", "artifacts", "bundle.json"] {
            assert!(refusal(&manifest(&[file(path)]).to_string()).contains("names the path"), "{path}");
        }
        for (first, second) in [("artifacts/a", "artifacts/a"), ("graph/g", "artifacts/a")] {
            let text = refusal(&manifest(&[file(first), file(second)]).to_string());
            assert!(text.contains("sorted by path and named once"), "{text}");
        }
    }

    #[test]
    fn what_is_no_manifest_is_refused() {
        let good = manifest(&[]);
        let with = |name: &str, value: Value| {
            let mut changed = good.clone();
            changed[name] = value;
            refusal(&changed.to_string())
        };
        assert!(with("bundleVersion", json!(2)).contains("of version 2"));
        assert!(with("bundleVersion", json!(-1)).contains("no manifest"));
        assert!(with("files", json!({})).contains("an array"));
        assert!(with("more", json!(1)).contains("unknown field `more`"));
        assert!(with("status", json!("well")).contains("unknown variant"));
        let twice = good.to_string().replacen('{', "{\"toolVersion\":\"0.1.0\",", 1);
        assert!(refusal(&twice).contains("duplicate field"), "{}", refusal(&twice));
        for deep in ["[".repeat(1 << 20), "{\"bundleVersion\":1,\"files\":".to_owned() + &"[".repeat(1 << 20)] {
            assert!(refusal(&deep).contains("no manifest"));
        }
    }

    #[test]
    fn a_million_files_are_refused_before_they_are_all_read() {
        let one = file("artifacts/a").to_string() + ",";
        let text = manifest(&[]).to_string().replace("[]", &format!("[{}{{}}]", one.repeat(MAX_FILES + 1)));
        assert!(refusal(&text).contains("more than 250000 files"), "{}", refusal(&text));
    }
}
