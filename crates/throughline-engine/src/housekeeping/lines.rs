//! The lines of cause of what counts: which earlier attempts they lead to. The same walk as that of `why`, without the
//! words.
//!
//! A stage that goes on with what it wrote before has a line without an end. It is followed until it comes to a stage
//! for the second time: what lies behind is the history of a result and not its cause.

use std::collections::{HashMap, HashSet};

use camino::Utf8Path;
use jiff::Timestamp;
use throughline_model::{AttemptId, Digest, RunId, StageId};

use super::results::{Counted, MadeOf};
use crate::{Ledger, LedgerError, StageRecord};

struct Node {
    stage: StageId,
    attempt: AttemptId,
    at: Timestamp,
    made_of: MadeOf,
    /// Whose line led here first.
    below: Option<usize>,
}

/// The attempts that the lines of cause of these results lead to, with their runs; the results themselves aside.
///
/// # Errors
/// When the ledger cannot be read.
pub(super) fn on_lines(ledger: &dyn Ledger, results: Vec<Counted>) -> Result<Vec<(RunId, AttemptId)>, LedgerError> {
    let mut walk =
        Walk { ledger, nodes: Vec::new(), seen: HashSet::new(), known: HashMap::new(), written: HashMap::new() };
    let mut found = Vec::new();
    for Counted { stage, attempt, at, made_of, left, .. } in results {
        for left in left {
            walk.known.entry(left).and_modify(|since| *since = at.min(*since)).or_insert(at);
        }
        walk.seen.insert(attempt);
        walk.nodes.push(Node { stage, attempt, at, made_of, below: None });
    }
    let mut next = 0;
    while next < walk.nodes.len() {
        for record in walk.sources(next)? {
            if !walk.leads_back(next, &record.stage) && walk.seen.insert(record.attempt) {
                found.push((record.run, record.attempt));
                let made_of = MadeOf::of(&record);
                let StageRecord { stage, attempt, at, .. } = record;
                walk.nodes.push(Node { stage, attempt, at, made_of, below: Some(next) });
            }
        }
        next += 1;
    }
    Ok(found)
}

struct Walk<'a> {
    ledger: &'a dyn Ledger,
    nodes: Vec<Node>,
    seen: HashSet<AttemptId>,
    /// Since when a result that counts has left this content at this path: what was read later need not be looked for.
    known: HashMap<(String, Digest), Timestamp>,
    /// Whether any record ever wrote this path.
    written: HashMap<String, bool>,
}

impl Walk<'_> {
    /// The records that made what this one was made of.
    fn sources(&mut self, node: usize) -> Result<Vec<StageRecord>, LedgerError> {
        let made_of = std::mem::take(&mut self.nodes[node].made_of);
        let (attempt, until) = (self.nodes[node].attempt, self.nodes[node].at);
        let mut found = Vec::new();
        for (path, digest) in made_of.files {
            let Some(digest) = digest else { continue };
            let key = (path, digest);
            if self.known.get(&key).is_none_or(|at| *at > until) {
                found.extend(self.writer(&key.0, digest, until)?);
            }
        }
        for (stage, fingerprint) in made_of.instances {
            found.extend(self.ledger.record_find(&stage, &fingerprint)?);
        }
        for before in made_of.after {
            if !self.seen.contains(&before) {
                found.extend(self.ledger.record_of_attempt(before)?);
            }
        }
        found.retain(|record| record.attempt != attempt && record.at <= until);
        Ok(found)
    }

    /// What wrote this; a folder that was read may have been written file by file, and a file as part of a folder.
    fn writer(&mut self, path: &str, digest: Digest, until: Timestamp) -> Result<Option<StageRecord>, LedgerError> {
        if self.is_written(path)?
            && let Some(found) = self.ledger.record_writer(path, Some(&digest), Some(until))?
        {
            return Ok(Some(found));
        }
        for folder in Utf8Path::new(path).ancestors().skip(1).filter(|folder| !folder.as_str().is_empty()) {
            if self.is_written(folder.as_str())?
                && let Some(found) = self.ledger.record_writer(folder.as_str(), None, Some(until))?
            {
                return Ok(Some(found));
            }
        }
        Ok(None)
    }

    fn is_written(&mut self, path: &str) -> Result<bool, LedgerError> {
        if let Some(known) = self.written.get(path) {
            return Ok(*known);
        }
        let is_written = self.ledger.record_writer(path, None, None)?.is_some();
        self.written.insert(path.to_owned(), is_written);
        Ok(is_written)
    }

    /// Whether the line that led here has passed this stage.
    fn leads_back(&self, node: usize, stage: &StageId) -> bool {
        let mut at = Some(node);
        while let Some(here) = at {
            if self.nodes[here].stage == *stage {
                return true;
            }
            at = self.nodes[here].below;
        }
        false
    }
}
