//! The one decision that everything rests on: does this stage run, is it fresh, or can that not be said yet?
//!
//! The same function decides for a plan, where stages before this one may still be open, and for a run, where they
//! are all settled. When in doubt, a stage runs.

use std::collections::BTreeMap;

use camino::{Utf8Path, Utf8PathBuf};
use serde_json::{Value, json};
use throughline_artifact::{CanonicalError, CheckError, ContentError, SchemaError};
use throughline_graph::{CachePolicy, Stage};
use throughline_model::{ArtifactId, ArtifactRecord, AttemptId, Change, Digest, StageId};

use crate::named_files::named_files;
use crate::resolve::names_run;
use crate::{
    Contents, Element, LedgerError, Parts, ResolveError, Resolved, ResolvedArtifact, ResolvedWork, StageRecord, World,
    headline,
};

/// How a stage hangs on one that comes before it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    /// The stage before.
    pub stage: StageId,
    /// Whether `dependsOn` names it; else only an artifact joins the two.
    pub declared: bool,
    /// The artifacts that flow from it.
    pub carries: Vec<ArtifactId>,
}

/// What a stage before the one in question has come to.
#[derive(Debug, Clone, Copy)]
pub enum Upstream<'a> {
    /// It is not part of this run: what is there counts.
    Untouched,
    /// It is fresh, or has run; this is its result.
    Settled(&'a StageRecord),
    /// It will run, whatever happens.
    Runs,
    /// Whether it runs is not known yet.
    Open,
}

/// What the run around a stage has come to.
pub trait Surroundings {
    /// What a stage before this one has come to.
    fn upstream(&self, stage: &StageId) -> Upstream<'_>;
    /// The elements of a `forEach` stage; none while they are not known.
    fn elements(&self, stage: &StageId) -> Option<&[Element]>;
    /// An earlier stage that will or may still write this path.
    fn open_writer(&self, path: &Utf8Path, reader: &StageId) -> Option<StageId>;
    /// The later stages of this run that write this path too.
    fn later_writers(&self, path: &Utf8Path, writer: &StageId) -> Vec<StageId>;
    /// The attempt of a stage that a result of ours would hang on, where it is not part of this run.
    fn last_attempt(&self, stage: &StageId) -> Option<AttemptId>;
}

/// What was decided, and on what grounds.
#[derive(Debug, Clone)]
pub struct Judgement {
    /// What was decided.
    pub verdict: Verdict,
    /// What the result depends on, as far as it is known.
    pub parts: Parts,
    /// The digest over the parts; none while some are not known.
    pub fingerprint: Option<Digest>,
    /// The attempts that the result hangs on without a declared artifact.
    pub after: BTreeMap<StageId, AttemptId>,
    /// The files that the parts speak of, each with its digest: what must not change while the stage runs.
    pub watched: Vec<(Utf8PathBuf, Option<Digest>)>,
    /// Whether a later stage has since overwritten an output, as it always does.
    pub rewritten: bool,
}

/// Does this stage run?
#[derive(Debug, Clone)]
pub enum Verdict {
    /// It runs.
    Run(Reason),
    /// It need not.
    Fresh {
        /// What stands in for a run.
        record: Box<StageRecord>,
        /// Whether only schemas changed and what is there satisfies the new ones.
        revalidated: bool,
    },
    /// It cannot be said before these stages have ended.
    Wait {
        /// The stages.
        on: Vec<StageId>,
        /// In words.
        reason: String,
    },
}

/// Why a stage runs.
#[derive(Debug, Clone, PartialEq)]
pub struct Reason {
    /// In a few words.
    pub text: String,
    /// What differs from the result that was there before.
    pub changes: Vec<Change>,
}

impl Reason {
    fn plain(text: impl Into<String>) -> Self {
        Self { text: text.into(), changes: Vec::new() }
    }

    fn changed(changes: Vec<Change>) -> Self {
        const SHOWN: usize = 3;
        let mut text = changes.iter().take(SHOWN).map(headline).collect::<Vec<_>>().join(", ");
        if changes.len() > SHOWN {
            text.push_str(&format!(", and {} more", changes.len() - SHOWN));
        }
        Self { text, changes }
    }
}

/// Why nothing could be decided.
#[derive(Debug, thiserror::Error)]
pub enum JudgeError {
    /// A file cannot be read.
    #[error(transparent)]
    Content(#[from] ContentError),
    /// An artifact cannot be checked.
    #[error(transparent)]
    Check(#[from] CheckError),
    /// A schema cannot be used.
    #[error(transparent)]
    Schema(#[from] SchemaError),
    /// A placeholder cannot be filled.
    #[error(transparent)]
    Resolve(#[from] ResolveError),
    /// Something has no canonical form.
    #[error(transparent)]
    Canonical(#[from] CanonicalError),
    /// The ledger cannot be read.
    #[error(transparent)]
    Ledger(#[from] LedgerError),
    /// What the ledger holds is not what this version wrote.
    #[error("the ledger's record of stage `{stage}` cannot be read")]
    Record {
        /// The stage.
        stage: StageId,
        /// Why.
        source: serde_json::Error,
    },
    /// A tool that the stage names cannot tell its version.
    #[error("tool `{tool}`: {reason}")]
    Tool {
        /// Its name.
        tool: String,
        /// Why not.
        reason: String,
    },
}

/// What the caller wants beside the facts.
#[derive(Debug, Clone, Copy, Default)]
pub struct Wish {
    /// Run it, fresh or not.
    pub forced: bool,
    /// Ask only whether a result that stands is still true, whatever the cache policy says: for stages that the
    /// filters left out and that others need.
    pub ignore_policy: bool,
}

/// Decides for stages of one world at one moment.
pub struct Judge<'a> {
    /// The world.
    pub world: &'a World,
    /// The files.
    pub contents: &'a dyn Contents,
    /// The rest of the run.
    pub surroundings: &'a dyn Surroundings,
}

/// What is known of a stage before any record is looked at.
struct Facts {
    parts: Parts,
    open: Vec<(StageId, String)>,
    after: BTreeMap<StageId, AttemptId>,
    watched: Vec<(Utf8PathBuf, Option<Digest>)>,
    runs_after: Option<StageId>,
    open_after: Vec<StageId>,
}

impl Facts {
    fn content_part(&mut self, label: String, path: &Utf8Path, digest: Option<Digest>) {
        self.parts.insert(label, input_value(path, digest.as_ref()));
        self.watched.push((path.to_owned(), digest));
    }
}

impl Judge<'_> {
    /// Decides for one stage.
    ///
    /// # Errors
    /// When something that the decision needs cannot be read.
    pub fn judge(&self, resolved: &Resolved, links: &[Link], wish: Wish) -> Result<Judgement, JudgeError> {
        let stage = &self.world.graph().stages[resolved.index];
        let mut facts = self.facts(stage, resolved, links)?;
        facts.parts.mask(&self.world.secrets);
        let fingerprint = if facts.open.is_empty() { Some(facts.parts.fingerprint()?) } else { None };
        let mut rewritten = false;
        let verdict = self.verdict(stage, resolved, &facts, fingerprint.as_ref(), wish, &mut rewritten)?;
        let Facts { parts, after, watched, .. } = facts;
        Ok(Judgement { verdict, parts, fingerprint, after, watched, rewritten })
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
            && facts.open_after.is_empty()
            && self.outputs_satisfy_schemas(resolved)?
        {
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
            let mut possible = false;
            for record in self.world.ledger.record_list(&resolved.id)? {
                possible |= record.usable && known_changes(&record)?.is_empty();
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

    fn facts(&self, stage: &Stage, resolved: &Resolved, links: &[Link]) -> Result<Facts, JudgeError> {
        let mut facts = Facts {
            parts: Parts::default(),
            open: Vec::new(),
            after: BTreeMap::new(),
            watched: Vec::new(),
            runs_after: None,
            open_after: Vec::new(),
        };
        self.work_parts(stage, resolved, &mut facts)?;
        for input in &resolved.inputs {
            let label = format!("input:{}", input.artifact.id);
            match &input.each_of {
                Some(writer) => self.each_part(resolved, writer, &input.artifact, label, &mut facts)?,
                None => self.input_part(&input.artifact, links, label, &mut facts)?,
            }
        }
        if matches!(resolved.work, ResolvedWork::Gate(_)) && resolved.inputs.is_empty() {
            self.shown_parts(links, &mut facts);
        }
        for output in &resolved.outputs {
            facts.parts.insert(format!("output:{}", output.id), self.output_part(output)?);
            // What an earlier stage may still write over is not settled, whatever is there now.
            facts.open_after.extend(self.surroundings.open_writer(&output.path, &resolved.id));
        }
        for link in links.iter().filter(|link| link.declared && link.carries.is_empty()) {
            match self.surroundings.upstream(&link.stage) {
                Upstream::Settled(record) => {
                    facts.after.insert(link.stage.clone(), record.attempt);
                }
                Upstream::Untouched => {
                    if let Some(attempt) = self.surroundings.last_attempt(&link.stage) {
                        facts.after.insert(link.stage.clone(), attempt);
                    }
                }
                Upstream::Runs => facts.runs_after = facts.runs_after.or_else(|| Some(link.stage.clone())),
                Upstream::Open => facts.open_after.push(link.stage.clone()),
            }
        }
        Ok(facts)
    }

    fn work_parts(&self, stage: &Stage, resolved: &Resolved, facts: &mut Facts) -> Result<(), JudgeError> {
        let project = &self.world.project;
        let mut commands = Vec::new();
        match &resolved.work {
            ResolvedWork::Command(command) => {
                facts.parts.insert("command", json!({ "executable": command.executable, "args": command.args }));
                commands.push(command);
            }
            ResolvedWork::Builtin { name, with } => {
                let version = project.builtins.get(name).map(|builtin| builtin.version());
                facts.parts.insert("builtin", json!({ "name": name, "version": version, "with": with }));
            }
            ResolvedWork::Gate(gate) => {
                facts.parts.insert("gate", json!({ "prompt": gate.prompt }));
            }
        }
        let hooks = &resolved.hooks;
        if !hooks.pre.is_empty() || !hooks.post.is_empty() {
            let words = |commands: &[throughline_graph::Command]| -> Vec<Value> {
                commands.iter().map(|command| json!([command.executable, command.args])).collect()
            };
            facts.parts.insert("hooks", json!({ "pre": words(&hooks.pre), "post": words(&hooks.post) }));
            commands.extend(hooks.pre.iter().chain(&hooks.post));
        }
        for command in commands {
            let program = project.program(&command.executable);
            if program != command.executable {
                facts.parts.insert(format!("interpreter:{}", command.executable), program);
            }
            for path in named_files(&project.root, program, &command.args, &resolved.outputs) {
                if resolved.inputs.iter().any(|input| input.artifact.path == path) {
                    continue;
                }
                let label = format!("file:{path}");
                if let Some(writer) = self.surroundings.open_writer(&path, &resolved.id) {
                    facts.open.push((writer, label));
                } else if project.root.join(&path).is_file()
                    && let Some(content) = self.contents.content(&path)?
                {
                    facts.parts.insert(label, content.digest.to_string());
                    facts.watched.push((path, Some(content.digest)));
                }
            }
        }
        for variable in stage.environment.iter().filter(|variable| variable.cache) {
            let value = project
                .variable(&variable.name)
                .map(|value| if variable.secret { Digest::of(value.as_bytes()).to_string() } else { value.to_owned() });
            facts.parts.insert(format!("environment:{}", variable.name), value);
        }
        for tool in &stage.tools {
            match self.world.tools.get(&tool.version) {
                Some(Ok(printed)) => facts.parts.insert(format!("tool:{}", tool.name), printed.as_str()),
                Some(Err(reason)) => return Err(JudgeError::Tool { tool: tool.name.clone(), reason: reason.clone() }),
                None => {
                    let reason = "its version was not asked for".to_owned();
                    return Err(JudgeError::Tool { tool: tool.name.clone(), reason });
                }
            }
        }
        for (label, wording) in self.world.rules(stage)? {
            facts.parts.insert(label, wording);
        }
        if let Some(element) = &resolved.element {
            facts.parts.insert("element", json!({ "key": element.key, "value": element.value }));
        }
        Ok(())
    }

    fn input_part(
        &self,
        artifact: &ResolvedArtifact,
        links: &[Link],
        label: String,
        facts: &mut Facts,
    ) -> Result<(), JudgeError> {
        // The last stage before this one that writes the artifact decides what this one reads.
        for link in links.iter().rev().filter(|link| link.carries.contains(&artifact.id)) {
            match self.surroundings.upstream(&link.stage) {
                Upstream::Runs | Upstream::Open => {
                    facts.open.push((link.stage.clone(), label));
                    return Ok(());
                }
                Upstream::Settled(record) => {
                    // A path that names the run is another one in each run: there the artifact's id tells which it is.
                    let of_run = names_run(&artifact.path);
                    let is_it = |written: &&ArtifactRecord| {
                        written.path == artifact.path.as_str() || (of_run && written.id == artifact.id)
                    };
                    if let Some(written) = record.artifacts.iter().find(is_it) {
                        facts.content_part(label, &artifact.path, written.digest);
                        if of_run {
                            facts.watched.pop();
                        }
                        return Ok(());
                    }
                }
                Upstream::Untouched => {}
            }
        }
        let content = self.contents.content(&artifact.path)?;
        facts.content_part(label, &artifact.path, content.map(|content| content.digest));
        Ok(())
    }

    fn each_part(
        &self,
        resolved: &Resolved,
        writer: &StageId,
        artifact: &ResolvedArtifact,
        label: String,
        facts: &mut Facts,
    ) -> Result<(), JudgeError> {
        let open = match self.surroundings.upstream(writer) {
            Upstream::Runs | Upstream::Open => true,
            Upstream::Settled(_) | Upstream::Untouched => false,
        };
        let Some(elements) = self.surroundings.elements(writer).filter(|_| !open && *writer != resolved.id) else {
            facts.open.push((writer.clone(), label));
            return Ok(());
        };
        let mut all = Vec::with_capacity(elements.len());
        for element in elements {
            let path =
                self.world.resolver.element_path(self.world.graph(), writer.as_str(), &artifact.path, element)?;
            let digest = self.contents.content(&path)?.map(|content| content.digest);
            all.push(input_value(&path, digest.as_ref()));
            facts.watched.push((path, digest));
        }
        facts.parts.insert(label, Value::Array(all));
        Ok(())
    }

    /// A gate that declares no inputs shows the outputs of what it depends on.
    fn shown_parts(&self, links: &[Link], facts: &mut Facts) {
        for link in links.iter().filter(|link| link.declared) {
            match self.surroundings.upstream(&link.stage) {
                Upstream::Runs | Upstream::Open => {
                    facts.open.push((link.stage.clone(), format!("shown:{}", link.stage)));
                }
                Upstream::Settled(record) => {
                    for artifact in &record.artifacts {
                        let label = format!("shown:{}", artifact.id);
                        facts.parts.insert(label, input_value(Utf8Path::new(&artifact.path), artifact.digest.as_ref()));
                    }
                }
                Upstream::Untouched => {}
            }
        }
    }

    fn output_part(&self, output: &ResolvedArtifact) -> Result<Value, JudgeError> {
        let schema = match &output.schema {
            Some(path) => match self.world.schemas.compile(path) {
                Ok(schema) => Some(schema.digest.to_string()),
                Err(SchemaError::Missing { .. }) => None,
                Err(error) => return Err(error.into()),
            },
            None => None,
        };
        Ok(json!({
            "path": output.path,
            "type": match output.kind {
                throughline_graph::ArtifactType::File => "file",
                throughline_graph::ArtifactType::Directory => "directory",
            },
            "format": output.format,
            "optional": output.optional,
            "schema": schema,
        }))
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
            let found = self.contents.content(path)?.map(|content| content.digest);
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
            if !crate::outputs::faults(&self.world.project.root, &self.world.schemas, output)?.is_empty() {
                return Ok(false);
            }
        }
        Ok(true)
    }
}

fn input_value(path: &Utf8Path, digest: Option<&Digest>) -> Value {
    json!({ "path": path, "digest": digest.map(ToString::to_string) })
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
