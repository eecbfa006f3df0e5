//! The engine's ledger on the database: in the project's state file, or on a server.
//!
//! A commit is one transaction: its events, and the rows that are folded from them. It is made on the thread that asks for
//! it, over a connection of the ledger's own: a stage that has ended does not wait for a writer's thread.
//!
//! ```text
//! port ─┬→ commit   what becomes durable together: events, rows folded from them, records
//!       ├→ run, record, artifact, decision, events, tombstones     a noun each: its statements, and its rows to values
//!       └→ housekeeping ─→ doomed, tombstones      what goes, and what is remembered of it
//! ```

mod artifact;
mod commit;
mod convert;
#[cfg(test)]
mod cost;
mod decision;
mod doomed;
mod events;
mod handle;
mod housekeeping;
mod open;
mod place;
mod port;
mod record;
mod removal;
mod run;
mod shrink;
mod tombstones;
mod words;

pub use handle::DatabaseLedger;
pub use open::{Opened, ledger_open, open, open_in_memory, open_to_read, state_dir_make};
