//! Whether the chain of the audit log is whole.

use throughline_model::Digest;

use super::audit::{COLUMNS, entry, previous};
use crate::StoreError;
use crate::database::Session;

/// What is wrong with the chain.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ChainFault {
    /// The entry is not what it was, or does not stand behind the one before.
    Changed {
        /// Its number, from 1 on.
        seq: i64,
    },
    /// An entry is gone.
    Gone {
        /// Its number.
        seq: i64,
    },
    /// The chain does not end where it should.
    End {
        /// The number of the entry that should be the last.
        seq: i64,
    },
}

/// What a look at the whole chain gave.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ChainState {
    /// How many entries were looked at.
    pub entries: u64,
    /// The first fault, if there is one.
    pub fault: Option<ChainFault>,
}

/// Looks at every entry. To be called on one state: with [`Database::read_snapshot`](crate::Database::read_snapshot).
///
/// # Errors
/// When the database is away.
pub fn audit_verify(session: &mut Session) -> Result<ChainState, StoreError> {
    let (mut entries, mut last, mut fault) = (0_u64, None::<Digest>, None);
    let mut next = 1_i64;
    session.visit(&format!("SELECT {COLUMNS} FROM audit_log ORDER BY seq"), &[], |row| {
        entries += 1;
        let seq = row.i64(13)?;
        if fault.is_none() && seq != next {
            fault = Some(ChainFault::Gone { seq: next });
        }
        // What cannot be read any more was changed too.
        let found = entry(row).ok();
        if fault.is_none() && !found.as_ref().is_some_and(|entry| entry.follows(last)) {
            fault = Some(ChainFault::Changed { seq });
        }
        last = found.map(|entry| entry.digest);
        next = seq + 1;
        Ok(())
    })?;
    let head =
        session.query_opt("SELECT seq, digest FROM audit_head", &[], |row| Ok((row.i64(0)?, previous(row, 1).ok())))?;
    let end = (next - 1, Some(last));
    let fault = fault.or_else(|| match head {
        Some(head) if head == end => None,
        Some((seq, _)) => Some(ChainFault::End { seq }),
        None => Some(ChainFault::End { seq: next - 1 }),
    });
    Ok(ChainState { entries, fault })
}
