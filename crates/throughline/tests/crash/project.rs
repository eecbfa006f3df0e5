//! A project of forty stages in layers: each joins what two stages of the layer before wrote, line by line.

use std::collections::BTreeMap;
use std::num::NonZeroUsize;
use std::sync::Arc;

use camino::{Utf8Path, Utf8PathBuf};
use jiff::Timestamp;
use serde_json::{Value, json};
use tempfile::TempDir;
use throughline_artifact::StatCache;
use throughline_engine::{
    Ledger, Observer, Project, Request, RunOptions, RunRecorder, RunView, WorkspaceLock, plan_run, remote, run_plan,
};
use throughline_graph::{Format, Known, Source, load};
use throughline_model::{Digest, Filters};
use throughline_process::SupervisorCommand;
use throughline_stage::StageRegistry;

/// How many stages the project has.
pub(crate) const STAGES: usize = 40;
const WIDTH: usize = 8;

/// A folder with the project in it.
pub(crate) struct Workspace {
    _folder: Option<TempDir>,
    pub(crate) project: Project,
}

impl Workspace {
    /// A new folder with the project in it.
    pub(crate) fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let root = Utf8Path::from_path(folder.path()).unwrap().canonicalize_utf8().unwrap();
        std::fs::create_dir(root.join("in")).unwrap();
        for index in 0..WIDTH {
            std::fs::write(root.join(format!("in/{index}")), format!("source {index}\n")).unwrap();
        }
        Self { _folder: Some(folder), project: project(root) }
    }

    /// The project in a folder that is there.
    pub(crate) fn at(root: &Utf8Path) -> Self {
        Self { _folder: None, project: project(root.to_owned()) }
    }

    /// The ledger of the folder.
    pub(crate) fn ledger(&self) -> Arc<dyn Ledger> {
        let opened = throughline_store::open(&self.project.state_dir(), Timestamp::now()).unwrap();
        assert_eq!(opened.set_aside, None);
        Arc::new(opened.ledger)
    }

    /// The right to run in the folder, as the command takes it.
    pub(crate) fn lock(&self) -> WorkspaceLock {
        let project = &self.project;
        std::fs::create_dir_all(project.state_dir()).unwrap();
        WorkspaceLock::acquire(&project.root, &project.state_dir(), "test", Timestamp::now()).unwrap()
    }

    /// Runs the pipeline in this process.
    pub(crate) fn run(&self, jobs: usize) -> RunView {
        self.run_with(jobs, &self.ledger(), None)
    }

    /// Runs the pipeline with this ledger, and an observer in front of the record of runs.
    pub(crate) fn run_with(&self, jobs: usize, ledger: &Arc<dyn Ledger>, first: Option<&mut dyn Observer>) -> RunView {
        let cache = Arc::new(StatCache::open(&self.project.state_dir().join("cache/stat")));
        let request = Request {
            pipeline: "p".into(),
            single: None,
            filters: Filters::default(),
            force: false,
            parameters: Vec::new(),
            assume_dependencies: false,
            as_is: false,
        };
        let planned = plan_run(&self.project, &request, ledger, &cache).unwrap();
        let options = RunOptions {
            jobs: NonZeroUsize::new(jobs).unwrap(),
            continue_on_error: false,
            approve_as: None,
            supervisor: SupervisorCommand::this_program(),
            tool_version: "test".to_owned(),
        };
        let mut record = RunRecorder::new(self.project.runs_dir());
        let mut observers: Vec<&mut dyn Observer> = Vec::new();
        if let Some(first) = first {
            observers.push(first);
        }
        observers.push(&mut record);
        let view = run_plan(&planned, observers, &options, &remote().1).unwrap();
        cache.save().unwrap();
        view
    }

    /// What every output holds, by path.
    pub(crate) fn outputs(&self) -> BTreeMap<String, String> {
        let folder = self.project.root.join("out");
        let read = |entry: std::io::Result<std::fs::DirEntry>| {
            let path = entry.unwrap().path();
            (path.file_name().unwrap().to_string_lossy().into_owned(), std::fs::read_to_string(path).unwrap())
        };
        std::fs::read_dir(folder).unwrap().map(read).collect()
    }
}

fn project(root: Utf8PathBuf) -> Project {
    let text = graph().to_string();
    let graph_digest = Digest::of(text.as_bytes());
    let source = Source { name: "graph.json".to_owned(), text, format: Format::Json };
    let loaded = load(&source, &Known { builtins: &[], values: &[] });
    assert!(loaded.problems.is_empty(), "{:?}", loaded.problems);
    Project {
        root,
        graph_path: "graph.json".to_owned(),
        graph_digest,
        graph_text: source.text.as_str().into(),
        graph: Arc::new(loaded.graph.unwrap()),
        builtins: StageRegistry::default(),
        interpreters: BTreeMap::new(),
        environment: Arc::new(std::env::vars().collect()),
        added_environment: Arc::default(),
        values: serde_json::Map::new(),
        files: BTreeMap::new(),
        schemas: Vec::new(),
        log_format: "text",
    }
}

fn graph() -> Value {
    let mut artifacts: Vec<Value> =
        (0..WIDTH).map(|i| json!({"id": format!("in{i}"), "path": format!("in/{i}")})).collect();
    let mut stages = Vec::new();
    for index in 0..STAGES {
        artifacts.push(json!({"id": format!("out{index}"), "path": format!("out/{index}")}));
        let (layer, place) = (index / WIDTH, index % WIDTH);
        let (sources, before): (Vec<String>, Vec<usize>) = if layer == 0 {
            (vec![format!("in{place}")], Vec::new())
        } else {
            let before = vec![index - WIDTH, (layer - 1) * WIDTH + (place + 1) % WIDTH];
            (before.iter().map(|one| format!("out{one}")).collect(), before)
        };
        let paths: Vec<String> = sources
            .iter()
            .map(|source| {
                source.strip_prefix("out").map_or_else(|| format!("in/{}", &source[2..]), |n| format!("out/{n}"))
            })
            .collect();
        // Written in two steps, so that a stage that is killed between them leaves half an output behind.
        let script = format!("cat {} > out/{index}; sleep 0.001; echo stage {index} >> out/{index}", paths.join(" "));
        stages.push(json!({
            "id": format!("s{index}"),
            "command": {"executable": "sh", "args": ["-c", script]},
            "dependsOn": before.iter().map(|one| format!("s{one}")).collect::<Vec<_>>(),
            "inputs": sources.iter().map(|id| json!({"artifact": id})).collect::<Vec<_>>(),
            "outputs": [{"artifact": format!("out{index}")}],
        }));
    }
    let ids: Vec<String> = (0..STAGES).map(|index| format!("s{index}")).collect();
    json!({"version": "1", "pipelines": [{"id": "p", "stages": ids}], "artifacts": artifacts, "stages": stages})
}
