//! The database that something is imported into: nobody else writes it meanwhile, nothing is in it, and afterwards it numbers
//! its rows where the imported ones end.

use super::TransferError;
use crate::StoreError;
use crate::database::{Layout, Session, Table, quoted};

/// The table that has a row from the beginning: the end of the chain of the audit log, with the lock that writers wait for. It
/// is changed and not replaced, so that it stays the same row for those who wait.
const HEAD: &str = "audit_head";

/// How long the other end takes to read or to write is not the database's concern. To be called within a transaction.
///
/// # Errors
/// When the database is away.
pub(super) fn unhurried(session: &mut Session) -> Result<(), StoreError> {
    if session.is_postgres() { session.script("SET LOCAL idle_in_transaction_session_timeout = 0") } else { Ok(()) }
}

/// Keeps everybody else from writing until the transaction ends. SQLite has one writer anyway.
///
/// # Errors
/// When somebody writes for longer than patience, or the database is away.
pub(super) fn lock(session: &mut Session, layout: &Layout) -> Result<(), StoreError> {
    if !session.is_postgres() {
        return Ok(());
    }
    let tables: Vec<String> = layout.tables.iter().map(|table| quoted(&table.name)).collect();
    session.script(&format!("LOCK TABLE {} IN SHARE ROW EXCLUSIVE MODE", tables.join(", ")))
}

/// # Errors
/// When there are rows in a table, or the database is away.
pub(super) fn refuse_occupied(session: &mut Session, layout: &Layout) -> Result<(), TransferError> {
    for table in &layout.tables {
        let but = if table.name == HEAD { " WHERE seq <> 0" } else { "" };
        let sql = format!("SELECT 1 FROM {}{but} LIMIT 1", quoted(&table.name));
        if session.query_opt(&sql, &[], |_| Ok(()))?.is_some() {
            return Err(TransferError::Occupied { table: table.name.clone() });
        }
    }
    Ok(())
}

/// What becomes of a row whose key is there already.
pub(super) fn on_conflict(table: &Table) -> String {
    if table.name != HEAD {
        return String::new();
    }
    let others = table.columns.iter().map(|column| &column.name).filter(|name| !table.key.contains(name));
    let set: Vec<String> = others.map(|name| format!("{0} = excluded.{0}", quoted(name))).collect();
    let key: Vec<String> = table.key.iter().map(|name| quoted(name)).collect();
    format!(" ON CONFLICT ({}) DO UPDATE SET {}", key.join(", "), set.join(", "))
}

/// PostgreSQL numbers rows by a counter beside the table, which knows nothing of numbers that were told. A key that nothing
/// counts has none, and is left alone. What a counter is set to stays although the transaction fails, so this is the last.
///
/// # Errors
/// When the database is away.
pub(super) fn counters_set(session: &mut Session, layout: &Layout) -> Result<(), StoreError> {
    if !session.is_postgres() {
        return Ok(());
    }
    for table in &layout.tables {
        let Some(key) = table.numbered() else { continue };
        let (name, column) = (quoted(&table.name), quoted(key));
        session.script(&format!(
            "SELECT setval(CAST(pg_get_serial_sequence('{name}', '{key}') AS regclass),
                           (SELECT COALESCE(MAX({column}), 0) + 1 FROM {name}), false)"
        ))?;
    }
    Ok(())
}
