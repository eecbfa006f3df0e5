//! What earlier runs left: the ledger, the lock, runs without an end, ledgers set aside.

use std::sync::Arc;

use camino::Utf8PathBuf;
use jiff::Timestamp;
use rustix::fs::Access;
use throughline_engine::{Holder, Ledger, Project, chain, holder};
use throughline_store::{SCHEMA_VERSION, StoreError, open_to_read};

use super::check::{Check, count};
use crate::console::{bytes, when};

pub(super) fn checks(project: &Project) -> Vec<Check> {
    let (mut checks, ledger) = ledger(project);
    let holder = holder(&project.state_dir());
    checks.push(match &holder {
        None => Check::ok("lock", "nobody runs here now"),
        Some(holder) => {
            let detail = format!(
                "in use by process {} on {} (`{}`, since {})",
                holder.pid,
                holder.host,
                holder.command,
                when(holder.since)
            );
            Check::warn("lock", detail, "wait until it has ended; `throughline status` shows how far it is")
        }
    });
    if let Some(ledger) = ledger {
        checks.push(unfinished(&*ledger, holder.as_ref()));
    }
    checks.extend(set_aside(project));
    checks
}

fn ledger(project: &Project) -> (Vec<Check>, Option<Arc<dyn Ledger>>) {
    let path = project.state_dir().join("state.db");
    let ledger = match open_to_read(&project.state_dir(), Timestamp::now()) {
        Ok(Some(ledger)) => ledger,
        Ok(None) => return (vec![Check::not_needed("ledger", "none yet: the first run makes it")], None),
        Err(error) => {
            let fix = match &error {
                StoreError::Newer { .. } => "install the newer version of throughline".to_owned(),
                StoreError::Damaged { .. } => "run: what is damaged is set aside, and a new one begins".to_owned(),
                StoreError::Locks { .. } => "put the project on a local disk".to_owned(),
                StoreError::Unavailable { .. } => "try again when nobody else holds it".to_owned(),
                StoreError::File { .. }
                | StoreError::Database { .. }
                | StoreError::Unique { .. }
                | StoreError::ForeignKey { .. }
                | StoreError::Statement { .. }
                | StoreError::Row { .. }
                | StoreError::Spoiled
                | StoreError::Panicked { .. } => {
                    format!("look at the rights of {path} and its folder")
                }
            };
            return (vec![Check::fail("ledger", chain(&error), fix)], None);
        }
    };
    let mut checks = Vec::new();
    let ledger: Arc<dyn Ledger> = Arc::new(ledger);
    if let Err(error) = rustix::fs::access(path.as_std_path(), Access::WRITE_OK) {
        let detail = format!("{path} can be read and not written: {error}");
        checks.push(Check::fail("ledger", detail, format!("look at the rights of {path} and its folder")));
    }
    match ledger.run_list(None, 1) {
        Ok(runs) => {
            let last = runs.first().map_or_else(
                || "no runs yet".to_owned(),
                |run| format!("last run {} ({})", when(run.started_at), run.status),
            );
            // What was written last may still stand in the journal.
            let files = [path.clone(), Utf8PathBuf::from(format!("{path}-wal"))];
            let size = files.iter().filter_map(|file| file.metadata().ok()).map(|metadata| metadata.len()).sum();
            let detail = format!(".throughline/state.db, schema {SCHEMA_VERSION}, {}, {last}", bytes(size));
            checks.push(Check::ok("ledger", detail));
        }
        Err(error) => {
            let fix = format!("move {path} away, at the price of freshness and history");
            checks.push(Check::fail("ledger", chain(&error), fix));
        }
    }
    (checks, Some(ledger))
}

fn unfinished(ledger: &dyn Ledger, holder: Option<&Holder>) -> Check {
    let runs = match ledger.run_unfinished() {
        Ok(runs) => runs,
        Err(error) => return Check::fail("runs", chain(&error), "mend the ledger first"),
    };
    let names: Vec<String> = runs.iter().map(|run| format!("{} ({})", run.id, run.pipeline)).collect();
    match (names.as_slice(), holder) {
        ([], _) => Check::ok("runs", "every run has its end"),
        (names, Some(_)) => Check::ok("runs", format!("going on: {}", names.join(", "))),
        (names, None) => Check::warn(
            "runs",
            format!(
                "{} cut off, and nobody recorded the end: {}",
                count(names.len(), "run was", "runs were"),
                names.join(", ")
            ),
            "run again: the next run records that, and goes on from what was done",
        ),
    }
}

fn set_aside(project: &Project) -> Option<Check> {
    let entries = std::fs::read_dir(project.state_dir()).ok()?.flatten();
    let damaged = entries.filter_map(|entry| {
        let path = Utf8PathBuf::from_path_buf(entry.path()).ok()?;
        let is_one = path.file_name()?.starts_with("state.db.corrupt-");
        is_one.then(|| (path, entry.metadata().map_or(0, |metadata| metadata.len())))
    });
    let damaged: Vec<(Utf8PathBuf, u64)> = damaged.collect();
    let size: u64 = damaged.iter().map(|(_, size)| size).sum();
    let names = damaged.iter().filter(|(path, _)| !path.as_str().ends_with("-wal") && !path.as_str().ends_with("-shm"));
    let names: Vec<&str> = names.filter_map(|(path, _)| path.file_name()).collect();
    if damaged.is_empty() {
        return None;
    }
    let detail =
        format!("{}, {}: {}", count(names.len(), "damaged ledger", "damaged ledgers"), bytes(size), names.join(", "));
    let fix = format!("when nobody needs them: rm {}/state.db.corrupt-*", project.state_dir());
    Some(Check::warn("set aside", detail, fix))
}
