//! Whether the state file still stands where it was opened. SQLite goes on writing into a file that was removed, and says
//! nothing: all of it would be lost when the process ends.

use std::os::unix::fs::MetadataExt as _;

use throughline_engine::LedgerError;

/// The file that was opened, by device and inode; none for a ledger in memory.
pub(crate) struct Place(Option<(u64, u64)>);

impl Place {
    /// What stands at this path now.
    pub(crate) fn of(path: &str) -> Self {
        Self(std::fs::metadata(path).ok().map(|found| (found.dev(), found.ino())))
    }

    /// # Errors
    /// When something else stands at the path, or nothing.
    pub(crate) fn check(&self, path: &str) -> Result<(), LedgerError> {
        if self.0.is_none() || self.0 == Self::of(path).0 {
            return Ok(());
        }
        let message = format!(
            "the ledger {path} was removed or replaced while it was in use, so what happened in this run is not kept: the \
             stages that it ran run again next time"
        );
        Err(LedgerError { message, source: None })
    }
}
