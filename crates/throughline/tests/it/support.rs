//! A project in a folder of its own and the program run in it, in an environment that is the same everywhere.
//!
//! Every stage made with [`stage`] first writes its id to a file of witnesses, so that a test can ask what really ran
//! instead of what the program says of itself.

use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use camino::{Utf8Path, Utf8PathBuf};
use serde_json::{Map, Value, json};
use tempfile::TempDir;

/// What stages write their ids to.
const WITNESSES: &str = ".witnesses";

/// A project of its own.
pub(crate) struct TestEnvironment {
    _dir: TempDir,
    base: Utf8PathBuf,
    /// The project root.
    pub(crate) root: Utf8PathBuf,
    /// Variables beside the fixed ones.
    pub(crate) variables: Vec<(String, String)>,
}

/// How a command ended and what it printed.
#[derive(Debug)]
pub(crate) struct Output {
    pub(crate) code: Option<i32>,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl Output {
    /// Everything about it, for a snapshot.
    pub(crate) fn shown(&self) -> String {
        let code = self.code.map_or_else(|| "none".to_owned(), |code| code.to_string());
        format!("exit code {code}\n--- stdout\n{}--- stderr\n{}", self.stdout, self.stderr)
    }

    /// Both streams.
    pub(crate) fn text(&self) -> String {
        format!("{}{}", self.stdout, self.stderr)
    }

    /// Every line of standard output as JSON.
    pub(crate) fn json_lines(&self) -> Vec<Value> {
        let parse = |line: &str| serde_json::from_str(line).unwrap_or_else(|error| panic!("{error}: {line}"));
        self.stdout.lines().map(parse).collect()
    }

    /// The same output, ended with this code.
    #[track_caller]
    pub(crate) fn with_code(self, code: i32) -> Self {
        assert_eq!(self.code, Some(code), "{}", self.shown());
        self
    }

    /// The same output, with this text somewhere in it.
    #[track_caller]
    pub(crate) fn saying(self, text: &str) -> Self {
        assert!(self.text().contains(text), "{text:?} is not in\n{}", self.shown());
        self
    }
}

/// Compares what a command printed with the snapshot.
macro_rules! assert_shown {
    ($environment:expr, $shown:expr) => {
        insta::with_settings!({ filters => $environment.redactions() }, { insta::assert_snapshot!($shown) })
    };
}
pub(crate) use assert_shown;

impl TestEnvironment {
    /// An empty project.
    pub(crate) fn new() -> Self {
        let dir = tempfile::Builder::new().prefix("tl-").tempdir().unwrap();
        let base = Utf8PathBuf::from_path_buf(dir.path().canonicalize().unwrap()).unwrap();
        let root = base.join("project");
        std::fs::create_dir(&root).unwrap();
        std::fs::create_dir(base.join("home")).unwrap();
        Self { _dir: dir, base, root, variables: Vec::new() }
    }

    /// A project with this graph.
    pub(crate) fn with(graph: &Value) -> Self {
        let environment = Self::new();
        environment.graph(graph);
        environment
    }

    /// The folder above the root: inside the test's own folder, outside the project.
    pub(crate) fn outside(&self, path: &str) -> Utf8PathBuf {
        self.base.join(path)
    }

    /// Writes the graph to its default place.
    pub(crate) fn graph(&self, graph: &Value) {
        self.write("pipeline/stage-graph.json", &serde_json::to_string_pretty(graph).unwrap());
    }

    /// Writes a file of the project.
    pub(crate) fn write(&self, path: &str, content: &str) {
        let path = self.root.join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, content).unwrap();
    }

    /// Reads a file of the project.
    #[track_caller]
    pub(crate) fn read(&self, path: &str) -> String {
        std::fs::read_to_string(self.root.join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
    }

    pub(crate) fn exists(&self, path: &str) -> bool {
        self.root.join(path).exists()
    }

    pub(crate) fn remove(&self, path: &str) {
        std::fs::remove_file(self.root.join(path)).unwrap();
    }

    /// The command line, not yet started.
    pub(crate) fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(program());
        command.args(args).current_dir(&self.root).env_clear().envs(self.environment()).stdin(Stdio::null());
        command
    }

    fn environment(&self) -> Vec<(String, String)> {
        let fixed = [
            ("PATH", std::env::var("PATH").unwrap()),
            ("HOME", self.base.join("home").to_string()),
            ("USER", "tester".to_owned()),
            ("NO_COLOR", "1".to_owned()),
            ("TZ", "UTC".to_owned()),
            ("LC_ALL", "C.UTF-8".to_owned()),
        ];
        let fixed = fixed.into_iter().map(|(name, value)| (name.to_owned(), value));
        fixed.chain(self.variables.iter().cloned()).collect()
    }

    /// Runs a command to its end.
    pub(crate) fn run(&self, args: &[&str]) -> Output {
        let output =
            assert_cmd::Command::from_std(self.command(args)).timeout(Duration::from_secs(60)).output().unwrap();
        Output {
            code: output.status.code(),
            stdout: String::from_utf8(output.stdout).unwrap(),
            stderr: String::from_utf8(output.stderr).unwrap(),
        }
    }

    /// Runs a command that must end well and returns the stages that ran, in their order.
    #[track_caller]
    pub(crate) fn ran(&self, args: &[&str]) -> Vec<String> {
        self.ran_with_code(args, 0)
    }

    /// Runs a command that must end with this code and returns the stages that ran, in their order.
    #[track_caller]
    pub(crate) fn ran_with_code(&self, args: &[&str], code: i32) -> Vec<String> {
        self.forget_witnesses();
        self.run(args).with_code(code);
        self.witnesses()
    }

    /// The stages that ran since the witnesses were last forgotten.
    pub(crate) fn witnesses(&self) -> Vec<String> {
        let text = std::fs::read_to_string(self.root.join(WITNESSES)).unwrap_or_default();
        text.lines().map(str::to_owned).collect()
    }

    pub(crate) fn forget_witnesses(&self) {
        let _ = std::fs::remove_file(self.root.join(WITNESSES));
    }

    /// Starts a command in a process group of its own and goes on.
    pub(crate) fn start(&self, args: &[&str]) -> Running {
        use std::os::unix::process::CommandExt;
        let out = std::fs::File::create(self.base.join("out")).unwrap();
        let err = std::fs::File::create(self.base.join("err")).unwrap();
        let child = self.command(args).stdout(out).stderr(err).process_group(0).spawn().unwrap();
        Running { child, base: self.base.clone() }
    }

    /// The records of all runs, oldest first: the base name of the file and the document.
    pub(crate) fn records(&self) -> Vec<(String, Value)> {
        let Ok(entries) = std::fs::read_dir(self.root.join(".pipeline-runs")) else { return Vec::new() };
        let mut names: Vec<String> = entries
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .filter_map(|name| name.strip_suffix(".json").map(str::to_owned))
            .collect();
        names.sort();
        let read = |name: String| {
            let text = self.read(&format!(".pipeline-runs/{name}.json"));
            (name, serde_json::from_str(&text).unwrap())
        };
        names.into_iter().map(read).collect()
    }

    /// The record of the last run.
    #[track_caller]
    pub(crate) fn record(&self) -> Value {
        self.records().pop().unwrap().1
    }

    /// What the last run says of a stage.
    #[track_caller]
    pub(crate) fn result(&self, stage: &str) -> Value {
        let record = self.record();
        let results = record["stageResults"].as_array().unwrap();
        results.iter().find(|result| result["id"] == stage).unwrap_or_else(|| panic!("no {stage} in {record}")).clone()
    }

    /// Stage and status of every stage of the last run, in their order.
    #[track_caller]
    pub(crate) fn statuses(&self) -> Vec<String> {
        let record = self.record();
        let word = |value: &Value| value.as_str().unwrap().to_owned();
        let results = record["stageResults"].as_array().unwrap();
        results.iter().map(|result| format!("{} {}", word(&result["id"]), word(&result["status"]))).collect()
    }

    /// The events of the last run.
    pub(crate) fn events(&self) -> Vec<Value> {
        let name = self.records().pop().unwrap().0;
        let text = self.read(&format!(".pipeline-runs/{name}.log"));
        text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    }

    /// Every file below the root, sorted.
    pub(crate) fn files(&self) -> Vec<PathBuf> {
        let mut files = Vec::new();
        let mut open = vec![self.root.clone().into_std_path_buf()];
        while let Some(folder) = open.pop() {
            for entry in std::fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() { open.push(path) } else { files.push(path) }
            }
        }
        files.sort();
        files
    }

    /// Every path below the root, links, fifos and the rest as they stand.
    pub(crate) fn files_there(&self) -> Vec<PathBuf> {
        let mut found = Vec::new();
        let mut open = vec![self.root.clone().into_std_path_buf()];
        while let Some(folder) = open.pop() {
            for entry in std::fs::read_dir(folder).unwrap() {
                let entry = entry.unwrap();
                if entry.file_type().unwrap().is_dir() {
                    open.push(entry.path());
                }
                found.push(entry.path());
            }
        }
        found.sort();
        found
    }

    /// What takes out of a text all that differs from run to run.
    pub(crate) fn redactions(&self) -> Vec<(&'static str, &'static str)> {
        vec![
            (r"/[^\s`'()]*/tl-[A-Za-z0-9]+/project", "[ROOT]"),
            (r"/[^\s`'()]*/tl-[A-Za-z0-9]+", "[OUTSIDE]"),
            (r"\b[0-7][0-9A-HJKMNP-TV-Z]{25}\b", "[RUN]"),
            (r"sha256:[0-9a-f]{12,64}…?", "[DIGEST]"),
            (r"\d{4}-\d{2}-\d{2}T\d{2}[:-]\d{2}[:-]\d{2}[.-]\d{3}Z", "[TIME]"),
            (r"\b(\d+ms|\d+\.\d+s)\b", "[DURATION]"),
            (r#""durationMs": ?\d+"#, r#""durationMs":[DURATION]"#),
            (r"process \d+ on \S+", "process [PID] on [HOST]"),
        ]
    }
}

/// A command that has been started.
pub(crate) struct Running {
    child: Child,
    base: Utf8PathBuf,
}

impl Running {
    pub(crate) fn pid(&self) -> i32 {
        i32::try_from(self.child.id()).unwrap()
    }

    /// Sends a signal to the program alone.
    pub(crate) fn signal(&self, signal: rustix::process::Signal) {
        rustix::process::kill_process(rustix::process::Pid::from_child(&self.child), signal).unwrap();
    }

    /// Sends a signal to its process group, as a terminal does.
    pub(crate) fn signal_group(&self, signal: rustix::process::Signal) {
        rustix::process::kill_process_group(rustix::process::Pid::from_child(&self.child), signal).unwrap();
    }

    /// Waits for the end.
    pub(crate) fn end(mut self) -> Output {
        let mut status = None;
        wait_until("the program has ended", || {
            status = self.child.try_wait().unwrap();
            status.is_some()
        });
        Output {
            code: status.unwrap().code(),
            stdout: std::fs::read_to_string(self.base.join("out")).unwrap(),
            stderr: std::fs::read_to_string(self.base.join("err")).unwrap(),
        }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The built program.
pub(crate) fn program() -> PathBuf {
    assert_cmd::cargo::cargo_bin!("throughline").to_path_buf()
}

/// The Python that has the packages with which other programs read what this one writes: OpenTimelineIO and Pillow.
#[track_caller]
pub(crate) fn reader_python() -> PathBuf {
    let python = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../target/tools/readers/bin/python");
    assert!(python.exists(), "there is no {}; `cargo xtask test --only tests` installs it", python.display());
    python
}

/// Waits until something is so.
#[track_caller]
pub(crate) fn wait_until(what: &str, mut is_so: impl FnMut() -> bool) {
    let patience = Instant::now() + Duration::from_secs(30);
    while !is_so() {
        assert!(Instant::now() < patience, "waited in vain: {what}");
        std::thread::sleep(Duration::from_millis(5));
    }
}

/// Whether a process runs; one that has ended and was not waited for does not.
pub(crate) fn is_alive(pid: i32) -> bool {
    let stat = std::fs::read_to_string(format!("/proc/{pid}/stat")).unwrap_or_default();
    stat.rsplit(')')
        .next()
        .and_then(|rest| rest.trim().chars().next())
        .is_some_and(|state| state != 'Z' && state != 'X')
}

/// Reads a process id that a stage wrote to a file, as soon as it is there.
#[track_caller]
pub(crate) fn pid_in(path: &Utf8Path) -> i32 {
    let mut pid = None;
    wait_until(&format!("a process id in {path}"), || {
        let text = std::fs::read_to_string(path).unwrap_or_default();
        pid = text.strip_suffix('\n').and_then(|text| text.trim().parse().ok());
        pid.is_some()
    });
    pid.unwrap()
}

/// A stage that runs a shell script, and what else it has. `reads` and `writes` are lists of paths, each of which is
/// declared as an artifact; `after` is `dependsOn`.
pub(crate) fn stage(id: &str, script: &str, more: Value) -> Value {
    let script = format!("set -e\necho \"$THROUGHLINE_STAGE_ID\" >> {WITNESSES}\n{script}");
    let mut stage = json!({"id": id, "command": {"executable": "sh", "args": ["-c", script]}});
    let Value::Object(more) = more else { panic!("{more} is no object") };
    stage.as_object_mut().unwrap().extend(more);
    stage
}

/// A graph with these stages and one pipeline `main` of all of them, in this order.
pub(crate) fn graph(stages: Vec<Value>) -> Value {
    graph_with(stages, json!({}))
}

/// The same, with more fields; artifacts that are declared there are not declared again.
pub(crate) fn graph_with(stages: Vec<Value>, more: Value) -> Value {
    let Value::Object(mut more) = more else { panic!("{more} is no object") };
    let mut artifacts = match more.remove("artifacts") {
        Some(Value::Array(artifacts)) => artifacts,
        _ => Vec::new(),
    };
    let ids: Vec<Value> = stages.iter().map(|stage| stage["id"].clone()).collect();
    let stages: Vec<Value> = stages.into_iter().map(|stage| written_out(stage, &mut artifacts)).collect();
    let mut graph = Map::new();
    graph.insert("version".to_owned(), json!("1"));
    graph.insert("pipelines".to_owned(), json!([{"id": "main", "stages": ids}]));
    graph.extend(more);
    graph.insert("artifacts".to_owned(), artifacts.into());
    graph.insert("stages".to_owned(), stages.into());
    Value::Object(graph)
}

fn written_out(mut stage: Value, artifacts: &mut Vec<Value>) -> Value {
    let fields = stage.as_object_mut().unwrap();
    if let Some(after) = fields.remove("after") {
        fields.insert("dependsOn".to_owned(), after);
    }
    for (short, long) in [("reads", "inputs"), ("writes", "outputs")] {
        let Some(Value::Array(named)) = fields.remove(short) else { continue };
        let refs = named.iter().map(|path| json!({"artifact": declared(path.as_str().unwrap(), artifacts)})).collect();
        fields.insert(long.to_owned(), Value::Array(refs));
    }
    stage
}

/// The id of the artifact with this id or path, declared if it is not.
fn declared(path: &str, artifacts: &mut Vec<Value>) -> String {
    if artifacts.iter().any(|artifact| artifact["id"] == path) {
        return path.to_owned();
    }
    let id = path.trim_end_matches('/').replace('/', ".");
    if !artifacts.iter().any(|artifact| artifact["id"] == id.as_str()) {
        artifacts.push(json!({"id": id, "path": path}));
    }
    id
}
