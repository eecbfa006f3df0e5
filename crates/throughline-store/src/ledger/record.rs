//! Results of stages: what later runs compare with.

use std::collections::HashMap;

use jiff::Timestamp;
use throughline_engine::{LedgerError, StageRecord};
use throughline_model::{AttemptId, Digest, RunId, StageId};

use super::DatabaseLedger;
use super::convert::{json, parsed, signed, text, time};
use crate::StoreError;
use crate::database::{Row, Value};
use crate::values;

const COLUMNS: &str = "stage, run_id, attempt, fingerprint, parts, artifacts, after, usable, at";

/// How many values a list in a statement has: one of these, so that there are few statements to prepare. A list that is
/// shorter ends with its last value again and again.
const LISTS: [usize; 3] = [8, 64, 512];

/// The columns of a record in the table `r`.
pub(crate) fn record_columns() -> String {
    COLUMNS.split(", ").map(|column| format!("r.{column}")).collect::<Vec<_>>().join(", ")
}

pub(crate) fn stage_record(row: &Row<'_>) -> Result<StageRecord, StoreError> {
    Ok(StageRecord {
        stage: row.text(0)?.into(),
        run: parsed(row, 1)?,
        attempt: parsed(row, 2)?,
        fingerprint: parsed(row, 3)?,
        parts: text(row, 4)?,
        artifacts: json(row, 5)?,
        after: json(row, 6)?,
        usable: row.bool(7)?,
        at: time(row, 8)?,
    })
}

/// Cuts a list into such as a statement has: each with `$1, $2, …` for its values.
pub(crate) fn lists<'a>(all: &'a [Value<'a>]) -> impl Iterator<Item = (String, Vec<Value<'a>>)> {
    let longest = LISTS[LISTS.len() - 1];
    all.chunks(longest).map(move |some| {
        let length = LISTS.into_iter().find(|length| *length >= some.len()).unwrap_or(longest);
        let mut values = some.to_vec();
        values.resize(length, some[some.len() - 1]);
        let places: Vec<String> = (1..=length).map(|number| format!("${number}")).collect();
        (places.join(", "), values)
    })
}

impl DatabaseLedger {
    pub(super) fn records_latest(&self, stages: &[StageId]) -> Result<HashMap<StageId, StageRecord>, LedgerError> {
        let wanted: Vec<Value<'_>> = stages.iter().map(|stage| Value::from(stage.as_str())).collect();
        let mut found = HashMap::new();
        for (places, values) in lists(&wanted) {
            let sql = format!(
                "SELECT {} FROM stage_head h JOIN stage_record r ON r.id = h.record_id WHERE h.stage IN ({places})",
                record_columns()
            );
            let records = self.list(&sql, &values, stage_record)?;
            found.extend(records.into_iter().map(|record| (record.stage.clone(), record)));
        }
        Ok(found)
    }

    pub(super) fn record_usable(
        &self,
        stage: &StageId,
        fingerprint: &Digest,
    ) -> Result<Option<StageRecord>, LedgerError> {
        let sql = format!(
            "SELECT {COLUMNS} FROM stage_record
             WHERE stage = $1 AND fingerprint = $2 AND usable <> 0 ORDER BY id DESC LIMIT 1"
        );
        self.one(&sql, values![stage.as_str(), &fingerprint.to_string()], stage_record)
    }

    pub(super) fn attempt_newest(&self) -> Result<Option<AttemptId>, LedgerError> {
        self.one("SELECT attempt FROM stage_record ORDER BY id DESC LIMIT 1", &[], |row| parsed(row, 0))
    }

    pub(super) fn records(&self, stage: &StageId, limit: usize) -> Result<Vec<StageRecord>, LedgerError> {
        let sql = format!("SELECT {COLUMNS} FROM stage_record WHERE stage = $1 ORDER BY id DESC LIMIT $2");
        self.list(&sql, values![stage.as_str(), signed(limit as u64)], stage_record)
    }

    pub(super) fn record_by_attempt(&self, attempt: AttemptId) -> Result<Option<StageRecord>, LedgerError> {
        let sql = format!("SELECT {COLUMNS} FROM stage_record WHERE attempt = $1 ORDER BY id DESC LIMIT 1");
        self.one(&sql, values![&attempt.to_string()], stage_record)
    }

    pub(super) fn records_by_attempt(
        &self,
        attempts: &[AttemptId],
    ) -> Result<HashMap<AttemptId, StageRecord>, LedgerError> {
        let ids: Vec<String> = attempts.iter().map(AttemptId::to_string).collect();
        let wanted: Vec<Value<'_>> = ids.iter().map(Value::from).collect();
        let mut found = HashMap::with_capacity(attempts.len());
        for (places, values) in lists(&wanted) {
            // Of an attempt with several records, the newest comes last and stays.
            let sql = format!("SELECT {COLUMNS} FROM stage_record WHERE attempt IN ({places}) ORDER BY id");
            let records = self.list(&sql, &values, stage_record)?;
            found.extend(records.into_iter().map(|record| (record.attempt, record)));
        }
        Ok(found)
    }

    pub(super) fn records_below(&self, path: &str) -> Result<Vec<StageRecord>, LedgerError> {
        // Artifacts are recorded without the slash that a folder may be named with.
        let path = path.trim_end_matches('/');
        // Everything below a folder sorts between `folder/` and `folder0`, the character after `/`.
        let sql = format!(
            "SELECT {COLUMNS} FROM stage_record WHERE id IN (
                 SELECT record_id FROM record_artifact WHERE path = $1 OR (path > $1 || '/' AND path < $1 || '0')
             ) ORDER BY id DESC"
        );
        self.list(&sql, values![path], stage_record)
    }

    pub(super) fn record_of_path(
        &self,
        path: &str,
        digest: Option<&Digest>,
        until: Option<Timestamp>,
    ) -> Result<Option<StageRecord>, LedgerError> {
        // The records of a path stand in order, so the walk ends at the first that fits; only those are read.
        let sql = format!(
            "SELECT {} FROM record_artifact a JOIN stage_record r ON r.id = a.record_id
             WHERE a.path = $1 AND (a.digest = $2 OR $2 IS NULL) AND (r.at <= $3 OR $3 IS NULL)
             ORDER BY a.record_id DESC LIMIT 1",
            record_columns()
        );
        let values = values![path, digest.map(Digest::as_bytes), until.map(Timestamp::as_millisecond)];
        self.one(&sql, values, stage_record)
    }

    pub(super) fn record_earlier(&self, stage: &StageId, run: RunId) -> Result<Option<StageRecord>, LedgerError> {
        let sql = format!(
            "SELECT {COLUMNS} FROM stage_record WHERE stage = $1 AND run_id < $2
             ORDER BY run_id DESC, id DESC LIMIT 1"
        );
        self.one(&sql, values![stage.as_str(), &run.to_string()], stage_record)
    }

    pub(super) fn records_earlier(
        &self,
        stages: &[StageId],
        run: RunId,
    ) -> Result<HashMap<StageId, StageRecord>, LedgerError> {
        let run = run.to_string();
        let wanted: Vec<Value<'_>> = stages.iter().map(|stage| Value::from(stage.as_str())).collect();
        let mut found = HashMap::with_capacity(stages.len());
        for (places, mut values) in lists(&wanted) {
            // Every stage that has a record has a head, so each is looked for once.
            values.push(Value::from(run.as_str()));
            let sql = format!(
                "SELECT {} FROM stage_head h JOIN stage_record r ON r.id = (
                     SELECT b.id FROM stage_record b WHERE b.stage = h.stage AND b.run_id < ${}
                     ORDER BY b.run_id DESC, b.id DESC LIMIT 1)
                 WHERE h.stage IN ({places})",
                record_columns(),
                values.len()
            );
            let records = self.list(&sql, &values, stage_record)?;
            found.extend(records.into_iter().map(|record| (record.stage.clone(), record)));
        }
        Ok(found)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_is_cut_into_few_lengths_and_loses_nothing() {
        for (length, cut) in [(0, vec![]), (1, vec![8]), (8, vec![8]), (9, vec![64]), (513, vec![512, 8])] {
            let all: Vec<Value<'_>> = (0..length).map(|number: i64| Value::from(number)).collect();
            let lists: Vec<_> = lists(&all).map(|(_, values)| values).collect();
            assert_eq!(lists.iter().map(Vec::len).collect::<Vec<_>>(), cut);
            assert!(all.iter().all(|value| lists.iter().any(|list| list.contains(value))));
        }
        let one = [Value::from(7)];
        let (places, values) = lists(&one).next().unwrap();
        assert_eq!(places, "$1, $2, $3, $4, $5, $6, $7, $8");
        assert_eq!(values, [Value::from(7); 8]);
    }
}
