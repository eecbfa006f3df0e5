//! A project in a folder of its own, and the smallest engine that can run a pipeline: what the graph says and no more.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

use camino::{Utf8Path, Utf8PathBuf};
use jiff::Timestamp;
use serde_json::{Map, Value, json};
use throughline_artifact::{CompiledSchema, canonical_digest};
use throughline_graph::{Graph, Input, Known, Source, Work, load, substitute, substitute_value};
use throughline_model::{Digest, RunId};
use throughline_screenplay::Screenplay;
use throughline_stage::{
    BuiltinPipeline, Cancellation, Given, Preparation, PrepareError, Stage, StageContext, StageError, StageInput,
    StageOutput,
};

/// A project in a folder of its own.
pub(crate) struct Bench {
    folder: Arc<tempfile::TempDir>,
    /// The project root.
    pub(crate) root: Utf8PathBuf,
    /// When attempts begin.
    pub(crate) now: Timestamp,
}

/// What a run left behind. The bench's folder is there as long as this is.
pub(crate) struct Made {
    _folder: Arc<tempfile::TempDir>,
    /// The run's folder.
    pub(crate) folder: Utf8PathBuf,
    /// What was prepared.
    pub(crate) preparation: Preparation,
    /// What the stages said.
    pub(crate) log: String,
}

impl Bench {
    pub(crate) fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let root = Utf8PathBuf::from_path_buf(folder.path().canonicalize().unwrap()).unwrap();
        Self { folder: Arc::new(folder), root, now: "2026-11-20T12:20:42.155Z".parse().unwrap() }
    }

    /// A bench with this project.
    pub(crate) fn with(project: &Value) -> Self {
        let bench = Self::new();
        bench.write("project.json", project.to_string());
        bench
    }

    pub(crate) fn write(&self, path: &str, text: impl AsRef<[u8]>) {
        let path = self.root.join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }

    /// Prepares with `project.json` and these parameters; paths are taken below the root, as the program does it.
    pub(crate) fn prepare(&self, parameters: &Value) -> Result<Preparation, PrepareError> {
        let mut all = Map::new();
        all.insert("project".into(), json!(self.root.join("project.json")));
        all.insert("artifacts-dir".into(), json!(self.root.join("artifacts")));
        all.insert("run-id".into(), json!(""));
        all.insert("from-stage".into(), json!(0));
        for (name, value) in parameters.as_object().unwrap() {
            let value = match value {
                Value::String(path) if name != "run-id" => json!(self.root.join(path)),
                other => other.clone(),
            };
            all.insert(name.clone(), value);
        }
        Screenplay.prepare(&Given { parameters: &all, root: &self.root })
    }

    /// Runs all five stages.
    pub(crate) fn run(&self) -> Result<Made, StageError> {
        self.stages(0..5)
    }

    /// Runs all stages but the last, which draws.
    pub(crate) fn plan(&self) -> Result<Made, StageError> {
        self.stages(0..4)
    }

    /// Runs the stages with these indices, on what earlier ones left.
    pub(crate) fn stages(&self, stages: Range<usize>) -> Result<Made, StageError> {
        let preparation = self.prepare(&json!({})).unwrap();
        self.prepared(preparation, stages)
    }

    /// As [`Bench::stages`], of a run that has been prepared.
    pub(crate) fn prepared(&self, preparation: Preparation, stages: Range<usize>) -> Result<Made, StageError> {
        let mut log = Vec::new();
        let graph = graph();
        for id in &graph.pipeline("screenplay").unwrap().stages[stages] {
            self.stage(&graph, id.as_str(), &preparation, &mut log, &Cancellation::default())?;
        }
        Ok(self.made(preparation, String::from_utf8(log).unwrap()))
    }

    /// What a run left that was prepared so.
    pub(crate) fn made(&self, preparation: Preparation, log: String) -> Made {
        let folder = preparation.root.join(preparation.values["run.folder"].as_str().unwrap());
        Made { _folder: Arc::clone(&self.folder), folder, preparation, log }
    }

    /// Runs one stage as the engine does: placeholders filled, inputs there and valid, outputs looked at afterwards.
    pub(crate) fn stage(
        &self,
        graph: &Graph,
        id: &str,
        preparation: &Preparation,
        log: &mut Vec<u8>,
        cancellation: &Cancellation,
    ) -> Result<(), StageError> {
        let value = |name: &str| preparation.values.get(name).cloned();
        let stage = graph.stage(id).unwrap();
        let Work::Builtin(builtin) = &stage.work else { panic!("{id} is no built-in") };
        let with = substitute_value(&Value::Object(builtin.with.clone()), &value).unwrap();
        let place = |artifact: &str| {
            let artifact = graph.artifact(artifact).unwrap();
            preparation.root.join(substitute(artifact.path.as_str(), &value).unwrap())
        };
        let mut inputs = Vec::new();
        for input in &stage.inputs {
            let Input::Artifact { artifact, .. } = input else { panic!("{id} has an external input") };
            let path = place(artifact.as_str());
            let digest = Digest::of(&std::fs::read(&path).unwrap());
            inputs.push(StageInput { artifact: artifact.clone(), path, digest });
        }
        let outputs: Vec<StageOutput> = stage
            .outputs
            .iter()
            .map(|output| StageOutput { artifact: output.artifact.clone(), path: place(output.artifact.as_str()) })
            .collect();
        for output in &outputs {
            std::fs::create_dir_all(output.path.parent().unwrap()).unwrap();
        }
        let found = stages().remove(builtin.name.as_str()).unwrap();
        found.check(&builtin.with).unwrap();
        found.run(&mut StageContext {
            run: RunId::generate(),
            stage: stage.id.clone(),
            attempt: 1,
            root: preparation.root.clone(),
            with: with.as_object().unwrap().clone(),
            inputs,
            outputs: outputs.clone(),
            element: None,
            files: preparation.files.clone(),
            started_at: self.now,
            log,
            cancellation: cancellation.clone(),
        })?;
        for output in &outputs {
            let artifact = graph.artifact(output.artifact.as_str()).unwrap();
            assert!(output.path.exists(), "{}", output.path);
            if let Some(schema) = &artifact.schema {
                let faults = schema_named(schema.as_str()).errors(&read(&output.path));
                assert!(faults.is_empty(), "{}: {faults:?}", output.path);
            }
        }
        Ok(())
    }
}

impl Made {
    /// A document in the run's folder.
    pub(crate) fn json(&self, file: &str) -> Value {
        read(&self.folder.join(file))
    }

    /// A text in the run's folder.
    pub(crate) fn text(&self, file: &str) -> String {
        std::fs::read_to_string(self.folder.join(file)).unwrap()
    }

    /// Every file with its bytes, by its path in the run's folder.
    pub(crate) fn files(&self) -> BTreeMap<String, Vec<u8>> {
        let mut files = BTreeMap::new();
        let mut folders = vec![self.folder.clone()];
        while let Some(folder) = folders.pop() {
            for entry in folder.read_dir_utf8().unwrap() {
                let path = entry.unwrap().into_path();
                if path.is_dir() {
                    folders.push(path);
                } else {
                    let name = path.strip_prefix(&self.folder).unwrap().to_string();
                    files.insert(name, std::fs::read(&path).unwrap());
                }
            }
        }
        files
    }
}

pub(crate) fn read(path: &Utf8Path) -> Value {
    serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap()
}

/// The pipeline's graph, without any fault.
pub(crate) fn graph() -> Graph {
    let source = Source::new("screenplay.json", Screenplay.graph());
    let builtins: Vec<&str> = stages().into_keys().collect();
    let decoded = load(&source, &Known { builtins: &builtins, values: Screenplay.value_names() });
    assert!(decoded.problems.is_empty(), "{:?}", decoded.problems);
    decoded.graph.unwrap()
}

pub(crate) fn stages() -> BTreeMap<&'static str, Arc<dyn Stage>> {
    Screenplay.stages().into_iter().map(|stage| (stage.name(), stage)).collect()
}

pub(crate) fn schema_named(path: &str) -> CompiledSchema {
    let (_, text) = Screenplay.schemas().iter().find(|(known, _)| *known == path).expect(path);
    CompiledSchema::parse(path, text.as_bytes()).unwrap()
}

pub(crate) fn digest(value: &Value) -> Value {
    json!(canonical_digest(value).unwrap())
}

/// A Script as a person hands it over, with these scenes; each is a list of entries as they stand in the file.
pub(crate) fn script_json(scenes: &[Value]) -> Value {
    let scenes: Vec<Value> = scenes
        .iter()
        .enumerate()
        .map(|(index, actions)| {
            json!({
                "scene_id": format!("old-{index}"), "location": format!("INT. PLACE {index}"), "time_of_day": "NIGHT",
                "actions": actions,
            })
        })
        .collect();
    json!({
        "schema_version": "1.0.0", "project_id": "elsewhere", "script_id": "script-old", "title": "Old title",
        "genre": "western", "scenes": scenes,
    })
}

/// A bench whose project takes this Script.
pub(crate) fn bench_of(script: &Value, shot_style: &str) -> Bench {
    let bench = Bench::with(&json!({"id": "film", "script": "in/script.json", "shot_style": shot_style}));
    bench.write("in/script.json", script.to_string());
    bench
}
