//! Housekeeping: which runs may be forgotten, and how they go.
//!
//! ```text
//! ledger, files ─protect→ runs that must stay ─rules→ runs that go ─survey→ what would be done     nothing is changed
//! survey ─sweep→ ledger (one transaction, tombstones) → files → kept objects → the ledger's file is made smaller
//! ```
//! A process that dies between two of these steps leaves files that nobody needs; the next sweep finds them. What a
//! stage would do does not change by it: a result that may still be found fresh stays, with its run.
//!
//! | file | what it holds |
//! |---|---|
//! | `port` | what a ledger must be able to do |
//! | `rules` | which runs the rules take |
//! | `protect`, `results`, `lines` | which runs must stay, and why |
//! | `leftovers` | files that nobody needs |
//! | `survey`, `sweep` | what would be done, and doing it |
//! | `tombstone` | what is known of what was removed |

pub(crate) mod leftovers;
pub(crate) mod lines;
pub(crate) mod port;
pub(crate) mod protect;
pub(crate) mod results;
pub(crate) mod rules;
pub(crate) mod survey;
pub(crate) mod sweep;
pub(crate) mod tombstone;

pub use leftovers::{Leftover, LeftoverKind};
pub use port::{Housekeeping, Outlook, RecordSet, Removal, RunExtent, Shrunk, WaitingGate};
pub use protect::Protection;
pub use rules::{Age, Rules, Taken};
pub use survey::{DoomedRun, HousekeepingError, Survey, survey};
pub use sweep::{Swept, sweep};
pub use tombstone::{RemovedArtifact, Tombstone};
