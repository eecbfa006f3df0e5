//! Whether a bundle is what it was: with nothing but its folder, on any machine.
//!
//! ```text
//! bundle.json ─believed, its digest─▶ files: each digest and size, nothing lacks, nothing is there beside   (files)
//!                                  └▶ ledger, graph and schemas of the bundle ─▶ what the events recorded of each
//!                                     artifact, and its schema, hold for the file that is there               (recorded)
//! ```
//!
//! Someone who changes a file and the manifest with it is found by the ledger. Someone who changes that too, everywhere,
//! has made another bundle, with another digest: it has to be compared with one that was told elsewhere.
//!
//! A bundle may come from anywhere: no link is followed, no file is read as a whole unless it has a limited size, and
//! nothing outside of the folder is opened.

mod files;
mod ledger;
mod recorded;
mod report;
mod verify;

pub use report::{BundleFault, BundleReport, FaultKind};
pub use verify::{BundleError, verify_bundle};
