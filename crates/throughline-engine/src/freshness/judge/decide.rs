//! The decision itself: today's facts against the records.

use camino::Utf8Path;
use serde_json::Value;
use throughline_graph::{CachePolicy, Stage};
use throughline_model::{ArtifactRecord, Change, Digest, StageId};

use super::facts::Facts;
use super::{JudgeError, Judgement, Link, Reason, Surroundings, Verdict, Wish};
use crate::{Contents, Parts, Resolved, ResolvedArtifact, ResolvedWork, StageRecord, World};

/// So many results of a stage are looked at to be certain that none of them can stand in for a run.
const LOOKED_BACK: usize = 64;

/// Decides for stages of one world at one moment.
pub struct Judge<'a> {
    /// The world.
    pub world: &'a World,
    /// The files.
    pub contents: &'a dyn Contents,
    /// The rest of the run.
    pub surroundings: &'a dyn Surroundings,
}

impl Judge<'_> {
    /// Decides for one stage.
    ///
    /// # Errors
    /// When something that the decision needs cannot be read.
    pub fn judge(&self, resolved: &Resolved, links: &[Link], wish: Wish) -> Result<Judgement, JudgeError> {
        let stage = &self.world.graph().stages[resolved.index];
        let mut facts = self.facts(stage, resolved, links)?;
        // The fingerprint is over the plain parts, so that a secret that counts does; what is kept is masked.
        let fingerprint = if facts.open.is_empty() { Some(facts.parts.fingerprint()?) } else { None };
        facts.parts.mask(&self.world.secrets);
        // What was read of the world can be written down again.
        let known = if fingerprint.is_none() { facts.parts.fingerprint().ok() } else { None };
        let mut rewritten = false;
        let verdict = self.verdict(stage, resolved, &facts, fingerprint.as_ref(), wish, &mut rewritten)?;
        let Facts { parts, after, watched, uncounted, .. } = facts;
        Ok(Judgement { verdict, parts, fingerprint, known, after, watched, uncounted, rewritten })
    }

    fn verdict(
        &self,
        stage: &Stage,
        resolved: &Resolved,
        facts: &Facts,
        fingerprint: Option<&Digest>,
        wish: Wish,
        rewritten: &mut bool,
    ) -> Result<Verdict, JudgeError> {
        if wish.forced {
            return Ok(Verdict::Run(Reason::plain("forced")));
        }
        if stage.cache_policy() == CachePolicy::Never && !wish.ignore_policy {
            return Ok(Verdict::Run(Reason::plain(never_reason(stage))));
        }
        let Some(latest) = self.world.latest_record(&resolved.id)? else {
            return Ok(Verdict::Run(Reason::plain("it has no result yet")));
        };
        if let Some(missing) = self.missing_output(resolved)? {
            return Ok(Verdict::Run(Reason::plain(format!("output {} ({}) is missing", missing.id, missing.path))));
        }
        if let Some(before) = &facts.runs_after {
            let reason = format!("{before} runs, and no declared artifact flows from it");
            return Ok(Verdict::Run(Reason::plain(reason)));
        }
        let Some(fingerprint) = fingerprint else {
            return self.verdict_while_open(resolved, facts, &latest);
        };
        let record = if latest.usable && latest.fingerprint == *fingerprint {
            Some(latest.clone())
        } else {
            self.world.ledger.record_find(&resolved.id, fingerprint)?
        };
        if let Some(record) = record {
            if matches!(resolved.work, ResolvedWork::Gate(_)) && self.is_denied(&resolved.id, fingerprint)? {
                return Ok(Verdict::Run(Reason::plain("it was denied since")));
            }
            if let Some(reason) = self.unlike_record(resolved, facts, &record, rewritten)? {
                return Ok(Verdict::Run(reason));
            }
            if !facts.open_after.is_empty() {
                return Ok(wait_for(&facts.open_after, "it runs if they do"));
            }
            return Ok(Verdict::Fresh { record: Box::new(record), revalidated: false });
        }
        if !latest.usable && latest.fingerprint == *fingerprint {
            let reason = "an input changed while its last result was made";
            return Ok(Verdict::Run(Reason::plain(reason)));
        }
        let changes = facts.parts.changes_since(&read_parts(&latest)?);
        if latest.usable
            && only_schemas(&changes)
            && self.unlike_record(resolved, facts, &latest, rewritten)?.is_none()
            && self.outputs_satisfy_schemas(resolved)?
        {
            if !facts.open_after.is_empty() {
                return Ok(wait_for(&facts.open_after, "it runs if they do"));
            }
            let record = StageRecord {
                fingerprint: *fingerprint,
                parts: serde_json::to_string(&facts.parts)
                    .map_err(|source| JudgeError::Record { stage: resolved.id.clone(), source })?,
                ..latest
            };
            return Ok(Verdict::Fresh { record: Box::new(record), revalidated: true });
        }
        Ok(Verdict::Run(Reason::changed(changes)))
    }

    /// Some parts are open. It is certain that the stage runs if no recorded result agrees with the parts that are
    /// known.
    fn verdict_while_open(
        &self,
        resolved: &Resolved,
        facts: &Facts,
        latest: &StageRecord,
    ) -> Result<Verdict, JudgeError> {
        let open_labels: Vec<&str> = facts.open.iter().map(|(_, label)| label.as_str()).collect();
        let known_changes = |record: &StageRecord| -> Result<Vec<Change>, JudgeError> {
            let mut changes = facts.parts.changes_since(&read_parts(record)?);
            changes.retain(|change| !open_labels.contains(&change.part.as_str()));
            Ok(changes)
        };
        let changes = known_changes(latest)?;
        if !changes.is_empty() && !only_schemas(&changes) {
            let recent = self.world.ledger.record_recent(&resolved.id, LOOKED_BACK)?;
            // Where there are more, one of those may agree: that is seen when nothing is open any more.
            let mut possible = recent.len() == LOOKED_BACK;
            for record in recent {
                possible = possible || (record.usable && known_changes(&record)?.is_empty());
            }
            if !possible {
                return Ok(Verdict::Run(Reason::changed(changes)));
            }
        }
        let mut on: Vec<StageId> = facts.open.iter().map(|(stage, _)| stage.clone()).collect();
        on.extend(facts.open_after.iter().cloned());
        on.dedup();
        let what = facts.open.iter().map(|(_, label)| label.replacen(':', " ", 1)).collect::<Vec<_>>();
        Ok(wait_for(&on, &format!("it runs if {} changes", what.join(" or "))))
    }

    fn missing_output<'r>(&self, resolved: &'r Resolved) -> Result<Option<&'r ResolvedArtifact>, JudgeError> {
        for output in resolved.outputs.iter().filter(|output| !output.optional) {
            let open = self.surroundings.open_writer(&output.path, &resolved.id).is_some();
            if !open && self.contents.content(&output.path)?.is_none() {
                return Ok(Some(output));
            }
        }
        Ok(None)
    }

    /// What speaks against a record although the fingerprints agree: outputs that are not as it left them, or stages
    /// before it that ran since.
    fn unlike_record(
        &self,
        resolved: &Resolved,
        facts: &Facts,
        record: &StageRecord,
        rewritten: &mut bool,
    ) -> Result<Option<Reason>, JudgeError> {
        for artifact in &record.artifacts {
            let path = Utf8Path::new(&artifact.path);
            let found = self.contents.artifact(path, &artifact.volatile)?.map(|content| content.digest);
            if found != artifact.digest {
                if self.is_of_later_writer(resolved, artifact, found)? {
                    *rewritten = true;
                    continue;
                }
                let how = match (artifact.digest, found) {
                    (Some(_), None) => "is missing",
                    (None, Some(_)) => "is there, which it did not write",
                    _ => "is not what it wrote",
                };
                let reason = format!("output {} ({path}) {how}", artifact.id);
                return Ok(Some(Reason::plain(reason)));
            }
        }
        if record.artifacts.len() != resolved.outputs.len() {
            return Ok(Some(Reason::plain("its outputs are not those of its last result")));
        }
        for (stage, attempt) in &facts.after {
            if record.after.get(stage) != Some(attempt) {
                let reason = format!("{stage} ran since, and no declared artifact flows from it");
                return Ok(Some(Reason::plain(reason)));
            }
        }
        Ok(None)
    }

    /// Whether what is there now is what a later stage of this run last made of this output.
    fn is_of_later_writer(
        &self,
        resolved: &Resolved,
        artifact: &ArtifactRecord,
        found: Option<Digest>,
    ) -> Result<bool, JudgeError> {
        for writer in self.surroundings.later_writers(Utf8Path::new(&artifact.path), &resolved.id) {
            let record = self.world.latest_record(&writer)?;
            let left = record.iter().flat_map(|record| &record.artifacts).find(|left| left.path == artifact.path);
            if left.is_some_and(|left| left.digest == found) {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Whether the last word on what a gate shows was no.
    fn is_denied(&self, gate: &StageId, fingerprint: &Digest) -> Result<bool, JudgeError> {
        let decisions = self.world.ledger.decision_list(gate)?;
        let last = decisions.iter().find(|decision| decision.fingerprint == *fingerprint);
        Ok(last.is_some_and(|decision| !decision.approved))
    }

    fn outputs_satisfy_schemas(&self, resolved: &Resolved) -> Result<bool, JudgeError> {
        for output in &resolved.outputs {
            if !crate::freshness::outputs::faults(&self.world.project.root, &self.world.schemas, output)?.is_empty() {
                return Ok(false);
            }
        }
        Ok(true)
    }
}

pub(crate) fn read_parts(record: &StageRecord) -> Result<Parts, JudgeError> {
    serde_json::from_str(&record.parts).map_err(|source| JudgeError::Record { stage: record.stage.clone(), source })
}

/// Whether nothing but the digests of output schemas changed.
fn only_schemas(changes: &[Change]) -> bool {
    let without_schema = |value: &Option<Value>| {
        let mut value = value.clone()?;
        value.as_object_mut()?.remove("schema");
        Some(value)
    };
    !changes.is_empty()
        && changes.iter().all(|change| {
            change.part.starts_with("output:")
                && change.old.is_some()
                && without_schema(&change.old) == without_schema(&change.new)
        })
}

fn never_reason(stage: &Stage) -> &'static str {
    if stage.cache == Some(CachePolicy::Never) {
        "it is never cached"
    } else if stage.outputs.is_empty() {
        "it declares no outputs, so it runs every time"
    } else {
        "it reads from outside the project, so it runs every time"
    }
}

fn wait_for(on: &[StageId], reason: &str) -> Verdict {
    Verdict::Wait { on: on.to_vec(), reason: reason.to_owned() }
}
