//! Everything outside the graph that a decision may look at: files, schemas, tools, rules, and the ledger's memory.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::{Arc, OnceLock};

use camino::{Utf8Path, Utf8PathBuf};
use serde_json::{Value, json};
use throughline_artifact::{Content, ContentError, ContentMemo, SchemaStore, StatCache, content_without, read_text};
use throughline_graph::{Graph, Rule, RuleRef, Stage};
use throughline_model::{ArtifactId, RunId, StageId};

use crate::{Ledger, LedgerError, Project, Resolver, Secrets, StageRecord};

/// Everything outside the graph that a decision may look at.
pub struct World {
    /// The project.
    pub project: Project,
    /// Parameters and elements.
    pub resolver: Resolver,
    /// The durable memory of runs.
    pub ledger: Arc<dyn Ledger>,
    /// Compiled schemas.
    pub schemas: SchemaStore,
    /// Digests of files that need not be computed again.
    pub cache: Arc<StatCache>,
    /// What each version command printed.
    pub tools: ToolVersions,
    /// What no part of a fingerprint may hold.
    pub secrets: Secrets,
    /// The declared paths of all outputs, once somebody asked.
    pub written: OnceLock<Vec<Utf8PathBuf>>,
    /// The newest record of each stage when the world was first looked at.
    pub latest: HashMap<StageId, StageRecord>,
}

/// What each version command printed, by the command.
pub type ToolVersions = BTreeMap<Vec<String>, Result<String, String>>;

/// Where a decision gets the digests of files from.
pub trait Contents {
    /// The content at this path, relative to the root; none if nothing is there.
    ///
    /// # Errors
    /// When it is there and cannot be read.
    fn content(&self, path: &Utf8Path) -> Result<Option<Content>, ContentError>;

    /// The content of an artifact: of a JSON file with volatile members (JSON pointers), without them.
    ///
    /// # Errors
    /// When it is there and cannot be read.
    fn artifact(&self, path: &Utf8Path, volatile: &[String]) -> Result<Option<Content>, ContentError>;
}

/// Looks at the file system at every question; unchanged files are not read again.
pub struct Live<'a>(pub &'a World);

impl Contents for Live<'_> {
    fn content(&self, path: &Utf8Path) -> Result<Option<Content>, ContentError> {
        self.0.cache.content(&self.0.project.root, path)
    }

    fn artifact(&self, path: &Utf8Path, volatile: &[String]) -> Result<Option<Content>, ContentError> {
        if volatile.is_empty() {
            return self.content(path);
        }
        content_without(&self.0.project.root.join(path), volatile)
    }
}

/// Looks at the file system once for each path: for decisions that are made at one moment.
pub struct Once<'a>(pub ContentMemo<'a>);

impl Contents for Once<'_> {
    fn content(&self, path: &Utf8Path) -> Result<Option<Content>, ContentError> {
        self.0.content(path)
    }

    fn artifact(&self, path: &Utf8Path, volatile: &[String]) -> Result<Option<Content>, ContentError> {
        if volatile.is_empty() { self.content(path) } else { content_without(&self.0.root().join(path), volatile) }
    }
}

impl World {
    /// The graph.
    #[must_use]
    pub fn graph(&self) -> &Graph {
        &self.project.graph
    }

    /// The newest record of the stage, from memory or the ledger.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub fn latest_record(&self, stage: &StageId) -> Result<Option<StageRecord>, LedgerError> {
        if let Some(record) = self.latest.get(stage) {
            return Ok(Some(record.clone()));
        }
        // Instances are not known before their stage is expanded, so they were not asked for in bulk.
        if stage.declared() == stage.as_str() {
            return Ok(None);
        }
        Ok(self.ledger.record_latest(std::slice::from_ref(stage))?.remove(stage))
    }

    /// Whether a folder holds an output of any stage of the graph, or lies in one.
    #[must_use]
    pub fn holds_outputs(&self, folder: &Utf8Path) -> bool {
        let written = self.written.get_or_init(|| {
            let outputs = self.graph().stages.iter().flat_map(|stage| &stage.outputs);
            let ids: HashSet<&ArtifactId> = outputs.map(|output| &output.artifact).collect();
            let artifacts = self.graph().artifacts.iter().filter(|artifact| ids.contains(&artifact.id));
            artifacts.map(|artifact| artifact.path.clone()).collect()
        });
        written.iter().any(|path| path.starts_with(folder) || folder.starts_with(path))
    }

    /// The rules that govern a stage as parts of its fingerprint: `(label, wording)`.
    ///
    /// # Errors
    /// When the file of a rule cannot be read.
    pub fn rules(&self, stage: &Stage) -> Result<Vec<(String, Value)>, ContentError> {
        let graph = self.graph();
        let groups =
            [("constraint", &stage.constraints, &graph.constraints), ("doctrine", &stage.doctrine, &graph.doctrine)];
        let mut parts = Vec::new();
        for (kind, refs, declared) in groups {
            for rule in refs {
                let (id, value) = match rule {
                    RuleRef::Inline(rule) => (rule.id.as_str(), self.rule_value(rule)?),
                    RuleRef::Id(id) => match declared.iter().find(|rule| rule.id == *id) {
                        Some(rule) => (id.as_str(), self.rule_value(rule)?),
                        None => (id.as_str(), Value::Null),
                    },
                };
                parts.push((format!("{kind}:{id}"), value));
            }
        }
        Ok(parts)
    }

    fn rule_value(&self, rule: &Rule) -> Result<Value, ContentError> {
        let mut value = json!({ "text": rule.text, "extra": rule.extra });
        if let Some(path) = &rule.path {
            // The wording itself, not only its digest, so that a change can be shown word for word later.
            let content = self.cache.content(&self.project.root, path)?;
            value["path"] = path.as_str().into();
            value["digest"] = content.map(|content| content.digest.to_string()).into();
            value["wording"] = read_text(self.project.root.join(path), WORDING_LIMIT).ok().into();
        }
        Ok(value)
    }

    /// The variables that an attempt gets beside the inherited ones.
    #[must_use]
    pub fn attempt_environment(&self, run: RunId, stage: &StageId, attempt: u32) -> Vec<(String, Option<String>)> {
        let own = [
            ("THROUGHLINE_RUN_ID", run.to_string()),
            ("THROUGHLINE_STAGE_ID", stage.to_string()),
            ("THROUGHLINE_ATTEMPT", attempt.to_string()),
            ("LOG_FORMAT", self.project.log_format.to_owned()),
        ];
        let added = self.project.added_environment.iter().map(|(name, value)| (name.clone(), Some(value.clone())));
        added.chain(own.into_iter().map(|(name, value)| (name.to_owned(), Some(value)))).collect()
    }
}

/// A longer rule, in bytes, is kept by digest only.
const WORDING_LIMIT: u64 = 64 * 1024;
