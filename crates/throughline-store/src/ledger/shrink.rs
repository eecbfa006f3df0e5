//! Gives back to the disk what removed rows took up.

use throughline_engine::{LedgerError, Shrunk};

use super::DatabaseLedger;
use crate::StoreError;
use crate::database::Session;

/// The file is written anew when this share of it is free: one of so many pages. It costs as much as what is left.
const FREE_SHARE: i64 = 8;

/// Fewer free bytes than this are left to the runs that come.
const FREE_BYTES: i64 = 256 * 1024;

impl DatabaseLedger {
    pub(super) fn shrink_now(&self) -> Result<Shrunk, LedgerError> {
        self.write(|session| {
            if session.is_postgres() {
                let before_bytes = server_bytes(session)?;
                // The server uses the room again; how it gives it back is its own affair.
                session.script("VACUUM")?;
                return Ok(Shrunk { before_bytes, after_bytes: server_bytes(session)? });
            }
            let before_bytes = self.file_bytes();
            file_shrink(session)?;
            Ok(Shrunk { before_bytes, after_bytes: self.file_bytes() })
        })
    }
}

fn server_bytes(session: &mut Session) -> Result<u64, StoreError> {
    let sql = "SELECT pg_database_size(current_database())";
    Ok(session.query_opt(sql, &[], |row| row.i64(0))?.and_then(|bytes| u64::try_from(bytes).ok()).unwrap_or(0))
}

fn file_shrink(session: &mut Session) -> Result<(), StoreError> {
    let number = |session: &mut Session, sql| session.query_opt(sql, &[], |row| row.i64(0));
    let pages = number(session, "PRAGMA page_count")?.unwrap_or(0);
    let free = number(session, "PRAGMA freelist_count")?.unwrap_or(0);
    let page = number(session, "PRAGMA page_size")?.unwrap_or(0);
    if free * page >= FREE_BYTES && free * FREE_SHARE >= pages {
        // The new file is put together in a temporary one, which is no reason to fill the memory.
        session.script("PRAGMA temp_store = FILE")?;
        let made = session.script("VACUUM");
        // Also if there was no room for it: what was written of it is in the log.
        session.script("PRAGMA wal_checkpoint(TRUNCATE)")?;
        return made;
    }
    session.script("PRAGMA wal_checkpoint(TRUNCATE)")
}
