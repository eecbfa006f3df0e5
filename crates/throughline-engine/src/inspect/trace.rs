//! Follows the line of cause from an artifact back to the files that nobody made.
//!
//! What was read is matched with what was written by path and digest, and by time: the newest result with this content
//! that was there when it was read. The walk goes breadth first and looks at each attempt once, so neither cycles nor
//! long lines trouble it.

use std::collections::{HashMap, HashSet, VecDeque};

use camino::Utf8Path;
use throughline_model::{AttemptId, Digest, RunId};

use super::cause::{Cause, OnDisk, Subject};
use crate::{Contents, JudgeError, Ledger, LedgerError, RunRow, RunView, StageRecord};

/// Follows lines of cause in one ledger.
pub struct Tracer<'a> {
    pub(super) ledger: &'a dyn Ledger,
    contents: &'a dyn Contents,
    pub(super) runs: HashMap<RunId, (Option<RunRow>, Option<RunView>)>,
    /// Whether anything was ever left at exactly this path.
    left: HashMap<String, bool>,
    queue: VecDeque<StageRecord>,
    seen: HashSet<AttemptId>,
}

impl<'a> Tracer<'a> {
    /// A tracer over this ledger, which compares with these files.
    pub fn new(ledger: &'a dyn Ledger, contents: &'a dyn Contents) -> Self {
        Self {
            ledger,
            contents,
            runs: HashMap::new(),
            left: HashMap::new(),
            queue: VecDeque::new(),
            seen: HashSet::new(),
        }
    }

    /// The artifact at exactly this path: the newest result that holds what is there, else the newest.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub fn at_path(&mut self, path: &str) -> Result<Option<Subject>, JudgeError> {
        let Some(newest) = self.ledger.record_writer(path, None, None)? else { return Ok(None) };
        let found = self.digest(path, &volatile_of(&newest, path)).ok().flatten();
        let left_by_newest = newest.artifacts.iter().find(|artifact| artifact.path == path);
        let holder = match &found {
            // The newest of all is the newest of those that left what is there.
            Some(digest) if left_by_newest.is_some_and(|left| left.digest.as_ref() == Some(digest)) => None,
            Some(digest) => self.ledger.record_writer(path, Some(digest), None)?,
            None => None,
        };
        let superseded_by = holder.as_ref().filter(|holder| holder.attempt != newest.attempt).map(|_| newest.run);
        let record = holder.unwrap_or(newest);
        let Some(artifact) = record.artifacts.iter().find(|artifact| artifact.path == path).cloned() else {
            return Ok(None);
        };
        let on_disk = self.on_disk(path, artifact.digest.as_ref(), &artifact.volatile);
        let made_by = record.attempt;
        self.reach(record);
        Ok(Some(Subject { artifact, inside: None, on_disk, made_by, superseded_by }))
    }

    /// The folder artifact that this path lies in.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub fn around_path(&mut self, path: &str) -> Result<Option<Subject>, JudgeError> {
        for folder in Utf8Path::new(path).ancestors().skip(1).filter(|folder| !folder.as_str().is_empty()) {
            if let Some(subject) = self.at_path(folder.as_str())? {
                return Ok(Some(Subject { inside: Some(path.to_owned()), ..subject }));
            }
        }
        Ok(None)
    }

    /// The artifacts below this folder.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub fn below_path(&mut self, path: &str) -> Result<Vec<Subject>, JudgeError> {
        let paths = self.ledger.artifact_paths_below(path)?;
        paths.iter().filter_map(|path| self.at_path(path).transpose()).collect()
    }

    /// The line of cause of what was found so far.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub fn follow(mut self, artifacts: Vec<Subject>) -> Result<Cause, JudgeError> {
        let mut makers = Vec::new();
        while let Some(record) = self.queue.pop_front() {
            makers.push(self.maker(&record)?);
        }
        Ok(Cause { artifacts, makers })
    }

    pub(super) fn reach(&mut self, record: StageRecord) {
        if self.seen.insert(record.attempt) {
            self.queue.push_back(record);
        }
    }

    /// Whether anything was ever left at exactly this path: what many stages read is asked for once.
    pub(super) fn was_left(&mut self, path: &str) -> Result<bool, LedgerError> {
        if let Some(known) = self.left.get(path) {
            return Ok(*known);
        }
        let known = self.ledger.record_writer(path, None, None)?.is_some();
        self.left.insert(path.to_owned(), known);
        Ok(known)
    }

    /// Whether it is known that nothing was ever left there.
    pub(super) fn is_source(&self, path: &str) -> bool {
        self.left.get(path) == Some(&false)
    }

    fn digest(&self, path: &str, volatile: &[String]) -> Result<Option<Digest>, throughline_artifact::ContentError> {
        Ok(self.contents.artifact(Utf8Path::new(path), volatile)?.map(|content| content.digest))
    }

    pub(super) fn on_disk(&self, path: &str, recorded: Option<&Digest>, volatile: &[String]) -> OnDisk {
        match (self.digest(path, volatile), recorded) {
            (Err(_), _) => OnDisk::Unreadable,
            (Ok(found), recorded) if found.as_ref() == recorded => OnDisk::AsRecorded,
            (Ok(None), _) => OnDisk::Missing,
            (Ok(Some(_)), _) => OnDisk::Changed,
        }
    }
}

/// What a record says of the members of an artifact that are no part of its content.
pub(super) fn volatile_of(record: &StageRecord, path: &str) -> Vec<String> {
    let artifact = record.artifacts.iter().find(|artifact| artifact.path == path);
    artifact.map_or_else(Vec::new, |artifact| artifact.volatile.clone())
}

#[cfg(test)]
mod tests {
    use serde_json::json;
    use throughline_artifact::{Content, ContentError, ContentKind};

    use super::super::memory::{Memory, record, run_at};
    use super::*;
    use crate::Parts;

    /// What the files hold now.
    struct Files(HashMap<&'static str, &'static str>);

    impl Contents for Files {
        fn content(&self, path: &Utf8Path) -> Result<Option<Content>, ContentError> {
            let content = |text: &&str| Content {
                digest: Digest::of(text.as_bytes()),
                size_bytes: text.len() as u64,
                kind: ContentKind::File,
            };
            Ok(self.0.get(path.as_str()).map(content))
        }

        fn artifact(&self, path: &Utf8Path, _volatile: &[String]) -> Result<Option<Content>, ContentError> {
            self.content(path)
        }
    }

    fn reads(inputs: &[(&str, &str)]) -> Parts {
        let mut parts = Parts::default();
        for (path, content) in inputs {
            let digest = Digest::of(content.as_bytes());
            parts.insert(format!("input:{path}"), json!({ "path": path, "digest": digest }));
        }
        parts
    }

    #[test]
    fn a_line_goes_back_to_the_result_that_was_there_then_and_ends_at_a_source() {
        let raw_then = record(run_at(1), "fetch", 1, &reads(&[("src", "s1")]), &[("raw", "r")]);
        let report = record(run_at(2), "report", 2, &reads(&[("raw", "r")]), &[("report", "text")]);
        let raw_again = record(run_at(3), "fetch", 3, &reads(&[("src", "s2")]), &[("raw", "r")]);
        let ledger = Memory { records: vec![raw_then.clone(), report.clone(), raw_again] };
        let files = Files([("report", "text"), ("raw", "r"), ("src", "s2")].into());
        let mut tracer = Tracer::new(&ledger, &files);
        let subject = tracer.at_path("report").unwrap().unwrap();
        assert_eq!((subject.on_disk, subject.made_by), (OnDisk::AsRecorded, report.attempt));
        let cause = tracer.follow(vec![subject]).unwrap();
        let [first, second] = &cause.makers[..] else { panic!("{cause:?}") };
        assert_eq!(first.inputs[0].made_by, Some(raw_then.attempt));
        assert_eq!(second.attempt_id, raw_then.attempt);
        assert_eq!((second.inputs[0].made_by, second.inputs[0].on_disk), (None, Some(OnDisk::Changed)));
    }

    #[test]
    fn what_is_there_counts_even_if_a_newer_run_wrote_something_else() {
        let old = record(run_at(1), "a", 1, &reads(&[]), &[("out/x", "old")]);
        let new = record(run_at(2), "a", 2, &reads(&[]), &[("out/x", "new")]);
        let ledger = Memory { records: vec![old.clone(), new.clone()] };
        let files = Files([("out/x", "old")].into());
        let found = Tracer::new(&ledger, &files).at_path("out/x").unwrap().unwrap();
        assert_eq!((found.made_by, found.superseded_by), (old.attempt, Some(new.run)));
        let files = Files([("out/x", "edited")].into());
        let found = Tracer::new(&ledger, &files).at_path("out/x").unwrap().unwrap();
        assert_eq!((found.made_by, found.on_disk), (new.attempt, OnDisk::Changed));
    }

    #[test]
    fn folders_are_found_from_inside_and_from_above_and_a_cycle_ends() {
        let site = record(run_at(1), "site", 1, &reads(&[("out/site", "before")]), &[("out/site", "before")]);
        let ledger = Memory { records: vec![site.clone()] };
        let files = Files([("out/site", "before")].into());
        let mut tracer = Tracer::new(&ledger, &files);
        let inside = tracer.around_path("out/site/a/b").unwrap().unwrap();
        assert_eq!(inside.inside.as_deref(), Some("out/site/a/b"));
        assert_eq!(tracer.below_path("out").unwrap().len(), 1);
        assert_eq!(tracer.around_path("elsewhere/x").unwrap(), None);
        let cause = tracer.follow(vec![inside]).unwrap();
        assert_eq!(cause.makers.len(), 1);
        assert_eq!(cause.makers[0].inputs[0].made_by, None);
    }
}
