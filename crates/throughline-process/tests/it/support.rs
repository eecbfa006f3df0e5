//! A supervisor with a folder to work in.

use std::time::{Duration, Instant};

use camino::{Utf8Path, Utf8PathBuf};
use tempfile::TempDir;
use throughline_process::{
    Ended, Outcome, Reply, SpawnRequest, Supervisor, SupervisorCommand, SupervisorHandle, SupervisorReader,
};

pub(crate) struct Bench {
    pub(crate) handle: SupervisorHandle,
    pub(crate) reader: SupervisorReader,
    pub(crate) folder: TempDir,
}

impl Bench {
    pub(crate) fn new() -> Self {
        let (handle, reader) = Supervisor::start(&SupervisorCommand::this_program()).unwrap();
        Self { handle, reader, folder: tempfile::tempdir().unwrap() }
    }

    pub(crate) fn root(&self) -> &Utf8Path {
        Utf8Path::from_path(self.folder.path()).unwrap()
    }

    pub(crate) fn request(&self, id: u64, program: &str, args: &[&str]) -> SpawnRequest {
        SpawnRequest {
            id,
            program: program.to_owned(),
            args: args.iter().map(|&arg| arg.to_owned()).collect(),
            cwd: self.root().to_owned(),
            env: Vec::new(),
            log: self.log_path(id),
            time_limit_ms: None,
            grace_ms: 300,
        }
    }

    pub(crate) fn shell(&self, id: u64, script: &str) -> SpawnRequest {
        self.request(id, "bash", &["-c", script])
    }

    pub(crate) fn log_path(&self, id: u64) -> Utf8PathBuf {
        self.root().join(format!("{id}.log"))
    }

    pub(crate) fn log(&self, id: u64) -> Vec<u8> {
        std::fs::read(self.log_path(id)).unwrap()
    }

    pub(crate) fn start(&mut self, request: SpawnRequest) -> i32 {
        let id = request.id;
        self.handle.spawn(request).unwrap();
        match self.reader.recv().unwrap().unwrap() {
            Reply::Started { id: started, pid } if started == id => pid,
            other => panic!("{other:?}"),
        }
    }

    pub(crate) fn end(&mut self) -> Ended {
        loop {
            if let Reply::Ended(ended) = self.reader.recv().unwrap().unwrap() {
                return ended;
            }
        }
    }

    pub(crate) fn run(&mut self, request: SpawnRequest) -> Ended {
        self.handle.spawn(request).unwrap();
        self.end()
    }

    /// Runs a script that must end well and returns its log.
    pub(crate) fn print(&mut self, id: u64, script: &str) -> String {
        let ended = self.run(self.shell(id, script));
        assert_eq!(ended.outcome, Outcome::Exited { code: 0 }, "{ended:?}");
        String::from_utf8(self.log(id)).unwrap()
    }
}

/// Whether a process runs (and is not merely waiting to be reaped).
pub(crate) fn runs(pid: i32) -> bool {
    let Ok(stat) = std::fs::read_to_string(format!("/proc/{pid}/stat")) else { return false };
    !stat[stat.rfind(')').unwrap()..].starts_with(") Z")
}

/// The process ids that a script wrote, one in each file, once they are there.
pub(crate) fn pids(root: &Utf8Path, names: &[&str]) -> Vec<i32> {
    let pid = |name: &&str| {
        let path = root.join(name);
        until(|| std::fs::read_to_string(&path).is_ok_and(|text| text.ends_with('\n')));
        std::fs::read_to_string(&path).unwrap().trim().parse().unwrap()
    };
    names.iter().map(pid).collect()
}

/// Waits for something, but not for ever.
#[track_caller]
pub(crate) fn until(condition: impl Fn() -> bool) {
    let start = Instant::now();
    while !condition() {
        assert!(start.elapsed() < Duration::from_secs(20), "it did not happen");
        std::thread::sleep(Duration::from_millis(5));
    }
}
