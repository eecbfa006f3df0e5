//! What a stage's result depends on, collected part by part; and what of it is still open.

use std::collections::BTreeMap;

use camino::{Utf8Path, Utf8PathBuf};
use serde_json::{Value, json};
use throughline_artifact::SchemaError;
use throughline_graph::Stage;
use throughline_model::{ArtifactRecord, AttemptId, Digest, StageId};

use super::{Judge, JudgeError, Link, Upstream, Watched};
use crate::freshness::named_files::named_files;
use crate::project::resolve::names_run;
use crate::{Parts, Resolved, ResolvedArtifact, ResolvedWork};

/// What is known of a stage before any record is looked at.
pub(super) struct Facts {
    pub(super) parts: Parts,
    pub(super) open: Vec<(StageId, String)>,
    pub(super) after: BTreeMap<StageId, AttemptId>,
    pub(super) watched: Vec<Watched>,
    pub(super) uncounted: Vec<Utf8PathBuf>,
    pub(super) runs_after: Option<StageId>,
    pub(super) open_after: Vec<StageId>,
}

impl Facts {
    fn content_part(&mut self, label: String, artifact: &ResolvedArtifact, digest: Option<Digest>) {
        self.parts.insert(label, input_value(&artifact.path, digest.as_ref()));
        self.watched.push(Watched::artifact(artifact, &artifact.path, digest));
    }
}

impl Judge<'_> {
    /// Collects everything that the result of a stage depends on.
    pub(super) fn facts(&self, stage: &Stage, resolved: &Resolved, links: &[Link]) -> Result<Facts, JudgeError> {
        let mut facts = Facts {
            parts: Parts::default(),
            open: Vec::new(),
            after: BTreeMap::new(),
            watched: Vec::new(),
            uncounted: Vec::new(),
            runs_after: None,
            open_after: Vec::new(),
        };
        self.work_parts(stage, resolved, &mut facts)?;
        let for_each = stage.for_each.as_ref().filter(|_| resolved.element.is_some());
        for input in &resolved.inputs {
            if for_each.is_some_and(|for_each| for_each.artifact == input.artifact.id) {
                // Of the list, an instance depends on its own element alone.
                continue;
            }
            let label = format!("input:{}", input.artifact.id);
            match &input.each_of {
                Some(writer) => self.each_part(resolved, writer, &input.artifact, label, &mut facts)?,
                None => self.input_part(&input.artifact, links, label, &mut facts)?,
            }
        }
        if matches!(resolved.work, ResolvedWork::Gate(_)) && resolved.inputs.is_empty() {
            self.shown_parts(links, &mut facts)?;
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
                } else if self.counts(&path)
                    && let Some(content) = self.contents.content(&path)?
                {
                    facts.parts.insert(label, content.digest.to_string());
                    facts.watched.push(Watched::file(path, content.digest));
                } else {
                    facts.uncounted.push(path);
                }
            }
        }
        for variable in stage.environment.iter().filter(|variable| variable.cache) {
            facts.parts.insert(format!("environment:{}", variable.name), project.variable(&variable.name));
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

    /// Whether a path that a command names counts: a file, or a folder that holds no output of any stage. What is in a
    /// folder with outputs is no source.
    fn counts(&self, path: &Utf8Path) -> bool {
        match std::fs::metadata(self.world.project.root.join(path)) {
            Ok(found) if found.is_dir() => !self.world.holds_outputs(path),
            Ok(found) => found.is_file(),
            Err(_) => false,
        }
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
                        facts.content_part(label, artifact, written.digest);
                        if of_run {
                            facts.watched.pop();
                        }
                        return Ok(());
                    }
                }
                Upstream::Untouched => {}
            }
        }
        let content = self.contents.artifact(&artifact.path, &artifact.volatile)?;
        facts.content_part(label, artifact, content.map(|content| content.digest));
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
            let digest = self.contents.artifact(&path, &artifact.volatile)?.map(|content| content.digest);
            all.push(input_value(&path, digest.as_ref()));
            facts.watched.push(Watched::artifact(artifact, &path, digest));
        }
        facts.parts.insert(label, Value::Array(all));
        Ok(())
    }

    /// A gate that declares no inputs shows the outputs of what it depends on.
    fn shown_parts(&self, links: &[Link], facts: &mut Facts) -> Result<(), JudgeError> {
        let label = |artifact: &throughline_model::ArtifactId| format!("shown:{artifact}");
        for link in links.iter().filter(|link| link.declared) {
            match self.surroundings.upstream(&link.stage) {
                Upstream::Runs | Upstream::Open => {
                    let resolver = &self.world.resolver;
                    let Some(index) = resolver.stage_index(link.stage.as_str()) else { continue };
                    for output in resolver.resolve(self.world.graph(), index, None)?.outputs {
                        facts.open.push((link.stage.clone(), label(&output.id)));
                    }
                }
                Upstream::Settled(record) => {
                    for artifact in &record.artifacts {
                        let value = input_value(Utf8Path::new(&artifact.path), artifact.digest.as_ref());
                        facts.parts.insert(label(&artifact.id), value);
                    }
                }
                // Its last result says what it left, its files whether that is still so.
                Upstream::Untouched => {
                    for artifact in self.world.latest_record(&link.stage)?.iter().flat_map(|record| &record.artifacts) {
                        let path = Utf8Path::new(&artifact.path);
                        let digest = self.contents.artifact(path, &artifact.volatile)?.map(|content| content.digest);
                        facts.parts.insert(label(&artifact.id), input_value(path, digest.as_ref()));
                    }
                }
            }
        }
        Ok(())
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
}

fn input_value(path: &Utf8Path, digest: Option<&Digest>) -> Value {
    json!({ "path": path, "digest": digest.map(ToString::to_string) })
}
