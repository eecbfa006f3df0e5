//! The whole check, in its order.

use std::io;

use camino::{Utf8Path, Utf8PathBuf};
use throughline_model::Digest;

use super::files;
use super::ledger::{self, EVENTS, RECORDS, RUN};
use super::recorded::Check;
use super::report::{BundleFault, BundleReport, FaultKind};
use crate::export::manifest::{MANIFEST_NAME, Manifest, ManifestError};

/// Why a bundle cannot be checked at all.
#[derive(Debug, thiserror::Error)]
pub enum BundleError {
    /// There is no such folder, or it cannot be read.
    #[error("cannot read the folder `{path}`")]
    Folder {
        /// The folder.
        path: Utf8PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// It is no bundle, or one whose manifest is not to be believed.
    #[error("`{path}` is no bundle: {source}")]
    Manifest {
        /// The folder.
        path: Utf8PathBuf,
        /// What is wrong with its manifest.
        source: ManifestError,
    },
}

/// Checks a bundle: its manifest, every file, and whether its own ledger and schemas agree with them. `expected` is a digest
/// that was told elsewhere.
///
/// # Errors
/// When the folder cannot be read, or its manifest is not to be believed. Everything else that is wrong is in the report.
pub fn verify_bundle(bundle: &Utf8Path, expected: Option<Digest>) -> Result<BundleReport, BundleError> {
    let folder = |source| BundleError::Folder { path: bundle.to_owned(), source };
    // The folder itself may be named by a link; nothing in it is.
    let real = bundle.canonicalize_utf8().map_err(folder)?;
    if !real.is_dir() {
        return Err(folder(io::ErrorKind::NotADirectory.into()));
    }
    let refused = |source| BundleError::Manifest { path: bundle.to_owned(), source };
    let manifest = Manifest::read(&real).map_err(refused)?;
    let digest = manifest.seal().map_err(|error| refused(error.into()))?;
    let mut report = BundleReport {
        run_id: manifest.run_id,
        pipeline_id: manifest.pipeline_id.clone(),
        status: manifest.status,
        tool_version: manifest.tool_version.clone(),
        digest,
        expected,
        files: manifest.files.len(),
        size_bytes: manifest.files.iter().fold(0, |sum: u64, file| sum.saturating_add(file.size_bytes)),
        artifacts: 0,
        faults: Vec::new(),
        notes: Vec::new(),
    };
    let faults = &mut report.faults;
    if manifest.digest != digest {
        let fault =
            BundleFault::new(FaultKind::Manifest, MANIFEST_NAME, "says other things than when its digest was taken");
        faults.push(fault.with(Some(manifest.digest), Some(digest)));
    }
    if let Some(expected) = expected.filter(|expected| *expected != digest) {
        let fault = BundleFault::new(FaultKind::Manifest, MANIFEST_NAME, "is of another bundle than the one expected");
        faults.push(fault.with(Some(expected), Some(digest)));
    }
    let present = files::check(&real, &manifest, faults).map_err(folder)?;
    let mut lacks = false;
    for path in [RUN, EVENTS, RECORDS] {
        lacks |= !present.is_file(&manifest, path);
        if manifest.position(path).is_none() {
            faults.push(BundleFault::new(
                FaultKind::Missing,
                path,
                "every bundle has it, and the manifest does not name it",
            ));
        }
    }
    if lacks {
        report.notes.push("the artifacts were not compared with the ledger, parts of which are missing".to_owned());
    } else if let Some(ledger) = ledger::read(&real, faults) {
        let mut check = Check {
            bundle: &real,
            manifest: &manifest,
            present: &present,
            ledger: &ledger,
            faults,
            notes: &mut report.notes,
        };
        report.artifacts = check.all();
    }
    report.faults.sort_by(|one, other| one.path.cmp(&other.path));
    Ok(report)
}
