//! A run in a folder that can be carried elsewhere, and whether such a folder still is what it was.
//!
//! ```text
//! DIR/bundle.json                what is in it: path, role, digest and size of each file; one digest over all
//!     artifacts/<path>           everything that the run's stages left, as it lay below the root
//!     ledger/run.json            the document of the run
//!     ledger/events.jsonl        every event, one JSON object a line
//!     ledger/records.json        the results that stand behind the artifacts: fingerprints with their parts
//!     graph/<file name>          the graph file that the run followed
//!     schemas/<path>             what the artifacts were held against, with all that it refers to
//! ```
//!
//! | file | what it holds |
//! |---|---|
//! | `manifest`, `paths` | `bundle.json`: its form, its limits, its digest; which paths may stand in it |
//! | `told`, `records` | what the events of a run tell of its artifacts; the results behind them |
//! | `exporter`, `failure`, `place`, `plan`, `copy`, `schemas` | making one: where, of what, and all at once |
//! | `content` | bytes read and digested |
//! | `check` | verifying one, with nothing but the folder |
//!
//! Nothing in a bundle says when it was made: the same run exported twice gives the same bytes. Nothing here prints.

mod check;
mod content;
mod copy;
mod exporter;
mod failure;
mod manifest;
mod paths;
mod place;
mod plan;
mod records;
mod schemas;
mod told;

pub use check::{BundleError, BundleFault, BundleReport, FaultKind, verify_bundle};
pub use exporter::{ExportOptions, Exported, export_bundle};
pub use failure::{ExportError, Unportable};
pub use manifest::{BUNDLE_VERSION, BundleFile, EntryKind, MANIFEST_NAME, Manifest, ManifestError, Role};
pub use place::PlaceError;
