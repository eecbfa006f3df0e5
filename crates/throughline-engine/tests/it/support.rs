//! A project in a folder of its own, run in this process.

use std::collections::BTreeMap;
use std::num::NonZeroUsize;
use std::sync::Arc;

use camino::{Utf8Path, Utf8PathBuf};
use jiff::Timestamp;
use serde_json::Value;
use tempfile::TempDir;
use throughline_artifact::StatCache;
use throughline_engine::{
    Inbox, Ledger, Observer, Plan, Planned, Project, Refusal, Request, RunOptions, RunView, plan_run, remote, run_plan,
};
use throughline_graph::{Format, Known, Severity, Source, load};
use throughline_model::{Digest, Event, Filters, RunStatus};
use throughline_process::SupervisorCommand;
use throughline_stage::{Stage, StageRegistry};

/// A project in a folder of its own.
pub(crate) struct Bench {
    _folder: TempDir,
    pub(crate) project: Project,
    pub(crate) ledger: Arc<dyn Ledger>,
    pub(crate) cache: Arc<StatCache>,
}

/// How a run is carried out.
#[derive(Clone, Copy)]
pub(crate) struct How {
    pub(crate) jobs: usize,
    pub(crate) continue_on_error: bool,
    pub(crate) approve: bool,
}

impl Default for How {
    fn default() -> Self {
        Self { jobs: 1, continue_on_error: false, approve: false }
    }
}

impl Bench {
    /// A folder with nothing in it but a ledger.
    pub(crate) fn new(graph: &Value) -> Self {
        Self::with_builtins(graph, [])
    }

    /// The same, for a graph that names these built-ins.
    pub(crate) fn with_builtins(graph: &Value, builtins: impl IntoIterator<Item = Arc<dyn Stage>>) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let root = Utf8Path::from_path(folder.path()).unwrap().canonicalize_utf8().unwrap();
        let project = project(root, graph, builtins.into_iter().collect());
        let opened = throughline_store::open(&project.state_dir(), Timestamp::now()).unwrap();
        let cache = Arc::new(StatCache::open(&project.state_dir().join("cache/stat")));
        Self { _folder: folder, project, ledger: Arc::new(opened.ledger), cache }
    }

    /// Puts another graph in the place of the one that is there.
    pub(crate) fn set_graph(&mut self, graph: &Value) {
        let fresh = project(self.project.root.clone(), graph, self.project.builtins.clone());
        self.project.graph = fresh.graph;
        self.project.graph_digest = fresh.graph_digest;
    }

    /// Sets a variable that stages see.
    pub(crate) fn set_variable(&mut self, name: &str, value: &str) {
        for variables in [&mut self.project.environment, &mut self.project.added_environment] {
            Arc::make_mut(variables).insert(name.to_owned(), value.to_owned());
        }
    }

    pub(crate) fn path(&self, relative: &str) -> Utf8PathBuf {
        self.project.root.join(relative)
    }

    pub(crate) fn write(&self, relative: &str, text: &str) {
        let path = self.path(relative);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }

    pub(crate) fn read(&self, relative: &str) -> String {
        std::fs::read_to_string(self.path(relative)).unwrap_or_else(|error| panic!("{relative}: {error}"))
    }

    pub(crate) fn plan_as(&self, request: &Request) -> Result<Planned, Refusal> {
        plan_run(&self.project, request, &self.ledger, &self.cache)
    }

    /// The plan of an ordinary run.
    pub(crate) fn plan(&self) -> Plan {
        self.plan_as(&request()).unwrap_or_else(|refusal| panic!("refused: {refusal}")).plan
    }

    pub(crate) fn carry_out(&self, planned: &Planned, how: How) -> RunView {
        self.carry_out_with(planned, how, Vec::new(), &remote().1)
    }

    pub(crate) fn carry_out_with(
        &self,
        planned: &Planned,
        how: How,
        observers: Vec<&mut dyn Observer>,
        inbox: &Inbox,
    ) -> RunView {
        let options = RunOptions {
            jobs: NonZeroUsize::new(how.jobs).unwrap(),
            continue_on_error: how.continue_on_error,
            approve_as: how.approve.then(|| "test".to_owned()),
            supervisor: SupervisorCommand::this_program(),
            tool_version: "test".to_owned(),
        };
        run_plan(planned, observers, &options, inbox).unwrap()
    }

    /// An ordinary run.
    pub(crate) fn run(&self) -> RunView {
        self.run_as(&request(), How::default())
    }

    pub(crate) fn run_as(&self, request: &Request, how: How) -> RunView {
        let planned = self.plan_as(request).unwrap_or_else(|refusal| panic!("refused: {refusal}"));
        self.carry_out(&planned, how)
    }

    /// An ordinary run that ends well.
    pub(crate) fn succeed(&self) -> RunView {
        let view = self.run();
        assert_eq!(view.status, RunStatus::Success, "{:#?}", view.failure);
        view
    }

    /// The events of a run as the ledger has them.
    pub(crate) fn events(&self, view: &RunView) -> Vec<Event> {
        self.ledger.event_list(view.run, 0).unwrap()
    }

    /// Everything that attempts of the stage printed in this run.
    pub(crate) fn log_of(&self, view: &RunView, stage: &str) -> String {
        self.read(view.stage(&stage.into()).unwrap().log_path.as_ref().unwrap())
    }
}

/// The whole pipeline `p`, without filters.
pub(crate) fn request() -> Request {
    Request {
        pipeline: "p".into(),
        single: None,
        filters: Filters::default(),
        force: false,
        parameters: Vec::new(),
        assume_dependencies: false,
        as_is: false,
    }
}

/// Only these stages of the pipeline `p`.
pub(crate) fn only(ids: &[&str]) -> Request {
    let only = ids.iter().map(|id| (*id).to_owned()).collect();
    Request { filters: Filters { only, ..Filters::default() }, ..request() }
}

/// A stage that runs a line of shell.
pub(crate) fn shell(id: &str, line: &str, inputs: &[&str], outputs: &[&str], after: &[&str]) -> Value {
    serde_json::json!({
        "id": id,
        "command": {"executable": "sh", "args": ["-c", line]},
        "dependsOn": after,
        "inputs": inputs.iter().map(|id| serde_json::json!({"artifact": id})).collect::<Vec<_>>(),
        "outputs": outputs.iter().map(|id| serde_json::json!({"artifact": id})).collect::<Vec<_>>(),
    })
}

/// A graph with one pipeline `p` of these stages; an artifact's path is its id.
pub(crate) fn graph(artifacts: &[&str], stages: &[Value]) -> Value {
    let artifacts: Vec<Value> = artifacts.iter().map(|id| serde_json::json!({"id": id, "path": id})).collect();
    let ids: Vec<&Value> = stages.iter().map(|stage| &stage["id"]).collect();
    serde_json::json!({
        "version": "1", "pipelines": [{"id": "p", "stages": ids}], "artifacts": artifacts, "stages": stages,
    })
}

/// What the plan would do with each stage, for one look.
pub(crate) fn actions(plan: &Plan) -> Vec<String> {
    plan.stages.iter().map(|stage| format!("{} {}", stage.id, stage.action.as_str())).collect()
}

/// What became of each stage, for one look.
pub(crate) fn statuses(view: &RunView) -> Vec<String> {
    view.all_stages().map(|stage| format!("{} {}", stage.id, stage.status)).collect()
}

fn project(root: Utf8PathBuf, graph: &Value, builtins: StageRegistry) -> Project {
    let text = serde_json::to_string_pretty(graph).unwrap();
    let graph_digest = Digest::of(text.as_bytes());
    let names: Vec<&str> = builtins.names().collect();
    let source = Source { name: "graph.json".to_owned(), text, format: Format::Json };
    let loaded = load(&source, &Known { builtins: &names, values: &[] });
    let errors: Vec<_> = loaded.problems.iter().filter(|problem| problem.severity == Severity::Error).collect();
    assert!(errors.is_empty(), "{errors:#?}\n{}", source.text);
    Project {
        root,
        graph_path: "graph.json".to_owned(),
        graph_digest,
        graph_text: source.text.as_str().into(),
        graph: Arc::new(loaded.graph.unwrap()),
        builtins,
        interpreters: BTreeMap::new(),
        environment: Arc::new(std::env::vars().collect()),
        added_environment: Arc::default(),
        values: serde_json::Map::new(),
        files: BTreeMap::new(),
        schemas: Vec::new(),
        log_format: "text",
    }
}
