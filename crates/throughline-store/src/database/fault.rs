//! Faults on purpose, for tests: what happens before the n-th statement.

use std::sync::atomic::{AtomicI64, AtomicU8, Ordering};

/// What happens in place of a statement.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// The database refuses it.
    Refuse = 1,
    /// The connection is lost.
    Lose = 2,
    /// The process ends at once, as by `kill -9`.
    Kill = 3,
}

/// Counts the statements of the writer, those that begin and end transactions among them, and strikes once.
#[derive(Debug, Default)]
pub struct Faults {
    left: AtomicI64,
    fault: AtomicU8,
    seen: AtomicI64,
}

impl Faults {
    /// From now on: so many statements go well, and this happens in place of the next.
    pub fn arm(&self, statements: u32, fault: Fault) {
        self.left.store(statements.into(), Ordering::SeqCst);
        self.fault.store(fault as u8, Ordering::SeqCst);
    }

    /// Nothing will happen; whether something still would have.
    pub fn disarm(&self) -> bool {
        self.fault.swap(0, Ordering::SeqCst) != 0
    }

    /// How many statements were made so far.
    #[must_use]
    pub fn seen(&self) -> i64 {
        self.seen.load(Ordering::SeqCst)
    }

    /// Before a statement.
    pub(crate) fn strike(&self) -> Option<Fault> {
        self.seen.fetch_add(1, Ordering::SeqCst);
        if self.fault.load(Ordering::SeqCst) == 0 || self.left.fetch_sub(1, Ordering::SeqCst) != 0 {
            return None;
        }
        match self.fault.swap(0, Ordering::SeqCst) {
            1 => Some(Fault::Refuse),
            2 => Some(Fault::Lose),
            3 => std::process::abort(),
            _ => None,
        }
    }
}
