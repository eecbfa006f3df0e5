//! The paths at which artifacts were ever left.

use throughline_engine::LedgerError;

use super::DatabaseLedger;
use super::convert::text;
use crate::values;

impl DatabaseLedger {
    pub(super) fn paths_of(&self, id: &str) -> Result<Vec<String>, LedgerError> {
        let sql = "SELECT path FROM artifact_place WHERE artifact = $1 ORDER BY path";
        self.list(sql, values![id], |row| text(row, 0))
    }

    pub(super) fn paths_below(&self, folder: &str) -> Result<Vec<String>, LedgerError> {
        // As for the writers of a folder.
        let folder = folder.trim_end_matches('/');
        let sql = "SELECT DISTINCT path FROM artifact_place
                   WHERE path = $1 OR (path > $1 || '/' AND path < $1 || '0') ORDER BY path";
        self.list(sql, values![folder], |row| text(row, 0))
    }
}
