//! The record of runs: the ports to the ledger and to observers, the view folded from events, and the files for eyes.

pub(crate) mod document;
pub(crate) mod keep;
pub(crate) mod ledger;
pub(crate) mod observer;
pub(crate) mod recovery;
pub(crate) mod run_files;
pub(crate) mod view;

pub use document::RunDocument;
pub use keep::{KeepObjects, object_store};
pub use ledger::{Commit, GateDecision, Ledger, LedgerError, RunRow, StageRecord, StageRun};
pub use observer::{Observer, ObserverError};
pub use recovery::end_lost_runs;
pub use run_files::{RunRecorder, is_complete, rewrite_record, run_name};
pub use view::{RunView, StageView, fingerprints};
