//! Runs, and the stages that ran in them.

use throughline_engine::{LedgerError, RunRow, StageRun};
use throughline_model::{PipelineId, ResourceUsage, RunId};

use super::DatabaseLedger;
use super::convert::{count, json, optional_time, parsed, signed, text, time};
use crate::StoreError;
use crate::database::Row;
use crate::values;

const COLUMNS: &str = "id, pipeline, name, status, parameters, started_at, finished_at, duration_ms, planned, failure";

fn run_row(row: &Row<'_>) -> Result<RunRow, StoreError> {
    Ok(RunRow {
        id: parsed(row, 0)?,
        pipeline: row.text(1)?.into(),
        name: text(row, 2)?,
        status: parsed(row, 3)?,
        parameters: json(row, 4)?,
        started_at: time(row, 5)?,
        finished_at: optional_time(row, 6)?,
        duration_ms: row.optional_i64(7)?.map(|_| count(row, 7)).transpose()?,
        planned: usize::try_from(count(row, 8)?).unwrap_or(usize::MAX),
        failure: row.optional_text(9)?.map(|_| json(row, 9)).transpose()?,
    })
}

fn stage_run(row: &Row<'_>) -> Result<StageRun, StoreError> {
    Ok(StageRun {
        run: parsed(row, 0)?,
        stage: row.text(1)?.into(),
        status: parsed(row, 2)?,
        duration_ms: count(row, 3)?,
        at: time(row, 4)?,
        usage: ResourceUsage {
            user_micros: count(row, 5)?,
            system_micros: count(row, 6)?,
            max_rss_bytes: count(row, 7)?,
        },
    })
}

/// What a person gives for a run: the name of its files, and the beginning of its id.
pub(crate) fn named(text: &str) -> (&str, String) {
    let name = text.strip_suffix(".json").or_else(|| text.strip_suffix(".log")).unwrap_or(text);
    (name, text.to_ascii_uppercase())
}

impl DatabaseLedger {
    pub(super) fn runs(&self, pipeline: Option<&PipelineId>, limit: usize) -> Result<Vec<RunRow>, LedgerError> {
        let limit = i64::try_from(limit).unwrap_or(i64::MAX);
        match pipeline {
            Some(pipeline) => {
                let sql = format!("SELECT {COLUMNS} FROM run WHERE pipeline = $1 ORDER BY id DESC LIMIT $2");
                self.list(&sql, values![pipeline.as_str(), limit], run_row)
            }
            None => {
                let sql = format!("SELECT {COLUMNS} FROM run ORDER BY id DESC LIMIT $1");
                self.list(&sql, values![limit], run_row)
            }
        }
    }

    pub(super) fn run_of_number(&self, number: usize) -> Result<Option<RunRow>, LedgerError> {
        let Some(newer) = number.checked_sub(1) else { return Ok(None) };
        let sql = format!("SELECT {COLUMNS} FROM run ORDER BY id DESC LIMIT 1 OFFSET $1");
        self.one(&sql, values![signed(newer as u64)], run_row)
    }

    pub(super) fn runs_between(&self, from: RunId, before: Option<RunId>) -> Result<usize, LedgerError> {
        // `[` follows `Z`, the last character of an id.
        let before = before.map_or_else(|| "[".to_owned(), |run| run.to_string());
        let sql = "SELECT COUNT(*) FROM run WHERE id >= $1 AND id < $2";
        let count = self.one(sql, values![&from.to_string(), &before], |row| row.i64(0))?;
        Ok(count.and_then(|count| usize::try_from(count).ok()).unwrap_or(0))
    }

    pub(super) fn runs_after(&self, run: Option<RunId>, limit: usize) -> Result<Vec<RunRow>, LedgerError> {
        // Every id follows the empty text.
        let after = run.map(|run| run.to_string()).unwrap_or_default();
        let limit = i64::try_from(limit).unwrap_or(i64::MAX);
        let sql = format!("SELECT {COLUMNS} FROM run WHERE id > $1 ORDER BY id LIMIT $2");
        self.list(&sql, values![&after, limit], run_row)
    }

    pub(super) fn run(&self, run: RunId) -> Result<Option<RunRow>, LedgerError> {
        let sql = format!("SELECT {COLUMNS} FROM run WHERE id = $1");
        self.one(&sql, values![&run.to_string()], run_row)
    }

    pub(super) fn runs_named(&self, text: &str) -> Result<Vec<RunRow>, LedgerError> {
        let (name, prefix) = named(text);
        // `[` follows `Z`, the last character of an id.
        let sql = format!(
            "SELECT {COLUMNS} FROM run WHERE name = $1 OR (id >= $2 AND id < $2 || '[') ORDER BY id DESC LIMIT 2"
        );
        self.list(&sql, values![name, &prefix], run_row)
    }

    pub(super) fn runs_unfinished(&self) -> Result<Vec<RunRow>, LedgerError> {
        let sql = format!("SELECT {COLUMNS} FROM run WHERE finished_at IS NULL ORDER BY id");
        self.list(&sql, &[], run_row)
    }

    pub(super) fn stage_runs(&self, pipeline: Option<&PipelineId>) -> Result<Vec<StageRun>, LedgerError> {
        let columns =
            "s.run_id, s.stage, s.status, s.duration_ms, s.at, s.user_micros, s.system_micros, s.max_rss_bytes";
        match pipeline {
            Some(pipeline) => {
                let sql = format!(
                    "SELECT {columns} FROM run r JOIN stage_run s ON s.run_id = r.id
                     WHERE r.pipeline = $1 ORDER BY r.id, s.at"
                );
                self.list(&sql, values![pipeline.as_str()], stage_run)
            }
            None => {
                let sql = format!("SELECT {columns} FROM stage_run s ORDER BY s.run_id, s.at");
                self.list(&sql, &[], stage_run)
            }
        }
    }
}
